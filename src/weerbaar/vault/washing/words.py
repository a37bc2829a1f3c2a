"""What washing says to people: what was taken out, what stayed in, and why a file could not be washed.

Every enum member has a name that is fit to store and a `msgid`: Dutch, as people say it, to be translated where
it is shown. Nothing here may hold a word out of the file itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from weerbaar.ground.errors import WeerbaarError

if TYPE_CHECKING:
    from weerbaar.vault.washing.kinds import Kind


def gettext_noop(msgid: str) -> str:
    """Marks a text for the translators. Django has the same; the jailed child must start without Django."""
    return msgid


class Removal(Enum):
    """Something that was in the file and could betray who made it. It fits in: *Weggehaald: de plaats*."""

    PLACE = gettext_noop("de plaats")
    TIME = gettext_noop("de tijd")
    DEVICE = gettext_noop("het merk van je telefoon of camera")
    AUTHOR = gettext_noop("wie het maakte")
    PROGRAM = gettext_noop("het programma waarmee het is gemaakt")
    DESCRIPTION = gettext_noop("een verborgen beschrijving")
    THUMBNAIL = gettext_noop("een kleine voorbeeldfoto")
    OLD_VERSIONS = gettext_noop("oude versies")
    BEHIND_THE_END = gettext_noop("verborgen gegevens in of achter het bestand")
    SIGNATURE = gettext_noop("een digitale handtekening")
    EDIT_TRACES = gettext_noop("sporen van wanneer en hoe het is bewerkt")
    PRINTER = gettext_noop("je printer")
    TEMPLATE = gettext_noop("het sjabloon en de map waar het stond")
    CUSTOM_DATA = gettext_noop("gegevens die je organisatie aan het bestand had gehangen")
    COMMENT_AUTHORS = gettext_noop("de namen en tijden bij opmerkingen")
    CHANGE_AUTHORS = gettext_noop("de namen en tijden bij bijgehouden wijzigingen")
    INNER_PICTURES = gettext_noop("gegevens in de plaatjes in het bestand")
    MOVEMENT = gettext_noop("een spoor met gegevens dat meeliep, zoals plaats of beweging")
    TITLES = gettext_noop("titel, artiest en hoes")

    @property
    def msgid(self) -> str:
        return self.value


class Kept(Enum):
    """Something that stayed in the file, since it is what the file says or since we cannot take it out."""

    COMMENTS = gettext_noop(
        "Er staan opmerkingen in. De tekst ervan is gebleven, zonder namen bij de opmerking."
    )
    CHANGES = gettext_noop("Er staan bijgehouden wijzigingen in. Die zijn gebleven, zonder namen erbij.")
    HIDDEN_TEXT = gettext_noop("Er staan verborgen stukken in, zoals een verborgen blad. Die zijn gebleven.")
    ATTACHMENTS = gettext_noop("Er zit een ander bestand in dit bestand. Dat hebben we niet schoongemaakt.")
    PICTURES = gettext_noop("Er zit een plaatje in dat we niet konden schoonmaken.")
    LINKS = gettext_noop("Er staan verwijzingen in naar andere bestanden. Daar kan een naam of map in staan.")
    TIMED_DATA = gettext_noop(
        "Er loopt een spoor met gegevens mee in de opname, zoals plaats of beweging. Dat konden we niet weghalen."
    )
    FORM_FIELDS = gettext_noop("Er staan ingevulde velden in. Die zijn gebleven.")
    SCRIPTS = gettext_noop("Er zit een programmaatje in. Dat is gebleven.")

    @property
    def msgid(self) -> str:
        return self.value


class Reason(Enum):
    """Why a file could not be washed."""

    NOT_THIS_KIND = gettext_noop("Dit soort bestand kunnen we niet schoonmaken.")
    BROKEN = gettext_noop("Dit bestand is beschadigd of niet compleet. We konden het niet schoonmaken.")
    TOO_BIG = gettext_noop("Dit bestand is te groot om schoon te maken.")
    LOCKED = gettext_noop(
        "Op dit bestand zit een wachtwoord. We konden het niet openen om het schoon te maken."
    )
    BOMB = gettext_noop(
        "Dit bestand wordt bij het openen gevaarlijk groot. We hebben het niet schoongemaakt."
    )
    UNSAFE = gettext_noop(
        "Dit bestand is op een gevaarlijke manier gemaakt. We hebben het niet schoongemaakt."
    )
    TIMEOUT = gettext_noop("Het schoonmaken van dit bestand duurde te lang.")
    CRASHED = gettext_noop("Het schoonmaken van dit bestand is mislukt.")
    BUSY = gettext_noop("Het is nu te druk om dit bestand schoon te maken. Probeer het zo nog een keer.")
    NO_JAIL = gettext_noop("We kunnen nu geen bestanden veilig openen om ze schoon te maken.")

    @property
    def msgid(self) -> str:
        return self.value


class CannotWashError(WeerbaarError):
    """The file cannot be washed. It carries a reason and never a byte, name or message out of the file.

    `kind` is what the file turned out to be, when a closer look says something other than its first bytes did.
    """

    def __init__(self, reason: Reason, kind: Kind | None = None) -> None:
        super().__init__(reason.msgid)
        self.reason = reason
        self.kind = kind


@dataclass(frozen=True, repr=False)
class Washed:
    """A washed file: its bytes, what was taken out and what a reader should know stayed in."""

    kind: Kind
    data: bytes
    removed: tuple[Removal, ...]
    kept: tuple[Kept, ...]

    def __repr__(self) -> str:
        return f"<Washed {self.kind.name}, {len(self.data)} bytes>"


class Notes:
    """What a washer writes down on its way. Each thing is named once, in the order of the enum."""

    def __init__(self) -> None:
        self._removed: set[Removal] = set()
        self._kept: set[Kept] = set()

    def took(self, *removals: Removal) -> None:
        self._removed.update(removals)

    def left(self, *kept: Kept) -> None:
        self._kept.update(kept)

    @property
    def removed(self) -> tuple[Removal, ...]:
        return tuple(r for r in Removal if r in self._removed)

    @property
    def kept(self) -> tuple[Kept, ...]:
        return tuple(k for k in Kept if k in self._kept)
