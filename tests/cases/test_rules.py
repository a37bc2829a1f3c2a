"""The decisions about a case, by table and by what must hold for any day."""

from __future__ import annotations

import calendar
import dataclasses
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from weerbaar.cases import rules
from weerbaar.cases.models import Party, Stage
from weerbaar.cases.procedures import Doer, Guard, Step, newest, published
from weerbaar.cases.rules import Candidate, Move
from weerbaar.ground.errors import RefusedError

DAYS = st.dates(date(2020, 1, 1), date(2100, 1, 1))


@given(DAYS, st.integers(0, 60))
def test_months_keep_their_day_or_end_with_the_month(day, months):
    later = rules.add_months(day, months)
    last = calendar.monthrange(later.year, later.month)[1]
    assert later.day == min(day.day, last)
    assert (later.year - day.year) * 12 + later.month - day.month == months


@pytest.mark.parametrize(
    ("today", "state", "gone"),
    [
        (date(2026, 11, 2), "", 0),
        (date(2026, 11, 6), "", 57),
        (date(2026, 11, 8), "soon", 86),
        (date(2026, 11, 9), "soon", 100),
        (date(2026, 11, 10), "late", 100),
        (date(2026, 10, 1), "", 0),
    ],
)
def test_a_term_says_how_near_it_is(today, state, gone):
    starts, due = date(2026, 11, 2), date(2026, 11, 9)
    assert rules.term_state(starts, due, today) == state
    assert rules.share_gone(starts, due, today) == gone


def test_a_long_term_is_near_on_the_day_before_even_if_it_began_yesterday():
    assert rules.term_state(date(2026, 11, 2), date(2026, 11, 3), date(2026, 11, 2)) == "soon"


POSSIBLE = {
    Move.WORK: {one for one in Stage.values if one != "closed"},
    Move.TALK: set(Stage.values),
    Move.LET_IN: set(Stage.values),
}


@pytest.mark.parametrize("move", list(Move))
@pytest.mark.parametrize("stage", Stage.values)
def test_what_is_not_possible_says_what_is_missing(move, stage):
    sentence = rules.missing_for(move, stage)
    assert (sentence == "") == (stage in POSSIBLE[move])
    if sentence:
        with pytest.raises(RefusedError) as refused:
            rules.check_move(move, stage)
        assert refused.value.sentence == sentence
    else:
        rules.check_move(move, stage)


@pytest.mark.parametrize("stage", Stage.values)
def test_what_was_asked_is_answered_until_the_case_is_closed(stage):
    if stage != Stage.CLOSED:
        rules.check_may_answer(stage)
        return
    with pytest.raises(RefusedError, match="gesloten"):
        rules.check_may_answer(stage)


ALL_MET = frozenset(Guard)
PROCEDURES = [one for every in published().values() for one in every]
# From where each step goes in a suspicion of wrongdoing. Of every other stage a sentence says why not.
FROM = {
    Step.ACKNOWLEDGE: {"received"},
    Step.ASSESS: {"acknowledged"},
    Step.NOT_HERE: {"acknowledged"},
    Step.INQUIRE: {"assessed"},
    Step.INFORM: {"assessed", "inquiry", "decided"},
    Step.DECIDE: {"assessed", "inquiry"},
    Step.FEEDBACK: {"decided"},
    Step.CLOSE: {"answered"},
}


@pytest.mark.parametrize("step", list(Step))
@pytest.mark.parametrize("stage", Stage.values)
def test_a_step_goes_from_its_own_stages_alone(step, stage):
    missing = rules.missing_for_step(newest("wrongdoing"), step, stage, ALL_MET)
    assert (missing == ()) == (stage in FROM[step])


@pytest.mark.parametrize("procedure", PROCEDURES, ids=lambda one: f"{one.name}.{one.version}")
@pytest.mark.parametrize("step", list(Step))
def test_of_every_procedure_each_step_is_possible_or_says_why_not(procedure, step):
    for place in procedure.places:
        for met in (frozenset(), ALL_MET):
            missing = rules.missing_for_step(procedure, step, place, met)
            if missing:
                with pytest.raises(RefusedError) as refused:
                    rules.check_step(procedure, step, place, met)
                assert refused.value.sentence == missing[0]
                assert all(missing)
            else:
                rules.check_step(procedure, step, place, met)
        move = procedure.move(step, place)
        assert (rules.missing_for_step(procedure, step, place, ALL_MET) == ()) == (move is not None)


