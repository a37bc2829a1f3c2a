"""What a receiver outside may have of a case (C9). Pure: a table, and the refusal of everything that is not in it.

The table is ours: the least that each receiver needs for its own work, and at most that. Whoever needs more asks for it,
and then a law or the reporter's consent must carry it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from django.utils.translation import gettext_noop as _

from weerbaar.cases.gaps import check_no_gap
from weerbaar.ground.errors import RefusedError
from weerbaar.vault.uploads import NOT_CLEANED
from weerbaar.vault.washing import Verdict

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from uuid import UUID

    from weerbaar.vault.files import Blob, FileDetails


class Part(StrEnum):
    """What a package may be put together from."""

    STORY = "story"
    WHEN_WHERE = "when_where"
    PEOPLE = "people"
    ASSESSMENT = "assessment"
    OUTCOME = "outcome"
    FILES = "files"
    NAMES = "names"
    REPORTER_NAME = "reporter_name"


SEALED_APART = (Part.NAMES, Part.REPORTER_NAME)
"""Parts that lie in compartments of their own: with a reason, and only while the names are open."""

_FACTS = {Part.STORY, Part.WHEN_WHERE, Part.PEOPLE, Part.FILES}
MAY_HAVE: Mapping[str, frozenset[Part]] = {
    "police": frozenset({*_FACTS, Part.NAMES, Part.REPORTER_NAME}),
    "huis": frozenset(
        {Part.STORY, Part.WHEN_WHERE, Part.ASSESSMENT, Part.OUTCOME, Part.FILES, Part.REPORTER_NAME}
    ),
    "ombudsman": frozenset({Part.STORY, Part.WHEN_WHERE, Part.ASSESSMENT, Part.OUTCOME, Part.REPORTER_NAME}),
    "complaints_committee": frozenset({*_FACTS, Part.NAMES, Part.REPORTER_NAME}),
    "riec": frozenset({Part.STORY, Part.WHEN_WHERE, Part.PEOPLE, Part.NAMES}),
    "arbeidsinspectie": frozenset({*_FACTS}),
}
"""By receiver, as in `models.Referral.Receiver`."""


_TAKES_WHAT_CAME = frozenset({"police"})
"""Who may get a file that could not be cleaned: evidence is worth most as it was. The page warns of each."""

NOT_CLEAN = _("Een bestand dat wij niet konden schoonmaken, kan verraden wie het maakte. Dat gaat niet mee.")


def may_leave(details: FileDetails, receiver: str = "") -> bool:
    """Whether a file may leave the case: never with a virus in it, and not cleaned only to who needs it as it came."""
    return not has_virus(details) and (not is_as_it_came(details) or receiver in _TAKES_WHAT_CAME)


def has_virus(details: FileDetails) -> bool:
    """Whether a virus was found in a file: it leaves for nobody."""
    return details.scan == Verdict.INFECTED.name


def is_as_it_came(details: FileDetails) -> bool:
    """Whether a file may say who made it, and where."""
    return details.state == NOT_CLEANED


def as_it_came(details: FileDetails) -> Blob | None:
    """The bytes that came in, where they can say more than a cleaned file does: kept beside one, or because there is none."""
    if is_as_it_came(details):
        return details.current
    original = details.original
    return original if original and original.sha256 != details.current.sha256 else None


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody wants to hand over. `files` are ids, `note` is what the receiver reads first."""

    receiver: str
    parts: frozenset[str]
    files: frozenset[UUID]
    note: str = field(repr=False)
    why_names: str = field(default="", repr=False)
    reporter_agreed: bool = False


