"""Each sealed column of a case, and each clear one beside it: in which parts of a copy it comes, or why in none (C14).

A column that stands in none of these tables fails a test, so that nothing new is left out by itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, LiteralString

from weerbaar.cases.copy_parts import Part

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Column:
    """A sealed column of a case, and in which parts of a copy what lies in it comes."""

    table: LiteralString
    name: LiteralString
    parts: tuple[Part, ...]
    of_case: LiteralString = "case_id = %s"


OF_ASKED: LiteralString = "asked_id IN (SELECT id FROM cases_decisionasked WHERE case_id = %s)"

COLUMNS = (
    Column("cases_report", "sealed_answers", (Part.REPORT,)),
    Column("cases_message", "sealed_body", (Part.TALK, Part.OBJECTION)),
    Column("cases_account", "sealed_text", (Part.ACCOUNTS, Part.REPORT)),
    Column("cases_account", "sealed_correction", (Part.ACCOUNTS, Part.REPORT)),
    Column("cases_party", "sealed_description", (Part.PEOPLE,)),
    Column("cases_decision", "sealed_reason", (Part.DECISIONS, Part.ACCESS)),
    Column("cases_triage", "sealed_answers", (Part.ASSESSMENT,)),
    Column("cases_duty", "sealed_detail", (Part.DUTIES,)),
    Column("cases_measure", "sealed_text", (Part.MEASURES,)),
    Column("cases_subjectnotice", "sealed_text", (Part.SUBJECTS,)),
    Column("cases_checkin", "sealed_answer", (Part.PROTECTION, Part.GUESTS)),
    Column("cases_closingletter", "sealed_text", (Part.LETTERS,)),
    Column("cases_rehabilitation", "sealed_words", (Part.LETTERS,)),
    Column("cases_rehabilitation", "sealed_copy", (Part.LETTERS,)),
    Column("cases_decisionasked", "sealed_question", (Part.QUESTIONS,)),
    Column("cases_decisionasked", "sealed_answer", (Part.QUESTIONS,)),
    Column("cases_secrecy", "sealed_text", (Part.QUESTIONS,), OF_ASKED),
    Column("cases_referral", "sealed_package", (Part.HANDED_ON,)),
    Column("cases_release", "sealed_package", (Part.HANDED_ON,)),
    Column("cases_guest", "sealed_who", (Part.GUESTS,)),
    Column("cases_guestmessage", "sealed_body", (Part.GUESTS,)),
    Column("cases_note", "sealed_text", (Part.NOTES,)),
    Column("cases_task", "sealed_text", (Part.TASKS,)),
    Column("cases_task", "sealed_result", (Part.TASKS,)),
    Column("cases_planline", "sealed_text", (Part.PLAN,)),
    Column("cases_lesson", "sealed_text", (Part.LESSONS,)),
    Column("vault_sealedfile", "sealed_details", (Part.FILES,), "owner_id = %s"),
)
"""What is gathered. What becomes of names that lie apart is said in `blackening`."""

NOT_GATHERED = {
    "cases_party.dropped_name": "a name: it goes along by itself, with a reason, or stays out",
    "cases_party.sealed_line": "codes by which it is found who decides",
    "cases_decision.dropped_name": "a name that was taken back, and stays out",
    "cases_measure.sealed_name": "a name that lies with its party too",
    "cases_guest.dropped_name": "a name, which stays out",
    "cases_answerdraft.sealed_body": "what somebody has not sent",
    "cases_contactperson.sealed_reach": "how a colleague is reached; that there was one stands in the timeline",
    "cases_contactperson.sealed_meanwhile": "how a colleague is reached while another is away",
    "cases_closingletter.sealed_copy": "a copy of the letter, for the guest",
    "cases_rehabilitation.sealed_told": "kept empty: who was told lies with the words",
    "cases_filecopy.sealed_request": "for whom another copy was made",
    "cases_filecopy.sealed_content": "a copy of what is gathered",
    "cases_caselink.sealed_reason": "about another case too",
    "cases_improvement.sealed_text": "of no case: nothing in it leads to one",
    "cases_improvement.sealed_result": "of no case: nothing in it leads to one",
    "cases_released.sealed_text": "what another tenant let go, which is no case of ours",
    "cases_wordlist.sealed_words": "a list of words that stand here too",
}
"""The sealed columns that are not gathered, and why."""

CLEAR: Mapping[str, tuple[LiteralString, ...]] = {
    "cases_report": (),
    "cases_message": ("kind", "from_reporter", "author_alias", "at", "posted_on"),
    "cases_account": ("state", "told_on", "is_recorded", "written_by", "at", "settled_at"),
    "cases_party": ("role", "number", "withdrawn_at"),
    "cases_decision": ("verb", "actor_alias", "object_alias", "at"),
    "cases_triage": ("by_alias", "at"),
    "cases_duty": ("name", "answer", "due_on", "settled_at"),
    "cases_measure": (
        "party_id",
        "code",
        "bearer",
        "state",
        "proposed_by",
        "proposed_at",
        "checked_by",
        "checked_at",
        "decided_by",
        "decided_at",
    ),
    "cases_subjectnotice": ("party_id", "given_at", "heard_at"),
    "cases_checkin": ("holder_alias", "about", "answered_at"),
    "cases_closingletter": ("party_id", "outcome", "written_by", "at"),
    "cases_rehabilitation": ("party_id", "state", "proposed_by", "proposed_at", "settled_at"),
    "cases_decisionasked": (
        "is_check",
        "asked_of",
        "asked_by",
        "asked_at",
        "due_on",
        "answered_at",
        "withdrawn_at",
    ),
    "cases_secrecy": ("asked_id", "imposed_by", "imposed_at", "lifted_at"),
    "cases_referral": ("receiver", "made_by", "made_at", "handed_over_at"),
    "cases_release": ("made_by", "made_at", "sent_at", "recalled_at"),
    "cases_guest": ("party_id", "role", "holder_alias", "let_in_by", "by_reporter", "since"),
    "cases_guestmessage": ("guest_id", "from_guest", "author_alias", "at"),
    "cases_note": ("author_alias", "at", "withdrawn_at"),
    "cases_task": ("made_by", "made_at", "for_alias", "ended_at", "ended_by", "is_dropped"),
    "cases_planline": ("audience", "made_by", "made_at", "told_on", "dropped_at"),
    "cases_lesson": ("made_by", "at"),
    "vault_sealedfile": ("created_at",),
}
"""By table, the columns that anybody can read and that become facts of an entry: when one changes, what goes changes."""

NOT_SHOWN = {
    "cases_message.read_at": "reading changes nothing of what was said",
    "cases_measure.news_at": "since when it waits for somebody",
    "cases_subjectnotice.reporter_told_at": "what the reporter was told stands in the talk",
    "cases_subjectnotice.not_before": "what the reporter was told stands in the talk",
    "cases_subjectnotice.is_waived": "why stands with the decisions",
    "cases_party.by_staff": "who recorded somebody stands in the timeline",
    "cases_checkin.occasion": "why it was asked, not what was said",
    "cases_checkin.due_on": "when it was to be asked",
    "cases_checkin.asked_at": "when it was asked",
    "cases_checkin.stopped_at": "that no more is asked stands in the timeline",
    "cases_checkin.news_at": "since when it waits for somebody",
    "cases_closingletter.is_waived": "why stands with the decisions",
    "cases_rehabilitation.told_at": "in which state it is, is told",
    "cases_decisionasked.reminded_on": "of the clock",
    "cases_decisionasked.escalated_on": "of the clock",
    "cases_decisionasked.news_at": "since when it waits for somebody",
    "cases_secrecy.lifted_by": "who lifted it stands in the timeline",
    "cases_release.town_id": "to whom it went lies with the package",
    "cases_release.not_before": "from when it might go; when it went is told",
    "cases_release.delivered_at": "of the post between two organisations",
    "cases_release.ended_at": "of the post between two organisations",
    "cases_guest.reads": "what somebody may do, not what they said",
    "cases_guest.writes": "what somebody may do, not what they said",
    "cases_guest.until": "when words end",
    "cases_guest.ended_at": "that words ended stands in the timeline",
    "cases_guestmessage.read_at": "reading changes nothing of what was said",
    "cases_task.due_on": "when it was to be done",
    "cases_task.reminded_on": "of the clock",
    "cases_task.escalated_on": "of the clock",
    "cases_planline.planned_on": "when it was to be told",
    "cases_planline.told_by": "who told it lies with the words",
    "vault_sealedfile.stored_bytes": "how much storage it takes",
}
"""The columns of those tables that are in no entry, and why."""
