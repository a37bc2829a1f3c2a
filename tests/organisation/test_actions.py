"""The verbs: each beside its denial, and what the log says of them."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from tests.filed import file_report
from tests.people import Town, make_tenant

from weerbaar.audit.models import Line
from weerbaar.audit.queries import lines_about
from weerbaar.cases import actions as cases
from weerbaar.cases.models import ConsentRequest
from weerbaar.database.scope import tenant_scope
from weerbaar.ground import clock
from weerbaar.ground.errors import GoneError, NotAllowedError, RefusedError
from weerbaar.ground.receipt import draw_passphrase
from weerbaar.notify.actions import remove_address
from weerbaar.organisation import actions, queries, rules, totp
from weerbaar.organisation.models import Desk, Person, Role
from weerbaar.organisation.queries import Profile
from weerbaar.organisation.staff import Staff
from weerbaar.vault.keyring import alias_of
from weerbaar.vault.models import Attestation, Holder


def profile(first_name: str = "Dilan") -> Profile:
    return Profile(f"{first_name} Aydin", first_name, "medewerker balie", f"{uuid4().hex[:8]}@balie.example")


def colleague(town: Town, person_id: object) -> queries.Colleague:
    with tenant_scope(town.tenant.id):
        return next(one for one in queries.people(town.tenant.id) if one.person_id == person_id)


def readers(town: Town) -> list[str]:
    with tenant_scope(town.tenant.id):
        return [one.first_name for one in queries.readers(town.desk.id).members]


def activated(town: Town, *roles: str) -> Staff:
    """Somebody new with a key that nobody signed."""
    invitation = actions.person_add(town["Wietske"].opened, profile=profile(), roles=roles)
    staff = queries.staff(town.tenant.id, invitation.person_id)
    assert staff is not None
    secret = totp.new_secret()
    code = totp.code_at(secret, clock.now())
    assert actions.set_up_codes(staff, invitation=invitation.code, totp_secret=secret, code=code)
    return staff.with_key(actions.activate(staff, invitation=invitation.code, passphrase=draw_passphrase()))


@pytest.mark.parametrize("first_name", ["Fatima", "Ilse", "Hassan", "Bram"])
def test_only_an_administrator_decides_who_is_where(town: Town, first_name: str) -> None:
    actor, other = town[first_name].opened, town["Samira"].person_id
    for attempt in (
        lambda: actions.person_add(actor, profile=profile()),
        lambda: actions.assign_role(actor, person_id=other, role=Role.HANDLER),
        lambda: actions.withdraw_role(actor, person_id=other, role=Role.HANDLER),
        lambda: actions.person_leaves(actor, person_id=other, forget=remove_address),
        lambda: actions.invite(actor, person_id=other),
        lambda: actions.desk_member_add(actor, desk_id=town.desk.id, person_id=actor.person_id),
        lambda: actions.desk_member_remove(actor, desk_id=town.desk.id, person_id=other),
        lambda: actions.desk_change(
            actor, desk_id=town.desk.id, texts=actions.DeskTexts("anders", "Anders", "", ["conduct"])
        ),
    ):
        with pytest.raises(NotAllowedError):
            attempt()
    assert not colleague(town, other).roles


def test_an_administrator_whose_key_is_closed_does_nothing(town: Town) -> None:
    with pytest.raises(RefusedError):
        actions.person_add(town["Wietske"].locked, profile=profile())


def test_an_administrator_of_another_tenant_finds_nobody_here(town: Town) -> None:
    stranger = make_tenant()["Wietske"].opened
    with pytest.raises(NotAllowedError):
        actions.assign_role(stranger, person_id=town["Samira"].person_id, role=Role.HANDLER)
    with pytest.raises(NotAllowedError):
        actions.desk_member_add(stranger, desk_id=town.desk.id, person_id=stranger.person_id)


def test_a_key_counts_only_after_two_officers_signed_it(town: Town) -> None:
    new = activated(town, Role.HANDLER)
    actions.desk_member_add(town["Wietske"].opened, desk_id=town.desk.id, person_id=new.person_id)
    for officer, counts in (("Ilse", False), ("Ilse", False), ("Omar", True)):
        with tenant_scope(town.tenant.id):
            waiting = {one.colleague.person_id: one for one in queries.waiting_keys(town[officer].opened)}
        key = waiting[new.person_id]
        actions.sign_key(town[officer].opened, holder_id=key.holder_id, seen=key.fingerprint)
        assert colleague(town, new.person_id).is_trusted is counts
        assert ("Dilan" in readers(town)) is counts
    actions.person_leaves(town["Wietske"].opened, person_id=new.person_id, forget=remove_address)


def test_a_signature_by_anybody_else_or_of_another_key_is_refused(town: Town) -> None:
    new = activated(town)
    with tenant_scope(town.tenant.id):
        key = next(
            one
            for one in queries.waiting_keys(town["Ilse"].opened)
            if one.colleague.person_id == new.person_id
        )
    for signer, seen in (
        (town["Wietske"].opened, key.fingerprint),
        (town["Fatima"].opened, key.fingerprint),
        (town["Ilse"].locked, key.fingerprint),
        (town["Ilse"].opened, bytes(32)),
    ):
        with pytest.raises(RefusedError):
            actions.sign_key(signer, holder_id=key.holder_id, seen=seen)
    with pytest.raises(NotAllowedError):
        actions.sign_key(town["Ilse"].opened, holder_id=uuid4(), seen=key.fingerprint)
    with tenant_scope(town.tenant.id):
        assert not Attestation.objects.filter(holder_id=key.holder_id).exists()


def test_an_officer_who_is_not_pinned_vouches_for_nobody(town: Town) -> None:
    late = activated(town, Role.OFFICER)
    key = activated(town)
    with tenant_scope(town.tenant.id):
        holder = Holder.objects.get(alias=key.alias)
        waiting = {one.holder_id: one for one in queries.waiting_keys(town["Ilse"].opened)}
    assert late.opened is not None
    assert late.opened.signing is not None
    with pytest.raises(RefusedError) as refused:
        actions.sign_key(late, holder_id=holder.id, seen=waiting[holder.id].fingerprint)
    assert "vast" in refused.value.sentence


def test_a_key_that_is_changed_in_the_database_is_trusted_no_more() -> None:
    town = make_tenant()
    assert "Joris" in readers(town)
    with tenant_scope(town.tenant.id):
        Holder.objects.filter(alias=town["Joris"].opened.alias).update(public_key=bytes(32))
    assert readers(town) == ["Fatima"]


def test_an_administrator_gets_to_no_desk_and_no_other_role(town: Town) -> None:
    boss, me = town["Wietske"].opened, town["Wietske"].person_id
    with pytest.raises(RefusedError):
        actions.assign_role(boss, person_id=me, role=Role.HANDLER)
    with pytest.raises(RefusedError):
        actions.desk_member_add(boss, desk_id=town.desk.id, person_id=me)
    with pytest.raises(RefusedError):
        actions.withdraw_role(boss, person_id=me, role=Role.ADMINISTRATOR)
    with pytest.raises(RefusedError):
        actions.person_leaves(boss, person_id=me, forget=remove_address)
    with pytest.raises(RefusedError):
        actions.assign_role(boss, person_id=town["Fatima"].person_id, role=Role.ADMINISTRATOR)


def test_a_refused_role_leaves_a_line(town: Town) -> None:
    person_id = town["Hassan"].person_id
    with pytest.raises(RefusedError):
        actions.assign_role(town["Wietske"].opened, person_id=person_id, role=Role.ADMINISTRATOR)
    with tenant_scope(town.tenant.id):
        line = lines_about(alias_of(town.tenant.id, person_id))[-1]
    assert (line.verb, line.refused, line.actor_alias) == (
        "person.assign_role",
        True,
        town["Wietske"].opened.alias,
    )


def test_every_change_of_a_role_leaves_a_line(town: Town) -> None:
    boss, person_id = town["Wietske"].opened, town["Samira"].person_id
    actions.assign_role(boss, person_id=person_id, role=Role.HANDLER)
    actions.desk_member_add(boss, desk_id=town.desk.id, person_id=person_id)
    assert "Samira" in readers(town)
    actions.withdraw_role(boss, person_id=person_id, role=Role.HANDLER)
    assert "Samira" not in readers(town)
    with tenant_scope(town.tenant.id):
        verbs = [one.verb for one in lines_about(alias_of(town.tenant.id, person_id))]
    assert verbs[-2:] == ["person.assign_role", "person.withdraw_role"]


def test_an_invitation_works_once_and_for_fourteen_days(town: Town) -> None:
    invitation = actions.person_add(town["Wietske"].opened, profile=profile())
    with tenant_scope(town.tenant.id):
        assert queries.invited(town.tenant.id, invitation.code.lower().replace("-", " "))
        assert queries.invited(town.tenant.id, "AAAAA-AAAAA-AAAAA-AAAAA") is None
        with clock.stopped_at(clock.now() + rules.INVITATION_LASTS + timedelta(seconds=1)):
            assert queries.invited(town.tenant.id, invitation.code) is None
    staff = queries.staff(town.tenant.id, invitation.person_id)
    assert staff is not None
    with pytest.raises(RefusedError):
        actions.activate(staff, invitation=invitation.code, passphrase=draw_passphrase())
    secret = totp.new_secret()
    code = totp.code_at(secret, clock.now())
    with pytest.raises(GoneError):
        actions.set_up_codes(town["Joris"].locked, invitation=invitation.code, totp_secret=secret, code=code)
    actions.set_up_codes(staff, invitation=invitation.code, totp_secret=secret, code=code)
    actions.activate(staff, invitation=invitation.code, passphrase=draw_passphrase())
    with pytest.raises(GoneError):
        actions.activate(staff, invitation=invitation.code, passphrase=draw_passphrase())


def test_a_new_telephone_changes_the_codes_and_not_the_key() -> None:
    town = make_tenant()
    one = town["Joris"]
    invitation = actions.invite(town["Wietske"].opened, person_id=one.person_id)
    secret = totp.new_secret()
    code = totp.code_at(secret, clock.now())
    needs_key = actions.set_up_codes(one.locked, invitation=invitation.code, totp_secret=secret, code=code)
    assert not needs_key
    assert "Joris" in readers(town)
    with pytest.raises(GoneError):
        actions.activate(one.locked, invitation=invitation.code, passphrase=draw_passphrase())


def test_whoever_left_is_gone_from_everywhere() -> None:
    town = make_tenant()
    one = town["Joris"]
    actions.person_leaves(town["Wietske"].opened, person_id=one.person_id, forget=remove_address)
    assert queries.staff(town.tenant.id, one.person_id) is None
    gone = colleague(town, one.person_id)
    assert gone.left
    assert not gone.is_trusted
    assert not gone.roles
    assert readers(town) == ["Fatima"]
    with pytest.raises(NotAllowedError):
        actions.invite(town["Wietske"].opened, person_id=one.person_id)


def test_nobody_leaves_with_a_key_that_too_few_others_have() -> None:
    town = make_tenant()
    filed = file_report(town)
    fatima, boss = town["Fatima"].opened, town["Wietske"].opened
    cases.let_in(
        fatima,
        code=filed.code,
        person_id=town["Hassan"].person_id,
        reason="Hij leest mee.",
        last_day=clock.today() + timedelta(days=7),
    )
    for name in ("Fatima", "Joris"):
        with pytest.raises(RefusedError) as refused:
            actions.person_leaves(boss, person_id=town[name].person_id, forget=remove_address)
        assert filed.code not in refused.value.sentence
        assert refused.value.values == {}
        assert colleague(town, town[name].person_id).is_trusted
    with tenant_scope(town.tenant.id):
        line = lines_about(town["Joris"].opened.alias)[-1]
    assert (line.verb, line.refused) == ("person.leave", True)
    # Whoever holds a key for a time, or none at all, may go.
    for name in ("Hassan", "Samira"):
        actions.person_leaves(boss, person_id=town[name].person_id, forget=remove_address)


def test_whoever_handed_their_keys_over_may_leave() -> None:
    town = make_tenant()
    filed = file_report(town)
    fatima, joris, boss = town["Fatima"].opened, town["Joris"].opened, town["Wietske"].opened
    ruben = town["Ruben"].person_id
    cases.let_in(fatima, code=filed.code, person_id=ruben, reason="Voor Joris.", last_day=None)
    with pytest.raises(RefusedError):  # nobody but Fatima would have the names
        actions.person_leaves(boss, person_id=town["Joris"].person_id, forget=remove_address)
    cases.ask_consent(
        fatima, code=filed.code, person_id=ruben, kinds=["names", "identity"], reason="Ook.", last_day=None
    )
    with tenant_scope(town.tenant.id):
        request = ConsentRequest.objects.get(case=filed.case)
    cases.consent(joris, code=filed.code, request_id=request.id, reason="Goed.")
    actions.person_leaves(boss, person_id=town["Joris"].person_id, forget=remove_address)
    # And now there are two again: neither goes before another is in.
    for person_id in (ruben, town["Fatima"].person_id):
        with pytest.raises(RefusedError):
            actions.person_leaves(boss, person_id=person_id, forget=remove_address)


def test_two_people_have_no_address_in_common(town: Town) -> None:
    same = Profile("Iemand Anders", "", "stagiair", town["Fatima"].mail.upper())
    with pytest.raises(RefusedError) as refused:
        actions.person_add(town["Wietske"].opened, profile=same)
    assert refused.value.field == "mail"


def test_a_tenant_begins_with_two_officers_and_a_name_of_its_own(town: Town) -> None:
    for slug, officers in ((f"t{uuid4().hex[:8]}", [profile()]), (town.tenant.slug, [profile(), profile()])):
        with pytest.raises(RefusedError):
            actions.tenant_add(slug=slug, name="X", officers=officers, administrator=profile())


def test_no_name_or_address_is_readable_in_the_database(town: Town) -> None:
    with tenant_scope(town.tenant.id):
        rows = [
            bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode()
            for row in [
                *Person.objects.values_list(),
                *Line.objects.values_list(),
                *Holder.objects.values_list(),
            ]
            for value in row
        ]
        desk = Desk.objects.get()
    kept = b"\n".join(rows)
    for one in town.people.values():
        for word in (one.part.name, one.mail, one.totp_secret, one.passphrase, one.part.first_name):
            assert word.encode() not in kept
    assert desk.name == "Meldpunt integriteit"


def test_a_profile_does_not_show_itself(town: Town) -> None:
    one = colleague(town, town["Fatima"].person_id)
    assert "Fatima" not in repr(one) + repr(town["Fatima"].opened) + repr(profile("Fatima"))
