"""The cases of the demo: filed, answered and closed by the verbs that people use, on days in the past months."""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pikepdf
from PIL import Image, ImageDraw
from PIL.ExifTags import GPS, IFD, Base

from weerbaar.cases import actions as cases
from weerbaar.cases import (
    closing_letters,
    communication,
    contact_persons,
    deciding,
    guests,
    lessons,
    linking,
    notes,
    subjects,
    suspending,
    tasks,
    triage,
)
from weerbaar.cases.guests import GuestToBe
from weerbaar.cases.jobs import ask_how_it_goes
from weerbaar.cases.models import Admission, Case, Duty, Guest, Kind, Message, Party, Task
from weerbaar.cases.triage import Assessment, DutyGiven
from weerbaar.cases.wbk import Question
from weerbaar.config import demo_party
from weerbaar.config.demo_stories import DUINZOOM, OFFICE_PAGE, WATERLINIE, Shown, Step, Story
from weerbaar.database.scope import tenant_scope
from weerbaar.ground import clock
from weerbaar.ground.clock import AMSTERDAM
from weerbaar.ground.receipt import Receipt, draw
from weerbaar.intake import actions as intake
from weerbaar.intake import advising, checking_in, letting_in
from weerbaar.intake.files import keep_in_draft
from weerbaar.intake.reporters import ReporterRef
from weerbaar.vault.uploads import Incoming

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from weerbaar.config.demo import Town
    from weerbaar.organisation.staff import Staff
    from weerbaar.vault.uploads import Finished

_NOT_WRONGDOING = frozenset({Question.GROUNDS, Question.WORK, Question.RULE})
FOUNDED_DAYS_AGO = 150
"""The towns are older than their first case."""
_STORIES = {"waterlinie": WATERLINIE, "duinzoom": DUINZOOM, demo_party.SLUG: demo_party.STORIES}
_LET_IN_FOR = timedelta(days=90)
_DUTY_DAYS = 5
_WHY_CONTACT = "Die kent de zaak en is goed te bereiken."
# What was answered to the questions about wrongdoing: it is, where many are in danger; it is not, where a rule was broken.
_WBK = {
    Kind.WRONGDOING.value: {one.value: "yes" for one in Question},
    Kind.INTEGRITY.value: {one.value: "yes" if one in _NOT_WRONGDOING else "no" for one in Question},
}


@dataclass(frozen=True)
class Kept:
    """The words of a receipt that a visitor may try, and what they find with it."""

    about: str
    words: str


@dataclass
class Loaded:
    """What came of the stories of a town. `codes` are by the names that stories have for each other."""

    kept: list[Kept] = field(default_factory=list)
    shown: list[Shown] = field(default_factory=list)
    codes: dict[str, str] = field(default_factory=dict)


def load(town: Town) -> Loaded:
    """File the stories of a town and let happen what happened."""
    loaded = Loaded()
    for story in _STORIES.get(town.tenant.slug, ()):
        _play(town, story, loaded)
    # As the clock would have, in the months that went by.
    ask_how_it_goes(town.tenant.id)
    return loaded


def moment(days: int, at: str) -> datetime:
    """A day so many days back, at a time in Amsterdam; "now" is a little while ago."""
    if at == "now":
        return clock.now() - timedelta(minutes=40)
    day = clock.today() - timedelta(days=days)
    return datetime.combine(day, time.fromisoformat(at), tzinfo=AMSTERDAM)


def _play(town: Town, story: Story, loaded: Loaded) -> None:
    answers = _dated(story.answers)
    with clock.stopped_at(moment(story.days, story.time)):
        words, reporter = _file(town, story, answers)
    with tenant_scope(town.tenant.id):
        code = Case.objects.get(id=reporter.case_id).code
    loaded.codes[story.name] = code
    if story.receipt:
        loaded.kept.append(Kept(story.receipt, " ".join(words)))
    if story.shows:
        loaded.shown.append(Shown(OFFICE_PAGE, f"zaken/{code}/", story.shows))
    for step in sorted(story.steps, key=lambda one: moment(one.days, one.time)):
        with clock.stopped_at(moment(step.days, step.time)):
            given = draw()
            if step.by:
                _as_staff(town, code, step, given, loaded.codes)
            else:
                _as_reporter(reporter, step, given)
        if step.receipt:
            loaded.kept.append(Kept(step.receipt, " ".join(given)))


