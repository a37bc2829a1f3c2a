"""Whoever it is about stays out in whatever way they come to be known: recorded, by an office, or by whom they work under."""

from __future__ import annotations

import importlib
import pkgutil
from datetime import timedelta
from uuid import uuid4

import pytest
from tests.filed import assessment, bring, file_report
from tests.house.source import verbs
from tests.people import CAST, make_tenant

import weerbaar.cases
from weerbaar.audit.acts import VERBS
from weerbaar.audit.models import Line
from weerbaar.cases import actions, asking, copies, staying_out, triage
from weerbaar.cases.copy_parts import Wanted
from weerbaar.cases.kept_out import marks_of
from weerbaar.cases.models import Access, DecisionAsked, KeptOut, Party
from weerbaar.cases.moved import people_moved
from weerbaar.cases.queries import may_come_in
from weerbaar.cases.routing import EmployerLine
from weerbaar.cases.staying_out import READING, As, Whom, keep_out, offices_without_anybody, who_stays_out
from weerbaar.cases.waiting import waits_for
from weerbaar.cases.worklist import worklist
from weerbaar.config.demo import GOVERNMENT
from weerbaar.database.scope import tenant_scope
from weerbaar.ground import clock
from weerbaar.ground.errors import NotAllowedError, RefusedError
from weerbaar.organisation import actions as organisation
from weerbaar.organisation.models import Role
from weerbaar.organisation.queries import Profile, colleagues_by_alias
from weerbaar.vault.models import Chest, Grant

QUESTION = asking.Question(
    "Stopt het project?",
    "Er is getekend zonder offerte.",
    (("Ja", "Het stopt."), ("Nee", "Niets.")),
    "Niets.",
)
WHY = "Uit het gesprek bleek dat het ook hierover gaat."


@pytest.fixture
def town(database):
    return make_tenant(cast=(*CAST, *GOVERNMENT))


def full_name(first: str) -> str:
    return next(one.name for one in (*CAST, *GOVERNMENT) if one.name.startswith(first))


def about(staff, filed, name: str = "", description: str = "Leidt de afdeling.", **more) -> str:
    given = {"role": "subject", "description": description, "name": name, "party_id": uuid4()} | more
    return actions.add_party(staff, code=filed.code, **given)


def ask(staff, town, filed, who: str):
    asked_id = uuid4()
    asking.ask_decision(
        staff,
        code=filed.code,
        asked_id=asked_id,
        person_id=town[who].person_id,
        question=QUESTION,
        due_on=clock.today() + timedelta(days=9),
    )
    return asked_id


def askable(town, filed) -> set[str]:
    with tenant_scope(town.tenant.id):
        return {one.first_name for one in asking.may_be_asked(town["Fatima"].opened, filed.case)}


def newcomers(town, filed) -> set[str]:
    with tenant_scope(town.tenant.id):
        return {one.first_name for one in may_come_in(town["Fatima"].opened, filed.case)}


def seated(town, filed) -> set[str]:
    with tenant_scope(town.tenant.id):
        aliases = set(Access.objects.filter(case=filed.case).values_list("holder_alias", flat=True))
    return {name for name, one in town.people.items() if one.staff.alias in aliases}


def out(town, filed) -> set[str]:
    with tenant_scope(town.tenant.id):
        everybody = colleagues_by_alias(town.tenant.id).values()
        marks = marks_of(filed.case.id, everybody)
        return {one.first_name for one in everybody if marks.keep_out(one)}


def place(town, who: str, under: str, **more) -> None:
    organisation.person_place(
        town["Wietske"].opened,
        person_id=town[who].person_id,
        employer="staff",
        manager_id=town[under].person_id,
        **more,
    )


# --- recorded on the page of the persons ---


@pytest.mark.req("R10")
def test_whoever_is_recorded_as_the_one_it_is_about_stays_out_from_then_on(town):
    filed = file_report(town, kept_out=())
    fatima = town["Fatima"].opened
    asked_id = ask(fatima, town, filed, "Geertje")
    assert about(fatima, filed, full_name("Geertje")) == "B2"
    with pytest.raises(NotAllowedError):
        asking.read_paper(town["Geertje"].opened, asked_id=asked_id)
    about(fatima, filed, full_name("Karim"))
    about(fatima, filed, full_name("Joris").upper())
    assert "Geertje" not in askable(town, filed)
    assert "Karim" not in newcomers(town, filed)
    # The reserve came in for Joris, whose key ended; had it been about her, the next would have.
    assert seated(town, filed) == {"Fatima", "Marit"}
    with pytest.raises(NotAllowedError):
        actions.open_case(town["Joris"].opened, code=filed.code)


