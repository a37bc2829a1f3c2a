"""Who must stay out of a case: named by a handler, out at once and for good, with what they had seen told to the others."""

from __future__ import annotations

from dataclasses import replace
from hashlib import sha256
from uuid import uuid4

import pytest
from tests.filed import file_report
from tests.people import CAST, make_tenant

from weerbaar.audit.models import Line
from weerbaar.cases import actions, asking, papers
from weerbaar.cases.accesses import access_to
from weerbaar.cases.models import Access, ConsentRequest, Decision, DecisionAsked, KeptOut, Message, Party
from weerbaar.cases.queries import case_file, keys_to, may_come_in, names
from weerbaar.cases.routing import EmployerLine
from weerbaar.cases.staying_out import (
    As,
    Whom,
    keep_out,
    line_known,
    may_be_named,
    set_line,
    who_stays_out,
)
from weerbaar.cases.who_decides import who_decides
from weerbaar.config.demo import GOVERNMENT
from weerbaar.database.scope import tenant_scope
from weerbaar.ground import clock
from weerbaar.ground.errors import NotAllowedError, RefusedError
from weerbaar.intake import actions as reporter_acts
from weerbaar.organisation import actions as organisation
from weerbaar.organisation.models import Role
from weerbaar.organisation.queries import Profile
from weerbaar.vault.chests import open_chests
from weerbaar.vault.files import Whose
from weerbaar.vault.holders import Opened
from weerbaar.vault.models import Chest, Grant
from weerbaar.vault.seal import SealBrokenError

QUESTION = asking.Question(
    "Stopt het project?",
    "Er is getekend zonder offerte.",
    (("Ja", "Het stopt."), ("Nee", "Niets.")),
    "De melder.",
)
WHY = "Uit het gesprek bleek dat het ook over hem gaat."


@pytest.fixture(scope="module")
def town(database):
    return make_tenant(cast=(*CAST, *GOVERNMENT))


def seats(town, filed) -> set[str]:
    with tenant_scope(town.tenant.id):
        aliases = set(Access.objects.filter(case=filed.case).values_list("holder_alias", flat=True))
        keys = set(Grant.objects.filter(chest__owner_id=filed.case.id).values_list("holder_alias", flat=True))
    by_alias = {one.staff.alias: name for name, one in town.people.items()}
    assert aliases == keys & set(by_alias)
    return {by_alias[one] for one in aliases}


def person(town, name: str, how: str = As.SUBJECT, **other) -> Whom:
    return Whom(how, person_id=town[name].person_id, **other)


@pytest.mark.req("R10")
def test_a_subject_who_held_a_key_loses_it_and_the_reserve_comes_in_first(town):
    filed = file_report(town)
    fatima, joris = town["Fatima"].opened, town["Joris"].opened
    actions.open_case(joris, code=filed.code)
    actions.open_names(joris, code=filed.code, reason="Ik bel de melder.")
    with tenant_scope(town.tenant.id):
        old = keys_to(joris, filed.case)
    keep_out(fatima, code=filed.code, whom=person(town, "Joris"), reason=WHY)
    assert seats(town, filed) == {"Fatima", "Marit"}
    with pytest.raises(NotAllowedError):
        actions.open_case(joris, code=filed.code)
    # The reserve reads the past, names too.
    page = actions.open_case(town["Marit"].opened, code=filed.code)
    assert page.answers["story"]
    with tenant_scope(town.tenant.id):
        assert len(names(town["Marit"].opened, filed.case)) == 3
        (stays,) = [one for one in who_stays_out(fatima, filed.case) if one.colleague.first_name == "Joris"]
        assert stays.seen.times == 1
        assert len(stays.seen.names_at) == 1
        assert not stays.seen.is_nothing
        (quiet,) = [one for one in who_stays_out(fatima, filed.case) if one.colleague.first_name == "Bram"]
        assert quiet.seen.is_nothing
    # What follows, and why it was done, does not open with the keys that he had.
    actions.answer(fatima, code=filed.code, body="Er kijkt nu iemand anders.", message_id=uuid4())
    with tenant_scope(town.tenant.id):
        reason = Decision.objects.get(case=filed.case, verb="case.keep_out")
        said = Message.objects.filter(case=filed.case).latest("at")
    with pytest.raises(SealBrokenError):
        old["file"].open("cases_decision", reason.id, "sealed_reason", reason.sealed_reason)
    with pytest.raises(SealBrokenError):
        old["talk"].open("cases_message", said.id, "sealed_body", said.sealed_body)
    # The reporter goes on in the same talk.
    reporter_acts.write(filed.reporter, body="Dank je.")
    assert actions.open_case(fatima, code=filed.code).messages[-1].body == "Dank je."


