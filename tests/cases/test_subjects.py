"""Telling and hearing who a report is about (C16): the reporter first, by table and by the verbs."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from django.utils.formats import date_format
from tests.filed import STORY, bring, file_report, say_yes

from weerbaar.audit.models import Line
from weerbaar.cases import accounts, contact_persons, deciding, subjects
from weerbaar.cases.announcing import Ready
from weerbaar.cases.models import Case, Decision, Message, Party, SubjectNotice
from weerbaar.cases.procedures import Guard
from weerbaar.cases.standing import standing
from weerbaar.cases.subjects import copied
from weerbaar.database.scope import tenant_scope
from weerbaar.ground import clock
from weerbaar.ground.errors import NotAllowedError, RefusedError
from weerbaar.intake import actions as intake
from weerbaar.intake import reading_back
from weerbaar.intake.queries import progress

MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", ""),
        ("Het gaat over hoe u met een collega omging.", ""),
        ("Er staat: in het overleg maakt hij steeds.", ""),
        (f"De melder schreef dit: {STORY}", "in het overleg maakt hij steeds dezelfde"),
        ("IN HET, overleg maakt hij - steeds... Dezelfde!", "in het overleg maakt hij steeds dezelfde"),
    ],
)
def test_what_was_copied_from_the_reporter_is_found(text, found):
    assert copied(text, ["kort", STORY]) == found


def test_the_letter_has_no_word_of_any_reporter():
    assert copied(subjects.LETTER, [STORY]) == ""
    assert " je " not in subjects.LETTER
    assert "jij" not in subjects.LETTER


# --- the verbs ---

ASK = "Wij willen de betrokkene vertellen dat er een melding is. Wat mag die niet weten?"
NOTICE = "Geachte heer of mevrouw, er is een melding over uw gedrag op het werk."


def name_contact_of(town, filed, party_id) -> None:
    """Let Joris be there for the subject, who is then not told alone."""
    contact_persons.name_contact(
        town["Fatima"].opened,
        code=filed.code,
        person_id=town["Joris"].person_id,
        reach="Bel 06 12345678.",
        reason="Die heeft er de tijd voor.",
        party_id=party_id,
    )
    say_yes(town["Joris"], filed.case, "Bel 06 12345678.")


class Handling:
    """A case with one subject, and Fatima who handles it."""

    def __init__(self, town, name: str = "") -> None:
        self.town, self.filed = town, file_report(town, name=name)
        self.staff = town["Fatima"].opened
        with tenant_scope(town.tenant.id):
            self.party = Party.objects.get(case=self.filed.case, role="subject").id

    @property
    def about(self) -> dict:
        return {"code": self.filed.code, "party_id": self.party}

    def announce(self, body: str = ASK) -> None:
        subjects.announce(self.staff, **self.about, body=body)

    def tell(self, text: str = NOTICE, reason: str = "") -> None:
        name_contact_of(self.town, self.filed, self.party)
        subjects.tell_subject(self.staff, **self.about, text=text, reason=reason)

    def hear(self, said: str = "Het was een grap.", heard_on: date | None = None) -> None:
        day = heard_on or clock.today()
        subjects.record_hearing(self.staff, **self.about, heard_on=day, how="meeting", said=said)

    def waive(self, reason: str = "De betrokkene is onbekend.") -> None:
        subjects.waive_hearing(self.staff, **self.about, reason=reason)

    def read(self) -> subjects.Telling:
        return subjects.read_subject(self.staff, **self.about)

    def met(self) -> frozenset[Guard]:
        with tenant_scope(self.town.tenant.id):
            return standing(Case.objects.get(id=self.filed.case.id))

    def answer(self, body: str = "Zeg niet welke dag het was.") -> None:
        intake.write(self.filed.reporter, body=body, answers=self.asked())

    def asked(self) -> UUID:
        with tenant_scope(self.town.tenant.id):
            return Message.objects.get(case=self.filed.case, kind="question").id


@pytest.fixture
def one(town):
    return Handling(town)


def test_nobody_is_told_before_the_reporter_is(one):
    for verb in (one.tell, one.hear):
        with pytest.raises(RefusedError, match="eerst de melder"):
            verb()
    assert Guard.NOTICES_SETTLED in one.met()
    assert Guard.BOTH_SIDES_HEARD not in one.met()


def test_the_reporter_hears_that_it_is_coming_and_it_waits_for_an_answer(one):
    with clock.stopped_at(MONDAY):
        one.announce()
        with tenant_scope(one.town.tenant.id):
            waiting = progress(one.filed.reporter).talk.questions
        assert [said.body for said in waiting] == [ASK]
        assert one.read().not_before == date(2026, 12, 1)
        assert Guard.NOTICES_SETTLED not in one.met()
        with pytest.raises(RefusedError, match="al"):
            one.announce()


@pytest.mark.parametrize(("after", "may"), [(0, False), (1, False), (7, False), (8, True), (30, True)])
def test_who_does_not_look_has_five_working_days(one, after, may):
    with clock.stopped_at(MONDAY):
        one.announce()
    with clock.stopped_at(MONDAY + timedelta(days=after)):
        if may:
            one.tell()
            assert one.read().told == NOTICE
        else:
            with pytest.raises(RefusedError, match="tot") as refused:
                one.tell()
            assert refused.value.field == "reason"
            assert one.read().given_at is None


@pytest.mark.req("C16")
def test_who_only_read_it_still_has_the_time_and_who_answered_need_not_be_waited_for(one):
    with clock.stopped_at(MONDAY):
        one.announce()
        assert one.read().ready is Ready.WAITING
        intake.look(one.filed.reporter, shown=[one.asked()])
        assert one.read().ready is Ready.READ
        with pytest.raises(RefusedError, match="tot") as refused:
            one.tell()
        assert refused.value.field == "reason"
        intake.write(one.filed.reporter, body="Noem niet dat het dinsdag was.", answers=one.asked())
        found = one.read()
        assert (found.ready, found.answer) == (Ready.ANSWERED, "Noem niet dat het dinsdag was.")
        one.tell()
    assert Guard.NOTICES_SETTLED in one.met()


@pytest.mark.req("C16")
def test_what_the_reporter_wrote_without_choosing_the_question_is_shown_and_leaves_them_their_time(one):
    with clock.stopped_at(MONDAY):
        one.announce()
    with clock.stopped_at(MONDAY + timedelta(hours=1)):
        intake.write(one.filed.reporter, body="Liever niet die dinsdag.")
        assert (one.read().ready, one.read().answer) == (Ready.WAITING, "Liever niet die dinsdag.")
        with pytest.raises(RefusedError, match="tot"):
            one.tell()
    with clock.stopped_at(MONDAY + timedelta(days=8)):
        assert one.read().ready is Ready.WROTE
        one.tell()
    with clock.stopped_at(MONDAY + timedelta(days=9)):
        intake.write(one.filed.reporter, body="Ik merk er iets van.")
        assert one.read().answer == "Liever niet die dinsdag."


def test_sooner_only_with_a_reason_that_is_kept(one):
    with clock.stopped_at(MONDAY):
        one.announce()
        with pytest.raises(RefusedError):
            one.tell(reason="   ")
        one.tell(reason="Morgen gaat hij weg; de zaak verjaart.")
    with tenant_scope(one.town.tenant.id):
        decision = Decision.objects.get(case=one.filed.case, verb="case.tell_subject")
        line = Line.objects.get(subject_id=one.filed.case.id, verb="case.tell_subject", refused=False)
    assert b"verjaart" not in bytes(decision.sealed_reason)
    assert line.object_id == one.party
    assert line.reason_hash


def test_in_time_no_reason_is_asked_or_kept(one):
    with clock.stopped_at(MONDAY):
        one.announce()
    with clock.stopped_at(MONDAY + timedelta(days=8)):
        one.tell(reason="Toch iets ingevuld.")
    with tenant_scope(one.town.tenant.id):
        assert not Decision.objects.filter(case=one.filed.case, verb="case.tell_subject").exists()


@pytest.mark.req("C18")
def test_nobody_is_told_alone_without_a_reason_that_is_kept(one):
    one.announce()
    one.answer()
    with pytest.raises(RefusedError, match="Noem eerst een contactpersoon") as refused:
        subjects.tell_subject(one.staff, **one.about, text=NOTICE)
    assert refused.value.field == "reason"
    assert one.read().told == ""
    subjects.tell_subject(one.staff, **one.about, text=NOTICE, reason="Alleen wij tweeën lezen dit.")
    with tenant_scope(one.town.tenant.id):
        decision = Decision.objects.get(case=one.filed.case, verb="case.tell_subject")
    assert b"Alleen wij" not in bytes(decision.sealed_reason)


@pytest.mark.req("C18")
@pytest.mark.parametrize("name", ["Noor Visser", "SEM VOS"])
def test_nobody_else_s_name_stands_in_the_notice(town, name):
    one = Handling(town, name="Noor Visser")
    one.announce()
    one.answer()
    with pytest.raises(RefusedError, match="iemand anders") as refused:
        one.tell(f"{NOTICE} Het kwam van {name}.")
    assert refused.value.field == "text"
    assert name not in str(refused.value.values)
    one.tell(f"{NOTICE} Het gaat over u, Bram Kuipers.")
    assert one.read().given_at


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "Schrijf eerst iets op"),
        (" \0 ", "Schrijf eerst"),
        ("x" * 20_001, "te lang"),
        (STORY, "melder zelf"),
    ],
)
def test_a_notice_that_is_no_notice_is_refused_and_nothing_is_kept(one, text, sentence):
    one.announce()
    one.answer()
    with pytest.raises(RefusedError, match=sentence) as refused:
        one.tell(text)
    assert refused.value.field in ("text", "")
    assert one.read().told == ""


def test_what_the_reporter_wrote_since_is_not_repeated_either(one):
    one.announce()
    words = "Alleen ik was op dinsdag nog in het archief aanwezig"
    intake.write(one.filed.reporter, body=words, answers=one.asked())
    with pytest.raises(RefusedError, match="melder zelf"):
        one.tell(f"U was er ook. {words}.")
    one.tell()


def test_the_reporter_hears_that_it_went_and_nothing_of_what_it_says(one):
    one.announce()
    one.answer()
    one.tell()
    with tenant_scope(one.town.tenant.id):
        talk = [said.body for said in progress(one.filed.reporter).talk.leaf]
    assert "nu bericht gekregen" in talk[-1]
    assert not any(NOTICE in said for said in talk)
    with pytest.raises(RefusedError, match="kreeg al"):
        one.tell()


def test_hearing_settles_it(one):
    one.announce()
    with pytest.raises(RefusedError, match="eerst het bericht"):
        one.hear()
    one.answer()
    one.tell()
    assert Guard.BOTH_SIDES_HEARD not in one.met()
    one.hear()
    assert Guard.BOTH_SIDES_HEARD in one.met()
    found = one.read()
    assert (found.how, found.said, found.is_settled) == ("meeting", "Het was een grap.", True)
    with tenant_scope(one.town.tenant.id):
        row = SubjectNotice.objects.get(party_id=one.party)
    assert b"grap" not in bytes(row.sealed_text)


def test_what_a_subject_said_is_added_to_and_never_replaced(one):
    one.announce()
    one.answer()
    one.tell()
    one.hear()
    one.hear("Ik bedoelde iets anders.")
    found = one.read()
    day = date_format(clock.today(), "j F Y")
    assert found.said.startswith(f"Het was een grap.\n\nAangevuld, {day}, "), "a day as people say it"
    assert found.said.endswith("\nIk bedoelde iets anders.")
    assert found.how == "meeting"


@pytest.mark.parametrize("days", [-1, 1])
def test_nobody_was_heard_before_the_notice_or_tomorrow(one, days):
    one.announce()
    one.answer()
    one.tell()
    with pytest.raises(RefusedError, match="Kies een dag"):
        one.hear(heard_on=clock.today() + timedelta(days=days))
    with pytest.raises(RefusedError, match="Kies een dag"):
        subjects.record_hearing(one.staff, **one.about, heard_on=None, how="meeting", said="x")
    with pytest.raises(RefusedError, match="keuze"):
        subjects.record_hearing(one.staff, **one.about, heard_on=clock.today(), how="", said="x")


def test_who_cannot_be_heard_is_not_for_a_reason_that_is_kept(one):
    with pytest.raises(RefusedError):
        one.waive(" ")
    assert Guard.BOTH_SIDES_HEARD not in one.met()
    one.waive()
    assert {Guard.BOTH_SIDES_HEARD, Guard.NOTICES_SETTLED} <= one.met()
    with pytest.raises(RefusedError, match="al vastgelegd"):
        one.waive()
    with tenant_scope(one.town.tenant.id):
        assert Decision.objects.filter(case=one.filed.case, verb="case.waive_hearing").count() == 1
    # Found after all: then the whole way can still be gone.
    one.announce()
    one.answer()
    one.tell()
    one.hear()
    assert one.read().is_waived is False


def test_a_decision_waits_until_every_subject_was_heard(one):
    bring(one.staff, one.filed, "assessed")
    with pytest.raises(RefusedError, match="beide kanten"):
        deciding.record_outcome(one.staff, code=one.filed.code, outcome="partly", reason="Zo is het.")
    one.waive()
    deciding.record_outcome(one.staff, code=one.filed.code, outcome="partly", reason="Zo is het.")


def verbs(one):
    return [one.announce, one.tell, one.hear, one.waive, one.read]


def test_who_was_not_let_in_learns_nothing(one, town, other_town):
    for name in ("Bram", "Samira", "Marit", "Wietske", "Ilse"):
        one.staff = town[name].opened
        for verb in verbs(one):
            with pytest.raises(NotAllowedError):
                verb()
    one.staff = other_town["Fatima"].opened
    for verb in verbs(one):
        with pytest.raises(NotAllowedError):
            verb()


def test_a_party_of_another_case_or_another_role_is_none(one):
    with tenant_scope(one.town.tenant.id):
        witness = Party.objects.get(case=one.filed.case, role="witness").id
    for party in (witness, Handling(one.town).party, uuid4()):
        one.party = party
        for verb in (one.announce, one.tell, one.hear, one.waive, one.read):
            with pytest.raises(NotAllowedError):
                verb()


def test_of_a_closed_case_nobody_is_told(one):
    bring(one.staff, one.filed, "closed")
    for verb in (one.tell, one.hear, one.waive):
        with pytest.raises(RefusedError, match="gesloten"):
            verb()


@pytest.mark.req("C16")
@pytest.mark.parametrize("where", ["own", "account", "correction"])
def test_no_words_of_the_reporter_s_go_to_the_subject_wherever_they_told_them(town, where):
    """Answers to a desk's own questions and what was told aloud give somebody away as the report does."""
    fatima = town["Fatima"].opened
    words = "zij zat toen met mij alleen achter de balie bij de kassa"
    own = [{"id": "a", "question": "Wie was er verder in de buurt van waar dit gebeurde?", "answer": words}]
    filed = file_report(town, answers={"own": own} if where == "own" else {})
    if where != "own":
        row = uuid4()
        text = words if where == "account" else "Iets anders."
        accounts.write_account(
            fatima, code=filed.code, account_id=row, told_on=clock.today(), text=text, is_recorded=False
        )
        reading_back.correct_account(
            filed.reporter, account_id=row, body=words if where == "correction" else "Klopt niet."
        )
    with tenant_scope(town.tenant.id):
        party = Party.objects.get(case=filed.case, role=Party.Role.SUBJECT).id
    subjects.announce(fatima, code=filed.code, party_id=party, body="Wat verraadt je?")

    def tell(text: str) -> None:
        subjects.tell_subject(fatima, code=filed.code, party_id=party, text=text, reason="Spoed.")

    with pytest.raises(RefusedError, match="Dit schreef de melder zelf zo"):
        tell(f"U hoort dit omdat {words}.")
    # The desk's own question is not a word of the reporter's.
    tell("Wie was er verder in de buurt van waar dit gebeurde? Vertel het ons.")
