"""Releasing something of a case to the organisation that shows this desk: the pages of the party that runs it.

First the reporter is told what will go, then it goes, or not, or it is taken back.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

from django import forms
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from weerbaar.cases import queries
from weerbaar.cases import releasing as verbs
from weerbaar.cases.acting import AlreadyDoneError
from weerbaar.cases.announcing import Ready
from weerbaar.cases.packages import may_leave
from weerbaar.cases.releasing import Package
from weerbaar.cases.rules import LONGEST_REASON, LONGEST_TEXT, missing_before_release
from weerbaar.database.scope import tenant_scope
from weerbaar.ground import clock
from weerbaar.web.design import dates
from weerbaar.web.design.fields import ManyChoices
from weerbaar.web.office.act_page import act_page
from weerbaar.web.office.cases.case_act import about_a_report, act_on, case_of, ends_by_itself, not_yet
from weerbaar.web.office.cases.forms import TOO_LONG, ReasonForm
from weerbaar.web.office.forms import NothingForm
from weerbaar.web.office.frame import address
from weerbaar.web.office.gate import unlocked
from weerbaar.web.office.leaving import GOES_TO

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from django.http import HttpResponse

    from weerbaar.cases.models import Case
    from weerbaar.cases.queries import CaseFile, FileView
    from weerbaar.cases.releasing import ReleaseView
    from weerbaar.organisation.links import Offered
    from weerbaar.web.office.act_page import Act

_PLACE = "#doorgeven-aan-organisatie"


class ReleaseForm(NothingForm):
    """`once` was drawn when the form was shown: a second click finds what the first did."""

    once = forms.UUIDField(widget=forms.HiddenInput, required=False, initial=uuid4)
    receivers = forms.MultipleChoiceField(
        label=gettext_lazy("Aan wie?"),
        help_text=gettext_lazy("Ten minste twee mensen van één organisatie. Kies niemand over wie het gaat."),
        widget=ManyChoices,
        error_messages={
            "required": gettext_lazy("Kies aan wie je dit geeft."),
            "invalid_choice": gettext_lazy("Kies alleen mensen uit de lijst."),
        },
    )
    text = forms.CharField(
        label=gettext_lazy("Wat geef je door?"),
        max_length=LONGEST_TEXT,
        help_text=gettext_lazy("Typ of plak de tekst die zij lezen. Zij zien niets anders van de zaak."),
        widget=forms.Textarea({"rows": 12}),
        error_messages={"required": gettext_lazy("Schrijf op wat je doorgeeft."), **TOO_LONG},
    )
    told = forms.CharField(
        label=gettext_lazy("Wat vertel je de melder?"),
        max_length=LONGEST_REASON,
        help_text=gettext_lazy(
            "Zeg in gewone woorden wat er gaat. Aan wie het gaat, en tot wanneer de melder kan reageren, zetten wij erbij."
        ),
        widget=forms.Textarea({"rows": 4}),
        error_messages={
            "required": gettext_lazy("Schrijf op wat je de melder vertelt."),
            **TOO_LONG,
        },
    )
    papers = forms.MultipleChoiceField(
        label=gettext_lazy("Welke bestanden gaan mee?"),
        required=False,
        help_text=gettext_lazy("De naam van een bestand gaat ook mee."),
        widget=ManyChoices,
        error_messages={"invalid_choice": gettext_lazy("Kies alleen bestanden uit de lijst.")},
    )
    checked = forms.BooleanField(
        label=gettext_lazy("Ik las alles na: er staan geen namen in die er niet in mogen staan."),
        help_text=gettext_lazy("Let ook op functies, data en zinnen waaraan iemand de melder herkent."),
        error_messages={"required": gettext_lazy("Lees alles na op namen, en zet dan hier een vinkje.")},
    )
    reason = forms.CharField(
        label=gettext_lazy("Waarom geef je dit door?"),
        max_length=LONGEST_REASON,
        help_text=gettext_lazy("Alleen wie een sleutel van deze zaak heeft, leest je reden."),
        widget=forms.Textarea({"rows": 3}),
        error_messages={"required": gettext_lazy("Schrijf op waarom."), **TOO_LONG},
    )

    def __init__(
        self, *args: Any, offers: Sequence[Offered], files: Sequence[FileView], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self._towns = {str(one.offer.id): one.town.name for one in offers}
        self._people = {
            f"{one.offer.id} {who.person_id}": f"{who.name}, {who.function}"
            for one in offers
            for who in one.receivers
        }
        people: Any = self.fields["receivers"]
        people.choices = [
            (value, f"{label} ({self.town_of(value)})") for value, label in self._people.items()
        ]
        chosen: Any = self.fields["papers"]
        chosen.choices = [(str(one.id), one.details.name) for one in files]
        if not files:
            del self.fields["papers"]

    def town_of(self, choice: str) -> str:
        """The name of the organisation of somebody who was chosen."""
        return self._towns[choice.split(maxsplit=1)[0]]

    def people(self) -> list[str]:
        """Name and function of those who were chosen."""
        return [self._people[one] for one in self.cleaned_data["receivers"]]

    def clean_receivers(self) -> list[str]:
        """All of one organisation: a package lies in the rows of one tenant."""
        chosen = self.cleaned_data["receivers"]
        if len({one.split()[0] for one in chosen}) > 1:
            raise forms.ValidationError(_("Kies mensen van één organisatie. Geef de andere het daarna."))
        return chosen


class GoForm(NothingForm):
    """Whether what was announced goes now. Without a reason only when the reporter had the time and said nothing."""

    reason = forms.CharField(
        label=gettext_lazy("Waarom kan het niet wachten?"),
        max_length=LONGEST_REASON,
        help_text=gettext_lazy(
            "De melder heeft nog tijd om te reageren. Alleen wie een sleutel van deze zaak heeft, leest je reden."
        ),
        widget=forms.Textarea({"rows": 3}),
        error_messages={"required": gettext_lazy("Schrijf op waarom."), **TOO_LONG},
    )

    def __init__(self, *args: Any, ready: Ready, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if ready is Ready.HAD_THE_TIME:
            del self.fields["reason"]
        elif ready.may:
            self.fields["reason"].label = _("Wat deed je met wat de melder zei?")
            self.fields["reason"].help_text = _("Alleen wie een sleutel van deze zaak heeft, leest dit.")


@unlocked
@about_a_report
def announce(request: Any, code: str) -> HttpResponse:
    """Write what will go, for whom, and what the reporter is told of it. Nothing goes yet."""
    case = case_of(request, code)
    act = act_on(
        request,
        case,
        _("Geef iets door aan de organisatie"),
        _("Kijk na wat je doorgeeft"),
        [
            {"text": _("Alleen wie je hier kiest, kan de tekst en de bestanden openen."), "sign": "eye"},
            {
                "text": _("Zij mogen een collega een sleutel geven. Dat staat in hun logboek."),
                "sign": "users",
            },
            {
                "text": _("De melding, het gesprek, de namen en de rest van de zaak gaan niet mee."),
                "sign": "no",
            },
            {
                "text": _(
                    "De melder hoort het eerst, en heeft vijf werkdagen om te reageren. Eerder mag alleen met een reden."
                ),
                "sign": "clock",
            },
            {
                "text": _(
                    "Hierna verander je de tekst niet meer. Je kunt wel besluiten om niets door te geven."
                ),
                "sign": "lock",
            },
        ],
        icon="message-circle",
        place=_PLACE,
        done=_("De melder weet het. Er is nog niets doorgegeven."),
    )
    with tenant_scope(request.tenant.id):
        head = queries.case_head(request.staff, code)
        offers = verbs.may_receive(case)
        files = _files(request, case)
    if ended := ends_by_itself(request, act, head.until):
        return ended
    if not offers:
        sentence = _(
            "Geen organisatie die dit meldpunt laat zien, noemde mensen die nu iets kunnen ontvangen."
        )
        return not_yet(request, act, sentence)
    if missing := missing_before_release(case.stage):
        return not_yet(request, act, _(missing))
    form = ReleaseForm(request.POST or None, offers=offers, files=files)
    if request.method == "POST" and GOES_TO not in request.POST:
        if "wijzig" in request.POST:
            return render(request, "office/act.html", {"act": act, "form": form})
        if "klopt" not in request.POST and form.is_valid():
            return _check(request, case, act, form)

    def perform(given: dict[str, Any]) -> str:
        package = _package(request, code, given)
        with suppress(AlreadyDoneError):
            verbs.announce(
                request.staff, code=code, package=package, told=given["told"], reason=given["reason"]
            )
        return act.back

    return act_page(request, act, form, perform)


def _package(request: Any, code: str, given: dict[str, Any]) -> Package:
    chosen = [one.split() for one in given["receivers"]]
    return Package(
        id=verbs.package_id(request.staff, code=code, once=given["once"] or uuid4()),
        offer_id=UUID(chosen[0][0]),
        receivers=[UUID(person_id) for _offer, person_id in chosen],
        text=given["text"],
        files=[UUID(one) for one in given.get("papers", ())],
    )


def _check(request: Any, case: Case, act: Act, form: ReleaseForm) -> HttpResponse:
    """What will be handed over and to whom, and what the reporter is told, to read once more."""
    given = form.cleaned_data
    town = form.town_of(given["receivers"][0])
    papers = dict(getattr(form.fields.get("papers"), "choices", ()))
    with tenant_scope(request.tenant.id):
        found = verbs.names_in(request.staff, case, given["text"])
        announcement = verbs.announcement(
            case,
            queries.keys_to(request.staff, case),
            told=given["told"],
            town=town,
            receivers=form.people(),
            files=len(given.get("papers", ())),
            told_on=clock.today(),
        )
    context = {
        "act": act,
        "town": town,
        "announcement": announcement,
        "people": form.people(),
        "papers": [papers[one] for one in given.get("papers", ())],
        "given": given,
        "found": found,
        "sent": [(name, value) for name in form.fields for value in request.POST.getlist(name)],
    }
    return render(request, "office_cases/release_check.html", context)


def _files(request: Any, case: Case) -> list[FileView]:
    there = queries.case_files(case, queries.keys_to(request.staff, case))
    return [one for one in there if may_leave(one.details)]


def section(request: Any, page: CaseFile) -> dict[str, Any] | None:
    """What the file page says of it; None where nobody shows this desk and nothing was ever handed over."""
    is_early = bool(missing_before_release(page.case.stage))
    can = bool(verbs.may_receive(page.case)) and not page.access.until
    rows = verbs.releases_of(page.case, page.keys)
    if not can and not rows:
        return None
    code = page.case.code
    return {
        "rows": [
            {
                "one": one,
                "chip": _chip(one),
                "about": _about(one),
                "acts": [] if page.access.until else _acts(request, code, one),
            }
            for one in rows
        ],
        "url": address(request, "case_release", code=code) if can and not is_early else "",
    }


def _chip(one: ReleaseView) -> tuple[str, str, str]:
    if one.recalled_at:
        return _chip_of_recalled(one)
    if one.is_delivered:
        return _("Doorgegeven"), "ok", "circle-check"
    if one.sent_at:
        return _("Nog niet aangekomen"), "warn", "alert-triangle"
    if one.ready is Ready.HAD_THE_TIME:
        return _("Mag nu doorgegeven worden"), "accent", "send"
    if one.ready.may:
        is_answer = one.ready is Ready.ANSWERED
        says = _("De melder reageerde") if is_answer else _("De melder schreef iets")
        return says, "warn", "message-circle"
    return _("Wacht op de melder"), "warn", "clock"


def _chip_of_recalled(one: ReleaseView) -> tuple[str, str, str]:
    if not one.is_ended:
        return _("Terugnemen is nog niet gelukt"), "warn", "alert-triangle"
    if one.sent_at:
        return _("Teruggenomen"), "line", "arrow-back-up"
    return _("Niet doorgegeven"), "line", "x"


def _about(one: ReleaseView) -> str:
    """When what happened, or until when the reporter can respond."""
    today = clock.today()
    if one.recalled_at and one.sent_at:
        return _("Teruggenomen op %(day)s. Wat zij al lazen, weten zij.") % {
            "day": dates.day_and_time(one.recalled_at, today)
        }
    if one.sent_at or one.recalled_at or one.last_day is None:
        return ""
    if one.ready.is_waiting:
        return _("De melder kan reageren tot en met %(day)s.") % {"day": dates.short_day(one.last_day, today)}
    if one.ready is not Ready.HAD_THE_TIME:
        return _("Lees eerst wat de melder schreef.")
    return _("De melder had vijf werkdagen en reageerde niet.")


def _acts(request: Any, code: str, one: ReleaseView) -> list[dict[str, str]]:
    offered: list[tuple[str, str]] = []
    if one.may_go:
        offered.append(("case_release_go", _("Lees het na en geef het door")))
    if not one.sent_at and not one.is_ended:
        offered.append(("case_release_drop", _("Geef dit niet door")))
    elif not one.is_ended:
        offered.append(("case_take_back", _("Neem dit terug")))
    return [
        {"url": address(request, name, code=code, release_id=one.id), "label": label}
        for name, label in offered
    ]


@unlocked
@about_a_report
def go(request: Any, code: str, release_id: UUID) -> HttpResponse:
    """Hand over what the reporter was told of, once they could say something to it."""
    case, one, until = _release(request, code, release_id)
    act = act_on(
        request,
        case,
        _("Geef dit door aan %(town)s") % {"town": one.town},
        _("Geef dit door"),
        [
            {"text": _("Zij kunnen de tekst en de bestanden meteen openen."), "sign": "eye"},
            {"text": _("De melder hoort dat het gegeven is."), "sign": "yes"},
            {"text": _("Je kunt het later terugnemen. Wat zij dan al lazen, weten zij."), "sign": "no"},
            {"text": _("Dit staat in het logboek van beide kanten."), "sign": "history"},
        ],
        icon="send",
        place=_PLACE,
        done=_("Het is doorgegeven. De melder hoort dat ook."),
    )
    if ended := ends_by_itself(request, act, until):
        return ended
    if not one.may_go and request.method != "POST":
        return not_yet(request, act, _("Dit is al doorgegeven, of het gaat niet door."))

    def perform(given: dict[str, Any]) -> str:
        with suppress(AlreadyDoneError):
            verbs.release(
                request.staff, code=code, release_id=release_id, reason=given.get("reason", ""), seen=seen
            )
        return act.back

    # What stood on the page that was sent. The page itself says it anew, so that what is refused can be read and sent.
    shown = request.POST.getlist("seen")
    seen = [message_id for message_id in one.seen if str(message_id) in shown]
    # What broke off on its way has its reason on record.
    form = GoForm(request.POST or None, ready=Ready.HAD_THE_TIME if one.sent_at else one.ready)
    context = {"one": one, "about": _about(one)}
    return act_page(request, act, form, perform, template="office_cases/release_go.html", context=context)


@unlocked
def drop(request: Any, code: str, release_id: UUID) -> HttpResponse:
    """Hand over nothing of what the reporter was told of."""
    case, one, until = _release(request, code, release_id)
    act = act_on(
        request,
        case,
        _("Geef dit niet door"),
        _("Geef dit niet door"),
        [
            {
                "text": _("%(town)s krijgt dit niet, en merkt er niets van.") % {"town": one.town},
                "sign": "no",
            },
            {"text": _("De melder hoort dat het niet doorgaat."), "sign": "yes"},
            {
                "text": _("Wil je later toch iets doorgeven? Dan vertel je het de melder opnieuw."),
                "sign": "history",
            },
        ],
        icon="x",
        place=_PLACE,
        danger=True,
        done=_("Het gaat niet door. De melder hoort dat ook."),
    )
    if ended := ends_by_itself(request, act, until):
        return ended
    if (one.sent_at or one.is_ended) and request.method != "POST":
        return not_yet(request, act, _("Dit is al doorgegeven, of het gaat niet door."))

    def perform(given: dict[str, Any]) -> str:
        with suppress(AlreadyDoneError):
            verbs.drop_release(request.staff, code=code, release_id=release_id, reason=given["reason"])
        return act.back

    form = ReasonForm(request.POST or None)
    form.fields["reason"].label = _("Waarom geef je dit niet door?")
    context = {"one": one, "about": _about(one)}
    return act_page(request, act, form, perform, template="office_cases/release_go.html", context=context)


def _release(request: Any, code: str, release_id: UUID) -> tuple[Case, ReleaseView, datetime | None]:
    """One release of a case, and until when its reader has a key, if that ends."""
    case = case_of(request, code)
    with tenant_scope(request.tenant.id):
        until = queries.case_head(request.staff, code).until
        return case, verbs.release_of(request.staff, case, release_id), until


@unlocked
def take_back(request: Any, code: str, release_id: UUID) -> HttpResponse:
    """Take back what was handed over, as far as that can be."""
    case, one, until = _release(request, code, release_id)
    act = act_on(
        request,
        case,
        _("Neem terug wat je doorgaf"),
        _("Neem dit terug"),
        [
            {
                "text": _("Niemand van %(town)s kan de tekst en de bestanden hierna nog openen.")
                % {"town": one.town},
                "sign": "lock",
            },
            {
                "text": _("Wat zij al lazen, bewaarden of aan anderen vertelden, haal je niet terug."),
                "sign": "no",
            },
            {
                "text": _("Zij zien dat jullie dit terugnamen, en wanneer. Je reden zien zij niet."),
                "sign": "eye",
            },
            {"text": _("De melder hoort dat je het terugnam."), "sign": "yes"},
            {"text": _("Dit staat in het logboek van beide kanten."), "sign": "history"},
        ],
        icon="arrow-back-up",
        place=_PLACE,
        danger=True,
        done=_("Het is teruggenomen. Niemand daar kan het nog openen."),
    )
    if ended := ends_by_itself(request, act, until):
        return ended
    if one.is_ended and request.method != "POST":
        return not_yet(request, act, _("Dit is al teruggenomen."))

    def perform(given: dict[str, Any]) -> str:
        with suppress(AlreadyDoneError):
            verbs.take_back(request.staff, code=code, release_id=release_id, reason=given["reason"])
        return act.back

    context = {"one": one}
    form = ReasonForm(request.POST or None)
    form.fields["reason"].label = _("Waarom neem je dit terug?")
    return act_page(request, act, form, perform, template="office_cases/take_back.html", context=context)
