"""What another site can do with the browser of somebody who is writing: nothing is made, replaced or lost."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.reporter import Reporter, prepared

from weerbaar.database.scope import tenant_scope
from weerbaar.intake.models import Draft
from weerbaar.vault.models import Session

if TYPE_CHECKING:
    from tests.conftest import Faces
    from tests.people import Town

_ELSEWHERE = [
    {"Sec-Fetch-Site": "cross-site", "Origin": "https://elders.example"},
    {"Sec-Fetch-Site": "same-site", "Origin": "https://elders.gemeente.example"},
    {"Origin": "https://elders.example"},
    {"Origin": "null"},
]
_PAGES = ("melden/verhaal/", "melden/nakijken/", "terug/", "mijn-melding/", "mijn-melding/naam/", "melden/")


@pytest.fixture
def writing(faces: Faces, town: Town) -> Reporter:
    """Somebody halfway, whose browser holds a draft."""
    return prepared(faces.reporter, town, story="Dit mag niet weg.")


def _drafts(town: Town) -> int:
    with tenant_scope(town.tenant.id):
        return Draft.objects.count()


@pytest.mark.parametrize("sent", _ELSEWHERE, ids=["cross-site", "same-site", "old browser", "no origin"])
@pytest.mark.parametrize("path", _PAGES)
def test_a_form_of_another_site_gets_no_cookie_and_makes_no_draft(
    noor: Reporter, town: Town, path: str, sent: dict[str, str]
) -> None:
    drafts, sessions = _drafts(town), Session.objects.count()
    # A Lax cookie does not come along with such a form.
    answer = noor.http.post(
        noor.root + path, data={"story": "x", "body": "x"}, headers=sent, follow_redirects=False
    )
    assert answer.status_code in {302, 403}
    assert "set-cookie" not in answer.headers
    assert (_drafts(town), Session.objects.count()) == (drafts, sessions)


def test_a_link_of_another_site_to_leave_leaves_and_clears_nothing(writing: Reporter) -> None:
    answer = writing.http.get("/weg/", headers={"Sec-Fetch-Site": "cross-site"}, follow_redirects=False)
    assert answer.status_code == 302
    assert answer.headers["location"].startswith("https://www.knmi.nl/")
    assert "set-cookie" not in answer.headers
    assert "Dit mag niet weg." in writing.open("melden/nakijken/").text


@pytest.mark.parametrize("site", ["same-origin", "none"])
def test_our_own_link_and_a_typed_address_clear(writing: Reporter, site: str) -> None:
    answer = writing.http.get("/weg/", headers={"Sec-Fetch-Site": site}, follow_redirects=False)
    assert answer.headers["location"].startswith("https://www.knmi.nl/")
    assert 'weerbaar-reporter=""' in answer.headers["set-cookie"]
    assert "Er is hier geen melding" in writing.open("melden/nakijken/").text
