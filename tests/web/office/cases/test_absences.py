"""Being away: a substitute with keys of their own, in every case but those where they must stay out (C13, F4)."""

from __future__ import annotations

from datetime import timedelta

import lxml.html
import pytest
from django.utils import translation
from django.utils.formats import date_format
from tests.cases.test_guests import come_back, to_be
from tests.filed import file_report
from tests.people import make_tenant
from tests.web.office.cases.test_pages import Desk, verbs, words
from tests.web.office.cases.test_working_together import give, on_page, seen_by_reporter

from weerbaar.cases import absences, actions, handing_over, staying_out
from weerbaar.cases.jobs import expire_accesses, expire_stand_ins
from weerbaar.cases.models import Absence, Access, Party, StandIn
from weerbaar.cases.routing import EmployerLine
from weerbaar.cases.staying_out import As, Whom
from weerbaar.database.scope import tenant_scope
from weerbaar.ground import clock
from weerbaar.intake import actions as reporter_acts
from weerbaar.intake import guests as visiting
from weerbaar.intake import letting_in
from weerbaar.notify.actions import leave_address
from weerbaar.notify.models import Knock
from weerbaar.organisation.models import RoleAssignment
from weerbaar.vault.models import Grant


@pytest.fixture
def town(database):
    made = make_tenant()
    for name in ("Fatima", "Ruben"):
        leave_address(made[name].staff, mail=f"{name}@post.example".lower(), language="nl")
    return made


@pytest.fixture
def fatima(town):
    return Desk(town, "Fatima")


def away(town, who: str = "Ruben", *, by: str = "Fatima", first: int = 0, last: int = 9) -> dict[str, str]:
    """The form of an absence of `by`, from and until so many days from today."""
    form = {"person": str(town[who].person_id), "passphrase": town[by].passphrase}
    for name, days in (("first_day", first), ("last_day", last)):
        day = clock.today() + timedelta(days=days)
        form |= {f"{name}_day": str(day.day), f"{name}_month": str(day.month), f"{name}_year": str(day.year)}
    return form


def knocked(town) -> set[str]:
    names = {town[name].staff.alias: name for name in ("Fatima", "Ruben")}
    with tenant_scope(town.tenant.id):
        found = {names[one.address.holder_alias] for one in Knock.objects.select_related("address")}
        Knock.objects.all().delete()
    return found


@pytest.mark.req("C13")
def test_a_substitute_reads_and_handles_every_case_with_keys_that_end_by_themselves(town, fatima):
    first, second = file_report(town), file_report(town)
    assert "Je bent er gewoon" in fatima.text("ik/weg/")
    assert fatima.post("ik/weg/nieuw/", away(town)).status_code == 302
    assert "Ruben vervangt je tot en met" in fatima.text("ik/weg/")
    ruben = Desk(town, "Ruben")
    for filed in (first, second):
        case = f"zaken/{filed.code}/"
        assert ruben.get(case).status_code == 200
        assert "Vervangt Fatima." in on_page(ruben.get(case), "toegang")
        told = seen_by_reporter(filed)
        assert "Er leest iemand mee: onderzoeker. Dat is tot en met" in told
        assert "want een behandelaar is dan weg." in told
        assert "Jij vervangt Fatima een tijd" in ruben.text(case)
        assert "Ruben vervangt jou een tijd" in fatima.text(case)
    # Whoever stands in does the work, and does not decide who has a key.
    sent = ruben.post(f"zaken/{first.code}/bevestigen/", {"body": "Je melding is binnen."})
    assert sent.status_code == 302
    assert "eindigt vanzelf" in ruben.text(f"zaken/{first.code}/toegang/")
    with tenant_scope(town.tenant.id):
        theirs = Access.objects.filter(holder_alias=town["Ruben"].staff.alias)
        (until,) = {one.until for one in theirs}
        assert until is not None
        assert {one.until for one in Grant.objects.filter(holder_alias=town["Ruben"].staff.alias)} == {until}
        assert {one.chest.kind for one in Grant.objects.filter(holder_alias=town["Ruben"].staff.alias)} == {
            "talk",
            "file",
        }
    with clock.stopped_at(until + timedelta(minutes=1)):
        expire_accesses(town.tenant.id)
        later = Desk(town, "Ruben")
        assert later.get(f"zaken/{first.code}/").status_code == 404
        assert "Je bent er gewoon" in Desk(town, "Fatima").text("ik/weg/")


