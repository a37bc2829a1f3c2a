"""Telling and hearing who a report is about, over HTTP: the desk, and the reporter's own page (C16)."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from tests.filed import STORY, bring, file_report, say_yes, subject_of
from tests.people import make_tenant
from tests.web.office.cases.test_pages import REASON, Desk, words

from weerbaar.cases import contact_persons
from weerbaar.cases.models import Message, Party
from weerbaar.database.scope import tenant_scope
from weerbaar.ground import clock
from weerbaar.intake import actions as intake
from weerbaar.intake.queries import progress

MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
NOTICE = "Geachte heer of mevrouw, er is een melding over uw gedrag op het werk."


@pytest.fixture(scope="module")
def town(database):
    return make_tenant()


@pytest.fixture(autouse=True)
def monday():
    with clock.stopped_at(MONDAY):
        yield


@pytest.fixture
def filed(town):
    """A case whose subject has somebody who is there for them."""
    made = file_report(town, name="Noor Visser")
    contact_persons.name_contact(
        town["Fatima"].opened,
        code=made.code,
        person_id=town["Joris"].person_id,
        reach="Bel mij: 06 12345678.",
        reason="Die heeft er de tijd voor.",
        party_id=subject_of(made),
    )
    say_yes(town["Joris"], made.case, "Bel mij: 06 12345678.")
    return made


@pytest.fixture
def fatima(town):
    return Desk(town, "Fatima")


def at(filed, page: str = "") -> str:
    with tenant_scope(filed.case.tenant_id):
        party = Party.objects.get(case=filed.case, role="subject")
    return f"zaken/{filed.code}/betrokkene/{party.id}/{page}"


def react(filed) -> None:
    with tenant_scope(filed.case.tenant_id):
        [asked] = progress(filed.reporter).talk.questions
    intake.write(filed.reporter, body="Zeg niet waar het was.", answers=asked.id)


def heard(day: datetime) -> dict[str, object]:
    return {
        "heard_on_day": day.day,
        "heard_on_month": day.month,
        "heard_on_year": day.year,
        "how": "meeting",
        "said": "Het was een grap.",
    }


@pytest.mark.req("C16")
def test_a_subject_is_told_after_the_reporter_answered_and_then_heard(town, filed, fatima):
    case = f"zaken/{filed.code}/"
    assert "Weet nog van niets" in fatima.text(case)
    assert "Stuur dit aan de melder" in fatima.text(at(filed, "melder/"))
    assert fatima.post(at(filed, "melder/"), {"body": "Wat mag niet in het bericht?"}).status_code == 302
    text = fatima.text(case)
    assert "Wacht op de melder" in text
    assert "tot en met 30 november" in text
    assert "met reden" in text

    with tenant_scope(town.tenant.id):
        [asked] = progress(filed.reporter).talk.questions
    intake.look(filed.reporter, shown=[asked.id])
    assert "las dit, en heeft tot en met 30 november" in fatima.text(case)
    assert "Waarom krijgt de betrokkene eerder bericht?" in fatima.text(at(filed, "bericht/"))
    intake.write(filed.reporter, body="Zeg niet dat het dinsdag was.", answers=asked.id)
    page = fatima.text(at(filed, "bericht/"))
    assert "Zeg niet dat het dinsdag was." in page
    assert "Waarom krijgt de betrokkene eerder bericht?" not in page
    assert fatima.post(at(filed, "bericht/"), {"text": NOTICE}).status_code == 302

    read = fatima.text(at(filed))
    assert NOTICE in read
    assert "Zeg niet dat het dinsdag was." in read
    assert "nog niet gehoord" in fatima.text(case)
    assert fatima.post(at(filed, "horen/"), heard(MONDAY)).status_code == 302
    assert "Gehoord op 23 november" in fatima.text(case)
    assert "Het was een grap." in fatima.text(at(filed))
    bring(town["Fatima"].opened, filed, "assessed")
    assert fatima.get(f"{case}uitkomst/").status_code == 200
    assert "Hoor eerst beide kanten" not in fatima.text(f"{case}uitkomst/")


@pytest.mark.req("C16")
def test_the_reporter_is_asked_on_their_own_page_and_told_when_it_went(town, filed, fatima):
    fatima.post(at(filed, "melder/"), {"body": "Wat mag niet in het bericht?"})
    with tenant_scope(town.tenant.id):
        found = progress(filed.reporter)
    assert [one.body for one in found.talk.questions] == ["Wat mag niet in het bericht?"]
    react(filed)
    fatima.post(at(filed, "bericht/"), {"text": NOTICE})
    with tenant_scope(town.tenant.id):
        talk = [one.body for one in progress(filed.reporter).talk.leaf]
    assert any("nu bericht gekregen" in one for one in talk)
    assert not any("uw gedrag" in one for one in talk)


@pytest.mark.req("C16")
def test_before_the_time_only_with_a_reason_and_after_it_without(town, filed, fatima):
    fatima.post(at(filed, "melder/"), {"body": "Wat mag niet in het bericht?"})
    assert "Waarom krijgt de betrokkene eerder bericht?" in fatima.text(at(filed, "bericht/"))
    refused = fatima.post(at(filed, "bericht/"), {"text": NOTICE, "reason": ""})
    assert refused.status_code == 200
    assert "heeft tot dinsdag 1 december 2026 om te antwoorden" in words(refused)
    assert NOTICE in refused.content.decode()
    with clock.stopped_at(MONDAY + timedelta(days=8)):
        later = Desk(town, "Joris")
        assert "Mag bericht krijgen" in later.text(f"zaken/{filed.code}/")
        assert "Waarom krijgt de betrokkene eerder bericht?" not in later.text(at(filed, "bericht/"))
    reason = "Hij gaat morgen met verlof."
    assert fatima.post(at(filed, "bericht/"), {"text": NOTICE, "reason": reason}).status_code == 302
    text = fatima.text(f"zaken/{filed.code}/")
    assert "Betrokkene bericht gegeven: eerder, of zonder contactpersoon" in text
    assert reason in text


@pytest.mark.req("C16", "F1")
def test_the_letter_stands_by_itself_and_holds_nothing_of_the_reporter(town, filed, fatima):
    assert fatima.get(at(filed, "brief/")).status_code == 404
    fatima.post(at(filed, "melder/"), {"body": "Wat mag niet in het bericht?"})
    react(filed)
    form = fatima.get(at(filed, "bericht/")).content.decode()
    template = re.search(r'<textarea[^>]*name="text"[^>]*>(.*?)</textarea>', form, re.S)
    assert template is not None
    letter = template.group(1).strip()
    assert "Geachte" in letter
    assert not re.search(r"\b(je|jij|jouw|jullie)\b", letter)
    refused = fatima.post(at(filed, "bericht/"), {"text": letter})
    assert "Onder ‘Waar gaat het over?’ staat nog niets" in words(refused)
    assert fatima.get(at(filed, "brief/")).status_code == 404
    letter = letter.replace("Waar gaat het over?", "Waar gaat het over?\nOver wat u zei in een overleg.")
    letter = letter.replace("Wanneer?", "Wanneer?\nOp 1 december om 10 uur.")
    assert "Uw contactpersoon is Joris van Dam. Die schrijft u: ‘Bel mij: 06 12345678.’" in letter
    assert fatima.post(at(filed, "bericht/"), {"text": letter}).status_code == 302
    text = fatima.text(at(filed, "brief/"))
    assert "Er is nog niets vastgesteld" in text
    assert filed.code in text
    for secret in (STORY, "Noor", "Visser", "Bram", "Kuipers", "Wat mag niet", "melder/"):
        assert secret not in text


@pytest.mark.req("C16")
def test_the_reporter_s_own_words_do_not_pass_into_the_notice(filed, fatima):
    fatima.post(at(filed, "melder/"), {"body": "Wat mag niet in het bericht?"})
    react(filed)
    answer = fatima.post(at(filed, "bericht/"), {"text": f"Er is gemeld: {STORY}"})
    assert answer.status_code == 200
    assert "Zeg het met andere woorden" in words(answer)
    assert fatima.get(at(filed, "brief/")).status_code == 404


def test_who_cannot_be_heard_is_recorded_with_a_reason(filed, fatima):
    assert fatima.post(at(filed, "niet-horen/"), {"reason": ""}).status_code == 200
    assert fatima.post(at(filed, "niet-horen/"), REASON).status_code == 302
    text = fatima.text(f"zaken/{filed.code}/")
    assert "Niet gehoord, met reden" in text
    assert REASON["reason"] in text


@pytest.mark.parametrize("page", ["", "melder/", "bericht/", "brief/", "horen/", "niet-horen/"])
def test_for_who_was_not_let_in_there_is_no_such_page(town, filed, page):
    for name in ("Ruben", "Samira", "Wietske"):
        stranger = Desk(town, name)
        assert stranger.get(at(filed, page)).status_code == 404
        assert stranger.post(at(filed, page), REASON | {"text": NOTICE, "body": "x"}).status_code in (
            404,
            405,
        )
    with tenant_scope(town.tenant.id):
        assert not Message.objects.filter(case=filed.case).exists()


@pytest.mark.parametrize("page", ["", "melder/", "bericht/", "brief/", "horen/", "niet-horen/"])
def test_of_a_witness_or_of_another_case_there_is_no_such_page(town, filed, fatima, page):
    with tenant_scope(town.tenant.id):
        witness = Party.objects.get(case=filed.case, role="witness").id
    other = at(file_report(town)).split("/")[3]
    for party in (witness, other):
        answer = fatima.post(
            f"zaken/{filed.code}/betrokkene/{party}/{page}",
            REASON | {"text": NOTICE, "body": "x"} | heard(MONDAY),
        )
        assert answer.status_code in (404, 405)
        if page in ("", "bericht/", "brief/"):
            assert fatima.get(f"zaken/{filed.code}/betrokkene/{party}/{page}").status_code == 404


@pytest.mark.req("C18")
def test_before_somebody_is_there_for_the_subject_only_with_a_reason(filed, town, fatima):
    other = file_report(town)
    for one in (filed, other):
        fatima.post(at(one, "melder/"), {"body": "Wat mag niet in het bericht?"})
        react(one)
    asks = "Waarom is er nog geen contactpersoon voor deze persoon?"
    assert asks not in fatima.text(at(filed, "bericht/"))
    assert asks in fatima.text(at(other, "bericht/"))
    refused = fatima.post(at(other, "bericht/"), {"text": NOTICE, "reason": ""})
    assert "Noem eerst een contactpersoon" in words(refused)
    assert NOTICE in refused.content.decode()
    reason = "Wij lezen dit met zijn tweeën."
    assert fatima.post(at(other, "bericht/"), {"text": NOTICE, "reason": reason}).status_code == 302
    assert reason in fatima.text(f"zaken/{other.code}/")


@pytest.mark.req("C18")
def test_the_name_of_who_reported_does_not_pass_into_the_notice(filed, fatima):
    fatima.post(at(filed, "melder/"), {"body": "Wat mag niet in het bericht?"})
    react(filed)
    refused = fatima.post(at(filed, "bericht/"), {"text": f"{NOTICE} Noor Visser zag het."})
    assert "de naam van iemand anders uit de zaak" in words(refused)
    assert fatima.get(at(filed, "brief/")).status_code == 404
