"""The legal check of a measure by a lawyer outside the case: a paper with that measure alone, and no key to anything else."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.utils import translation
from tests.cases.test_deciding import (
    ask,
    check,
    employ,
    lines,
    propose,
    seen,
)
from tests.filed import Filed, assessed_report, hear_everybody, subject_of
from tests.people import make_tenant

from weerbaar.cases import actions, asking, measures, staying_out
from weerbaar.cases.asking import ToCheck
from weerbaar.cases.gathering import gathered
from weerbaar.cases.kept_out import kept_out_key, mark
from weerbaar.cases.models import Access, Case, DecisionAsked, KeptOut, Measure, Secrecy
from weerbaar.cases.packages import Advice
from weerbaar.cases.procedures import Place
from weerbaar.cases.queries import keys_to
from weerbaar.cases.routing import EmployerLine
from weerbaar.cases.waiting import waits_for
from weerbaar.cases.worklist import worklist
from weerbaar.config.demo import CAST, GOVERNMENT, Part
from weerbaar.database.scope import tenant_scope
from weerbaar.ground import clock
from weerbaar.ground.errors import NotAllowedError, RefusedError
from weerbaar.intake.complaining import involved
from weerbaar.organisation import actions as organisation
from weerbaar.organisation.models import Role
from weerbaar.vault.models import Grant

WHY = "Het past bij wat er is vastgesteld."
LAWYERS = (
    Part("Esra Kaya", "jurist", (Role.LAWYER,)),
    Part("Sjoerd de Groot", "griffier en jurist", (Role.LAWYER, Role.REGISTRAR)),
)


@pytest.fixture(scope="module")
def town(database):
    return make_tenant(cast=(*CAST, *GOVERNMENT, *LAWYERS))


@pytest.fixture(scope="module")
def other_town(database):
    return make_tenant()


@pytest.fixture
def filed(town) -> Filed:
    return assessed_report(town)


def ask_check(town, filed, measure_id, who="Hassan", by="Fatima", *, asked_id=None, days=7) -> UUID:
    asked_id = asked_id or uuid4()
    asking.ask_check(
        town[by].opened,
        code=filed.code,
        asked_id=asked_id,
        person_id=town[who].person_id,
        given=ToCheck(measure_id, "Let op artikel 16 van de cao."),
        due_on=clock.today() + timedelta(days=days),
    )
    return asked_id


def answer(town, asked_id, choice="yes", who="Hassan"):
    asking.check(town[who].opened, asked_id=asked_id, choice=choice, reason=WHY)


def waits(town, who) -> int:
    with tenant_scope(town.tenant.id):
        return asking.waiting_count(town[who].opened)


def lawyers_for(town, filed, measure_id, who="Fatima") -> list[str]:
    with tenant_scope(town.tenant.id):
        case = Case.objects.get(id=filed.case.id)
        found = asking.may_be_asked_to_check(town[who].opened, case, measure_id)
        return [one.first_name for one in found]


def kept_out(town, filed, who) -> None:
    with tenant_scope(town.tenant.id):
        mark(filed.case, [kept_out_key(filed.case.id, town[who].person_id)], KeptOut.Origin.NAMED)


@pytest.mark.req("C7")
def test_a_lawyer_checks_a_measure_on_its_own_paper_and_gets_nothing_of_the_case(town, filed):
    hassan = town["Hassan"]
    measure_id = propose(town, filed)
    before = waits(town, "Hassan")
    asked_id = ask_check(town, filed, measure_id)
    assert waits(town, "Hassan") == before + 1
    sheet = asking.read_paper(hassan.opened, asked_id=asked_id)
    laid = sheet.paper.laid
    assert laid is not None
    assert (laid.what, laid.why, laid.proportion, laid.check) == (
        "Een brief.",
        "Het is vastgesteld.",
        "Een gesprek hielp niet.",
        "",
    )
    assert (sheet.paper.facts, laid.towards, sheet.is_check) == ("Let op artikel 16 van de cao.", "B1", True)
    with tenant_scope(town.tenant.id):
        assert waits_for([Case.objects.get(id=filed.case.id)])[filed.case.id] == "lawyer"
    answer(town, asked_id)
    # No row, no key, no count of the case: before, while and after.
    with tenant_scope(town.tenant.id):
        assert not Access.objects.filter(case=filed.case, holder_alias=hassan.staff.alias).exists()
        grants = Grant.objects.filter(holder_alias=hassan.staff.alias)
        assert not grants.filter(chest__owner_id=filed.case.id).exists()
        assert list(grants.filter(chest__owner_id=asked_id).values_list("chest__kind", flat=True)) == [
            "decision"
        ]
        found = worklist(hassan.opened)
        assert (found.rows, found.open_count, found.todo_count, found.news) == ((), 0, 0, ())
        assert hassan.person_id in involved(town.tenant.id, filed.case.id)
    with pytest.raises(NotAllowedError):
        actions.open_case(hassan.opened, code=filed.code)
    one = seen(town, filed, measure_id)
    assert (one.state, one.is_fit, one.check) == ("checked", True, WHY)
    assert one.checked_by is not None
    assert one.checked_by.first_name == "Hassan"
    page = actions.open_case(town["Joris"].opened, code=filed.code)
    assert "Hassan toetste een maatregel aan de wet" in [event.text for event in page.events]
    (decision,) = [row for row in page.decisions if row.verb == "case.check_measure"]
    assert WHY in decision.text
    assert lines(filed).count("decision.check") == 1


@pytest.mark.req("C7")
def test_a_check_on_paper_lets_the_measure_go_to_who_decides_with_the_check_on_it(town, filed):
    measure_id = propose(town, filed)
    hear_everybody(town["Fatima"].opened, filed.case)
    with pytest.raises(RefusedError, match="juridisch toetsen"):
        ask(town, filed, measure_id=measure_id)
    answer(town, ask_check(town, filed, measure_id))
    asked_id = ask(town, filed, measure_id=measure_id)
    laid = asking.read_paper(town["Geertje"].opened, asked_id=asked_id).paper.laid
    assert laid is not None
    assert laid.check == WHY
    asking.answer(town["Geertje"].opened, asked_id=asked_id, choice="yes", reason="Het is redelijk.")
    measures.decide_measure(town["Joris"].opened, code=filed.code, measure_id=measure_id, reason="Besloten.")
    one = seen(town, filed, measure_id)
    assert (one.state, one.is_fit, one.check) == ("decided", True, WHY)


def test_a_measure_that_may_not_be_is_laid_before_nobody(town, filed):
    measure_id = propose(town, filed)
    hear_everybody(town["Fatima"].opened, filed.case)
    answer(town, ask_check(town, filed, measure_id), "no")
    assert seen(town, filed, measure_id).is_fit is False
    with pytest.raises(RefusedError, match="zo niet kan"):
        ask(town, filed, measure_id=measure_id)


def test_whom_the_check_can_be_asked_of(town, filed):
    measure_id = propose(town, filed)
    assert lawyers_for(town, filed, measure_id) == ["Esra", "Hassan", "Sjoerd"]
    # Who reads the case checks it there.
    fatima = town["Fatima"].opened
    actions.let_in(fatima, code=filed.code, person_id=town["Esra"].person_id, reason=WHY, last_day=None)
    assert lawyers_for(town, filed, measure_id) == ["Hassan", "Sjoerd"]
    # Whose office the case is about, and who must stay out.
    line = EmployerLine("registry", ("registrar",))
    staying_out.set_line(fatima, code=filed.code, party_id=subject_of(filed), line=line, reason=WHY)
    assert lawyers_for(town, filed, measure_id) == ["Hassan"]
    with tenant_scope(town.tenant.id):
        Measure.objects.filter(id=measure_id).update(proposed_by=town["Hassan"].staff.alias)
    assert lawyers_for(town, filed, measure_id) == []
    with tenant_scope(town.tenant.id):
        Measure.objects.filter(id=measure_id).update(proposed_by=fatima.alias)
    kept_out(town, filed, "Hassan")
    assert lawyers_for(town, filed, measure_id) == []


@pytest.mark.parametrize(
    "why",
    ["proposed it", "must stay out", "is the subject", "reads the case", "is no lawyer", "is the asker"],
)
def test_who_cannot_be_asked_for_the_check_is_refused_alike(town, filed, why):
    who = "Geertje" if why == "is no lawyer" else "Fatima" if why == "is the asker" else "Hassan"
    measure_id = propose(town, filed)
    fatima = town["Fatima"].opened
    if why == "proposed it":
        with tenant_scope(town.tenant.id):
            Measure.objects.filter(id=measure_id).update(proposed_by=town["Hassan"].staff.alias)
    elif why == "must stay out":
        kept_out(town, filed, "Hassan")
    elif why == "is the subject":
        whom = staying_out.Whom(
            staying_out.As.SUBJECT, person_id=town["Hassan"].person_id, party_id=subject_of(filed)
        )
        staying_out.keep_out(fatima, code=filed.code, whom=whom, reason=WHY)
    elif why == "reads the case":
        actions.let_in(fatima, code=filed.code, person_id=town["Hassan"].person_id, reason=WHY, last_day=None)
    before = lines(filed)
    with pytest.raises(RefusedError, match="Kies iemand uit de lijst") as caught:
        ask_check(town, filed, measure_id, who)
    assert caught.value.field == "person"
    assert lines(filed) == before
    with tenant_scope(town.tenant.id):
        assert not DecisionAsked.objects.filter(case=filed.case).exists()


VERBS = {
    "read": lambda staff, asked_id: asking.read_paper(staff, asked_id=asked_id),
    "check": lambda staff, asked_id: asking.check(staff, asked_id=asked_id, choice="yes", reason=WHY),
    "ask_more": lambda staff, asked_id: asking.ask_more(staff, asked_id=asked_id, text="Welke cao?"),
    "hand_back": lambda staff, asked_id: asking.hand_back(staff, asked_id=asked_id, reason=WHY),
}


@pytest.mark.parametrize("verb", list(VERBS))
@pytest.mark.parametrize(
    "who",
    [
        "another lawyer",
        "handler",
        "decider",
        "kept out since",
        "no lawyer any more",
        "withdrawn",
        "another town",
    ],
)
def test_nobody_else_finds_the_paper(town, other_town, filed, who, verb):
    measure_id = propose(town, filed)
    asked_id = ask_check(town, filed, measure_id)
    staff = {
        "another lawyer": town["Esra"].opened,
        "handler": town["Fatima"].opened,
        "decider": town["Geertje"].opened,
        "another town": other_town["Hassan"].opened,
    }.get(who, town["Hassan"].opened)
    if who == "kept out since":
        kept_out(town, filed, "Hassan")
    elif who == "no lawyer any more":
        from dataclasses import replace

        staff = replace(staff, roles=frozenset({Role.HANDLER}))
    elif who == "withdrawn":
        asking.withdraw_question(town["Fatima"].opened, code=filed.code, asked_id=asked_id, reason=WHY)
    before = lines(filed)
    told = []
    for one in (asked_id, uuid4()):
        with pytest.raises(NotAllowedError) as caught:
            VERBS[verb](staff, one)
        told.append((caught.value.sentence, caught.value.field))
    assert told[0] == told[1]
    assert lines(filed) == before
    assert seen(town, filed, measure_id).state == "proposed"
    with tenant_scope(town.tenant.id):
        if staff.tenant_id == town.tenant.id:
            assert asked_id not in [one.id for one in asking.waiting(staff).rows]


def test_who_came_to_have_proposed_it_does_not_check_it(town, filed):
    measure_id = propose(town, filed)
    asked_id = ask_check(town, filed, measure_id)
    with tenant_scope(town.tenant.id):
        Measure.objects.filter(id=measure_id).update(proposed_by=town["Hassan"].staff.alias)
    with pytest.raises(RefusedError, match="Jij stelde deze maatregel voor"):
        answer(town, asked_id)


@pytest.mark.parametrize("who", ["not let in", "kept out", "another town", "locked"])
def test_whoever_is_not_in_the_case_asks_no_check(town, other_town, filed, who):
    measure_id = propose(town, filed)
    staff = {
        "not let in": town["Ruben"].opened,
        "kept out": town["Bram"].opened,
        "another town": other_town["Fatima"].opened,
        "locked": town["Fatima"].locked,
    }[who]
    before = lines(filed)
    with pytest.raises(RefusedError if who == "locked" else NotAllowedError):
        asking.ask_check(
            staff,
            code=filed.code,
            asked_id=uuid4(),
            person_id=town["Hassan"].person_id,
            given=ToCheck(measure_id, ""),
            due_on=clock.today(),
        )
    assert lines(filed) == before


def test_a_paper_is_for_one_thing(town, filed):
    measure_id = propose(town, filed)
    to_check, to_decide = ask_check(town, filed, measure_id, "Sjoerd"), ask(town, filed, "Nadia")
    sjoerd, nadia = town["Sjoerd"].opened, town["Nadia"].opened
    for attempt in (
        lambda: asking.answer(sjoerd, asked_id=to_check, choice="yes", reason=WHY),
        lambda: asking.impose_secrecy(sjoerd, asked_id=to_check, what="Dit.", whom="college", why=WHY),
        lambda: asking.lift_secrecy(sjoerd, asked_id=to_check, secrecy_id=uuid4(), who="Ik.", why=WHY),
        lambda: asking.check(nadia, asked_id=to_decide, choice="1", reason=WHY),
    ):
        with pytest.raises(NotAllowedError):
            attempt()


def test_what_is_under_secrecy_does_not_go_to_the_lawyer(town, filed):
    asked_id = ask(town, filed)
    asking.impose_secrecy(
        town["Geertje"].opened, asked_id=asked_id, what="Het stuk.", whom="college", why=WHY
    )
    asking.withdraw_question(town["Fatima"].opened, code=filed.code, asked_id=asked_id, reason=WHY)
    to_check = ask_check(town, filed, propose(town, filed))
    assert asking.read_paper(town["Hassan"].opened, asked_id=to_check).secrets == ()
    with tenant_scope(town.tenant.id):
        assert Secrecy.objects.get(asked__case=filed.case).asked_id == asked_id


def test_a_measure_is_checked_once_and_by_whom_it_was_asked(town, filed):
    measure_id = propose(town, filed)
    asked_id = ask_check(town, filed, measure_id)
    fatima = town["Fatima"].opened
    with pytest.raises(RefusedError, match="al bij een jurist"):
        ask_check(town, filed, measure_id, "Esra")
    with pytest.raises(RefusedError, match="al gesteld"):
        ask_check(town, filed, measure_id, "Esra", asked_id=asked_id)
    with pytest.raises(RefusedError, match="bij een jurist"):
        measures.drop_measure(fatima, code=filed.code, measure_id=measure_id, reason=WHY)
    actions.let_in(fatima, code=filed.code, person_id=town["Esra"].person_id, reason=WHY, last_day=None)
    with pytest.raises(RefusedError, match="al bij een jurist"):
        check(town, filed, measure_id, "Esra")
    one = seen(town, filed, measure_id)
    assert (one.is_at_lawyer, one.may_check, one.may_ask_check) == (True, False, False)
    asking.ask_more(town["Hassan"].opened, asked_id=asked_id, text="Welke cao?")
    asking.tell_more(fatima, code=filed.code, asked_id=asked_id, text="Die van gemeenten.")
    with tenant_scope(town.tenant.id):
        there = gathered(fatima.opened, filed.case, keys_to(fatima, filed.case)).entries
    added = [(one.what, one.who.partition(",")[0], one.text) for one in there if one.kind == "added"]
    assert added == [
        ("Vraag terug", "Hassan", "Welke cao?"),
        ("Aanvulling op de vraag", "het meldpunt", "Die van gemeenten."),
    ]
    asking.hand_back(town["Hassan"].opened, asked_id=asked_id, reason="Ik ken B1.")
    assert lawyers_for(town, filed, measure_id) == ["Sjoerd"]
    another = uuid4()
    asking.ask_another(
        fatima,
        code=filed.code,
        asked_id=asked_id,
        new_id=another,
        person_id=town["Sjoerd"].person_id,
        due_on=clock.today(),
    )
    sheet = asking.read_paper(town["Sjoerd"].opened, asked_id=another)
    assert [row.text for row in sheet.paper.added] == ["Welke cao?", "Die van gemeenten."]
    answer(town, another, who="Sjoerd")
    with pytest.raises(RefusedError, match="al getoetst"):
        answer(town, another, who="Sjoerd")
    with pytest.raises(RefusedError, match="al getoetst"):
        ask_check(town, filed, measure_id)
    # Who checked it does not decide it.
    hear_everybody(town["Fatima"].opened, filed.case)
    employ(town, filed, subject_of(filed))
    with tenant_scope(town.tenant.id):
        case = Case.objects.get(id=filed.case.id)
        assert "Sjoerd" not in [row.first_name for row in asking.may_be_asked(fatima, case, measure_id)]


def test_a_check_of_a_case_that_was_closed_since_is_refused(town, filed):
    measure_id = propose(town, filed)
    asked_id = ask_check(town, filed, measure_id)
    with tenant_scope(town.tenant.id):
        Case.objects.filter(id=filed.case.id).update(stage=Place.CLOSED)
    before = lines(filed)
    with pytest.raises(RefusedError, match="gesloten"):
        answer(town, asked_id)
    assert lines(filed) == before
    with tenant_scope(town.tenant.id):
        assert Measure.objects.get(id=measure_id).state == Measure.State.PROPOSED
        Case.objects.filter(id=filed.case.id).update(stage=Place.ASSESSED)
    answer(town, asked_id)


def test_who_asked_back_and_then_checks_waits_for_the_desk_once(town, filed):
    asked_id = ask_check(town, filed, propose(town, filed))
    asking.ask_more(town["Hassan"].opened, asked_id=asked_id, text="Welke cao?")
    with tenant_scope(town.tenant.id):
        assert DecisionAsked.objects.get(id=asked_id).news_at is not None
    answer(town, asked_id)
    with tenant_scope(town.tenant.id):
        assert DecisionAsked.objects.get(id=asked_id).news_at is None


def test_a_lawyer_is_only_offered_where_there_is_one_to_ask(town, filed):
    measure_id = propose(town, filed)
    assert seen(town, filed, measure_id).may_ask_check
    fatima = town["Fatima"].opened
    for who in ("Esra", "Hassan", "Sjoerd"):
        actions.let_in(fatima, code=filed.code, person_id=town[who].person_id, reason=WHY, last_day=None)
    assert lawyers_for(town, filed, measure_id) == []
    assert not seen(town, filed, measure_id).may_ask_check


def test_what_is_asked_in_english_stands_in_dutch_on_the_paper(town, filed):
    measure_id = propose(town, filed)
    with translation.override("en"):
        asked_id = ask_check(town, filed, measure_id)
    paper = asking.read_paper(town["Hassan"].opened, asked_id=asked_id).paper
    assert paper.question == "Mag deze maatregel zo voor B1: schriftelijke waarschuwing?"
    assert paper.label("yes") == "Ja, zo kan het"
    assert paper.hears.startswith("De behandelaars van deze zaak")
    answer(town, asked_id)
    hear_everybody(town["Fatima"].opened, filed.case)
    employ(town, filed, subject_of(filed))
    with translation.override("en"):
        asked_id = ask(town, filed, measure_id=measure_id)
    with tenant_scope(town.tenant.id):
        paper = asking.sheet_of_case(town["Fatima"].opened, filed.case, asked_id).paper
    assert paper.question.startswith("Besluit je tot deze maatregel voor B1")
    assert paper.label("no") == "Nee, deze maatregel gaat niet door"


@pytest.mark.parametrize(
    ("choice", "reason", "field"), [("misschien", WHY, "choice"), ("yes", " ", "reason"), ("", WHY, "choice")]
)
def test_a_check_has_an_answer_and_a_reason(town, filed, choice, reason, field):
    asked_id = ask_check(town, filed, propose(town, filed))
    with pytest.raises(RefusedError) as caught:
        asking.check(town["Hassan"].opened, asked_id=asked_id, choice=choice, reason=reason)
    assert caught.value.field == field
    assert asking.read_paper(town["Hassan"].opened, asked_id=asked_id).is_open


def test_a_lawyer_who_is_suspended_is_not_asked(town, filed):
    measure_id = propose(town, filed)
    boss, esra = town["Wietske"].opened, town["Esra"].person_id
    organisation.person_suspend(boss, person_id=esra, reason="De laptop is gestolen.")
    try:
        assert lawyers_for(town, filed, measure_id) == ["Hassan", "Sjoerd"]
    finally:
        organisation.person_readmit(boss, person_id=esra)


HANDLING = {
    "propose": lambda town, filed, one: propose(town, filed, who="Hassan", for_subject=False),
    "decide": lambda town, filed, one: measures.decide_measure(
        town["Hassan"].opened, code=filed.code, measure_id=one, reason=WHY
    ),
    "drop": lambda town, filed, one: measures.drop_measure(
        town["Hassan"].opened, code=filed.code, measure_id=one, reason=WHY
    ),
    "record_employer": lambda town, filed, one: measures.record_employer(
        town["Hassan"].opened, code=filed.code, measure_id=one, follows=True, day=None, said=WHY
    ),
    "advise": lambda town, filed, one: measures.advise_measure(
        town["Hassan"].opened,
        code=filed.code,
        measure_id=one,
        advice=Advice("De werkgever", WHY, frozenset(), ""),
        names_open=False,
    ),
    "ask_another": lambda town, filed, _one: asking.ask_another(
        town["Hassan"].opened,
        code=filed.code,
        asked_id=uuid4(),
        new_id=uuid4(),
        person_id=town["Geertje"].person_id,
        due_on=clock.today(),
    ),
    "ask_decision": lambda town, filed, _one: ask(town, filed, by="Hassan"),
    "ask_check": lambda town, filed, one: ask_check(town, filed, one, "Esra", by="Hassan"),
}


@pytest.mark.parametrize("verb", list(HANDLING))
def test_a_lawyer_who_was_let_in_to_check_does_not_do_what_they_check(town, filed, verb):
    measure_id = propose(town, filed)
    hassan = town["Hassan"].person_id
    actions.let_in(town["Fatima"].opened, code=filed.code, person_id=hassan, reason=WHY, last_day=None)
    before = lines(filed)
    with pytest.raises(RefusedError, match="Jij kreeg toegang om te toetsen"):
        HANDLING[verb](town, filed, measure_id)
    assert lines(filed) == before
    check(town, filed, measure_id)
    assert seen(town, filed, measure_id).state == "checked"
