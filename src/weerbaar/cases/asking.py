"""Asking who decides: mayor, secretary, registrar, employers' committee (C20). One question, one paper, one answer.

In the same way a lawyer is asked for the legal check of a measure (C7), on a paper with that measure and no more.

They get no key to the case. Whoever must stay out of it is not asked, and what was asked of them before that was known
does not exist for them any more (promise 1).
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from django.utils import translation
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from weerbaar.audit.acts import about, act
from weerbaar.cases import measures, papers, rules
from weerbaar.cases.accesses import NOT_THERE, living, to_knock
from weerbaar.cases.acting import decide, enter, enter_to_work
from weerbaar.cases.cursors import page_by_day, page_by_moment
from weerbaar.cases.going_out import take
from weerbaar.cases.kept_out import kept_out_key, mark, marks_of, marks_of_cases
from weerbaar.cases.measure_rules import MEASURES
from weerbaar.cases.models import Access, Case, DecisionAsked, KeptOut, Secrecy
from weerbaar.cases.papers import Added, Answer, Paper
from weerbaar.cases.queries import opened_holder, procedure_of
from weerbaar.cases.routing import AUTHORITY_OF_ROLE
from weerbaar.cases.rules import check_decide_by, checked_text
from weerbaar.cases.who_decides import fit_to_be_asked, who_decides
from weerbaar.ground import clock
from weerbaar.ground.errors import NotAllowedError, RefusedError
from weerbaar.notify.actions import knock
from weerbaar.organisation.queries import colleagues_by_alias
from weerbaar.organisation.staff import DECIDING_ROLES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date, datetime

    from django.db.models import QuerySet

    from weerbaar.cases.who_decides import Decides
    from weerbaar.organisation.queries import Colleague
    from weerbaar.organisation.staff import Staff
    from weerbaar.vault.chests import ChestKey


class Whom:
    """With whom something is shared under secrecy, as it is kept on the paper."""

    COLLEGE = "college"
    COUNCIL = "council"
    COMMITTEE = "committee"
    KNOWN = (COLLEGE, COUNCIL, COMMITTEE)


@dataclass(frozen=True, slots=True)
class Question:
    """What a handler types: `answers` are pairs of an answer and what it does."""

    question: str = field(repr=False)
    facts: str = field(repr=False)
    answers: tuple[tuple[str, str], ...] = field(repr=False)
    hears: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class AboutMeasure:
    """A measure that is laid before who decides, with what a handler adds: `more` may be empty.

    Question, answers and the measure itself are put on the paper by the program, so that a yes is to that measure.
    """

    measure_id: UUID
    more: str = field(repr=False)
    hears: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class ToCheck:
    """A measure that a lawyer is asked to check on the law, with what a handler hands along: `more` may be empty."""

    measure_id: UUID
    more: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Kept:
    """Something that is, or was, under secrecy. By whom and why it was lifted stays empty where `lifted_by` put that on
    record without the paper.
    """

    id: UUID
    what: str = field(repr=False)
    whom: str
    why: str = field(repr=False)
    imposed_by: Colleague | None
    imposed_at: datetime
    lifted_by: Colleague | None
    lifted_at: datetime | None
    lifted_who: str = field(repr=False)
    lifted_why: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A paper as either side reads it. `choice` is the key of the answer, empty before. `is_check`: it asks for the legal
    check of a measure.
    """

    id: UUID
    code: str
    paper: Paper = field(repr=False)
    asked_of: Colleague | None
    asked_by: Colleague | None
    asked_at: datetime
    due_on: date
    answered_at: datetime | None
    withdrawn_at: datetime | None
    choice: str
    reason: str = field(repr=False)
    handed_back: str = field(repr=False)
    secrets: tuple[Kept, ...] = field(repr=False)
    reminded_on: date | None = None
    escalated_on: date | None = None
    is_check: bool = False

    @property
    def is_open(self) -> bool:
        return self.answered_at is None and self.withdrawn_at is None

    @property
    def under_secrecy(self) -> tuple[Kept, ...]:
        """What may not be told now."""
        return tuple(one for one in self.secrets if one.lifted_at is None)


@dataclass(frozen=True, slots=True)
class ToDecide:
    """A line of the list of who is asked: facts only."""

    id: UUID
    code: str
    kind: str
    asked_by: UUID
    due_on: date
    answered_at: datetime | None
    is_check: bool


