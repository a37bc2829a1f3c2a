"""Every Dutch sentence that a page can show has an English one beside it.

Reads the source: `translate`, `blocktranslate` and `_("…")` in templates, the gettext calls of Python, and the
sentence of every error that descends from WeerbaarError.
"""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from babel.messages.pofile import read_po
from django.apps import apps
from django.db import models
from django.template.base import Lexer, Token, TokenType

import weerbaar
from weerbaar.cases.procedures import published

if TYPE_CHECKING:
    from collections.abc import Iterator

_SOURCE = Path(weerbaar.__file__).parent
_ONE = frozenset({"_", "gettext", "gettext_lazy", "gettext_noop"})
_MANY = frozenset({"ngettext", "ngettext_lazy"})
_STRING = r"(\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*')"
_TRANSLATE = re.compile(rf"^trans(?:late)?\s+{_STRING}")
_MARKED = re.compile(rf"(?<![\w.])_\({_STRING}\)")
_BLOCK = re.compile(r"^blocktrans(?:late)?(?:\s|$)")
_END = re.compile(r"^endblocktrans(?:late)?$")


def _unquoted(literal: str) -> str:
    return literal[1:-1].replace(f"\\{literal[0]}", literal[0]).replace("%", "%%")


def _from_template(text: str) -> Iterator[str]:
    """Every message id of a template, as Django itself looks it up."""
    tokens = iter(Lexer(text).tokenize())
    for token in tokens:
        if token.token_type == TokenType.BLOCK and _BLOCK.match(token.contents):
            yield from _block(token, tokens)
        elif token.token_type in {TokenType.BLOCK, TokenType.VAR}:
            if found := _TRANSLATE.match(token.contents):
                yield _unquoted(found[1])
            yield from (_unquoted(literal) for literal in _MARKED.findall(token.contents))


def _block(opening: Token, tokens: Iterator[Token]) -> Iterator[str]:
    trimmed = " trimmed" in opening.contents
    text = ""

    def message() -> str:
        return " ".join(line.strip() for line in text.splitlines() if line.strip()) if trimmed else text

    for token in tokens:
        if token.token_type == TokenType.TEXT:
            text += token.contents.replace("%", "%%")
        elif token.token_type == TokenType.VAR:
            text += f"%({token.contents})s"
        elif token.contents.strip() == "plural":
            yield message()
            text = ""
        elif _END.match(token.contents.strip()):
            yield message()
            return


def _name(node: ast.expr) -> str:
    return node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""


def _words(nodes: list[ast.expr]) -> Iterator[str]:
    for node in nodes:
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value:
            yield node.value


def _errors(trees: list[ast.Module]) -> frozenset[str]:
    """The names of WeerbaarError and of all that descends from it."""
    bases = {
        node.name: {_name(base) for base in node.bases}
        for tree in trees
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef)
    }
    known = {"WeerbaarError"}
    while grown := {name for name, above in bases.items() if above & known} - known:
        known |= grown
    return frozenset(known)


def _from_python(tree: ast.Module, errors: frozenset[str]) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = _name(node.func)
            if name in _ONE or name in errors:
                yield from _words(node.args[:1])
            elif name in _MANY:
                yield from _words(node.args[:2])
        elif isinstance(node, ast.ClassDef) and node.name in errors:
            yield from _from_error(node)


def _from_error(error: ast.ClassDef) -> Iterator[str]:
    """The sentence that an error class gives itself: `super().__init__("…")` or `sentence = "…"`."""
    for node in ast.walk(error):
        if isinstance(node, ast.Call) and _name(node.func) == "__init__":
            yield from _words(node.args[:1])
        elif isinstance(node, ast.Assign) and any(_name(target) == "sentence" for target in node.targets):
            yield from _words([node.value])


def _used() -> Iterator[tuple[Path, str]]:
    """Every file with each message id that it uses."""
    for path in sorted(_SOURCE.rglob("*.html")) + sorted(_SOURCE.rglob("*.txt")):
        if "templates" in path.parts:
            yield from ((path, one) for one in _from_template(path.read_text("utf-8")))
    paths = sorted(_SOURCE.rglob("*.py"))
    trees = [ast.parse(path.read_text("utf-8")) for path in paths]
    errors = _errors(trees)
    for path, tree in zip(paths, trees, strict=True):
        yield from ((path, one) for one in _from_python(tree, errors))


_FACES = (_SOURCE / "web" / "reporter", _SOURCE / "web" / "office")


def _seen_from(path: Path) -> frozenset[Path]:
    """The catalogues in which what this file says must stand: a face has its own beside those of the shared rooms, and
    what a shared room says may be shown by either face.
    """
    others = [face for face in _FACES if face not in path.parents]
    return frozenset(one for one in _CATALOGUES if not any(other in one.parents for other in others))


_CATALOGUES = frozenset(_SOURCE.rglob("locale/en/LC_MESSAGES/*.po"))