@pytest.mark.req("R10")
def test_a_reserve_who_is_recorded_is_not_seated_and_nobody_records_themself(town):
    filed = file_report(town, kept_out=())
    fatima = town["Fatima"].opened
    about(fatima, filed, full_name("Marit"))
    with pytest.raises(RefusedError, match="trek mij terug"):
        about(fatima, filed, full_name("Fatima"))
    with pytest.raises(RefusedError):  # too few would be left
        about(fatima, filed, full_name("Joris"))
    assert seated(town, filed) == {"Fatima", "Joris"}


def test_who_is_only_like_a_colleague_is_asked_back_and_others_are_recorded_at_once(town):
    filed = file_report(town, kept_out=())
    fatima = town["Fatima"].opened
    for given in (
        {"name": "Joris"},
        {"name": "J. van Dam"},
        {"description": "Het gaat over Joris van Dam."},
        {"description": "De burgemeester"},
    ):
        with pytest.raises(RefusedError, match="Bedoel je"):
            about(fatima, filed, **given)
    assert about(fatima, filed, "J. van Dam", is_nobody_here=True) == "B2"
    assert about(fatima, filed, "Rob Zuidema") == "B3"
    assert about(fatima, filed, description="Een onbekende.") == "B4"
    assert about(fatima, filed, "Joris", role="witness") == "G2"
    with tenant_scope(town.tenant.id):
        assert KeptOut.objects.filter(case=filed.case).count() == 1  # the name of Rob Zuidema
    assert out(town, filed) == set()


# --- who decides has no other part ---


@pytest.mark.req("C20")
def test_whoever_is_asked_to_decide_is_neither_let_in_nor_seated(town):
    filed = file_report(town, kept_out=())
    fatima = town["Fatima"].opened
    asked_id = ask(fatima, town, filed, "Marit")
    assert "Marit" not in newcomers(town, filed)
    with pytest.raises(RefusedError):
        keep_out(
            fatima, code=filed.code, whom=Whom(As.SUBJECT, person_id=town["Joris"].person_id), reason=WHY
        )
    assert seated(town, filed) == {"Fatima", "Joris"}
    asking.withdraw_question(fatima, code=filed.code, asked_id=asked_id, reason=WHY)
    assert "Marit" in newcomers(town, filed)


def test_whoever_reads_the_case_does_not_decide_in_it(town):
    filed = file_report(town, kept_out=())
    asked_id = ask(town["Fatima"].opened, town, filed, "Marit")
    with tenant_scope(town.tenant.id):
        Access.objects.create(
            tenant_id=town.tenant.id,
            case=filed.case,
            holder_alias=town["Marit"].staff.alias,
            capacity=Access.Capacity.RESERVE,
            granted_by=town["Fatima"].staff.alias,
            since=clock.now(),
            kind=filed.case.kind,
        )
    with pytest.raises(RefusedError, match="Wie meeleest"):
        asking.answer(town["Marit"].opened, asked_id=asked_id, choice="1", reason=WHY)


@pytest.mark.req("R10")
def test_giving_back_one_question_ends_every_other_of_the_same_case(town):
    filed = file_report(town, kept_out=())
    fatima, geertje = town["Fatima"].opened, town["Geertje"].opened
    first, second = (ask(fatima, town, filed, "Geertje") for _ in range(2))
    asking.hand_back(geertje, asked_id=first, reason="Zij is mijn zus.")
    with tenant_scope(town.tenant.id):
        assert not DecisionAsked.objects.filter(case=filed.case, withdrawn_at=None).exists()
        assert waits_for([filed.case])[filed.case.id] != "decider"
    with pytest.raises(RefusedError):
        asking.tell_more(fatima, code=filed.code, asked_id=second, text="Nog iets.")
    with pytest.raises(NotAllowedError):
        asking.read_paper(geertje, asked_id=second)


# --- who works under them ---


@pytest.mark.req("R10")
def test_another_procedure_puts_out_whoever_works_under_the_one_it_is_about(town):
    filed = file_report(town, kind="aggression", kept_out=())
    place(town, "Joris", "Bram")
    fatima = town["Fatima"].opened
    keep_out(fatima, code=filed.code, whom=Whom(As.SUBJECT, person_id=town["Bram"].person_id), reason=WHY)
    assert out(town, filed) == {"Bram"}
    actions.acknowledge(fatima, code=filed.code, body="Dank je.")
    triage.assess(fatima, code=filed.code, given=assessment("integrity"))
    assert out(town, filed) == {"Bram", "Joris"}
    assert seated(town, filed) == {"Fatima", "Marit"}
    with pytest.raises(NotAllowedError):
        actions.open_case(town["Joris"].opened, code=filed.code)


