"""Decisions about a measure: for whom, what must be there first, who checks, who decides, who bears its burden. Pure.

Source: domain.md §3.3. Numbers of articles that nobody checked are never shown.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING

from django.utils.translation import gettext_noop as _

from weerbaar.cases.procedures import Doer, Place, Step
from weerbaar.cases.rules import LONGEST_REASON, checked_text, is_before_assessment
from weerbaar.ground.errors import RefusedError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from weerbaar.cases.procedures import Procedure


class Towards(Enum):
    """Whom a measure is for."""

    SUBJECT = "subject"
    ORGANISATION = "organisation"
    EITHER = "either"


@dataclass(frozen=True, slots=True)
class MeasureKind:
    """A measure that can be proposed. `is_order` holds for as long as it is being looked into and is no punishment.

    `burdens` says whether somebody is worse off by it: then both sides are heard before, and the employer decides.
    `hears_first` is off only where hearing somebody first would warn them: the police hear them. `is_ours` holds for
    what an organisation does to whoever is not in its service too: it ends a contract, shuts its door, or claims.
    `protects` may be there for the safety of whoever reported: then it is said who bears its burden (C8).
    """

    label: str
    towards: Towards
    is_order: bool = False
    burdens: bool = True
    hears_first: bool = True
    is_ours: bool = False
    protects: bool = False


MEASURES: Mapping[str, MeasureKind] = {
    "no_measure": MeasureKind(_("Geen maatregel"), Towards.EITHER, burdens=False, hears_first=False),
    "organisational_measure": MeasureKind(
        _("Iets veranderen in de organisatie"),
        Towards.ORGANISATION,
        burdens=False,
        hears_first=False,
        protects=True,
    ),
    "protection": MeasureKind(
        _("De melder of een getuige beschermen"),
        Towards.ORGANISATION,
        burdens=False,
        hears_first=False,
        protects=True,
    ),
    "rehabilitation": MeasureKind(
        _("Eerherstel voor de betrokkene"), Towards.SUBJECT, burdens=False, hears_first=False
    ),
    "conversation": MeasureKind(_("Gesprek over het gedrag"), Towards.SUBJECT),
    "coaching_or_training": MeasureKind(_("Coaching of training"), Towards.SUBJECT),
    "written_warning": MeasureKind(_("Schriftelijke waarschuwing"), Towards.SUBJECT),
    "written_reprimand": MeasureKind(_("Berisping"), Towards.SUBJECT),
    "loss_of_leave_hours": MeasureKind(_("Verlofuren inleveren"), Towards.SUBJECT),
    "withheld_increment_or_pay": MeasureKind(_("Loon of loonsverhoging inhouden"), Towards.SUBJECT),
    "fine": MeasureKind(_("Boete"), Towards.SUBJECT),
    "demotion_or_transfer": MeasureKind(_("Lagere functie of andere werkplek"), Towards.SUBJECT),
    "suspension_disciplinary": MeasureKind(_("Schorsing als straf"), Towards.SUBJECT),
    "conditional_dismissal": MeasureKind(_("Voorwaardelijk ontslag"), Towards.SUBJECT),
    "settlement_agreement": MeasureKind(_("Vaststellingsovereenkomst"), Towards.SUBJECT),
    "court_rescission": MeasureKind(_("De rechter vragen om het contract te ontbinden"), Towards.SUBJECT),
    "summary_dismissal": MeasureKind(_("Ontslag op staande voet"), Towards.SUBJECT),
    "end_of_hire_or_secondment": MeasureKind(
        _("Einde van inhuur of detachering"), Towards.SUBJECT, is_ours=True
    ),
    "recovery_of_damage": MeasureKind(_("Schade verhalen"), Towards.SUBJECT, is_ours=True),
    "criminal_report": MeasureKind(_("Aangifte doen"), Towards.EITHER, hears_first=False, is_ours=True),
    "non_active": MeasureKind(_("Op non-actief zetten"), Towards.SUBJECT, is_order=True, protects=True),
    "suspension_order": MeasureKind(
        _("Schorsing voor de duur van het onderzoek"), Towards.SUBJECT, is_order=True, protects=True
    ),
    "access_block": MeasureKind(
        _("Toegang tot gebouw of systemen dicht"),
        Towards.SUBJECT,
        is_order=True,
        is_ours=True,
        protects=True,
    ),
    "workplace_change": MeasureKind(
        _("Tijdelijk een andere werkplek"), Towards.SUBJECT, is_order=True, protects=True
    ),
}
"""What may be proposed, `disposal` and `order_measure` in one table, by the code that is kept."""


def check_measure_for(code: str, *, has_subject: bool) -> MeasureKind:
    """The measure that a code stands for. Refuses one that nobody knows, and one for the wrong side."""
    kind = MEASURES.get(code)
    if kind is None:
        raise RefusedError(_("Kies een maatregel uit de lijst."), field="kind")
    if kind.towards is Towards.SUBJECT and not has_subject:
        raise RefusedError(_("Kies voor welke betrokkene deze maatregel is."), field="party")
    if kind.towards is Towards.ORGANISATION and has_subject:
        raise RefusedError(_("Deze maatregel is voor de organisatie, niet voor een persoon."), field="party")
    return kind


def may_come_early(kind: MeasureKind) -> bool:
    """Whether a measure may be proposed before the report was assessed: an order, a report to the police, no burden."""
    return kind.is_order or not kind.burdens or not kind.hears_first


def check_may_propose(kind: MeasureKind, stage: str) -> None:
    """Refuse a measure once it stands what came out, and one that burdens somebody before the report was assessed."""
    if Place(stage) not in (Place.RECEIVED, Place.ACKNOWLEDGED, Place.ASSESSED, Place.INQUIRY):
        raise RefusedError(_("De uitkomst ligt al vast. Een maatregel stel je daarvoor voor."))
    if is_before_assessment(stage) and not may_come_early(kind):
        raise RefusedError(
            _("Beoordeel eerst de melding. Tot dan kan alleen een maatregel die nu nodig is."), field="kind"
        )


def check_decider(decider: object, *, proposer: object) -> None:
    """Nobody decides on a measure of their own."""
    if decider == proposer:
        raise RefusedError(_("Wie een maatregel voorstelt, besluit er niet over."))


def missing_before_check(how: MeasureStanding) -> tuple[str, ...]:
    """Why a measure is not to be checked on the law now, here or on a paper for a lawyer; empty when it is."""
    if how.state == "dropped":
        return (_("Deze maatregel gaat niet door."),)
    if how.state != "proposed":
        return (_("Deze maatregel is al getoetst."),)
    if how.is_at_lawyer:
        return (_("Deze maatregel ligt al bij een jurist. Wacht op de toets, of trek eerst die vraag in."),)
    return ()


def check_checker(checker: object, *, proposer: object, is_lawyer: bool, has_lawyer: bool) -> None:
    """The legal check is by somebody else than who proposed it, and by a lawyer where there is one who may."""
    if checker == proposer:
        raise RefusedError(_("Jij stelde deze maatregel voor. Een ander doet de juridische toets."))
    if has_lawyer and not is_lawyer:
        raise RefusedError(_("In jullie organisatie doet een jurist deze toets. Vraag het een jurist."))


@dataclass(frozen=True, slots=True)
class MeasureStanding:
    """How a measure stands. `answer` is what the one who decides said of it: None as long as nothing was said.

    `is_outside`: an employer outside the organisation decides about it, and is advised. `is_employer_known`: somebody said
    whose employer decides, where that matters. `is_laid`: a question about it waits for an answer. `is_at_lawyer`: the
    legal check was asked of a lawyer, who did not answer yet. `is_on_reporter`: the reporter bears the burden, and
    `has_answered` what they were asked; `has_agreed` is what was recorded of it, None as long as nothing was.
    """

    state: str
    is_fit: bool
    is_heard: bool
    answer: bool | None = None
    may_holder_decide: bool = False
    is_proposer: bool = False
    is_outside: bool = False
    is_employer_known: bool = True
    is_laid: bool = False
    is_at_lawyer: bool = False
    is_on_reporter: bool = False
    has_answered: bool = False
    has_agreed: bool | None = None


def may_holder_decide(procedure: Procedure, kind: MeasureKind, bearer: str = "") -> bool:
    """Whether a holder of the case may decide by themself: only what burdens nobody, where handlers decide at all."""
    deciding = {who for one in procedure.moves if one.step is Step.DECIDE for who in one.who}
    return not kind.burdens and bearer in ("", NOBODY) and Doer.HANDLER in deciding


# Who bears the burden of what protects (C8): the codes of `models.Measure.Bearer`.
REPORTER, SUBJECT, NOBODY = "reporter", "subject", "nobody"


@dataclass(frozen=True, slots=True)
class Burden:
    """Who bears the burden of a measure. When it is the reporter: which alternative was considered, why that will not do,
    and what they are asked.
    """

    bearer: str = ""
    alternative: str = field(default="", repr=False)
    why_not: str = field(default="", repr=False)
    asks: str = field(default="", repr=False)

    @property
    def is_on_reporter(self) -> bool:
        return self.bearer == REPORTER


def checked_burden(kind: MeasureKind, burden: Burden) -> Burden:
    """What is said of the burden. Of what protects it is always said; what burdens the subject is another measure, for
    which both sides are heard. Raises RefusedError.
    """
    if kind.protects and not burden.bearer:
        raise RefusedError(
            _("Deze maatregel kan iemand beschermen. Zeg wie er last van heeft."), field="bearer"
        )
    if burden.bearer == SUBJECT and kind.towards is Towards.ORGANISATION:
        raise RefusedError(
            _("Heeft de betrokkene er last van? Kies dan een maatregel voor die persoon."), field="bearer"
        )
    if not burden.is_on_reporter:
        return Burden(burden.bearer)
    return Burden(
        burden.bearer,
        alternative=checked_text(burden.alternative, field="alternative", longest=LONGEST_REASON),
        why_not=checked_text(burden.why_not, field="why_not", longest=LONGEST_REASON),
        asks=checked_text(burden.asks, field="asks", longest=LONGEST_REASON),
    )


def missing_before_settling(how: MeasureStanding) -> str:
    """What must be there before somebody records whether the reporter agreed; empty when it can be done now."""
    if not how.is_on_reporter or how.state in ("decided", "dropped"):
        return _("Hier hoeft de melder niets over te zeggen.")
    if how.has_agreed is not None:
        return _("Dit ligt al vast.")
    return (
        ""
        if how.has_answered
        else _("De melder antwoordde nog niet. Wacht daarop, of stel iets anders voor.")
    )


def _missing_of_reporter(how: MeasureStanding) -> str:
    """What is missing of the reporter's own yes, where they bear the burden; empty when nothing is."""
    if not how.is_on_reporter or how.has_agreed:
        return ""
    if how.has_agreed is False:
        return _("De melder wil dit niet. Laat deze maatregel vallen, of stel iets anders voor.")
    return _("De melder heeft er last van. Vraag het de melder, en leg vast wie akkoord ging.")


