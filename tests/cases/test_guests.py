"""People in a case with a receipt of their own: what their words open, what they never open, and how it ends."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from tests.filed import bring, file_report, let_know, subject_of
from tests.people import make_tenant

from weerbaar.audit.models import Line
from weerbaar.cases import actions, beside, guests, owning, queries, staying_out
from weerbaar.cases.accesses import chests_of
from weerbaar.cases.guests import GuestToBe, Role
from weerbaar.cases.jobs import expire_guests
from weerbaar.cases.models import Access, ChestKind, Guest, GuestMessage, Message
from weerbaar.cases.staying_out import As, Whom
from weerbaar.database.scope import tenant_scope
from weerbaar.ground import clock, receipt
from weerbaar.ground.errors import GoneError, NotAllowedError, RefusedError
from weerbaar.ground.receipt import Receipt
from weerbaar.intake import actions as intake
from weerbaar.intake import guests as visiting
from weerbaar.intake import letting_in
from weerbaar.intake import queries as reporters
from weerbaar.intake.guests import GuestRef
from weerbaar.intake.reporters import ReporterRef
from weerbaar.notify.models import Address, Knock
from weerbaar.vault import chests, trust
from weerbaar.vault.chests import open_chests
from weerbaar.vault.models import Attestation, Chest, Grant, Holder


def to_be(role: str = "adviser", **other: object) -> GuestToBe:
    given = GuestToBe(
        id=uuid4(),
        words=receipt.draw(),
        role=role,
        who="Een vriendin die jurist is",
        why="Zij helpt mij.",
        last_day=clock.today() + timedelta(days=30),
    )
    return replace(given, **other)


def come_back(town, given: GuestToBe) -> GuestRef:
    found = intake.come_back(town.tenant.id, Receipt(given.words))
    assert isinstance(found, GuestRef)
    return found


def let_in(town, filed, role: str = "adviser", **other: object) -> tuple[GuestToBe, GuestRef]:
    given = to_be(role, **{"reads": True, **other})
    letting_in.let_in(filed.reporter, given=given)
    return given, come_back(town, given)


def witness(town, filed, **other: object) -> tuple[GuestToBe, GuestRef]:
    given = to_be("witness", **{"who": "Stagiair", "last_day": None, **other})
    guests.let_in_guest(town["Fatima"].opened, code=filed.code, given=given)
    return given, come_back(town, given)


def page_of(town, ref: GuestRef) -> visiting.GuestPage:
    with tenant_scope(town.tenant.id):
        return visiting.page(ref)


def answer(town, filed, body: str) -> None:
    actions.answer(town["Fatima"].opened, code=filed.code, body=body, message_id=uuid4())


def bodies(page) -> list[str]:
    return [one.body for one in page.talk.leaf]


def test_whom_the_reporter_lets_in_reads_the_report_and_what_is_said(town, filed):
    actions.acknowledge(town["Fatima"].opened, code=filed.code, body="Je melding is binnen.")
    _given, adviser = let_in(town, filed)
    page = page_of(town, adviser)
    assert page.along is not None
    assert [one.body for one in page.along.talk.leaf] == ["Je melding is binnen."]
    assert page.along.report["story"]
    answer(town, filed, "Wij spraken met de afdeling.")
    assert [one.body for one in page_of(town, adviser).along.talk.leaf][-1] == "Wij spraken met de afdeling."
    with tenant_scope(town.tenant.id):
        # They read along: it stays new to the reporter, and they hold the talk and their own chest, nothing else.
        assert reporters.progress(filed.reporter).talk.new == 2
        held = Grant.objects.filter(holder_alias=adviser.alias).values_list("chest__kind", flat=True)
        assert set(held) == {"talk", beside.GUEST}


def test_a_witness_and_the_one_it_is_about_read_nothing_of_what_was_said_to_the_reporter(town, filed):
    actions.acknowledge(town["Fatima"].opened, code=filed.code, body="Je melding is binnen.")
    let_know(town, filed)
    for role, party in (("witness", None), ("subject", subject_of(filed))):
        given = to_be(role, last_day=None, who="Iemand", party_id=party)
        guests.let_in_guest(town["Fatima"].opened, code=filed.code, given=given)
        ref = come_back(town, given)
        assert page_of(town, ref).along is None
        with tenant_scope(town.tenant.id):
            assert open_chests(ref.opened, filed.case.id) == {}
            assert set(open_chests(ref.opened, ref.guest_id)) == {beside.GUEST}


@pytest.mark.parametrize("role", ["witness", "subject"])
def test_neither_side_gives_them_the_talk(town, filed, role):
    with pytest.raises(RefusedError):
        letting_in.let_in(filed.reporter, given=to_be(role, reads=True))
    with pytest.raises(RefusedError):
        guests.let_in_guest(town["Fatima"].opened, code=filed.code, given=to_be(role, reads=True))
    with tenant_scope(town.tenant.id):
        assert not Guest.objects.filter(case=filed.case).exists()


def test_guest_and_desk_talk_in_a_chest_of_their_own(town, filed):
    given, sem = witness(town, filed)
    guests.write_guest(
        town["Joris"].opened, code=filed.code, guest_id=given.id, body="Hoe gaat het?", message_id=uuid4()
    )
    assert bodies(page_of(town, sem)) == ["Hoe gaat het?"]
    assert page_of(town, sem).talk.leaf[0].is_new
    visiting.look(sem, shown=[page_of(town, sem).talk.leaf[0].id])
    assert not page_of(town, sem).talk.leaf[0].is_new
    visiting.write(sem, body="Niet goed. Ik word genegeerd.")
    view, talk = guests.read_guest(town["Fatima"].opened, code=filed.code, guest_id=given.id)
    assert (view.role, view.who, view.new) == (Role.WITNESS, "Stagiair", 1)
    assert [one.body for one in talk.leaf] == ["Hoe gaat het?", "Niet goed. Ik word genegeerd."]
    assert [one.is_new for one in talk.leaf] == [False, True]
    with tenant_scope(town.tenant.id):
        assert not GuestMessage.objects.filter(case=filed.case, from_guest=True, read_at=None).exists()
        assert not Message.objects.filter(case=filed.case).exists()
        assert reporters.progress(filed.reporter).talk.total == 0


def test_nobody_outside_the_case_reads_or_writes_a_guest(town, filed):
    given, _sem = witness(town, filed)
    other = file_report(town, readers=("Marit", "Ruben"))
    for who in ("Marit", "Bram", "Hassan"):
        with pytest.raises(NotAllowedError):
            guests.read_guest(town[who].opened, code=filed.code, guest_id=given.id)
        with pytest.raises(NotAllowedError):
            guests.write_guest(
                town[who].opened, code=filed.code, guest_id=given.id, body="Hallo", message_id=uuid4()
            )
        with pytest.raises(NotAllowedError):
            guests.let_in_guest(town[who].opened, code=filed.code, given=to_be("witness"))
        with pytest.raises(NotAllowedError):
            guests.withdraw_guest(town[who].opened, code=filed.code, guest_id=given.id, reason="Weg.")
    with pytest.raises(NotAllowedError):
        guests.read_guest(town["Marit"].opened, code=other.code, guest_id=given.id)


def test_who_reads_along_for_a_time_gives_nobody_a_receipt(town, filed):
    soon = clock.today() + timedelta(days=3)
    hassan = town["Hassan"]
    actions.let_in(
        town["Fatima"].opened, code=filed.code, person_id=hassan.person_id, reason="Toets", last_day=soon
    )
    with pytest.raises(RefusedError, match="eindigt vanzelf"):
        guests.let_in_guest(hassan.opened, code=filed.code, given=to_be("witness"))


def test_a_colleague_who_comes_in_reads_the_guest_and_one_who_goes_out_does_not_read_on(town):
    filed = file_report(town, readers=("Fatima", "Joris", "Marit"))
    given, sem = witness(town, filed)
    _adviser, along = let_in(town, filed)
    visiting.write(sem, body="Toen.")
    hassan, joris = town["Hassan"], town["Joris"]
    actions.let_in(
        town["Fatima"].opened, code=filed.code, person_id=hassan.person_id, reason="Hulp", last_day=None
    )
    _view, talk = guests.read_guest(hassan.opened, code=filed.code, guest_id=given.id)
    assert [one.body for one in talk.leaf] == ["Toen."]
    with tenant_scope(town.tenant.id):
        old = open_chests(joris.opened.opened, given.id)[beside.GUEST]
        old_talk = open_chests(joris.opened.opened, filed.case.id)["talk"]
    out = Whom(As.INTERESTED, person_id=joris.person_id)
    staying_out.keep_out(town["Fatima"].opened, code=filed.code, whom=out, reason="Een belang.")
    visiting.write(sem, body="Later.")
    answer(town, filed, "Ook later.")
    assert bodies(page_of(town, sem)) == ["Toen.", "Later."]
    assert [one.body for one in page_of(town, along).along.talk.leaf][-1] == "Ook later."
    with tenant_scope(town.tenant.id):
        assert open_chests(joris.opened.opened, given.id) == {}
        assert open_chests(sem.opened, given.id)[beside.GUEST].key != old.key
        assert open_chests(along.opened, filed.case.id)["talk"].key != old_talk.key
    with pytest.raises(NotAllowedError):
        guests.read_guest(joris.opened, code=filed.code, guest_id=given.id)


def test_withdrawn_by_the_reporter_the_words_open_nothing_and_nothing_later_is_readable(town, filed):
    given, adviser = let_in(town, filed, writes=True)
    _other, lawyer = let_in(town, filed, "lawyer")
    visiting.write_for(adviser, body="Ik schrijf namens mijn cliënt.")
    with tenant_scope(town.tenant.id):
        before = open_chests(adviser.opened, filed.case.id)["talk"]
    letting_in.withdraw_guest(filed.reporter, guest_id=given.id)
    assert intake.come_back(town.tenant.id, Receipt(given.words)) is None
    with pytest.raises(GoneError):
        page_of(town, adviser)
    for verb in (visiting.write, visiting.write_for):
        with pytest.raises(GoneError):
            verb(adviser, body="Nog iets")
    intake.write(filed.reporter, body="Nu zonder haar.")
    with tenant_scope(town.tenant.id):
        assert not Grant.objects.filter(holder_alias=adviser.alias).exists()
        assert not Holder.objects.filter(alias=adviser.alias).exists()
        for holder in (filed.reporter.opened, lawyer.opened, town["Joris"].opened.opened):
            assert open_chests(holder, filed.case.id)["talk"].key != before.key
        assert [one.body for one in reporters.progress(filed.reporter).talk.leaf][-1] == "Nu zonder haar."
    assert [one.body for one in page_of(town, lawyer).along.talk.leaf][-1] == "Nu zonder haar."
    # Once more: there is nobody to withdraw, and nobody else's guest is found.
    with pytest.raises(RefusedError):
        letting_in.withdraw_guest(filed.reporter, guest_id=given.id)


def test_the_names_still_open_after_the_reporter_renewed_the_talk(town):
    filed = file_report(town)
    given, _adviser = let_in(town, filed)
    letting_in.withdraw_guest(filed.reporter, guest_id=given.id)
    intake.reveal_identity(filed.reporter, name="Noor Visser", contact="06")
    with tenant_scope(town.tenant.id):
        told = queries.names(town["Fatima"].opened, filed.case).values()
        assert "Noor Visser, 06" in told


def test_taking_words_back_while_a_colleague_s_key_is_not_vouched_for_locks_nobody_out(town, filed):
    """The guest is out at once; the new key waits for who opens the case when everybody's key is vouched for again."""
    given, ref = let_in(town, filed)
    officers = trust.pinned_officers(town.tenant.id)
    trust.pin_officers(town.tenant.id, sorted(officers)[:1])
    try:
        letting_in.withdraw_guest(filed.reporter, guest_id=given.id)
        assert generation(town, filed) == 1
        assert intake.come_back(town.tenant.id, Receipt(given.words)) is None
        with pytest.raises(GoneError), tenant_scope(town.tenant.id):
            visiting.page(ref)
        actions.open_case(town["Joris"].opened, code=filed.code)
        assert generation(town, filed) == 1
    finally:
        trust.pin_officers(town.tenant.id, officers)
    for who in ("Joris", "Fatima"):
        assert actions.open_case(town[who].opened, code=filed.code).keys[ChestKind.TALK].generation == 2
    assert generation(town, filed) == 2
    intake.write(filed.reporter, body="Dit is van later.")
    page = actions.open_case(town["Fatima"].opened, code=filed.code)
    assert "Dit is van later." in [one.body for one in page.messages]


