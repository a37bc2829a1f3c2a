"""What begins before anybody can sign in, from the command line and as its user would: in a program of its own."""

from __future__ import annotations

import re
import stat
import subprocess
import sys
from pathlib import Path
from uuid import uuid4

import pytest
from django.conf import settings
from tests.people import Part, make_tenant

from weerbaar.audit.acts import System
from weerbaar.config import demo
from weerbaar.database.scope import tenant_scope
from weerbaar.ground.errors import RefusedError
from weerbaar.organisation import actions, queries
from weerbaar.organisation.fingerprint import in_words
from weerbaar.organisation.models import Tenant
from weerbaar.vault.trust import fingerprint, pin_officers, pinned_officers

CODE = re.compile(r"^[0-9A-Z]{5}(?:-[0-9A-Z]{5}){3}\b", re.MULTILINE)


def weerbaar(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "weerbaar.config.cli", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def slug(database: None) -> str:
    slug = f"c{uuid4().hex[:10]}"
    done = weerbaar(
        "tenant", "add", slug, "Gemeente Proef",
        "--officer", f"Ilse Brandsma <ilse@{slug}.example>",
        "--officer", f"Omar Haddad <omar@{slug}.example>",
        "--administrator", f"Wietske Postma <wietske@{slug}.example>",
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert len(CODE.findall(done.stdout)) == 3
    return slug


def test_a_tenant_begins_with_two_officers_and_an_administrator(slug: str) -> None:
    tenant = queries.tenant(slug)
    assert tenant is not None
    with tenant_scope(tenant.id):
        found = {one.first_name: one.roles for one in queries.people(tenant.id)}
    assert found == {"Ilse": {"officer"}, "Omar": {"officer"}, "Wietske": {"administrator"}}


def test_nothing_is_pinned_before_two_officers_made_their_key(slug: str) -> None:
    done = weerbaar("tenant", "pin", slug)
    assert done.returncode == 1
    assert "twee sleutelbeheerders" in done.stderr
    tenant = queries.tenant(slug)
    assert tenant is not None
    assert not pinned_officers(tenant.id)


def test_somebody_is_added_with_a_role_and_a_code(slug: str) -> None:
    done = weerbaar("person", "add", slug, f"Fatima el Amrani <fatima@{slug}.example>", "--role", "handler")
    assert done.returncode == 0, done.stderr
    assert CODE.search(done.stdout)


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("person", "add", "nergens", "Fatima <fatima@x.example>"), "Deze gemeente is er niet"),
        (("person", "add", "{slug}", "Fatima"), "Naam <mailadres>"),
        (("person", "add", "{slug}", "Fatima <fatima@x>"), "Vul een mailadres in"),
        (("person", "add", "{slug}", "Ilse <ILSE@{slug}.example>"), "al iemand met dit mailadres"),
        (
            ("tenant", "add", "{slug}", "X", "--officer", "A <a@b.nl>", "--administrator", "C <c@b.nl>"),
            "twee",
        ),
    ],
)
def test_what_cannot_be_gets_a_sentence_and_no_trace(
    slug: str, arguments: tuple[str, ...], says: str
) -> None:
    done = weerbaar(*(one.format(slug=slug) for one in arguments))
    assert done.returncode == 1
    assert says in done.stderr
    assert "Traceback" not in done.stderr


@pytest.fixture
def unpinned() -> tuple[Tenant, list[str]]:
    """A tenant whose officers made their keys, none of which is pinned; and the words of each."""
    tenant = make_tenant().tenant
    pin_officers(tenant.id, [])
    with tenant_scope(tenant.id):
        holders = actions.officers_with_key(tenant.id)
    return tenant, [" ".join(in_words(fingerprint(one))) for one in holders]


def _pin(slug: str, *more: str, answer: str = "") -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "weerbaar.config.cli", "tenant", "pin", slug, *more]
    return subprocess.run(command, input=answer, capture_output=True, text=True, check=False)


def test_the_officers_are_pinned_after_their_words_were_compared(unpinned: tuple[Tenant, list[str]]) -> None:
    tenant, words = unpinned
    done = _pin(tenant.slug, answer="ja\n")
    assert done.returncode == 0, done.stderr
    assert all(f": {one}" in done.stdout for one in words)
    assert done.stdout.index("komt erbij  Ilse Brandsma: ") < done.stdout.index("staan nu vast")
    assert len(pinned_officers(tenant.id)) == 2
    assert "staan al vast" in _pin(tenant.slug).stdout


@pytest.mark.parametrize("answer", ["", "\n", "nee\n"])
def test_nothing_is_pinned_without_a_yes(unpinned: tuple[Tenant, list[str]], answer: str) -> None:
    tenant, _words = unpinned
    done = _pin(tenant.slug, answer=answer)
    assert done.returncode == 1
    assert "niets vastgelegd" in done.stderr
    assert not pinned_officers(tenant.id)


def test_the_words_may_be_given_and_must_be_those_of_the_new_keys(unpinned: tuple[Tenant, list[str]]) -> None:
    tenant, words = unpinned
    done = _pin(tenant.slug, "--yes", words[0], "--yes", "zes woorden van iemand anders hier")
    assert done.returncode == 1
    assert not pinned_officers(tenant.id)
    assert _pin(tenant.slug, "--yes", words[0], "--yes", words[1].upper()).returncode == 0
    assert len(pinned_officers(tenant.id)) == 2


def test_a_key_that_no_longer_counts_is_shown_before_it_goes() -> None:
    tenant = make_tenant().tenant
    stays = sorted(pinned_officers(tenant.id))[0]
    pin_officers(tenant.id, [stays, bytes(32)])
    done = _pin(tenant.slug)
    assert "komt erbij" in done.stdout
    assert f"gaat weg  iemand die hier niet meer is: {bytes(32).hex()}" in done.stdout
    assert pinned_officers(tenant.id) == {stays, bytes(32)}


def test_keys_that_changed_since_they_were_seen_are_not_pinned(unpinned: tuple[Tenant, list[str]]) -> None:
    tenant, _words = unpinned
    with pytest.raises(RefusedError):
        actions.pin(System(tenant.id), seen=[bytes(32), bytes(32)])
    assert not pinned_officers(tenant.id)


def test_the_demo_tells_who_can_sign_in_to_its_owner_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = tmp_path / "demo.txt"
    slug = f"d{uuid4().hex[:10]}"
    monkeypatch.setattr(demo, "TENANTS", ((slug, "Gemeente Duinzoom", ""),))
    before = settings.WEERBAAR_ARGON2_MEMORY
    [town] = demo.fill(kept)
    assert before == settings.WEERBAAR_ARGON2_MEMORY
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    told = demo.table(kept.read_text())
    for account in town.people.values():
        assert isinstance(account.part, Part)
        assert account.mail in told
        assert account.passphrase in told
        assert account.totp_secret in kept.read_text()
