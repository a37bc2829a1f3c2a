"""Detriment: what is done to somebody because of a report, as they are asked about it (C8). Pure.

The twelve types are those of art. 17da Wbk (domain §1.8); the words are for whoever it was done to. A threat or an attempt
counts as well. When somebody is asked is a choice of our own, and no law.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.utils.translation import gettext_noop as _

from weerbaar.cases.rules import LONGEST_REASON, add_months, text_if_any
from weerbaar.ground.errors import RefusedError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

MONTHS = (1, 3, 6, 12, 24)
"""How many months after the report somebody is asked how it goes, also once the case was closed."""
ON_AND_ON = 6
"""How many months after the last of these somebody is asked again, each time, as long as there is something."""

TYPES: Mapping[str, str] = {
    "dismissal_or_suspension": _("Ontslag of schorsing"),
    "fine_bw_7_650": _("Een boete van je werkgever"),
    "demotion": _("Een lagere functie"),
    "withholding_promotion": _("Een hogere functie die niet doorging"),
    "negative_appraisal": _("Een slechte beoordeling"),
    "written_reprimand": _("Een berisping op papier"),
    "transfer_location": _("Naar een andere werkplek gestuurd"),
    "discrimination": _("Discriminatie"),
    "intimidation_bullying_exclusion": _("Bang gemaakt, gepest of buitengesloten"),
    "libel_or_slander": _("Kwaadsprekerij die je naam beschadigt"),
    "early_contract_termination": _("Een contract of opdracht die eerder stopte"),
    "permit_withdrawal": _("Een vergunning die is ingetrokken"),
    "threat": _("Iemand dreigde hiermee, of probeerde het"),
    "other": _("Iets anders"),
}
"""The twelve types, the threat of one, and what is none of these, by the code that is kept."""

NO, YES, RATHER_NOT = "no", "yes", "rather_not"
SAID: Mapping[str, str] = {
    NO: _("Nee, er is niets gebeurd"),
    YES: _("Ja, er is iets gebeurd"),
    RATHER_NOT: _("Dat wil ik nu niet zeggen"),
}
"""What can be answered. Whoever would rather not say is asked the next time all the same."""

WANTS_HELP: Mapping[str, str] = {
    YES: _("Ja, neem contact met mij op"),
    NO: _("Nu niet. Vraag het later nog eens"),
}
"""What whoever is accused can answer when help is offered (C18). A no is never the last time that it is asked."""

BURDEN_REVERSED = _(
    "Krijg je nadeel tijdens of na je melding? Dan is het uitgangspunt dat dat door je melding komt. Jij hoeft dat niet te "
    "bewijzen: je werkgever moet laten zien dat het een andere reden had."
)
"""What a reporter of a wrongdoing is told of the burden of proof. Without an article: their numbers were not checked."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What somebody answered: whether something was done to them, of which `TYPES`, in what words, and what they want."""

    said: str
    types: tuple[str, ...] = ()
    what: str = field(default="", repr=False)
    wish: str = field(default="", repr=False)

    @property
    def is_bad(self) -> bool:
        """Whether it asks for somebody now."""
        return self.said == YES


def days_to_ask(reported_on: date) -> tuple[date, ...]:
    """The days on which somebody is asked how it goes."""
    return tuple(add_months(reported_on, months) for months in MONTHS)


def day_after_the_last(said: str, today: date, *, is_care: bool) -> date | None:
    """When somebody is asked once more who answered the last of these days: as long as it takes. None where it is over.

    Whoever says that nothing was done to them in two years is not asked again; whoever was offered help always is.
    """
    return add_months(today, ON_AND_ON) if is_care or said != NO else None


def checked_answer(answer: Answer) -> Answer:
    """An answer that can be kept, the types in their own order. Raises RefusedError.

    Whoever says yes need not say what: it is bad all the same. What belongs to a yes is refused beside anything else, so
    that nobody's words are dropped unseen.
    """
    if answer.said not in SAID:
        raise RefusedError(_("Kies een van de antwoorden."), field="said")
    if not set(answer.types) <= set(TYPES):
        raise RefusedError(_("Kies iets uit de lijst."), field="types")
    if answer.said == NO and (answer.types or answer.what.strip()):
        raise RefusedError(
            _("Je koos ‘nee’, en ook wat er gebeurde. Kies ‘ja’, of haal weg wat je erbij zette."),
            field="said",
        )
    return Answer(
        said=answer.said,
        types=tuple(one for one in TYPES if one in answer.types),
        what=text_if_any(answer.what, field="what", longest=LONGEST_REASON),
        wish=text_if_any(answer.wish, field="wish", longest=LONGEST_REASON),
    )
