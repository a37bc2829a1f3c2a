"""What was decided about somebody, and what they were told and said: measures, notices and hearings, letters (C14).

Each public function is a source: it yields what was written, row by row, and counts what it cannot open.
"""

from __future__ import annotations

import json
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from weerbaar.cases.copy_parts import Part
from weerbaar.cases.gathering_reading import DESK, Entry, facts_of, moment, text_of
from weerbaar.cases.measure_rules import MEASURES
from weerbaar.cases.models import (
    ClosingLetter,
    Decision,
    Guest,
    Measure,
    OutcomeCode,
    Rehabilitation,
    SubjectNotice,
)
from weerbaar.cases.subjects import HOW
from weerbaar.database.rows import select
from weerbaar.vault.seal import SealBrokenError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from weerbaar.cases.gathering_reading import Reading
    from weerbaar.vault.chests import ChestKey

_DECIDED = "Besloten tot een maatregel"

_FOLLOWS = {None: "", True: "De werkgever volgt dit.", False: "De werkgever volgt dit niet."}


def measures(of: Reading) -> Iterator[Entry]:
    dropped = _reasons(of, "case.drop_measure")
    for row in select(Measure, "case_id = %s ORDER BY proposed_at, id", [of.case.id]):
        told = of.in_file(Part.MEASURES, "cases_measure", row, "sealed_text")
        if told is not None:
            yield from _of_measure(of, row, json.loads(told), dropped)


def _reasons(of: Reading, verb: str) -> dict[str, Decision]:
    """The decisions of one verb by their reason, which tells of which thing each was."""
    rows = select(Decision, "case_id = %s AND verb = %s ORDER BY at, id", [of.case.id, verb])
    told = ((one, of.in_file(Part.MEASURES, "cases_decision", one, "sealed_reason")) for one in rows)
    return {reason.strip(): one for one, reason in told if reason is not None}


def _of_measure(
    of: Reading, row: Measure, texts: Mapping[str, Any], dropped: Mapping[str, Decision]
) -> Iterator[Entry]:
    """What was proposed, checked, advised and decided: each by who did it, when that was."""
    facts = facts_of(
        ("Maatregel", MEASURES[row.code].label),
        ("Voor", of.party(row.party_id) if row.party_id else "de organisatie"),
        ("Hoe het ervoor staat", Measure.State(row.state).label),
    )
    fit = "Zo kan het." if texts.get("is_fit") else "Zo kan het niet."
    gone = dropped.get(texts.get("dropped", "").strip())
    advised = of.line("case.advise_measure", row.id)
    steps = (
        ("Maatregel voorgesteld", row.proposed_by, moment(row.proposed_at), _proposed(texts)),
        (
            "Maatregel getoetst",
            row.checked_by,
            moment(row.checked_at),
            text_of((("", texts.get("check") and fit), ("", texts.get("check")))),
        ),
        (
            "Werkgever geadviseerd over een maatregel",
            advised.actor_alias if advised else None,
            texts.get("advised", {}).get("on", ""),
            _advised(texts.get("advised")),
        ),
        (_DECIDED, row.decided_by, moment(row.decided_at), texts.get("decision", "")),
        (
            "Maatregel gaat niet door",
            gone.actor_alias if gone else None,
            moment(gone.at) if gone else "",
            texts.get("dropped", ""),
        ),
    )
    for what, by, at, text in steps:
        if text:
            who = of.colleague(by) if by else DESK
            theirs = row.party_id if what == _DECIDED and _is_for_its_party(row) else None
            yield Entry(Part.MEASURES, row.code, what, who, at, text, facts, theirs=theirs)


def _is_for_its_party(row: Measure) -> bool:
    """Whether whom a measure is about gets the decision: it stands, and it is not the reporter's burden."""
    return row.state == Measure.State.DECIDED and row.bearer != Measure.Bearer.REPORTER


def _proposed(texts: Mapping[str, Any]) -> str:
    return text_of(
        (
            ("Wat", texts.get("what")),
            ("Waarom", texts.get("why")),
            ("Waarom niets lichters", texts.get("proportion")),
            ("Wat is overwogen", texts.get("alternative")),
            ("Waarom dat niet kon", texts.get("why_not")),
            ("Wie ermee instemde", texts.get("agreed")),
        )
    )


