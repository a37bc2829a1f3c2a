"""A manager hears a signal: three lines, looked at in time or the desk is knocked, passed on in one tap (R16)."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import lxml.html
import pytest
from tests.at_once import second_of
from tests.people import make_tenant
from tests.statements import counted
from tests.web.office.cases.test_lists_by_pages import pages
from tests.web.office.cases.test_pages import Desk, first, words

from weerbaar.audit.models import Line
from weerbaar.cases import actions as cases
from weerbaar.cases.acting import AlreadyDoneError
from weerbaar.cases.cursors import PAGE
from weerbaar.cases.models import Access, Case, KeptOut
from weerbaar.config.demo import TOWN
from weerbaar.database.scope import tenant_scope
from weerbaar.ground import clock
from weerbaar.ground.errors import NotAllowedError, RefusedError
from weerbaar.ground.receipt import Receipt
from weerbaar.intake import actions as intake
from weerbaar.intake import signals
from weerbaar.intake.jobs import knock_for_signals
from weerbaar.intake.models import Draft, Signal
from weerbaar.intake.signals import (
    GRACE,
    Heard,
    OtherReadersError,
    asks_desk,
    asks_manager,
    check_look_on,
    check_shown,
)
from weerbaar.notify.actions import leave_address
from weerbaar.notify.models import Knock
from weerbaar.organisation import actions as organisation
from weerbaar.vault.models import Grant
from weerbaar.web.design.dates import full_day

_SECRET = "In de pauze werd weer iemand uitgelachen."


@pytest.fixture
def town(database):
    return make_tenant(cast=TOWN)


def form(town, **changed: object) -> dict[str, object]:
    day = clock.today() + timedelta(days=10)
    return {
        "heard": _SECRET,
        "agreed": "Ik praat met het team.",
        "kind": "conduct",
        "who": "",
        "desk": town.desk.slug,
        "look_on_day": str(day.day),
        "look_on_month": str(day.month),
        "look_on_year": str(day.year),
        **changed,
    }


def shown(page) -> list[str]:
    return list(lxml.html.fromstring(page.content.decode()).xpath("//input[@name='getoond']/@value"))


def send(desk: Desk, path: str, data: dict[str, object]):
    """Send a form with whom its page shows; again with whom it shows then, as somebody does who looked."""
    page = desk.post(path, {**data, "getoond": shown(desk.get(path))})
    return page if "Location" in page else desk.post(path, {**data, "getoond": shown(page)})


def written(town, who: str = "Bram", **changed: object) -> Signal:
    given = Heard(
        _SECRET, "Ik praat met het team.", "conduct", clock.today() + timedelta(days=10), town.desk.slug
    )
    given = Heard(**{name: changed.get(name, getattr(given, name)) for name in given.__dataclass_fields__})
    staff, signal_id = town[who].opened, uuid4()
    with tenant_scope(town.tenant.id):
        people = {one.person_id for one in signals.readers_of(staff, given)}
    signals.write(staff, given=given, shown=people, signal_id=signal_id)
    with tenant_scope(town.tenant.id):
        return Signal.objects.get(id=signal_id)


@pytest.mark.req("R16")
def test_a_form_that_is_sent_twice_keeps_one_signal(town):
    bram, once = Desk(town, "Bram"), str(uuid4())
    for _ in range(2):
        page = send(bram, "signalen/nieuw/", form(town, once=once))
        assert page["Location"].endswith("signalen/")
    with tenant_scope(town.tenant.id):
        assert Signal.objects.count() == 1
        assert Line.objects.filter(verb="signal.write", subject_id=once).count() == 1


def test_a_form_that_is_sent_twice_at_the_same_moment_keeps_one_signal(town):
    staff, signal_id = town["Bram"].opened, uuid4()
    given = Heard(
        _SECRET, "Ik praat met het team.", "conduct", clock.today() + timedelta(days=10), town.desk.slug
    )
    with tenant_scope(town.tenant.id):
        people = {one.person_id for one in signals.readers_of(staff, given)}

    def write() -> None:
        signals.write(staff, given=given, shown=people, signal_id=signal_id)

    assert isinstance(second_of(town.tenant.id, write, write), AlreadyDoneError)
    with tenant_scope(town.tenant.id):
        assert Signal.objects.count() == 1


def holders(town, row: Signal) -> set[str]:
    with tenant_scope(town.tenant.id):
        held = set(Grant.objects.filter(chest__owner_id=row.id).values_list("holder_alias", flat=True))
    return {
        one
        for one in ("Bram", "Fatima", "Joris", "Marit", "Karim", "Samira")
        if town[one].staff.alias in held
    }


@pytest.mark.parametrize(("days", "is_right"), [(-1, False), (0, False), (1, True), (92, True), (93, False)])
def test_the_day_to_look_again_lies_within_a_quarter(days, is_right):
    today = clock.today()
    if is_right:
        check_look_on(today + timedelta(days=days), today)
        return
    with pytest.raises(RefusedError):
        check_look_on(today + timedelta(days=days), today)


def test_when_the_clock_asks():
    day = clock.today()
    assert not asks_manager(day, None, day - timedelta(days=1))
    assert asks_manager(day, None, day)
    assert not asks_manager(day, day, day + timedelta(days=9))
    assert not asks_desk(day, None, day + GRACE)
    assert asks_desk(day, None, day + GRACE + timedelta(days=1))
    assert not asks_desk(day, day, day + GRACE + timedelta(days=9))


@pytest.mark.req("R16")
def test_a_manager_writes_three_lines_and_passes_them_on_in_one_tap(town):
    bram = Desk(town, "Bram")
    page = words(bram.get("signalen/nieuw/"))
    assert "Fatima el Amrani" in page
    assert "Joris van Dam" in page
    assert "Location" in send(bram, "signalen/nieuw/", form(town, who="Samira Bouzid"))
    with tenant_scope(town.tenant.id):
        row = Signal.objects.get()
        assert not Case.objects.exists()
    assert "Kijk weer op" in bram.text("signalen/")
    page = bram.text(f"signalen/{row.id}/")
    assert _SECRET in page
    assert "Samira Bouzid" in page
    done = send(bram, f"signalen/{row.id}/doorgeven/", {})
    receipt = lxml.html.fromstring(bram.client.get(done["Location"]).content.decode())
    eight = [one.text_content() for one in receipt.xpath("//ol[contains(@class, 'wb-words')]/li")]
    assert len(eight) == 8
    found = intake.come_back(town.tenant.id, Receipt(tuple(eight)))
    with tenant_scope(town.tenant.id):
        case = Case.objects.get(id=found.case_id)
        assert KeptOut.objects.filter(case=case).exists()
    page = cases.open_case(town["Fatima"].opened, code=case.code)
    assert _SECRET in page.answers["story"]
    assert "Doorgegeven" in bram.text("signalen/")
    assert bram.get(f"signalen/{row.id}/").status_code == 404
    # The words stay in what is left of the draft until he says that he has them; nothing else is passed on meanwhile.
    with tenant_scope(town.tenant.id):
        assert Draft.objects.count() == 1
    assert "Schrijf je acht woorden op" in bram.text("signalen/")
    again = bram.post(f"signalen/{row.id}/doorgeven/", {})
    assert again["Location"] == done["Location"]
    other = written(town)
    assert bram.post(f"signalen/{other.id}/doorgeven/", {})["Location"] == done["Location"]
    # Once is once.
    with tenant_scope(town.tenant.id):
        assert Case.objects.count() == 1
        assert not Grant.objects.filter(chest__owner_id=row.id).exclude(sealed_key=b"").exists()
    bram.post("signalen/woorden/")
    assert not bram.client.get(done["Location"]).content.decode().count("wb-words")
    assert "Schrijf je acht woorden op" not in bram.text("signalen/")
    with tenant_scope(town.tenant.id):
        assert not Draft.objects.exists()


@pytest.mark.req("R16")
def test_the_desk_learns_of_it_only_when_it_was_not_looked_at_in_time(town):
    row, fatima = written(town, who="Bram", heard=_SECRET), Desk(town, "Fatima")
    named = written(town, who="Bram")
    assert fatima.get("signalen/").status_code == 404
    assert fatima.get(f"signalen/{row.id}/").status_code == 404
    for who in ("Bram", "Fatima"):
        leave_address(town[who].opened, mail=f"{who.lower()}@post.example", language="nl")
    with clock.stopped_at(clock.now() + timedelta(days=10)):
        assert knock_for_signals(town.tenant.id) == 2
        assert knock_for_signals(town.tenant.id) == 0
        with tenant_scope(town.tenant.id):
            assert set(Knock.objects.values_list("address__holder_alias", flat=True)) == {
                town["Bram"].staff.alias
            }
        with tenant_scope(town.tenant.id):
            assert signals.running(town["Fatima"].opened).rows == ()
    with clock.stopped_at(clock.now() + timedelta(days=16)):
        assert knock_for_signals(town.tenant.id) == 2
        with tenant_scope(town.tenant.id):
            knocked = set(Knock.objects.values_list("address__holder_alias", flat=True))
            facts = signals.running(town["Fatima"].opened).rows
        assert knocked == {town["Bram"].staff.alias, town["Fatima"].staff.alias}
        assert {one.id for one in facts} == {row.id, named.id}
        assert all(one.manager == "Bram Kuipers" for one in facts)
        found = signals.read(town["Fatima"].opened, signal_id=row.id)
        assert (found.heard, found.names) == (_SECRET, None)
        signals.settle(town["Fatima"].opened, signal_id=row.id, result="Wij spraken Bram.")
        with pytest.raises(RefusedError, match="Dit doet de leidinggevende"):
            signals.pass_on(town["Fatima"].opened, signal_id=named.id, shown=[])
        # Who wrote it cannot put it off for ever, and who left the desk sees nothing of it any more.
        later = clock.today() + timedelta(days=60)
        signals.look_again(town["Bram"].opened, signal_id=named.id, look_on=later, agreed="Later.")
        with tenant_scope(town.tenant.id):
            assert [one.id for one in signals.running(town["Fatima"].opened).rows] == [named.id]
        organisation.desk_member_remove(
            town["Wietske"].opened, desk_id=town.desk.id, person_id=town["Fatima"].person_id
        )
        with tenant_scope(town.tenant.id):
            assert signals.running(town["Fatima"].opened).rows == ()
        with pytest.raises(NotAllowedError):
            signals.read(town["Fatima"].opened, signal_id=named.id)
    with tenant_scope(town.tenant.id):
        assert Line.objects.filter(verb="signal.read", subject_id=row.id).count() == 1


@pytest.mark.req("R16")
def test_about_the_line_nobody_of_the_line_has_a_key_a_row_or_a_knock(town):
    """Marit, the reserve of the desk, is Bram's own manager. About her, she gets nothing (promise 1)."""
    with tenant_scope(town.tenant.id):
        staff = town["Bram"].opened
        assert town["Marit"].person_id in signals._line_above(staff)
    row = written(town, who="Bram", about_line=True)
    assert "Marit" not in holders(town, row)
    leave_address(town["Marit"].opened, mail="marit@post.example", language="nl")
    with clock.stopped_at(clock.now() + timedelta(days=30)):
        knock_for_signals(town.tenant.id)
        with tenant_scope(town.tenant.id):
            assert not Knock.objects.exists()
            assert signals.running(town["Marit"].opened).rows == ()
        for verb in (signals.read, signals.read_names):
            with pytest.raises(NotAllowedError):
                verb(town["Marit"].opened, signal_id=row.id)


