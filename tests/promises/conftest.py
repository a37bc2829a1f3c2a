"""What the promises share: a town of their own, a reporter, an office."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.people import Office, Town, make_tenant
from tests.reporter import Reporter

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


@pytest.fixture(scope="module")
def town(database) -> Town:
    return make_tenant()


@pytest.fixture
def reporter(faces, town) -> Reporter:
    return Reporter(faces.reporter, town.tenant.slug)


@pytest.fixture
def office(faces, town) -> Iterator[Callable[[str], Office]]:
    """Signs people in, each with a browser of their own."""
    opened: list[Office] = []

    def of(first_name: str, *, unlock: bool = True) -> Office:
        browser = Office(faces.office, town)
        opened.append(browser)
        browser.sign_in(first_name, unlock=unlock)
        return browser

    yield of
    for browser in opened:
        browser.close()
