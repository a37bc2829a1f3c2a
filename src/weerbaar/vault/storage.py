"""Where the bytes of sealed files lie: a folder, or S3. A store knows random names and sealed bytes, nothing else."""

from __future__ import annotations

import io
import os
import re
import shutil
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Protocol, cast
from urllib.parse import parse_qs, urlsplit
from uuid import UUID, uuid4

from boto3.session import Session
from botocore.config import Config
from botocore.exceptions import ClientError
from django.conf import settings

if TYPE_CHECKING:
    from collections.abc import Iterator
    from contextlib import AbstractContextManager
    from datetime import datetime

PART = 8 * 1024 * 1024
"""Bytes in memory before a part leaves for S3: its smallest part is 5 MiB, and 10,000 of these hold our largest file."""
LEAST_FREE = 1024 * 1024 * 1024
"""Bytes of a disk that files may not take: on many machines the database writes reports to the same one."""
_SKIP = 1024 * 1024
_ABSENT = {"NoSuchKey", "404"}
_NAME = re.compile("[0-9a-f]{32}")


class BlobStore(Protocol):
    """What the vault asks of a store of blobs."""

    def create(self, blob: UUID) -> AbstractContextManager[IO[bytes]]: ...
    def open(self, blob: UUID) -> IO[bytes]: ...
    def delete(self, blob: UUID) -> None: ...
    def has_room(self) -> bool: ...
    def older_than(self, moment: datetime) -> Iterator[UUID]: ...


