"""Referring: a package for somebody outside, put together by hand, sealed, downloaded and handed over (C9).

Names never lie in `file`: they are sealed once more in the compartment that they come from, so that a package opens them
only for whoever could open them already.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import datetime, time
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

from django.utils import translation
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from weerbaar.audit.acts import about, act, declare_views, reading
from weerbaar.cases import packages, rules, sealed
from weerbaar.cases.accesses import NOT_THERE
from weerbaar.cases.acting import (
    decide,
    enter,
    enter_report,
    knock_colleagues,
    knock_reporter,
    language_of,
    local_day,
    say,
)
from weerbaar.cases.copy_choosing import originals_of
from weerbaar.cases.copy_parts import why_they_stay
from weerbaar.cases.models import ChestKind, Message, Party, Referral, Report, Triage
from weerbaar.cases.named_apart import open_named, seal_named
from weerbaar.cases.packages import NOT_CLEAN, Part, Wanted, check_wanted, may_leave
from weerbaar.cases.queries import case_files, keys_to, names, procedure_of
from weerbaar.cases.rules import checked_text, pseudonym
from weerbaar.cases.triage import assessment_of
from weerbaar.database.rows import select
from weerbaar.ground import clock
from weerbaar.ground.clock import AMSTERDAM
from weerbaar.ground.errors import NotAllowedError, RefusedError

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import date

    from weerbaar.cases.copy_parts import AsItCame
    from weerbaar.cases.models import Case
    from weerbaar.cases.queries import FileView
    from weerbaar.organisation.staff import Staff
    from weerbaar.vault.chests import ChestKey
    from weerbaar.vault.files import FileDetails

declare_views("case.read_package")

_TABLE = "cases_referral"
_NAME_GONE = _("De melder trok de naam in. Daarom gaat dit pakket niet meer open. Maak een nieuw pakket.")
_WHEN_WHERE = ("when_choice", "when_day", "when_from", "when_until", "where")
_ASSESSED = ("kind", "typology", "sphere", "urgency", "admission")
_APART = {Part.NAMES: ChestKind.NAMES, Part.REPORTER_NAME: ChestKind.IDENTITY}


@dataclass(frozen=True, slots=True)
class Package:
    """What is handed over. `content` holds codes and words by `Part`; `named` the names by pseudonym, when they go along."""

    receiver: str
    parts: frozenset[str]
    content: Mapping[str, Any] = field(repr=False)
    named: Mapping[str, str] = field(repr=False)
    files: tuple[FileDetails, ...] = field(repr=False)
    made_at: datetime


@dataclass(frozen=True, slots=True)
class ReferralView:
    """A package as the case page shows it."""

    id: UUID
    receiver: str
    made_by: UUID
    made_at: datetime
    handed_over_at: datetime | None
    parts: frozenset[str]


def preview(staff: Staff, case: Case, wanted: Wanted, *, names_open: bool) -> Package:
    """The package as it would be, for its maker, after the line that says who read it. Raises RefusedError as
    `make_package` does.
    """
    keys = keys_to(staff, case)
    _check(case, keys, wanted, names_open=names_open)
    reading(staff, "case.read_package", case.id)
    content = _content(case, keys, wanted)
    files = [one.details for one in case_files(case, keys) if one.id in wanted.files]
    named = {short: name for told in _named(staff, case, wanted).values() for short, name in told.items()}
    return Package(wanted.receiver, wanted.parts, content, named, tuple(files), clock.now())


@act("case.make_package")
def make_package(staff: Staff, *, code: str, wanted: Wanted, reason: str, names_open: bool) -> UUID:
    """Put a package together and seal it; nothing leaves by this. `names_open`: the maker opened the names just now."""
    case, keys = enter_report(staff, code)
    _check(case, keys, wanted, names_open=names_open)
    row = Referral(id=uuid4(), tenant_id=case.tenant_id, case=case, receiver=wanted.receiver)
    row.made_by, row.made_at = staff.alias, clock.now()
    packed = {
        "parts": sorted(wanted.parts),
        "content": _content(case, keys, wanted),
        "files": [str(one) for one in sorted(wanted.files)],
        "named": seal_named(keys, _TABLE, row.id, _named(staff, case, wanted)),
    }
    row.sealed_package = keys[ChestKind.FILE].seal(
        _TABLE, row.id, "sealed_package", json.dumps(packed).encode()
    )
    row.save(force_insert=True)
    why = "\n\n".join(part for part in (reason.strip(), wanted.why_names.strip()) if part)
    decide(staff, case, keys, "case.make_package", reason=why)
    about(case.id, object_id=row.id)
    knock_colleagues(staff, case)
    return row.id


@act("case.take_package")
def take_package(staff: Staff, *, code: str, referral_id: UUID, names_open: bool) -> Package:
    """The package for a download, after the line that says who took it. With names in it, the names must be open."""
    case, keys = enter(staff, code)
    row = _row(case, referral_id)
    about(case.id, object_id=row.id)
    packed = _unpacked(keys, row)
    if packed["named"] and not (names_open and set(packed["named"]) <= set(keys)):
        raise RefusedError(_("In dit pakket staan namen. Open eerst de namen in de zaak."))
    named = open_named(keys, _TABLE, row.id, packed["named"], gone=_NAME_GONE)
    wanted = {UUID(one) for one in packed["files"]}
    files = tuple(one.details for one in case_files(case, keys) if one.id in wanted)
    return Package(row.receiver, frozenset(packed["parts"]), packed["content"], named, files, row.made_at)


@act("case.hand_over")
def hand_over(staff: Staff, *, code: str, referral_id: UUID, day: date, why_quiet: str = "") -> None:
    """Record on which day a package was handed over; the reporter hears it where the procedure says so.

    `why_quiet` is the reason not to tell the reporter now. Raises RefusedError for a day on which it could not be.
    """
    case, keys = enter_report(staff, code)
    row = _row(case, referral_id)
    about(case.id, object_id=row.id)
    if row.handed_over_at:
        raise RefusedError(_("Er staat al op welke dag dit is overgedragen."))
    if not local_day(row.made_at) <= day <= clock.today():
        raise RefusedError(
            _("Kies een dag vanaf de dag waarop het pakket is gemaakt, tot en met vandaag."), field="day"
        )
    row.handed_over_at = datetime.combine(day, time(12), tzinfo=AMSTERDAM)
    row.save(update_fields=["handed_over_at"])
    if why_quiet.strip():
        decide(staff, case, keys, "case.hand_over", reason=why_quiet)
        about(case.id, object_id=row.id)
    elif procedure_of(case).tells_of_referral:
        _tell(staff, case, keys, row)
        knock_reporter(case)
    knock_colleagues(staff, case)


def referrals(staff: Staff, case: Case, keys: Mapping[str, ChestKey] | None = None) -> list[ReferralView]:
    """The packages of a case, newest first, for somebody with its keys, opened now or given. Raises NotAllowedError."""
    keys = keys or keys_to(staff, case)
    return [
        ReferralView(
            one.id,
            one.receiver,
            one.made_by,
            one.made_at,
            one.handed_over_at,
            frozenset(_unpacked(keys, one)["parts"]),
        )
        for one in select(Referral, "case_id = %s ORDER BY made_at DESC, id DESC", [case.id])
    ]


def parts_for(receiver: str, held: frozenset[str], *, has_name: bool) -> list[Part]:
    """What a maker with these compartments can choose for a receiver, in the order of a package."""
    may = packages.MAY_HAVE[receiver]
    apart = {Part.NAMES: "names" in held, Part.REPORTER_NAME: "identity" in held and has_name}
    return [one for one in Part if one in may and apart.get(one, True)]


def names_for(files: Collection[FileView], receiver: str) -> dict[UUID, str]:
    """With which names each file that was not cleaned may leave, by id: the rule of a copy of the file (`copy_parts`)."""
    return {
        one: why[-1]
        for one, came in _as_they_came(files).items()
        if (why := why_they_stay(receiver, [came], has_name=False, has_everybody=False))
    }


def _as_they_came(files: Collection[FileView]) -> dict[UUID, AsItCame]:
    return {one: came for one, came in originals_of(files).items() if not came.is_cleaned}


def has_reporter_name(case: Case) -> bool:
    named = Party.objects.filter(case=case, role=Party.Role.REPORTER, dropped_name__isnull=False)
    return named.exists()


def _has_other_names(case: Case) -> bool:
    named = Party.objects.filter(case=case, dropped_name__isnull=False, withdrawn_at=None)
    return named.exclude(role=Party.Role.REPORTER).exists()


def _check(case: Case, keys: Mapping[str, ChestKey], wanted: Wanted, *, names_open: bool) -> None:
    there = case_files(case, keys)
    if any(one.id in wanted.files and not may_leave(one.details, wanted.receiver) for one in there):
        raise RefusedError(NOT_CLEAN, field="chosen")
    going = [came for one, came in _as_they_came(there).items() if one in wanted.files]
    has_name = Part.REPORTER_NAME in wanted.parts
    has_everybody = has_name and (Part.NAMES in wanted.parts or not _has_other_names(case))
    for why in why_they_stay(wanted.receiver, going, has_name=has_name, has_everybody=has_everybody):
        raise RefusedError(why, field="chosen")
    files = [one.id for one in there]
    check_wanted(wanted, files=files, held=keys, names_open=names_open, has_name=has_reporter_name(case))
    checked_text(wanted.note, field="note", longest=rules.LONGEST_REASON)


def _content(case: Case, keys: Mapping[str, ChestKey], wanted: Wanted) -> dict[str, Any]:
    report = Report.objects.filter(case=case).first()
    answers = sealed.report_answers(keys, report) if report else {}
    makers = {
        Part.STORY: lambda: str(answers.get("story", "")),
        Part.WHEN_WHERE: lambda: {name: answers[name] for name in _WHEN_WHERE if answers.get(name)},
        Part.PEOPLE: lambda: _people(case, keys),
        Part.ASSESSMENT: lambda: _assessment(case, keys),
        Part.OUTCOME: lambda: case.outcome,
    }
    content = {one.value: make() for one, make in makers.items() if one in wanted.parts}
    return {"note": wanted.note.strip(), "received_on": local_day(case.received_at).isoformat(), **content}


def _people(case: Case, keys: Mapping[str, ChestKey]) -> list[dict[str, str]]:
    """Whom it is about, under their pseudonyms. Not the reporter: what they are can say who they are."""
    there = Party.objects.filter(case=case, withdrawn_at=None).exclude(role=Party.Role.REPORTER)
    rows = there.order_by("role", "number")
    return [
        {
            "short": pseudonym(one.role, one.number),
            "role": one.role,
            "about": sealed.description_of(keys, one),
        }
        for one in rows
    ]


def _assessment(case: Case, keys: Mapping[str, ChestKey]) -> dict[str, str]:
    row = Triage.objects.filter(case=case).first()
    given = assessment_of(keys, row) if row else {}
    return {name: str(given[name]) for name in _ASSESSED if given.get(name)}


def _named(staff: Staff, case: Case, wanted: Wanted) -> dict[str, dict[str, str]]:
    """The names that go along, by compartment and pseudonym."""
    kinds = {_APART[one] for one in packages.SEALED_APART if one in wanted.parts}
    if not kinds:
        return {}
    found = names(staff, case)
    told: dict[str, dict[str, str]] = {kind.value: {} for kind in kinds}
    for one in Party.objects.filter(case=case, id__in=list(found)):
        kind = ChestKind.IDENTITY if one.role == Party.Role.REPORTER else ChestKind.NAMES
        if kind in kinds:
            told[kind.value][pseudonym(one.role, one.number)] = found[one.id]
    return told


def _unpacked(keys: Mapping[str, ChestKey], row: Referral) -> dict[str, Any]:
    blob = row.sealed_package
    return json.loads(keys[ChestKind.FILE].open(_TABLE, row.id, "sealed_package", blob))


def _row(case: Case, referral_id: UUID) -> Referral:
    row = Referral.objects.select_for_update().filter(case=case, id=referral_id).first()
    if row is None:
        raise NotAllowedError(NOT_THERE)
    return row


def _tell(staff: Staff, case: Case, keys: Mapping[str, ChestKey], row: Referral) -> None:
    """Tell the reporter, in their own language, to whom their report went."""
    with translation.override(language_of(case, keys)):
        who = gettext(str(Referral.Receiver(row.receiver).label))
        body = gettext("Wij gaven je melding door aan: %(who)s. Heb je daar vragen over? Stel ze hier.") % {
            "who": who
        }
    say(staff, case, keys, Message.Kind.MESSAGE, body)
