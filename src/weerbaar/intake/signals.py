"""Signals: what a manager hears and does not report at once (R16).

Three lines: what was heard, what was agreed, when they look again; and whom it is about, apart. Sealed to the manager and
to those of a desk who would read it, past whom it is about. The desk sees that there is one only when it was not looked at
in time, and then opens it with a line in the log. Passed on it is a report like any other, of which the manager is the
reporter, with words of their own: so they hear back, and are protected as whoever reports is.

Nothing is counted per manager: who hears much is not who manages badly.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db.models import Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from weerbaar.audit.acts import System, about, act
from weerbaar.cases.accesses import NOT_THERE, living
from weerbaar.cases.acting import AlreadyDoneError
from weerbaar.cases.cursors import page_by_day, page_by_moment
from weerbaar.cases.models import COMPLAINTS
from weerbaar.cases.rules import LONGEST_REASON, checked_text, text_if_any
from weerbaar.database.scope import tenant_scope
from weerbaar.ground import clock
from weerbaar.ground.errors import GoneError, NotAllowedError, RefusedError
from weerbaar.intake import actions
from weerbaar.intake.drafts import Content, DraftRef, open_content
from weerbaar.intake.drafts import living as living_draft
from weerbaar.intake.going_round import around, employees
from weerbaar.intake.models import Signal
from weerbaar.intake.queries import desks, open_desk
from weerbaar.intake.questions import KIND
from weerbaar.intake.readers import candidates
from weerbaar.intake.rules import choose_readers
from weerbaar.notify.actions import knock
from weerbaar.organisation.models import DeskMember, Person
from weerbaar.organisation.queries import colleagues_by_alias
from weerbaar.organisation.rules import chain_above
from weerbaar.vault import chests
from weerbaar.vault.chests import open_chests
from weerbaar.vault.models import Grant
from weerbaar.vault.trust import trusted_holders

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from django.db.models import QuerySet

    from weerbaar.intake.rules import Candidate
    from weerbaar.organisation.models import Desk
    from weerbaar.organisation.staff import Staff
    from weerbaar.vault.chests import ChestKey
    from weerbaar.vault.models import Holder

TEXT, NAMES = "signal", "signal_names"
"""The kinds of its two chests."""
LONGEST_WAIT = 92
GRACE = timedelta(days=5)
"""How long after the day to look again the desk is told."""
KINDS = tuple(one for one in KIND.choices if one.value not in COMPLAINTS)
"""What it may be about, as a reporter is asked. A complaint is whoever reported's own."""
_TABLE = "intake_signal"


@dataclass(frozen=True, slots=True)
class Heard:
    """What a manager writes. `who` is whom it is about and lies apart; `about_line`: it is about somebody above them."""

    heard: str = field(repr=False)
    agreed: str = field(repr=False)
    kind: str
    look_on: date
    desk: str
    who: str = field(default="", repr=False)
    about_line: bool = False


@dataclass(frozen=True, slots=True)
class SignalFact:
    """What a list shows: facts, and no word. `desk_reads_since` is the day on which it lay too long, once it did."""

    id: UUID
    manager: str
    written_at: datetime
    look_on: date
    is_mine: bool
    is_late: bool
    ended_at: datetime | None
    is_passed_on: bool
    desk_reads_since: date | None = None


@dataclass(frozen=True, slots=True)
class SignalPage:
    """A page of signals and the cursor of the next one. `late` counts what asks today, on all pages."""

    rows: tuple[SignalFact, ...]
    next_cursor: str
    late: int = 0


@dataclass(frozen=True, slots=True)
class SignalView:
    """A signal, read. `names` is None for who did not open them, and empty where there are none."""

    fact: SignalFact
    desk: str
    kind: str
    heard: str = field(repr=False)
    agreed: str = field(repr=False)
    result: str = field(repr=False)
    has_names: bool
    names: str | None = field(default=None, repr=False)


# --- the rules ---


def check_look_on(look_on: date, today: date) -> None:
    """A day to look again lies after today, and not further than a quarter."""
    if look_on <= today:
        raise RefusedError(_("Kies een dag na vandaag."), field="look_on")
    if look_on > today + timedelta(days=LONGEST_WAIT):
        raise RefusedError(_("Kies een dag binnen drie maanden."), field="look_on")


def asks_manager(look_on: date, reminded_on: date | None, today: date) -> bool:
    """Whether the manager is knocked: once, on the day that they chose."""
    return look_on <= today and reminded_on is None


