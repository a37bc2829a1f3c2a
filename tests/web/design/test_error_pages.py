"""The pages for when nothing else can be shown: they ask for no session and no database, at both faces."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.test import Client, RequestFactory, override_settings
from tests.people import make_tenant

from weerbaar.web.design import errors

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


def test_without_the_database_somebody_with_a_session_gets_the_page_that_says_what_to_do(
    database: None,
    face: str,
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
    text = answer.content.decode()
    assert "Er ging iets mis bij ons" in text
    # Of the address the town is known, of the database nothing.
    assert f'href="/{town.tenant.slug}/"' in text
    assert ("Snel weg" in text) == (face == "reporter")
    assert "tel:0" not in text


def _broken(path: str, tenant: object | None) -> str:
    """The page about an error at `path`, where the tenant was found before it came."""
    request = RequestFactory().get(path)
    request.tenant = tenant  # pyright: ignore[reportAttributeAccessIssue]
    return errors.server_error(request).content.decode()


def test_the_number_of_the_desk_stands_there_for_a_reporter_once_it_is_known(
    database: None, face: str
) -> None:
    town = make_tenant()
    town.tenant.phone = "0344 555 000"
    text = _broken(f"/{town.tenant.slug}/", town.tenant)
    assert ('href="tel:0344555000"' in text) == (face == "reporter")


def test_the_error_speaks_the_language_of_a_reporter_s_address(database: None) -> None:
    town = make_tenant()
    with override_settings(ROOT_URLCONF="weerbaar.web.reporter.urls", WEERBAAR_FACE="reporter"):
        text = _broken(f"/en/{town.tenant.slug}/melden/", None)
    assert '<html lang="en"' in text
    assert f'href="/en/{town.tenant.slug}/"' in text


@pytest.mark.usefixtures("face")
@pytest.mark.parametrize("path", ["/", "/%22%3E%3Cb/", "/een/twee/drie/vier/", "//evil.example/"])
def test_an_address_of_no_page_is_not_put_back_into_one(path: str) -> None:
    text = _broken(path, None)
    assert "evil" not in text
    assert 'href="/"' in text


@pytest.mark.usefixtures("face")
def test_what_is_not_there_leads_back_to_the_town(database: None) -> None:
    town = make_tenant()
    answer = Client().get(f"/{town.tenant.slug}/bestaat-niet/", follow=True)
    assert answer.status_code == 404
    assert f'href="/{town.tenant.slug}/"' in answer.content.decode()