@pytest.mark.req("R16")
def test_whom_it_is_about_reads_nothing_and_gets_no_case_of_it(town):
    given = Heard(
        _SECRET, "Afspraak.", "conduct", clock.today() + timedelta(days=5), town.desk.slug, "Joris van Dam"
    )
    staff, signal_id = town["Bram"].opened, uuid4()
    with tenant_scope(town.tenant.id):
        people = {one.person_id for one in signals.readers_of(staff, given)}
    assert town["Joris"].person_id not in people
    signals.write(staff, given=given, shown=people, signal_id=signal_id)
    with tenant_scope(town.tenant.id):
        row = Signal.objects.get(id=signal_id)
    assert holders(town, row) == {"Bram", "Fatima", "Marit"}
    with tenant_scope(town.tenant.id):
        people = {one.person_id for one in signals.readers_now(staff, signal_id)}
    signals.pass_on(staff, signal_id=signal_id, shown=people)
    with tenant_scope(town.tenant.id):
        assert not Access.objects.filter(holder_alias=town["Joris"].staff.alias).exists()
        assert Access.objects.filter(holder_alias=town["Fatima"].staff.alias).exists()


def test_who_was_not_shown_gets_no_key(town):
    bram = Desk(town, "Bram")
    page = bram.post("signalen/nieuw/", form(town))
    assert "Klopt dat? Druk dan nog een keer." in words(page)
    assert _SECRET in page.content.decode()
    with tenant_scope(town.tenant.id):
        assert not Signal.objects.exists()


