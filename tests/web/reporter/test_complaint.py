"""A complaint about the handling (C21): from "Mijn melding", past whoever had to do with that report."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.filed import bring
from tests.people import make_tenant, token_of
from tests.web.reporter.test_walk import cases_of, new_case, who_may_read

from weerbaar.cases import actions as cases
from weerbaar.cases import staying_out
from weerbaar.cases.kept_out import marks_of
from weerbaar.cases.models import Access, Case
from weerbaar.cases.queries import may_come_in, procedure_of
from weerbaar.cases.staying_out import Whom
from weerbaar.database.scope import tenant_scope
from weerbaar.ground.errors import RefusedError
from weerbaar.ground.receipt import Receipt
from weerbaar.intake import actions as intake
from weerbaar.intake.complaining import involved
from weerbaar.organisation import actions as organisation
from weerbaar.organisation.models import DeskMember, Role
from weerbaar.organisation.queries import colleagues_by_alias

if TYPE_CHECKING:
    from uuid import UUID

    from tests.conftest import Faces
    from tests.people import Town
    from tests.reporter import Reporter

PAGES = (
    ("onderwerp", {"kind": "handling"}),
    ("verhaal", {"story": "Niemand belde mij terug."}),
    ("jij", {"capacity": "employee"}),
    ("je-naam", {"openness": "anonymous"}),
)


@pytest.fixture
def town(faces: Faces) -> Town:
    """A town of this test's own: at its desk are Fatima, Joris and, in reserve, Marit; and Hassan, who was never involved."""
    town = make_tenant()
    boss = town["Wietske"].opened
    for name in ("Hassan", "Samira"):
        organisation.assign_role(boss, person_id=town[name].person_id, role=Role.HANDLER)
    return town


def at_desk(town: Town, *names: str) -> None:
    """These stand at the desk from now on, beside who is there."""
    with tenant_scope(town.tenant.id):
        for name in names:
            DeskMember.objects.create(
                tenant_id=town.tenant.id,
                desk=town.desk,
                person_id=town[name].person_id,
                is_reserve=False,
                place=9,
            )


@pytest.fixture
def reported(town: Town, browser_of) -> tuple[Reporter, UUID]:
    """A report that Fatima and Joris read; its reporter came back to it."""
    noor = browser_of(town)
    words = noor.reported()
    noor.send("terug/", {"words": " ".join(words)})
    ref = intake.come_back(town.tenant.id, Receipt(tuple(words)))
    assert ref is not None
    return noor, ref.case_id


def complain(noor: Reporter) -> Reporter:
    return noor.send("mijn-melding/klacht/")


def fill_in(noor: Reporter, **other: object) -> Reporter:
    noor.send("melden/wie-leest/", other)
    for page, answers in PAGES:
        noor.send(f"melden/{page}/", answers)
    return noor.send("melden/nakijken/")


def code_of(town: Town, case_id: UUID) -> str:
    with tenant_scope(town.tenant.id):
        return Case.objects.get(id=case_id).code


def persons(town: Town, *names: str) -> set[UUID]:
    return {town[name].person_id for name in names}