def test_whoever_works_under_them_cannot_bring_that_procedure_themself(town):
    filed = file_report(town, kind="aggression", kept_out=())
    place(town, "Joris", "Bram")
    keep_out(
        town["Fatima"].opened,
        code=filed.code,
        whom=Whom(As.SUBJECT, person_id=town["Bram"].person_id),
        reason=WHY,
    )
    actions.acknowledge(town["Joris"].opened, code=filed.code, body="Dank je.")
    with pytest.raises(RefusedError, match="onder deze persoon"):
        triage.assess(town["Joris"].opened, code=filed.code, given=assessment("integrity"))


@pytest.mark.req("R10")
def test_whoever_is_placed_under_them_later_goes_out_at_once_and_their_keys_when_a_colleague_opens_the_case(
    town,
):
    filed = file_report(town, kind="integrity", kept_out=())
    fatima, joris = town["Fatima"].opened, town["Joris"].opened
    keep_out(fatima, code=filed.code, whom=Whom(As.SUBJECT, person_id=town["Bram"].person_id), reason=WHY)
    asked_id = ask(fatima, town, filed, "Geertje")
    for who in ("Joris", "Geertje"):
        place(town, who, "Bram", moved=people_moved)
    assert seated(town, filed) == {"Fatima"}
    with tenant_scope(town.tenant.id):
        assert worklist(town["Joris"].staff).rows == ()
        assert "case.put_out" in set(
            Line.objects.filter(subject_id=filed.case.id).values_list("verb", flat=True)
        )
    for attempt in (
        lambda: actions.open_case(joris, code=filed.code),
        lambda: actions.answer(joris, code=filed.code, body="Ik lees nog.", message_id=uuid4()),
        lambda: asking.read_paper(town["Geertje"].opened, asked_id=asked_id),
    ):
        with pytest.raises(NotAllowedError):
            attempt()
    # The next comes in, and what follows is sealed anew.
    assert actions.open_case(fatima, code=filed.code).holders
    assert seated(town, filed) == {"Fatima", "Marit"}
    with tenant_scope(town.tenant.id):
        grants = Grant.objects.filter(chest__owner_id=filed.case.id)
        assert not grants.filter(holder_alias=joris.alias).exists()
        assert Chest.objects.filter(owner_id=filed.case.id, kind="talk").count() == 2


def test_where_too_few_would_be_left_the_keys_wait_and_nobody_reads_with_them(town):
    filed = file_report(town, kind="integrity", kept_out=("Marit",))
    fatima = town["Fatima"].opened
    keep_out(fatima, code=filed.code, whom=Whom(As.SUBJECT, person_id=town["Bram"].person_id), reason=WHY)
    place(town, "Joris", "Bram", moved=people_moved)
    actions.open_case(fatima, code=filed.code)
    with tenant_scope(town.tenant.id):
        grants = Grant.objects.filter(chest__owner_id=filed.case.id)
        assert grants.filter(holder_alias=town["Joris"].staff.alias).exists()
    with pytest.raises(NotAllowedError):
        actions.open_case(town["Joris"].opened, code=filed.code)
    actions.let_in(
        fatima, code=filed.code, person_id=town["Hassan"].person_id, reason="Er is hulp nodig.", last_day=None
    )


@pytest.mark.req("R10")
def test_whoever_comes_to_have_the_office_or_the_name_goes_out(town):
    wietske = town["Wietske"].opened
    filed = file_report(town, kept_out=())
    fatima = town["Fatima"].opened
    keep_out(fatima, code=filed.code, whom=Whom(As.SUBJECT, role="alderman"), reason=WHY)
    organisation.assign_role(
        wietske, person_id=town["Joris"].person_id, role=Role.ALDERMAN, moved=people_moved
    )
    assert seated(town, filed) == {"Fatima"}
    other = file_report(town, kept_out=())
    about(fatima, other, "Rob Zuidema")
    organisation.person_change(
        wietske,
        person_id=town["Joris"].person_id,
        profile=Profile("Rob Zuidema", "Rob", "Behandelaar", town["Joris"].mail),
        moved=people_moved,
    )
    assert seated(town, other) == {"Fatima"}


@pytest.mark.req("R10")
def test_a_chain_of_command_has_no_hole_when_somebody_in_it_leaves(town):
    place(town, "Samira", "Bram")
    place(town, "Ruben", "Samira")
    filed = file_report(town, kind="integrity", kept_out=())
    fatima = town["Fatima"].opened
    keep_out(fatima, code=filed.code, whom=Whom(As.SUBJECT, person_id=town["Bram"].person_id), reason=WHY)
    organisation.person_leaves(
        town["Wietske"].opened, person_id=town["Samira"].person_id, forget=lambda _alias: None
    )
    assert "Ruben" in out(town, filed)
    assert "Ruben" not in newcomers(town, filed)


