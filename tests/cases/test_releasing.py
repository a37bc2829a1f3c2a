"""What crosses from a party to a town: a package for people by name, and nothing else."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.db.utils import ProgrammingError
from tests.desks import PARTY, link, schedule
from tests.filed import Filed, bring, file_report
from tests.people import Town, make_tenant

from weerbaar.audit.acts import System
from weerbaar.audit.models import Line
from weerbaar.cases import actions, queries, releasing
from weerbaar.cases.actions import AlreadyDoneError
from weerbaar.cases.kept_out import mark, name_key, role_key
from weerbaar.cases.models import Case, KeptOut, Message, Release, Released
from weerbaar.cases.releasing import Package
from weerbaar.config.demo_cases import upload
from weerbaar.database.scope import tenant_scope
from weerbaar.ground import clock
from weerbaar.ground.errors import NotAllowedError, RefusedError
from weerbaar.organisation import actions as organisation
from weerbaar.organisation import links
from weerbaar.organisation.models import Desk, DeskLink, DeskOffer, Role
from weerbaar.organisation.names import full_key
from weerbaar.vault import chests
from weerbaar.vault.keystore import KeyLostError
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


def confirmed(party: Town, **given: Any) -> Filed:
    """A case of the party whose receipt was confirmed: before that nothing leaves."""
    filed = file_report(party, **given)
    bring(party["Fatima"].opened, filed, "acknowledged")
    return filed


@pytest.fixture
def filed(party: Town) -> Filed:
    return confirmed(party)


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
    filed, made = confirmed(party), package(town, offer_id, to=to)
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


def test_before_receipt_was_confirmed_nothing_leaves(party: Town, town: Town, offer_id: UUID) -> None:
    filed, made = file_report(party), package(town, offer_id)
    with pytest.raises(RefusedError, match="Bevestig eerst"):
        give(party, filed, made)
    with tenant_scope(town.tenant.id):
        assert not Released.objects.filter(id=made.id).exists()
    bring(party["Fatima"].opened, filed, "acknowledged")
    give(party, filed, made)
    assert releasing.open_received(town["Fatima"].opened, released_id=made.id).text == TEXT


def other_desk(party: Town) -> Desk:
    """A second desk of the party, as it runs one for every town."""
    with tenant_scope(party.tenant.id):
        return Desk.objects.create(
            id=uuid4(),
            tenant_id=party.tenant.id,
            slug=f"d{uuid4().hex[:8]}",
            name="Tweede meldpunt",
            kinds=[],
        )


@pytest.mark.req("R7")
def test_what_came_in_for_one_town_does_not_go_to_another(
    party: Town, town: Town, offer_id: UUID, filed: Filed
) -> None:
    other = make_tenant()
    wrong = link(party, other, desk_id=other_desk(party).id)
    made = package(other, wrong)
    with pytest.raises(RefusedError, match="laat jullie meldpunt niet zien"):
        give(party, filed, made)
    with tenant_scope(other.tenant.id):
        assert not Released.objects.exists()
    with tenant_scope(party.tenant.id):
        assert not Release.objects.filter(id=made.id).exists()
        assert wrong not in [one.offer.id for one in releasing.may_receive(filed.case)]
        assert offer_id in [one.offer.id for one in releasing.may_receive(filed.case)]


@pytest.mark.req("R7")
def test_who_was_named_for_one_desk_receives_nothing_of_another(party: Town, filed: Filed) -> None:
    town = make_tenant()
    offer_id = link(party, town)
    link(party, town, desk_id=other_desk(party).id, receivers=("Hassan", "Ruben"))
    with pytest.raises(RefusedError, match="kan nu niets ontvangen"):
        give(party, filed, package(town, offer_id, to=("Hassan", "Ruben")))
    give(party, filed, package(town, offer_id))


@pytest.mark.req("R7")
@pytest.mark.parametrize("by", ["name", "office"])
def test_nothing_goes_to_whom_the_report_is_about(party: Town, town: Town, offer_id: UUID, by: str) -> None:
    marit = town["Marit"]
    filed = confirmed(party)
    with tenant_scope(party.tenant.id):
        key = (
            name_key(filed.case.id, full_key(marit.part.name))
            if by == "name"
            else role_key(filed.case.id, Role.SECRETARY)
        )
        mark(filed.case, [key], KeptOut.Origin.NAMED)
        shown = {who.person_id for one in releasing.may_receive(filed.case) for who in one.receivers}
    assert (marit.person_id in shown) is (by == "office")
    made = package(town, offer_id)
    with pytest.raises(RefusedError, match="Een van deze mensen kan nu niets ontvangen"):
        give(party, filed, made)
    with tenant_scope(town.tenant.id):
        assert not Released.objects.filter(id=made.id).exists()
    # To others it goes, and none of them can let her in: she is not in their list, like whoever cannot receive.
    made = package(town, offer_id, to=("Fatima", "Ruben"))
    give(party, filed, made)
    fatima = town["Fatima"].opened
    offered = {one.person_id for one in releasing.open_received(fatima, released_id=made.id).newcomers}
    assert marit.person_id not in offered
    assert town["Hassan"].person_id in offered
    with pytest.raises(RefusedError, match="Kies een collega uit de lijst"):
        releasing.let_in(fatima, released_id=made.id, person_id=marit.person_id)
    releasing.let_in(fatima, released_id=made.id, person_id=town["Hassan"].person_id)


def test_the_id_on_the_other_side_is_not_chosen_by_a_browser(party: Town, filed: Filed) -> None:
    once, fatima = uuid4(), party["Fatima"].opened
    mine = releasing.package_id(fatima, code=filed.code, once=once)
    assert mine == releasing.package_id(fatima, code=filed.code, once=once)
    assert once != mine
    assert mine != releasing.package_id(party["Joris"].opened, code=filed.code, once=once)
    assert mine != releasing.package_id(fatima, code="ANDERS-1", once=once)


def test_what_is_under_way_is_not_sent_again_with_another_text(
    party: Town, town: Town, offer_id: UUID, filed: Filed, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = package(town, offer_id)

    def breaks(*_args: object, **_kwargs: object) -> None:
        raise OSError("The disk is full.")

    with monkeypatch.context() as broken:
        broken.setattr(releasing, "_deliver", breaks)
        with pytest.raises(OSError, match="full"):
            give(party, filed, made)
    with pytest.raises(RefusedError, match="andere tekst onderweg"):
        give(party, filed, made._replace(text="Iets anders."))
    give(party, filed, made)
    with tenant_scope(party.tenant.id):
        told = releasing.releases_of(filed.case, queries.keys_to(party["Fatima"].opened, filed.case))
    assert [(one.text, one.is_delivered) for one in told] == [(TEXT, True)]
    assert releasing.open_received(town["Marit"].opened, released_id=made.id).text == TEXT


# --- taking back ---


def take(party: Town, filed: Filed, made: Package, *, by: str = "Fatima") -> None:
    releasing.take_back(party[by].opened, code=filed.code, release_id=made.id, reason="Er stond een naam in.")


@pytest.mark.req("R7")
def test_what_was_taken_back_opens_for_nobody_from_then_on(
    party: Town, town: Town, offer_id: UUID, filed: Filed
) -> None:
    actions.add_file(party["Fatima"].opened, code=filed.code, upload=upload("offerte.pdf"))
    with tenant_scope(party.tenant.id):
        theirs = SealedFile.objects.get(owner_id=filed.case.id)
    made = package(town, offer_id, files=[theirs.id])
    give(party, filed, made)
    releasing.let_in(town["Marit"].opened, released_id=made.id, person_id=town["Hassan"].person_id)
    got = releasing.open_received(town["Fatima"].opened, released_id=made.id)
    with tenant_scope(town.tenant.id):
        before = list(Grant.objects.filter(chest__owner_id=made.id))
    take(party, filed, made)
    for who in ("Fatima", "Marit", "Hassan"):
        staff = town[who].opened
        with pytest.raises(NotAllowedError):
            releasing.open_received(staff, released_id=made.id)
        with pytest.raises(NotAllowedError):
            releasing.read_file(staff, released_id=made.id, file_id=got.files[0].id)
        with pytest.raises(NotAllowedError):
            releasing.let_in(staff, released_id=made.id, person_id=town["Ruben"].person_id)
    with tenant_scope(town.tenant.id):
        row = Released.objects.get(id=made.id)
        assert (bytes(row.sealed_text), row.taken_back_at is None) == (b"", False)
        assert not SealedFile.objects.filter(owner_id=made.id).exists()
        # The rows of a backup open nothing either: the key in the separate store is gone.
        for grant in before:
            opened = next(one for one in town.people.values() if one.staff.alias == grant.holder_alias)
            with pytest.raises(KeyLostError):
                chests.open_grant(opened.opened.opened, grant, releasing.CHEST)
        seen = releasing.taken_back(town["Fatima"].opened, made.id)
        unseen = releasing.taken_back(town["Hassan"].opened, made.id)
        assert seen is not None
        assert seen.seen_at is not None
        assert unseen is not None
        assert (unseen.seen_at, unseen.row.partner) == (None, PARTY)
        assert made.id in [one.id for one in releasing.received(town["Hassan"].opened)]
        assert releasing.taken_back(town["Joris"].opened, made.id) is None
        assert made.id not in [one.id for one in releasing.received(town["Joris"].opened)]
    assert "released.take_back" in verbs(town, made.id)
    assert [one for one in verbs(party, filed.case.id) if "tak" in one] == [
        "case.take_back",
        "case.taken_back",
    ]
    with tenant_scope(party.tenant.id):
        assert Message.objects.filter(case=filed.case, kind=Message.Kind.READERS).count() == 2
    page = actions.open_case(party["Joris"].opened, code=filed.code)
    assert ("case.take_back", "Er stond een naam in.") in {(one.verb, one.text) for one in page.decisions}


def test_it_is_taken_back_once_and_not_given_again_under_the_same_form(
    party: Town, town: Town, offer_id: UUID, filed: Filed
) -> None:
    made = package(town, offer_id)
    give(party, filed, made)
    take(party, filed, made)
    with pytest.raises(AlreadyDoneError):
        take(party, filed, made)
    with pytest.raises(AlreadyDoneError):
        give(party, filed, made)
    with tenant_scope(party.tenant.id):
        assert Message.objects.filter(case=filed.case, kind=Message.Kind.READERS).count() == 2


def test_only_who_has_a_lasting_key_to_that_case_takes_back(
    party: Town, town: Town, offer_id: UUID, filed: Filed
) -> None:
    made = package(town, offer_id)
    give(party, filed, made)
    for who in ("Marit", "Bram", "Wietske"):
        with pytest.raises(NotAllowedError):
            take(party, filed, made, by=who)
    with pytest.raises(NotAllowedError):
        take(party, file_report(party), made)
    last = clock.today() + timedelta(days=3)
    hassan = {"person_id": party["Hassan"].person_id, "reason": WHY, "last_day": last}
    actions.let_in(party["Fatima"].opened, code=filed.code, **hassan)
    with pytest.raises(RefusedError, match="eindigt vanzelf"):
        take(party, filed, made, by="Hassan")
    with pytest.raises(RefusedError, match="Schrijf eerst"):
        releasing.take_back(party["Fatima"].opened, code=filed.code, release_id=made.id, reason=" ")
    assert releasing.open_received(town["Fatima"].opened, released_id=made.id).text == TEXT


def test_taking_back_that_broke_off_is_done_again(
    party: Town, town: Town, offer_id: UUID, filed: Filed, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = package(town, offer_id)
    give(party, filed, made)

    def breaks(*_args: object, **_kwargs: object) -> None:
        raise OSError("The disk is full.")

    with monkeypatch.context() as broken:
        broken.setattr(releasing, "_end_received", breaks)
        with pytest.raises(OSError, match="full"):
            take(party, filed, made)
    with tenant_scope(party.tenant.id):
        row = Release.objects.get(id=made.id)
        assert (row.recalled_at is None, row.ended_at) == (False, None)
    take(party, filed, made)
    with pytest.raises(NotAllowedError):
        releasing.open_received(town["Fatima"].opened, released_id=made.id)


def test_what_never_arrived_is_taken_back_without_a_word_to_the_reporter(
    party: Town, town: Town, offer_id: UUID, filed: Filed, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = package(town, offer_id)

    def breaks(*_args: object, **_kwargs: object) -> bool:
        raise OSError("The disk is full.")

    with monkeypatch.context() as broken:
        broken.setattr(releasing, "_receive", breaks)
        with pytest.raises(OSError, match="full"):
            give(party, filed, made)
    take(party, filed, made)
    with pytest.raises(RefusedError, match="teruggenomen"):
        give(party, filed, made)
    with tenant_scope(town.tenant.id):
        assert not Released.objects.filter(id=made.id).exists()
    with tenant_scope(party.tenant.id):
        assert not Message.objects.filter(case=filed.case, kind=Message.Kind.READERS).exists()


def test_another_party_ends_nothing(party: Town, town: Town, offer_id: UUID, filed: Filed) -> None:
    made = package(town, offer_id)
    give(party, filed, made)
    releasing._end_received(System(town.tenant.id), released_id=made.id, partner_id=uuid4())
    assert releasing.open_received(town["Fatima"].opened, released_id=made.id).text == TEXT
