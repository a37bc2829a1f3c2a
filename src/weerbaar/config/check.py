"""`weerbaar check`: how safe this installation is, in words. It ends with 1 only when something is unsafe."""

from __future__ import annotations

from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from django.conf import settings

from weerbaar.config import environment
from weerbaar.database.scope import tenant_scope
from weerbaar.organisation import queries
from weerbaar.vault.fence import ChestRow, compare
from weerbaar.vault.keystore import key_store
from weerbaar.vault.models import Chest
from weerbaar.vault.trust import OFFICERS_NEEDED, pinned_officers
from weerbaar.vault.washing import jail_strength

if TYPE_CHECKING:
    from collections.abc import Iterator

    from weerbaar.organisation.models import Tenant

# libsodium's `interactive` cost: below it a stolen database gives up passphrases that people chose themselves.
LEAST_OPERATIONS = 2
LEAST_MEMORY = 64 * 1024 * 1024


class Grade(Enum):
    """How a finding is meant. Only UNSAFE makes the command fail."""

    GOOD = "good"
    NOTE = "note"
    UNSAFE = "UNSAFE"


class Finding(NamedTuple):
    """One line of the report."""

    grade: Grade
    about: str
    says: str


def check() -> int:
    """Print every finding; 1 when one is unsafe, otherwise 0."""
    found = list(findings())
    for one in found:
        print(f"{one.grade.value:6}  {one.about}: {one.says}")
    if any(one.grade is Grade.UNSAFE for one in found):
        print("Weerbaar is not safe. Put right what is marked UNSAFE before anybody uses it.")
        return 1
    print("Weerbaar is ready.")
    return 0


def findings() -> Iterator[Finding]:
    """Everything that is looked at, in the order of the report."""
    yield _argon2()
    yield _washing()
    yield _scanning()
    yield from _folders()
    yield _cycle()
    yield _checkpoints()
    for tenant in queries.tenants():
        yield _officers(tenant)
        yield _keys(tenant)


def _argon2() -> Finding:
    operations, memory = settings.WEERBAAR_ARGON2_OPERATIONS, settings.WEERBAAR_ARGON2_MEMORY
    weak = operations < LEAST_OPERATIONS or memory < LEAST_MEMORY
    cost = f"{operations} passes over {memory // 1024**2} MiB"
    return Finding(Grade.UNSAFE if weak else Grade.GOOD, "passphrases (Argon2id)", cost)


def _washing() -> Finding:
    about, strength = "washing jail", jail_strength()
    if strength.escapes:
        return Finding(Grade.UNSAFE, about, f"these doors open: {', '.join(strength.escapes)}")
    if not strength.works:
        return Finding(Grade.NOTE, about, "does not start here; every file is kept and marked as not cleaned")
    if strength.missing:
        return Finding(
            Grade.NOTE, about, f"holds, without what this system lacks: {', '.join(strength.missing)}"
        )
    return Finding(Grade.GOOD, about, f"holds with every lock: {', '.join(strength.locks)}")


def _scanning() -> Finding:
    if settings.WEERBAAR_CLAMD:
        return Finding(Grade.GOOD, "viruses", f"clamd at {settings.WEERBAAR_CLAMD}")
    return Finding(Grade.NOTE, "viruses", "no clamd (WEERBAAR_CLAMD); files are marked as not scanned")


def _folders() -> Iterator[Finding]:
    folders = {"secrets": Path(settings.WEERBAAR_SECRETS), "key store": Path(settings.WEERBAAR_KEY_STORE)}
    for about, folder in folders.items():
        if folder.stat().st_mode & 0o077:
            yield Finding(Grade.UNSAFE, about, f"others on this machine may enter {folder}; chmod 700")
        else:
            yield Finding(Grade.GOOD, about, f"{folder}, closed to others")
    if folders["key store"].stat().st_dev == environment.home().stat().st_dev:
        yield Finding(
            Grade.NOTE,
            "key store",
            "on the same volume as the home folder: fit to try with, but one snapshot takes both (WEERBAAR_KEY_STORE)",
        )
    if str(settings.WEERBAAR_STORAGE).startswith("s3://"):
        yield Finding(
            Grade.NOTE, "sealed files", "in S3: the bucket has no versions, and removes unfinished uploads"
        )


def _cycle() -> Finding:
    days = settings.WEERBAAR_KEY_STORE_CYCLE_DAYS
    says = f"what is destroyed can be read in no copy after {days} days (WEERBAAR_KEY_STORE_CYCLE_DAYS)"
    return Finding(Grade.GOOD, "backups of the key store", says)


def _checkpoints() -> Finding:
    if settings.WEERBAAR_CHECKPOINT_TO:
        return Finding(
            Grade.GOOD, "checkpoints of the log", f"sent to {len(settings.WEERBAAR_CHECKPOINT_TO)}"
        )
    says = "leave for nowhere (WEERBAAR_CHECKPOINT_TO): whoever runs this server could cut the log off unseen"
    return Finding(Grade.NOTE, "checkpoints of the log", says)


def _officers(tenant: Tenant) -> Finding:
    about, pinned = f"officers of {tenant.slug}", len(pinned_officers(tenant.id))
    if pinned < OFFICERS_NEEDED:
        says = f"{pinned} pinned, {OFFICERS_NEEDED} needed: no key is trusted, nobody can be let in (weerbaar tenant pin)"
        return Finding(Grade.NOTE, about, says)
    return Finding(Grade.GOOD, about, f"{pinned} pinned outside the database")


def _keys(tenant: Tenant) -> Finding:
    about = f"keys of {tenant.slug}"
    with tenant_scope(tenant.id):
        rows = Chest.objects.values_list("id", "tenant_id", "destroyed_at", "key_gone_at").iterator()
        found = compare(
            (ChestRow(*one[:2], *(at is not None for at in one[2:])) for one in rows), key_store()
        )
    if found.sentence:
        return Finding(Grade.UNSAFE, about, found.sentence)
    if found.destroyed_since:
        says = f"{len(found.destroyed_since)} chests were destroyed in the key store alone; nothing in them can be read"
        return Finding(Grade.NOTE, about, says)
    if found.ending:
        some = "1 chest is" if found.ending == 1 else f"{found.ending} chests are"
        its = "its key" if found.ending == 1 else "their keys"
        says = f"{some} being destroyed: `weerbaar work` ends {its} within minutes"
        return Finding(Grade.NOTE, about, says)
    return Finding(Grade.GOOD, about, "the key store and the database fit each other")