@pytest.mark.req("R16")
def test_who_fell_out_and_who_came_in_is_said_with_the_way_to_the_list(town):
    bram, path = Desk(town, "Bram"), "signalen/nieuw/"
    data = {**form(town, who="Joris van Dam"), "getoond": shown(bram.get(path))}
    page = bram.post(path, data)
    assert "Dit leest nu niet: Joris van Dam. En wel: Marit Hoekstra. Klopt dat?" in words(page)
    assert lxml.html.fromstring(page.content.decode()).xpath("//a[@href='#lezers']")
    # It is no mistake, and is not called one.
    assert "Kijk eerst wie dit nu leest" in words(page)
    assert "klopt nog niet" not in words(page)
    assert "Fout:" not in words(page)
    done = bram.post(path, {**data, "getoond": shown(page)})
    assert "Gelukt: je signaal is bewaard." in words(bram.client.get(done["Location"]))


@pytest.mark.req("R16")
@pytest.mark.parametrize(
    ("mistake", "heading"),
    [
        ({"heard": ""}, "Twee dingen kloppen nog niet"),
        # Whether a day fits is asked once it is kept.
        ({"look_on_year": "2020"}, "Kijk eerst wie dit nu leest"),
    ],
    ids=["an empty line", "a day that was"],
)
def test_beside_another_mistake_the_page_says_too_who_reads_now(town, mistake, heading):
    """Whoever mends the one would else press again without having seen that the list is another."""
    bram, path = Desk(town, "Bram"), "signalen/nieuw/"
    wrong = form(town, who="Joris van Dam", **mistake)
    page = bram.post(path, {**wrong, "getoond": shown(bram.get(path))})
    assert "Dit leest nu niet: Joris van Dam. En wel: Marit Hoekstra. Klopt dat?" in words(page)
    assert lxml.html.fromstring(page.content.decode()).xpath("//a[@href='#lezers']")
    assert heading in words(page)
    # It is said once: the list that stands there now is the one that was seen.
    page = bram.post(path, {**wrong, "getoond": shown(page)})
    assert "Klopt dat?" not in words(page)
    bram.post(path, {**form(town, who="Joris van Dam"), "getoond": shown(page)})
    with tenant_scope(town.tenant.id):
        row = Signal.objects.get()
    assert holders(town, row) == {"Bram", "Fatima", "Marit"}


