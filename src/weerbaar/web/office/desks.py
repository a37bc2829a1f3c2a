"""The administrator's pages about desks: where people report, and who reads there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.http import Http404
from django.shortcuts import render
from django.utils.translation import gettext as _

from weerbaar.cases.models import Kind
from weerbaar.database.scope import tenant_scope
from weerbaar.ground import clock
from weerbaar.intake.mailboxes import desks_in_trouble, mailbox_of
from weerbaar.intake.rules import FEWEST_READERS
from weerbaar.organisation import actions, links, queries, rules
from weerbaar.organisation.actions import DeskTexts
from weerbaar.organisation.desk_rules import desk_state
from weerbaar.organisation.models import Desk
from weerbaar.web.office.act_page import Act, act_page
from weerbaar.web.office.desk_forms import OwnQuestionsForm, ScheduleForm
from weerbaar.web.office.forms import DeskForm, NothingForm, ReaderForm
from weerbaar.web.office.frame import address, tell
from weerbaar.web.office.people import administration

if TYPE_CHECKING:
    from django.http import HttpResponse


@administration
def desks(request: Any) -> HttpResponse:
    """The desks, and whether enough people can read there."""
    after = request.GET.get("na", "")
    with tenant_scope(request.tenant.id):
        page, following = queries.desks_page(request.tenant.id, after=after)
        able = queries.readers_at([one.id for one in page])
        troubled = desks_in_trouble()
    rows = [
        {
            "desk": one,
            "kinds": _kinds(one),
            "readers": len(able[one.id].members),
            "is_unseen": not (able[one.id].members or able[one.id].reserves),
            "needs_readers": len(able[one.id].members) + len(able[one.id].reserves) < FEWEST_READERS,
            "state": desk_state(one, clock.today()).value,
            "has_trouble": one.id in troubled,
        }
        for one in page
    ]
    with tenant_scope(request.tenant.id):
        others = links.linked()
    context = {
        "others": others,
        "rows": rows,
        "enough": FEWEST_READERS,
        "after": following,
        "is_first": not after,
    }
    return render(request, "office/desks.html", context)


@administration
def desk(request: Any, desk: str) -> HttpResponse:
    """One desk: what it takes and who reads."""
    found = _desk(request, desk)
    with tenant_scope(request.tenant.id):
        people = queries.desk_people(found.id)
        offers = links.offers(desk_id=found.id)
        has_mailbox = mailbox_of(found.id) is not None
    able = sum(1 for one, reserve in people if one.is_trusted and not reserve)
    context = {
        "desk": found,
        "kinds": _kinds(found),
        "kind_of_desk": _(Desk.Kind(found.kind).label),
        "state": desk_state(found, clock.today()).value,
        "offers": offers,
        "has_mailbox": has_mailbox,
        "readers": [one for one, reserve in people if not reserve],
        "reserves": [one for one, reserve in people if reserve],
        "enough": FEWEST_READERS,
        "too_few": able < FEWEST_READERS,
        "needs_readers": sum(one.is_trusted for one, _reserve in people) < FEWEST_READERS,
        # The same as what the public pages ask: with nobody to seal to, the desk is not among the choices.
        "is_unseen": not any(one.is_trusted for one, _reserve in people),
    }
    return render(request, "office/desk.html", context)


@administration
def desk_add(request: Any) -> HttpResponse:
    """A new desk."""
    act = Act(
        heading=_("Voeg een meldpunt toe"),
        button=_("Voeg het meldpunt toe"),
        back=address(request, "desks"),
        icon="plus",
        means=_meaning(),
    )

    def perform(answers: dict[str, Any]) -> str:
        made = actions.desk_add(request.staff, texts=DeskTexts(**answers))
        tell(request, _("Het meldpunt is toegevoegd. Kies nu wie er leest."))
        return address(request, "desk", desk=made.slug)

    return act_page(request, act, DeskForm(request.POST or None), perform)


@administration
def desk_change(request: Any, desk: str) -> HttpResponse:
    """Other texts, other kinds, open or closed."""
    found = _desk(request, desk)
    act = Act(
        heading=_("Verander het meldpunt"),
        about=found.name,
        button=_("Verander het meldpunt"),
        back=address(request, "desk", desk=found.slug),
        means=_meaning(),
    )
    initial = {name: getattr(found, name) for name in DeskTexts._fields}

    def perform(answers: dict[str, Any]) -> str:
        actions.desk_change(request.staff, desk_id=found.id, texts=DeskTexts(**answers))
        links.tell_towns(request.tenant.id)
        tell(request, _("Het meldpunt is veranderd."))
        return address(request, "desk", desk=answers["slug"])

    return act_page(request, act, DeskForm(request.POST or None, initial=initial), perform)


@administration
def schedule(request: Any, desk: str) -> HttpResponse:
    """What kind of desk it is, and on which days it takes reports."""
    found = _desk(request, desk)
    back = address(request, "desk", desk=found.slug)
    act = Act(
        heading=_("Zet de soort en de dagen"),
        about=found.name,
        button=_("Bewaar de soort en de dagen"),
        back=back,
        icon="calendar-due",
        means=[
            {
                "text": _("De dagen staan op de openbare pagina, ook bij wie dit meldpunt laat zien."),
                "sign": "eye",
            },
            {"text": _("Buiten die dagen kan niemand hier een nieuwe melding sturen."), "sign": "no"},
            {
                "text": _("Een gesprek met een melder dat al loopt, gaat door tot de zaak klaar is."),
                "sign": "yes",
            },
            {"text": _("Dit staat in het logboek, met jouw naam."), "sign": "history"},
        ],
    )
    initial = {name: getattr(found, name) for name in ("kind", "opens_on", "closes_on")}

    def perform(answers: dict[str, Any]) -> str:
        actions.desk_schedule(request.staff, desk_id=found.id, **answers)
        links.tell_towns(request.tenant.id)
        tell(request, _("De soort en de dagen zijn bewaard."))
        return back

    return act_page(request, act, ScheduleForm(request.POST or None, initial=initial), perform)


@administration
def own_questions(request: Any, desk: str) -> HttpResponse:
    """What this desk asks a reporter besides what every desk asks."""
    found = _desk(request, desk)
    back = address(request, "desk", desk=found.slug)
    act = Act(
        heading=_("Zet de eigen vragen"),
        about=found.name,
        button=_("Bewaar de eigen vragen"),
        back=back,
        icon="help-circle",
        means=[
            {"text": _("De melder ziet deze vragen op een eigen pagina en mag ze overslaan."), "sign": "eye"},
            {"text": _("Vraag niets wat een melder kan verraden, zoals een personeelsnummer."), "sign": "no"},
            {"text": _("Een melding houdt de vragen zoals ze waren toen de melder ze kreeg.")},
            {"text": _("Dit staat in het logboek, met jouw naam."), "sign": "history"},
        ],
    )
    initial = {"questions": "\n".join(one["text"] for one in found.questions)}

    def perform(answers: dict[str, Any]) -> str:
        actions.desk_set_questions(
            request.staff, desk_id=found.id, questions=answers["questions"].splitlines()
        )
        links.tell_towns(request.tenant.id)
        tell(request, _("De eigen vragen zijn bewaard."))
        return back

    return act_page(request, act, OwnQuestionsForm(request.POST or None, initial=initial), perform)


@administration
def reader_add(request: Any, desk: str) -> HttpResponse:
    """Somebody who will read what comes in."""
    found = _desk(request, desk)
    with tenant_scope(request.tenant.id):
        people = [
            one for one in queries.people(request.tenant.id) if not one.left and one.roles & rules.DESK_ROLES
        ]
    back = address(request, "desk", desk=found.slug)
    act = Act(
        heading=_("Zet iemand bij het meldpunt"),
        about=found.name,
        button=_("Zet deze persoon bij het meldpunt"),
        back=back,
        icon="user-plus",
        means=[
            {"text": _("De melder ziet vóór het typen wie er leest, en kan iemand weglaten."), "sign": "eye"},
            {"text": _("Het geldt voor meldingen van nu af. Oude zaken gaan niet open."), "sign": "no"},
            {"text": _("Zonder sleutel die bevestigd is, leest deze persoon nog niets."), "sign": "key"},
            {"text": _("Dit staat in het logboek, met jouw naam."), "sign": "history"},
        ],
    )

    def perform(answers: dict[str, Any]) -> str:
        actions.desk_member_add(
            request.staff,
            desk_id=found.id,
            person_id=UUID(answers["person"]),
            is_reserve=answers["place"] == "reserve",
        )
        links.tell_towns(request.tenant.id)
        tell(request, _("Deze persoon staat nu bij het meldpunt."))
        return back

    return act_page(request, act, ReaderForm(request.POST or None, people=people), perform)


@administration
def reader_remove(request: Any, desk: str, person_id: UUID) -> HttpResponse:
    """Somebody who will no longer read what comes in."""
    found = _desk(request, desk)
    with tenant_scope(request.tenant.id):
        one = next((one for one, _r in queries.desk_people(found.id) if one.person_id == person_id), None)
    if one is None:
        raise Http404
    back = address(request, "desk", desk=found.slug)
    act = Act(
        heading=_("Haal %(name)s weg bij het meldpunt") % {"name": one.first_name},
        about=found.name,
        button=_("Haal %(name)s weg bij het meldpunt") % {"name": one.first_name},
        back=back,
        danger=True,
        means=[
            {"text": _("Nieuwe meldingen gaan niet meer naar deze persoon."), "sign": "no"},
            {
                "text": _("Sleutels van zaken die er al zijn, trekt een behandelaar in per zaak."),
                "sign": "key",
            },
        ],
    )

    def perform(_answers: dict[str, Any]) -> str:
        actions.desk_member_remove(request.staff, desk_id=found.id, person_id=person_id)
        links.tell_towns(request.tenant.id)
        tell(request, _("Deze persoon staat niet meer bij het meldpunt."))
        return back

    return act_page(request, act, NothingForm(request.POST or None), perform)


def _meaning() -> list[dict[str, str]]:
    return [
        {"text": _("Wat je hier schrijft, is openbaar. Zet er geen namen in."), "sign": "eye"},
        {"text": _("Wie er leest, kies je daarna."), "sign": "users"},
    ]


def _kinds(desk: Desk) -> list[str]:
    known = {kind.value: kind.label for kind in Kind}
    return [_(known.get(kind, kind)) for kind in desk.kinds]


def _desk(request: Any, slug: str) -> Desk:
    with tenant_scope(request.tenant.id):
        found = queries.desk(request.tenant.id, slug)
    if found is None:
        raise Http404
    return found