@pytest.mark.parametrize("procedure", PROCEDURES, ids=lambda one: f"{one.name}.{one.version}")
def test_each_thing_that_must_be_there_is_missed_by_itself(procedure):
    """Of all that a step needs, one thing that is not there stops it, with one sentence of its own."""
    for move in procedure.moves:
        for place in move.sources:
            nothing = rules.missing_for_step(procedure, move.step, place, ())
            assert len(nothing) == len(set(nothing)) == len(move.needs)
            for guard in move.needs:
                missing = rules.missing_for_step(procedure, move.step, place, ALL_MET - {guard})
                assert len(missing) == 1
                assert missing[0] in nothing


def test_every_guard_and_every_stage_has_a_sentence():
    """A guard without one would be a server error on the page that asks for it."""
    needed = {guard for one in PROCEDURES for move in one.moves for guard in move.needs}
    for guard in Guard:
        move = dataclasses.replace(newest("integrity").moves[0], needs=(guard,))
        odd = dataclasses.replace(newest("integrity"), moves=(move,))
        assert len(rules.missing_for_step(odd, move.step, move.sources[0], ())) == 1
    assert needed <= set(Guard)


@pytest.mark.parametrize(
    ("step", "stage", "met", "said"),
    [
        (Step.ASSESS, "received", ALL_MET, "Bevestig eerst dat de melding binnen is."),
        (Step.DECIDE, "acknowledged", ALL_MET, "Beoordeel eerst de melding."),
        (Step.FEEDBACK, "assessed", ALL_MET, "Leg eerst vast wat er is uitgezocht of besloten."),
        (Step.FEEDBACK, "inquiry", ALL_MET, "Rond eerst het onderzoek af met een besluit."),
        (Step.CLOSE, "decided", ALL_MET, "Geef eerst antwoord aan de melder."),
        (Step.ACKNOWLEDGE, "assessed", ALL_MET, "Je bevestigde al dat de melding binnen is."),
        (Step.ASSESS, "decided", ALL_MET, "De melding is al beoordeeld."),
        (Step.INQUIRE, "decided", ALL_MET, "Het onderzoek loopt al, of is al klaar."),
        (Step.DECIDE, "answered", ALL_MET, "Er is al besloten."),
        (
            Step.DECIDE,
            "inquiry",
            ALL_MET - {Guard.BOTH_SIDES_HEARD},
            "Hoor eerst beide kanten, of leg vast waarom dat niet kon.",
        ),
    ],
)
def test_it_says_first_what_comes_first(step, stage, met, said):
    assert rules.missing_for_step(newest("wrongdoing"), step, stage, met) == (said,)


def test_a_step_that_a_procedure_does_not_know_is_refused_in_every_stage():
    aggression = newest("aggression")
    for place in aggression.places:
        with pytest.raises(RefusedError) as refused:
            rules.check_step(aggression, Step.INQUIRE, place, ALL_MET)
        assert refused.value.sentence == "Deze procedure kent die stap niet."


FIT = {"has_trusted_key": True, "has_left": False, "is_kept_out": False, "works_on_cases": True}


@pytest.mark.parametrize(
    ("other", "may"),
    [
        ({}, True),
        ({"has_trusted_key": False}, False),
        ({"has_left": True}, False),
        ({"is_kept_out": True}, False),
        ({"works_on_cases": False}, False),
    ],
)
def test_who_may_be_let_in(other, may):
    assert rules.may_be_let_in(Candidate(**(FIT | other))) is may


@pytest.mark.parametrize(
    ("others", "may"), [([2, 2], True), ([5], True), ([2, 1], False), ([0], False), ([], True)]
)
def test_never_fewer_than_two_holders_stay(others, may):
    if may:
        rules.check_may_leave(others)
    else:
        with pytest.raises(RefusedError):
            rules.check_may_leave(others)


def test_consent_comes_from_a_third():
    rules.check_consent("Joris", asker="Fatima", newcomer="Hassan")
    for decider in ("Fatima", "Hassan"):
        with pytest.raises(RefusedError):
            rules.check_consent(decider, asker="Fatima", newcomer="Hassan")