def asks_desk(look_on: date, told_on: date | None, today: date) -> bool:
    """Whether the desk is told: once, when some days have passed since then."""
    return look_on + GRACE < today and told_on is None


class OtherReadersError(RefusedError):
    """Other people would read it than who was shown: by what was typed, or since the page was made.

    `came` and `gone` are ids of people: who fell out is whom the signal is about, and an error may be logged. The page
    puts their names in the sentence. Both are empty where somebody fell out who stands at no desk any more.
    """

    def __init__(self, came: Sequence[UUID], gone: Sequence[UUID]) -> None:
        super().__init__(_CHANGED[bool(came), bool(gone)])
        self.came, self.gone = tuple(came), tuple(gone)


_CHANGED = {
    (True, False): _("Dit leest nu ook: %(came)s. Klopt dat? Druk dan nog een keer."),
    (True, True): _("Dit leest nu niet: %(gone)s. En wel: %(came)s. Klopt dat? Druk dan nog een keer."),
    (False, True): _("Dit leest nu niet: %(gone)s. Klopt dat? Druk dan nog een keer."),
    (False, False): _("Iemand die je zag staan, leest dit niet meer. Klopt dat? Druk dan nog een keer."),
}
"""What is said of other readers: whether somebody came in, and whether somebody fell out whose name may be told."""


def check_shown(readers: Collection[UUID], shown: Collection[UUID], at_desks: Collection[UUID]) -> None:
    """Refuse that others read it than who was shown, be it more or fewer. Who fell out is told of whoever is `at_desks`,
    and of nobody else: what a browser says that it showed is its own word.
    """
    if set(readers) == set(shown):
        return
    came = [one for one in readers if one not in shown]
    raise OtherReadersError(came, [one for one in at_desks if one in shown and one not in readers])


# --- who may, and who reads ---


def leads(staff: Staff) -> bool:
    """Whether somebody has people under them, by the reporting lines. Within a tenant scope."""
    return any(one.manager_id == staff.person_id for one in employees())


def may_enter(staff: Staff) -> bool:
    """Whether there is a page of signals for somebody: they lead, they wrote one, or one waits for them at the desk."""
    return leads(staff) or _mine(staff).exists() or _told(staff).exists()


def readers_of(staff: Staff, given: Heard) -> list[Candidate[Holder]]:
    """Who of the desk would read it, past whom it is about. The manager is not among them. Within a tenant scope."""
    desk = open_desk(given.desk)
    if desk is None:
        raise RefusedError(_("Kies een meldpunt."), field="desk")
    return _readers(staff, desk, given)


def check_readers(readers: Sequence[Candidate[Holder]], shown: Collection[UUID]) -> None:
    """Refuse other readers than who was shown. Within a tenant scope. Raises OtherReadersError."""
    reads = [one.person_id for one in readers]
    if set(reads) != set(shown):
        places = [one.person_id for desk in desks() for one in candidates(desk.id)]
        check_shown(reads, shown, list(dict.fromkeys(places)))


def _readers(staff: Staff, desk: Desk, given: Heard) -> list[Candidate[Holder]]:
    past = around(staff.tenant_id, _content(staff, given))
    return list(choose_readers(candidates(desk.id), past.out | {staff.person_id}))


def _content(staff: Staff, given: Heard) -> Content:
    """What is said about whom it is, as a draft of a report says it."""
    struck = _line_above(staff) if given.about_line else ()
    content = Content(desk=given.desk, struck=tuple(str(one) for one in struck))
    return content.with_answers({"kind": given.kind, "who_subject": given.who})


def _line_above(staff: Staff) -> tuple[UUID, ...]:
    above = {one.person_id: one.manager_id for one in employees()}
    return tuple(one for one in chain_above(staff.person_id, above) if one != staff.person_id)


# --- what a manager does ---