def test_the_one_it_is_about_can_come_back_in_no_way(town):
    filed = file_report(town, readers=("Fatima", "Joris", "Marit"))
    fatima, joris, marit = (town[name].opened for name in ("Fatima", "Joris", "Marit"))
    actions.ask_consent(
        joris,
        code=filed.code,
        person_id=town["Ruben"].person_id,
        kinds=["names"],
        reason="Nodig.",
        last_day=None,
    )
    keep_out(fatima, code=filed.code, whom=person(town, "Joris", As.INTERESTED), reason=WHY)
    for attempt in (
        lambda: actions.let_in(
            joris, code=filed.code, person_id=joris.person_id, reason="Ik.", last_day=None
        ),
        lambda: actions.recuse(joris, code=filed.code, reason="Ik ga."),
        lambda: actions.open_names(joris, code=filed.code, reason="Ik kijk."),
        lambda: keep_out(joris, code=filed.code, whom=person(town, "Fatima"), reason="Zij."),
        lambda: set_line(joris, code=filed.code, party_id=uuid4(), line=EmployerLine("staff"), reason=WHY),
    ):
        with pytest.raises(NotAllowedError):
            attempt()
    for colleague in (fatima, marit):
        with pytest.raises(RefusedError):
            actions.let_in(
                colleague, code=filed.code, person_id=joris.person_id, reason="Toch.", last_day=None
            )
    with tenant_scope(town.tenant.id):
        # What he asked for a colleague is given by nobody any more.
        request = ConsentRequest.objects.get(case=filed.case)
        assert request.is_agreed is False
        assert "Joris" not in {one.first_name for one in may_come_in(fatima, filed.case)}
        assert "Joris" not in {one.first_name for one in may_be_named(fatima, filed.case)}
        with pytest.raises(NotAllowedError):
            access_to(joris.alias, filed.code)
        assert isinstance(joris.opened, Opened)
        assert open_chests(joris.opened, filed.case.id) == {}


def test_without_enough_others_it_is_refused_with_what_to_do_and_nothing_is_kept(town):
    filed = file_report(town, kept_out=("Bram", "Marit"))
    with pytest.raises(RefusedError, match="Geef eerst nog een collega toegang"):
        keep_out(town["Fatima"].opened, code=filed.code, whom=person(town, "Joris"), reason=WHY)
    assert seats(town, filed) == {"Fatima", "Joris"}
    with tenant_scope(town.tenant.id):
        assert KeptOut.objects.filter(case=filed.case).count() == 2


def test_whoever_works_under_a_subject_is_out_too_and_whoever_comes_under_them_later(town):
    boss = town["Wietske"].opened
    try:
        organisation.person_place(
            boss,
            person_id=town["Joris"].person_id,
            employer="staff",
            manager_id=town["Samira"].person_id,
        )
        filed = file_report(town, readers=("Fatima", "Joris", "Marit"))
        keep_out(town["Fatima"].opened, code=filed.code, whom=person(town, "Samira"), reason=WHY)
        assert seats(town, filed) == {"Fatima", "Marit"}
        # Somebody who is only interested has no such shadow.
        other = file_report(town, readers=("Fatima", "Joris", "Marit"))
        keep_out(
            town["Fatima"].opened, code=other.code, whom=person(town, "Samira", As.INTERESTED), reason=WHY
        )
        assert seats(town, other) == {"Fatima", "Joris", "Marit"}
        # Nor has a subject where the procedure does not say so.
        third = file_report(town, kind="aggression", readers=("Fatima", "Joris", "Marit"))
        keep_out(town["Fatima"].opened, code=third.code, whom=person(town, "Samira"), reason=WHY)
        assert seats(town, third) == {"Fatima", "Joris", "Marit"}
        organisation.person_place(
            boss, person_id=town["Hassan"].person_id, employer="staff", manager_id=town["Joris"].person_id
        )
        with tenant_scope(town.tenant.id):
            fit = {one.first_name for one in may_come_in(town["Fatima"].opened, filed.case)}
        assert "Hassan" not in fit
        assert "Ruben" in fit
    finally:
        for name in ("Joris", "Hassan"):
            organisation.person_place(boss, person_id=town[name].person_id, employer="staff")


