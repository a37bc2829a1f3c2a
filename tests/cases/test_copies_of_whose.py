"""What a copy tells of who sent a file and who made it, to whom; and until when a decided one asks for something (C14)."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from uuid import UUID, uuid4

import pytest
from tests.cases.test_copies import (
    CAME,
    COURT,
    agree,
    ask,
    by_program,
    kept_file,
    looked_at,
    of_desk,
    party,
    read,
    take,
    told,
    with_original,
)
from tests.filed import file_report
from tests.people import make_tenant

from weerbaar.cases.copy_parts import Wanted
from weerbaar.cases.queries import keys_to
from weerbaar.cases.worklist import worklist
from weerbaar.database.scope import tenant_scope
from weerbaar.ground.errors import RefusedError
from weerbaar.intake.actions import reveal_identity, withdraw_identity, write
from weerbaar.organisation.queries import colleagues_by_alias
from weerbaar.vault import chests
from weerbaar.vault.files import Blob, FileDetails, seal_details
from weerbaar.vault.models import Chest
from weerbaar.vault.secret import SymmetricKey
from weerbaar.vault.uploads import CLEANED, NOTHING_TO_CLEAN, Finished, row_of
from weerbaar.web.office.cases.copy_papers import Giver, chapters

GIVER = Giver("Gemeente Waterlinie", "https://meld.example/sleutel/")
TO = {"subject": "De betrokkene zelf", "reporter": "De melder zelf", "court": "Rechtbank Waterlinie"}


@pytest.fixture(scope="module")
def town(database):
    """A town of this file's own: what it looks for stands on the first page of a list."""
    return make_tenant()


@pytest.fixture
def filed(town):
    return file_report(town, readers=("Fatima", "Joris", "Marit"), name="Noor Visser")


def put(town, filed, *, by: str, name: str, original: bool, sha256: str, state: str = CLEANED) -> UUID:
    """A file as each of them leaves one: of the desk always with its original, of a reporter mostly without."""
    blobs = (
        Blob(uuid4(), SymmetricKey.generate(), 5, one)
        for one in ("0" * 64 if state == CLEANED else sha256, sha256)
    )
    current, came = blobs
    details = FileDetails(
        name,
        "JPEG",
        state,
        "CLEAN",
        current,
        came if original else None,
        sha256,
        5,
        by=by,
        uploaded_at=CAME,
    )
    row = row_of(town.tenant.id, filed.case.id, Finished(name, details, stored=5), details)
    with tenant_scope(town.tenant.id):
        keys = keys_to(town["Fatima"].opened, filed.case)
        key = keys["talk" if by == "reporter" else "file"].key
        row.sealed_details = seal_details(key, town.tenant.id, row.id, details)
        row.save(force_insert=True)
    return row.id


def copy_for(town, filed, reader: str, files=(), parts=("files",)):
    wanted = Wanted(reader, TO[reader], "Verzoek om inzage.", frozenset(parts), files=frozenset(files))
    return looked_at(town, filed, wanted)


def shown(seen) -> str:
    told = chapters(seen.content, seen.named, seen.hands, GIVER)
    return json.dumps([asdict(one) for one in told], default=str, ensure_ascii=False)


@pytest.mark.req("C14")
def test_the_accused_cannot_tell_who_sent_a_file_by_how_it_is_kept(town, filed):
    theirs = [
        put(town, filed, by="reporter", name="een.jpg", original=False, sha256="a" * 64),
        put(
            town,
            filed,
            by="reporter",
            name="drie.jpg",
            original=False,
            sha256="c" * 64,
            state=NOTHING_TO_CLEAN,
        ),
    ]
    joris = str(town["Joris"].staff.alias)
    desks = [put(town, filed, by=joris, name="twee.jpg", original=True, sha256="b" * 64)]
    seen = copy_for(town, filed, "subject", theirs + desks)
    rows = json.loads(by_program(seen))["files"]
    assert len(rows) == 3
    assert len({one["kept"] for one in rows}) == 1
    assert {(one["by"], one["at"]) for one in rows} == {("", "")}
    for original in ("a" * 64, "b" * 64):
        assert original not in shown(seen)
    # A judge reads of each which it is, and from whom it came; the hash of an original that stays here nobody does.
    rows = json.loads(by_program(copy_for(town, filed, "court", theirs + desks)))["files"]
    assert len({one["kept"] for one in rows}) == 3
    assert {one["sha256"] for one in rows} == {"0" * 64, "c" * 64}
    assert "a" * 64 not in json.dumps(rows)
    assert "b" * 64 not in json.dumps(rows)
    assert all(one["by"] for one in rows)