@dataclass(frozen=True, slots=True)
class ToDecidePage:
    """One page of the list of who decides, and the cursor of the next one. `count` is of all pages of what waits."""

    rows: tuple[ToDecide, ...]
    next_cursor: str
    count: int = 0


# --- whom to ask ---


def may_be_asked(staff: Staff, case: Case, measure_id: UUID | None = None) -> list[Colleague]:
    """Who may be asked to decide about this case, in the order in which the procedure goes past them.

    Nobody who must stay out, who reads the case, whose office it is about, or whose key nobody vouched for; the page
    cannot tell which of these. About a measure not who proposed or checked it, and where the employer of its subject is
    known, only that employer.
    """
    party_id = measures.whose_employer(case, measure_id) if measure_id else None
    had_a_hand = measures.who_had_a_hand(case, measure_id) if measure_id else set[UUID]()
    decided = who_decides(staff, case)
    order = _order(case, decided, party_id)
    fit = fit_to_be_asked(
        staff,
        case,
        colleagues_by_alias(staff.tenant_id),
        roles=order,
        decided=decided,
        had_a_hand=had_a_hand,
    )
    return sorted(fit, key=lambda one: (min(order[role] for role in one.roles if role in order), one.name))


def may_be_asked_to_check(staff: Staff, case: Case, measure_id: UUID) -> list[Colleague]:
    """The lawyers who may be asked for the legal check of a measure, by name.

    Nobody who proposed it, must stay out, reads the case, whose office it is about, or whose key nobody vouched for; the
    page cannot tell which of these.
    """
    proposer = measures.proposer_of(case, measure_id)
    return [one for one in measures.lawyers_to_ask(staff, case) if one.alias != proposer]


def _order(case: Case, decided: Iterable[Decides], party_id: UUID | None) -> dict[str, int]:
    """The roles that may be asked, each with its place: first by the employers of the subjects, then by the procedure."""
    routes = {one.party_id: one.route for one in decided if one.route}
    only = routes.get(party_id) if party_id else None
    first = [only] if only else list(routes.values())
    named = [who for one in first for who in (one.next, *one.then) if who]
    if only is None:
        named += [who for line in procedure_of(case).deciders.values() for who in line]
    roles = [role for who in named for role, authority in AUTHORITY_OF_ROLE.items() if authority is who]
    if only is None:
        roles += [str(role) for role in sorted(DECIDING_ROLES)]
    return {role: place for place, role in reversed(list(enumerate(roles)))}


# --- the desk's side ---


@act("case.ask_decision")
def ask_decision(
    staff: Staff,
    *,
    code: str,
    asked_id: UUID,
    person_id: UUID,
    question: Question | AboutMeasure,
    due_on: date,
) -> None:
    """Lay one question before somebody who decides. About a measure the two answers are yes and no.

    `asked_id` was drawn with the form: a second click is refused. Raises RefusedError.
    """
    case, _keys = enter_to_work(staff, code)
    if DecisionAsked.objects.filter(id=asked_id).exists():
        raise RefusedError(_("Deze vraag is al gesteld."))
    if isinstance(question, AboutMeasure):
        _check_not_asked(staff, case, question.measure_id)
        paper = _on_measure(staff, case, question)
    else:
        paper = _checked(question)
    _lay_before(staff, case, paper, asked_id=asked_id, person_id=person_id, due_on=due_on)


@act("case.ask_check")
def ask_check(
    staff: Staff, *, code: str, asked_id: UUID, person_id: UUID, given: ToCheck, due_on: date
) -> None:
    """Ask a lawyer for the legal check of a measure, on a paper with that measure alone: they get no key to the case.

    `asked_id` was drawn with the form: a second click is refused. Raises RefusedError.
    """
    case, _keys = enter_to_work(staff, code)
    if DecisionAsked.objects.filter(id=asked_id).exists():
        raise RefusedError(_("Deze vraag is al gesteld."))
    measures.check_may_ask_check(staff, case, given.measure_id)
    paper = _to_check(staff, case, given)
    _lay_before(staff, case, paper, asked_id=asked_id, person_id=person_id, due_on=due_on, is_check=True)