def section_of(desk, heading: str) -> str:
    """What stands on the page of an absence under the heading of this id."""
    page = lxml.html.fromstring(desk.get("ik/weg/").content)
    [found] = page.xpath(f"//section[@aria-labelledby='{heading}']")
    return " ".join(found.text_content().split())


@pytest.mark.req("C13")
def test_of_a_case_that_stands_still_meanwhile_it_says_so_with_the_first_term(town, fatima):
    alone = file_report(town, readers=("Fatima",), kept_out=("Bram", "Ruben", "Joris", "Marit"))
    with_joris = file_report(town, readers=("Fatima", "Joris"), kept_out=("Bram", "Ruben"))
    fatima.post("ik/weg/nieuw/", away(town))
    with tenant_scope(town.tenant.id):
        due = Access.objects.get(case=alone.case, holder_alias=town["Fatima"].staff.alias).next_due
    told = section_of(fatima, "alleen")
    with translation.override("nl"):
        assert f"De eerste termijn eindigt op {date_format(due, 'l j F Y')}." in told
    assert alone.code in told
    assert with_joris.code not in told
    assert with_joris.code in section_of(fatima, "niet")
    # A key that ends before one is back helps nobody.
    with tenant_scope(town.tenant.id):
        theirs = Access.objects.filter(case=with_joris.case, holder_alias=town["Joris"].staff.alias)
        theirs.update(until=clock.now() + timedelta(days=1))
    assert with_joris.code in section_of(fatima, "alleen")


@pytest.mark.req("C13")
def test_whoever_decides_about_somebody_in_it_does_not_stand_in_or_take_it_over(town, fatima):
    filed = file_report(town)
    with tenant_scope(town.tenant.id):
        assert "Marit" in {
            one.first_name for one in handing_over.may_take_over(town["Fatima"].opened, filed.case)
        }
    with tenant_scope(town.tenant.id):
        party = Party.objects.get(case=filed.case, role=Party.Role.SUBJECT)
    staying_out.set_line(
        town["Fatima"].opened,
        code=filed.code,
        party_id=party.id,
        line=EmployerLine("staff"),
        reason="Ambtenaar.",
    )
    with tenant_scope(town.tenant.id):
        assert "Marit" not in {
            one.first_name for one in handing_over.may_take_over(town["Fatima"].opened, filed.case)
        }
    fatima.post("ik/weg/nieuw/", away(town, "Marit"))
    assert Desk(town, "Marit").get(f"zaken/{filed.code}/").status_code == 404


@pytest.mark.req("C13")
def test_where_the_substitute_must_stay_out_they_learn_nothing_and_who_goes_away_sees_where(town, fatima):
    """Promise 1: no key, no row, no count, no knock, and no sign that there is a case at all."""
    mine = file_report(town)
    round_them = file_report(town, kept_out=("Bram", "Ruben"))
    fatima.post("ik/weg/nieuw/", away(town))
    ruben = Desk(town, "Ruben")
    assert mine.code in ruben.text()
    assert round_them.code not in ruben.text()
    assert "één" in ruben.text().casefold()
    assert ruben.get(f"zaken/{round_them.code}/").status_code == 404
    told = fatima.text("ik/weg/")
    assert "Hier gebeurt niets als je weg bent" not in told
    assert "Hier vervangt niemand je, maar werken collega’s door" in told
    assert round_them.code in told
    assert mine.code not in told
    knocked(town)
    reporter_acts.write(round_them.reporter, body="Er is nog iets.")
    # Nobody stands in for her there, so she is the one who hears it.
    assert knocked(town) == {"Fatima"}
    with tenant_scope(town.tenant.id):
        assert not Access.objects.filter(
            case=round_them.case, holder_alias=town["Ruben"].staff.alias
        ).exists()
    assert "case.stand_in" not in verbs(round_them)


