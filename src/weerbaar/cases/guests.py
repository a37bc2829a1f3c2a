"""Guests: somebody in a case with a receipt of their own, who is neither its reporter nor staff (R19, C8, C18).

The reporter lets in who helps them, and may let them read the talk and write in it. The desk lets in a witness, or the
one it is about: they read nothing of what was said to the reporter. With each the desk talks in a chest of the guest's
own. A guest who is withdrawn, or whose last day is over, has no key left, and their words open nothing.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, LiteralString
from uuid import UUID, uuid4

from django.db.models import Count, Q, prefetch_related_objects
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from weerbaar.audit.acts import System, about, act
from weerbaar.cases import accesses, check_ins, rules
from weerbaar.cases.accesses import NOT_THERE, access_to, chests_of
from weerbaar.cases.acting import AlreadyDoneError, decide, enter, knock_colleagues, local_day
from weerbaar.cases.announcing import Announced, heard_of
from weerbaar.cases.beside import GUEST, make_chest
from weerbaar.cases.identity import drop_name
from weerbaar.cases.kept_out import Marks, marks_of
from weerbaar.cases.leaves import CARDS, NEWEST, Long
from weerbaar.cases.models import (
    Case,
    ChestKind,
    ContactPerson,
    Guest,
    GuestMessage,
    KeptOut,
    Party,
    SubjectNotice,
)
from weerbaar.cases.name_scan import check_nobody_else, note_scan
from weerbaar.cases.queries import keys_to, opened_holder, procedure_of
from weerbaar.cases.rules import checked_text, end_of, pseudonym
from weerbaar.cases.sealed import dropped_name, notice_words, reach_of
from weerbaar.cases.seats import check_lasts
from weerbaar.database.rows import run
from weerbaar.ground import clock
from weerbaar.ground.errors import GoneError, NotAllowedError, RefusedError
from weerbaar.ground.receipt import Receipt
from weerbaar.notify.actions import knock, remove_address
from weerbaar.organisation.names import Likeness, Typed, named_in
from weerbaar.organisation.queries import colleagues_by_alias
from weerbaar.vault import chests
from weerbaar.vault.chests import open_chests, open_chests_of
from weerbaar.vault.holders import new_guest
from weerbaar.vault.models import Grant, Holder

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from weerbaar.audit.acts import Actor
    from weerbaar.cases.leaves import From, Way
    from weerbaar.organisation.queries import Colleague
    from weerbaar.organisation.staff import Staff
    from weerbaar.vault.chests import ChestKey
    from weerbaar.vault.holders import Opened

Role = Guest.Role
OF_REPORTER = (Role.ADVISER, Role.LAWYER, Role.UNION, Role.INTERPRETER, Role.HELPER)
"""As whom the reporter lets somebody in."""
OF_DESK = (Role.WITNESS, Role.SUBJECT, Role.HELPER, Role.INTERPRETER, Role.LAWYER, Role.ADVISER, Role.UNION)
"""As whom the desk does."""
OF_REPORT = (Role.WITNESS, Role.SUBJECT)
"""Who can only be there because something was reported: with them it is inquired into."""
LONGEST_WHO = 500
_TABLE, _WHO, _BODY = "cases_guest", "sealed_who", "sealed_body"
_MOST_AT_ONCE = 20
_THERE_FOR_YOU = _("Jouw contactpersoon is %(who)s.")
_TOLD_BEFORE = _("Dit bericht kreeg je op %(day)s:")


@dataclass(frozen=True, slots=True)
class GuestToBe:
    """Whom to let in. `id` and `words` are drawn before the form is sent, so that whatever is sent twice lets in one.

    `who` is told without a name, `why` is a reason; `name` goes apart, and only the desk writes one. `reads` and `writes`
    are about the talk, and for the reporter to give.
    """

    id: UUID
    words: tuple[str, ...] = field(repr=False)
    role: str
    who: str = field(repr=False)
    why: str = field(default="", repr=False)
    name: str = field(default="", repr=False)
    last_day: date | None = None
    reads: bool = False
    writes: bool = False
    party_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class GuestView:
    """A guest as the pages show them. `who` and `why` are empty for who has no key to them; `new` counts their messages
    that nobody of the desk read. `party` is a pseudonym.
    """

    id: UUID
    alias: UUID
    role: str
    who: str = field(repr=False)
    why: str = field(repr=False)
    since: datetime
    until: datetime | None
    ended_at: datetime | None
    by_reporter: bool
    reads: bool
    writes: bool
    has_name: bool
    party: str = ""
    new: int = 0

    @property
    def is_in(self) -> bool:
        """Whether their words open anything at this moment."""
        return self.ended_at is None and (self.until is None or self.until > clock.now())

    @property
    def last_day(self) -> date | None:
        return rules.last_day_of(self.until)


@dataclass(frozen=True, slots=True)
class GuestSaid:
    """One message between a guest and the desk."""

    id: UUID
    from_guest: bool
    author_alias: UUID
    body: str = field(repr=False)
    at: datetime
    is_new: bool


@dataclass(frozen=True, slots=True)
class GuestTalk:
    """A leaf of what a guest and the desk said to each other."""

    leaf: tuple[GuestSaid, ...]
    way: Way
    total: int


@dataclass(frozen=True, slots=True)
class Guests:
    """Who has a receipt of their own in a case now, in the order in which they came; and a leaf of who had one, the last
    one first. `gone_count` is of all leaves.
    """

    there: tuple[GuestView, ...]
    gone: tuple[GuestView, ...]
    gone_way: Way
    gone_count: int


def living() -> Q:
    """Guests whose keys were not taken and whose last day is not over."""
    return Q(ended_at=None) & (Q(until=None) | Q(until__gt=clock.now()))


# --- the rules ---


def check_role(role: str, allowed: Collection[str]) -> None:
    """Refuse a role that whoever lets in cannot give."""
    if role not in allowed:
        raise RefusedError(_("Kies wie het is."), field="role")


def check_many(there: int) -> None:
    """Refuse more guests at a time than anybody keeps an eye on."""
    if there >= _MOST_AT_ONCE:
        raise RefusedError(
            _("Er zijn al veel mensen met eigen woorden. Trek die van iemand anders eerst in.")
        )


def means_kept_out(text: str, marks: Marks, people: Iterable[Colleague]) -> bool:
    """Whether a text names somebody who must stay out: a colleague by their whole name, or a name that is marked."""
    typed = Typed(text)
    if any(marks.has_key(key) for key in named_in(text)):
        return True
    return any(
        typed.likeness(one.name, function=one.function) is Likeness.SAME
        for one in people
        if marks.is_marked(one)
    )


# --- letting in, and taking back ---


def admit(
    actor: Actor, case: Case, keys: Mapping[str, ChestKey], given: GuestToBe, *, by_reporter: bool
) -> Guest:
    """Make the guest's keys, row and chest, and give them the talk where the reporter wants that. Within a verb.

    `keys` are the actor's: of the talk, and of the file for who lets in for the desk. Raises RefusedError for a name that
    must stay out, and AlreadyDoneError where this form was sent before.
    """
    if Guest.objects.filter(id=given.id).exists():
        raise AlreadyDoneError
    check_role(given.role, OF_REPORTER if by_reporter else OF_DESK)
    check_many(Guest.objects.filter(living(), case=case).count())
    if not by_reporter:
        # A refusal tells that the case goes round whoever is called this: each try leaves its line.
        note_scan(actor, case.id)
    _check_not_kept_out(case, given, by_reporter=by_reporter)
    until = end_of(given.last_day, clock.today(), field="until" if by_reporter else "day")
    holder, _opened = new_guest(case.tenant_id, Receipt(given.words))
    guest = Guest(
        id=given.id,
        tenant_id=case.tenant_id,
        case=case,
        party_id=given.party_id,
        role=given.role,
        holder_alias=holder.alias,
        let_in_by=actor.alias,
        by_reporter=by_reporter,
        reads=given.reads,
        writes=given.reads and given.writes,
        since=clock.now(),
        until=until,
    )
    told = json.dumps({"who": _short(given.who, "who"), "why": _short(given.why, "why")}).encode()
    guest.sealed_who = keys[_home(by_reporter=by_reporter)].seal(_TABLE, guest.id, _WHO, told)
    if given.name.strip():
        apart = chests_of(case, [ChestKind.NAMES])[ChestKind.NAMES]
        guest.dropped_name = drop_name(keys[ChestKind.TALK], apart, _short(given.name, "name"))
    holder.save(force_insert=True)
    guest.save(force_insert=True)
    make_chest(case, guest.id, GUEST, by=actor.alias, outside={holder.alias: until}, guest=holder)
    check_ins.plan_for_guest(guest)
    if guest.reads:
        _share_talk(actor, case, keys[ChestKind.TALK], holder, until)
    return guest


def _share_talk(actor: Actor, case: Case, talk: ChestKey, holder: Holder, until: datetime | None) -> None:
    """Give a guest the talk, in every generation: they read what was said before they came."""
    chest = chests_of(case, [ChestKind.TALK])[ChestKind.TALK]
    chests.vouch(talk, chest, holder.alias, bytes(holder.public_key))
    chest.save(update_fields=["sealed_holder"])
    to = [(holder.alias, bytes(holder.public_key))]
    Grant.objects.bulk_create(chests.new_grants(talk, to, by=actor.alias, until=until))


def _home(*, by_reporter: bool) -> str:
    """The compartment in which it lies who a guest is: of what the reporter wrote the desk reads it too."""
    return ChestKind.TALK if by_reporter else ChestKind.FILE


def _short(text: str, name: str) -> str:
    return rules.text_if_any(text, field=name, longest=LONGEST_WHO)


def missing_to_tell_apart(staff: Staff, case: Case) -> str:
    """What somebody of the desk lacks to find out whether a guest must stay out, as a sentence; empty when nothing.

    The marks are of names that lie apart. Who has no key to those is refused whatever they type: a refusal of one name
    and not of another would tell whose it is.
    """
    if not KeptOut.objects.filter(case=case).exists():
        return ""
    if open_chests(opened_holder(staff), case.id, [ChestKind.NAMES]):
        return ""
    return _(
        "In deze zaak moet iemand erbuiten blijven. Of dat deze persoon is, ziet alleen wie een sleutel van de namen heeft. "
        "Vraag een collega die deze heeft om dit te doen."
    )


def _check_not_kept_out(case: Case, given: GuestToBe, *, by_reporter: bool) -> None:
    """Whom the case goes round is not let in by their name, unless as the one it is about, who reads nothing of it.

    Of a reporter only their own marks count: whom the desk marked later they do not find out by trying names.
    """
    if given.role == Role.SUBJECT:
        return
    people = list(colleagues_by_alias(case.tenant_id).values())
    marks = marks_of(case.id, people)
    if by_reporter:
        filed = KeptOut.objects.filter(case=case, origin=KeptOut.Origin.FILED).values_list("key", flat=True)
        marks = Marks(case.id, frozenset(bytes(key) for key in filed), marks.above)
    if means_kept_out(f"{given.name}. {given.who}", marks, people):
        raise RefusedError(_("Deze persoon moet hier buiten blijven."), field="who")


def end(guest: Guest) -> None:
    """Take every key of a guest, their address and their receipt: their words open nothing any more, and say nothing.

    Within a verb that holds the case. Who read along may have copied: give the talk a successor after it.
    """
    Grant.objects.filter(holder_alias=guest.holder_alias).delete()
    remove_address(guest.holder_alias)
    Holder.objects.filter(alias=guest.holder_alias).delete()
    check_ins.stop(guest.case_id, guest.holder_alias)
    guest.ended_at = clock.now()
    guest.save(update_fields=["ended_at"])


@act("case.let_in_guest")
def let_in_guest(staff: Staff, *, code: str, given: GuestToBe) -> Guest:
    """Give somebody a receipt of their own, for the desk: a witness, the one it is about, who helps one of them.

    Not for who reads along for a time. They get no key to anything of the case.
    """
    case, keys = enter(staff, code)
    check_lasts(staff, case, [keys[kind] for kind in rules.ORDINARY])
    about(case.id, object_id=given.id)
    if given.role in OF_REPORT or given.party_id:
        rules.check_is_report(procedure_of(case))
    if given.reads or given.writes:
        raise RefusedError(_("Alleen de melder laat iemand de berichten lezen."))
    party = Party.objects.filter(id=given.party_id, case=case, withdrawn_at=None).first()
    if given.party_id and party is None:
        raise NotAllowedError(NOT_THERE)
    if party and party.role == Party.Role.SUBJECT and given.role != Role.SUBJECT:
        # On their page comes what is for the one it is about; and by another word they would know before the reporter does.
        raise RefusedError(
            _(
                "Over deze persoon gaat de melding. Zijn de woorden voor iemand die hem of haar helpt? Kies dan niemand uit "
                "de zaak, en schrijf op wie het is."
            ),
            field="party",
        )
    if given.party_id and Guest.objects.filter(living(), party_id=given.party_id).exists():
        raise RefusedError(_("Deze persoon heeft al eigen woorden. Trek die eerst in."))
    if given.role == Role.SUBJECT:
        _check_may_know(case, given.party_id)
    elif sentence := missing_to_tell_apart(staff, case):
        raise RefusedError(sentence)
    # Before a chest is made: its key in the store would be left behind by a reason that is refused after it.
    checked_text(given.why, field="reason", longest=LONGEST_WHO)
    guest = admit(staff, case, keys, given, by_reporter=False)
    decide(staff, case, keys, "case.let_in_guest", reason=given.why, whom=guest.id)
    if given.party_id and given.role == Role.SUBJECT:
        _tell_what_they_were_told(staff, case, keys, given.party_id)
        _tell_who_is_there(staff, case, keys, given.party_id)
    knock_colleagues(staff, case)
    return guest


def _check_may_know(case: Case, party_id: UUID | None) -> None:
    """Refuse words for somebody who may not know of the report yet: the reporter hears first (C16)."""
    notice = SubjectNotice.objects.filter(case=case, party_id=party_id).first() if party_id else None
    if notice is not None and notice.given_at is not None:
        return
    announced = Announced(notice.message_id, notice.not_before, None) if notice else None
    if announced is None or not heard_of(case.id, [announced])[0].ready.may:
        raise RefusedError(
            _(
                "Deze persoon mag nog niet van de melding weten. Vertel het eerst de melder, bij ‘Bericht en wederhoor’. "
                "Daarna kan dit."
            ),
            field="party",
        )


@act("case.withdraw_guest")
def withdraw_guest(staff: Staff, *, code: str, guest_id: UUID, reason: str) -> None:
    """Take back a receipt that the desk gave. One that the reporter gave is the reporter's to take back."""
    case, keys = enter(staff, code)
    check_lasts(staff, case, [keys[kind] for kind in rules.ORDINARY])
    guest = _held(case, guest_id)
    about(case.id, object_id=guest.id)
    if guest.by_reporter:
        raise RefusedError(_("De melder liet deze persoon toe. Alleen de melder trekt dat in."))
    end(guest)
    decide(staff, case, keys, "case.withdraw_guest", reason=reason, whom=guest.id)
    knock_colleagues(staff, case)