@act("case.tell_more")
def tell_more(staff: Staff, *, code: str, asked_id: UUID, text: str) -> None:
    """Add to a paper what the one who decides needs, asked for or not."""
    case, _keys = enter(staff, code)
    asked, key = _of_case(staff, case, asked_id)
    _check_open(asked)
    _check_not_out(staff, asked)
    asked.news_at = None
    _add(asked, key, text, by_decider=False)
    about(case.id, object_id=asked.asked_of, reason=bytes(asked.sealed_question))
    knock(case.tenant_id, [asked.asked_of])


@act("case.withdraw_question")
def withdraw_question(staff: Staff, *, code: str, asked_id: UUID, reason: str) -> None:
    """Withdraw a question that was not answered: whoever was asked cannot open the paper any more."""
    case, keys = enter(staff, code)
    asked, _key = _of_case(staff, case, asked_id)
    _check_open(asked)
    decide(staff, case, keys, "case.withdraw_question", reason=reason, whom=asked.asked_of)
    _end(asked)


@act("case.ask_another")
def ask_another(
    staff: Staff, *, code: str, asked_id: UUID, new_id: UUID, person_id: UUID, due_on: date
) -> None:
    """Lay the same paper before somebody else, after it was given back or withdrawn. It gets a chest of its own."""
    case, _keys = enter_to_work(staff, code)
    old, key = _of_case(staff, case, asked_id)
    if old.withdrawn_at is None:
        raise RefusedError(_("Deze vraag ligt nog bij iemand, of is al beantwoord."))
    if DecisionAsked.objects.filter(id=new_id).exists():
        raise RefusedError(_("Deze vraag is al gesteld."))
    paper = papers.paper_of(key, old)
    if old.is_check:
        measures.check_may_ask_check(staff, case, UUID(paper.measure))
    elif paper.measure:
        _check_not_asked(staff, case, UUID(paper.measure))
    _lay_before(
        staff, case, paper, asked_id=new_id, person_id=person_id, due_on=due_on, is_check=old.is_check
    )


def sheets(staff: Staff, case: Case, colleagues: Mapping[UUID, Colleague] | None = None) -> list[Sheet]:
    """Every paper of a case that the asker has a key to, newest first."""
    keys = papers.keys_to_papers(opened_holder(staff), case)
    rows = DecisionAsked.objects.filter(id__in=list(keys)).select_related("case").order_by("-asked_at", "id")
    colleagues = colleagues or colleagues_by_alias(staff.tenant_id)
    secrets: dict[UUID, list[Secrecy]] = {asked_id: [] for asked_id in keys}
    for one in Secrecy.objects.filter(asked__in=list(keys)).order_by("imposed_at", "id"):
        secrets[one.asked_id].append(one)
    return [_sheet(one, keys[one.id], colleagues, secrets[one.id]) for one in rows]


def sheet_of_case(staff: Staff, case: Case, asked_id: UUID) -> Sheet:
    """One paper, for who handles the case. Raises NotAllowedError."""
    found = next((one for one in sheets(staff, case) if one.id == asked_id), None)
    if found is None:
        raise NotAllowedError(NOT_THERE)
    return found


def open_question_about(staff: Staff, case: Case, measure_id: UUID) -> Sheet | None:
    """The question to decide about a measure that waits for an answer, if any."""
    about_it = [one for one in sheets(staff, case) if one.paper.measure == str(measure_id)]
    return next((one for one in about_it if one.is_open and not one.is_check), None)


def may_get(staff: Staff, case: Case, paper: Paper, *, is_check: bool) -> list[Colleague]:
    """Before whom a paper may be laid."""
    if is_check:
        return may_be_asked_to_check(staff, case, UUID(paper.measure))
    return may_be_asked(staff, case, UUID(paper.measure) if paper.measure else None)


def _lay_before(
    staff: Staff,
    case: Case,
    paper: Paper,
    *,
    asked_id: UUID,
    person_id: UUID,
    due_on: date,
    is_check: bool = False,
) -> None:
    check_decide_by(due_on, clock.today())
    people = may_get(staff, case, paper, is_check=is_check)
    decider = next((one for one in people if one.person_id == person_id), None)
    if decider is None:
        raise RefusedError(_("Kies iemand uit de lijst."), field="person")
    asked = DecisionAsked(id=asked_id, tenant_id=case.tenant_id, case=case, is_check=is_check)
    asked.asked_of, asked.asked_by = decider.alias, staff.alias
    asked.asked_at, asked.due_on = clock.now(), due_on
    key = papers.make_chest(case, asked)
    papers.seal_paper(key, asked, paper)
    asked.save(force_insert=True)
    if not is_check:
        _bring_secrecy(staff, case, asked, key)
    # Who gave it back waits no longer for somebody to choose another.
    DecisionAsked.objects.filter(case=case, is_check=is_check, withdrawn_at__isnull=False).update(
        news_at=None
    )
    about(case.id, object_id=decider.alias, reason=bytes(asked.sealed_question))
    knock(case.tenant_id, [decider.alias])


