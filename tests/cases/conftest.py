"""One town for all tests of the room; each test files cases of its own."""

from __future__ import annotations

import pytest
from tests.filed import file_report
from tests.people import make_tenant


@pytest.fixture(scope="session")
def town(database):
    return make_tenant()


@pytest.fixture(scope="session")
def other_town(database):
    return make_tenant()


@pytest.fixture
def filed(town):
    return file_report(town, name="Noor Visser")
