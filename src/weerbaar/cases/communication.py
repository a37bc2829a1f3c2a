"""The communication plan of a case (C10): who is told what, by whom and when, and that nobody is told before it is their turn.

The reporter hears first, then whoever it is about, then others. A text is held against the names in the file when it is
planned, before it can go anywhere; and once more before it counts as told, since names may have come since.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING
from uuid import UUID

from django.utils.translation import gettext_noop as _

from weerbaar.audit.acts import about, act, declare_views
from weerbaar.cases import rules
from weerbaar.cases.accesses import NOT_THERE
from weerbaar.cases.acting import AlreadyDoneError, decide, enter_report, local_day, look
from weerbaar.cases.leaves import CARDS, NEWEST, Long
from weerbaar.cases.models import Case, ChestKind, Party, PlanLine, SubjectNotice
from weerbaar.cases.name_scan import check_no_names
from weerbaar.cases.rules import checked_text
from weerbaar.ground import clock
from weerbaar.ground.errors import NotAllowedError, RefusedError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from weerbaar.cases.leaves import From, Way
    from weerbaar.organisation.staff import Staff
    from weerbaar.vault.chests import ChestKey

declare_views("case.read_plan")

LONGEST_TEXT = 4_000
LONGEST_TELLER = 120
Audience = PlanLine.Audience

READY: Mapping[str, str] = {
    Audience.WITNESSES: _(
        "Je vertelde ons wat je zag. Dank je daarvoor. Wij zijn klaar met uitzoeken wat er is gebeurd. Over wat eruit kwam, "
        "kunnen wij je niet alles zeggen: dat gaat over anderen. Heb je last van wat je ons vertelde? Zeg het ons dan."
    ),
    Audience.TEAM: _(
        "In ons team is iets gemeld. Het is zorgvuldig bekeken. Over personen zeggen wij niets, en wij vragen jullie om daar "
        "ook niet naar te zoeken. Zit je ergens mee? Praat met je leidinggevende of met een vertrouwenspersoon."
    ),
    Audience.MANAGEMENT: _(
        "Er is een melding behandeld. Hieronder staat wat jullie moeten weten om je werk te doen, en niet meer dan dat. Deel "
        "het niet verder."
    ),
    Audience.WORKS_COUNCIL: _(
        "Er is een melding behandeld. Over personen zeggen wij niets. Wat de organisatie ervan leert, staat hieronder."
    ),
    Audience.COLLEGE: _(
        "Er is een melding behandeld. Hieronder staat wat het college moet weten, en niet meer dan dat. Namen van personen "
        "staan er niet in. Deel het niet verder."
    ),
    Audience.COUNCIL: _(
        "Er is een melding behandeld. Om de mensen die het aangaat te beschermen, zeggen wij niet wie dat zijn en wat er "
        "precies is gemeld. Wat de organisatie ervan leert, staat hieronder."
    ),
    Audience.PRESS: _(
        "De gemeente kreeg een melding en behandelt die zorgvuldig. Om de mensen die het aangaat te beschermen, zeggen wij "
        "niet wie dat zijn en wat er precies is gemeld."
    ),
    Audience.ALL_STAFF: _(
        "Er is een melding gedaan en zorgvuldig behandeld. Wij noemen geen namen. Wil je zelf iets melden of bespreken? Op de "
        "pagina ‘Wie kan helpen’ staat bij wie dat kan."
    ),
}
"""What is proposed to say, by audience: a message id. For the others somebody writes it themself."""


@dataclass(frozen=True, slots=True)
class Words:
    """What is told, and by whom, in somebody's own words."""

    text: str = field(repr=False)
    teller: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class LineView:
    """A line of the plan as its readers see it. `missing` says what must happen before it may be told; empty when it may."""

    id: UUID
    audience: str
    planned_on: date
    told_on: date | None
    is_dropped: bool
    words: Words
    missing: str


@dataclass(frozen=True, slots=True)
class Told:
    """Who heard of a case so far. `subjects`: everybody whom it is about heard, or cannot be told."""

    reporter: bool
    subjects: bool


# --- the rule ---

REPORTER_FIRST = _("Vertel het eerst de melder. Die hoort het als eerste.")


def missing_before_telling(audience: str, told: Told) -> str:
    """What must happen before somebody is told, as a sentence; empty when they may be told now (C16)."""
    if audience == Audience.REPORTER:
        return ""
    if not told.reporter:
        return REPORTER_FIRST
    if not told.subjects:
        return _(
            "Geef eerst de betrokkene bericht, bij ‘Bericht en wederhoor’. Of leg vast waarom dat niet kan."
        )
    return ""


# --- verbs ---


@act("case.plan_line")
def plan(
    staff: Staff,
    *,
    code: str,
    audience: str,
    planned_on: date,
    words: Words,
    line_id: UUID,
    kept_because: str = "",
) -> None:
    """Plan what somebody is told. `line_id` was drawn with the form.

    A name in the text is taken out, or stays for a reason that is kept: raises NamesInTextError where there is one and none.
    """
    case, keys = enter_report(staff, code)
    about(case.id, object_id=line_id)
    if audience not in Audience.values:
        raise NotAllowedError(NOT_THERE)
    words = _checked(words)
    rules.check_decide_by(planned_on, clock.today(), field="planned_on")
    if PlanLine.objects.filter(id=line_id).exists():
        raise AlreadyDoneError
    if check_no_names(staff, case, {"text": words.text}, kept_because=kept_because):
        decide(staff, case, keys, "case.plan_line", reason=kept_because)
    line = PlanLine(id=line_id, tenant_id=case.tenant_id, case=case, audience=audience, planned_on=planned_on)
    line.made_by, line.made_at = staff.alias, clock.now()
    _seal(keys, line, words)
    line.save(force_insert=True)


