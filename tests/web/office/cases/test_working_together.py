"""Notes, tasks and handing over, through the pages: what colleagues tell each other, and the reporter never sees (C13)."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import uuid4

import lxml.html
import pytest
from tests.filed import bring, file_report
from tests.people import make_tenant
from tests.statements import counted
from tests.web.office.cases.test_pages import Desk, first, verbs, words

from weerbaar.cases import actions, notes, staying_out, tasks
from weerbaar.cases.models import Access, Message, Note, Task
from weerbaar.cases.staying_out import As, Whom
from weerbaar.config.demo import CAST, GOVERNMENT
from weerbaar.database.scope import tenant_scope
from weerbaar.ground import clock
from weerbaar.ground.errors import RefusedError
from weerbaar.intake.queries import progress
from weerbaar.vault.models import Grant

SECRET = "B1 weet nog van niets. Bel G1 niet op het werk."


@pytest.fixture(scope="module")
def town(database):
    return make_tenant(cast=(*CAST, *GOVERNMENT))


TALK = {"who": "de burgemeester", "said": "Zij zei: wacht nog. Ik zei dat dat niet kan."}


@pytest.fixture(scope="module")
def fatima(town):
    return Desk(town, "Fatima")


@pytest.fixture(scope="module")
def joris(town):
    return Desk(town, "Joris")


@pytest.fixture
def filed(town):
    return file_report(town, readers=("Fatima", "Joris"), reserve=("Marit",))


def day(moment) -> dict[str, str]:
    return {"due_on_day": str(moment.day), "due_on_month": str(moment.month), "due_on_year": str(moment.year)}


def on_page(response, section: str) -> str:
    return " ".join(first(response, f"//section[@id='{section}']").text_content().split())


def seen_by_reporter(filed) -> str:
    """All that the reporter finds on coming back."""
    with tenant_scope(filed.case.tenant_id):
        return repr(progress(filed.reporter))


def give(town, filed, *, by: str = "Fatima", to: str = "Joris", days: int = 3, what: str = "Bel de melder."):
    """A task by the verb; its id."""
    task_id = uuid4()
    tasks.give_task(
        town[by].opened,
        code=filed.code,
        person_id=town[to].person_id,
        what=what,
        due_on=clock.today() + timedelta(days=days),
        task_id=task_id,
    )
    return task_id


# --- notes ---


@pytest.mark.req("C13")
def test_a_note_is_read_by_colleagues_and_lies_sealed(town, fatima, joris, filed):
    case = f"zaken/{filed.code}/"
    assert "Nog geen notities" in on_page(fatima.get(case), "notities")
    page = fatima.get(f"{case}notitie/")
    assert "De melder leest dit niet" in words(page)
    sent = fatima.post(f"{case}notitie/", {"text": SECRET})
    assert sent["Location"] == f"{fatima.root}{case}#notities"
    told = on_page(joris.get(case), "notities")
    assert SECRET in told
    assert "Fatima" in told
    assert "Nieuw" in told
    assert "Nieuw" not in on_page(joris.get(case), "notities")
    assert "Nieuw" not in on_page(fatima.get(case), "notities")
    with tenant_scope(town.tenant.id):
        assert SECRET.encode() not in bytes(Note.objects.get(case=filed.case).sealed_text)


@pytest.mark.req("C13")
def test_a_talk_is_written_down_with_whom_when_and_what_was_said(town, fatima, joris, filed):
    case, today = f"zaken/{filed.code}/", clock.today()
    form = f"{case}notitie/gesprek/"
    day = {"held_on_day": str(today.day), "held_on_month": str(today.month), "held_on_year": str(today.year)}
    assert form in fatima.get(case).content.decode()
    assert "Met wie sprak je?" in fatima.text(form)
    for left_out, told in (
        ("who", "Schrijf op met wie je sprak."),
        ("held_on_day", "dag"),
        ("said", "Schrijf op wat er is gezegd."),
    ):
        answer = fatima.post(form, {**TALK, **day, left_out: ""})
        assert answer.status_code == 200
        assert told in words(answer)
    sent = fatima.post(form, {**TALK, **day})
    assert sent["Location"] == f"{fatima.root}{case}#notities"
    told = on_page(joris.get(case), "notities")
    assert f"Gesprek met de burgemeester, op {today.day} " in told
    assert TALK["said"] in told
    # Who was not let in writes nothing down.
    assert Desk(town, "Samira").post(form, {**TALK, **day}).status_code == 404


def test_the_other_acts_stand_in_parts_and_none_is_a_button_above_them_too(fatima, filed):
    page = lxml.html.fromstring(fatima.get(f"zaken/{filed.code}/").content.decode())
    (aside,) = page.xpath("//section[@aria-labelledby='volgende']")
    (acts,) = aside.xpath(".//details")
    parts = [one.text_content() for one in acts.xpath(".//h3")]
    assert parts[-3:] == ["Opschrijven en regelen", "Mensen en toegang", "Een andere zaak erbij"]
    # Where something can be typed a way elsewhere is a button, which takes along what was.
    links = acts.xpath(".//a/@href | .//button/@value")
    buttons = aside.xpath("./div[contains(@class, 'wb-actions')]//*[self::a or self::button]/@*[.!='']")
    assert any(one.endswith("/bevestigen/") for one in buttons)
    assert len(links) == len(set(links))
    assert not set(links) & set(buttons)


@pytest.mark.parametrize(
    ("changed", "place"),
    [
        ({"who": " "}, "who"),
        ({"said": ""}, "said"),
        ({"held_on": None}, "held_on"),
        ({"held_on": date(2026, 3, 8)}, "held_on"),
    ],
    ids=["with nobody", "nothing said", "no day", "a day to come"],
)
def test_what_is_no_talk_is_refused_at_its_question(changed, place):
    talk = {"who": "G1", "said": "Hij zag het.", "held_on": date(2026, 3, 7)} | changed
    with pytest.raises(RefusedError) as refused:
        notes.talk_in_words(today=date(2026, 3, 7), **talk)
    assert refused.value.field == place


def test_what_is_typed_for_a_note_is_not_lost(fatima, filed):
    form = f"zaken/{filed.code}/notitie/"
    page = fatima.post(form, {"text": "  "})
    assert "Schrijf eerst iets op." in words(page)
    page = fatima.post(form, {"text": "x" * 5_001})
    assert "Dit is te lang" in words(page)
    assert "x" * 5_001 in page.content.decode()
    fatima.post(form, {"text": "Half getypt.", "naar": fatima.root})
    assert "Half getypt." in fatima.get(form).content.decode()


def test_a_note_sent_twice_stands_there_once(town, fatima, filed):
    once = first(fatima.get(f"zaken/{filed.code}/notitie/"), "//input[@name='once']/@value")
    for _ in range(2):
        fatima.post(f"zaken/{filed.code}/notitie/", {"text": SECRET, "once": once})
    with tenant_scope(town.tenant.id):
        assert Note.objects.filter(case=filed.case).count() == 1


@pytest.mark.req("C13")
def test_a_note_is_withdrawn_by_its_writer_alone_and_stays_on_record(town, fatima, joris, filed):
    case, note_id = f"zaken/{filed.code}/", uuid4()
    notes.write_note(town["Fatima"].opened, code=filed.code, text=SECRET, note_id=note_id)
    form = f"{case}notitie/{note_id}/terug/"
    assert "Alleen wie een notitie schreef" in words(joris.get(form))
    assert "Alleen wie een notitie schreef" in words(joris.post(form, {"once": ""}))
    assert "Neem deze notitie terug" not in on_page(joris.get(case), "notities")
    fatima.post(form, {"once": ""})
    told = on_page(joris.get(case), "notities")
    assert "Teruggenomen" in told
    assert SECRET in told
    assert "al teruggenomen" in words(fatima.get(form))
    assert verbs(filed).count("case.withdraw_note") == 1


def test_notes_go_on_by_leaves(town, fatima, filed):
    for number in range(52):
        notes.write_note(town["Fatima"].opened, code=filed.code, text=f"Notitie {number:02}", note_id=uuid4())
    page = fatima.get(f"zaken/{filed.code}/")
    told = on_page(page, "notities")
    assert "Notitie 51" in told
    assert "Notitie 01" not in told
    earlier = first(page, "//section[@id='notities']//button[contains(., 'Eerdere notities')]/@value")
    told = on_page(fatima.client.get(earlier), "notities")
    assert "Notitie 01" in told
    assert "Notitie 51" not in told


@pytest.mark.req("C13")
def test_the_reporter_sees_no_note_no_task_and_no_sign_of_them(town, filed):
    before = seen_by_reporter(filed)
    notes.write_note(town["Fatima"].opened, code=filed.code, text=SECRET, note_id=uuid4())
    give(town, filed, what=SECRET)
    assert seen_by_reporter(filed) == before
    with tenant_scope(town.tenant.id):
        assert not Message.objects.filter(case=filed.case).exists()


# --- tasks ---


@pytest.mark.req("C13")
def test_a_task_is_given_stands_on_the_first_page_in_facts_and_is_finished(town, fatima, joris, filed):
    case = f"zaken/{filed.code}/"
    due = clock.today() + timedelta(days=3)
    form = {"person": str(town["Joris"].person_id), "what": "Bel G1 thuis.", **day(due)}
    assert fatima.post(f"{case}taak/", form).status_code == 302
    assert "Bel G1 thuis." in on_page(fatima.get(case), "taken")
    today = joris.get()
    assert "Doe je taak in deze zaak" in words(today)
    assert "Bel G1 thuis." not in words(today)
    assert "Bel G1 thuis." not in joris.text("taken/")
    (done,) = lxml.html.fromstring(today.content.decode()).xpath(
        f"//a[contains(@href, '{filed.code}') and contains(@href, '/klaar/')]/@href"
    )
    assert "Bel G1 thuis." in words(joris.client.get(done))
    assert "case.read_task" in verbs(filed)
    joris.client.post(done, {"result": "G1 wil praten."})
    told = on_page(fatima.get(case), "taken")
    assert "Er zijn geen open taken" in told
    assert "G1 wil praten." in told
    assert "door Joris" in told
    assert filed.code not in joris.text("taken/")
    assert "al klaar of vervallen" in words(joris.client.get(done))
    assert "al klaar of vervallen" in words(joris.client.post(done, {"result": ""}))


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"what": " "}, "Schrijf op wat er moet gebeuren."),
        ({"person": ""}, "Maak een keuze."),
        ({"due_on_day": ""}, "Vul ook de dag in."),
        ({"due_on_year": "2020"}, "Kies vandaag of een latere dag."),
        ({"due_on_year": "2099"}, "Kies een dag binnen een jaar."),
    ],
)
def test_a_task_that_is_not_filled_in_is_refused_with_a_sentence(town, fatima, filed, changed, told):
    given = {"person": str(town["Joris"].person_id), "what": "Bel G1 thuis.", **day(clock.today())}
    page = fatima.post(f"zaken/{filed.code}/taak/", given | changed)
    assert told in words(page)
    with tenant_scope(town.tenant.id):
        assert not Task.objects.filter(case=filed.case).exists()


def test_a_task_is_for_nobody_without_a_key(town, fatima, filed):
    given = {"person": str(town["Ruben"].person_id), "what": "Bel G1 thuis.", **day(clock.today())}
    assert "Kies iets uit de lijst." in words(fatima.post(f"zaken/{filed.code}/taak/", given))
    page = fatima.get(f"zaken/{filed.code}/taak/")
    offered = lxml.html.fromstring(page.content.decode()).xpath("//select[@name='person']/option/text()")
    assert [one.split()[0] for one in offered] == ["Fatima", "Joris", "Marit"]


@pytest.mark.req("C13")
def test_a_task_goes_to_another_with_another_day_or_lapses_with_a_reason(town, fatima, joris, filed):
    case, task_id = f"zaken/{filed.code}/", give(town, filed)
    form, due = f"{case}taak/{task_id}/veranderen/", clock.today() + timedelta(days=9)
    joris.post(form, {"person": str(town["Fatima"].person_id), **day(due)})
    assert filed.code not in joris.text("taken/")
    assert filed.code in fatima.text("taken/")
    page = fatima.post(f"{case}taak/{task_id}/vervallen/", {"result": ""})
    assert "Schrijf op waarom de taak niet meer hoeft." in words(page)
    fatima.post(f"{case}taak/{task_id}/vervallen/", {"result": "De melder belde zelf."})
    told = on_page(joris.get(case), "taken")
    assert "Vervallen" in told
    assert "De melder belde zelf." in told


@pytest.mark.req("C13")
def test_a_task_of_who_lost_the_key_is_nobodys_and_its_colleagues_see_that(town, fatima, joris, filed):
    task_id = give(town, filed)
    actions.withdraw_access(
        town["Fatima"].opened, code=filed.code, alias=town["Joris"].staff.alias, reason="Ander werk."
    )
    assert filed.code not in joris.text("taken/")
    assert joris.get(f"zaken/{filed.code}/taak/{task_id}/klaar/").status_code == 404
    assert "Van niemand meer" in on_page(fatima.get(f"zaken/{filed.code}/"), "taken")
    assert "Een taak van een ander blijft liggen" in fatima.text()
    assert filed.code in on_page(fatima.get("taken/"), "blijft")
    fatima.post(
        f"zaken/{filed.code}/taak/{task_id}/veranderen/",
        {"person": str(town["Marit"].person_id), **day(clock.today() + timedelta(days=3))},
    )
    assert "blijft liggen" not in fatima.text()


@pytest.mark.req("C13")
def test_whoever_must_stay_out_has_no_task_row_or_count(town, joris, filed):
    """Promise 1: what was theirs to do tells them nothing any more."""
    give(town, filed)
    assert filed.code in joris.text("taken/")
    out = Whom(As.INTERESTED, person_id=town["Joris"].person_id)
    staying_out.keep_out(town["Fatima"].opened, code=filed.code, whom=out, reason="Een belang.")
    assert filed.code not in joris.text("taken/")
    assert filed.code not in joris.text()


def test_a_late_task_is_seen_by_who_handles_the_case_and_by_nobody_else(town, fatima, filed):
    with clock.stopped_at(clock.now() - timedelta(days=5)):
        give(town, filed, days=1)
    assert filed.code in on_page(fatima.get("taken/"), "blijft")
    hassan = Desk(town, "Hassan")
    assert filed.code not in hassan.text("taken/")
    actions.let_in(
        town["Fatima"].opened,
        code=filed.code,
        person_id=town["Hassan"].person_id,
        reason="Leest mee.",
        last_day=clock.today() + timedelta(days=5),
    )
    assert filed.code not in hassan.text("taken/")


def test_the_list_of_tasks_goes_on(database):
    town = make_tenant()
    filed, joris = file_report(town), Desk(town, "Joris")
    for _ in range(21):
        give(town, filed, days=30)
    page = joris.get("taken/")
    assert "21 taken zijn van jou" in words(page)
    assert len(lxml.html.fromstring(page.content.decode()).xpath("//ul[@class='wb-todo']/li")) == 20
    following = joris.get("taken/" + first(page, "//a[contains(., 'Toon de volgende')]/@href"))
    assert len(lxml.html.fromstring(following.content.decode()).xpath("//ul[@class='wb-todo']/li")) == 1
    assert joris.get("taken/?na=onzin").status_code == 200


# --- handing over ---


def hand_over(desk, town, filed, to: str, **changed):
    """Of Fatima's, whose passphrase it is."""
    form = {
        "passphrase": town["Fatima"].passphrase,
        "person": str(town[to].person_id),
        "remains": "Vraag B1 nog om zijn agenda.",
        "reason": "Ik ga ander werk doen.",
        "leaves": "now",
    }
    return desk.post(f"zaken/{filed.code}/overdragen/", form | changed)


