"""The pages for when nothing else can be shown: they ask for no session and no database, at both faces."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.test import Client, override_settings
from tests.people import make_tenant

if TYPE_CHECKING:
    from collections.abc import Iterator

FACES = ("reporter", "office")


@pytest.fixture(params=FACES)
def face(request: pytest.FixtureRequest) -> Iterator[str]:
    """The pages of one face, with its name for the session: an own handler is read once per list of addresses."""
    with override_settings(ROOT_URLCONF=f"weerbaar.web.{request.param}.urls", WEERBAAR_FACE=request.param):
        yield request.param


@pytest.mark.usefixtures("face")
@pytest.mark.parametrize("path", ["/", "/waterlinie/", "/geen/pagina/"])
def test_a_host_that_is_nobodys_is_told_so_before_there_is_a_session(path: str) -> None:
    with override_settings(SECURE_SSL_REDIRECT=True, ALLOWED_HOSTS=["melden.waterlinie.example"]):
        answer = Client().get(path, headers={"Host": "evil.example"})
    assert answer.status_code == 400
    assert "Wij begrijpen niet wat je stuurde" in answer.content.decode()
    assert "location" not in answer.headers


@pytest.mark.usefixtures("face")
def test_without_the_database_somebody_with_a_session_gets_the_page_that_says_what_to_do(
    database: None,
) -> None:
    town = make_tenant()
    client = Client(raise_request_exception=False)
    client.cookies["weerbaar-office"] = "a" * 32
    there = connection.settings_dict["HOST"]
    connection.close()
    connection.settings_dict["HOST"] = "/nowhere"
    try:
        answer = client.get(f"/{town.tenant.slug}/")
    finally:
        connection.settings_dict["HOST"] = there
        connection.close()
    assert answer.status_code == 500
    assert "Er ging iets mis bij ons" in answer.content.decode()
