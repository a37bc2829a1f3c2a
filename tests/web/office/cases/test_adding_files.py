"""Adding a file to a case: whose it is has to be said, and what came in before it was said is not lost."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from tests.filed import Filed, file_report
from tests.people import Town, make_tenant
from tests.vault.washing import samples
from tests.web.office.cases.test_pages import Desk, first, verbs, words

from weerbaar.cases import queries
from weerbaar.database.scope import tenant_scope
from weerbaar.ground import clock
from weerbaar.vault.files import Whose
from weerbaar.vault.models import SealedFile, Session
from weerbaar.vault.storage import blob_store

if TYPE_CHECKING:
    from collections.abc import Callable


@pytest.fixture(scope="module")
def town(database: None) -> Town:
    return make_tenant()


@pytest.fixture
def filed(town: Town) -> Filed:
    return file_report(town)


@pytest.fixture
def fatima(town: Town) -> Desk:
    return Desk(town, "Fatima")


def note(name: str = "notitie.txt", content: bytes = b"Dag.") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def kept(town: Town, filed: Filed) -> list[tuple[str, Whose]]:
    staff = town["Fatima"].opened
    with tenant_scope(town.tenant.id):
        files = queries.case_files(filed.case, queries.keys_to(staff, filed.case))
        return sorted((one.details.name, one.details.whose) for one in files)


def stored() -> set[Any]:
    return set(blob_store().older_than(clock.now() + timedelta(days=1)))


@pytest.fixture
def new_blobs() -> Callable[[], set[Any]]:
    before = stored()
    return lambda: stored() - before


@pytest.mark.req("C4")
def test_whose_a_file_is_is_asked_without_a_proposal(fatima: Desk, filed: Filed) -> None:
    page = fatima.get(f"zaken/{filed.code}/bestand/")
    assert "Van wie is dit?" in words(page)
    assert f"{filed.code}, ongewenste omgangsvormen" in words(page)
    for choice in ("Van de melder", "Van iemand anders in deze zaak", "Van onszelf"):
        assert choice in words(page)
    assert "checked" not in page.content.decode()
    assert "Dan bewaren wij ook het origineel, verzegeld." in words(page)


@pytest.mark.req("C4")
@pytest.mark.parametrize(
    ("whose", "told"),
    [
        (Whose.REPORTER, "Melder"),
        (Whose.SOMEBODY, "Iemand anders in de zaak"),
        (Whose.ORGANISATION, "De organisatie"),
    ],
)
def test_whose_a_file_is_stands_in_the_case_with_who_added_it(
    town: Town, fatima: Desk, filed: Filed, whose: Whose, told: str
) -> None:
    sent = fatima.post(f"zaken/{filed.code}/bestand/", {"bestand": note(), "whose": whose.value})
    assert sent.status_code == 302
    assert kept(town, filed) == [("notitie.txt", whose)]
    cell = first(fatima.get(f"zaken/{filed.code}/"), "//*[@id='bestanden']//td[1]").text_content()
    assert cell == f"{told}Toegevoegd door Fatima"


@pytest.mark.req("C4")
@pytest.mark.parametrize("given", [{}, {"whose": "nobody"}, {"whose": ""}])
def test_a_file_of_which_was_not_said_whose_it_is_waits_and_is_not_sent_again(
    town: Town, fatima: Desk, filed: Filed, given: dict[str, str]
) -> None:
    path = f"zaken/{filed.code}/bestand/"
    page = fatima.post(path, {"bestand": note("foto.jpg", samples.jpeg()), **given})
    assert page.status_code == 200
    assert "Kies van wie dit is." in words(page)
    assert "Kies eerst een bestand." not in words(page)
    assert "Dit heb je al gekozen" in words(page)
    assert kept(town, filed) == []
    assert verbs(filed) == ["case.file"]
    # Also after a look elsewhere, and another goes along.
    assert "foto.jpg" in fatima.text(path)
    assert fatima.post(path, {"bestand": note(), "whose": "somebody"}).status_code == 302
    assert kept(town, filed) == [("foto.jpg", Whose.SOMEBODY), ("notitie.txt", Whose.SOMEBODY)]
    assert "Dit heb je al gekozen" not in fatima.text(path)
    assert "Kies eerst een bestand." in words(fatima.post(path, {"whose": "somebody"}))
    link = first(fatima.get(f"zaken/{filed.code}/"), "//*[@id='bestanden']//a[contains(@href, 'origineel')]")
    original: Any = fatima.client.post(link.get("href"))
    assert b"".join(original.streaming_content) == samples.jpeg()


def test_what_waits_belongs_to_one_case_and_one_person_and_can_be_taken_away(
    town: Town, fatima: Desk, filed: Filed, new_blobs: Callable[[], set[Any]]
) -> None:
    path, other = f"zaken/{filed.code}/bestand/", file_report(town)
    fatima.post(path, {"bestand": note("geheim rooster.txt")})
    assert len(new_blobs()) == 1
    button = first(fatima.get(path), "//form[.//input[@name='whose']]//button").text_content()
    assert button == "Voeg toe aan de zaak", "Enter presses the first button of a form"
    assert "geheim rooster" not in fatima.text(f"zaken/{other.code}/bestand/")
    assert "geheim rooster" not in Desk(town, "Joris").text(path)
    rows = b"".join(bytes(one) for one in Session.objects.values_list("sealed_payload", flat=True))
    assert b"geheim rooster" not in rows
    assert fatima.post(path, {"haal-weg": "1"}).status_code == 302
    assert "geheim rooster" not in fatima.text(path)
    assert new_blobs() == set()
    assert kept(town, filed) == []


def test_who_has_no_key_leaves_nothing_behind(
    town: Town, filed: Filed, new_blobs: Callable[[], set[Any]]
) -> None:
    path = f"zaken/{filed.code}/bestand/"
    assert Desk(town, "Ruben").post(path, {"bestand": note()}).status_code == 404
    assert Desk(town, "Ruben").post(path, {"bestand": note(), "whose": "reporter"}).status_code == 404
    assert new_blobs() == set()


def test_an_empty_file_does_not_take_the_others_along(town: Town, fatima: Desk, filed: Filed) -> None:
    path = f"zaken/{filed.code}/bestand/"
    page = fatima.post(path, {"bestand": [note(), note("leeg.txt", b"")], "whose": "organisation"})
    assert "leeg.txt: Dit bestand is leeg." in words(page)
    assert kept(town, filed) == []
    assert fatima.post(path, {"whose": "organisation"}).status_code == 302
    assert kept(town, filed) == [("notitie.txt", Whose.ORGANISATION)]


def test_what_waited_half_a_day_is_asked_for_again(
    town: Town, fatima: Desk, filed: Filed, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, later = f"zaken/{filed.code}/bestand/", clock.now() + timedelta(hours=12, minutes=1)
    fatima.post(path, {"bestand": note()})
    monkeypatch.setattr("weerbaar.web.office.cases.waiting_files.now", lambda: later)
    assert "Dit heb je al gekozen" not in fatima.text(path)
    assert "Kies eerst een bestand." in words(fatima.post(path, {"whose": "reporter"}))
    with tenant_scope(town.tenant.id):
        assert not SealedFile.objects.filter(owner_id=filed.case.id).exists()
