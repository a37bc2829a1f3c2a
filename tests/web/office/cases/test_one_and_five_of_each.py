"""The page of a case asks the database as much with five of each as with one: nothing there is asked row by row."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING
from uuid import uuid4

from tests.cases.test_bearing import ON_REPORTER
from tests.cases.test_guests import come_back, to_be
from tests.filed import bring, file_report, hear_everybody
from tests.people import make_tenant
from tests.statements import counted
from tests.web.office.cases.test_pages import Desk

from weerbaar.cases import actions, copies, guests, measures, notes
from weerbaar.cases.check_ins import waiting
from weerbaar.cases.copy_parts import Wanted
from weerbaar.cases.detriment import YES, Answer
from weerbaar.cases.measures import Proposal
from weerbaar.cases.models import CheckIn, Message, Party
from weerbaar.database.scope import tenant_scope
from weerbaar.ground import clock
from weerbaar.intake import checking_in
from weerbaar.intake.actions import write

if TYPE_CHECKING:
    from tests.filed import Filed
    from tests.people import Town


def fill(town: Town, number: int) -> Filed:
    """A case with so many of each: subjects who know of it, guests who said how it goes, measures that the reporter
    bears and answered about, notes, and copies of the file that wait for a colleague.
    """
    filed = file_report(town)
    staff, code = town["Fatima"].opened, filed.code
    bring(staff, filed, "acknowledged")
    for place in range(number - 1):
        actions.add_party(
            staff, code=code, party_id=uuid4(), role="subject", description=f"Collega {place}", name=""
        )
    hear_everybody(staff, filed.case)
    for place in range(number):
        answer_as_guest(town, filed)
        notes.write_note(staff, code=code, text=f"Notitie {place}", note_id=uuid4())
        propose(town, filed)
    for place in range(number):
        wanted = Wanted("court", f"Rechtbank {place}", "Een oproep.", frozenset({"report", "talk"}))
        copies.ask_copy(town["Joris"].opened, code=code, copy_id=uuid4(), wanted=wanted, names_open=True)
    with tenant_scope(town.tenant.id):
        assert Party.objects.filter(case=filed.case, role="subject").count() == number
    return filed


def answer_as_guest(town: Town, filed: Filed) -> None:
    given = to_be("witness", last_day=None)
    guests.let_in_guest(town["Fatima"].opened, code=filed.code, given=given)
    ref = come_back(town, given)
    with tenant_scope(town.tenant.id):
        rows = CheckIn.objects.filter(case=filed.case, holder_alias=ref.alias).order_by("due_on")
        rows.filter(id=rows[0].id).update(asked_at=clock.now())
        asked = waiting(filed.case.id, ref.alias)
    assert asked is not None
    checking_in.check_in(
        ref, check_in_id=asked.id, given=Answer(YES, ("demotion",), "Niemand praat met mij.")
    )


def propose(town: Town, filed: Filed) -> None:
    said = ("Een andere kamer.", "Voor de rust.", "Praten hielp niet.")
    measures.propose_measure(
        town["Joris"].opened,
        code=filed.code,
        measure_id=uuid4(),
        proposal=Proposal("protection", None, *said, ON_REPORTER),
    )
    with tenant_scope(town.tenant.id):
        asked = Message.objects.filter(case=filed.case, kind=Message.Kind.QUESTION).latest("at")
    write(filed.reporter, body="Dat wil ik.", answers=asked.id)


def test_the_page_of_a_case_asks_as_much_with_five_of_each_as_with_one(database: None) -> None:
    town = make_tenant()
    fatima = Desk(town, "Fatima")

    def asked(number: int) -> list[str]:
        path = f"zaken/{fill(town, number).code}/"
        fatima.get(path)
        with counted() as found:
            assert fatima.get(path).status_code == 200
        return found

    one, five = asked(1), asked(5)
    assert Counter(five).total() == Counter(one).total(), Counter(five) - Counter(one)
    assert len(one) < 200
