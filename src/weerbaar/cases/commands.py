"""`weerbaar procedure check` and `weerbaar procedure draw`: read a procedure before it is published, and show it."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from weerbaar.cases.drawing import draw
from weerbaar.cases.models import Kind
from weerbaar.cases.outline import as_text
from weerbaar.cases.procedures import ProcedureError, newest, published, read_file

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable

    from weerbaar.cases.procedures import Procedure


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `procedure` to the command line."""
    procedure = commands.add_parser("procedure", help=_("procedures nakijken en tekenen"))
    under = procedure.add_subparsers(required=True, metavar=_("opdracht"))
    check = under.add_parser("check", help=_("kijkt na of een procedure gevolgd kan worden"))
    check.add_argument("file", nargs="?", type=Path, help=_("het bestand; zonder: alle die hier gelden"))
    check.set_defaults(run=_in_words(_check))
    shown = under.add_parser("draw", help=_("laat zien hoe een procedure loopt, als tekst of als tekening"))
    shown.add_argument("name", help=_("naam van de procedure, of een bestand"))
    shown.add_argument("--svg", type=Path, metavar=_("bestand"), help=_("schrijft de tekening"))
    shown.set_defaults(run=_in_words(_draw))


def _in_words(run: Callable[[argparse.Namespace], None]) -> Callable[[argparse.Namespace], int]:
    def perform(arguments: argparse.Namespace) -> int:
        try:
            run(arguments)
        except ProcedureError as error:
            sys.stderr.write(f"{error}\n")
            return 1
        return 0

    return perform


def _check(arguments: argparse.Namespace) -> None:
    found = (
        [read_file(arguments.file)]
        if arguments.file
        else [one for versions in published().values() for one in versions]
    )
    for one in found:
        if one.name not in Kind.values:
            raise ProcedureError(
                f"{one.name}.{one.version}: no report is of this kind; the kinds are {', '.join(Kind.values)}."
            )
    for one in found:
        sys.stdout.write(
            _("%(name)s: in orde, %(stages)d stappen, %(terms)d termijnen.\n")
            % {"name": f"{one.name}.{one.version}", "stages": len(one.stops), "terms": len(one.terms)}
        )


def _draw(arguments: argparse.Namespace) -> None:
    procedure = _named(arguments.name)
    if arguments.svg is None:
        sys.stdout.write(as_text(procedure))
        return
    try:
        arguments.svg.write_text(draw(procedure), encoding="utf-8")
    except OSError as error:
        raise ProcedureError(f"{arguments.svg}: cannot be written ({error.strerror}).") from None


def _named(name: str) -> Procedure:
    """A published procedure in its newest version, or one that is still being written."""
    if name in published():
        return newest(name)
    if name.endswith(".toml"):
        return read_file(Path(name))
    raise ProcedureError(f"There is no procedure {name!r}; there are {', '.join(published())}.")
