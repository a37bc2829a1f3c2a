"""What one reader gets of a case: of who is in it themself nothing that is not theirs, and no word that it is there (C14)."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

import pytest

from weerbaar.cases.blackening import Blackening
from weerbaar.cases.copy_contents import CopyContent, Facts, content_for, unpacked
from weerbaar.cases.copy_parts import MAY_HAVE, PARTIES, Part, Reader, Wanted, told_of_left_out
from weerbaar.cases.gathering import Gathered, Happened
from weerbaar.cases.gathering_reading import DESK, Entry, Person, TermRan
from weerbaar.vault.files import Blob, FileDetails
from weerbaar.vault.secret import SymmetricKey

BRAM, PIET, NOOR, PAPER = uuid4(), uuid4(), uuid4(), uuid4()
FACTS = Facts(
    code="abc-def",
    kind="conduct",
    stage="received",
    outcome="",
    channel="walk_in",
    procedure="Klachten",
    procedure_version=1,
    received_at="2026-11-03T16:40:21+01:00",
    closed_at="",
    as_of="2026-11-22T09:00:00+01:00",
)
AT = "2026-11-05T10:00:00+01:00"


def entry(part: Part, text: str, *, theirs: UUID | None = None) -> Entry:
    return Entry(part, "kind", "Iets", "Fatima, vertrouwenspersoon", AT, text, theirs=theirs)


def file(by: str = "reporter") -> FileDetails:
    blob = Blob(uuid4(), SymmetricKey(b"k" * 32), 12, "a" * 64)
    return FileDetails(
        "verslag.pdf", "PDF", "CLEANED", "CLEAN", blob, None, "b" * 64, 13, by=by, uploaded_at=AT
    )


def found(*entries: Entry, people: tuple[Person, ...] | None = None) -> Gathered:
    everybody = (
        Person(NOOR, "reporter", "de melder", "", is_withdrawn=False),
        Person(PIET, "subject", "B1", "", is_withdrawn=True),
        Person(BRAM, "subject", "B2", "", is_withdrawn=False),
    )
    return Gathered(
        entries=(
            *entries,
            *(entry(one, f"In {one.value}.") for one in Part if one not in PARTIES[Reader.SUBJECT]),
        ),
        people=everybody if people is None else people,
        files=((PAPER, file()), (uuid4(), file())),
        terms=(TermRan("Ontvangst", "2026-11-03", "2026-11-10", "", is_extended=False),),
        happened=(
            Happened(AT, "Melding binnen"),
            Happened(AT, "Fatima schreef de melder", Part.TALK),
            Happened(AT, "Fatima opende de namen", Part.ACCESS),
            Happened(AT, "Joris maakte van een les een verbeteractie", Part.LESSONS),
        ),
        closed=Counter({Part.QUESTIONS: 2, Part.GUESTS: 1}),
        taken_back=Counter({Part.NOTES: 3}),
        secret=1,
    )


def made(reader: str, there: Gathered, *parts: Part, files: frozenset[UUID] = frozenset()) -> CopyContent:
    wanted = Wanted(reader, "Iemand", "Gevraagd.", frozenset(one.value for one in parts), files)
    return content_for(there, wanted, FACTS, Blackening([], ()))


OWN = (
    entry(Part.SUBJECTS, "Dit hoorde B2.", theirs=BRAM),
    entry(Part.MEASURES, "Besloten over B2.", theirs=BRAM),
    entry(Part.LETTERS, "Brief aan B2.", theirs=BRAM),
)
OF_OTHERS = (
    entry(Part.SUBJECTS, "Dit hoorde B1.", theirs=PIET),
    entry(Part.LETTERS, "Brief aan B1.", theirs=PIET),
    entry(Part.MEASURES, "De melder werkt thuis."),
)


def test_a_subject_gets_their_own_rows_and_nothing_of_who_reported_nor_of_another():
    content = made(Reader.SUBJECT, found(*OWN, *OF_OTHERS), *PARTIES[Reader.SUBJECT])
    assert content.entries == OWN
    assert (content.people, content.terms, content.events) == ((), (), ())


def test_a_subject_hears_of_no_part_that_is_not_theirs_and_how_much_was_left_out_of_their_own():
    content = made(Reader.SUBJECT, found(*OWN, *OF_OTHERS), Part.LETTERS)
    assert content.for_party
    assert [(one.part, one.number) for one in content.left_out] == [(Part.SUBJECTS, 1), (Part.MEASURES, 1)]


def test_a_subject_reads_the_day_of_the_report_and_neither_the_moment_nor_the_way():
    content = made(Reader.SUBJECT, found(*OWN), Part.LETTERS, Part.FILES, files=frozenset({PAPER}))
    assert (content.facts.received_at, content.facts.channel) == ("2026-11-03", "")
    assert [(one.by, one.at) for one in content.files] == [("", "")]


def test_where_two_are_subjects_nobody_gets_the_rows_of_either():
    people = tuple(
        Person(one, "subject", f"B{number}", "", is_withdrawn=False)
        for number, one in enumerate((PIET, BRAM), start=1)
    )
    assert made(Reader.SUBJECT, found(*OWN, people=people), *PARTIES[Reader.SUBJECT]).entries == ()


def test_a_reporter_hears_of_no_guest_no_copy_and_nothing_under_secrecy():
    content = made(Reader.REPORTER, found(*OWN), Part.TALK)
    assert content.for_party
    assert {one.part for one in content.left_out} == PARTIES[Reader.REPORTER] - {Part.TALK} | {Part.OBJECTION}


@pytest.mark.parametrize("reader", Reader.values)
def test_of_copies_for_others_nobody_hears(reader):
    assert Part.COPIES not in told_of_left_out(reader)
    assert Part.COPIES not in {one.part for one in made(reader, found(), *MAY_HAVE[reader]).left_out}


def test_a_court_hears_how_much_of_what_was_left_out_and_why():
    left_out = made(Reader.COURT, found(*OWN), Part.REPORT).left_out
    told = {(one.part, one.number, one.why) for one in left_out}
    assert {
        (Part.NOTES, 1, "Intern werkstuk"),
        (Part.NOTES, 3, "Teruggenomen door wie het schreef"),
        (Part.QUESTIONS, 1, "Onder geheimhouding"),
        (Part.QUESTIONS, 2, "Niet te openen voor wie dit afschrift maakte"),
        (Part.FILES, 2, "Niet gekozen voor dit afschrift"),
    } <= told


@pytest.mark.parametrize(
    ("by", "said_whose", "told"),
    [
        ("reporter", "", "de melder"),
        ("a colleague", "reporter", "de melder"),
        ("a colleague", "somebody", "iemand in de zaak"),
        ("a colleague", "organisation", DESK),
        ("a colleague", "", DESK),
        ("", "", DESK),
    ],
)
def test_a_court_reads_whose_a_file_is_where_somebody_said_so(by, said_whose, told):
    there = replace(found(), files=((PAPER, replace(file(by), said_whose=said_whose)),))
    content = made(Reader.COURT, there, Part.FILES, files=frozenset({PAPER}))
    assert [one.by for one in content.files] == [told]


@pytest.mark.parametrize("reader", [Reader.COURT, Reader.SUBJECT])
def test_what_is_sealed_is_the_same_when_it_is_opened(reader):
    content = made(reader, found(*OWN), *MAY_HAVE[reader], files=frozenset({PAPER}))
    assert unpacked(content.packed()) == content


@pytest.mark.req("C14")
@pytest.mark.parametrize(
    ("reader", "chosen", "told", "kept_back"),
    [
        (Reader.COURT, (Part.TALK,), ["Melding binnen", "Fatima schreef de melder"], 2),
        (Reader.COURT, (Part.ACCESS, Part.LESSONS), None, 1),
        (Reader.POLICE, (), ["Melding binnen"], 3),
        (Reader.REPORTER, (), None, 0),
    ],
)
def test_lines_of_a_part_that_stays_out_stay_out_and_how_many_is_told(reader, chosen, told, kept_back):
    content = made(reader, found(), Part.TIMELINE, *chosen)
    if told is not None:
        assert [text for _at, text in content.events] == told
    why = [(one.number, one.why) for one in content.left_out if one.part is Part.TIMELINE]
    assert why == ([(kept_back, "Gaat over een deel van het dossier dat u niet krijgt")] if kept_back else [])
    assert len(content.events) == 4 - kept_back


def test_a_timeline_that_is_not_chosen_is_told_once_as_left_out():
    content = made(Reader.COURT, found(), Part.TALK)
    assert [one.number for one in content.left_out if one.part is Part.TIMELINE] == [4]


def test_our_own_questions_stay_whole_whatever_a_name_is_called_and_what_was_typed_does_not():
    asked = (("Is er gevaar voor het milieu?", "Ja, zei Milieu"),)
    there = found(Entry(Part.ASSESSMENT, "kind", "Beoordeling", "Fatima", AT, "", asked))
    wanted = Wanted(Reader.COURT, "Iemand", "Gevraagd.", frozenset({Part.ASSESSMENT.value}))
    content = content_for(there, wanted, FACTS, Blackening(["Karel Milieu"]))
    facts = [one.facts for one in content.entries if one.facts]
    assert facts == [(("Is er gevaar voor het milieu?", "Ja, zei [naam weggelaten]"),)]


def bare(*entries: Entry, **more: Any) -> Gathered:
    held = {"closed": Counter(), "taken_back": Counter(), "secret": 0} | more
    return Gathered(entries=entries, people=(), files=(), terms=(), happened=(), **held)


@pytest.mark.parametrize(
    ("reader", "chosen", "empty"),
    [
        (Reader.COURT, (Part.TALK, Part.LETTERS, Part.MEASURES), (Part.MEASURES, Part.LETTERS)),
        (Reader.SUBJECT, (Part.LETTERS, Part.MEASURES), ()),
    ],
)
def test_of_a_chosen_part_that_holds_nothing_a_court_reads_so_and_a_party_does_not(reader, chosen, empty):
    content = made(reader, bare(entry(Part.TALK, "Hoi.")), *chosen)
    assert content.empty == empty
    assert unpacked(content.packed()) == content


def test_what_could_not_be_opened_or_was_taken_back_is_not_called_empty():
    there = bare(closed=Counter({Part.MEASURES: 1}), taken_back=Counter({Part.NOTES: 1}), secret=1)
    chosen = (Part.MEASURES, Part.NOTES, Part.QUESTIONS, Part.DUTIES)
    assert made(Reader.COURT, there, *chosen).empty == (Part.DUTIES,)