def generation(town, filed) -> int:
    with tenant_scope(town.tenant.id):
        return chests_of(filed.case, [ChestKind.TALK])[ChestKind.TALK].generation


def test_each_side_takes_back_only_what_it_gave(town, filed):
    by_reporter, _adviser = let_in(town, filed)
    by_desk, _sem = witness(town, filed)
    with pytest.raises(RefusedError, match="Alleen de melder"):
        guests.withdraw_guest(
            town["Fatima"].opened, code=filed.code, guest_id=by_reporter.id, reason="Ik wil dit niet."
        )
    with pytest.raises(RefusedError):
        letting_in.withdraw_guest(filed.reporter, guest_id=by_desk.id)
    guests.withdraw_guest(town["Fatima"].opened, code=filed.code, guest_id=by_desk.id, reason="Vergissing.")
    assert intake.come_back(town.tenant.id, Receipt(by_desk.words)) is None
    other = file_report(town)
    with pytest.raises(RefusedError):
        letting_in.withdraw_guest(other.reporter, guest_id=by_reporter.id)


def test_the_reporter_sees_whom_they_let_in_and_none_of_the_desks_guests(town, filed):
    given, _adviser = let_in(town, filed)
    witness(town, filed)
    with tenant_scope(town.tenant.id):
        (view,) = letting_in.let_in_here(filed.reporter)
    assert (view.id, view.role, view.who, view.last_day, view.is_in) == (
        given.id,
        Role.ADVISER,
        given.who,
        given.last_day,
        True,
    )
    letting_in.withdraw_guest(filed.reporter, guest_id=given.id)
    with tenant_scope(town.tenant.id):
        assert letting_in.let_in_here(filed.reporter) == ()
        (view,) = letting_in.out_again(filed.reporter).leaf
        assert (view.id, view.is_in) == (given.id, False)
        assert letting_in.out_again(file_report(town).reporter).leaf == ()