def _bring_secrecy(staff: Staff, case: Case, asked: DecisionAsked, key: ChestKey) -> None:
    """Secrecy belongs to the case: what is in force on a question that nobody holds any more goes to who is asked now.

    They read it, and can lift it. Sealed anew in the chest of the new question.
    """
    in_force = Secrecy.objects.select_for_update(of=("self",)).filter(
        asked__case=case, asked__withdrawn_at__isnull=False, lifted_at=None
    )
    for row in in_force.order_by("imposed_at", "id"):
        old = papers.key_to(opened_holder(staff), row.asked_id)
        if old is not None:
            content = papers.secrecy_of(old, row)
            row.asked = asked
            papers.seal_secrecy(key, row, content)
            row.save(update_fields=["asked", "sealed_text"])


def _check_not_asked(staff: Staff, case: Case, measure_id: UUID) -> None:
    measures.check_may_ask(staff, case, measure_id)
    if open_question_about(staff, case, measure_id):
        raise RefusedError(_("Deze maatregel ligt al voor. Wacht op het antwoord, of trek de vraag in."))


@translation.override("nl")
def _on_measure(staff: Staff, case: Case, given: AboutMeasure) -> Paper:
    """The paper about a measure: nobody types what it is or what yes does, so nobody can make it say something else.

    In Dutch, whoever asks: it is sealed as it is, for who may read another language.
    """
    laid = measures.laid(staff, case, given.measure_id)
    towards = laid.towards or gettext("de organisatie")
    question = gettext("Besluit je tot deze maatregel voor %(who)s: %(what)s?")
    return Paper(
        question=question % {"who": towards, "what": gettext(MEASURES[laid.code].label).lower()},
        facts=rules.text_if_any(given.more, field="more"),
        answers=(
            Answer(
                papers.YES,
                gettext("Ja, deze maatregel gaat door"),
                gettext("De maatregel staat vast. De behandelaar legt dat vast en laat hem uitvoeren."),
            ),
            Answer(
                papers.NO,
                gettext("Nee, deze maatregel gaat niet door"),
                gettext("De maatregel gaat niet door."),
            ),
        ),
        hears=checked_text(given.hears, field="hears", longest=rules.LONGEST_REASON),
        measure=str(given.measure_id),
        laid=laid,
    )


@translation.override("nl")
def _to_check(staff: Staff, case: Case, given: ToCheck) -> Paper:
    """The paper for the legal check: of the case it holds this measure, and what the handler hands along. In Dutch, like
    the paper for who decides.
    """
    laid = measures.laid(staff, case, given.measure_id)
    towards = laid.towards or gettext("de organisatie")
    question = gettext("Mag deze maatregel zo voor %(who)s: %(what)s?")
    return Paper(
        question=question % {"who": towards, "what": gettext(MEASURES[laid.code].label).lower()},
        facts=rules.text_if_any(given.more, field="more"),
        answers=(
            Answer(
                papers.YES, gettext("Ja, zo kan het"), gettext("De maatregel kan naar wie erover besluit.")
            ),
            Answer(papers.NO, gettext("Nee, zo kan het niet"), gettext("De maatregel gaat zo niet door.")),
        ),
        hears=gettext("De behandelaars van deze zaak, en daarna wie over de maatregel besluit."),
        measure=str(given.measure_id),
        laid=laid,
    )


def _checked(given: Question) -> Paper:
    longest = rules.LONGEST_REASON
    pairs = [(label, does) for label, does in given.answers if label.strip() or does.strip()]
    if len(pairs) < rules.FEWEST_ANSWERS:
        raise RefusedError(_("Noem ten minste twee antwoorden, en wat elk antwoord doet."), field="label_1")
    return Paper(
        question=checked_text(given.question, field="question", longest=longest),
        facts=checked_text(given.facts, field="facts"),
        answers=tuple(
            Answer(
                str(number),
                checked_text(label, field=f"label_{number}", longest=longest),
                checked_text(does, field=f"does_{number}", longest=longest),
            )
            for number, (label, does) in enumerate(pairs, start=1)
        ),
        hears=checked_text(given.hears, field="hears", longest=longest),
    )


