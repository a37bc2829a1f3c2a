"""What a copy of the file may hold for each reader: a table, and every refusal (C14)."""

from __future__ import annotations

from dataclasses import replace
from uuid import uuid4

import pytest

from weerbaar.cases.copy_parts import (
    BY_DEFAULT,
    LABELS,
    MAY_HAVE,
    AsItCame,
    Nameable,
    Part,
    Reader,
    Wanted,
    check_agrees,
    check_originals,
    check_reader,
    check_sees,
    gets_original,
    may_name,
    told_when_gone,
    why_left_out,
    wrong_with,
)
from weerbaar.cases.models import Kind
from weerbaar.cases.rules import SecondPerson, may_agree
from weerbaar.ground.errors import RefusedError
from weerbaar.vault.files import Whose

BRAM, NOOR, PAPER, PHOTO, SCAN = uuid4(), uuid4(), uuid4(), uuid4(), uuid4()
PEOPLE = {BRAM: Nameable("subject", "names"), NOOR: Nameable("reporter", "identity")}
COURT = Wanted("court", "Rechtbank Waterlinie", "De dagvaarding.", frozenset({"report", "talk"}))
IN_CONFIDENCE = {Part.NOTES, Part.TASKS, Part.PLAN, Part.LESSONS, Part.GUESTS, Part.ACCESS}


# Of the paper of the desk and of the photo of the reporter the file as it came is kept too; of the scan nothing else is.
ORIGINALS = {
    PAPER: AsItCame(Whose.ORGANISATION),
    PHOTO: AsItCame(Whose.REPORTER),
    SCAN: AsItCame(Whose.ORGANISATION, is_cleaned=False),
}
WITH_SCAN = {"parts": frozenset({"files"}), "files": frozenset({SCAN})}
WITH_FILES = {"parts": frozenset({"files"}), "files": frozenset({PAPER, PHOTO})}


def check(wanted: Wanted, *, is_erased: bool = False) -> None:
    for error in wrong(wanted, is_erased=is_erased):
        raise error


def wrong(wanted: Wanted, *, is_erased: bool = False) -> list[RefusedError]:
    files = [PAPER, PHOTO, SCAN]
    return [*wrong_with(wanted, files=files, originals=ORIGINALS, people=PEOPLE, is_erased=is_erased)]


@pytest.mark.parametrize("reader", Reader.values)
def test_each_reader_has_a_row_and_is_proposed_no_more_than_they_may_have(reader):
    assert BY_DEFAULT[reader] <= MAY_HAVE[reader]
    assert BY_DEFAULT[reader]
    assert not BY_DEFAULT[reader] & {*IN_CONFIDENCE, Part.FILES, Part.COPIES}
    assert Part.COPIES not in MAY_HAVE[reader]


def test_each_part_has_a_name_and_a_reason_to_be_left_out():
    assert set(LABELS) == set(Part)
    assert all(why_left_out(one) for one in Part)


@pytest.mark.parametrize("reader", Reader.values)
@pytest.mark.parametrize("part", [*Part])
def test_nothing_that_is_not_in_the_table(reader, part):
    wanted = Wanted(
        reader, "Iemand", "Een vraag.", frozenset({part.value}), frozenset({PAPER} if part == "files" else ())
    )
    if part in MAY_HAVE[reader]:
        check(wanted)
    else:
        with pytest.raises(RefusedError):
            check(wanted)


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"who": " "}, "who"),
        ({"ground": ""}, "ground"),
        ({"who": "x" * 301}, "who"),
        ({"parts": frozenset()}, "parts"),
        ({"parts": frozenset({"copies"})}, "parts"),
        ({"parts": frozenset({"nonsense"})}, "parts"),
        ({"parts": frozenset({"files"})}, "chosen"),
        ({"files": frozenset({PAPER})}, "chosen"),
        ({"parts": frozenset({"files"}), "files": frozenset({uuid4()})}, "chosen"),
        ({"words": ("x",)}, "words"),
        ({"words": ("woord",) * 201}, "words"),
        ({"named": {uuid4(): "Nodig."}}, "named"),
        ({"named": {BRAM: " "}}, "named"),
        ({"named": {NOOR: "Nodig."}}, "is_obliged"),
        ({"originals": {PAPER: "Bewijs."}}, "originals"),
        ({**WITH_FILES, "originals": {uuid4(): "Bewijs."}}, "originals"),
        ({**WITH_FILES, "files": frozenset({PAPER}), "originals": {PHOTO: "Bewijs."}}, "originals"),
        ({**WITH_FILES, "originals": {PAPER: " "}}, "originals"),
        ({**WITH_FILES, "originals": {PHOTO: "Bewijs."}}, "originals"),
        ({**WITH_FILES, "originals": {PHOTO: "Bewijs."}, "is_obliged": True}, "originals"),
        (
            {**WITH_FILES, "originals": {PHOTO: "Bewijs."}, "named": {BRAM: "Nodig."}, "is_obliged": True},
            "originals",
        ),
        ({**WITH_FILES, "originals": {PHOTO: "Bewijs."}, "named": {NOOR: "De wet."}}, "is_obliged"),
        (WITH_SCAN, "originals"),
        ({**WITH_SCAN, "originals": {SCAN: " "}}, "originals"),
    ],
)
def test_what_is_refused_and_where_it_says_so(changed, field):
    with pytest.raises(RefusedError) as refused:
        check(replace(COURT, **changed))
    assert refused.value.field == field


