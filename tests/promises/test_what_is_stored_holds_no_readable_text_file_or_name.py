"""Promise 2: the database, the backup and the disk hold no readable text, file or name.

A report full of canaries is filed with canary files and worked on by staff; then everything that was written is
searched for them, in every way of writing that a dump or a log could have.
"""

from __future__ import annotations

import base64
import gzip
import io
import subprocess
import zlib
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg
import pytest
from django.conf import settings
from tests.filed import assess_form, hear_everybody, name_contact
from tests.people import Office, Town, make_tenant
from tests.reporter import Reporter

from weerbaar.cases.models import Case
from weerbaar.config import environment
from weerbaar.database.backup import backup
from weerbaar.database.cluster import tool
from weerbaar.database.scope import tenant_scope
from weerbaar.ground.receipt import Receipt
from weerbaar.intake import actions

if TYPE_CHECKING:
    from collections.abc import Iterator

STORY = "kanarieverhaal over de gele kanarievogel aan de balie"
CANARIES = {
    "story": STORY,
    "where": "kanarieplaats in het souterrain",
    "subject": "Kanarius Zangvogel",
    "witness": "Getuigia Vinkenslag",
    "name": "Noor Kanariepiet",
    "contact": "kanarie@prive.example",
    "message": "kanariebericht na de melding",
    "answer": "kanarieantwoord van het meldpunt",
    "reason": "kanariereden om namen te openen",
    "assessment": "kanarieoordeel over de melding",
    "outcome": "kanariebesluit met zijn reden",
    "feedback": "kanarieterugkoppeling tot slot",
    "mail": "knokkanarie@prive.example",
    "file name": "kanariebestand-van-noor.txt",
    "file": "kanarieinhoud van een bestand, lang genoeg om op te vallen",
    "left behind": "kanarieconcept dat nooit verstuurd werd",
    "staff": "Fatima el Amrani",
}


@pytest.fixture(scope="module")
def town(database) -> Town:
    return make_tenant()


def documents() -> list[tuple[str, bytes]]:
    """A text of our own, and the source documents where they lie beside the checkout."""
    found = sorted((Path(__file__).parents[3] / "shared" / "seeds").glob("*.txt"))
    own = [(CANARIES["file name"], (CANARIES["file"] + "\n").encode() * 40)]
    return own + [(path.name, path.read_bytes()) for path in found]


@pytest.fixture(scope="module")
def worked_on(faces, town) -> list[str]:
    """Everything that a report goes through, by its pages; the receipt's words."""
    reporter = Reporter(faces.reporter, town.tenant.slug).ready(
        verhaal={"story": CANARIES["story"]},
        waar={"where": CANARIES["where"]},
        wie={"who_subject": CANARIES["subject"], "who_witness": CANARIES["witness"]},
        je_naam={"openness": "confidential"},
    )
    reporter.send("melden/bereikbaar/", {"name": CANARIES["name"], "contact": CANARIES["contact"]})
    files = [("bestand", (name, data, "text/plain")) for name, data in documents()]
    reporter.send("melden/bestanden/", files=files)
    assert CANARIES["file name"] in reporter.text
    reporter.send("melden/nakijken/")
    words = reporter.words
    assert len(words) == 8
    back = actions.come_back(town.tenant.id, Receipt(tuple(words)))
    assert back is not None
    actions.write(back, body=CANARIES["message"])
    actions.leave_address(back, mail=CANARIES["mail"], language="nl")
    with tenant_scope(town.tenant.id):
        code = Case.objects.get(id=back.case_id).code

    fatima = Office(faces.office, town)
    fatima.sign_in("Fatima")
    fatima.get(f"zaken/{code}/")
    fatima.post(
        f"zaken/{code}/antwoord/", {"body": CANARIES["answer"], "kind": "message"}, page=f"zaken/{code}/"
    )
    fatima.post(f"zaken/{code}/namen/", {"reason": CANARIES["reason"]})
    fatima.post(f"zaken/{code}/bevestigen/", {"body": "Wij hebben je melding gelezen."})
    fatima.post(f"zaken/{code}/beoordelen/", assess_form(reason=CANARIES["assessment"]))
    with tenant_scope(town.tenant.id):
        case = Case.objects.get(id=back.case_id)
    hear_everybody(town["Fatima"].opened, case)
    name_contact(town["Fatima"].opened, case)
    fatima.post(f"zaken/{code}/uitkomst/", {"outcome": "partly", "reason": CANARIES["outcome"]})
    fatima.post(f"zaken/{code}/terugkoppelen/", {"body": CANARIES["feedback"]})
    page = fatima.get(f"zaken/{code}/").text
    for shown in ("story", "answer", "assessment", "outcome", "feedback", "message"):
        assert CANARIES[shown] in page, f"{shown} was really kept"
    fatima.close()

    left = Reporter(faces.reporter, town.tenant.slug).begin().send("melden/wie-leest/")
    left.send("melden/onderwerp/", {"kind": "conduct"}).send(
        "melden/verhaal/", {"story": CANARIES["left behind"]}
    )
    return words


