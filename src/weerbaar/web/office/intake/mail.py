"""What came in: the mail that waits, without a word of it; one message opened; and where entering begins."""

from __future__ import annotations

from datetime import UTC
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any

from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from weerbaar.cases.leaves import row_named
from weerbaar.cases.models import Channel
from weerbaar.database.scope import tenant_scope
from weerbaar.ground import clock
from weerbaar.intake import entering, mailboxes, signals
from weerbaar.intake import mail as waiting_mail
from weerbaar.intake.models import Mailbox
from weerbaar.web.design import dates
from weerbaar.web.office.act_page import Act, act_page
from weerbaar.web.office.frame import address, tell
from weerbaar.web.office.intake.forms import TurnAwayForm
from weerbaar.web.office.intake.visit import begins, held, hold, receives

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpResponse

    from weerbaar.intake.mail import MailAside

_AFTER, _ASIDE_AFTER = "na", "opzij-na"


@require_safe
@receives
def overview(request: Any) -> HttpResponse:
    """What one can enter here, and the mail that waits: when it came and how long it may wait."""
    after = row_named(request.GET, _AFTER)
    with tenant_scope(request.tenant.id):
        rows, following = waiting_mail.waiting(request.staff, after=after)
        others = waiting_mail.late_for_others(request.staff)
        troubled = waiting_mail.troubled(request.staff)
        enters = bool(entering.desks_for(request.staff, Channel.PHONE))
        has_mailbox = waiting_mail.has_mailbox(request.staff)
        aside, aside_following = waiting_mail.set_aside(
            request.staff, after=row_named(request.GET, _ASIDE_AFTER)
        )
        records = entering.may_record(request.staff)
        leads = records and signals.leads(request.staff)
    context = {
        "rows": [{"one": one, "url": address(request, "intake_mail", mail_id=one.id)} for one in rows],
        "next_url": f"?{_AFTER}={following}" if following else "",
        "is_first": after is None,
        "aside": [_aside(request, one) for one in aside],
        "aside_next_url": f"?{_ASIDE_AFTER}={aside_following}#opzij" if aside_following else "",
        "others": others,
        "troubled": [
            {
                "desk": one.desk.name,
                "since": one.trouble_since,
                "is_rest": one.trouble == Mailbox.Trouble.NOT_TAKEN,
                "text": _(mailboxes.WHAT_TO_DO[one.trouble]),
            }
            for one in troubled
        ],
        "has_mailbox": has_mailbox,
        "enters": enters,
        "records": records,
        "signals_url": address(request, "signal_new") if leads else "",
        "goes_on": held(request) is not None,
    }
    return render(request, "office_intake/overview.html", context)


def _aside(request: Any, one: MailAside) -> dict[str, Any]:
    return {
        "one": one,
        "who": one.by or _("Iemand die hier niet meer werkt"),
        "url": address(request, "intake_mail", mail_id=one.id),
        "back_url": address(request, "intake_mail_back", mail_id=one.id),
    }


@require_safe
@receives
def read(request: Any, mail_id: UUID) -> HttpResponse:
    """One message. That it was opened stands in the log."""
    opened = waiting_mail.open_mail(request.staff, mail_id=mail_id)
    context = {
        "one": opened.row,
        "aside": _aside(request, opened.aside) if opened.aside else None,
        "reason": opened.reason,
        "letter": opened.letter,
        "sent": _sent(opened.letter.sent),
        "is_late": opened.row.due_on < clock.today(),
        "enter_url": address(request, "intake_mail_enter", mail_id=mail_id),
        "away_url": address(request, "intake_mail_away", mail_id=mail_id),
        "back": address(request, "intake"),
        "goes_on": held(request) is not None,
    }
    return render(request, "office_intake/mail.html", context)


def _sent(header: str) -> str:
    """When a message says that it was sent, as people say it; as it stands where that is no moment."""
    try:
        moment = parsedate_to_datetime(header)
        # Without a zone, as "-0000" is read, it is told in that of the world.
        return dates.day_and_time(moment if moment.tzinfo else moment.replace(tzinfo=UTC), clock.today())
    except (ValueError, TypeError, IndexError, OverflowError):
        return header


@require_POST
@begins
def enter(request: Any, mail_id: UUID) -> HttpResponse:
    """Begin a report of a message. What hung on it and could not be taken is said."""
    kind = next((one for one in entering.BESIDE_A_REPORT if one in request.POST), "")
    ref, refused = entering.begin_of_mail(request.staff, mail_id=mail_id, kind=kind)
    hold(request, ref)
    if refused:
        told = " ".join(f"{one.name}: {_(one.sentence)}" for one in refused)
        tell(request, told)
    return redirect(address(request, "intake_readers"))


@receives
def turn_away(request: Any, mail_id: UUID) -> HttpResponse:
    """Set a message aside that does not belong here; whoever else has a key to it can put it back."""
    row = waiting_mail.facts_of(request.staff, mail_id=mail_id)
    if row.set_aside_at is not None:
        return redirect(address(request, "intake_mail", mail_id=mail_id))
    act = Act(
        heading=_("Dit bericht hoort hier niet"),
        button=_("Leg dit bericht opzij"),
        back=address(request, "intake_mail", mail_id=mail_id),
        danger=True,
        means=[
            {"text": _("Het ligt veertien dagen opzij. Wie het kan lezen, kan het terugzetten."), "sign": "clock"},
            {"text": _left_there() if row.is_too_large else _gone(), "sign": "no"},
            {"text": _("Wie het stuurde, hoort hier niets van.")},
            {"text": _("Dat jij het deed en waarom, ziet wie het bericht kan lezen."), "sign": "eye"},
        ],
    )  # fmt: skip

    def perform(given: dict[str, Any]) -> str:
        waiting_mail.turn_away(request.staff, mail_id=mail_id, reason=given["reason"])
        tell(request, _("Het bericht ligt opzij."))
        return address(request, "intake")

    return act_page(request, act, TurnAwayForm(request.POST or None), perform)


def _gone() -> str:
    return _("Daarna is het bericht weg, met wat eraan hangt.")


def _left_there() -> str:
    """Of a message that was too large to take: nothing of it lies here, and we clear nothing that we do not have."""
    return _("Het bericht zelf staat nog in de mailbox. Daar halen wij het niet weg: dat doe je zelf.")


@require_POST
@receives
def put_back(request: Any, mail_id: UUID) -> HttpResponse:
    """Let a message wait again that was set aside."""
    waiting_mail.put_back(request.staff, mail_id=mail_id)
    tell(request, _("Het bericht wacht weer."))
    return redirect(address(request, "intake_mail", mail_id=mail_id))
