"""A backup of the database as a file, and the way back. Its content is sealed; names of tables and times are not."""

from __future__ import annotations

import os
import subprocess
from typing import TYPE_CHECKING

import psycopg

from .cluster import tool

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from .address import Address


class BackupError(RuntimeError):
    """A backup or restore that did not happen, or not wholly. The sentence says what to do."""


def backup(address: Address, target: Path) -> None:
    """Write the whole database of `address` (the backup role) to `target`, for its owner's eyes only.

    The file appears under its name when it is whole, never before.
    """
    part = target.with_name(f"{target.name}.part")
    part.unlink(missing_ok=True)
    os.close(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    try:
        _run("pg_dump", address, "--format=custom", f"--file={part}")
        part.rename(target)
    finally:
        part.unlink(missing_ok=True)


def restore(address: Address, source: Path) -> None:
    """Read a backup into the empty database of `address` (the owner's role), wholly or not at all."""
    if not source.is_file():
        raise BackupError(f"There is no backup at {source}.")
    with psycopg.connect(**address.libpq()) as connection:
        filled = connection.execute("SELECT 1 FROM pg_tables WHERE schemaname = 'public' LIMIT 1").fetchone()
    if filled:
        raise BackupError(
            "The database is not empty. Restore into a new one, so that nothing is overwritten."
        )
    _run("pg_restore", address, "--no-owner", "--single-transaction", "--exit-on-error", str(source))


def rows_in(source: Path, table: str) -> Iterator[dict[str, str | None]]:
    """The rows of one table in a backup, as text by column, without restoring anything. Columns of plain values only."""
    command = [tool("pg_restore"), "--data-only", f"--table={table}", "--file=-", str(source)]
    environment = {"PATH": os.defpath, "LC_ALL": "C"}
    with subprocess.Popen(
        command,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as reading:
        columns: list[str] = []
        for line in reading.stdout or ():
            if not columns:
                if line.startswith("COPY "):
                    columns = line.partition("(")[2].partition(")")[0].split(", ")
            elif line == "\\.\n":
                columns = []
            else:
                values = line.rstrip("\n").split("\t")
                yield dict(zip(columns, (None if one == "\\N" else one for one in values), strict=True))
    if reading.returncode != 0:
        raise BackupError(f"There is no backup at {source}, or it is damaged.")


def _run(name: str, address: Address, *arguments: str) -> None:
    done = subprocess.run(
        [tool(name), *address.arguments(), *arguments],
        env={"PATH": os.defpath, "LC_ALL": "C"} | address.environment(),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise BackupError(f"{name} failed: {done.stderr.strip()}")
