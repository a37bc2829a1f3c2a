"""What whoever is accused gets, on the pages of the desk (C18): a contact person, the letter at the end, their good name."""

from __future__ import annotations

from dataclasses import replace
from hashlib import sha256
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django import forms
from django.db.models import Q
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop
from django.views.decorators.http import require_safe

from weerbaar.cases import check_ins, closing_letters, contact_persons, queries, rehabilitating, subjects
from weerbaar.cases.guests import guest_of, guests_of, own_keys
from weerbaar.cases.models import Guest, OutcomeCode, Rehabilitation
from weerbaar.cases.queries import opened_holder
from weerbaar.cases.rules import LONGEST_REASON, LONGEST_TEXT, Move, pseudonym
from weerbaar.database.scope import tenant_scope
from weerbaar.ground import clock
from weerbaar.ground.errors import NotAllowedError
from weerbaar.web.design import dates
from weerbaar.web.design.fields import Choices, DayField
from weerbaar.web.office.act_page import keep
from weerbaar.web.office.cases import giveaways
from weerbaar.web.office.cases.case_act import about_a_report, act_on, case_of, not_yet, step_page
from weerbaar.web.office.cases.forms import PICK, TOO_LONG, ReasonForm
from weerbaar.web.office.cases.protecting import ContactForm, asked_row, asking_row
from weerbaar.web.office.forms import PlainForm
from weerbaar.web.office.frame import address
from weerbaar.web.office.gate import unlocked
from weerbaar.web.office.leaving import GOES_TO

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import HttpResponse

    from weerbaar.cases.models import Case
    from weerbaar.cases.rehabilitating import RehabilitationView
    from weerbaar.cases.subjects import Telling
    from weerbaar.organisation.queries import Colleague
    from weerbaar.vault.chests import ChestKey
    from weerbaar.web.office.act_page import Act

_PLACE = "#betrokkenen"
_DONE = gettext_noop("Gelukt: dit ligt vast.")
_NOT_BESIDE = gettext_noop(
    "Wie het onderzoek begon of besluit, staat niet los van de zaak. Bij die naam staat dat. Kies liever iemand anders."
)
_NOT_INDEPENDENT = gettext_noop(
    "Wie aan deze zaak werkt, staat niet los van de zaak. Voor deze persoon is dat niet eerlijk. Kies liever iemand anders."
)


class LetterForm(PlainForm):
    """What came out for this person, and the letter. `read` says which letter was read before it is given."""

    outcome = forms.ChoiceField(
        label=gettext_lazy("Wat kwam eruit, voor deze persoon?"),
        choices=[],
        widget=Choices(),
        error_messages=PICK,
    )
    text = forms.CharField(
        label=gettext_lazy("De brief"),
        help_text=gettext_lazy(
            "Schrijf op wat wel en wat niet is vastgesteld. Noem niemand anders, en gebruik geen woorden van de melder."
        ),
        widget=forms.Textarea({"rows": 22}),
        max_length=LONGEST_TEXT,
        error_messages={"required": gettext_lazy("Schrijf de brief."), **TOO_LONG},
    )
    read = forms.CharField(required=False, widget=forms.HiddenInput())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["outcome"].choices = [  # pyright: ignore[reportAttributeAccessIssue]
            (value, _(label)) for value, label in OutcomeCode.choices
        ]

    def mark(self) -> str:
        """Of a sound form: which outcome and letter these are, however a browser breaks their lines."""
        told = " ".join([self.cleaned_data["outcome"], *self.cleaned_data["text"].split()])
        return sha256(told.encode()).hexdigest()

    def was_read(self) -> bool:
        """Whether this very letter was shown as the subject gets it."""
        return self.cleaned_data["read"] == self.mark()


class RehabilitationForm(PlainForm):
    """The words, and who hears them."""

    words = forms.CharField(
        label=gettext_lazy("Welke woorden stel je voor?"),
        help_text=gettext_lazy(
            "Schrijf het zoals anderen het horen, zonder schuilnaam. Bijvoorbeeld: er was een melding over onze collega van "
            "Vergunningen. Er is niets vastgesteld."
        ),
        widget=forms.Textarea({"rows": 4}),
        max_length=LONGEST_REASON,
        error_messages={"required": gettext_lazy("Schrijf de woorden op."), **TOO_LONG},
    )
    whom = forms.CharField(
        label=gettext_lazy("Wie krijgt dit te horen?"),
        help_text=gettext_lazy("Elk op een eigen regel, bijvoorbeeld: het team, de leidinggevende."),
        widget=forms.Textarea({"rows": 4}),
        max_length=LONGEST_REASON,
        error_messages={"required": gettext_lazy("Schrijf op wie dit te horen krijgt."), **TOO_LONG},
    )


