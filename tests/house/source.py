"""The source as the house tests read it: every module of the product, parsed once."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import weerbaar

if TYPE_CHECKING:
    from collections.abc import Iterator

PACKAGE = Path(weerbaar.__file__).parent
ROOT = PACKAGE.parents[1]


@dataclass(frozen=True)
class Module:
    """One module: its dotted name, where it stands and what it says."""

    name: str
    path: Path
    tree: ast.Module

    @property
    def file(self) -> str:
        return self.path.stem

    def functions(self) -> Iterator[ast.FunctionDef]:
        """Every function, nested ones and methods included."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.FunctionDef):
                yield node

    def calls(self) -> Iterator[tuple[str, ast.Call]]:
        """Every call with the last name of what is called: `a.b.save()` is "save"."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Call):
                called = node.func
                if isinstance(called, ast.Attribute):
                    yield called.attr, node
                elif isinstance(called, ast.Name):
                    yield called.id, node

    def imports(self) -> Iterator[str]:
        """Every module or name that is imported, in full."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                yield from (one.name for one in node.names)
            elif isinstance(node, ast.ImportFrom):
                yield from (f"{node.module or ''}.{one.name}" for one in node.names)


@cache
def modules() -> tuple[Module, ...]:
    """All modules of the product, migrations left out: those are made by a tool."""
    found = []
    for path in sorted(PACKAGE.rglob("*.py")):
        parts = path.relative_to(PACKAGE.parent).with_suffix("").parts
        if "migrations" not in parts:
            name = ".".join(parts).removesuffix(".__init__")
            found.append(Module(name, path, ast.parse(path.read_text(), str(path))))
    return tuple(found)


@dataclass(frozen=True)
class Verb:
    """A function that is declared as a verb, or a name declared for a view (`function` is None)."""

    name: str
    module: str
    function: ast.FunctionDef | None


@cache
def verbs() -> tuple[Verb, ...]:
    """Every verb that the source declares, by `@act` or by `declare_views`."""
    found = []
    for module in modules():
        for function in module.functions():
            for decorator in function.decorator_list:
                if isinstance(decorator, ast.Call) and getattr(decorator.func, "id", "") == "act":
                    found.append(Verb(ast.literal_eval(decorator.args[0]), module.name, function))
        for called, call in module.calls():
            if called == "declare_views":
                found += [Verb(ast.literal_eval(one), module.name, None) for one in call.args]
    return tuple(found)