@act("case.expire_guest")
def expire_guest(system: System, *, guest_id: UUID) -> None:
    """Take the keys of a guest whose last day is over: by themselves they open nothing since that moment.

    Raises GoneError for one who was withdrawn meanwhile.
    """
    case = Case.objects.select_for_update(of=("self",)).filter(
        id__in=Guest.objects.filter(id=guest_id).values("case")
    )
    if (found := case.first()) is None:
        raise GoneError(_("Deze persoon heeft geen toegang meer."))
    about(found.id, object_id=guest_id)
    guest = Guest.objects.filter(id=guest_id, ended_at=None, until__lte=clock.now()).first()
    if guest is None:
        raise GoneError(_("Deze persoon heeft geen toegang meer."))
    end(guest)


def over(limit: int) -> list[UUID]:
    """The guests whose last day is over and who still have keys, at most so many. Within a tenant scope."""
    rows = Guest.objects.filter(ended_at=None, until__lte=clock.now()).order_by("until", "id")
    return list(rows.values_list("id", flat=True)[:limit])


def _held(case: Case, guest_id: UUID) -> Guest:
    """A guest of a case who is in now. Raises NotAllowedError for one of another case, and for none."""
    guest = Guest.objects.select_for_update().filter(living(), case=case, id=guest_id).first()
    if guest is None:
        raise NotAllowedError(NOT_THERE)
    return guest


