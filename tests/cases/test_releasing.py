"""What crosses from a party to a town: a package for people by name, and nothing else."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, connection
from django.db.utils import ProgrammingError
from django.test.utils import CaptureQueriesContext
from django.utils.formats import date_format
from tests.desks import PARTY, link, schedule
from tests.filed import Filed, bring, file_report
from tests.people import Town, make_tenant

from weerbaar.audit.acts import System
from weerbaar.audit.models import Line
from weerbaar.cases import actions, queries, releasing, sealed
from weerbaar.cases.acting import AlreadyDoneError
from weerbaar.cases.announcing import Ready, first_day_to_go, last_day_to_react
from weerbaar.cases.jobs import knock_for_announced
from weerbaar.cases.kept_out import mark, name_key, role_key
from weerbaar.cases.models import Case, KeptOut, Message, Release, Released
from weerbaar.cases.releasing import Package
from weerbaar.config.demo_cases import upload
from weerbaar.database.scope import tenant_scope
from weerbaar.ground import clock
from weerbaar.ground.errors import NotAllowedError, RefusedError
from weerbaar.intake import actions as intake
from weerbaar.intake.reporters import open_talk
from weerbaar.organisation import actions as organisation
from weerbaar.organisation import links
from weerbaar.organisation.models import Desk, DeskLink, DeskOffer, Role
from weerbaar.organisation.names import full_key
from weerbaar.vault import chests
from weerbaar.vault.files import Whose
from weerbaar.vault.keystore import KeyLostError
from weerbaar.vault.models import Grant, SealedFile

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from contextlib import AbstractContextManager

    FullDisk = Callable[[str], AbstractContextManager[None]]

TEXT = "Uit zes gesprekken blijkt dat het team bang is voor fouten."
WHY = "Het verslag is af."
TOLD = "Een verslag van zes gesprekken, ook dat van jou. Er staan geen namen in."
HASTE = "Het kan niet wachten."


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


@pytest.fixture
def full_disk(monkeypatch: pytest.MonkeyPatch) -> FullDisk:
    """While it lasts, this function of `releasing` breaks off, and what called it with it."""

    @contextmanager
    def breaking_off(name: str) -> Iterator[None]:
        def breaks(*_args: object, **_kwargs: object) -> None:
            raise OSError("The disk is full.")

        with monkeypatch.context() as broken, pytest.raises(OSError, match="full"):
            broken.setattr(releasing, name, breaks)
            yield

    return breaking_off


def package(
    town: Town, offer_id: UUID, *, to: Sequence[str] = ("Fatima", "Marit"), files: Sequence[UUID] = ()
) -> Package:
    return Package(uuid4(), offer_id, [town[one].person_id for one in to], TEXT, files)


def announce(party: Town, filed: Filed, made: Package, *, by: str = "Fatima") -> None:
    releasing.announce(party[by].opened, code=filed.code, package=made, told=TOLD, reason=WHY)


def go(party: Town, filed: Filed, made: Package, *, by: str = "Fatima", reason: str = "") -> None:
    """By somebody who read all that the reporter wrote."""
    with tenant_scope(party.tenant.id):
        written = Message.objects.filter(case=filed.case, from_reporter=True)
        seen = list(written.values_list("id", flat=True))
    releasing.release(party[by].opened, code=filed.code, release_id=made.id, reason=reason, seen=seen)


def give(party: Town, filed: Filed, made: Package, *, by: str = "Fatima") -> None:
    """Announced to the reporter, and handed over at once, with haste."""
    announce(party, filed, made, by=by)
    go(party, filed, made, by=by, reason=HASTE)


def verbs(town: Town, subject: UUID) -> list[str]:
    with tenant_scope(town.tenant.id):
        rows = Line.objects.filter(subject_id=subject).order_by("at", "id")
        return list(rows.values_list("verb", flat=True))


def test_words_and_a_file_reach_those_who_were_named(
    party: Town, town: Town, offer_id: UUID, filed: Filed
) -> None:
    actions.add_file(
        party["Fatima"].opened, code=filed.code, upload=upload("offerte.pdf"), whose=Whose.ORGANISATION
    )
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
        releasing.let_in(
            town["Joris"].opened, released_id=made.id, person_id=town["Joris"].person_id, reason=WHY
        )


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
    releasing.let_in(town["Marit"].opened, released_id=made.id, person_id=hassan.person_id, reason=WHY)
    assert releasing.open_received(hassan.opened, released_id=made.id).text == TEXT
    with pytest.raises(RefusedError, match="al een sleutel"):
        releasing.let_in(town["Marit"].opened, released_id=made.id, person_id=hassan.person_id, reason=WHY)


@pytest.mark.req("R7")
def test_who_has_a_key_since_when_by_whom_and_why_is_there_for_all_of_them(
    party: Town, town: Town, offer_id: UUID, filed: Filed
) -> None:
    made = package(town, offer_id)
    give(party, filed, made)
    marit, hassan = town["Marit"], town["Hassan"]
    for reason in ("", " "):
        with pytest.raises(RefusedError):
            releasing.let_in(marit.opened, released_id=made.id, person_id=hassan.person_id, reason=reason)
    before = clock.now()
    releasing.let_in(marit.opened, released_id=made.id, person_id=hassan.person_id, reason=WHY)
    found = {
        one.person.person_id: one
        for one in releasing.open_received(hassan.opened, released_id=made.id).holders
    }
    with tenant_scope(town.tenant.id):
        row = Released.objects.get(id=made.id)
        line = Line.objects.get(subject_id=made.id, verb="released.let_in", refused=False)
    assert WHY.encode() not in bytes(row.sealed_text)
    assert line.reason_hash is not None
    given, named = found[hassan.person_id], found[marit.person_id]
    assert (given.reason, given.by and given.by.person_id) == (WHY, marit.person_id)
    assert given.since is not None
    assert before <= given.since <= clock.now()
    assert (named.reason, named.by, named.since) == ("", None, row.at)
    assert releasing.open_received(marit.opened, released_id=made.id).text == TEXT


@pytest.mark.req("R7")
def test_only_whom_the_party_named_gives_a_key_on(
    party: Town, town: Town, offer_id: UUID, filed: Filed
) -> None:
    made = package(town, offer_id)
    give(party, filed, made)
    hassan, ruben = town["Hassan"], town["Ruben"]
    releasing.let_in(town["Marit"].opened, released_id=made.id, person_id=hassan.person_id, reason=WHY)
    assert releasing.open_received(hassan.opened, released_id=made.id).newcomers == ()
    for who in ("Hassan", "Ruben"):
        with pytest.raises(NotAllowedError):
            releasing.let_in(town[who].opened, released_id=made.id, person_id=ruben.person_id, reason=WHY)
    with pytest.raises(NotAllowedError):
        releasing.open_received(ruben.opened, released_id=made.id)
    releasing.let_in(town["Fatima"].opened, released_id=made.id, person_id=ruben.person_id, reason=WHY)
    found = releasing.open_received(ruben.opened, released_id=made.id).holders
    assert {one.reason for one in found if one.by} == {WHY}
    assert len([one for one in found if one.by]) == 2


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
    actions.add_file(
        party["Fatima"].opened, code=other.code, upload=upload("offerte.pdf"), whose=Whose.ORGANISATION
    )
    with tenant_scope(party.tenant.id):
        theirs = SealedFile.objects.get(owner_id=other.case.id)
    with pytest.raises(RefusedError, match="uit de lijst"):
        give(party, filed, package(town, offer_id, files=[theirs.id]))


def test_the_same_form_sent_twice_stands_there_once(
    party: Town, town: Town, offer_id: UUID, filed: Filed
) -> None:
    made = package(town, offer_id)
    give(party, filed, made)
    for again in (announce, go):
        with pytest.raises(AlreadyDoneError):
            again(party, filed, made)
    with tenant_scope(town.tenant.id):
        assert Released.objects.filter(id=made.id).count() == 1


def test_what_broke_off_on_the_way_is_sent_again(
    party: Town, town: Town, offer_id: UUID, filed: Filed, full_disk: FullDisk
) -> None:
    made = package(town, offer_id)

    with full_disk("_receive"):
        give(party, filed, made)
    with tenant_scope(party.tenant.id):
        assert Release.objects.get(id=made.id).delivered_at is None
    # Why it could not wait lies on record already.
    go(party, filed, made)
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
    organisation.person_suspend(
        town["Wietske"].opened, person_id=town["Marit"].person_id, reason="De laptop is gestolen."
    )
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
        releasing.let_in(fatima, released_id=made.id, person_id=marit.person_id, reason=WHY)
    releasing.let_in(fatima, released_id=made.id, person_id=town["Hassan"].person_id, reason=WHY)


def test_the_id_on_the_other_side_is_not_chosen_by_a_browser(party: Town, filed: Filed) -> None:
    once, fatima = uuid4(), party["Fatima"].opened
    mine = releasing.package_id(fatima, code=filed.code, once=once)
    assert mine == releasing.package_id(fatima, code=filed.code, once=once)
    assert once != mine
    assert mine != releasing.package_id(party["Joris"].opened, code=filed.code, once=once)
    assert mine != releasing.package_id(fatima, code="ANDERS-1", once=once)


# --- the reporter first ---

# So far ahead that whatever is done without holding the clock was before it.
MONDAY = datetime(2099, 11, 23, 9, 0, tzinfo=UTC)
FIRST_DAY = MONDAY + timedelta(days=8)  # five working days and a weekend lie between


def heard(party: Town, filed: Filed) -> list[str]:
    """What the desk told the reporter, opened with the reporter's own key."""
    with tenant_scope(party.tenant.id):
        talk = {"talk": open_talk(filed.reporter)}
        rows = Message.objects.filter(case=filed.case, from_reporter=False).order_by("at", "id")
        return [sealed.message_body(talk, one) for one in rows]