@act("case.change_line")
def change(
    staff: Staff, *, code: str, line_id: UUID, planned_on: date, words: Words, kept_because: str = ""
) -> None:
    """Plan it otherwise, as long as it was not told. Of names in the text as for `plan`."""
    case, keys, line = _open_line(staff, code, line_id)
    words = _checked(words)
    if planned_on != line.planned_on:
        rules.check_decide_by(planned_on, clock.today(), field="planned_on")
    if check_no_names(staff, case, {"text": words.text}, kept_because=kept_because):
        decide(staff, case, keys, "case.change_line", reason=kept_because)
    line.planned_on = planned_on
    _seal(keys, line, words)
    line.save(update_fields=["planned_on", "sealed_text"])


@act("case.mark_told")
def mark_told(
    staff: Staff, *, code: str, line_id: UUID, words: Words, told_on: date, kept_because: str
) -> None:
    """Say that somebody was told, in the words that went. A name in them is taken out, or stays for a reason that is kept.

    Raises NamesInTextError where there is one and no reason, and RefusedError where others hear first.
    """
    case, keys, line = _open_line(staff, code, line_id)
    words = _checked(words)
    if sentence := missing_before_telling(line.audience, told_so_far(case)):
        raise RefusedError(sentence)
    if told_on < local_day(case.received_at):
        raise RefusedError(_("Toen was deze melding er nog niet. Kies een latere dag."), field="told_on")
    if told_on > clock.today():
        raise RefusedError(_("Deze dag moet nog komen. Kies vandaag of een dag daarvoor."), field="told_on")
    if check_no_names(staff, case, {"text": words.text}, kept_because=kept_because):
        decide(staff, case, keys, "case.mark_told", reason=kept_because)
    line.told_on, line.told_by = told_on, staff.alias
    _seal(keys, line, words)
    line.save(update_fields=["told_on", "told_by", "sealed_text"])


@act("case.drop_line")
def drop(staff: Staff, *, code: str, line_id: UUID) -> None:
    """Say that somebody is not told after all. The line stays in the plan, for who checks it."""
    _case, _keys, line = _open_line(staff, code, line_id)
    line.dropped_at = clock.now()
    line.save(update_fields=["dropped_at"])


# --- questions ---


def lines_of(case: Case, keys: Mapping[str, ChestKey], start: From = NEWEST) -> tuple[list[LineView], Way]:
    """A leaf of the plan of a case, by day. A fixed number of statements."""
    leaf = Long(PlanLine, "cases_planline", "planned_on", "case_id = %s", [case.id]).leaf(start, CARDS)
    told = told_so_far(case) if leaf.rows else Told(reporter=False, subjects=False)
    return [_view(one, keys, told) for one in leaf.rows], leaf.way


def read_line(staff: Staff, code: str, line_id: UUID) -> LineView:
    """One line of the plan, after the line of the log that says who read it. Raises NotAllowedError."""
    case, keys = look(staff, code, "case.read_plan", object_id=line_id)
    line = PlanLine.objects.filter(case=case, id=line_id).first()
    if line is None:
        raise NotAllowedError(NOT_THERE)
    return _view(line, keys, told_so_far(case))


def told_so_far(case: Case) -> Told:
    """Who heard of a case: by the answer, or by a line of the plan; and each subject by a notice of their own."""
    lines = PlanLine.objects.filter(case=case, audience=Audience.REPORTER, told_on__isnull=False)
    subjects = Party.objects.filter(case=case, role=Party.Role.SUBJECT, withdrawn_at=None)
    settled = SubjectNotice.objects.filter(case=case, given_at__isnull=False)
    waived = SubjectNotice.objects.filter(case=case, is_waived=True)
    left = subjects.exclude(id__in=settled.values("party_id")).exclude(id__in=waived.values("party_id"))
    return Told(reporter=case.answered_at is not None or lines.exists(), subjects=not left.exists())


# --- shared by these ---


def _open_line(staff: Staff, code: str, line_id: UUID) -> tuple[Case, dict[str, ChestKey], PlanLine]:
    case, keys = enter_report(staff, code)
    line = PlanLine.objects.select_for_update().filter(case=case, id=line_id).first()
    if line is None:
        raise NotAllowedError(NOT_THERE)
    about(case.id, object_id=line.id)
    if line.told_on or line.dropped_at:
        raise RefusedError(_("Dit is al verteld, of het gaat niet meer door."))
    return case, keys, line


def _checked(words: Words) -> Words:
    return Words(
        checked_text(words.text, field="text", longest=LONGEST_TEXT),
        checked_text(words.teller, field="teller", longest=LONGEST_TELLER),
    )


def _seal(keys: Mapping[str, ChestKey], line: PlanLine, words: Words) -> None:
    content = json.dumps(asdict(words)).encode()
    line.sealed_text = keys[ChestKind.FILE].seal("cases_planline", line.id, "sealed_text", content)


def _view(line: PlanLine, keys: Mapping[str, ChestKey], told: Told) -> LineView:
    held = keys[ChestKind.FILE].open("cases_planline", line.id, "sealed_text", line.sealed_text)
    is_open = line.told_on is None and line.dropped_at is None
    return LineView(
        id=line.id,
        audience=line.audience,
        planned_on=line.planned_on,
        told_on=line.told_on,
        is_dropped=line.dropped_at is not None,
        words=Words(**json.loads(held)),
        missing=missing_before_telling(line.audience, told) if is_open else "",
    )