class ReplyForm(PlainForm):
    """What somebody without a receipt of their own said."""

    state = forms.ChoiceField(
        label=gettext_lazy("Wat zei de betrokkene?"),
        choices=[
            ("agreed", gettext_lazy("Ja, vertel het zo")),
            ("changed", gettext_lazy("Andere woorden of andere mensen")),
            ("declined", gettext_lazy("Vertel niemand iets")),
        ],
        widget=Choices(),
        error_messages=PICK,
    )
    said = forms.CharField(
        label=gettext_lazy("Wat wil de betrokkene anders?"),
        required=False,
        widget=forms.Textarea({"rows": 3}),
        max_length=LONGEST_REASON,
        error_messages=TOO_LONG,
    )


class ToldForm(PlainForm):
    """On which day somebody of the list was told."""

    day = DayField(
        label=gettext_lazy("Op welke dag hoorde die het?"),
        not_after_today=True,
        error_messages={"required": gettext_lazy("Vul een dag in.")},
    )


# --- on the page of the case ---


_WHAT_IS_NEXT = {
    "": gettext_noop("Eerherstel: woorden en wie ze hoort"),
    Rehabilitation.State.PROPOSED: gettext_noop("Eerherstel: wat jullie voorstelden"),
    Rehabilitation.State.CHANGED: gettext_noop(
        "Lees wat deze persoon anders wil, en stel nieuwe woorden voor"
    ),
    Rehabilitation.State.AGREED: gettext_noop("Leg vast wie de woorden voor eerherstel hoorde"),
    Rehabilitation.State.DECLINED: gettext_noop("Lees wat deze persoon van eerherstel zei"),
}


def acts(
    request: Any,
    case: Case,
    party_id: UUID,
    *,
    contact: Colleague | None,
    no_letter: str,
    is_told: bool,
    rehabilitation: str,
) -> list[dict[str, str]]:
    """What can be done for one subject beside telling and hearing them. `no_letter` is why they get no letter now, and
    `rehabilitation` how it stands with their good name.
    """
    offered = []
    if contact is None:
        offered.append(("case_subject_contact", _("Noem een contactpersoon voor deze persoon")))
    if not no_letter:
        offered.append(("case_closing_letter", _("Geef de brief over wat is vastgesteld")))
        offered.append(("case_no_letter", _("Leg vast waarom er geen brief komt")))
    if is_told:
        offered.append(("case_rehabilitation", _(_WHAT_IS_NEXT[rehabilitation])))
    return [
        {"url": address(request, name, code=case.code, party_id=party_id), "label": label}
        for name, label in offered
    ]


def care(request: Any, case: Case, keys: Mapping[str, ChestKey]) -> dict[str, dict[str, Any]]:
    """By the pseudonym of a subject: the help that was offered on their own page, what they said, and when it is again.

    Within a tenant scope.
    """
    guests = guests_of(case, keys, Q(role=Guest.Role.SUBJECT))
    if not guests:
        return {}
    own, asked, found = own_keys(opened_holder(request.staff), guests), check_ins.by_alias(case.id), {}
    for guest in guests:
        if guest.id not in own:
            continue
        rows = check_ins.views(own[guest.id], asked.get(guest.alias, []))
        there = found.setdefault(guest.party, {"rows": []})
        there["rows"] += [asking_row(request, case, one) for one in rows if one.asked_at]
        # What comes next is of the words that they have now.
        there["next"] = next((one.due_on for one in rows if not one.asked_at and not one.is_stopped), None)
        there["has_stopped"] = guest.is_in and any(one.is_stopped for one in rows)
        there["url"] = (
            address(request, "case_guest", code=case.code, guest_id=guest.id) if guest.is_in else ""
        )
    return found