def _of_case(staff: Staff, case: Case, asked_id: UUID) -> tuple[DecisionAsked, ChestKey]:
    asked = DecisionAsked.objects.select_for_update().filter(id=asked_id, case=case).first()
    key = papers.key_to(opened_holder(staff), asked_id)
    if asked is None or key is None:
        raise NotAllowedError(NOT_THERE)
    return asked, key


# --- the side of who decides ---


def waiting(staff: Staff, *, after: str = "") -> ToDecidePage:
    """A page of what waits for somebody who decides, by day, with how much waits on all its pages."""
    rows = _waiting(staff)
    page, cursor = page_by_day(rows.select_related("case"), "due_on", after)
    return ToDecidePage(tuple(_to_decide(one) for one in page), cursor, rows.count())


def waiting_count(staff: Staff) -> int:
    """How many questions wait for somebody: all that the pages of `waiting` hold."""
    return _waiting(staff).count()


def answered(staff: Staff, *, after: str = "") -> ToDecidePage:
    """A page of what somebody decided, the last one first."""
    rows = _of(staff, DecisionAsked.objects.filter(answered_at__isnull=False)).select_related("case")
    page, cursor = page_by_moment(rows, "answered_at", after, newest_first=True)
    return ToDecidePage(tuple(_to_decide(one) for one in page), cursor)


@dataclass(frozen=True, slots=True)
class HiddenPage:
    """One page of the questions on which something is under secrecy, each with how much; and the cursor of the next."""

    rows: tuple[tuple[ToDecide, int], ...]
    next_cursor: str


def under_secrecy(staff: Staff, *, after: str = "") -> HiddenPage:
    """A page of the questions of somebody on which something is under secrecy now, by day."""
    hidden = Secrecy.objects.filter(lifted_at=None, asked__asked_of=staff.alias)
    rows = _of(staff, DecisionAsked.objects.filter(id__in=hidden.values("asked")))
    page, cursor = page_by_day(rows.select_related("case"), "due_on", after)
    counts = Counter(hidden.filter(asked__in=page).values_list("asked_id", flat=True))
    return HiddenPage(tuple((_to_decide(one), counts[one.id]) for one in page), cursor)


@dataclass(frozen=True, slots=True)
class Imposed:
    """Secrecy that somebody imposed on a question that does not lie before them any more: facts only, not on what."""

    id: UUID
    code: str
    at: datetime


@dataclass(frozen=True, slots=True)
class ImposedPage:
    """One page of what somebody imposed, and the cursor of the next one."""

    rows: tuple[Imposed, ...]
    next_cursor: str


def may_be_lifted(staff: Staff, *, after: str = "") -> ImposedPage:
    """A page of the secrecy in force that somebody imposed, where its question does not lie before them now; the oldest
    first.
    """
    page, cursor = page_by_moment(_may_lift(staff), "imposed_at", after)
    return ImposedPage(tuple(_imposed(one) for one in page), cursor)


def one_to_lift(staff: Staff, secrecy_id: UUID) -> Imposed:
    """One of these. Raises NotAllowedError where there is none."""
    row = _may_lift(staff).filter(id=secrecy_id).first()
    if row is None:
        raise NotAllowedError(NOT_THERE)
    return _imposed(row)


def _may_lift(staff: Staff) -> QuerySet[Secrecy]:
    rows = _imposed_by(staff, Secrecy.objects.filter(lifted_at=None))
    return rows.exclude(asked__asked_of=staff.alias, asked__withdrawn_at=None).select_related("asked__case")


def _imposed(one: Secrecy) -> Imposed:
    return Imposed(one.id, one.asked.case.code, one.imposed_at)


def _imposed_by(staff: Staff, rows: QuerySet[Secrecy]) -> QuerySet[Secrecy]:
    """Of this secrecy what somebody imposed who still decides and need not stay out of the case. For nobody else it is
    there, whoever stands above them either: they were not asked.
    """
    if not staff.decides:
        return rows.none()
    rows = rows.filter(imposed_by=staff.alias)
    cases = set(rows.order_by().values_list("asked__case_id", flat=True))
    return rows.filter(asked__case__in=_not_kept_out(staff, cases))