@pytest.mark.req("C21")
def test_a_complaint_goes_round_who_had_the_report_now_or_before(town, reported):
    noor, first = reported
    code, fatima = code_of(town, first), town["Fatima"].opened
    # Samira came in and left, Ruben reads along: both had to do with it.
    for name in ("Samira", "Ruben"):
        cases.let_in(fatima, code=code, person_id=town[name].person_id, reason="Nodig.", last_day=None)
    cases.recuse(town["Samira"].opened, code=code, reason="Ik ken de melder.")
    at_desk(town, "Hassan", "Samira")
    with tenant_scope(town.tenant.id):
        assert involved(town.tenant.id, first) == persons(town, "Fatima", "Joris", "Samira", "Ruben")
    before = cases_of(town)
    noor.open("mijn-melding/")
    assert "Klacht over de behandeling" in noor.text
    assert "Iedereen die een sleutel van je melding heeft of had" in noor.open("mijn-melding/klacht/").text
    complain(noor)
    assert noor.path == "melden/wie-leest/"
    assert "Wie met je eerdere melding te maken had, leest deze klacht niet." in noor.text
    shown = " ".join(noor.find("//section[@aria-labelledby='lezers']")[0].text_content().split())
    assert "Hassan" in shown
    for name in ("Fatima", "Joris", "Samira"):
        assert name not in shown
    fill_in(noor)
    assert noor.words
    case = new_case(town, before)
    assert case.kind == "handling"
    assert who_may_read(town, case) == {"Hassan", "Marit"}
    with tenant_scope(town.tenant.id):
        people = colleagues_by_alias(town.tenant.id)
        marks = marks_of(case.id, people.values())
        out = {one.first_name for one in people.values() if marks.keep_out(one)}
        assert {"Fatima", "Joris", "Samira", "Ruben"} <= out
        assert not {"Hassan", "Marit"} & out
        may = {one.first_name for one in may_come_in(town["Hassan"].opened, case)}
    assert not {"Fatima", "Joris", "Samira", "Ruben"} & may


@pytest.mark.req("C21")
def test_who_came_in_while_it_was_written_is_kept_out_at_the_sending(town, reported):
    noor, first = reported
    at_desk(town, "Hassan", "Samira")
    complain(noor)
    noor.send("melden/wie-leest/")
    for page, answers in PAGES:
        noor.send(f"melden/{page}/", answers)
    code = code_of(town, first)
    cases.let_in(
        town["Fatima"].opened, code=code, person_id=town["Samira"].person_id, reason="Nodig.", last_day=None
    )
    before = cases_of(town)
    noor.send("melden/nakijken/")
    if noor.path == "melden/wie-leest/":  # a reserve comes in, whom the reporter sees first
        noor.send("melden/wie-leest/").send("melden/nakijken/")
    case = new_case(town, before)
    assert "Samira" not in who_may_read(town, case)
    assert "Hassan" in who_may_read(town, case)


@pytest.mark.req("C21")
def test_where_nobody_is_left_the_page_says_where_else(town, reported):
    noor, first = reported
    cases.let_in(
        town["Fatima"].opened,
        code=code_of(town, first),
        person_id=town["Hassan"].person_id,
        reason="Nodig.",
        last_day=None,
    )
    with tenant_scope(town.tenant.id):
        DeskMember.objects.filter(desk=town.desk, is_reserve=True).delete()
    before = cases_of(town)
    complain(noor)
    assert "Niemand leest je klacht" in noor.text
    assert "buiten de gemeente" in noor.text
    fill_in(noor)
    assert cases_of(town) == before


def test_a_reserve_comes_in_where_all_members_were_involved(town, reported):
    noor, _first = reported
    before = cases_of(town)
    complain(noor)
    fill_in(noor)
    assert who_may_read(town, new_case(town, before)) == {"Marit"}


def test_the_page_names_the_reserve_who_will_read(town, reported):
    noor, _first = reported
    complain(noor)
    readers = " ".join(noor.find("//section[@aria-labelledby='lezers']")[0].text_content().split())
    assert "Marit" in readers
    assert "Reserve" not in readers


@pytest.mark.req("C21", "R10")
def test_whom_the_reporter_kept_out_stays_out_until_they_undo_it(town, browser_of):
    at_desk(town, "Hassan", "Samira")
    noor, hassan = browser_of(town), str(town["Hassan"].person_id)
    before = cases_of(town)
    noor.begin().send("melden/wie-leest/", {"struck": hassan, "about_roles": "mayor"})
    for page, answers in (*PAGES[1:], ("onderwerp", {"kind": "conduct"})):
        noor.send(f"melden/{page}/", answers)
    noor.send("melden/nakijken/")
    words = noor.words
    noor.send("melden/woorden/", {"bewaard": "1"})
    first = new_case(town, before)
    assert "Hassan" not in who_may_read(town, first)
    with tenant_scope(town.tenant.id):
        assert hassan in {str(one) for one in involved(town.tenant.id, first.id)}
    noor.send("terug/", {"words": " ".join(words)})
    assert "Niet: Hassan" in noor.text
    assert "de burgemeester" in noor.text
    complain(noor)
    assert "staat hieronder weer aangevinkt" in noor.text
    ticked = noor.find("//input[@type='checkbox'][@checked]/@value")
    assert {hassan, "mayor"} <= set(ticked)
    readers = noor.find("//section[@aria-labelledby='lezers']")[0].text_content()
    assert "Hassan" not in readers
    # What is not ticked any more: this person may read.
    before = cases_of(town)
    fill_in(noor, struck=[])
    if noor.path == "melden/wie-leest/":
        noor.send("melden/wie-leest/").send("melden/nakijken/")
    assert "Hassan" in who_may_read(town, new_case(town, before))


