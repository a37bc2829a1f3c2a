"""What is one's own: leaving an address for a knock, and taking it away."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.test import Client
from tests.filed import file_report
from tests.people import Town, fresh_code, make_tenant

from weerbaar.audit.models import Line
from weerbaar.database.scope import tenant_scope
from weerbaar.intake import actions as reporter_acts
from weerbaar.notify.models import Address, Knock
from weerbaar.vault.keyring import postman_key
from weerbaar.vault.seal import open_sealed

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpResponse

MAIL = "fatima@thuis.example"


@pytest.fixture
def town(database: None) -> Town:
    return make_tenant()


@pytest.fixture
def send(town: Town) -> Callable[..., HttpResponse]:
    """Fatima's browser: sends a form, or fetches the page when there is none."""
    client, account, at = Client(), town["Fatima"], f"/{town.tenant.slug}/"
    client.post(f"{at}aanmelden/", {"mail": account.mail, "code": fresh_code(account)})
    client.post(f"{at}ontgrendelen/", {"passphrase": account.passphrase})

    def ask(path: str, form: dict[str, str] | None = None) -> HttpResponse:
        if form is None:
            return client.get(at + path, follow=True)
        return client.post(at + path, form, follow=True)

    return ask


def left(town: Town) -> list[tuple[str, str]]:
    """The addresses that were left, as the postman reads them, with their language."""
    with tenant_scope(town.tenant.id):
        return [
            (open_sealed(postman_key(), one.sealed_address).decode().strip(), one.language)
            for one in Address.objects.all()
        ]


def test_an_address_is_left_changed_and_removed(town, send):
    assert "Geef een mailadres op" in send("ik/").content.decode()
    page = send("ik/seintje/").content.decode()
    assert "Wil je een seintje als er iets nieuws is?" in page
    assert "Er staat iets nieuws voor je klaar." in page
    assert "Niet wat er is, niet over welke zaak en niet van wie." in page
    page = send("ik/seintje/", {"mail": MAIL}).content.decode()
    assert "Je krijgt een seintje als er iets nieuws is." in page
    assert MAIL not in page
    assert left(town) == [(MAIL, "nl")]
    send("ik/seintje/", {"mail": "f@waterlinie.example"})
    assert left(town) == [("f@waterlinie.example", "nl")]
    filed = file_report(town)
    reporter_acts.write(filed.reporter, body="Dag")
    with tenant_scope(town.tenant.id):
        assert Knock.objects.count() == 1
    assert "Wil je geen seintjes meer?" in send("ik/seintje/weg/").content.decode()
    assert left(town), "to look at the page removes nothing"
    assert "Je adres is gewist." in send("ik/seintje/weg/", {"x": "1"}).content.decode()
    assert left(town) == []
    with tenant_scope(town.tenant.id):
        assert not Knock.objects.exists()
        lines = Line.objects.filter(verb__startswith="notify.").order_by("at", "id")
        assert [(one.verb, one.actor_alias) for one in lines] == [
            ("notify.leave_address", town["Fatima"].staff.alias),
            ("notify.leave_address", town["Fatima"].staff.alias),
            ("notify.forget_address", town["Fatima"].staff.alias),
        ]


@pytest.mark.parametrize(
    "mail", ["", "fatima", "a@b", "a b@c.example", "a@b.example\nBcc: c@d.example", "a" * 250 + "@b.nl"]
)
def test_what_is_no_address_stands_there_again(town, send, mail):
    page = send("ik/seintje/", {"mail": mail})
    assert page.status_code == 200
    assert 'aria-invalid="true"' in page.content.decode()
    assert left(town) == []


def test_who_reads_english_is_knocked_in_english(town, send):
    send("taal/en/")
    page = send("ik/seintje/").content.decode()
    assert "Do you want a knock when there is something new?" in page
    assert "There is something new for you." in page
    send("ik/seintje/", {"mail": MAIL})
    assert left(town) == [(MAIL, "en")]
