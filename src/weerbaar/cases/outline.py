"""A procedure in words: its stages, whose turn it is, what comes next and what must be there first. Pure but for gettext.

The drawing (`drawing.py`), the list beside it and the manual all say the same, since all are made from this.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from weerbaar.cases.models import COMPLAINTS, Stage
from weerbaar.cases.procedures import Basis, Doer, From, Guard, Place, Step, TermName, Unit
from weerbaar.cases.terms import tightened

if TYPE_CHECKING:
    from collections.abc import Mapping

    from weerbaar.cases.procedures import Move, Procedure, Stop, TermRule

_STEPS = {
    Step.ACKNOWLEDGE: gettext_noop("Bevestig de ontvangst"),
    Step.ASSESS: gettext_noop("Beoordeel de melding"),
    Step.NOT_HERE: gettext_noop("Vertel de melder waarheen"),
    Step.INQUIRE: gettext_noop("Begin een onderzoek"),
    Step.DECIDE: gettext_noop("Leg vast wat eruit kwam"),
    Step.INFORM: gettext_noop("Vertel de melder hoe het loopt"),
    Step.FEEDBACK: gettext_noop("Geef antwoord op de melding"),
    Step.CLOSE: gettext_noop("Sluit de zaak"),
}
_DOERS = {
    Doer.HANDLER: gettext_noop("de behandelaar"),
    Doer.DECIDER: gettext_noop("wie besluit"),
    Doer.LAWYER: gettext_noop("de jurist"),
    Doer.REPORTER: gettext_noop("de melder"),
    Doer.SUBJECT: gettext_noop("de betrokkene"),
    Doer.NOBODY: gettext_noop("niemand"),
}
_GUARDS = {
    Guard.TRIAGED: gettext_noop("de melding is beoordeeld"),
    Guard.ADMITTED: gettext_noop("de melding hoort hier"),
    Guard.NOT_ADMITTED: gettext_noop("de melding hoort niet hier"),
    Guard.DUTIES_ASKED: gettext_noop("de vragen over aangifte en ongeval zijn beantwoord"),
    Guard.DUTIES_SETTLED: gettext_noop("over aangifte en ongeval is besloten"),
    Guard.REPORTER_NAMED: gettext_noop("de melder gaf een naam"),
    Guard.ACCOUNT_SETTLED: gettext_noop("het gespreksverslag is afgerond"),
    Guard.BOTH_SIDES_HEARD: gettext_noop("beide kanten zijn gehoord"),
    Guard.COMPLAINANT_AGREED: gettext_noop("de melder is het eens met de oplossing, of trok de klacht in"),
    Guard.CONCLUDED: gettext_noop("er staat wat eruit kwam, of dat de melding hier niet hoort"),
    Guard.OUTCOME_RECORDED: gettext_noop("de uitkomst staat vast"),
    Guard.MEASURES_SETTLED: gettext_noop("over elke maatregel is besloten"),
    Guard.FEEDBACK_GIVEN: gettext_noop("de melder kreeg antwoord"),
    Guard.NOTICES_SETTLED: gettext_noop("aangekondigde berichten aan betrokkenen zijn gegeven"),
    Guard.CONTACT_NAMED: gettext_noop("een melder met een bekende naam heeft een contactpersoon"),
    Guard.LETTERS_GIVEN: gettext_noop("wie bericht kreeg, weet wat wel en niet is vastgesteld"),
}
_TERMS = {
    TermName.ACKNOWLEDGE: gettext_noop("Ontvangst bevestigen"),
    TermName.ASSESS: gettext_noop("Melding beoordelen"),
    TermName.DECIDE: gettext_noop("Besluiten"),
    TermName.FEEDBACK: gettext_noop("Antwoord aan de melder"),
}
# What a complaint calls what a report calls otherwise: its stages, in its own file, speak of a complaint too.
_OF_COMPLAINT = {
    _STEPS[Step.ASSESS]: gettext_noop("Beoordeel de klacht"),
    _STEPS[Step.NOT_HERE]: gettext_noop("Vertel de klager waarheen"),
    _STEPS[Step.INFORM]: gettext_noop("Vertel de klager hoe het loopt"),
    _STEPS[Step.FEEDBACK]: gettext_noop("Geef antwoord op de klacht"),
    _DOERS[Doer.REPORTER]: gettext_noop("de klager"),
    _GUARDS[Guard.TRIAGED]: gettext_noop("de klacht is beoordeeld"),
    _GUARDS[Guard.ADMITTED]: gettext_noop("de klacht hoort hier"),
    _GUARDS[Guard.NOT_ADMITTED]: gettext_noop("de klacht hoort niet hier"),
    _GUARDS[Guard.REPORTER_NAMED]: gettext_noop("de klager gaf een naam"),
    _GUARDS[Guard.COMPLAINANT_AGREED]: gettext_noop(
        "de klager is het eens met de oplossing, of trok de klacht in"
    ),
    _GUARDS[Guard.CONCLUDED]: gettext_noop("er staat wat eruit kwam, of dat de klacht hier niet hoort"),
    _GUARDS[Guard.FEEDBACK_GIVEN]: gettext_noop("de klager kreeg antwoord"),
    _GUARDS[Guard.CONTACT_NAMED]: gettext_noop("een klager met een bekende naam heeft een contactpersoon"),
    _TERMS[TermName.ASSESS]: gettext_noop("Klacht beoordelen"),
    _TERMS[TermName.FEEDBACK]: gettext_noop("Antwoord aan de klager"),
}
# And what a question for advice does.
_OF_QUESTION = {
    _STEPS[Step.FEEDBACK]: gettext_noop("Beantwoord de vraag"),
    _STEPS[Step.CLOSE]: gettext_noop("Sluit de vraag"),
    _DOERS[Doer.REPORTER]: gettext_noop("wie het vroeg"),
    _GUARDS[Guard.FEEDBACK_GIVEN]: gettext_noop("wie het vroeg, kreeg antwoord"),
    _TERMS[TermName.FEEDBACK]: gettext_noop("Antwoord aan wie het vroeg"),
}
# What the page of the step itself brings about, or the way to it, so that nobody has to see to it first.
_BY_ITSELF = {
    (Step.CLOSE, Guard.CONCLUDED),
    (Step.ASSESS, Guard.TRIAGED),
    (Step.ASSESS, Guard.DUTIES_ASKED),
    (Step.NOT_HERE, Guard.TRIAGED),
    (Step.NOT_HERE, Guard.DUTIES_ASKED),
    (Step.DECIDE, Guard.OUTCOME_RECORDED),
}
_FROM = {
    From.RECEIVED: gettext_noop("na binnenkomst"),
    From.ACKNOWLEDGED: gettext_noop("na de bevestiging"),
    From.ACKNOWLEDGED_OR_LATEST: gettext_noop("na de bevestiging"),
}


@dataclass(frozen=True, slots=True)
class Way:
    """A step in words. `to` is the name of the stage that it leads to, empty when the case stays where it is.

    `meets` names every term with its basis; `within` is the first of them in short.
    """

    step: Step
    name: str
    place: Place | None
    to: str
    needs: tuple[str, ...]
    meets: tuple[str, ...]
    within: str


@dataclass(frozen=True, slots=True)
class Halt:
    """A stage in words."""

    place: Place
    name: str
    waits_for: str
    next: str
    ways: tuple[Way, ...]


def outline(
    procedure: Procedure, due: Mapping[str, str] | None = None, own: Mapping[str, int] | None = None
) -> tuple[Halt, ...]:
    """The stages of a procedure in words, in order. `due` says of a running term by when, instead of how long.

    `own` are the municipality's own numbers, by term.
    """
    rules = [replace(one, length=tightened(one, (own or {}).get(one.name))) for one in procedure.terms]
    procedure = replace(procedure, terms=tuple(rules))
    return tuple(_halt(procedure, stop, due or {}) for stop in procedure.stops)


def term_in_words(rule: TermRule) -> str:
    """ "7 dagen na binnenkomst (Wet bescherming klokkenluiders)". Only what was checked is called law."""
    basis = _("Wet bescherming klokkenluiders") if rule.basis is Basis.WBK_2 else _("eigen regeling")
    return f"{_span(rule)} ({basis})"


def length_in_words(number: int, unit: Unit) -> str:
    """ "7 dagen", "10 werkdagen", "8 weken", "3 maanden"."""
    words = {
        Unit.CALENDAR_DAYS: ngettext("%(number)d dag", "%(number)d dagen", number),
        Unit.WORKING_DAYS: ngettext("%(number)d werkdag", "%(number)d werkdagen", number),
        Unit.WEEKS: ngettext("%(number)d week", "%(number)d weken", number),
        Unit.MONTHS: ngettext("%(number)d maand", "%(number)d maanden", number),
    }
    return words[unit] % {"number": number}


def doer_in_words(who: Doer) -> str:
    return _(_DOERS[who])


def as_text(procedure: Procedure) -> str:
    """The whole procedure as a list in Markdown: what a drawing says to who does not see it."""
    lines = [f"### {_(procedure.title)}", "", _(procedure.about), ""]
    for number, halt in enumerate(outline(procedure), start=1):
        lines.append(f"{number}. **{halt.name}.** {halt.next} {_waits(halt)}".rstrip())
        lines += [f"   - {way_in_words(way)}" for way in halt.ways]
    return "\n".join([*lines, ""])


def way_in_words(way: Way) -> str:
    """ "Geef antwoord op de melding: naar ‘Antwoord gegeven’. Eerst: … Termijn: …" """
    parts = [
        _("%(step)s: naar ‘%(stage)s’.") % {"step": way.name, "stage": way.to}
        if way.to
        else _("%(step)s: de zaak blijft waar hij is.") % {"step": way.name}
    ]
    if way.needs:
        parts.append(_("Eerst: %(what)s.") % {"what": ", ".join(way.needs)})
    parts += [_("Termijn: %(term)s.") % {"term": one} for one in way.meets]
    return " ".join(parts)


def _waits(halt: Halt) -> str:
    return "" if halt.place is Place.CLOSED else _("Aan zet: %(who)s.") % {"who": halt.waits_for}


def _in_words(procedure: Procedure, word: str) -> str:
    if not procedure.is_report:
        return _(_OF_QUESTION.get(word, word))
    return _(_OF_COMPLAINT.get(word, word) if procedure.name in COMPLAINTS else word)


def _halt(procedure: Procedure, stop: Stop, due: Mapping[str, str]) -> Halt:
    return Halt(
        place=stop.place,
        name=_(Stage(stop.place.value).label),
        waits_for=_in_words(procedure, _DOERS[stop.waits_for]),
        next=_(stop.next),
        ways=tuple(_way(procedure, move, due) for move in procedure.moves_from(stop.place)),
    )


def _way(procedure: Procedure, move: Move, due: Mapping[str, str]) -> Way:
    rules = [rule for name in move.meets if (rule := procedure.term(name))]
    return Way(
        step=move.step,
        name=_in_words(procedure, _STEPS[move.step]),
        place=move.to,
        to=_(Stage(move.to.value).label) if move.to else "",
        needs=tuple(
            _in_words(procedure, _GUARDS[guard])
            for guard in move.needs
            if (move.step, guard) not in _BY_ITSELF
        ),
        meets=tuple(
            f"{_in_words(procedure, _TERMS[rule.name]).lower()}, {due.get(rule.name.value) or term_in_words(rule)}"
            for rule in rules
        ),
        within=(due.get(rules[0].name.value) or _span(rules[0])) if rules else "",
    )


def _span(rule: TermRule) -> str:
    return f"{length_in_words(rule.length, rule.unit)} {_(_FROM[rule.starts])}"