def test_over_means_nothing_opens_before_and_after_the_clock_took_the_keys(town, filed, monkeypatch):
    given, adviser = let_in(town, filed, last_day=clock.today())
    visiting_mail(adviser)
    later = clock.now() + timedelta(days=2)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert intake.come_back(town.tenant.id, Receipt(given.words)) is None
    with pytest.raises(GoneError):
        page_of(town, adviser)
    assert expire_guests(town.tenant.id) >= 1
    with tenant_scope(town.tenant.id):
        assert not Grant.objects.filter(holder_alias=adviser.alias).exists()
        assert not Address.objects.filter(holder_alias=adviser.alias).exists()
        assert Guest.objects.get(id=given.id).ended_at == later
        assert Line.objects.filter(verb="case.expire_guest", object_id=given.id).count() == 1
    assert expire_guests(town.tenant.id) == 0


def visiting_mail(ref: GuestRef) -> None:
    intake.leave(ref, mail="hulp@post.example", language="nl")


def test_who_must_stay_out_is_not_let_in_by_name(town, filed):
    # Bram was kept out when it was filed; Marit is marked by the desk, which the reporter must not find out by trying.
    with pytest.raises(RefusedError, match="buiten blijven"):
        letting_in.let_in(filed.reporter, given=to_be(who="Bram Kuipers van de balie"))
    out = Whom(As.INTERESTED, person_id=town["Ruben"].person_id)
    staying_out.keep_out(town["Fatima"].opened, code=filed.code, whom=out, reason="Een vriend.")
    with tenant_scope(town.tenant.id):
        ruben = next(
            one
            for one in guests.colleagues_by_alias(town.tenant.id).values()
            if one.person_id == town["Ruben"].person_id
        )
    with pytest.raises(RefusedError, match="buiten blijven"):
        guests.let_in_guest(
            town["Fatima"].opened, code=filed.code, given=to_be("helper", name=ruben.name, who="")
        )
    letting_in.let_in(filed.reporter, given=to_be(who=ruben.name))