@act("signal.write")
def write(staff: Staff, *, given: Heard, shown: Collection[UUID], signal_id: UUID) -> None:
    """Keep a signal. `shown` are the ids of the people who were shown as readers: to others, more or fewer, nothing is sealed.

    `signal_id` was drawn with the form: a second click raises AlreadyDoneError.
    """
    about(signal_id)
    if not leads(staff):
        raise NotAllowedError(NOT_THERE)
    # A signal that is not there yet has no row to hold against a second click at the same moment.
    Person.objects.select_for_update(no_key=True).get(id=staff.person_id)
    if Signal.objects.filter(id=signal_id).exists():
        raise AlreadyDoneError
    check_look_on(given.look_on, clock.today())
    if given.kind not in {one.value for one in KINDS}:
        raise RefusedError(_("Kies waar het over gaat."), field="kind")
    heard = checked_text(given.heard, field="heard", longest=LONGEST_REASON)
    agreed = checked_text(given.agreed, field="agreed", longest=LONGEST_REASON)
    who = text_if_any(given.who, field="who", longest=LONGEST_REASON)
    readers = readers_of(staff, given)
    if not readers:
        raise RefusedError(
            _("Bij dit meldpunt blijft niemand over die dit mag lezen. Kies een ander."), field="desk"
        )
    desk = open_desk(given.desk)
    assert desk is not None  # noqa: S101 - `readers_of` refused where there is none
    check_readers(readers, shown)
    row = Signal(id=signal_id, tenant_id=staff.tenant_id, desk=desk, manager_alias=staff.alias)
    row.written_at, row.look_on = clock.now().replace(second=0, microsecond=0), given.look_on
    text, names = _chests(staff, row, [one.who for one in readers])
    told = {"heard": heard, "agreed": agreed, "kind": given.kind, "about_line": given.about_line}
    row.sealed_text = text.seal(_TABLE, row.id, "sealed_text", json.dumps(told).encode())
    row.sealed_names = names.seal(_TABLE, row.id, "sealed_names", who.encode()) if who else None
    row.save(force_insert=True)


def _chests(staff: Staff, row: Signal, readers: Iterable[Holder]) -> tuple[ChestKey, ChestKey]:
    own = trusted_holders([staff.alias]).get(staff.alias)
    if own is None:
        raise RefusedError(_("Je sleutel is nog niet bevestigd. Vraag een sleutelbeheerder."))
    to = [(one.alias, bytes(one.public_key)) for one in (own, *readers)]
    made = [chests.new_chest(row.tenant_id, row.id, one) for one in chests.reserve([TEXT, NAMES])]
    for chest, key in made:
        chest.save(force_insert=True)
        Grant.objects.bulk_create(chests.new_grants(key, to, by=staff.alias))
    return made[0][1], made[1][1]


@act("signal.look_again")
def look_again(staff: Staff, *, signal_id: UUID, look_on: date, agreed: str) -> None:
    """Choose another day, with what is agreed until then. The desk, if it was told, goes on seeing it: else a signal could
    be put off for ever by who wrote it.
    """
    about(signal_id)
    row, key = _own(staff, signal_id)
    check_look_on(look_on, clock.today())
    held = _told_in(row, key)
    more = checked_text(agreed, field="agreed", longest=LONGEST_REASON)
    held["agreed"] = f"{held['agreed']}\n\n{more}"
    row.sealed_text = key.seal(_TABLE, row.id, "sealed_text", json.dumps(held).encode())
    row.look_on, row.reminded_on = look_on, None
    row.save(update_fields=["sealed_text", "look_on", "reminded_on"])


@act("signal.settle")
def settle(staff: Staff, *, signal_id: UUID, result: str) -> None:
    """Close a signal with a sentence: by the manager, or by the desk that was told of it."""
    about(signal_id)
    row, key = _open_one(staff, signal_id)
    result = checked_text(result, field="result", longest=LONGEST_REASON)
    row.sealed_result = key.seal(_TABLE, row.id, "sealed_result", result.encode())
    row.settled_at = clock.now()
    row.save(update_fields=["sealed_result", "settled_at"])


def pass_on(staff: Staff, *, signal_id: UUID, shown: Collection[UUID]) -> DraftRef:
    """Make a report of it, filed as any other. What is left of its draft holds the eight words of the manager, who is its
    reporter, until `actions.confirm_receipt`.
    """
    ref = actions.start(staff.tenant_id, "nl", waited=True)
    try:
        _pass_on(staff, signal_id=signal_id, shown=shown, ref=ref)
    except BaseException:
        actions.discard(ref)
        raise
    return ref


@act("signal.pass_on")
def _pass_on(staff: Staff, *, signal_id: UUID, shown: Collection[UUID], ref: DraftRef) -> None:
    """The report goes round whom it is about as it stands now, and is sealed to nobody but who was `shown`. The signal's own
    chests are destroyed: what was in them lies in the case.
    """
    about(signal_id)
    row, key = _own(staff, signal_id)
    given = _given(row, key, staff)
    check_readers(_readers(staff, row.desk, given), shown)
    told = _content(staff, given)
    actions.answer(
        ref,
        dict(told.answers)
        | {
            "story": gettext("Ik ben leidinggevende en hoorde dit: %(heard)s\n\nWij spraken af: %(agreed)s")
            % {"heard": given.heard, "agreed": given.agreed},
            "capacity": "employee",
            "openness": "confidential",
            "name": staff.name,
        },
    )
    # Who passes it on reads at no desk what they reported themself.
    struck = (*told.struck, str(staff.person_id))
    actions.choose(ref, desk=given.desk, struck=struck, shown={str(one) for one in shown})
    actions.send(ref)
    row.passed_on_at = clock.now()
    row.sealed_text, row.sealed_names = b"", None
    row.save(update_fields=["passed_on_at", "sealed_text", "sealed_names"])
    chests.shut(_chests_of(row))