@pytest.mark.req("R16")
def test_what_is_typed_on_the_way_back_from_another_page_says_who_reads(town):
    """Typed, kept, and found again: the list beside it is of what stands in the form."""
    bram, path = Desk(town, "Bram"), "signalen/nieuw/"
    page = bram.post(path, {**form(town, who="Joris van Dam"), "naar": "?taal=en"})
    assert "Location" in page
    listed = shown(bram.get(path))
    assert str(town["Marit"].person_id) in listed
    assert str(town["Joris"].person_id) not in listed


def test_who_fell_out_alone_is_said_too(town):
    """Nobody came in their place: that fewer read it is another list all the same."""
    joris, marit, fatima, samira = (town[one].person_id for one in ("Joris", "Marit", "Fatima", "Samira"))
    check_shown([fatima, joris], {fatima, joris}, [fatima, joris, marit])
    with pytest.raises(OtherReadersError, match="Dit leest nu niet") as told:
        check_shown([fatima], {fatima, joris}, [fatima, joris, marit])
    assert (told.value.came, told.value.gone) == ((), (joris,))
    # Of whoever stands at no desk no name is told, and still it is not kept unseen.
    with pytest.raises(OtherReadersError, match="Iemand die je zag staan") as told:
        check_shown([fatima], {fatima, samira}, [fatima, joris, marit])
    assert (told.value.came, told.value.gone) == ((), ())


@pytest.mark.req("R16")
def test_who_left_the_desk_since_the_page_was_made_is_said(town):
    bram, path = Desk(town, "Bram"), "signalen/nieuw/"
    seen = shown(bram.get(path))
    organisation.desk_member_remove(
        town["Wietske"].opened, desk_id=town.desk.id, person_id=town["Joris"].person_id
    )
    page = bram.post(path, {**form(town), "getoond": seen})
    assert "Klopt dat? Druk dan nog een keer." in words(page)
    with tenant_scope(town.tenant.id):
        assert not Signal.objects.exists()


