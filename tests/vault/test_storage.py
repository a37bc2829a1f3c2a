"""Blobs in a folder and in S3: the same promises, kept by both, against a real server."""

from __future__ import annotations

import json
import os
import resource
import signal
import subprocess
import sysconfig
import time
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

import boto3
import pytest
from botocore.exceptions import BotoCoreError, ClientError
from tests.ports import free_port

from weerbaar.vault import storage
from weerbaar.vault.secret import SymmetricKey
from weerbaar.vault.storage import PART, FolderStore, S3Store, blob_store
from weerbaar.vault.stream import CHUNK, SealedReader, SealingWriter

if TYPE_CHECKING:
    from collections.abc import Iterator

_BUCKET = "sealed"
_STARTS_WITHIN = 60.0


@pytest.fixture(scope="session")
def s3(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a running S3 server with one bucket."""
    folder = tmp_path_factory.mktemp("s3")
    actions = ["Admin", "Read", "Write", "List"]
    keys = [{"accessKey": "sleutel", "secretKey": "geheim-van-de-test"}]
    who = {"identities": [{"name": "weerbaar", "credentials": keys, "actions": actions}]}
    (folder / "who.json").write_text(json.dumps(who))
    (folder / "data").mkdir()
    names = ["master.port", "master.port.grpc", "volume.port", "volume.port.grpc", "filer.port"]
    names += ["filer.port.grpc", "s3.port.grpc", "s3.port.iceberg", "s3.port"]
    ports = {name: free_port() for name in names}
    command = [
        Path(sysconfig.get_path("scripts")) / "weed",
        "server",
        "-filer",
        "-s3",
        f"-dir={folder / 'data'}",
    ]
    command += ["-ip=127.0.0.1", "-ip.bind=127.0.0.1", "-master.volumeSizeLimitMB=64", "-volume.max=30"]
    command += [f"-s3.config={folder / 'who.json'}", *(f"-{name}={port}" for name, port in ports.items())]
    log = folder / "log"
    with log.open("wb") as output:
        server = subprocess.Popen(command, stdout=output, stderr=output, cwd=folder)
    before = {name: os.environ.get(name) for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY")}
    os.environ |= {"AWS_ACCESS_KEY_ID": keys[0]["accessKey"], "AWS_SECRET_ACCESS_KEY": keys[0]["secretKey"]}
    endpoint = f"http://127.0.0.1:{ports['s3.port']}"
    try:
        _until_there_is_a_bucket(endpoint, server, log)
        yield f"s3://{_BUCKET}/blobs?endpoint={endpoint}"
    finally:
        server.send_signal(signal.SIGKILL)  # it takes its time for anything less
        server.wait()
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


def _until_there_is_a_bucket(endpoint: str, server: subprocess.Popen[bytes], log: Path) -> None:
    client = boto3.client("s3", endpoint_url=endpoint, region_name="us-east-1")
    limit = time.monotonic() + _STARTS_WITHIN
    while True:
        try:
            client.create_bucket(Bucket=_BUCKET)
        except (BotoCoreError, ClientError):
            # Not a sleep: a server that ends is seen at once.
            with suppress(subprocess.TimeoutExpired):
                server.wait(0.1)
            if server.returncode is not None or time.monotonic() > limit:
                pytest.fail(f"The S3 server does not start:\n{log.read_text()[-3000:]}")
        else:
            return


@pytest.fixture(params=["folder", "s3"])
def store(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    place = str(tmp_path / "blobs") if request.param == "folder" else request.getfixturevalue("s3")
    monkeypatch.setattr(storage.settings, "WEERBAAR_STORAGE", place)
    found = blob_store()
    assert isinstance(found, FolderStore if request.param == "folder" else S3Store)
    return found


def _keep(store, content: bytes):
    blob = uuid4()
    with store.create(blob) as file:
        file.write(content)
    return blob


def _read(store, blob) -> bytes:
    with store.open(blob) as file:
        return file.read()


@pytest.mark.parametrize("size", [1, 100_000, PART, PART + 1, 2 * PART + 12_345])
def test_what_was_kept_comes_back(store, size):
    content = os.urandom(size)
    assert _read(store, _keep(store, content)) == content


def test_it_is_not_there_before_it_is_whole(store):
    blob = uuid4()
    with store.create(blob) as file:
        file.write(os.urandom(PART + 5))
        with pytest.raises(FileNotFoundError):
            store.open(blob)
    assert len(_read(store, blob)) == PART + 5


@pytest.mark.parametrize("size", [10, PART + 5])
def test_what_failed_in_the_middle_leaves_nothing(store, size, tmp_path):
    blob = uuid4()
    with pytest.raises(ZeroDivisionError), store.create(blob) as file:
        file.write(bytes(size))
        raise ZeroDivisionError
    with pytest.raises(FileNotFoundError):
        store.open(blob)
    if isinstance(store, FolderStore):
        assert [one for one in tmp_path.rglob("*") if one.is_file()] == []
    else:
        assert store._client.list_multipart_uploads(Bucket=_BUCKET).get("Uploads", []) == []


def test_a_place_in_it_can_be_read(store):
    content = os.urandom(PART + 300_000)
    with store.open(_keep(store, content)) as file:
        for start in (PART - 10, 5, 0, PART + 299_990, 1_000_000, 1_000_100, PART + 300_000, PART * 3):
            file.seek(start)
            assert file.read(20) == content[start : start + 20]
        file.seek(-3, os.SEEK_END)
        assert file.read() == content[-3:]


def test_removed_is_gone_and_a_second_time_is_no_error(store):
    blob = _keep(store, b"x")
    store.delete(blob)
    with pytest.raises(FileNotFoundError):
        store.open(blob)
    store.delete(blob)
    store.delete(uuid4())


def test_a_sealed_file_opens_from_it_by_range(store):
    key, blob, plain = SymmetricKey.generate(), uuid4(), os.urandom(3 * CHUNK + 17)
    with store.create(blob) as sink:
        writer = SealingWriter(sink, key, blob)
        writer.write(plain)
        writer.finish()
    with store.open(blob) as source:
        reader = SealedReader(source, key, blob, len(plain))
        assert b"".join(reader.chunks()) == plain
        assert b"".join(reader.chunks(CHUNK + 5, 2 * CHUNK + 9)) == plain[CHUNK + 5 : 2 * CHUNK + 9]


def test_a_large_file_goes_through_at_flat_memory(store):
    blob, piece = uuid4(), os.urandom(1024 * 1024)
    with store.create(blob) as file:
        for _ in range(20):
            file.write(piece)
        early = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        for _ in range(180):
            file.write(piece)
    with store.open(blob) as file:
        read = sum(len(part) for part in iter(lambda: file.read(len(piece)), b""))
    assert read == 200 * len(piece)
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - early) * 1024
    assert grown < 8 * PART, "200 MiB passed; a fraction of that may have been in memory at once"


def test_wrong_keys_are_refused_by_name_of_the_refusal_and_not_of_the_key(s3, monkeypatch):
    storage._client.cache_clear()
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "een-ander-geheim")
    try:
        with pytest.raises(ClientError) as caught:
            _keep(S3Store.from_url(s3), b"x")
    finally:
        storage._client.cache_clear()
    assert "een-ander-geheim" not in str(caught.value)


def test_it_tells_which_blobs_are_older_than_a_moment(store):
    blob = _keep(store, b"x")
    assert blob in set(store.older_than(datetime.now(UTC) + timedelta(minutes=1)))
    assert blob not in set(store.older_than(datetime.now(UTC) - timedelta(minutes=1)))


def test_it_has_room(store):
    assert store.has_room()
