"""Lifting secrecy without its paper, through the pages: by who imposed it."""

from __future__ import annotations

from uuid import uuid4

import pytest
from tests.cases.test_lifting import ABOVE, impose, withdraw
from tests.filed import assessed_report
from tests.people import make_tenant
from tests.web.office.cases.test_pages import Desk

from weerbaar.config.demo import CAST, GOVERNMENT


@pytest.mark.req("C20")
def test_who_imposed_it_finds_it_lifts_it_and_reads_nothing(database):
    cast = [one._replace(manager=ABOVE.get(one.first_name, "")) for one in (*CAST, *GOVERNMENT)]
    town = make_tenant(cast=cast)
    filed = assessed_report(town)
    asked_id, secrecy_id = impose(town, filed)
    withdraw(town, filed, asked_id)
    page = f"gevraagd/geheim/{secrecy_id}/"
    nadia = Desk(town, "Nadia")
    told = nadia.text("gevraagd/")
    assert "Geheimhouding die jij kunt opheffen" in told
    assert f"Zaak {filed.code}, door jou opgelegd op" in told
    for who in ("Geertje", "Annelies", "Fatima", "Hassan", "Bram"):
        desk = Desk(town, who)
        for path in (page, f"gevraagd/geheim/{uuid4()}/"):
            assert desk.get(path).status_code == 404
            assert desk.post(path, {"sure": "1"}).status_code == 404
        if who in {"Geertje", "Annelies"}:
            assert filed.code not in desk.text("gevraagd/")
    told = nadia.text(page)
    assert "Je leest hier niet waarop de geheimhouding ligt." in told
    assert "De bijlage over B1" not in told
    assert nadia.post(page, {"sure": "1"}).status_code == 302
    told = nadia.text("gevraagd/")
    assert "De geheimhouding is opgeheven." in told
    assert "Geheimhouding die jij kunt opheffen" not in told
    assert nadia.get(page).status_code == 404
    case = Desk(town, "Fatima").text(f"zaken/{filed.code}/")
    assert "Nadia legde vast dat geheimhouding is opgeheven" in case
    told = Desk(town, "Fatima").text(f"zaken/{filed.code}/voorleggen/{asked_id}/")
    assert "vast dat dit is opgeheven." in told
    assert "Opgeheven door" not in told