@pytest.mark.req("C21")
def test_whom_a_handler_kept_out_since_stays_out_of_a_complaint(town, reported):
    noor, first = reported
    at_desk(town, "Hassan", "Samira")
    staying_out.keep_out(
        town["Fatima"].opened,
        code=code_of(town, first),
        whom=Whom(how="interested", person_id=town["Hassan"].person_id),
        reason="Het gaat over zijn broer.",
    )
    complain(noor)
    assert str(town["Hassan"].person_id) not in noor.page.text


def test_nothing_typed_makes_it_go_round_and_nothing_typed_undoes_it(town, reported):
    noor, _first = reported
    at_desk(town, "Hassan")
    before = cases_of(town)
    complain(noor)
    fill_in(noor, struck=[], getoond=str(town["Fatima"].person_id))
    assert "Fatima" not in who_may_read(town, new_case(town, before))


def test_a_report_that_is_being_written_is_not_replaced(town, reported):
    noor, _first = reported
    at_desk(town, "Hassan")
    noor.begin().send("melden/wie-leest/").send("melden/onderwerp/", {"kind": "conduct"})
    assert "al een melding aan het schrijven" in noor.open("mijn-melding/klacht/").text
    token = token_of(noor.open("mijn-melding/").page.text)
    assert "al een melding aan het schrijven" in noor.send("mijn-melding/klacht/", token=token).text
    noor.send("melden/verhaal/", {"story": "Dit staat er nog."})
    assert "Dit staat er nog." in noor.open("melden/verhaal/").page.text


@pytest.mark.req("C21", "R2")
def test_the_pages_around_a_complaint_that_is_being_written_call_it_one(town, reported):
    noor, _first = reported
    at_desk(town, "Hassan")
    noor.begin().send("melden/wie-leest/").send("melden/onderwerp/", {"kind": "handling"})
    assert "Verder met je klacht" in noor.open("").text
    told = noor.open("mijn-melding/klacht/").text
    assert "al een klacht aan het schrijven" in told
    assert "Ga naar die klacht" in told
    assert "Terug naar je melding" in told, "what one came back to is a report"


@pytest.mark.req("C21")
def test_when_a_complaint_is_done_nothing_is_said_of_a_report(town, reported):
    noor, _first = reported
    at_desk(town, "Hassan")
    complain(noor)
    fill_in(noor)
    words = noor.words
    noor.send("melden/woorden/", {"first": words[0], "second": words[4]})
    told = noor.open("melden/klaar/").text
    assert "niets meer van wat je schreef" in told
    assert "je melding" not in told
    assert "je klacht" not in told, "and nothing of what it was"


def test_a_second_click_goes_on_with_the_same_complaint(town, reported):
    noor, _first = reported
    at_desk(town, "Hassan")
    complain(noor).send("melden/wie-leest/").send("melden/verhaal/", {"story": "Al getypt."})
    complain(noor)
    assert "Al getypt." in noor.open("melden/verhaal/").page.text


def test_without_the_words_there_is_no_such_page(town, browser_of):
    stranger = browser_of(town)
    assert "acht woorden" in stranger.open("mijn-melding/klacht/").text
    before = cases_of(town)
    stranger.send("mijn-melding/klacht/")
    assert stranger.open("melden/wie-leest/").page.status_code == 410
    assert cases_of(town) == before


