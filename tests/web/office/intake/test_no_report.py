"""What the desk enters that is no report: a question for advice, and a complaint about detriment (R6, R18, C8)."""

from __future__ import annotations

from uuid import uuid4

import pytest
from tests.people import CAST, Town, make_tenant
from tests.web.office.intake.test_entering import STORY, Desk, case_of

from weerbaar.audit.acts import System
from weerbaar.cases.models import Access, Account, Case, CheckIn, Term
from weerbaar.config.demo import GOVERNMENT
from weerbaar.database.scope import tenant_scope
from weerbaar.ground import clock
from weerbaar.ground.errors import NotAllowedError, RefusedError
from weerbaar.ground.receipt import Receipt
from weerbaar.ground.workdays import add_workdays
from weerbaar.intake import actions, entering, mail, queries
from weerbaar.intake.behalf import as_account
from weerbaar.intake.models import Mail
from weerbaar.intake.questions import EARLIER, EARLIER_KIND
from weerbaar.intake.reporters import ReporterRef

ASKED = {"story": "Moet ik dit melden?", "capacity": "employee", "openness": "anonymous"}
COMPLAINT = {"story": STORY, "capacity": "employee", "openness": "anonymous"}
BY_WHOM = "Staat die persoon op deze pagina? Laat die dan nu al niet meelezen."
NOT_YOURS = "Met deze code kun jij geen zaak openen."


@pytest.fixture(scope="module")
def town(database: None) -> Town:
    return make_tenant(cast=[*CAST, *GOVERNMENT])


@pytest.fixture
def fatima(town: Town) -> Desk:
    return Desk(town, "Fatima")


def readers_of(town: Town, case: Case) -> set[str]:
    with tenant_scope(town.tenant.id):
        held = set(Access.objects.filter(case=case).values_list("holder_alias", flat=True))
    return {one for one in ("Fatima", "Joris", "Marit") if town[one].staff.alias in held}


def told_in(town: Town, words: tuple[str, ...]) -> dict[str, object]:
    reporter = actions.come_back(town.tenant.id, Receipt(words))
    assert reporter is not None
    with tenant_scope(town.tenant.id):
        return queries.told(reporter)  # pyright: ignore[reportArgumentType]


@pytest.mark.req("R6", "R18")
def test_a_question_for_advice_by_telephone_is_a_case_of_its_own_kind_and_term(town, fatima):
    fatima.begin("phone", kind="advice")
    assert fatima.path == "binnen/lezers/"
    assert "Lees eerst voor wie het leest" in fatima.text
    assert "dan zie je de vraag hierna niet meer terug" in fatima.text
    assert BY_WHOM not in fatima.text
    fatima.post("binnen/lezers/")
    assert fatima.path == "binnen/vragen/"
    assert "Waarover wil je advies?" in fatima.text
    assert "Dit is een vraag en geen melding" in fatima.text
    assert "Waar gaat het over?" not in fatima.text
    fatima.post("binnen/vragen/", ASKED)
    assert fatima.path == "binnen/bestanden/"
    assert "Sla de vraag op" in fatima.get("binnen/nakijken/")
    fatima.post("binnen/nakijken/")
    assert "kan bij je vraag" in fatima.text
    words = fatima.words
    case = case_of(town, words)
    with tenant_scope(town.tenant.id):
        term = Term.objects.get(case=case, name="feedback")
        account = Account.objects.get(case=case)
        # Whoever only asks did not report: nobody asks them how it goes.
        assert not CheckIn.objects.filter(case=case).exists()
    assert (case.kind, case.procedure, case.channel) == ("advice", "advice", "phone")
    assert term.due_on == add_workdays(term.starts_on, 10)
    assert account.state == "offered"
    assert readers_of(town, case) == {"Fatima", "Joris"}
    fatima.post("binnen/woorden/")
    assert fatima.path == f"zaken/{case.code}/"
    assert "Moet ik dit melden?" in fatima.text
    assert as_account(told_in(town, words)).startswith("De vraag:\nMoet ik dit melden?")