@pytest.mark.req("C13")
def test_a_case_is_handed_over_with_what_remains_and_the_tasks(town, fatima, joris, filed):
    give(town, filed, by="Joris", to="Fatima", what="Vraag de agenda op.")
    assert "Namen gaan niet mee" in fatima.text(f"zaken/{filed.code}/overdragen/")
    sent = hand_over(fatima, town, filed, "Ruben")
    assert sent["Location"] == fatima.root
    assert f"zaak {filed.code} is overgedragen" in fatima.text()
    assert fatima.get(f"zaken/{filed.code}/").status_code == 404
    ruben = Desk(town, "Ruben")
    page = ruben.get(f"zaken/{filed.code}/")
    assert "Vraag B1 nog om zijn agenda." in on_page(page, "notities")
    assert "Vraag de agenda op." in on_page(page, "taken")
    assert "Ik ga ander werk doen." in on_page(page, "besluiten")
    assert filed.code in ruben.text("taken/")
    # The reporter hears by function, not by name, who came and who went.
    said = seen_by_reporter(filed)
    assert "Er leest iemand mee: onderzoeker." in said
    assert "Ruben" not in said
    assert "niet meer mee" in said


@pytest.mark.req("C13")
def test_where_nobody_would_be_left_the_page_leads_to_letting_in_and_back_with_what_was_typed(town):
    desk = Desk(town, "Fatima")
    filed = file_report(town, kept_out=("Bram", "Marit", "Karim", "Geertje", "Nadia", "Annelies"))
    page = hand_over(desk, town, filed, "Ruben")
    assert "er is nu geen reserve die erbij kan" in words(page)
    way = first(page, "//button[@name='naar'][contains(., 'Geef eerst toegang')]").get("value")
    sent = desk.post(f"zaken/{filed.code}/overdragen/", {"remains": "Bel hem nog.", "naar": way})
    assert sent["Location"] == way
    there = desk.client.get(way)
    back = first(there, "//*[contains(., 'Toch niet')][@value]").get("value")
    assert back == f"{desk.root}zaken/{filed.code}/overdragen/"
    assert "Bel hem nog." in words(desk.client.get(back))


