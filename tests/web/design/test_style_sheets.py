"""The style sheets: fresh, small, without a foreign or inline source; the vendored parts are what they say."""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path

import brotli
import pytest

from weerbaar.web.design import build, icons

_TOKEN = re.compile(r"--wb-([a-z0-9-]+):\s*(#[0-9a-f]{6}|#[0-9a-f]{3})\s*;", re.IGNORECASE)


@pytest.mark.parametrize("face", build.FACES)
def test_the_committed_sheet_is_fresh(face: str) -> None:
    stale = f"{face}.css is stale: run `python -m weerbaar.web.design.build` and commit what it writes."
    assert (build.SHEETS / f"{face}.css").read_text("utf-8") == build.sheet(face), stale


@pytest.mark.parametrize("face", build.FACES)
def test_sheet_and_letters_stay_small(face: str) -> None:
    style = brotli.compress((build.SHEETS / f"{face}.css").read_bytes())
    letters = (build.SHEETS / "noto-sans.woff2").read_bytes()
    assert len(style) + len(letters) < 45_000


@pytest.mark.parametrize("face", build.FACES)
def test_a_sheet_asks_nothing_of_others(face: str) -> None:
    text = build.sheet(face)
    assert "@import" not in text
    addresses = re.findall(r"url\([\"']?([^\"')]+)", text)
    assert addresses
    for address in addresses:
        # The content policy allows pictures of our own address only: a data: address would be refused.
        assert address.startswith("#") or (build.SHEETS / address).is_file(), address


def test_every_vendored_part_is_untouched_and_listed() -> None:
    folder = build.STYLES / "parts"
    listed = json.loads((folder / "VENDORED.json").read_text("utf-8"))
    assert {entry["file"] for entry in listed} == {path.name for path in folder.glob("*.css")}
    for entry in listed:
        assert entry["licence"] == "EUPL-1.2"
        assert entry["version"]
        assert hashlib.sha256((folder / entry["file"]).read_bytes()).hexdigest() == entry["sha256"], entry[
            "name"
        ]


def test_licences_lie_beside_what_they_cover() -> None:
    assert "SIL Open Font License" in (build.SHEETS / "noto-sans.LICENSE.txt").read_text("utf-8")
    assert "MIT" in (Path(icons.__file__).parent / "LICENSE.txt").read_text("utf-8")


@pytest.mark.parametrize(
    ("css", "expected"),
    [
        ("a { color : red ; }", "a{color : red}"),
        ("/* note */ a, b > c { x: y; }", "a,b > c{x: y}"),
        ("a { width: calc(1px + 2px); }", "a{width: calc(1px + 2px)}"),
        ('a::before { content: "/* kept */  ;  "; }', 'a::before{content: "/* kept */  ;  "}'),
        ("a { background: url(x.svg)  no-repeat; }", "a{background: url(x.svg) no-repeat}"),
        ("", ""),
    ],
)
def test_a_smaller_sheet_means_the_same(css: str, expected: str) -> None:
    assert build.smaller(css) == expected


def _luminance(colour: str) -> float:
    digits = colour.lstrip("#")
    if len(digits) == 3:
        digits = "".join(digit * 2 for digit in digits)
    parts = [int(digits[place : place + 2], 16) / 255 for place in (0, 2, 4)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _ratio(one: str, other: str) -> float:
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def _tokens() -> dict[str, dict[str, str]]:
    light_text, dark_text = (
        (build.STYLES / "tokens.css").read_text("utf-8").split("prefers-color-scheme: dark", 1)
    )
    light = dict(_TOKEN.findall(light_text))
    return {"light": light, "dark": light | dict(_TOKEN.findall(dark_text))}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(
    ("ink", "ground", "least"),
    [
        *[(ink, ground, 4.5) for ink in ("ink", "ink-soft") for ground in ("paper", "surface", "sunk")],
        *[("accent", ground, 4.5) for ground in ("paper", "surface", "accent-soft")],
        *[(f"on-{ground}", ground, 4.5) for ground in ("accent", "deep", "danger", "exit")],
        *[(tone, f"{tone}-soft", 4.5) for tone in ("warn", "danger", "ok")],
        *[("line-strong", ground, 3.0) for ground in ("paper", "surface")],
    ],
)
def test_colours_can_be_told_apart(scheme: str, ink: str, ground: str, least: float) -> None:
    tokens = _tokens()[scheme]
    assert _ratio(tokens[ink], tokens[ground]) >= least
