"""The words of a receipt and of a passphrase: drawn by chance, written down by a person, typed again much later.

The sums: the list has 7,776 = 6^5 words, so one word drawn evenly is worth log2(7,776) = 12.925 bits. Eight words
give 103.4 bits, past guessing even against a fast keyed hash; six give 77.5 bits, past guessing against Argon2id.
Words may repeat: leaving repetition out would only take bits away.

The order counts and is part of the secret. Reading is forgiving, because the paper is all that a reporter has: no
two words of the list are one typing error apart, so a single slip in a word is put right when one word only fits.
The list is part of every secret made from it: a word that is removed locks out whoever wrote it down.
"""

from __future__ import annotations

import hmac
import math
import re
import secrets
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NoReturn

from weerbaar.ground import wordlist
from weerbaar.ground.errors import RefusedError

RECEIPT_WORDS = 8
PASSPHRASE_WORDS = 6
PASSPHRASE_SHORTEST = 16
PASSPHRASE_LONGEST = 256

_LIST = "receipt"
_READ_AT_MOST = 4000
_PROBLEMS_AT_MOST = 16
_SHOWN_AT_MOST = 24
_SUGGESTIONS_AT_MOST = 3
_LETTER = re.compile(r"[^\W\d_]")
_NOT_LATIN = re.compile(r"[^a-z]")

_EMPTY = "Vul je wachtzin in."
_TOO_SHORT = "Deze wachtzin is te kort. Een wachtzin heeft minstens zestien tekens."
_TOO_LONG = "Deze wachtzin is te lang. Een wachtzin heeft hoogstens 256 tekens."

Choose = Callable[[Sequence[str]], str]


def words() -> tuple[str, ...]:
    """The 7,776 words, sorted."""
    return wordlist.words(_LIST)


def entropy_bits(count: int = RECEIPT_WORDS) -> float:
    """What `count` words drawn by chance are worth, in bits."""
    return count * math.log2(len(words()))


def draw(choose: Choose = secrets.choice) -> tuple[str, ...]:
    """Eight words for a receipt. `choose` takes one of a sequence, each with the same chance."""
    return tuple(choose(words()) for _ in range(RECEIPT_WORDS))


def draw_passphrase(choose: Choose = secrets.choice) -> Passphrase:
    """A passphrase of six words. Its `text` is shown once, to the person whose key it opens."""
    return Passphrase(" ".join(choose(words()) for _ in range(PASSPHRASE_WORDS)))


class _Hidden:
    """A secret in text that shows itself only where the code asks for it by name."""

    __slots__ = ("__text",)

    def __init__(self, text: str) -> None:
        self.__text = text

    def secret_bytes(self) -> bytes:
        """What a key is derived from: the canonical text in UTF-8. Never log it, never keep it."""
        return self.__text.encode("utf-8", "surrogatepass")

    def __repr__(self) -> str:
        return f"<{type(self).__name__}>"

    __str__ = __repr__

    def __format__(self, spec: str) -> str:
        return repr(self)

    def __eq__(self, other: object) -> bool:
        return (
            isinstance(other, _Hidden)
            and type(other) is type(self)
            and hmac.compare_digest(self.secret_bytes(), other.secret_bytes())
        )

    def __hash__(self) -> NoReturn:
        raise TypeError("A secret is not a dictionary key.")

    def __reduce__(self) -> NoReturn:
        raise TypeError("A secret cannot be pickled or copied.")


class Receipt(_Hidden):
    """The eight words by which a reporter comes back.

    Takes words as `draw` gives them or as `read` understood them; its canonical text is those words joined by single
    spaces.
    """

    __slots__ = ()

    def __init__(self, words: Sequence[str]) -> None:
        if len(words) != RECEIPT_WORDS or not wordlist.known(_LIST).issuperset(words):
            raise ValueError("A receipt is eight words of the list.")
        super().__init__(" ".join(words))

    def words(self) -> tuple[str, ...]:
        """The words, to be shown to the reporter and to nobody else."""
        return tuple(self.secret_bytes().decode().split(" "))