@pytest.mark.req("C13")
def test_who_hands_over_may_read_along_until_a_day_and_no_longer(town, fatima, filed):
    last = clock.today() + timedelta(days=4)
    page = hand_over(fatima, town, filed, "Ruben", leaves="day")
    assert "Vul een dag in" in words(page)
    until = {"day_day": str(last.day), "day_month": str(last.month), "day_year": str(last.year)}
    sent = hand_over(fatima, town, filed, "Ruben", leaves="day", **until)
    assert sent["Location"].endswith(f"zaken/{filed.code}/#toegang")
    assert fatima.get(f"zaken/{filed.code}/").status_code == 200
    assert "eindigt vanzelf" in fatima.text(f"zaken/{filed.code}/overdragen/")
    with tenant_scope(town.tenant.id):
        mine = Access.objects.get(case=filed.case, holder_alias=town["Fatima"].staff.alias)
        assert mine.capacity == Access.Capacity.COLLEAGUE
        grants = Grant.objects.filter(chest__owner_id=filed.case.id, holder_alias=town["Fatima"].staff.alias)
        assert {one.until for one in grants} == {mine.until}
        assert mine.until is not None
    with clock.stopped_at(mine.until + timedelta(minutes=1)):
        later = Desk(town, "Fatima")
        assert later.get(f"zaken/{filed.code}/").status_code == 404