@pytest.mark.parametrize(
    "changed",
    [
        {},
        {"named": {BRAM: "De rechter vraagt het."}},
        {"named": {NOOR: "De wet."}, "is_obliged": True},
        {"is_obliged": True},
        {"reader": "reporter", "named": {NOOR: "Je eigen naam."}},
        {"parts": frozenset({"files"}), "files": frozenset({PAPER})},
        {"words": ("de kantine", "op dinsdag")},
        {**WITH_FILES, "originals": {PAPER: "Bewijs."}},
        {**WITH_SCAN, "originals": {SCAN: "Bewijs."}},
        {**WITH_FILES, "originals": {PHOTO: "Bewijs."}, "named": {NOOR: "De wet."}, "is_obliged": True},
    ],
)
def test_what_goes(changed):
    check(replace(COURT, **changed))


@pytest.mark.parametrize("reader", Reader.values)
@pytest.mark.parametrize("whose", Whose)
@pytest.mark.parametrize("is_cleaned", [True, False])
@pytest.mark.parametrize("has_name", [True, False])
def test_what_came_is_for_who_weighs_evidence_and_what_is_not_our_own_goes_as_a_name_does(
    reader, whose, is_cleaned, has_name
):
    may = reader in {"court", "police", "huis"} and (has_name or whose == "organisation")
    assert gets_original(reader, AsItCame(whose, is_cleaned), has_name=has_name) is may


@pytest.mark.parametrize("reader", [one for one in Reader.values if one not in {"court", "police", "huis"}])
@pytest.mark.parametrize("one", [PAPER, SCAN])
def test_any_other_reader_is_refused_an_original(reader, one):
    wanted = Wanted(reader, "Iemand", "Een vraag.", frozenset({"files"}), frozenset({one}))
    with pytest.raises(RefusedError) as refused:
        check(replace(wanted, originals={one: "Bewijs."}))
    is_theirs = Part.FILES in MAY_HAVE[reader]
    assert refused.value.field == ("originals" if is_theirs else "parts")


SEM, STATEMENT = uuid4(), uuid4()
THEIRS = {STATEMENT: AsItCame(Whose.SOMEBODY)}


@pytest.mark.parametrize(
    ("people", "named", "may"),
    [
        ({"reporter": NOOR}, [NOOR], True),
        ({"reporter": NOOR, "witness": SEM}, [NOOR, SEM], True),
        ({"reporter": NOOR, "witness": SEM}, [NOOR], False),
        ({"reporter": NOOR, "witness": SEM}, [SEM], False),
        ({"reporter": NOOR, "subject": BRAM, "witness": SEM}, [NOOR, SEM], False),
        ({"reporter": NOOR, "subject": BRAM, "witness": SEM}, [NOOR, BRAM, SEM], True),
    ],
)
def test_what_came_from_somebody_in_the_case_goes_with_every_name_or_stays(people, named, may):
    """A statement as it came may say who made it: that is theirs as much as the reporter's name is the reporter's."""
    there = {id_: Nameable(role, "names") for role, id_ in people.items()}
    wanted = replace(
        COURT,
        parts=frozenset({"files"}),
        files=frozenset({STATEMENT}),
        originals={STATEMENT: "De rechter wil het zien."},
        named=dict.fromkeys(named, "De rechter vraagt het."),
        is_obliged=True,
    )
    if may:
        check_originals(wanted, THEIRS, there)
        return
    with pytest.raises(RefusedError) as refused:
        check_originals(wanted, THEIRS, there)
    assert refused.value.field == "originals"