def question_of(party: Town, made: Package) -> UUID:
    with tenant_scope(party.tenant.id):
        return Message.objects.get(
            id=Release.objects.get(id=made.id).message_id, kind=Message.Kind.QUESTION
        ).id


def is_settled(party: Town, made: Package) -> bool:
    """Whether the question in which it was announced waits for no answer any more."""
    asked = question_of(party, made)
    with tenant_scope(party.tenant.id):
        return Message.objects.filter(answers=asked).exists()


def seen_by_party(party: Town, filed: Filed) -> releasing.ReleaseView:
    with tenant_scope(party.tenant.id):
        return releasing.releases_of(filed.case, queries.keys_to(party["Fatima"].opened, filed.case))[0]


def test_the_case_page_asks_once_for_all_that_was_announced(
    party: Town, town: Town, offer_id: UUID, filed: Filed
) -> None:
    counts, fatima = [], party["Fatima"].opened
    for _ in range(3):
        made = package(town, offer_id)
        announce(party, filed, made)
        intake.write(filed.reporter, body="Liever niet.", answers=question_of(party, made))
        with tenant_scope(party.tenant.id):
            keys = queries.keys_to(fatima, filed.case)
            with CaptureQueriesContext(connection) as asked:
                rows = releasing.releases_of(filed.case, keys)
            counts.append(len(asked))
            one = releasing.release_of(fatima, filed.case, made.id)
        assert one == rows[0]
    assert len(set(counts)) == 1
    assert [row.answer.count("Liever niet.") for row in rows] == [1, 2, 3]


