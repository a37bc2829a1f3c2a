"""Promise 12: what was destroyed cannot be read in any copy that we hold, once the key store's own backups are past.

The copies here: the rows and blobs as they were before, every key of every holder, and the key store of now.
"""

from __future__ import annotations

import copy

import pytest
from django.conf import settings
from tests.people import Town, make_tenant
from tests.reporter import Reporter
from tests.stuck_key import stuck

from weerbaar.cases.models import Message, Report
from weerbaar.database.scope import tenant_scope
from weerbaar.ground.receipt import Receipt
from weerbaar.intake import actions
from weerbaar.intake.reporters import open_talk
from weerbaar.vault import chests, jobs
from weerbaar.vault.files import open_details
from weerbaar.vault.keystore import FolderKeyStore, KeyLostError, KeyState, key_store
from weerbaar.vault.models import Chest, Grant, SealedFile
from weerbaar.vault.seal import SealBrokenError


@pytest.fixture(scope="module")
def town(database) -> Town:
    return make_tenant()


@pytest.fixture
def reporter(faces, town):
    browser = Reporter(faces.reporter, town.tenant.slug).ready()
    browser.send("melden/bestanden/", files=[("bestand", ("a.txt", b"bewijs " * 50, "text/plain"))])
    browser.send("melden/nakijken/")
    back = actions.come_back(town.tenant.id, Receipt(tuple(browser.words)))
    assert back is not None
    actions.write(back, body="Een bericht.")
    return back


class Copy:
    """A backup of a case's rows, as a thief or a restored disk would have them."""

    def __init__(self, case_id) -> None:
        self.chests = list(Chest.objects.filter(owner_id=case_id))
        self.grants = list(Grant.objects.filter(chest__owner_id=case_id))
        self.report = Report.objects.get(case_id=case_id)
        self.messages = list(Message.objects.filter(case_id=case_id))
        self.files = list(SealedFile.objects.filter(owner_id=case_id))


def openable(before: Copy, holders) -> list[str]:
    """The kinds of chest that any of the holders opens with the grants of the copy and the key store of now."""
    kinds = {one.id: one.kind for one in before.chests}
    opened = []
    for holder in holders:
        for grant in before.grants:
            if grant.holder_alias != holder.alias:
                continue
            try:
                chests.open_grant(holder, grant, kinds[grant.chest_id])
                opened.append(kinds[grant.chest_id])
            except (KeyLostError, SealBrokenError):
                continue
    return opened


def test_no_copy_of_the_rows_opens_any_more(town, reporter):
    holders = [town["Fatima"].opened.opened, town["Joris"].opened.opened, reporter.opened]
    with tenant_scope(town.tenant.id):
        before = Copy(reporter.case_id)
        assert sorted(set(openable(before, holders))) == ["file", "identity", "names", "talk"]
        talk = open_talk(reporter)
        assert open_details(talk.key, before.files[0]).name == "a.txt"
        chests.destroy(before.chests)
    with tenant_scope(town.tenant.id):
        assert openable(before, holders) == []


def test_the_reporter_s_name_alone_can_end(town, reporter):
    """Taking a name back destroys its compartment, not only its row: a backup of the row holds a seal without a key."""
    actions.reveal_identity(reporter, name="Noor", contact="")
    with tenant_scope(town.tenant.id):
        before = Copy(reporter.case_id)
        fatima = town["Fatima"].opened.opened
        assert "identity" in openable(before, [fatima])
    actions.withdraw_identity(reporter)
    with tenant_scope(town.tenant.id):
        assert sorted(openable(before, [fatima])) == ["file", "names", "talk"]
        assert sorted(chests.open_chests(fatima, reporter.case_id)) == ["file", "identity", "names", "talk"]


def test_nothing_is_said_to_be_erased_before_it_is(faces, town):
    """Between what was decided and the end of the key lies a moment, in which a program can be killed or a disk full."""
    browser = Reporter(faces.reporter, town.tenant.slug)
    words = browser.reported()
    back = actions.come_back(town.tenant.id, Receipt(tuple(words)))
    assert back is not None
    browser.send("terug/", {"words": " ".join(words)})
    browser.send("mijn-melding/naam/", {"name": "Noor", "contact": ""})
    with tenant_scope(town.tenant.id):
        chest = Chest.objects.get(owner_id=back.case_id, kind="identity")
    with stuck(chest.id):
        browser.send("mijn-melding/naam/", {"trek-in": "1"})
        assert "Niemand kan hem nog openen. Wij wissen hem nu." in browser.text
        assert "is gewist" not in browser.text
    jobs.end_keys()
    assert key_store().state(chest.id) is KeyState.DESTROYED
    browser.send("mijn-melding/naam/", {"name": "Noor", "contact": ""})
    browser.send("mijn-melding/naam/", {"trek-in": "1"})
    assert "Je naam is gewist." in browser.text


def test_a_backup_of_the_key_store_still_opens_it_and_that_is_the_limit(
    town, reporter, tmp_path, monkeypatch
):
    """The honest limit: until the store's own backups are past, whoever holds one and a holder's key can read."""
    with tenant_scope(town.tenant.id):
        before = Copy(reporter.case_id)
        old = FolderKeyStore(tmp_path / "backup")
        old.put({one.id: chests.key_store().get(one.id) for one in before.chests})
        chests.destroy(before.chests)
    with tenant_scope(town.tenant.id):
        assert openable(before, [reporter.opened]) == []
        monkeypatch.setattr(chests, "key_store", lambda: old)
        assert openable(before, [reporter.opened]) == ["talk"]
    assert settings.WEERBAAR_KEY_STORE_CYCLE_DAYS >= 1, "the days after which that ends are set, and shown"


def test_an_abandoned_draft_leaves_no_key_row_or_blob(faces, town):
    from weerbaar.ground import clock
    from weerbaar.intake.jobs import clear_abandoned
    from weerbaar.intake.models import Draft
    from weerbaar.vault.storage import blob_store

    browser = Reporter(faces.reporter, town.tenant.slug).ready()
    browser.send("melden/bestanden/", files=[("bestand", ("b.txt", b"concept " * 50, "text/plain"))])
    with tenant_scope(town.tenant.id):
        draft = Draft.objects.filter(is_sent=False).latest("started_at")
        reserved = list(draft.reserved)
        file = SealedFile.objects.get(owner_id=draft.id)
        expires = copy.copy(draft.expires_at)
    with clock.stopped_at(expires):
        assert clear_abandoned(town.tenant.id) >= 1
    with tenant_scope(town.tenant.id):
        assert not Draft.objects.filter(id=draft.id).exists()
        assert not SealedFile.objects.filter(id=file.id).exists()
    for one in reserved:
        with pytest.raises(KeyLostError):
            key_store().get(one)
    with pytest.raises(FileNotFoundError):
        blob_store().open(file.blob)
