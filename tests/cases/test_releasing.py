"""What crosses from a party to a town: a package for people by name, and nothing else."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.db.utils import ProgrammingError
from tests.desks import PARTY, link, schedule
from tests.filed import Filed, file_report
from tests.people import Town, make_tenant

from weerbaar.audit.models import Line
from weerbaar.cases import actions, releasing
from weerbaar.cases.actions import AlreadyDoneError
from weerbaar.cases.models import Case, Message, Release, Released
from weerbaar.cases.releasing import Package
from weerbaar.config.demo_cases import upload
from weerbaar.database.scope import tenant_scope
from weerbaar.ground import clock
from weerbaar.ground.errors import NotAllowedError, RefusedError
from weerbaar.organisation import actions as organisation
from weerbaar.organisation import links
from weerbaar.organisation.models import DeskLink, DeskOffer
from weerbaar.vault.models import Grant, SealedFile

if TYPE_CHECKING:
    from collections.abc import Sequence

TEXT = "Uit zes gesprekken blijkt dat het team bang is voor fouten."
WHY = "Het verslag is af."


@pytest.fixture(scope="module")
def party(database: None) -> Town:
    return make_tenant(name=PARTY)


@pytest.fixture(scope="module")
def town(database: None) -> Town:
    return make_tenant()


@pytest.fixture(scope="module")
def offer_id(party: Town, town: Town) -> UUID:
    schedule(party, clock.today() - timedelta(days=3), clock.today() + timedelta(days=30))
    return link(party, town, receivers=("Fatima", "Marit", "Ruben"))


@pytest.fixture
def filed(party: Town) -> Filed:
    return file_report(party)


def package(
    town: Town, offer_id: UUID, *, to: Sequence[str] = ("Fatima", "Marit"), files: Sequence[UUID] = ()
) -> Package:
    return Package(uuid4(), offer_id, [town[one].person_id for one in to], TEXT, files)


def give(party: Town, filed: Filed, made: Package, *, by: str = "Fatima") -> None:
    releasing.release(party[by].opened, code=filed.code, package=made, reason=WHY)


def verbs(town: Town, subject: UUID) -> list[str]:
    with tenant_scope(town.tenant.id):
        rows = Line.objects.filter(subject_id=subject).order_by("at", "id")
        return list(rows.values_list("verb", flat=True))


def test_words_and_a_file_reach_those_who_were_named(
    party: Town, town: Town, offer_id: UUID, filed: Filed
) -> None:
    actions.add_file(party["Fatima"].opened, code=filed.code, upload=upload("offerte.pdf"))
    with tenant_scope(party.tenant.id):
        theirs = SealedFile.objects.get(owner_id=filed.case.id)
    made = package(town, offer_id, files=[theirs.id])
    give(party, filed, made)
    for who in ("Fatima", "Marit"):
        got = releasing.open_received(town[who].opened, released_id=made.id)
        assert got.text == TEXT
        assert got.row.partner == PARTY
        details = releasing.read_file(town[who].opened, released_id=made.id, file_id=got.files[0].id)
        assert b"".join(details.current.reader().chunks()).startswith(b"%PDF")
        # A copy with a key of its own: what is destroyed there is not gone here, nor the other way round.
        assert details.current.id != theirs.blob
        assert (details.original, details.by, details.uploaded_at) == (None, "", "")
    assert verbs(town, made.id)[0] == "released.receive"
    assert {"case.release", "case.deliver"} <= set(verbs(party, filed.case.id))
    with tenant_scope(party.tenant.id):
        told = Message.objects.filter(case=filed.case, kind=Message.Kind.READERS)
        assert told.count() == 1


def test_who_was_not_named_learns_nothing_of_it(
    party: Town, town: Town, offer_id: UUID, filed: Filed
) -> None:
    made = package(town, offer_id)
    give(party, filed, made)
    for who in ("Joris", "Ruben", "Wietske"):
        with tenant_scope(town.tenant.id):
            assert made.id not in [one.id for one in releasing.received(town[who].opened)]
        for released_id in (made.id, uuid4()):
            with pytest.raises(NotAllowedError, match="Deze pagina is er niet"):
                releasing.open_received(town[who].opened, released_id=released_id)
    with tenant_scope(town.tenant.id):
        assert made.id in [one.id for one in releasing.received(town["Marit"].opened)]
    with pytest.raises(NotAllowedError):
        releasing.read_file(town["Joris"].opened, released_id=made.id, file_id=uuid4())
    with pytest.raises(NotAllowedError):
        releasing.let_in(town["Joris"].opened, released_id=made.id, person_id=town["Joris"].person_id)


def test_the_party_keeps_no_key_of_what_it_released(
    party: Town, town: Town, offer_id: UUID, filed: Filed
) -> None:
    made = package(town, offer_id)
    give(party, filed, made)
    with pytest.raises(NotAllowedError):
        releasing.open_received(party["Fatima"].opened, released_id=made.id)
    with tenant_scope(town.tenant.id):
        keys = set(Grant.objects.filter(chest__owner_id=made.id).values_list("holder_alias", flat=True))
    assert keys == {town[one].staff.alias for one in ("Fatima", "Marit")}


def test_a_receiver_can_give_a_colleague_a_key(party: Town, town: Town, offer_id: UUID, filed: Filed) -> None:
    made = package(town, offer_id)
    give(party, filed, made)
    hassan = town["Hassan"]
    releasing.let_in(town["Marit"].opened, released_id=made.id, person_id=hassan.person_id)
    assert releasing.open_received(hassan.opened, released_id=made.id).text == TEXT
    with pytest.raises(RefusedError, match="al een sleutel"):
        releasing.let_in(town["Marit"].opened, released_id=made.id, person_id=hassan.person_id)


@pytest.mark.parametrize(
    ("to", "says"),
    [
        (("Fatima",), "ten minste twee"),
        (("Fatima", "Joris"), "kan nu niets ontvangen"),
        ((), "ten minste twee"),
    ],
)
def test_who_was_not_named_by_the_town_cannot_be_given_anything(
    party: Town, town: Town, offer_id: UUID, to: tuple[str, ...], says: str
) -> None:
    filed, made = file_report(party), package(town, offer_id, to=to)
    with pytest.raises(RefusedError, match=says):
        give(party, filed, made)
    with tenant_scope(town.tenant.id):
        assert not Released.objects.filter(id=made.id).exists()
    with tenant_scope(party.tenant.id):
        assert not Release.objects.filter(id=made.id).exists()


def test_without_a_key_to_the_case_nothing_is_released(
    party: Town, town: Town, offer_id: UUID, filed: Filed
) -> None:
    for who in ("Marit", "Bram", "Wietske"):
        made = package(town, offer_id)
        with pytest.raises(NotAllowedError):
            give(party, filed, made, by=who)
        with tenant_scope(town.tenant.id):
            assert not Released.objects.filter(id=made.id).exists()


def test_a_colleague_who_reads_along_for_a_time_releases_nothing(
    party: Town, town: Town, offer_id: UUID, filed: Filed
) -> None:
    actions.let_in(
        party["Fatima"].opened,
        code=filed.code,
        person_id=party["Hassan"].person_id,
        reason=WHY,
        last_day=clock.today() + timedelta(days=3),
    )
    with pytest.raises(RefusedError, match="eindigt vanzelf"):
        give(party, filed, package(town, offer_id), by="Hassan")


def test_a_file_of_another_case_does_not_come_along(
    party: Town, town: Town, offer_id: UUID, filed: Filed
) -> None:
    other = file_report(party)
    actions.add_file(party["Fatima"].opened, code=other.code, upload=upload("offerte.pdf"))
    with tenant_scope(party.tenant.id):
        theirs = SealedFile.objects.get(owner_id=other.case.id)
    with pytest.raises(RefusedError, match="uit de lijst"):
        give(party, filed, package(town, offer_id, files=[theirs.id]))


def test_the_same_form_sent_twice_stands_there_once(
    party: Town, town: Town, offer_id: UUID, filed: Filed
) -> None:
    made = package(town, offer_id)
    give(party, filed, made)
    with pytest.raises(AlreadyDoneError):
        give(party, filed, made)
    with tenant_scope(town.tenant.id):
        assert Released.objects.filter(id=made.id).count() == 1


def test_what_broke_off_on_the_way_is_sent_again(
    party: Town, town: Town, offer_id: UUID, filed: Filed, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = package(town, offer_id)

    def breaks(*_args: object, **_kwargs: object) -> bool:
        raise OSError("The disk is full.")

    with monkeypatch.context() as broken:
        broken.setattr(releasing, "_receive", breaks)
        with pytest.raises(OSError, match="full"):
            give(party, filed, made)
    with tenant_scope(party.tenant.id):
        assert Release.objects.get(id=made.id).delivered_at is None
    give(party, filed, made)
    with tenant_scope(party.tenant.id):
        assert Release.objects.get(id=made.id).delivered_at is not None
    assert releasing.open_received(town["Fatima"].opened, released_id=made.id).text == TEXT


@pytest.mark.req("R7")
def test_the_rows_of_the_party_are_not_there_for_the_town_whatever_it_asks(
    party: Town, town: Town, offer_id: UUID, filed: Filed
) -> None:
    give(party, filed, package(town, offer_id))
    with tenant_scope(town.tenant.id):
        assert not Case.objects.filter(id=filed.case.id).exists()
        assert not Release.objects.exists()
        assert not DeskOffer.objects.exists()
        for table in ("cases_case", "cases_release", "cases_message", "organisation_deskoffer", "audit_line"):
            with connection.cursor() as cursor:
                cursor.execute(f'SELECT count(*) FROM "{table}" WHERE tenant_id = %s', [party.tenant.id])
                assert cursor.fetchone() == (0,), table
    with tenant_scope(party.tenant.id):
        assert not Released.objects.exists()
        assert not DeskLink.objects.exists()


@pytest.mark.req("R7")
@pytest.mark.parametrize("model", [Released, DeskLink])
def test_no_row_can_be_written_into_the_other_tenant(
    party: Town, town: Town, model: type[Released | DeskLink]
) -> None:
    columns = {
        Released: {"partner_id": party.tenant.id, "at": clock.now(), "sealed_text": b"x"},
        DeskLink: {"partner_id": party.tenant.id, "desk_slug": "x", "desk_name": "x"},
    }[model]
    with pytest.raises(ProgrammingError, match="row-level security"), tenant_scope(party.tenant.id):
        model.objects.create(id=uuid4(), tenant_id=town.tenant.id, **columns)


def test_a_party_whose_link_ended_gives_nothing_more(party: Town, filed: Filed) -> None:
    town = make_tenant()
    offer_id = link(party, town)
    links.end_link(town["Wietske"].opened, link_id=offer_id)
    with pytest.raises(RefusedError, match="laat jullie meldpunt niet zien"):
        give(party, filed, package(town, offer_id))


def test_somebody_who_is_suspended_meanwhile_receives_nothing(party: Town, filed: Filed) -> None:
    town = make_tenant()
    offer_id = link(party, town)
    organisation.person_suspend(town["Wietske"].opened, person_id=town["Marit"].person_id)
    with pytest.raises(RefusedError, match="kan nu niets ontvangen"):
        give(party, filed, package(town, offer_id))
