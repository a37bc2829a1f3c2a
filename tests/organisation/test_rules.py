"""The decisions about waiting, roles and places, one row a case."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from weerbaar.ground.errors import RefusedError
from weerbaar.organisation import rules
from weerbaar.organisation.models import Role

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
NOOR, SAMIRA, MARIT, KARIM = (uuid4() for _ in range(4))


@pytest.mark.parametrize(
    ("failures", "seconds"),
    [(0, 0), (1, 0), (2, 0), (3, 2), (4, 4), (5, 8), (9, 128), (10, 256), (11, 300), (12, 300), (10**9, 300)],
)
def test_a_wrong_try_waits_twice_as_long_and_never_more_than_five_minutes(
    failures: int, seconds: int
) -> None:
    assert rules.wait_after(failures) == timedelta(seconds=seconds)


@pytest.mark.parametrize(
    ("hours", "forgotten"), [(0, False), (23.99, False), (24, True), (1000, True), (-1, False)]
)
def test_wrong_tries_are_forgotten_after_a_day(hours: float, forgotten: bool) -> None:
    assert rules.is_forgotten(NOW - timedelta(hours=hours), NOW) is forgotten


@pytest.mark.parametrize("typed", [" Fatima@Waterlinie.NL ", "fatima@waterlinie.nl", "ｆatima@waterlinie.nl"])
def test_one_address_has_one_spelling(typed: str) -> None:
    assert rules.normalised_mail(typed) == "fatima@waterlinie.nl"


@pytest.mark.parametrize(
    "typed", ["", "fatima", "a@b", "a b@c.nl", "a@b.nl\x00", "a@@b.nl", "a" * 250 + "@b.nl", "\u202ea@b.nl"]
)
def test_what_is_no_address_is_refused_at_its_field(typed: str) -> None:
    with pytest.raises(RefusedError) as refused:
        rules.normalised_mail(typed)
    assert refused.value.field == "mail"


@pytest.mark.parametrize("slug", ["waterlinie", "t12", "land-van-cuijk"])
def test_a_short_name_may_stand_in_an_address(slug: str) -> None:
    assert rules.check_slug(slug) == slug


@pytest.mark.parametrize(
    "slug",
    ["", "ab", "Water", "water linie", "-water", "water-", "1water", "static", "é" * 5, "a" * 41, "a/b"],
)
def test_another_may_not(slug: str) -> None:
    with pytest.raises(RefusedError):
        rules.check_slug(slug)


@pytest.mark.parametrize(
    ("role", "has", "has_key", "is_self", "allowed"),
    [
        (Role.HANDLER, set(), True, False, True),
        (Role.COORDINATOR, {Role.HANDLER}, True, False, True),
        (Role.OFFICER, {Role.HANDLER}, False, False, True),
        (Role.OFFICER, set(), True, False, False),
        (Role.ADMINISTRATOR, set(), True, False, True),
        (Role.ADMINISTRATOR, {Role.HANDLER}, True, False, False),
        (Role.ADMINISTRATOR, {Role.OFFICER}, True, False, False),
        (Role.HANDLER, {Role.ADMINISTRATOR}, True, False, False),
        (Role.OFFICER, {Role.ADMINISTRATOR}, False, False, False),
        (Role.HANDLER, set(), True, True, False),
        ("emperor", set(), True, False, False),
        ("", set(), True, False, False),
    ],
)
def test_an_administrator_has_no_other_role_and_nobody_helps_themselves(
    role: str, has: set[str], has_key: bool, is_self: bool, allowed: bool
) -> None:
    if allowed:
        rules.check_may_get_role(role, has=has, has_key=has_key, is_self=is_self)
        return
    with pytest.raises(RefusedError):
        rules.check_may_get_role(role, has=has, has_key=has_key, is_self=is_self)


@pytest.mark.parametrize(
    ("roles", "allowed"),
    [
        ({Role.HANDLER}, True),
        ({Role.COORDINATOR, Role.LAWYER}, True),
        ({Role.LAWYER}, False),
        (set(), False),
        ({Role.ADMINISTRATOR}, False),
        ({Role.ADMINISTRATOR, Role.HANDLER}, False),
    ],
)
def test_only_who_handles_reports_reads_at_a_desk(roles: set[str], allowed: bool) -> None:
    if allowed:
        rules.check_may_join_desk(roles)
        return
    with pytest.raises(RefusedError):
        rules.check_may_join_desk(roles)


@pytest.mark.parametrize(
    ("is_officer", "is_pinned", "is_open"),
    [(False, True, True), (True, False, True), (True, True, False), (False, False, False)],
)
def test_only_a_pinned_officer_with_an_open_key_vouches(
    is_officer: bool, is_pinned: bool, is_open: bool
) -> None:
    rules.check_may_sign(is_officer=True, is_pinned=True, is_open=True)
    with pytest.raises(RefusedError):
        rules.check_may_sign(is_officer=is_officer, is_pinned=is_pinned, is_open=is_open)


@pytest.mark.parametrize(
    ("left", "is_self", "allowed"), [(1, False, True), (0, False, False), (3, True, False)]
)
def test_the_last_administrator_stays(left: int, is_self: bool, allowed: bool) -> None:
    if allowed:
        rules.check_may_lose_role(Role.ADMINISTRATOR, holders_left=left, is_self=is_self)
        return
    with pytest.raises(RefusedError):
        rules.check_may_lose_role(Role.ADMINISTRATOR, holders_left=left, is_self=is_self)


ABOVE = {NOOR: SAMIRA, SAMIRA: MARIT, MARIT: None, KARIM: None}


@pytest.mark.req("C15")
@pytest.mark.parametrize(
    ("person", "manager", "above", "sentence"),
    [
        (KARIM, MARIT, ABOVE, ""),
        (KARIM, NOOR, ABOVE, ""),
        (NOOR, SAMIRA, ABOVE, ""),
        (NOOR, MARIT, ABOVE, ""),
        (MARIT, KARIM, ABOVE, ""),
        (NOOR, NOOR, ABOVE, "valt zelf onder"),
        (SAMIRA, NOOR, ABOVE, "valt zelf onder"),
        (MARIT, SAMIRA, ABOVE, "valt zelf onder"),
        (MARIT, NOOR, ABOVE, "valt zelf onder"),
        (NOOR, uuid4(), ABOVE, "Kies iemand uit de lijst"),
        (NOOR, SAMIRA, {NOOR: None}, "Kies iemand uit de lijst"),
        # A ring that stands there already neither hangs nor lets somebody into it.
        (KARIM, NOOR, {KARIM: None, NOOR: SAMIRA, SAMIRA: NOOR}, ""),
        (NOOR, SAMIRA, {NOOR: SAMIRA, SAMIRA: NOOR}, "valt zelf onder"),
    ],
)
def test_nobody_reports_to_whoever_reports_to_them(person, manager, above, sentence):
    if not sentence:
        rules.check_may_report_to(person, manager, above)
        return
    with pytest.raises(RefusedError, match=sentence) as refused:
        rules.check_may_report_to(person, manager, above)
    assert refused.value.field == "manager"


@pytest.mark.req("C15")
@pytest.mark.parametrize(
    ("employer", "lender", "expected"),
    [
        ("hired", "Bureau Zuidwijk", "Bureau Zuidwijk"),
        ("hired", "  Bureau Zuidwijk ", "Bureau Zuidwijk"),
        *((one, "Bureau Zuidwijk", "") for one in ("staff", "registry", "office_holder", "mayor")),
        *((one, "", "") for one in ("staff", "registry", "office_holder", "mayor")),
    ],
)
def test_only_who_is_hired_has_a_lender(employer, lender, expected):
    assert rules.checked_lender(employer, lender) == expected


@pytest.mark.parametrize(
    ("employer", "lender", "field"),
    [
        ("hired", "", "lender"),
        ("hired", "  ", "lender"),
        ("", "Bureau", "employer"),
        ("Staff", "", "employer"),
        ("lender", "Bureau", "employer"),
    ],
)
def test_an_employer_that_is_not_known_and_a_hired_one_without_a_lender_are_refused(employer, lender, field):
    with pytest.raises(RefusedError) as refused:
        rules.checked_lender(employer, lender)
    assert refused.value.field == field


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("De laptop is weg.", "De laptop is weg."), ("  Weg.\n ", "Weg."), ("x" * 2000, "x" * 2000)],
)
def test_a_reason_is_kept_as_it_was_typed(typed, kept):
    assert rules.checked_reason(typed) == kept


@pytest.mark.parametrize("typed", ["", "  \n", "\0", "x" * 2001])
def test_no_reason_and_one_that_is_too_long_are_refused(typed):
    with pytest.raises(RefusedError) as caught:
        rules.checked_reason(typed)
    assert caught.value.field == "reason"
