"""What the pages of a case say when something cannot be: a busy machine, and access that ends by itself."""

from __future__ import annotations

import fcntl
import os
from contextlib import contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from tests.filed import Filed, file_report
from tests.people import Town, make_tenant
from tests.vault.washing.test_jail import KINDS
from tests.web.office.cases.test_pages import REASON, Desk, verbs, words

from weerbaar.database.scope import tenant_scope
from weerbaar.ground import clock
from weerbaar.vault.models import SealedFile
from weerbaar.vault.washing import Kind, Reason, jail
from weerbaar.web.design.dates import full_day

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="module")
def town(database: None) -> Town:
    return make_tenant()


@pytest.fixture
def filed(town: Town) -> Filed:
    return file_report(town)


@contextmanager
def busy() -> Iterator[None]:
    """Every slot of the machine is taken by somebody else."""
    held = [
        os.open(jail.slots_folder() / f"slot-{number}", os.O_RDWR | os.O_CREAT, 0o600)
        for number in range(jail.AT_ONCE)
    ]
    for descriptor in held:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
    yield
    for descriptor in held:
        os.close(descriptor)


def files(filed: Filed) -> list[SealedFile]:
    with tenant_scope(filed.case.tenant_id):
        return list(SealedFile.objects.filter(owner_id=filed.case.id))


def test_a_file_that_the_machine_was_too_busy_to_clean_is_not_kept_as_it_is(
    town: Town, filed: Filed, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jail.wash_in_jail, "__kwdefaults__", jail.wash_in_jail.__kwdefaults__ | {"wait": 0.1})
    fatima, page = Desk(town, "Fatima"), f"zaken/{filed.code}/bestand/"
    photo = KINDS[Kind.JPEG]

    def send() -> object:
        return fatima.post(page, {"bestand": SimpleUploadedFile("foto.jpg", photo), "whose": "reporter"})

    with busy():
        refused = send()
    assert refused.status_code == 200
    assert Reason.BUSY.msgid in words(refused)
    assert files(filed) == []
    assert verbs(filed) == ["case.file"]
    assert send().status_code == 302
    assert "Opgeschoond" in fatima.text(f"zaken/{filed.code}/")
    assert len(files(filed)) == 1


def test_whoever_reads_along_for_a_time_is_told_until_when_and_gets_no_form(town: Town, filed: Filed) -> None:
    fatima, hassan, root = Desk(town, "Fatima"), Desk(town, "Hassan"), f"zaken/{filed.code}/"
    given = {"person": str(town["Hassan"].person_id), "until": "weeks", **REASON}
    assert fatima.post(f"{root}toegang/", given).status_code == 302
    ends = f"Jouw toegang eindigt vanzelf, na {full_day(clock.today() + timedelta(days=14))}."
    before = verbs(filed)
    lasting = {"until": "lasting", "passphrase": town["Hassan"].passphrase, **REASON}
    other = {"person": str(town["Ruben"].person_id), **lasting}
    for path, form in (
        ("toegang/", other),
        (f"toegang/{town['Joris'].staff.alias}/intrekken/", REASON),
    ):
        page = hassan.get(root + path)
        assert ends in words(page)
        assert "Vraag dit aan een collega zonder einddag" in words(page)
        assert "reason" not in page.content.decode(), "no form that is refused when it is sent"
        # A page that stood open since before, or a form of one's own making.
        assert ends in words(hassan.post(root + path, form))
        # Whoever has no end date has the form.
        assert "reason" in fatima.get(root + path).content.decode()
        assert "eindigt vanzelf" not in fatima.text(root + path)
    assert [one for one in verbs(filed) if one not in before] == []
    assert "toegang/" not in hassan.get(root).content.decode()