def test_what_names_were_taken_out_of_needs_their_keys_and_names_that_are_open():
    check_sees(["names"], held=["names", "file"], names_open=True)
    check_sees([], held=["file"], names_open=False)
    with pytest.raises(RefusedError, match="sleutel"):
        check_sees(["identity", "names"], held=["names"], names_open=True)
    with pytest.raises(RefusedError, match="Open daarom eerst"):
        check_sees(["names"], held=["names"], names_open=False)


def test_where_a_name_was_erased_somebody_read_each_text_for_it():
    check(replace(COURT, was_read=True), is_erased=True)
    with pytest.raises(RefusedError) as refused:
        check(COURT, is_erased=True)
    assert refused.value.field == "was_read"


@pytest.mark.parametrize(
    ("changed", "chests", "may"),
    [
        ({}, [], True),
        ({}, ["names"], True),
        ({}, ["names", "identity"], False),
        ({"held": frozenset({"names", "identity"})}, ["names", "identity"], True),
        ({"held": frozenset()}, ["names"], False),
        ({"may_work": False}, [], False),
        ({"lasts": False}, [], False),
        ({"only_checks": True}, [], False),
    ],
)
def test_who_agrees_as_a_second_person(changed, chests, may):
    one = SecondPerson(may_work=True, lasts=True, only_checks=False, held=frozenset({"names"}))
    assert may_agree(replace(one, **changed), chests) is may


@pytest.mark.parametrize(
    ("reader", "role", "may"),
    [
        ("court", "subject", True),
        ("court", "reporter", True),
        ("subject", "reporter", False),
        ("subject", "witness", False),
        ("reporter", "reporter", True),
        ("reporter", "subject", False),
        ("auditor", "subject", False),
    ],
)
def test_whose_name_may_go_to_whom(reader, role, may):
    assert may_name(reader, role) is may


def test_the_one_it_is_about_is_never_told_who_reported():
    wanted = Wanted(
        "subject", "Bram", "Inzage.", frozenset({"letters"}), named={NOOR: "Wil ik."}, is_obliged=True
    )
    with pytest.raises(RefusedError, match="Deze lezer krijgt die naam niet"):
        check(wanted)


@pytest.mark.parametrize("reader", [*Reader.values, "buurman"])
@pytest.mark.parametrize("kind", [Kind.CONDUCT, Kind.ADVICE])
def test_of_a_question_for_advice_only_who_can_oblige_us_gets_a_copy(reader, kind):
    fit = reader in ({"court", "police", "reporter"} if kind == Kind.ADVICE else Reader.values)
    if fit:
        check_reader(reader, kind=kind, subjects=1)
    else:
        with pytest.raises(RefusedError):
            check_reader(reader, kind=kind, subjects=1)


def test_where_more_people_are_accused_none_of_them_gets_the_others_file():
    check_reader("court", kind="conduct", subjects=2)
    with pytest.raises(RefusedError):
        check_reader("subject", kind="conduct", subjects=2)


def test_nobody_agrees_to_their_own():
    check_agrees(BRAM, asker=NOOR)
    with pytest.raises(RefusedError):
        check_agrees(NOOR, asker=NOOR)


@pytest.mark.parametrize(
    ("reader", "parts", "told"),
    [
        ("court", {"report"}, True),
        ("ombudsman", {"people", "talk"}, True),
        ("lawyer", {"accounts"}, True),
        ("court", {"decisions", "timeline"}, False),
        ("police", {"report", "talk"}, False),
        ("reporter", {"report"}, False),
    ],
)
def test_of_which_copies_the_reporter_hears_once_they_are_gone(reader, parts, told):
    assert told_when_gone(reader, parts) is told
