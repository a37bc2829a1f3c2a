"""What staff do with a case: each verb does it, leaves one line, and is refused to whoever may not."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, replace
from datetime import timedelta
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

import pytest
from tests.filed import (
    assessment,
    bring,
    file_report,
    hear_everybody,
    name_contact,
    settle_letters,
    subject_of,
)
from tests.people import make_tenant

from weerbaar.audit.acts import VERBS
from weerbaar.audit.models import Line
from weerbaar.cases import actions, deciding, jobs, queries, subjects, suspending, triage
from weerbaar.cases.models import (
    Access,
    AnswerDraft,
    Case,
    ConsentRequest,
    Decision,
    Duty,
    KeptOut,
    Message,
    Party,
    Term,
)
from weerbaar.cases.news import something_new
from weerbaar.cases.rules import add_months
from weerbaar.cases.triage import DutyGiven
from weerbaar.cases.worklist import worklist
from weerbaar.database.scope import tenant_scope
from weerbaar.ground import clock
from weerbaar.ground.errors import NotAllowedError, RefusedError
from weerbaar.intake import actions as reporter_acts
from weerbaar.intake.queries import readers_of
from weerbaar.vault.chests import open_chests
from weerbaar.vault.files import Blob, FileDetails, Whose
from weerbaar.vault.models import Grant, SealedFile
from weerbaar.vault.secret import SymmetricKey
from weerbaar.vault.uploads import CLEANED, Finished

if TYPE_CHECKING:
    from collections.abc import Callable

REASON = "Omdat het nodig is."


def lines(case: Case) -> list[str]:
    with tenant_scope(case.tenant_id):
        return list(
            Line.objects.filter(subject_id=case.id).order_by("at", "id").values_list("verb", flat=True)
        )


def fresh(case: Case) -> Case:
    with tenant_scope(case.tenant_id):
        return Case.objects.get(id=case.id)


def seats(case: Case) -> dict[Any, Access]:
    with tenant_scope(case.tenant_id):
        return {one.holder_alias: one for one in Access.objects.filter(case=case)}


def held(town, who: str, case: Case) -> set[str]:
    staff = town[who].opened
    with tenant_scope(case.tenant_id):
        return set(open_chests(staff.opened, case.id))


def hear(filed) -> list[str]:
    """What the reporter's side of the talk holds, oldest first."""
    with tenant_scope(filed.case.tenant_id):
        talk = open_chests(filed.reporter.opened, filed.case.id)["talk"]
        rows = Message.objects.filter(case=filed.case).order_by("at", "id")
        return [talk.open("cases_message", one.id, "sealed_body", one.sealed_body).decode() for one in rows]


@dataclass(frozen=True)
class Try:
    """A verb with what it needs, and how a case is made ready for it."""

    verb: str
    perform: Callable[[Any, Any, Any], object]
    before: Callable[[Any, Any], object] = lambda _town, _filed: None


def _acknowledged(town, filed):
    actions.acknowledge(town["Fatima"].opened, code=filed.code, body="Binnen.")


def _to(place):
    """Bring a case to a stage first."""
    return lambda town, filed: bring(town["Fatima"].opened, filed, place)


def _not_here(town, filed):
    """A case of which was said that it does not belong here."""
    _acknowledged(town, filed)
    given = assessment(admission="not_here")
    triage.assess(town["Fatima"].opened, code=filed.code, given=given)


def _ready_to_inquire(town, filed):
    bring(town["Fatima"].opened, filed, "assessed")
    name_contact(town["Fatima"].opened, filed.case)


def _ready_to_decide(town, filed):
    _ready_to_inquire(town, filed)
    hear_everybody(town["Fatima"].opened, filed.case)


def _ready_to_close(town, filed):
    bring(town["Fatima"].opened, filed, "answered")
    settle_letters(town["Fatima"].opened, filed.case)


def _with_a_duty(town, filed):
    """A case in which somebody has to decide on a report to the police."""
    _acknowledged(town, filed)
    unsure = DutyGiven("unsure", "Misschien is er geslagen.", "De secretaris", clock.today())
    given = assessment()
    duties = {**given.duties, Duty.Name.CRIMINAL_REPORT: unsure}
    triage.assess(town["Fatima"].opened, code=filed.code, given=replace(given, duties=duties))


def _with_hassan(town, filed):
    _let_in(town["Fatima"].opened, filed, town)


def _let_in(staff, filed, town, who="Hassan", last_day="weeks"):
    day = clock.today() + timedelta(days=14) if last_day == "weeks" else last_day
    return actions.let_in(staff, code=filed.code, person_id=town[who].person_id, reason=REASON, last_day=day)


