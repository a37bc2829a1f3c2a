"""The eight words of a report that was entered: read out or printed for the reporter, and gone once they are handed over."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from weerbaar.cases.models import Channel
from weerbaar.database.scope import tenant_scope
from weerbaar.ground import clock
from weerbaar.intake import actions, entering
from weerbaar.web.office.act_page import Act, act_page
from weerbaar.web.office.frame import address, come_back_at, tell
from weerbaar.web.office.intake.forms import WithoutWordsForm
from weerbaar.web.office.intake.visit import called, let_go, nothing_here, receives, take_up

if TYPE_CHECKING:
    from django.http import HttpResponse


@receives
def words(request: Any) -> HttpResponse:
    """The words, as often as the page is asked for, until the one who entered it says that the reporter has them."""
    if not (take_up(request) and request.content.sent_at):
        return nothing_here(request)
    with tenant_scope(request.tenant.id):
        code = entering.code_of(request.staff, request.entry)
    if request.method == "POST":
        actions.confirm_receipt(request.entry)
        let_go(request)
        tell(request, _("Het is ingevoerd. De woorden zijn nu alleen nog bij de melder."))
        return redirect(address(request, "case", code=code) if code else address(request, "intake"))
    context = _on_paper(request) | {
        "code": code,
        "paper_url": address(request, "intake_paper"),
        "proof_url": address(request, "intake_proof"),
        "no_words_url": address(request, "intake_no_words"),
    }
    return render(request, "office_intake/words.html", context)


@receives
def cannot_give(request: Any) -> HttpResponse:
    """The reporter cannot be given the words, and why: nobody is to say that they have them who does not know it."""
    if not (take_up(request) and request.content.sent_at):
        return nothing_here(request)
    act = Act(
        heading=_("De melder krijgt de woorden niet"),
        button=_("Gooi de woorden weg"),
        back=address(request, "intake_receipt"),
        danger=True,
        means=[
            {"text": _("De acht woorden openen dan niets meer. Ook niet voor wie ze zag."), "sign": "no"},
            {
                "text": _("De melder kan niet op de website terugkomen en leest jullie berichten daar niet."),
                "sign": "no",
            },
            {
                "text": _(
                    "Wil je een bewijs van ontvangst geven? Druk dat eerst af: hierna kan het niet meer."
                ),
                "sign": "printer",
            },
            {
                "text": _(
                    "De %(what)s blijft. Wie haar leest, ziet dat de melder geen woorden heeft en waarom."
                )
                % {"what": called(request.content)}
            },
        ],
        done=_("De woorden zijn weg. Bij de %(what)s staat waarom de melder ze niet kreeg.")
        % {"what": called(request.content)},
    )

    def perform(given: dict[str, Any]) -> str:
        with tenant_scope(request.tenant.id):
            code = entering.code_of(request.staff, request.entry)
        entering.forgo_words(request.staff, ref=request.entry, reason=given["reason"])
        let_go(request)
        return address(request, "case", code=code) if code else address(request, "intake")

    return act_page(request, act, WithoutWordsForm(request.POST or None), perform)


@receives
def paper(request: Any) -> HttpResponse:
    """The words on a bare sheet, to hand over or to put into an envelope."""
    if not (take_up(request) and request.content.sent_at):
        return nothing_here(request)
    return render(request, "office_intake/paper.html", _on_paper(request))


@receives
def proof(request: Any) -> HttpResponse:
    """That something was received, and on which day: for who wants to show that and has no use for the words, or cannot be
    given them. It opens nothing, and says nothing of what it is, of whom, or at which desk.
    """
    if not (take_up(request) and request.content.sent_at):
        return nothing_here(request)
    context = {
        "received_on": actions.sent_of(request.content).received_on,
        "channel": request.content.channel,
        "printed_on": clock.today(),
        "back": address(request, "intake_receipt"),
    }
    return render(request, "office_intake/proof.html", context)


def _on_paper(request: Any) -> dict[str, Any]:
    return {
        "called": called(request.content),
        "sent": actions.sent_of(request.content),
        "by_telephone": request.content.channel == Channel.PHONE,
        "by_letter": request.content.channel in (Channel.POST, Channel.EMAIL),
        "where": come_back_at(request),
        "back": address(request, "intake_receipt"),
    }