def test_a_name_that_is_only_like_a_colleagues_is_asked_back(town):
    filed = file_report(town)
    fatima = town["Fatima"].opened
    with pytest.raises(RefusedError, match="Bedoel je") as caught:
        keep_out(fatima, code=filed.code, whom=Whom(As.SUBJECT, name="R. de Wit"), reason=WHY)
    assert caught.value.field == "name"
    keep_out(
        fatima,
        code=filed.code,
        whom=Whom(As.SUBJECT, name="Rob de Wit", is_nobody_here=True, line="hired"),
        reason=WHY,
    )
    with tenant_scope(town.tenant.id):
        assert "Ruben" in {one.first_name for one in may_come_in(fatima, filed.case)}
    # Whoever comes to work here under that name stays out.
    boss = town["Wietske"].opened
    profile = Profile("Wit, Rob de", "Rob", "onderzoeker", f"{uuid4().hex[:8]}@waterlinie.example")
    newcomer = organisation.person_add(boss, profile=profile, roles=[Role.INVESTIGATOR])
    from weerbaar.cases.kept_out import marks_of
    from weerbaar.organisation.queries import colleagues_by_alias

    with tenant_scope(town.tenant.id):
        everybody = colleagues_by_alias(town.tenant.id).values()
        rob = next(one for one in everybody if one.person_id == newcomer.person_id)
        assert marks_of(filed.case.id, everybody).keep_out(rob)
        assert not marks_of(uuid4(), everybody).keep_out(rob)
        assert b"Wit" not in b"".join(
            bytes(one) for one in KeptOut.objects.filter(case=filed.case).values_list("key", flat=True)
        )


def test_a_whole_name_in_another_notation_is_that_colleague(town):
    filed = file_report(town)
    keep_out(town["Fatima"].opened, code=filed.code, whom=Whom(As.SUBJECT, name="DAM, Joris van"), reason=WHY)
    assert seats(town, filed) == {"Fatima", "Marit"}


@pytest.mark.parametrize(
    ("whom", "field"),
    [
        (Whom("nonsense", name="Joris van Dam"), "how"),
        (Whom(As.SUBJECT), "name"),
        (Whom(As.SUBJECT, name="   "), "name"),
        (Whom(As.SUBJECT, name="Qqq"), "name"),
        (Whom(As.SUBJECT, name="x" * 500), "name"),
        (Whom(As.SUBJECT, person_id=uuid4()), "person"),
        (Whom(As.SUBJECT, role="emperor"), "role"),
    ],
)
def test_nonsense_is_refused_at_its_field(town, whom, field):
    filed = file_report(town)
    with pytest.raises(RefusedError) as caught:
        keep_out(town["Fatima"].opened, code=filed.code, whom=whom, reason=WHY)
    assert caught.value.field == field
    with pytest.raises(RefusedError):
        keep_out(town["Fatima"].opened, code=filed.code, whom=person(town, "Ruben"), reason="  ")


def test_nobody_names_themselves_and_whoever_reads_for_a_time_names_nobody(town):
    filed = file_report(town, readers=("Fatima", "Joris", "Marit"))
    with pytest.raises(RefusedError, match="Ik trek mij terug"):
        keep_out(town["Joris"].opened, code=filed.code, whom=person(town, "Joris"), reason=WHY)
    actions.let_in(
        town["Fatima"].opened,
        code=filed.code,
        person_id=town["Hassan"].person_id,
        reason="Kijkt mee.",
        last_day=clock.today(),
    )
    with pytest.raises(RefusedError):
        keep_out(town["Hassan"].opened, code=filed.code, whom=person(town, "Joris"), reason=WHY)
    with pytest.raises(NotAllowedError):
        keep_out(town["Ruben"].opened, code=filed.code, whom=person(town, "Joris"), reason=WHY)
    with pytest.raises(RefusedError):
        keep_out(
            replace(town["Fatima"].opened, opened=None),
            code=filed.code,
            whom=person(town, "Joris"),
            reason=WHY,
        )