def missing_before_asking(kind: MeasureKind, how: MeasureStanding) -> tuple[str, ...]:
    """What must be there before a measure is laid before who decides: the legal check, and both sides (promise 7)."""
    if how.state == "decided":
        return (_("Over deze maatregel is al besloten."),)
    if how.state == "dropped":
        return (_("Deze maatregel gaat niet door."),)
    if how.state == "advised":
        return (_("Deze maatregel ligt bij de werkgever. Leg vast wat die antwoordt."),)
    missing = []
    if how.state == "proposed":
        missing.append(_("Laat eerst iemand anders dan wie hem voorstelde de maatregel juridisch toetsen."))
    elif not how.is_fit:
        missing.append(
            _(
                "De juridische toets zegt dat deze maatregel zo niet kan. Laat hem vallen of stel een andere voor."
            )
        )
    if kind.hears_first and not how.is_heard:
        missing.append(
            _(
                "Hoor eerst de betrokkene, of leg vast waarom dat niet kon. Zonder beide kanten komt er geen maatregel."
            )
        )
    if sentence := _missing_of_reporter(how):
        missing.append(sentence)
    if not how.is_employer_known:
        missing.append(
            _("Zeg eerst wie de werkgever van deze persoon is. Dan staat vast wie erover besluit.")
        )
    return tuple(missing)