# --- an office ---


@pytest.mark.req("R10")
def test_an_office_that_nobody_has_keeps_out_whoever_gets_it(town):
    wietske, karim = town["Wietske"].opened, town["Karim"]
    organisation.assign_role(wietske, person_id=karim.person_id, role=Role.INVESTIGATOR)
    organisation.withdraw_role(wietske, person_id=karim.person_id, role=Role.HEAD_OF_INTEGRITY)
    filed = file_report(town, kept_out=())
    fatima = town["Fatima"].opened
    keep_out(fatima, code=filed.code, whom=Whom(As.SUBJECT, role="head_of_integrity"), reason=WHY)
    assert "Karim" in newcomers(town, filed)
    with tenant_scope(town.tenant.id):
        assert offices_without_anybody(fatima, filed.case) == ["head_of_integrity"]
    organisation.assign_role(wietske, person_id=karim.person_id, role=Role.HEAD_OF_INTEGRITY)
    assert "Karim" not in newcomers(town, filed)
    with tenant_scope(town.tenant.id):
        assert offices_without_anybody(fatima, filed.case) == []
        assert "Karim" in {one.colleague.first_name for one in who_stays_out(fatima, filed.case)}


@pytest.mark.req("C15")
def test_the_office_of_a_subject_keeps_out_whoever_has_it(town):
    filed = file_report(town, kept_out=())
    fatima = town["Fatima"].opened
    with tenant_scope(town.tenant.id):
        party = Party.objects.get(case=filed.case, role="subject")
    line = EmployerLine("staff", ("head_of_integrity",))
    staying_out.set_line(fatima, code=filed.code, party_id=party.id, line=line, reason=WHY)
    assert out(town, filed) == {"Karim"}
    assert "Karim" not in newcomers(town, filed)


# --- what they had seen ---


def test_every_verb_by_which_somebody_sees_something_of_a_case_counts_as_having_seen_it():
    seeing = ("open", "read", "take", "export", "look", "print", "preview")
    # Taking back what was handed over shows nothing; nor does a look at whether a name stands in a text of one's own.
    not_seeing = {"case.take_back", "case.scan_names"}
    rooms = ("case", "decision", "register")
    for one in pkgutil.iter_modules(weerbaar.cases.__path__):
        importlib.import_module(f"weerbaar.cases.{one.name}")
    by_name = {one for one in VERBS if one.split(".")[1].split("_")[0] in seeing}
    # What a page says by itself is a look at something; and who takes a copy out has the whole case in hand.
    by_page = {one.name for one in verbs() if one.function is None} | {"case.make_copy"}
    found = {one for one in by_name | by_page if one.split(".")[0] in rooms}
    assert found - not_seeing == set(READING)


def test_whoever_looked_at_a_copy_to_be_saw_the_case(town):
    filed = file_report(town, readers=("Fatima", "Joris", "Marit"), kept_out=())
    fatima, marit = town["Fatima"].opened, town["Marit"]
    wanted = Wanted("court", "Rechtbank Waterlinie", "De dagvaarding.", frozenset({"report"}))
    with tenant_scope(town.tenant.id):
        copies.preview(marit.opened, code=filed.code, wanted=wanted, names_open=True)
    with tenant_scope(town.tenant.id):
        seen = staying_out.seen_by(fatima, filed.case, marit.staff.alias)
    assert [verb for verb, _when in seen.others] == ["case.preview_copy"]


def test_whoever_read_a_question_saw_something_of_the_case(town):
    filed = file_report(town, kept_out=())
    fatima = town["Fatima"].opened
    asked_id = ask(fatima, town, filed, "Geertje")
    asking.read_paper(town["Geertje"].opened, asked_id=asked_id)
    keep_out(fatima, code=filed.code, whom=Whom(As.SUBJECT, person_id=town["Geertje"].person_id), reason=WHY)
    with tenant_scope(town.tenant.id):
        (one,) = who_stays_out(fatima, filed.case)
    assert [verb for verb, _when in one.seen.others] == ["decision.read"]
    assert not one.seen.is_nothing


# --- a complaint about the handling ---


@pytest.mark.req("C21")
def test_no_report_is_made_a_complaint_about_the_handling_by_who_handles_it(town):
    filed = file_report(town, kept_out=())
    fatima = town["Fatima"].opened
    bring(fatima, filed, "acknowledged")
    with pytest.raises(RefusedError) as refused:
        triage.assess(fatima, code=filed.code, given=assessment("handling"))
    assert refused.value.field == "kind"
    other = file_report(town, kind="handling", kept_out=())
    bring(fatima, other, "acknowledged", kind="handling")
    triage.assess(fatima, code=other.code, given=assessment("handling"))