def _waiting(staff: Staff) -> QuerySet[DecisionAsked]:
    return _of(staff, DecisionAsked.objects.filter(answered_at=None))


def _of(staff: Staff, rows: QuerySet[DecisionAsked]) -> QuerySet[DecisionAsked]:
    """Of these questions those that are there for somebody: asked of them in a role that they still have, not withdrawn,
    and not about a case that they must stay out of, since before or after they were asked. Every list, count and paper of
    theirs goes through here.
    """
    kinds = [is_check for is_check, may in ((False, staff.decides), (True, staff.checks)) if may]
    rows = rows.filter(asked_of=staff.alias, withdrawn_at=None, is_check__in=kinds)
    return rows.filter(case__in=_not_kept_out(staff, set(rows.order_by().values_list("case_id", flat=True))))


def _not_kept_out(staff: Staff, cases: set[UUID]) -> list[UUID]:
    """Of these cases those that somebody need not stay out of."""
    if not cases:
        return []
    people = colleagues_by_alias(staff.tenant_id)
    marks = marks_of_cases(cases, people.values())
    return [one for one in cases if not marks[one].keep_out(people[staff.alias])]


def _to_decide(one: DecisionAsked) -> ToDecide:
    return ToDecide(
        id=one.id,
        code=one.case.code,
        kind=one.case.kind,
        asked_by=one.asked_by,
        due_on=one.due_on,
        answered_at=one.answered_at,
        is_check=one.is_check,
    )


@act("decision.read")
def read_paper(staff: Staff, *, asked_id: UUID) -> Sheet:
    """Read a paper that one was asked to decide on: the line is written before anything is shown."""
    asked, key = _mine(staff, asked_id)
    secrets = Secrecy.objects.filter(asked=asked).order_by("imposed_at", "id")
    return _sheet(asked, key, colleagues_by_alias(staff.tenant_id), secrets)


@act("decision.answer")
def answer(staff: Staff, *, asked_id: UUID, choice: str, reason: str) -> None:
    """Decide, with a reason. It cannot be changed; the case's handlers read it at once.

    Whoever has access to the case does not decide in it: raises RefusedError.
    """
    asked, key = _mine(staff, asked_id, lock=True)
    _check_purpose(asked, is_check=False)
    _check_open(asked)
    rules.check_may_answer(asked.case.stage)
    if Access.objects.filter(living(), case=asked.case, holder_alias=staff.alias).exists():
        raise RefusedError(
            _(
                "Jij leest deze zaak. Wie meeleest, besluit niet. Vraag de behandelaar om een ander te laten besluiten."
            )
        )
    if not papers.paper_of(key, asked).label(choice):
        raise RefusedError(_("Maak een keuze."), field="choice")
    reason = checked_text(reason, field="reason", longest=rules.LONGEST_REASON)
    blob = papers.seal_answer(key, asked, {"choice": choice, "reason": reason})
    asked.answered_at = asked.news_at = clock.now()
    asked.save(update_fields=["sealed_answer", "answered_at", "news_at"])
    about(asked.case_id, object_id=asked.id, reason=blob)
    _knock_desk(asked)


@act("decision.check")
def check(staff: Staff, *, asked_id: UUID, choice: str, reason: str) -> None:
    """Check a measure on the law, on its own paper, with a reason. It cannot be changed; the handlers read it at once.

    Raises RefusedError for who proposed the measure, and where it was checked or dropped since.
    """
    asked, key = _mine(staff, asked_id, lock=True)
    _check_purpose(asked, is_check=True)
    _check_open(asked)
    rules.check_may_answer(asked.case.stage)
    paper = papers.paper_of(key, asked)
    if not paper.label(choice):
        raise RefusedError(_("Maak een keuze."), field="choice")
    reason = checked_text(reason, field="reason", longest=rules.LONGEST_REASON)
    measures.record_check(staff, asked.case, UUID(paper.measure))
    blob = papers.seal_answer(key, asked, {"choice": choice, "reason": reason})
    # The measure itself is what is new to the desk now; what was asked back on its paper waits no longer.
    asked.answered_at, asked.news_at = clock.now(), None
    asked.save(update_fields=["sealed_answer", "answered_at", "news_at"])
    about(asked.case_id, object_id=asked.id, reason=blob)
    _knock_desk(asked)