def _with_marit(town, filed):
    """A third who holds all, so that somebody may leave."""
    _let_in(town["Fatima"].opened, filed, town, "Marit", None)
    _ask(town["Fatima"].opened, filed, town, "Marit", last_day=None)
    actions.consent(town["Joris"].opened, code=filed.code, request_id=_request(filed).id, reason=REASON)


def _asked(town, filed):
    _with_hassan(town, filed)
    _ask(town["Joris"].opened, filed, town)


def _ask(staff, filed, town, who="Hassan", last_day="weeks"):
    day = clock.today() + timedelta(days=7) if last_day == "weeks" else last_day
    return actions.ask_consent(
        staff,
        code=filed.code,
        person_id=town[who].person_id,
        kinds=["names", "identity"],
        reason=REASON,
        last_day=day,
    )


def _request(filed) -> ConsentRequest:
    with tenant_scope(filed.case.tenant_id):
        return ConsentRequest.objects.get(case=filed.case)


def _upload(*, with_original: bool = False) -> Finished:
    """A file as it comes out of the washing, without its bytes: the verbs here read none."""
    blob = Blob(uuid4(), SymmetricKey.generate(), 5, "0" * 64)
    original = Blob(uuid4(), SymmetricKey.generate(), 6, "1" * 64) if with_original else None
    details = FileDetails("verslag.txt", "TEXT", CLEANED, "CLEAN", blob, original, "1" * 64, 6)
    return Finished("verslag.txt", details, stored=5)


def _kept(filed) -> UUID:
    """The one file of a case."""
    with tenant_scope(filed.case.tenant_id):
        return SealedFile.objects.get(owner_id=filed.case.id).id


def _announced(town, filed):
    subjects.announce(
        town["Fatima"].opened, code=filed.code, party_id=subject_of(filed), body="Wat verraadt je?"
    )


def _told(town, filed):
    _announced(town, filed)
    _tell(town["Fatima"].opened, filed)


def _tell(staff, filed):
    """Before the reporter had the time, which needs a reason."""
    text = "Er is een melding over u."
    subjects.tell_subject(staff, code=filed.code, party_id=subject_of(filed), text=text, reason=REASON)


def _hear(staff, filed):
    subjects.record_hearing(
        staff,
        code=filed.code,
        party_id=subject_of(filed),
        heard_on=clock.today(),
        how="meeting",
        said="Zo was het niet.",
    )


def _suspended(town, filed):
    suspending.suspend_term(town["Fatima"].opened, code=filed.code, term="assess", reason=REASON)


