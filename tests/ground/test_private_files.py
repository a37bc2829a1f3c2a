"""Files for their owner alone, whole or not there."""

from __future__ import annotations

import stat
from concurrent.futures import ThreadPoolExecutor

import pytest

from weerbaar.ground.private_files import make_once, replace


@pytest.mark.parametrize("write", [make_once, replace])
def test_only_its_owner_can_read_it_and_nothing_else_is_left(tmp_path, write):
    path = tmp_path / "key"
    write(path, b"secret")
    assert path.read_bytes() == b"secret"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(tmp_path.iterdir()) == [path]


def test_what_is_there_is_not_made_again(tmp_path):
    path = tmp_path / "key"
    make_once(path, b"first")
    make_once(path, b"second")
    assert path.read_bytes() == b"first"


def test_of_many_who_make_it_at_once_all_agree(tmp_path):
    path = tmp_path / "key"

    def make(number: int) -> bytes:
        make_once(path, str(number).encode())
        return path.read_bytes()

    with ThreadPoolExecutor(8) as pool:
        read = set(pool.map(make, range(32)))
    assert len(read) == 1
    assert list(tmp_path.iterdir()) == [path]


def test_what_is_replaced_is_the_new_one(tmp_path):
    path = tmp_path / "pins"
    replace(path, b"old")
    replace(path, b"new")
    assert path.read_bytes() == b"new"


def test_a_write_that_fails_leaves_the_old_one_and_nothing_beside_it(tmp_path):
    path = tmp_path / "pins"
    path.mkdir()
    with pytest.raises(OSError, match="directory"):
        replace(path, b"new")
    assert list(tmp_path.iterdir()) == [path]
