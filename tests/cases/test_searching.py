"""Searching: only in what somebody has a key to, by every word that was written there, and with one line in the log (C12)."""

from __future__ import annotations

import tomllib
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from importlib import import_module
from pathlib import Path
from threading import Barrier
from uuid import uuid4

import pytest
from django.db import connections
from tests.filed import Filed, file_report
from tests.people import Town, make_tenant

import weerbaar.database
from weerbaar.audit.acts import VERBS
from weerbaar.audit.models import Line
from weerbaar.cases import actions, notes, searching, word_lists
from weerbaar.cases.models import Access, Case, WordList
from weerbaar.cases.searching import Facts, Found, by_facts, by_words
from weerbaar.cases.word_lists import as_list, wanted_in, words_in
from weerbaar.database.scope import tenant_scope
from weerbaar.ground import clock
from weerbaar.ground.errors import RefusedError
from weerbaar.intake.actions import write
from weerbaar.organisation.models import Desk

MONDAY = datetime(2026, 11, 2, 9, tzinfo=UTC)


def on(days: int):
    return clock.stopped_at(MONDAY + timedelta(days=days))


@pytest.fixture
def town(database: None) -> Town:
    return make_tenant()


@pytest.fixture
def filed(town: Town) -> Filed:
    with on(0):
        return file_report(town, answers={"story": "De sleutel van het fietsenhok ligt bij de portier."})


def codes(town: Town, found: Found) -> list[str]:
    with tenant_scope(town.tenant.id):
        rows = {one.id: one.case.code for one in Access.objects.select_related("case")}
    return [rows[one] for one in found.access_ids]


def search(town: Town, who: str, text: str, facts: Facts | None = None) -> list[str]:
    return codes(town, by_words(town[who].opened, text=text, facts=facts or Facts()))


def by(town: Town, who: str, facts: Facts) -> list[str]:
    with tenant_scope(town.tenant.id):
        found = by_facts(town[who].opened, facts)
    return codes(town, found)


# --- words ---


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", set()),
        (" \n\x00.,-_", set()),
        ("De kassa, de KASSA!", {"de", "kassa"}),
        ("Eén café à la carte", {"een", "cafe", "a", "la", "carte"}),
        ("fiets-enhok foo_bar", {"fiets", "enhok", "foo", "bar"}),
        ("W-kade-47 om 12:30", {"w", "kade", "47", "om", "12", "30"}),
        ("Straße ﬁets", {"strasse", "fiets"}),
        ("x" * 100, {"x" * 40}),
        ("\u202eomgekeerd\u202c 🚲", {"omgekeerd"}),
    ],
)
def test_the_words_of_a_text(text: str, words: set[str]) -> None:
    assert words_in(text) == words


@pytest.mark.parametrize(
    ("text", "stands"),
    [
        ("kassa", True),
        ("KÁSSA", True),
        ("ass", True),
        ("as", False),
        ("is", True),
        ("kassa leeg", True),
        ("kassa vol", False),
    ],
)
def test_a_word_of_three_letters_or_more_is_found_inside_another(text: str, stands: bool) -> None:
    kept = as_list(words_in("De kassa is leeg"))
    assert all(one in kept for one in wanted_in(words_in(text))) is stands


def test_of_what_no_person_writes_the_list_keeps_the_beginning() -> None:
    packed = as_list(f"w{number:06}" for number in range(50_000))
    assert len(packed) <= 64 * 1024
    assert packed.startswith(b" w000000 ")
    assert packed.endswith(b" ")


def test_of_each_sealed_column_of_a_case_it_is_said_whether_its_words_are_found() -> None:
    path = Path(weerbaar.database.__file__).with_name("columns.toml")
    tables = tomllib.loads(path.read_text())
    sealed = {
        f"{table}.{column}"
        for table, columns in tables.items()
        if table.startswith("cases_") and "case_id" in columns
        for column, how in columns.items()
        if how == "sealed"
    }
    searched = {f"{one.table}.{one.name}" for one in word_lists.COLUMNS}
    assert searched.isdisjoint(word_lists.NOT_SEARCHED)
    assert sealed == searched | set(word_lists.NOT_SEARCHED)


