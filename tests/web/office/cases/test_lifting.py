"""Lifting secrecy without its paper, through the pages: by who imposed it and who stands above them."""

from __future__ import annotations

from uuid import uuid4

import pytest
from tests.cases.test_lifting import ABOVE, impose, withdraw
from tests.filed import assessed_report
from tests.people import make_tenant
from tests.web.office.cases.test_pages import Desk, words

from weerbaar.config.demo import CAST, GOVERNMENT


@pytest.mark.req("C20")
def test_who_stands_above_them_finds_it_lifts_it_and_reads_nothing(database):
    cast = [one._replace(manager=ABOVE.get(one.first_name, "")) for one in (*CAST, *GOVERNMENT)]
    town = make_tenant(cast=cast)
    filed = assessed_report(town)
    asked_id, secrecy_id = impose(town, filed)
    withdraw(town, filed, asked_id)
    page = f"gevraagd/geheim/{secrecy_id}/"
    geertje, nadia = Desk(town, "Geertje"), Desk(town, "Nadia")
    told = geertje.text("gevraagd/")
    assert "Geheimhouding die jij kunt opheffen" in told
    assert f"Zaak {filed.code}, opgelegd door Nadia Chahid" in told
    assert "opgelegd door jou" in nadia.text("gevraagd/")
    for who in ("Annelies", "Fatima", "Hassan", "Bram"):
        desk = Desk(town, who)
        for path in (page, f"gevraagd/geheim/{uuid4()}/"):
            assert desk.get(path).status_code == 404
            assert desk.post(path, {"who": "Ik", "why": "Zo."}).status_code == 404
        if who == "Annelies":
            assert filed.code not in desk.text("gevraagd/")
    told = geertje.text(page)
    assert "Je leest hier niet waarop de geheimhouding ligt." in told
    assert "De bijlage over B1" not in told
    assert "Schrijf op wie dat deed." in words(geertje.post(page, {"why": "Het is klaar."}))
    assert geertje.post(page, {"who": "De raad", "why": "Het is klaar."}).status_code == 302
    assert "De geheimhouding is opgeheven." in geertje.text("gevraagd/")
    assert geertje.get(page).status_code == 404
    assert "Geheimhouding die jij kunt opheffen" not in nadia.text("gevraagd/")
    case = Desk(town, "Fatima").text(f"zaken/{filed.code}/")
    assert "Geertje legde vast dat geheimhouding is opgeheven" in case
    told = Desk(town, "Fatima").text(f"zaken/{filed.code}/voorleggen/{asked_id}/")
    assert "Opgeheven door De raad" in told
    assert "Het is klaar." in told
