"""Asking how it goes: planned at the report, asked by the clock and at each stage, answered, stopped, taken up again (C8)."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from tests.cases.test_guests import come_back, to_be, witness
from tests.filed import bring, file_report, let_know, subject_of
from tests.people import make_tenant

from weerbaar.audit.acts import System
from weerbaar.audit.models import Line
from weerbaar.cases import actions, check_ins, guests
from weerbaar.cases.desk_news import What
from weerbaar.cases.detriment import NO, RATHER_NOT, YES, Answer
from weerbaar.cases.help_given import note_help
from weerbaar.cases.jobs import ask_how_it_goes
from weerbaar.cases.models import CheckIn, Guest
from weerbaar.cases.rules import add_months
from weerbaar.cases.worklist import worklist
from weerbaar.database.scope import tenant_scope
from weerbaar.ground import clock
from weerbaar.ground.errors import GoneError, RefusedError
from weerbaar.intake import checking_in
from weerbaar.notify.actions import leave_address
from weerbaar.notify.models import Knock


@pytest.fixture(scope="module")
def town(database):
    """A town of this file's own: what it looks for stands on the first page of a list."""
    return make_tenant()


def rows(filed):
    with tenant_scope(filed.case.tenant_id):
        return list(CheckIn.objects.filter(case=filed.case).order_by("due_on", "occasion"))


def waiting(filed):
    with tenant_scope(filed.case.tenant_id):
        return checking_in.how_it_goes(filed.reporter)


def later(months):
    return clock.stopped_at(clock.now() + timedelta(days=31 * months))


def answered(filed, given):
    return checking_in.check_in(filed.reporter, check_in_id=waiting(filed).waiting, given=given)


def knocks(town):
    with tenant_scope(town.tenant.id):
        return {one.address.holder_alias: one.at_once for one in Knock.objects.select_related("address")}


def news(staff):
    with tenant_scope(staff.tenant_id):
        return [one for one in worklist(staff).news if one.what is What.DETRIMENT]


@pytest.mark.req("C8")
def test_the_days_are_planned_when_the_report_comes_in_and_nothing_waits_yet(filed):
    today = clock.today()
    assert [one.due_on for one in rows(filed)] == [add_months(today, one) for one in (1, 3, 6, 12, 24)]
    assert waiting(filed).waiting is None
    assert waiting(filed).next_on == add_months(today, 1)


@pytest.mark.req("C8")
def test_on_the_day_it_is_asked_once_with_a_knock_that_says_nothing(town, filed):
    leave_address(filed.reporter, mail="noor@post.example", language="nl")
    ask_how_it_goes(town.tenant.id)
    assert waiting(filed).waiting is None
    with later(1):
        assert ask_how_it_goes(town.tenant.id) >= 1
        ask_how_it_goes(town.tenant.id)
        assert waiting(filed).waiting == rows(filed)[0].id
        assert len([one for one in rows(filed) if one.asked_at]) == 1
        assert knocks(town)[filed.reporter.alias] is False


@pytest.mark.req("C8")
def test_it_goes_on_after_the_case_was_closed(town):
    filed = file_report(town, kept_out=())
    bring(town["Fatima"].opened, filed, "closed")
    with later(24):
        while ask_how_it_goes(town.tenant.id):
            pass
        assert all(one.asked_at for one in rows(filed))
        assert waiting(filed).waiting is not None


@pytest.mark.req("C8")
def test_after_two_years_it_goes_on_until_somebody_says_that_nothing_is_done_to_them(town):
    filed = file_report(town, kept_out=())
    with later(24):
        while ask_how_it_goes(town.tenant.id):
            pass
        answered(filed, Answer(YES, ("demotion",)))
        half_a_year_on = waiting(filed).next_on
        assert half_a_year_on == add_months(clock.today(), 6)
    with later(30):
        ask_how_it_goes(town.tenant.id)
        answered(filed, Answer(RATHER_NOT))
        assert waiting(filed).next_on == add_months(clock.today(), 6)
    with later(36):
        ask_how_it_goes(town.tenant.id)
        answered(filed, Answer(NO))
        assert waiting(filed).next_on is None


def test_an_answer_before_the_last_day_plans_nothing_more(town, filed):
    with later(1):
        ask_how_it_goes(town.tenant.id)
        before = len(rows(filed))
        answered(filed, Answer(YES))
        assert len(rows(filed)) == before