def words_of(ref: DraftRef) -> tuple[str, ...]:
    """The eight words of what was passed on, as often as they are asked for. Raises GoneError once they are confirmed."""
    with tenant_scope(ref.tenant_id):
        return open_content(ref, living_draft(ref)).words


def _chests_of(row: Signal) -> list[chests.Chest]:
    return list(chests.Chest.objects.filter(owner_id=row.id, destroyed_at=None))


def readers_now(staff: Staff, signal_id: UUID) -> list[Candidate[Holder]]:
    """Who would read it, if the manager passed it on at this moment. Within a tenant scope."""
    row, key = _own(staff, signal_id)
    return _readers(staff, row.desk, _given(row, key, staff))


def _given(row: Signal, key: ChestKey, staff: Staff) -> Heard:
    held = _told_in(row, key)
    return Heard(
        heard=held["heard"],
        agreed=held["agreed"],
        kind=held["kind"],
        look_on=row.look_on,
        desk=row.desk.slug,
        who=_names_in(row, staff),
        about_line=held["about_line"],
    )


# --- what is read ---


def running(staff: Staff, *, after: str = "") -> SignalPage:
    """A page of what runs, by day: the manager's own, and those at the desk that were not looked at in time. Facts only.
    Within a tenant scope.
    """
    rows = _running(staff)
    page, cursor = page_by_day(rows, "look_on", after)
    others = any(one.manager_alias != staff.alias for one in page)
    people = colleagues_by_alias(staff.tenant_id) if others else {}
    names = {alias: one.name for alias, one in people.items()}
    facts = tuple(_fact(staff, one, names.get(one.manager_alias, "")) for one in page)
    return SignalPage(facts, cursor, _late(rows))


def late_count(staff: Staff) -> int:
    """How many signals ask somebody today: their own, and those at the desk. Within a tenant scope."""
    return _late(_running(staff))


def _running(staff: Staff) -> QuerySet[Signal]:
    return Signal.objects.filter(Q(_OPEN, manager_alias=staff.alias) | Q(id__in=_told(staff).values("id")))


def _late(rows: QuerySet[Signal]) -> int:
    return rows.filter(look_on__lte=clock.today()).count()


def ended(staff: Staff, *, after: str = "") -> SignalPage:
    """A page of the manager's own that were passed on or closed, the last one first. Within a tenant scope."""
    rows = _mine(staff).exclude(_OPEN).annotate(ended_at=Coalesce("passed_on_at", "settled_at"))
    page, cursor = page_by_moment(rows, "ended_at", after, newest_first=True)
    return SignalPage(tuple(_fact(staff, one, "") for one in page), cursor)


@act("signal.read")
def read(staff: Staff, *, signal_id: UUID) -> SignalView:
    """Read a signal: one's own, or one that waits at the desk. The line is written before it is shown."""
    about(signal_id)
    row, key = _any(staff, signal_id)
    return _view(staff, row, key, names=_names_in(row, staff) if row.manager_alias == staff.alias else None)


@act("signal.read_names")
def read_names(staff: Staff, *, signal_id: UUID) -> SignalView:
    """The same with whom it is about, which lies apart: for the desk a step of its own in the log."""
    about(signal_id)
    row, key = _any(staff, signal_id)
    return _view(staff, row, key, names=_names_in(row, staff))


def _view(staff: Staff, row: Signal, key: ChestKey, *, names: str | None) -> SignalView:
    held = _told_in(row, key)
    people = colleagues_by_alias(staff.tenant_id)
    manager = people[row.manager_alias].name if row.manager_alias in people else ""
    result = key.open(_TABLE, row.id, "sealed_result", row.sealed_result) if row.sealed_result else b""
    return SignalView(
        fact=_fact(staff, row, manager),
        desk=row.desk.name,
        kind=next((one.of_another or one.label for one in KIND.choices if one.value == held["kind"]), ""),
        heard=held["heard"],
        agreed=held["agreed"],
        result=result.decode(),
        has_names=row.sealed_names is not None,
        names=names,
    )