def _advised(advised: Mapping[str, Any] | None) -> str:
    if not advised:
        return ""
    said = f"{_FOLLOWS[advised.get('follows')]} {advised.get('said', '')}".strip()
    return text_of((("Aan", advised["receiver"]), ("", advised["text"]), ("Antwoord", said)))


def subjects(of: Reading) -> Iterator[Entry]:
    for row in select(SubjectNotice, "case_id = %s ORDER BY id", [of.case.id]):
        told = of.in_file(Part.SUBJECTS, "cases_subjectnotice", row, "sealed_text")
        if not told:
            continue
        words, short = json.loads(told), of.party(row.party_id)
        about = facts_of(("Over", short))
        if words.get("told"):
            what, at = f"Bericht aan {short}", moment(row.given_at)
            yield Entry(Part.SUBJECTS, "told", what, DESK, at, words["told"], about, theirs=row.party_id)
        if words.get("said"):
            # Not a statement of their own hand: the desk wrote down what it heard.
            what = f"Wat {short} zei, zoals het meldpunt het opschreef"
            at, how = moment(row.heard_at), facts_of(("Hoe", HOW.get(words.get("how", ""), "")))
            facts = about + how
            yield Entry(Part.SUBJECTS, "said", what, DESK, at, words["said"], facts, theirs=row.party_id)


def letters(of: Reading) -> Iterator[Entry]:
    for row in select(ClosingLetter, "case_id = %s ORDER BY at, id", [of.case.id]):
        text = of.in_file(Part.LETTERS, "cases_closingletter", row, "sealed_text")
        short = of.party(row.party_id)
        facts = facts_of(("Uitkomst", OutcomeCode(row.outcome).label if row.outcome else ""))
        if text:
            what = f"Brief aan {short} over wat is vastgesteld"
            who = of.colleague(row.written_by)
            at = moment(row.at)
            yield Entry(Part.LETTERS, "letter", what, who, at, text, facts, theirs=row.party_id)
    guests = select(Guest, "case_id = %s ORDER BY since DESC", [of.case.id])
    for row in select(Rehabilitation, "case_id = %s ORDER BY proposed_at, id", [of.case.id]):
        keys = [of.beside.get(one.id) for one in guests if one.party_id == row.party_id]
        told = _on_their_page(row, keys)
        told = told or of.in_file(Part.LETTERS, "cases_rehabilitation", row, "sealed_words")
        if told is None:
            continue
        held, short = json.loads(told), of.party(row.party_id)
        facts = facts_of(("Hoe het ervoor staat", Rehabilitation.State(row.state).label))
        facts += tuple(("Wie dit hoort", f"{one['who']} {one['on']}".strip()) for one in held["whom"])
        what = f"Woorden om de naam van {short} te herstellen"
        who, at = of.colleague(row.proposed_by), moment(row.proposed_at)
        yield Entry(Part.LETTERS, "rehabilitation", what, who, at, held["words"], facts, theirs=row.party_id)
        if held["said"]:
            replies = [one for one in of.lines if one.verb == "guest.answer_rehabilitation"]
            # To the words that stand there now: they may have answered earlier ones themself.
            is_own = any(one.object_id == row.party_id and one.at >= row.proposed_at for one in replies)
            what = f"Wat {short} van die woorden vindt"
            who = short if is_own else DESK
            what = what if is_own else f"{what}, zoals het meldpunt het opschreef"
            at = moment(row.settled_at)
            yield Entry(Part.LETTERS, "reply", what, who, at, held["said"], theirs=row.party_id)


def _on_their_page(row: Rehabilitation, keys: Iterable[ChestKey | None]) -> str | None:
    """What stands on a subject's own page, where they answer: they have no key to the file. None where nothing does."""
    for key in keys:
        if key and row.sealed_copy:
            with suppress(SealBrokenError):
                return key.open(
                    "cases_rehabilitation", row.id, "sealed_copy", bytes(row.sealed_copy)
                ).decode()
    return None