TRIES = [
    Try("case.open", lambda s, f, _t: actions.open_case(s, code=f.code)),
    Try("case.acknowledge", lambda s, f, _t: actions.acknowledge(s, code=f.code, body="Binnen.")),
    Try("case.answer", lambda s, f, _t: actions.answer(s, code=f.code, body="Dag.", message_id=uuid4())),
    Try("case.ask", lambda s, f, _t: actions.ask(s, code=f.code, body="Wanneer?", message_id=uuid4())),
    Try("case.save_draft", lambda s, f, _t: actions.save_draft(s, code=f.code, body="Nog niet af")),
    Try(
        "case.give_feedback",
        lambda s, f, _t: actions.give_feedback(s, code=f.code, body="Zo."),
        _to("decided"),
    ),
    Try("case.close", lambda s, f, _t: actions.close(s, code=f.code, reason=REASON), _ready_to_close),
    Try(
        "case.assess", lambda s, f, _t: triage.assess(s, code=f.code, given=assessment()), _to("acknowledged")
    ),
    Try("case.send_elsewhere", lambda s, f, _t: triage.send_elsewhere(s, code=f.code, body="Zo."), _not_here),
    Try("case.inquire", lambda s, f, _t: triage.inquire(s, code=f.code, reason=REASON), _ready_to_inquire),
    Try(
        "case.settle_duty",
        lambda s, f, _t: triage.settle_duty(s, code=f.code, name="criminal_report", what="Gedaan."),
        _with_a_duty,
    ),
    Try("case.inform", lambda s, f, _t: actions.inform(s, code=f.code, body="Zo."), _to("assessed")),
    Try(
        "case.decide",
        lambda s, f, _t: deciding.record_outcome(s, code=f.code, outcome="partly", reason=REASON),
        _ready_to_decide,
    ),
    Try("case.open_names", lambda s, f, _t: actions.open_names(s, code=f.code, reason=REASON)),
    Try("case.let_in", _let_in),
    Try("case.ask_consent", _ask),
    Try(
        "case.consent",
        lambda s, f, _t: actions.consent(s, code=f.code, request_id=_request(f).id, reason=REASON),
        _asked,
    ),
    Try(
        "case.refuse_consent",
        lambda s, f, _t: actions.refuse_consent(s, code=f.code, request_id=_request(f).id, reason=REASON),
        _asked,
    ),
    Try(
        "case.withdraw_access",
        lambda s, f, t: actions.withdraw_access(s, code=f.code, alias=t["Hassan"].staff.alias, reason=REASON),
        lambda t, f: (_with_marit(t, f), _with_hassan(t, f)),
    ),
    Try("case.recuse", lambda s, f, _t: actions.recuse(s, code=f.code, reason=REASON), _with_marit),
    Try(
        "case.add_party",
        lambda s, f, _t: actions.add_party(
            s, code=f.code, role="witness", description="Collega", name="Ada", party_id=uuid4()
        ),
    ),
    Try(
        "case.add_file",
        lambda s, f, _t: actions.add_file(s, code=f.code, upload=_upload(), whose=Whose.SOMEBODY),
    ),
    Try(
        "case.read_file",
        lambda s, f, _t: actions.read_file(s, code=f.code, file_id=_kept(f)),
        lambda t, f: actions.add_file(
            t["Fatima"].opened, code=f.code, upload=_upload(), whose=Whose.SOMEBODY
        ),
    ),
    Try(
        "case.read_original",
        lambda s, f, _t: actions.read_original(s, code=f.code, file_id=_kept(f)),
        lambda t, f: actions.add_file(
            t["Fatima"].opened, code=f.code, upload=_upload(with_original=True), whose=Whose.SOMEBODY
        ),
    ),
    Try(
        "case.announce_notice",
        lambda s, f, _t: subjects.announce(s, code=f.code, party_id=subject_of(f), body="Wat verraadt je?"),
    ),
    Try("case.tell_subject", lambda s, f, _t: _tell(s, f), _announced),
    Try("case.record_hearing", lambda s, f, _t: _hear(s, f), _told),
    Try(
        "case.waive_hearing",
        lambda s, f, _t: subjects.waive_hearing(s, code=f.code, party_id=subject_of(f), reason=REASON),
    ),
    Try(
        "case.read_subject",
        lambda s, f, _t: subjects.read_subject(s, code=f.code, party_id=subject_of(f)),
        _told,
    ),
    Try(
        "case.suspend_term",
        lambda s, f, _t: suspending.suspend_term(s, code=f.code, term="assess", reason=REASON),
    ),
    Try(
        "case.resume_term",
        lambda s, f, _t: suspending.resume_term(s, code=f.code, term="assess", reason=REASON),
        _suspended,
    ),
    Try(
        "case.extend_term",
        lambda s, f, _t: suspending.extend_term(s, code=f.code, term="decide", reason=REASON),
        _to("acknowledged"),
    ),
    Try(
        "case.learn", lambda s, f, _t: deciding.learn(s, code=f.code, lesson="Eerder vragen."), _to("decided")
    ),
]
IDS = [one.verb for one in TRIES]
# What a verb looks at besides leaves a line of its own: the names that a text is held against.
READ_FIRST = {"case.tell_subject": ("case.scan_names",)}
# Not done by anybody with a key: a report comes in, and the clock runs.
WITHOUT_KEY = {
    *("case.file", "case.expire_access", "case.expire_guest", "case.put_out"),
    *("case.remind", "case.remind_announced", "case.remind_task", "case.check_in"),
}
# Needs two organisations: tried in `test_releasing.py`.
BETWEEN_TENANTS = {
    *("case.announce_release", "case.drop_release"),
    *("case.release", "case.deliver", "case.take_back", "case.taken_back"),
}