def part(
    request: Any, case: Case, keys: Mapping[str, ChestKey], people: Any, found: Telling
) -> dict[str, Any]:
    """What the page of one subject shows of it. Within a tenant scope."""
    party_id = found.party.id
    letter = closing_letters.letter_of(keys, party_id)
    contact = contact_persons.contact_for(keys, case.id, people, party_id=party_id)
    state = rehabilitating.states_of([party_id]).get(party_id, "")
    # Read only where there is something: each reading leaves a line.
    said = rehabilitating.read_rehabilitation(request.staff, case.code, party_id) if state else None
    return {
        "contact": contact,
        "contact_asked": asked_row(request, case, party_id),
        "not_beside": contact_persons.is_not_beside(case, contact),
        "contact_url": address(request, "case_subject_contact", code=case.code, party_id=party_id),
        "care": care(request, case, keys).get(found.short),
        "give_url": address(request, "case_guest_new", code=case.code),
        "rehabilitation": {
            "state": _(Rehabilitation.State(state).label),
            "words": said.wording.words,
            "said": said.wording.said,
        }
        if said
        else None,
        "closing": letter,
        "closing_url": address(request, "case_closing_print", code=case.code, party_id=party_id)
        if letter and not letter.is_waived
        else "",
        "outcome": _(OutcomeCode(letter.outcome).label) if letter and letter.outcome else "",
        "acts": acts(
            request,
            case,
            party_id,
            contact=contact.who if contact else None,
            no_letter=closing_letters.standing_of(case, party_id),
            is_told=found.given_at is not None,
            rehabilitation=state,
        ),
    }


# --- pages ---


@unlocked
@about_a_report
def contact(request: Any, code: str, party_id: UUID) -> HttpResponse:
    """Name who is there for a subject."""
    case, short = _subject(request, code, party_id)
    with tenant_scope(request.tenant.id):
        people = contact_persons.may_be_contact(case, party_id=party_id)
        deciding, handling = contact_persons.deciding_in(case), contact_persons.handling(case)
    among = {one.alias for one in people}
    act = act_on(
        request,
        case,
        _("Noem een contactpersoon voor %(who)s") % {"who": short},
        _("Vraag deze collega"),
        [
            {
                "text": _("Je collega zegt zelf ja of nee. Noem je jezelf, dan zeg je meteen ja."),
                "sign": "user",
            },
            {
                "text": _(
                    "Na een ja staat dit op de eigen pagina van deze persoon, als die er is. Anders vertel je het zelf, of zet "
                    "je het in het bericht."
                ),
                "sign": "eye",
            },
            {
                "text": _("Deze collega legt uit wat er gebeurt en biedt hulp aan, en onderzoekt niet mee."),
                "sign": "yes",
            },
            {"text": _("Wie er voor de melder is, kan dit niet ook doen."), "sign": "no"},
            *([{"text": _(_NOT_BESIDE), "sign": "gavel"}] if deciding & among else []),
            *([{"text": _(_NOT_INDEPENDENT), "sign": "alert-triangle"}] if handling & among else []),
            {"text": _("Was er al iemand? Die blijft het tot deze collega ja zegt."), "sign": "no"},
        ],
        icon="user",
        place=_PLACE,
        done=_(_DONE),
    )
    if not people:
        return not_yet(request, act, _("Niemand met een sleutel van deze zaak kan dit nu doen."))
    form = ContactForm(request.POST or None, people=people, deciding=deciding, handling=handling)

    def perform(given: dict[str, Any]) -> None:
        contact_persons.name_contact(
            request.staff,
            code=code,
            person_id=UUID(given["person"]),
            reach=given["reach"],
            reason=given["reason"],
            party_id=party_id,
        )

    return step_page(request, case, act, form, (Move.TALK, perform))


