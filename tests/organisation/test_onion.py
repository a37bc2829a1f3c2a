"""What is an address on Tor, and how a municipality gets one: from the command line, with a line in the log."""

from __future__ import annotations

from uuid import UUID, uuid4

import pytest
from tests.organisation.test_commands import weerbaar
from tests.people import Town, make_tenant
from tests.tor import encoded_onion, new_onion

from weerbaar.audit.acts import System
from weerbaar.audit.models import Line
from weerbaar.database.scope import tenant_scope
from weerbaar.ground.errors import RefusedError
from weerbaar.organisation import actions, queries
from weerbaar.organisation.models import Tenant
from weerbaar.organisation.onion import is_onion, normalised_onion

# Of the Tor Project itself, written over from its own pages: an example that we did not make with our own rule.
REAL = "2gzyxa5ihm7nsggfxnu52rck2vv4rvmdlkiu3zzui5du4xyclen53wid.onion"
KEY = bytes(range(32))


@pytest.mark.parametrize(
    "address", [REAL, encoded_onion(KEY), encoded_onion(b"\0" * 32), encoded_onion(b"\xff" * 32)]
)
def test_an_address_on_tor(address: str) -> None:
    assert is_onion(address)
    assert normalised_onion(f" {address.upper()}\n") == address


@pytest.mark.parametrize(
    "address",
    [
        "",
        ".onion",
        "onion",
        REAL.removesuffix(".onion"),
        REAL.upper(),
        f"www.{REAL}",
        f"{REAL}.",
        f"{REAL}.example",
        f"http://{REAL}",
        f"{REAL}/",
        f"{REAL}:80",
        f" {REAL}",
        REAL.replace("2gzy", "2gzz"),
        REAL.replace("2gzy", "gz2y"),
        REAL.replace("2", "0"),
        REAL.replace("2", "1"),
        REAL[1:],
        f"a{REAL}",
        "a" * 56 + ".onion",
        "=" * 56 + ".onion",
        "é" * 56 + ".onion",
        "²" + REAL[1:],
        "expyuzz4wqqyqhjn.onion",
        encoded_onion(KEY, version=b"\x02"),
        encoded_onion(KEY, version=b"\x04"),
        encoded_onion(KEY, checksum=b"\0\0"),
    ],
)
def test_what_only_looks_like_one(address: str) -> None:
    assert not is_onion(address)


@pytest.mark.parametrize(
    "typed", ["", "waterlinie.example", f"http://{REAL}", REAL[1:], encoded_onion(KEY, version=b"\x02")]
)
def test_what_is_no_address_gets_a_sentence(typed: str) -> None:
    with pytest.raises(RefusedError, match="geen adres op Tor"):
        normalised_onion(typed)


@pytest.fixture(scope="module")
def town(database: None) -> Town:
    return make_tenant()


def kept(tenant: Tenant) -> str:
    return Tenant.objects.get(id=tenant.id).onion


def verbs(tenant_id: UUID) -> list[str]:
    with tenant_scope(tenant_id):
        return [one for one in Line.objects.order_by("at").values_list("verb", flat=True) if "onion" in one]


def test_a_municipality_gets_an_address_another_one_and_none(town: Town) -> None:
    first, second = new_onion(), new_onion()
    done = weerbaar("tenant", "onion", town.tenant.slug, first.upper())
    assert done.returncode == 0, done.stderr
    assert f"http://{first}/" in done.stdout
    assert kept(town.tenant) == first
    found = queries.tenant_at_onion(first)
    assert found is not None
    assert found.id == town.tenant.id
    assert queries.tenant_at_onion(second) is None
    assert weerbaar("tenant", "onion", town.tenant.slug, second).returncode == 0
    assert kept(town.tenant) == second
    done = weerbaar("tenant", "onion", town.tenant.slug, "--remove")
    assert done.returncode == 0, done.stderr
    assert kept(town.tenant) == ""
    assert verbs(town.tenant.id) == ["tenant.set_onion", "tenant.set_onion", "tenant.remove_onion"]
    again = weerbaar("tenant", "onion", town.tenant.slug, "--remove")
    assert (again.returncode, again.stderr) == (1, "Deze gemeente heeft geen adres op Tor.\n")
    assert len(verbs(town.tenant.id)) == 3


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (("{slug}", "waterlinie.onion"), 1, "geen adres op Tor"),
        (("{slug}", REAL.replace("2gzy", "2gzz")), 1, "geen adres op Tor"),
        (("nergens", REAL), 1, "Deze gemeente is er niet"),
        (("{slug}",), 2, "required"),
        (("{slug}", REAL, "--remove"), 2, "not allowed"),
    ],
)
def test_what_cannot_be_changes_nothing(town: Town, arguments: tuple[str, ...], code: int, says: str) -> None:
    before = kept(town.tenant), verbs(town.tenant.id)
    done = weerbaar("tenant", "onion", *(one.format(slug=town.tenant.slug) for one in arguments))
    assert done.returncode == code
    assert says in done.stderr
    assert "Traceback" not in done.stderr
    assert (kept(town.tenant), verbs(town.tenant.id)) == before


def test_an_address_leads_to_one_municipality(town: Town) -> None:
    address = new_onion()
    other = Tenant.objects.create(id=uuid4(), slug=f"o{uuid4().hex[:10]}", name="Gemeente Polderdam")
    assert actions.set_onion(System(other.id), address=address) == address
    with pytest.raises(RefusedError, match="al van een andere gemeente"):
        actions.set_onion(System(town.tenant.id), address=address)
    assert kept(town.tenant) != address
    assert kept(other) == address
    # Many may have none.
    actions.remove_onion(System(other.id))
    assert Tenant.objects.filter(onion="").count() >= 2
