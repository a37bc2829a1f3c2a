"""What the database allows once is refused with a sentence to who is second, also when both began at the same moment."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
from tests.at_once import second_of
from tests.cases import test_copies as copying
from tests.cases.test_guests import come_back, let_in, to_be, unvouched
from tests.filed import file_report, let_know, subject_of
from tests.people import make_tenant

from weerbaar.audit.models import Line
from weerbaar.cases import absences, actions, copies, guests, linking, rehabilitating, text_blocks, together
from weerbaar.cases.detriment import NO, Answer
from weerbaar.cases.models import Absence, CaseLink, CheckIn, TextBlock
from weerbaar.database.scope import tenant_scope
from weerbaar.ground import clock
from weerbaar.ground.errors import RefusedError, WeerbaarError
from weerbaar.intake import accused, checking_in, letting_in, mailboxes
from weerbaar.intake.models import Mailbox
from weerbaar.organisation import button, doors
from weerbaar.organisation.models import ButtonOrigin, Door
from weerbaar.vault.models import Attestation, Chest

if TYPE_CHECKING:
    from uuid import UUID

    from weerbaar.organisation.staff import Staff


@pytest.fixture
def town(database):
    return make_tenant()


def rows(town, model) -> int:
    with tenant_scope(town.tenant.id):
        return model.objects.count()


def check_refused(town, first, second) -> None:
    refused = second_of(town.tenant.id, first, second)
    assert isinstance(refused, RefusedError)


def test_somebody_who_says_twice_that_they_are_away_is_away_once(town):
    today, fatima = clock.today(), town["Fatima"].opened

    def away() -> None:
        absences.begin(
            fatima,
            person_id=town["Ruben"].person_id,
            first_day=today,
            last_day=today + timedelta(days=3),
        )

    check_refused(town, away, away)
    assert rows(town, Absence) == 1


@pytest.mark.parametrize("ask", [linking.link, together.ask_together])
def test_two_who_put_the_same_cases_together_make_one_link(town, ask):
    one, other = file_report(town), file_report(town)
    fatima, joris = town["Fatima"].opened, town["Joris"].opened
    more = {"reason": "Het gaat over hetzelfde."} if ask is linking.link else {}
    check_refused(
        town,
        lambda: ask(fatima, code=one.code, other=other.code, **more),
        lambda: ask(joris, code=other.code, other=one.code, **more),
    )
    assert rows(town, CaseLink) == 1


def test_two_texts_with_one_title_become_one(town):
    fatima, joris = town["Fatima"].opened, town["Joris"].opened

    def add(staff: Staff) -> None:
        text_blocks.add_block(staff, use="letter", kind="", title="Uitnodiging", words="Kom je praten?")

    check_refused(town, lambda: add(fatima), lambda: add(joris))
    assert rows(town, TextBlock) == 1


def test_a_text_that_gets_the_title_of_another_at_the_same_moment_keeps_its_own(town):
    fatima, joris = town["Fatima"].opened, town["Joris"].opened
    words = {"use": "letter", "kind": "", "words": "Kom je praten?"}
    ids = [text_blocks.add_block(fatima, title=title, **words) for title in ("Een", "Twee")]

    def change(staff: Staff, block_id: UUID) -> None:
        text_blocks.change_block(staff, block_id=block_id, title="Drie", **words)

    check_refused(town, lambda: change(fatima, ids[0]), lambda: change(joris, ids[1]))
    with tenant_scope(town.tenant.id):
        assert set(TextBlock.objects.values_list("title", flat=True)) == {"Drie", "Twee"}


@pytest.fixture
def bram(town):
    """A case about Bram, and Bram with words of his own, who was asked how it goes and of words for his good name."""
    filed = file_report(town)
    let_know(town, filed)
    party_id = subject_of(filed)
    given = to_be("subject", who="Leidinggevende", last_day=None, party_id=party_id)
    fatima = town["Fatima"].opened
    guests.let_in_guest(fatima, code=filed.code, given=given)
    rehabilitating.propose(
        fatima, code=filed.code, party_id=party_id, words="Er is niets vastgesteld.", whom=("Het team",)
    )
    return filed, given, come_back(town, given)


@pytest.mark.parametrize("act", ["rehabilitation", "check-in"])
def test_whoever_is_put_out_as_they_answer_leaves_nothing_behind(town, bram, act):
    """The case is held for the answer of a guest too: nothing is sealed for somebody who is out."""
    filed, given, ref = bram
    fatima = town["Fatima"].opened
    with tenant_scope(town.tenant.id):
        row = CheckIn.objects.create(
            id=uuid4(),
            tenant_id=town.tenant.id,
            case=filed.case,
            holder_alias=ref.alias,
            about=CheckIn.About.CARE,
            due_on=clock.today(),
            asked_at=clock.now(),
        )

    def answer() -> None:
        if act == "check-in":
            checking_in.check_in(ref, check_in_id=row.id, given=Answer(NO))
        else:
            accused.answer_rehabilitation(ref, state="agreed", said="")

    gone = second_of(
        town.tenant.id,
        lambda: guests.withdraw_guest(fatima, code=filed.code, guest_id=given.id, reason="Vergissing."),
        answer,
    )
    assert isinstance(gone, WeerbaarError)
    with tenant_scope(town.tenant.id):
        assert not Line.objects.filter(verb__startswith="guest.", actor_alias=ref.alias).exists()


def test_the_national_list_is_taken_once(town):
    wietske = town["Wietske"].opened

    def begin() -> None:
        doors.begin(wietske)

    check_refused(town, begin, begin)
    assert rows(town, Door) == len(doors.national(town.tenant.id))


def test_the_first_mailbox_of_a_desk_is_set_once(town):
    wietske = town["Wietske"].opened

    def set_it(host: str) -> None:
        mailboxes.set_mailbox(
            wietske,
            desk_id=town.desk.id,
            host=host,
            port=993,
            security="tls",
            user="meldpunt",
            folder="INBOX",
            password="geheim",
        )

    check_refused(town, lambda: set_it("een.example"), lambda: set_it("twee.example"))
    assert rows(town, Mailbox) == 1


def test_a_site_may_show_the_button_once(town):
    wietske = town["Wietske"].opened

    def allow() -> None:
        button.allow(wietske, origin="https://intranet.example")

    check_refused(town, allow, allow)
    assert rows(town, ButtonOrigin) == 1


def test_two_who_take_a_copy_at_once_hand_over_one(town):
    """Both laid it out with the case free: the second hears so, and then gets what the first one got."""
    filed = file_report(town)
    copy_id = copying.ask(town, filed)
    copying.agree(town, filed, copy_id)
    handed = []

    def take(who: str) -> None:
        handed.append(copying.take(town, filed, copy_id, by=who))

    check_refused(town, lambda: take("Fatima"), lambda: take("Joris"))
    [row] = copying.rows(filed)
    assert row.made_by == town["Fatima"].staff.alias
    assert len(copying.lines(filed, "case.make_copy")) == 1
    take("Joris")
    first, again = handed
    assert again.signed.sha256 == first.signed.sha256 == bytes(row.sums_hash).hex()
    assert len(copying.lines(filed, "case.make_copy")) == 2


def test_two_who_ask_for_what_came_out_of_one_form_ask_once(town):
    filed, copy_id = file_report(town), uuid4()

    def ask() -> None:
        copies.ask_copy(
            town["Fatima"].opened, code=filed.code, copy_id=copy_id, wanted=copying.COURT, names_open=True
        )

    assert isinstance(second_of(town.tenant.id, ask, ask), WeerbaarError)
    assert len(copying.rows(filed)) == 1


def test_two_who_open_a_case_at_once_give_the_talk_one_successor(town):
    """What could not be done when the reporter took the words back is done once: the second finds it done."""
    filed, fatima, joris = file_report(town), town["Fatima"].opened, town["Joris"].opened
    given, _ref = let_in(town, filed)
    signed = unvouched(town, "Joris")
    letting_in.withdraw_guest(filed.reporter, guest_id=given.id)
    with tenant_scope(town.tenant.id):
        talks = Chest.objects.filter(owner_id=filed.case.id, kind="talk")
        assert [one.renewal_due for one in talks] == [True]
        Attestation.objects.bulk_create(signed)
    refused = second_of(
        town.tenant.id,
        lambda: actions.open_case(fatima, code=filed.code),
        lambda: actions.open_case(joris, code=filed.code),
    )
    assert refused is None
    with tenant_scope(town.tenant.id):
        assert sorted(talks.values_list("generation", flat=True)) == [1, 2]
