"""What the desk wrote and did: from assessment and decisions to notes, tasks and what it taught (C14).

Each public function is a source: it yields what was written, row by row, and counts what it cannot open.
"""

from __future__ import annotations

import json
from datetime import datetime
from typing import TYPE_CHECKING

from weerbaar.cases import papers
from weerbaar.cases.copy_lines import VERBS_OF
from weerbaar.cases.copy_parts import Part
from weerbaar.cases.copy_standing import ABOUT_COPIES
from weerbaar.cases.gathering_reading import DESK, Entry, facts_of, moment, text_of
from weerbaar.cases.models import (
    Admission,
    Decision,
    DecisionAsked,
    Duty,
    Kind,
    Lesson,
    Note,
    PlanLine,
    Referral,
    Release,
    Secrecy,
    Sphere,
    Task,
    Triage,
    Typology,
    Urgency,
)
from weerbaar.cases.sealed_columns import OF_ASKED
from weerbaar.cases.timeline import SAYS_WHO_STAYS_OUT, told_of
from weerbaar.cases.wbk import WORDS as WBK_WORDS
from weerbaar.cases.wbk import Question
from weerbaar.database.rows import select

if TYPE_CHECKING:
    from collections.abc import Iterator

    from weerbaar.cases.gathering_reading import Reading
    from weerbaar.vault.chests import ChestKey

_ASSESSED = (
    ("kind", "Soort", Kind),
    ("typology", "Waar het over gaat", Typology),
    ("sphere", "Sociaal of zakelijk", Sphere),
    ("urgency", "Hoe snel", Urgency),
    ("admission", "Hoort het hier?", Admission),
)

_SAID = {"yes": "ja", "no": "nee", "unknown": "niet bekend"}


def assessment(of: Reading) -> Iterator[Entry]:
    for row in select(Triage, "case_id = %s ORDER BY at, id", [of.case.id]):
        told = of.in_file(Part.ASSESSMENT, "cases_triage", row, "sealed_answers")
        if told is None:
            continue
        given = json.loads(told)
        facts = facts_of(
            *((label, codes(given[name]).label) for name, label, codes in _ASSESSED if given.get(name)),
            *((WBK_WORDS[Question(name)][0], _SAID[said]) for name, said in given["wbk"].items()),
            ("Waar het wel hoort", given["route"]),
        )
        who, at = of.colleague(row.by_alias), moment(row.at)
        yield Entry(Part.ASSESSMENT, "assessment", "Beoordeling", who, at, given["reason"], facts)


def duties(of: Reading) -> Iterator[Entry]:
    # Whether a duty is there is said with the assessment, each time anew.
    said = next(iter(select(Triage, "case_id = %s ORDER BY at DESC LIMIT 1", [of.case.id])), None)
    who, at = (of.colleague(said.by_alias), moment(said.at)) if said else (DESK, "")
    for row in select(Duty, "case_id = %s ORDER BY name", [of.case.id]):
        told = of.in_file(Part.DUTIES, "cases_duty", row, "sealed_detail")
        if told is None:
            continue
        detail = json.loads(told)
        facts = facts_of(
            ("Moet dit?", Duty.Answer(row.answer).label),
            ("Wie besluit", detail.get("who", "")),
            ("Uiterlijk", row.due_on),
        )
        what, why = Duty.Name(row.name).label, detail.get("why", "")
        yield Entry(Part.DUTIES, row.name, what, who, at, why, facts)
        if done := detail.get("what"):
            # Who did it stands with the decisions.
            told = f"{what}: wat is besloten of gedaan"
            yield Entry(Part.DUTIES, row.name, told, DESK, moment(row.settled_at), done)


