"""Promise 1, of who is found to be the subject late: the key that they had opens nothing that follows.

Joris was let in, and kept all that he could: the rows of his grants, and the opened keys themselves.
"""

from __future__ import annotations

from uuid import uuid4

import pytest
from tests.filed import file_report
from tests.people import Town, make_tenant

from weerbaar.cases import accesses, actions, asking, papers, queries, staying_out
from weerbaar.cases.asking import Question
from weerbaar.cases.models import Case, ChestKind, Decision, DecisionAsked, Message, Party, Secrecy
from weerbaar.cases.staying_out import As, Whom
from weerbaar.config.demo import CAST, GOVERNMENT
from weerbaar.database.scope import tenant_scope
from weerbaar.ground import clock
from weerbaar.ground.errors import NotAllowedError
from weerbaar.intake import actions as intake
from weerbaar.intake.queries import progress
from weerbaar.vault import chests
from weerbaar.vault.models import Grant
from weerbaar.vault.seal import SealBrokenError


@pytest.fixture(scope="module")
def town(database) -> Town:
    return make_tenant(cast=(*CAST, *GOVERNMENT))


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
    filed = file_report(town, readers=("Fatima", "Joris", "Marit"))
    actions.acknowledge(town["Joris"].opened, code=filed.code, body="Je melding is binnen.")
    with tenant_scope(town.tenant.id):
        kept = Kept(town, filed.case)
        goes_on = [town[one].staff.alias for one in ("Fatima", "Marit")] + [filed.reporter.alias]
        keys = queries.keys_to(town["Fatima"].opened, filed.case)
        accesses.remove(filed.case, town["Joris"].staff.alias)
        chests.renew(filed.case.id, ChestKind.values, keys, goes_on)
    return filed, kept


def write_all_of_it(town, filed) -> None:
    """A message of each side, a decision, a party with a name, and the reporter's own name."""
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
        talk = [one.body for one in progress(filed.reporter).talk.leaf]
        assert {"Je melding is binnen.", "Dit is van later."} <= set(talk)


# --- a paper on which a decision was asked: a chest of its own, renewed with those of the case ---


@pytest.fixture
def paper(town):
    """A question to the mayor that Joris had a key to, with that key and its row; he is kept out since."""
    filed = file_report(town, readers=("Fatima", "Joris", "Marit"))
    actions.acknowledge(town["Joris"].opened, code=filed.code, body="Je melding is binnen.")
    asked_id = uuid4()
    asking.ask_decision(
        town["Fatima"].opened,
        code=filed.code,
        asked_id=asked_id,
        person_id=town["Geertje"].person_id,
        question=Question(
            "Mag het buiten het gebouw?", "Feiten.", (("Ja", "Dan wel."), ("Nee", "Dan niet.")), "Wij."
        ),
        due_on=clock.today(),
    )
    with tenant_scope(town.tenant.id):
        joris = town["Joris"].opened
        key = papers.key_to(joris.opened, asked_id)
        grants = list(Grant.objects.filter(chest__owner_id=asked_id, holder_alias=joris.alias))
        assert key is not None
        assert opens(key, "cases_decisionasked", DecisionAsked.objects.get(id=asked_id), "sealed_question")
    out = Whom(As.SUBJECT, person_id=town["Joris"].person_id)
    staying_out.keep_out(town["Fatima"].opened, code=filed.code, whom=out, reason="Het gaat over hem.")
    return filed, asked_id, key, grants


def test_the_old_key_of_a_paper_opens_nothing_that_was_added_or_answered_after(town, paper):
    filed, asked_id, key, grants = paper
    asking.tell_more(town["Fatima"].opened, code=filed.code, asked_id=asked_id, text="Dit kwam erbij.")
    asking.ask_more(town["Geertje"].opened, asked_id=asked_id, text="Wanneer?")
    geertje = {"asked_id": asked_id, "what": "De bijlage", "whom": "council", "why": "Het loopt nog."}
    asking.impose_secrecy(town["Geertje"].opened, **geertje)
    asking.answer(town["Geertje"].opened, asked_id=asked_id, choice="1", reason="Dat is rustiger.")
    with tenant_scope(town.tenant.id):
        row = DecisionAsked.objects.get(id=asked_id)
        secret = Secrecy.objects.get(asked_id=asked_id)
        for older in key.generations:
            assert not opens(older, "cases_decisionasked", row, "sealed_question")
            assert not opens(older, "cases_decisionasked", row, "sealed_answer")
            assert not opens(older, "cases_secrecy", secret, "sealed_text")
        # His rows, put back from a copy, let him in to no paper either.
        Grant.objects.bulk_create(grants)
        assert papers.key_to(town["Joris"].opened.opened, asked_id) is None
        assert asking.sheets(town["Fatima"].opened, filed.case)[0].reason == "Dat is rustiger."
        with pytest.raises(NotAllowedError):
            asking.sheet_of_case(town["Joris"].opened, filed.case, asked_id)


def test_whoever_goes_on_reads_a_renewed_paper_and_a_newcomer_both_generations(town, paper):
    filed, asked_id, _key, _grants = paper
    actions.let_in(
        town["Fatima"].opened,
        code=filed.code,
        person_id=town["Ruben"].person_id,
        reason="Hij helpt.",
        last_day=None,
    )
    with tenant_scope(town.tenant.id):
        for who in ("Fatima", "Marit", "Ruben", "Geertje"):
            key = papers.key_to(town[who].opened.opened, asked_id)
            assert key is not None, who
            # Nothing was added since: the question lies under the older generation still.
            assert [one.generation for one in key.generations] == [2, 1], who
            assert papers.paper_of(key, DecisionAsked.objects.get(id=asked_id)).facts == "Feiten."