@pytest.mark.req("C15")
@pytest.mark.parametrize(
    ("role", "line", "expected"),
    [
        (Role.HEAD_OF_INTEGRITY, "staff", "secretary"),
        (Role.SECRETARY, "staff", "mayor"),
        (Role.ALDERMAN, "office_holder", "mayor"),
        (Role.MAYOR, "mayor", "kings_commissioner"),
        (Role.REGISTRAR, "registry", "employers_committee"),
    ],
)
def test_a_subject_by_office_says_who_decides(town, role, line, expected):
    filed = file_report(town, readers=("Fatima", "Joris"))
    fatima = town["Fatima"].opened
    keep_out(fatima, code=filed.code, whom=Whom(As.SUBJECT, role=role), reason=WHY)
    with tenant_scope(town.tenant.id):
        unknown, found = who_decides(fatima, filed.case)
    assert unknown.route is None
    assert found.route is not None
    assert (found.route.line, found.route.next) == (line, expected)
    assert found.roles == (role,)


def test_whose_employer_decides_can_be_said_and_a_hired_one_has_a_lender(town):
    filed = file_report(town, readers=("Fatima", "Joris", "Marit"))
    fatima = town["Fatima"].opened
    with tenant_scope(town.tenant.id):
        subject = Party.objects.get(case=filed.case, role=Party.Role.SUBJECT)
    set_line(fatima, code=filed.code, party_id=subject.id, line=EmployerLine("registry"), reason=WHY)
    with tenant_scope(town.tenant.id):
        (found,) = who_decides(fatima, filed.case)
        assert found.route is not None
        assert found.route.next == "employers_committee"
    keep_out(fatima, code=filed.code, whom=person(town, "Ruben", party_id=subject.id), reason=WHY)
    with tenant_scope(town.tenant.id):
        (found,) = who_decides(fatima, filed.case)
    assert found.route is not None
    assert (found.route.next, found.lender) == ("lender", "Onderzoeksbureau Helder Water")
    # Of somebody from outside whom no list knows the handler says it; only of who is hired.
    for line, lender, expected in (
        ("hired", "  Bureau Zuidwijk ", "Bureau Zuidwijk"),
        ("staff", "Bureau", ""),
    ):
        said = EmployerLine(line, lender=lender)
        set_line(fatima, code=filed.code, party_id=subject.id, line=said, reason=WHY)
        with tenant_scope(town.tenant.id):
            (found,) = who_decides(fatima, filed.case)
        assert found.lender == expected
    for party_id, line in ((uuid4(), "registry"), (subject.id, "nonsense")):
        with pytest.raises(RefusedError):
            set_line(fatima, code=filed.code, party_id=party_id, line=EmployerLine(line), reason=WHY)


@pytest.mark.req("C15")
def test_what_a_line_of_employer_was_stays_behind_it_with_when_by_whom_and_why(town):
    filed = file_report(town, readers=("Fatima", "Joris", "Marit"))
    fatima, joris = town["Fatima"].opened, town["Joris"].opened
    with tenant_scope(town.tenant.id):
        subject = Party.objects.get(case=filed.case, role=Party.Role.SUBJECT)
    hired = EmployerLine("hired", lender="Bureau Zuidwijk")
    set_line(fatima, code=filed.code, party_id=subject.id, line=hired, reason="Dat zei de melder.")
    before = lines_of(town, filed)
    # Sent again as it stood there: nothing is lost, and nothing is put down twice.
    with pytest.raises(RefusedError, match="Zo staat het er al"):
        set_line(fatima, code=filed.code, party_id=subject.id, line=hired, reason="Nog eens.")
    with pytest.raises(RefusedError) as caught:
        set_line(joris, code=filed.code, party_id=subject.id, line=EmployerLine("staff"), reason=" ")
    assert caught.value.field == "reason"
    assert lines_of(town, filed) == before
    set_line(joris, code=filed.code, party_id=subject.id, line=EmployerLine("staff"), reason="Sinds mei.")
    keep_out(fatima, code=filed.code, whom=person(town, "Ruben", party_id=subject.id), reason=WHY)
    assert [one for one in lines_of(town, filed) if one == "case.set_line"] == ["case.set_line"] * 2
    with tenant_scope(town.tenant.id):
        known = line_known(fatima, filed.case, subject.id)
        decided = Decision.objects.filter(case=filed.case, verb="case.set_line")
        reasons = [bytes(one) for one in decided.values_list("sealed_reason", flat=True)]
        logged = Line.objects.filter(verb="case.set_line", subject_id=filed.case.id)
        logged = list(logged.values_list("object_id", "reason_hash"))
        whom = decided.values_list("object_alias", flat=True)
        assert set(whom) == {None}, "a column of aliases: a person of the case has none"
    assert known.now == EmployerLine("hired", lender="Onderzoeksbureau Helder Water")
    told = [(one.was, one.by and one.by.first_name, one.why) for one in known.earlier]
    assert told == [(EmployerLine("staff"), "Fatima", WHY), (hired, "Joris", "Sinds mei.")]
    assert not any(b"Sinds mei" in one for one in reasons)
    assert {(of, bytes(digest)) for of, digest in logged} == {
        (subject.id, sha256(one).digest()) for one in reasons
    }