@pytest.mark.parametrize("role", [one for one in guests.OF_DESK if one != Role.SUBJECT])
def test_whom_it_is_about_gets_words_as_nothing_else(town, filed, role):
    """Else they would know of the report before its reporter is told that they will, and find nothing that is made for them."""
    given = to_be(role, who="De advocaat van B1", last_day=None, party_id=subject_of(filed))
    with pytest.raises(RefusedError, match="Over deze persoon gaat de melding"):
        guests.let_in_guest(town["Fatima"].opened, code=filed.code, given=given)
    with tenant_scope(town.tenant.id):
        assert guests.guest_of(subject_of(filed)) is None


def test_a_name_that_the_desk_writes_lies_apart(town, filed):
    given, _sem = witness(town, filed, name="Sem Vos")
    with tenant_scope(town.tenant.id):
        assert guests.guest_names(town["Fatima"].opened, filed.case) == {given.id: "Sem Vos"}
        keys = open_chests(town["Fatima"].opened.opened, filed.case.id)
        (view,) = guests.guests_shown(filed.case, {kind: keys[kind] for kind in ("talk", "file")}).there
        assert view.has_name
        assert "Sem" not in view.who


@pytest.mark.parametrize(
    "wrong",
    [
        {"role": "mayor"},
        {"role": "witness"},
        {"last_day": None},
        {"last_day": clock.today() - timedelta(days=1)},
        {"last_day": clock.today() + timedelta(days=800)},
        {"who": "x" * 501},
    ],
)
def test_what_cannot_be_is_refused_and_leaves_nothing(town, filed, wrong):
    with pytest.raises(RefusedError):
        letting_in.let_in(filed.reporter, given=to_be(**wrong))
    with tenant_scope(town.tenant.id):
        assert not Guest.objects.filter(case=filed.case).exists()