def test_one_question_waits_at_a_time_the_one_that_was_asked_last(town, filed):
    with later(1):
        ask_how_it_goes(town.tenant.id)
        first = waiting(filed).waiting
    with later(3):
        ask_how_it_goes(town.tenant.id)
        assert waiting(filed).waiting not in (None, first)
        with pytest.raises(RefusedError):
            checking_in.check_in(filed.reporter, check_in_id=first, given=Answer(NO))


@pytest.mark.req("C8")
def test_at_each_stage_it_is_asked_once_and_not_while_a_question_waits(town, filed):
    fatima = town["Fatima"].opened
    actions.acknowledge(fatima, code=filed.code, body="Je melding is binnen.")
    first = waiting(filed).waiting
    assert first is not None
    bring(fatima, filed, "assessed")
    assert waiting(filed).waiting == first
    answered(filed, Answer(RATHER_NOT))
    assert waiting(filed).waiting is None
    bring(fatima, filed, "decided")
    assert waiting(filed).waiting not in (None, first)
    assert [one.occasion for one in rows(filed)].count("stage") == 2


@pytest.mark.req("C8")
def test_a_bad_answer_knocks_now_and_stands_on_everybodys_first_page_until_one_says_what_was_done(
    town, filed
):
    fatima, joris = town["Fatima"].opened, town["Joris"].opened
    leave_address(fatima, mail="fatima@balie.example", language="nl")
    with later(6):
        ask_how_it_goes(town.tenant.id)
        answered(filed, Answer(YES, ("demotion",), "Ik doe nu de post.", "Bel mij."))
        assert knocks(town)[fatima.alias] is True
        assert [one.code for one in news(fatima)].count(filed.code) == 1
        assert filed.code not in [one.code for one in news(town["Ruben"].opened)]
        # Who read it did not call: it is seen by one, and still before both.
        actions.open_case(fatima, code=filed.code)
        assert [one.is_seen for one in news(fatima) if one.code == filed.code] == [True]
        [told] = [one for one in news(joris) if one.code == filed.code]
        assert not told.is_seen
        with pytest.raises(RefusedError, match="Schrijf"):
            note_help(joris, code=filed.code, check_in_id=told.id, reason=" ")
        note_help(joris, code=filed.code, check_in_id=told.id, reason="Ik belde de melder.")
        for who in (fatima, joris):
            assert filed.code not in [one.code for one in news(who)]


@pytest.mark.parametrize("said", [NO, RATHER_NOT])
def test_any_other_answer_asks_for_nobody(town, filed, said):
    with later(1):
        ask_how_it_goes(town.tenant.id)
        answered(filed, Answer(said))
        assert filed.code not in [one.code for one in news(town["Joris"].opened)]


def test_what_was_answered_is_read_with_the_key_of_the_talk_and_lies_nowhere_in_clear(town, filed):
    with later(1):
        ask_how_it_goes(town.tenant.id)
        given = Answer(YES, ("other",), "Ik word overgeslagen bij het werkoverleg.", "")
        answered(filed, given)
        page = actions.open_case(town["Fatima"].opened, code=filed.code)
        with tenant_scope(town.tenant.id):
            found = check_ins.check_ins_of(page.keys["talk"], filed.case.id, filed.reporter.alias)
            blob = bytes(CheckIn.objects.get(case=filed.case, answered_at__isnull=False).sealed_answer)
        assert found[0].answer == given
        assert b"werkoverleg" not in blob


@pytest.mark.req("C8")
def test_stop_ends_what_waits_and_what_was_planned_and_can_be_undone(town, filed):
    fatima = town["Fatima"].opened
    actions.acknowledge(fatima, code=filed.code, body="Je melding is binnen.")
    checking_in.stop_check_ins(filed.reporter)
    assert (waiting(filed).waiting, waiting(filed).has_stopped, waiting(filed).next_on) == (None, True, None)
    bring(fatima, filed, "assessed")
    assert waiting(filed).waiting is None
    with later(3):
        ask_how_it_goes(town.tenant.id)
        assert waiting(filed).waiting is None
        checking_in.resume_check_ins(filed.reporter)
        assert not waiting(filed).has_stopped
        assert waiting(filed).next_on == rows(filed)[-3].due_on
        assert len([one for one in rows(filed) if one.occasion == "months"]) == 3
    with later(6):
        ask_how_it_goes(town.tenant.id)
        assert waiting(filed).waiting is not None