def test_what_adds_no_word_is_a_verb() -> None:
    import_module("weerbaar.web.office.urls")
    import_module("weerbaar.intake.guests")
    assert set(word_lists.READS) <= VERBS
    assert len(set(word_lists.READS)) == len(word_lists.READS)


# --- who finds what ---


def test_whoever_has_a_key_finds_a_case_by_its_words_and_nobody_else_does(town: Town, filed: Filed) -> None:
    with on(1):
        assert search(town, "Fatima", "fietsenhok") == [filed.code]
        assert search(town, "Joris", "FIETS portier") == [filed.code]
        assert search(town, "Fatima", "fietsenhok kassa") == []
        for name in ("Bram", "Ruben", "Marit"):
            assert search(town, name, "fietsenhok") == []
            assert by(town, name, Facts()) == []


def test_a_search_needs_open_keys_and_a_word(town: Town, filed: Filed) -> None:
    with pytest.raises(RefusedError, match="kluis"):
        by_words(replace(town["Fatima"].opened, opened=None), text="fietsenhok", facts=Facts())
    with pytest.raises(RefusedError, match="woord"):
        by_words(town["Fatima"].opened, text=" … ", facts=Facts())


def test_the_names_are_not_searched(town: Town) -> None:
    with on(0):
        file_report(town, name="Noor Bakker")
    with on(1):
        for name in ("Noor", "Bakker", "Kuipers"):
            assert search(town, "Fatima", name) == []


def test_what_is_written_later_is_found_too(town: Town, filed: Filed) -> None:
    fatima = town["Fatima"].opened
    with on(1):
        assert search(town, "Fatima", "regenjas") == []
        assert search(town, "Fatima", "zolder") == []
    with on(2):
        write(filed.reporter, body="Hij droeg een regenjas.")
        notes.write_note(fatima, code=filed.code, text="Kijk ook op zolder.", note_id=uuid4())
    with on(3):
        assert search(town, "Fatima", "regenjas") == [filed.code]
        assert search(town, "Joris", "zolder") == [filed.code]


def test_opening_a_case_makes_its_list_so_that_a_search_need_not(town: Town, filed: Filed) -> None:
    with on(1):
        actions.open_case(town["Joris"].opened, code=filed.code)
    with tenant_scope(town.tenant.id):
        made_at = WordList.objects.get(case=filed.case).made_at
    with on(2):
        assert search(town, "Fatima", "fietsenhok") == [filed.code]
        actions.open_case(town["Joris"].opened, code=filed.code)
    with tenant_scope(town.tenant.id):
        assert WordList.objects.get(case=filed.case).made_at == made_at


def test_two_who_open_a_new_case_at_the_same_moment_both_read_it(town: Town, filed: Filed) -> None:
    ready = Barrier(2)

    def read(name: str) -> str:
        try:
            ready.wait()
            return actions.open_case(town[name].opened, code=filed.code).case.code
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        assert list(pool.map(read, ("Fatima", "Joris"))) == [filed.code] * 2
    assert search(town, "Fatima", "fietsenhok") == [filed.code]


def test_whoever_lost_the_key_finds_it_no_more_and_whoever_got_one_does(town: Town) -> None:
    fatima, last_day = town["Fatima"].opened, (MONDAY + timedelta(days=9)).date()
    with on(0):
        filed = file_report(town, readers=("Fatima", "Joris", "Marit"))
    with on(1):
        assert search(town, "Joris", "kantine") == [filed.code]
        ruben = town["Ruben"].person_id
        actions.let_in(fatima, code=filed.code, person_id=ruben, reason="Hij denkt mee.", last_day=last_day)
    with on(2):
        assert search(town, "Ruben", "kantine") == [filed.code]
        joris = town["Joris"].staff.alias
        actions.withdraw_access(fatima, code=filed.code, alias=joris, reason="Hij doet dit niet meer.")
        assert search(town, "Joris", "kantine") == []
    with on(3):
        # What is sealed from now on has a key that Joris never had.
        notes.write_note(fatima, code=filed.code, text="De lamp is stuk.", note_id=uuid4())
        assert search(town, "Marit", "lamp kantine") == [filed.code]
    with on(12):
        assert search(town, "Ruben", "kantine") == []