def crossed(town: Town, made: Package) -> bool:
    with tenant_scope(town.tenant.id):
        return Released.objects.filter(id=made.id).exists()


@pytest.mark.req("R7")
def test_the_reporter_hears_first_what_goes_to_whom_and_until_when_they_can_object(
    party: Town, town: Town, offer_id: UUID, filed: Filed
) -> None:
    made = package(town, offer_id)
    with clock.stopped_at(MONDAY):
        announce(party, filed, made)
    asked = heard(party, filed)[-1]
    for part in (
        "Wij willen iets over je melding geven aan Gemeente Waterlinie.",
        TOLD,
        "Er gaan geen bestanden mee.",
        "Fatima el Amrani, coördinator integriteit",
        "uiterlijk maandag 30 november",
    ):
        assert part in asked
    # What they get to read is not what is written for the organisation: others may stand in that.
    assert TEXT not in asked
    assert not crossed(town, made)
    assert verbs(town, made.id) == []
    assert "case.announce_release" in verbs(party, filed.case.id)
    assert not is_settled(party, made)
    view = seen_by_party(party, filed)
    assert (view.asked, view.answer, view.sent_at, view.may_go) == (asked, "", None, True)


@pytest.mark.req("R7")
@pytest.mark.parametrize(("days", "may"), [(0, False), (4, False), (7, False), (8, True), (30, True)])
def test_it_goes_when_the_reporter_had_five_working_days(
    party: Town, town: Town, offer_id: UUID, days: int, may: bool
) -> None:
    filed = confirmed(party)
    made = package(town, offer_id)
    with clock.stopped_at(MONDAY):
        announce(party, filed, made)
    with clock.stopped_at(MONDAY + timedelta(days=days)):
        if may:
            go(party, filed, made)
        else:
            with pytest.raises(RefusedError, match="De melder kan nog reageren") as refused:
                go(party, filed, made, reason=" ")
            assert refused.value.field == "reason"
    assert crossed(town, made) is may
    if may:
        told = heard(party, filed)[-1]
        assert told.startswith("Wij gaven een stuk over je melding aan Gemeente Waterlinie.")
        assert "kon niet wachten" not in told
        assert is_settled(party, made)
        assert releasing.open_received(town["Marit"].opened, released_id=made.id).text == TEXT


