"""Taking back that somebody must stay out: what a handler marked by mistake, and one's own stepping out. Never a key."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from tests.filed import file_report
from tests.people import CAST, make_tenant

from weerbaar.audit.models import Line
from weerbaar.cases import actions
from weerbaar.cases.coming_back import (
    MarkedBy,
    OnRecord,
    missing_to_undo,
    missing_to_withdraw,
    stepped_out,
    undo_keep_out,
    undo_name,
    undo_recuse,
    withdraw_person,
)
from weerbaar.cases.kept_out import mark, marks_of, name_key, role_key
from weerbaar.cases.models import Access, Decision, KeptOut, Measure, Party, SubjectNotice
from weerbaar.cases.queries import may_come_in, names_taken_back
from weerbaar.cases.routing import EmployerLine
from weerbaar.cases.staying_out import As, Whom, keep_out, set_line
from weerbaar.config.demo import GOVERNMENT
from weerbaar.database.scope import tenant_scope
from weerbaar.ground import clock
from weerbaar.ground.errors import NotAllowedError, RefusedError
from weerbaar.organisation import actions as organisation
from weerbaar.organisation.actions import Profile
from weerbaar.organisation.models import Role
from weerbaar.organisation.names import full_key
from weerbaar.organisation.queries import colleagues_by_alias
from weerbaar.vault.models import Grant

WHY = "Ik koos de verkeerde naam uit de lijst."


@pytest.fixture(scope="module")
def town(database):
    return make_tenant(cast=(*CAST, *GOVERNMENT))


def named(town, filed, who: str, how: str = As.INTERESTED) -> None:
    keep_out(
        town["Fatima"].opened, code=filed.code, whom=Whom(how, person_id=town[who].person_id), reason="Zo."
    )


def fit(town, filed) -> set[str]:
    with tenant_scope(town.tenant.id):
        return {one.first_name for one in may_come_in(town["Fatima"].opened, filed.case)}


def undo(town, filed, who: str, by: str = "Fatima", reason: str = WHY) -> None:
    undo_keep_out(town[by].opened, code=filed.code, person_id=town[who].person_id, reason=reason)


def holds(town, filed, who: str) -> bool:
    alias = town[who].staff.alias
    with tenant_scope(town.tenant.id):
        seats = Access.objects.filter(case=filed.case, holder_alias=alias)
        return (
            seats.exists() or Grant.objects.filter(chest__owner_id=filed.case.id, holder_alias=alias).exists()
        )


@pytest.mark.parametrize(
    ("marked", "is_self", "sentence"),
    [
        (MarkedBy(named=True), False, ""),
        (MarkedBy(named=True, recused=True), False, ""),
        (MarkedBy(subject=True), False, "vastgelegd als betrokkene"),
        (MarkedBy(named=True, subject=True), False, "vastgelegd als betrokkene"),
        (MarkedBy(filed=True, subject=True), False, "niemand ongedaan"),
        (MarkedBy(subject=True), True, "niet zelf"),
        (MarkedBy(recused=True), False, "Alleen deze persoon"),
        (MarkedBy(filed=True), False, "niemand ongedaan"),
        (MarkedBy(filed=True, named=True), False, "niemand ongedaan"),
        (MarkedBy(filed=True, named=True, recused=True), False, "niemand ongedaan"),
        (MarkedBy(), False, "hoeft niet erbuiten"),
        (MarkedBy(named=True), True, "niet zelf"),
        (MarkedBy(filed=True), True, "niet zelf"),
        (MarkedBy(recused=True), True, "niet zelf"),
    ],
)
def test_which_marks_a_colleague_can_take_away(marked, is_self, sentence):
    found = missing_to_undo(marked, is_self=is_self)
    assert sentence in found
    assert bool(found) is bool(sentence)


@pytest.mark.req("R10")
def test_a_mark_that_was_set_by_mistake_goes_and_gives_no_key_back(town):
    filed = file_report(town)
    named(town, filed, "Joris")
    assert "Joris" not in fit(town, filed)
    undo(town, filed, "Joris")
    # He may come in, and has nothing: what follows is sealed under keys that he never had.
    assert "Joris" in fit(town, filed)
    assert not holds(town, filed, "Joris")
    with pytest.raises(NotAllowedError):
        actions.open_case(town["Joris"].opened, code=filed.code)
    assert holds(town, filed, "Marit"), "who came in stays"
    actions.let_in(
        town["Fatima"].opened,
        code=filed.code,
        person_id=town["Joris"].person_id,
        reason="Terug.",
        last_day=None,
    )
    assert actions.open_case(town["Joris"].opened, code=filed.code).answers["story"]
    with tenant_scope(town.tenant.id):
        line = Line.objects.get(subject_id=filed.case.id, verb="case.undo_keep_out")
        assert (line.object_id, line.actor_alias) == (town["Joris"].staff.alias, town["Fatima"].staff.alias)
        assert line.reason_hash
        kept = Decision.objects.get(case=filed.case, verb="case.undo_keep_out")
        assert WHY.encode() not in bytes(kept.sealed_reason)


def test_other_marks_than_the_mistake_stay(town):
    filed = file_report(town, kept_out=("Bram",))
    named(town, filed, "Ruben")
    named(town, filed, "Hassan")
    undo(town, filed, "Ruben")
    with tenant_scope(town.tenant.id):
        origins = sorted(KeptOut.objects.filter(case=filed.case).values_list("origin", flat=True))
    assert origins == ["filed", "named"]
    assert {"Ruben"} <= fit(town, filed)
    assert "Hassan" not in fit(town, filed)


@pytest.mark.req("R10")
def test_who_is_on_record_as_a_subject_stays_out_named_otherwise_too_or_not(town):
    filed = file_report(town)
    named(town, filed, "Ruben", As.SUBJECT)
    for before in (lambda: None, lambda: named(town, filed, "Ruben")):
        before()
        with pytest.raises(RefusedError, match="vastgelegd als betrokkene"):
            undo(town, filed, "Ruben")
        assert "Ruben" not in fit(town, filed)


@pytest.mark.req("R10")
def test_the_mark_of_the_office_of_a_subject_is_of_the_subject_too(town):
    filed = file_report(town)
    named(town, filed, "Ruben", As.SUBJECT)
    with tenant_scope(town.tenant.id):
        party = Party.objects.filter(case=filed.case, role=Party.Role.SUBJECT).latest("number")
    line = EmployerLine("office_holder", ("alderman",))
    set_line(
        town["Fatima"].opened, code=filed.code, party_id=party.id, line=line, reason="Het gaat om de functie."
    )
    with tenant_scope(town.tenant.id):
        of_office = KeptOut.objects.filter(case=filed.case, key=role_key(filed.case.id, "alderman"))
        assert [one.origin for one in of_office] == [KeptOut.Origin.SUBJECT]


# --- a name ---


def named_so(town, filed, name: str) -> bool:
    """Whether the case goes round whoever is called this."""
    with tenant_scope(town.tenant.id):
        return marks_of(filed.case.id, []).has_name(name)


def by_name(town, filed, name: str, how: str = As.INTERESTED) -> None:
    keep_out(
        town["Fatima"].opened,
        code=filed.code,
        whom=Whom(how, name=name, is_nobody_here=True),
        reason="Een vriend van de betrokkene.",
    )


def undo_so(town, filed, name: str, by: str = "Fatima", reason: str = WHY) -> None:
    undo_name(town[by].opened, code=filed.code, name=name, reason=reason)


@pytest.mark.req("R10")
def test_a_name_that_was_marked_by_mistake_goes_however_it_is_written(town):
    filed = file_report(town)
    by_name(town, filed, "Piet de Boer")
    by_name(town, filed, "Anna Zwart")
    undo_so(town, filed, "PIET  de Boer")
    assert not named_so(town, filed, "Piet de Boer")
    assert named_so(town, filed, "Anna Zwart")
    with tenant_scope(town.tenant.id):
        line = Line.objects.get(subject_id=filed.case.id, verb="case.undo_name")
        assert line.reason_hash
        assert line.object_id is None
        kept = Decision.objects.get(case=filed.case, verb="case.undo_name")
        assert WHY.encode() not in bytes(kept.sealed_reason)
        # Which name it was, as it was typed, for whoever has a key to the names.
        assert names_taken_back(town["Fatima"].opened, filed.case) == {kept.id: "PIET  de Boer"}
        assert names_taken_back(town["Marit"].opened, filed.case) == {}
        assert b"Boer" not in bytes(kept.dropped_name)


def test_a_name_that_a_colleague_has_by_now_is_that_colleague_in_the_log_and_with_the_reason(database):
    town = make_tenant(cast=(*CAST, *GOVERNMENT))
    filed = file_report(town)
    by_name(town, filed, "Rob de Wit")
    profile = Profile("Rob de Wit", "Rob", "onderzoeker", f"{uuid4().hex[:8]}@waterlinie.example")
    rob = organisation.person_add(town["Wietske"].opened, profile=profile, roles=[Role.INVESTIGATOR])
    undo_so(town, filed, "Rob de Wit")
    with tenant_scope(town.tenant.id):
        people = colleagues_by_alias(town.tenant.id)
        (alias,) = [alias for alias, one in people.items() if one.person_id == rob.person_id]
        kept = Decision.objects.get(case=filed.case, verb="case.undo_name")
        line = Line.objects.get(subject_id=filed.case.id, verb="case.undo_name")
    assert (kept.object_alias, line.object_id) == (alias, alias)


def test_of_a_name_that_no_handler_marked_nothing_is_told(town):
    """Alike for a name of the report or of a subject, one that is marked by nobody, and one that is no name."""
    filed = file_report(town)
    by_name(town, filed, "Rob de Wit", As.SUBJECT)
    with tenant_scope(town.tenant.id):
        mark(filed.case, [name_key(filed.case.id, full_key("Piet de Boer"))], KeptOut.Origin.FILED)
    told = set()
    for name in ("Piet de Boer", "Rob de Wit", "Anna Zwart", "Piet"):
        with pytest.raises(RefusedError) as refused:
            undo_so(town, filed, name)
        told.add((refused.value.sentence, refused.value.field))
    assert len(told) == 1
    assert named_so(town, filed, "Piet de Boer")
    # What a handler added to what the reporter said goes; what the reporter said stays.
    by_name(town, filed, "Piet de Boer")
    undo_so(town, filed, "Piet de Boer")
    assert named_so(town, filed, "Piet de Boer")


@pytest.mark.req("R10")
def test_whoever_is_called_like_a_subject_gets_no_key_when_they_come_to_work_here(database):
    """A subject of another employer, kept out as one, recorded among the persons, or named beside it too."""
    town = make_tenant(cast=(*CAST, *GOVERNMENT))
    fatima = town["Fatima"].opened
    kept, added = file_report(town), file_report(town)
    by_name(town, kept, "Rob de Wit", As.SUBJECT)
    actions.add_party(
        fatima,
        code=added.code,
        role="subject",
        description="Een ander",
        name="Rob de Wit",
        party_id=uuid4(),
        is_nobody_here=True,
    )
    by_name(town, added, "Rob de Wit")
    with pytest.raises(RefusedError, match="De naam van een betrokkene blijft erbuiten"):
        undo_so(town, kept, "Rob de Wit")
    undo_so(town, added, "Rob de Wit")
    profile = Profile("Rob de Wit", "Rob", "onderzoeker", f"{uuid4().hex[:8]}@waterlinie.example")
    rob = organisation.person_add(town["Wietske"].opened, profile=profile, roles=[Role.INVESTIGATOR])
    with tenant_scope(town.tenant.id):
        everybody = list(colleagues_by_alias(town.tenant.id).values())
        (one,) = [each for each in everybody if each.person_id == rob.person_id]
        assert all(marks_of(filed.case.id, everybody).keep_out(one) for filed in (kept, added))


def test_a_name_is_taken_away_with_a_reason_by_whoever_holds_the_case_for_good_and_is_not_called_so(town):
    filed = file_report(town)
    by_name(town, filed, "Piet de Boer")
    with pytest.raises(RefusedError, match="niet zelf"):
        undo_so(town, filed, "Fatima el Amrani")
    for name, reason in (("Piet de Boer", " "), ("", WHY), ("x" * 201, WHY)):
        with pytest.raises(RefusedError):
            undo_so(town, filed, name, reason=reason)
    for who in ("Bram", "Hassan"):
        with pytest.raises(NotAllowedError):
            undo_so(town, filed, "Piet de Boer", by=who)
    actions.let_in(
        town["Fatima"].opened,
        code=filed.code,
        person_id=town["Hassan"].person_id,
        reason="Voor een maand.",
        last_day=clock.today() + timedelta(days=30),
    )
    with pytest.raises(RefusedError):
        undo_so(town, filed, "Piet de Boer", by="Hassan")
    assert named_so(town, filed, "Piet de Boer")


def test_what_the_reporter_struck_nobody_takes_back_even_when_a_handler_named_them_too(town):
    filed = file_report(town, kept_out=("Bram", "Ruben"))
    for before in (lambda: None, lambda: named(town, filed, "Ruben")):
        before()
        with pytest.raises(RefusedError, match="niemand ongedaan"):
            undo(town, filed, "Ruben")
        assert "Ruben" not in fit(town, filed)


def test_who_stepped_out_is_let_back_by_themself_alone_and_never_past_another_mark(town):
    filed = file_report(town, readers=("Fatima", "Joris", "Marit"))
    actions.recuse(town["Joris"].opened, code=filed.code, reason="Ik ken haar.")
    with pytest.raises(RefusedError, match="Alleen deze persoon"):
        undo(town, filed, "Joris")
    # Named after it: his own taking back says nothing of that, and lets him in nowhere.
    named(town, filed, "Joris")
    undo_recuse(town["Joris"].opened, code=filed.code)
    assert "Joris" not in fit(town, filed)
    undo(town, filed, "Joris")
    assert "Joris" in fit(town, filed)
    assert not holds(town, filed, "Joris")
    with tenant_scope(town.tenant.id):
        verbs = list(
            Line.objects.filter(subject_id=filed.case.id).order_by("at").values_list("verb", flat=True)
        )
    assert verbs[-3:] == ["case.keep_out", "case.undo_recuse", "case.undo_keep_out"]


def test_taking_back_is_answered_alike_for_a_case_that_is_not_there(town):
    filed = file_report(town, readers=("Fatima", "Joris", "Marit"))
    named(town, filed, "Joris")
    told = []
    for who in ("Joris", "Bram", "Ruben", "Fatima", "Wietske"):
        for code in (filed.code, "W-niets-00"):
            with pytest.raises(NotAllowedError) as refused:
                undo_recuse(town[who].opened, code=code)
            told.append((refused.value.sentence, refused.value.field))
            with tenant_scope(town.tenant.id):
                assert not stepped_out(town[who].opened, code)
    assert len(set(told)) == 1


def test_nobody_without_a_lasting_key_takes_a_mark_away(town):
    filed = file_report(town, readers=("Fatima", "Joris", "Marit"))
    named(town, filed, "Joris")
    for who in ("Joris", "Bram", "Ruben", "Wietske"):
        with pytest.raises(NotAllowedError):
            undo(town, filed, "Joris", by=who)
    actions.let_in(
        town["Fatima"].opened,
        code=filed.code,
        person_id=town["Hassan"].person_id,
        reason="Kijkt mee.",
        last_day=clock.today() + timedelta(days=1),
    )
    for staff in (town["Hassan"].opened, replace(town["Fatima"].opened, opened=None)):
        with pytest.raises(RefusedError):
            undo_keep_out(staff, code=filed.code, person_id=town["Joris"].person_id, reason=WHY)
    with pytest.raises(RefusedError):
        undo(town, filed, "Joris", reason=" ")
    with pytest.raises(RefusedError, match="hoeft niet erbuiten"):
        undo(town, filed, "Ruben")
    with pytest.raises(RefusedError):
        undo_keep_out(town["Fatima"].opened, code=filed.code, person_id=uuid4(), reason=WHY)
    with pytest.raises(NotAllowedError):
        undo_keep_out(town["Fatima"].opened, code="W-niets-00", person_id=town["Joris"].person_id, reason=WHY)
    assert "Joris" not in fit(town, filed)


def recorded(town, filed, who: str = "", role: str = "subject"):
    """Somebody whom Fatima recorded by mistake, under the name of a colleague or of nobody here."""
    party_id = uuid4()
    actions.add_party(
        town["Fatima"].opened,
        code=filed.code,
        role=role,
        description="Werkt bij een ander team.",
        name=next(one.name for one in CAST if one.name.startswith(who)) if who else "Rob de Wit",
        party_id=party_id,
        is_nobody_here=True,
    )
    return party_id


def withdraw(town, filed, party_id, by: str = "Fatima", reason: str = WHY) -> None:
    withdraw_person(town[by].opened, code=filed.code, party_id=party_id, reason=reason)


def opened(town, filed, by: str = "Fatima"):
    return actions.open_case(town[by].opened, code=filed.code)


@pytest.mark.parametrize(
    ("one", "sentence"),
    [
        (OnRecord(), ""),
        (OnRecord(is_reporter=True, by_staff=False), "Dit is de melder"),
        (OnRecord(by_staff=False), "kwam met de melding"),
        (OnRecord(is_withdrawn=True), "al weggehaald"),
        (OnRecord(is_told=True), "kreeg al bericht"),
        (OnRecord(has_measure=True), "Laat die eerst vallen"),
    ],
)
def test_who_can_be_taken_off_the_record(one, sentence):
    assert sentence in missing_to_withdraw(one)
    assert bool(sentence) == bool(missing_to_withdraw(one))


@pytest.mark.req("R10")
def test_whom_a_handler_recorded_by_mistake_goes_off_the_record_with_the_name_and_the_mark(town):
    filed = file_report(town, readers=("Fatima", "Joris", "Marit"), kept_out=())
    party_id = recorded(town, filed, "Joris")
    assert "Joris" not in fit(town, filed)
    assert not holds(town, filed, "Joris")
    withdraw(town, filed, party_id)
    # No key comes back: that takes a new letting in.
    assert "Joris" in fit(town, filed)
    assert not holds(town, filed, "Joris")
    page = opened(town, filed)
    (one,) = [each for each in page.parties if each.id == party_id]
    assert (one.is_withdrawn, one.has_name) == (True, False)
    assert (page.decisions[0].verb, page.decisions[0].text) == ("case.withdraw_person", WHY)
    assert any("haalde een persoon weg" in each.text for each in page.events)
    with tenant_scope(town.tenant.id):
        assert not KeptOut.objects.filter(party_id=party_id).exists()
        (line,) = Line.objects.filter(subject_id=filed.case.id, verb="case.withdraw_person")
    assert (line.object_id, line.refused) == (party_id, False)
    with pytest.raises(RefusedError, match="al weggehaald"):
        withdraw(town, filed, party_id)
    # The pseudonym comes to mean nobody else.
    again = recorded(town, filed)
    (next_one,) = [each for each in opened(town, filed).parties if each.id == again]
    assert next_one.number == one.number + 1


@pytest.mark.req("R10")
def test_of_two_who_are_the_same_the_other_still_keeps_them_out_and_so_does_what_the_reporter_struck(town):
    filed = file_report(town, kept_out=("Ruben",))
    first, second = recorded(town, filed, "Hassan"), recorded(town, filed, "Hassan")
    withdraw(town, filed, first)
    assert "Hassan" not in fit(town, filed)
    withdraw(town, filed, second)
    assert "Hassan" in fit(town, filed)
    withdraw(town, filed, recorded(town, filed, "Ruben"))
    assert "Ruben" not in fit(town, filed)


def test_a_mark_that_came_later_with_a_recorded_person_goes_with_them_too(town):
    filed = file_report(town, kept_out=())
    fatima, party_id = town["Fatima"].opened, recorded(town, filed)
    whom = Whom(As.SUBJECT, person_id=town["Hassan"].person_id, party_id=party_id)
    keep_out(fatima, code=filed.code, whom=whom, reason="Het is Hassan.")
    assert "Hassan" not in fit(town, filed)
    withdraw(town, filed, party_id)
    assert "Hassan" in fit(town, filed)
    with tenant_scope(town.tenant.id):
        assert not KeptOut.objects.filter(case=filed.case).exists()
    with pytest.raises(RefusedError):
        keep_out(fatima, code=filed.code, whom=whom, reason="Toch.")


def test_a_person_goes_off_the_record_with_a_reason_by_whoever_holds_the_case_for_good(town):
    filed, other = file_report(town, kept_out=()), file_report(town, kept_out=())
    party_id = recorded(town, filed, role="witness")
    with pytest.raises(RefusedError):
        withdraw(town, filed, party_id, reason=" ")
    for who in ("Bram", "Hassan"):
        with pytest.raises(NotAllowedError):
            withdraw(town, filed, party_id, by=who)
    for unknown in (uuid4(), recorded(town, other)):
        with pytest.raises(NotAllowedError):
            withdraw(town, filed, unknown)
    actions.let_in(
        town["Fatima"].opened,
        code=filed.code,
        person_id=town["Hassan"].person_id,
        reason="Voor een maand.",
        last_day=clock.today() + timedelta(days=30),
    )
    with pytest.raises(RefusedError):
        withdraw(town, filed, party_id, by="Hassan")
    withdraw(town, filed, party_id)


def test_nobody_takes_themself_off_the_record(town):
    filed = file_report(town, readers=("Fatima", "Joris", "Marit"), kept_out=())
    party_id = recorded(town, filed, "Joris")
    with pytest.raises(NotAllowedError):
        withdraw(town, filed, party_id, by="Joris")
    assert "Joris" not in fit(town, filed)


def test_who_came_with_the_report_was_told_or_has_a_measure_stays_on_record(town):
    filed = file_report(town, kept_out=())
    for one in opened(town, filed).parties:
        with pytest.raises(RefusedError, match=r"melder|kwam met de melding"):
            withdraw(town, filed, one.id)
    told, measured = recorded(town, filed), recorded(town, filed)
    given = {"tenant_id": town.tenant.id, "case": filed.case}
    with tenant_scope(town.tenant.id):
        when = {"reporter_told_at": clock.now(), "given_at": clock.now()}
        SubjectNotice.objects.create(id=uuid4(), party_id=told, sealed_text=b"x", **given, **when)
        measure = Measure.objects.create(
            id=uuid4(),
            party_id=measured,
            code="talk",
            proposed_by=town["Fatima"].staff.alias,
            proposed_at=clock.now(),
            sealed_text=b"x",
            **given,
        )
    with pytest.raises(RefusedError, match="kreeg al bericht"):
        withdraw(town, filed, told)
    with pytest.raises(RefusedError, match="maatregel"):
        withdraw(town, filed, measured)
    with tenant_scope(town.tenant.id):
        Measure.objects.filter(id=measure.id).update(state=Measure.State.DROPPED)
    withdraw(town, filed, measured)


@pytest.mark.req("R10")
def test_no_line_says_by_name_who_stays_out_as_a_recorded_subject(town):
    filed = file_report(town, kept_out=())
    named(town, filed, "Bram")
    undo(town, filed, "Bram")
    page = opened(town, filed)
    assert any("dat Bram niet erbuiten" in one.text for one in page.events)
    party_id = recorded(town, filed, "Bram")
    page = opened(town, filed)
    assert not any("Bram" in one.text for one in page.events)
    assert any("dat een collega niet erbuiten" in one.text for one in page.events)
    assert not any(one.about for one in page.decisions if one.verb in {"case.keep_out", "case.undo_keep_out"})
    withdraw(town, filed, party_id)