def asks_for_employer(kind: MeasureKind, *, has_subject: bool) -> bool:
    """Whether it matters whose employer decides: for what burdens somebody and is theirs to decide (C15)."""
    return has_subject and kind.burdens and not kind.is_ours


def decides_outside(kind: MeasureKind, *, is_employer_outside: bool) -> bool:
    """Whether an employer outside decides about a measure: not about what burdens nobody or the organisation does itself."""
    return is_employer_outside and kind.burdens and not kind.is_ours


def missing_before_advising(kind: MeasureKind, how: MeasureStanding) -> tuple[str, ...]:
    """What must be there before an employer outside is advised: what must be there before anybody is asked."""
    missing = missing_before_asking(kind, how)
    if how.is_outside or how.state in ("decided", "dropped", "advised"):
        return missing
    return (*missing, _("Over deze maatregel besluit iemand van de organisatie. Leg hem voor."))


def check_employer_answer(day: date | None, *, advised_on: date, today: date) -> date:
    """The day on which an employer answered. Refuses one before they were advised, and one that is to come."""
    if day is None or not advised_on <= day <= today:
        raise RefusedError(_("Kies een dag vanaf de dag van de brief, tot en met vandaag."), field="day")
    return day


def missing_for_measure(kind: MeasureKind, how: MeasureStanding) -> tuple[str, ...]:
    """What must be there before a measure stands as decided, as sentences; empty when it can be decided now."""
    missing = missing_before_asking(kind, how)
    if how.state in ("decided", "dropped", "advised") or how.answer is True:
        return missing
    stops = (
        (how.answer is False, _("Wie besluit zei nee tegen deze maatregel. Laat hem vallen.")),
        (how.is_outside, _("Over deze maatregel besluit een werkgever van buiten. Geef die eerst advies.")),
        (how.is_laid, _("Deze maatregel ligt nog voor bij wie besluit. Trek eerst die vraag in.")),
        (not how.may_holder_decide, _("Leg de maatregel eerst voor aan wie besluit.")),
        (how.is_proposer, _("Jij stelde deze maatregel voor. Een ander besluit.")),
    )
    return (*missing, *[sentence for stopped, sentence in stops if stopped][:1])
