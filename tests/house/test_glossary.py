"""One word for one thing: what the code is called stands in docs/glossary.md, with the Dutch of the page."""

from __future__ import annotations

import re

import pytest
from django.apps import apps
from django.db import models
from tests.house.source import PACKAGE, ROOT, verbs

TEXT = (ROOT / "docs/glossary.md").read_text()
ROWS = [
    [cell.strip() for cell in line.strip("| \n").split(" | ")]
    for line in TEXT.partition("## Words that we do not use")[0].splitlines()
    if line.startswith("| ") and not line.startswith("| word ")
]
CODE = {token for row in ROWS for cell in row for token in re.findall(r"`([A-Za-z_.]+)`", cell)}
BANNED = {
    *("utils", "util", "helpers", "helper", "common", "services", "service", "misc", "manager", "managers"),
    *("dossier", "rtip", "wbtip", "itip", "tip", "whistle", "superuser"),
}
OURS = [model for model in apps.get_models() if model.__module__.startswith("weerbaar.")]
CHOICES = sorted(
    {
        (model.__name__, field.name, str(value), str(label))
        for model in OURS
        for field in model._meta.get_fields()
        if isinstance(field, models.CharField)
        for value, label in field.flatchoices
    }
)


def test_the_glossary_can_be_read():
    assert len(ROWS) > 60
    assert [row for row in ROWS if len(row) not in {3, 4}] == []


def test_no_word_has_two_rows():
    words = [row[0] for row in ROWS]
    assert sorted({word for word in words if words.count(word) > 1}) == []


@pytest.mark.parametrize("model", OURS, ids=lambda model: model.__name__)
def test_what_is_kept_has_its_word(model):
    assert model.__name__.lower() in CODE


@pytest.mark.parametrize("noun", sorted({one.name.partition(".")[0] for one in verbs()}))
def test_the_noun_of_every_verb_has_its_word(noun):
    assert noun in CODE


@pytest.mark.parametrize("choice", CHOICES, ids=lambda one: ".".join(one[:3]))
def test_a_choice_that_is_kept_has_its_word(choice):
    assert choice[2] in CODE


@pytest.mark.parametrize(
    "choice", [one for one in CHOICES if one[1] in {"role", "stage"}], ids=lambda one: ".".join(one[:3])
)
def test_the_page_says_what_the_glossary_says(choice):
    _, _, value, label = choice
    row = next(row for row in ROWS if f"`{value}`" in row[1])
    assert label.casefold() in row[2].casefold()


def test_no_module_has_a_name_that_says_nothing():
    names = {
        part
        for path in PACKAGE.rglob("*")
        if path.is_dir() or path.suffix in {".py", ".html", ".css"}
        for part in (path.stem.casefold(), *path.stem.casefold().split("_"))
    }
    assert sorted(names & BANNED) == []
