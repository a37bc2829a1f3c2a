"""One town for a module: made through the verbs, as people would."""

from __future__ import annotations

import pytest
from tests.people import Town, make_tenant


@pytest.fixture(scope="module")
def town(database: None) -> Town:
    return make_tenant()
