"""When a message counts as read: once the reporter had the page on which it stands, and not before."""

from __future__ import annotations

from uuid import uuid4

import pytest
from tests.filed import file_report
from tests.reporter import Reporter

from weerbaar.cases import accounts, subjects
from weerbaar.cases.announcing import Ready
from weerbaar.cases.models import Account, Message, Party
from weerbaar.database.scope import tenant_scope
from weerbaar.ground import clock
from weerbaar.intake import actions


@pytest.fixture
def announced(town):
    """A case of which the reporter was told that the subject will be told, with what was written down aloud."""
    filed, staff, account = file_report(town), town["Fatima"].opened, uuid4()
    with tenant_scope(town.tenant.id):
        party = Party.objects.get(case=filed.case, role="subject").id
    accounts.write_account(
        staff, code=filed.code, account_id=account, told_on=clock.today(), text="Zo was het."
    )
    subjects.announce(staff, code=filed.code, party_id=party, body="Wat mag die persoon niet weten?")
    return filed, account, party


def unread(town, case) -> int:
    with tenant_scope(town.tenant.id):
        return Message.objects.filter(case=case, from_reporter=False, read_at=None).count()


@pytest.mark.req("R5", "C16")
def test_what_stood_on_a_page_that_could_not_be_made_was_not_read(faces, town, announced):
    filed, account, party = announced
    before = unread(town, filed.case)
    assert before
    with tenant_scope(town.tenant.id):
        whole = bytes(Account.objects.get(id=account).sealed_text)
        Account.objects.filter(id=account).update(sealed_text=b"broken")
    noor = Reporter(faces.reporter, town.tenant.slug)
    noor.send("terug/", {"words": filed.words})
    assert noor.page.status_code == 500
    assert unread(town, filed.case) == before
    found = subjects.read_subject(town["Fatima"].opened, code=filed.code, party_id=party)
    assert found.ready is Ready.WAITING
    with tenant_scope(town.tenant.id):
        Account.objects.filter(id=account).update(sealed_text=whole)
    assert noor.open("mijn-melding/").page.status_code == 200
    assert "Wat mag die persoon niet weten?" in noor.text
    assert unread(town, filed.case) == 0
    noor.http.close()


def test_what_came_in_while_the_page_was_made_stays_new(town, announced):
    filed = announced[0]
    with tenant_scope(town.tenant.id):
        shown = list(
            Message.objects.filter(case=filed.case, from_reporter=False).values_list("id", flat=True)
        )
    assert actions.look(filed.reporter, shown=shown[:1]) == 1
    assert unread(town, filed.case) == len(shown) - 1
    assert actions.look(filed.reporter, shown=shown[:1]) == 0