# --- what the desk reads and writes ---


@act("case.write_guest")
def write_guest(staff: Staff, *, code: str, guest_id: UUID, body: str, message_id: UUID) -> None:
    """Write to a guest, in the chest of their own. `message_id` was drawn with the form: a second click raises
    AlreadyDoneError. Raises RefusedError for a message to whom it is about with the name of somebody else of the case.
    """
    case, _keys = enter(staff, code)
    guest = _held(case, guest_id)
    about(case.id, object_id=guest.id)
    if GuestMessage.objects.filter(id=message_id).exists():
        raise AlreadyDoneError
    if guest.role == Role.SUBJECT and guest.party_id:
        check_nobody_else(staff, case, body, party_id=guest.party_id, field="body")
    say(staff, guest, _key(staff, guest), body=body, from_guest=False, message_id=message_id)
    knock(case.tenant_id, [guest.holder_alias])


@act("case.read_guest")
def read_guest(
    staff: Staff, *, code: str, guest_id: UUID, start: From = NEWEST
) -> tuple[GuestView, GuestTalk]:
    """Read what a guest wrote: what this shows as new is so no longer. Also of one who is out. Raises NotAllowedError."""
    opened_holder(staff)
    case = access_to(staff.alias, code).case
    about(case.id, object_id=guest_id)
    keys = keys_to(staff, case)
    guest = Guest.objects.filter(case=case, id=guest_id).first()
    if guest is None:
        raise NotAllowedError(NOT_THERE)
    [view] = _views([guest], keys)
    talk = talk_of(_key(staff, guest), guest.id, start, new_to_desk=True)
    GuestMessage.objects.filter(guest=guest, from_guest=True, read_at=None).update(read_at=clock.now())
    return view, talk


