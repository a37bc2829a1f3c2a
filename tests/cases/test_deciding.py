"""Measures and questions to who decides: each verb does it, leaves one line, and is refused to whoever may not."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext
from tests.filed import Filed, assessed_report, bring, file_report, hear_everybody, subject_of
from tests.people import make_tenant

from weerbaar.audit.models import Line
from weerbaar.cases import actions, asking, deciding, measures, sealed, staying_out
from weerbaar.cases.asking import AboutMeasure, Question
from weerbaar.cases.gathering import gathered
from weerbaar.cases.gathering_reading import moment
from weerbaar.cases.kept_out import kept_out_key
from weerbaar.cases.measure_rules import MEASURES, Burden
from weerbaar.cases.measures import MeasureView, Proposal
from weerbaar.cases.models import Case, Decision, DecisionAsked, KeptOut, Measure, Party, Secrecy
from weerbaar.cases.papers import Laid
from weerbaar.cases.procedures import Guard
from weerbaar.cases.queries import keys_to
from weerbaar.cases.routing import EmployerLine
from weerbaar.cases.standing import standing
from weerbaar.config.demo import CAST, GOVERNMENT
from weerbaar.database.scope import tenant_scope
from weerbaar.ground import clock
from weerbaar.ground.errors import NotAllowedError, RefusedError
from weerbaar.notify.actions import leave_address
from weerbaar.notify.models import Knock
from weerbaar.vault.chests import open_chests
from weerbaar.vault.models import Grant

REASON = "Omdat het nodig is."
PAPER = Question(
    "Mag het onderzoek buiten het gebouw?",
    "B1 geeft leiding aan M.",
    (("Ja", "Het gesprek is bij een notaris."), ("Nee", "Het gesprek is hier.")),
    "Alleen de behandelaars.",
)
SECRET_FACT = "Dit staat nergens anders: zilverreiger."


@pytest.fixture(scope="module")
def town(database):
    return make_tenant(cast=(*CAST, *GOVERNMENT))


@pytest.fixture
def filed(town) -> Filed:
    return assessed_report(town)


def lines(filed: Filed) -> list[str]:
    with tenant_scope(filed.case.tenant_id):
        found = Line.objects.filter(subject_id=filed.case.id).order_by("at", "id")
        return list(found.values_list("verb", flat=True))


def employ(town, filed, party: UUID) -> None:
    """Say that a subject is employed by the municipality, unless that stands there already."""
    fatima, line = town["Fatima"].opened, EmployerLine("staff")
    with tenant_scope(town.tenant.id):
        known = staying_out.line_known(fatima, filed.case, party).now
    if known != line:
        staying_out.set_line(fatima, code=filed.code, party_id=party, line=line, reason="Vaste aanstelling.")


def propose(town, filed, kind="written_warning", who="Fatima", *, for_subject=True) -> UUID:
    measure_id = uuid4()
    party = subject_of(filed) if for_subject else None
    if party:
        employ(town, filed, party)
    burden = Burden("nobody" if MEASURES[kind].protects else "")
    proposal = Proposal(kind, party, "Een brief.", "Het is vastgesteld.", "Een gesprek hielp niet.", burden)
    measures.propose_measure(town[who].opened, code=filed.code, measure_id=measure_id, proposal=proposal)
    return measure_id


def let_in(town, filed, who):
    actions.let_in(
        town["Fatima"].opened, code=filed.code, person_id=town[who].person_id, reason=REASON, last_day=None
    )


def check(town, filed, measure_id, who="Hassan", *, is_fit=True):
    measures.check_measure(
        town[who].opened, code=filed.code, measure_id=measure_id, is_fit=is_fit, reason="Het past."
    )


def decide(town, filed, measure_id, who="Joris"):
    measures.decide_measure(
        town[who].opened, code=filed.code, measure_id=measure_id, reason="Zo is besloten."
    )


def ask(town, filed, who="Geertje", by="Fatima", *, measure_id=None, question=PAPER, days=7) -> UUID:
    asked_id = uuid4()
    if measure_id:
        question = AboutMeasure(measure_id, "", "De behandelaars.")
    asking.ask_decision(
        town[by].opened,
        code=filed.code,
        asked_id=asked_id,
        person_id=town[who].person_id,
        question=question,
        due_on=clock.today() + timedelta(days=days),
    )
    return asked_id


def answer(town, asked_id, choice="yes", who="Geertje"):
    asking.answer(town[who].opened, asked_id=asked_id, choice=choice, reason="Het is redelijk.")


def seen(town, filed, measure_id, who="Fatima") -> MeasureView:
    with tenant_scope(town.tenant.id):
        return measures.measure_of(town[who].opened, Case.objects.get(id=filed.case.id), measure_id)


def listed(town, who) -> list[UUID]:
    with tenant_scope(town.tenant.id):
        staff = town[who].opened
        return [one.id for one in (*asking.waiting(staff).rows, *asking.answered(staff).rows)]


def askable(town, filed, who="Fatima") -> list[str]:
    with tenant_scope(town.tenant.id):
        return [one.first_name for one in asking.may_be_asked(town[who].opened, filed.case)]


def settled(filed) -> bool:
    with tenant_scope(filed.case.tenant_id):
        return Guard.MEASURES_SETTLED in standing(filed.case)


# --- measures ---


def test_a_measure_from_proposal_to_decision(town, filed):
    let_in(town, filed, "Hassan")
    assert settled(filed)
    measure_id = propose(town, filed)
    assert not settled(filed)
    check(town, filed, measure_id)
    hear_everybody(town["Fatima"].opened, filed.case)
    asked_id = ask(town, filed, measure_id=measure_id)
    answer(town, asked_id)
    assert not settled(filed)
    decide(town, filed, measure_id)
    found = seen(town, filed, measure_id)
    assert (found.state, found.is_fit, found.answer, found.missing[0]) == (
        "decided",
        True,
        True,
        "Over deze maatregel is al besloten.",
    )
    # It was decided by who said yes, not by who wrote it down.
    assert found.decided_by is not None
    assert found.decided_by.first_name == "Geertje"
    assert settled(filed)
    done = [verb for verb in lines(filed) if "measure" in verb or "decision" in verb]
    assert done == [
        "case.propose_measure",
        "case.check_measure",
        "case.ask_decision",
        "decision.answer",
        "case.decide_measure",
    ]


def test_no_measure_against_staff_without_both_sides_and_the_check(town, filed):
    let_in(town, filed, "Hassan")
    measure_id = propose(town, filed)
    with pytest.raises(RefusedError, match="juridisch toetsen"):
        decide(town, filed, measure_id)
    with pytest.raises(RefusedError, match="juridisch toetsen"):
        ask(town, filed, measure_id=measure_id)
    check(town, filed, measure_id)
    with pytest.raises(RefusedError, match="Hoor eerst de betrokkene"):
        ask(town, filed, measure_id=measure_id)
    with pytest.raises(RefusedError, match="Hoor eerst de betrokkene"):
        decide(town, filed, measure_id)
    hear_everybody(town["Fatima"].opened, filed.case)
    with pytest.raises(RefusedError, match="Leg de maatregel eerst voor"):
        decide(town, filed, measure_id)
    assert not settled(filed)


def test_a_measure_that_the_check_calls_unfit_does_not_go_on(town, filed):
    let_in(town, filed, "Hassan")
    measure_id = propose(town, filed)
    hear_everybody(town["Fatima"].opened, filed.case)
    check(town, filed, measure_id, is_fit=False)
    for attempt in (lambda: decide(town, filed, measure_id), lambda: ask(town, filed, measure_id=measure_id)):
        with pytest.raises(RefusedError, match="zo niet kan"):
            attempt()
    with pytest.raises(RefusedError, match="al getoetst"):
        check(town, filed, measure_id)


def test_a_no_of_who_decides_ends_a_measure(town, filed):
    let_in(town, filed, "Hassan")
    measure_id = propose(town, filed)
    check(town, filed, measure_id)
    hear_everybody(town["Fatima"].opened, filed.case)
    asked_id = ask(town, filed, measure_id=measure_id)
    drop = {"code": filed.code, "measure_id": measure_id, "reason": "De burgemeester zei nee."}
    with pytest.raises(RefusedError, match="Trek eerst die vraag in"):
        measures.drop_measure(town["Fatima"].opened, **drop)
    with pytest.raises(RefusedError, match="ligt al voor"):
        ask(town, filed, measure_id=measure_id)
    answer(town, asked_id, "no")
    with pytest.raises(RefusedError, match="zei nee"):
        decide(town, filed, measure_id)
    with pytest.raises(RefusedError, match="al antwoord"):
        ask(town, filed, measure_id=measure_id)
    measures.drop_measure(town["Fatima"].opened, **drop)
    assert seen(town, filed, measure_id).dropped == "De burgemeester zei nee."
    assert settled(filed)
    fatima = town["Fatima"].opened
    with tenant_scope(town.tenant.id):
        there = gathered(fatima.opened, filed.case, keys_to(fatima, filed.case)).entries
        at = moment(Decision.objects.get(case=filed.case, verb="case.drop_measure").at)
    [gone] = [one for one in there if one.what == "Maatregel gaat niet door"]
    assert (gone.who.partition(",")[0], gone.at) == ("Fatima", at)
    with pytest.raises(RefusedError, match="niet door"):
        measures.drop_measure(town["Fatima"].opened, **drop)


@pytest.mark.req("C7", "C20")
def test_a_yes_is_to_the_measure_that_the_program_put_on_the_paper(town, filed):
    """Whoever asks types no question about a measure, so that nobody says yes to a talk and dismisses somebody."""
    let_in(town, filed, "Hassan")
    measure_id = propose(town, filed, "summary_dismissal")
    check(town, filed, measure_id)
    hear_everybody(town["Fatima"].opened, filed.case)
    asked_id = ask(town, filed, question=PAPER)  # without a measure it decides on none
    answer(town, asked_id, "1")
    with pytest.raises(RefusedError, match="Leg de maatregel eerst voor"):
        decide(town, filed, measure_id)
    asked_id = uuid4()
    asking.ask_decision(
        town["Fatima"].opened,
        code=filed.code,
        asked_id=asked_id,
        person_id=town["Geertje"].person_id,
        question=AboutMeasure(measure_id, "Mag Bram een gesprek krijgen?", "De behandelaars."),
        due_on=clock.today(),
    )
    paper = asking.read_paper(town["Geertje"].opened, asked_id=asked_id).paper
    assert paper.question == "Besluit je tot deze maatregel voor B1: ontslag op staande voet?"
    assert [one.label for one in paper.answers] == [
        "Ja, deze maatregel gaat door",
        "Nee, deze maatregel gaat niet door",
    ]
    assert paper.laid == Laid(
        "summary_dismissal", "B1", "Een brief.", "Het is vastgesteld.", "Een gesprek hielp niet.", "Het past."
    )
    assert paper.facts == "Mag Bram een gesprek krijgen?"
    # What is added later stands below it, and changes nothing of it.
    asking.tell_more(
        town["Fatima"].opened, code=filed.code, asked_id=asked_id, text="Het is maar een gesprek."
    )
    assert asking.read_paper(town["Geertje"].opened, asked_id=asked_id).paper.laid == paper.laid


@pytest.mark.req("C7")
def test_who_proposed_or_checked_a_measure_does_not_decide_on_it(town, filed):
    """Also when they have no key to the case any more, and hold an office that decides."""
    let_in(town, filed, "Hassan")
    measure_id = propose(town, filed)
    check(town, filed, measure_id)
    hear_everybody(town["Fatima"].opened, filed.case)
    for field in ("proposed_by", "checked_by"):
        with tenant_scope(town.tenant.id):
            before = Measure.objects.get(id=measure_id)
            Measure.objects.filter(id=measure_id).update(**{field: town["Geertje"].staff.alias})
            people = asking.may_be_asked(town["Fatima"].opened, filed.case, measure_id)
        assert "Geertje" not in [one.first_name for one in people]
        assert "Geertje" in askable(town, filed)
        with pytest.raises(RefusedError, match="uit de lijst"):
            ask(town, filed, measure_id=measure_id)
        with tenant_scope(town.tenant.id):
            Measure.objects.filter(id=measure_id).update(**{field: getattr(before, field)})


@pytest.mark.req("C7")
def test_the_database_keeps_a_proposer_from_deciding(town, filed):
    measure_id = propose(town, filed)
    fatima, hassan = town["Fatima"].staff.alias, town["Hassan"].staff.alias
    with tenant_scope(town.tenant.id), pytest.raises(IntegrityError, match="not_by_proposer"):
        Measure.objects.filter(id=measure_id).update(
            state="decided", checked_by=hassan, decided_by=fatima, decided_at=clock.now()
        )


@pytest.mark.req("C7")
def test_before_the_assessment_only_what_is_needed_now(town):
    filed = file_report(town)
    with pytest.raises(RefusedError, match="Beoordeel eerst de melding") as refused:
        propose(town, filed, "summary_dismissal")
    assert refused.value.field == "kind"
    propose(town, filed, "non_active")


def test_what_burdens_nobody_a_holder_decides_who_did_not_propose_it(town, filed):
    let_in(town, filed, "Hassan")
    measure_id = propose(town, filed, "organisational_measure", for_subject=False)
    with pytest.raises(RefusedError, match="juridisch toetsen"):
        decide(town, filed, measure_id)
    check(town, filed, measure_id)
    with pytest.raises(RefusedError, match="Een ander besluit"):
        decide(town, filed, measure_id, "Fatima")
    decide(town, filed, measure_id, "Joris")
    found = seen(town, filed, measure_id)
    assert found.decided_by is not None
    assert found.decided_by.first_name == "Joris"


def test_the_check_is_by_a_lawyer_where_there_is_one(town, filed):
    measure_id = propose(town, filed)
    with pytest.raises(RefusedError, match="Een ander doet"):
        check(town, filed, measure_id, "Fatima")
    with pytest.raises(RefusedError, match="jurist"):
        check(town, filed, measure_id, "Joris")
    with pytest.raises(NotAllowedError):
        check(town, filed, measure_id, "Hassan")
    let_in(town, filed, "Hassan")
    check(town, filed, measure_id)


def test_without_a_lawyer_who_may_read_it_another_holder_checks(town):
    filed = file_report(town, kept_out=("Bram", "Hassan"))
    bring(town["Fatima"].opened, filed, "assessed")
    measure_id = propose(town, filed)
    with pytest.raises(RefusedError, match="Een ander doet"):
        check(town, filed, measure_id, "Fatima")
    check(town, filed, measure_id, "Joris")


def test_only_a_subject_of_this_case_and_only_words(town, filed):
    other = file_report(town)
    proposal = Proposal("written_warning", subject_of(other), "Brief", "Zo", "Zo")
    with pytest.raises(RefusedError, match="betrokkene"):
        measures.propose_measure(
            town["Fatima"].opened, code=filed.code, measure_id=uuid4(), proposal=proposal
        )
    empty = Proposal("no_measure", None, "  ", "Zo", "Zo")
    with pytest.raises(RefusedError, match="Schrijf eerst"):
        measures.propose_measure(town["Fatima"].opened, code=filed.code, measure_id=uuid4(), proposal=empty)
    elsewhere = propose(town, other, "no_measure", for_subject=False)
    with pytest.raises(NotAllowedError):
        check(town, filed, elsewhere, "Joris")


def test_whoever_was_not_let_in_does_nothing_with_measures(town, filed):
    measure_id = propose(town, filed)
    for who in ("Ruben", "Hassan", "Geertje", "Wietske"):
        with pytest.raises(NotAllowedError):
            propose(town, filed, who=who)
        with pytest.raises(NotAllowedError):
            check(town, filed, measure_id, who)
        with pytest.raises(NotAllowedError):
            decide(town, filed, measure_id, who)
        with pytest.raises(NotAllowedError):
            measures.drop_measure(town[who].opened, code=filed.code, measure_id=measure_id, reason=REASON)
        with pytest.raises(NotAllowedError), tenant_scope(town.tenant.id):
            measures.read_measures(town[who].opened, filed.code)
        with pytest.raises(NotAllowedError):
            deciding.learn(town[who].opened, code=filed.code, lesson="Iets.")
        with pytest.raises(NotAllowedError):
            ask(town, filed, by=who)


@pytest.mark.req("C7")
def test_the_outcome_waits_for_measures_and_keeps_what_was_learned(town, filed):
    let_in(town, filed, "Hassan")
    measure_id = propose(town, filed)
    hear_everybody(town["Fatima"].opened, filed.case)
    outcome = {"code": filed.code, "outcome": "partly", "reason": "Gehoord.", "lesson": "Eerder praten."}
    with pytest.raises(RefusedError, match="nog een maatregel"):
        deciding.record_outcome(town["Fatima"].opened, **outcome)
    with pytest.raises(RefusedError, match="Leg eerst vast wat eruit kwam"):
        deciding.learn(town["Fatima"].opened, code=filed.code, lesson="Te vroeg.")
    measures.drop_measure(town["Fatima"].opened, code=filed.code, measure_id=measure_id, reason=REASON)
    deciding.record_outcome(town["Fatima"].opened, **outcome)
    page = actions.open_case(town["Joris"].opened, code=filed.code)
    assert {(one.verb, one.text) for one in page.decisions} >= {
        ("case.learn", "Eerder praten."),
        ("case.decide", "Gehoord."),
    }
    assert lines(filed).count("case.learn") == 1
    with pytest.raises(RefusedError, match="uitkomst"):
        propose(town, filed)


# --- questions ---


@pytest.mark.req("C20")
def test_the_one_who_decides_gets_the_paper_and_nothing_of_the_case(town, filed):
    asked_id = ask(town, filed, question=Question(PAPER.question, SECRET_FACT, PAPER.answers, PAPER.hears))
    geertje = town["Geertje"].opened
    with tenant_scope(town.tenant.id):
        assert open_chests(geertje.opened, filed.case.id) == {}
        row = DecisionAsked.objects.get(id=asked_id)
        assert b"zilverreiger" not in bytes(row.sealed_question)
    with pytest.raises(NotAllowedError):
        actions.open_case(geertje, code=filed.code)
    assert listed(town, "Geertje")[:1] == [asked_id] or asked_id in listed(town, "Geertje")
    sheet = asking.read_paper(geertje, asked_id=asked_id)
    assert sheet.paper.facts == SECRET_FACT
    assert [one.does for one in sheet.paper.answers] == [
        "Het gesprek is bij een notaris.",
        "Het gesprek is hier.",
    ]
    answer(town, asked_id, "1")
    page = actions.open_case(town["Joris"].opened, code=filed.code)
    taken = [one for one in page.decisions if one.verb == "decision.answer"]
    assert [one.text for one in taken] == ["Mag het onderzoek buiten het gebouw? Ja. Het is redelijk."]
    assert taken[0].by is not None
    assert taken[0].by.first_name == "Geertje"
    # Whoever looks next finds it once.
    again = actions.open_case(town["Fatima"].opened, code=filed.code)
    assert len([one for one in again.decisions if one.verb == "decision.answer"]) == 1
    with pytest.raises(RefusedError, match="al besloten"):
        answer(town, asked_id, "2")


def test_nobody_else_reads_or_answers_it(town, filed):
    asked_id = ask(town, filed)
    for who in ("Nadia", "Annelies", "Marit", "Ruben", "Hassan", "Wietske", "Fatima"):
        assert asked_id not in listed(town, who)
        staff = town[who].opened
        for attempt in (
            lambda: asking.read_paper(staff, asked_id=asked_id),  # noqa: B023 - called in this round
            lambda: asking.answer(staff, asked_id=asked_id, choice="1", reason=REASON),  # noqa: B023
            lambda: asking.ask_more(staff, asked_id=asked_id, text="Wat?"),  # noqa: B023
            lambda: asking.hand_back(staff, asked_id=asked_id, reason=REASON),  # noqa: B023
            lambda: asking.impose_secrecy(
                staff,  # noqa: B023
                asked_id=asked_id,
                what="Alles",
                whom="council",
                why=REASON,
            ),
        ):
            with pytest.raises(NotAllowedError):
                attempt()
    with pytest.raises(NotAllowedError):
        asking.read_paper(town["Geertje"].opened, asked_id=uuid4())


@pytest.mark.parametrize(
    ("question", "field"),
    [
        (Question("", "Feiten.", PAPER.answers, "Wij."), "question"),
        (Question("Mag het?", " ", PAPER.answers, "Wij."), "facts"),
        (Question("Mag het?", "Feiten.", PAPER.answers[:1], "Wij."), "label_1"),
        (Question("Mag het?", "Feiten.", (("Ja", "Dan wel"), ("Nee", "")), "Wij."), "does_2"),
        (Question("Mag het?", "Feiten.", PAPER.answers, ""), "hears"),
        (Question("Mag het?", "x" * 20_001, PAPER.answers, "Wij."), "facts"),
        (Question("Mag het \ud800?", "Feiten.", PAPER.answers, "Wij."), "question"),
    ],
)
def test_a_paper_says_everything(town, filed, question, field):
    with pytest.raises(RefusedError) as refused:
        ask(town, filed, question=question)
    assert refused.value.field == field


def test_who_may_be_asked_and_in_which_order(town, filed):
    assert askable(town, filed) == ["Marit", "Geertje", "Annelies", "Nadia"]
    for who in ("Ruben", "Fatima", "Teun", "Wietske"):
        with pytest.raises(RefusedError, match="uit de lijst"):
            ask(town, filed, who)
    with pytest.raises(RefusedError, match="latere dag"):
        ask(town, filed, days=-1)
    # Whoever reads the case does not decide on it.
    let_in(town, filed, "Marit")
    assert "Marit" not in askable(town, filed)
    with pytest.raises(RefusedError, match="uit de lijst"):
        ask(town, filed, "Marit")


@pytest.mark.req("R10", "C20")
def test_whoever_is_kept_out_is_never_asked_and_sees_nothing(town):
    filed = file_report(town, kept_out=("Bram", "Geertje"))
    assert "Geertje" not in askable(town, filed)
    with pytest.raises(RefusedError, match="uit de lijst"):
        ask(town, filed, "Geertje")
    # And when it becomes known later, the paper is not there any more: no row, no count, no word.
    other = file_report(town)
    asked_id = ask(town, other)
    secret = ask(town, file_report(town))
    assert asked_id in listed(town, "Geertje")
    with tenant_scope(town.tenant.id):
        mark = kept_out_key(other.case.id, town["Geertje"].person_id)
        KeptOut.objects.create(tenant_id=town.tenant.id, case=other.case, key=mark)
    assert asked_id not in listed(town, "Geertje")
    assert secret in listed(town, "Geertje")
    with pytest.raises(NotAllowedError):
        asking.read_paper(town["Geertje"].opened, asked_id=asked_id)
    with pytest.raises(NotAllowedError):
        answer(town, asked_id, "1")


def test_asking_back_and_telling_more(town, filed):
    asked_id = ask(town, filed)
    asking.ask_more(town["Geertje"].opened, asked_id=asked_id, text="Wie weet hiervan?")
    with tenant_scope(town.tenant.id):
        sheet = asking.sheet_of_case(town["Joris"].opened, filed.case, asked_id)
    assert sheet.paper.waits_for_asker
    asking.tell_more(town["Joris"].opened, code=filed.code, asked_id=asked_id, text="Alleen M en B1.")
    sheet = asking.read_paper(town["Geertje"].opened, asked_id=asked_id)
    assert [one.text for one in sheet.paper.added] == ["Wie weet hiervan?", "Alleen M en B1."]
    assert not sheet.paper.waits_for_asker
    answer(town, asked_id, "2")
    for attempt in (
        lambda: asking.ask_more(town["Geertje"].opened, asked_id=asked_id, text="Nog iets"),
        lambda: asking.tell_more(town["Joris"].opened, code=filed.code, asked_id=asked_id, text="Nog iets"),
        lambda: asking.withdraw_question(
            town["Joris"].opened, code=filed.code, asked_id=asked_id, reason=REASON
        ),
    ):
        with pytest.raises(RefusedError, match="al besloten"):
            attempt()


def test_a_question_that_is_handed_back_goes_to_the_next(town, filed):
    asked_id = ask(town, filed)
    again = {"code": filed.code, "asked_id": asked_id, "due_on": clock.today() + timedelta(days=3)}
    with pytest.raises(RefusedError, match="ligt nog bij iemand"):
        asking.ask_another(town["Fatima"].opened, **again, new_id=uuid4(), person_id=town["Nadia"].person_id)
    asking.hand_back(town["Geertje"].opened, asked_id=asked_id, reason="B1 is mijn zwager.")
    assert asked_id not in listed(town, "Geertje")
    with pytest.raises(NotAllowedError):
        asking.read_paper(town["Geertje"].opened, asked_id=asked_id)
    with tenant_scope(town.tenant.id):
        assert not Grant.objects.filter(
            chest__owner_id=asked_id, holder_alias=town["Geertje"].staff.alias
        ).exists()
        sheet = asking.sheet_of_case(town["Joris"].opened, filed.case, asked_id)
    assert sheet.handed_back == "B1 is mijn zwager."
    assert "Geertje" not in askable(town, filed)
    with pytest.raises(RefusedError, match="uit de lijst"):
        asking.ask_another(
            town["Fatima"].opened, **again, new_id=uuid4(), person_id=town["Geertje"].person_id
        )
    new_id = uuid4()
    asking.ask_another(town["Fatima"].opened, **again, new_id=new_id, person_id=town["Nadia"].person_id)
    assert asking.read_paper(town["Nadia"].opened, asked_id=new_id).paper.facts == PAPER.facts
    answer(town, new_id, "1", "Nadia")


def test_a_question_that_is_withdrawn_is_gone_for_who_was_asked(town, filed):
    asked_id = ask(town, filed)
    asking.withdraw_question(town["Joris"].opened, code=filed.code, asked_id=asked_id, reason=REASON)
    assert asked_id not in listed(town, "Geertje")
    with pytest.raises(NotAllowedError):
        answer(town, asked_id, "1")
    assert "Geertje" in askable(town, filed)


def test_whoever_comes_in_later_reads_the_papers_and_loses_them_on_leaving(town, filed):
    asked_id = ask(town, filed)
    let_in(town, filed, "Hassan")
    with tenant_scope(town.tenant.id):
        assert asking.sheet_of_case(town["Hassan"].opened, filed.case, asked_id).paper.facts == PAPER.facts
    actions.withdraw_access(
        town["Fatima"].opened, code=filed.code, alias=town["Hassan"].staff.alias, reason=REASON
    )
    with tenant_scope(town.tenant.id):
        assert not Grant.objects.filter(
            chest__owner_id=asked_id, holder_alias=town["Hassan"].staff.alias
        ).exists()
        with pytest.raises(NotAllowedError):
            asking.sheet_of_case(town["Hassan"].opened, filed.case, asked_id)


@pytest.mark.req("C20")
def test_secrecy_is_imposed_and_lifted_on_record(town, filed):
    asked_id = ask(town, filed)
    geertje = town["Geertje"].opened
    given = {
        "asked_id": asked_id,
        "what": "De bijlage over B1",
        "whom": "council",
        "why": "Het onderzoek loopt.",
    }
    with pytest.raises(RefusedError, match="keuze"):
        asking.impose_secrecy(geertje, **given | {"whom": "krant"})
    asking.impose_secrecy(geertje, **given)
    with tenant_scope(town.tenant.id):
        row = Secrecy.objects.get(asked_id=asked_id)
        assert b"bijlage" not in bytes(row.sealed_text)
        sheet = asking.sheet_of_case(town["Joris"].opened, filed.case, asked_id)
    assert [(one.what, one.whom) for one in sheet.under_secrecy] == [("De bijlage over B1", "council")]
    lift = {"asked_id": asked_id, "secrecy_id": row.id, "who": "De raad", "why": "Het onderzoek is klaar."}
    with pytest.raises(NotAllowedError):
        asking.lift_secrecy(town["Nadia"].opened, **lift)
    with pytest.raises(NotAllowedError):
        asking.lift_secrecy(geertje, **lift | {"secrecy_id": uuid4()})
    asking.lift_secrecy(geertje, **lift)
    with pytest.raises(RefusedError, match="al opgeheven"):
        asking.lift_secrecy(geertje, **lift)
    sheet = asking.read_paper(geertje, asked_id=asked_id)
    assert sheet.under_secrecy == ()
    assert [(one.lifted_who, one.lifted_why) for one in sheet.secrets] == [
        ("De raad", "Het onderzoek is klaar.")
    ]
    assert [one for one in lines(filed) if "secrecy" in one] == [
        "decision.impose_secrecy",
        "decision.lift_secrecy",
    ]


@pytest.mark.req("C20")
@pytest.mark.parametrize("how", ["another", "anew"])
def test_secrecy_that_is_in_force_goes_along_to_who_is_asked_next(town, filed, how):
    asked_id, fatima, nadia = ask(town, filed), town["Fatima"].opened, town["Nadia"].opened
    asking.impose_secrecy(
        town["Geertje"].opened, asked_id=asked_id, what="De bijlage", whom="council", why="Het loopt."
    )
    asking.withdraw_question(fatima, code=filed.code, asked_id=asked_id, reason=REASON)
    if how == "another":
        new_id, due_on = uuid4(), clock.today() + timedelta(days=3)
        asking.ask_another(
            fatima,
            code=filed.code,
            asked_id=asked_id,
            new_id=new_id,
            person_id=town["Nadia"].person_id,
            due_on=due_on,
        )
    else:
        new_id = ask(town, filed, "Nadia")
    (kept,) = asking.read_paper(nadia, asked_id=new_id).under_secrecy
    assert (kept.what, kept.whom, kept.why) == ("De bijlage", "council", "Het loopt.")
    assert kept.imposed_by is not None
    assert kept.imposed_by.alias == town["Geertje"].staff.alias
    with tenant_scope(town.tenant.id):
        assert asking.sheet_of_case(fatima, filed.case, asked_id).secrets == ()
    lift = {"secrecy_id": kept.id, "who": "De raad", "why": "Het is klaar."}
    with pytest.raises(NotAllowedError):
        asking.lift_secrecy(town["Geertje"].opened, asked_id=new_id, **lift)
    asking.lift_secrecy(nadia, asked_id=new_id, **lift)
    assert asking.read_paper(nadia, asked_id=new_id).under_secrecy == ()


def test_a_case_with_many_questions_asks_the_database_no_more(town, filed):
    counts = []
    for _round in range(2):
        propose(town, filed)
        ask(town, filed)
        with tenant_scope(town.tenant.id), CaptureQueriesContext(connection) as queries:
            asking.sheets(town["Fatima"].opened, filed.case)
        with tenant_scope(town.tenant.id), CaptureQueriesContext(connection) as more:
            measures.measures_of(
                town["Fatima"].opened, filed.case, keys_to(town["Fatima"].opened, filed.case)
            )
        counts.append((len(queries), len(more)))
    assert counts[0] == counts[1]


def test_a_question_is_put_once_and_by_those_in_the_case_only(town, filed):
    asked_id = ask(town, filed)
    with pytest.raises(RefusedError, match="al gesteld"):
        asking.ask_decision(
            town["Fatima"].opened,
            code=filed.code,
            asked_id=asked_id,
            person_id=town["Geertje"].person_id,
            question=PAPER,
            due_on=clock.today(),
        )
    for who in ("Ruben", "Geertje"):
        for attempt in (
            lambda: asking.tell_more(town[who].opened, code=filed.code, asked_id=asked_id, text="Iets"),  # noqa: B023
            lambda: asking.withdraw_question(
                town[who].opened,  # noqa: B023
                code=filed.code,
                asked_id=asked_id,
                reason=REASON,
            ),
        ):
            with pytest.raises(NotAllowedError):
                attempt()
    with pytest.raises(NotAllowedError):
        asking.tell_more(town["Fatima"].opened, code=file_report(town).code, asked_id=asked_id, text="Iets")


def test_the_knock_at_who_decides_says_nothing(town, filed):
    leave_address(town["Geertje"].opened, mail="burgemeester@waterlinie.example", language="nl")
    ask(town, filed)
    with tenant_scope(town.tenant.id):
        knocks = Knock.objects.filter(address__holder_alias=town["Geertje"].staff.alias)
        assert knocks.count() == 1


def test_with_the_vault_closed_nothing_is_read(town, filed):
    asked_id = ask(town, filed)
    with pytest.raises(RefusedError, match="kluis"):
        asking.read_paper(town["Geertje"].locked, asked_id=asked_id)
    with pytest.raises(RefusedError, match="kluis"):
        asking.answer(town["Geertje"].locked, asked_id=asked_id, choice="1", reason=REASON)


def test_what_is_kept_of_a_measure_is_sealed(town, filed):
    measure_id = propose(town, filed)
    with tenant_scope(town.tenant.id):
        row = Measure.objects.get(id=measure_id)
        assert b"brief" not in bytes(row.sealed_text)
        keys = keys_to(town["Fatima"].opened, filed.case)
        assert measures.texts_of(keys, row)["what"] == "Een brief."


# --- who decides must be known, and asked once ---


@pytest.mark.req("C15")
def test_what_burdens_somebody_is_laid_before_nobody_as_long_as_their_employer_is_not_known(town, filed):
    fatima = town["Fatima"].opened
    measure_id = propose(town, filed)
    ours = propose(town, filed, "access_block")
    with tenant_scope(town.tenant.id):
        party = Party.objects.get(id=subject_of(filed))
        party.sealed_line = sealed.seal_line(keys_to(fatima, filed.case)["file"], party.id, EmployerLine())
        party.save(update_fields=["sealed_line"])
    let_in(town, filed, "Hassan")
    hear_everybody(town["Fatima"].opened, filed.case)
    for one in (measure_id, ours):
        check(town, filed, one)
    said = "Zeg eerst wie de werkgever van deze persoon is. Dan staat vast wie erover besluit."
    assert seen(town, filed, measure_id).missing_to_ask == (said,)
    with pytest.raises(RefusedError) as told:
        ask(town, filed, measure_id=measure_id)
    assert told.value.sentence == said
    # What the organisation does itself, whoever it is for, waits for no employer.
    assert seen(town, filed, ours).missing_to_ask == ()
    employ(town, filed, subject_of(filed))
    assert seen(town, filed, measure_id).missing_to_ask == ()
    ask(town, filed, measure_id=measure_id)


@pytest.mark.req("C7")
def test_a_holder_does_not_decide_while_the_one_who_was_asked_still_thinks(town, filed):
    measure_id = propose(town, filed, "organisational_measure", for_subject=False)
    let_in(town, filed, "Hassan")
    check(town, filed, measure_id)
    asked_id = ask(town, filed, measure_id=measure_id)
    with pytest.raises(RefusedError, match="ligt nog voor"):
        decide(town, filed, measure_id)
    asking.withdraw_question(town["Fatima"].opened, code=filed.code, asked_id=asked_id, reason="Niet nodig.")
    decide(town, filed, measure_id)
