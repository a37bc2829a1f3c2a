"""Keys last and names stay apart: giving ends nobody's access, and no name goes to a key that was put in its place."""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from tests.cases.test_actions import (
    REASON,
    _ask,
    _asked,
    _let_in,
    _request,
    _with_hassan,
    _with_marit,
    hear,
    held,
    lines,
    seats,
)
from tests.filed import file_report
from tests.people import make_tenant

from weerbaar.audit.acts import System
from weerbaar.cases import actions, jobs, queries
from weerbaar.cases.models import Access, Case, ConsentRequest, Party
from weerbaar.cases.worklist import worklist
from weerbaar.database.scope import tenant_scope
from weerbaar.ground import clock
from weerbaar.ground.errors import GoneError, RefusedError
from weerbaar.intake import actions as reporter_acts
from weerbaar.vault import chests
from weerbaar.vault.models import Attestation, Chest, Grant
from weerbaar.vault.secret import PrivateKey


def ends(case: Case) -> dict[tuple[Any, str], Any]:
    """Every grant of a case: until when, by holder and compartment."""
    with tenant_scope(case.tenant_id):
        rows = Grant.objects.filter(chest__owner_id=case.id)
        return {
            (one, kind): until
            for one, kind, until in rows.values_list("holder_alias", "chest__kind", "until")
        }


def test_whoever_reads_along_for_a_time_decides_on_nobody_s_keys(town, filed):
    _asked(town, filed)
    _ask(town["Joris"].opened, filed, town, "Ruben")
    with tenant_scope(town.tenant.id):
        asked = ConsentRequest.objects.get(case=filed.case, for_alias=town["Ruben"].staff.alias)
    hassan, before = town["Hassan"].opened, (ends(filed.case), lines(filed.case))
    for attempt in (
        lambda: _let_in(hassan, filed, town, "Joris", clock.today()),
        lambda: _let_in(hassan, filed, town, "Marit", None),
        lambda: actions.withdraw_access(
            hassan, code=filed.code, alias=town["Joris"].staff.alias, reason=REASON
        ),
    ):
        with pytest.raises(RefusedError) as refused:
            attempt()
        assert "eindigt vanzelf" in refused.value.sentence
    # The same for who has the names for a time, and no say in who has them after.
    actions.consent(
        town["Fatima"].opened, code=filed.code, request_id=_request_for(filed, town), reason=REASON
    )
    _let_in(town["Fatima"].opened, filed, town, "Hassan", None)
    assert held(town, "Hassan", filed.case) == {"talk", "file", "names", "identity"}
    before = ends(filed.case), lines(filed.case)
    for decide in (actions.consent, actions.refuse_consent):
        with pytest.raises(RefusedError) as refused:
            decide(hassan, code=filed.code, request_id=asked.id, reason=REASON)
        assert "eindigt vanzelf" in refused.value.sentence
    with tenant_scope(town.tenant.id):
        assert asked.id not in {one.id for one in worklist(hassan).consents}
    assert (ends(filed.case), lines(filed.case)) == before
    page = actions.open_case(hassan, code=filed.code)
    assert [one.for_me for one in page.asked] == [False]
    page = actions.open_case(town["Fatima"].opened, code=filed.code)
    assert [one.for_me for one in page.asked] == [True]


def _request_for(filed, town, who="Hassan"):
    with tenant_scope(filed.case.tenant_id):
        return ConsentRequest.objects.get(case=filed.case, for_alias=town[who].staff.alias).id


def test_giving_access_ends_nobody_s_sooner(town, filed):
    before = ends(filed.case), lines(filed.case)
    for last_day in (clock.today(), clock.today() + timedelta(days=14), None):
        with pytest.raises(actions.AlreadyInError):
            _let_in(town["Fatima"].opened, filed, town, "Joris", last_day)
    assert (ends(filed.case), lines(filed.case)) == before
    with clock.stopped_at(clock.now() + timedelta(days=30)):
        jobs.expire_accesses(town.tenant.id)
        assert held(town, "Joris", filed.case) == {"talk", "file", "names", "identity"}


def test_access_can_be_made_longer_and_not_shorter(town, filed):
    _with_hassan(town, filed)
    hassan = town["Hassan"].staff.alias
    with pytest.raises(actions.AlreadyInError):
        _let_in(town["Fatima"].opened, filed, town, "Hassan", clock.today())
    with tenant_scope(town.tenant.id):
        listed = Access.objects.get(case=filed.case, holder_alias=hassan)
    _let_in(town["Fatima"].opened, filed, town, "Hassan", None)
    assert (seats(filed.case)[hassan].until, seats(filed.case)[hassan].capacity) == (None, "handler")
    assert ends(filed.case)[hassan, "talk"] is None
    # The clock had it on its list before it was made longer.
    with clock.stopped_at(clock.now() + timedelta(days=16)):
        with pytest.raises(RefusedError):
            actions.expire_access(System(town.tenant.id), access=listed)
        assert held(town, "Hassan", filed.case) == {"talk", "file"}