def test_the_refusal_itself_holds_ids_and_no_name(town):
    """An error may be logged, and who fell out is whom the signal is about."""
    staff, people = town["Bram"].opened, {name: town[name].person_id for name in ("Joris", "Marit", "Fatima")}
    day = clock.today() + timedelta(days=7)
    given = Heard(_SECRET, "Wij praten.", "conduct", day, town.desk.slug, "Joris van Dam")
    with pytest.raises(OtherReadersError) as told:
        signals.write(staff, given=given, shown={people["Joris"], people["Fatima"]}, signal_id=uuid4())
    assert (told.value.came, told.value.gone) == ((people["Marit"],), (people["Joris"],))
    kept = repr((told.value.args, vars(told.value)))
    assert not [one for one in ("Joris", "van Dam", "Marit", "Hoekstra") if one in kept]


def test_of_whom_the_page_never_showed_no_name_is_told(town):
    """What a browser says that it showed is its own word: only of who is at the desk it is told that they fell out."""
    bram, path = Desk(town, "Bram"), "signalen/nieuw/"
    others = [str(town["Samira"].person_id), str(uuid4())]
    page = words(bram.post(path, {**form(town, who="Joris van Dam"), "getoond": others}))
    assert "Dit leest nu ook: Fatima el Amrani, Marit Hoekstra." in page
    assert "Samira" not in page.partition("Druk dan")[0]


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"heard": " "}, "Schrijf op wat je hoorde."),
        ({"agreed": ""}, "Schrijf op wat jullie afspraken."),
        ({"kind": "handling"}, "Kies iets uit de lijst."),
        ({"kind": "detriment"}, "Kies iets uit de lijst."),
        ({"look_on_year": "2020"}, "Kies een dag na vandaag."),
        ({"desk": "nergens"}, "Kies iets uit de lijst."),
    ],
)
def test_what_is_not_right_is_said_and_what_was_typed_stays(town, changed, sentence):
    page = send(Desk(town, "Bram"), "signalen/nieuw/", form(town, **changed))
    assert sentence in words(page)
    if "heard" not in changed:
        assert _SECRET in page.content.decode()
    with tenant_scope(town.tenant.id):
        assert not Signal.objects.exists()


@pytest.mark.req("R16")
def test_it_is_looked_at_again_and_closed_with_a_sentence(town):
    row, bram = written(town), Desk(town, "Bram")
    day = clock.today() + timedelta(days=20)
    later = {
        "look_on_day": day.day,
        "look_on_month": day.month,
        "look_on_year": day.year,
        "agreed": "Nog een gesprek.",
    }
    bram.post(f"signalen/{row.id}/later/", later)
    assert "Nog een gesprek." in bram.text(f"signalen/{row.id}/")
    bram.post(f"signalen/{row.id}/afgehandeld/", {"result": "Het team heeft het opgelost."})
    page = bram.text(f"signalen/{row.id}/")
    assert "Het team heeft het opgelost." in page
    assert "Geef het door als melding" not in page
    with pytest.raises(RefusedError, match="al afgehandeld"):
        signals.pass_on(town["Bram"].opened, signal_id=row.id, shown=[])


@pytest.mark.parametrize("who", ["Dilan", "Wietske", "Ilse", "Ruben"])
def test_for_who_leads_nobody_there_is_no_page(town, who):
    desk = Desk(town, who)
    for path in ("signalen/", "signalen/nieuw/"):
        assert desk.get(path).status_code == 404, path
    row = written(town)
    for path in ("", "doorgeven/", "later/", "afgehandeld/"):
        assert desk.get(f"signalen/{row.id}/{path}").status_code == 404, path
    with pytest.raises(NotAllowedError):
        signals.write(
            town[who].opened,
            given=Heard("x", "y", "conduct", clock.today() + timedelta(days=3), town.desk.slug),
            shown=[],
            signal_id=uuid4(),
        )


