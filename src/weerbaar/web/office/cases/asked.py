"""What was asked of whoever decides, or of a lawyer who checks a measure: the list, one paper with its answer, and the
other things they can do with it.

They have no key to a case, and no page of one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django import forms
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_safe

from weerbaar.cases import asking
from weerbaar.cases.rules import LONGEST_REASON
from weerbaar.database.scope import tenant_scope
from weerbaar.ground import clock
from weerbaar.organisation.queries import colleagues_by_alias
from weerbaar.organisation.staff import ASKED_ROLES
from weerbaar.web.design import dates
from weerbaar.web.design.fields import Choices
from weerbaar.web.office.act_page import Act, act_page
from weerbaar.web.office.cases import words
from weerbaar.web.office.cases.asking import paper_context
from weerbaar.web.office.cases.forms import PICK, MoreForm, ReasonForm, text_field
from weerbaar.web.office.forms import NothingForm, PlainForm
from weerbaar.web.office.frame import address, tell
from weerbaar.web.office.gate import role, unlocked

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from uuid import UUID

    from django.http import HttpResponse

    from weerbaar.cases.asking import Imposed, Sheet, ToDecide
    from weerbaar.cases.papers import Answer

    View = Callable[..., HttpResponse]

_SOON_DAYS = 2


class PaperAnswerForm(PlainForm):
    choice = forms.ChoiceField(label=gettext_lazy("Wat besluit je?"), choices=[], error_messages=PICK)
    reason = text_field(
        gettext_lazy("Waarom?"),
        gettext_lazy("Schrijf op waarom."),
        help_text=gettext_lazy("De behandelaars van de zaak lezen je reden."),
        rows=4,
        longest=LONGEST_REASON,
    )

    def __init__(self, *args: Any, answers: Iterable[Answer], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = list(answers)
        self.fields["choice"].widget = Choices(hints={one.key: one.does for one in rows})
        self.fields["choice"].choices = [(one.key, one.label) for one in rows]  # pyright: ignore[reportAttributeAccessIssue]


class SecrecyForm(PlainForm):
    what = text_field(
        gettext_lazy("Waarop ligt geheimhouding?"),
        gettext_lazy("Schrijf op waarop geheimhouding ligt."),
        help_text=gettext_lazy("Noem het stuk of het deel daarvan."),
        rows=2,
        longest=LONGEST_REASON,
    )
    whom = forms.ChoiceField(
        label=gettext_lazy("Met wie deel je het?"),
        choices=[
            ("college", gettext_lazy("Het college")),
            ("council", gettext_lazy("De gemeenteraad")),
            ("committee", gettext_lazy("Een commissie van de raad")),
        ],
        widget=Choices(),
        error_messages=PICK,
    )
    why = text_field(
        gettext_lazy("Waarom moet het geheim blijven?"),
        gettext_lazy("Schrijf op waarom."),
        help_text=gettext_lazy("En waar dat op berust. Laat dit nakijken door een jurist."),
        rows=3,
        longest=LONGEST_REASON,
    )


class LiftForm(PlainForm):
    who = text_field(
        gettext_lazy("Wie hief de geheimhouding op?"),
        gettext_lazy("Schrijf op wie dat deed."),
        rows=1,
        longest=LONGEST_REASON,
    )
    why = text_field(
        gettext_lazy("Waarom?"), gettext_lazy("Schrijf op waarom."), rows=3, longest=LONGEST_REASON
    )


def decider(view: View) -> View:
    """Only for people who may be asked something; for anybody else the page does not exist."""
    return role(*ASKED_ROLES)(unlocked(view))


@require_safe
@decider
def asked(request: Any) -> HttpResponse:
    """What waits for a decision, by day, and what was decided: a page of each."""
    staff, here = request.staff, address(request, "asked")
    after = {name: request.GET.get(name, "") for name in ("na", "besloten-na", "geheim-na", "opheffen-na")}
    waiting = asking.waiting(staff, after=after["na"])
    done = asking.answered(staff, after=after["besloten-na"])
    hidden = asking.under_secrecy(staff, after=after["geheim-na"])
    imposed = asking.may_be_lifted(staff, after=after["opheffen-na"])
    request.waiting_count = waiting.count
    todo = _todo_rows(request, waiting.rows)
    if todo:
        todo[0]["first"] = True

    def following(name: str, cursor: str, place: str = "") -> dict[str, str]:
        return {
            "next": f"?{urlencode({name: cursor})}{place}" if cursor else "",
            "first": f"{here}{place}" if after[name] else "",
        }

    context = {
        "today": clock.today(),
        "heading": _heading(waiting.count, decides=staff.decides, checks=staff.checks),
        "decides": staff.decides,
        "checks": staff.checks,
        "todo": todo,
        "todo_more": following("na", waiting.next_cursor),
        "done": [_done(request, one) for one in done.rows],
        "done_more": following("besloten-na", done.next_cursor, "#besloten"),
        "secrets": [
            {"url": _paper_url(request, one.id), "code": one.code, "count": count}
            for one, count in hidden.rows
        ],
        "secrets_more": following("geheim-na", hidden.next_cursor, "#geheim"),
        "imposed": [_imposed(request, one) for one in imposed.rows],
        "imposed_more": following("opheffen-na", imposed.next_cursor, "#opheffen"),
    }
    return render(request, "office_cases/asked.html", context)


def todo_rows(request: Any) -> tuple[list[dict[str, Any]], int]:
    """The first questions that wait for somebody who decides and also works on cases, for their worklist; and how many
    there are.
    """
    found = asking.waiting(request.staff)
    request.waiting_count = found.count
    rows = _todo_rows(request, found.rows)
    if found.next_cursor:
        rows.append(_more_todo(request, found.count - len(rows)))
    return rows, found.count


def _todo_rows(request: Any, found: Iterable[ToDecide]) -> list[dict[str, Any]]:
    colleagues = colleagues_by_alias(request.staff.tenant_id)
    names = {alias: one.first_name for alias, one in colleagues.items()}
    return [_todo(request, one, names.get(one.asked_by, "")) for one in found]


def _more_todo(request: Any, count: int) -> dict[str, Any]:
    """The way to the questions that do not stand on the worklist."""
    told = ngettext("Nog %(count)d vraag wacht op je", "Nog %(count)d vragen wachten op je", count)
    return {
        "title": told % {"count": count},
        "about": "",
        "code": "",
        "url": address(request, "asked"),
        "verb": _("Bekijk ze allemaal"),
        "icon": "gavel",
        "when": "",
        "tone": "",
        "counts": count,
    }


def _heading(count: int, *, decides: bool, checks: bool) -> str:
    if not count:
        return _("Er ligt niets bij jou")
    word = dates.number_word(count)
    told = ngettext("%(word)s vraag wacht op jouw toets", "%(word)s vragen wachten op jouw toets", count)
    if decides and checks:
        told = ngettext(
            "%(word)s vraag wacht op jouw antwoord", "%(word)s vragen wachten op jouw antwoord", count
        )
    elif decides:
        told = ngettext(
            "%(word)s vraag wacht op jouw besluit", "%(word)s vragen wachten op jouw besluit", count
        )
    return told % {"word": "Eén" if word == "één" else word[:1].upper() + word[1:]}


def _todo(request: Any, one: ToDecide, by: str) -> dict[str, Any]:
    today = clock.today()
    day = dates.short_day(one.due_on, today)
    late = one.due_on < today
    when = _("te laat: het moest %(day)s") if late else _("uiterlijk %(day)s")
    soon = (one.due_on - today).days <= _SOON_DAYS
    told = (
        _("%(who)s vraagt je een maatregel te toetsen") if one.is_check else _("%(who)s vraagt jouw besluit")
    )
    return {
        "title": told % {"who": by or _("Een collega")},
        "about": words.kind_inside(one.kind),
        "code": one.code,
        "url": _paper_url(request, one.id),
        "verb": _("Lees en toets") if one.is_check else _("Lees en besluit"),
        "icon": "list-check" if one.is_check else "gavel",
        "when": (when % {"day": day}).capitalize(),
        "tone": "danger" if late else "warn" if soon else "",
    }


def _done(request: Any, one: ToDecide) -> dict[str, Any]:
    return {
        "url": _paper_url(request, one.id),
        "code": one.code,
        "kind": words.kind(one.kind),
        "at": one.answered_at,
    }


def _imposed(request: Any, one: Imposed) -> dict[str, Any]:
    """Secrecy that somebody imposed on a paper that they have no more."""
    return {"url": address(request, "secrecy_lift", secrecy_id=one.id), "code": one.code, "at": one.at}


def _paper_url(request: Any, asked_id: UUID) -> str:
    return address(request, "asked_paper", asked_id=asked_id)


@decider
def paper(request: Any, asked_id: UUID) -> HttpResponse:
    """A paper, with the form that decides below it."""
    sheet = asking.read_paper(request.staff, asked_id=asked_id)
    form = PaperAnswerForm(request.POST or None, answers=sheet.paper.answers)
    if sheet.is_check:
        form.fields["choice"].label = _("Mag deze maatregel zo?")

    def perform(given: dict[str, Any]) -> str:
        answer = asking.check if sheet.is_check else asking.answer
        answer(request.staff, asked_id=asked_id, **given)
        return _paper_url(request, asked_id)

    def at(name: str) -> str:
        return address(request, name, asked_id=asked_id)

    acts = (
        [] if sheet.is_check else [{"url": at("asked_secrecy"), "label": _("Deel iets onder geheimhouding")}]
    )
    if sheet.is_open:
        not_me = _("Ik mag dit niet toetsen") if sheet.is_check else _("Ik mag hierover niet besluiten")
        acts = [
            {"url": at("asked_more"), "label": _("Ik wil eerst meer weten")},
            {"url": at("asked_hand_back"), "label": not_me},
            *acts,
        ]
    context = paper_context(
        sheet, lambda one: address(request, "asked_lift", asked_id=asked_id, secrecy_id=one)
    ) | {
        "code": sheet.code,
        "acts": acts,
        "back_url": address(request, "asked"),
    }
    if not sheet.is_open:
        context |= {"form": None, "takes_along": "", "was_kept": False}
    verb = _("Leg de toets vast") if sheet.is_check else _("Neem dit besluit")
    act = Act(
        heading=verb,
        button=verb,
        back=address(request, "asked"),
        means=[
            {"text": _("De behandelaars lezen je antwoord en je reden meteen."), "sign": "eye"},
            {"text": _("Je antwoord verander je daarna niet meer."), "sign": "no"},
            {"text": _("Je naam staat bij het antwoord, met de dag."), "sign": "user"},
        ],
        icon="list-check" if sheet.is_check else "gavel",
    )
    return act_page(request, act, form, perform, template="office_cases/paper.html", context=context)


@decider
def more(request: Any, asked_id: UUID) -> HttpResponse:
    """Ask something back before deciding."""
    return _act(
        request,
        asked_id,
        MoreForm(request.POST or None),
        lambda given: asking.ask_more(request.staff, asked_id=asked_id, text=given["text"]),
        heading=_("Vraag iets terug"),
        button=_("Vraag dit terug"),
        means=[
            {"text": _("De behandelaars lezen je vraag en krijgen een seintje."), "sign": "eye"},
            {"text": _("Het antwoord komt bij de vraag te staan. De dag schuift niet op."), "sign": "clock"},
        ],
        icon="message-circle",
    )


@decider
def hand_back(request: Any, asked_id: UUID) -> HttpResponse:
    """Give the question back because of an interest."""
    form = ReasonForm(request.POST or None)
    form.fields["reason"].label = _("Waarom mag je deze vraag niet beantwoorden?")
    form.fields["reason"].help_text = _("De behandelaars lezen dit. Zo kort als je wilt.")
    return _act(
        request,
        asked_id,
        form,
        lambda given: _give_back(request, asked_id, given["reason"]),
        heading=_("Geef de vraag terug"),
        button=_("Geef de vraag terug"),
        means=[
            {"text": _("De behandelaar kiest nu iemand anders."), "sign": "yes"},
            {"text": _("Je leest haar hierna niet meer, en blijft voorgoed buiten deze zaak."), "sign": "no"},
            {"text": _("Doe dit als je iemand erin kent, of als het over jou of je werk gaat.")},
        ],
        icon="arrow-back-up",
        back=address(request, "asked"),
    )


def _give_back(request: Any, asked_id: UUID, reason: str) -> None:
    asking.hand_back(request.staff, asked_id=asked_id, reason=reason)
    tell(request, _("Je gaf de vraag terug. De behandelaar kiest nu iemand anders."))


@decider
def secrecy(request: Any, asked_id: UUID) -> HttpResponse:
    """Put on record that something is shared under secrecy."""
    return _act(
        request,
        asked_id,
        SecrecyForm(request.POST or None),
        lambda given: asking.impose_secrecy(request.staff, asked_id=asked_id, **given),
        heading=_("Deel iets onder geheimhouding"),
        button=_("Leg de geheimhouding vast"),
        means=[
            {"text": _("Hier leg je vast waarop geheimhouding ligt, voor wie en waarom."), "sign": "lock"},
            {"text": _("Weerbaar stuurt niets: het stuk deel je zelf."), "sign": "no"},
            {
                "text": _("Het blijft staan tot iemand vastlegt dat de geheimhouding is opgeheven."),
                "sign": "clock",
            },
        ],
        icon="lock",
        also_when_answered=True,
        is_for_deciders=True,
    )


@decider
def lift(request: Any, asked_id: UUID, secrecy_id: UUID) -> HttpResponse:
    """Put on record that secrecy was lifted."""
    return _act(
        request,
        asked_id,
        LiftForm(request.POST or None),
        lambda given: asking.lift_secrecy(request.staff, asked_id=asked_id, secrecy_id=secrecy_id, **given),
        heading=_("Leg vast dat de geheimhouding is opgeheven"),
        button=_("Leg dit vast"),
        means=[
            {
                "text": _("Vanaf nu staat het niet meer bij wat onder geheimhouding ligt."),
                "sign": "lock-open",
            },
            {"text": _("Wat je eerder vastlegde, blijft staan."), "sign": "history"},
        ],
        icon="lock-open",
        also_when_answered=True,
        is_for_deciders=True,
        secrecy_id=secrecy_id,
    )


@decider
def lift_imposed(request: Any, secrecy_id: UUID) -> HttpResponse:
    """Put on record that secrecy was lifted, as who imposed it and has its paper no more."""
    with tenant_scope(request.tenant.id):
        one = asking.one_to_lift(request.staff, secrecy_id)
    back = address(request, "asked")
    act = Act(
        heading=_("Leg vast dat de geheimhouding is opgeheven"),
        button=_("Leg dit vast"),
        back=back,
        about=_("Zaak %(code)s, door jou opgelegd op %(day)s")
        % {"code": one.code, "day": dates.full_day(one.at)},
        means=[
            {"text": _("Je leest hier niet waarop de geheimhouding ligt."), "sign": "no"},
            {"text": _("Wie de zaak behandelt, leest dat jij dit vastlegde en wanneer."), "sign": "eye"},
            {"text": _("Door wie en waarom schrijf je hier niet. Vertel dat de behandelaar zelf.")},
            {"text": _("Wat eerder is vastgelegd, blijft staan."), "sign": "history"},
        ],
        icon="lock-open",
        done=_("De geheimhouding is opgeheven."),
    )

    def perform(_given: dict[str, Any]) -> str:
        asking.lift_imposed(request.staff, secrecy_id=secrecy_id)
        return back

    return act_page(request, act, NothingForm(request.POST or None), perform)


def _act(
    request: Any,
    asked_id: UUID,
    form: forms.Form,
    do: Callable[[dict[str, Any]], object],
    *,
    heading: str,
    button: str,
    means: list[dict[str, str]],
    icon: str,
    back: str = "",
    also_when_answered: bool = False,
    is_for_deciders: bool = False,
    secrecy_id: UUID | None = None,
) -> HttpResponse:
    """One form about one paper. Whoever cannot read the paper does not learn that there is one."""
    sheet = asking.read_paper(request.staff, asked_id=asked_id)
    if is_for_deciders and sheet.is_check:
        raise Http404
    page = _paper_url(request, asked_id)
    if (not sheet.is_open and not also_when_answered) or not _is_there(sheet, secrecy_id):
        return redirect(page)
    act = Act(heading, button, page, about=sheet.paper.question, means=means, icon=icon)

    def perform(given: dict[str, Any]) -> str:
        do(given)
        return back or page

    return act_page(request, act, form, perform)


def _is_there(sheet: Sheet, secrecy_id: UUID | None) -> bool:
    """Whether the secrecy that a page is about lies on this paper now; for any other page always."""
    return secrecy_id is None or any(one.id == secrecy_id for one in sheet.under_secrecy)
