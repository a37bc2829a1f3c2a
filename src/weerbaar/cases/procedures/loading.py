"""Reading the files in `definitions/`: which there are, in which versions, and what each says in values from the lists."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from weerbaar.cases.procedures.checks import problems
from weerbaar.cases.procedures.values import (
    Authority,
    Basis,
    Doer,
    From,
    Guard,
    Letter,
    Line,
    Move,
    Place,
    Procedure,
    ProcedureError,
    Retention,
    Step,
    Stop,
    TermName,
    TermRule,
    Unit,
)

if TYPE_CHECKING:
    from collections.abc import Mapping
    from enum import StrEnum

DEFINITIONS = Path(__file__).parents[1] / "definitions"

_TOP = {
    "name",
    "version",
    "title",
    "about",
    "takes",
    "without_name",
    "stage",
    "step",
    "term",
    "deciders",
    "keeps_out_reports",
    "tells_of_referral",
    "points_to_ombudsman",
    "is_report",
    "letters",
    "retention",
}
_OPENNESS = ("anonymous", "confidential", "open")
_NAME = re.compile(r"[a-z]+(_[a-z]+)*")


def read(text: str, *, source: str) -> Procedure:
    """Read one definition. `source` is its name, as in `integrity.2`. Raises ProcedureError."""
    try:
        held = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ProcedureError(f"{source}: this is not TOML ({error}).") from None
    reader = _Reader(source)
    procedure = reader.procedure(held)
    for problem in problems(procedure):
        raise ProcedureError(f"{source}: {problem}")
    return procedure


@cache
def published() -> Mapping[str, tuple[Procedure, ...]]:
    """Every procedure by name, its versions from old to new. Raises ProcedureError."""
    return read_all(DEFINITIONS)


def read_file(path: Path) -> Procedure:
    """Read one definition from its file. Raises ProcedureError."""
    try:
        return read(path.read_text(encoding="utf-8"), source=path.stem)
    except UnicodeDecodeError:
        raise ProcedureError(f"{path.stem}: this is not text in UTF-8.") from None
    except OSError as error:
        raise ProcedureError(f"{path.stem}: the file cannot be read ({error.strerror}).") from None


def read_all(folder: Path) -> Mapping[str, tuple[Procedure, ...]]:
    """Every procedure in a folder by name, its versions from old to new. Raises ProcedureError."""
    found: dict[str, list[Procedure]] = {}
    for path in sorted(folder.glob("*.toml")):
        procedure = read_file(path)
        found.setdefault(procedure.name, []).append(procedure)
    for name, every in found.items():
        every.sort(key=lambda one: one.version)
        for number, procedure in enumerate(every, start=1):
            if procedure.version != number:
                raise ProcedureError(
                    f"{name}.{number} is missing: cases that began under it still follow it."
                )
    return {name: tuple(every) for name, every in found.items()}


def newest(name: str) -> Procedure:
    """The version that a case begins under today. Raises KeyError."""
    return published()[name][-1]


def version_of(name: str, version: int) -> Procedure:
    """The version that a case began under. Raises KeyError."""
    return next(one for one in published()[name] if one.version == version)


class _Reader:
    """Turns what TOML gives into values from the lists, and says of anything else where it stands."""

    def __init__(self, source: str) -> None:
        self.source = source

    def procedure(self, held: Mapping[str, Any]) -> Procedure:
        self._known(held, _TOP, "the file")
        name, version = self._text(held, "name", "the file"), self._number(held, "version", "the file", 1)
        if not _NAME.fullmatch(name):
            raise self._wrong(f"name: {name!r} is not a word of small letters")
        if self.source != f"{name}.{version}":
            raise self._wrong(f"the file is called {self.source}, and says that it is {name}.{version}")
        takes = self._list(held, "takes", "the file")
        for one in takes:
            if one not in _OPENNESS:
                raise self._wrong(f"takes: {one!r} is not one of {', '.join(_OPENNESS)}")
            if takes.count(one) > 1:
                raise self._wrong(f"takes: {one} is there twice")
        return Procedure(
            name=name,
            version=version,
            title=self._text(held, "title", "the file"),
            about=self._text(held, "about", "the file"),
            takes=tuple(takes),
            without_name=self._text(held, "without_name", "the file") if "without_name" in held else "",
            stops=tuple(self._stop(one) for one in self._tables(held, "stage")),
            moves=tuple(self._move(one) for one in self._tables(held, "step")),
            terms=tuple(self._term(one) for one in self._tables(held, "term")),
            deciders=self._deciders(held),
            keeps_out_reports=self._flag(held, "keeps_out_reports", "the file"),
            tells_of_referral=self._flag(held, "tells_of_referral", "the file"),
            points_to_ombudsman=self._flag(held, "points_to_ombudsman", "the file"),
            is_report=self._flag(held, "is_report", "the file", otherwise=True),
            letters=self._letters(held),
            retention=self._retention(held),
        )

    def _stop(self, held: Mapping[str, Any]) -> Stop:
        where = f"stage {held.get('name', '?')}"
        self._known(held, {"name", "waits_for", "next"}, where)
        return Stop(
            place=self._one(Place, held.get("name"), where),
            waits_for=self._one(Doer, held.get("waits_for"), where),
            next=self._text(held, "next", where),
        )

    def _move(self, held: Mapping[str, Any]) -> Move:
        where = f"step {held.get('name', '?')}"
        self._known(held, {"name", "from", "to", "who", "needs", "meets"}, where)
        return Move(
            step=self._one(Step, held.get("name"), where),
            sources=tuple(self._one(Place, one, where) for one in self._list(held, "from", where)),
            to=self._one(Place, held["to"], where) if "to" in held else None,
            who=tuple(self._one(Doer, one, where) for one in self._list(held, "who", where)),
            needs=tuple(self._one(Guard, one, where) for one in self._list(held, "needs", where, least=0)),
            meets=tuple(self._one(TermName, one, where) for one in self._list(held, "meets", where, least=0)),
        )

    def _term(self, held: Mapping[str, Any]) -> TermRule:
        where = f"term {held.get('name', '?')}"
        self._known(
            held, {"name", "length", "unit", "starts", "basis", "may_suspend", "extend", "remind"}, where
        )
        return TermRule(
            name=self._one(TermName, held.get("name"), where),
            length=self._number(held, "length", where, 1),
            unit=self._one(Unit, held.get("unit"), where),
            starts=self._one(From, held.get("starts"), where),
            basis=self._one(Basis, held.get("basis"), where),
            may_suspend=self._flag(held, "may_suspend", where),
            extend=self._number(held, "extend", where, 0) if "extend" in held else 0,
            remind=self._remind(held, where),
        )

    def _remind(self, held: Mapping[str, Any], where: str) -> tuple[int, ...]:
        days: list[Any] = self._list(held, "remind", where, least=0)
        if any(not isinstance(one, int) or isinstance(one, bool) or one < 1 for one in days):
            raise self._wrong(f"{where}: remind holds whole days before the last day")
        return tuple(days)

    def _deciders(self, held: Mapping[str, Any]) -> dict[Line, tuple[Authority, ...]]:
        told = self._table(held, "deciders")
        return {
            self._one(Line, line, "deciders"): tuple(
                self._one(Authority, who, f"deciders.{line}") for who in self._list(told, line, "deciders")
            )
            for line in told
        }

    def _letters(self, held: Mapping[str, Any]) -> dict[Letter, str]:
        told = self._table(held, "letters")
        return {self._one(Letter, letter, "letters"): self._text(told, letter, "letters") for letter in told}

    def _retention(self, held: Mapping[str, Any]) -> Retention:
        kept = held.get("retention")
        if not isinstance(kept, dict):
            raise self._wrong("retention: say how long a case is kept")
        self._known(kept, {"selection", "years", "identity_months"}, "retention")
        years = self._number(kept, "years", "retention", 1) if "years" in kept else None
        return Retention(
            selection=self._text(kept, "selection", "retention"),
            years=years,
            identity_months=self._number(kept, "identity_months", "retention", 1),
        )

    def _wrong(self, what: str) -> ProcedureError:
        return ProcedureError(f"{self.source}: {what}.")

    def _known(self, held: Mapping[str, Any], names: set[str], where: str) -> None:
        for name in held:
            if name not in names:
                raise self._wrong(f"{where}: {name!r} is not something that a procedure can say")

    def _text(self, held: Mapping[str, Any], name: str, where: str) -> str:
        value = held.get(name)
        if not isinstance(value, str) or not value.strip():
            raise self._wrong(f"{where}: {name} is missing")
        return value.strip()

    def _number(self, held: Mapping[str, Any], name: str, where: str, least: int) -> int:
        value = held.get(name)
        if not isinstance(value, int) or isinstance(value, bool) or value < least:
            raise self._wrong(f"{where}: {name} must be a whole number of at least {least}")
        return value

    def _flag(self, held: Mapping[str, Any], name: str, where: str, *, otherwise: bool = False) -> bool:
        value = held.get(name, otherwise)
        if not isinstance(value, bool):
            raise self._wrong(f"{where}: {name} is true or false, without quotes")
        return value

    def _list(self, held: Mapping[str, Any], name: str, where: str, *, least: int = 1) -> list[str]:
        value = held.get(name, [])
        if not isinstance(value, list):
            raise self._wrong(f"{where}: {name} must be a list, between square brackets")
        if len(value) < least:
            raise self._wrong(f"{where}: {name} names nothing")
        return value

    def _table(self, held: Mapping[str, Any], name: str) -> Mapping[str, Any]:
        value = held.get(name, {})
        if not isinstance(value, dict):
            raise self._wrong(f"{name} must be a table, under [{name}]")
        return value

    def _tables(self, held: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
        value = held.get(name)
        if not value:
            raise self._wrong(f"there is no {name}")
        if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
            raise self._wrong(f"each {name} must be a table of its own, under [[{name}]]")
        return value

    def _one(self, kind: type[StrEnum], value: Any, where: str) -> Any:
        try:
            return kind(value)
        except ValueError:
            known = ", ".join(one.value for one in kind)
            raise self._wrong(f"{where}: {value!r} is not one of {known}") from None