def questions(of: Reading) -> Iterator[Entry]:
    """The papers, without those on which something is under secrecy now: of these only the number is told."""
    secrets = select(Secrecy, OF_ASKED + " ORDER BY imposed_at, id", [of.case.id])
    hidden = {one.asked_id for one in secrets if one.lifted_at is None}
    of.secret = len(hidden)
    for row in select(DecisionAsked, "case_id = %s ORDER BY asked_at, id", [of.case.id]):
        if row.id in hidden:
            continue
        key = of.beside.get(row.id)
        if key is None:
            of.closed[Part.QUESTIONS] += 1
            continue
        yield from _of_question(of, row, key)
        yield from (_lifted(of, row, key, one) for one in secrets if one.asked_id == row.id)


def _of_question(of: Reading, row: DecisionAsked, key: ChestKey) -> Iterator[Entry]:
    paper, answer = papers.paper_of(key, row), papers.answer_of(key, row)
    whom, who = of.colleague(row.asked_of), of.colleague(row.asked_by)
    facts = facts_of(
        ("Voorgelegd aan", whom),
        ("Uiterlijk", row.due_on),
        ("Ingetrokken op", moment(row.withdrawn_at)),
    )
    laid = paper.laid
    more = ((("Wat", laid.what), ("Waarom", laid.why), ("Toets", laid.check)) if laid else ())  # fmt: skip
    choices = [("Mogelijk antwoord", f"{one.label}. {one.does}") for one in paper.answers]
    text = text_of((("", paper.question), ("", paper.facts), *more, *choices))
    what = "Vraag om een toets" if row.is_check else "Vraag om een besluit"
    yield Entry(Part.QUESTIONS, "question", what, who, moment(row.asked_at), text, facts)
    for one in paper.added:
        # Any colleague in the case may add to a question, and the paper does not say which.
        what, by = ("Vraag terug", whom) if one.by_decider else ("Aanvulling op de vraag", DESK)
        yield Entry(Part.QUESTIONS, "added", what, by, moment(datetime.fromisoformat(one.at)), one.text)
    if answer:
        given = text_of(
            (
                ("", paper.label(answer.get("choice", ""))),
                ("Reden", answer.get("reason")),
                ("Teruggegeven", answer.get("handed_back")),
            )
        )
        at = moment(row.answered_at or row.withdrawn_at)
        yield Entry(Part.QUESTIONS, "answer", "Antwoord", whom, at, given)


def _lifted(of: Reading, row: DecisionAsked, key: ChestKey, secrecy: Secrecy) -> Entry:
    """Secrecy that was imposed and lifted since: that it was is told, and why."""
    told = of.opened(Part.QUESTIONS, key, "cases_secrecy", secrecy, "sealed_text")
    words = json.loads(told) if told else {}
    text = text_of(("", str(one)) for one in words.values())
    facts = facts_of(("Opgeheven op", moment(secrecy.lifted_at)))
    who, at = of.colleague(secrecy.imposed_by), moment(secrecy.imposed_at)
    return Entry(Part.QUESTIONS, "secrecy", "Geheimhouding, opgeheven", who, at, text, facts)


def decisions(of: Reading) -> Iterator[Entry]:
    for row in select(Decision, "case_id = %s ORDER BY at, id", [of.case.id]):
        part = _part_of(row.verb)
        # What who decides answered, or a lawyer said, stands with the question.
        if row.verb == "decision.answer":
            continue
        text = of.in_file(part, "cases_decision", row, "sealed_reason")
        if text is None:
            continue
        is_apart = row.verb in SAYS_WHO_STAYS_OUT and row.object_alias in of.kept_apart
        whom = "een collega" if is_apart else of.first_name(row.object_alias)
        is_own = row.actor_alias == row.object_alias
        who = of.first_name(row.actor_alias)
        what = told_of(row.verb, who=who, whom=whom, is_own=is_own) or "Besluit"
        yield Entry(part, row.verb, what, of.colleague(row.actor_alias), moment(row.at), text)


def _part_of(verb: str) -> Part:
    if verb in ABOUT_COPIES:
        return Part.COPIES
    return next((one for one in (Part.ACCESS, Part.PROTECTION) if verb in VERBS_OF[one]), Part.DECISIONS)


