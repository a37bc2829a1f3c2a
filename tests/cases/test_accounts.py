"""What was told aloud, written down (C19): read back, corrected, signed; recorded only with consent."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from tests.filed import bring, file_report

from weerbaar.cases import accounts
from weerbaar.cases.accounts import AccountView, first_day_to_keep
from weerbaar.cases.acting import AlreadyDoneError
from weerbaar.cases.models import Account, Case, Decision
from weerbaar.cases.procedures import Guard
from weerbaar.cases.standing import standing
from weerbaar.database.scope import tenant_scope
from weerbaar.ground import clock
from weerbaar.ground.errors import NotAllowedError, RefusedError
from weerbaar.intake import reading_back
from weerbaar.intake.queries import progress

THEN = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
TEXT = "De melder vertelde dat er op 3 november geld uit de kluis ging."


@pytest.mark.parametrize(
    ("offered", "first"),
    [
        (date(2026, 11, 23), date(2026, 12, 8)),
        (date(2026, 12, 18), date(2027, 1, 6)),  # Christmas and New Year's Day
    ],
)
def test_the_reporter_has_ten_whole_working_days(offered, first):
    assert first_day_to_keep(offered) == first


class Talked:
    def __init__(self, town) -> None:
        self.town, self.filed = town, file_report(town, kind="wrongdoing")
        self.staff = town["Fatima"].opened
        self.id = uuid4()

    def write(self, **given) -> None:
        all_of_it = {"told_on": clock.today(), "text": TEXT, "account_id": self.id} | given
        accounts.write_account(self.staff, code=self.filed.code, **all_of_it)

    def keep(self, reason: str = "De melder reageert niet.") -> None:
        accounts.keep_unsigned(self.staff, code=self.filed.code, account_id=self.id, reason=reason)

    def read(self) -> AccountView:
        return accounts.read_account(self.staff, code=self.filed.code, account_id=self.id)

    def seen(self) -> list[AccountView]:
        with tenant_scope(self.town.tenant.id):
            return reading_back.accounts(self.filed.reporter)

    def settled(self) -> bool:
        with tenant_scope(self.town.tenant.id):
            return Guard.ACCOUNT_SETTLED in standing(Case.objects.get(id=self.filed.case.id))


@pytest.fixture
def one(town):
    return Talked(town)


def test_the_reporter_reads_back_what_was_written(one):
    one.write()
    assert [(seen.text, seen.waits) for seen in one.seen()] == [(TEXT, True)]
    assert not one.settled()
    with tenant_scope(one.town.tenant.id):
        assert any("Lees het verslag" in said.body for said in progress(one.filed.reporter).talk.leaf)
        assert b"kluis" not in bytes(Account.objects.get(id=one.id).sealed_text)


def test_signing_settles_it_once(one):
    one.write()
    reading_back.sign_account(one.filed.reporter, account_id=one.id)
    assert (one.read().state, one.settled()) == ("signed", True)
    with pytest.raises(RefusedError, match="al gereageerd"):
        reading_back.sign_account(one.filed.reporter, account_id=one.id)
    with pytest.raises(RefusedError, match="al gereageerd"):
        reading_back.correct_account(one.filed.reporter, account_id=one.id, body="Toch niet.")


def test_a_correction_stays_beside_what_was_written_and_a_new_account_can_follow(one):
    one.write()
    with pytest.raises(RefusedError, match="al een verslag"):
        one.write(account_id=uuid4())
    with pytest.raises(RefusedError, match="Schrijf eerst"):
        reading_back.correct_account(one.filed.reporter, account_id=one.id, body=" ")
    reading_back.correct_account(one.filed.reporter, account_id=one.id, body="Het was 4 november.")
    found = one.read()
    assert (found.state, found.text, found.correction) == ("corrected", TEXT, "Het was 4 november.")
    one.write(account_id=uuid4(), text=TEXT.replace("3", "4"))
    assert [seen.state for seen in one.seen()] == ["offered", "corrected"]


def test_a_second_click_writes_nothing_twice(one):
    one.write()
    with pytest.raises(AlreadyDoneError):
        one.write()
    assert len(one.seen()) == 1


def test_recorded_only_with_consent(one):
    with pytest.raises(RefusedError, match="Opnemen") as refused:
        one.write(is_recorded=True)
    assert refused.value.field == "agreed_to_recording"
    assert one.seen() == []
    one.write(is_recorded=True, agreed_to_recording=True)
    assert one.read().is_recorded


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"told_on": None}, "told_on"),
        ({"told_on": clock.today() + timedelta(days=2)}, "told_on"),
        ({"text": ""}, "text"),
        ({"text": "x" * 20_001}, "text"),
        ({"text": "\ud800"}, "text"),
    ],
)
def test_what_is_no_account_is_refused(one, given, field):
    with pytest.raises(RefusedError) as refused:
        one.write(**given)
    assert refused.value.field == field
    assert one.seen() == []


@pytest.mark.parametrize(("days", "may"), [(0, False), (14, False), (15, True)])
def test_without_a_signature_only_after_the_time_and_with_a_reason(one, days, may):
    with clock.stopped_at(THEN):
        one.write()
    with clock.stopped_at(THEN + timedelta(days=days)):
        if not may:
            with pytest.raises(RefusedError, match="nog tijd"):
                one.keep()
            return
        with pytest.raises(RefusedError, match="Schrijf"):
            one.keep(" ")
        one.keep()
        assert (one.read().state, one.settled()) == ("unsigned", True)
        with pytest.raises(RefusedError, match="reageerde al"):
            one.keep()
    with tenant_scope(one.town.tenant.id):
        assert Decision.objects.filter(case=one.filed.case, verb="case.keep_unsigned").count() == 1


def test_who_was_not_let_in_learns_nothing(one, town, other_town):
    one.write()
    for staff in (*(town[name].opened for name in ("Bram", "Marit", "Samira")), other_town["Fatima"].opened):
        one.staff = staff
        for verb in (one.write, one.keep, one.read):
            with pytest.raises(NotAllowedError):
                verb()


def test_the_account_of_another_is_none(one, town):
    other = Talked(town)
    other.write()
    one.id = other.id
    for verb in (one.read, one.keep):
        with pytest.raises(NotAllowedError):
            verb()
    with pytest.raises(RefusedError, match="ligt er niet"):
        reading_back.sign_account(one.filed.reporter, account_id=other.id)
    assert other.read().waits


def test_nothing_is_written_in_a_closed_case(one):
    bring(one.staff, one.filed, "closed", kind="wrongdoing")
    with pytest.raises(RefusedError, match="gesloten"):
        one.write()


@pytest.mark.req("C19")
def test_an_account_that_was_corrected_is_not_settled_before_somebody_agreed(one):
    def at(hours: int):
        return clock.stopped_at(THEN + timedelta(hours=hours))

    assert one.settled()
    with at(0):
        one.write()
        reading_back.correct_account(one.filed.reporter, account_id=one.id, body="Het was 4 november.")
    assert not one.settled()
    with at(1):
        one.id = uuid4()
        one.write(text=TEXT.replace("3", "4"))
        assert not one.settled()
        reading_back.sign_account(one.filed.reporter, account_id=one.id)
    assert one.settled()
    with at(2):
        one.id = uuid4()
        one.write(text="Nog een gesprek.")
        reading_back.correct_account(one.filed.reporter, account_id=one.id, body="Nee.")
        one.id = uuid4()
    with at(3):
        one.write(text="Nog een gesprek, verbeterd.")
    assert not one.settled()
    with clock.stopped_at(THEN + timedelta(days=30)):
        one.keep()
    assert one.settled()
