"""Who must stay out of a case (R10): named by a handler, kept out from then on, and what they had already seen.

Whoever held a key loses it at once and what follows is sealed under a new one, the reason too: see `going_out.py`. A mark
that was set by mistake is taken away in `coming_back.py`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from django.db.models import Max, Q
from django.utils.translation import gettext_noop as _

from weerbaar.audit.acts import about, act
from weerbaar.audit.models import Line
from weerbaar.cases import accesses, rules, sealed
from weerbaar.cases.accesses import living
from weerbaar.cases.acting import decide, enter, knock_colleagues, knock_reporter
from weerbaar.cases.coming_back import marked_by, missing_to_undo
from weerbaar.cases.going_out import put_out
from weerbaar.cases.identity import drop_name
from weerbaar.cases.kept_out import (
    LONGEST_NAME,
    kept_out_key,
    mark,
    marks_of,
    name_key,
    role_key,
    under_key,
)
from weerbaar.cases.models import Access, ChestKind, Decision, KeptOut, Party, RegisterEntry
from weerbaar.cases.procedures import Line as Employers
from weerbaar.cases.queries import case_files, keys_to
from weerbaar.cases.routing import LINE_OF_ROLE, EmployerLine, checked_line
from weerbaar.cases.rules import checked_text
from weerbaar.cases.seats import check_lasts
from weerbaar.ground.errors import RefusedError
from weerbaar.organisation.models import Role
from weerbaar.organisation.names import Likeness, Typed, full_key
from weerbaar.organisation.queries import colleagues_by_alias

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from datetime import datetime

    from weerbaar.cases.models import Case
    from weerbaar.organisation.queries import Colleague
    from weerbaar.organisation.staff import Staff
    from weerbaar.vault.chests import ChestKey

OTHER_READING = (
    "decision.read",
    "case.read_subject",
    "case.read_account",
    "case.read_advice",
    "case.read_guest",
    "case.read_contact",
    "case.read_task",
    "case.read_plan",
    "case.read_measure",
    "case.read_rehabilitation",
    "case.read_package",
    "case.read_copy",
    "case.preview_copy",
    "case.make_copy",
    "case.print_reply",
    "case.take_package",
    "register.export",
)
"""Verbs by which somebody sees something of a case without opening it."""
READING = ("case.open", "case.read_file", "case.read_original", "case.open_names", *OTHER_READING)
"""Every verb by which somebody sees something of a case."""


class As(StrEnum):
    """Why somebody must stay out."""

    SUBJECT = "subject"
    INTERESTED = "interested"


@dataclass(frozen=True, slots=True)
class Whom:
    """Who must stay out: one of a colleague, a role or a name. `party_id` is the subject in the case that this is.

    `is_nobody_here`: the handler saw which colleagues have a like name, and means none of them. `line` is the employer
    of a name of nobody here.
    """

    how: str
    person_id: UUID | None = None
    role: str = ""
    name: str = field(default="", repr=False)
    is_nobody_here: bool = False
    party_id: UUID | None = None
    line: str = ""


@dataclass(frozen=True, slots=True)
class Seen:
    """What somebody had already seen, as the log has it."""

    times: int = 0
    first: datetime | None = None
    last: datetime | None = None
    files: tuple[str, ...] = field(default=(), repr=False)
    names_at: tuple[datetime, ...] = ()
    others: tuple[tuple[str, tuple[datetime, ...]], ...] = ()
    """What was read without opening the case: each verb of `OTHER_READING` that was used, with when."""

    @property
    def is_nothing(self) -> bool:
        return not (self.times or self.files or self.names_at or self.others)


@dataclass(frozen=True, slots=True)
class StaysOut:
    """Somebody who must stay out, with what they had seen before. `may_undo`: a colleague can take the mark away."""

    colleague: Colleague
    seen: Seen
    may_undo: bool = False


@dataclass(frozen=True, slots=True)
class LineBefore:
    """What a line of employer was, with when, by whom and why it was changed."""

    was: EmployerLine
    until: datetime
    by: Colleague | None
    why: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class LineKnown:
    """What is known of the line of employer of a subject, and what it was before, the newest first."""

    now: EmployerLine
    earlier: tuple[LineBefore, ...] = ()


@dataclass(frozen=True, slots=True)
class Barred:
    """That whom it is about was marked and went out: the keys to go on with, and who had one. Only `_bar` says so."""

    keys: Mapping[str, ChestKey] = field(repr=False)
    gone: Collection[Colleague]


@act("case.keep_out")
def keep_out(staff: Staff, *, code: str, whom: Whom, reason: str) -> None:
    """Keep somebody out for good. Who held a key loses it now, and what follows is sealed anew.

    Raises RefusedError where too few would keep a key, or where a name is only like a colleague's.
    """
    case, keys = enter(staff, code)
    check_lasts(staff, case, [keys[kind] for kind in rules.ORDINARY])
    if whom.how not in list(As):
        raise RefusedError(_("Maak een keuze."), field="how")
    checked_text(reason, field="reason", longest=rules.LONGEST_REASON)
    everybody = colleagues_by_alias(staff.tenant_id)
    found = _meant(whom, everybody.values())
    about(case.id, object_id=found[0].alias if len(found) == 1 else None)
    party_id = (whom.party_id or uuid4()) if whom.how == As.SUBJECT else None
    barred = _bar(staff, case, keys, _marks(case, whom, found), party_id, lines=_lines(whom, found))
    # After the new keys: who it is about must not read why.
    decision = decide(
        staff,
        case,
        barred.keys,
        "case.keep_out",
        reason=reason,
        whom=found[0].alias if len(found) == 1 else None,
    )
    if party_id:
        # A subject whom the case does not know yet becomes one of its persons.
        there = whom.party_id is not None
        party = _subject(case, party_id) if there else _new_subject(case, barred, party_id, whom, found)
        _keep_line(barred.keys, party, _line_of(whom, found), decision)
    knock_colleagues(staff, case)
    if barred.gone:
        knock_reporter(case)


@act("case.set_line")
def set_line(staff: Staff, *, code: str, party_id: UUID, line: EmployerLine, reason: str) -> None:
    """Say whose employer decides on a subject, in which offices they are, and who lends them when they are hired (C15).

    Whoever has such an office, now or later, must stay out from then on. What it was before stays with the subject.
    Raises RefusedError, also where nothing changes.
    """
    case, keys = enter(staff, code)
    party = _subject(case, party_id)
    about(case.id, object_id=party.id)
    line = checked_line(line, before=sealed.line_of(keys, party))
    if line.roles:
        marks = [role_key(case.id, role) for role in line.roles]
        barred = _bar(staff, case, keys, marks, party.id, lines=[line.line])
        keys = barred.keys
        _knock_when(staff, case, barred.gone)
    # After the new keys: who it is about must not read why.
    decision = decide(staff, case, keys, "case.set_line", reason=reason)
    _keep_line(keys, party, line, decision)


def line_known(staff: Staff, case: Case, party_id: UUID) -> LineKnown:
    """The line of employer of a subject, and what it was before, the newest first. For whoever is in the case."""
    keys = keys_to(staff, case)
    party = _subject(case, party_id)
    earlier = sealed.earlier_lines(keys, party)
    decisions = Decision.objects.in_bulk([one.decision for one in earlier])
    colleagues = colleagues_by_alias(staff.tenant_id)
    found = [(one.was, decisions[one.decision]) for one in reversed(earlier)]
    return LineKnown(
        now=sealed.line_of(keys, party),
        earlier=tuple(
            LineBefore(was, why.at, colleagues.get(why.actor_alias), sealed.reason_of(keys, why))
            for was, why in found
        ),
    )


def who_stays_out(staff: Staff, case: Case) -> list[StaysOut]:
    """The colleagues who are marked, by name, each with what they had seen. For whoever is in the case."""
    keys = keys_to(staff, case)
    everybody = colleagues_by_alias(staff.tenant_id).values()
    marks = marks_of(case.id, everybody)
    marked = sorted((one for one in everybody if marks.is_marked(one)), key=lambda one: one.name.casefold())
    seen = _seen(case, keys, [one.alias for one in marked])
    ways = marked_by(case, marked)
    return [
        StaysOut(one, seen[one.alias], may_undo=not missing_to_undo(ways[one.alias], is_self=False))
        for one in marked
    ]


def who_had_a_key(staff: Staff, case: Case) -> list[StaysOut]:
    """The colleagues who read something and have no key any more, by name, and who need not stay out for good."""
    keys = keys_to(staff, case)
    everybody = colleagues_by_alias(staff.tenant_id)
    marks = marks_of(case.id, everybody.values())
    # Whoever was asked to decide read a paper, and never had a key to the case.
    with_a_key = [one for one in READING if one.startswith("case.")]
    read = Line.objects.filter(subject_id=case.id, verb__in=with_a_key, refused=False)
    seated = Access.objects.filter(living(), case=case).values_list("holder_alias", flat=True)
    aliases = set(read.values_list("actor_alias", flat=True)) - set(seated)
    gone = [one for alias, one in everybody.items() if alias in aliases and not marks.is_marked(one)]
    seen = _seen(case, keys, [one.alias for one in gone])
    return [StaysOut(one, seen[one.alias]) for one in sorted(gone, key=lambda one: one.name.casefold())]


def offices_without_anybody(staff: Staff, case: Case) -> list[str]:
    """The roles that the case is about and that nobody has now. Whoever gets one stays out. For whoever is in the case."""
    keys_to(staff, case)
    everybody = colleagues_by_alias(staff.tenant_id).values()
    marks = marks_of(case.id, everybody)
    held = {role for one in everybody if not one.left for role in one.roles}
    return [role for role in LINE_OF_ROLE if role not in held and marks.has_role(role)]


def seen_by(staff: Staff, case: Case, alias: UUID) -> Seen:
    """What one colleague has seen so far. For whoever is in the case."""
    return _seen(case, keys_to(staff, case), [alias])[alias]


def may_be_named(staff: Staff, case: Case) -> list[Colleague]:
    """The colleagues who can be named, by name: who works here, is not marked yet and is not the asker."""
    everybody = colleagues_by_alias(staff.tenant_id).values()
    marks = marks_of(case.id, everybody)
    there = [one for one in everybody if not one.left and one.alias != staff.alias]
    return sorted((one for one in there if not marks.is_marked(one)), key=lambda one: one.name.casefold())


# --- who is meant ---


def _meant(whom: Whom, people: Iterable[Colleague]) -> list[Colleague]:
    here = [one for one in people if not one.left]
    if whom.person_id is not None:
        found = [one for one in here if one.person_id == whom.person_id]
        if not found:
            raise RefusedError(_("Kies een collega uit de lijst."), field="person")
        return found
    if whom.role:
        if whom.role not in LINE_OF_ROLE:
            raise RefusedError(_("Maak een keuze."), field="role")
        return [one for one in here if whom.role in one.roles]
    name = checked_text(whom.name, field="name", longest=LONGEST_NAME)
    same, like = _by_likeness(here, name)
    if same:
        return same
    if like and not whom.is_nobody_here:
        raise RefusedError(
            _("Bedoel je %(who)s? Kies die dan uit de lijst. Zo niet, zet een vinkje bij ‘iemand anders’."),
            field="name",
            who=", ".join(one.name for one in like),
        )
    if not full_key(name):
        raise RefusedError(_("Schrijf de voornaam en de achternaam."), field="name")
    return []


def _like(
    people: Iterable[Colleague], *, name: str, description: str, is_nobody_here: bool
) -> list[Colleague]:
    """The colleagues whose very name was written. Raises RefusedError for who is only like it, or may be described."""
    here = [one for one in people if not one.left]
    same, like = _by_likeness(here, name)
    if same:
        return same
    described, near = _by_likeness(here, description)
    asked = list(dict.fromkeys(like + described + ([] if name else near)))
    if asked and not is_nobody_here:
        raise RefusedError(
            _(
                "Bedoel je %(who)s? Leg dat dan vast bij ‘Wie moet erbuiten blijven?’. Zo niet, zet een vinkje bij "
                "‘iemand anders’."
            ),
            field="name" if like else "description",
            who=", ".join(one.name for one in asked),
        )
    return []


def _by_likeness(here: Iterable[Colleague], text: str) -> tuple[list[Colleague], list[Colleague]]:
    """Whose very name stands in the text, and whose name or office is only like something in it."""
    typed = Typed(text)
    likenesses = [(one, typed.likeness(one.name, function=one.function)) for one in here]
    same = [one for one, like in likenesses if like is Likeness.SAME]
    return same, [one for one, like in likenesses if like is Likeness.ASK]


def _marks(case: Case, whom: Whom, found: Sequence[Colleague]) -> list[bytes]:
    keys = [kept_out_key(case.id, one.person_id) for one in found]
    if whom.how == As.SUBJECT:
        # Kept whatever the procedure says now: triage may bring another.
        keys += [under_key(case.id, one.person_id) for one in found]
    if whom.role:
        keys.append(role_key(case.id, whom.role))
    if not found and (name := full_key(whom.name)):
        keys.append(name_key(case.id, name))
    return keys


def _bar(
    staff: Staff,
    case: Case,
    keys: Mapping[str, ChestKey],
    marks: Iterable[bytes],
    party_id: UUID | None,
    *,
    lines: Collection[str] = (),
) -> Barred:
    """Set marks and let go out whom they mean. `party_id` is the subject with whom they come. See `put_out`."""
    mark(case, marks, KeptOut.Origin.SUBJECT if party_id else KeptOut.Origin.NAMED, party_id=party_id)
    return Barred(*put_out(staff, case, keys, lines=lines))


def _knock_when(staff: Staff, case: Case, gone: Collection[Colleague]) -> None:
    if gone:
        knock_colleagues(staff, case)
        knock_reporter(case)


def _lines(whom: Whom, found: Sequence[Colleague]) -> list[str]:
    """The employers of a subject whom the case does not know yet."""
    if whom.how != As.SUBJECT:
        return []
    lines = [one.employer for one in found] if not whom.role else [LINE_OF_ROLE[whom.role]]
    return [one for one in lines or [whom.line] if one in list(Employers)]


# --- the one it is about ---


def _subject(case: Case, party_id: UUID) -> Party:
    there = Party.objects.filter(id=party_id, case=case, role=Party.Role.SUBJECT, withdrawn_at=None)
    party = there.first()
    if party is None:
        raise RefusedError(_("Kies iemand uit de lijst."), field="party")
    return party


def record_subject(
    staff: Staff,
    case: Case,
    keys: Mapping[str, ChestKey],
    party_id: UUID,
    *,
    description: str,
    name: str,
    is_nobody_here: bool,
) -> Party:
    """Record one more whom it is about, and keep them out: the matching, the marks and the leaving of `keep_out`.

    Raises RefusedError for who is only like a colleague, until the handler says that it `is_nobody_here`.
    """
    people = colleagues_by_alias(staff.tenant_id).values()
    found = _like(people, name=name, description=description, is_nobody_here=is_nobody_here)
    whom = Whom(As.SUBJECT, name=name)
    marks = _marks(case, whom, found)
    barred = _bar(staff, case, keys, marks, party_id, lines=_lines(whom, found))
    told = {"description": description, "name": name}
    party = new_party(case, barred.keys, party_id, Party.Role.SUBJECT, **told, barred=barred)
    _keep_line(barred.keys, party, _line_of(whom, found))
    _knock_when(staff, case, barred.gone)
    return party


def new_party(
    case: Case,
    keys: Mapping[str, ChestKey],
    party_id: UUID,
    role: str,
    *,
    description: str,
    name: str,
    barred: Barred | None = None,
) -> Party:
    """Somebody under the next pseudonym, the name dropped apart (C6). Of one whom it is about: `record_subject`.

    Raises ValueError for a subject who was not `barred`: a row without the marks would let the accused in (R10).
    """
    if role == Party.Role.SUBJECT and barred is None:
        raise ValueError("Whom a case is about is kept out before they are put on record.")
    last = Party.objects.filter(case=case, role=role).aggregate(last=Max("number"))["last"] or 0
    party = Party(id=party_id, tenant_id=case.tenant_id, case=case, role=role, number=last + 1, by_staff=True)
    sealed.seal_description(keys, party, description)
    if name:
        apart = accesses.chests_of(case, [ChestKind.NAMES])
        party.dropped_name = drop_name(keys[ChestKind.TALK], apart[ChestKind.NAMES], name)
    party.save(force_insert=True)
    return party


def _new_subject(case: Case, barred: Barred, party_id: UUID, whom: Whom, found: Sequence[Colleague]) -> Party:
    one = _only(whom, found)
    description = one.function if one else Role(whom.role).label if whom.role else ""
    told = {"description": description, "name": one.name if one else whom.name.strip()}
    return new_party(case, barred.keys, party_id, Party.Role.SUBJECT, **told, barred=barred)


def _line_of(whom: Whom, found: Sequence[Colleague]) -> EmployerLine:
    """The line of employer of whoever was named; empty where it does not show."""
    one = _only(whom, found)
    line = one.employer if one else LINE_OF_ROLE.get(whom.role, whom.line)
    if line not in list(Employers):
        return EmployerLine()
    roles = [role for role in LINE_OF_ROLE if one and role in one.roles] or ([whom.role] if whom.role else [])
    return EmployerLine(line, tuple(roles), one.lender if one else "")


def _keep_line(
    keys: Mapping[str, ChestKey], party: Party, line: EmployerLine, decision: Decision | None = None
) -> None:
    """Keep a line that is known with its subject; one that it replaces stays behind it, with the decision that did so."""
    before, earlier = sealed.line_of(keys, party), sealed.earlier_lines(keys, party)
    if not line.line or line == before:
        return
    if before.line and decision:
        earlier = (*earlier, sealed.EarlierLine(before, decision.id))
    party.sealed_line = sealed.seal_line(keys[ChestKind.FILE], party.id, line, earlier)
    party.save(update_fields=["sealed_line"])


def _only(whom: Whom, found: Sequence[Colleague]) -> Colleague | None:
    return found[0] if len(found) == 1 and not whom.role else None


# --- what they had seen ---


def _seen(case: Case, keys: Mapping[str, ChestKey], aliases: Collection[UUID]) -> dict[UUID, Seen]:
    names = {one.id: one.details.name for one in case_files(case, keys)}
    lines: dict[UUID, list[Line]] = {alias: [] for alias in aliases}
    rows = Line.objects.filter(_of_case(case), verb__in=READING, actor_alias__in=list(aliases), refused=False)
    for line in rows.order_by("at", "id"):
        lines[line.actor_alias].append(line)
    return {alias: _seen_by(theirs, names) for alias, theirs in lines.items()}


def _of_case(case: Case) -> Q:
    """The lines about a case, and those of the register since the case stands in it: who takes that takes all of it."""
    of_case = Q(subject_id=case.id)
    entered = RegisterEntry.objects.filter(case=case).values_list("entered_at", flat=True).first()
    if entered is None:
        return of_case
    return of_case | Q(subject_id=case.tenant_id, verb="register.export", at__gte=entered)


def _seen_by(lines: Sequence[Line], names: Mapping[UUID, str]) -> Seen:
    opened = [one.at for one in lines if one.verb == "case.open"]
    files = [
        names[one.object_id]
        for one in lines
        if one.verb in {"case.read_file", "case.read_original"} and one.object_id and one.object_id in names
    ]
    return Seen(
        times=len(opened),
        first=opened[0] if opened else None,
        last=opened[-1] if opened else None,
        files=tuple(dict.fromkeys(files)),
        names_at=tuple(one.at for one in lines if one.verb == "case.open_names"),
        others=tuple(
            (verb, when)
            for verb in OTHER_READING
            if (when := tuple(one.at for one in lines if one.verb == verb))
        ),
    )
