"""A letter that is proposed does not go out with a heading under which nothing was written."""

from __future__ import annotations

import pytest
from tests.filed import STORY, assessment, bring, file_report

from weerbaar.cases import actions, triage
from weerbaar.cases.gaps import open_gap
from weerbaar.cases.models import Case
from weerbaar.cases.procedures import Letter, newest, published
from weerbaar.cases.rulebook import every_proposal
from weerbaar.cases.subjects import LETTER
from weerbaar.database.scope import tenant_scope
from weerbaar.ground.errors import RefusedError

TWO = "Dag.\n\nDit komt hierdoor:\n\n\nJe kunt naar:\n"
QUESTIONS = "Waarover?\n\n\nEr is niets besloten.\n\nWat kunt u doen?\nPraten.\n\nWanneer?\n\n\nGroet"


@pytest.mark.parametrize(
    ("text", "proposed", "heading"),
    [
        ("", TWO, ""),
        ("Een eigen brief.", TWO, ""),
        (TWO, TWO, "Dit komt hierdoor:"),
        ("Dit komt hierdoor:", TWO, "Dit komt hierdoor:"),
        ("Dit komt hierdoor:\nHet is geen werk.\n\nJe kunt naar:\n\n \n", TWO, "Je kunt naar:"),
        ("Dit komt hierdoor:\r\n\r\nHet is geen werk.\r\nJe kunt naar:\r\nDe politie.", TWO, ""),
        ("Dag.\nJe kunt naar:\nDe politie.", TWO, ""),
        (QUESTIONS, QUESTIONS, "Waarover?"),
        (QUESTIONS.replace("Waarover?", "Waarover?\nUw gedrag."), QUESTIONS, "Wanneer?"),
        ("Wat kunt u doen?", QUESTIONS, ""),
        ("Alles: goed", "Zonder gat.", ""),
    ],
)
def test_a_gap_is_found_until_something_stands_in_it(text, proposed, heading):
    assert open_gap(text, proposed) == heading


def test_every_letter_that_is_proposed_has_its_gaps_found():
    assert open_gap(LETTER, LETTER) == "Waar gaat het over?"
    for name in published():
        for letter in (Letter.NOT_HERE, Letter.FEEDBACK):
            words = newest(name).letters.get(letter, "")
            assert not words or open_gap(words, words)
        sent = newest(name).letters[Letter.ACKNOWLEDGEMENT]
        assert not open_gap(sent, sent)


@pytest.mark.req("C3")
def test_why_a_report_does_not_belong_here_is_not_left_open(town):
    filed, staff = file_report(town), town["Fatima"].opened
    bring(staff, filed, "acknowledged")
    given = assessment(admission="not_here")
    triage.assess(staff, code=filed.code, given=given)
    with tenant_scope(town.tenant.id):
        proposals = every_proposal(newest(filed.case.kind), Letter.NOT_HERE)
    assert len(proposals) == 2
    for proposed in proposals:
        with pytest.raises(RefusedError, match="staat nog niets") as refused:
            triage.send_elsewhere(staff, code=filed.code, body=f"{proposed}\n\nGa naar de politie.")
        assert refused.value.field == "body"
    with tenant_scope(town.tenant.id):
        assert Case.objects.get(id=filed.case.id).stage == "acknowledged"
    why = proposals[0].replace("hierdoor:\n", "hierdoor:\nHet gebeurde niet op het werk.\n")
    triage.send_elsewhere(staff, code=filed.code, body=f"{why}\n\nGa naar de politie.")
    with tenant_scope(town.tenant.id):
        assert Case.objects.get(id=filed.case.id).stage == "answered"


@pytest.mark.req("C3")
def test_an_answer_is_not_sent_as_it_was_proposed(town):
    filed, staff = file_report(town), town["Fatima"].opened
    bring(staff, filed, "decided")
    with tenant_scope(town.tenant.id):
        proposed = every_proposal(newest(filed.case.kind), Letter.FEEDBACK)[0]
    with pytest.raises(RefusedError, match="staat nog niets"):
        actions.give_feedback(staff, code=filed.code, body=proposed)
    actions.give_feedback(staff, code=filed.code, body=f"Dit deden wij. {STORY[:5]}")