@unlocked
@about_a_report
def letter(request: Any, code: str, party_id: UUID) -> HttpResponse:
    """Give the letter on what was and what was not established."""
    case, short = _subject(request, code, party_id)
    with tenant_scope(request.tenant.id):
        has_page = guest_of(party_id) is not None
    act = act_on(
        request,
        case,
        _("Geef %(who)s de brief over wat is vastgesteld") % {"who": short},
        _("Lees de brief na"),
        [
            {
                "text": _("Heeft deze persoon een eigen pagina, dan staat de brief daar meteen."),
                "sign": "yes",
            },
            {"text": _("Anders druk je de brief daarna af en geef je hem."), "sign": "list"},
            {"text": _("De melder leest deze brief niet."), "sign": "eye-off"},
            {"text": _("Een brief die gegeven is, neem je niet terug."), "sign": "no"},
        ],
        icon="eye",
        place=_PLACE,
        done=_("Gelukt: de brief staat op de eigen pagina van deze persoon.")
        if has_page
        else _("Gelukt: de brief ligt vast. Druk hem af en geef hem."),
    )
    with tenant_scope(request.tenant.id):
        missing = closing_letters.standing_to_give(case, party_id)
        there = contact_persons.contact_of(case, party_id)
    if missing and request.method != "POST":
        return not_yet(request, act, _(missing))
    contact = there.name if there else ""
    sender = f"{request.staff.name}\n{request.tenant.name}"
    text = closing_letters.proposal(case.outcome, contact=contact, sender=sender)
    initial = {"outcome": case.outcome, "text": text}
    form = LetterForm(request.POST or None, initial=initial)

    if request.method == "POST" and GOES_TO not in request.POST and form.is_valid() and not form.was_read():
        return _read_first(request, act, form)

    def perform(given: dict[str, Any]) -> None:
        closing_letters.give_letter(
            request.staff, code=code, party_id=party_id, outcome=given["outcome"], text=given["text"]
        )

    return step_page(request, case, act, form, (Move.TALK, perform))


def _read_first(request: Any, act: Act, form: LetterForm) -> HttpResponse:
    """The letter as the subject gets it, before it is given: what was typed is kept for whoever goes back to change it."""
    keep(request, form)
    outcome = _(OutcomeCode(form.cleaned_data["outcome"]).label)
    context = {
        "act": replace(act, button=_("Leg de brief vast"), icon="send"),
        "form": form,
        "outcome": outcome,
        "text": form.cleaned_data["text"],
        "mark": form.mark(),
        "giveaways": giveaways.asked(form.cleaned_data["text"], form.initial["text"]),
    }
    return render(request, "office_cases/letter_read_first.html", context)


@unlocked
def no_letter(request: Any, code: str, party_id: UUID) -> HttpResponse:
    """Record why a subject gets no letter at the end."""
    case, short = _subject(request, code, party_id)
    act = act_on(
        request,
        case,
        _("Leg vast waarom %(who)s geen brief krijgt") % {"who": short},
        _("Leg de reden vast"),
        [
            {"text": _("De zaak kan dan dicht zonder brief aan deze persoon."), "sign": "yes"},
            {"text": _("De reden staat bij de besluiten."), "sign": "list"},
        ],
        place=_PLACE,
        done=_(_DONE),
    )
    with tenant_scope(request.tenant.id):
        missing = closing_letters.standing_of(case, party_id)
    if missing and request.method != "POST":
        return not_yet(request, act, _(missing))

    def perform(given: dict[str, Any]) -> None:
        closing_letters.waive_letter(request.staff, code=code, party_id=party_id, reason=given["reason"])

    return step_page(request, case, act, ReasonForm(request.POST or None), (Move.TALK, perform))


@require_safe
@unlocked
def print_letter(request: Any, code: str, party_id: UUID) -> HttpResponse:
    """The letter by itself, to print and to hand over."""
    case, _short = _subject(request, code, party_id)
    subjects.read_subject(request.staff, code=code, party_id=party_id)  # the line that says who read it
    with tenant_scope(request.tenant.id):
        found = closing_letters.letter_of(queries.keys_to(request.staff, case), party_id)
    if found is None or found.is_waived:
        raise NotAllowedError(queries.NOT_THERE)
    back = address(request, "case_subject", code=code, party_id=party_id)
    context = {
        "code": case.code,
        "title": _("Brief aan de betrokkene"),
        "heading": "De uitkomst van de melding over uw handelen",
        "text": found.text,
        "given_at": found.at,
        "back": back,
    }
    return render(request, "office_cases/letter.html", context)


@unlocked
@about_a_report
def rehabilitation(request: Any, code: str, party_id: UUID) -> HttpResponse:
    """Propose words, record what was said of them, or who was told: whichever is next."""
    case, short = _subject(request, code, party_id)
    with tenant_scope(request.tenant.id):
        found = rehabilitating.read_rehabilitation(request.staff, code, party_id)
        has_page = guest_of(party_id) is not None
    if found is None or found.state in (Rehabilitation.State.CHANGED, Rehabilitation.State.DECLINED):
        return _propose(request, case, short, party_id, found)
    if found.waits_for_them:
        return _reply(request, case, party_id, found, has_page=has_page)
    return _told(request, case, party_id, found)


