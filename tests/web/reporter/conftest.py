"""A town to report in, and browsers at its pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.conftest import Faces
    from tests.people import Town
    from tests.reporter import Reporter


@pytest.fixture(scope="session")
def town(faces: Faces) -> Town:
    from tests.people import make_tenant

    return make_tenant()


@pytest.fixture
def browser_of(faces: Faces) -> Iterator[Callable[..., Reporter]]:
    """A new browser at the reporter's side of a town."""
    from tests.reporter import Reporter

    opened: list[Reporter] = []

    def new(town: Town, language: str = "nl") -> Reporter:
        opened.append(Reporter(faces.reporter, town.tenant.slug, language=language))
        return opened[-1]

    yield new
    for one in opened:
        one.http.close()


@pytest.fixture
def noor(town: Town, browser_of: Callable[..., Reporter]) -> Reporter:
    return browser_of(town)