def test_an_ordinary_report_goes_round_nobody_of_an_earlier_one(town, reported):
    noor, _first = reported
    before = cases_of(town)
    noor.reported()
    assert {"Fatima", "Joris"} <= who_may_read(town, new_case(town, before))


# --- without the words of the earlier report ---


def readers_shown(noor: Reporter) -> str:
    return " ".join(noor.find("//section[@aria-labelledby='lezers']")[0].text_content().split())


@pytest.mark.req("C21", "R2")
def test_without_the_words_nobody_of_the_chosen_desk_reads_a_complaint(town, browser_of):
    at_desk(town, "Hassan")
    noor, before = browser_of(town), cases_of(town)
    noor.begin().send("melden/wie-leest/").send("melden/verhaal/", {"story": "Niemand belde mij terug."})
    noor.send("melden/onderwerp/", {"kind": "handling"})
    # The reporter is led back at once, and reads why.
    assert noor.path == "melden/wie-leest/"
    assert "omdat je klaagt over hoe er met een melding is omgegaan" in noor.text
    assert "Er is nog niets verstuurd" in noor.text
    assert noor.find("//h1/text()") == ["Wie leest je klacht?"]
    shown = readers_shown(noor)
    assert "Marit" in shown
    assert not [name for name in ("Fatima", "Joris", "Hassan") if name in shown]
    # That it is about this desk goes without asking, and nothing that was typed is lost.
    assert not noor.find("//input[@name='about_desk']")
    noor.send("melden/wie-leest/")
    assert noor.path == "melden/verhaal/"
    assert "Niemand belde mij terug." in noor.page.text
    assert "Verstuur mijn klacht" in noor.open("melden/nakijken/").text
    for page, answers in PAGES[2:]:
        noor.send(f"melden/{page}/", answers)
    noor.send("melden/nakijken/")
    assert noor.words
    case = new_case(town, before)
    assert who_may_read(town, case) == {"Marit"}
    with tenant_scope(town.tenant.id):
        may = {one.first_name for one in may_come_in(town["Marit"].opened, case)}
    assert "Samira" in may
    assert not {"Fatima", "Joris", "Hassan"} & may


@pytest.mark.req("C21")
def test_a_complaint_goes_to_nobody_whom_its_reporter_did_not_see(town, browser_of):
    noor, before = browser_of(town), cases_of(town)
    noor.begin().send("melden/wie-leest/")
    for page, answers in PAGES:
        noor.send(f"melden/{page}/", answers)
    noor.send("melden/nakijken/")
    assert noor.path == "melden/wie-leest/"
    assert cases_of(town) == before
    noor.send("melden/wie-leest/?van=nakijken")
    assert noor.path == "melden/nakijken/"
    noor.send("melden/nakijken/")
    assert who_may_read(town, new_case(town, before)) == {"Marit"}


@pytest.mark.req("C21")
def test_what_turns_out_to_be_no_complaint_goes_to_the_desk_again(town, browser_of):
    noor, before = browser_of(town), cases_of(town)
    noor.begin().send("melden/wie-leest/").send("melden/onderwerp/", {"kind": "handling"})
    noor.send("melden/wie-leest/")
    noor.send("melden/onderwerp/", {"kind": "integrity"})
    assert noor.path == "melden/wie-leest/"
    assert "is veranderd" in noor.text
    assert "klacht" not in noor.text
    assert noor.find("//input[@name='about_desk'][not(@checked)]")
    for page, answers in (("wie-leest", {}), *PAGES[1:]):
        noor.send(f"melden/{page}/", answers)
    noor.send("melden/nakijken/")
    assert {"Fatima", "Joris"} <= who_may_read(town, new_case(town, before))


@pytest.mark.req("C21")
def test_without_a_reserve_a_complaint_has_no_reader_at_the_desk(town, browser_of):
    with tenant_scope(town.tenant.id):
        DeskMember.objects.filter(desk=town.desk, is_reserve=True).delete()
    noor, before = browser_of(town), cases_of(town)
    noor.begin().send("melden/wie-leest/").send("melden/onderwerp/", {"kind": "handling"})
    assert noor.path == "melden/wie-leest/"
    assert "Er blijft niemand over" in noor.text
    assert "kan daarmee te maken hebben gehad en leest je klacht niet" in noor.text
    for page, answers in (("wie-leest", {}), *PAGES):
        noor.send(f"melden/{page}/", answers)
    noor.send("melden/nakijken/")
    assert noor.words == []
    assert cases_of(town) == before