@act("decision.ask_more")
def ask_more(staff: Staff, *, asked_id: UUID, text: str) -> None:
    """Ask something back before deciding. The question stays open, and so does its day."""
    asked, key = _mine(staff, asked_id, lock=True)
    _check_open(asked)
    asked.news_at = clock.now()
    _add(asked, key, text, by_decider=True)
    about(asked.case_id, object_id=asked.id, reason=bytes(asked.sealed_question))
    _knock_desk(asked)


@act("decision.hand_back")
def hand_back(staff: Staff, *, asked_id: UUID, reason: str) -> None:
    """Give a question back because of an interest in it. Like whoever recuses themself, they stay out for good.

    Every other question of the same case that lies before them is withdrawn with it.
    """
    asked, key = _mine(staff, asked_id, lock=True)
    _check_open(asked)
    reason = checked_text(reason, field="reason", longest=rules.LONGEST_REASON)
    blob = papers.seal_answer(key, asked, {"handed_back": reason})
    about(asked.case_id, object_id=asked.id, reason=blob)
    asked.save(update_fields=["sealed_answer"])
    _end(asked, is_news=True)
    mark(asked.case, [kept_out_key(asked.case_id, staff.person_id)], KeptOut.Origin.RECUSED)
    take(asked.case, staff.alias)
    _knock_desk(asked)


@act("decision.impose_secrecy")
def impose_secrecy(staff: Staff, *, asked_id: UUID, what: str, whom: str, why: str) -> None:
    """Put on record that something is shared with college, council or a committee under secrecy, and why."""
    asked, key = _mine(staff, asked_id, lock=True)
    _check_purpose(asked, is_check=False)
    if whom not in Whom.KNOWN:
        raise RefusedError(_("Maak een keuze."), field="whom")
    row = Secrecy(id=uuid4(), tenant_id=asked.tenant_id, asked=asked, imposed_by=staff.alias)
    row.imposed_at = clock.now()
    content = {
        "what": checked_text(what, field="what", longest=rules.LONGEST_REASON),
        "whom": whom,
        "why": checked_text(why, field="why", longest=rules.LONGEST_REASON),
    }
    blob = papers.seal_secrecy(key, row, content)
    row.save(force_insert=True)
    about(asked.case_id, object_id=row.id, reason=blob)
    _knock_desk(asked)


@act("decision.lift_secrecy")
def lift_secrecy(staff: Staff, *, asked_id: UUID, secrecy_id: UUID, who: str, why: str) -> None:
    """Put on record that secrecy was lifted, by whom and why."""
    asked, key = _mine(staff, asked_id, lock=True)
    row = Secrecy.objects.select_for_update().filter(id=secrecy_id, asked=asked).first()
    if row is None:
        raise NotAllowedError(NOT_THERE)
    _check_in_force(row)
    content = papers.secrecy_of(key, row) | {
        "lifted_who": checked_text(who, field="who", longest=rules.LONGEST_REASON),
        "lifted_why": checked_text(why, field="why", longest=rules.LONGEST_REASON),
    }
    blob = papers.seal_secrecy(key, row, content)
    row.lifted_by, row.lifted_at = staff.alias, clock.now()
    row.save(update_fields=["sealed_text", "lifted_by", "lifted_at"])
    about(asked.case_id, object_id=row.id, reason=blob)
    _knock_desk(asked)


@act("decision.lift_imposed")
def lift_imposed(staff: Staff, *, secrecy_id: UUID) -> None:
    """Put on record that secrecy was lifted, as who imposed it, where its question does not lie before them any more.

    Nothing is written with it: they have no key to the paper, and nobody else's would keep the text within the case.
    Raises NotAllowedError for anybody else, and where there is none.
    """
    opened_holder(staff)
    rows = Secrecy.objects.filter(id=secrecy_id)
    # The case before what hangs on it, as every verb of the desk does.
    Case.objects.select_for_update().filter(id__in=rows.values("asked__case")).first()
    found = _imposed_by(staff, rows).select_related("asked__case")
    row = found.select_for_update(of=("self",)).first()
    if row is None:
        raise NotAllowedError(NOT_THERE)
    about(row.asked.case_id, object_id=row.id)
    _check_in_force(row)
    row.lifted_by, row.lifted_at = staff.alias, clock.now()
    row.save(update_fields=["lifted_by", "lifted_at"])
    _knock_desk(row.asked)


def _check_in_force(row: Secrecy) -> None:
    if row.lifted_at is not None:
        raise RefusedError(_("Deze geheimhouding is al opgeheven."))


