"""What the sealed details of a file say of whose it is, also those from before that was asked."""

from __future__ import annotations

import json
from dataclasses import replace
from uuid import uuid4

import pytest

from weerbaar.vault.copies import copied
from weerbaar.vault.files import FileDetails, Whose, open_details, packed, seal_details
from weerbaar.vault.models import SealedFile
from weerbaar.vault.seal import Place, seal_field
from weerbaar.vault.secret import SymmetricKey
from weerbaar.vault.uploads import CLEANED, seal_bytes

ALIAS = "36496993-57e5-4f21-8deb-09ffbabb4f5e"


def details(by: str = "", said_whose: str = "") -> FileDetails:
    blob, _stored = seal_bytes(b"Dag.")
    return FileDetails(
        "notitie.txt", "TEXT", CLEANED, "CLEAN", blob, None, "", 4, by=by, said_whose=said_whose
    )


@pytest.mark.parametrize(
    ("by", "said", "whose", "is_known"),
    [
        (ALIAS, "reporter", Whose.REPORTER, True),
        (ALIAS, "somebody", Whose.SOMEBODY, True),
        (ALIAS, "organisation", Whose.ORGANISATION, True),
        (ALIAS, "", Whose.REPORTER, False),
        ("reporter", "", Whose.REPORTER, True),
        ("reporter", "organisation", Whose.REPORTER, True),
        ("", "", Whose.REPORTER, False),
        ("", "organisation", Whose.REPORTER, False),
    ],
)
def test_what_nobody_said_counts_as_the_reporters(by: str, said: str, whose: Whose, is_known: bool) -> None:
    assert details(by, said).whose is whose
    assert details(by, said).is_known_whose is is_known


def test_what_was_said_comes_out_of_the_seal_and_what_was_sealed_before_it_was_asked_opens() -> None:
    key, file = SymmetricKey.generate(), SealedFile(id=uuid4(), tenant_id=uuid4())
    now = details(ALIAS, "somebody")
    file.sealed_details = seal_details(key, file.tenant_id, file.id, now)
    assert open_details(key, file) == now
    before = {name: value for name, value in packed(now).items() if name != "said_whose"}
    place = Place(file.tenant_id, "vault_sealedfile", file.id, "sealed_details")
    file.sealed_details = seal_field(key, json.dumps(before).encode(), place)
    assert open_details(key, file) == replace(now, said_whose="")


def test_what_another_tenant_gets_does_not_say_whose_it_is() -> None:
    copy = copied(details(ALIAS, "somebody")).details
    assert (copy.by, copy.said_whose, copy.whose) == ("", "", Whose.REPORTER)
