"""Signals: what a manager hears, in three lines; looked at again, passed on in one tap, or closed (R16)."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

from django import forms
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_safe

from weerbaar.cases.acting import AlreadyDoneError
from weerbaar.cases.rules import LONGEST_REASON
from weerbaar.database.scope import tenant_scope
from weerbaar.ground import clock
from weerbaar.ground.errors import GoneError, RefusedError
from weerbaar.intake import actions, queries, signals
from weerbaar.intake.drafts import DraftRef
from weerbaar.intake.signals import Heard, OtherReadersError, SignalFact
from weerbaar.organisation.queries import colleagues_by_alias
from weerbaar.web.design import dates
from weerbaar.web.design.fields import Choices, DayField
from weerbaar.web.office.act_page import Act, Mend, act_page, put_back
from weerbaar.web.office.forms import PlainForm
from weerbaar.web.office.frame import address, come_back_at, tell
from weerbaar.web.office.gate import unlocked

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpResponse

    from weerbaar.intake.rules import Candidate
    from weerbaar.organisation.queries import Colleague

_SHOWN = "getoond"
"""The page says in its form whom it showed as readers: nothing is sealed to anybody else."""
_PASSED_ON = "signal_draft"
"""Under this name the session, which is sealed under the cookie, holds the draft with the words of what was passed on."""
_PICK = {
    "required": gettext_lazy("Maak een keuze."),
    "invalid_choice": gettext_lazy("Kies iets uit de lijst."),
}


def _text(label: Any, empty: Any = "", *, help_text: Any = "", rows: int = 4) -> forms.CharField:
    return forms.CharField(
        label=label,
        required=bool(empty),
        help_text=help_text,
        max_length=LONGEST_REASON,
        widget=forms.Textarea({"rows": rows}),
        error_messages={"required": empty, "max_length": gettext_lazy("Dit is te lang. Maak het korter.")},
    )


class SignalForm(PlainForm):
    """Three lines, and apart from them whom it is about."""

    once = forms.UUIDField(widget=forms.HiddenInput, required=False, initial=uuid4)
    heard = _text(
        gettext_lazy("Wat hoorde je?"),
        gettext_lazy("Schrijf op wat je hoorde."),
        help_text=gettext_lazy("Zonder namen: die schrijf je hieronder, apart."),
    )
    agreed = _text(
        gettext_lazy("Wat spraken jullie af?"), gettext_lazy("Schrijf op wat jullie afspraken."), rows=3
    )
    look_on = DayField(
        label=gettext_lazy("Wanneer kijk je weer?"),
        help_text=gettext_lazy("Een dag binnen drie maanden. Kijk je dan niet, dan hoort het meldpunt het."),
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("Waar gaat het over?"), widget=Choices(), error_messages=_PICK
    )
    who = _text(
        gettext_lazy("Over wie gaat het?"),
        help_text=gettext_lazy("Ligt apart op slot. Wie hier staat, leest dit nooit mee."),
        rows=2,
    )
    line = forms.BooleanField(
        label=gettext_lazy("Het gaat over iemand boven mij"),
        required=False,
        help_text=gettext_lazy("Dan leest niemand van jouw lijn dit, en krijgt daar niemand een seintje."),
    )
    desk = forms.ChoiceField(
        label=gettext_lazy("Welk meldpunt kijkt mee als het blijft liggen?"),
        widget=Choices(),
        error_messages=_PICK,
    )

    def __init__(self, *args: Any, desks: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kind, desk = self.fields["kind"], self.fields["desk"]
        kind.choices = [(one.value, _(one.of_another or one.label)) for one in signals.KINDS]  # pyright: ignore[reportAttributeAccessIssue]
        desk.choices = desks  # pyright: ignore[reportAttributeAccessIssue]
        if len(desks) == 1:
            desk.initial = desks[0][0]

    def given(self) -> Heard:
        told = self.cleaned_data
        return Heard(
            told["heard"],
            told["agreed"],
            told["kind"],
            told["look_on"],
            told["desk"],
            told["who"],
            told["line"],
        )


class PassForm(PlainForm):
    """Nothing is asked. The id draws the form on the page, whom it shows with it."""

    once = forms.UUIDField(widget=forms.HiddenInput, required=False, initial=uuid4)


class LaterForm(PlainForm):
    look_on = DayField(label=gettext_lazy("Wanneer kijk je weer?"))
    agreed = _text(
        gettext_lazy("Wat spraken jullie nu af?"), gettext_lazy("Schrijf op wat jullie afspraken."), rows=3
    )


class SettleForm(PlainForm):
    result = _text(
        gettext_lazy("Hoe liep het af?"),
        gettext_lazy("Schrijf in een zin op hoe het afliep."),
        help_text=gettext_lazy("Zonder namen."),
        rows=3,
    )


@require_safe
@unlocked
def overview(request: Any) -> HttpResponse:
    """The signals of a manager; and for the desk those that were not looked at in time. Facts only."""
    after, ended_after = request.GET.get("na", ""), request.GET.get("eerder-na", "")
    with tenant_scope(request.tenant.id):
        _enter(request)
        running = signals.running(request.staff, after=after)
        ended = signals.ended(request.staff, after=ended_after)
        may_write = signals.leads(request.staff)
    here = address(request, "signals")
    context = {
        "heading": _heading(running.late),
        "open": [_row(request, one) for one in running.rows],
        "open_more": {
            "next": f"?na={running.next_cursor}" if running.next_cursor else "",
            "first": here if after else "",
        },
        "ended": [_row(request, one) for one in ended.rows],
        "ended_more": {
            "next": f"?eerder-na={ended.next_cursor}#eerder" if ended.next_cursor else "",
            "first": f"{here}#eerder" if ended_after else "",
        },
        "url": address(request, "signal_new") if may_write else "",
        "words_url": address(request, "signal_words") if _waits(request) else "",
    }
    return render(request, "office/signals.html", context)


def _enter(request: Any) -> None:
    """For whoever leads nobody and has no signal the page does not exist."""
    if not signals.may_enter(request.staff):
        raise Http404


def _heading(late: int) -> str:
    if not late:
        return _("Geen signaal vraagt je vandaag")
    told = ngettext("%(word)s signaal vraagt je vandaag", "%(word)s signalen vragen je vandaag", late)
    word = dates.number_word(late)
    return told % {"word": "Eén" if word == "één" else word[:1].upper() + word[1:]}


def _row(request: Any, one: SignalFact) -> dict[str, Any]:
    return {
        "title": _("Signaal van %(day)s") % {"day": dates.full_day(one.written_at)},
        "who": "" if one.is_mine else one.manager,
        "chip": _chip(one),
        "url": "" if one.is_passed_on else address(request, "signal", signal_id=one.id),
    }


def _chip(one: SignalFact) -> tuple[str, str, str]:
    if one.is_passed_on:
        return _("Doorgegeven"), "ok", "send"
    if one.ended_at is not None:
        return _("Afgehandeld"), "ok", "circle-check"
    day = dates.week_day(one.look_on, clock.today())
    if one.is_late:
        return _("Te laat: het moest %(day)s") % {"day": day}, "danger", "clock"
    return _("Kijk weer op %(day)s") % {"day": day}, "line", "calendar-due"


@unlocked
def write(request: Any) -> HttpResponse:
    """Write down a signal. Who of the desk can read it stands on the page; what is typed about whom can change that."""
    with tenant_scope(request.tenant.id):
        if not signals.leads(request.staff):
            raise Http404
        desks = [(one.slug, one.name) for one in queries.desks()]
    form = SignalForm(request.POST or None, desks=desks)
    found = _read(request, lambda: signals.readers_of(request.staff, _given_so_far(request, form, desks)))
    shown = _shown(request)
    act = Act(
        heading=_("Schrijf een signaal op"),
        button=_("Bewaar dit signaal"),
        back=address(request, "signals"),
        icon="writing",
        done=_("Gelukt: je signaal is bewaard."),
        mend=_look_at_readers(request),
        holds=lambda: _check(request, found, shown),
        means=[
            {"text": _("Jij leest dit, en wie hier met naam staat. Niemand telt signalen per leidinggevende."), "sign": "eye"},
            {"text": _("Het meldpunt ziet pas iets als jij vijf dagen na je dag nog niet keek."), "sign": "clock"},
            {"text": _("Een signaal is nog geen melding. Doorgeven kan altijd, met één knop."), "sign": "send"},
            {"text": _("Is er nu gevaar? Bel 112 en wacht niet."), "sign": "no"},
        ],
    )  # fmt: skip

    def perform(_given: dict[str, Any]) -> str:
        once = form.cleaned_data["once"] or uuid4()
        with suppress(AlreadyDoneError):
            signals.write(request.staff, given=form.given(), shown=shown, signal_id=once)
        return act.back

    return act_page(
        request,
        act,
        form,
        perform,
        template="office/signal_act.html",
        context={"readers": _names(request, found), "shown_as": _SHOWN},
    )


def _check(request: Any, found: list[Candidate[Any]], shown: set[UUID]) -> None:
    with tenant_scope(request.tenant.id):
        signals.check_readers(found, shown)


def _shown(request: Any) -> set[UUID]:
    return {UUID(one) for one in request.POST.getlist(_SHOWN) if _is_id(one)}


def _look_at_readers(request: Any) -> Mend:
    """From the sentence that somebody else reads it, to the list of who does."""

    def told(error: OtherReadersError) -> str:
        with tenant_scope(request.tenant.id):
            names = {one.person_id: one.name for one in colleagues_by_alias(request.tenant.id).values()}
        came, gone = (", ".join(names[one] for one in people) for people in (error.came, error.gone))
        return _(error.sentence) % {"came": came, "gone": gone}

    heading = _("Kijk eerst wie dit nu leest")
    return Mend(OtherReadersError, _("Bekijk wie dit kan lezen"), "#lezers", told, heading)


def _given_so_far(request: Any, form: SignalForm, desks: list[tuple[str, str]]) -> Heard:
    """What stands in the form, sent or kept, sound or not: it says who would read. Without a desk the first one counts."""
    if request.method != "POST":
        put_back(request, form)
    told = form.data if form.is_bound else form.initial
    slugs, kinds = [slug for slug, _name in desks], [one.value for one in signals.KINDS]
    kind, desk = str(told.get("kind", "")), str(told.get("desk", ""))
    return Heard(
        heard="",
        agreed="",
        kind=kind if kind in kinds else kinds[0],
        look_on=clock.today(),
        desk=desk if desk in slugs else next(iter(slugs), ""),
        who=told.get("who", ""),
        about_line=bool(told.get("line")),
    )


def _is_id(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True


def _read(request: Any, ask: Callable[[], list[Candidate[Any]]]) -> list[Candidate[Any]]:
    """Who would read it; nobody, where there is no desk to choose."""
    with tenant_scope(request.tenant.id):
        try:
            return ask()
        except RefusedError:
            return []


def _names(request: Any, found: list[Candidate[Any]]) -> list[dict[str, str]]:
    """The people who would read, as the page shows them."""
    with tenant_scope(request.tenant.id):
        people: dict[UUID, Colleague] = {
            one.person_id: one for one in colleagues_by_alias(request.tenant.id).values()
        }
    return [
        {
            "id": str(one.person_id),
            "name": people[one.person_id].name,
            "function": people[one.person_id].function,
        }
        for one in found
    ]


@unlocked
def signal(request: Any, signal_id: UUID) -> HttpResponse:
    """A signal, read; for the desk the names by a button, which is a line of its own in the log."""
    opens = request.method == "POST" and "namen" in request.POST
    verb = signals.read_names if opens else signals.read
    found = verb(request.staff, signal_id=signal_id)
    is_open = found.fact.ended_at is None
    context = {
        "one": found,
        "row": _row(request, found.fact),
        "is_open": is_open,
        "desk_reads": found.fact.desk_reads_since if found.fact.is_mine else None,
        "may_open_names": found.has_names and found.names is None,
        "pass_url": address(request, "signal_pass", signal_id=signal_id)
        if found.fact.is_mine and is_open
        else "",
        "later_url": address(request, "signal_later", signal_id=signal_id)
        if found.fact.is_mine and is_open
        else "",
        "settle_url": address(request, "signal_settle", signal_id=signal_id) if is_open else "",
        "back": address(request, "signals"),
    }
    return render(request, "office/signal.html", context)


@unlocked
def pass_on(request: Any, signal_id: UUID) -> HttpResponse:
    """One tap: it becomes a report, with the manager as its reporter. One at a time: first its words are written down."""
    if _waits(request):
        tell(request, _("Schrijf eerst de acht woorden op van wat je doorgaf."))
        return redirect(address(request, "signal_words"))
    signals.read(request.staff, signal_id=signal_id)
    act = Act(
        heading=_("Geef dit signaal door als melding"),
        button=_("Geef het door"),
        back=address(request, "signal", signal_id=signal_id),
        icon="send",
        mend=_look_at_readers(request),
        means=[
            {"text": _("Het wordt een melding, met jou als melder. Je naam ligt apart op slot."), "sign": "lock"},
            {"text": _(
                "In het logboek staat dat jij een signaal doorgaf, en wanneer. Wie de computers beheert, kan daaruit afleiden "
                "welke melding van jou is."
            ), "sign": "history"},
            {"text": _("Je krijgt acht woorden. Daarmee volg je de melding op de website waar je meldt."), "sign": "key"},
            {"text": _("Over wie het gaat, leest niet mee en krijgt geen seintje."), "sign": "eye-off"},
        ],
    )  # fmt: skip
    shown = _shown(request)
    form = PassForm(request.POST or None)

    def perform(_given: dict[str, Any]) -> str:
        ref = signals.pass_on(request.staff, signal_id=signal_id, shown=shown)
        request.session[_PASSED_ON] = ref.to_session()
        return address(request, "signal_words")

    readers = _names(request, _read(request, lambda: signals.readers_now(request.staff, signal_id)))
    return act_page(
        request,
        act,
        form,
        perform,
        template="office/signal_act.html",
        context={"readers": readers, "shown_as": _SHOWN},
    )


@unlocked
def words(request: Any) -> HttpResponse:
    """The eight words of what was passed on, until they are written down."""
    waits = _waits(request)
    if waits is None:
        return redirect(address(request, "signals"))
    ref, held = waits
    if request.method == "POST":
        actions.confirm_receipt(ref)
        request.session.pop(_PASSED_ON)
        return redirect(address(request, "signals"))
    return render(request, "office/signal_words.html", {"words": held, "where": come_back_at(request)})


def _waits(request: Any) -> tuple[DraftRef, tuple[str, ...]] | None:
    """What this browser passed on and of which nobody said that the words are written down, with those words."""
    kept = request.session.get(_PASSED_ON)
    ref = DraftRef.from_session(kept) if kept else None
    if ref is None or ref.tenant_id != request.tenant.id:
        return None
    try:
        return ref, signals.words_of(ref)
    except GoneError:
        request.session.pop(_PASSED_ON)
        return None


@unlocked
def later(request: Any, signal_id: UUID) -> HttpResponse:
    """Choose another day, with what was agreed."""
    signals.read(request.staff, signal_id=signal_id)
    act = Act(
        heading=_("Kijk later nog eens"),
        button=_("Bewaar de nieuwe dag"),
        back=address(request, "signal", signal_id=signal_id),
        icon="calendar-due",
        means=[{"text": _("Wat jullie afspraken, komt erbij. Wat er stond, blijft."), "sign": "history"}],
    )

    def perform(given: dict[str, Any]) -> str:
        signals.look_again(request.staff, signal_id=signal_id, **given)
        return act.back

    return act_page(request, act, LaterForm(request.POST or None), perform)


@unlocked
def settle(request: Any, signal_id: UUID) -> HttpResponse:
    """Close it with a sentence."""
    signals.read(request.staff, signal_id=signal_id)
    act = Act(
        heading=_("Dit signaal is afgehandeld"),
        button=_("Sluit dit signaal"),
        back=address(request, "signals"),
        icon="check",
        means=[{"text": _("Hierna kun je het niet meer doorgeven. Melden kan altijd nog."), "sign": "no"}],
    )

    def perform(given: dict[str, Any]) -> str:
        signals.settle(request.staff, signal_id=signal_id, result=given["result"])
        return act.back

    return act_page(request, act, SettleForm(request.POST or None), perform)
