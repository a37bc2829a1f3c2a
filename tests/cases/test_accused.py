"""What whoever is accused gets: the letter at the end, their good name in words that they agree to, and no more (C18)."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from tests.cases.test_guests import come_back, to_be
from tests.filed import STORY, bring, file_report, let_know, say_yes, subject_of

from weerbaar.cases import actions, closing_letters, contact_persons, guests, rehabilitating, subjects
from weerbaar.cases.closing_letters import IN_SHORT, LETTER, check_says, proposal
from weerbaar.cases.gathering import gathered
from weerbaar.cases.models import ClosingLetter, Guest, GuestMessage, OutcomeCode, Rehabilitation
from weerbaar.cases.procedures import Guard
from weerbaar.cases.queries import keys_to
from weerbaar.cases.rehabilitating import State, checked_reply, checked_wording, missing_before_proposing
from weerbaar.cases.standing import standing
from weerbaar.database.scope import tenant_scope
from weerbaar.ground import clock
from weerbaar.ground.errors import NotAllowedError, RefusedError
from weerbaar.intake import accused
from weerbaar.intake import guests as visiting
from weerbaar.intake.actions import write
from weerbaar.vault.chests import open_chests

WORDS = "Er was een melding over onze collega. Er is niets vastgesteld."
WHOM = ("Het team", "De leidinggevende")


@pytest.fixture
def begun(town):
    """A case about Bram, whose reporter is known by name."""
    filed = file_report(town, name="Noor Visser")
    bring(town["Fatima"].opened, filed, "acknowledged")
    contact_persons.name_contact(
        town["Fatima"].opened,
        code=filed.code,
        person_id=town["Joris"].person_id,
        reach="Bel mij.",
        reason="Die kent het werk.",
    )
    say_yes(town["Joris"], filed.case)
    return filed


@pytest.fixture
def concluded(town, begun):
    bring(town["Fatima"].opened, begun, "answered")
    return begun


@pytest.fixture
def bram(town, begun):
    """Bram, who came back to his own page with words of his own."""
    let_know(town, begun)
    given = to_be("subject", who="Leidinggevende", last_day=None, party_id=subject_of(begun))
    guests.let_in_guest(town["Fatima"].opened, code=begun.code, given=given)
    return come_back(town, given)


def letter(text=""):
    filled = proposal("not_established")
    for heading in ("Wat is vastgesteld?", "Wat is niet vastgesteld?", "Wat gebeurt er nu?"):
        filled = filled.replace(f"{heading}\n", f"{heading}\nHet is uitgezocht.\n", 1)
    return filled + text


def give(town, filed, text=None, *, outcome="not_established", who="Fatima"):
    closing_letters.give_letter(
        town[who].opened,
        code=filed.code,
        party_id=subject_of(filed),
        outcome=outcome,
        text=letter() if text is None else text,
    )


def seen(town, ref):
    with tenant_scope(town.tenant.id):
        return accused.for_the_accused(ref)


def met(filed):
    with tenant_scope(filed.case.tenant_id):
        return standing(filed.case)


# --- the letter ---


def test_there_is_a_sentence_for_everything_that_can_come_out():
    assert set(IN_SHORT) == set(OutcomeCode.values)
    assert "{in_short}" in LETTER
    assert "melder" not in LETTER


@pytest.mark.req("C18")
def test_the_letter_says_what_was_and_was_not_established_on_their_own_page(town, concluded, bram):
    assert Guard.LETTERS_GIVEN not in met(concluded)
    give(town, concluded)
    assert seen(town, bram).letter == letter().strip()
    assert Guard.LETTERS_GIVEN in met(concluded)
    with tenant_scope(town.tenant.id):
        row = ClosingLetter.objects.get(case=concluded.case)
        assert b"vastgesteld" not in bytes(row.sealed_text) + bytes(row.sealed_copy)
        found = closing_letters.letter_of(
            keys_to(town["Joris"].opened, concluded.case), subject_of(concluded)
        )
    assert (found.outcome, found.text) == ("not_established", letter().strip())
    with pytest.raises(RefusedError):
        give(town, concluded)


@pytest.mark.req("C18")
@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("", "text"),
        (proposal("partly"), "text"),
        (letter(f"\nIemand vertelde: {STORY}"), "text"),
        (letter("\nDit kwam van Noor Visser."), "text"),
        (letter("\nSem Vos zag het."), "text"),
    ],
)
def test_a_letter_with_a_gap_with_the_reporters_words_or_with_a_name_is_refused(town, concluded, text, field):
    with pytest.raises(RefusedError) as refused:
        give(town, concluded, text)
    assert refused.value.field == field
    assert "Noor" not in str(refused.value.values)


@pytest.mark.parametrize("outcome", OutcomeCode.values)
def test_a_letter_says_in_short_what_was_chosen_and_nothing_else(outcome):
    check_says(outcome, proposal(outcome))
    check_says(outcome, "Geachte heer of mevrouw, wij spraken elkaar.")
    for other in set(OutcomeCode.values) - {outcome}:
        with pytest.raises(RefusedError) as refused:
            check_says(outcome, proposal(other))
        assert refused.value.field == "text"


def test_a_message_to_them_holds_the_name_of_nobody_else(town, begun, bram):
    def write(body):
        guests.write_guest(
            town["Fatima"].opened, code=begun.code, guest_id=own.id, body=body, message_id=uuid4()
        )

    with tenant_scope(town.tenant.id):
        own = Guest.objects.get(case=begun.case, role=Guest.Role.SUBJECT)
        before = GuestMessage.objects.filter(guest=own).count()
    with pytest.raises(RefusedError, match="de naam van iemand anders") as refused:
        write("Dag, dit zei Sem Vos over u.")
    assert refused.value.field == "body"
    with tenant_scope(town.tenant.id):
        assert GuestMessage.objects.filter(guest=own).count() == before
    write("Dag meneer Bram Kuipers, hoe gaat het?")
    with tenant_scope(town.tenant.id):
        assert GuestMessage.objects.filter(guest=own).count() == before + 1


def test_the_name_of_whom_it_is_for_may_stand_in_it(town, concluded):
    give(town, concluded, letter("\nGeachte Bram Kuipers."))


def test_nothing_is_concluded_before_it_stands_what_came_out(town, begun):
    with pytest.raises(RefusedError):
        give(town, begun)
    with pytest.raises(RefusedError):
        give(town, begun, outcome="guilty")


def test_whoever_was_never_told_gets_no_letter(town):
    filed = file_report(town)
    bring(town["Fatima"].opened, filed, "acknowledged")
    with pytest.raises(RefusedError):
        give(town, filed)
    assert Guard.LETTERS_GIVEN in met(filed)


def test_that_none_can_be_given_is_kept_with_its_reason(town, concluded):
    closing_letters.waive_letter(
        town["Fatima"].opened, code=concluded.code, party_id=subject_of(concluded), reason="Verhuisd."
    )
    assert Guard.LETTERS_GIVEN in met(concluded)
    page = actions.open_case(town["Fatima"].opened, code=concluded.code)
    assert "Verhuisd." in [one.text for one in page.decisions]


def test_who_was_not_let_in_gives_no_letter(town, concluded):
    with pytest.raises(NotAllowedError):
        give(town, concluded, who="Ruben")


# --- the contact person, and the page ---


@pytest.mark.req("C18")
def test_their_contact_person_is_named_on_their_page_and_told_how_to_reach(town, begun, bram):
    contact_persons.name_contact(
        town["Joris"].opened,
        code=begun.code,
        person_id=town["Fatima"].person_id,
        reach="Bel mij op 06 87654321.",
        reason="Die kent het werk.",
        party_id=subject_of(begun),
    )
    assert seen(town, bram).contact == ""
    say_yes(town["Fatima"], begun.case, "Bel mij op 06 87654321.")
    assert seen(town, bram).contact == town["Fatima"].staff.name
    with tenant_scope(town.tenant.id):
        page = visiting.page(bram)
    assert any("06 87654321" in one.body for one in page.talk.leaf)


@pytest.mark.req("C18")
def test_their_page_holds_nothing_of_the_report_and_no_key_to_the_case(town, begun, bram):
    with tenant_scope(town.tenant.id):
        assert open_chests(bram.opened, begun.case.id, []) == {}
        page = visiting.page(bram)
    assert page.along is None
    assert STORY not in repr(page)


# --- their good name ---


@pytest.mark.parametrize(
    ("words", "whom", "field"),
    [(" ", WHOM, "words"), (WORDS, [], "whom"), (WORDS, ["  "], "whom"), (WORDS, ["x"] * 21, "whom")],
)
def test_what_cannot_be_proposed_is_refused_at_its_question(words, whom, field):
    with pytest.raises(RefusedError) as refused:
        checked_wording(words, whom)
    assert refused.value.field == field


@pytest.mark.parametrize(
    ("state", "said", "is_fine"),
    [
        (State.AGREED, "", True),
        (State.DECLINED, "", True),
        (State.CHANGED, "Laat de leidinggevende weg.", True),
        (State.CHANGED, " ", False),
        (State.PROPOSED, "", False),
        ("maybe", "", False),
    ],
)
def test_what_can_be_said_of_it(state, said, is_fine):
    if is_fine:
        assert checked_reply(state, said) == said
        return
    with pytest.raises(RefusedError):
        checked_reply(state, said)


@pytest.mark.parametrize(
    ("state", "may"),
    [
        ("", True),
        (State.CHANGED, True),
        (State.DECLINED, True),
        (State.PROPOSED, False),
        (State.AGREED, False),
    ],
)
def test_when_words_can_be_proposed(state, may):
    assert (missing_before_proposing(state) == "") is may


def propose(town, filed, words=WORDS):
    rehabilitating.propose(
        town["Fatima"].opened, code=filed.code, party_id=subject_of(filed), words=words, whom=WHOM
    )


def told(town, filed, number, day=None):
    rehabilitating.record_told(
        town["Fatima"].opened,
        code=filed.code,
        party_id=subject_of(filed),
        number=number,
        day=clock.today() if day is None else day,
    )


def of_desk(town, filed):
    staff = town["Joris"].opened
    with tenant_scope(town.tenant.id):
        return rehabilitating.read_rehabilitation(staff, filed.code, subject_of(filed))


@pytest.mark.req("C18")
def test_the_words_are_told_once_they_agree_and_the_list_says_to_whom_and_when(town, concluded, bram):
    propose(town, concluded)
    assert seen(town, bram).rehabilitation.wording.words == WORDS
    with pytest.raises(RefusedError):
        told(town, concluded, 0)
    accused.answer_rehabilitation(bram, state="changed", said="Zeg ook dat ik werd gehoord.")
    assert of_desk(town, concluded).wording.said == "Zeg ook dat ik werd gehoord."
    propose(town, concluded, WORDS + " Hij is gehoord.")
    accused.answer_rehabilitation(bram, state="agreed", said="")
    assert of_desk(town, concluded).state == State.AGREED
    told(town, concluded, 1)
    assert not of_desk(town, concluded).is_done
    told(town, concluded, 0)
    assert of_desk(town, concluded).is_done
    assert [one.day for one in seen(town, bram).rehabilitation.wording.whom] == [clock.today()] * 2
    with tenant_scope(town.tenant.id):
        row = Rehabilitation.objects.get(case=concluded.case)
        assert row.told_at
        assert b"melding" not in bytes(row.sealed_words) + bytes(row.sealed_copy)


@pytest.mark.req("C18")
def test_who_does_not_want_it_is_believed_and_nobody_is_told(town, concluded, bram):
    propose(town, concluded)
    accused.answer_rehabilitation(bram, state="declined", said="Laat het rusten.")
    with pytest.raises(RefusedError):
        told(town, concluded, 0)
    with pytest.raises(RefusedError):
        accused.answer_rehabilitation(bram, state="agreed", said="")
    propose(town, concluded)
    assert seen(town, bram).rehabilitation.waits_for_them


@pytest.mark.req("C14")
def test_a_copy_says_who_wrote_what_they_think_of_the_words(town, concluded, bram):
    propose(town, concluded)
    accused.answer_rehabilitation(bram, state="changed", said="Zeg ook dat ik werd gehoord.")
    proposed, said = of_copy(town, concluded)
    assert (proposed.who.partition(",")[0], proposed.text) == ("Fatima", WORDS)
    assert (said.who, said.what, said.text) == (
        "B1",
        "Wat B1 van die woorden vindt",
        "Zeg ook dat ik werd gehoord.",
    )


@pytest.mark.req("C14")
def test_a_copy_says_where_the_desk_wrote_it_down_for_them(town, concluded):
    propose(town, concluded)
    rehabilitating.record_reply(
        town["Fatima"].opened,
        code=concluded.code,
        party_id=subject_of(concluded),
        state="changed",
        said="Liever korter.",
    )
    _proposed, said = of_copy(town, concluded)
    assert (said.who, said.text) == ("het meldpunt", "Liever korter.")
    assert said.what.endswith("zoals het meldpunt het opschreef")


def of_copy(town, filed):
    """What a copy of the file tells of the words by which their good name is set right."""
    joris = town["Joris"].opened
    with tenant_scope(town.tenant.id):
        found = gathered(joris.opened, filed.case, keys_to(joris, filed.case))
    return [one for one in found.entries if one.kind in ("rehabilitation", "reply")]


def test_of_whoever_has_no_page_the_desk_records_what_they_said(town, concluded):
    propose(town, concluded)
    party = subject_of(concluded)
    fatima = town["Fatima"].opened
    rehabilitating.record_reply(fatima, code=concluded.code, party_id=party, state="agreed", said="")
    told(town, concluded, 0)
    assert of_desk(town, concluded).wording.whom[0].day == clock.today()


def test_for_whoever_has_a_page_nobody_else_answers(town, concluded, bram):
    propose(town, concluded)
    with pytest.raises(RefusedError):
        rehabilitating.record_reply(
            town["Fatima"].opened,
            code=concluded.code,
            party_id=subject_of(concluded),
            state="agreed",
            said="",
        )


@pytest.mark.parametrize("number", [-1, 2])
def test_only_who_is_on_the_list_and_only_after_the_yes(town, concluded, bram, number):
    propose(town, concluded)
    accused.answer_rehabilitation(bram, state="agreed", said="")
    with pytest.raises(RefusedError):
        told(town, concluded, number)
    with pytest.raises(RefusedError):
        told(town, concluded, 0, clock.today() + timedelta(days=1))


@pytest.mark.req("C18")
def test_whoever_was_not_let_in_reads_no_words_for_rehabilitation(town, concluded, bram):
    give(town, concluded)
    propose(town, concluded)
    assert of_desk(town, concluded) is not None
    with pytest.raises(NotAllowedError), tenant_scope(town.tenant.id):
        rehabilitating.read_rehabilitation(town["Ruben"].opened, concluded.code, subject_of(concluded))


def test_a_subject_of_another_case_is_none(town, concluded):
    other = file_report(town)
    for act in (
        lambda: closing_letters.waive_letter(
            town["Fatima"].opened, code=concluded.code, party_id=subject_of(other), reason="Zo."
        ),
        lambda: rehabilitating.propose(
            town["Fatima"].opened, code=concluded.code, party_id=uuid4(), words=WORDS, whom=WHOM
        ),
    ):
        with pytest.raises(NotAllowedError):
            act()


def test_other_words_for_the_accused_break_no_page_and_what_they_said_stays(town, concluded, bram):
    fatima, party = town["Fatima"].opened, subject_of(concluded)
    give(town, concluded)
    propose(town, concluded)
    accused.answer_rehabilitation(bram, state="changed", said="Zeg ook dat ik werd gehoord.")
    guests.withdraw_guest(
        fatima, code=concluded.code, guest_id=bram.guest_id, reason="De woorden zijn kwijt."
    )
    given = to_be("subject", who="Leidinggevende", last_day=None, party_id=party)
    guests.let_in_guest(fatima, code=concluded.code, given=given)
    again = come_back(town, given)
    assert seen(town, again).rehabilitation is None
    with pytest.raises(RefusedError):
        accused.answer_rehabilitation(again, state="agreed", said="")
    assert of_desk(town, concluded).wording.said == "Zeg ook dat ik werd gehoord."
    propose(town, concluded, WORDS + " Hij is gehoord.")
    assert "Hij is gehoord." in seen(town, again).rehabilitation.wording.words


def test_the_notice_stands_on_their_page_too(town):
    filed = file_report(town)
    given = to_be("subject", who="Leidinggevende", last_day=None, party_id=subject_of(filed))
    fatima, party = town["Fatima"].opened, subject_of(filed)
    actions.acknowledge(fatima, code=filed.code, body="Binnen.")
    with pytest.raises(RefusedError, match="Vertel het eerst de melder"):
        guests.let_in_guest(fatima, code=filed.code, given=given)
    subjects.announce(fatima, code=filed.code, party_id=party, body="Wij vertellen het.")
    with pytest.raises(RefusedError, match="Vertel het eerst de melder"):
        guests.let_in_guest(fatima, code=filed.code, given=given)
    with tenant_scope(town.tenant.id):
        asked = subjects.tellings(filed.case)[0]
    assert asked.announced_at
    write(filed.reporter, body="Goed.")
    with clock.stopped_at(clock.now() + timedelta(days=14)):
        guests.let_in_guest(fatima, code=filed.code, given=given)
    subjects.tell_subject(
        fatima, code=filed.code, party_id=party, text="Er is een melding over u.", reason="Nodig."
    )
    with tenant_scope(town.tenant.id):
        assert GuestMessage.objects.filter(case=filed.case, from_guest=False).count() == 1


@pytest.mark.req("C8")
@pytest.mark.parametrize("kind", ["conduct", "integrity"])
def test_who_was_told_gets_the_letter_before_the_case_is_closed(town, kind):
    filed, fatima = file_report(town, kind=kind), town["Fatima"].opened
    bring(fatima, filed, "acknowledged", kind=kind)
    let_know(town, filed)
    bring(fatima, filed, "answered", kind=kind)
    with pytest.raises(RefusedError, match="Geef eerst de brief"):
        actions.close(fatima, code=filed.code, reason="Klaar.")
    give(town, filed)
    actions.close(fatima, code=filed.code, reason="Klaar.")


def test_a_letter_names_the_contact_person_who_is_there_and_nobody_else(town, begun):
    with tenant_scope(town.tenant.id):
        assert contact_persons.contact_of(begun.case, subject_of(begun)) is None
    assert "contactpersoon" not in proposal("partly")
    contact_persons.name_contact(
        town["Fatima"].opened,
        code=begun.code,
        person_id=town["Fatima"].person_id,
        reach="Bel mij.",
        reason="Die kent het werk.",
        party_id=subject_of(begun),
    )
    with tenant_scope(town.tenant.id):
        there = contact_persons.contact_of(begun.case, subject_of(begun))
    assert there.first_name == "Fatima"
    assert f"Uw contactpersoon, {there.name}, vertelt u hoe" in proposal("partly", contact=there.name)


@pytest.mark.parametrize(
    ("is_told", "has_letter", "is_concluded", "begins"),
    [
        (False, False, False, "Deze persoon weet niet van de melding."),
        (False, True, True, "Deze persoon weet niet van de melding."),
        (True, True, True, "De brief aan het eind is al gegeven"),
        (True, True, False, "De brief aan het eind is al gegeven"),
        (True, False, False, "Leg eerst vast wat eruit kwam."),
        (True, False, True, ""),
    ],
)
def test_what_a_letter_at_the_end_waits_for(is_told, has_letter, is_concluded, begins):
    told = closing_letters.missing_before_letter(
        is_told=is_told, has_letter=has_letter, is_concluded=is_concluded
    )
    assert told.startswith(begins)
    assert bool(told) is bool(begins)