def test_never_fewer_than_two_hold_it_after_handing_over(town):
    filed = file_report(town, readers=("Fatima", "Joris"))
    hand_over(Desk(town, "Fatima"), town, filed, "Ruben")
    with tenant_scope(town.tenant.id):
        for kind in ("talk", "file", "names", "identity"):
            held = Grant.objects.filter(
                chest__owner_id=filed.case.id, chest__kind=kind, until=None, chest__destroyed_at=None
            )
            people = {one.alias for one in (town[name].staff for name in ("Joris", "Ruben", "Marit"))}
            assert len({one.holder_alias for one in held} & people) >= 2, kind


def test_a_case_is_not_handed_to_who_must_stay_out_decides_checks_or_is_a_lawyer(town, fatima, filed):
    bring(town["Fatima"].opened, filed, "assessed")
    page = fatima.get(f"zaken/{filed.code}/overdragen/")
    offered = lxml.html.fromstring(page.content.decode()).xpath("//select[@name='person']/option/text()")
    names = {one.split()[0] for one in offered}
    assert {"Joris", "Ruben"} <= names
    assert not names & {"Bram", "Hassan", "Fatima", "Wietske", "Ilse", "Samira"}
    assert "Kies iets uit de lijst." in words(hand_over(fatima, town, filed, "Hassan"))
    assert "Kies iets uit de lijst." in words(hand_over(fatima, town, filed, "Bram"))


