"""A copy of the file as papers: no name in any of them, each chapter there, and nothing that two people did not see (C14)."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pypdfium2
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from tests.filed import bring, file_report
from tests.people import make_tenant
from tests.vault.washing import samples
from tests.web.office.cases.test_pages import Desk

from weerbaar.audit.manifests import CHECK_SIGNATURE, CHECK_SUMS, CHECK_SUMS_ON_WINDOWS
from weerbaar.cases import accounts, measures, notes, tasks
from weerbaar.cases.blackening import Blackening
from weerbaar.cases.copies import Handed, Hands
from weerbaar.cases.copy_contents import CopyContent, Facts, LeftOut, Taken, content_for
from weerbaar.cases.copy_parts import LABELS, MAY_HAVE, OF_LEFT_OUT, Part, Reader, Wanted
from weerbaar.cases.gathering import gathered
from weerbaar.cases.gathering_reading import TermRan, moment
from weerbaar.cases.measure_rules import Burden
from weerbaar.cases.measures import Proposal
from weerbaar.cases.packages import as_it_came
from weerbaar.cases.queries import case_files, keys_to
from weerbaar.database.scope import tenant_scope
from weerbaar.ground import clock
from weerbaar.intake.actions import write
from weerbaar.web.design import paper
from weerbaar.web.office.cases import copy_papers

NAMES = ("Bram Kuipers", "Noor Visser", "Sem Vos")
HIDDEN = ("Bram", "Kuipers", "Noor", "Visser", "Sem Vos", "mayor")
STORY = "Bram Kuipers schreeuwde tegen mij. Noor stond erbij, en Sem Vos ook."
PAGE = "https://meld.example/waterlinie/bewijs-controleren/"
GIVER = copy_papers.Giver("Gemeente Waterlinie", PAGE, "088 123 45 67", "maandag tot en met donderdag")
HANDS = Hands(
    "Fatima El Amrani, vertrouwenspersoon",
    "Joris de Boer, onderzoeker",
    "Fatima El Amrani, vertrouwenspersoon",
    clock.now(),
)


@pytest.fixture(scope="module")
def town(database):
    return make_tenant()


@pytest.fixture
def filed(town):
    """A case with something in most of its parts, and the names in each of them."""
    fatima = town["Fatima"].opened
    found = file_report(
        town,
        readers=("Fatima", "Joris", "Marit"),
        name="Noor Visser",
        answers={"story": STORY, "where": "Bij Sem Vos", "about_roles": ["mayor"]},
    )
    attached = SimpleUploadedFile("verslag Noor.txt", b"Wat er is gezegd.")
    Desk(town, "Fatima").post(f"zaken/{found.code}/bestand/", {"bestand": attached, "whose": "organisation"})
    bring(fatima, found, "assessed")
    write(found.reporter, body="Bram deed het weer. Groet, Noor Visser")
    code = found.code
    notes.write_note(fatima, code=code, note_id=uuid4(), text="Kuipers belde mij.")
    tasks.give_task(
        fatima,
        code=code,
        person_id=town["Joris"].person_id,
        what="Bel Sem Vos.",
        due_on=clock.today() + timedelta(days=3),
        task_id=uuid4(),
    )
    accounts.write_account(
        fatima, code=code, account_id=uuid4(), told_on=clock.today(), text="Noor vertelde over Kuipers."
    )
    return found


def content_of(town, filed, reader: str, *, originals: bool = False) -> CopyContent:
    fatima, case = town["Fatima"].opened, filed.case
    with tenant_scope(town.tenant.id):
        case.refresh_from_db()
        keys = keys_to(fatima, case)
        found = gathered(fatima.opened, case, keys, reader)
    files = frozenset(one for one, _details in found.files)
    parts = frozenset(one.value for one in MAY_HAVE[reader])
    facts = Facts(
        code=case.code,
        kind=case.kind,
        stage=case.stage,
        outcome=case.outcome,
        channel=case.channel,
        procedure=case.procedure,
        procedure_version=case.procedure_version,
        received_at=moment(case.received_at),
        closed_at="",
        as_of=moment(clock.now()),
    )
    beside = [one for one, details in found.files if originals and as_it_came(details)]
    wanted = Wanted(reader, "", "", parts, files, originals=dict.fromkeys(beside, "Bewijs over Bram."))
    return content_for(found, wanted, facts, Blackening(NAMES, ()))


def handed(town, filed, content: CopyContent, reader: str, who: str = "Rechtbank Waterlinie") -> Handed:
    with tenant_scope(town.tenant.id):
        there = {
            str(one.id): one.details
            for one in case_files(filed.case, keys_to(town["Fatima"].opened, filed.case))
        }
    return Handed(
        reader=reader,
        who=who,
        content=content,
        named={},
        files={
            path: blob
            for one in content.files
            for path, blob in (
                (one.path, there[one.id].current),
                (one.original_path, there[one.id].original),
            )
            if path and blob
        },
        hands=HANDS,
        made_at=clock.now(),
    )


def papers(one: Handed) -> dict[str, str]:
    """Each paper of an archive as text, by its path."""
    made = copy_papers.pieces(one, GIVER)
    read = {}
    for piece in made:
        content = b"".join(piece.chunks())
        if piece.path.endswith(".pdf"):
            pages = pypdfium2.PdfDocument(content)
            read[piece.path] = "\n".join(page.get_textpage().get_text_range() for page in pages)
        elif "/" not in piece.path:
            read[piece.path] = content.decode()
    return read


def bare(text: str) -> str:
    """Letters and figures alone: a line that was broken reads as one that was not."""
    return re.sub(r"[\W_]+", "", text).casefold()


def seen(content: CopyContent, reader: str = Reader.COURT, who: str = "Rechtbank Waterlinie") -> str:
    """The words of the preview."""
    return " ".join(
        (
            copy_papers.made_for(reader, who),
            *(
                told
                for one in copy_papers.chapters(content, {}, HANDS, GIVER)
                for told in (one.title, *_words(one.blocks))
            ),
        )
    )


def _words(blocks: tuple[paper.Block, ...]) -> Iterator[str]:
    for one in blocks:
        if isinstance(one, paper.Entry):
            yield from (one.who, one.when, one.what, one.text)
        elif isinstance(one, paper.Text | paper.Command):
            yield one.text
        elif isinstance(one, paper.Card):
            yield one.title
            for row in one.rows:
                yield from row
        else:
            for row in one.rows:
                yield from row


def values(told: Any) -> Iterator[str]:
    """What stands in a JSON, without the names of its fields; moments as people read them."""
    if isinstance(told, dict | list):
        for one in told.values() if isinstance(told, dict) else told:
            yield from values(one)
    elif told != "":
        assert isinstance(told, str | int)
        assert not isinstance(told, bool)
        yield copy_papers.when(str(told))


@pytest.mark.req("C14")
def test_a_name_that_stays_out_is_in_no_paper_and_each_chapter_is_there(town, filed):
    content = content_of(town, filed, Reader.COURT)
    read = papers(handed(town, filed, content, Reader.COURT))
    assert set(read) == {"leesmij.txt", "dossier.pdf", "dossier.json"}
    for path, text in read.items():
        for name in HIDDEN:
            assert bare(name) not in bare(text), (path, name)
    there = {one.part for one in content.entries} | {Part.PEOPLE, Part.TERMS, Part.FILES, Part.TIMELINE}
    assert {Part.REPORT, Part.TALK, Part.ACCOUNTS, Part.ASSESSMENT, Part.NOTES, Part.TASKS} <= there
    titles = [LABELS[one] for one in there]
    for title in (*titles, "Over deze zaak", "Wat is weggelaten", "Hoe u dit controleert"):
        assert bare(title) in bare(read["dossier.pdf"]), title
    assert bare("schreeuwde tegen mij") in bare(read["dossier.pdf"])


@pytest.mark.req("C14")
@pytest.mark.parametrize("reader", [Reader.COURT, Reader.AUDITOR, Reader.REPORTER, Reader.SUBJECT])
def test_what_a_program_reads_stands_in_the_preview_and_in_the_document(town, filed, reader):
    content = content_of(town, filed, reader)
    read = papers(handed(town, filed, content, reader))
    preview, document = bare(seen(content, reader)), bare(read["dossier.pdf"])
    told = json.loads(read["dossier.json"])
    # Who gives it, and when it was made, stand around what is looked at before it is.
    around = (told["copy"].pop("Van"), copy_papers.when(told["copy"].pop("Gemaakt op")))
    assert all(bare(one).removesuffix("uur") in document for one in around)
    for value in values(told):
        assert bare(value) in preview, value
        assert bare(value) in document, value


@pytest.mark.req("C14")
def test_a_subject_gets_no_word_of_who_reported_nor_of_what_protects_them(town, filed):
    fatima, measure_id = town["Fatima"].opened, uuid4()
    measures.propose_measure(
        fatima,
        code=filed.code,
        measure_id=measure_id,
        proposal=Proposal(
            kind="protection",
            party_id=None,
            what="De melder werkt voortaan thuis.",
            why="Dat is veilig.",
            proportion="Niets lichters helpt.",
            burden=Burden("reporter", "De betrokkene verplaatsen.", "Dat kan niet.", "Wil je dat?"),
        ),
    )
    content = content_of(town, filed, Reader.SUBJECT)
    read = papers(handed(town, filed, content, Reader.SUBJECT, "De betrokkene"))
    for path, text in read.items():
        for told in ("werkt voortaan thuis", "melder", "Notities", "Geheimhouding"):
            assert bare(told) not in bare(text.split("Hoe u dit controleert")[0]), (path, told)
    assert "Andere delen van deze zaak zijn niet voor u" in " ".join(read["dossier.pdf"].split())
    told = json.loads(read["dossier.json"])
    assert told["entries"] == []
    assert "Via" not in told["case"]
    assert told["case"]["Binnengekomen"] == clock.today().isoformat()


@pytest.mark.req("C14")
def test_a_procedure_is_called_by_its_title_and_not_by_its_code(town, filed):
    content = content_of(town, filed, Reader.COURT)
    document = copy_papers.document(handed(town, filed, content, Reader.COURT), GIVER)
    summary = document.chapters[0].blocks[0]
    assert isinstance(summary, paper.Facts)
    assert dict(summary.rows)["Procedure"] == "Ongewenst gedrag, versie 2"


@pytest.mark.req("C14")
def test_each_line_to_type_is_a_command_by_itself_on_windows_too(town, filed):
    content = content_of(town, filed, Reader.COURT)
    one = handed(town, filed, content, Reader.COURT)
    document = copy_papers.document(one, GIVER)
    (how,) = [chapter for chapter in document.chapters if chapter.title == "Hoe u dit controleert"]
    typed = [block.text for block in how.blocks if isinstance(block, paper.Command)]
    assert typed == [
        CHECK_SUMS,
        CHECK_SUMS_ON_WINDOWS,
        CHECK_SIGNATURE,
        "certutil -hashfile SHA256SUMS SHA256",
        PAGE,
    ]
    assert "Windows heeft zelf geen programma" in copy_papers.readme(one, GIVER)
    lines = copy_papers.readme(one, GIVER).splitlines()
    assert set(typed) <= set(lines)


def test_a_reader_is_called_as_they_are(town, filed):
    content = content_of(town, filed, Reader.HOUSE)
    text = copy_papers.readme(handed(town, filed, content, Reader.HOUSE, "Afdeling Onderzoek"), GIVER)
    assert "Afdeling Onderzoek (Huis voor Klokkenluiders)" in text


@pytest.mark.req("C14")
def test_a_word_that_stands_in_a_fixed_answer_of_ours_is_told_to_who_asked_for_it_to_go(town, filed):
    told = copy_papers.chapters(content_of(town, filed, Reader.COURT), {}, HANDS, GIVER)
    fixed = copy_papers.LABELS[Part.REPORT]
    assert copy_papers.still_there(told, [fixed.upper(), "staat\nnergens", "Kuipers"]) == [fixed.upper()]


@pytest.mark.req("C14")
def test_a_judge_can_tell_what_there_is_nothing_of_from_what_was_held_back(town, filed):
    content = content_of(town, filed, Reader.COURT)
    left_out = copy_papers.chapters(content, {}, HANDS, GIVER)[1]
    [told] = [one.text for one in left_out.blocks if isinstance(one, paper.Text) and "niets in" in one.text]
    assert Part.MEASURES in content.empty or Part.DUTIES in content.empty
    assert told.count("; ") == len(content.empty) - 1


@pytest.fixture
def photo(town, filed) -> bytes:
    """A photo that the desk added, which says who made it and where."""
    came = samples.jpeg()
    attached = SimpleUploadedFile("foto van Noor.jpg", came)
    Desk(town, "Fatima").post(f"zaken/{filed.code}/bestand/", {"bestand": attached, "whose": "organisation"})
    return came


@pytest.mark.req("C14")
def test_an_original_lies_in_a_folder_of_its_own_and_each_paper_names_it_with_its_hash(town, filed, photo):
    content = content_of(town, filed, Reader.COURT, originals=True)
    one = handed(town, filed, content, Reader.COURT)
    path, original = (
        "stukken/02-foto-van-naam-weggelaten.jpg",
        ("originelen/02-foto-van-naam-weggelaten-origineel.jpg"),
    )
    lies = {piece.path: b"".join(piece.chunks()) for piece in copy_papers.pieces(one, GIVER)}
    assert list(lies)[-2:] == [path, original]
    assert lies[original] == photo
    assert samples.betrays(lies[original])
    assert not samples.betrays(lies[path])
    sha256 = hashlib.sha256(photo).hexdigest()
    files = {told["path"]: told for told in json.loads(lies["dossier.json"])["files"]}
    assert (files[original]["sha256"], files[original]["size"]) == (sha256, len(photo))
    assert original in files[path]["kept"]
    assert (files[path]["why"], files[original]["why"]) == ("", "Bewijs over [naam weggelaten].")
    told = "Waarom dit meegaat: Bewijs over [naam weggelaten]."
    assert f"  {original}. {told}" in lies["leesmij.txt"].decode().splitlines()
    assert f"Dit is het origineel van {path}" in files[original]["kept"]
    document = bare(papers(one)["dossier.pdf"])
    for told in (original, sha256, "met welk apparaat", "Bewijs over [naam weggelaten]."):
        assert bare(told) in document
        assert bare(told) in bare(seen(content))
    assert "- originelen:" in lies["leesmij.txt"].decode()


@pytest.mark.parametrize("is_scanned", [True, False])
def test_that_nobody_looked_for_a_virus_is_said_of_a_cleaned_file_and_of_its_original(
    town, filed, photo, is_scanned
):
    content = content_of(town, filed, Reader.COURT, originals=True)
    files = tuple(replace(one, is_scanned=is_scanned) for one in content.files if one.original_path)
    one = handed(town, filed, replace(content, files=files), Reader.COURT)
    kept = [told["kept"] for told in json.loads(papers(one)["dossier.json"])["files"]]
    assert ["Niet op virussen nagekeken." in told for told in kept] == [not is_scanned] * 2


@pytest.mark.req("C14")
@pytest.mark.parametrize("reader", [one for one in Reader.values if Part.FILES in MAY_HAVE[one]])
def test_of_an_original_that_stays_with_us_nobody_gets_the_hash(town, filed, photo, reader):
    """Who has the same file would know by it that this is where it came from."""
    content = content_of(town, filed, reader)
    one = handed(town, filed, content, reader)
    made = copy_papers.pieces(one, GIVER)
    assert not [piece for piece in made if piece.path.startswith("originelen/")]
    kept = [told["kept"] for told in json.loads(b"".join(made[2].chunks()))["files"]]
    assert len(kept) == 2
    sha256 = hashlib.sha256(photo).hexdigest()
    for text in (*papers(one).values(), seen(content), *(piece.sha256 for piece in made)):
        assert sha256 not in bare(text)


@pytest.mark.req("C14")
def test_a_court_reads_that_the_original_stays_with_us(town, filed, photo):
    content = content_of(town, filed, Reader.COURT)
    made = copy_papers.pieces(handed(town, filed, content, Reader.COURT), GIVER)
    kept = [one["kept"] for one in json.loads(b"".join(made[2].chunks()))["files"]]
    assert [one for one in kept if "Het origineel ligt bij ons." in one]
    assert "- originelen:" not in copy_papers.readme(handed(town, filed, content, Reader.COURT), GIVER)


@pytest.mark.parametrize(("phone", "is_told"), [("088 123 45 67", True), ("", False)])
def test_whoever_has_a_question_reads_which_number_to_call(town, filed, phone, is_told):
    one = handed(town, filed, content_of(town, filed, Reader.COURT), Reader.COURT)
    text = copy_papers.readme(one, copy_papers.Giver("Waterlinie", PAGE, phone, phone and "op werkdagen"))
    assert ("Bel Waterlinie: 088 123 45 67 (op werkdagen)." in text) is is_told
    assert ("Hebt u een vraag?" in text) is is_told


def test_the_zone_of_a_moment_is_said_once(town, filed):
    content = content_of(town, filed, Reader.COURT)
    assert copy_papers.when("2026-08-26T12:05:00+02:00") == "26 augustus 2026, 12.05 uur"
    assert seen(content).count("UTC+1, en in de zomer UTC+2") == 1
    assert "UTC+0" not in seen(content)


@pytest.mark.parametrize(
    ("names", "words", "told"),
    [
        (0, 0, []),
        (2, 0, [("Een naam", "2", "Deze naam gaat niet mee")]),
        (0, 1, [("Een ander woord of een zin", "1", "Kan laten zien om wie het gaat")]),
    ],
)
def test_what_was_taken_out_is_counted_by_its_ground_and_what_was_not_is_not(town, filed, names, words, told):
    taken = (Taken(Part.REPORT, "Melding", "", names, words),)
    content = replace(content_of(town, filed, Reader.COURT), taken=taken)
    left_out = copy_papers.chapters(content, {}, HANDS, GIVER)[1]
    rows = [
        row
        for one in left_out.blocks
        if isinstance(one, paper.Table) and one.caption == "Wat uit de teksten is weggehaald"
        for row in one.rows
    ]
    assert rows == told
    nothing = paper.Text("Uit de teksten is niets weggehaald.")
    assert (nothing in left_out.blocks) is not bool(told)
    read = json.loads(copy_papers.machine(handed(town, filed, content, Reader.COURT), GIVER))
    assert [(one["what"], str(one["number"]), one["why"]) for one in read["removed"]] == told


@pytest.mark.req("C14")
def test_a_program_reads_for_whom_it_is_made_who_agreed_and_what_stays_out(town, filed):
    content = content_of(town, filed, Reader.COURT)
    one = handed(town, filed, replace(content, left_out=(LeftOut(Part.TIMELINE, 3, OF_LEFT_OUT),)), "court")
    read = json.loads(copy_papers.machine(one, GIVER))
    assert read["copy"]["Voor"] == "Rechtbank Waterlinie (Rechtbank of rechter)"
    assert read["copy"]["Akkoord van"].startswith("Joris de Boer, onderzoeker, op ")
    assert (read["copy"]["Van"], read["copy"]["Gevraagd door"]) == (GIVER.name, HANDS.asked_by)
    assert read["copy"]["Gemaakt op"] == moment(one.made_at)
    assert read["left_out"] == [{"what": "Regels uit de tijdlijn", "number": 3, "why": OF_LEFT_OUT}]


@pytest.mark.req("C14")
@pytest.mark.parametrize(
    ("number", "told"),
    [(1, "1 regel weg. Die gaat over een deel"), (3, "3 regels weg. Die gaan over een deel")],
)
def test_a_timeline_with_lines_left_out_says_so_where_it_is_read(town, filed, number, told):
    content = content_of(town, filed, Reader.COURT)
    left = replace(content, left_out=(LeftOut(Part.TIMELINE, number, OF_LEFT_OUT),))
    [line] = [
        one for one in copy_papers.chapters(left, {}, HANDS, GIVER) if one.title == LABELS[Part.TIMELINE]
    ]
    assert isinstance(line.blocks[0], paper.Text)
    assert told in line.blocks[0].text
    assert "niet de hele tijdlijn" in line.blocks[0].text
    assert "niet de hele tijdlijn" not in seen(replace(content, left_out=()))


@pytest.mark.req("C14")
def test_a_term_that_has_yet_to_begin_is_not_said_to_have_begun(town, filed):
    content = content_of(town, filed, Reader.COURT)
    facts = replace(content.facts, as_of="2026-11-03T10:00:00+01:00")
    terms = (
        TermRan("Besluiten", "2026-11-03", "2026-12-03", "", is_extended=False),
        TermRan("Antwoord aan de melder", "2026-11-04", "2026-12-03", "", is_extended=False),
    )
    told = copy_papers.chapters(replace(content, facts=facts, terms=terms), {}, HANDS, GIVER)
    [table] = [one.blocks[0] for one in told if one.title == LABELS[Part.TERMS]]
    assert isinstance(table, paper.Table)
    assert table.head[1] == "Begin"
    assert [row[1] for row in table.rows] == ["3 november 2026", "Begint op 4 november 2026"]


def test_before_anybody_agreed_it_says_so(town, filed):
    content = content_of(town, filed, Reader.COURT)
    about = copy_papers.chapters(content, {}, Hands("Fatima El Amrani"), GIVER)[0].blocks[0]
    assert isinstance(about, paper.Facts)
    assert about.rows[-3:] == (
        ("Gevraagd door", "Fatima El Amrani"),
        ("Akkoord van", "Nog niemand"),
        ("Gemaakt door", "Nog niemand"),
    )