@pytest.mark.req("C13")
def test_knocks_go_to_the_substitute_in_that_time_and_to_nobody_else_of_the_two(town, fatima):
    filed = file_report(town)
    fatima.post("ik/weg/nieuw/", away(town, first=1))
    knocked(town)
    reporter_acts.write(filed.reporter, body="Er is iets.")
    assert knocked(town) == {"Fatima", "Ruben"}
    with clock.stopped_at(clock.now() + timedelta(days=2)):
        reporter_acts.write(filed.reporter, body="Er is nog iets.")
        assert knocked(town) == {"Ruben"}


@pytest.mark.req("C13")
def test_who_is_back_takes_the_keys_at_once(town, fatima):
    filed = file_report(town)
    fatima.post("ik/weg/nieuw/", away(town))
    ruben = Desk(town, "Ruben")
    assert ruben.get(f"zaken/{filed.code}/").status_code == 200
    fatima.post("ik/weg/terug/", {"zeker": "1"})
    assert "Je bent er gewoon" in fatima.text("ik/weg/")
    assert ruben.get(f"zaken/{filed.code}/").status_code == 404
    assert fatima.get(f"zaken/{filed.code}/").status_code == 200
    with tenant_scope(town.tenant.id):
        assert not Grant.objects.filter(holder_alias=town["Ruben"].staff.alias).exists()
    assert "Er leest iemand niet meer mee" in seen_by_reporter(filed)
    assert fatima.post("ik/weg/nieuw/", away(town)).status_code == 302


def test_what_came_later_is_let_in_with_one_button(town, fatima):
    fatima.post("ik/weg/nieuw/", away(town))
    filed, ruben = file_report(town), Desk(town, "Ruben")
    assert ruben.get(f"zaken/{filed.code}/").status_code == 404
    assert filed.code in fatima.text("ik/weg/")
    fatima.post("ik/weg/rest/", {"zeker": "1"})
    assert ruben.get(f"zaken/{filed.code}/").status_code == 200
    assert filed.code not in fatima.text("ik/weg/")


def test_whoever_has_a_place_of_their_own_keeps_it(town, fatima):
    filed = file_report(town)
    fatima.post("ik/weg/nieuw/", away(town, "Joris"))
    with tenant_scope(town.tenant.id):
        seat = Access.objects.get(case=filed.case, holder_alias=town["Joris"].staff.alias)
        assert (seat.until, seat.capacity) == (None, "handler")
    assert "Vervangt Fatima." in on_page(Desk(town, "Joris").get(f"zaken/{filed.code}/"), "toegang")
    fatima.post("ik/weg/terug/", {"zeker": "1"})
    assert Desk(town, "Joris").get(f"zaken/{filed.code}/").status_code == 200


def test_the_task_of_who_is_away_stands_on_the_list_of_the_substitute(town, fatima):
    filed = file_report(town)
    give(town, filed, to="Fatima", what="Bel G1 thuis.")
    fatima.post("ik/weg/nieuw/", away(town))
    ruben = Desk(town, "Ruben")
    assert "Doe de taak van wie jij vervangt" in ruben.text("taken/")
    (done,) = lxml.html.fromstring(ruben.get("taken/").content.decode()).xpath(
        "//a[contains(@href, '/klaar/')]/@href"
    )
    assert "Bel G1 thuis." in words(ruben.client.get(done))


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"person": ""}, "Maak een keuze."),
        ({"first_day_day": ""}, "Vul ook de dag in."),
        ({"first_day_year": "2020"}, "Kies een dag vanaf vandaag, binnen twee weken."),
        ({"first_day_year": "2099"}, "Kies een dag vanaf vandaag, binnen twee weken."),
        ({"last_day_year": "2020"}, "De laatste dag ligt voor de eerste."),
        ({"last_day_year": "2099"}, "Kies een dag binnen een jaar."),
    ],
)
def test_what_is_not_filled_in_rightly_is_refused_with_a_sentence(town, fatima, changed, told):
    filed = file_report(town)
    page = fatima.post("ik/weg/nieuw/", away(town) | changed)
    assert told in words(page)
    with tenant_scope(town.tenant.id):
        assert not Absence.objects.exists()
    assert "case.stand_in" not in verbs(filed)