def test_where_no_question_waits_none_is_answered(town, filed):
    assert waiting(filed).waiting is None
    with pytest.raises(RefusedError, match="staat niet meer open"):
        checking_in.check_in_now(filed.reporter, given=Answer(NO))
    with tenant_scope(town.tenant.id):
        assert not Line.objects.filter(verb="reporter.check_in", subject_id=filed.case.id).exists()


def test_a_question_of_somebody_else_is_answered_by_nobody(town, filed):
    other = file_report(town)
    with later(1):
        ask_how_it_goes(town.tenant.id)
        for wrong in (waiting(other).waiting, uuid4()):
            with pytest.raises(RefusedError):
                checking_in.check_in(filed.reporter, check_in_id=wrong, given=Answer(NO))
        assert waiting(other).waiting is not None


def test_the_clock_asks_nothing_that_was_asked_stopped_or_is_not_there(town, filed):
    [first, second, *_rest] = rows(filed)
    system = System(town.tenant.id)
    check_ins.ask(system, check_in_id=first.id)
    with pytest.raises(RefusedError):
        check_ins.ask(system, check_in_id=first.id)
    checking_in.stop_check_ins(filed.reporter)
    with pytest.raises(RefusedError):
        check_ins.ask(system, check_in_id=second.id)
    with pytest.raises(GoneError):
        check_ins.ask(system, check_in_id=uuid4())


# --- whoever has a receipt of their own ---


def guest_check_in(ref, given):
    with tenant_scope(ref.tenant_id):
        asked = checking_in.how_it_goes(ref).waiting
    return checking_in.check_in(ref, check_in_id=asked, given=given)


def how(ref):
    with tenant_scope(ref.tenant_id):
        return checking_in.how_it_goes(ref)


@pytest.mark.req("C8")
def test_a_witness_is_asked_as_the_reporter_is_in_a_chest_of_their_own(town, filed):
    _given, sem = witness(town, filed)
    assert how(sem).waiting is None
    with later(6):
        ask_how_it_goes(town.tenant.id)
        guest_check_in(sem, Answer(YES, ("transfer_location",), "Ik zit nu alleen.", ""))
        assert [one.code for one in news(town["Fatima"].opened)].count(filed.code) == 1
        assert how(sem).bad.what == "Ik zit nu alleen."
        # Of the two the reporter reads nothing, and their own question waits still.
        assert waiting(filed).bad is None
        assert waiting(filed).waiting is not None


@pytest.mark.req("C18")
def test_the_accused_is_offered_help_from_the_first_day_and_again_after_a_no(database):
    # A town of its own: what is new stands on one page of the list.
    town = make_tenant()
    filed = file_report(town)
    let_know(town, filed)
    given = to_be("subject", who="Leidinggevende", last_day=None, party_id=subject_of(filed))
    guests.let_in_guest(town["Fatima"].opened, code=filed.code, given=given)
    bram = come_back(town, given)
    first = how(bram).waiting
    assert (how(bram).is_care, first is not None) == (True, True)
    guest_check_in(bram, Answer(NO))
    assert how(bram).waiting is None
    with later(1):
        ask_how_it_goes(town.tenant.id)
        assert how(bram).waiting not in (None, first)
        guest_check_in(bram, Answer(YES, wish="Bel mij thuis."))
        with tenant_scope(town.tenant.id):
            news = worklist(town["Joris"].opened).news
        assert [one.what for one in news if one.code == filed.code] == [What.CARE]
    checking_in.stop_check_ins(bram)
    with later(24):
        ask_how_it_goes(town.tenant.id)
        assert how(bram).waiting is None
        assert how(bram).has_stopped


def test_whose_words_were_taken_back_is_asked_nothing(town, filed):
    given, _sem = witness(town, filed)
    guests.withdraw_guest(town["Fatima"].opened, code=filed.code, guest_id=given.id, reason="Vergissing.")
    with tenant_scope(town.tenant.id):
        alias = Guest.objects.get(id=given.id).holder_alias
        assert not CheckIn.objects.filter(holder_alias=alias, stopped_at=None).exists()


def test_at_a_stage_only_the_reporter_is_asked(town, filed):
    _given, sem = witness(town, filed)
    actions.acknowledge(town["Fatima"].opened, code=filed.code, body="Je melding is binnen.")
    assert waiting(filed).waiting is not None
    assert how(sem).waiting is None