def _file(town: Town, story: Story, answers: dict[str, Any]) -> tuple[tuple[str, ...], ReporterRef]:
    """Through the pages' own verbs: begin, answer, choose who reads, add files, send, write the words down."""
    draft = intake.start(town.tenant.id, story.language)
    if answers["kind"] == Kind.ADVICE:
        advising.ask_advice(draft)
    intake.answer(draft, answers)
    intake.choose(draft, desk=town.desk.slug, struck=tuple(str(town[one].person_id) for one in story.struck))
    keep_in_draft(draft, [upload(name) for name in story.files])
    words = intake.send(draft).words
    intake.confirm_receipt(draft)
    reporter = intake.come_back(town.tenant.id, Receipt(words))
    if not isinstance(reporter, ReporterRef):
        raise RuntimeError("The receipt of a report that was just sent opens nothing.")
    return words, reporter


def _dated(answers: dict[str, Any]) -> dict[str, Any]:
    """The answers, with "-3" in `when_day` as the date of three days ago."""
    if "when_day" not in answers:
        return answers
    day = clock.today() + timedelta(days=int(answers["when_day"]))
    return answers | {"when_day": day.isoformat()}


def _as_staff(town: Town, code: str, step: Step, given: tuple[str, ...], codes: dict[str, str]) -> None:
    """Do what a step says, as who does it. `given` are words for whoever gets some by it."""
    staff = town[step.by].opened
    cases.open_case(staff, code=code)
    subject = _subject(town, code)
    verbs = {
        **_handling(town, staff, code, step, subject),
        **_working_together(town, staff, code, step, codes),
        "contact_subject": lambda: contact_persons.name_contact(
            staff,
            code=code,
            person_id=staff.person_id,
            reach=step.text,
            reason=_WHY_CONTACT,
            party_id=subject,
        ),
        "words_for_subject": lambda: guests.let_in_guest(
            staff,
            code=code,
            given=GuestToBe(
                uuid4(), given, Guest.Role.SUBJECT, who=step.more, why=step.text, party_id=subject
            ),
        ),
    }
    verbs[step.does]()


def _handling(
    town: Town, staff: Staff, code: str, step: Step, subject: UUID
) -> dict[str, Callable[[], object]]:
    """The steps of the procedure, and what is said to the reporter."""
    return {
        "acknowledge": lambda: cases.acknowledge(staff, code=code, body=step.text),
        "ask": lambda: cases.ask(staff, code=code, body=step.text, message_id=uuid4()),
        "answer": lambda: cases.answer(staff, code=code, body=step.text, message_id=uuid4()),
        "assess": lambda: triage.assess(staff, code=code, given=_assessment(town, code, step)),
        "settle_duty": lambda: triage.settle_duty(
            staff, code=code, name=Duty.Name.CRIMINAL_REPORT, what=step.text
        ),
        "inquire": lambda: triage.inquire(staff, code=code, reason=step.text),
        "contact": lambda: contact_persons.name_contact(
            staff, code=code, person_id=staff.person_id, reach=step.text, reason=_WHY_CONTACT
        ),
        "extend": lambda: suspending.extend_term(staff, code=code, term=step.more, reason=step.text),
        "announce": lambda: subjects.announce(staff, code=code, party_id=subject, body=step.text),
        "tell_subject": lambda: subjects.tell_subject(staff, code=code, party_id=subject, text=step.text),
        "hear": lambda: subjects.record_hearing(
            staff, code=code, party_id=subject, heard_on=clock.today(), how=step.more, said=step.text
        ),
        "decide": lambda: deciding.record_outcome(staff, code=code, outcome=step.more, reason=step.text),
        "closing_letter": lambda: closing_letters.give_letter(
            staff, code=code, party_id=subject, outcome=step.more, text=step.text
        ),
        "inform": lambda: cases.inform(staff, code=code, body=step.text),
        "feedback": lambda: cases.give_feedback(staff, code=code, body=step.text),
        "close": lambda: cases.close(staff, code=code, reason=step.text),
        "open_names": lambda: cases.open_names(staff, code=code, reason=step.text),
        "let_in": lambda: cases.let_in(
            staff,
            code=code,
            person_id=town[step.more].person_id,
            reason=step.text,
            last_day=clock.today() + _LET_IN_FOR,
        ),
    }


