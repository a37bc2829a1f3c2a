"""What comes in of files, before a page or a case keeps it."""

from __future__ import annotations

from uuid import uuid4

import pytest

from weerbaar.intake.files import to_try_again
from weerbaar.vault.files import Blob, FileDetails
from weerbaar.vault.secret import SymmetricKey
from weerbaar.vault.uploads import CLEANED, NOT_CLEANED, Finished
from weerbaar.vault.washing import Reason


def _finished(state: str, reason: str = "") -> Finished:
    blob = Blob(uuid4(), SymmetricKey.generate(), 5, "")
    details = FileDetails("a.pdf", "PDF", state, "UNSCANNED", blob, None, "", 5, reason=reason)
    return Finished("a.pdf", details, 256)


def test_a_file_that_could_have_been_cleaned_is_refused_with_a_sentence_and_never_offered_as_it_is() -> None:
    (one,) = to_try_again([_finished(NOT_CLEANED, Reason.BUSY.name)])
    assert one.details is None
    assert one.sentence == Reason.BUSY.msgid
    assert one.name == "a.pdf"


@pytest.mark.parametrize(("state", "reason"), [(CLEANED, ""), (NOT_CLEANED, Reason.BROKEN.name)])
def test_every_other_file_stays_what_it_is(state: str, reason: str) -> None:
    came = [_finished(state, reason), Finished("b", None, sentence="Dit bestand is leeg.")]
    assert to_try_again(came) == came