# Those that need more than a case that was just filed are tried, and refused, in the tests of their own thing.
TRIED_ELSEWHERE = {
    "cases/test_accounts.py": {"keep_unsigned", "read_account", "write_account"},
    "cases/test_advising.py": {"advise_measure", "read_advice", "record_employer"},
    "cases/test_checking.py": {"ask_check"},
    "cases/test_deciding.py": {
        "ask_another",
        "ask_decision",
        "check_measure",
        "decide_measure",
        "drop_measure",
        "propose_measure",
        "read_measure",
        "tell_more",
        "withdraw_question",
    },
    "cases/test_coming_back.py": {"undo_keep_out", "undo_name", "undo_recuse", "withdraw_person"},
    "cases/test_guests.py": {"let_in_guest", "withdraw_guest", "write_guest", "read_guest"},
    "cases/test_accused.py": {
        *("give_letter", "waive_letter"),
        *("propose_rehabilitation", "record_rehabilitation", "tell_rehabilitation", "read_rehabilitation"),
    },
    "cases/test_bearing.py": {"settle_burden"},
    "cases/test_contact_persons.py": {"name_contact"},
    "web/office/cases/test_away_and_there.py": {"name_meanwhile"},
    "web/office/cases/test_asked_to_be_there.py": {"agree_contact", "decline_contact", "read_contact"},
    "web/office/cases/test_searching.py": {"search"},
    "web/office/intake/test_on_paper.py": {"print_reply", "post_reply"},
    "cases/test_staying_out.py": {"keep_out", "set_line"},
    "cases/test_copies.py": {
        *("preview_copy", "ask_copy", "read_copy", "agree_copy", "refuse_copy", "make_copy"),
    },
    "web/office/cases/test_for_the_accused.py": {"note_help", "show_hearing"},
    "web/office/cases/test_referring.py": {"hand_over", "make_package", "read_package", "take_package"},
    "web/office/cases/test_absences.py": {"stand_in", "end_stand_in", "expire_stand_in"},
    "web/office/cases/test_communication.py": {
        *("plan_line", "change_line", "drop_line"),
        *("mark_told", "read_plan", "scan_names"),
    },
    "web/office/cases/test_improvements.py": {"make_improvement"},
    "web/office/cases/test_linking.py": {"link", "unlink"},
    "web/reporter/test_together.py": {"ask_together"},
    "web/office/cases/test_working_together.py": {
        *("write_note", "withdraw_note", "transfer"),
        *("give_task", "change_task", "finish_task", "drop_task", "read_task"),
    },
}
REFUSES = re.compile(r"NotAllowedError|== 404")


def test_every_verb_of_a_case_is_tried_here_or_where_its_thing_is():
    for room in ("weerbaar.web.office.urls", "weerbaar.cases.jobs"):
        import_module(room)
    elsewhere = {f"case.{one}" for every in TRIED_ELSEWHERE.values() for one in every}
    verbs = {one for one in VERBS if one.startswith("case.")} - BETWEEN_TENANTS - elsewhere
    assert verbs == {*IDS, *WITHOUT_KEY}
    tests = Path(__file__).parents[1]
    assert [one for one in TRIED_ELSEWHERE if not REFUSES.search((tests / one).read_text())] == []


@pytest.mark.parametrize("attempt", TRIES, ids=IDS)
def test_each_verb_is_one_line_in_the_log(attempt, town, filed):
    attempt.before(town, filed)
    before = lines(filed.case)
    attempt.perform(town["Fatima"].opened, filed, town)
    assert lines(filed.case)[len(before) :] == [*READ_FIRST.get(attempt.verb, ()), attempt.verb]


@pytest.mark.parametrize("attempt", TRIES, ids=IDS)
@pytest.mark.parametrize(
    "who", ["not let in", "kept out", "another tenant", "withdrawn", "expired", "locked"]
)
def test_nobody_does_it_without_a_living_key(attempt, who, town, other_town, filed):
    attempt.before(town, filed)
    error: type[Exception] = NotAllowedError
    staff = town["Ruben"].opened
    if who == "kept out":
        staff = town["Bram"].opened
    elif who == "another tenant":
        staff = other_town["Fatima"].opened
    elif who == "withdrawn":
        with tenant_scope(town.tenant.id):
            alias = town["Joris"].staff.alias
            Grant.objects.filter(holder_alias=alias, chest__owner_id=filed.case.id).delete()
            Access.objects.filter(holder_alias=alias, case=filed.case).delete()
        staff = town["Joris"].opened
    elif who == "expired":
        with tenant_scope(town.tenant.id):
            past = clock.now() - timedelta(seconds=1)
            Access.objects.filter(case=filed.case, holder_alias=town["Joris"].staff.alias).update(until=past)
        staff = town["Joris"].opened
    elif who == "locked":
        staff, error = town["Fatima"].locked, RefusedError
    before = lines(filed.case)
    with pytest.raises(error):
        attempt.perform(staff, filed, town)
    assert lines(filed.case) == before


def test_a_key_without_a_seat_and_a_seat_without_a_key_both_open_nothing(town, filed):
    with tenant_scope(town.tenant.id):
        Grant.objects.filter(chest__owner_id=filed.case.id, holder_alias=town["Joris"].staff.alias).delete()
        Access.objects.filter(case=filed.case, holder_alias=town["Fatima"].staff.alias).delete()
    for who in ("Joris", "Fatima"):
        with pytest.raises(NotAllowedError):
            actions.open_case(town[who].opened, code=filed.code)


def test_a_case_that_goes_round_you_answers_as_one_that_does_not_exist(town, filed):
    errors = []
    for code in (filed.code, "W-niets-00"):
        with pytest.raises(NotAllowedError) as refused:
            actions.open_case(town["Bram"].opened, code=code)
        errors.append((refused.value.sentence, refused.value.field, refused.value.values))
    assert errors[0] == errors[1]


