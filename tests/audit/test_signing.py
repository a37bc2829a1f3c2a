"""Keys of the installation: one for each kind of thing, and readable for standard tools."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

from weerbaar.audit.signing import CHECKPOINT, COPY, PROOF, own_key, public_keys, public_pem

if TYPE_CHECKING:
    from pathlib import Path


def test_each_kind_of_thing_has_a_key_of_its_own(tmp_path: Path) -> None:
    names = (PROOF, CHECKPOINT, COPY)
    assert len({bytes(own_key(tmp_path, name)) for name in names}) == len(names)
    for name in names:
        assert [bytes(one) for one in public_keys(tmp_path, name)] == [
            bytes(own_key(tmp_path, name).verify_key)
        ]


def test_openssl_reads_the_public_key_and_checks_what_was_signed(tmp_path: Path) -> None:
    key = own_key(tmp_path, PROOF)
    (tmp_path / "key.pem").write_text(public_pem(key.verify_key))
    (tmp_path / "text").write_bytes(b"wat er is gezegd\n")
    (tmp_path / "text.sig").write_bytes(key.sign(b"wat er is gezegd\n").signature)
    command = [
        "openssl",
        "pkeyutl",
        "-verify",
        "-pubin",
        "-inkey",
        "key.pem",
        "-rawin",
        "-in",
        "text",
        "-sigfile",
        "text.sig",
    ]
    assert subprocess.run(command, cwd=tmp_path, capture_output=True, check=False).returncode == 0
    (tmp_path / "text").write_bytes(b"wat er niet is gezegd\n")
    assert subprocess.run(command, cwd=tmp_path, capture_output=True, check=False).returncode != 0