def test_another_municipality_finds_nothing(town: Town, filed: Filed) -> None:
    other = make_tenant()
    with on(1):
        assert by_words(other["Fatima"].opened, text="fietsenhok", facts=Facts()) == Found(())


# --- the log ---


def test_a_search_is_one_line_with_how_many_files_and_no_word(town: Town, filed: Filed) -> None:
    fatima = town["Fatima"].opened
    with on(0):
        file_report(town)
        file_report(town, readers=("Joris", "Marit"))
    with on(1):
        by_words(fatima, text="fietsenhok", facts=Facts())
    with tenant_scope(town.tenant.id):
        (line,) = Line.objects.filter(verb="case.search")
    assert (line.actor_alias, line.subject_id, line.object_id, line.count) == (
        fatima.alias,
        fatima.alias,
        None,
        2,
    )


def test_what_could_not_be_looked_in_is_counted(
    town: Town, filed: Filed, monkeypatch: pytest.MonkeyPatch
) -> None:
    with on(0):
        others = {file_report(town).code for _ in range(2)}
    monkeypatch.setattr(searching, "MOST_RENEWED", 2)
    with on(1):
        first = by_words(town["Fatima"].opened, text="in de", facts=Facts())
        assert (first.searched, first.behind) == (2, 1)
        again = by_words(town["Fatima"].opened, text="in de", facts=Facts())
        assert (again.searched, again.behind) == (3, 0)
        assert set(codes(town, again)) == {filed.code, *others}


def test_lists_that_are_behind_and_lists_that_are_not_are_found_in_one_order(
    town: Town, filed: Filed
) -> None:
    newer = []
    for day in (1, 2, 3):
        with on(day):
            newer.append(file_report(town, answers={"story": "Ook over het fietsenhok."}))
    newest_first = [one.code for one in (*reversed(newer), filed)]
    with on(4):
        assert search(town, "Fatima", "fietsenhok") == newest_first
    with on(5):
        for one in (newer[0], newer[2]):
            write(one.reporter, body="Hij droeg een regenjas.")
    with on(6):
        assert search(town, "Fatima", "fietsenhok") == newest_first
        assert search(town, "Fatima", "regenjas") == [newer[2].code, newer[0].code]


def test_of_very_many_the_newest_are_shown(town: Town, filed: Filed, monkeypatch: pytest.MonkeyPatch) -> None:
    with on(1):
        newer = file_report(town, answers={"story": "Ook over het fietsenhok."})
    monkeypatch.setattr(searching, "MOST_FOUND", 1)
    fatima = town["Fatima"].opened
    with on(2), tenant_scope(town.tenant.id):
        for found in (by_words(fatima, text="fietsenhok", facts=Facts()), by_facts(fatima, Facts())):
            assert (codes(town, found), found.is_more) == ([newer.code], True)


# --- facts ---


@pytest.mark.parametrize(
    ("facts", "is_found"),
    [
        (Facts(), True),
        (Facts(kind="conduct"), True),
        (Facts(kind="integrity"), False),
        (Facts(stage="received"), True),
        (Facts(stage="closed"), False),
        (Facts(received_from=MONDAY.date(), received_to=MONDAY.date()), True),
        (Facts(received_from=MONDAY.date() + timedelta(days=1)), False),
        (Facts(received_to=MONDAY.date() - timedelta(days=1)), False),
        (Facts(desk_id=uuid4()), False),
    ],
)
def test_cases_are_found_by_facts(town: Town, filed: Filed, facts: Facts, is_found: bool) -> None:
    expected = [filed.code] if is_found else []
    assert by(town, "Fatima", facts) == expected
    with on(1):
        assert search(town, "Fatima", "fietsenhok", facts) == expected


def test_a_case_is_found_by_its_desk_and_by_its_code(town: Town, filed: Filed) -> None:
    with tenant_scope(town.tenant.id):
        desk = Desk.objects.get(id=Case.objects.get(id=filed.case.id).desk_id)
    for facts in (Facts(desk_id=desk.id), Facts(code=filed.code)):
        assert by(town, "Fatima", facts) == [filed.code]
        assert by(town, "Bram", facts) == []
