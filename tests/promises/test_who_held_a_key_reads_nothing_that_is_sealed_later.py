"""Promise 1, of who is found to be the subject late: the key that they had opens nothing that follows.

Joris was let in, and kept all that he could: the rows of his grants, and the opened keys themselves.
"""

from __future__ import annotations

import pytest
from tests.filed import file_report
from tests.people import Town, make_tenant

from weerbaar.cases import accesses, actions, queries
from weerbaar.cases.models import Case, ChestKind, Decision, Message, Party
from weerbaar.database.scope import tenant_scope
from weerbaar.intake import actions as intake
from weerbaar.intake.queries import progress
from weerbaar.vault import chests
from weerbaar.vault.models import Grant
from weerbaar.vault.seal import SealBrokenError


@pytest.fixture(scope="module")
def town(database) -> Town:
    return make_tenant()


class Kept:
    """What somebody kept of a case before their key was taken back."""

    def __init__(self, town: Town, case: Case) -> None:
        staff = town["Joris"].opened
        assert staff.opened is not None
        self.keys = queries.keys_to(staff, case)
        self.grants = list(Grant.objects.filter(chest__owner_id=case.id, holder_alias=staff.alias))
        self.count = Message.objects.filter(case=case).count()


@pytest.fixture
def renewed(town):
    """A case of which Joris was let in, and is out since; with what he kept. Fatima goes on."""
    filed = file_report(town, readers=("Fatima", "Joris", "Marit"), name="Noor Visser")
    actions.acknowledge(town["Joris"].opened, code=filed.code, body="Je melding is binnen.")
    with tenant_scope(town.tenant.id):
        kept = Kept(town, filed.case)
        goes_on = [town[one].staff.alias for one in ("Fatima", "Marit")] + [filed.reporter.alias]
        keys = queries.keys_to(town["Fatima"].opened, filed.case)
        accesses.remove(filed.case, town["Joris"].staff.alias)
        chests.renew(filed.case.id, ChestKind.values, keys, goes_on)
    return filed, kept


def write_all_of_it(town, filed) -> None:
    """A message of each side, a decision, a party with a name, and the reporter's own name, given again."""
    intake.write(filed.reporter, body="Dit is van later.")
    intake.reveal_identity(filed.reporter, name="Noor de Vries", contact="")
    staff = town["Fatima"].opened
    party = {"role": "witness", "description": "Collega", "name": "Lotte Mol"}
    actions.add_party(staff, code=filed.code, party_id=filed.reporter.alias, **party)
    actions.let_in(
        staff, code=filed.code, person_id=town["Ruben"].person_id, reason="Voor later.", last_day=None
    )


def opens(key, table: str, row, column: str) -> bool:
    try:
        key.open(table, row.id, column, getattr(row, column))
    except SealBrokenError:
        return False
    return True


def test_the_old_keys_open_nothing_that_was_written_after(town, renewed):
    filed, kept = renewed
    with tenant_scope(town.tenant.id):
        first = Message.objects.get(case=filed.case, kind="acknowledgement")
        assert opens(kept.keys["talk"], "cases_message", first, "sealed_body"), "what he read, he knows"
    write_all_of_it(town, filed)
    with tenant_scope(town.tenant.id):
        later = list(Message.objects.filter(case=filed.case).order_by("at", "id"))[kept.count :]
        assert len(later) >= 3
        rows = [("cases_message", one, "sealed_body") for one in later]
        rows += [("cases_decision", one, "sealed_reason") for one in Decision.objects.filter(case=filed.case)]
        lotte = Party.objects.get(case=filed.case, role="witness", number=2)
        noor = Party.objects.get(case=filed.case, role="reporter")
        rows.append(("cases_party", lotte, "sealed_description"))
        for key in kept.keys.values():
            assert not any(opens(key, *one) for one in rows)
            for party in (lotte, noor):
                with pytest.raises(SealBrokenError):
                    chests.pick_up(key, bytes(party.dropped_name))


def test_the_rows_of_the_old_grants_put_back_let_nobody_in(town, renewed):
    filed, kept = renewed
    with tenant_scope(town.tenant.id):
        Grant.objects.bulk_create(kept.grants)
        opened = town["Joris"].opened.opened
        assert opened is not None
        assert chests.open_chests(opened, filed.case.id) == {}


def test_everybody_else_reads_all_of_it_and_a_newcomer_the_past_too(town, renewed):
    filed, _kept = renewed
    write_all_of_it(town, filed)
    with tenant_scope(town.tenant.id):
        for name in ("Fatima", "Marit", "Ruben"):
            page = queries.case_file(town[name].opened, filed.code)
            said = [one.body for one in page.messages]
            assert {"Je melding is binnen.", "Dit is van later."} <= set(said)
            assert {one.description for one in page.parties} >= {"Stagiair", "Collega"}
        names = queries.names(town["Fatima"].opened, filed.case).values()
        assert {"Bram Kuipers", "Sem Vos", "Lotte Mol", "Noor de Vries"} <= set(names)
        talk = [one.body for one in progress(filed.reporter).talk]
        assert {"Je melding is binnen.", "Dit is van later."} <= set(talk)
