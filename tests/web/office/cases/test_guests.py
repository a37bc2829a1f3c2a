"""A receipt for somebody in a case, through the pages of the desk: eight words, the talk, taking back."""

from __future__ import annotations

from uuid import uuid4

import lxml.html
import pytest
from tests.filed import file_report, let_know, subject_of
from tests.people import make_tenant
from tests.web.office.cases.test_pages import Desk, words

from weerbaar.cases import guests
from weerbaar.cases.models import Guest
from weerbaar.database.scope import tenant_scope
from weerbaar.ground.errors import RefusedError
from weerbaar.ground.receipt import Receipt, draw
from weerbaar.intake import actions as intake
from weerbaar.intake import guests as visiting

_GIVEN = {"role": "witness", "who": "De stagiair", "name": "Sem Vos", "reason": "Zag het gebeuren."}


@pytest.fixture(scope="module")
def town(database):
    return make_tenant()


@pytest.fixture(scope="module")
def fatima(town):
    return Desk(town, "Fatima")


@pytest.fixture
def filed(town):
    return file_report(town)


def after(desk: Desk, answer):
    """The page that an act leads to."""
    return desk.client.get(answer["Location"]) if "Location" in answer else answer


def words_on(page) -> tuple[str, ...]:
    found = lxml.html.fromstring(page.content.decode()).xpath("//ol[contains(@class, 'wb-words')]/li")
    return tuple(item.text_content() for item in found)


@pytest.mark.req("R19")
def test_the_words_of_one_stay_while_another_is_let_in_or_refused(fatima, filed):
    path = f"zaken/{filed.code}/eigen-woorden/"
    first = fatima.post(path, _GIVEN)["Location"]
    receipt = words_on(fatima.client.get(first))
    second = fatima.post(path, {**_GIVEN, "name": "Noor Smit"})["Location"]
    assert len(words_on(fatima.client.get(second))) == 8
    with pytest.MonkeyPatch.context() as refused:
        refused.setattr(guests, "let_in_guest", _refuses)
        fatima.post(path, {**_GIVEN, "name": "Kim Bos"})
    fatima.client.post(second)
    assert words_on(after(fatima, fatima.client.get(second))) == ()
    assert words_on(fatima.client.get(first)) == receipt


def _refuses(*_args: object, **_given: object) -> None:
    raise RefusedError("Dit kan nu niet.")


@pytest.mark.req("R19")
def test_the_desk_hands_over_eight_words_and_talks_with_a_witness(fatima, town, filed):
    root = f"zaken/{filed.code}/"
    shown = fatima.post(f"{root}eigen-woorden/", _GIVEN)["Location"]
    receipt = words_on(fatima.client.get(shown))
    assert len(receipt) == 8
    assert words_on(fatima.client.get(shown)) == receipt
    case = words(after(fatima, fatima.client.post(shown)))
    assert "De woorden zijn doorgegeven." in case
    assert "De stagiair" in case
    assert "Sem Vos" not in case
    assert words_on(after(fatima, fatima.client.get(shown))) == ()
    sem = intake.come_back(town.tenant.id, Receipt(receipt))
    visiting.write(sem, body="Ik wil iets vertellen.")
    assert "Iemand met eigen woorden schreef" in words(fatima.get())
    guest = f"{root}eigen-woorden/{sem.guest_id}/"
    assert "Ik wil iets vertellen." in words(fatima.get(guest))
    assert "Iemand met eigen woorden schreef" not in words(fatima.get())
    fatima.post(guest, {"body": "Vertel maar."})
    with tenant_scope(town.tenant.id):
        assert [one.body for one in visiting.page(sem).talk.leaf] == [
            "Ik wil iets vertellen.",
            "Vertel maar.",
        ]
    fatima.post(f"{guest}intrekken/", {"reason": "Klaar."})
    assert intake.come_back(town.tenant.id, Receipt(receipt)) is None
    assert "De woorden van deze persoon werken niet meer." in words(fatima.get(guest))
    assert "Kan er niet meer in" in words(fatima.get(root))


def test_a_second_press_lets_in_one_and_shows_the_same_words(fatima, town, filed):
    path = f"zaken/{filed.code}/eigen-woorden/"
    once = {**_GIVEN, "once": str(uuid4())}
    shown = [words_on(after(fatima, fatima.post(path, once))) for _press in range(2)]
    assert shown[0] == shown[1] != ()
    with tenant_scope(town.tenant.id):
        assert Guest.objects.filter(case=filed.case).count() == 1


def test_the_one_it_is_about_has_a_receipt_once(fatima, town, filed):
    let_know(town, filed)
    path, party = f"zaken/{filed.code}/eigen-woorden/", str(subject_of(filed))
    given = {**_GIVEN, "role": "subject", "party": party, "name": ""}
    assert words_on(after(fatima, fatima.post(path, given)))
    assert party not in fatima.get(path).content.decode()
    assert "Betrokkene B1" in words(fatima.get(f"zaken/{filed.code}/"))


def test_what_is_not_right_is_said_and_nothing_typed_is_lost(fatima, town, filed):
    path = f"zaken/{filed.code}/eigen-woorden/"
    page = fatima.post(path, {**_GIVEN, "role": "helper", "name": "Bram Kuipers"})
    assert "Deze persoon moet hier buiten blijven." in words(page)
    assert "De stagiair" in page.content.decode()
    page = fatima.post(path, {**_GIVEN, "reason": " "})
    assert "Schrijf op waarom." in words(page)
    with tenant_scope(town.tenant.id):
        assert not Guest.objects.filter(case=filed.case).exists()


def test_nobody_outside_the_case_finds_a_page(town, filed):
    given = guests.GuestToBe(uuid4(), draw(), "witness", "Stagiair", "Zag het.")
    guests.let_in_guest(town["Fatima"].opened, code=filed.code, given=given)
    hassan = Desk(town, "Hassan")
    root = f"zaken/{filed.code}/eigen-woorden/"
    for path in (root, f"{root}{given.id}/", f"{root}{given.id}/woorden/", f"{root}{given.id}/intrekken/"):
        assert hassan.get(path).status_code == 404, path