def test_a_hand_over_that_is_refused_keeps_what_was_typed(town, fatima, filed):
    page = hand_over(fatima, town, filed, "Ruben", reason="", remains="Nog veel te doen.")
    assert "Schrijf op waarom." in words(page)
    assert "Nog veel te doen." in page.content.decode()
    assert fatima.get(f"zaken/{filed.code}/").status_code == 200


def test_somebody_without_access_learns_nothing(town, filed):
    ruben, task_id = Desk(town, "Ruben"), give(town, filed)
    for path in ("notitie/", "taak/", "overdragen/", f"taak/{task_id}/klaar/", f"notitie/{uuid4()}/terug/"):
        assert ruben.get(f"zaken/{filed.code}/{path}").status_code == 404
        assert ruben.post(f"zaken/{filed.code}/{path}", {"text": "x"}).status_code == 404
    with tenant_scope(town.tenant.id):
        assert not Note.objects.filter(case=filed.case).exists()


@pytest.mark.req("C13")
def test_the_list_of_tasks_asks_as_much_for_five_tasks_as_for_one(database):
    """What nobody does any more stands there by name, and the names are read once."""
    town = make_tenant()
    fatima = Desk(town, "Fatima")
    fatima.get("taken/")
    asked = []
    for _number in range(5):
        filed = file_report(town)
        with clock.stopped_at(clock.now() - timedelta(days=9)):
            tasks.give_task(
                town["Fatima"].opened,
                code=filed.code,
                person_id=town["Joris"].person_id,
                what="Bel terug.",
                due_on=clock.today() + timedelta(days=1),
                task_id=uuid4(),
            )
        with counted() as statements:
            assert fatima.get("taken/").status_code == 200
        asked.append(len(statements))
    assert asked[0] == asked[-1]