def test_opening_reads_what_is_new(town, filed):
    reporter_acts.write(filed.reporter, body="Mag er iemand mee?")
    page = actions.open_case(town["Fatima"].opened, code=filed.code)
    assert [(one.body, one.is_new) for one in page.messages] == [("Mag er iemand mee?", True)]
    assert page.answers["story"].startswith("In het overleg")
    assert page.waits_for_answer
    assert seats(filed.case)[town["Fatima"].staff.alias].unread == 0
    # What Fatima read is still new to Joris.
    assert seats(filed.case)[town["Joris"].staff.alias].unread == 2
    again = actions.open_case(town["Fatima"].opened, code=filed.code)
    assert again.new_count == 0
    assert [one.is_new for one in actions.open_case(town["Joris"].opened, code=filed.code).messages] == [True]


def test_what_is_old_is_not_new_to_whoever_was_just_let_in(town, filed):
    reporter_acts.write(filed.reporter, body="Mag er iemand mee?")
    actions.open_case(town["Fatima"].opened, code=filed.code)
    _let_in(town["Fatima"].opened, filed, town)
    page = actions.open_case(town["Hassan"].opened, code=filed.code)
    assert page.access.unread == 1
    assert page.new_count == 0
    reporter_acts.write(filed.reporter, body="Morgen?")
    page = actions.open_case(town["Hassan"].opened, code=filed.code)
    assert [one.body for one in page.messages if one.is_new] == ["Morgen?"]


def test_a_file_that_came_makes_no_old_message_new(town, filed):
    reporter_acts.write(filed.reporter, body="Mag er iemand mee?")
    actions.open_case(town["Fatima"].opened, code=filed.code)
    with tenant_scope(town.tenant.id):
        something_new(town.tenant.id, filed.case.id)
    page = actions.open_case(town["Fatima"].opened, code=filed.code)
    assert page.access.unread == 1
    assert page.new_count == 0


def test_an_acknowledgement_moves_the_case_and_fixes_the_feedback(town, filed):
    actions.acknowledge(town["Fatima"].opened, code=filed.code, body="  Je melding is binnen.  ")
    assert hear(filed) == ["Je melding is binnen."]
    assert fresh(filed.case).stage == "acknowledged"
    with tenant_scope(town.tenant.id):
        terms = {one.name: one for one in Term.objects.filter(case=filed.case)}
    assert terms["acknowledge"].met_at is not None
    assert terms["feedback"].starts_on == clock.today()
    assert terms["feedback"].due_on == add_months(clock.today(), 3)
    running = [one.due_on for one in terms.values() if one.met_at is None]
    assert {one.next_due for one in seats(filed.case).values()} == {min(running)}
    assert {one.stage for one in seats(filed.case).values()} == {"acknowledged"}


@pytest.mark.parametrize("body", ["", "  \n", "\0", "a" * 20_001])
def test_words_that_cannot_be_sent_change_nothing(town, filed, body):
    before = lines(filed.case)
    with pytest.raises(RefusedError) as refused:
        actions.acknowledge(town["Fatima"].opened, code=filed.code, body=body)
    assert refused.value.field == "body"
    assert (lines(filed.case), fresh(filed.case).stage, hear(filed)) == (before, "received", [])


def test_a_second_click_sends_nothing(town, filed):
    once = uuid4()
    actions.answer(town["Fatima"].opened, code=filed.code, body="Dag", message_id=once)
    before = lines(filed.case)
    with pytest.raises(actions.AlreadyDoneError):
        actions.answer(town["Fatima"].opened, code=filed.code, body="Dag", message_id=once)
    assert (hear(filed), lines(filed.case)) == (["Dag"], before)


def test_a_question_waits_until_the_reporter_answers_it(town, filed):
    actions.ask(town["Fatima"].opened, code=filed.code, body="Wanneer was het?", message_id=uuid4())
    page = actions.open_case(town["Joris"].opened, code=filed.code)
    question = page.messages[-1]
    assert (question.kind, question.is_answered) == ("question", False)
    reporter_acts.write(filed.reporter, body="In februari.", answers=question.id)
    page = actions.open_case(town["Joris"].opened, code=filed.code)
    assert page.messages[0].is_answered


def test_a_draft_is_of_its_author_and_goes_when_the_answer_is_sent(town, filed):
    actions.save_draft(town["Fatima"].opened, code=filed.code, body="Half af")
    assert actions.open_case(town["Fatima"].opened, code=filed.code).draft == "Half af"
    assert actions.open_case(town["Joris"].opened, code=filed.code).draft == ""
    assert hear(filed) == []
    actions.answer(town["Fatima"].opened, code=filed.code, body="Helemaal af", message_id=uuid4())
    with tenant_scope(town.tenant.id):
        assert not AnswerDraft.objects.filter(case=filed.case).exists()


