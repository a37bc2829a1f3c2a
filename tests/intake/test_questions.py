"""The questions as data, and the rules for an answer."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from weerbaar.cases.models import Kind
from weerbaar.ground.errors import RefusedError
from weerbaar.intake import questions
from weerbaar.intake.questions import (
    CAPACITY,
    KIND,
    NAME,
    OPENNESS,
    PAGES,
    STORY,
    WHEN,
    WHERE,
    Answer,
    Question,
)

_ANY_TEXT = st.text(alphabet=st.characters(exclude_categories=()))


def test_every_kind_of_a_case_can_be_reported() -> None:
    # A question for advice is no report, and begins on a page of its own.
    assert {choice.value for choice in KIND.choices} == set(Kind.values) - {Kind.ADVICE}


def test_each_way_to_belong_to_the_organisation_is_there() -> None:
    told = {choice.value for choice in CAPACITY.choices}
    assert told >= {
        "employee",
        "former_employee",
        "agency_worker",
        "trainee",
        "volunteer",
        "political_office_holder",
        "supplier_staff",
        "resident",
    }


def test_what_is_required_is_kind_story_capacity_and_openness_and_a_name_where_one_is_given() -> None:
    required = {question.name for question in questions.QUESTIONS.values() if question.is_required}
    assert required == {"kind", "story", "capacity", "openness", "name"}


def test_the_steps_follow_each_other_within_the_six() -> None:
    steps = [page.step for page in PAGES]
    assert steps == sorted(steps)
    assert set(steps) <= set(range(1, questions.STEPS + 1))


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Bram\x00 lachte  ", "Bram lachte"),
        ("een\r\ntwee\rdrie", "een\ntwee\ndrie"),
        ("\ud800oeps", "\ufffdoeps"),
        ("\u202bمرحبا\u202c", "\u202bمرحبا\u202c"),
        ("bang 😱 👩‍👧", "bang 😱 👩‍👧"),
    ],
    ids=["nul", "line ends", "surrogate", "right to left", "emoji"],
)
def test_text_is_kept_as_it_was_meant(typed: str, kept: str) -> None:
    assert questions.read(STORY, typed) == kept


@given(_ANY_TEXT)
def test_any_text_can_be_kept_and_tidying_it_twice_changes_nothing(text: str) -> None:
    tidy = questions.tidy(text)
    assert tidy.encode().decode() == tidy
    assert "\x00" not in tidy
    assert questions.tidy(tidy) == tidy


def _sentence(question: Question, text: str) -> RefusedError | None:
    try:
        questions.read(question, text)
    except RefusedError as refusal:
        return refusal
    return None


@given(_ANY_TEXT)
def test_any_answer_is_kept_or_refused_with_a_sentence_at_its_own_field(text: str) -> None:
    for question in questions.QUESTIONS.values():
        if question.kind is Answer.DAY:
            continue
        refusal = _sentence(question, text)
        if refusal is None:
            assert len(questions.read(question, text)) <= question.limit
        else:
            assert refusal.sentence
            assert refusal.field == question.name


@pytest.mark.parametrize("nothing", ["", "   ", "\n\t\n", "\u200b\u200f", "\x00"])
def test_nothing_is_refused_where_an_answer_is_needed_and_accepted_where_it_is_not(nothing: str) -> None:
    with pytest.raises(RefusedError) as refusal:
        questions.read(STORY, nothing)
    assert refusal.value.sentence == STORY.missing
    assert questions.read(WHERE, nothing) == ""


def test_a_story_of_twenty_thousand_characters_fits_and_one_more_does_not() -> None:
    assert len(questions.read(STORY, "a" * 20_000)) == 20_000
    with pytest.raises(RefusedError) as refusal:
        questions.read(STORY, "a" * 20_001)
    assert refusal.value.values == {"count": "20\u202f001", "limit": "20\u202f000"}


def test_only_an_answer_that_was_offered_is_taken() -> None:
    assert questions.read(KIND, "conduct") == "conduct"
    with pytest.raises(RefusedError, match="Kies een van de antwoorden"):
        questions.read(KIND, "everything")


@pytest.mark.parametrize(
    ("answers", "page", "follows"),
    [
        ({"openness": "anonymous"}, "je-naam", None),
        ({"openness": "confidential"}, "je-naam", "bereikbaar"),
        ({"openness": "open"}, "je-naam", "bereikbaar"),
        ({}, "onderwerp", "verhaal"),
    ],
)
def test_nobody_who_stays_without_a_name_is_asked_for_one(
    answers: dict[str, str], page: str, follows: str | None
) -> None:
    here = questions.page(page)
    assert here is not None
    after = questions.after(here, answers)
    assert (after.slug if after else None) == follows
    if after is not None:
        before = questions.before(after, answers)
        assert before is here


def test_a_name_goes_when_somebody_chooses_to_stay_without() -> None:
    kept = questions.settled({"openness": "anonymous", "name": "Noor", "contact": "06"})
    assert (kept["name"], kept["contact"]) == ("", "")
    kept = questions.settled({"openness": "open", "name": "Noor"})
    assert kept["name"] == "Noor"


def test_an_answer_under_another_choice_is_taken_out() -> None:
    told = {"when_day": "2026-03-07", "when_from": "mei", "when_until": "juni"}
    day = questions.settled({"when_choice": "day", **told})
    assert (day["when_day"], day["when_from"]) == ("2026-03-07", "")
    period = questions.settled({"when_choice": "period", **told})
    assert (period["when_day"], period["when_from"], period["when_until"]) == ("", "mei", "juni")
    assert WHEN.choice("later")


def test_what_is_missing_is_named_with_its_page() -> None:
    told = {"kind": "conduct", "story": "Iets", "capacity": "resident", "openness": "open"}
    assert [(page.slug, question) for page, question in questions.missing(told)] == [("bereikbaar", NAME)]
    assert questions.missing(told | {"openness": "anonymous"}) == ()
    assert [question.name for _, question in questions.missing({})] == [
        "kind", "story", "capacity", "openness",
    ]  # fmt: skip
    assert OPENNESS.is_required


@pytest.mark.parametrize(
    ("kind", "openness", "signal"),
    [("conduct", "anonymous", True), ("conduct", "open", False), ("integrity", "anonymous", False)],
)
def test_unwanted_conduct_without_a_name_is_a_signal(kind: str, openness: str, signal: bool) -> None:
    assert questions.counts_as_no_complaint({"kind": kind, "openness": openness}) is signal