@pytest.mark.req("R6", "C8")
def test_a_complaint_about_detriment_says_to_which_case_it_belongs(town, fatima):
    earlier = case_of(town, fatima.entered("phone", kind="wrongdoing"))
    fatima.post("binnen/woorden/")
    fatima.begin("visit", kind="detriment")
    assert BY_WHOM in fatima.text
    assert "dan zie je de klacht hierna niet meer terug" in fatima.text
    fatima.post("binnen/lezers/")
    for said in ("Wie je klacht leest, ziet hem niet zomaar.", "Ja, wie mijn klacht behandelt mag het weten"):
        assert said in fatima.text
    assert "mijn melding behandelt" not in fatima.text
    assert "Door wie komt het?" in fatima.text
    assert "Vraag de melder nooit om de acht woorden" in fatima.text
    typed = earlier.code.lower().replace("-", " ")
    fatima.post("binnen/vragen/", COMPLAINT | {EARLIER: typed})
    assert fatima.path == "binnen/bestanden/"
    assert earlier.code in fatima.get("binnen/nakijken/")
    fatima.post("binnen/nakijken/")
    assert "kan bij je klacht" in fatima.text
    words = fatima.words
    complaint = case_of(town, words)
    assert (complaint.kind, complaint.channel) == ("detriment", "visit")
    told = told_in(town, words)
    assert (told[EARLIER], told[EARLIER_KIND]) == (earlier.code, "wrongdoing")
    fatima.post("binnen/woorden/")
    assert earlier.code in fatima.text


@pytest.mark.req("R6", "C8")
def test_where_it_belongs_can_be_left_open(town, fatima):
    fatima.begin("post", kind="detriment")
    fatima.post("binnen/lezers/")
    fatima.post("binnen/vragen/", COMPLAINT)
    assert "Dat is nog niet bekend" in fatima.get("binnen/nakijken/")
    fatima.post("binnen/nakijken/")
    assert not told_in(town, fatima.words)[EARLIER]


@pytest.mark.req("R6", "C8")
def test_of_a_case_that_one_cannot_open_the_desk_hears_what_it_hears_of_none(town, fatima):
    joris = Desk(town, "Joris")
    joris.begin()
    joris.post("binnen/lezers/", {"struck": str(town["Fatima"].person_id)})
    joris.tell()
    joris.post("binnen/nakijken/")
    closed = case_of(town, joris.words)
    assert readers_of(town, closed) == {"Joris", "Marit"}
    fatima.begin("phone", kind="detriment")
    fatima.post("binnen/lezers/")
    for code in (closed.code, "W-niets-00", "acht woorden die ik ken"):
        page = fatima.post("binnen/vragen/", COMPLAINT | {EARLIER: code})
        assert fatima.page.status_code == 200
        assert fatima.page.redirect_chain == [], code
        assert NOT_YOURS in page, code
    # What else was typed is kept, and it belongs to nothing.
    assert STORY in fatima.get("binnen/vragen/")
    fatima.post("binnen/nakijken/")
    assert not told_in(town, fatima.words).get(EARLIER)


@pytest.mark.req("R10", "C8")
def test_who_had_to_stay_out_of_the_case_stays_out_of_the_complaint(town, fatima):
    fatima.begin()
    fatima.post("binnen/lezers/", {"struck": str(town["Joris"].person_id)})
    fatima.tell()
    fatima.post("binnen/nakijken/")
    earlier = case_of(town, fatima.words)
    fatima.post("binnen/woorden/")
    fatima.begin("phone", kind="detriment")
    fatima.post("binnen/lezers/")
    fatima.post("binnen/vragen/", COMPLAINT | {EARLIER: earlier.code})
    assert fatima.path == "binnen/lezers/"
    assert "lezen het nu anderen" in fatima.text
    # Nothing goes past that page.
    fatima.post("binnen/nakijken/")
    assert "Wie het kan lezen, is veranderd" in fatima.text
    fatima.post("binnen/lezers/")
    assert fatima.path == "binnen/bestanden/"
    fatima.post("binnen/nakijken/")
    words = fatima.words
    assert readers_of(town, case_of(town, words)) == {"Fatima", "Marit"}
    # Who called did not show that they reported that case: nothing tells them who must stay out of it.
    caller = actions.come_back(town.tenant.id, Receipt(words))
    assert isinstance(caller, ReporterRef)
    with tenant_scope(town.tenant.id):
        assert queries.progress(caller).kept_out == ()
    assert not actions.carried_from(caller)["struck"]


