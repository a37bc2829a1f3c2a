"""Protecting whoever reported, on the page of a case: their contact person, and how they say that it goes (C8)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django import forms
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from weerbaar.cases import check_ins, contact_persons
from weerbaar.cases.accesses import access_to, living, reporter_aliases
from weerbaar.cases.detriment import BURDEN_REVERSED, RATHER_NOT, TYPES, YES
from weerbaar.cases.guests import guests_of, own_keys
from weerbaar.cases.help_given import must_say_what, note_help
from weerbaar.cases.models import Access, CheckIn, ChestKind, Guest, Kind
from weerbaar.cases.queries import opened_holder
from weerbaar.cases.rules import LONGEST_REASON, Move
from weerbaar.database.scope import tenant_scope
from weerbaar.ground.errors import NotAllowedError, RefusedError
from weerbaar.intake.questions import EARLIER, EARLIER_KIND
from weerbaar.organisation.queries import colleagues_by_alias
from weerbaar.web.office.cases import words
from weerbaar.web.office.cases.case_act import act_on, case_of, not_yet, step_page
from weerbaar.web.office.cases.forms import TOO_LONG
from weerbaar.web.office.forms import PlainForm
from weerbaar.web.office.frame import address
from weerbaar.web.office.gate import unlocked

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from django.http import HttpResponse

    from weerbaar.cases.check_ins import CheckInView
    from weerbaar.cases.models import Case
    from weerbaar.cases.queries import CaseFile
    from weerbaar.organisation.queries import Colleague

REACH = gettext_noop(
    "Ik let erop dat je geen nadeel krijgt van je melding. Merk je iets, of maak je je zorgen? Dan bel je mij.\n\nJe bereikt "
    "mij op: "
)
"""What the contact person of a reporter proposes to say of themselves."""


class DoneForm(PlainForm):
    """What was done after a detriment."""

    reason = forms.CharField(
        label=gettext_lazy("Wat is er gedaan?"),
        help_text=gettext_lazy(
            "Wie sprak de melder, of wie dit overkwam? Wat is er afgesproken, en waarom is dat genoeg? Alleen wie een "
            "sleutel van deze zaak heeft, leest dit."
        ),
        widget=forms.Textarea({"rows": 4}),
        max_length=LONGEST_REASON,
        error_messages={
            "required": gettext_lazy("Schrijf op wat er gedaan is."),
            **TOO_LONG,
        },
    )


def _filled_in(reach: str) -> None:
    """Ask the rule of how somebody is reached beside the other fields, so that all that is wrong is told at once."""
    try:
        contact_persons.checked_reach(reach)
    except RefusedError as error:
        raise forms.ValidationError(_(error.sentence)) from None


class ContactForm(PlainForm):
    """Who, how they are reached, and why this one."""

    person = forms.ChoiceField(
        label=gettext_lazy("Wie wordt de contactpersoon?"),
        help_text=gettext_lazy(
            "Alleen wie een sleutel van deze zaak heeft. Staat je collega er niet bij? Geef dan eerst toegang."
        ),
        error_messages={
            "required": gettext_lazy("Kies een collega uit de lijst."),
            "invalid_choice": gettext_lazy("Kies een collega uit de lijst."),
        },
    )
    reach = forms.CharField(
        label=gettext_lazy("Wat doet deze persoon, en hoe is die te bereiken?"),
        help_text=gettext_lazy(
            "Schrijf er ook bij wanneer. Een eigen nummer is beter dan dat van de receptie."
        ),
        widget=forms.Textarea({"rows": 5}),
        max_length=LONGEST_REASON,
        validators=[_filled_in],
        error_messages={
            "required": gettext_lazy("Schrijf op hoe deze persoon te bereiken is."),
            **TOO_LONG,
        },
    )

    reason = forms.CharField(
        label=gettext_lazy("Waarom deze collega?"),
        help_text=gettext_lazy("Alleen wie een sleutel van deze zaak heeft, leest dit."),
        widget=forms.Textarea({"rows": 3}),
        max_length=LONGEST_REASON,
        error_messages={
            "required": gettext_lazy("Schrijf op waarom."),
            **TOO_LONG,
        },
    )

    def __init__(
        self,
        *args: Any,
        people: Iterable[Colleague],
        deciding: Collection[UUID] = (),
        handling: Collection[UUID] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", _("Kies een collega"))]
        choices += [
            (
                str(one.person_id),
                _in_list(one, decides=one.alias in deciding, handles=one.alias in handling),
            )
            for one in people
        ]
        self.fields["person"].choices = choices  # pyright: ignore[reportAttributeAccessIssue]


def _in_list(one: Colleague, *, decides: bool, handles: bool) -> str:
    """A colleague to choose, and that they began the inquiry or decide, or work on the case."""
    who = f"{one.name}, {one.function}"
    if decides:
        return _("%(who)s (begon het onderzoek of besluit)") % {"who": who}
    return _("%(who)s (werkt aan deze zaak)") % {"who": who} if handles else who


def on_case(request: Any, page: CaseFile) -> dict[str, Any]:
    """What the case page shows of it. Within a tenant scope."""
    case = page.case
    found = contact_persons.contact_for(page.keys, case.id, page.colleagues)
    asked = check_ins.by_alias(case.id)
    talk = page.keys[ChestKind.TALK]
    rows = [one for alias in reporter_aliases(case) for one in check_ins.views(talk, asked.pop(alias, []))]
    return {
        "contact": found,
        "contact_asked": asked_row(request, case),
        "contact_url": address(request, "case_contact", code=case.code),
        "was_there": contact_persons.had_a_contact(case.id),
        "check_ins": [asking_row(request, case, one) for one in rows if one.asked_at],
        "next": next((one.due_on for one in rows if not one.asked_at and not one.is_stopped), None),
        "has_stopped": any(one.is_stopped for one in rows),
        "complaint_url": _complaint_url(request, rows),
        "asks_us": any(one.asks_us for one in rows),
        "is_bad": any(one.answer and one.answer.is_bad for one in rows),
        "beside": _beside(request, page, asked),
        **_belongs(request, page),
    }


def asked_row(request: Any, case: Case, party_id: UUID | None = None) -> dict[str, Any] | None:
    """Who was asked to be there and gave no answer yet, or said no. Within a tenant scope."""
    people = colleagues_by_alias(case.tenant_id)
    found = contact_persons.asked_for(case.id, people, party_id=party_id)
    if found is None:
        return None
    is_me = found.who is not None and found.who.alias == request.staff.alias
    return {
        "who": found.who.name if found.who else _("een collega"),
        "at": found.at,
        "declined_at": found.declined_at,
        "answer_url": address(request, "case_be_contact", code=case.code, contact_id=found.id)
        if is_me and found.declined_at is None
        else "",
    }


def _complaint_url(request: Any, rows: Sequence[CheckInView]) -> str:
    """The complaint that the reporter made of it, for whoever has a key to that; for anybody else it is not there."""
    made = {one for row in rows for one in row.complaints}
    if not made:
        return ""
    own = Access.objects.filter(living(), holder_alias=request.staff.alias, case_id__in=made)
    found = own.order_by("case__received_at", "id").values_list("case__code", flat=True).last()
    return address(request, "case", code=found) if found else ""


def _beside(request: Any, page: CaseFile, asked: Mapping[UUID, Sequence[CheckIn]]) -> list[dict[str, Any]]:
    """The same of everybody with a receipt of their own who answered, each with the way to their page."""
    answered = [alias for alias, rows in asked.items() if any(one.answered_at for one in rows)]
    # What is offered to whoever it is about stands with them.
    which = Q(holder_alias__in=answered) & ~Q(role=Guest.Role.SUBJECT)
    there = guests_of(page.case, page.keys, which) if answered else ()
    keys, found = own_keys(opened_holder(request.staff), there), []
    for guest in there:
        if guest.id not in keys:
            continue
        rows = check_ins.views(keys[guest.id], asked[guest.alias])
        url = address(request, "case_guest", code=page.case.code, guest_id=guest.id)
        who = f"{words.guest_role(guest.role)} {guest.party}".strip()
        told = [asking_row(request, page.case, one) for one in rows if one.answer]
        found.append({"who": who, "rows": told, "url": url})
    return found


def asking_row(request: Any, case: Case, one: CheckInView) -> dict[str, Any]:
    """One question that was asked, with where it is said what was done as long as nobody said it."""
    done = address(request, "case_help_given", code=case.code, check_in_id=one.id) if one.asks_us else ""
    return check_in_row(one) | {"done_url": done, "is_care": one.about == CheckIn.About.CARE}


def check_in_row(one: CheckInView) -> dict[str, Any]:
    """One question that was asked, with its answer in words."""
    answer = one.answer
    if answer is None:
        waits = _("Nog geen antwoord") if one.waits else _("Geen antwoord")
        chip = (_("Wil dit niet meer horen"), "line", "x") if one.is_stopped else (waits, "line", "clock")
        return {"at": one.asked_at, "chip": chip, "types": [], "what": "", "wish": "", "is_answered": False}
    chip = (_("Niets gebeurd"), "ok", "circle-check")
    if one.about == CheckIn.About.CARE:
        wants = answer.said == YES
        chip = (
            (_("Wil hulp"), "warn", "heart-handshake") if wants else (_("Wil nu geen hulp"), "line", "clock")
        )
    elif answer.said == YES:
        chip = (_("Er is iets gebeurd"), "danger", "alert-triangle")
    elif answer.said == RATHER_NOT:
        chip = (_("Wil het nu niet zeggen"), "line", "eye-off")
    types = [_(TYPES[code]) for code in answer.types]
    told = {"what": answer.what, "wish": answer.wish, "is_answered": True}
    return {"at": one.answered_at, "chip": chip, "types": types, **told}


def _belongs(request: Any, page: CaseFile) -> dict[str, Any]:
    """What came before: of a complaint about detriment the report that it belongs to, and who has to prove what where the
    law says so; of a report the question that it was made of, where its reporter wanted that said.
    """
    earlier, kind = str(page.answers.get(EARLIER) or ""), page.answers.get(EARLIER_KIND)
    of_question = kind == Kind.ADVICE
    if not earlier or not (of_question or page.case.kind == Kind.DETRIMENT):
        return {"earlier": "", "earlier_url": "", "of_question": False, "reversed": ""}
    try:
        access_to(request.staff.alias, earlier)
        url = address(request, "case", code=earlier)
    except NotAllowedError:
        url = ""
    told = {"earlier": earlier, "earlier_url": url, "of_question": of_question}
    return told | {"reversed": _(BURDEN_REVERSED) if kind == Kind.WRONGDOING else ""}


@unlocked
def contact(request: Any, code: str) -> HttpResponse:
    """Name who is there for the reporter, or somebody else in their place."""
    case = case_of(request, code)
    with tenant_scope(request.tenant.id):
        people = contact_persons.may_be_contact(case)
    act = act_on(
        request,
        case,
        _("Noem een contactpersoon voor de melder"),
        _("Vraag deze collega"),
        [
            {
                "text": _("Je collega zegt zelf ja of nee. Noem je jezelf, dan zeg je meteen ja."),
                "sign": "user",
            },
            {
                "text": _(
                    "Na een ja ziet de melder de naam en wat je hieronder schrijft; je collega kan dat nog veranderen. Tot dan "
                    "ziet de melder alleen dat je iemand zoekt."
                ),
                "sign": "eye",
            },
            {
                "text": _("Deze collega let erop dat de melder geen nadeel krijgt, ook na de zaak."),
                "sign": "yes",
            },
            {"text": _("Meldt de melder nadeel? Dan hoort deze collega dat meteen."), "sign": "clock"},
            {"text": _("Was er al iemand? Die blijft het tot deze collega ja zegt."), "sign": "no"},
        ],
        icon="user",
        place="#bescherming",
        done=_("Gelukt: dit ligt vast."),
    )
    if not people:
        return not_yet(request, act, _("Niemand met een sleutel van deze zaak kan dit nu doen."))
    form = ContactForm(request.POST or None, initial={"reach": _(REACH)}, people=people)
    return step_page(
        request,
        case,
        act,
        form,
        (
            Move.TALK,
            lambda given: contact_persons.name_contact(
                request.staff,
                code=code,
                person_id=UUID(given["person"]),
                reach=given["reach"],
                reason=given["reason"],
            ),
        ),
    )


@unlocked
def help_given(request: Any, code: str, check_in_id: UUID) -> HttpResponse:
    """Say that what somebody asked for was done, and after a detriment what: until then it stands on everybody's first page."""
    case = case_of(request, code)
    with tenant_scope(request.tenant.id):
        says_what = must_say_what(case, check_in_id)
    act = act_on(
        request,
        case,
        _("Leg vast wat er gedaan is") if says_what else _("Zeg dat gedaan is wat deze persoon vroeg"),
        _("Dit is gedaan"),
        [
            {"text": _("Dit gaat weg bij Vandaag, ook bij je collega’s."), "sign": "yes"},
            {"text": _("In de tijdlijn staat wie dit zei, en wanneer."), "sign": "list"},
            {"text": _("Wat deze persoon schreef, blijft staan."), "sign": "eye"},
        ],
        place="#bescherming" if says_what else "",
        done=_("Gelukt: dit ligt vast."),
    )

    def perform(given: dict[str, Any]) -> None:
        note_help(request.staff, code=code, check_in_id=check_in_id, reason=given.get("reason", ""))

    # Of help there is no question: what is sent with that form may be empty.
    form = (DoneForm if says_what else forms.Form)(request.POST if request.method == "POST" else None)
    return step_page(request, case, act, form, (Move.TALK, perform))
