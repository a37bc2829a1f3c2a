"""Files that are added after sending have a limit per case, the same as a draft; and the desk's own count for nothing."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from threading import Barrier
from typing import TYPE_CHECKING
from uuid import UUID

import pytest
from django.db import connection
from tests.cases.test_actions import _upload
from tests.web.reporter.test_files import _MACROS, _add
from tests.web.reporter.test_files_held_back import _PAGE
from tests.web.reporter.test_walk import cases_of, new_case

from weerbaar.cases import actions as cases
from weerbaar.database.scope import tenant_scope
from weerbaar.ground.receipt import Receipt
from weerbaar.intake import actions
from weerbaar.intake.files import MOST_BYTES_IN_DRAFT, MOST_IN_DRAFT
from weerbaar.vault.files import Whose
from weerbaar.vault.models import SealedFile
from weerbaar.vault.uploads import NOT_CLEANED

if TYPE_CHECKING:
    from tests.people import Town
    from tests.reporter import Reporter

    from weerbaar.intake.reporters import ReporterRef

_NO_ROOM = "Niet alles past bij je melding: samen mogen het 100 bestanden en 5 GB zijn."


class Sent:
    """A report that was sent, and its reporter who came back."""

    def __init__(self, noor: Reporter, town: Town) -> None:
        before = cases_of(town)
        words = noor.reported()
        self.noor, self.town, self.case = noor, town, new_case(town, before)
        found = actions.come_back(town.tenant.id, Receipt(tuple(words)))
        assert found is not None
        self.reporter: ReporterRef = found
        noor.send("terug/", {"words": " ".join(words)})

    def fill(self, number: int) -> None:
        actions.attach(self.reporter, uploads=[_upload() for _ in range(number)])

    def kept(self, owner: UUID | None = None) -> int:
        with tenant_scope(self.town.tenant.id):
            return SealedFile.objects.filter(owner_id=owner or self.case.id).count()


@pytest.fixture
def sent(noor: Reporter, town: Town) -> Sent:
    return Sent(noor, town)


def test_the_last_that_fits_is_sent_and_the_next_is_refused_with_a_sentence(sent: Sent) -> None:
    sent.fill(MOST_IN_DRAFT - 1)
    _add(sent.noor, "past.txt", b"tekst", _PAGE)
    assert sent.noor.path == "mijn-melding/"
    _add(sent.noor, "past-niet.txt", b"tekst", _PAGE)
    assert sent.noor.path == _PAGE
    assert _NO_ROOM in sent.noor.text
    assert "Schrijf het meldpunt een bericht." in sent.noor.text
    assert sent.kept() == MOST_IN_DRAFT


def test_of_several_what_fits_is_sent_and_what_could_not_be_cleaned_waits(sent: Sent) -> None:
    sent.fill(MOST_IN_DRAFT - 1)
    several = [("een.txt", b"een"), ("twee.txt", b"twee"), ("oud.doc", _MACROS)]
    sent.noor.send(
        _PAGE, files=[("bestand", (name, data, "application/octet-stream")) for name, data in several]
    )
    assert _NO_ROOM in sent.noor.text
    assert sent.kept() == MOST_IN_DRAFT
    assert sent.kept(sent.reporter.alias) == 1
    # And what waits does not go round the limit.
    with tenant_scope(sent.town.tenant.id):
        (held,) = SealedFile.objects.filter(owner_id=sent.reporter.alias)
    with pytest.raises(actions.RefusedError):
        actions.attach(sent.reporter, as_they_are=[held.id])
    assert (sent.kept(), sent.kept(sent.reporter.alias)) == (MOST_IN_DRAFT, 1)


def test_bytes_count_as_well(sent: Sent) -> None:
    sent.fill(1)
    with tenant_scope(sent.town.tenant.id):
        SealedFile.objects.filter(owner_id=sent.case.id).update(stored_bytes=MOST_BYTES_IN_DRAFT - 10)
    _add(sent.noor, "te-veel.txt", b"x" * 5000, _PAGE)
    assert _NO_ROOM in sent.noor.text
    assert sent.kept() == 1


def test_files_of_the_desk_take_no_room_and_do_not_break_the_page(sent: Sent) -> None:
    for _ in range(3):
        cases.add_file(
            sent.town["Fatima"].opened, code=sent.case.code, upload=_upload(), whose=Whose.ORGANISATION
        )
    sent.noor.open("mijn-melding/")
    assert sent.noor.page.status_code == 200
    assert "verslag.txt" not in sent.noor.text
    sent.fill(MOST_IN_DRAFT)
    assert sent.kept() == MOST_IN_DRAFT + 3
    with pytest.raises(actions.RefusedError):
        sent.fill(1)


def test_two_forms_at_once_do_not_hold_back_more_than_fits(sent: Sent) -> None:
    together = Barrier(4)

    def hold(_number: int) -> None:
        came = [_upload() for _ in range(MOST_IN_DRAFT)]
        ready = [replace(one, details=replace(one.details, state=NOT_CLEANED)) for one in came]
        try:
            together.wait(30)
            with suppress(actions.RefusedError):
                actions.hold_files(sent.reporter, ready)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(hold, range(4)))
    assert sent.kept(sent.reporter.alias) == MOST_IN_DRAFT
