"""How long it takes to find, in what a reporter typed about whom it is, who of a whole town may be meant.

It is done inside the send of a report, so whoever types much must not keep others waiting.
"""

from __future__ import annotations

import time
from statistics import median
from typing import TYPE_CHECKING
from uuid import UUID

if TYPE_CHECKING:
    from weerbaar.intake.going_round import Employee

PEOPLE = 1_500
TIMES = 20
_FIRST = (
    "Anneke",
    "Bilal",
    "Carlijn",
    "Dirk",
    "Emine",
    "Floor",
    "Gijs",
    "Hanneke",
    "Ilse",
    "Joost",
    "Karima",
    "Lars",
)
_BETWEEN = ("", "van", "de", "van der")
_LAST = (
    "Berg",
    "Dam",
    "Haan",
    "Kamp",
    "Linden",
    "Meer",
    "Polder",
    "Rijn",
    "Sluis",
    "Terp",
    "Veen",
    "Wiel",
    "Zijl",
)
_ENDS = ("", "huis", "kamp", "man", "stra", "sma", "voort", "wijk")
_TEXT = (
    "Het gaat om Jost van der Linden, die op de tweede verdieping zit, en misschien ook om de vrouw die vorig jaar van"
    " vergunningen kwam. Zij heet geloof ik Hannecke of zoiets, haar achternaam begint met een W. Er was ook een man bij"
    " met een baard, een adviseur van buiten, en iemand van de balie die Bilal wordt genoemd. De teamleider van het"
    " Meerhuis wist ervan, maar die zei dat ik me er niet mee moest bemoeien en dat het zo hoort in de Polder."
)


def measure(*, quick: bool = False) -> dict[str, float]:
    """Milliseconds for one text and everybody who works in a large town, and how many signs and people that were."""
    from weerbaar.intake.going_round import Named, whom

    people = _people(PEOPLE // 10 if quick else PEOPLE)
    named = Named(text=_TEXT)
    taken = []
    for _time in range(2 if quick else TIMES):
        began = time.perf_counter()
        whom(people, named, with_reports=True)
        taken.append(time.perf_counter() - began)
    return {"signs": len(_TEXT), "people": len(people), "matching_ms": round(1000 * median(taken), 2)}


def _people(count: int) -> list[Employee]:
    """So many colleagues, with as many different names as there is room for, and a manager each."""
    from weerbaar.intake.going_round import Employee

    def name(number: int) -> str:
        parts = []
        for words in (_FIRST, _BETWEEN, _LAST, _ENDS):
            number, place = divmod(number, len(words))
            parts.append(words[place])
        first, between, last, end = parts
        return " ".join(filter(None, (first, between, last + end)))

    return [
        Employee(
            person_id=UUID(int=number),
            name=name(number),
            function="medewerker vergunningen" if number % 3 else "teamleider",
            manager_id=UUID(int=number // 10) if number else None,
        )
        for number in range(count)
    ]
