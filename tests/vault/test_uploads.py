"""Which files are taken, how much at once, and that nothing stays of what nobody kept."""

from __future__ import annotations

import os
import time
from datetime import timedelta
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import RequestFactory
from tests.people import make_tenant

from weerbaar.database.scope import tenant_scope
from weerbaar.ground.clock import now
from weerbaar.vault import storage, uploads
from weerbaar.vault.jobs import FORGOTTEN_AFTER, sweep
from weerbaar.vault.storage import FolderStore, blob_store
from weerbaar.vault.uploads import MOST_FILES, Finished, SealingUploadHandler, row_of

if TYPE_CHECKING:
    from pathlib import Path

    from django.http import HttpRequest


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of blobs of the test's own, and a page that asks for files."""
    monkeypatch.setattr(settings, "WEERBAAR_STORAGE", str(tmp_path))
    monkeypatch.setattr(settings, "WEERBAAR_UPLOAD_PAGES", frozenset({"files"}))
    return tmp_path


def _blobs(place: Path) -> list[Path]:
    return [one for one in place.rglob("*") if one.is_file()]


def _sent(
    *files: bytes, field: str = "bestand", page: str = "files", session: Any = None, name: str = "brief.txt"
) -> HttpRequest:
    parts = [SimpleUploadedFile(name, one) for one in files]
    request = RequestFactory().post("/waterlinie/melden/bestanden/", {field: parts})
    request.session = {"draft": {"id": "x"}} if session is None else session
    request.resolver_match = SimpleNamespace(url_name=page)  # pyright: ignore[reportAttributeAccessIssue]
    request.upload_handlers = [SealingUploadHandler(request)]
    return request


def _came(request: HttpRequest, field: str = "bestand") -> list[Finished]:
    return request.FILES.getlist(field)  # pyright: ignore[reportReturnType]


def test_a_file_is_taken_on_a_page_that_asks_for_it(place: Path) -> None:
    [one] = _came(_sent(b"tekst"))
    assert one.details is not None
    assert len(_blobs(place)) == 1


@pytest.mark.parametrize(
    "other",
    [{"field": "anything"}, {"page": "readers"}, {"session": {"language": "nl"}}],
    ids=["another field", "another page", "a session without a draft"],
)
def test_a_file_that_nobody_asked_for_is_read_to_nowhere(
    place: Path, monkeypatch: pytest.MonkeyPatch, other: dict[str, Any]
) -> None:
    def create(*_: object) -> None:
        pytest.fail("Something was stored.")

    monkeypatch.setattr(FolderStore, "create", create)
    request = _sent(b"tekst", **other)
    assert not request.FILES
    assert _blobs(place) == []


def test_a_file_that_no_row_was_made_for_is_forgotten_when_the_request_ends(place: Path) -> None:
    request = _sent(b"een", b"twee")
    kept, _left = _came(request)
    assert kept.details is not None
    row_of(uuid4(), uuid4(), kept, kept.details)
    assert len(_blobs(place)) == 2
    request.close()
    assert [UUID(one.name) for one in _blobs(place)] == [kept.details.current.id]


def test_what_is_too_much_at_once_is_refused_while_it_comes_in(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploads, "MOST_AT_ONCE", 2500)
    came = _came(_sent(bytes(1000), bytes(1000), bytes(1000), bytes(400)))
    assert [one.details is not None for one in came] == [True, True, False, True]
    assert "Stuur dit bestand apart" in came[2].sentence
    assert len(_blobs(place)) == 3


def test_more_files_than_fifty_are_refused_and_not_stored(place: Path) -> None:
    came = _came(_sent(*[b"x"] * (MOST_FILES + 1)))
    assert [one for one in came if one.details is None] == came[MOST_FILES:]
    assert len(_blobs(place)) == MOST_FILES


def test_a_disk_that_is_nearly_full_takes_no_file_and_says_so(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(storage, "LEAST_FREE", 1 << 62)
    [one] = _came(_sent(b"tekst"))
    assert "geen ruimte" in one.sentence
    assert _blobs(place) == []


def test_the_sweep_takes_old_blobs_that_no_row_names_and_nothing_else(place: Path) -> None:
    tenant = make_tenant().tenant
    old, young, named = (_came(_sent(b"tekst"))[0] for _ in range(3))
    half = place / "ab" / f".{uuid4().hex}"
    half.parent.mkdir(exist_ok=True)
    half.write_bytes(b"half")
    assert named.details is not None
    row = row_of(tenant.id, uuid4(), named, named.details)
    row.original_blob, row.sealed_details = _also(), b"sealed"
    with tenant_scope(tenant.id):
        row.save()
    assert young.details is not None
    long_ago = time.time() - FORGOTTEN_AFTER.total_seconds() - 60
    for path in _blobs(place):
        if path.name != young.details.current.id.hex:
            os.utime(path, (long_ago, long_ago))
    assert sweep(now() - FORGOTTEN_AFTER) == 1
    assert {one.name for one in _blobs(place)} == {
        young.details.current.id.hex,
        row.blob.hex,
        row.original_blob.hex,
    }
    assert old.details is not None
    assert not (place / old.details.current.id.hex[:2] / old.details.current.id.hex).exists()


def _also() -> UUID:
    blob = uuid4()
    with blob_store().create(blob) as file:
        file.write(b"the original")
    return blob


def test_a_database_without_files_is_not_the_one_of_this_storage(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tenant = make_tenant().tenant
    monkeypatch.setattr("weerbaar.vault.jobs.named_tenants", lambda: {tenant.id: tenant.slug})
    _came(_sent(b"tekst"))
    assert sweep(now() + timedelta(days=1)) == 0
    assert len(_blobs(place)) == 1
