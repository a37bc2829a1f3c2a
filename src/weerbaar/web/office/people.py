"""The administrator's pages about people: who is here, with which role. They show no case and give no key."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import Http404
from django.shortcuts import render
from django.utils.translation import gettext as _

from weerbaar.cases.moved import people_moved
from weerbaar.database.scope import tenant_scope
from weerbaar.notify.actions import remove_address
from weerbaar.organisation import actions, queries
from weerbaar.organisation.models import Employer, Role
from weerbaar.organisation.queries import Colleague, Profile
from weerbaar.web.office.act_page import Act, act_page
from weerbaar.web.office.forms import EmployerForm, NothingForm, PersonForm, RoleForm, SuspendPersonForm
from weerbaar.web.office.frame import address, role_in_words, tell
from weerbaar.web.office.gate import role, unlocked

if TYPE_CHECKING:
    from django.http import HttpResponse

    from weerbaar.organisation.actions import Invitation


def administration(view: Any) -> Any:
    """For administrators whose key is open: a code alone is one proof, and these pages decide who is where."""
    return role(Role.ADMINISTRATOR)(unlocked(view))


@administration
def people(request: Any) -> HttpResponse:
    """Everybody who works here, and who left."""
    after, gone_after = request.GET.get("na", ""), request.GET.get("weg-na", "")
    wanted = request.GET.get("zoek", "").strip()
    with tenant_scope(request.tenant.id):
        here = queries.people_page(request.tenant.id, after=after, wanted=wanted)
        gone = queries.people_page(request.tenant.id, left=True, after=gone_after, wanted=wanted)
    context = {
        "here": here,
        "gone": gone,
        "wanted": wanted,
        "next_url": f"?{urlencode({'zoek': wanted, 'na': here.after} if wanted else {'na': here.after})}",
        "is_first": not after and not gone_after and not wanted,
    }
    return render(request, "office/people.html", context)


@administration
def person(request: Any, person_id: UUID) -> HttpResponse:
    """One person: roles, desks, key."""
    one = _colleague(request, person_id)
    with tenant_scope(request.tenant.id):
        row = queries.person(person_id)
        desks = queries.desks_of(person_id)
        mail = queries.profile(row).mail if row else ""
        why = queries.why_suspended(person_id)
    context = {
        "one": one,
        "mail": mail,
        "why_suspended": why,
        "desks": desks,
        "is_self": person_id == request.staff.person_id,
        "employer": _(Employer(one.employer).label),
        "manager": _manager(request, one),
        "code": _shown_once(request, person_id),
        # Whole, so that it can be read out by telephone.
        "activate_url": request.build_absolute_uri(address(request, "activate")),
    }
    return render(request, "office/person.html", context)


@administration
def person_add(request: Any) -> HttpResponse:
    """Somebody new, with an invitation."""
    act = Act(
        heading=_("Voeg iemand toe"),
        button=_("Voeg toe en maak een uitnodiging"),
        icon="user-plus",
        back=address(request, "people"),
        means=[
            {"text": _("Je krijgt een code. Geef die zelf, aan deze persoon alleen."), "sign": "key"},
            {"text": _("Daarmee maakt deze persoon een eigen sleutel. Jij ziet die nooit."), "sign": "yes"},
            {"text": _("Er is nog geen enkele melding mee te lezen."), "sign": "no"},
            {
                "text": _("Twee sleutelbeheerders bevestigen de sleutel. Pas daarna telt hij mee."),
                "sign": "clock",
            },
        ],
    )

    def perform(answers: dict[str, Any]) -> str:
        invitation = actions.person_add(request.staff, profile=Profile(**answers))
        _show_once(request, invitation)
        return address(request, "person", person_id=invitation.person_id)

    return act_page(request, act, PersonForm(request.POST or None), perform)


@administration
def person_change(request: Any, person_id: UUID) -> HttpResponse:
    """Another name, function or address."""
    one = _present(request, person_id)
    with tenant_scope(request.tenant.id):
        row = queries.person(person_id)
        words = queries.profile(row) if row else None
    initial = {name: getattr(words, name) for name in Profile.__slots__}
    back = address(request, "person", person_id=person_id)
    act = Act(heading=_("Verander de gegevens"), about=one.name, button=_("Verander de gegevens"), back=back)

    def perform(answers: dict[str, Any]) -> str:
        actions.person_change(
            request.staff, person_id=person_id, profile=Profile(**answers), moved=people_moved
        )
        tell(request, _("De gegevens zijn veranderd."))
        return back

    return act_page(request, act, PersonForm(request.POST or None, initial=initial), perform)


@administration
def person_place(request: Any, person_id: UUID) -> HttpResponse:
    """Whose employer decides on somebody, and to whom they report."""
    one = _present(request, person_id)
    with tenant_scope(request.tenant.id):
        everybody = queries.people(request.tenant.id)
    people = [other for other in everybody if not other.left and other.person_id != person_id]
    back = address(request, "person", person_id=person_id)
    act = Act(
        heading=_("Leg vast wie de werkgever is"),
        about=f"{one.name}, {one.function}",
        button=_("Leg dit vast voor %(name)s") % {"name": one.first_name},
        back=back,
        means=[
            {
                "text": _("Gaat een zaak over deze persoon, dan volgt hieruit wie er besluit."),
                "sign": "gavel",
            },
            {"text": _("Wie onder een betrokkene werkt, krijgt geen sleutel van die zaak."), "sign": "no"},
            {
                "text": _("Had die al een sleutel? Dan komt die vanaf nu niet meer in die zaak."),
                "sign": "clock",
            },
            {"text": _("Dit staat in het logboek, met jouw naam."), "sign": "history"},
        ],
    )
    initial = {"employer": one.employer, "lender": one.lender, "manager": str(one.manager_id or "")}
    form = EmployerForm(request.POST or None, people=people, initial=initial)

    def perform(answers: dict[str, Any]) -> str:
        manager = answers["manager"]
        actions.person_place(
            request.staff,
            person_id=person_id,
            employer=answers["employer"],
            lender=answers["lender"],
            manager_id=UUID(manager) if manager else None,
            moved=people_moved,
        )
        tell(request, _("De werkgever is vastgelegd."))
        return back

    return act_page(request, act, form, perform)


@administration
def role_give(request: Any, person_id: UUID) -> HttpResponse:
    """One role more."""
    one = _present(request, person_id)
    back = address(request, "person", person_id=person_id)
    act = Act(
        heading=_("Geef een rol"),
        about=f"{one.name}, {one.function}",
        button=_("Geef %(name)s deze rol") % {"name": one.first_name},
        back=back,
        means=[
            {"text": _("Een rol opent geen enkele zaak. Dat doet alleen een sleutel."), "sign": "no"},
            {"text": _("Dit staat in het logboek, met jouw naam."), "sign": "history"},
        ],
    )
    form = RoleForm(request.POST or None, roles=[value for value in Role.values if value not in one.roles])

    def perform(answers: dict[str, Any]) -> str:
        actions.assign_role(request.staff, person_id=person_id, role=answers["role"], moved=people_moved)
        tell(request, _("De rol is gegeven."))
        return back

    return act_page(request, act, form, perform)


@administration
def role_take(request: Any, person_id: UUID, role: str) -> HttpResponse:
    """One role less."""
    one = _present(request, person_id)
    if role not in one.roles:
        raise Http404
    back = address(request, "person", person_id=person_id)
    words = role_in_words(role)
    act = Act(
        heading=_("Haal de rol %(role)s weg") % {"role": words.lower()},
        about=f"{one.name}, {one.function}",
        button=_("Haal de rol weg bij %(name)s") % {"name": one.first_name},
        back=back,
        danger=True,
        means=[
            {"text": _("Zonder rol bij een meldpunt komen er geen nieuwe meldingen meer bij."), "sign": "no"},
            {
                "text": _("Sleutels van zaken die er al zijn, trekt een behandelaar in per zaak."),
                "sign": "key",
            },
            {"text": _("Dit staat in het logboek, met jouw naam."), "sign": "history"},
        ],
    )

    def perform(_answers: dict[str, Any]) -> str:
        actions.withdraw_role(request.staff, person_id=person_id, role=role)
        tell(request, _("De rol is weggehaald."))
        return back

    return act_page(request, act, NothingForm(request.POST or None), perform)


@administration
def invite(request: Any, person_id: UUID) -> HttpResponse:
    """A new invitation."""
    one = _present(request, person_id)
    back = address(request, "person", person_id=person_id)
    stays = {
        "text": _("De sleutel blijft dezelfde. Alleen de codes op de telefoon worden nieuw."),
        "sign": "key",
    }
    new = {"text": _("Een uitnodiging van eerder werkt daarna niet meer."), "sign": "no"}
    act = Act(
        heading=_("Maak een nieuwe uitnodiging"),
        about=f"{one.name}, {one.function}",
        button=_("Maak een uitnodiging voor %(name)s") % {"name": one.first_name},
        back=back,
        means=[
            *([stays] if one.has_key else []),
            new,
            {"text": _("Geef de code zelf, en kijk of het echt deze persoon is."), "sign": "user-question"},
        ],
    )

    def perform(_answers: dict[str, Any]) -> str:
        _show_once(request, actions.invite(request.staff, person_id=person_id))
        return back

    return act_page(request, act, NothingForm(request.POST or None), perform)


@administration
def leave(request: Any, person_id: UUID) -> HttpResponse:
    """Somebody no longer works here."""
    one = _present(request, person_id)
    act = Act(
        heading=_("%(name)s werkt hier niet meer") % {"name": one.first_name},
        about=f"{one.name}, {one.function}",
        button=_("Sluit de toegang van %(name)s") % {"name": one.first_name},
        back=address(request, "person", person_id=person_id),
        danger=True,
        means=[
            {
                "text": _("Aanmelden kan meteen niet meer, ook niet als iemand nu aan het werk is."),
                "sign": "no",
            },
            {"text": _("Alle rollen en plaatsen bij meldpunten vervallen."), "sign": "no"},
            {"text": _("De zaken zelf blijven, bij de anderen die een sleutel hebben."), "sign": "yes"},
            {
                "text": _("Dit kun je niet terugdraaien. Wie terugkomt, krijgt een nieuwe sleutel."),
                "sign": "history",
            },
        ],
    )

    def perform(_answers: dict[str, Any]) -> str:
        actions.person_leaves(request.staff, person_id=person_id, forget=remove_address)
        tell(request, _("De toegang is gesloten."))
        return address(request, "people")

    return act_page(request, act, NothingForm(request.POST or None), perform)


@administration
def suspend(request: Any, person_id: UUID) -> HttpResponse:
    """Nobody signs in as somebody any more, at once."""
    one = _present(request, person_id)
    if one.is_suspended:
        raise Http404
    back = address(request, "person", person_id=person_id)
    act = Act(
        heading=_("Zet het aanmelden van %(name)s stil") % {"name": one.first_name},
        about=f"{one.name}, {one.function}",
        button=_("Zet het aanmelden stil"),
        back=back,
        icon="player-pause",
        danger=True,
        means=[
            {
                "text": _("Aanmelden kan meteen niet meer, ook niet als iemand nu aan het werk is."),
                "sign": "no",
            },
            {"text": _("Er gaan geen nieuwe meldingen en geen seintjes naar deze persoon."), "sign": "no"},
            {
                "text": _(
                    "Sleutels van zaken blijven. Vraag de collega's om de zaken over te nemen en de toegang terug te nemen."
                ),
                "sign": "key",
            },
            {
                "text": _(
                    "Dit kun je terugdraaien. Het staat in het logboek, met jouw naam en zonder je reden."
                ),
                "sign": "history",
            },
            {"text": _("Deze persoon leest je reden niet."), "sign": "eye"},
        ],
    )

    def perform(answers: dict[str, Any]) -> str:
        actions.person_suspend(request.staff, person_id=person_id, reason=answers["reason"])
        tell(request, _("%(name)s kan zich nu niet meer aanmelden.") % {"name": one.first_name})
        return back

    return act_page(request, act, SuspendPersonForm(request.POST or None), perform)


@administration
def readmit(request: Any, person_id: UUID) -> HttpResponse:
    """Somebody may sign in again."""
    one = _present(request, person_id)
    if not one.is_suspended:
        raise Http404
    back = address(request, "person", person_id=person_id)
    act = Act(
        heading=_("Laat %(name)s zich weer aanmelden") % {"name": one.first_name},
        about=f"{one.name}, {one.function}",
        button=_("Sta het aanmelden weer toe"),
        back=back,
        means=[
            {"text": _("Met dezelfde codes en dezelfde wachtzin als eerst."), "sign": "key"},
            {"text": _("Wie toen nog aangemeld was, blijft afgemeld."), "sign": "no"},
            {
                "text": _(
                    "Is de telefoon weg? Maak daarna een nieuwe uitnodiging. Dan werken de oude codes niet meer."
                ),
                "sign": "user-question",
            },
            {"text": _("Dit staat in het logboek, met jouw naam."), "sign": "history"},
        ],
    )

    def perform(_answers: dict[str, Any]) -> str:
        actions.person_readmit(request.staff, person_id=person_id)
        tell(request, _("%(name)s kan zich weer aanmelden.") % {"name": one.first_name})
        return back

    return act_page(request, act, NothingForm(request.POST or None), perform)


def _colleague(request: Any, person_id: UUID) -> Colleague:
    with tenant_scope(request.tenant.id):
        one = queries.colleague(request.tenant.id, person_id)
    if one is None:
        raise Http404
    return one


def _manager(request: Any, one: Colleague) -> Colleague | None:
    return _colleague(request, one.manager_id) if one.manager_id else None


def _present(request: Any, person_id: UUID) -> Colleague:
    one = _colleague(request, person_id)
    if one.left:
        raise Http404
    return one


def _show_once(request: Any, invitation: Invitation) -> None:
    # The session's payload is sealed; the page that shows the code takes it out.
    request.session["invitation"] = {"person": str(invitation.person_id), "code": invitation.code}


def _shown_once(request: Any, person_id: UUID) -> str:
    kept = request.session.get("invitation")
    if kept is None or kept["person"] != str(person_id):
        return ""
    del request.session["invitation"]
    return kept["code"]