class FolderStore:
    """Blobs as files in 256 folders. A blob appears under its name only when it is whole and synced."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def _path(self, blob: UUID) -> Path:
        return self.root / blob.hex[:2] / blob.hex

    @contextmanager
    def create(self, blob: UUID) -> Iterator[IO[bytes]]:
        path = self._path(blob)
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        half = path.with_name(f".{uuid4().hex}")
        descriptor = os.open(half, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        try:
            with os.fdopen(descriptor, "wb", buffering=0) as file:
                yield file
                os.fsync(file.fileno())
            half.rename(path)
        finally:
            half.unlink(missing_ok=True)

    def open(self, blob: UUID) -> IO[bytes]:
        return self._path(blob).open("rb", buffering=0)

    def delete(self, blob: UUID) -> None:
        """Remove a blob; one that is gone already is no error."""
        self._path(blob).unlink(missing_ok=True)

    def has_room(self) -> bool:
        """Whether a file may still come in."""
        self.root.mkdir(mode=0o700, parents=True, exist_ok=True)
        return shutil.disk_usage(self.root).free > LEAST_FREE

    def older_than(self, moment: datetime) -> Iterator[UUID]:
        """The blobs that lie here since before `moment`. Half-written ones of then go: nobody writes that long."""
        for path in self.root.glob("??/*"):
            try:
                is_old = path.stat().st_mtime < moment.timestamp()
            except FileNotFoundError:
                continue  # removed meanwhile
            if is_old and path.name.startswith("."):
                path.unlink(missing_ok=True)
            elif is_old and _NAME.fullmatch(path.name):
                yield UUID(path.name)


class S3Store:
    """Blobs as objects in a bucket, sent in parts while they are being sealed. An object appears when it is whole.

    A process that is killed in the middle leaves parts that nobody sees: the bucket's rule for unfinished uploads
    (`AbortIncompleteMultipartUpload`) must remove them.
    """

    def __init__(self, client: Any, bucket: str, prefix: str = "") -> None:
        self._client, self._bucket, self._prefix = client, bucket, prefix

    @classmethod
    def from_url(cls, url: str) -> S3Store:
        """`s3://bucket/prefix?endpoint=https://…&region=…`; who we are stands in the environment, as boto3 reads it."""
        parts = urlsplit(url)
        options = parse_qs(parts.query)
        prefix = parts.path.strip("/")
        client = _client(options.get("endpoint", [""])[0], options.get("region", ["us-east-1"])[0])
        return cls(client, parts.netloc, f"{prefix}/" if prefix else "")

    def _at(self, blob: UUID) -> dict[str, str]:
        return {"Bucket": self._bucket, "Key": self._prefix + blob.hex}

    @contextmanager
    def create(self, blob: UUID) -> Iterator[IO[bytes]]:
        upload = _Upload(self._client, self._at(blob))
        try:
            yield cast("IO[bytes]", upload)
            upload.complete()
        except BaseException:
            upload.abort()
            raise

    def open(self, blob: UUID) -> IO[bytes]:
        return cast("IO[bytes]", _Download(self._client, self._at(blob)))

    def delete(self, blob: UUID) -> None:
        """Remove a blob; one that is gone already is no error."""
        self._client.delete_object(**self._at(blob))

    def has_room(self) -> bool:
        """A bucket does not say when it is full."""
        return True

    def older_than(self, moment: datetime) -> Iterator[UUID]:
        """The blobs that lie here since before `moment`."""
        pages = self._client.get_paginator("list_objects_v2")
        for page in pages.paginate(Bucket=self._bucket, Prefix=self._prefix):
            for one in page.get("Contents", ()):
                name = one["Key"].removeprefix(self._prefix)
                # Somebody else may keep things in the same bucket.
                if _NAME.fullmatch(name) and one["LastModified"] < moment:
                    yield UUID(name)


@lru_cache(maxsize=4)
def _client(endpoint: str, region: str) -> Any:
    # The sealing says whether a byte was touched; checksums by default are refused by servers that are not Amazon's.
    config = Config(
        s3={"addressing_style": "path"} if endpoint else {},
        retries={"mode": "standard", "max_attempts": 4},
        request_checksum_calculation="when_required",
        response_checksum_validation="when_required",
    )
    # A session of its own: the one that boto3 shares is not made for several threads.
    return Session().client("s3", endpoint_url=endpoint or None, region_name=region, config=config)


class _Upload(io.RawIOBase):
    """An object that is being written. What fits in one part is sent in one request."""

    def __init__(self, client: Any, at: dict[str, str]) -> None:
        self._client, self._at = client, at
        self._pending = bytearray()
        self._id = ""
        self._parts: list[dict[str, Any]] = []

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self._pending += data
        while len(self._pending) > PART:
            self._send(PART)
        return len(data)

    def _send(self, size: int) -> None:
        if not self._id:
            self._id = self._client.create_multipart_upload(**self._at)["UploadId"]
        number = len(self._parts) + 1
        body = bytes(self._pending[:size])
        answer = self._client.upload_part(**self._at, UploadId=self._id, PartNumber=number, Body=body)
        self._parts.append({"ETag": answer["ETag"], "PartNumber": number})
        del self._pending[:size]

    def complete(self) -> None:
        """Send what is left and let the object appear."""
        if not self._id:
            self._client.put_object(**self._at, Body=bytes(self._pending))
            return
        self._send(len(self._pending))
        parts = {"Parts": self._parts}
        self._client.complete_multipart_upload(**self._at, UploadId=self._id, MultipartUpload=parts)

    def abort(self) -> None:
        """Remove the parts that were sent."""
        self._pending.clear()
        if self._id:
            self._client.abort_multipart_upload(**self._at, UploadId=self._id)


class _Download(io.RawIOBase):
    """An object to read from, anywhere: it goes on with the answer it has, or asks again from the new place."""

    def __init__(self, client: Any, at: dict[str, str]) -> None:
        self._client, self._at = client, at
        self._wanted = 0
        self._ask()
        self._size = self._answer["ContentLength"]

    def _ask(self) -> None:
        beyond = {"Range": f"bytes={self._wanted}-"} if self._wanted else {}
        try:
            self._answer = self._client.get_object(**self._at, **beyond)
        except ClientError as error:
            if error.response.get("Error", {}).get("Code") in _ABSENT:
                raise FileNotFoundError(self._at["Key"]) from None
            raise
        self._place = self._wanted

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        base = {os.SEEK_SET: 0, os.SEEK_CUR: self._wanted, os.SEEK_END: self._size}[whence]
        self._wanted = max(0, base + offset)
        return self._wanted

    def readinto(self, buffer: Any) -> int:
        if self._wanted >= self._size:
            return 0
        ahead = self._wanted - self._place
        if 0 < ahead <= _SKIP:
            self._place += len(self._answer["Body"].read(ahead))
        if self._place != self._wanted:
            self._answer["Body"].close()
            self._ask()
        data = self._answer["Body"].read(len(buffer))
        buffer[: len(data)] = data
        self._place = self._wanted = self._wanted + len(data)
        return len(data)

    def close(self) -> None:
        if not self.closed and hasattr(self, "_answer"):
            self._answer["Body"].close()
        super().close()


def blob_store() -> BlobStore:
    """The store that the settings name."""
    place = str(settings.WEERBAAR_STORAGE)
    return S3Store.from_url(place) if place.startswith("s3://") else FolderStore(Path(place))
