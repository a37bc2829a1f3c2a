"""A checkpoint is one line that proves itself, survives a mail, and is never passed over in silence."""

from __future__ import annotations

import stat
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

import pytest
from nacl.signing import SigningKey

from weerbaar.audit.chain import Head
from weerbaar.audit.checkpoints import find, public_keys, sign, signing_key
from weerbaar.audit.signing import key_id
from weerbaar.ground.errors import RefusedError

if TYPE_CHECKING:
    from pathlib import Path

TENANT = UUID("6d5a9c8e-0000-4000-8000-000000000001")
KEY = SigningKey(b"k" * 32)
SIGNED = sign(KEY, TENANT, Head(41, b"\x0f" * 32), datetime(2026, 3, 2, 12, 0, 0, 5, tzinfo=UTC))


def test_the_line_reads_as_it_is_documented() -> None:
    words = SIGNED.text.split(" ")
    assert words[:5] == ["weerbaar", "checkpoint", str(TENANT), "41", "0f" * 32]
    assert words[5] == "2026-03-02T12:00:00.000005Z"
    assert len(words) == 7


@pytest.mark.parametrize(
    "around", ["{}", "Beste Sanne,\r\n\r\n{}\r\nGroet\r\n", "> {}\n", "{}\n{}\n", "\ufeff{}"]
)
def test_it_is_found_whole_in_whatever_it_was_kept_in(around: str) -> None:
    found = find(around.format(SIGNED.text, SIGNED.text))
    assert set(found) == {SIGNED}
    assert all(each.signed_by([KEY.verify_key]) for each in found)


@pytest.mark.parametrize(
    "changed",
    [
        replace(SIGNED, sequence=42),
        replace(SIGNED, hash=b"\x0e" * 32),
        replace(SIGNED, tenant_id=UUID(int=1)),
        replace(SIGNED, at=SIGNED.at + timedelta(microseconds=1)),
        replace(SIGNED, signature=b"\0" * 64),
        replace(SIGNED, signature=b""),
    ],
)
def test_a_changed_checkpoint_was_not_signed(changed: object) -> None:
    assert SIGNED.signed_by([SigningKey.generate().verify_key, KEY.verify_key])
    assert not changed.signed_by([KEY.verify_key])  # type: ignore[attr-defined]


def test_another_key_did_not_sign_it() -> None:
    assert not SIGNED.signed_by([SigningKey.generate().verify_key])
    assert not SIGNED.signed_by([])


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\0" * 100,
        "weerbaar checkpoint",
        SIGNED.text[:-1],
        SIGNED.text + "A",
        SIGNED.text.replace(" 41 ", " -1 "),
        SIGNED.text.replace("2026-03-02", "2026-13-02"),
        SIGNED.text.replace(str(TENANT), "amersveld"),
        SIGNED.text + "\n" + SIGNED.text[:-30],
        "weerbaar checkpoint " * 50_000,
    ],
)
def test_what_is_not_whole_is_refused_with_a_sentence(text: str) -> None:
    with pytest.raises(RefusedError, match="controlepunt"):
        find(text)


def test_the_key_is_made_once_and_for_us_alone(tmp_path: Path) -> None:
    folder = tmp_path / "secrets"
    with ThreadPoolExecutor(8) as pool:
        keys = {bytes(key) for key in pool.map(lambda _: signing_key(folder), range(16))}
    assert len(keys) == 1
    assert stat.S_IMODE((folder / "checkpoint.key").stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert [bytes(key) for key in public_keys(folder)] == [bytes(signing_key(folder).verify_key)]
    assert sorted(path.name for path in folder.iterdir()) == [
        f"checkpoint.{key_id(signing_key(folder).verify_key)}.pub",
        "checkpoint.key",
    ]


def test_a_new_key_leaves_the_checkpoints_of_the_old_one_provable(tmp_path: Path) -> None:
    old = sign(signing_key(tmp_path), TENANT, Head(1, b"h" * 32), SIGNED.at)
    (tmp_path / "checkpoint.key").unlink()
    new = sign(signing_key(tmp_path), TENANT, Head(1, b"h" * 32), SIGNED.at)
    assert old.signature != new.signature
    assert old.signed_by(public_keys(tmp_path))
    assert new.signed_by(public_keys(tmp_path))


@pytest.mark.parametrize("content", [b"", b"k" * 31, b"k" * 33])
def test_a_damaged_key_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "checkpoint.key").write_bytes(content)
    (tmp_path / "checkpoint.key").chmod(0o600)
    with pytest.raises(RefusedError, match="beschadigd"):
        signing_key(tmp_path)


def test_a_key_that_everybody_can_read_is_refused(tmp_path: Path) -> None:
    signing_key(tmp_path)
    (tmp_path / "checkpoint.key").chmod(0o644)
    with pytest.raises(RefusedError, match="voor iedereen"):
        signing_key(tmp_path)
