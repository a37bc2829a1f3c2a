"""When many drafts are started at one moment: no way past the wait, and nothing typed is lost in it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
from django.test import override_settings
from tests.people import token_of

from weerbaar.database.scope import tenant_scope
from weerbaar.ground.clock import now
from weerbaar.intake.models import Draft
from weerbaar.intake.rules import DRAFTS_A_MINUTE, WAIT_SECONDS
from weerbaar.vault.sessions import SessionStore

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.people import Town
    from tests.reporter import Reporter

_STORY = {"story": "Een verhaal ☂ dat niet weg mag."}


@pytest.fixture
def busy(town: Town) -> Iterator[None]:
    """As many drafts in this minute as may be started."""
    with tenant_scope(town.tenant.id):
        rows = [
            Draft(
                id=uuid4(), tenant_id=town.tenant.id, sealed_content=b"x", reserved=[],
                started_at=now() + timedelta(minutes=5), expires_at=now() + timedelta(hours=1),
            )
            for _ in range(DRAFTS_A_MINUTE)
        ]  # fmt: skip
        Draft.objects.bulk_create(rows)
    yield
    with tenant_scope(town.tenant.id):
        Draft.objects.filter(id__in=[one.id for one in rows]).delete()


def _drafts(town: Town) -> int:
    with tenant_scope(town.tenant.id):
        return Draft.objects.count()


def _typed(reporter: Reporter) -> str:
    return reporter.find("//textarea[@name='story']")[0].text.strip()


def _after_the_wait(reporter: Reporter) -> None:
    """Move the moment at which this browser was asked to wait."""
    with override_settings(WEERBAAR_FACE="reporter"):
        session = SessionStore(reporter.http.cookies["weerbaar-reporter"])
        session["waits"] = (now() - timedelta(seconds=WAIT_SECONDS)).isoformat()
        session.save()


def test_forms_without_a_token_make_no_drafts_and_lose_nothing(
    town: Town, browser_of: Callable[..., Reporter]
) -> None:
    before = _drafts(town)
    for _ in range(3):
        noor = browser_of(town).send("melden/verhaal/", _STORY, token="geen")
        assert _typed(noor) == _STORY["story"]
    assert _drafts(town) == before
    noor.send("melden/verhaal/", _STORY, token=token_of(noor.page.text))
    assert _drafts(town) == before + 1
    assert noor.path == "melden/wie-leest/"


@pytest.mark.usefixtures("busy")
def test_a_form_with_a_token_and_without_a_draft_waits_too(noor: Reporter, town: Town) -> None:
    before = _drafts(town)
    noor.send("melden/verhaal/", _STORY, token="geen")
    noor.send("melden/verhaal/", _STORY, token=token_of(noor.page.text))
    assert "Het is druk. Wacht tien seconden" in noor.text
    assert _typed(noor) == _STORY["story"]
    noor.send("melden/verhaal/", _STORY, token=token_of(noor.page.text))
    assert "Het is druk." in noor.text
    assert _drafts(town) == before
    _after_the_wait(noor)
    noor.send("melden/verhaal/", _STORY, token=token_of(noor.page.text))
    assert noor.path == "melden/wie-leest/"
    assert _drafts(town) == before + 1


@pytest.mark.usefixtures("busy")
def test_who_waited_is_let_in_once(noor: Reporter, town: Town, browser_of: Callable[..., Reporter]) -> None:
    before = _drafts(town)
    noor.begin()
    assert noor.page.status_code == 429
    on = noor.find("//a[contains(., 'Ga verder')]/@href")[0]
    assert noor.open(on).page.status_code == 429
    _after_the_wait(noor)
    waited = noor.http.cookies["weerbaar-reporter"]
    assert noor.open(on).path == "melden/wie-leest/"
    assert _drafts(town) == before + 1

    again = browser_of(town)
    again.http.cookies.set("weerbaar-reporter", waited, domain="127.0.0.1")
    assert again.open(on).path == ""
    assert again.begin().page.status_code == 429
    assert browser_of(town).open(on + "?na=x").path == ""
    assert _drafts(town) == before + 1


@pytest.mark.usefixtures("busy")
def test_a_wait_is_taken_out_of_the_session_once(noor: Reporter) -> None:
    noor.begin()
    with override_settings(WEERBAAR_FACE="reporter"):
        first, second = (SessionStore(noor.http.cookies["weerbaar-reporter"]) for _ in range(2))
        assert "waits" in first
        assert "waits" in second
        assert [first.take("waits") is None, second.take("waits") is None] == [False, True]
