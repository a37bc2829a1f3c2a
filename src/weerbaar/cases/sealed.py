"""The sealed fields of a case: which compartment opens which column, in one place, so that a blob has one home."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from weerbaar.cases.models import ChestKind
from weerbaar.cases.routing import EmployerLine
from weerbaar.vault.chests import pick_up

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from weerbaar.cases.models import (
        AnswerDraft,
        ContactPerson,
        Decision,
        Guest,
        Message,
        Party,
        Report,
        SubjectNotice,
    )
    from weerbaar.vault.chests import ChestKey

Keys = "Mapping[str, ChestKey]"


def seal_message(keys: Mapping[str, ChestKey], message: Message, body: str) -> None:
    """Put the words into an unsaved message."""
    message.sealed_body = keys[ChestKind.TALK].seal("cases_message", message.id, "sealed_body", body.encode())


def message_body(keys: Mapping[str, ChestKey], message: Message) -> str:
    """What a message says."""
    return keys[ChestKind.TALK].open("cases_message", message.id, "sealed_body", message.sealed_body).decode()


def report_answers(keys: Mapping[str, ChestKey], report: Report) -> dict[str, Any]:
    """What the reporter answered, by the names of the questions, with `language` and `apart`."""
    content = keys[ChestKind.TALK].open("cases_report", report.id, "sealed_answers", report.sealed_answers)
    return json.loads(content)


def seal_reason(keys: Mapping[str, ChestKey], decision: Decision, reason: str) -> None:
    """Put the reason into an unsaved decision."""
    decision.sealed_reason = keys[ChestKind.FILE].seal(
        "cases_decision", decision.id, "sealed_reason", reason.encode()
    )


def reason_of(keys: Mapping[str, ChestKey], decision: Decision) -> str:
    """Why something was done."""
    blob = decision.sealed_reason
    return keys[ChestKind.FILE].open("cases_decision", decision.id, "sealed_reason", blob).decode()


def seal_description(keys: Mapping[str, ChestKey], party: Party, description: str) -> None:
    """Put what the reader needs, without the name, into an unsaved party."""
    party.sealed_description = keys[ChestKind.FILE].seal(
        "cases_party", party.id, "sealed_description", description.encode()
    )


def description_of(keys: Mapping[str, ChestKey], party: Party) -> str:
    """What the file says of somebody, without the name."""
    blob = party.sealed_description
    return keys[ChestKind.FILE].open("cases_party", party.id, "sealed_description", blob).decode()


@dataclass(frozen=True, slots=True)
class EarlierLine:
    """A line of employer that was replaced; `decision` says when, by whom and why."""

    was: EmployerLine
    decision: UUID


def seal_line(
    opened: ChestKey, party_id: UUID, line: EmployerLine, earlier: Sequence[EarlierLine] = ()
) -> bytes:
    """The line of employer of a subject and what it was before, oldest first; `opened` is the key of `file`."""
    before = [asdict(one.was) | {"decision": str(one.decision)} for one in earlier]
    content = json.dumps(asdict(line) | {"earlier": before}).encode()
    return opened.seal("cases_party", party_id, "sealed_line", content)


def line_of(keys: Mapping[str, ChestKey], party: Party) -> EmployerLine:
    """The line of employer of somebody; empty where nobody said so."""
    return _employer_line(_line(keys, party))


def earlier_lines(keys: Mapping[str, ChestKey], party: Party) -> tuple[EarlierLine, ...]:
    """What the line of employer of somebody was before, oldest first."""
    # What was sealed before earlier lines were kept has none.
    before = _line(keys, party).get("earlier", ())
    return tuple(EarlierLine(_employer_line(one), UUID(one["decision"])) for one in before)


def _line(keys: Mapping[str, ChestKey], party: Party) -> dict[str, Any]:
    if party.sealed_line is None:
        return asdict(EmployerLine())
    return json.loads(keys[ChestKind.FILE].open("cases_party", party.id, "sealed_line", party.sealed_line))


def _employer_line(held: Mapping[str, Any]) -> EmployerLine:
    return EmployerLine(held["line"], tuple(held["roles"]), held["lender"])


def seal_draft(keys: Mapping[str, ChestKey], draft: AnswerDraft, body: str) -> None:
    """Put the words into an unsaved draft of an answer."""
    draft.sealed_body = keys[ChestKind.FILE].seal("cases_answerdraft", draft.id, "sealed_body", body.encode())


def draft_body(keys: Mapping[str, ChestKey], draft: AnswerDraft) -> str:
    """What a draft of an answer says so far."""
    blob = draft.sealed_body
    return keys[ChestKind.FILE].open("cases_answerdraft", draft.id, "sealed_body", blob).decode()


def dropped_name(opened: ChestKey, row: Party | Decision | Guest) -> str:
    """The name that lies apart, as it was dropped; empty when there is none."""
    return pick_up(opened, row.dropped_name).decode() if row.dropped_name else ""


def seal_reach(keys: Mapping[str, ChestKey], row: ContactPerson, reach: str) -> None:
    """Put how a contact person is reached into an unsaved row."""
    row.sealed_reach = keys[_of_contact(row)].seal(
        "cases_contactperson", row.id, "sealed_reach", reach.encode()
    )


def notice_words(keys: Mapping[str, ChestKey], notice: SubjectNotice) -> dict[str, str]:
    """What a subject was told and said, as far as it is there: `told`, `how` and `said`."""
    blob = notice.sealed_text
    return json.loads(keys[ChestKind.FILE].open("cases_subjectnotice", notice.id, "sealed_text", blob))


def reach_of(keys: Mapping[str, ChestKey], row: ContactPerson) -> str:
    """How a contact person is reached."""
    return (
        keys[_of_contact(row)].open("cases_contactperson", row.id, "sealed_reach", row.sealed_reach).decode()
    )


def seal_meanwhile(keys: Mapping[str, ChestKey], row: ContactPerson, reach: str) -> None:
    """Put how somebody is reached who is there meanwhile into an unsaved row."""
    row.sealed_meanwhile = keys[_of_contact(row)].seal(
        "cases_contactperson", row.id, "sealed_meanwhile", reach.encode()
    )


def meanwhile_of(keys: Mapping[str, ChestKey], row: ContactPerson) -> str:
    """How somebody is reached who is there meanwhile; empty when there is nobody."""
    blob = row.sealed_meanwhile
    if blob is None:
        return ""
    return keys[_of_contact(row)].open("cases_contactperson", row.id, "sealed_meanwhile", blob).decode()


def _of_contact(row: ContactPerson) -> ChestKind:
    """The compartment in which it lies: the reporter has a key to the talk, and a subject to neither."""
    return ChestKind.FILE if row.party_id else ChestKind.TALK