def _working_together(
    town: Town, staff: Staff, code: str, step: Step, codes: dict[str, str]
) -> dict[str, Callable[[], object]]:
    """What colleagues write and do for each other, and what a case teaches."""
    due = clock.today() + timedelta(days=step.due)
    return {
        "note": lambda: notes.write_note(staff, code=code, text=step.text, note_id=uuid4()),
        "task": lambda: tasks.give_task(
            staff,
            code=code,
            person_id=town[step.more].person_id,
            what=step.text,
            due_on=due,
            task_id=uuid4(),
        ),
        "finish_task": lambda: tasks.finish_task(
            staff, code=code, task_id=_open_task(town, code), result=step.text
        ),
        "link": lambda: linking.link(staff, code=code, other=codes[step.more], reason=step.text),
        "plan_line": lambda: communication.plan(
            staff,
            code=code,
            audience=step.more,
            planned_on=due,
            words=communication.Words(step.text, teller=town[step.by].part.name),
            line_id=uuid4(),
        ),
        "improve": lambda: lessons.make_improvement(
            staff,
            code=code,
            words=lessons.Words(what=step.text, lesson=step.more),
            person_id=staff.person_id,
            due_on=due,
            improvement_id=uuid4(),
        ),
    }


def _open_task(town: Town, code: str) -> UUID:
    with tenant_scope(town.tenant.id):
        return Task.objects.filter(case__code=code, ended_at=None).earliest("made_at").id


def _subject(town: Town, code: str) -> UUID:
    """The one whom a story is about. In a story where nobody is, no step asks for them."""
    with tenant_scope(town.tenant.id):
        found = Party.objects.filter(case__code=code, role=Party.Role.SUBJECT).order_by("number").first()
        return found.id if found else uuid4()


def _assessment(town: Town, code: str, step: Step) -> Assessment:
    """What was weighed, with every question of the page answered."""
    with tenant_scope(town.tenant.id):
        kind = Case.objects.get(code=code).kind
    weighed = step.weighed
    duties: dict[str, DutyGiven] = {
        name: DutyGiven(Duty.Answer.NO, "Daar is niets van gebleken.") for name in Duty.Name.values
    }
    if weighed.is_criminal:
        due = clock.today() + timedelta(days=_DUTY_DAYS)
        duties[Duty.Name.CRIMINAL_REPORT] = DutyGiven(
            Duty.Answer.YES, "Bedreiging is strafbaar.", "De burgemeester", due
        )
    return Assessment(
        kind=kind,
        typology=weighed.typology,
        sphere=weighed.sphere,
        urgency=weighed.urgency,
        admission=Admission.ADMITTED,
        reason=step.text,
        duties=duties,
        wbk=_WBK.get(kind, {}),
    )


def _as_reporter(reporter: ReporterRef, step: Step, given: tuple[str, ...]) -> None:
    with tenant_scope(reporter.tenant_id):
        shown = list(Message.objects.filter(case_id=reporter.case_id).values_list("id", flat=True))
    intake.look(reporter, shown=shown)
    verbs: dict[str, Callable[[], object]] = {
        "write": lambda: intake.write(reporter, body=step.text),
        "reply": lambda: intake.write(reporter, body=step.text, answers=_open_question(reporter).id),
        "rate": lambda: intake.rate(reporter, score=step.more, body=step.text),
        "take_name_back": lambda: intake.withdraw_identity(reporter),
        "let_in": lambda: letting_in.let_in(
            reporter,
            given=GuestToBe(
                uuid4(),
                given,
                step.more,
                who=step.text,
                last_day=clock.today() + timedelta(days=step.due),
                reads=True,
                writes=True,
            ),
        ),
        "say_detriment": lambda: checking_in.check_in_now(
            reporter,
            given=checking_in.CheckInAnswer(
                checking_in.YES, ("early_contract_termination",), step.text, step.more
            ),
        ),
    }
    verbs[step.does]()


def _open_question(reporter: ReporterRef) -> Message:
    with tenant_scope(reporter.tenant_id):
        return Message.objects.filter(case_id=reporter.case_id, kind=Message.Kind.QUESTION).latest("at")


