"""Letters that were borrowed from another alphabet, as the ones of ours that they look like. Pure.

Who writes "Вram" with a Cyrillic letter writes a name that everybody reads and no comparison finds.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

LOOKS_LIKE = str.maketrans(
    "аеорсухіјѕһԁԛԝѵӏкмтвнпг" "АВЕКМНОРСТУХІЈЅԌ" "αβειονρυκτχγωμη" "ΑΒΕΖΗΙΚΜΝΟΡΤΥΧ" "ıøłđðħŧŋɡɑ",
    "aeopcyxijshdqwvlkmtbhnr" "abekmhopctyxijsg" "abeiovpuktxywun" "abezhikmnoptyx" "iolddhtnga",
) | {ord("æ"): "ae", ord("œ"): "oe", ord("þ"): "th"}  # fmt: skip
"""Cyrillic and Greek letters, and some of ours that are hardly ever typed. By case: "ν" looks like a v and "Ν" like an N."""

_WORD = re.compile(r"[^\W\d_]+")


def in_latin(text: str) -> str:
    """A text with each word in Latin letters that reads as one: those that mix alphabets, or are borrowed wholly.

    A word of another language stays as it is, for it has letters that look like none of ours: "Иван".
    """
    return text if text.isascii() else _WORD.sub(lambda found: _word(found[0]), text)


def _word(word: str) -> str:
    if word.isascii():
        return word
    read = "".join(map(_letter, word))
    return read if all(map(_is_latin, read)) else word


@lru_cache(maxsize=4096)
def _letter(sign: str) -> str:
    """One letter as it looks. What is ours already keeps its accent; what is borrowed loses it."""
    plain = unicodedata.normalize("NFKD", sign)[0]
    read = plain.translate(LOOKS_LIKE)
    if read == plain:
        read = plain.casefold().translate(LOOKS_LIKE)
        if read == plain.casefold():
            return sign
    return read.capitalize() if sign.isupper() else read


@lru_cache(maxsize=4096)
def _is_latin(sign: str) -> bool:
    return unicodedata.name(sign, "").startswith("LATIN")