def many(town, number: int, **columns: object) -> None:
    """Signals of Bram, two by two on the same day; a list opens none of them."""
    now = clock.now()
    with tenant_scope(town.tenant.id):
        Signal.objects.bulk_create(
            Signal(
                id=uuid4(),
                tenant_id=town.tenant.id,
                desk_id=town.desk.id,
                manager_alias=town["Bram"].staff.alias,
                written_at=now,
                look_on=clock.today() + timedelta(days=place // 2),
                sealed_text=b"sealed",
                **{name: now + timedelta(minutes=place // 2) for name in columns},
            )
            for place in range(number)
        )


@pytest.mark.req("R16")
@pytest.mark.parametrize("ends", [{}, {"settled_at": 1}], ids=["running", "ended"])
def test_signals_come_page_by_page_and_each_once(town, ends):
    many(town, 2 * PAGE + 3, **ends)
    bram = Desk(town, "Bram")
    place, following = ("eerder", "?eerder-na=") if ends else ("lopend", "?na=")
    found = pages(bram, "signalen/", f"//section[@aria-labelledby='{place}']//li//a/@href", following)
    assert [len(one) for one in found] == [PAGE, PAGE, 3]
    assert len({one for page in found for one in page}) == 2 * PAGE + 3
    with tenant_scope(town.tenant.id):
        held = [row for number in range(len(found)) for row in told(town, number, ends)]
    places = [row.ended_at or row.look_on for row in held]
    assert places == sorted(places, reverse=bool(ends))


def told(town, number: int, ends: dict[str, object]):
    """The rows of a page, by the cursor of the one before it."""
    ask, cursor = signals.ended if ends else signals.running, ""
    for _page in range(number):
        cursor = ask(town["Bram"].opened, after=cursor).next_cursor
    return ask(town["Bram"].opened, after=cursor).rows


@pytest.mark.req("R16")
def test_more_signals_ask_no_more_and_are_counted_on_every_page(town):
    bram = Desk(town, "Bram")

    def asked() -> int:
        bram.get("signalen/")
        with counted() as found:
            assert bram.get("signalen/").status_code == 200
        return len(found)

    many(town, 2)
    few = asked()
    many(town, PAGE)
    assert asked() == few
    # Two of each day, and two more of the first: what is of a day up to and with today asks.
    with clock.stopped_at(clock.now() + timedelta(days=2)):
        page = signals_page(town)
        assert "Acht signalen vragen je vandaag" in words(page)
        following = first(page, "//a[contains(., 'Toon de volgende')]/@href")
        assert "Acht signalen vragen je vandaag" in words(signals_page(town, following))


def signals_page(town, asked: str = ""):
    return Desk(town, "Bram").get(f"signalen/{asked}")


@pytest.mark.req("R16")
def test_who_wrote_a_signal_reads_that_the_desk_reads_it_and_since_when(town):
    row, day = written(town), clock.today() - timedelta(days=7)
    bram = Desk(town, "Bram")
    told = f"Het meldpunt leest dit sinds {full_day(day)}"
    page = words(bram.get(f"signalen/{row.id}/"))
    assert "Het meldpunt leest dit" not in page
    assert "Signalen (" not in page
    with tenant_scope(town.tenant.id):
        Signal.objects.filter(id=row.id).update(look_on=day - timedelta(days=6), told_on=day)
    page = words(bram.get(f"signalen/{row.id}/"))
    assert told in page
    assert "Signalen (1)" in page
    # The desk reads it, and is not told of itself; whoever has nothing to do with it gets no page and no number.
    fatima = Desk(town, "Fatima")
    page = words(fatima.get(f"signalen/{row.id}/"))
    assert _SECRET in page
    assert told not in page
    assert "Signalen (1)" in page
    assert "Signalen" not in words(Desk(town, "Hassan").get("ik/"))
    signals.settle(town["Fatima"].opened, signal_id=row.id, result="Wij spraken Bram.")
    page = words(bram.get(f"signalen/{row.id}/"))
    assert "Het meldpunt leest dit" not in page
    assert "Signalen (" not in page


@pytest.mark.req("R16")
def test_the_words_of_a_signal_stay_away_from_the_computer_of_the_work(town):
    row, bram = written(town), Desk(town, "Bram")
    send(bram, f"signalen/{row.id}/doorgeven/", {})
    assert "niet op de computer of telefoon van je werk" in words(bram.get("signalen/woorden/"))


@pytest.mark.req("R16")
def test_before_it_is_passed_on_the_page_says_what_the_log_shows(town):
    row = written(town)
    page = words(Desk(town, "Bram").get(f"signalen/{row.id}/doorgeven/"))
    assert "Wie de computers beheert, kan daaruit afleiden welke melding van jou is." in page