def _key(staff: Staff, guest: Guest) -> ChestKey:
    found = key_of(opened_holder(staff), guest.id)
    if found is None:
        raise NotAllowedError(NOT_THERE)
    return found


def key_of(holder: Opened, guest_id: UUID) -> ChestKey | None:
    """The key to a guest's own chest, for whoever has one."""
    return open_chests(holder, guest_id, [GUEST]).get(GUEST)


def say(
    actor: Actor,
    guest: Guest,
    key: ChestKey,
    *,
    body: str,
    from_guest: bool,
    message_id: UUID | None = None,
) -> None:
    """Keep a message in a guest's own chest. Within a verb."""
    body, row = checked_text(body, field="body"), message_id or uuid4()
    GuestMessage.objects.create(
        id=row,
        tenant_id=guest.tenant_id,
        case_id=guest.case_id,
        guest=guest,
        from_guest=from_guest,
        author_alias=actor.alias,
        sealed_body=key.seal("cases_guestmessage", row, _BODY, body.encode()),
        at=clock.now(),
    )


def talk_of(key: ChestKey, guest_id: UUID, start: From, *, new_to_desk: bool) -> GuestTalk:
    """A leaf of what was said. `is_new` is of the other side's messages that nobody on this one read."""
    there = Long(GuestMessage, "cases_guestmessage", "at", "guest_id = %s", [guest_id])
    found = there.leaf(start)
    leaf = tuple(
        GuestSaid(
            id=one.id,
            from_guest=one.from_guest,
            author_alias=one.author_alias,
            body=key.open("cases_guestmessage", one.id, _BODY, one.sealed_body).decode(),
            at=one.at,
            is_new=one.from_guest is new_to_desk and one.read_at is None,
        )
        for one in found.rows
    )
    return GuestTalk(leaf, found.way, GuestMessage.objects.filter(guest_id=guest_id).count())