class Passphrase(_Hidden):
    """The text by which somebody of the staff opens their key.

    Canonical text: NFKC, white space at the ends gone and elsewhere one space. When every word is from the list,
    capitals, accents and separators are folded away too, since a generated passphrase has none that count; in a text
    of one's own they stay, since there they are part of the secret. No typing error is put right here: that would
    make the canonical text of one's own words hang on the list.

    Raises RefusedError for a text that is empty, under 16 characters or over 256.
    """

    __slots__ = ()

    def __init__(self, text: str) -> None:
        if len(text) > PASSPHRASE_LONGEST:
            raise RefusedError(_TOO_LONG, field="passphrase")
        own = " ".join(unicodedata.normalize("NFKC", text).split())
        drawn = wordlist.pieces(text)
        canonical = " ".join(drawn) if drawn and wordlist.known(_LIST).issuperset(drawn) else own
        if not canonical:
            raise RefusedError(_EMPTY, field="passphrase")
        if len(canonical) < PASSPHRASE_SHORTEST:
            raise RefusedError(_TOO_SHORT, field="passphrase")
        super().__init__(canonical)

    @property
    def text(self) -> str:
        """The canonical text, to be shown to the person whose key it opens and to nobody else."""
        return self.secret_bytes().decode("utf-8", "surrogatepass")


@dataclass(frozen=True, slots=True, repr=False)
class Problem:
    """A word that is not in the list: its place from 1, how it was typed, and at most three words that are near.

    `typed` holds only the letters a to z, with `·` for every other sign, so that it is safe to show.
    """

    number: int
    typed: str
    suggestions: tuple[str, ...]

    def __repr__(self) -> str:
        return "<Problem>"


@dataclass(frozen=True, slots=True, repr=False)
class Correction:
    """A word that was put right: its place from 1, how it was typed, and the word that it must be."""

    number: int
    typed: str
    word: str

    def __repr__(self) -> str:
        return "<Correction>"


@dataclass(frozen=True, slots=True, repr=False)
class Reading:
    """What was understood of a typed receipt.

    `words` is there when all eight are; otherwise `problems` names those not in the list, and `count` says how many
    words there are: too few or too many when it is not eight. A secret, whole or in part: it hides its content.
    """

    words: tuple[str, ...] | None
    problems: tuple[Problem, ...]
    corrected: tuple[Correction, ...]
    count: int

    def __repr__(self) -> str:
        return "<Reading>"


def read(text: str) -> Reading:
    """Understand a receipt as somebody typed or pasted it. Any text is answered, none raises.

    Capitals, accents, numbers, commas, hyphens and line ends do not matter. Past 4,000 characters nothing is read;
    if there is a letter, it counts as one word more.
    """
    cut = text.strip()
    typed = wordlist.pieces(cut[:_READ_AT_MOST])
    count = len(typed) + bool(_LETTER.search(cut, _READ_AT_MOST))
    understood: list[str] = []
    problems: list[Problem] = []
    corrected: list[Correction] = []
    for number, piece in enumerate(typed, 1):
        if len(problems) + len(corrected) == _PROBLEMS_AT_MOST:
            break
        if piece in wordlist.known(_LIST):
            understood.append(piece)
            continue
        near = wordlist.one_error_away(piece, _LIST)
        if len(near) == 1:
            understood.append(near[0])
            corrected.append(Correction(number, _shown(piece), near[0]))
        else:
            near = near or wordlist.two_errors_away(piece, _LIST)
            problems.append(Problem(number, _shown(piece), near[:_SUGGESTIONS_AT_MOST]))
    complete = count == len(understood) == RECEIPT_WORDS
    return Reading(tuple(understood) if complete else None, tuple(problems), tuple(corrected), count)


def _shown(piece: str) -> str:
    return _NOT_LATIN.sub("·", piece[:_SHOWN_AT_MOST])