def test_a_form_that_is_sent_twice_lets_in_one(town, filed):
    given = to_be(reads=True)
    letting_in.let_in(filed.reporter, given=given)
    with pytest.raises(actions.AlreadyDoneError):
        letting_in.let_in(filed.reporter, given=given)
    with tenant_scope(town.tenant.id):
        assert Guest.objects.filter(case=filed.case).count() == 1


def test_who_may_only_read_does_not_write_for_the_reporter(town, filed):
    _given, adviser = let_in(town, filed)
    with pytest.raises(RefusedError, match="niet voor de melder"):
        visiting.write_for(adviser, body="Ik schrijf toch.")
    visiting.write(adviser, body="Mag ik het meldpunt zelf iets vragen?")
    with tenant_scope(town.tenant.id):
        assert reporters.progress(filed.reporter).talk.total == 0


def test_knocks_go_to_guest_and_desk(town, filed):
    given, sem = witness(town, filed)
    visiting_mail(sem)
    guests.write_guest(
        town["Fatima"].opened, code=filed.code, guest_id=given.id, body="Hoe gaat het?", message_id=uuid4()
    )
    with tenant_scope(town.tenant.id):
        assert Knock.objects.filter(address__holder_alias=sem.alias).count() == 1
        unread = Access.objects.filter(case=filed.case).values_list("unread", flat=True)
    visiting.write(sem, body="Goed.")
    with tenant_scope(town.tenant.id):
        assert list(Access.objects.filter(case=filed.case).values_list("unread", flat=True)) == list(unread)


def test_destruction_finds_a_guests_chest(town, filed):
    given, _sem = witness(town, filed)
    with tenant_scope(town.tenant.id):
        assert given.id in owning.owners(filed.case.id)


def test_a_report_is_still_found_by_its_words_and_other_words_find_nobody(town, filed):
    let_in(town, filed)
    found = intake.come_back(town.tenant.id, Receipt(tuple(filed.words.split())))
    assert isinstance(found, ReporterRef)
    assert found.case_id == filed.case.id
    assert intake.come_back(town.tenant.id, Receipt(receipt.draw())) is None


def test_the_talk_keeps_who_gets_a_successor_after_all_of_them(town, filed):
    """The reporter and two guests lie vouched in the talk; a staff renewal reaches all three."""
    _one, adviser = let_in(town, filed)
    _two, union = let_in(town, filed, "union")
    bring(town["Fatima"].opened, filed, "acknowledged")
    out = Whom(As.INTERESTED, person_id=town["Ruben"].person_id)
    staying_out.keep_out(town["Fatima"].opened, code=filed.code, whom=out, reason="Een vriend.")
    with tenant_scope(town.tenant.id):
        chest = chests_of(filed.case, [ChestKind.TALK])["talk"]
        for holder in (adviser.opened, union.opened, filed.reporter.opened):
            assert open_chests(holder, filed.case.id)["talk"].chest_id == chest.id


