"""Each decision that a verb keeps has words on the page of a case: a code is for the log."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.utils import translation

import weerbaar
from weerbaar.web.office.cases import words

SOURCE = Path(weerbaar.__file__).parent / "cases"
# What was decided outside a case is put among its decisions by `papers`, under one of these.
TAKEN_IN = frozenset({"case.check_measure", "decision.answer"})


def _calls() -> Iterator[tuple[str, ast.expr]]:
    """Where `decide` is called, and which verb it is given."""
    for path in sorted(SOURCE.glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "decide":
                yield f"{path.name}:{node.lineno}", node.args[3]


CALLS = dict(_calls())
VERBS = sorted({ast.literal_eval(one) for one in CALLS.values() if isinstance(one, ast.Constant)} | TAKEN_IN)


def test_every_call_names_its_verb_where_it_is_read_here():
    assert len(CALLS) > 40
    assert not [place for place, verb in CALLS.items() if not isinstance(verb, ast.Constant)]


@pytest.mark.req("C14")
@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("verb", VERBS)
def test_a_decision_is_told_in_words_in_both_languages(verb, language):
    with translation.override("nl"):
        dutch = words.decision(verb, by=None, whom=None)
    with translation.override(language):
        told = words.decision(verb, by=None, whom=None)
    assert "." not in told
    assert (told == dutch) is (language == "nl")