@pytest.mark.parametrize("who", ["not let in", "kept out", "withdrawn", "another case"])
def test_what_a_line_of_employer_was_is_for_whoever_is_in_the_case(town, who):
    filed, other = file_report(town), file_report(town)
    fatima, joris = town["Fatima"].opened, town["Joris"].opened
    with tenant_scope(town.tenant.id):
        subject = Party.objects.get(case=filed.case, role=Party.Role.SUBJECT)
    set_line(fatima, code=filed.code, party_id=subject.id, line=EmployerLine("staff"), reason=WHY)
    staff = {"not let in": town["Ruben"].opened, "kept out": town["Bram"].opened}.get(who, joris)
    if who == "withdrawn":
        actions.withdraw_access(fatima, code=filed.code, alias=joris.alias, reason=WHY)
    with tenant_scope(town.tenant.id):
        case = other.case if who == "another case" else filed.case
        with pytest.raises(RefusedError if who == "another case" else NotAllowedError):
            line_known(staff, case, subject.id)
        assert line_known(fatima, filed.case, subject.id).now == EmployerLine("staff")


def test_the_file_page_and_files_still_open_after_what_follows_was_sealed_anew(town):
    from weerbaar.config.demo_cases import upload

    filed = file_report(town)
    fatima = town["Fatima"].opened
    actions.add_file(fatima, code=filed.code, upload=upload("kenteken.txt"), whose=Whose.ORGANISATION)
    keep_out(fatima, code=filed.code, whom=person(town, "Joris"), reason=WHY)
    actions.add_file(fatima, code=filed.code, upload=upload("rooster.txt"), whose=Whose.ORGANISATION)
    with tenant_scope(town.tenant.id):
        page = case_file(town["Marit"].opened, filed.code)
    assert {one.details.name for one in page.files} == {"kenteken.txt", "rooster.txt"}


# --- whichever way somebody goes out ---


def _kept_out(town, filed) -> None:
    keep_out(town["Fatima"].opened, code=filed.code, whom=person(town, "Joris", As.INTERESTED), reason=WHY)


def _withdrawn(town, filed) -> None:
    actions.withdraw_access(
        town["Fatima"].opened, code=filed.code, alias=town["Joris"].staff.alias, reason=WHY
    )


def _stepped_out(town, filed) -> None:
    actions.recuse(town["Joris"].opened, code=filed.code, reason=WHY)


WAYS = pytest.mark.parametrize("way", [_kept_out, _withdrawn, _stepped_out])


@pytest.mark.req("R10")
@WAYS
def test_the_reserve_comes_in_and_what_follows_is_sealed_anew(town, way):
    filed = file_report(town, name="Noor Visser")
    fatima, joris = town["Fatima"].opened, town["Joris"].opened
    asked_id = uuid4()
    asking.ask_decision(
        fatima,
        code=filed.code,
        asked_id=asked_id,
        person_id=town["Geertje"].person_id,
        question=QUESTION,
        due_on=clock.today(),
    )
    with tenant_scope(town.tenant.id):
        old, paper = keys_to(joris, filed.case), papers.key_to(joris.opened, asked_id)
    assert paper
    before = lines_of(town, filed)
    way(town, filed)
    assert len(lines_of(town, filed)) == len(before) + 1
    assert seats(town, filed) == {"Fatima", "Marit"}
    with pytest.raises(NotAllowedError):
        actions.open_case(joris, code=filed.code)
    actions.answer(fatima, code=filed.code, body="Er kijkt nu iemand anders.", message_id=uuid4())
    asking.tell_more(fatima, code=filed.code, asked_id=asked_id, text="Dit hoort erbij.")
    reporter_acts.write(filed.reporter, body="Dank je.")
    with tenant_scope(town.tenant.id):
        for said in Message.objects.filter(case=filed.case).order_by("-at")[:2]:
            with pytest.raises(SealBrokenError):
                old["talk"].open("cases_message", said.id, "sealed_body", said.sealed_body)
        row = DecisionAsked.objects.get(id=asked_id)
        with pytest.raises(SealBrokenError):
            papers.paper_of(paper, row)
        # Who decides, and the reserve, go on with it.
        for who in ("Geertje", "Marit"):
            key = papers.key_to(town[who].opened.opened, asked_id)
            assert key
            assert papers.paper_of(key, row).added[-1].text == "Dit hoort erbij."
        assert "Noor Visser, 06 12345678" in names(town["Marit"].opened, filed.case).values()
    page = actions.open_case(town["Marit"].opened, code=filed.code)
    assert page.messages[-1].body == "Dank je."
    assert page.decisions[0].text == WHY


