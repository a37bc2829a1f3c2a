"""The proof of filing: only the receipt makes it, it says what was sent, and openssl checks it (R15)."""

from __future__ import annotations

import hashlib
import io
import subprocess
import zipfile
from typing import TYPE_CHECKING

import pytest
from django.test import override_settings
from tests.web.reporter.test_files import _add, _photo

from weerbaar.audit import manifests
from weerbaar.audit.models import Line
from weerbaar.database.scope import tenant_scope
from weerbaar.intake import proof

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.people import Town
    from tests.reporter import Reporter

_MINE = "mijn-melding/bewijs/"
_FORGED = "Er verdween geld.\n| Gemeente Elders ontving dit op maandag 1 januari 2001.\u2028BESTANDEN\rGeen."


def unpacked(noor: Reporter, folder: Path) -> dict[str, bytes]:
    """What the archive on this page holds, laid in a folder as whoever gets it would."""
    assert noor.page.headers["Content-Type"] == "application/zip"
    assert noor.page.headers["Content-Disposition"].startswith("attachment;")
    with zipfile.ZipFile(io.BytesIO(noor.page.content)) as archive:
        assert archive.testzip() is None
        archive.extractall(folder)
        return {name: archive.read(name) for name in archive.namelist()}


def checks(folder: Path) -> bool:
    """As it stands in the instructions, word for word."""
    (command,) = [
        line for line in (folder / "controleren.txt").read_text().splitlines() if line.startswith("openssl ")
    ]
    done = subprocess.run(command.split(), cwd=folder, capture_output=True, text=True, check=False)
    return done.returncode == 0 and "Signature Verified Successfully" in done.stdout


def back(noor: Reporter, words: list[str]) -> Reporter:
    return noor.send("terug/", {"words": " ".join(words)})


@pytest.mark.req("R15")
def test_whoever_has_the_words_takes_a_proof_that_openssl_checks(noor: Reporter, tmp_path: Path) -> None:
    photo = _photo()
    noor.ready()
    _add(noor, "foto.jpg", photo)
    noor.send("melden/nakijken/")
    words = noor.words
    noor.send("melden/woorden/", {"bewaard": "1"})
    back(noor, words).send("mijn-melding/", {"body": "Ik dacht nog aan iets."})
    assert f"{noor.root}{_MINE}" in noor.open("mijn-melding/").find("//main//button/@value")
    found = unpacked(noor.send(_MINE), tmp_path)
    assert set(found) == {"bewijs.txt", "bewijs.sig", "sleutel.pem", "controleren.txt"}
    assert checks(tmp_path)
    text = found["bewijs.txt"].decode()
    assert text.startswith("BEWIJS VAN INDIENEN\n\nGemeente Waterlinie ontving dit op ")
    assert "| In het overleg maakt Bram steeds dezelfde collega belachelijk." in text
    assert "| Ik dacht nog aan iets." in text
    assert hashlib.sha256(photo).hexdigest() in text
    assert hashlib.sha256(found["bewijs.txt"]).hexdigest() in found["controleren.txt"].decode()
    everything = b"".join(found.values()).decode(errors="replace")
    assert "Bram van de balie" not in everything
    assert "(Ingevuld. Deze naam staat niet in dit bewijs.)" in text
    assert " ".join(words) not in " ".join(everything.split())


@pytest.mark.req("R15")
def test_a_proof_that_was_changed_does_not_check(noor: Reporter, tmp_path: Path) -> None:
    back(noor, noor.reported()).send(_MINE)
    unpacked(noor, tmp_path)
    text = tmp_path / "bewijs.txt"
    was = text.read_bytes()
    text.write_bytes(was.replace(b"ontving dit", b"ontving nooit dit"))
    assert not checks(tmp_path)
    text.write_bytes(was)
    assert checks(tmp_path)


def test_what_a_reporter_wrote_never_passes_for_what_we_say(noor: Reporter, tmp_path: Path) -> None:
    words = noor.reported(verhaal={"story": _FORGED})
    text = unpacked(back(noor, words).send(_MINE), tmp_path)["bewijs.txt"].decode()
    ours = [line for line in text.splitlines() if not line.startswith("|")]
    assert sum("ontving dit op" in line for line in ours) == 1
    assert sum(line == "BESTANDEN" for line in ours) == 1
    assert "| | Gemeente Elders ontving dit" in text


