"""Whoever sees words out of a case leaves a line, on the pages that act too (promise 4).

A case is filled with something of all that lies sealed, each with the same strange word. Every address of a case is then
opened: where the word stands on the page, a line of the log says who read it.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import product
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

import pytest
from django.urls import reverse
from tests.cases.test_bearing import ON_REPORTER
from tests.cases.test_deciding import employ
from tests.cases.test_guests import to_be
from tests.filed import bring, file_report, name_contact, subject_of
from tests.people import make_tenant
from tests.web.office.cases.test_pages import Desk, verbs

from weerbaar.cases import (
    accounts,
    actions,
    communication,
    copies,
    guests,
    measures,
    notes,
    rehabilitating,
    subjects,
    tasks,
)
from weerbaar.cases.communication import Words
from weerbaar.cases.copy_parts import Wanted
from weerbaar.cases.measure_rules import Burden
from weerbaar.cases.measures import Proposal
from weerbaar.cases.models import Account, FileCopy, Guest, Measure, Message, Note, Party, PlanLine, Task
from weerbaar.database.scope import tenant_scope
from weerbaar.ground import clock
from weerbaar.intake.actions import write
from weerbaar.vault.models import SealedFile
from weerbaar.web.office.cases.urls import urlpatterns

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.filed import Filed

    from weerbaar.organisation.staff import Staff

STRANGE = "Zandkasteelbouwer"
_ROWS = {
    "account_id": Account,
    "copy_id": FileCopy,
    "guest_id": Guest,
    "line_id": PlanLine,
    "measure_id": Measure,
    "message_id": Message,
    "note_id": Note,
    "party_id": Party,
    "task_id": Task,
}
_WORDS = {
    "audience": ("team", "reporter"),
    "duty": ("criminal_report",),
    "reader": ("court",),
    "receiver": ("police", "huis"),
    "term": ("assess", "decide", "feedback"),
}
SHOW_WORDS = {
    "case",
    "case_account",
    "case_copy_read",
    "case_guest",
    "case_plan_change",
    "case_plan_told",
    "case_burden",
    "case_measure_check",
    "case_measure_drop",
    "case_rehabilitation",
    "case_task_done",
    "case_task_change",
    "case_task_drop",
}
"""Pages of which this test knows that they show words of the case: it must have seen these, or it proves nothing."""


@pytest.fixture(scope="module")
def town(database):
    return make_tenant()


@pytest.fixture(scope="module")
def filled(town) -> Filed:
    return fill(town)


def fill(town) -> Filed:
    """A case with one of each, in which the strange word stands everywhere."""
    filed = file_report(town, name="Noor Visser", answers={"story": f"De {STRANGE} dreigt."})
    fatima, code = town["Fatima"].opened, filed.code
    tomorrow = clock.today() + timedelta(days=1)
    party_id = subject_of(filed)
    _tell(fatima, filed, party_id)
    bring(fatima, filed, "assessed")
    name_contact(fatima, filed.case)
    notes.write_note(fatima, code=code, text=f"Bel de {STRANGE}.", note_id=uuid4())
    tasks.give_task(
        fatima,
        code=code,
        person_id=town["Fatima"].person_id,
        what=f"Let op de {STRANGE}.",
        due_on=tomorrow,
        task_id=uuid4(),
    )
    communication.plan(
        fatima,
        code=code,
        audience="reporter",
        planned_on=tomorrow,
        words=Words(f"De {STRANGE} hoort het.", "Fatima"),
        line_id=uuid4(),
    )
    given = to_be("witness", who=f"Een {STRANGE}", last_day=None)
    guests.let_in_guest(fatima, code=code, given=given)
    guests.write_guest(fatima, code=code, guest_id=given.id, body=f"Dag, {STRANGE}.", message_id=uuid4())
    _measures(town, filed, party_id)
    accounts.write_account(
        fatima, code=code, account_id=uuid4(), told_on=clock.today(), text=f"De {STRANGE} was erbij."
    )
    rehabilitating.propose(
        fatima, code=code, party_id=party_id, words=f"De {STRANGE} deed niets.", whom=("Het team",)
    )
    wanted = Wanted("court", "De rechtbank", f"De {STRANGE} wil het.", frozenset({"report", "talk"}))
    copies.ask_copy(town["Joris"].opened, code=code, copy_id=uuid4(), wanted=wanted, names_open=True)
    return filed


def _tell(fatima: Staff, filed: Filed, party_id: UUID) -> None:
    """The subject heard what it is about, and said what they had to say."""
    code = filed.code
    actions.acknowledge(fatima, code=code, body=f"Wij lezen over de {STRANGE}.")
    subjects.announce(fatima, code=code, party_id=party_id, body=f"Mag de {STRANGE} het weten?")
    write(filed.reporter, body=f"Ja, de {STRANGE} mag het weten.")
    text = f"Er is een melding over jou en de {STRANGE}."
    subjects.tell_subject(fatima, code=code, party_id=party_id, text=text, reason="Het moet nu.")
    subjects.record_hearing(
        fatima,
        code=code,
        party_id=party_id,
        heard_on=clock.today(),
        how=next(iter(subjects.HOW)),
        said=f"Ik ken geen {STRANGE}.",
    )


def _measures(town, filed, party_id) -> None:
    """One that the reporter answered about, and one that waits for the check on the law."""
    said = (f"Niet bij de {STRANGE}.", "Voor de veiligheid.", "Praten hielp niet.")
    employ(town, filed, party_id)
    for kind, burden, by in (
        ("protection", replace(ON_REPORTER, asks=f"Wil je weg bij de {STRANGE}?"), "Joris"),
        ("written_warning", Burden(""), "Joris"),
    ):
        whom = party_id if kind == "written_warning" else None
        proposal = Proposal(kind, whom, *said, burden)
        measures.propose_measure(town[by].opened, code=filed.code, measure_id=uuid4(), proposal=proposal)
    with tenant_scope(town.tenant.id):
        asked = Message.objects.filter(case=filed.case, kind=Message.Kind.QUESTION).latest("at")
    write(filed.reporter, body=f"Ja, de {STRANGE} mag dat weten.", answers=asked.id)


def addresses(slug: str, filed: Filed) -> Iterator[tuple[str, str]]:
    """Every address below a case, with all that its parameters can be in this one."""
    with tenant_scope(filed.case.tenant_id):
        rows = {
            name: [one.id for one in model.objects.filter(case=filed.case)] for name, model in _ROWS.items()
        }
        rows["file_id"] = [one.id for one in SealedFile.objects.filter(owner_id=filed.case.id)]
    for one in urlpatterns:
        wanted = [name for name in one.pattern.converters if name not in ("tenant", "code")]
        if "code" not in one.pattern.converters:
            continue
        values = [rows.get(name) or _WORDS.get(name) or [UUID(int=1)] for name in wanted]
        for chosen in product(*values):
            given = dict(zip(wanted, chosen, strict=True))
            where = {"tenant": slug, "code": filed.code, **given}
            yield one.name, reverse(f"office:{one.name}", kwargs=where, urlconf="weerbaar.web.office.urls")


def test_wherever_words_of_a_case_are_shown_a_line_says_who_read_them(town, filled):
    fatima, shown, silent = Desk(town, "Fatima"), set(), set()
    for name, address in addresses(town.tenant.slug, filled):
        before = len(verbs(filled))
        answer = fatima.client.get(address)
        assert answer.status_code < 500, address
        if STRANGE in answer.content.decode():
            shown.add(name)
            if len(verbs(filled)) == before:
                silent.add(name)
    assert not silent
    assert shown >= SHOW_WORDS
