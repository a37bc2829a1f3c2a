"""Being asked how it goes, on "Mijn melding": the contact person, two questions, stop, and a complaint in one tap (C8)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.filed import bring, say_yes
from tests.web.office.cases.test_pages import Desk
from tests.web.reporter.test_walk import cases_of, new_case, who_may_read

from weerbaar.cases import actions, check_ins, contact_persons, staying_out
from weerbaar.cases.detriment import BURDEN_REVERSED, Answer
from weerbaar.cases.kept_out import marks_of
from weerbaar.cases.models import Case, CheckIn, Term
from weerbaar.cases.rules import add_months
from weerbaar.database.scope import tenant_scope
from weerbaar.ground import clock
from weerbaar.intake.questions import EARLIER
from weerbaar.organisation.queries import colleagues_by_alias
from weerbaar.web.design.dates import full_day

if TYPE_CHECKING:
    from tests.people import Town
    from tests.reporter import Reporter

PAGE = "mijn-melding/hoe-gaat-het/"
COMPLAINT = "mijn-melding/klacht-over-nadeel/"
BAD = {"said": "yes", "types": ["demotion", "other"], "what": "Ik doe nu de post.", "wish": "Bel mij."}


@pytest.fixture
def came_back(town: Town, noor: Reporter) -> tuple[Reporter, Case]:
    """A report that was acknowledged, so that its reporter is asked; they came back to it."""
    return _came_back(town, noor, "conduct")


def _came_back(town: Town, noor: Reporter, kind: str) -> tuple[Reporter, Case]:
    before = cases_of(town)
    words = noor.reported(onderwerp={"kind": kind})
    case = new_case(town, before)
    actions.acknowledge(town["Fatima"].opened, code=case.code, body="Je melding is binnen.")
    noor.send("terug/", {"words": " ".join(words)})
    return noor, case


def answers(town: Town, case: Case) -> list[Answer | None]:
    page = actions.open_case(town["Fatima"].opened, code=case.code)
    with tenant_scope(town.tenant.id):
        rows = CheckIn.objects.filter(case=case, answered_at__isnull=False).order_by("asked_at")
        return [check_ins.answer_of(page.keys["talk"], one) for one in rows]


@pytest.mark.req("C8")
def test_the_contact_person_stands_on_the_page_with_how_to_reach_them(town, came_back):
    noor, case = came_back
    assert "Je contactpersoon" not in noor.open("mijn-melding/").text
    contact_persons.name_contact(
        town["Fatima"].opened,
        code=case.code,
        person_id=town["Joris"].person_id,
        reach="Bel 06 12345678.",
        reason="Die kent het werk.",
    )
    text = noor.open("mijn-melding/").text
    # Asked is not there: until the yes no name, and not that nobody is looked for.
    assert "Wij zoeken iemand voor je." in text
    assert town["Joris"].staff.name not in text.partition("Je contactpersoon")[2]
    assert "Bel 06 12345678." not in text
    say_yes(town["Joris"], case, "Bel 06 12345678.")
    text = noor.open("mijn-melding/").text
    assert "Wij zoeken iemand voor je." not in text
    assert town["Joris"].staff.name in text.partition("Je contactpersoon")[2]
    assert "Bel 06 12345678." in text
    actions.recuse(town["Joris"].opened, code=case.code, reason="Ik ken de melder.")
    text = noor.open("mijn-melding/").text
    assert "Je contactpersoon is er niet meer bij." in text
    assert town["Joris"].staff.name not in text.partition("Je contactpersoon")[2]


@pytest.mark.req("C8")
def test_nothing_happened_is_two_taps_and_the_next_stage_asks_again(town, came_back):
    noor, case = came_back
    assert "Hoe gaat het met je?" in noor.open("mijn-melding/").text
    noor.send(PAGE, {"said": "no"})
    assert "Dank je. Je antwoord is bewaard." in noor.text
    assert answers(town, case) == [Answer("no")]
    assert "Hoe gaat het met je?" not in noor.open("mijn-melding/").text
    assert "Er staat nu geen vraag open." in noor.open(PAGE).text
    bring(town["Fatima"].opened, case, "assessed")
    assert "Hoe gaat het met je?" in noor.open("mijn-melding/").text


@pytest.mark.req("C8")
def test_who_would_rather_not_say_is_asked_the_next_time(town, came_back):
    noor, case = came_back
    noor.send(PAGE, {"said": "rather_not"})
    assert noor.path == "mijn-melding/"
    bring(town["Fatima"].opened, case, "assessed")
    assert "Hoe gaat het met je?" in noor.open("mijn-melding/").text


@pytest.mark.req("C8")
def test_who_says_yes_the_last_time_reads_when_they_are_asked_again(town, came_back):
    noor, case = came_back
    assert "en langer zolang er iets is" in noor.open(PAGE).text
    with tenant_scope(town.tenant.id):
        CheckIn.objects.filter(case=case, asked_at=None).delete()  # as if two years went by
    noor.send(PAGE, BAD)
    with tenant_scope(town.tenant.id):
        [planned] = CheckIn.objects.filter(case=case, asked_at=None)
    assert planned.due_on == add_months(clock.today(), 6)
    assert "Wij vragen het weer op" in noor.open(PAGE).text


@pytest.mark.req("C8")
def test_stop_is_kept_and_can_be_undone(town, came_back):
    noor, case = came_back
    noor.send(PAGE, {"stop": "1", "said": ""})
    assert "Wij vragen je dit niet meer." in noor.text
    bring(town["Fatima"].opened, case, "assessed")
    text = noor.open("mijn-melding/").text
    assert "Hoe gaat het met je?" not in text
    assert "Vraag mij weer hoe het gaat" in text
    assert "omdat jij dat wilde" in noor.open(PAGE).text
    assert "Wij vragen je weer hoe het gaat." in noor.send(PAGE, {"weer": "1"}).text
    assert "Vraag mij weer hoe het gaat" not in noor.open("mijn-melding/").text


@pytest.mark.req("C8")
def test_a_bad_answer_becomes_a_complaint_in_one_tap_that_goes_round_whoever_had_to_stay_out(town, came_back):
    noor, case = came_back
    fatima = town["Fatima"].opened
    samira = staying_out.Whom("interested", person_id=town["Samira"].person_id)
    staying_out.keep_out(fatima, code=case.code, whom=samira, reason="Zij is familie.")
    noor.send(PAGE, BAD)
    assert noor.path == PAGE + "klaar/"
    assert "Dank je dat je dit vertelt" in noor.text
    assert answers(town, case) == [Answer("yes", ("demotion", "other"), BAD["what"], BAD["wish"])]
    before = cases_of(town)
    noor.send(COMPLAINT)
    assert noor.path == "melden/wie-leest/"
    assert "Wie buiten je eerdere melding moest blijven" in noor.text
    noor.send("melden/wie-leest/")
    story = noor.open("melden/verhaal/").find("//textarea[@name='story']")[0].text_content()
    assert "Een lagere functie" in story
    assert BAD["what"] in story
    for page, given in (
        ("verhaal", {"story": story}),
        ("jij", {"capacity": "employee"}),
        ("je-naam", {"openness": "anonymous"}),
    ):
        noor.send(f"melden/{page}/", given)
    noor.send("melden/nakijken/")
    assert noor.words
    made = new_case(town, before)
    assert made.kind == "detriment"
    assert who_may_read(town, made) == {"Fatima", "Joris"}
    with tenant_scope(town.tenant.id):
        people = colleagues_by_alias(town.tenant.id)
        marks = marks_of(made.id, people.values())
        assert "Samira" in {one.first_name for one in people.values() if marks.keep_out(one)}
    page = actions.open_case(fatima, code=made.code)
    assert page.answers[EARLIER] == case.code


@pytest.mark.req("C8")
def test_each_step_of_the_complaint_says_that_it_is_one_and_asks_by_whom_it_comes(
    town: Town, came_back: tuple[Reporter, Case]
) -> None:
    noor, _case = came_back
    assert "Weten wij wie je bedoelt, dan leest die persoon je klacht niet." in noor.open(COMPLAINT).text
    noor.send(COMPLAINT)
    noor.open("melden/meldpunt/")
    assert "Welk meldpunt mag je klacht lezen?" in noor.text
    assert "Je schrijft een klacht, en geen nieuwe melding." in noor.text
    assert "wil je melden" not in noor.text
    noor.open("melden/wie-leest/")
    assert "je klacht, en wie die leest" in noor.text
    assert "Door wie het komt, vragen wij hierna." in noor.text
    noor.send("melden/wie-leest/").open("melden/wie/")
    assert "Door wie komt het?" in noor.text
    # An empty box is refused here, so the question does not call itself optional.
    assert "(niet verplicht)" not in noor.text
    noor.send("melden/wie/", {"who_subject": ""})
    assert "Weet je het niet? Kies dan ‘Dat weet ik niet’." in noor.text
    noor.send("melden/wie/", {"sla-over": "1"})
    assert noor.path == "melden/verhaal/"
    assert "Door wie het komt, vragen wij hierna." not in noor.open("melden/wie-leest/").text


DID = "De melder diende hierover een klacht over nadeel in."


@pytest.mark.req("C8")
def test_the_case_says_that_a_complaint_was_made_to_whoever_may_read_that(town, came_back):
    noor, case = came_back
    noor.send(PAGE, BAD)
    before = cases_of(town)
    noor.send(COMPLAINT)
    fatima, joris, page = Desk(town, "Fatima"), Desk(town, "Joris"), f"zaken/{case.code}/"
    assert DID not in fatima.text(page)  # begun is not sent
    noor.send("melden/wie-leest/")
    for name, given in (
        ("verhaal", {"story": "Ik doe nu de post."}),
        ("jij", {"capacity": "employee"}),
        ("je-naam", {"openness": "anonymous"}),
    ):
        noor.send(f"melden/{name}/", given)
    noor.send("melden/nakijken/")
    made = new_case(town, before)
    assert DID in fatima.text(page)
    assert f"/zaken/{made.code}/" in fatima.get(page).content.decode()
    # Whoever has no key to the complaint hears nothing of it: it may be about them.
    assert DID in joris.text(page)
    actions.recuse(town["Joris"].opened, code=made.code, reason="Ik ken de melder.")
    text = joris.text(page)
    assert DID not in text
    assert "of deed dat al" in text
    assert made.code not in joris.get(page).content.decode()
    assert answers(town, case) == [Answer("yes", ("demotion", "other"), BAD["what"], BAD["wish"])]


@pytest.mark.req("C8")
def test_a_complaint_asks_first_by_whom_it_comes_and_that_person_does_not_read_it(town, came_back):
    noor, _case = came_back
    noor.send(COMPLAINT).send("melden/wie-leest/")
    assert noor.path == "melden/wie/"
    assert "Door wie komt het?" in noor.text
    noor.send("melden/wie/", {"who_subject": " "})
    assert "Schrijf op door wie het komt." in noor.text
    noor.send("melden/wie/", {"sla-over": "1"})
    assert noor.path == "melden/verhaal/"
    noor.send("melden/wie/", {"who_subject": town["Joris"].staff.name})
    assert noor.path == "melden/verhaal/"
    assert "je klacht" in noor.text
    noor.send("melden/verhaal/", {"story": "Ik doe nu de post."})
    assert "Voor wie klaag je?" in noor.open("melden/jij/").text
    before = cases_of(town)
    noor.send("melden/jij/", {"capacity": "employee"}).send("melden/je-naam/", {"openness": "anonymous"})
    noor.open("melden/nakijken/")
    assert noor.path == "melden/wie-leest/"  # who reads it changed by the name, and is shown first
    assert "Wie buiten je eerdere melding moest blijven" in noor.text
    assert "Door wie het komt, vragen wij hierna." not in noor.text  # it was asked, and told
    noor.send("melden/wie-leest/")
    assert "Door wie het komt" in noor.open("melden/nakijken/").text
    noor.send("melden/nakijken/")
    made = new_case(town, before)
    assert "Joris" not in who_may_read(town, made)


@pytest.mark.req("C8")
@pytest.mark.parametrize(("kind", "is_told"), [("wrongdoing", True), ("conduct", False)])
def test_the_burden_of_proof_is_explained_where_the_law_reverses_it(town, noor, kind, is_told):
    noor, _case = _came_back(town, noor, kind)
    text = noor.open(COMPLAINT).text
    assert (BURDEN_REVERSED in text) is is_told
    assert "artikel" not in text.lower()


def test_what_is_wrong_is_said_at_its_question_and_nothing_typed_is_lost(town, came_back):
    noor, case = came_back
    noor.send(PAGE, {"what": "Hij negeert mij.", "wish": "Laat het stoppen."})
    assert "Kies of er iets met je is gebeurd." in noor.text
    assert "Hij negeert mij." in noor.page.text
    noor.send(PAGE, BAD | {"said": "no"})
    assert "Je koos ‘nee’" in noor.text
    assert len(noor.find("//input[@name='types'][@checked]")) == 2
    noor.send(PAGE, BAD | {"what": "x" * 2_001})
    assert "Dit zijn" in noor.text
    assert answers(town, case) == []


def test_what_was_typed_is_there_again_and_is_asked_for_before_the_page_closes(town, came_back):
    noor, case = came_back
    noor.send(PAGE, BAD | {"naar": "taal"})
    noor.open(PAGE)
    assert {one.get("value") for one in noor.find("//input[@name='types'][@checked]")} == set(BAD["types"])
    assert BAD["what"] in noor.page.text
    noor.send("mijn-melding/", {"naar": "sluit"})
    assert "Hoe het met je gaat, is nog niet verstuurd" in noor.text
    noor.send("mijn-melding/niet-verstuurd/", BAD)
    assert answers(town, case)[0].is_bad


@pytest.mark.req("C8")
def test_after_a_bad_answer_one_reads_what_happens_now_who_is_there_and_where_help_is(town, came_back):
    noor, case = came_back
    noor.send(PAGE, BAD)
    assert noor.path == PAGE + "klaar/"
    assert "Je hebt nu geen contactpersoon." in noor.text
    contact_persons.name_contact(
        town["Fatima"].opened,
        code=case.code,
        person_id=town["Joris"].person_id,
        reach="Bel 06 12345678.",
        reason="Die kent het werk.",
    )
    assert "Je hebt nu geen contactpersoon." in noor.open(PAGE + "klaar/").text
    say_yes(town["Joris"], case, "Bel 06 12345678.")
    text = noor.open(PAGE + "klaar/").text
    assert "vandaag, of de volgende werkdag" in text
    assert "tot een van hen opschrijft wat er is gedaan" in text
    with tenant_scope(town.tenant.id):
        due = Term.objects.get(case=case, name="feedback").due_on
    assert f"Je krijgt antwoord, uiterlijk {full_day(due)}" in text
    assert town["Joris"].staff.name in text.partition("Je contactpersoon")[2]
    assert "Bel 06 12345678." in text
    assert f"{noor.root}hulp/" in noor.find("//main//a/@href")
    assert "tel:112" in noor.find("//main//a/@href")


def test_after_a_bad_answer_only(came_back):
    noor, _case = came_back
    noor.open(PAGE + "klaar/")
    assert noor.path == "mijn-melding/"