def test_access_ends_at_midnight_after_its_last_day_as_people_live_it():
    today = date(2026, 3, 20)
    assert rules.end_of(date(2026, 3, 28), today) == datetime(2026, 3, 28, 23, tzinfo=UTC)
    # After the clocks went forward midnight comes an hour earlier.
    assert rules.end_of(date(2026, 3, 29), today) == datetime(2026, 3, 29, 22, tzinfo=UTC)
    assert rules.end_of(None, today) is None


@given(st.dates(date(2026, 1, 1), date(2027, 1, 1)))
def test_the_last_day_of_an_access_is_the_day_that_was_chosen(day):
    assert rules.last_day_of(rules.end_of(day, date(2026, 1, 1))) == day


@pytest.mark.parametrize("day", [date(2026, 3, 19), date(2028, 3, 20)])
def test_access_does_not_end_before_today_or_after_a_year(day):
    with pytest.raises(RefusedError) as refused:
        rules.end_of(day, date(2026, 3, 20))
    assert refused.value.field == "until"


@pytest.mark.parametrize("text", ["", "   \n\t", "\0", "a" * 11, "\ud800"])
def test_text_that_cannot_be_kept_is_refused_at_its_field(text):
    with pytest.raises(RefusedError) as refused:
        rules.checked_text(text, field="body", longest=10)
    assert refused.value.field == "body"


def test_text_is_kept_without_what_stands_around_it():
    assert rules.checked_text("  Dag\r\nNoor \u202e\U0001f600 ", field="body") == "Dag\nNoor \u202e\U0001f600"


@pytest.mark.parametrize(("text", "kept"), [("", ""), (" \r\n ", ""), ("  Dag\r\nNoor ", "Dag\nNoor")])
def test_what_need_not_be_told_is_empty_or_held_to_the_same_rule(text: str, kept: str):
    assert rules.text_if_any(text, field="what", longest=8) == kept
    with pytest.raises(RefusedError) as refused:
        rules.text_if_any("Dag Noor!", field="what", longest=8)
    assert refused.value.field == "what"


def test_every_role_has_a_letter_of_its_own():
    names = [rules.pseudonym(role, 2) for role in Party.Role.values]
    assert names == ["M", "B2", "G2", "S2"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Over B1 was een melding.", ("B1",)),
        ("G2 zag B1.", ("B1", "G2")),
        ("Wij schrijven op niveau B12, in zaal XB1.", ()),
        ("M. de Wit vroeg het, en B3 ook.", ()),
        ("", ()),
    ],
)
def test_a_pseudonym_is_one_by_itself_and_of_this_case(text: str, found: tuple[str, ...]) -> None:
    assert rules.pseudonyms_in(text, {"M", "B1", "G2"}) == found


# --- who takes a step ---


@pytest.mark.parametrize(
    ("given_to", "acts_as", "may"),
    [
        ((Doer.HANDLER,), {"handles": True}, True),
        ((Doer.HANDLER,), {}, False),
        ((Doer.HANDLER,), {"decides": True, "is_lawyer": True}, False),
        ((Doer.DECIDER,), {"handles": True}, False),
        ((Doer.DECIDER,), {"decides": True}, True),
        ((Doer.LAWYER,), {"handles": True}, False),
        ((Doer.HANDLER, Doer.LAWYER), {"is_lawyer": True}, True),
        ((Doer.REPORTER,), {"handles": True, "decides": True, "is_lawyer": True}, False),
    ],
)
def test_a_step_is_for_whom_the_procedure_gives_it_to(given_to, acts_as, may):
    everything = {"handles": False, "decides": False, "is_lawyer": False} | acts_as
    moves = tuple(dataclasses.replace(one, who=given_to) for one in newest("integrity").moves)
    procedure = dataclasses.replace(newest("integrity"), moves=moves)
    told = rules.not_theirs(procedure, Step.ACKNOWLEDGE, "received", rules.doers(**everything))
    assert (told == "") is may
    # Of a step that is not possible from here something else is said.
    assert rules.not_theirs(procedure, Step.CLOSE, "received", rules.doers(**everything)) == ""