def test_consent_ends_no_key_to_the_names_sooner(town, filed):
    _with_marit(town, filed)
    _ask(town["Fatima"].opened, filed, town, "Marit")
    with tenant_scope(town.tenant.id):
        asked = ConsentRequest.objects.get(case=filed.case, decided_at=None)
    before = ends(filed.case)
    actions.consent(town["Joris"].opened, code=filed.code, request_id=asked.id, reason=REASON)
    assert ends(filed.case) == before
    assert before[town["Marit"].staff.alias, "identity"] is None


def _forge(case: Case, kind: str) -> None:
    """Somebody who can write in the database, and no more, puts a key of their own where names are dropped."""
    with tenant_scope(case.tenant_id):
        theirs = PrivateKey.generate().public()
        assert Chest.objects.filter(owner_id=case.id, kind=kind).update(sealed_drop_key=theirs) == 1


def names_of(case: Case) -> list[bytes]:
    with tenant_scope(case.tenant_id):
        return [bytes(one.dropped_name) for one in Party.objects.filter(case=case) if one.dropped_name]


def test_no_name_is_dropped_by_a_key_that_was_put_in_its_place(town, filed):
    _forge(filed.case, "names")
    _forge(filed.case, "identity")
    before = names_of(filed.case), lines(filed.case)
    with pytest.raises(RefusedError):
        actions.add_party(
            town["Fatima"].opened,
            code=filed.code,
            role="witness",
            description="Collega",
            name="Ada",
            party_id=uuid4(),
        )
    with pytest.raises(RefusedError):
        reporter_acts.reveal_identity(filed.reporter, name="Noor Visser", contact="")
    assert (names_of(filed.case), lines(filed.case)) == before
    assert hear(filed) == []


def unsigned(town, name: str) -> list[Attestation]:
    """Take the signatures under somebody's key, as when an officer left; return them."""
    with tenant_scope(town.tenant.id):
        rows = Attestation.objects.filter(holder__alias=town[name].staff.alias)
        found = list(rows)
        rows.delete()
    return found


def sign_again(town, signed: list[Attestation]) -> None:
    with tenant_scope(town.tenant.id):
        Attestation.objects.bulk_create(signed)


def _give_again(reporter) -> None:
    reporter_acts.reveal_identity(reporter, name="Noor V.", contact="")


def test_nobody_goes_out_while_that_would_lock_out_a_colleague(database):
    """A successor goes to keys that are vouched for: who has none would lose the case, with its past."""
    town = make_tenant()
    filed = file_report(town, readers=("Fatima", "Joris", "Marit"))
    fatima, ruben = town["Fatima"].opened, town["Ruben"].staff.alias
    _let_in(fatima, filed, town, "Ruben", None)
    signed = unsigned(town, "Joris")
    with pytest.raises(RefusedError, match="Laat eerst de sleutelbeheerders tekenen"):
        actions.withdraw_access(fatima, code=filed.code, alias=ruben, reason=REASON)
    assert {"talk", "file", "names"} <= held(town, "Joris", filed.case)
    assert "talk" in held(town, "Ruben", filed.case)
    sign_again(town, signed)
    unsigned(town, "Ruben")
    # Who goes out needs nobody's signature.
    actions.withdraw_access(fatima, code=filed.code, alias=ruben, reason=REASON)
    assert held(town, "Ruben", filed.case) == set()
    assert {"talk", "file", "names"} <= held(town, "Joris", filed.case)


def test_a_name_that_is_given_after_one_was_taken_back_reaches_its_holders_alone(database):
    town = make_tenant()
    filed = file_report(town, readers=("Fatima", "Joris", "Marit"), name="Noor Visser")
    _asked(town, filed)
    actions.consent(town["Fatima"].opened, code=filed.code, request_id=_request(filed).id, reason=REASON)
    assert "identity" in held(town, "Hassan", filed.case)
    signed = unsigned(town, "Marit")
    with clock.stopped_at(clock.now() + timedelta(days=8)):  # Hassan's keys to the names have ended
        # Taken back it always is; given to two of the three it never is, for Marit would be left out for good.
        for _twice in range(2):
            reporter_acts.withdraw_identity(filed.reporter)
        assert not {alias for alias, kind in ends(filed.case) if kind == "identity"}
        with pytest.raises(RefusedError, match="niet veilig bewaren"):
            _give_again(filed.reporter)
        sign_again(town, signed)
        _give_again(filed.reporter)
    holders = {alias for alias, kind in ends(filed.case) if kind == "identity"}
    assert holders == {town[one].staff.alias for one in ("Fatima", "Joris", "Marit")}
    with tenant_scope(town.tenant.id):
        assert "Noor V." in queries.names(town["Joris"].opened, filed.case).values()