def test_a_draft_is_not_readable_in_the_row(town, filed):
    actions.save_draft(town["Fatima"].opened, code=filed.code, body="kanarie in concept")
    with tenant_scope(town.tenant.id):
        row = AnswerDraft.objects.get(case=filed.case)
    assert b"kanarie" not in bytes(row.sealed_body)


def test_feedback_and_closing_come_in_their_order(town, filed):
    fatima = town["Fatima"].opened
    with pytest.raises(RefusedError):
        actions.give_feedback(fatima, code=filed.code, body="Zo.")
    with pytest.raises(RefusedError):
        actions.close(fatima, code=filed.code, reason=REASON)
    for place, refused in (
        ("acknowledged", "Beoordeel eerst de melding."),
        ("assessed", "Leg eerst vast wat er is uitgezocht of besloten."),
    ):
        bring(fatima, filed, place)
        with pytest.raises(RefusedError) as told:
            actions.give_feedback(fatima, code=filed.code, body="Zo.")
        assert told.value.sentence == refused
    bring(fatima, filed, "answered")
    assert fresh(filed.case).stage == "answered"
    with pytest.raises(RefusedError, match="Geef eerst de brief"):
        actions.close(fatima, code=filed.code, reason="Alles is gedaan.")
    settle_letters(fatima, filed.case)
    actions.close(fatima, code=filed.code, reason="Alles is gedaan.")
    assert fresh(filed.case).closed_at is not None
    assert {(one.is_open, one.next_due) for one in seats(filed.case).values()} == {(False, None)}
    with pytest.raises(RefusedError):
        actions.add_party(fatima, code=filed.code, role="witness", description="x", name="", party_id=uuid4())
    # Whoever holds its keys can still hand them over.
    _let_in(fatima, filed, town)
    assert held(town, "Hassan", filed.case) == {"talk", "file"}
    assert not seats(filed.case)[town["Hassan"].staff.alias].is_open
    # The talk stays open.
    actions.answer(fatima, code=filed.code, body="Nog een ding.", message_id=uuid4())
    assert hear(filed)[-1] == "Nog een ding."


def test_who_reads_along_for_a_time_takes_no_step_and_who_handles_does(town, filed):
    """C1: the procedure says who acts. A reader along was given keys to read, and not the case."""
    fatima, hassan = town["Fatima"].opened, town["Hassan"].opened
    _with_hassan(town, filed)
    steps = {
        "received": lambda: actions.acknowledge(hassan, code=filed.code, body="Binnen."),
        "acknowledged": lambda: triage.assess(hassan, code=filed.code, given=assessment()),
        "assessed": lambda: triage.inquire(hassan, code=filed.code, reason=REASON),
        "decided": lambda: actions.give_feedback(hassan, code=filed.code, body="Zo."),
        "answered": lambda: actions.close(hassan, code=filed.code, reason=REASON),
    }
    for place, step in steps.items():
        if place != "received":
            bring(fatima, filed, place)
        with pytest.raises(RefusedError) as told:
            step()
        assert told.value.sentence == "Dit doet een behandelaar van de zaak. Jij leest mee."
        assert fresh(filed.case).stage == place
    # Not even an assessment that brings the case nowhere, nor an outcome.
    other = file_report(town, name="Noor Visser")
    _with_hassan(town, other)
    bring(fatima, other, "acknowledged")
    with pytest.raises(RefusedError):
        triage.assess(hassan, code=other.code, given=assessment(admission="not_here"))
    bring(fatima, other, "assessed")
    hear_everybody(town["Fatima"].opened, other.case)
    with pytest.raises(RefusedError):
        deciding.record_outcome(hassan, code=other.code, outcome="partly", reason=REASON)
    name_contact(fatima, other.case)
    # Let in without an end, they handle it.
    _let_in(fatima, other, town, "Hassan", None)
    deciding.record_outcome(hassan, code=other.code, outcome="partly", reason=REASON)
    assert fresh(other.case).stage == "decided"


@pytest.mark.req("C17")
def test_what_was_decided_on_a_duty_is_kept_as_a_decision_and_its_day_lies_within_a_year(town, filed):
    fatima = town["Fatima"].opened
    bring(fatima, filed, "acknowledged")

    def given(days: int):
        duty = DutyGiven("yes", "Strafbaar.", "De burgemeester", clock.today() + timedelta(days=days))
        return replace(assessment(), duties={**assessment().duties, "criminal_report": duty})

    for days in (-1, 367):
        with pytest.raises(RefusedError) as told:
            triage.assess(fatima, code=filed.code, given=given(days))
        assert told.value.field == "criminal_report_day"
    triage.assess(fatima, code=filed.code, given=given(366))
    triage.settle_duty(fatima, code=filed.code, name="criminal_report", what="kanarie: aangifte gedaan")
    page = actions.open_case(town["Joris"].opened, code=filed.code)
    assert [one.text for one in page.decisions if one.verb == "case.settle_duty"] == [
        "kanarie: aangifte gedaan"
    ]
    with tenant_scope(town.tenant.id):
        line = Line.objects.get(subject_id=filed.case.id, verb="case.settle_duty")
        decision = Decision.objects.get(case=filed.case, verb="case.settle_duty")
    assert bytes(line.reason_hash) == hashlib.sha256(bytes(decision.sealed_reason)).digest()


