"""The drawing of a procedure: made from the file, the same in the manual, and saying all that the list says."""

from __future__ import annotations

import contextlib
import io
import subprocess
import sys
from itertools import pairwise

import pytest
from lxml import etree
from tests.house.source import ROOT

from weerbaar.cases import outline
from weerbaar.cases.drawing import WIDTH, draw
from weerbaar.cases.models import Stage
from weerbaar.cases.procedures import DEFINITIONS, Basis, Doer, Guard, Step, TermName, newest, published, read
from weerbaar.config import cli

ALL = [versions[-1] for versions in published().values()]
each = pytest.mark.parametrize("procedure", ALL, ids=lambda one: one.name)
MANUAL = ROOT / "docs/manual"
SVG = "{http://www.w3.org/2000/svg}"


def weerbaar(*arguments: str) -> subprocess.CompletedProcess[str]:
    """The command as the parser of the command line runs it, in this process."""
    parser, commands = cli._parser()
    cli._register_rooms(commands)
    out, errors = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(errors):
        chosen = parser.parse_args(arguments)
        code = chosen.run(chosen)
    return subprocess.CompletedProcess(arguments, code, out.getvalue(), errors.getvalue())


def words_of(drawing: str) -> str:
    return " ".join(one.text or "" for one in etree.fromstring(drawing).iter(f"{SVG}text"))


def test_every_word_that_a_file_may_say_has_words_for_the_reader():
    assert set(outline._STEPS) == set(Step)
    assert set(outline._DOERS) == set(Doer)
    assert set(outline._GUARDS) == set(Guard)
    assert set(outline._TERMS) == set(TermName)


@each
def test_a_drawing_says_what_it_is_and_holds_its_words_as_text(procedure):
    root = etree.fromstring(draw(procedure))
    assert root.get("role") == "img"
    title, told = root.find(f"{SVG}title"), root.find(f"{SVG}desc")
    assert title is not None
    assert told is not None
    assert root.get("aria-labelledby") == f"{title.get('id')} {told.get('id')}"
    assert procedure.title in (title.text or "")
    words = words_of(draw(procedure))
    for halt in outline.outline(procedure):
        assert halt.name in (told.text or "")
        assert halt.name in words
        for way in halt.ways:
            assert way.name.casefold() in words.casefold()


@each
def test_nothing_runs_out_of_the_paper_or_over_another_word(procedure):
    root = etree.fromstring(draw(procedure, here=procedure.places[1].value))
    height = float(root.get("viewBox", "").split()[3])
    rows: dict[float, list[tuple[float, float]]] = {}
    for one in root.iter(f"{SVG}text"):
        left, base = float(one.get("x", 0)), float(one.get("y", 0))
        right = left + 8.2 * len(one.text or "")
        assert right < WIDTH
        assert 0 < base < height
        rows.setdefault(base, []).append((left, right))
    for spans in rows.values():
        spans.sort()
        assert all(before[1] <= after[0] for before, after in pairwise(spans))
    bases = sorted(rows)
    assert len(bases) > 10


@each
def test_the_case_stands_where_it_is(procedure):
    for place in procedure.places:
        drawing = draw(procedure, here=place.value)
        assert drawing.count("wb-drawing__stage--now") == 1
        assert "Hier is de zaak nu" in words_of(drawing)
        assert f"De zaak is nu bij: {Stage(place.value).label}." in drawing
    assert "wb-drawing__stage--now" not in draw(procedure)


@pytest.mark.req("C1", "C2")
def test_a_municipality_s_own_number_is_what_is_said():
    procedure = newest("conduct")
    for own, said in (({"feedback": 2}, "2 maanden"), ({"feedback": 9}, "3 maanden"), ({}, "3 maanden")):
        ways = [way for halt in outline.outline(procedure, own=own) for way in halt.ways]
        [answer] = [way for way in ways if way.step is Step.FEEDBACK]
        assert said in answer.within
        assert said in answer.meets[0]
    assert "2 maanden" in words_of(draw(procedure, own={"feedback": 2}))


def test_what_is_not_checked_is_not_called_law():
    for procedure in ALL:
        for term in procedure.terms:
            said = outline.term_in_words(term)
            assert ("Wet" in said) is (term.basis is Basis.WBK_2)