def _propose(
    request: Any, case: Case, short: str, party_id: UUID, found: RehabilitationView | None
) -> HttpResponse:
    act = act_on(
        request,
        case,
        _("Stel woorden voor om de naam van %(who)s te herstellen") % {"who": short},
        _("Leg deze woorden voor"),
        [
            {"text": _("Er gebeurt niets voor de betrokkene ja zegt."), "sign": "users"},
            {"text": _("De betrokkene kan om andere woorden vragen, of dit niet willen."), "sign": "history"},
            {"text": _("Daarna leg je vast wie het hoorde, en wanneer."), "sign": "list"},
        ],
        icon="send",
        place=_PLACE,
        done=_(_DONE),
    )
    before = found.wording if found else None
    initial = {"words": before.words, "whom": "\n".join(one.who for one in before.whom)} if before else {}
    form = RehabilitationForm(request.POST or None, initial=initial)

    def perform(given: dict[str, Any]) -> None:
        rehabilitating.propose(
            request.staff,
            code=case.code,
            party_id=party_id,
            words=given["words"],
            whom=given["whom"].splitlines(),
        )

    return step_page(request, case, act, form, (Move.TALK, perform), **_above(found))


def _reply(
    request: Any, case: Case, party_id: UUID, found: RehabilitationView, *, has_page: bool
) -> HttpResponse:
    act = act_on(
        request,
        case,
        _("Leg vast wat de betrokkene van de woorden vindt"),
        _("Leg dit vast"),
        [{"text": _("Zegt de betrokkene ja, dan mag je het vertellen."), "sign": "yes"}],
        place=_PLACE,
        done=_(_DONE),
    )
    if has_page:
        missing = _("De betrokkene antwoordt zelf, op de eigen pagina. Wacht op het antwoord.")
        return not_yet(request, act, missing, about=_about(found))

    def perform(given: dict[str, Any]) -> None:
        rehabilitating.record_reply(request.staff, code=case.code, party_id=party_id, **given)

    form = ReplyForm(request.POST or None)
    return step_page(request, case, act, form, (Move.TALK, perform), **_above(found))


def _told(request: Any, case: Case, party_id: UUID, found: RehabilitationView) -> HttpResponse:
    act = act_on(
        request,
        case,
        _("Leg vast wie het hoorde"),
        _("Leg deze dag vast"),
        [{"text": _("De betrokkene ziet wie het hoorde, en wanneer."), "sign": "eye"}],
        place=_PLACE,
        done=_(_DONE),
    )
    number = next((at for at, one in enumerate(found.wording.whom) if not one.on), None)
    if number is None:
        missing = _("Iedereen op de lijst heeft het gehoord.")
        return not_yet(request, act, missing, title=_("Dit is klaar"), about=_about(found))
    form = ToldForm(request.POST or None)
    form.fields["day"].label = _("Op welke dag hoorde %(who)s het?") % {"who": found.wording.whom[number].who}

    def perform(given: dict[str, Any]) -> None:
        rehabilitating.record_told(
            request.staff, code=case.code, party_id=party_id, number=number, day=given["day"]
        )

    return step_page(request, case, act, form, (Move.TALK, perform), **_above(found))


def _above(found: RehabilitationView | None) -> dict[str, Any]:
    """What stands above the questions."""
    if found is None:
        return {}
    return {"template": "office_cases/measure_act.html", "context": {"measure": _about(found)}}


def _about(found: RehabilitationView) -> dict[str, Any]:
    """The words as they are, who heard them, and what the subject said."""
    today = clock.today()
    heard = [
        f"{one.who}: {dates.short_day(one.day, today)}" if one.day else one.who for one in found.wording.whom
    ]
    rows = [
        {"key": _("De woorden"), "value": found.wording.words},
        {"key": _("Wie het hoort"), "value": "; ".join(heard)},
        {"key": _("Hoe het staat"), "value": _(Rehabilitation.State(found.state).label)},
    ]
    if found.wording.said:
        rows.append({"key": _("Wat de betrokkene zei"), "value": found.wording.said})
    return {"title": _("Eerherstel"), "party": "", "facts": rows}


def _subject(request: Any, code: str, party_id: UUID) -> tuple[Case, str]:
    """The case, and the pseudonym of a subject in it. Raises NotAllowedError."""
    case = case_of(request, code)
    with tenant_scope(request.tenant.id):
        party = subjects.subject_in(case, party_id)
    return case, pseudonym(party.role, party.number)
