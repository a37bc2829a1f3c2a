"""Who gets in, who waits, and that nobody can tell an address that is known from one that is not."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from tests.people import Account, Town

from weerbaar.database.scope import tenant_scope
from weerbaar.ground import clock
from weerbaar.ground.errors import RefusedError
from weerbaar.ground.receipt import Passphrase, draw_passphrase
from weerbaar.organisation import totp
from weerbaar.organisation.models import Person
from weerbaar.organisation.sign_in import mark_for, sign_in, unlock
from weerbaar.organisation.staff import Staff

LATER = datetime(2031, 1, 6, 9, 0, tzinfo=UTC)


def enter(
    one: Account, moment: datetime, *, code: str | None = None, mail: str | None = None, mark: str = ""
) -> Staff:
    with clock.stopped_at(moment):
        return sign_in(
            one.tenant_id,
            mail=mail or one.mail,
            code=code or totp.code_at(one.totp_secret, moment),
            mark=mark,
        )


def sentence(one: Account, moment: datetime, **given: str) -> str:
    with pytest.raises(RefusedError) as refused:
        enter(one, moment, **given)
    return refused.value.sentence


@pytest.fixture
def moment(town: Town) -> datetime:
    """A moment after every other test of the module, so that no code and no wait of theirs is in the way."""
    with tenant_scope(town.tenant.id):
        last = max(Person.objects.values_list("totp_step", flat=True))
    return max(LATER, datetime.fromtimestamp(last * 30, UTC)) + timedelta(days=2)


def test_the_right_code_says_who_it_is_and_opens_nothing(town: Town, moment: datetime) -> None:
    staff = enter(town["Fatima"], moment, mail=" FATIMA@" + town["Fatima"].mail.partition("@")[2])
    assert staff.person_id == town["Fatima"].person_id
    assert staff.opened is None


@pytest.mark.parametrize("shift", [-1, 0, 1])
def test_a_clock_may_be_half_a_minute_off(town: Town, moment: datetime, shift: int) -> None:
    one = town["Joris"]
    enter(one, moment, code=totp.code_at(one.totp_secret, moment, shift=shift))


@pytest.mark.parametrize("shift", [-2, 2, 10])
def test_and_no_more(town: Town, moment: datetime, shift: int) -> None:
    one = town["Joris"]
    assert "horen niet bij elkaar" in sentence(
        one, moment, code=totp.code_at(one.totp_secret, moment, shift=shift)
    )


def test_a_code_works_once_and_an_older_one_not_after_it(town: Town, moment: datetime) -> None:
    one = town["Ruben"]
    enter(one, moment)
    again = sentence(one, moment)
    older = sentence(one, moment, code=totp.code_at(one.totp_secret, moment, shift=-1))
    assert "horen niet bij elkaar" in again
    assert again == older
    enter(one, moment + timedelta(seconds=30))


def test_a_wrong_code_and_an_unknown_address_get_the_same_words_and_the_same_wait(
    town: Town, moment: datetime
) -> None:
    one = town["Hassan"]
    known = [sentence(one, moment, code="000000") for _ in range(5)]
    unknown = [sentence(one, moment, mail="niemand@nergens.example", code="000000") for _ in range(5)]
    assert known == unknown
    assert "horen niet bij elkaar" in known[2]
    assert "Wacht" in known[3]


def test_waiting_delays_the_right_person_too_and_locks_nobody(town: Town, moment: datetime) -> None:
    one = town["Marit"]
    for _ in range(3):
        sentence(one, moment, code="000000")
    assert "Wacht" in sentence(one, moment)
    enter(one, moment + timedelta(seconds=3))
    # A right try ends the count.
    sentence(one, moment + timedelta(seconds=40), code="000000")
    enter(one, moment + timedelta(seconds=70))


def test_a_stranger_who_knows_the_address_keeps_the_owner_out_of_no_browser_of_theirs(
    town: Town, moment: datetime
) -> None:
    one = town["Marit"]
    mark = mark_for(one.tenant_id, one.mail)
    for _ in range(12):
        sentence(one, moment, code="000000")
    assert "Wacht" in sentence(one, moment)
    enter(one, moment, mark=mark)
    assert mark_for(one.tenant_id, one.mail.upper(), mark) == mark


def test_a_mark_is_of_one_person_and_its_browser_waits_too(town: Town, moment: datetime) -> None:
    one, other = town["Hassan"], town["Joris"]
    mark = mark_for(one.tenant_id, one.mail)
    for _ in range(3):
        sentence(one, moment, code="000000", mark=mark)
    assert "Wacht" in sentence(one, moment, mark=mark)
    for _ in range(3):
        sentence(other, moment, code="000000")
    browser = mark.partition(".")[0]
    for forged in (mark, browser, f"{browser}.", ".", "x.y", f"nieuw.{mark.partition('.')[2]}", "é.ü"):
        assert "Wacht" in sentence(other, moment, mark=forged)


def test_a_try_during_the_wait_makes_it_no_longer(town: Town, moment: datetime) -> None:
    one = town["Samira"]
    for _ in range(3):
        sentence(one, moment, code="000000")
    for _ in range(20):
        sentence(one, moment + timedelta(seconds=1), code="000000")
    enter(one, moment + timedelta(seconds=2))


@pytest.mark.parametrize("code", ["", "12345", "1234567", "abcdef", "１２３４５６", "\x00" * 6, "٠" * 6])
def test_what_is_no_code_is_answered_like_a_wrong_one(town: Town, moment: datetime, code: str) -> None:
    with clock.stopped_at(moment), pytest.raises(RefusedError) as refused:
        sign_in(town.tenant.id, mail=town["Bram"].mail, code=code)
    assert refused.value.sentence


def test_the_passphrase_opens_the_key_and_another_does_not(town: Town, moment: datetime) -> None:
    one = town["Fatima"]
    with clock.stopped_at(moment):
        with pytest.raises(RefusedError) as refused:
            unlock(one.locked, draw_passphrase())
        assert refused.value.field == "passphrase"
        opened = unlock(one.locked, Passphrase(one.passphrase.upper())).opened
    assert opened is not None
    assert one.opened.opened is not None
    assert opened.private_key == one.opened.opened.private_key
    assert opened.signing is None


def test_wrong_passphrases_wait_as_well(town: Town, moment: datetime) -> None:
    one = town["Joris"]
    with clock.stopped_at(moment):
        for _ in range(3):
            with pytest.raises(RefusedError):
                unlock(one.locked, draw_passphrase())
        with pytest.raises(RefusedError) as refused:
            unlock(one.locked, Passphrase(one.passphrase))
    assert "Wacht" in refused.value.sentence
    with clock.stopped_at(moment + timedelta(seconds=3)):
        assert unlock(one.locked, Passphrase(one.passphrase)).opened