@cache
def _translated(catalogues: frozenset[Path] = _CATALOGUES) -> dict[str, str]:
    """Every message id with a finished English translation, plurals under both of their ids."""
    known: dict[str, str] = {}
    for path in catalogues:
        with path.open("rb") as file:
            for message in read_po(file, locale="en"):
                ids = message.id if isinstance(message.id, tuple | list) else (message.id,)
                texts = message.string if isinstance(message.string, tuple | list) else (message.string,)
                if message.id and all(texts) and not message.fuzzy:
                    known |= dict(zip(ids, texts, strict=True))
    return known


def test_every_sentence_has_its_english() -> None:
    missing = {
        f"{path.relative_to(_SOURCE)}: {sentence!r}"
        for path, sentence in _used()
        if sentence not in _translated(_seen_from(path))
    }
    assert not missing, "No English in a catalogue that is found there, for:\n" + "\n".join(sorted(missing))


def test_no_sentence_stands_twice_in_a_catalogue() -> None:
    """Two that differ are one too many: which of them a reader gets shows nowhere."""
    twice = set()
    for file in sorted(_SOURCE.rglob("*.po")):
        ids = re.findall(r'^msgid ((?:".*"\n)+)', file.read_text(), re.MULTILINE)
        told = ["".join(re.findall(r'"(.*)"', one)) for one in ids]
        twice |= {f"{file.relative_to(_SOURCE)}: {one}" for one in told if told.count(one) > 1}
    assert twice == set()


def test_one_sentence_has_one_english_in_all_catalogues() -> None:
    """Which of two a reader gets hangs on the order of the rooms, and shows nowhere. Two meanings have a context each."""
    told: dict[tuple[str | None, str], dict[str, set[str]]] = {}
    for path in sorted(_CATALOGUES):
        with path.open("rb") as file:
            for message in read_po(file, locale="en"):
                ids = message.id if isinstance(message.id, tuple | list) else (message.id,)
                texts = message.string if isinstance(message.string, tuple | list) else (message.string,)
                for one, text in zip(ids, texts, strict=True):
                    rooms = told.setdefault((message.context, one), {}) if one else {}
                    rooms.setdefault(text, set()).add(str(path.relative_to(_SOURCE)))
    assert len(told) > 1_000
    assert {one: english for one, english in told.items() if len(english) > 1} == {}


def test_a_face_finds_no_words_of_the_other() -> None:
    reporter, office = _FACES
    assert not [one for one in _seen_from(reporter / "start.py") if office in one.parents]
    assert not [one for one in _seen_from(office / "cases" / "pages.py") if reporter in one.parents]
    shared = _seen_from(_SOURCE / "cases" / "actions.py")
    assert shared == _seen_from(reporter / "start.py") & _seen_from(office / "people.py")


def test_every_text_of_a_procedure_has_its_english() -> None:
    """A file in `cases/definitions` is read by the program and not by whoever looks for marked sentences."""
    known = _translated()
    texts = [
        (f"{one.name}.{one.version}", text)
        for every in published().values()
        for one in every
        for text in (
            one.title,
            one.about,
            one.without_name,
            *(stop.next for stop in one.stops),
            *one.letters.values(),
        )
    ]
    assert len(texts) > 60
    assert [(name, text) for name, text in texts if text and text not in known] == []


def test_every_choice_of_a_case_has_its_english() -> None:
    known = _translated()
    labels = {
        str(label)
        for model in apps.get_app_config("cases").get_models()
        for field in model._meta.get_fields()
        if isinstance(field, models.CharField)
        for _, label in field.flatchoices
    }
    assert len(labels) > 40
    assert sorted(labels - set(known)) == []


def test_a_translation_keeps_the_values_of_its_sentence() -> None:
    value = re.compile(r"%\((\w+)\)[sd]")
    wrong = [
        sentence
        for sentence, english in _translated().items()
        if not set(value.findall(english)) <= set(value.findall(sentence))
    ]
    assert not wrong


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        ('{% translate "Snel weg" %}', ["Snel weg"]),
        ("{% trans 'Snel weg' as exit %}", ["Snel weg"]),
        ("{% blocktranslate %}Dag {{ name }}{% endblocktranslate %}", ["Dag %(name)s"]),
        (
            "{% blocktranslate trimmed count n=n %}\n Eén ding\n{% plural %}\n"
            " {{ n }} dingen\n{% endblocktranslate %}",
            ["Eén ding", "%(n)s dingen"],
        ),
        ('{% chip _("Nieuw") "accent" %}{{ _("Dag") }}', ["Nieuw", "Dag"]),
        ('{% go some_("Nee") %}', []),
        ("Snel weg", []),
    ],
)
def test_sentences_of_a_template_are_found(template: str, expected: list[str]) -> None:
    assert list(_from_template(template)) == expected


def test_sentences_of_python_are_found() -> None:
    source = """
class LateError(WeerbaarError):
    def __init__(self):
        super().__init__("Te laat.")
class LaterError(LateError):
    sentence = "Nog later."
def f():
    raise LaterError("Veel " "later.", days=3)
gettext("een"); _("twee"); ngettext("drie", "drieën", 3); other("geen"); gettext(name)
translation.gettext_lazy("vier")
"""
    tree = ast.parse(source)
    found = set(_from_python(tree, _errors([tree])))
    assert found == {"Te laat.", "Nog later.", "Veel later.", "een", "twee", "drie", "drieën", "vier"}
