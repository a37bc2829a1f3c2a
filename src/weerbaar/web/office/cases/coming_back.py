"""Taking back that somebody must stay out: a mark on a colleague or a name, made by mistake, and one's own stepping out."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from django import forms
from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from weerbaar.cases import coming_back, staying_out
from weerbaar.cases.kept_out import LONGEST_NAME
from weerbaar.cases.queries import case_head
from weerbaar.cases.rules import Move
from weerbaar.database.scope import tenant_scope
from weerbaar.web.design.fields import needed
from weerbaar.web.office.act_page import Act, act_page
from weerbaar.web.office.cases.case_act import act_on, ends_by_itself, not_yet, step_page
from weerbaar.web.office.cases.forms import TOO_LONG, ReasonForm
from weerbaar.web.office.forms import NothingForm
from weerbaar.web.office.frame import address, tell
from weerbaar.web.office.gate import unlocked

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpResponse


@unlocked
def undo_keep_out(request: Any, code: str, person_id: UUID) -> HttpResponse:
    """Take away a mark that a handler set by mistake."""
    staff = request.staff
    with tenant_scope(request.tenant.id):
        seat = case_head(staff, code)
        out = staying_out.who_stays_out(staff, seat.case)
    one = next(
        (each.colleague for each in out if each.may_undo and each.colleague.person_id == person_id), None
    )
    if one is None:
        raise Http404
    who = {"name": one.first_name}
    back = address(request, "case_keep_out", code=code)
    act = act_on(
        request,
        seat.case,
        _("Hoeft %(name)s niet erbuiten te blijven?") % who,
        _("Leg vast dat het een vergissing was"),
        [
            {
                "text": _("%(name)s kan daarna weer toegang krijgen, als een collega die geeft.") % who,
                "sign": "yes",
            },
            {
                "text": _("%(name)s krijgt hiermee geen sleutel terug, ook niet van wat nieuw op slot ging.")
                % who,
                "sign": "key",
            },
            {"text": _("Wie erbij kwam, blijft erbij."), "sign": "users"},
            {"text": _("Wie een sleutel van de zaak heeft, leest je reden. De melder niet."), "sign": "eye"},
        ],
        icon="arrow-back-up",
    )
    act = replace(act, back=back)
    if request.method != "POST" and (ends := ends_by_itself(request, act, seat.until)):
        return ends

    def perform(given: dict[str, Any]) -> str:
        coming_back.undo_keep_out(staff, code=code, person_id=person_id, reason=given["reason"])
        tell(request, _("%(name)s hoeft niet meer erbuiten te blijven. Toegang geef je apart.") % who)
        return back

    return act_page(request, act, ReasonForm(request.POST or None), perform)


@unlocked
def withdraw_person(request: Any, code: str, party_id: UUID) -> HttpResponse:
    """Take somebody off the record whom a handler recorded by mistake."""
    staff = request.staff
    with tenant_scope(request.tenant.id):
        seat = case_head(staff, code)
        short, missing = coming_back.withdrawing(staff, code, party_id)
    who = {"short": short}
    act = act_on(
        request,
        seat.case,
        _("Was %(short)s een vergissing?") % who,
        _("Haal %(short)s weg") % who,
        [
            {
                "text": _("%(short)s blijft in de lijst staan als vervallen. Dit draai je niet terug.") % who,
                "sign": "history",
            },
            {"text": _("De naam die apart lag, wordt gewist."), "sign": "lock"},
            {
                "text": _(
                    "Moest %(short)s daarom erbuiten blijven? Dat hoeft dan niet meer. Wat de melder of een collega apart "
                    "zei, blijft staan."
                )
                % who,
                "sign": "yes",
            },
            {"text": _("Niemand krijgt hiermee een sleutel terug. Toegang geef je apart."), "sign": "key"},
            {
                "text": _(
                    "Wie een sleutel van de zaak heeft, leest je reden. Noem daarin geen naam. De melder leest hem niet."
                ),
                "sign": "eye",
            },
        ],
        icon="arrow-back-up",
        place="#personen",
        danger=True,
    )
    if request.method != "POST":
        if ends := ends_by_itself(request, act, seat.until):
            return ends
        if missing:
            return not_yet(request, act, _(missing))

    def perform(given: dict[str, Any]) -> None:
        coming_back.withdraw_person(staff, code=code, party_id=party_id, reason=given["reason"])
        tell(request, _("%(short)s is weggehaald en staat in de lijst als vervallen.") % who)

    return step_page(request, seat.case, act, ReasonForm(request.POST or None), (Move.WORK, perform))


class NameForm(ReasonForm):
    """Which name, and why."""

    name = needed(
        forms.CharField(
            label=gettext_lazy("Welke naam was een vergissing?"),
            required=False,
            max_length=LONGEST_NAME,
            help_text=gettext_lazy(
                "Voornaam en achternaam. Welke namen zijn vastgelegd, staat nergens: typ de naam zoals toen."
            ),
            error_messages=TOO_LONG,
        )
    )
    field_order = ["name", "reason"]


@unlocked
def undo_name(request: Any, code: str) -> HttpResponse:
    """Take away the mark on a name that a handler set by mistake."""
    staff = request.staff
    with tenant_scope(request.tenant.id):
        seat = case_head(staff, code)
    act = act_on(
        request,
        seat.case,
        _("Welke naam hoeft niet erbuiten te blijven?"),
        _("Leg vast dat het een vergissing was"),
        [
            {"text": _("Komt er iemand werken die zo heet? Die kan dan toegang krijgen."), "sign": "yes"},
            {"text": _("Niemand krijgt hiermee een sleutel."), "sign": "key"},
            {
                "text": _("De naam ligt daarna apart bij je reden. Wie de namen opent, leest hem."),
                "sign": "lock",
            },
            {
                "text": _("Zei de melder zelf dat het om deze naam gaat? Dan blijft dat zo."),
                "sign": "no",
            },
            {
                "text": _(
                    "Is iemand met deze naam vastgelegd als betrokkene? Haal die dan weg bij Personen, in de zaak."
                ),
                "sign": "no",
            },
            {"text": _("Wie een sleutel van de zaak heeft, leest je reden. De melder niet."), "sign": "eye"},
        ],
        icon="arrow-back-up",
    )
    act = replace(act, back=address(request, "case_keep_out", code=code))
    if request.method != "POST" and (ends := ends_by_itself(request, act, seat.until)):
        return ends

    def perform(given: dict[str, Any]) -> str:
        coming_back.undo_name(staff, code=code, name=given["name"], reason=given["reason"])
        tell(request, _("Wat een behandelaar over deze naam vastlegde, is teruggenomen."))
        return act.back

    return act_page(request, act, NameForm(request.POST or None), perform)


@unlocked
def undo_recuse(request: Any, code: str) -> HttpResponse:
    """Take back that one stepped out. It shows nothing of the case but the code that was typed."""
    staff = request.staff
    with tenant_scope(request.tenant.id):
        if not coming_back.stepped_out(staff, code):
            raise Http404
    home = address(request, "home")
    act = Act(
        heading=_("Neem terug dat je je terugtrok"),
        button=_("Neem het terug"),
        back=home,
        about=code,
        means=[
            {"text": _("Je krijgt hiermee geen sleutel en ziet niets van de zaak."), "sign": "no"},
            {
                "text": _("Wil je weer meedoen? Vraag het een collega die de zaak behandelt. Die besluit."),
                "sign": "users",
            },
            {"text": _("Dat je dit deed, staat in de tijdlijn van de zaak."), "sign": "history"},
        ],
        icon="arrow-back-up",
        keeps=False,
    )

    def perform(_given: dict[str, Any]) -> str:
        coming_back.undo_recuse(staff, code=code)
        tell(request, _("Je nam terug dat je je terugtrok. Een collega besluit of je weer toegang krijgt."))
        return home

    return act_page(request, act, NothingForm(request.POST or None), perform)
