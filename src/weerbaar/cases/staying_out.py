"""Who must stay out of a case (R10): named by a handler, kept out from then on, and what they had already seen.

Whoever held a key loses it at once and what follows is sealed under a new one, the reason too: see `going_out.py`. A mark
that was set by mistake is taken away in `coming_back.py`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from django.db.models import Max
from django.utils.translation import gettext_noop as _

from weerbaar.audit.acts import about, act
from weerbaar.audit.models import Line
from weerbaar.cases import accesses, rules, sealed
from weerbaar.cases.accesses import living
from weerbaar.cases.acting import decide, enter, knock_colleagues, knock_reporter
from weerbaar.cases.coming_back import marked_by, missing_to_undo
from weerbaar.cases.going_out import go_out
from weerbaar.cases.identity import drop_name
from weerbaar.cases.kept_out import kept_out_key, mark, marks_of, name_key, under_key
from weerbaar.cases.models import Access, ChestKind, KeptOut, Party
from weerbaar.cases.procedures import Line as Employers
from weerbaar.cases.queries import case_files, keys_to, procedure_of
from weerbaar.cases.routing import LINE_OF_ROLE
from weerbaar.cases.rules import checked_text
from weerbaar.cases.seats import check_lasts
from weerbaar.ground.errors import RefusedError
from weerbaar.organisation.models import Role
from weerbaar.organisation.names import Likeness, Typed, full_key
from weerbaar.organisation.queries import colleagues_by_alias
from weerbaar.vault.models import Grant

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from datetime import datetime

    from weerbaar.cases.models import Case
    from weerbaar.organisation.queries import Colleague
    from weerbaar.organisation.staff import Staff
    from weerbaar.vault.chests import ChestKey

LONGEST_NAME = 200
_READING = ("case.open", "case.read_file", "case.read_original", "case.open_names")


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

    @property
    def is_nothing(self) -> bool:
        return not (self.times or self.files or self.names_at)


@dataclass(frozen=True, slots=True)
class StaysOut:
    """Somebody who must stay out, with what they had seen before. `may_undo`: a colleague can take the mark away."""

    colleague: Colleague
    seen: Seen
    may_undo: bool = False


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
    _mark(case, whom, found)
    marks = marks_of(case.id, everybody.values())
    out = [one for one in everybody.values() if marks.keep_out(one)]
    if any(one.person_id == staff.person_id for one in out):
        raise RefusedError(_refusal_of_self(staff, found), field="person")
    had_a_key = _have_a_key(case, out)
    keys = go_out(staff, case, keys, out, everybody.values(), lines=_lines(whom, found))
    if whom.how == As.SUBJECT:
        _record(case, keys, whom, found)
    # After the new keys: who it is about must not read why.
    decide(
        staff, case, keys, "case.keep_out", reason=reason, whom=found[0].alias if len(found) == 1 else None
    )
    knock_colleagues(staff, case)
    if had_a_key:
        knock_reporter(case)


@act("case.set_line")
def set_line(staff: Staff, *, code: str, party_id: UUID, line: str, role: str = "", lender: str = "") -> None:
    """Say whose employer decides on a subject, in which office they are, and who lends them when they are hired (C15)."""
    case, keys = enter(staff, code)
    if line not in list(Employers):
        raise RefusedError(_("Maak een keuze."), field="line")
    if role and role not in LINE_OF_ROLE:
        raise RefusedError(_("Maak een keuze."), field="role")
    # Who lends them may not be known yet; of whoever is not hired nobody does.
    lender = lender.strip() if line == Employers.HIRED else ""
    if lender:
        lender = checked_text(lender, field="lender", longest=LONGEST_NAME)
    party = _subject(case, party_id)
    about(case.id, object_id=party.id)
    party.sealed_line = sealed.seal_line(keys[ChestKind.FILE], party.id, line, [role] if role else [], lender)
    party.save(update_fields=["sealed_line"])


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
    read = Line.objects.filter(subject_id=case.id, verb__in=_READING, refused=False)
    seated = Access.objects.filter(living(), case=case).values_list("holder_alias", flat=True)
    aliases = set(read.values_list("actor_alias", flat=True)) - set(seated)
    gone = [one for alias, one in everybody.items() if alias in aliases and not marks.is_marked(one)]
    seen = _seen(case, keys, [one.alias for one in gone])
    return [StaysOut(one, seen[one.alias]) for one in sorted(gone, key=lambda one: one.name.casefold())]


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
    typed = Typed(name)
    likenesses = [(one, typed.likeness(one.name)) for one in here]
    same = [one for one, like in likenesses if like is Likeness.SAME]
    like = [one for one, like in likenesses if like is Likeness.ASK]
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


def _refusal_of_self(staff: Staff, found: Sequence[Colleague]) -> str:
    if any(one.person_id == staff.person_id for one in found):
        return _("Gaat het over jou? Kies dan op de pagina van de zaak: ‘Ik trek mij terug’.")
    return _(
        "Jij werkt onder deze persoon en moet er dan ook buiten blijven. Vraag een collega met een sleutel om dit te doen."
    )


def _mark(case: Case, whom: Whom, found: Sequence[Colleague]) -> None:
    keys = [kept_out_key(case.id, one.person_id) for one in found]
    if whom.how == As.SUBJECT and procedure_of(case).keeps_out_reports:
        keys += [under_key(case.id, one.person_id) for one in found]
    if whom.name and not found:
        keys.append(name_key(case.id, full_key(whom.name)))
    mark(case, keys, KeptOut.Origin.NAMED)


def _have_a_key(case: Case, out: Iterable[Colleague]) -> bool:
    return Grant.objects.filter(chest__owner_id=case.id, holder_alias__in=[one.alias for one in out]).exists()


def _lines(whom: Whom, found: Sequence[Colleague]) -> list[str]:
    """The employers of a subject whom the case does not know yet."""
    if whom.how != As.SUBJECT:
        return []
    lines = [one.employer for one in found] if not whom.role else [LINE_OF_ROLE[whom.role]]
    return [one for one in lines or [whom.line] if one in list(Employers)]


# --- the one it is about ---


def _subject(case: Case, party_id: UUID) -> Party:
    party = Party.objects.filter(id=party_id, case=case, role=Party.Role.SUBJECT).first()
    if party is None:
        raise RefusedError(_("Kies iemand uit de lijst."), field="party")
    return party


def _record(case: Case, keys: Mapping[str, ChestKey], whom: Whom, found: Sequence[Colleague]) -> None:
    """Keep with the subject whose employer decides; a subject whom the case does not know yet becomes one of its persons."""
    one = found[0] if len(found) == 1 and not whom.role else None
    line = one.employer if one else LINE_OF_ROLE.get(whom.role, whom.line)
    roles = [role for role in LINE_OF_ROLE if one and role in one.roles] or ([whom.role] if whom.role else [])
    party = _subject(case, whom.party_id) if whom.party_id else _new_subject(case, keys, whom, one)
    if line in list(Employers):
        party.sealed_line = sealed.seal_line(
            keys[ChestKind.FILE], party.id, line, roles, one.lender if one else ""
        )
        party.save(update_fields=["sealed_line"])


def _new_subject(case: Case, keys: Mapping[str, ChestKey], whom: Whom, one: Colleague | None) -> Party:
    rows = Party.objects.filter(case=case, role=Party.Role.SUBJECT)
    number = (rows.aggregate(last=Max("number"))["last"] or 0) + 1
    party = Party(id=uuid4(), tenant_id=case.tenant_id, case=case, role=Party.Role.SUBJECT, number=number)
    description = one.function if one else Role(whom.role).label if whom.role else ""
    sealed.seal_description(keys, party, description)
    if name := (one.name if one else whom.name.strip()):
        apart = accesses.chests_of(case, [ChestKind.NAMES])
        party.dropped_name = drop_name(keys[ChestKind.TALK], apart[ChestKind.NAMES], name)
    party.save(force_insert=True)
    return party


# --- what they had seen ---


def _seen(case: Case, keys: Mapping[str, ChestKey], aliases: Collection[UUID]) -> dict[UUID, Seen]:
    names = {one.id: one.details.name for one in case_files(case, keys)}
    lines: dict[UUID, list[Line]] = {alias: [] for alias in aliases}
    rows = Line.objects.filter(
        subject_id=case.id, verb__in=_READING, actor_alias__in=list(aliases), refused=False
    )
    for line in rows.order_by("at", "id"):
        lines[line.actor_alias].append(line)
    return {alias: _seen_by(theirs, names) for alias, theirs in lines.items()}


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
    )