@pytest.mark.req("C14")
def test_the_accused_cannot_tell_who_sent_a_file_by_where_it_stands(town, filed):
    """The first file of a case came with the report."""
    joris = str(town["Joris"].staff.alias)
    files = [
        put(town, filed, by=by, name=f"{at}.jpg", original=False, sha256="a" * 64)
        for at, by in enumerate(["reporter", *[joris] * 5])
    ]
    there = [UUID(one.id) for one in copy_for(town, filed, "subject", files).content.files]
    assert there == sorted(files)
    assert [UUID(one.id) for one in copy_for(town, filed, "court", files).content.files] == files


@pytest.mark.parametrize(("reader", "tells"), [("subject", False), ("reporter", False), ("court", True)])
@pytest.mark.req("C14")
def test_who_is_in_the_case_reads_of_colleagues_what_they_do_and_not_their_name(town, filed, reader, tells):
    part = {"subject": "subjects", "reporter": "report", "court": "report"}[reader]
    seen = copy_for(town, filed, reader, parts=[part])
    with tenant_scope(town.tenant.id):
        fatima = colleagues_by_alias(town.tenant.id)[town["Fatima"].staff.alias]
    assert (fatima.name in shown(seen)) is tells
    assert fatima.function in shown(seen)


def test_who_is_in_the_case_reads_no_name_of_who_agreed_or_took_it_either(town, filed):
    wanted = Wanted("reporter", TO["reporter"], "Verzoek om inzage.", frozenset({"report"}))
    copy_id = ask(town, filed, wanted=wanted)
    agree(town, filed, copy_id)
    take(town, filed, copy_id)
    hands = read(town, filed, copy_id).hands
    with tenant_scope(town.tenant.id):
        people = colleagues_by_alias(town.tenant.id)
    fatima, joris = (people[town[one].staff.alias].function for one in ("Fatima", "Joris"))
    assert (hands.asked_by, hands.agreed_by, hands.made_by) == (fatima, joris, fatima)


@pytest.mark.req("C14")
def test_what_the_reporter_sent_stays_theirs_when_a_colleague_takes_it_out_and_adds_it(town, filed):
    kept_file(town, filed, sha256="a" * 64)
    again = of_desk(town, filed, sha256="a" * 64)
    with pytest.raises(RefusedError, match="van de melder") as refused:
        ask(town, filed, wanted=with_original(again))
    assert refused.value.field == "originals"
    # With their name it goes, and they read of it.
    named = {"named": {party(filed, "reporter"): "Het bevel van de rechter."}, "is_obliged": True}
    ask(town, filed, wanted=with_original(again, **named))
    assert len(told(filed)) == 1
    ask(town, filed, wanted=with_original(of_desk(town, filed, sha256="b" * 64)))


def test_a_name_that_a_restore_cannot_open_any_more_is_looked_for_by_people(town, filed):
    """It was taken back after the backup: nobody wrote a line of that here, and another name may stand in its place."""
    with tenant_scope(town.tenant.id):
        chests.destroy(Chest.objects.filter(owner_id=filed.case.id, kind="identity", destroyed_at=None))
    reveal_identity(filed.reporter, name="Els de Boer", contact="")
    with pytest.raises(RefusedError, match="nog openen") as refused:
        looked_at(town, filed)
    assert refused.value.field == "was_read"


def decided_lines(town, by: str) -> list[UUID]:
    with tenant_scope(town.tenant.id):
        return [one.id for one in worklist(town[by].opened).news if one.what.name.startswith("COPY_")]


def test_a_copy_for_another_court_hides_no_decision_on_mine(town, filed):
    first = ask(town, filed)
    agree(town, filed, first)
    for by in ("Joris", "Fatima"):
        ask(town, filed, by=by, wanted=replace(COURT, who="De rechtbank in een andere stad"))
        assert first in decided_lines(town, "Fatima")


@pytest.mark.parametrize("change", ["wrote", "name"])
def test_a_copy_that_can_go_no_more_leaves_once_who_asked_it_read_that(town, filed, change):
    copy_id = ask(
        town, filed, wanted=replace(COURT, named={party(filed, "reporter"): "Bevel."}, is_obliged=True)
    )
    agree(town, filed, copy_id)
    read(town, filed, copy_id, by="Fatima")
    assert copy_id in decided_lines(town, "Fatima"), "it can still be taken"
    if change == "wrote":
        write(filed.reporter, body="Er is nog iets.")
    else:
        withdraw_identity(filed.reporter)
    read(town, filed, copy_id, by="Marit")
    assert copy_id in decided_lines(town, "Fatima"), "she did not read it herself"
    read(town, filed, copy_id, by="Fatima")
    assert copy_id not in decided_lines(town, "Fatima")
    with pytest.raises(RefusedError):
        take(town, filed, copy_id)