# --- a few small files, made on the spot ---


def upload(name: str) -> Finished:
    """A file as it comes in with a form: sealed, washed, and with what was found in it."""
    incoming = Incoming(name)
    incoming.take(_FILES[name]())
    return incoming.finish()


def _photo(sky: str, ground: str, shapes: tuple[tuple[str, tuple[int, int, int, int]], ...]) -> bytes:
    """A drawn picture with what a telephone leaves in a photo: the place, the make and the time."""
    picture = Image.new("RGB", (1200, 800), sky)
    draw = ImageDraw.Draw(picture)
    draw.rectangle((0, 520, 1200, 800), fill=ground)
    for colour, box in shapes:
        draw.rounded_rectangle(box, radius=18, fill=colour)
    exif = Image.Exif()
    exif[Base.Make], exif[Base.Model] = "Voorbeeld", "Telefoon 7"
    exif[Base.DateTime] = clock.now().strftime("%Y:%m:%d %H:%M:%S")
    place = exif.get_ifd(IFD.GPSInfo)
    place[GPS.GPSLatitudeRef], place[GPS.GPSLatitude] = "N", (52.0, 5.0, 12.0)
    place[GPS.GPSLongitudeRef], place[GPS.GPSLongitude] = "E", (5.0, 7.0, 3.0)
    written = io.BytesIO()
    picture.save(written, "JPEG", quality=80, exif=exif)
    return written.getvalue()


def _paper(title: str, lines: tuple[str, ...]) -> bytes:
    """A page of text as PDF that says who made it."""
    pdf = pikepdf.new()
    letters = pikepdf.Dictionary(
        Type=pikepdf.Name.Font,
        Subtype=pikepdf.Name.Type1,
        BaseFont=pikepdf.Name.Helvetica,
        Encoding=pikepdf.Name.WinAnsiEncoding,
    )
    shown = " ".join(f"({line}) Tj T*" for line in ("", *lines))
    content = f"BT /F1 18 Tf 72 760 Td ({title}) Tj /F1 11 Tf 22 TL T* {shown} ET"
    pdf.add_blank_page(page_size=(595, 842))
    page = pdf.pages[0]
    page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=letters))
    page.Contents = pdf.make_stream(content.encode("cp1252"))
    pdf.docinfo["/Author"], pdf.docinfo["/Title"] = "A. Vink", title
    written = io.BytesIO()
    pdf.save(written)
    return written.getvalue()


_FILES: dict[str, Callable[[], bytes]] = {
    "balie.jpg": lambda: _photo(
        "#dfe6ec",
        "#b49a7a",
        (
            ("#7a5c3e", (0, 430, 1200, 560)),
            ("#2f4858", (180, 180, 360, 420)),
            ("#c8d3da", (640, 120, 1020, 400)),
        ),
    ),
    "werf.jpg": lambda: _photo(
        "#1d2733",
        "#3a3f44",
        (
            ("#5a6068", (80, 240, 560, 560)),
            ("#22282e", (200, 330, 420, 560)),
            ("#8c1c13", (720, 470, 1080, 620)),
        ),
    ),
    "appjes.jpg": lambda: _photo(
        "#f4efe6",
        "#f4efe6",
        (
            ("#ffffff", (80, 80, 760, 230)),
            ("#d7f0c4", (440, 270, 1120, 420)),
            ("#ffffff", (80, 460, 700, 680)),
        ),
    ),
    "offerte.pdf": lambda: _paper(
        "Vergelijking offertes lantaarnpalen",
        (
            "Bedrijf A: 184.500 euro, levering in 10 weken",
            "Bedrijf B: 161.200 euro, levering in 9 weken",
            "Keuze: A",
        ),
    ),
    "metingen.pdf": lambda: _paper(
        "Grondwater Oosterpolder, eigen metingen",
        ("Put 4: 38 microgram per liter", "Put 7: 51 microgram per liter", "In het rapport: 9 en 11"),
    ),
    "kenteken.txt": lambda: b"Witte bestelbus, laatste letters van het kenteken: VX. Meestal op vrijdag.\n",
    "rooster.txt": lambda: b"Week 41: za en zo late dienst\nWeek 42: za en zo late dienst\nWeek 43: ook\n",
}
