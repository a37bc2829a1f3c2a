"""What the documents say is there: links lead somewhere, commands exist, and nothing is promised that nobody can keep."""

from __future__ import annotations

import argparse
import contextlib
import io
import re
import shlex
import tomllib

import pytest
from tests.house.source import ROOT

from weerbaar.config import cli

TEXTS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
ALSO_READ = [
    *(ROOT / name for name in ("Makefile", "pyproject.toml", "publiccode.yml", ".dockerignore")),
    *(path for path in sorted((ROOT / "deploy").rglob("*")) if path.is_file()),
    *sorted(ROOT.glob("requirements*.txt")),
]
IMAGES = ("start-390", "files-390", "receipt-390", "progress-1280", "worklist-1280", "case-1280")
LINK = re.compile(r"(!?)\[[^\]]*\]\(([^)\s]+)\)")
FENCE = re.compile(r"^ *```(\w*)\n(.*?)^ *```", re.MULTILINE | re.DOTALL)
CODE = re.compile(r"`([^`\n]+)`")
# Where this product was made and where packages come from is nobody's business here.
PLACES = re.compile(
    r"(?<![\w/.])/(?:home|root|tmp|work|Users)/|\b(?:pypi|npmjs|pythonhosted|docker\.io|ghcr|quay)\b"
)
# Begins like a command and is none: the bytes of a line of the log.
NO_COMMANDS = {"weerbaar line 1"}
# Words that nobody can keep, and words of work that is not done.
EMPTY = re.compile(
    r"\b(TODO|FIXME|XXX|TBD|lorem ipsum|military[- ]grade|bank[- ]grade|unhackable|unbreakable|bulletproof"
    r"|100 ?% (?:safe|secure|anonymous|veilig|anoniem)|completely (?:safe|secure|anonymous)"
    r"|volledig (?:veilig|anoniem)|world[- ]class|seamless\w*|cutting[- ]edge)\b",
    re.IGNORECASE,
)


def name_of(path) -> str:
    return str(path.relative_to(ROOT))


def anchors(text: str) -> set[str]:
    headings = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", one.lower()).strip().replace(" ", "-") for one in headings}


@pytest.mark.parametrize("path", TEXTS, ids=name_of)
def test_links_lead_somewhere(path):
    broken = []
    for is_image, target in LINK.findall(FENCE.sub("", path.read_text())):
        if is_image or target.startswith(("https://", "http://", "mailto:")):
            continue
        place, _, anchor = target.partition("#")
        there = (path.parent / place).resolve() if place else path
        inside = there.exists() and ROOT in [there, *there.parents]
        if not inside or (anchor and anchor not in anchors(there.read_text())):
            broken.append(target)
    assert broken == []


def test_the_pictures_are_those_that_we_make():
    """Made by a browser from the demo. Where there are some, all that the pages show are there."""
    wanted = {f"docs/images/{name}.png" for name in IMAGES}
    for name in ("README.md", "README.nl.md"):
        shown = {target for is_image, target in LINK.findall((ROOT / name).read_text()) if is_image}
        assert shown == wanted
    made = set(ROOT.glob("docs/images/*.png"))
    assert not made or {ROOT / name for name in wanted} <= made


def test_each_picture_of_the_manual_is_made_by_a_journey_and_small():
    """By `pytest --pictures tests/journeys`: so they can be made anew whenever a page changes."""
    there = {path.stem for path in ROOT.glob("docs/manual/img/*.png")}
    manual = "".join(path.read_text() for path in ROOT.glob("docs/manual/*.md"))
    shown = {target for is_image, target in LINK.findall(manual) if is_image and target.startswith("img/")}
    made = set()
    for path in ROOT.glob("tests/journeys/test_*.py"):
        made |= set(re.findall(r'picture\(\s*\w+, "([\w-]+)"', path.read_text()))
    assert {f"img/{one}.png" for one in there} == shown
    assert there == made
    assert [path.name for path in ROOT.glob("docs/manual/img/*.png") if path.stat().st_size > 40_000] == []


@pytest.fixture(scope="module")
def weerbaar() -> argparse.ArgumentParser:
    parser, commands = cli._parser()
    cli._register_rooms(commands)
    return parser


