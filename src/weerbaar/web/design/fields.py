"""Form fields and widgets that the look adds to Django's own."""

from __future__ import annotations

import calendar
import re
import unicodedata
from collections.abc import Mapping
from datetime import date
from typing import Any, TypeVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.dateformat import format as formatted
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from weerbaar.ground import clock

_MONTHS = (
    ("januari", "january"),
    ("februari", "february"),
    ("maart", "march"),
    ("april",),
    ("mei", "may"),
    ("juni", "june"),
    ("juli", "july"),
    ("augustus", "august"),
    ("september",),
    ("oktober", "october"),
    ("november",),
    ("december",),
)
_MONTHS_IN_A_YEAR = 12
_SHORTEST_NAME = 3  # "mrt" apart, three letters tell every month in both languages


_Field = TypeVar("_Field", bound=forms.Field)


def needed(field: _Field) -> _Field:
    """A field that must be answered with the choice that opens it, though the form does not always ask it: the page does
    not call it optional."""
    setattr(field, _NEEDED, True)
    return field


def is_needed(field: forms.Field) -> bool:
    return getattr(field, _NEEDED, False)


_NEEDED = "needed_with_its_choice"


class _Sheets:
    """What both kinds of choice share: words under a choice, and fields of the same form that unfold under it."""

    def __init__(
        self,
        attrs: dict[str, Any] | None = None,
        choices: Any = (),
        *,
        hints: Mapping[str, Any] | None = None,
        folds: Mapping[str, str | tuple[str, ...]] | None = None,
    ) -> None:
        super().__init__(attrs, choices)  # pyright: ignore[reportCallIssue]
        self.hints = dict(hints or {})
        self.folds = {
            value: (names,) if isinstance(names, str) else names for value, names in (folds or {}).items()
        }


class Choices(_Sheets, forms.RadioSelect):
    """One of a few, each a whole sheet. `hints` maps a value to words under it; `folds` a value to a field's
    name, or to the names of more."""


class ManyChoices(_Sheets, forms.CheckboxSelectMultiple):
    """Some of a few, each a whole sheet. `hints` and `folds` as in `Choices`."""


class DayWidget(forms.MultiWidget):
    """Day, month and year in three boxes: a calendar to click through is slow and hard to use with a thumb."""

    parts = ("day", "month", "year")

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        boxes: Any = {part: forms.TextInput() for part in self.parts}
        super().__init__(boxes, attrs)

    def decompress(self, value: date | None) -> list[Any]:
        """The three boxes of a date."""
        return [value.day, formatted(value, "F"), value.year] if value else [None, None, None]


class DayField(forms.Field):
    """A day, typed as day, month and year. The month may be a number or a name, in Dutch or English.

    Cleans to a `date`, or to None when it is left empty and not required. An error carries the code of the box that
    is wrong: "day", "month" or "year".
    """

    widget = DayWidget

    def __init__(self, *, not_after_today: bool = False, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.not_after_today = not_after_today

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Whether the boxes say something else than they said at first."""
        said = [str(part or "") for part in (data or [])]
        before = initial if isinstance(initial, list) else DayWidget().decompress(initial)
        return said != [str(part or "") for part in before]

    def clean(self, value: Any) -> date | None:
        """The day that the three boxes mean."""
        day, month, year = (
            unicodedata.normalize("NFKC", str(part or "")).strip() for part in (value or ["", "", ""])
        )
        if not (day or month or year):
            if self.required:
                raise ValidationError(_("Vul een dag in, bijvoorbeeld 7 maart 2026."), code="day")
            return None
        found = _day(_day_number(day), _month_number(month), _year_number(year))
        if self.not_after_today and found > clock.today():
            raise ValidationError(_("Deze dag moet nog komen. Kies vandaag of een dag daarvoor."), code="day")
        self.run_validators(found)
        return found


def _day_number(text: str) -> int:
    if not text:
        raise ValidationError(_("Vul ook de dag in."), code="day")
    if not re.fullmatch(r"[0-9]{1,2}", text) or not 1 <= int(text) <= 31:  # noqa: PLR2004
        raise ValidationError(_("Schrijf de dag in cijfers, van 1 tot en met 31."), code="day")
    return int(text)


def _month_number(text: str) -> int:
    if not text:
        raise ValidationError(_("Vul ook de maand in."), code="month")
    word = text.casefold().rstrip(".")
    if re.fullmatch(r"[0-9]{1,2}", word) and 1 <= int(word) <= _MONTHS_IN_A_YEAR:
        return int(word)
    if word == "mrt":
        return 3
    if len(word) >= _SHORTEST_NAME:
        for number, month_names in enumerate(_MONTHS, start=1):
            if any(name.startswith(word) for name in month_names):
                return number
    raise ValidationError(_("Schrijf de naam van de maand, of een cijfer van 1 tot en met 12."), code="month")


def _year_number(text: str) -> int:
    if not text:
        raise ValidationError(_("Vul ook het jaar in."), code="year")
    if not re.fullmatch(r"(19|20)[0-9]{2}", text):
        raise ValidationError(_("Schrijf het jaar met vier cijfers, bijvoorbeeld 2026."), code="year")
    return int(text)


def _day(day: int, month: int, year: int) -> date:
    last = calendar.monthrange(year, month)[1]
    if day > last:
        name = formatted(date(year, month, 1), "F").capitalize()
        sentence = gettext("%(month)s heeft %(days)d dagen. Kies een dag van 1 tot en met %(days)d.")
        raise ValidationError(sentence % {"month": name, "days": last}, code="day")
    return date(year, month, day)
