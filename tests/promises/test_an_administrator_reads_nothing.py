"""Promise 3: an administrator of product, database, storage or backups reads nothing.

Here they have all of it at once: every row, every blob, the key store, the folder of secrets, and the right to write.
What they do not have is a passphrase or a receipt.
"""

from __future__ import annotations

import itertools
from uuid import uuid4

import psycopg
import pytest
from tests.people import Office, Town, make_tenant
from tests.reporter import Reporter

from weerbaar.cases.models import Access, Case, Party
from weerbaar.config import environment
from weerbaar.database.scope import tenant_scope
from weerbaar.ground import clock
from weerbaar.ground.receipt import Passphrase, Receipt
from weerbaar.intake import actions
from weerbaar.vault import chests, keyring
from weerbaar.vault.holders import Opened, WrongPassphraseError, open_person
from weerbaar.vault.models import Grant, Holder
from weerbaar.vault.seal import SealBrokenError
from weerbaar.vault.secret import PrivateKey


@pytest.fixture(scope="module")
def town(database) -> Town:
    return make_tenant()


@pytest.fixture(scope="module")
def case(faces, town) -> Case:
    back = actions.come_back(
        town.tenant.id, Receipt(tuple(Reporter(faces.reporter, town.tenant.slug).reported()))
    )
    assert back is not None
    with tenant_scope(town.tenant.id):
        return Case.objects.get(id=back.case_id)


def as_root(statement: str, *values) -> None:
    with psycopg.connect(
        **environment.cluster().address("superuser", environment.address("app").database).libpq()
    ) as root:
        root.execute(statement, values)


@pytest.mark.req("F1")
def test_the_products_administrator_sees_no_case(office, case):
    wietske = office("Wietske")
    assert case.code not in wietske.get("").text
    for path in ("", "namen/", "toegang/", "sluiten/"):
        assert wietske.get(f"zaken/{case.code}/{path}").status_code == 404
    assert wietske.get("beheer/mensen/").status_code == 200, "and does the work of an administrator"


def test_making_oneself_a_reader_opens_no_case_that_is_there(office, town, case):
    wietske = office("Wietske")
    person = town["Wietske"].person_id
    wietske.post(f"beheer/meldpunten/{town.desk.slug}/lezer/", {"person": str(person)})
    assert wietske.get(f"zaken/{case.code}/").status_code == 404


def test_giving_a_reader_a_new_telephone_shows_no_case(faces, office, town, case):
    """The administrator invites Fatima anew, and sets up her codes on a telephone of their own."""
    from weerbaar.organisation import actions as organisation
    from weerbaar.organisation import queries, totp

    fatima = town["Fatima"]
    invitation = organisation.invite(town["Wietske"].opened, person_id=fatima.person_id)
    secret = totp.new_secret()
    staff = queries.staff(town.tenant.id, fatima.person_id)
    assert staff is not None
    with clock.stopped_at(clock.now()):
        code = totp.code_at(secret, clock.now(), shift=-1)
        organisation.set_up_codes(staff, invitation=invitation.code, totp_secret=secret, code=code)
    thief = Office(faces.office, town)
    thief.post("aanmelden/", {"mail": fatima.mail, "code": totp.code_at(secret, clock.now())})
    for path in ("", f"zaken/{case.code}/", "?soort=conduct"):
        answer = thief.get(path)
        assert "ontgrendelen" in str(answer.url), "the passphrase is asked, and they have none"
        shown = answer.text.replace(f"zaken/{case.code}/", "")  # the address that was asked for comes back
        assert case.code not in shown
    thief.close()


def test_all_keys_outside_the_database_together_open_no_chest(town, case):
    """The folder of secrets and the key store are both in hand; a grant needs a person's or the reporter's key."""
    keys = [
        keyring.postman_key(),
        PrivateKey(keyring.application_key("wb-directory", town.tenant.id).reveal()),
    ]
    with tenant_scope(town.tenant.id):
        grants = list(Grant.objects.filter(chest__owner_id=case.id))
        assert grants
        for key, grant in itertools.product(keys, grants):
            with pytest.raises(SealBrokenError):
                chests.open_grant(Opened(town.tenant.id, grant.holder_alias, key), grant, "talk")