def _mine(staff: Staff, asked_id: UUID, *, lock: bool = False) -> tuple[DecisionAsked, ChestKey]:
    """A question that was asked of this person, and the key to its paper.

    The same answer for one that does not exist, was asked of somebody else, was withdrawn, or is about a case that
    they must stay out of since. Raises NotAllowedError.
    """
    holder = opened_holder(staff)
    rows = DecisionAsked.objects.select_related("case").filter(id=asked_id)
    if lock:
        # The case before the question, as every verb of the desk does: two that wait for each other are both lost.
        Case.objects.select_for_update().filter(
            id__in=rows.filter(asked_of=staff.alias).values("case")
        ).first()
    rows = _of(staff, rows)
    asked = (rows.select_for_update(of=("self",)) if lock else rows).first()
    key = papers.key_to(holder, asked_id) if asked else None
    if asked is None or key is None:
        raise NotAllowedError(NOT_THERE)
    about(asked.case_id, object_id=asked.id)
    return asked, key


# --- shared ---


def _check_purpose(asked: DecisionAsked, *, is_check: bool) -> None:
    """What is done with one kind of paper is not there for the other."""
    if asked.is_check is not is_check:
        raise NotAllowedError(NOT_THERE)


def _check_open(asked: DecisionAsked) -> None:
    if asked.answered_at is not None:
        raise RefusedError(
            _("Deze maatregel is al getoetst.") if asked.is_check else _("Hierover is al besloten.")
        )
    if asked.withdrawn_at is not None:
        raise RefusedError(_("Deze vraag ligt niet meer voor."))


def _check_not_out(staff: Staff, asked: DecisionAsked) -> None:
    """Refuse what would reach somebody who must stay out since they were asked."""
    people = colleagues_by_alias(staff.tenant_id)
    one = people.get(asked.asked_of)
    if one is None or one.left or marks_of(asked.case_id, people.values()).keep_out(one):
        raise RefusedError(_("Deze vraag ligt niet meer voor."))


def _add(asked: DecisionAsked, key: ChestKey, text: str, *, by_decider: bool) -> None:
    paper = papers.paper_of(key, asked)
    more = Added(
        by_decider, checked_text(text, field="text", longest=rules.LONGEST_REASON), clock.now().isoformat()
    )
    papers.seal_paper(key, asked, replace(paper, added=(*paper.added, more)))
    asked.save(update_fields=["sealed_question", "news_at"])


def _end(asked: DecisionAsked, *, is_news: bool = False) -> None:
    asked.withdrawn_at = clock.now()
    asked.news_at = asked.withdrawn_at if is_news else None
    asked.save(update_fields=["withdrawn_at", "news_at"])
    papers.take_key(asked)


def _knock_desk(asked: DecisionAsked) -> None:
    knock(asked.tenant_id, to_knock(asked.case_id))


def _sheet(
    asked: DecisionAsked, key: ChestKey, colleagues: Mapping[UUID, Colleague], secrets: Iterable[Secrecy]
) -> Sheet:
    answered = papers.answer_of(key, asked)
    return Sheet(
        id=asked.id,
        code=asked.case.code,
        paper=papers.paper_of(key, asked),
        asked_of=colleagues.get(asked.asked_of),
        asked_by=colleagues.get(asked.asked_by),
        asked_at=asked.asked_at,
        due_on=asked.due_on,
        answered_at=asked.answered_at,
        withdrawn_at=asked.withdrawn_at,
        choice=answered.get("choice", ""),
        reason=answered.get("reason", ""),
        handed_back=answered.get("handed_back", ""),
        secrets=tuple(_kept(one, key, colleagues) for one in secrets),
        reminded_on=asked.reminded_on,
        escalated_on=asked.escalated_on,
        is_check=asked.is_check,
    )


def _kept(row: Secrecy, key: ChestKey, colleagues: Mapping[UUID, Colleague]) -> Kept:
    held = papers.secrecy_of(key, row)
    return Kept(
        id=row.id,
        what=held["what"],
        whom=held["whom"],
        why=held["why"],
        imposed_by=colleagues.get(row.imposed_by),
        imposed_at=row.imposed_at,
        lifted_by=colleagues.get(row.lifted_by) if row.lifted_by else None,
        lifted_at=row.lifted_at,
        lifted_who=held.get("lifted_who", ""),
        lifted_why=held.get("lifted_why", ""),
    )
