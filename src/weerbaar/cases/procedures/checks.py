"""Refusing a procedure that cannot be followed to its end, or that is slower than a law (C1). Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise, product
from typing import TYPE_CHECKING

from weerbaar.cases.procedures.values import (
    STATUTORY,
    Basis,
    Doer,
    From,
    Guard,
    Letter,
    Line,
    Place,
    Step,
    TermName,
    Unit,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from weerbaar.cases.procedures.values import Move, Procedure


@dataclass(frozen=True, slots=True)
class Limit:
    """What the law says of a term at most. Wbk art. 2, domain §1.4."""

    length: int
    unit: Unit
    starts: From


LAW: Mapping[tuple[Basis, TermName], Limit] = {
    (Basis.WBK_2, TermName.ACKNOWLEDGE): Limit(7, Unit.CALENDAR_DAYS, From.RECEIVED),
    (Basis.WBK_2, TermName.FEEDBACK): Limit(3, Unit.MONTHS, From.ACKNOWLEDGED_OR_LATEST),
}
"""The terms that a law sets. A procedure may be quicker, never slower."""

BOUND: Mapping[str, Basis] = {"wrongdoing": Basis.WBK_2}
"""Procedures that a law obliges to have its terms, all of them."""

_SHORTEST = {Unit.CALENDAR_DAYS: 1, Unit.WORKING_DAYS: 1, Unit.WEEKS: 7, Unit.MONTHS: 28}
"""How many days a unit lasts at the least."""

_AGAINST = ((Guard.ADMITTED, Guard.NOT_ADMITTED),)
"""Guards that are never met together."""

_GIVES: Mapping[Guard, frozenset[Step]] = {
    Guard.FEEDBACK_GIVEN: frozenset({Step.FEEDBACK, Step.NOT_HERE}),
    Guard.OUTCOME_RECORDED: frozenset({Step.DECIDE}),
    Guard.CONCLUDED: frozenset({Step.DECIDE, Step.NOT_HERE}),
}
"""Guards that only a step brings about, and which. `decide` records the outcome before it moves the case."""

_ALWAYS_NEEDS = {
    Step.ASSESS: (Guard.TRIAGED, Guard.ADMITTED),
    Step.NOT_HERE: (Guard.TRIAGED, Guard.NOT_ADMITTED),
}
"""What a step means by its name, whatever the file says."""


def _must_need(procedure: Procedure, step: Step) -> tuple[Guard, ...]:
    if step is Step.CLOSE:
        # Nothing comes out of what is no report: there it is the answer that ends it.
        return (Guard.CONCLUDED,) if procedure.is_report else (Guard.FEEDBACK_GIVEN,)
    return _ALWAYS_NEEDS.get(step, ())


_STEPS_OF_ALL = {
    Step.ACKNOWLEDGE: "the reporter hears that their report came in",
    Step.FEEDBACK: "the reporter hears what was done and why",
    Step.CLOSE: "a case comes to its end",
}
_TERMS_OF_ALL = {
    TermName.ACKNOWLEDGE: "whoever reports is told by when they hear of it",
    TermName.FEEDBACK: "the acknowledgement says by when there is an answer",
}
"""What every procedure has, and what for: filing and the pages of the reporter count on it."""

_ENDS_IT = (Letter.NOT_HERE, Letter.FEEDBACK)
OMBUDSMAN = "ombudsman"
"""The word by which an answer points to the ombudsman."""

_WITH_WORDS = {
    Step.ACKNOWLEDGE: Letter.ACKNOWLEDGEMENT,
    Step.NOT_HERE: Letter.NOT_HERE,
    Step.FEEDBACK: Letter.FEEDBACK,
}
_BLANK = re.compile(r"\{([^{}]*)\}")
BLANKS = frozenset({"feedback_due"})
"""What a letter may leave open for the page to fill in."""


def problems(procedure: Procedure) -> Iterable[str]:
    """What is wrong with a procedure that was read, sentence by sentence."""
    yield from _doubles(procedure)
    strange = list(_strangers(procedure))
    yield from strange
    if not strange:
        yield from _ways(procedure)
        yield from _needs(procedure)
        yield from _of_all(procedure)
        yield from _clocks(procedure)
        yield from _laws(procedure)
    yield from _deciding(procedure)
    yield from _words(procedure)


def _doubles(procedure: Procedure) -> Iterable[str]:
    named: dict[str, list[str]] = {
        "stage": [one.value for one in procedure.places],
        "term": [one.name.value for one in procedure.terms],
    }
    for kind, names in named.items():
        for name in sorted({one for one in names if names.count(one) > 1}):
            yield f"the {kind} {name} is there twice."
    steps = [(one.step, place) for one in procedure.moves for place in one.sources]
    for step, place in sorted({one for one in steps if steps.count(one) > 1}):
        yield f"the step {step} from the stage {place} is there twice."
    for move in procedure.moves:
        for what, listed in (("needs", move.needs), ("meets", move.meets), ("who", move.who)):
            if len(set(listed)) < len(listed):
                yield f"step {move.step}: {what} names something twice."


def _strangers(procedure: Procedure) -> Iterable[str]:
    for move in procedure.moves:
        for place in (*move.sources, *((move.to,) if move.to else ())):
            if place not in procedure.places:
                yield f"step {move.step}: the stage {place} is not in this procedure."
        for name in move.meets:
            if procedure.term(name) is None:
                yield f"step {move.step}: the term {name} is not in this procedure."
        if Doer.NOBODY in move.who:
            yield f"step {move.step}: nobody cannot take a step."


def _ways(procedure: Procedure) -> Iterable[str]:
    """Every step leads onward, every stage can be reached from the first, and the last from every stage."""
    order = procedure.places
    if order[0] is not Place.RECEIVED:
        yield "the first stage must be received."
        return
    if order[-1] is not Place.CLOSED:
        yield "the last stage must be closed."
        return
    yield from _back(procedure)
    for stop in procedure.stops:
        if (stop.waits_for is Doer.NOBODY) is not (stop.place is Place.CLOSED):
            yield f"stage {stop.place}: nobody is waited for when a case is closed, and somebody before."
    onward = {place: {move.to for move in procedure.moves_from(place) if move.to} for place in order}
    reached = _follow({Place.RECEIVED}, onward)
    for place in order:
        if place not in reached:
            yield f"the stage {place} cannot be reached."
        elif place is not Place.CLOSED and Place.CLOSED not in _follow({place}, onward):
            yield f"from the stage {place} there is no way to the end."
    if procedure.moves_from(Place.CLOSED):
        yield "no step leads out of the stage closed."
    if {one.to for one in procedure.moves if one.step is Step.CLOSE} != {Place.CLOSED}:
        yield "the step close must lead to the stage closed."


def _back(procedure: Procedure) -> Iterable[str]:
    """Steps that lead back, or nowhere: with those a case could go round for ever."""
    order = procedure.places
    for move in procedure.moves:
        if move.to is None and move.step is not Step.INFORM:
            yield f"step {move.step}: to is missing; only inform leaves a case where it is."
        for place in move.sources:
            if move.to and order.index(move.to) <= order.index(place):
                yield f"step {move.step}: from {place} to {move.to} is not onward."


def _of_all(procedure: Procedure) -> Iterable[str]:
    steps = {one.step for one in procedure.moves}
    for step, what_for in _STEPS_OF_ALL.items():
        if step not in steps:
            yield f"step {step}: every procedure has it: by that {what_for}."
    for name, what_for in _TERMS_OF_ALL.items():
        if procedure.term(name) is None:
            yield f"term {name}: every procedure has it: by that {what_for}."


def _follow(start: set[Place], onward: Mapping[Place, set[Place]]) -> set[Place]:
    reached, fresh = set(start), set(start)
    while fresh:
        fresh = {to for place in fresh for to in onward.get(place, set())} - reached
        reached |= fresh
    return reached


def _needs(procedure: Procedure) -> Iterable[str]:
    """No step asks for what cannot be, and no report is stuck for what it is."""
    for move in procedure.moves:
        for one, other in _AGAINST:
            if one in move.needs and other in move.needs:
                yield f"step {move.step}: it needs both {one} and {other}, which are never there together."
        for guard in _must_need(procedure, move.step):
            if guard not in move.needs:
                yield f"step {move.step}: it must need {guard}."
    if not list(_ways(procedure)):
        for admitted, named, agreed in product((True, False), repeat=3):
            stuck = _stuck(procedure, admitted=admitted, named=named, agreed=agreed)
            if stuck:
                report = " ".join(
                    (
                        "a report that is dealt with here"
                        if admitted
                        else "a report that does not belong here",
                    )
                    + (() if named else ("and has no name",))
                    + (() if agreed else ("of whoever does not agree",))
                )
                yield f"{report} does not come further than {stuck}."
                return


def _stuck(procedure: Procedure, *, admitted: bool, named: bool, agreed: bool) -> Place | None:
    """Where such a report can end up with no way to the end. Every other guard can be met by work."""
    for way in _all_ways(procedure, admitted=admitted, named=named, agreed=agreed):
        last = way[-1].to if way else Place.RECEIVED
        if last is not Place.CLOSED:
            return last
    return None


def _all_ways(
    procedure: Procedure, *, admitted: bool, named: bool, agreed: bool = True
) -> Iterable[tuple[Move, ...]]:
    """Every row of steps that such a report can go through, up to where no step is possible. Onward only, so it ends."""
    waiting: list[tuple[Move, ...]] = [()]
    while waiting:
        way = waiting.pop()
        here = way[-1].to if way else Place.RECEIVED
        assert here is not None  # noqa: S101 - only steps that lead to a stage are in a way
        onward = [
            move
            for move in procedure.moves_from(here)
            if move.to and _possible(move, way, admitted=admitted, named=named, agreed=agreed)
        ]
        if not onward:
            yield way
        waiting += [(*way, move) for move in onward]


def _possible(move: Move, way: tuple[Move, ...], *, admitted: bool, named: bool, agreed: bool) -> bool:
    taken = {one.step for one in (*way, move)}
    barred = {
        Guard.ADMITTED: not admitted,
        Guard.NOT_ADMITTED: admitted,
        Guard.REPORTER_NAMED: not named,
        Guard.COMPLAINANT_AGREED: not agreed,
    }
    return not any(barred.get(guard) or (_GIVES.get(guard, taken).isdisjoint(taken)) for guard in move.needs)


def _clocks(procedure: Procedure) -> Iterable[str]:
    met = {name for move in procedure.moves for name in move.meets}
    steps = {one.step for one in procedure.moves}
    for term in procedure.terms:
        if term.name not in met:
            yield f"term {term.name}: no step meets it."
        if term.starts is not From.RECEIVED and not (
            procedure.term(TermName.ACKNOWLEDGE) and Step.ACKNOWLEDGE in steps
        ):
            yield f"term {term.name}: it runs from the acknowledgement, which has no term or no step here."
        if term.name is TermName.ACKNOWLEDGE and term.starts is not From.RECEIVED:
            yield f"term {term.name}: it runs from the day on which the report came in."
        days = term.length * _SHORTEST[term.unit]
        if any(one >= days for one in term.remind):
            yield f"term {term.name}: a reminder stands before the term begins; it lasts {days} days."
        if any(one <= other for one, other in pairwise(term.remind)):
            yield f"term {term.name}: the reminders go from early to late, each once."
        if term.extend > term.length:
            yield f"term {term.name}: it is lengthened by more than it lasts."
    yield from _lost(procedure)


def _lost(procedure: Procedure) -> Iterable[str]:
    """Terms that a case can leave running behind it on its way to the end."""
    if list(_ways(procedure)):
        return
    for admitted, named in product((True, False), (True, False)):
        for way in _all_ways(procedure, admitted=admitted, named=named):
            met = {name for move in way for name in move.meets}
            for term in procedure.terms:
                if term.name not in met:
                    road = ", ".join(move.step.value for move in way)
                    yield f"term {term.name}: nothing meets it on the way {road}."
                    return


def _laws(procedure: Procedure) -> Iterable[str]:
    for term in procedure.terms:
        if term.basis not in STATUTORY:
            continue
        limit = LAW.get((term.basis, term.name))
        if limit is None:
            yield f"term {term.name}: {term.basis} sets no such term."
            continue
        if term.may_suspend or term.extend:
            yield f"term {term.name}: the law that it rests on knows no suspension and no extension."
        if (term.unit, term.starts) != (limit.unit, limit.starts) or term.length > limit.length:
            yield (
                f"term {term.name}: the law says at most {limit.length} {limit.unit} from {limit.starts},"
                f" and not {term.length} {term.unit} from {term.starts}."
            )
    basis = BOUND.get(procedure.name)
    for bound, name in LAW:
        term = procedure.term(name)
        if bound is basis and (term is None or term.basis is not basis):
            yield f"term {name}: {procedure.name} must have it, on the basis {basis}."


def _deciding(procedure: Procedure) -> Iterable[str]:
    for line in Line:
        order = procedure.deciders.get(line, ())
        if not order:
            yield f"deciders: nobody decides about {line}."
        if len(set(order)) < len(order):
            yield f"deciders: {line} names somebody twice."


def _words(procedure: Procedure) -> Iterable[str]:
    if "anonymous" not in procedure.takes and not procedure.without_name:
        yield "without_name: say what a report without a name is here."
    steps = {one.step for one in procedure.moves}
    for step, letter in _WITH_WORDS.items():
        if step in steps and letter not in procedure.letters:
            yield f"letters: the {letter} has no words."
    for letter, text in procedure.letters.items():
        if procedure.points_to_ombudsman and letter in _ENDS_IT and OMBUDSMAN not in text.casefold():
            yield f"letters: the {letter} does not say that the ombudsman comes next, as this procedure has it."
        for blank in _BLANK.findall(text):
            if blank not in BLANKS:
                yield f"letters: the {letter} leaves open {blank!r}, which no page fills in."