def guests_of(case: Case, keys: Mapping[str, ChestKey], which: Q) -> tuple[GuestView, ...]:
    """Those who have or had a receipt of their own in a case of whom `which` is true, in the order in which they came. Two
    queries. A page shows all of them by `guests_shown`.
    """
    rows = Guest.objects.filter(which, case=case).select_related("party").order_by("since", "id")
    return _views(rows, keys)


def own_keys(holder: Opened, guests: Iterable[GuestView]) -> dict[UUID, ChestKey]:
    """The keys to their own chests that somebody has, by guest. One query."""
    found = open_chests_of(holder, [one.id for one in guests], [GUEST])
    return {guest_id: keys[GUEST] for guest_id, keys in found.items()}


_GONE: LiteralString = "case_id = %s AND (ended_at IS NOT NULL OR until <= %s)"


def guests_shown(case: Case, keys: Mapping[str, ChestKey], start: From = NEWEST) -> Guests:
    """What the page of a case shows of its guests. A fixed number of statements.

    Of those who are in there are never more than `check_many` allows; of those who were there is no end.
    """
    there = Guest.objects.filter(living(), case=case).select_related("party").order_by("since", "id")
    values = [case.id, clock.now()]
    gone = Long(Guest, "cases_guest", "since", _GONE, values).leaf(start, CARDS)
    prefetch_related_objects(gone.rows, "party")
    [(count,)] = run("SELECT count(*) FROM cases_guest WHERE " + _GONE, values).fetchall()  # noqa: S608 - our own
    shown = _views([*there, *gone.rows[::-1]], keys)
    first = len(shown) - len(gone.rows)
    return Guests(shown[:first], shown[first:], gone.way, count)