def test_a_person_s_key_opens_with_their_passphrase_alone(town):
    with tenant_scope(town.tenant.id):
        holder = Holder.objects.get(alias=town["Fatima"].opened.alias)
    with pytest.raises(WrongPassphraseError):
        open_person(holder, Passphrase("een andere wachtzin van zes woorden"))
    assert open_person(holder, Passphrase(town["Fatima"].passphrase)).alias == holder.alias


class TestASkeletonKey:
    """Who may write in the database puts a key of their own where a reader's was, and waits for the next report."""

    @pytest.fixture
    def town(self, database) -> Town:
        return make_tenant()

    def file(self, faces, town) -> list[Access]:
        words = Reporter(faces.reporter, town.tenant.slug).reported()
        if not words:
            return []
        back = actions.come_back(town.tenant.id, Receipt(tuple(words)))
        assert back is not None
        with tenant_scope(town.tenant.id):
            return list(Access.objects.filter(case_id=back.case_id))

    def test_nothing_is_sealed_to_a_key_that_was_put_in_its_place(self, faces, town):
        theirs = PrivateKey.generate()
        fatima = town["Fatima"].opened.alias
        as_root("UPDATE vault_holder SET public_key = %s WHERE alias = %s", theirs.public(), fatima)
        readers = {one.holder_alias for one in self.file(faces, town)}
        assert fatima not in readers
        assert readers == {town["Joris"].opened.alias, town["Marit"].opened.alias}
        with tenant_scope(town.tenant.id):
            for grant in Grant.objects.all():
                with pytest.raises(SealBrokenError):
                    chests.open_grant(Opened(town.tenant.id, fatima, theirs), grant, "talk")

    def test_signatures_of_officers_who_are_not_pinned_make_no_trust(self, faces, town):
        from weerbaar.vault.secret import SigningSeed
        from weerbaar.vault.trust import attest

        theirs = PrivateKey.generate()
        joris = town["Joris"].opened.alias
        as_root("UPDATE vault_holder SET public_key = %s WHERE alias = %s", theirs.public(), joris)
        with tenant_scope(town.tenant.id):
            holder = Holder.objects.get(alias=joris)
            forged = [attest(holder, SigningSeed.generate()) for _ in range(3)]
        for one in forged:
            as_root(
                "INSERT INTO vault_attestation (id, tenant_id, holder_id, officer_key, signature)"
                " VALUES (%s, %s, %s, %s, %s)",
                uuid4(),
                town.tenant.id,
                holder.id,
                one.officer_key,
                one.signature,
            )
        assert joris not in {one.holder_alias for one in self.file(faces, town)}

    def test_a_name_that_is_given_later_goes_to_no_key_that_was_put_in_its_place(self, faces, town):
        browser = Reporter(faces.reporter, town.tenant.slug)
        words = browser.reported()
        browser.send("terug/", {"words": " ".join(words)})
        back = actions.come_back(town.tenant.id, Receipt(tuple(words)))
        assert back is not None
        theirs = PrivateKey.generate()
        as_root(
            "UPDATE vault_chest SET sealed_drop_key = %s WHERE owner_id = %s AND kind = 'identity'",
            theirs.public() + b"identity",
            back.case_id,
        )
        browser.send("mijn-melding/naam/", {"name": "Noor Visser", "contact": "06 12345678"})
        assert "niet veilig bewaren" in browser.text
        assert browser.find("//input[@name='name']/@value") == ["Noor Visser"], "what was typed stays"
        with tenant_scope(town.tenant.id):
            given = Party.objects.filter(case_id=back.case_id, role=Party.Role.REPORTER)
            assert [one.dropped_name for one in given] == [None]