@pytest.mark.req("R7")
def test_who_handles_the_case_hears_once_that_it_may_go(
    party: Town, town: Town, offer_id: UUID, filed: Filed
) -> None:
    made, other = package(town, offer_id), confirmed(party)
    dropped = package(town, offer_id)
    with clock.stopped_at(MONDAY):
        announce(party, filed, made)
        announce(party, other, dropped)
        releasing.drop_release(
            party["Fatima"].opened, code=other.code, release_id=dropped.id, reason="Toch niet."
        )
    for day, times in ((7, 0), (8, 1), (9, 1)):
        with clock.stopped_at(MONDAY + timedelta(days=day)):
            knock_for_announced(party.tenant.id)
        assert verbs(party, filed.case.id).count("case.remind_announced") == times
    assert "case.remind_announced" not in verbs(party, other.case.id)


@pytest.mark.req("R7")
def test_what_the_reporter_says_is_before_the_party_and_weighed(
    party: Town, town: Town, offer_id: UUID, filed: Filed
) -> None:
    made, objection = package(town, offer_id), "Mevrouw Hoekstra herkent mij aan die dinsdag."
    with clock.stopped_at(MONDAY):
        announce(party, filed, made)
        intake.write(filed.reporter, body=objection, answers=question_of(party, made))
        assert seen_by_party(party, filed).answer == objection
        with pytest.raises(RefusedError, match="De melder schreef iets"):
            go(party, filed, made)
    assert not crossed(town, made)
    with clock.stopped_at(FIRST_DAY):
        # Time alone does not set aside what they said.
        with pytest.raises(RefusedError, match="De melder schreef iets"):
            go(party, filed, made)
        go(party, filed, made, reason="De dinsdag staat er niet in.")
    assert crossed(town, made)
    page = actions.open_case(party["Joris"].opened, code=filed.code)
    assert {("case.announce_release", WHY), ("case.release", "De dinsdag staat er niet in.")} <= {
        (one.verb, one.text) for one in page.decisions
    }


@pytest.mark.req("R7")
def test_what_has_to_change_is_dropped_and_announced_anew(
    party: Town, town: Town, offer_id: UUID, filed: Filed
) -> None:
    first, second = package(town, offer_id), package(town, offer_id)._replace(text="Het team is bang.")
    with clock.stopped_at(MONDAY):
        announce(party, filed, first)
        intake.write(filed.reporter, body="Haal de dinsdag eruit.", answers=question_of(party, first))
        releasing.drop_release(
            party["Fatima"].opened, code=filed.code, release_id=first.id, reason="De dinsdag gaat eruit."
        )
    with clock.stopped_at(MONDAY + timedelta(hours=1)):
        announce(party, filed, second)
        # What they said to the first was heard: to the second they said nothing yet.
        assert seen_by_party(party, filed).answer == ""
    with clock.stopped_at(FIRST_DAY):
        go(party, filed, second)
    assert (crossed(town, first), crossed(town, second)) == (False, True)
    assert releasing.open_received(town["Marit"].opened, released_id=second.id).text == "Het team is bang."


