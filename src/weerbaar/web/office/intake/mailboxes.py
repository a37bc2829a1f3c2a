"""The administrator's pages about the mailbox of a desk. They show no mail and no password."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from weerbaar.database.scope import tenant_scope
from weerbaar.ground.errors import RefusedError
from weerbaar.intake import mailboxes
from weerbaar.organisation import queries
from weerbaar.web.office.act_page import Act, act_page
from weerbaar.web.office.errors import said
from weerbaar.web.office.forms import NothingForm
from weerbaar.web.office.frame import address, tell
from weerbaar.web.office.intake.forms import MailboxForm
from weerbaar.web.office.people import administration

if TYPE_CHECKING:
    from django.http import HttpResponse

    from weerbaar.intake.mailboxes import MailboxView
    from weerbaar.organisation.models import Desk


@administration
def mailbox(request: Any, desk: str) -> HttpResponse:
    """The mailbox of a desk: where it lies, and how the last round went."""
    found, kept = _mailbox(request, desk)
    context = {
        "desk": found,
        "kept": kept,
        "trouble": _(mailboxes.WHAT_TO_DO[kept.row.trouble]) if kept and kept.row.trouble else "",
        "back": address(request, "desk", desk=found.slug),
        "set_url": address(request, "desk_mailbox_set", desk=found.slug),
        "try_url": address(request, "desk_mailbox_try", desk=found.slug),
        "remove_url": address(request, "desk_mailbox_remove", desk=found.slug),
        "wrong": request.session.pop(_WRONG, ""),
    }
    return render(request, "office_intake/mailbox.html", context)


# What was wrong with the last try, for the page that comes next.
_WRONG = "mailbox_wrong"


@administration
def set_up(request: Any, desk: str) -> HttpResponse:
    """Which mailbox it is."""
    found, kept = _mailbox(request, desk)
    back = address(request, "desk_mailbox", desk=found.slug)
    act = Act(
        heading=_("Stel de mailbox in"),
        about=found.name,
        button=_("Bewaar de mailbox"),
        back=back,
        # A password does not wait in a session for who comes back.
        keeps=False,
        means=[
            {
                "text": _("Elke vijf minuten halen wij op wat er ligt. Daarna is het weg uit de mailbox."),
                "sign": "no",
            },
            {
                "text": _("Elk bericht gaat op slot voor wie bij dit meldpunt leest. Jij leest het niet."),
                "sign": "lock",
            },
            {"text": _("Neem een mailbox waar niets anders binnenkomt.")},
            {"text": _("Dit staat in het logboek, met jouw naam."), "sign": "history"},
        ],
    )

    def perform(given: dict[str, Any]) -> str:
        mailboxes.set_mailbox(request.staff, desk_id=found.id, **given)
        tell(request, _("De mailbox is bewaard. Probeer nu de verbinding."))
        return back

    return act_page(request, act, MailboxForm(request.POST or None, kept=kept), perform)


@require_POST
@administration
def try_it(request: Any, desk: str) -> HttpResponse:
    """Sign in to the mailbox and say how it went; nothing is taken out."""
    found, _kept = _mailbox(request, desk)
    try:
        count = mailboxes.try_mailbox(request.staff, desk_id=found.id)
    except RefusedError as error:
        request.session[_WRONG] = said(error)
    else:
        text = ngettext(
            "De verbinding werkt. Er wacht %(count)d bericht.",
            "De verbinding werkt. Er wachten %(count)d berichten.",
            count,
        )
        tell(request, text % {"count": count})
    return redirect(address(request, "desk_mailbox", desk=found.slug))


@administration
def remove(request: Any, desk: str) -> HttpResponse:
    """Take mail from this mailbox no more."""
    found, kept = _mailbox(request, desk)
    if kept is None:
        raise Http404
    back = address(request, "desk_mailbox", desk=found.slug)
    act = Act(
        heading=_("Haal de mailbox weg"),
        about=found.name,
        button=_("Haal de mailbox weg"),
        back=back,
        danger=True,
        means=[
            {
                "text": _("Wat er nog in de mailbox ligt, blijft daar en komt hier niet meer binnen."),
                "sign": "no",
            },
            {"text": _("Wat al binnen is, blijft bij de post staan."), "sign": "yes"},
        ],
    )

    def perform(_given: dict[str, Any]) -> str:
        mailboxes.remove_mailbox(request.staff, desk_id=found.id)
        tell(request, _("De mailbox is weg. Het wachtwoord is gewist."))
        return back

    return act_page(request, act, NothingForm(request.POST or None), perform)


def _mailbox(request: Any, slug: str) -> tuple[Desk, MailboxView | None]:
    with tenant_scope(request.tenant.id):
        found = queries.desk(request.tenant.id, slug)
        kept = mailboxes.mailbox_of(found.id) if found else None
    if found is None:
        raise Http404
    return found, kept