def commands_in(text: str, program: str) -> list[str]:
    """Lines of a shell in fences, and what stands between backticks, that begin with `program`."""
    fenced = [
        line.strip() for kind, body in FENCE.findall(text) if kind == "sh" for line in body.splitlines()
    ]
    spans = CODE.findall(FENCE.sub("", text))
    said = [one.split(" #")[0].removeprefix(".venv/bin/") for one in (*fenced, *spans)]
    said = [one for one in said if one.startswith(f"{program} ")]
    return [one for one in said if one not in NO_COMMANDS]


@pytest.mark.parametrize("path", TEXTS, ids=name_of)
def test_commands_of_weerbaar_can_be_given(path, weerbaar):
    """Read by the real parser; of a command that is only named, the words must be known."""
    wrong = []
    for line in commands_in(path.read_text(), "weerbaar"):
        said = io.StringIO()
        try:
            with contextlib.redirect_stderr(said):
                weerbaar.parse_args(shlex.split(line.partition(" > ")[0])[1:])
        except SystemExit:
            if "required" not in said.getvalue():
                wrong.append(f"{line}: {said.getvalue()}")
    assert wrong == []


@pytest.mark.parametrize("path", TEXTS, ids=name_of)
def test_targets_of_make_exist(path):
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    named = {one.split()[1] for one in commands_in(path.read_text(), "make")}
    assert named <= targets


def test_settings_that_are_named_are_read():
    read = set(
        re.findall(
            r"\b(?:WEERBAAR|DATABASE)_[A-Z_]+\b", (ROOT / "src/weerbaar/config/environment.py").read_text()
        )
    )
    named = {
        one
        for path in [*TEXTS, ROOT / "deploy/compose.yml", ROOT / "deploy/Containerfile"]
        for one in re.findall(r"\b(?:WEERBAAR|DATABASE)_[A-Z_]+[A-Z]\b", path.read_text())
    }
    assert named - read - {"WEERBAAR_KEY_STORE_CYCLE_DAYS"} == set()


@pytest.mark.parametrize("path", TEXTS, ids=name_of)
def test_files_of_ours_that_are_named_exist(path):
    named = {
        one.rstrip("/")
        for one in CODE.findall(FENCE.sub("", path.read_text()))
        if re.fullmatch(r"(?:src|tests|docs|deploy|bench)/[\w./-]+", one)
    }
    assert sorted(one for one in named if not (ROOT / one).exists()) == []


@pytest.mark.parametrize("path", [*TEXTS, *ALSO_READ], ids=name_of)
def test_nothing_tells_of_another_place(path):
    assert [found[0] for found in PLACES.finditer(path.read_text())] == []


@pytest.mark.parametrize("path", TEXTS, ids=name_of)
def test_no_word_is_empty(path):
    assert [found[0] for found in EMPTY.finditer(path.read_text())] == []


def test_every_promise_that_is_proved_is_named_with_its_limit():
    model = (ROOT / "docs/threat-model.md").read_text()
    proved = [name_of(path) for path in sorted((ROOT / "tests/promises").glob("test_*.py"))]
    assert proved
    assert [one for one in proved if one not in model] == []


def test_one_version_and_one_licence():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    public = (ROOT / "publiccode.yml").read_text()
    assert f"softwareVersion: {project['version']}\n" in public
    assert f"license: {project['license']}\n" in public
    assert f"## {project['version']}" in (ROOT / "CHANGELOG.md").read_text()
    for name in ("README.md", "README.nl.md"):
        text = (ROOT / name).read_text()
        assert project["version"] in text
        assert project["license"] in text


def test_both_readmes_say_the_same_in_the_same_order():
    """The Dutch page is no summary: as many headings, the same links, the same commands."""
    english, dutch = ((ROOT / name).read_text() for name in ("README.md", "README.nl.md"))
    assert len(re.findall(r"^#+ ", english, re.MULTILINE)) == len(re.findall(r"^#+ ", dutch, re.MULTILINE))
    apart = {"README.md", "README.nl.md"}
    assert [one for _, one in LINK.findall(english) if one not in apart] == [
        one for _, one in LINK.findall(dutch) if one not in apart
    ]
    assert commands_in(english, "make") == commands_in(dutch, "make")
