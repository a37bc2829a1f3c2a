"""To which part of a copy of the file each line of the timeline belongs (C14). Pure: a table.

Where a part stays out, its lines do too: else they would tell what was left out, and when. What has no part here is the
course of the case itself, which the title page of every copy tells too.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from weerbaar.cases.copy_parts import Part

if TYPE_CHECKING:
    from collections.abc import Mapping

THE_COURSE = frozenset(
    {
        "case.file",
        "intake.enter",
        "case.acknowledge",
        "case.inquire",
        "case.decide",
        "case.send_elsewhere",
        "case.give_feedback",
        "case.close",
        "register.end_identity",
    }
)
"""Verbs of the case itself: they are told with every timeline."""

VERBS_OF: Mapping[Part, frozenset[str]] = {
    Part.PEOPLE: frozenset({"case.add_party", "case.set_line"}),
    Part.TALK: frozenset(
        {
            "case.answer",
            "case.ask",
            "case.inform",
            "case.print_reply",
            "case.post_reply",
            "case.announce_notice",
            "case.announce_release",
            "intake.forgo_words",
            "reporter.write",
            "reporter.give_name",
            "reporter.take_name_back",
            "reporter.change_words",
            "reporter.ask_language",
            "reporter.rate",
            "guest.write_for",
        }
    ),
    Part.ACCOUNTS: frozenset(
        {"case.write_account", "case.keep_unsigned", "reporter.sign_account", "reporter.correct_account"}
    ),
    Part.SUBJECTS: frozenset(
        {"case.tell_subject", "case.record_hearing", "case.show_hearing", "case.waive_hearing"}
    ),
    Part.ASSESSMENT: frozenset({"case.assess"}),
    Part.DUTIES: frozenset({"case.settle_duty"}),
    Part.MEASURES: frozenset(
        {
            "case.propose_measure",
            "case.settle_burden",
            "case.check_measure",
            "decision.check",
            "case.decide_measure",
            "case.advise_measure",
            "case.record_employer",
            "case.drop_measure",
        }
    ),
    Part.QUESTIONS: frozenset(
        {
            "case.ask_decision",
            "case.ask_check",
            "case.tell_more",
            "case.withdraw_question",
            "case.ask_another",
            "decision.answer",
            "decision.ask_more",
            "decision.hand_back",
            "decision.impose_secrecy",
            "decision.lift_imposed",
            "decision.lift_secrecy",
        }
    ),
    Part.DECISIONS: frozenset(
        {"case.name_contact", "case.agree_contact", "case.decline_contact", "case.name_meanwhile"}
    ),
    Part.LETTERS: frozenset(
        {
            "case.give_letter",
            "case.waive_letter",
            "case.propose_rehabilitation",
            "case.record_rehabilitation",
            "case.tell_rehabilitation",
            "guest.answer_rehabilitation",
        }
    ),
    Part.PROTECTION: frozenset(
        {
            "case.check_in",
            "case.note_help",
            "reporter.check_in",
            "reporter.stop_check_ins",
            "reporter.resume_check_ins",
        }
    ),
    Part.HANDED_ON: frozenset(
        {
            "case.make_package",
            "case.take_package",
            "case.hand_over",
            "case.release",
            "case.drop_release",
            "case.take_back",
        }
    ),
    Part.TERMS: frozenset({"case.suspend_term", "case.resume_term", "case.extend_term"}),
    Part.FILES: frozenset({"case.add_file", "case.read_original", "reporter.attach"}),
    Part.ACCESS: frozenset(
        {
            "case.open_names",
            "case.let_in",
            "case.ask_consent",
            "case.consent",
            "case.refuse_consent",
            "case.withdraw_access",
            "case.expire_access",
            "case.keep_out",
            "case.undo_keep_out",
            "case.undo_name",
            "case.put_out",
            "case.recuse",
            "case.undo_recuse",
            "case.stand_in",
            "case.end_stand_in",
            "case.expire_stand_in",
            "case.transfer",
            "case.withdraw_person",
            "case.let_in_guest",
            "case.withdraw_guest",
            "case.expire_guest",
        }
    ),
    Part.GUESTS: frozenset(
        {
            "case.write_guest",
            "guest.write",
            "guest.change_words",
            "guest.check_in",
            "guest.ask_for_help",
            "guest.stop_check_ins",
            "guest.resume_check_ins",
            "reporter.let_in",
            "reporter.withdraw_guest",
        }
    ),
    Part.NOTES: frozenset({"case.write_note", "case.withdraw_note"}),
    Part.TASKS: frozenset({"case.give_task", "case.change_task", "case.finish_task", "case.drop_task"}),
    Part.PLAN: frozenset({"case.plan_line", "case.change_line", "case.drop_line", "case.mark_told"}),
    Part.LESSONS: frozenset({"case.learn", "case.make_improvement"}),
}
"""By part, the verbs whose lines belong to it: they tell that there was what lies in it."""

_PART_OF = {verb: part for part, verbs in VERBS_OF.items() for verb in verbs}


def part_of_line(verb: str) -> Part | None:
    """The part that a line belongs to; None for the course of the case.

    Raises KeyError for a verb in neither table: a line that nobody placed could tell what was left out.
    """
    return None if verb in THE_COURSE else _PART_OF[verb]