def unvouched(town, who: str) -> list[Attestation]:
    """Take away what the officers signed for somebody's key; return it, to put back."""
    with tenant_scope(town.tenant.id):
        rows = list(Attestation.objects.filter(holder_id=Holder.objects.get(alias=town[who].staff.alias).id))
        Attestation.objects.filter(id__in=[one.id for one in rows]).delete()
    assert rows
    return rows


def reads_guest(town, filed, who: str, guest_id) -> list[str]:
    _view, talk = guests.read_guest(town[who].opened, code=filed.code, guest_id=guest_id)
    return [one.body for one in talk.leaf]


@pytest.mark.req("R19")
def test_a_colleague_whose_key_was_not_vouched_for_gets_that_of_a_guest_when_another_opens_the_case(database):
    town = make_tenant()
    filed = file_report(town)
    signed = unvouched(town, "Joris")
    given, sem = witness(town, filed)
    visiting.write(sem, body="Ik zag het.")
    assert reads_guest(town, filed, "Fatima", given.id) == ["Ik zag het."]
    with pytest.raises(NotAllowedError):
        reads_guest(town, filed, "Joris", given.id)
    actions.open_case(town["Fatima"].opened, code=filed.code)
    with pytest.raises(NotAllowedError):
        reads_guest(town, filed, "Joris", given.id)
    with tenant_scope(town.tenant.id):
        Attestation.objects.bulk_create(signed)
    actions.open_case(town["Fatima"].opened, code=filed.code)
    assert reads_guest(town, filed, "Joris", given.id) == ["Ik zag het."]
    with tenant_scope(town.tenant.id):
        assert not Chest.objects.filter(renewal_due=True).exists()


@pytest.mark.req("R19")
def test_nobody_is_let_in_whom_no_colleague_who_stays_could_read(database):
    town = make_tenant()
    filed = file_report(town)
    for who in ("Fatima", "Joris"):
        unvouched(town, who)
    with pytest.raises(RefusedError, match="moeten eerst worden bevestigd"):
        letting_in.let_in(filed.reporter, given=to_be("adviser", reads=True))
    with tenant_scope(town.tenant.id):
        assert not Guest.objects.exists()


@pytest.mark.req("R10", "R19")
def test_who_has_no_key_to_the_names_finds_out_none_by_letting_somebody_in(town):
    """Refused whatever is typed: the name of whom the case goes round and any other are answered alike (promise 1)."""
    filed = file_report(town)
    ruben = town["Ruben"]
    actions.let_in(
        town["Fatima"].opened, code=filed.code, person_id=ruben.person_id, reason="Helpt.", last_day=None
    )
    with tenant_scope(town.tenant.id):
        assert ChestKind.NAMES not in queries.keys_to(ruben.opened, filed.case)
        assert guests.may_give(ruben.opened, filed.case) == (Role.SUBJECT,)
    said = set()
    for name in ("Bram Kuipers", "Karel Zandstra", ""):
        with pytest.raises(RefusedError) as refused:
            guests.let_in_guest(
                ruben.opened, code=filed.code, given=to_be("witness", name=name, last_day=None)
            )
        said.add(refused.value.sentence)
    assert len(said) == 1
    # Who has the key hears of the one, and lets in the other.
    with pytest.raises(RefusedError, match="moet hier buiten blijven"):
        witness(town, filed, name="Bram Kuipers")
    witness(town, filed, name="Karel Zandstra")


def test_where_nobody_must_stay_out_no_key_to_the_names_is_needed(town):
    filed = file_report(town, kept_out=())
    ruben = town["Ruben"]
    actions.let_in(
        town["Fatima"].opened, code=filed.code, person_id=ruben.person_id, reason="Helpt.", last_day=None
    )
    guests.let_in_guest(
        ruben.opened, code=filed.code, given=to_be("witness", name="Karel Zandstra", last_day=None)
    )


def test_a_reason_that_is_refused_leaves_no_key_behind_in_the_store(town, filed, monkeypatch):
    reserved, reserve = [], chests.reserve
    monkeypatch.setattr(chests, "reserve", lambda kinds: reserved.append(kinds) or reserve(kinds))
    for why in (" ", "x" * 5_000):
        with pytest.raises(RefusedError) as refused:
            witness(town, filed, why=why)
        assert refused.value.field == "reason"
    assert reserved == []
    witness(town, filed)
    assert len(reserved) == 1
