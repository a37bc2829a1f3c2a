"""The words of a case, sealed as one list, so that somebody finds a case by a word in what they may open (C12).

There is no index: each case has one list, sealed in `file`. Whoever searches opens the lists of the cases they have a
key to, and nothing is left behind. Both compartments that everybody in a case has are in it, `talk` and `file`; the
names are not, since they open with a reason of their own, nor is what somebody has not sent.

A reporter cannot renew the list: it holds words of the file. So no verb does. The log says whether something was done
in the case since the list was made, and the next who opens the case, or searches, makes it anew.
"""

from __future__ import annotations

import json
import re
import unicodedata
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any, LiteralString, cast

from weerbaar.cases.models import ChestKind
from weerbaar.database.rows import run, select
from weerbaar.ground import clock
from weerbaar.vault.files import details_in
from weerbaar.vault.models import SealedFile
from weerbaar.vault.seal import SealBrokenError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from uuid import UUID

    from weerbaar.cases.models import Case
    from weerbaar.vault.chests import ChestKey

READS = [
    "case.check_in",
    "case.expire_guest",
    "case.make_copy",
    "case.open",
    "case.open_names",
    "case.print_reply",
    "case.preview_copy",
    "case.read_account",
    "case.read_advice",
    "case.read_contact",
    "case.read_copy",
    "case.read_file",
    "case.read_guest",
    "case.read_measure",
    "case.read_original",
    "case.read_package",
    "case.read_plan",
    "case.read_rehabilitation",
    "case.read_subject",
    "case.read_task",
    "case.remind",
    "case.remind_announced",
    "case.remind_task",
    "case.save_draft",
    "case.scan_names",
    "case.take_package",
    "decision.read",
    "decision.remind",
    "guest.ask_for_help",
    "guest.check_in",
    "guest.look",
    "guest.read",
    "reporter.check_in",
    "reporter.look",
    "reporter.resume_check_ins",
    "reporter.stop_check_ins",
]
"""Verbs about a case that add no word to it: after these its list is still whole."""

_TABLE, _COLUMN = "cases_wordlist", "sealed_words"
# A verb that began before the list was read may end after it: its line carries the time at which it ended.
_MARGIN = timedelta(minutes=1)
_WORD = re.compile(r"[^\W_]+")
_LONGEST_WORD = 40
_MOST_BYTES = 64 * 1024
_SHORTEST_PART = 3


@dataclass(frozen=True, slots=True)
class Column:
    """A sealed column whose words are found: its compartment, and whether it holds JSON."""

    table: str
    name: str
    chest: ChestKind
    is_json: bool = False


COLUMNS = (
    Column("cases_report", "sealed_answers", ChestKind.TALK, is_json=True),
    Column("cases_message", "sealed_body", ChestKind.TALK),
    Column("cases_account", "sealed_text", ChestKind.TALK),
    Column("cases_account", "sealed_correction", ChestKind.TALK),
    Column("cases_party", "sealed_description", ChestKind.FILE),
    Column("cases_decision", "sealed_reason", ChestKind.FILE),
    Column("cases_triage", "sealed_answers", ChestKind.FILE, is_json=True),
    Column("cases_duty", "sealed_detail", ChestKind.FILE, is_json=True),
    Column("cases_measure", "sealed_text", ChestKind.FILE, is_json=True),
    Column("cases_subjectnotice", "sealed_text", ChestKind.FILE, is_json=True),
    Column("cases_note", "sealed_text", ChestKind.FILE),
    Column("cases_task", "sealed_text", ChestKind.FILE),
    Column("cases_task", "sealed_result", ChestKind.FILE),
    Column("cases_lesson", "sealed_text", ChestKind.FILE),
)

NOT_SEARCHED = {
    "cases_party.dropped_name": "a name, which opens with a reason",
    "cases_party.sealed_line": "codes",
    "cases_decision.dropped_name": "a name, which opens with a reason",
    "cases_answerdraft.sealed_body": "what somebody has not sent",
    "cases_measure.sealed_name": "a name, which opens with a reason",
    "cases_contactperson.sealed_reach": "how somebody is reached",
    "cases_contactperson.sealed_meanwhile": "how somebody is reached",
    "cases_checkin.sealed_answer": "lies with whoever gave it, and stands on the page of the case",
    "cases_closingletter.sealed_text": "a letter out of what is searched",
    "cases_closingletter.sealed_copy": "a copy for the guest",
    "cases_rehabilitation.sealed_words": "a letter with the subject's name",
    "cases_rehabilitation.sealed_told": "who was told, by name",
    "cases_rehabilitation.sealed_copy": "a copy for the guest",
    "cases_release.sealed_package": "a copy of what is searched",
    "cases_referral.sealed_package": "a copy of what is searched",
    "cases_filecopy.sealed_request": "for whom a copy of the file was made",
    "cases_filecopy.sealed_content": "a copy of what is searched",
    "cases_decisionasked.sealed_question": "a paper with a chest of its own; its answer comes among the decisions",
    "cases_decisionasked.sealed_answer": "a paper with a chest of its own; its answer comes among the decisions",
    "cases_guest.sealed_who": "who reads along",
    "cases_guest.dropped_name": "a name, which opens with a reason",
    "cases_guestmessage.sealed_body": "lies in the chest of a guest",
    "cases_planline.sealed_text": "a text for others out of what is searched",
    "cases_wordlist.sealed_words": "the list itself",
}
"""The sealed columns of a case whose words are not found, and why."""