def test_somebody_who_is_away_too_or_does_not_handle_cases_takes_nothing_over(town, fatima):
    Desk(town, "Ruben").post("ik/weg/nieuw/", away(town, "Joris", by="Ruben"))
    assert "Deze collega is dan zelf afwezig." in words(fatima.post("ik/weg/nieuw/", away(town)))
    for name in ("Hassan", "Samira", "Wietske", "Ilse", "Fatima"):
        assert "Kies iets uit de lijst." in words(fatima.post("ik/weg/nieuw/", away(town, name)))


@pytest.mark.parametrize("who", ["Hassan", "Samira", "Ilse", "Wietske"])
def test_whoever_handles_no_cases_does_not_find_the_page(town, who):
    desk = Desk(town, who)
    assert desk.get("ik/weg/").status_code == 404
    assert desk.post("ik/weg/nieuw/", away(town)).status_code == 404
    assert "Als je weg bent" not in desk.text("ik/")


def test_of_who_is_away_the_substitute_is_knocked_at_for_a_guest_too(town, fatima):
    filed = file_report(town)
    fatima.post("ik/weg/nieuw/", away(town))
    given = to_be("adviser", reads=True)
    letting_in.let_in(filed.reporter, given=given)
    knocked(town)
    visiting.write(come_back(town, given), body="Ik heb een vraag.")
    assert knocked(town) == {"Ruben"}


def test_whoever_stands_in_for_somebody_who_must_stay_out_goes_too_and_no_number_tells_of_it(town, fatima):
    filed = file_report(town, readers=("Fatima", "Joris", "Marit"))
    fatima.post("ik/weg/nieuw/", away(town))
    ruben = town["Ruben"].staff.alias
    with tenant_scope(town.tenant.id):
        assert absences.away(town["Fatima"].opened).stands_in == 1
    whom = Whom(As.INTERESTED, town["Fatima"].person_id)
    staying_out.keep_out(town["Joris"].opened, code=filed.code, whom=whom, reason="Dit raakt haar.")
    with tenant_scope(town.tenant.id):
        assert not Grant.objects.filter(holder_alias=ruben).exists()
        assert not Access.objects.filter(case=filed.case, holder_alias=ruben).exists()
        assert absences.away(town["Fatima"].opened).stands_in == 0


def seat_of(town, filed, who: str = "Ruben") -> tuple[str, object]:
    with tenant_scope(town.tenant.id):
        found = Access.objects.get(case=filed.case, holder_alias=town[who].staff.alias)
        return found.capacity, found.until


def keys_of(town, filed, who: str = "Ruben") -> dict[str, object]:
    with tenant_scope(town.tenant.id):
        rows = Grant.objects.filter(chest__owner_id=filed.case.id, holder_alias=town[who].staff.alias)
        return dict(rows.values_list("chest__kind", "until"))


def let_in(town, filed, days: int) -> None:
    """Joris lets Ruben read along for so many days."""
    actions.let_in(
        town["Joris"].opened,
        code=filed.code,
        person_id=town["Ruben"].person_id,
        reason="Leest mee.",
        last_day=clock.today() + timedelta(days=days),
    )


@pytest.mark.req("C13")
@pytest.mark.parametrize("days", [3, 30], ids=["ends first", "lasts longer"])
def test_a_place_of_ones_own_is_there_again_as_it_was_when_the_absent_one_is_back(town, fatima, days):
    filed = file_report(town)
    let_in(town, filed, days)
    before, keys = seat_of(town, filed), keys_of(town, filed)
    assert before[0] == "colleague"
    fatima.post("ik/weg/nieuw/", away(town, last=9))
    assert seat_of(town, filed)[0] == "handler"
    fatima.post("ik/weg/terug/", {"zeker": "1"})
    assert (seat_of(town, filed), keys_of(town, filed)) == (before, keys)
    assert Desk(town, "Ruben").get(f"zaken/{filed.code}/").status_code == 200