def _views(rows: Iterable[Guest], keys: Mapping[str, ChestKey]) -> tuple[GuestView, ...]:
    """How the pages show these guests, each with how much of theirs nobody read."""
    rows = list(rows)
    if not rows:
        return ()
    unread = GuestMessage.objects.filter(guest__in=rows, from_guest=True, read_at=None)
    counts = dict(unread.values_list("guest_id").annotate(many=Count("id")))
    return tuple(view_of(one, keys, new=counts.get(one.id, 0)) for one in rows)


def view_of(guest: Guest, keys: Mapping[str, ChestKey], *, new: int = 0) -> GuestView:
    """A guest with what the keys at hand say of who it is."""
    home = _home(by_reporter=guest.by_reporter)
    told = (
        json.loads(keys[home].open(_TABLE, guest.id, _WHO, guest.sealed_who))
        if home in keys
        else {"who": "", "why": ""}
    )
    party = guest.party if guest.party_id else None
    return GuestView(
        id=guest.id,
        alias=guest.holder_alias,
        role=guest.role,
        who=told["who"],
        why=told["why"],
        since=guest.since,
        until=guest.until,
        ended_at=guest.ended_at,
        by_reporter=guest.by_reporter,
        reads=guest.reads,
        writes=guest.writes,
        has_name=guest.dropped_name is not None,
        party=pseudonym(party.role, party.number) if party else "",
        new=new,
    )


def may_give(staff: Staff, case: Case) -> tuple[Guest.Role, ...]:
    """As whom somebody of the desk can let in to this case: about a question for advice no witness and no subject, and
    without a key to the names only the one it is about.
    """
    barred = () if procedure_of(case).is_report else OF_REPORT
    free = (Role.SUBJECT,) if missing_to_tell_apart(staff, case) else OF_DESK
    return tuple(one for one in free if one not in barred)