def check_wanted(
    wanted: Wanted, *, files: Collection[UUID], held: Collection[str], names_open: bool, has_name: bool
) -> None:
    """Refuse what the receiver may not have, and names without a reason, a key or consent.

    `files` are those of the case, `held` the compartments that the maker has a key to, `has_name` whether the reporter
    gave a name.
    """
    may = MAY_HAVE.get(wanted.receiver)
    if may is None:
        raise RefusedError(_("Kies aan wie je dit doorgeeft."), field="receiver")
    if not wanted.parts:
        raise RefusedError(_("Kies wat je doorgeeft."), field="parts")
    if not wanted.parts <= {one.value for one in may}:
        raise RefusedError(_("Dit krijgt deze ontvanger niet van ons."), field="parts")
    if (Part.FILES in wanted.parts) is not bool(wanted.files):
        raise RefusedError(_("Kies welke bestanden je meegeeft, of geef geen bestanden mee."), field="chosen")
    if not wanted.files <= set(files):
        raise RefusedError(_("Kies bestanden uit de lijst."), field="chosen")
    _check_names(wanted, held, names_open=names_open, has_name=has_name)


def _check_names(wanted: Wanted, held: Collection[str], *, names_open: bool, has_name: bool) -> None:
    named = {one for one in SEALED_APART if one in wanted.parts}
    if not named:
        return
    needed = {Part.NAMES: "names", Part.REPORTER_NAME: "identity"}
    if not {needed[one] for one in named} <= set(held):
        raise RefusedError(_("Je hebt geen sleutel van deze namen."), field="parts")
    if not names_open:
        raise RefusedError(_("Open eerst de namen in de zaak. Kom daarna hier terug."), field="parts")
    if not wanted.why_names.strip():
        raise RefusedError(_("Schrijf op waarom deze ontvanger de namen nodig heeft."), field="why_names")
    if Part.REPORTER_NAME in named and not has_name:
        raise RefusedError(_("De melder gaf geen naam."), field="parts")
    if Part.REPORTER_NAME in named and not wanted.reporter_agreed:
        raise RefusedError(
            _("De naam van de melder gaat alleen mee als de melder dat goed vindt."), field="reporter_agreed"
        )


class ForEmployer(StrEnum):
    """What may go along with the advice to an employer outside, beside the words that were written for them."""

    CHECK = "check"
    NAME = "name"


LONGEST_RECEIVER = 200


@dataclass(frozen=True, slots=True)
class Advice:
    """A letter to an employer outside: to whom, the words that they read, and what goes along.

    Never what the reporter told, nor who they are, nor any other file or person of the case.
    """

    receiver: str = field(repr=False)
    text: str = field(repr=False)
    parts: frozenset[str] = frozenset()
    why_name: str = field(default="", repr=False)


_TO_EMPLOYER = """\
{about}

Welke maatregel adviseren wij u?
{what}

Waarom deze maatregel?
{why}

Waarom is iets lichters niet genoeg?
{proportion}

U besluit zelf. Wij horen graag van u wat u besluit.
"""


def letter_to_employer(*, about: str = "", what: str = "", why: str = "", proportion: str = "") -> str:
    """The letter that is proposed: official, so with *u* and in Dutch. What is not given is a gap under its heading."""
    return _TO_EMPLOYER.format(about=about, what=what, why=why, proportion=proportion)


def check_advice(advice: Advice, *, held: Collection[str], names_open: bool, has_name: bool) -> None:
    """Refuse what an employer may not have, a letter with a gap, and the name without a reason or a key.

    `has_name`: of the one it is about.
    """
    check_no_gap(advice.text, [letter_to_employer()], field="text")
    if not advice.parts <= {one.value for one in ForEmployer}:
        raise RefusedError(_("Dit krijgt een werkgever niet van ons."), field="parts")
    if ForEmployer.NAME not in advice.parts:
        return
    if "names" not in held:
        raise RefusedError(_("Je hebt geen sleutel van deze namen."), field="parts")
    if not names_open:
        raise RefusedError(_("Open eerst de namen in de zaak. Kom daarna hier terug."), field="parts")
    if not has_name:
        raise RefusedError(_("Van deze persoon ligt geen naam in de zaak."), field="parts")
    if not advice.why_name.strip():
        raise RefusedError(_("Schrijf op waarom de werkgever de naam nodig heeft."), field="why_name")
