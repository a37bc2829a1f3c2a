"""A file that is added later and cannot be cleaned goes to nobody until its reporter says so, file by file."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from tests.web.reporter.test_files import _MACROS, _add
from tests.web.reporter.test_walk import cases_of, new_case

from weerbaar.database.scope import tenant_scope
from weerbaar.ground.clock import now
from weerbaar.ground.receipt import Receipt
from weerbaar.intake import actions
from weerbaar.intake.jobs import clear_held
from weerbaar.intake.reporters import open_talk
from weerbaar.vault.files import open_details
from weerbaar.vault.models import SealedFile
from weerbaar.vault.seal import SealBrokenError
from weerbaar.vault.storage import blob_store

if TYPE_CHECKING:
    from tests.people import Town
    from tests.reporter import Reporter

_PAGE = "mijn-melding/bestanden/"


class Sent:
    """A report that was sent, and its reporter who came back with a file that cannot be cleaned."""

    def __init__(self, noor: Reporter, town: Town) -> None:
        before = cases_of(town)
        self.words = noor.reported()
        self.case, self.town, self.noor = new_case(town, before), town, noor
        found = actions.come_back(town.tenant.id, Receipt(tuple(self.words)))
        assert found is not None
        self.reporter = found
        noor.send("terug/", {"words": " ".join(self.words)})
        _add(noor, "oud.doc", _MACROS, _PAGE)

    def of(self, owner: object) -> list[SealedFile]:
        with tenant_scope(self.town.tenant.id):
            return list(SealedFile.objects.filter(owner_id=owner))

    def choose(self, answer: str) -> None:
        (one,) = self.noor.find("//button[@name='doe']/@value")
        self.noor.send(_PAGE, {f"zoals-het-is-{one}": answer, "doe": one})


@pytest.fixture
def sent(noor: Reporter, town: Town) -> Sent:
    return Sent(noor, town)


@pytest.mark.req("R11")
def test_it_waits_where_the_desk_cannot_open_it(sent: Sent) -> None:
    assert sent.noor.path == _PAGE
    assert "oud.doc" in sent.noor.text
    assert sent.noor.find("//input[@type='radio'][@checked]/@value") == ["nee"]
    assert sent.of(sent.case.id) == []
    (held,) = sent.of(sent.reporter.alias)
    with tenant_scope(sent.town.tenant.id):
        talk = open_talk(sent.reporter)
        with pytest.raises(SealBrokenError):
            open_details(talk.key, held)


@pytest.mark.req("R11")
def test_it_goes_when_the_reporter_says_so(sent: Sent) -> None:
    sent.choose("ja")
    assert sent.noor.path == "mijn-melding/"
    assert "oud.doc" in sent.noor.text
    assert sent.of(sent.reporter.alias) == []
    (kept,) = sent.of(sent.case.id)
    with tenant_scope(sent.town.tenant.id):
        details = open_details(open_talk(sent.reporter).key, kept)
    assert (details.name, details.state, details.send_as_is) == ("oud.doc", "not_cleaned", True)


def test_it_is_thrown_away_when_the_reporter_says_so(sent: Sent) -> None:
    (held,) = sent.of(sent.reporter.alias)
    sent.choose("nee")
    assert sent.of(sent.reporter.alias) == sent.of(sent.case.id) == []
    with pytest.raises(FileNotFoundError):
        blob_store().open(held.blob)
    sent.noor.open(_PAGE)
    assert "oud.doc" not in sent.noor.text


def test_a_clean_one_beside_it_goes_and_it_stays(sent: Sent) -> None:
    _add(sent.noor, "later.txt", b"tekst", _PAGE)
    assert sent.noor.path == _PAGE
    assert len(sent.of(sent.case.id)) == len(sent.of(sent.reporter.alias)) == 1


def test_it_is_cleared_after_a_day_and_not_before(sent: Sent) -> None:
    tenant_id = sent.town.tenant.id
    clear_held(tenant_id)
    (held,) = sent.of(sent.reporter.alias)
    with tenant_scope(tenant_id):
        SealedFile.objects.filter(id=held.id).update(created_at=now() - timedelta(hours=25))
    assert clear_held(tenant_id) == 1
    assert sent.of(sent.reporter.alias) == []