def test_a_complaint_from_the_check_comes_back_to_the_check(town, browser_of):
    noor = browser_of(town)
    noor.ready().send("melden/onderwerp/?van=nakijken", {"kind": "handling"})
    assert noor.page.url.path.endswith("/melden/wie-leest/")
    assert noor.page.url.query == b"van=nakijken"
    noor.send("melden/wie-leest/?van=nakijken")
    assert noor.path == "melden/nakijken/"


@pytest.mark.req("C21")
def test_the_answer_to_a_complaint_names_the_ombudsman(town, reported):
    noor, _first = reported
    at_desk(town, "Hassan", "Samira")
    before = cases_of(town)
    complain(noor)
    fill_in(noor)
    noor_words = noor.words
    case = new_case(town, before)
    staff = town["Hassan"].opened
    cases.acknowledge(staff, code=case.code, body="Je klacht is binnen.")
    with pytest.raises(RefusedError, match="ombudsman"):
        cases.give_feedback(staff, code=case.code, body="Dit vonden wij.")
    # Nobody of the desk that it is about seems to write to them.
    noor.send("melden/woorden/", {"bewaard": "1"}).send("terug/", {"words": " ".join(noor_words)})
    speakers = noor.find("//ol[contains(@class, 'wb-talk')]//b/text()")
    assert "Wie je klacht behandelt" in speakers
    assert "Meldpunt" not in speakers
    with tenant_scope(town.tenant.id):
        assert Access.objects.filter(case=case).count() == 2
        assert "ombudsman" in procedure_of(case).letters["feedback"]


def own_words(noor: Reporter) -> str:
    """What stands in the page itself: not in its frame, and not what the desk or the reporter wrote."""
    (main,) = noor.find("//main")
    for one in main.xpath(".//ol[contains(@class, 'wb-talk')] | .//*[contains(@class, 'wb-check__said')]"):
        one.drop_tree()
    return " ".join(main.text_content().split())


@pytest.mark.req("C21")
def test_a_complaint_is_called_so_and_asks_what_a_complaint_needs(town, reported):
    noor, _first = reported
    at_desk(town, "Hassan", "Samira")
    before = cases_of(town)
    assert "doen wij wat zonder je naam kan" in noor.open("mijn-melding/klacht/").text
    complain(noor)
    assert noor.find("//h1/text()") == ["Wie leest je klacht?"]
    noor.send("melden/wie-leest/")
    assert noor.path == "melden/verhaal/"
    noor.send("melden/verhaal/", {"story": "Niemand belde mij terug."})
    noor.send("melden/wanneer/", {"when_choice": "ongoing"})
    assert noor.path == "melden/wie/"
    assert "Wie heeft het gezien" not in noor.text
    for page, answers in PAGES[2:]:
        noor.send(f"melden/{page}/", answers)
    assert "Verstuur mijn klacht" in noor.open("melden/nakijken/").text
    noor.send("melden/nakijken/")
    words = noor.words
    assert noor.find("//h1/text()") == ["Je klacht is binnen. Dank je wel."]
    case = new_case(town, before)
    assert case.kind == "handling"
    noor.send("melden/woorden/", {"bewaard": "1"}).send("terug/", {"words": " ".join(words)})
    assert noor.find("//h1/text()") == ["Je klacht is binnen"]
    for path in ("", "naam/", "mail/", "bestanden/", "hoe-het-ging/"):
        assert "melding" not in own_words(noor.open(f"mijn-melding/{path}")), path
    bring(town["Hassan"].opened, case, "answered", kind="handling")
    assert "Het antwoord op je klacht" in noor.open("mijn-melding/").text
    assert "Waarover je klaagt" in noor.text
    assert "Wat je meldde" not in noor.text
    assert "melding" not in own_words(noor)
