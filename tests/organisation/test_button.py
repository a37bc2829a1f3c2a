"""On which sites the button may stand in a frame."""

from __future__ import annotations

from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.people import Town, make_tenant

from weerbaar.database.scope import tenant_scope
from weerbaar.ground.errors import NotAllowedError, RefusedError
from weerbaar.organisation import button
from weerbaar.organisation.models import ButtonOrigin


@pytest.fixture
def town(database: None) -> Town:
    return make_tenant()


def listed(town: Town) -> list[str]:
    with tenant_scope(town.tenant.id):
        return [one.origin for one in button.origins()]


@pytest.mark.parametrize(
    ("typed", "origin"),
    [
        ("https://intranet.gemeente.nl", "https://intranet.gemeente.nl"),
        (" https://Intranet.Gemeente.NL/start?x=1#y ", "https://intranet.gemeente.nl"),
        ("https://intranet.gemeente.nl:443/", "https://intranet.gemeente.nl"),
        ("https://intranet.gemeente.nl:8443", "https://intranet.gemeente.nl:8443"),
        ("https://xn--caf-dma.example.", "https://xn--caf-dma.example"),
    ],
)
def test_an_origin_is_kept_as_a_browser_names_it(typed: str, origin: str) -> None:
    assert button.checked_origin(typed) == origin


@pytest.mark.parametrize(
    "bad",
    [
        "", "intranet", "http://intranet.gemeente.nl", "https://*", "https://*.gemeente.nl", "https://localhost",
        "https://10.0.0.1", "https://[::1]", "https://a.nl https://b.nl", "https://a.nl;script-src *", "https://",
        "https://user:word@intranet.gemeente.nl", "data:text/html,x", "'self'", "https://a.nl:99999", "https://[",
        "https://a.nl\nb", "https://" + "a." * 200 + "nl", "https://-a.nl", "null", "https://a.nl'; x",
    ],
)  # fmt: skip
def test_what_is_no_site_is_refused(bad: str) -> None:
    with pytest.raises(RefusedError) as refused:
        button.checked_origin(bad)
    assert refused.value.field == "origin"


@given(st.text(max_size=80).map("https://{}".format))
def test_whatever_is_typed_never_reaches_into_the_policy(typed: str) -> None:
    try:
        origin = button.checked_origin(typed)
    except RefusedError:
        return
    assert not set(origin) & set(" ;,'\"*\n\r")
    assert origin.isascii()


def test_a_site_is_listed_once_and_taken_away(town: Town) -> None:
    wietske = town["Wietske"].opened
    button.allow(wietske, origin="https://intranet.example/")
    with pytest.raises(RefusedError, match="staat er al"):
        button.allow(wietske, origin="https://INTRANET.example")
    assert listed(town) == ["https://intranet.example"]
    with tenant_scope(town.tenant.id):
        (found,) = button.origins()
    for who in ("Fatima", "Ilse", "Bram"):
        with pytest.raises(NotAllowedError):
            button.allow(town[who].opened, origin="https://elders.example")
        with pytest.raises(NotAllowedError):
            button.refuse(town[who].opened, origin_id=found.id)
    with pytest.raises(RefusedError, match="Open eerst je kluis"):
        button.allow(town["Wietske"].locked, origin="https://elders.example")
    with pytest.raises(NotAllowedError):
        button.refuse(make_tenant()["Wietske"].opened, origin_id=found.id)
    assert listed(town) == ["https://intranet.example"]
    button.refuse(wietske, origin_id=found.id)
    assert listed(town) == []
    with pytest.raises(NotAllowedError):
        button.refuse(wietske, origin_id=found.id)


def test_there_is_an_end_to_the_list(town: Town) -> None:
    with tenant_scope(town.tenant.id):
        for number in range(button.MOST_ORIGINS):
            ButtonOrigin.objects.create(
                id=uuid4(), tenant_id=town.tenant.id, origin=f"https://a{number}.example"
            )
    with pytest.raises(RefusedError, match="al veel sites"):
        button.allow(town["Wietske"].opened, origin="https://nog-een.example")
