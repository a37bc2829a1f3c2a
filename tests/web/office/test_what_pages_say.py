"""What the pages of the administrator and of a newcomer say is so."""

from __future__ import annotations

import lxml.html
import pytest
from django.test import Client
from tests.people import fresh_code, make_tenant

from weerbaar.organisation import actions
from weerbaar.organisation.actions import DeskTexts


@pytest.fixture(scope="module")
def town(database):
    return make_tenant()


@pytest.fixture(scope="module")
def wietske(town):
    """The administrator's browser."""
    return browser(town, "Wietske")


def browser(town, who: str, *, unlock: bool = True) -> Client:
    client, account = Client(), town[who]
    client.post(f"/{town.tenant.slug}/aanmelden/", {"mail": account.mail, "code": fresh_code(account)})
    if unlock:
        client.post(f"/{town.tenant.slug}/ontgrendelen/", {"passphrase": account.passphrase})
    return client


def words(response) -> str:
    return " ".join(lxml.html.fromstring(response.content.decode()).text_content().split())


def test_an_invitation_shows_an_address_that_can_be_read_out(town, wietske):
    person = town["Joris"].person_id
    root = f"/{town.tenant.slug}/beheer/mensen/{person}/"
    made = wietske.post(f"{root}uitnodigen/", {"sent": "1"})
    assert made.status_code == 302
    text = words(wietske.get(made["Location"], headers={"host": "localhost"}))
    assert f"http://localhost/{town.tenant.slug}/activeren/" in text
    assert "vult daar de code in" in text
    # Once: the next look shows neither the code nor what to do with it.
    assert "/activeren/" not in words(wietske.get(made["Location"]))


def test_a_desk_where_nobody_can_read_says_that_reporters_do_not_see_it(town, wietske):
    kinds = ["integrity"]
    texts = DeskTexts(name="Leeg meldpunt", slug="leeg", about="", kinds=kinds, is_open=True)
    actions.desk_add(town["Wietske"].opened, texts=texts)
    root = f"/{town.tenant.slug}/beheer/meldpunten/"
    sentence = "Melders zien dit meldpunt nog niet"
    assert sentence in words(wietske.get(f"{root}leeg/"))
    assert "Niet te zien" in words(wietske.get(root))
    assert sentence not in words(wietske.get(f"{root}{town.desk.slug}/"))


def test_the_role_of_a_key_officer_is_told_in_plain_words(town, wietske):
    page = words(wietske.get(f"/{town.tenant.slug}/beheer/mensen/{town['Samira'].person_id}/rol/"))
    assert "bevestigt dat een sleutel echt van hen is" in page


@pytest.mark.parametrize("typed", ["kort", "a b", "helemaal verkeerde woorden hier maar lang genoeg"])
def test_a_wrong_passphrase_is_called_wrong_and_not_too_short(town, typed):
    hassan = browser(town, "Hassan", unlock=False)
    text = words(hassan.post(f"/{town.tenant.slug}/ontgrendelen/", {"passphrase": typed}))
    assert "Deze wachtzin" in text
    assert "ten minste" not in text
    assert "minstens" not in text