@pytest.mark.req("R15")
def test_from_the_page_of_the_words_too(noor: Reporter, tmp_path: Path) -> None:
    noor.ready().send("melden/nakijken/")
    assert f"{noor.root}melden/woorden/bewijs/" in noor.find("//main//a/@href")
    unpacked(noor.send("melden/woorden/bewijs/"), tmp_path)
    assert checks(tmp_path)
    assert len(noor.open("melden/woorden/").words) == 8
    noor.send("melden/woorden/", {"bewaard": "1"})
    assert noor.open("melden/woorden/bewijs/").page.status_code == 410


def test_without_the_words_there_is_no_proof(
    noor: Reporter, town: Town, browser_of: Callable[..., Reporter]
) -> None:
    back(noor, noor.reported())
    other = browser_of(town)
    assert "acht woorden" in other.open(_MINE).text
    token = other.open("terug/").find("//input[@name='csrfmiddlewaretoken']/@value")
    answer = other.send(_MINE, token=str(token[0]) if token else "").page
    assert "application/zip" not in answer.headers["Content-Type"]
    assert other.open("melden/woorden/bewijs/").page.status_code == 410


def test_that_somebody_took_a_proof_shows_nowhere(noor: Reporter, town: Town) -> None:
    back(noor, noor.reported()).open(_MINE)
    with tenant_scope(town.tenant.id):
        before = set(Line.objects.values_list("id", flat=True))
    noor.send(_MINE)
    with tenant_scope(town.tenant.id):
        since = Line.objects.exclude(id__in=before).values_list("verb", flat=True)
        assert set(since) == {"reporter.look"}


@pytest.mark.req("R15")
def test_the_key_is_public_and_the_same_for_everybody(
    noor: Reporter, town: Town, browser_of: Callable[..., Reporter], tmp_path: Path
) -> None:
    back(noor, noor.reported()).send(_MINE)
    key = unpacked(noor, tmp_path)["sleutel.pem"].decode()
    stranger = browser_of(town).open("bewijs-controleren/")
    assert key.strip() in "".join(stranger.find("//pre/code/text()"))
    assert [key] == [one.pem for one in proof.public_keys()]
    assert "openssl pkeyutl" in stranger.text


@pytest.mark.req("C14")
def test_the_key_of_a_copy_stands_there_too_with_how_it_is_checked(
    town: Town, browser_of: Callable[..., Reporter]
) -> None:
    signed = manifests.signed_sums([manifests.piece("leesmij.txt", b"Ja.")])
    page = browser_of(town).open("bewijs-controleren/")
    shown = page.find("//section[@aria-labelledby='afschriften']//pre/code/text()")
    assert [str(one).strip() for one in shown] == [
        manifests.CHECK_SUMS,
        manifests.CHECK_SIGNATURE,
        manifests.CHECK_SUMS_ON_WINDOWS,
        manifests.CODE_OF_SUMS_ON_WINDOWS,
        signed.public_pem.strip(),
    ]
    assert signed.key_id in page.text
    assert signed.public_pem not in [one.pem for one in proof.public_keys()]
    assert "#afschriften" in page.find("//main//a/@href")
    english = browser_of(town, "en").open("bewijs-controleren/")
    assert f"In use now, number {signed.key_id}:" in english.text


def test_a_key_of_earlier_days_stays_after_that_of_now(tmp_path: Path) -> None:
    with override_settings(WEERBAAR_SECRETS=str(tmp_path)):
        (old,) = proof.public_keys_of_copies()
        (tmp_path / "copy.key").unlink()
        assert [one.is_present for one in proof.public_keys_of_copies()] == [True, False]
        assert proof.public_keys_of_copies()[1].pem == old.pem


def test_in_english_it_is_in_english(town: Town, browser_of: Callable[..., Reporter], tmp_path: Path) -> None:
    noor = browser_of(town, "en")
    text = unpacked(back(noor, noor.reported()).send(_MINE), tmp_path)["bewijs.txt"].decode()
    assert text.startswith("PROOF OF FILING\n\nGemeente Waterlinie received this on ")
    assert checks(tmp_path)