def handed_on(of: Reading) -> Iterator[Entry]:
    for row in select(Referral, "case_id = %s ORDER BY made_at, id", [of.case.id]):
        told = of.in_file(Part.HANDED_ON, "cases_referral", row, "sealed_package")
        if told is None:
            continue
        facts = facts_of(
            ("Aan", Referral.Receiver(row.receiver).label), ("Overgedragen op", moment(row.handed_over_at))
        )
        who, note = of.colleague(row.made_by), json.loads(told)["content"].get("note", "")
        yield Entry(Part.HANDED_ON, "package", "Pakket gemaakt", who, moment(row.made_at), note, facts)
    for row in select(Release, "case_id = %s ORDER BY made_at, id", [of.case.id]):
        told = of.in_file(Part.HANDED_ON, "cases_release", row, "sealed_package")
        if told is None:
            continue
        kept = json.loads(told)
        facts = facts_of(
            ("Aan", "; ".join(kept["receivers"])),
            ("Stukken", ", ".join(kept["files"])),
            ("Verstuurd op", moment(row.sent_at)),
            ("Teruggenomen op", moment(row.recalled_at)),
        )
        who, at = of.colleague(row.made_by), moment(row.made_at)
        yield Entry(Part.HANDED_ON, "release", "Doorgegeven aan een ander", who, at, kept["text"], facts)


def notes(of: Reading) -> Iterator[Entry]:
    for row in select(Note, "case_id = %s ORDER BY at, id", [of.case.id]):
        if row.withdrawn_at:
            of.taken_back[Part.NOTES] += 1
            continue
        text = of.in_file(Part.NOTES, "cases_note", row, "sealed_text")
        if text is not None:
            who = of.colleague(row.author_alias)
            yield Entry(Part.NOTES, "note", "Notitie", who, moment(row.at), text)


def tasks(of: Reading) -> Iterator[Entry]:
    for row in select(Task, "case_id = %s ORDER BY made_at, id", [of.case.id]):
        text = of.in_file(Part.TASKS, "cases_task", row, "sealed_text")
        result = of.in_file(Part.TASKS, "cases_task", row, "sealed_result")
        if text is not None:
            ended = "Vervallen op" if row.is_dropped else "Klaar op"
            facts = facts_of(("Voor", of.colleague(row.for_alias)), (ended, moment(row.ended_at)))
            who = of.colleague(row.made_by)
            yield Entry(Part.TASKS, "task", "Taak", who, moment(row.made_at), text, facts)
        if result:
            what = "Waarom een taak verviel" if row.is_dropped else "Wat uit een taak kwam"
            who, at = of.colleague(row.ended_by), moment(row.ended_at)
            yield Entry(Part.TASKS, "result", what, who, at, result)


def plan(of: Reading) -> Iterator[Entry]:
    for row in select(PlanLine, "case_id = %s ORDER BY made_at, id", [of.case.id]):
        if row.dropped_at:
            of.taken_back[Part.PLAN] += 1
            continue
        told = of.in_file(Part.PLAN, "cases_planline", row, "sealed_text")
        if told is not None:
            words = json.loads(told)
            facts = facts_of(
                ("Voor", PlanLine.Audience(row.audience).label),
                ("Verteld door", words["teller"]),
                ("Verteld op", row.told_on),
            )
            who, at = of.colleague(row.made_by), moment(row.made_at)
            yield Entry(Part.PLAN, row.audience, "Communicatieplan", who, at, words["text"], facts)


def lessons(of: Reading) -> Iterator[Entry]:
    for row in select(Lesson, "case_id = %s ORDER BY at, id", [of.case.id]):
        text = of.in_file(Part.LESSONS, "cases_lesson", row, "sealed_text")
        if text is not None:
            who = of.colleague(row.made_by)
            yield Entry(Part.LESSONS, "lesson", "Les", who, moment(row.at), text)