@pytest.mark.req("R7")
def test_who_objects_without_choosing_the_question_objects_too(
    party: Town, town: Town, offer_id: UUID, filed: Filed
) -> None:
    made, objection = package(town, offer_id), "Ik wil niet dat dit gaat."
    with clock.stopped_at(MONDAY - timedelta(days=1)):
        intake.write(filed.reporter, body="Is er al nieuws?")
    with clock.stopped_at(MONDAY):
        announce(party, filed, made)
    with clock.stopped_at(MONDAY + timedelta(hours=1)):
        intake.write(filed.reporter, body=objection)
        # It may be about something else: their time runs on.
        with pytest.raises(RefusedError, match="De melder kan nog reageren"):
            go(party, filed, made)
    with clock.stopped_at(FIRST_DAY):
        assert (seen_by_party(party, filed).answer, seen_by_party(party, filed).ready) == (
            objection,
            Ready.WROTE,
        )
        with pytest.raises(RefusedError, match="De melder schreef iets"):
            go(party, filed, made)
        go(party, filed, made, reason="Gebeld: de melder vindt het nu goed.")
    # What they write from then on is about something else.
    with clock.stopped_at(FIRST_DAY + timedelta(hours=1)):
        intake.write(filed.reporter, body="Dank je wel.")
        assert seen_by_party(party, filed).answer == objection


@pytest.mark.req("R7")
def test_a_reason_for_haste_does_not_weigh_what_came_in_meanwhile(
    party: Town, town: Town, offer_id: UUID, filed: Filed
) -> None:
    made = package(town, offer_id)
    announce(party, filed, made)
    shown = seen_by_party(party, filed).seen
    intake.write(filed.reporter, body="Liever niet.", answers=question_of(party, made))
    what = {"code": filed.code, "release_id": made.id, "reason": HASTE}
    for seen in (shown, (), [uuid4()]):
        with pytest.raises(RefusedError, match="De melder schreef intussen iets"):
            releasing.release(party["Fatima"].opened, **what, seen=seen)
    assert not crossed(town, made)
    releasing.release(party["Fatima"].opened, **what, seen=seen_by_party(party, filed).seen)
    assert crossed(town, made)


@pytest.mark.req("R7")
def test_haste_has_a_reason_on_record_and_the_reporter_hears_that_it_could_not_wait(
    party: Town, town: Town, offer_id: UUID, filed: Filed
) -> None:
    made = package(town, offer_id)
    give(party, filed, made)
    assert crossed(town, made)
    assert "Het kon niet wachten tot jij kon reageren" in heard(party, filed)[-1]
    page = actions.open_case(party["Joris"].opened, code=filed.code)
    assert ("case.release", HASTE) in {(one.verb, one.text) for one in page.decisions}


@pytest.mark.req("R7")
def test_the_reporter_hears_that_it_could_not_wait_by_the_day_on_which_it_went(
    party: Town, town: Town, offer_id: UUID, full_disk: FullDisk
) -> None:
    for went_at, is_early in ((MONDAY + timedelta(days=1), True), (FIRST_DAY, False)):
        filed, made = confirmed(party), package(town, offer_id)
        with clock.stopped_at(MONDAY):
            announce(party, filed, made)
        with clock.stopped_at(went_at), full_disk("_receive"):
            go(party, filed, made, reason=HASTE)
        with clock.stopped_at(FIRST_DAY + timedelta(days=1)):
            go(party, filed, made)
        assert ("Het kon niet wachten" in heard(party, filed)[-1]) is is_early