def may_get_receipt(case: Case) -> list[tuple[UUID, str, str]]:
    """The people on record who can be given a receipt: id, role and pseudonym. Not the reporter, nor who has one.

    Nobody where only advice was asked.
    """
    if not procedure_of(case).is_report:
        return []
    have = Guest.objects.filter(living(), case=case, party__isnull=False).values("party")
    rows = Party.objects.filter(case=case, withdrawn_at=None).exclude(role=Party.Role.REPORTER)
    found = rows.exclude(id__in=have).order_by("role", "number")
    return [(one.id, one.role, pseudonym(one.role, one.number)) for one in found]


def guest_names(staff: Staff, case: Case) -> dict[UUID, str]:
    """The names that lie apart, by guest: asked as `queries.names` is, within the quarter of an hour after opening."""
    keys = open_chests(opened_holder(staff), case.id, [ChestKind.NAMES])
    if not keys:
        return {}
    rows = Guest.objects.filter(case=case, dropped_name__isnull=False)
    return {one.id: dropped_name(keys[ChestKind.NAMES], one) for one in rows}


def role_in_words(role: str) -> str:
    """The word for a guest's role, a message id."""
    return str(Role(role).label)


def guest_of(party_id: UUID) -> Guest | None:
    """The receipt that somebody on record has now, if they have one. Within a tenant scope."""
    return Guest.objects.filter(living(), party_id=party_id).first()


def put_on_their_page(staff: Staff, party_id: UUID, text: str) -> bool:
    """Give somebody on record what is for them, on their own page, and knock; whether they have one. Within a verb."""
    guest = guest_of(party_id)
    key = key_of(opened_holder(staff), guest.id) if guest else None
    if guest is None or key is None:
        return False
    say(staff, guest, key, body=text, from_guest=False)
    knock(guest.tenant_id, [guest.holder_alias])
    return True


def tell_contact(staff: Staff, party_id: UUID, name: str, reach: str) -> None:
    """Tell a subject on their own page who is there for them, and how they are reached. Within a verb."""
    # In the language of the notice, not in that of whoever presses the button.
    with translation.override("nl"):
        there = gettext(_THERE_FOR_YOU) % {"who": name}
    put_on_their_page(staff, party_id, f"{there}\n\n{reach}")


def _tell_who_is_there(staff: Staff, case: Case, keys: Mapping[str, ChestKey], party_id: UUID) -> None:
    """The same on a page that is new: whoever was named before it was there could be told nowhere."""
    there = ContactPerson.objects.filter(case=case, party_id=party_id, ended_at=None)
    row = there.exclude(agreed_at=None).first()
    who = colleagues_by_alias(case.tenant_id).get(row.holder_alias) if row else None
    if row and who and not who.left:
        tell_contact(staff, party_id, who.name, reach_of(keys, row))


def _tell_what_they_were_told(staff: Staff, case: Case, keys: Mapping[str, ChestKey], party_id: UUID) -> None:
    """The notice that a subject was given on paper, on a page that is new: there too they read what it is about. And what
    was written down of what they said, where it was laid before them on a page that they had before.
    """
    notice = SubjectNotice.objects.filter(case=case, party_id=party_id, given_at__isnull=False).first()
    words = notice_words(keys, notice) if notice else {}
    if notice is not None and notice.given_at and (told := words.get("told")):
        with translation.override("nl"):
            when = gettext(_TOLD_BEFORE) % {"day": date_format(local_day(notice.given_at), "j F Y")}
        put_on_their_page(staff, party_id, f"{when}\n\n{told}")
    if shown := words.get("shown"):
        put_on_their_page(staff, party_id, shown)


def knock_case(guest: Guest) -> None:
    """Knock at whoever is in the case of a guest."""
    knock(guest.tenant_id, accesses.to_knock(guest.case_id))