@pytest.mark.req("R10", "C8")
def test_whom_the_caller_kept_out_of_the_complaint_itself_their_page_names(town, fatima):
    fatima.begin("phone", kind="detriment")
    fatima.post("binnen/lezers/", {"struck": str(town["Joris"].person_id)})
    fatima.post("binnen/vragen/", COMPLAINT)
    fatima.post("binnen/nakijken/")
    caller = actions.come_back(town.tenant.id, Receipt(fatima.words))
    assert isinstance(caller, ReporterRef)
    with tenant_scope(town.tenant.id):
        assert [one.person_id for one in queries.progress(caller).kept_out] == [town["Joris"].person_id]


@pytest.mark.req("R10", "C8")
def test_by_whom_it_comes_reads_nothing_of_it(town, fatima):
    fatima.begin("phone", kind="detriment")
    fatima.post("binnen/lezers/")
    fatima.post("binnen/vragen/", COMPLAINT | {"who_subject": "Joris"})
    assert fatima.path == "binnen/lezers/"
    assert BY_WHOM not in fatima.text  # it was asked, and told
    assert "Zeg of die is bedoeld" in fatima.text
    fatima.post("binnen/lezers/", {f"meant_{town['Joris'].person_id}": "yes"})
    assert fatima.path == "binnen/bestanden/"
    fatima.post("binnen/nakijken/")
    assert readers_of(town, case_of(town, fatima.words)) == {"Fatima", "Marit"}


@pytest.mark.req("R6", "R18")
def test_a_mail_becomes_a_question_or_a_complaint_too(town, fatima):
    raw = b"From: noor@post.example\r\nSubject: Vraag\r\n\r\nMoet ik dit melden?\r\n"
    for kind, sign in (("advice", "Waarover wil je advies?"), ("detriment", "Door wie komt het?")):
        arrival = uuid4().bytes
        take = {"desk_id": town.desk.id, "arrival": arrival, "arrived_at": clock.now(), "raw": raw}
        mail.take(System(town.tenant.id), **take)
        with tenant_scope(town.tenant.id):
            waits = Mail.objects.get(arrival=arrival)
        fatima.get(f"binnen/post/{waits.id}/")
        fatima.post(f"binnen/post/{waits.id}/invoeren/", {kind: "1"})
        fatima.post("binnen/lezers/")
        assert fatima.path == "binnen/vragen/"
        assert sign in fatima.text
        fatima.post("binnen/vragen/", ASKED)
        fatima.post("binnen/nakijken/")
        assert (case_of(town, fatima.words).kind, case_of(town, fatima.words).channel) == (kind, "email")
        fatima.post("binnen/woorden/")


@pytest.mark.req("R6")
def test_a_report_is_asked_what_it_is_about_and_is_no_complaint_about_detriment(fatima):
    fatima.begin()
    fatima.post("binnen/lezers/")
    assert "Waar gaat het over?" in fatima.text
    assert 'value="conduct"' in fatima.page.content.decode()
    assert 'value="detriment"' not in fatima.page.content.decode()


@pytest.mark.req("R6")
def test_who_reads_it_is_said_before_anything_is_told(fatima):
    fatima.begin()
    fatima.page = fatima.client.get(fatima.url("binnen/vragen/"), follow=True)
    assert fatima.path == "binnen/lezers/"


@pytest.mark.req("R6", "C8")
def test_only_a_complaint_about_detriment_belongs_to_a_case_and_only_these_kinds_are_begun(town):
    staff, day = town["Fatima"].opened, clock.today()
    for kind in ("handling", "conduct", "nonsense"):
        with pytest.raises(RefusedError):
            entering.begin(staff, channel="phone", received_on=day, kind=kind)
    ref = entering.begin(staff, channel="phone", received_on=day, kind="advice")
    with pytest.raises(NotAllowedError):
        entering.say_where_it_belongs(staff, ref, code="W-kade-47")
    ref = entering.begin(staff, channel="phone", received_on=day, kind="detriment")
    with pytest.raises(NotAllowedError):
        entering.say_where_it_belongs(town["Joris"].opened, ref, code="")
