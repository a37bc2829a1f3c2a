"""What the reporter said, and whoever else has words of their own: the report, the talk, accounts, protection, guests (C14).

Each public function is a source: it yields what was written, row by row, and counts what it cannot open.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from weerbaar.cases.copy_parts import Part
from weerbaar.cases.detriment import SAID, TYPES, WANTS_HELP
from weerbaar.cases.gathering_reading import DESK, REPORTER, Entry, came_in, facts_of, moment, text_of
from weerbaar.cases.models import Account, CheckIn, ChestKind, FileCopy, Guest, GuestMessage, Message
from weerbaar.cases.on_paper import WITHOUT_WORDS
from weerbaar.database.rows import select
from weerbaar.ground.clock import AMSTERDAM

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator
    from datetime import date, datetime
    from uuid import UUID

    from weerbaar.cases.gathering_reading import Reading, ReportMade

SHOWN_ANSWERS = (
    "when_choice",
    "when_day",
    "when_from",
    "when_until",
    "where",
    "who_knows",
    "capacity",
    "openness",
)
"""The answers of a report that are shown beside the story, in this order. Whom it is about is no part of it."""

_OWN_QUESTIONS = "own"


def report(of: Reading) -> Iterator[Entry]:
    made = of.report
    if made is None:
        return
    answers = {name: made.given[name] for name in (*SHOWN_ANSWERS, _OWN_QUESTIONS) if made.given.get(name)}
    text = str(made.given.get("story", ""))
    entered = of.line("intake.enter")
    facts = facts_of(
        ("Ingevoerd op", moment(entered.at) if entered else ""), *_answered(made), *_words(of, made)
    )
    yield Entry(Part.REPORT, "report", made.what, made.written_by, came_in(of.case), text, facts, answers)
    if why := made.given.get(WITHOUT_WORDS):
        forgone = of.line("intake.forgo_words")
        at = moment(forgone.at) if forgone else ""
        what = "Waarom de melder geen acht woorden kreeg"
        yield Entry(Part.REPORT, "without_words", what, made.entered_by or DESK, at, str(why))
    if made.read_back is not None:
        yield from _read_back(of, made, made.read_back)


_ANSWERED = {
    Account.State.SIGNED: "Akkoord van de melder op",
    Account.State.CORRECTED: "Verbeterd door de melder op",
    Account.State.UNSIGNED: "Zonder akkoord van de melder bewaard op",
}


def _answered(made: ReportMade) -> tuple[tuple[str, str], ...]:
    """Whether the reporter stood by what was written for them, and when they said so."""
    if made.read_back is None:
        return ()
    how = _ANSWERED.get(Account.State(made.read_back.state))
    return ((how, moment(made.read_back.settled_at)),) if how else (("Akkoord van de melder", "Nog niet"),)


def _words(of: Reading, made: ReportMade) -> tuple[tuple[str, str], ...]:
    """That who reported for the reporter knew the words by which the reporter comes back, and until when."""
    if not made.is_for_another:
        return ()
    changed = of.line("reporter.change_words")
    seen = "Wie voor de melder meldde, zag ook de acht woorden van de melder."
    if changed is None:
        told = "De melder nam geen nieuwe. Wat hier van de melder komt, kan dus ook van die persoon komen."
        return (("Wie als de melder kan schrijven", f"{seen} {told}"),)
    day = changed.at.astimezone(AMSTERDAM).date()
    told = "Wat daarvóór van de melder kwam, kan ook van die persoon komen."
    return (
        ("Wie als de melder kon schrijven", f"{seen} {told}"),
        ("Nieuwe woorden van de melder sinds", moment(day)),
    )


def _read_back(of: Reading, made: ReportMade, row: Account) -> Iterator[Entry]:
    """What was laid before the reporter of a report that they did not write, and what they said of it."""
    text = of.in_talk(Part.REPORT, "cases_account", row, "sealed_text")
    if text is not None:
        what = "Dezelfde melding, zoals de melder die kon nalezen"
        yield Entry(Part.REPORT, "read_back", what, made.written_by, moment(row.at), text, _answered(made))
    yield from _corrected(of, row, Part.REPORT, "Verbetering van de melding")


_IDENTITY = {"given": "De melder gaf een naam.", "withdrawn": "De melder trok de naam in."}
_SCORES = {"good": "goed", "fair": "matig", "bad": "niet goed"}


def talk(of: Reading) -> Iterator[Entry]:
    told = FileCopy.objects.filter(case=of.case, message__isnull=False).values_list("message", "not_before")
    days = dict(told)
    begun = dict(Message.objects.filter(id__in=list(days)).values_list("id", "at"))
    spans = [(begun[one], day) for one, day in days.items() if one in begun]
    for row in select(Message, "case_id = %s ORDER BY at, id", [of.case.id]):
        text = of.in_talk(Part.TALK, "cases_message", row, "sealed_body")
        if text is None:
            continue
        facts = facts_of(("Op papier verstuurd op", row.posted_on))
        if row.kind == Message.Kind.IDENTITY:
            text = _IDENTITY.get(text, "")
        elif row.kind == Message.Kind.RATING:
            told = json.loads(text)
            text, facts = told.get("body", ""), facts_of(("Het ging", _SCORES.get(told.get("score"), "")))
        what = Message.Kind(row.kind).label
        part = Part.OBJECTION if _is_of_copy(row, days, spans) else Part.TALK
        yield Entry(part, row.kind, what, _speaker(of, row), moment(row.at), text, facts)


def _is_of_copy(row: Message, told: Collection[UUID], spans: Iterable[tuple[datetime, date | None]]) -> bool:
    """Whether the reporter was told of a copy in this message, or could say something to that by it: also without choosing
    to answer, in the days that they had.
    """
    if row.id in told or row.answers in told:
        return True
    if not row.from_reporter or row.kind != Message.Kind.MESSAGE or row.answers is not None:
        return False
    day = row.at.astimezone(AMSTERDAM).date()
    return any(begun <= row.at and end is not None and day < end for begun, end in spans)


def _speaker(of: Reading, row: Message) -> str:
    if not row.from_reporter:
        return of.colleague(row.author_alias)
    if role := of.helpers.get(row.author_alias):
        return f"{Guest.Role(role).label}, namens de melder"
    return REPORTER


def accounts(of: Reading) -> Iterator[Entry]:
    first = of.report.read_back if of.report else None
    for row in select(Account, "case_id = %s ORDER BY at, id", [of.case.id]):
        if first is not None and row.id == first.id:
            continue
        text = of.in_talk(Part.ACCOUNTS, "cases_account", row, "sealed_text")
        state = Account.State(row.state)
        facts = facts_of(
            ("Verteld op", row.told_on),
            (_ANSWERED.get(state, state.label), moment(row.settled_at) or "Nog geen antwoord"),
            ("Opgenomen", _yes(row.is_recorded)),
        )
        if text is not None:
            what, who = "Verslag van een gesprek met de melder", of.colleague(row.written_by)
            yield Entry(Part.ACCOUNTS, "account", what, who, moment(row.at), text, facts)
        yield from _corrected(of, row, Part.ACCOUNTS, "Verbetering van het verslag")


def _corrected(of: Reading, row: Account, part: Part, what: str) -> Iterator[Entry]:
    text = of.in_talk(part, "cases_account", row, "sealed_correction")
    if text is not None:
        yield Entry(part, "correction", what, REPORTER, moment(row.settled_at), text)


def _yes(answer: object) -> str:
    return "" if answer is None else "ja" if answer else "nee"


def protection(of: Reading) -> Iterator[Entry]:
    guests = {one.holder_alias: one for one in select(Guest, "case_id = %s", [of.case.id])}
    for row in select(CheckIn, "case_id = %s AND answered_at IS NOT NULL ORDER BY answered_at", [of.case.id]):
        guest = guests.get(row.holder_alias)
        part = Part.GUESTS if guest else Part.PROTECTION
        key = of.beside.get(guest.id) if guest else of.keys[ChestKind.TALK]
        told = of.opened(part, key, "cases_checkin", row, "sealed_answer")
        if told is None:
            continue
        given = json.loads(told)
        known = WANTS_HELP if row.about == CheckIn.About.CARE else SAID
        facts = facts_of(
            ("Antwoord", known.get(given["said"], given["said"])),
            ("Wat er is gebeurd", ", ".join(TYPES.get(one, one) for one in given["types"])),
        )
        text = text_of((("", given["what"]), ("Wat deze persoon wil", given["wish"])))
        who = _guest(of, guest) if guest else REPORTER
        what = "Hoe gaat het met de melder?" if not guest else "Hoe gaat het?"
        yield Entry(part, row.about, what, who, moment(row.answered_at), text, facts)


def guests(of: Reading) -> Iterator[Entry]:
    there = {}
    for row in select(Guest, "case_id = %s ORDER BY since, id", [of.case.id]):
        there[row.id] = row
        read = of.in_talk if row.by_reporter else of.in_file
        told = read(Part.GUESTS, "cases_guest", row, "sealed_who")
        if told is not None:
            who = REPORTER if row.by_reporter else of.colleague(row.let_in_by)
            words = json.loads(told)
            text = text_of((("Wie", words["who"]), ("Waarom", words["why"])))
            what = f"Eigen woorden gegeven: {_guest(of, row)}"
            yield Entry(Part.GUESTS, "let_in", what, who, moment(row.since), text)
    for row in select(GuestMessage, "case_id = %s ORDER BY at, id", [of.case.id]):
        key = of.beside.get(row.guest_id)
        text = of.opened(Part.GUESTS, key, "cases_guestmessage", row, "sealed_body")
        if text is not None:
            guest = _guest(of, there[row.guest_id])
            who = guest if row.from_guest else of.colleague(row.author_alias)
            what = "Bericht" if row.from_guest else f"Bericht aan: {guest}"
            yield Entry(Part.GUESTS, "message", what, who, moment(row.at), text)


def _guest(of: Reading, row: Guest) -> str:
    label = str(Guest.Role(row.role).label)
    return f"{label} {of.party(row.party_id)}" if row.party_id else label
