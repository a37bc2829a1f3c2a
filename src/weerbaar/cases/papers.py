"""The paper on which somebody is asked to decide (C20), or to check a measure on the law (C7): what lies in it, and the
chest of its own that it lies in.

The one who is asked has a key to this chest and to none of the case. Whoever handles the case has one too, and gets it
with the keys of the case; `accesses.remove` takes both.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING
from uuid import UUID

from weerbaar.cases import beside
from weerbaar.cases.beside import PAPER
from weerbaar.cases.models import ChestKind, Decision, DecisionAsked
from weerbaar.cases.sealed import seal_reason
from weerbaar.database.rows import run, select
from weerbaar.vault.chests import open_chests, open_chests_of
from weerbaar.vault.models import Grant

if TYPE_CHECKING:
    from collections.abc import Mapping

    from weerbaar.cases.models import Case, Secrecy
    from weerbaar.vault.chests import ChestKey
    from weerbaar.vault.holders import Opened

YES, NO = "yes", "no"
"""The answers to a question about a measure. Those of any other question are numbered."""

_TABLE = "cases_decisionasked"


@dataclass(frozen=True, slots=True)
class Answer:
    """Something that may be answered, and what that does."""

    key: str
    label: str = field(repr=False)
    does: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Added:
    """What was asked back or told more, on the paper itself."""

    by_decider: bool
    text: str = field(repr=False)
    at: str


@dataclass(frozen=True, slots=True)
class Laid:
    """A measure as the program copied it onto a paper: `code` as in `rules.MEASURES`, `towards` a pseudonym or empty.

    `check` is empty on the paper that asks for it. `bearer` says who bears the burden of one that protects; when it is the
    reporter, `alternative` was considered, with `why_not`, and `agreed` says who went along with it.
    """

    code: str
    towards: str
    what: str = field(repr=False)
    why: str = field(repr=False)
    proportion: str = field(repr=False)
    check: str = field(repr=False)
    bearer: str = ""
    alternative: str = field(default="", repr=False)
    why_not: str = field(default="", repr=False)
    agreed: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Paper:
    """What is asked, under pseudonyms. `measure` is the id of the one it is about, or empty; then `laid` says which.

    About a measure the program writes the question, the answers and what is laid; the asker only adds `facts`.
    """

    question: str = field(repr=False)
    facts: str = field(repr=False)
    answers: tuple[Answer, ...] = field(repr=False)
    hears: str = field(repr=False)
    measure: str = ""
    laid: Laid | None = field(default=None, repr=False)
    added: tuple[Added, ...] = field(default=(), repr=False)

    def label(self, key: str) -> str:
        """The words of an answer; empty when there is no such answer."""
        return next((one.label for one in self.answers if one.key == key), "")

    @property
    def waits_for_asker(self) -> bool:
        """Whether the one who decides asked something back that was not told yet."""
        return bool(self.added) and self.added[-1].by_decider


def make_chest(case: Case, asked: DecisionAsked) -> ChestKey:
    """A chest for a paper, with a key for who is asked and for everybody who is in the case, for as long as they are."""
    return beside.make_chest(case, asked.id, PAPER, by=asked.asked_by, outside={asked.asked_of: None})


def key_to(holder: Opened, asked_id: UUID) -> ChestKey | None:
    """The key to one paper, for whoever has one."""
    return open_chests(holder, asked_id, [PAPER]).get(PAPER)


def keys_to_papers(holder: Opened, case: Case) -> dict[UUID, ChestKey]:
    """The keys to the papers of a case, by paper. Two queries, whatever their number."""
    found = run("SELECT id FROM cases_decisionasked WHERE case_id = %s ORDER BY asked_at, id", [case.id])
    ids = [asked_id for (asked_id,) in found]
    opened = open_chests_of(holder, ids, [PAPER]) if ids else {}
    return {asked_id: opened[asked_id][PAPER] for asked_id in ids if asked_id in opened}


def take_key(asked: DecisionAsked) -> None:
    """Take the key of a paper back from who was asked: they gave it back, or it was withdrawn."""
    Grant.objects.filter(chest__owner_id=asked.id, chest__kind=PAPER, holder_alias=asked.asked_of).delete()


def seal_paper(key: ChestKey, asked: DecisionAsked, paper: Paper) -> None:
    """Put the question into an unsaved row."""
    asked.sealed_question = key.seal(_TABLE, asked.id, "sealed_question", json.dumps(asdict(paper)).encode())


def paper_of(key: ChestKey, asked: DecisionAsked) -> Paper:
    """What is asked."""
    held = json.loads(key.open(_TABLE, asked.id, "sealed_question", asked.sealed_question))
    answers = tuple(Answer(**one) for one in held.pop("answers"))
    added = tuple(Added(**one) for one in held.pop("added"))
    laid = held.pop("laid")
    return Paper(**held, answers=answers, added=added, laid=Laid(**laid) if laid else None)


def seal_answer(key: ChestKey, asked: DecisionAsked, content: Mapping[str, str]) -> bytes:
    """Put what was answered into an unsaved row: `choice` and `reason`, or `handed_back`."""
    blob = key.seal(_TABLE, asked.id, "sealed_answer", json.dumps(dict(content)).encode())
    asked.sealed_answer = blob
    return blob


def answer_of(key: ChestKey, asked: DecisionAsked) -> dict[str, str]:
    """What was answered; empty as long as nothing was."""
    if asked.sealed_answer is None:
        return {}
    return json.loads(key.open(_TABLE, asked.id, "sealed_answer", asked.sealed_answer))


def seal_secrecy(key: ChestKey, row: Secrecy, content: Mapping[str, str]) -> bytes:
    """Put on what, for whom and why into an unsaved row, and later by whom and why it was lifted."""
    row.sealed_text = key.seal("cases_secrecy", row.id, "sealed_text", json.dumps(dict(content)).encode())
    return row.sealed_text


def secrecy_of(key: ChestKey, row: Secrecy) -> dict[str, str]:
    """On what, for whom and why; by whom and why lifted."""
    return json.loads(key.open("cases_secrecy", row.id, "sealed_text", row.sealed_text))


def take_in_answers(holder: Opened, case: Case) -> bool:
    """Put answers that nobody of the case saw yet among its decisions: who decided has no key to write there.

    The decision has the id of the question, so that it is there once, whoever looks first. Says whether there were any.
    """
    new = select(
        DecisionAsked,
        "case_id = %s AND answered_at IS NOT NULL"
        " AND id NOT IN (SELECT id FROM cases_decision WHERE case_id = %s)",
        [case.id, case.id],
    )
    if not new:
        return False
    keys = [(asked, key_to(holder, asked.id)) for asked in new]
    found = [_as_decision(holder, case, asked, key) for asked, key in keys if key]
    Decision.objects.bulk_create(found, ignore_conflicts=True)
    return bool(found)


def _as_decision(holder: Opened, case: Case, asked: DecisionAsked, key: ChestKey) -> Decision:
    paper, answer = paper_of(key, asked), answer_of(key, asked)
    verb = "case.check_measure" if asked.is_check else "decision.answer"
    decision = Decision(id=asked.id, tenant_id=case.tenant_id, case=case, verb=verb)
    assert asked.answered_at is not None  # noqa: S101 - only answered questions are taken in
    decision.actor_alias, decision.at = asked.asked_of, asked.answered_at
    file_key = open_chests(holder, case.id, [ChestKind.FILE])
    seal_reason(file_key, decision, f"{paper.question} {paper.label(answer['choice'])}. {answer['reason']}")
    return decision