def test_a_reason_is_sealed_and_the_line_keeps_its_hash(town, filed):
    actions.open_names(town["Fatima"].opened, code=filed.code, reason="kanarie: ik ga bellen")
    with tenant_scope(town.tenant.id):
        decision = Decision.objects.get(case=filed.case)
        line = Line.objects.get(subject_id=filed.case.id, verb="case.open_names")
    assert b"kanarie" not in bytes(decision.sealed_reason)
    assert bytes(line.reason_hash) == hashlib.sha256(bytes(decision.sealed_reason)).digest()
    page = actions.open_case(town["Joris"].opened, code=filed.code)
    assert [one.text for one in page.decisions] == ["kanarie: ik ga bellen"]


def test_names_open_for_a_quarter_and_only_with_a_key(town, filed):
    _with_hassan(town, filed)
    until = actions.open_names(town["Fatima"].opened, code=filed.code, reason=REASON)
    assert timedelta(minutes=14) < until - clock.now() <= timedelta(minutes=15)
    with tenant_scope(town.tenant.id):
        names = queries.names(town["Fatima"].opened, filed.case)
        assert queries.names(town["Hassan"].opened, filed.case) == {}
    assert sorted(names.values()) == ["Bram Kuipers", "Noor Visser, 06 12345678", "Sem Vos"]
    with pytest.raises(RefusedError):
        actions.open_names(town["Hassan"].opened, code=filed.code, reason=REASON)


def test_a_colleague_is_let_in_to_the_case_and_not_to_the_names(town, filed):
    _let_in(town["Fatima"].opened, filed, town)
    assert held(town, "Hassan", filed.case) == {"talk", "file"}
    page = actions.open_case(town["Hassan"].opened, code=filed.code)
    assert page.answers["story"]
    seat = seats(filed.case)[town["Hassan"].staff.alias]
    assert (seat.capacity, seat.kind) == ("colleague", "conduct")
    assert seat.next_due == seats(filed.case)[town["Fatima"].staff.alias].next_due
    # The reporter hears of the function, as the list of who reads shows it, and not of the name.
    with tenant_scope(town.tenant.id):
        reading = readers_of(town.tenant.id, filed.case.id, [filed.reporter.alias])
    (listed,) = {one.function for one in reading if one.since}
    assert hear(filed) == [f"Er leest iemand mee: {listed}."]


@pytest.mark.parametrize("who", ["Bram", "Wietske", "Samira", "Fatima"])
def test_some_people_cannot_be_let_in(town, filed, who):
    with pytest.raises(RefusedError) as refused:
        _let_in(town["Fatima"].opened, filed, town, who)
    assert refused.value.field == "person"
    assert town[who].staff.alias not in seats(filed.case) or who == "Fatima"


def test_who_is_kept_out_cannot_be_let_in_whatever_their_role(town):
    filed = file_report(town, readers=("Fatima", "Marit"), kept_out=("Joris",))
    with pytest.raises(RefusedError):
        _let_in(town["Fatima"].opened, filed, town, "Joris")
    with tenant_scope(town.tenant.id):
        offered = {one.first_name for one in queries.may_come_in(town["Fatima"].opened, filed.case)}
    assert "Joris" not in offered
    assert "Hassan" in offered


def test_nobody_of_another_tenant_can_be_let_in(town, other_town, filed):
    with pytest.raises(RefusedError):
        _let_in(town["Fatima"].opened, filed, other_town)


def test_names_need_a_second_holder(database):
    town = make_tenant()
    filed = file_report(town, name="Noor Visser")
    _asked(town, filed)
    assert held(town, "Hassan", filed.case) == {"talk", "file"}
    request = _request(filed)
    for who in ("Joris", "Hassan"):
        with pytest.raises((RefusedError, NotAllowedError)):
            actions.consent(town[who].opened, code=filed.code, request_id=request.id, reason=REASON)
    with tenant_scope(town.tenant.id):
        assert [one.id for one in worklist(town["Fatima"].opened).consents] == [request.id]
        assert worklist(town["Joris"].opened).consents == ()
        assert worklist(town["Hassan"].opened).consents == ()
    actions.consent(town["Fatima"].opened, code=filed.code, request_id=request.id, reason=REASON)
    assert held(town, "Hassan", filed.case) == {"talk", "file", "names", "identity"}
    with tenant_scope(town.tenant.id):
        ends = set(
            Grant.objects.filter(holder_alias=town["Hassan"].staff.alias, chest__kind="names").values_list(
                "until"
            )
        )
    assert all(one[0] is not None for one in ends)
    with pytest.raises(RefusedError):
        actions.consent(town["Fatima"].opened, code=filed.code, request_id=request.id, reason=REASON)


