"""What gives a colleague keys that last asks the passphrase anew, and whoever it is done for hears of it (C13)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.filed import file_report
from tests.people import make_tenant
from tests.web.office.cases.test_absences import away
from tests.web.office.cases.test_pages import Desk, verbs, words
from tests.web.office.cases.test_working_together import hand_over

from weerbaar.audit.models import Line
from weerbaar.cases.models import Absence, Access
from weerbaar.database.scope import tenant_scope
from weerbaar.ground import clock
from weerbaar.notify.actions import leave_address
from weerbaar.notify.models import Knock
from weerbaar.organisation.rules import FREE_TRIES

if TYPE_CHECKING:
    from uuid import UUID

STAYS_SHUT = "Deze wachtzin opent je kluis niet."


@pytest.fixture
def town(database):
    made = make_tenant()
    leave_address(made["Fatima"].staff, mail="fatima@post.example", language="nl")
    return made


@pytest.fixture
def fatima(town):
    return Desk(town, "Fatima")


def knocked(town) -> set[UUID]:
    with tenant_scope(town.tenant.id):
        found = {one.address.holder_alias for one in Knock.objects.select_related("address")}
        Knock.objects.all().delete()
    return found


def own_lines(town) -> list[str]:
    with tenant_scope(town.tenant.id):
        rows = Line.objects.filter(subject_id=town["Fatima"].staff.alias).order_by("at", "id")
        return list(rows.values_list("verb", flat=True))


def may(town, filed, who: str) -> bool:
    with tenant_scope(town.tenant.id):
        return Access.objects.filter(case=filed.case, holder_alias=town[who].staff.alias).exists()


@pytest.mark.req("C13", "F4")
@pytest.mark.parametrize(
    ("typed", "told"), [("", "Typ je wachtzin."), ("appel boom citroen dak ezel fiets", STAYS_SHUT)]
)
def test_an_open_screen_is_not_enough_to_let_somebody_in_to_every_case(town, fatima, typed, told):
    filed = file_report(town)
    page = fatima.post("ik/weg/nieuw/", away(town) | {"passphrase": typed})
    assert told in words(page)
    assert not may(town, filed, "Ruben")
    with tenant_scope(town.tenant.id):
        assert not Absence.objects.exists()
    assert "absence.begin" not in own_lines(town)
    # What was chosen stands there still, and what was typed as a passphrase does not.
    html = page.content.decode()
    assert f'value="{town["Ruben"].person_id}" selected' in html
    assert f'name="last_day_year" value="{away(town)["last_day_year"]}"' in html
    assert not typed or typed not in html


@pytest.mark.req("C13", "F4")
def test_an_open_screen_is_not_enough_to_hand_a_case_over(town, fatima):
    filed = file_report(town)
    for wrong in ("", "appel boom citroen dak ezel fiets"):
        page = hand_over(fatima, town, filed, "Ruben", passphrase=wrong)
        assert page.status_code == 200
        assert "Vraag B1 nog om zijn agenda." in page.content.decode()
        assert "Ik ga ander werk doen." in page.content.decode()
    assert STAYS_SHUT in words(page)
    assert not may(town, filed, "Ruben")
    assert may(town, filed, "Fatima")
    assert "case.transfer" not in verbs(filed)


@pytest.mark.req("C13", "F4")
def test_an_open_screen_is_not_enough_to_give_a_key_that_lasts(town, fatima):
    filed = file_report(town)
    path, form = (
        f"zaken/{filed.code}/toegang/",
        {"person": str(town["Ruben"].person_id), "reason": "Helpt mee."},
    )
    for wrong in ("", "appel boom citroen dak ezel fiets"):
        page = fatima.post(path, form | {"until": "lasting", "passphrase": wrong})
        assert page.status_code == 200
        assert "Helpt mee." in page.content.decode()
        assert (STAYS_SHUT if wrong else "Typ je wachtzin.") in words(page)
    assert not may(town, filed, "Ruben")
    assert "case.let_in" not in verbs(filed)
    # For a time it is not asked, and with it a key lasts.
    assert fatima.post(path, form | {"until": "weeks"}).status_code == 302
    assert may(town, filed, "Ruben")
    passphrase = town["Fatima"].passphrase
    assert fatima.post(path, form | {"until": "lasting", "passphrase": passphrase}).status_code == 302
    with tenant_scope(town.tenant.id):
        seat = Access.objects.get(case=filed.case, holder_alias=town["Ruben"].staff.alias)
    assert seat.until is None


@pytest.mark.req("F4")
def test_guessing_here_waits_as_guessing_at_the_vault_does(town, fatima):
    file_report(town)
    with clock.stopped_at(clock.now()):
        for _ in range(FREE_TRIES):
            page = fatima.post("ik/weg/nieuw/", away(town) | {"passphrase": "mis mis mis mis mis mis"})
            assert STAYS_SHUT in words(page)
        # The right one too, until the time is over.
        assert "Het is een paar keer niet gelukt." in words(fatima.post("ik/weg/nieuw/", away(town)))
        with tenant_scope(town.tenant.id):
            assert not Absence.objects.exists()


@pytest.mark.req("C13")
def test_whoever_goes_away_is_knocked_at_and_reads_on_their_own_page_that_it_was_done(town, fatima):
    file_report(town)
    assert "In jouw naam gedaan" not in fatima.text("ik/")
    knocked(town)
    fatima.post("ik/weg/nieuw/", away(town))
    assert town["Fatima"].staff.alias in knocked(town)
    assert own_lines(town)[-2:] == ["person.unlock", "absence.begin"]
    assert "je zei dat je weg bent, en een collega kreeg sleutels" in fatima.text("ik/")
    assert "In jouw naam gedaan" not in Desk(town, "Joris").text("ik/")


@pytest.mark.req("C13")
def test_whoever_hands_over_is_knocked_at_and_reads_it_though_the_case_is_theirs_no_more(town, fatima):
    filed = file_report(town)
    knocked(town)
    assert hand_over(fatima, town, filed, "Ruben").status_code == 302
    assert not may(town, filed, "Fatima")
    assert knocked(town) == {town["Fatima"].staff.alias}
    # The first page says once of which case, to whoever did it.
    assert filed.code in fatima.text()
    told = fatima.text("ik/")
    assert "je droeg een zaak over aan een collega" in told
    assert filed.code not in told


@pytest.mark.req("C13")
def test_a_passphrase_is_not_kept_with_what_is_typed_on_the_way_to_another_page(town, fatima):
    filed = file_report(town)
    path = f"zaken/{filed.code}/overdragen/"
    fatima.post(
        path, {"remains": "Bel hem nog.", "passphrase": "appel boom", "naar": f"{fatima.root}vaste-teksten/"}
    )
    kept = fatima.get(path).content.decode()
    assert "Bel hem nog." in kept
    assert "appel boom" not in kept
