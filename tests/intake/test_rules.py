"""Who may begin which complaint with a receipt of their own (C8, C18)."""

from __future__ import annotations

import pytest

from weerbaar.cases.models import Guest, Kind
from weerbaar.intake.rules import may_complain


@pytest.mark.parametrize("role", Guest.Role.values)
@pytest.mark.parametrize("kind", Kind.values)
def test_the_accused_complains_about_the_inquiry_and_everybody_else_about_detriment(
    role: str, kind: str
) -> None:
    expected = Kind.HANDLING if role == Guest.Role.SUBJECT else Kind.DETRIMENT
    assert may_complain(role, kind) is (kind == expected)