def test_the_day_that_was_promised_is_the_day_that_is_kept_also_at_midnight(
    party: Town, town: Town, offer_id: UUID, filed: Filed, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every time that the clock is asked it is a day later."""
    days = (MONDAY + timedelta(days=passed) for passed in range(1000))
    made = package(town, offer_id)
    with monkeypatch.context() as hurried:
        hurried.setattr(clock, "now", lambda: next(days))
        announce(party, filed, made)
    with tenant_scope(party.tenant.id):
        row = Release.objects.get(id=made.id)
    assert row.not_before == first_day_to_go(row.made_at.date())
    assert f"uiterlijk {date_format(last_day_to_react(row.not_before), 'l j F')}" in heard(party, filed)[-1]


def test_a_reporter_who_chose_english_hears_it_in_english(party: Town, town: Town, offer_id: UUID) -> None:
    filed, made = confirmed(party, language="en"), package(town, offer_id)
    with clock.stopped_at(MONDAY):
        announce(party, filed, made)
    assert "no later than Monday 30 November" in heard(party, filed)[-1]
    go(party, filed, made, reason=HASTE)
    releasing.take_back(party["Fatima"].opened, code=filed.code, release_id=made.id, reason=WHY)
    for one in heard(party, filed)[-3:]:
        assert "melding" not in one.replace(TOLD, "")


@pytest.mark.req("R7")
def test_what_was_announced_is_dropped_and_the_town_never_knows(
    party: Town, town: Town, offer_id: UUID, filed: Filed
) -> None:
    made, fatima = package(town, offer_id), party["Fatima"].opened
    announce(party, filed, made)
    drop = {"code": filed.code, "release_id": made.id}
    for who in ("Marit", "Bram", "Wietske"):
        with pytest.raises(NotAllowedError):
            releasing.drop_release(party[who].opened, **drop, reason=WHY)
    with pytest.raises(NotAllowedError):
        releasing.drop_release(fatima, code=file_report(party).code, release_id=made.id, reason=WHY)
    with pytest.raises(RefusedError, match="nog niet doorgegeven"):
        take(party, filed, made)
    with pytest.raises(RefusedError, match="Schrijf eerst"):
        releasing.drop_release(fatima, **drop, reason=" ")
    releasing.drop_release(fatima, **drop, reason="De melder had gelijk.")
    assert heard(party, filed)[-1].startswith("Wij geven toch niets over je melding aan Gemeente Waterlinie")
    assert is_settled(party, made)
    with pytest.raises(AlreadyDoneError):
        releasing.drop_release(fatima, **drop, reason=WHY)
    with pytest.raises(RefusedError, match="Dit is teruggenomen"):
        go(party, filed, made, reason=HASTE)
    assert not seen_by_party(party, filed).may_go
    assert not crossed(town, made)
    assert verbs(town, made.id) == []


def test_what_went_is_not_dropped(party: Town, town: Town, offer_id: UUID, filed: Filed) -> None:
    made = package(town, offer_id)
    give(party, filed, made)
    with pytest.raises(RefusedError, match="al doorgegeven"):
        releasing.drop_release(party["Fatima"].opened, code=filed.code, release_id=made.id, reason=WHY)


def test_without_words_for_the_reporter_nothing_is_announced(
    party: Town, town: Town, offer_id: UUID, filed: Filed
) -> None:
    fatima, made, before = party["Fatima"].opened, package(town, offer_id), heard(party, filed)
    for told in ("", " \n", "x" * 4001):
        with pytest.raises(RefusedError) as refused:
            releasing.announce(fatima, code=filed.code, package=made, told=told, reason=WHY)
        assert refused.value.field == "told"
    assert heard(party, filed) == before


@pytest.mark.req("R7")
def test_who_may_not_receive_any_more_gets_nothing_of_what_was_announced(party: Town, filed: Filed) -> None:
    town = make_tenant()
    offer_id = link(party, town)
    made = package(town, offer_id)
    announce(party, filed, made)
    organisation.person_suspend(
        town["Wietske"].opened, person_id=town["Marit"].person_id, reason="De laptop is gestolen."
    )
    # Nobody else can be chosen for it: it goes as it was announced, or not.
    with pytest.raises(RefusedError, match=r"kan nu niets ontvangen.*Geef dit niet door"):
        go(party, filed, made, reason=HASTE)
    assert not crossed(town, made)


def test_only_who_has_a_lasting_key_to_that_case_hands_over_what_was_announced(
    party: Town, town: Town, offer_id: UUID, filed: Filed
) -> None:
    made = package(town, offer_id)
    announce(party, filed, made)
    for who in ("Marit", "Bram", "Wietske"):
        with pytest.raises(NotAllowedError):
            go(party, filed, made, by=who, reason=HASTE)
    with pytest.raises(NotAllowedError):
        go(party, confirmed(party), made, reason=HASTE)
    last = clock.today() + timedelta(days=3)
    hassan = {"person_id": party["Hassan"].person_id, "reason": WHY, "last_day": last}
    actions.let_in(party["Fatima"].opened, code=filed.code, **hassan)
    for act in (
        lambda: go(party, filed, made, by="Hassan", reason=HASTE),
        lambda: releasing.drop_release(
            party["Hassan"].opened, code=filed.code, release_id=made.id, reason=WHY
        ),
    ):
        with pytest.raises(RefusedError, match="eindigt vanzelf"):
            act()
    assert not crossed(town, made)


def test_the_database_refuses_what_the_reporter_never_heard_of(party: Town, town: Town, filed: Filed) -> None:
    row = {
        "tenant_id": party.tenant.id,
        "case": filed.case,
        "town_id": town.tenant.id,
        "made_at": clock.now(),
    }
    with pytest.raises(IntegrityError, match="reporter_first"), tenant_scope(party.tenant.id):
        Release.objects.create(id=uuid4(), made_by=uuid4(), sealed_package=b"x", **row)


def test_what_was_on_its_way_before_reporters_were_told_first_does_not_go(
    party: Town, town: Town, offer_id: UUID, filed: Filed
) -> None:
    made = package(town, offer_id)
    announce(party, filed, made)
    with tenant_scope(party.tenant.id):
        Release.objects.filter(id=made.id).update(message=None, not_before=None, sent_at=clock.now())
    with pytest.raises(RefusedError, match="weet de melder nog niets"):
        go(party, filed, made)
    take(party, filed, made)


# --- taking back ---


def take(party: Town, filed: Filed, made: Package, *, by: str = "Fatima") -> None:
    releasing.take_back(party[by].opened, code=filed.code, release_id=made.id, reason="Er stond een naam in.")


@pytest.mark.req("R7")
def test_what_was_taken_back_opens_for_nobody_from_then_on(
    party: Town, town: Town, offer_id: UUID, filed: Filed
) -> None:
    actions.add_file(
        party["Fatima"].opened, code=filed.code, upload=upload("offerte.pdf"), whose=Whose.ORGANISATION
    )
    with tenant_scope(party.tenant.id):
        theirs = SealedFile.objects.get(owner_id=filed.case.id)
    made = package(town, offer_id, files=[theirs.id])
    give(party, filed, made)
    releasing.let_in(
        town["Marit"].opened, released_id=made.id, person_id=town["Hassan"].person_id, reason=WHY
    )
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
            releasing.let_in(staff, released_id=made.id, person_id=town["Ruben"].person_id, reason=WHY)
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
    assert heard(party, filed)[-1].startswith("Wij namen terug")
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
    for again in (announce, go):
        with pytest.raises(AlreadyDoneError):
            again(party, filed, made)
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
    party: Town, town: Town, offer_id: UUID, filed: Filed, full_disk: FullDisk
) -> None:
    made = package(town, offer_id)
    give(party, filed, made)

    with full_disk("_end_received"):
        take(party, filed, made)
    with tenant_scope(party.tenant.id):
        row = Release.objects.get(id=made.id)
        assert (row.recalled_at is None, row.ended_at) == (False, None)
    take(party, filed, made)
    with pytest.raises(NotAllowedError):
        releasing.open_received(town["Fatima"].opened, released_id=made.id)


def test_what_never_arrived_is_taken_back_and_the_reporter_hears_it(
    party: Town, town: Town, offer_id: UUID, filed: Filed, full_disk: FullDisk
) -> None:
    made = package(town, offer_id)

    with full_disk("_receive"):
        give(party, filed, made)
    take(party, filed, made)
    with pytest.raises(RefusedError, match="teruggenomen"):
        go(party, filed, made)
    assert not crossed(town, made)
    assert heard(party, filed)[-1].startswith("Wij namen terug")
    assert is_settled(party, made)


def test_another_party_ends_nothing(party: Town, town: Town, offer_id: UUID, filed: Filed) -> None:
    made = package(town, offer_id)
    give(party, filed, made)
    releasing._end_received(System(town.tenant.id), released_id=made.id, partner_id=uuid4())
    assert releasing.open_received(town["Fatima"].opened, released_id=made.id).text == TEXT
