"""Who a report is about, on the pages of the desk: announced to the reporter, told, heard or not for a reason (C16)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.http import Http404
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop
from django.views.decorators.http import require_safe

from weerbaar.cases import closing_letters, contact_persons, rehabilitating, subjects
from weerbaar.cases.announcing import Ready, last_day_to_react
from weerbaar.cases.models import OutcomeCode, Rehabilitation, TextBlock
from weerbaar.cases.procedures import Place
from weerbaar.cases.queries import keys_to
from weerbaar.cases.rules import LONGEST_REASON, Move
from weerbaar.cases.subjects import HOW, LETTER
from weerbaar.database.scope import tenant_scope
from weerbaar.ground import clock
from weerbaar.organisation.queries import colleagues_by_alias
from weerbaar.web.design import dates
from weerbaar.web.design.fields import Choices, DayField
from weerbaar.web.office.cases import closing, text_blocks
from weerbaar.web.office.cases.case_act import about_a_report, act_on, case_of, not_yet, step_page
from weerbaar.web.office.cases.forms import PICK, ReasonForm, text_field
from weerbaar.web.office.forms import PlainForm
from weerbaar.web.office.frame import address
from weerbaar.web.office.gate import unlocked

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpResponse

    from weerbaar.cases.models import ClosingLetter
    from weerbaar.cases.queries import CaseFile
    from weerbaar.cases.subjects import Telling

ANNOUNCE = gettext_noop(
    "Wij willen degene over wie je meldde, vertellen dat er een melding is. Dat moet, omdat ook die kant gehoord wordt. "
    "In het bericht staat niet wie meldde.\n\nWaaraan zou die persoon kunnen merken dat jij het was? En wat mag daarom "
    "niet in het bericht staan? Heb je bezwaar? Schrijf dat ook.\n\nWij wachten op je antwoord. Na vijf werkdagen mogen wij "
    "verder, ook als je niets schreef."
)


class AnnounceForm(PlainForm):
    body = text_field(
        gettext_lazy("Wat zeg je tegen de melder?"),
        gettext_lazy("Schrijf op wat je de melder zegt."),
        help_text=gettext_lazy(
            "Dit is een voorstel. Vraag wat de betrokkene niet mag weten, en of er bezwaar is."
        ),
        rows=10,
    )


class TellForm(PlainForm):
    """The notice to a subject. `is_early`: it would go before the reporter had the time; `is_alone`: nobody is there for the
    subject yet. Each asks why. `answer` is what the reporter said.
    """

    text = text_field(
        gettext_lazy("Wat staat er in het bericht?"),
        gettext_lazy("Schrijf het bericht op."),
        help_text=gettext_lazy(
            "Dit is een officiële brief, dus met ‘u’. Schrijf niets op waaraan iemand de melder herkent, en neem niets over "
            "uit de melding."
        ),
        rows=20,
    )
    reason = text_field(
        gettext_lazy("Waarom krijgt de betrokkene eerder bericht?"),
        help_text=gettext_lazy("De melder heeft nog tijd om te antwoorden. Zonder reden kan dit niet."),
        rows=3,
        longest=LONGEST_REASON,
    )

    def __init__(self, *args: Any, is_early: bool, is_alone: bool, answer: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not is_early and not is_alone:
            del self.fields["reason"]
        elif not is_early:
            self.fields["reason"].label = _("Waarom is er nog geen contactpersoon voor deze persoon?")
            self.fields["reason"].help_text = _(
                "Noem er liever eerst een, bij de betrokkene. Dan staat in het bericht wie er voor deze persoon is."
            )
        if answer:
            self.fields["text"].help_text = _("De melder schreef sindsdien: ‘%(answer)s’") % {
                "answer": answer
            }


class HearForm(PlainForm):
    heard_on = DayField(label=gettext_lazy("Op welke dag?"), not_after_today=True)
    how = forms.ChoiceField(
        label=gettext_lazy("Hoe?"), choices=list(HOW.items()), widget=Choices(), error_messages=PICK
    )
    said = text_field(
        gettext_lazy("Wat zei de betrokkene?"),
        gettext_lazy("Schrijf op wat de betrokkene zei."),
        help_text=gettext_lazy("Schrijf het op zoals het gezegd is. De betrokkene leest het na."),
        rows=10,
    )


class ShowHearingForm(PlainForm):
    text = text_field(
        gettext_lazy("Wat leest de betrokkene?"),
        gettext_lazy("Schrijf op wat de betrokkene leest."),
        help_text=gettext_lazy("Haal namen van anderen weg, en alles waaraan iemand de melder herkent."),
        rows=12,
    )


def on_case(request: Any, page: CaseFile) -> list[dict[str, Any]]:
    """How it stands with every subject, for the page of a case."""
    case, found = page.case, subjects.tellings(page.case)
    rows = [_row(request, case.code, one, is_open=case.stage != Place.CLOSED) for one in found]
    if not rows:
        return []
    care, there = closing.care(request, case, page.keys), contact_persons.contacts_of(case, page.colleagues)
    letters = closing_letters.given_in(case)
    no_letters = closing_letters.standings(case, [one.party.id for one in found])
    good_names = rehabilitating.states_of([one.party.id for one in found])
    for row, one in zip(rows, found, strict=True):
        contact, no_letter = there.get(one.party.id), no_letters[one.party.id]
        told = one.given_at is not None
        state = good_names.get(one.party.id, "")
        row["acts"] += closing.acts(
            request,
            case,
            one.party.id,
            contact=contact,
            no_letter=no_letter,
            is_told=told,
            rehabilitation=state,
        )
        row["good_name"] = _(Rehabilitation.State(state).label) if state else ""
        row["care"] = care.get(one.short)
        row["contact"] = contact
        _say_letter(row, letters.get(one.party.id))
    return rows


def _row(request: Any, code: str, one: Telling, *, is_open: bool) -> dict[str, Any]:
    return {
        "name": _("Betrokkene %(number)d") % {"number": one.party.number},
        "short": one.short,
        "chip": _chip(one),
        "about": _about(one),
        "acts": _acts(request, code, one) if is_open else [],
        "url": address(request, "case_subject", code=code, party_id=one.party.id),
    }


def _chip(one: Telling) -> tuple[str, str, str]:
    if one.heard_at:
        return _("Gehoord"), "ok", "circle-check"
    if one.is_waived:
        return _("Niet gehoord, met reden"), "line", "x"
    if one.given_at:
        return _("Kreeg bericht, nog niet gehoord"), "accent", "clock"
    if one.ready.may:
        return _("Mag bericht krijgen"), "accent", "send"
    if one.is_waiting:
        return _("Wacht op de melder"), "warn", "clock"
    return _("Weet nog van niets"), "line", "eye-off"


def _say_letter(row: dict[str, Any], letter: ClosingLetter | None) -> None:
    """Once the letter at the end was given, or it stands why not, that is how it stands with this person."""
    if letter is not None:
        row["chip"], row["about"] = _chip_of_letter(letter), f"{_about_letter(letter)} {row['about']}"


def _chip_of_letter(letter: ClosingLetter) -> tuple[str, str, str]:
    if letter.is_waived:
        return _("Geen brief, met reden"), "line", "x"
    return _("Brief gegeven"), "ok", "circle-check"


def _about_letter(letter: ClosingLetter) -> str:
    """When the letter at the end was given, and what came out for this person."""
    if letter.is_waived:
        return _("Er komt geen brief. De reden staat bij de besluiten.")
    outcome = _(OutcomeCode(letter.outcome).label)
    day = dates.short_day(letter.at, clock.today())
    return _("Brief gegeven op %(day)s, %(outcome)s.") % {
        "day": day,
        "outcome": outcome[:1].lower() + outcome[1:],
    }


def _about(one: Telling) -> str:
    today = clock.today()
    if one.heard_at:
        return _("Gehoord op %(day)s.") % {"day": dates.short_day(one.heard_at, today)}
    if one.given_at:
        return _("Kreeg bericht op %(day)s.") % {"day": dates.short_day(one.given_at, today)}
    if one.is_waived:
        return _("Vastgelegd is waarom deze persoon niet wordt gehoord.")
    if one.is_waiting and one.not_before:
        day = {"day": dates.short_day(last_day_to_react(one.not_before), today)}
        if one.ready is Ready.READ:
            return _("De melder las dit, en heeft tot en met %(day)s om te antwoorden.") % day
        return _("De melder heeft tot en met %(day)s om te antwoorden.") % day
    return _(_WHY[one.ready])


_WHY = {
    Ready.NOT_ANNOUNCED: gettext_noop(
        "De melder hoort het eerst, en kan zeggen waaraan de ander de melder zou herkennen."
    ),
    Ready.ANSWERED: gettext_noop("De melder reageerde. Lees dat eerst."),
    Ready.WROTE: gettext_noop(
        "De melder had vijf werkdagen, en schreef iets zonder deze vraag te kiezen. Lees dat eerst."
    ),
    Ready.HAD_THE_TIME: gettext_noop("De melder had vijf werkdagen en reageerde niet."),
}


def _acts(request: Any, code: str, one: Telling) -> list[dict[str, str]]:
    offered: list[tuple[str, str]] = []
    if one.announced_at is None:
        tells = (
            _("Toch horen: vertel het eerst de melder") if one.is_waived else _("Vertel het eerst de melder")
        )
        offered.append(("case_announce", tells))
    elif one.given_at is None:
        may = one.ready.may
        offered.append(
            ("case_tell_subject", _("Geef het bericht") if may else _("Geef het bericht eerder, met reden"))
        )
    elif one.heard_at is None:
        offered.append(("case_hear", _("Leg vast wat deze persoon zei")))
    if not one.is_settled:
        offered.append(("case_waive", _("Leg vast waarom horen niet kan")))
    party_id = one.party.id
    return [
        {"url": address(request, name, code=code, party_id=party_id), "label": label}
        for name, label in offered
    ]


# --- pages ---


@require_safe
@unlocked
def subject(request: Any, code: str, party_id: UUID) -> HttpResponse:
    """All that there is of telling and hearing one subject."""
    case = case_of(request, code)
    found = subjects.read_subject(request.staff, code=code, party_id=party_id)
    with tenant_scope(request.tenant.id):
        keys = keys_to(request.staff, case)
        people = colleagues_by_alias(request.tenant.id)
        accused = closing.part(request, case, keys, people, found)
        given = closing_letters.given_in(case).get(party_id)
        not_shown = subjects.missing_before_showing(found)
    row = _row(request, code, found, is_open=case.stage != Place.CLOSED)
    _say_letter(row, given)
    row["acts"] += accused.pop("acts")
    context = {
        "code": case.code,
        "one": found,
        **accused,
        "row": row,
        "how": _(subjects.HOW[found.how]) if found.how else "",
        "not_shown": _(not_shown),
        "show_url": "" if not_shown else address(request, "case_show_hearing", code=code, party_id=party_id),
        "letter_url": address(request, "case_letter", code=code, party_id=party_id) if found.told else "",
        "back": address(request, "case", code=code) + "#betrokkenen",
    }
    return render(request, "office_cases/subject.html", context)


@require_safe
@unlocked
def letter(request: Any, code: str, party_id: UUID) -> HttpResponse:
    """The notice by itself, to print and to hand over. There is nothing else on it."""
    case = case_of(request, code)
    found = subjects.read_subject(request.staff, code=code, party_id=party_id)
    if not found.told or found.given_at is None:
        raise Http404
    context = {
        "code": case.code,
        "title": _("Bericht aan de betrokkene"),
        "heading": "Een melding over uw handelen",
        "text": found.told,
        "given_at": found.given_at,
        "back": address(request, "case_subject", code=code, party_id=party_id),
    }
    return render(request, "office_cases/letter.html", context)


@unlocked
@about_a_report
def announce(request: Any, code: str, party_id: UUID) -> HttpResponse:
    """Tell the reporter first."""
    case = case_of(request, code)
    act = act_on(
        request,
        case,
        _("Vertel de melder dat de betrokkene bericht krijgt"),
        _("Stuur dit aan de melder"),
        [
            {"text": _("De melder leest dit als een vraag, en kan antwoorden."), "sign": "yes"},
            {
                "text": _(
                    "Het bericht aan de betrokkene mag als de melder antwoordde, of vijf werkdagen nadat je dit stuurde."
                ),
                "sign": "clock",
            },
            {"text": _("De betrokkene merkt hier niets van."), "sign": "eye"},
        ],
        icon="send",
        place="#betrokkenen",
        done=_("Gelukt: je bericht aan de melder is verstuurd."),
    )
    form = AnnounceForm(request.POST or None, initial={"body": _(ANNOUNCE)})
    about = {"code": code, "party_id": party_id}
    return step_page(
        request,
        case,
        act,
        form,
        (Move.WORK, lambda given: subjects.announce(request.staff, **about, body=given["body"])),
    )


@unlocked
@about_a_report
def tell(request: Any, code: str, party_id: UUID) -> HttpResponse:
    """Give the subject the notice: a document of its own."""
    case = case_of(request, code)
    found = subjects.read_subject(request.staff, code=code, party_id=party_id)
    with tenant_scope(request.tenant.id):
        keys, people = keys_to(request.staff, case), colleagues_by_alias(request.tenant.id)
        there = contact_persons.contact_for(keys, case.id, people, party_id=party_id)
    who = there.who if there else None
    act = act_on(
        request,
        case,
        _("Geef de betrokkene bericht"),
        _("Leg het bericht vast"),
        [
            {"text": _("Je drukt het daarna af en geeft het aan de betrokkene."), "sign": "yes"},
            {
                "text": _("De betrokkene krijgt alleen dit bericht, en geen toegang tot de zaak."),
                "sign": "lock",
            },
            {"text": _("De melder hoort dat het bericht is gegeven, niet wat erin staat."), "sign": "eye"},
            {"text": _("Een bericht dat gegeven is, neem je niet terug."), "sign": "no"},
        ],
        icon="send",
        place="#betrokkenen",
        done=_("Gelukt: het bericht ligt vast. Druk het af en geef het."),
        ready=text_blocks.ready(request, case, TextBlock.Use.LETTER, TextBlock.Use.INVITATION, field="text"),
    )
    form = TellForm(
        request.POST or None,
        initial={"text": subjects.notice_proposed(who.name, there.reach) if there and who else LETTER},
        is_early=not found.ready.may,
        is_alone=there is None,
        answer=found.answer,
    )
    return step_page(
        request,
        case,
        act,
        form,
        (
            Move.WORK,
            lambda given: subjects.tell_subject(
                request.staff,
                code=code,
                party_id=party_id,
                text=given["text"],
                reason=given.get("reason", ""),
            ),
        ),
    )


@unlocked
@about_a_report
def hear(request: Any, code: str, party_id: UUID) -> HttpResponse:
    """Record what a subject said."""
    case = case_of(request, code)
    act = act_on(
        request,
        case,
        _("Leg vast wat de betrokkene zei"),
        _("Leg dit vast"),
        [
            {"text": _("De betrokkene telt hierna als gehoord."), "sign": "yes"},
            {
                "text": _("Staat hier al iets? Dan komt dit eronder. Wat er staat, blijft staan."),
                "sign": "list",
            },
            {"text": _("Wie een sleutel van de zaak heeft, leest dit. De melder niet."), "sign": "eye"},
        ],
        icon="message-circle",
        place="#betrokkenen",
        done=_("Gelukt: dit ligt vast."),
    )
    form = HearForm(request.POST or None)
    about = {"code": code, "party_id": party_id}
    return step_page(
        request,
        case,
        act,
        form,
        (Move.WORK, lambda given: subjects.record_hearing(request.staff, **about, **given)),
    )


@unlocked
@about_a_report
def show(request: Any, code: str, party_id: UUID) -> HttpResponse:
    """Lay before a subject what was written down of what they said."""
    case = case_of(request, code)
    found = subjects.read_subject(request.staff, code=code, party_id=party_id)
    with tenant_scope(request.tenant.id):
        missing = subjects.missing_before_showing(found)
    act = act_on(
        request,
        case,
        _("Leg de betrokkene voor wat je opschreef"),
        _("Zet dit op de eigen pagina"),
        [
            {"text": _("De betrokkene leest dit, en kan schrijven wat er niet klopt."), "sign": "yes"},
            {"text": _("Wat in de zaak ligt, blijft zoals het is."), "sign": "list"},
            {"text": _("De melder leest dit niet."), "sign": "eye-off"},
            {"text": _("Wat daar staat, neem je niet terug."), "sign": "no"},
        ],
        icon="send",
        place="#betrokkenen",
        done=_("Gelukt: dit staat op de eigen pagina van deze persoon."),
    )
    if missing and request.method != "POST":
        return not_yet(request, act, _(missing))
    form = ShowHearingForm(request.POST or None, initial={"text": found.said})
    about = {"code": code, "party_id": party_id}
    return step_page(
        request,
        case,
        act,
        form,
        (Move.TALK, lambda given: subjects.show_hearing(request.staff, **about, text=given["text"])),
    )


@unlocked
@about_a_report
def waive(request: Any, code: str, party_id: UUID) -> HttpResponse:
    """Record why a subject is not heard."""
    case = case_of(request, code)
    act = act_on(
        request,
        case,
        _("Leg vast waarom de betrokkene niet wordt gehoord"),
        _("Leg de reden vast"),
        [
            {"text": _("De zaak kan verder zonder dat deze persoon is gehoord."), "sign": "yes"},
            {"text": _("De reden staat bij de besluiten, en hoort in het eindverslag."), "sign": "list"},
            {"text": _("Horen kan later alsnog."), "sign": "history"},
        ],
        place="#betrokkenen",
        done=_("Gelukt: dit ligt vast."),
    )
    form = ReasonForm(request.POST or None)
    about = {"code": code, "party_id": party_id}
    return step_page(
        request,
        case,
        act,
        form,
        (Move.WORK, lambda given: subjects.waive_hearing(request.staff, **about, reason=given["reason"])),
    )