def test_a_name_is_taken_back_while_nobody_is_let_in(town, filed):
    """The case is held: whoever gets a key to the names at that moment gets it before or after, not halfway."""
    started, done = threading.Event(), threading.Event()

    def take_back() -> None:
        started.set()
        reporter_acts.withdraw_identity(filed.reporter)
        done.set()
        connection.close()

    other = threading.Thread(target=take_back)
    with tenant_scope(town.tenant.id):
        Case.objects.select_for_update().get(id=filed.case.id)
        other.start()
        assert started.wait(10)
        assert not done.wait(0.5)
    other.join(30)
    assert done.is_set()


def test_the_clock_writes_no_line_for_an_access_that_somebody_withdrew(town, filed):
    _with_marit(town, filed)
    _with_hassan(town, filed)
    hassan = town["Hassan"].staff.alias
    with tenant_scope(town.tenant.id):
        listed = Access.objects.get(case=filed.case, holder_alias=hassan)
    actions.withdraw_access(town["Fatima"].opened, code=filed.code, alias=hassan, reason=REASON)
    before = lines(filed.case)
    with clock.stopped_at(clock.now() + timedelta(days=16)):
        with pytest.raises(GoneError):
            actions.expire_access(System(town.tenant.id), access=listed)
        jobs.expire_accesses(town.tenant.id)
    assert lines(filed.case) == before
    # And one that did end leaves its line.
    _with_hassan(town, filed)
    before = lines(filed.case)
    with clock.stopped_at(clock.now() + timedelta(days=16)):
        jobs.expire_accesses(town.tenant.id)
    assert lines(filed.case) == [*before, "case.expire_access"]


def test_no_second_name_takes_the_place_of_one_that_was_given(town, filed):
    """The first would lie in every text, sought by nothing, and would not be destroyed when a name is taken back."""
    before = names_of(filed.case), lines(filed.case)
    with pytest.raises(RefusedError, match="al een naam") as refused:
        reporter_acts.reveal_identity(filed.reporter, name="Els de Boer", contact="")
    assert refused.value.field == "name"
    assert (names_of(filed.case), lines(filed.case)) == before
    reporter_acts.withdraw_identity(filed.reporter)
    reporter_acts.reveal_identity(filed.reporter, name="Els de Boer", contact="")
    with tenant_scope(town.tenant.id):
        assert "Els de Boer" in queries.names(town["Fatima"].opened, filed.case).values()


def _as_a_backup_of_before(filed):
    """What a restore leaves: the key and the grants are gone, and of a compartment that came after nothing is known."""
    with tenant_scope(filed.case.tenant_id):
        chests.destroy(Chest.objects.filter(owner_id=filed.case.id, kind="identity", destroyed_at=None))


def test_a_name_can_be_given_after_a_restore_from_before_one_was_taken_back(town, filed):
    before = {alias for alias, kind in ends(filed.case) if kind == "identity"}
    _as_a_backup_of_before(filed)
    assert not {alias for alias, kind in ends(filed.case) if kind == "identity"}
    reporter_acts.reveal_identity(filed.reporter, name="Noor V.", contact="")
    assert {alias for alias, kind in ends(filed.case) if kind == "identity"} == before
    with tenant_scope(town.tenant.id):
        assert "Noor V." in queries.names(town["Fatima"].opened, filed.case).values()
        assert queries.names(town["Hassan"].opened, filed.case) == {}


def test_a_name_that_the_backup_still_has_can_be_taken_back_again(town, filed):
    _as_a_backup_of_before(filed)
    reporter_acts.withdraw_identity(filed.reporter)
    with tenant_scope(town.tenant.id):
        assert not Party.objects.filter(case=filed.case, role="reporter", dropped_name__isnull=False).exists()
    reporter_acts.reveal_identity(filed.reporter, name="Noor V.", contact="")
    with tenant_scope(town.tenant.id):
        assert "Noor V." in queries.names(town["Joris"].opened, filed.case).values()


def test_no_name_is_dropped_where_nobody_could_open_it(database):
    town = make_tenant()
    filed = file_report(town, name="Noor Visser")
    _as_a_backup_of_before(filed)
    with tenant_scope(town.tenant.id):
        Attestation.objects.all().delete()
    before = names_of(filed.case), lines(filed.case)
    with pytest.raises(RefusedError):
        reporter_acts.reveal_identity(filed.reporter, name="Noor V.", contact="")
    assert (names_of(filed.case), lines(filed.case)) == before