@WAYS
def test_with_enough_others_nobody_comes_in_and_the_keys_are_new_all_the_same(town, way):
    filed = file_report(town, readers=("Fatima", "Joris", "Hassan"))
    with tenant_scope(town.tenant.id):
        before = set(Chest.objects.filter(owner_id=filed.case.id).values_list("kind", "generation"))
    way(town, filed)
    assert seats(town, filed) == {"Fatima", "Hassan"}
    with tenant_scope(town.tenant.id):
        after = set(Chest.objects.filter(owner_id=filed.case.id).values_list("kind", "generation"))
    assert after - before == {(kind, 2) for kind, _one in before}


@pytest.mark.req("C15")
@WAYS
def test_without_a_reserve_the_next_by_the_line_of_employer_comes_in(town, way):
    boss, geertje = town["Wietske"].opened, town["Geertje"].person_id
    organisation.assign_role(boss, person_id=geertje, role=Role.HANDLER)
    try:
        filed = file_report(town, kept_out=("Bram", "Marit"))
        line_of_subject(town, filed, "staff")
        way(town, filed)
        assert seats(town, filed) == {"Fatima", "Geertje"}
        # Of another line she is not the next, and where she must stay out nobody is.
        for kept_out, line in ((("Bram", "Marit"), "registry"), (("Bram", "Marit", "Geertje"), "staff")):
            filed = file_report(town, kept_out=kept_out)
            line_of_subject(town, filed, line)
            refused(town, filed, way)
    finally:
        organisation.withdraw_role(boss, person_id=geertje, role=Role.HANDLER)


@WAYS
def test_an_office_alone_is_no_key_and_without_a_next_it_is_refused(town, way):
    filed = file_report(town, kept_out=("Bram", "Marit"))
    line_of_subject(town, filed, "staff")
    refused(town, filed, way)


def test_the_line_of_a_subject_who_is_found_only_now_counts(town):
    boss, geertje = town["Wietske"].opened, town["Geertje"].person_id
    organisation.assign_role(boss, person_id=geertje, role=Role.HANDLER)
    try:
        filed = file_report(town, kept_out=("Bram", "Marit"))
        keep_out(town["Fatima"].opened, code=filed.code, whom=person(town, "Joris"), reason=WHY)
        assert seats(town, filed) == {"Fatima", "Geertje"}
    finally:
        organisation.withdraw_role(boss, person_id=geertje, role=Role.HANDLER)


def refused(town, filed, way) -> None:
    before = lines_of(town, filed)
    with pytest.raises(RefusedError, match="Geef eerst nog een collega toegang"):
        way(town, filed)
    assert seats(town, filed) == {"Fatima", "Joris"}
    assert lines_of(town, filed) == before
    with tenant_scope(town.tenant.id):
        assert not Chest.objects.filter(owner_id=filed.case.id, generation=2).exists()


def line_of_subject(town, filed, line: str) -> None:
    with tenant_scope(town.tenant.id):
        subject = Party.objects.get(case=filed.case, role=Party.Role.SUBJECT)
    set_line(town["Fatima"].opened, code=filed.code, party_id=subject.id, line=EmployerLine(line), reason=WHY)


def lines_of(town, filed) -> list[str]:
    with tenant_scope(town.tenant.id):
        return list(
            Line.objects.filter(subject_id=filed.case.id).order_by("at").values_list("verb", flat=True)
        )
