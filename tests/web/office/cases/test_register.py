"""The register of wrongdoing and accounts of what was told aloud, over HTTP (C19)."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from tests.filed import bring, file_report
from tests.people import make_tenant
from tests.web.office.cases.test_pages import REASON, Desk, words

from weerbaar.audit.models import Line
from weerbaar.cases import actions, jobs
from weerbaar.cases.models import Account
from weerbaar.database.scope import tenant_scope
from weerbaar.ground import clock
from weerbaar.intake import reading_back

THEN = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
TOLD = {"told_on_day": 23, "told_on_month": 11, "told_on_year": 2026, "text": "Er ging geld uit de kluis."}


@pytest.fixture(scope="module")
def town(database):
    return make_tenant()


@pytest.fixture(autouse=True)
def then():
    with clock.stopped_at(THEN):
        yield


@pytest.fixture
def filed(town):
    return file_report(town, kind="wrongdoing", name="Noor Visser")


@pytest.fixture
def fatima(town):
    return Desk(town, "Fatima")


@pytest.mark.req("C19")
def test_the_register_shows_each_report_from_its_receipt_and_what_was_done(town, filed, fatima):
    other = file_report(town)
    round_her = file_report(town, kind="wrongdoing", readers=("Joris", "Marit"), kept_out=("Fatima",))
    actions.acknowledge(town["Fatima"].opened, code=filed.code, body="Je melding is binnen.")
    text = fatima.text("wbk-register/")
    assert "Wbk-register 2026" in text
    assert filed.code in text
    assert "op tijd" in text
    for not_there in (other.code, round_her.code, "Noor", "Visser", "Bram"):
        assert not_there not in text
    assert round_her.code in Desk(town, "Joris").text("wbk-register/")
    assert "Ingeschreven op" in fatima.text(f"zaken/{filed.code}/")
    assert "Ingeschreven op" not in fatima.text(f"zaken/{other.code}/")
    assert "Geen meldingen in 2019" in fatima.text("wbk-register/?jaar=2019")


@pytest.mark.parametrize("year", ["", "abc", "-1", "99999999999", "²⁰²⁶", "0"])
def test_a_year_that_is_none_is_this_year(filed, fatima, year):
    assert filed.code in fatima.text(f"wbk-register/?jaar={year}")


@pytest.mark.req("C19")
def test_the_file_holds_the_same_lines_and_is_logged(town, filed, fatima):
    answer = fatima.post("wbk-register/bestand/", {"jaar": "2026"})
    assert answer["Content-Disposition"] == 'attachment; filename="wbk-register-2026.csv"'
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))
    assert [row[0] for row in rows].count(filed.code) == 1
    assert all(len(row) == len(rows[0]) for row in rows)
    assert "Noor" not in answer.content.decode()
    with tenant_scope(town.tenant.id):
        assert Line.objects.filter(verb="register.export", actor_alias=town["Fatima"].staff.alias).exists()


def test_for_who_works_on_no_cases_there_is_no_register(town, filed):
    for name in ("Samira", "Ilse", "Wietske"):
        somebody = Desk(town, name)
        assert somebody.get("wbk-register/").status_code == 404
        assert somebody.post("wbk-register/bestand/", {"jaar": "2026"}).status_code == 404
    ruben = Desk(town, "Ruben")
    assert "Geen meldingen" in ruben.text("wbk-register/")


@pytest.mark.req("C19")
def test_the_name_ends_apart_and_the_page_says_so(town, filed, fatima):
    bring(town["Fatima"].opened, filed, "closed", kind="wrongdoing")
    assert "wordt gewist na" in fatima.text(f"zaken/{filed.code}/")
    with clock.stopped_at(THEN + timedelta(days=366)):
        assert jobs.end_identities(town.tenant.id) >= 1
        later = Desk(town, "Joris")
        text = later.text(f"zaken/{filed.code}/")
        assert "De naam van de melder is gewist op" in text
        assert "Naam gewist op" in later.text("wbk-register/?jaar=2026")
        later.post(f"zaken/{filed.code}/namen/", REASON)
        opened = later.text(f"zaken/{filed.code}/")
        assert "Bram Kuipers" in opened
        assert "Noor Visser" not in opened


# --- accounts ---


@pytest.mark.req("C19")
def test_what_was_told_is_written_down_and_signed_by_the_reporter(town, filed, fatima):
    case = f"zaken/{filed.code}/"
    assert "Leg het voor aan de melder" in fatima.text(f"{case}verslag/")
    no_consent = fatima.post(f"{case}verslag/", TOLD | {"recorded": "yes"})
    assert no_consent.status_code == 200
    assert "Opnemen mag alleen" in words(no_consent)
    given = TOLD | {"recorded": "yes", "agreed_to_recording": "yes"}
    assert fatima.post(f"{case}verslag/", given).status_code == 302
    assert "Ligt bij de melder" in fatima.text(case)
    with tenant_scope(town.tenant.id):
        [waiting] = reading_back.accounts(filed.reporter)
    page = fatima.text(f"{case}verslag/{waiting.id}/")
    assert TOLD["text"] in page
    assert "Opgenomen, met toestemming" in page
    assert "Vanaf" in page
    reading_back.sign_account(filed.reporter, account_id=waiting.id)
    assert "Akkoord van de melder" in fatima.text(case)


@pytest.mark.req("C19")
def test_without_an_answer_it_is_kept_unsigned_after_the_time(town, filed, fatima):
    case = f"zaken/{filed.code}/"
    fatima.post(f"{case}verslag/", TOLD | {"recorded": "no"})
    with tenant_scope(town.tenant.id):
        account = Account.objects.get(case=filed.case)
    keep = f"{case}verslag/{account.id}/bewaren/"
    assert "heeft nog tijd" in fatima.text(keep)
    assert fatima.post(keep, REASON).status_code == 200
    with clock.stopped_at(THEN + timedelta(days=15)):
        later = Desk(town, "Joris")
        assert later.post(keep, {"reason": ""}).status_code == 200
        assert later.post(keep, REASON).status_code == 302
        assert "Zonder akkoord bewaard" in later.text(case)


def test_for_who_was_not_let_in_there_is_no_account(town, filed, fatima):
    fatima.post(f"zaken/{filed.code}/verslag/", TOLD | {"recorded": "no"})
    with tenant_scope(town.tenant.id):
        account = Account.objects.get(case=filed.case)
    for name in ("Ruben", "Samira", "Wietske"):
        stranger = Desk(town, name)
        for page in ("verslag/", f"verslag/{account.id}/", f"verslag/{account.id}/bewaren/"):
            assert stranger.get(f"zaken/{filed.code}/{page}").status_code == 404
            assert stranger.post(f"zaken/{filed.code}/{page}", TOLD | REASON).status_code in (404, 405)
    assert fatima.get(f"zaken/{filed.code}/verslag/{uuid4()}/").status_code == 404