_READ = cast(
    "LiteralString",
    " UNION ALL ".join(
        # Our own words, from the table above.
        f"SELECT {place}, id, {one.name} FROM {one.table}"  # noqa: S608
        f" WHERE case_id = %s AND {one.name} IS NOT NULL"
        for place, one in enumerate(COLUMNS)
    ),
)
_KEEP = (
    "INSERT INTO cases_wordlist (id, tenant_id, case_id, chest_id, made_at, sealed_words)"
    " VALUES (%s, %s, %s, %s, %s, %s) ON CONFLICT (case_id) DO UPDATE"
    " SET chest_id = excluded.chest_id, made_at = excluded.made_at, sealed_words = excluded.sealed_words"
    " WHERE cases_wordlist.made_at <= excluded.made_at"
)
_STANDING = (
    "SELECT EXISTS (SELECT FROM audit_line WHERE subject_id = w.case_id AND at > w.made_at AND verb <> ALL(%s))"
    " FROM cases_wordlist w WHERE w.case_id = %s"
)


def words_in(text: str) -> set[str]:
    """The words of a text without case and diacritics; of a long one its beginning."""
    plain = unicodedata.normalize("NFKD", text)
    plain = "".join(one for one in plain if not unicodedata.combining(one)).casefold()
    return {word[:_LONGEST_WORD] for word in _WORD.findall(plain)}


def as_list(words: Iterable[str]) -> bytes:
    """Words as they are sealed: in the order of the alphabet, a space before and after each. At most 64 KiB: the rest of
    what is longer than any honest case is left out.
    """
    packed = f" {' '.join(sorted(words))} ".encode()
    return packed if len(packed) <= _MOST_BYTES else packed[: packed.rindex(b" ", 0, _MOST_BYTES) + 1]


def wanted_in(words: Iterable[str]) -> tuple[bytes, ...]:
    """What must stand in a list for these words to be in it: a word of three letters or more also as part of a longer one,
    for in Dutch it often is.
    """
    return tuple((word if len(word) >= _SHORTEST_PART else f" {word} ").encode() for word in sorted(words))


def open_list(opened: ChestKey, row_id: UUID, sealed: bytes) -> bytes:
    """A list, by whoever has the key of `file` that sealed it. Raises SealBrokenError."""
    return opened.open(_TABLE, row_id, _COLUMN, sealed)


def keep_up(case: Case, keys: Mapping[str, ChestKey]) -> None:
    """Make the list of a case anew when something was done in it since. For whoever has the keys of talk and file."""
    standing = run(_STANDING, [READS, case.id]).fetchone()
    if standing is None or standing[0]:
        renew(case, keys)


def renew(case: Case, keys: Mapping[str, ChestKey]) -> bytes:
    """Make the list of a case anew from all that is in it, and return it."""
    made_at = clock.now() - _MARGIN
    words: set[str] = set()
    for text in _texts(case.id, keys):
        words |= words_in(text)
    packed = as_list(words)
    file = keys[ChestKind.FILE]
    # One statement, and the case's id for its own: two who open a new case at the same moment both make its list.
    run(
        _KEEP,
        [
            case.id,
            case.tenant_id,
            case.id,
            file.chest_id,
            made_at,
            file.seal(_TABLE, case.id, _COLUMN, packed),
        ],
    )
    return packed


def _texts(case_id: UUID, keys: Mapping[str, ChestKey]) -> Iterator[str]:
    for place, row_id, sealed in run(_READ, [case_id] * len(COLUMNS)).fetchall():
        column = COLUMNS[place]
        # What was sealed by a key that this reader never had is not theirs to find.
        with suppress(SealBrokenError):
            content = keys[column.chest].open(column.table, row_id, column.name, sealed).decode()
            yield from _strings(json.loads(content)) if column.is_json else (content,)
    for file in select(SealedFile, "owner_id = %s", [case_id]):
        with suppress(SealBrokenError):
            yield details_in(keys[ChestKind.TALK], file).name


def _strings(content: Any) -> Iterator[str]:
    """The texts in something that was JSON, without the names of its fields."""
    if isinstance(content, str):
        yield content
    elif isinstance(content, dict):
        for one in content.values():
            yield from _strings(one)
    elif isinstance(content, list):
        for one in content:
            yield from _strings(one)