@pytest.mark.req("C13")
def test_a_place_of_ones_own_is_there_again_when_the_absence_runs_out(town, fatima):
    filed = file_report(town)
    let_in(town, filed, 30)
    before, keys = seat_of(town, filed), keys_of(town, filed)
    fatima.post("ik/weg/nieuw/", away(town, last=9))
    with clock.stopped_at(clock.now() + timedelta(days=11)):
        assert expire_accesses(town.tenant.id) == 0
        assert expire_stand_ins(town.tenant.id) == 1
        assert expire_stand_ins(town.tenant.id) == 0
        assert (seat_of(town, filed), keys_of(town, filed)) == (before, keys)
        assert Desk(town, "Ruben").get(f"zaken/{filed.code}/").status_code == 200
    assert "case.expire_stand_in" in verbs(filed)


@pytest.mark.req("C13")
def test_being_let_in_while_one_stands_in_is_a_place_of_ones_own(town, fatima):
    filed = file_report(town)
    fatima.post("ik/weg/nieuw/", away(town, last=9))
    let_in(town, filed, 3)
    fatima.post("ik/weg/terug/", {"zeker": "1"})
    assert seat_of(town, filed)[0] == "colleague"
    assert Desk(town, "Ruben").get(f"zaken/{filed.code}/").status_code == 200


@pytest.mark.req("C13")
def test_of_two_who_are_away_each_absence_ends_apart(town, fatima):
    filed, joris = file_report(town), Desk(town, "Joris")
    fatima.post("ik/weg/nieuw/", away(town, last=9))
    joris.post("ik/weg/nieuw/", away(town, by="Joris", last=5))
    ruben = Desk(town, "Ruben")
    assert "Vervangt Joris en Fatima." in on_page(ruben.get(f"zaken/{filed.code}/"), "toegang")
    for who in ("Fatima", "Joris"):
        give(town, filed, to=who, what=f"Doe dit voor {who}.")
    assert ruben.text("taken/").count(filed.code) == 2
    fatima.post("ik/weg/terug/", {"zeker": "1"})
    assert "Vervangt Joris." in on_page(ruben.get(f"zaken/{filed.code}/"), "toegang")
    assert ruben.text("taken/").count(filed.code) == 1
    knocked(town)
    reporter_acts.write(filed.reporter, body="Er is iets.")
    assert knocked(town) == {"Fatima", "Ruben"}
    with tenant_scope(town.tenant.id):
        until = StandIn.objects.get(case=filed.case).until
    assert seat_of(town, filed) == ("handler", until)
    assert set(keys_of(town, filed).values()) == {until}
    joris.post("ik/weg/terug/", {"zeker": "1"})
    assert ruben.get(f"zaken/{filed.code}/").status_code == 404
    assert keys_of(town, filed) == {}


def test_whoever_also_has_a_place_of_their_own_stays_when_the_absent_one_is_put_out(town, fatima):
    filed = file_report(town, readers=("Fatima", "Joris", "Marit"))
    let_in(town, filed, 3)
    before = seat_of(town, filed)
    fatima.post("ik/weg/nieuw/", away(town))
    whom = Whom(As.INTERESTED, town["Fatima"].person_id)
    staying_out.keep_out(town["Joris"].opened, code=filed.code, whom=whom, reason="Dit raakt haar.")
    assert seat_of(town, filed) == before
    with tenant_scope(town.tenant.id):
        assert not StandIn.objects.filter(case=filed.case).exists()


@pytest.mark.req("C4", "C13")
def test_whoever_reads_on_sees_why_the_substitute_has_a_key(town):
    filed = file_report(town)
    today, ruben = clock.today(), town["Ruben"].person_id
    # It is kept for whoever reads on, not in the language in which she works.
    with translation.override("en"):
        absences.begin(town["Fatima"].opened, person_id=ruben, first_day=today, last_day=today)
    told = Desk(town, "Joris").text(f"zaken/{filed.code}/")
    day = date_format(today, "j F Y")
    assert f"Reden: Vervangt mij van {day} tot en met {day}." in told


