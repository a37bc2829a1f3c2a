"""What a session holds of whoever came back. No database."""

from __future__ import annotations

from uuid import uuid4

import pytest

from weerbaar.intake.guests import GuestRef
from weerbaar.intake.reporters import ReporterRef
from weerbaar.vault.secret import PrivateKey

KEY = bytes(range(32))


@pytest.mark.parametrize("who", [ReporterRef, GuestRef])
def test_who_came_back_is_the_same_out_of_a_session(who):
    ref = who(uuid4(), uuid4(), uuid4(), PrivateKey(KEY))
    back = who.from_session(ref.to_session())
    assert (back.tenant_id, back.alias, back.place) == (ref.tenant_id, ref.alias, ref.place)
    assert back.private_key.reveal() == KEY
    assert (back.opened.alias, back.opened.private_key.reveal()) == (ref.alias, KEY)


def test_the_words_of_a_reporter_lead_to_a_case_and_those_of_a_guest_to_what_is_theirs():
    place = uuid4()
    assert ReporterRef(uuid4(), uuid4(), place, PrivateKey(KEY)).case_id == place
    assert GuestRef(uuid4(), uuid4(), place, PrivateKey(KEY)).guest_id == place


@pytest.mark.parametrize(("held", "read"), [(ReporterRef, GuestRef), (GuestRef, ReporterRef)])
def test_the_session_of_one_is_not_read_as_that_of_the_other(held, read):
    with pytest.raises(KeyError):
        read.from_session(held(uuid4(), uuid4(), uuid4(), PrivateKey(KEY)).to_session())


@pytest.mark.parametrize("who", [ReporterRef, GuestRef])
def test_who_came_back_shows_no_key(who):
    ref = who(uuid4(), uuid4(), uuid4(), PrivateKey(KEY))
    assert ref.to_session()["key"] not in f"{ref!r}{ref}"
    assert repr(KEY) not in f"{ref!r}{ref}"