def _fact(staff: Staff, row: Signal, manager: str) -> SignalFact:
    ended = row.passed_on_at or row.settled_at
    return SignalFact(
        id=row.id,
        manager=manager,
        written_at=row.written_at,
        look_on=row.look_on,
        is_mine=row.manager_alias == staff.alias,
        is_late=ended is None and row.look_on <= clock.today(),
        ended_at=ended,
        is_passed_on=row.passed_on_at is not None,
        desk_reads_since=row.told_on if ended is None else None,
    )


def _told_in(row: Signal, key: ChestKey) -> dict[str, Any]:
    return json.loads(key.open(_TABLE, row.id, "sealed_text", row.sealed_text))


def _names_in(row: Signal, staff: Staff) -> str:
    if row.sealed_names is None or staff.opened is None:
        return ""
    key = open_chests(staff.opened, row.id, [NAMES]).get(NAMES)
    return key.open(_TABLE, row.id, "sealed_names", row.sealed_names).decode() if key else ""


def _mine(staff: Staff) -> QuerySet[Signal]:
    return Signal.objects.filter(manager_alias=staff.alias).select_related("desk")


def _told(staff: Staff) -> QuerySet[Signal]:
    held = Grant.objects.filter(living(), holder_alias=staff.alias, chest__kind=TEXT)
    # Whoever left the desk keeps the grant until the signal ends, and sees nothing of it any more.
    desks = DeskMember.objects.filter(person_id=staff.person_id).values("desk_id")
    rows = Signal.objects.filter(
        _OPEN, told_on__isnull=False, id__in=held.values("chest__owner_id"), desk__in=desks
    )
    return rows.exclude(manager_alias=staff.alias).select_related("desk")


_OPEN = Q(passed_on_at=None, settled_at=None)


def _any(staff: Staff, signal_id: UUID) -> tuple[Signal, ChestKey]:
    """A signal of one's own, or one that waits at the desk. Raises NotAllowedError, alike for any other and for none."""
    row = _mine(staff).filter(id=signal_id).first() or _told(staff).filter(id=signal_id).first()
    if row is None or staff.opened is None:
        raise NotAllowedError(NOT_THERE)
    key = open_chests(staff.opened, row.id, [TEXT]).get(TEXT)
    if key is None:
        raise NotAllowedError(NOT_THERE)
    return row, key


def _open_one(staff: Staff, signal_id: UUID) -> tuple[Signal, ChestKey]:
    Signal.objects.select_for_update().filter(id=signal_id).first()
    row, key = _any(staff, signal_id)
    if row.passed_on_at or row.settled_at:
        raise RefusedError(_("Dit signaal is al afgehandeld of doorgegeven."))
    return row, key


def _own(staff: Staff, signal_id: UUID) -> tuple[Signal, ChestKey]:
    row, key = _open_one(staff, signal_id)
    if row.manager_alias != staff.alias:
        raise RefusedError(_("Dit doet de leidinggevende die het signaal opschreef."))
    return row, key


# --- what the clock starts ---


def that_ask(today: date) -> list[UUID]:
    """The signals for which somebody is to be knocked now. Within a tenant scope."""
    rows = Signal.objects.filter(_OPEN, look_on__lte=today).order_by("look_on", "id")
    return [
        one.id
        for one in rows
        if asks_manager(one.look_on, one.reminded_on, today) or asks_desk(one.look_on, one.told_on, today)
    ]


@act("signal.remind")
def remind(system: System, *, signal_id: UUID) -> None:
    """Knock at the manager on the day, and some days later at those of the desk who have a key to it.

    Who is in the line that it is about has none. Raises GoneError where there is nothing to knock for any more.
    """
    about(signal_id)
    row = Signal.objects.select_for_update().filter(_OPEN, id=signal_id).first()
    today = clock.today()
    if row is None:
        raise GoneError(NOT_THERE)
    if asks_manager(row.look_on, row.reminded_on, today):
        row.reminded_on = today
        knock(system.tenant_id, [row.manager_alias])
    if asks_desk(row.look_on, row.told_on, today):
        row.told_on = today
        held = Grant.objects.filter(living(), chest__owner_id=row.id, chest__kind=TEXT)
        others = held.exclude(holder_alias=row.manager_alias)
        knock(system.tenant_id, list(others.values_list("holder_alias", flat=True)))
    row.save(update_fields=["reminded_on", "told_on"])
