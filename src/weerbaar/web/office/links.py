"""The administrator's pages about desks that one party runs and another shows: offering, accepting, ending."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.http import Http404
from django.utils.translation import gettext as _

from weerbaar.cases.models import Kind
from weerbaar.database.scope import tenant_scope
from weerbaar.intake.rules import FEWEST_READERS
from weerbaar.organisation import links, queries
from weerbaar.organisation.links import LinkTexts
from weerbaar.web.office.act_page import Act, act_page
from weerbaar.web.office.desk_forms import LinkForm, OfferForm
from weerbaar.web.office.forms import NothingForm
from weerbaar.web.office.frame import address, tell
from weerbaar.web.office.people import administration

if TYPE_CHECKING:
    from django.http import HttpResponse

    from weerbaar.organisation.links import Linked, Offered


@administration
def offer(request: Any, desk: str) -> HttpResponse:
    """Let another organisation show this desk on its page."""
    with tenant_scope(request.tenant.id):
        found = queries.desk(request.tenant.id, desk)
        asked = {one.town.id for one in links.offers(desk_id=found.id)} if found else set[UUID]()
    if found is None:
        raise Http404
    back = address(request, "desk", desk=found.slug)
    not_again = asked | {request.tenant.id}
    towns = [one for one in queries.tenants() if not one.is_party and one.id not in not_again]
    act = Act(
        heading=_("Bied dit meldpunt aan"),
        about=found.name,
        button=_("Bied dit meldpunt aan"),
        back=back,
        icon="send",
        means=[
            {
                "text": _(
                    "De beheerder van die organisatie ziet je aanbod en besluit of het op haar pagina komt."
                )
            },
            {"text": _("Zij leest niets van wat hier binnenkomt, ook niet hoeveel dat is."), "sign": "no"},
            {
                "text": _(
                    "Zij noemt mensen aan wie jullie iets mogen geven. Wat en wanneer, besluiten jullie."
                ),
                "sign": "users",
            },
            {"text": _("Dit staat in het logboek van beide kanten."), "sign": "history"},
        ],
    )

    def perform(answers: dict[str, Any]) -> str:
        links.offer(request.staff, desk_id=found.id, town_slug=answers["town"])
        tell(request, _("Het meldpunt is aangeboden."))
        return back

    return act_page(request, act, OfferForm(request.POST or None, towns=towns), perform)


@administration
def withdraw(request: Any, offer_id: UUID) -> HttpResponse:
    """Take an offer back: the other organisation shows the desk no longer."""
    found = _offered(request, offer_id)
    back = address(request, "desk", desk=found.desk.slug)
    act = Act(
        heading=_("Trek het aanbod aan %(town)s in") % {"town": found.town.name},
        about=found.desk.name,
        button=_("Trek het aanbod in"),
        back=back,
        danger=True,
        means=[
            {
                "text": _("%(town)s laat dit meldpunt niet meer zien.") % {"town": found.town.name},
                "sign": "no",
            },
            {"text": _("Jullie kunnen daar niemand meer iets geven. Wat al is gegeven, houden zij.")},
            {"text": _("Wie hier meldde, komt nog terug met de acht woorden."), "sign": "yes"},
        ],
    )

    def perform(_answers: dict[str, Any]) -> str:
        links.withdraw_offer(request.staff, offer_id=offer_id)
        tell(request, _("Het aanbod is ingetrokken."))
        return back

    return act_page(request, act, NothingForm(request.POST or None), perform)


@administration
def accept(request: Any, link_id: UUID) -> HttpResponse:
    """Show the desk of another party, or change what is said of it and who receives."""
    found = _linked(request, link_id)
    with tenant_scope(request.tenant.id):
        people, chosen = links.can_receive(request.tenant.id), links.receivers_of(link_id)
        before = links.before_of(found.link)
    is_new = found.link.accepted_at is None
    heading = _("Laat dit meldpunt zien") if is_new else _("Verander wat jullie van dit meldpunt laten zien")
    act = Act(
        heading=_("Aanbod van %(who)s") % {"who": found.partner.name} if is_new else heading,
        about=_("%(desk)s, van %(who)s") % {"desk": found.link.desk_name, "who": found.partner.name},
        button=heading,
        back=address(request, "desks"),
        icon="eye",
        means=[
            {"text": _("Wat je hier schrijft, is openbaar. Zet er geen namen in."), "sign": "eye"},
            {
                "text": _("Jullie lezen niets van wat daar binnenkomt, en zien niet hoeveel dat is."),
                "sign": "no",
            },
            {
                "text": _("Kies als ontvanger niemand over wie dit meldpunt kan gaan."),
                "sign": "users",
            },
            {"text": _("%(who)s hoort wie jullie noemen.") % {"who": found.partner.name}},
            {"text": _("Dit staat in het logboek van beide kanten."), "sign": "history"},
        ],
    )
    initial = {
        "label": found.link.label,
        "text": found.link.text,
        "receivers": [str(one) for one in chosen],
        "is_shown": found.link.is_shown or is_new,
    }

    def perform(answers: dict[str, Any]) -> str:
        links.accept(
            request.staff,
            link_id=link_id,
            texts=LinkTexts(answers["label"], answers["text"], answers["is_shown"]),
            receivers=[UUID(one) for one in answers["receivers"]],
        )
        tell(request, _("Dit is bewaard."))
        return address(request, "desks")

    form = LinkForm(request.POST or None, initial=initial, people=people)
    context = {
        "found": found,
        "before": before,
        "kinds": [_(Kind(one).label) for one in before.kinds if one in Kind.values] if before else [],
        "enough": FEWEST_READERS,
        "too_few": before is not None and len(before.readers) < FEWEST_READERS,
        "end_url": address(request, "link_end", link_id=link_id) if found.is_waiting else "",
    }
    return act_page(request, act, form, perform, template="office/link_accept.html", context=context)


@administration
def end(request: Any, link_id: UUID) -> HttpResponse:
    """Show the desk of another no longer, or say no to an offer."""
    found = _linked(request, link_id)
    says_no = _("Wijs het aanbod af")
    act = Act(
        heading=says_no if found.is_waiting else _("Laat %(desk)s niet zien") % {"desk": found.name},
        about=_("%(desk)s, van %(who)s") % {"desk": found.name, "who": found.partner.name},
        button=says_no if found.is_waiting else _("Laat dit meldpunt niet zien"),
        back=address(request, "desks"),
        danger=True,
        means=[
            {"text": _("Melders vinden dit meldpunt niet meer via jullie pagina."), "sign": "no"},
            {"text": _("Het meldpunt zelf blijft zoals het is: dat is niet van jullie.")},
            {
                "text": _("Jullie ontvangen er niets meer van. Wat jullie al ontvingen, blijft."),
                "sign": "yes",
            },
        ],
    )

    def perform(_answers: dict[str, Any]) -> str:
        links.end_link(request.staff, link_id=link_id)
        tell(request, _("Dit meldpunt staat niet meer op jullie pagina."))
        return address(request, "desks")

    return act_page(request, act, NothingForm(request.POST or None), perform)


def _offered(request: Any, offer_id: UUID) -> Offered:
    with tenant_scope(request.tenant.id):
        found = next((one for one in links.offers() if one.offer.id == offer_id), None)
    if found is None:
        raise Http404
    return found


def _linked(request: Any, link_id: UUID) -> Linked:
    with tenant_scope(request.tenant.id):
        found = next((one for one in links.linked() if one.link.id == link_id), None)
    if found is None:
        raise Http404
    return found
