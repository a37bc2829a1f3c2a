"""What a reporter reads first when their name must go along with a copy of the file: it cannot be taken back (C14)."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
from tests.filed import bring, file_report

from weerbaar.cases import copies
from weerbaar.cases.copy_parts import Wanted
from weerbaar.cases.models import FileCopy, Party
from weerbaar.database.scope import tenant_scope
from weerbaar.ground import clock

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.people import Town
    from tests.reporter import Reporter

FIRST = "Je naam gaat naar iemand buiten de organisatie."


@pytest.mark.req("C14")
def test_that_a_name_leaves_stands_before_all_else_while_there_is_time_to_say_something(
    town: Town, browser_of: Callable[..., Reporter]
) -> None:
    filed = file_report(town, readers=("Fatima", "Joris", "Marit"), name="Noor Visser")
    bring(town["Fatima"].opened, filed, "acknowledged")
    noor = browser_of(town).send("terug/", {"words": filed.words})
    assert FIRST not in noor.text
    with tenant_scope(town.tenant.id):
        mine = Party.objects.get(case=filed.case, role="reporter").id
    parts = frozenset({"report"})
    wanted = Wanted("court", "Rechtbank", "Een oproep.", parts, named={mine: "Bevel."}, is_obliged=True)
    copy_id = uuid4()
    copies.ask_copy(town["Fatima"].opened, code=filed.code, copy_id=copy_id, wanted=wanted, names_open=True)
    shown = noor.open("mijn-melding/").text
    assert FIRST in shown
    assert shown.index(FIRST) < shown.index("Waar is je melding?")
    assert shown.index(FIRST) < shown.index("wacht één vraag op jouw antwoord")
    assert "Schrijf ons uiterlijk" in shown
    assert (
        "Your name goes to somebody outside"
        in browser_of(town, "en").send("terug/", {"words": filed.words}).text
    )

    copies.refuse_copy(town["Joris"].opened, code=filed.code, copy_id=copy_id, reason="Te veel.")
    assert FIRST not in noor.open("mijn-melding/").text, "what was refused does not go"


@pytest.mark.req("C14")
def test_once_the_days_are_over_it_says_so_no_more(town: Town, browser_of: Callable[..., Reporter]) -> None:
    filed = file_report(town, readers=("Fatima", "Joris"), name="Noor Visser")
    with tenant_scope(town.tenant.id):
        mine = Party.objects.get(case=filed.case, role="reporter").id
    parts = frozenset({"report"})
    wanted = Wanted("court", "Rechtbank", "Een oproep.", parts, named={mine: "Bevel."}, is_obliged=True)
    copies.ask_copy(town["Fatima"].opened, code=filed.code, copy_id=uuid4(), wanted=wanted, names_open=True)
    noor = browser_of(town).send("terug/", {"words": filed.words})
    assert FIRST in noor.text
    with tenant_scope(town.tenant.id):
        FileCopy.objects.filter(case=filed.case).update(not_before=clock.today())
    assert FIRST not in noor.open("mijn-melding/").text