def ways(text: str) -> Iterator[bytes]:
    """The ways in which a text may stand in a file: as it is, in hex, in base64 at each offset, in UTF-16."""
    raw = text.encode()
    yield raw
    yield raw.hex().encode()
    yield raw.hex().upper().encode()
    yield text.encode("utf-16-le")
    for shift in range(3):
        # The middle of the base64, whatever stands before and after it.
        encoded = base64.b64encode(bytes(shift) + raw + b"\0\0\0")
        yield encoded[4 : len(encoded) - 8]


def needles(words: list[str]) -> dict[str, bytes]:
    found = {
        f"{name}, way {number}": way
        for name, text in CANARIES.items()
        for number, way in enumerate(ways(text))
    }
    found |= {f"receipt, way {number}": way for number, way in enumerate(ways(" ".join(words)))}
    for name, data in documents():
        lines = [
            line.strip() for line in data.decode("utf-8", "replace").splitlines() if len(line.strip()) > 60
        ]
        found |= {f"{name}, line {number}": line[:60].encode() for number, line in enumerate(lines[:40])}
    return found


def found_in(data: bytes, words: list[str]) -> list[str]:
    return [name for name, needle in needles(words).items() if needle in data]


def unpacked(data: bytes) -> bytes:
    """What a compressed piece would hide: gzip and zlib are tried."""
    for unpack in (lambda: gzip.GzipFile(fileobj=io.BytesIO(data)).read(), lambda: zlib.decompress(data)):
        try:
            return unpack()
        except (OSError, EOFError, zlib.error):
            continue
    return b""


@pytest.mark.req("F1")
def test_a_dump_of_the_database_holds_none_of_it(worked_on, tmp_path):
    address = environment.address("backup")
    dump = tmp_path / "dump.sql"
    subprocess.run(
        [tool("pg_dump"), "--format=plain", "--file", dump, *address.arguments()],
        env=address.environment(),
        check=True,
    )
    data = dump.read_bytes()
    assert b"cases_message" in data, "it is a dump of everything"
    assert found_in(data, worked_on) == []


def test_our_own_backup_holds_none_of_it(worked_on, tmp_path):
    backup(environment.address("backup"), tmp_path / "weerbaar.backup")
    data = (tmp_path / "weerbaar.backup").read_bytes()
    assert len(data) > 10_000
    assert found_in(data, worked_on) == []


@pytest.mark.parametrize(
    "folder", ["WEERBAAR_STORAGE", "WEERBAAR_KEY_STORE", "WEERBAAR_SECRETS", "WEERBAAR_HOME"]
)
def test_no_file_that_we_keep_holds_any_of_it(worked_on, folder):
    seen = 0
    for path in Path(getattr(settings, folder)).rglob("*"):
        # The demo writes its fictional people down on purpose, and another test's demo may share this home.
        if path.is_file() and path.name != "demo.txt":
            data = path.read_bytes()
            seen += 1
            assert found_in(data, worked_on) == [], path.name
            assert found_in(unpacked(data), worked_on) == [], path.name
            assert not any(text.split()[0].lower() in path.name.lower() for text in CANARIES.values())
    assert seen > 0


def test_the_files_of_the_database_itself_hold_none_of_it(worked_on):
    """Heap, indexes, TOAST and the write-ahead log: what lies on the disk, and in a snapshot of it."""
    superuser = environment.cluster().address("superuser", environment.address("app").database)
    with psycopg.connect(**superuser.libpq(), autocommit=True) as root:
        root.execute("CHECKPOINT")
        (data,) = root.execute("SHOW data_directory").fetchone()
    seen = 0
    for path in Path(data).rglob("*"):
        if path.is_file() and ("base" in path.parts or "pg_wal" in path.parts):
            seen += 1
            assert found_in(path.read_bytes(), worked_on) == [], path.name
    assert seen > 100