@pytest.mark.req("C13")
def test_the_reporter_hears_of_who_stood_in_and_takes_over_as_of_the_same_person(town, fatima):
    filed = file_report(town)
    fatima.post("ik/weg/nieuw/", away(town))
    handing_over.transfer(
        town["Fatima"].opened,
        code=filed.code,
        person_id=town["Ruben"].person_id,
        reason="Ik ga ander werk doen.",
        remains="Bel de melder.",
        last_day=None,
    )
    said = seen_by_reporter(filed)
    assert "Wie hier een tijd meelas, behandelt dit vanaf nu: onderzoeker." in said
    assert said.count("Er leest iemand mee: onderzoeker.") == 1


@pytest.mark.req("C13", "R10")
def test_the_reporter_hears_of_who_stood_in_and_comes_in_for_good_as_of_the_same_person(town, fatima):
    filed = file_report(town, readers=("Fatima", "Joris"))
    fatima.post("ik/weg/nieuw/", away(town, "Marit"))
    actions.recuse(town["Joris"].opened, code=filed.code, reason="Ik ken de melder.")
    said = seen_by_reporter(filed)
    assert "Wie hier een tijd meelas, blijft meelezen: " in said
    assert said.count("Er leest iemand mee: ") == 1


@pytest.mark.req("C13")
@pytest.mark.parametrize(("days", "is_longer"), [(3, False), (30, True)])
def test_the_reporter_hears_of_who_stood_in_and_reads_longer_as_of_the_same_person(
    town, fatima, days, is_longer
):
    filed = file_report(town)
    fatima.post("ik/weg/nieuw/", away(town, last=9))
    let_in(town, filed, days)
    said = seen_by_reporter(filed)
    assert ("Wie hier een tijd meelas, leest langer mee: onderzoeker. Dat is tot en met" in said) is is_longer
    assert said.count("Er leest iemand mee: onderzoeker.") == 1


@pytest.mark.req("C13")
def test_trying_again_says_in_how_many_cases_it_worked_and_never_of_which_case_why_not(town, fatima):
    fatima.post("ik/weg/nieuw/", away(town))
    assert "Alleen de vervanger die je met je wachtzin koos, kan erin." in fatima.text("ik/weg/rest/")
    assert fatima.post("ik/weg/rest/", {"zeker": "1"}).status_code == 302
    assert "Je vervanger kon al in elke open zaak die jij behandelt." in fatima.text("ik/weg/")
    later, round_them = file_report(town), file_report(town, kept_out=("Bram", "Ruben"))
    fatima.post("ik/weg/rest/", {"zeker": "1"})
    told = fatima.text("ik/weg/")
    assert "In 1 zaak lukte het: je vervanger kan daar nu in." in told
    assert "In 1 zaak lukte het niet. Je ziet hieronder welke." in told
    assert "Wie buiten een zaak moet blijven, erover besluit of erin toetst, vervangt je daar niet." in told
    assert later.code not in told
    assert round_them.code in section_of(fatima, "niet")
    with tenant_scope(town.tenant.id):
        RoleAssignment.objects.filter(person_id=town["Ruben"].person_id).delete()
    fatima.post("ik/weg/rest/", {"zeker": "1"})
    told = fatima.text("ik/weg/")
    assert "Je vervanger behandelt geen zaken meer, of heeft geen bevestigde sleutel." in told
    assert "lukte het:" not in told


@pytest.mark.req("C13")
def test_where_the_substitute_has_a_lasting_key_already_it_says_so(town, fatima):
    filed = file_report(town)
    fatima.post("ik/weg/nieuw/", away(town))
    later = file_report(town)
    let_in(town, later, 3)
    assert later.code in section_of(fatima, "niet"), "that key ends before she is back"
    let_in(town, later, 30)
    told = section_of(fatima, "al")
    assert later.code in told
    assert filed.code not in told
    assert "Hier vervangt niemand je" not in fatima.text("ik/weg/")
    fatima.post("ik/weg/rest/", {"zeker": "1"})
    assert later.code not in fatima.text("ik/weg/")