def test_consent_can_be_refused(town, filed):
    _asked(town, filed)
    actions.refuse_consent(
        town["Fatima"].opened, code=filed.code, request_id=_request(filed).id, reason="Niet nodig."
    )
    assert held(town, "Hassan", filed.case) == {"talk", "file"}
    assert _request(filed).is_agreed is False


def test_withdrawing_takes_every_key(town, filed):
    _with_marit(town, filed)
    _with_hassan(town, filed)
    actions.withdraw_access(
        town["Joris"].opened, code=filed.code, alias=town["Hassan"].staff.alias, reason=REASON
    )
    assert held(town, "Hassan", filed.case) == set()
    assert town["Hassan"].staff.alias not in seats(filed.case)
    with pytest.raises(NotAllowedError):
        actions.open_case(town["Hassan"].opened, code=filed.code)


def test_two_holders_always_stay(town, filed):
    filed = file_report(town, kept_out=("Bram", "Marit"))
    _with_hassan(town, filed)
    with pytest.raises(RefusedError):
        actions.recuse(town["Fatima"].opened, code=filed.code, reason=REASON)
    with pytest.raises(RefusedError):
        actions.withdraw_access(
            town["Fatima"].opened, code=filed.code, alias=town["Joris"].staff.alias, reason=REASON
        )
    # Who reads along for a time may always go: they were not counted.
    actions.withdraw_access(
        town["Fatima"].opened, code=filed.code, alias=town["Hassan"].staff.alias, reason=REASON
    )
    assert held(town, "Joris", filed.case) == {"talk", "file", "names", "identity"}


def test_who_steps_out_is_not_let_in_again(town, filed):
    _with_marit(town, filed)
    actions.recuse(town["Fatima"].opened, code=filed.code, reason="Ik ken haar privé.")
    assert held(town, "Fatima", filed.case) == set()
    with tenant_scope(town.tenant.id):
        assert KeptOut.objects.filter(case=filed.case).count() == 2
        assert "Fatima" not in {
            one.first_name for one in queries.may_come_in(town["Joris"].opened, filed.case)
        }


def test_a_party_gets_the_next_pseudonym_and_the_name_lies_apart(town, filed):
    _with_hassan(town, filed)
    once = uuid4()
    given = {"role": "witness", "description": "Oud-medewerker", "name": "Ada Kanarie", "party_id": once}
    assert actions.add_party(town["Hassan"].opened, code=filed.code, **given) == "G2"
    with pytest.raises(actions.AlreadyDoneError):
        actions.add_party(town["Hassan"].opened, code=filed.code, **given)
    with tenant_scope(town.tenant.id):
        row = Party.objects.get(id=once)
        assert b"Kanarie" not in bytes(row.dropped_name) + bytes(row.sealed_description)
        assert queries.names(town["Fatima"].opened, filed.case)[once] == "Ada Kanarie"
    page = actions.open_case(town["Joris"].opened, code=filed.code)
    assert [one.short for one in page.parties] == ["M", "B1", "G1", "G2"]


@pytest.mark.parametrize("role", ["reporter", "", "boss"])
def test_no_second_reporter_is_added(town, filed, role):
    with pytest.raises(RefusedError):
        actions.add_party(
            town["Fatima"].opened, code=filed.code, role=role, description="x", name="", party_id=uuid4()
        )


def test_access_ends_by_itself_and_its_keys_go(town, filed):
    _let_in(town["Fatima"].opened, filed, town)
    later = clock.now() + timedelta(days=16)
    with clock.stopped_at(later):
        with pytest.raises(NotAllowedError):
            actions.open_case(town["Hassan"].opened, code=filed.code)
        assert held(town, "Hassan", filed.case) == set()
        assert jobs.expire_accesses(town.tenant.id) >= 1
    with tenant_scope(town.tenant.id):
        assert not Grant.objects.filter(
            holder_alias=town["Hassan"].staff.alias, chest__owner_id=filed.case.id
        ).exists()
    assert lines(filed.case)[-1] == "case.expire_access"
    assert town["Fatima"].staff.alias in seats(filed.case)