def test_signs_in_a_definition_are_drawn_and_not_obeyed():
    text = (DEFINITIONS / "integrity.1.toml").read_text()
    text = text.replace("Is alles gedaan?", "<script>Is alles & meer gedaan?")
    drawing = draw(read(text, source="integrity.1"))
    assert "<script>" not in drawing
    assert "<script>" in words_of(drawing).replace(" ", "")


@pytest.mark.req("C21")
def test_a_complaint_is_called_one_in_each_of_its_steps_and_no_report_is():
    told = {one.name: outline.as_text(one) for one in ALL}
    assert "melding" not in told["handling"].partition("1. ")[2].replace("ongevalsmelding", "")
    assert "melder" not in told["handling"]
    assert "melder" not in told["detriment"].partition("1. ")[2]
    assert "Beoordeel de klacht: naar" in told["handling"]
    assert "Beoordeel de melding: naar" in told["conduct"]
    # Every word of a step, a guard or a term that speaks of a report has one for a complaint.
    words = {*outline._STEPS.values(), *outline._DOERS.values(), *outline._GUARDS.values()}
    words |= set(outline._TERMS.values())
    assert set(outline._OF_COMPLAINT) == {one for one in words if "meld" in one.lower()}


# --- the command and the manual ---


@pytest.mark.req("C1")
@each
def test_the_manual_shows_what_the_command_draws_now(procedure, tmp_path):
    done = weerbaar("procedure", "draw", procedure.name, "--svg", str(tmp_path / "now.svg"))
    assert done.returncode == 0, done.stderr
    kept = MANUAL / f"procedure-{procedure.name}.svg"
    assert kept.read_text() == (tmp_path / "now.svg").read_text()
    listed = weerbaar("procedure", "draw", procedure.name)
    chapter = (MANUAL / "procedures.md").read_text()
    assert f"![Zo loopt de procedure ‘{procedure.title}’]({kept.name})" in chapter
    assert listed.stdout.rstrip() in chapter


@pytest.mark.req("C1")
def test_a_lawyer_checks_a_file_before_it_is_published(tmp_path):
    sound = tmp_path / "integrity.2.toml"
    text = (DEFINITIONS / "integrity.1.toml").read_text().replace("version = 1", "version = 2")
    sound.write_text(text)
    done = weerbaar("procedure", "check", str(sound))
    assert (done.returncode, done.stdout) == (0, "integrity.2: in orde, 7 stappen, 4 termijnen.\n")
    sound.write_text(text.replace('to = "inquiry"', 'to = "acknowledged"'))
    done = weerbaar("procedure", "check", str(sound))
    assert done.returncode == 1
    assert done.stderr == "integrity.2: step inquire: from assessed to acknowledged is not onward.\n"
    drawn = weerbaar("procedure", "draw", str(sound))
    assert drawn.returncode == 1
    assert drawn.stderr == done.stderr


def test_all_that_is_published_is_in_order():
    command = [sys.executable, "-m", "weerbaar.config.cli", "procedure", "check"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert len(done.stdout.splitlines()) == len(list(DEFINITIONS.glob("*.toml")))


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("check", "nowhere.1.toml"), "nowhere.1: the file cannot be read"),
        (("draw", "nowhere"), "There is no procedure 'nowhere'; there are advice, aggression,"),
        (("draw", "integrity", "--svg", "/nowhere/at/all.svg"), "cannot be written"),
    ],
)
def test_what_cannot_be_gets_a_sentence(arguments, says):
    done = weerbaar("procedure", *arguments)
    assert done.returncode == 1
    assert says in done.stderr
    assert "Traceback" not in done.stderr


def test_a_procedure_of_no_kind_of_report_is_refused(tmp_path):
    text = (DEFINITIONS / "integrity.1.toml").read_text().replace('name = "integrity"', 'name = "parking"')
    (tmp_path / "parking.1.toml").write_text(text)
    done = weerbaar("procedure", "check", str(tmp_path / "parking.1.toml"))
    assert done.returncode == 1
    assert "no report is of this kind; the kinds are wrongdoing," in done.stderr
