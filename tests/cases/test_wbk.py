"""The test of the Wbk as questions: every combination that matters, and which answers led to the outcome (C3)."""

from __future__ import annotations

from itertools import product

import pytest

from weerbaar.cases.wbk import WORDS, Answer, Question, outcome_of, sentence_of

Y, N, U = "yes", "no", "unknown"
NAMES = [one.value for one in Question]

# grounds work union | rule danger more pattern serious | outcome, and what it hangs on
TABLE = [
    ((Y, Y, N, Y, N, Y, Y, N), Y, "grounds work rule more_than_one pattern"),
    ((Y, Y, N, N, Y, Y, N, Y), Y, "grounds work danger more_than_one serious"),
    ((Y, Y, N, Y, Y, Y, Y, Y), Y, "grounds work rule danger more_than_one pattern serious"),
    ((Y, Y, Y, N, N, N, N, N), Y, "grounds work union_law"),
    ((Y, Y, Y, U, U, U, U, U), Y, "grounds work union_law"),
    ((Y, Y, U, Y, U, Y, U, Y), Y, "grounds work rule more_than_one serious"),
    ((N, Y, Y, Y, Y, Y, Y, Y), N, "grounds"),
    ((Y, N, Y, Y, Y, Y, Y, Y), N, "work"),
    ((N, N, U, U, U, U, U, U), N, "grounds work"),
    ((N, U, U, U, U, U, U, U), N, "grounds"),
    ((Y, Y, N, N, N, Y, Y, Y), N, "union_law rule danger"),
    ((Y, Y, N, Y, Y, N, Y, Y), N, "union_law more_than_one"),
    ((Y, Y, N, Y, Y, Y, N, N), N, "union_law pattern serious"),
    ((Y, Y, N, N, N, N, N, N), N, "union_law rule danger more_than_one pattern serious"),
    ((U, U, N, Y, Y, N, Y, Y), N, "union_law more_than_one"),
    ((Y, Y, N, U, U, N, U, U), N, "union_law more_than_one"),
    ((U, Y, Y, N, N, N, N, N), U, "grounds"),
    ((Y, U, N, Y, N, Y, Y, N), U, "work"),
    ((Y, Y, U, N, N, Y, Y, Y), U, "union_law"),
    ((Y, Y, U, U, N, Y, Y, N), U, "union_law rule"),
    ((Y, Y, N, U, N, Y, Y, N), U, "rule"),
    ((Y, Y, N, Y, N, U, Y, N), U, "more_than_one"),
    ((Y, Y, N, Y, N, Y, U, N), U, "pattern"),
    ((Y, Y, N, Y, N, Y, U, U), U, "pattern serious"),
    ((U, U, U, U, U, U, U, U), U, " ".join(NAMES)),
]


@pytest.mark.parametrize(("given", "answer", "because"), TABLE, ids=[" ".join(row[0]) for row in TABLE])
def test_the_answers_come_to_this_for_these_reasons(given, answer, because):
    outcome = outcome_of(dict(zip(NAMES, given, strict=True)))
    assert outcome.answer == answer
    assert " ".join(outcome.because) == because


def plainly(one: dict[str, bool]) -> bool:
    """The formula of domain.md §1.3, as it stands there."""
    danger = one["rule"] or one["danger"]
    public = danger and one["more_than_one"] and (one["pattern"] or one["serious"])
    return one["grounds"] and one["work"] and (one["union_law"] or public)


def completions(given: dict[str, str]) -> set[bool]:
    """What the formula says of every way in which the unknown answers can still turn out."""
    choices = [{Y: (True,), N: (False,), U: (True, False)}[given[name]] for name in NAMES]
    return {plainly(dict(zip(NAMES, one, strict=True))) for one in product(*choices)}


def test_every_combination_says_what_the_formula_says():
    """All 6,561: an outcome is certain exactly when no answer that is still open could change it."""
    for answers in product((Y, N, U), repeat=len(NAMES)):
        given = dict(zip(NAMES, answers, strict=True))
        outcome = outcome_of(given)
        possible = completions(given)
        assert outcome.answer == (U if len(possible) == 2 else Y if True in possible else N)
        assert outcome.because


def test_what_led_to_a_certain_outcome_is_enough_for_it():
    for answers in product((Y, N, U), repeat=len(NAMES)):
        given = dict(zip(NAMES, answers, strict=True))
        outcome = outcome_of(given)
        if outcome.answer is Answer.UNKNOWN:
            assert all(given[one] == U for one in outcome.because)
        else:
            assert all(given[one] == outcome.answer for one in outcome.because)
            bare = {one.value: given[one] for one in outcome.because}
            assert outcome_of(bare).answer is outcome.answer


def test_nothing_answered_is_unknown_and_a_word_that_is_no_answer_breaks():
    assert outcome_of({}).answer is Answer.UNKNOWN
    with pytest.raises(ValueError, match="perhaps"):
        outcome_of({"grounds": "perhaps"})


def test_every_question_and_outcome_has_words():
    assert set(WORDS) == set(Question)
    assert (
        len({sentence_of(outcome_of({"grounds": one})) for one in (Y, N)} | {sentence_of(outcome_of({}))})
        == 2
    )
    assert "nog niet" in sentence_of(outcome_of({}))
