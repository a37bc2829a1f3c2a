"""What was told aloud, on the pages of the desk: written down, laid before the reporter, kept (C19)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from weerbaar.cases import accounts
from weerbaar.cases.models import Account, ChestKind
from weerbaar.cases.procedures import Place
from weerbaar.cases.rules import Move
from weerbaar.ground import clock
from weerbaar.web.design import dates
from weerbaar.web.design.fields import Choices, DayField, ManyChoices
from weerbaar.web.office.cases.case_act import act_on, case_of, not_yet, step_page
from weerbaar.web.office.cases.forms import PICK, OnceForm, ReasonForm, text_field
from weerbaar.web.office.frame import address
from weerbaar.web.office.gate import unlocked

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpResponse

    from weerbaar.cases.accounts import AccountView
    from weerbaar.cases.queries import CaseFile

_STATES = {
    Account.State.OFFERED: ("warn", "clock"),
    Account.State.CORRECTED: ("accent", "pencil"),
    Account.State.SIGNED: ("ok", "circle-check"),
    Account.State.UNSIGNED: ("line", "x"),
}


class AccountForm(OnceForm):
    told_on = DayField(label=gettext_lazy("Op welke dag was het gesprek?"), not_after_today=True)
    text = text_field(
        gettext_lazy("Wat vertelde de melder?"),
        gettext_lazy("Schrijf op wat de melder vertelde."),
        help_text=gettext_lazy("Schrijf alles op, in de woorden van de melder. Die leest het na."),
        rows=12,
    )
    recorded = forms.ChoiceField(
        label=gettext_lazy("Is het gesprek opgenomen?"),
        choices=[("no", gettext_lazy("Nee")), ("yes", gettext_lazy("Ja"))],
        widget=Choices(folds={"yes": ("agreed_to_recording",)}),
        error_messages=PICK,
    )
    agreed_to_recording = forms.MultipleChoiceField(
        label=gettext_lazy("Vond de melder de opname van tevoren goed?"),
        required=False,
        choices=[("yes", gettext_lazy("Ja, de melder zei dat van tevoren"))],
        widget=ManyChoices(),
    )


def on_case(request: Any, page: CaseFile) -> dict[str, Any]:
    """The accounts of a case, for its page: how each stands, without its words."""
    case = page.case
    found = accounts.accounts_of(page.keys[ChestKind.TALK], case.id)
    can_write = case.stage != Place.CLOSED and not any(one.waits for one in found)
    return {
        "rows": [_row(request, case.code, one) for one in found],
        "url": address(request, "case_account_write", code=case.code) if can_write else "",
    }


def _row(request: Any, code: str, one: AccountView) -> dict[str, Any]:
    state = Account.State(one.state)
    tone, icon = _STATES[state]
    return {
        "name": _("Gesprek van %(day)s") % {"day": dates.short_day(one.told_on, clock.today())},
        "chip": (_(state.label), tone, icon),
        "is_recorded": one.is_recorded,
        "url": address(request, "case_account", code=code, account_id=one.id),
    }


@require_safe
@unlocked
def account(request: Any, code: str, account_id: UUID) -> HttpResponse:
    """One account, with what the reporter said of it."""
    case = case_of(request, code)
    found = accounts.read_account(request.staff, code=code, account_id=account_id)
    context = {
        "code": case.code,
        "one": found,
        "row": _row(request, code, found),
        "keep_url": address(request, "case_account_keep", code=code, account_id=account_id)
        if found.waits
        else "",
        "may_keep": clock.today() >= found.keep_from,
        "back": address(request, "case", code=code) + "#verslagen",
    }
    return render(request, "office_cases/account.html", context)


@unlocked
def write(request: Any, code: str) -> HttpResponse:
    """Write down what the reporter told, and lay it before them."""
    case = case_of(request, code)
    act = act_on(
        request,
        case,
        _("Schrijf op wat de melder vertelde"),
        _("Leg het voor aan de melder"),
        [
            {"text": _("De melder leest het, en kan het verbeteren of akkoord gaan."), "sign": "yes"},
            {
                "text": _("Het verslag ligt bij het gesprek: wie een sleutel heeft, leest het."),
                "sign": "eye",
            },
            {
                "text": _("Reageert de melder niet? Na tien werkdagen bewaar je het zonder akkoord."),
                "sign": "clock",
            },
        ],
        icon="send",
        place="#verslagen",
    )
    form = AccountForm(request.POST or None)

    def perform(given: dict[str, Any]) -> None:
        accounts.write_account(
            request.staff,
            code=code,
            account_id=form.drawn,
            told_on=given["told_on"],
            text=given["text"],
            is_recorded=given["recorded"] == "yes",
            agreed_to_recording="yes" in given["agreed_to_recording"],
        )

    return step_page(request, case, act, form, (Move.WORK, perform))


@unlocked
def keep(request: Any, code: str, account_id: UUID) -> HttpResponse:
    """Keep an account without the reporter's signature."""
    case = case_of(request, code)
    found = accounts.read_account(request.staff, code=code, account_id=account_id)
    act = act_on(
        request,
        case,
        _("Bewaar het verslag zonder akkoord"),
        _("Bewaar het zonder akkoord"),
        [
            {"text": _("Bij het verslag staat dat de melder niet reageerde."), "sign": "yes"},
            {"text": _("De melder kan hierna alleen nog een bericht sturen."), "sign": "no"},
        ],
        place="#verslagen",
    )
    if request.method != "POST" and clock.today() < found.keep_from:
        day = dates.full_day(found.keep_from)
        return not_yet(
            request,
            act,
            _("De melder heeft nog tijd om te reageren. Dit kan vanaf %(day)s.") % {"day": day},
        )
    form = ReasonForm(request.POST or None)
    about = {"code": code, "account_id": account_id}
    return step_page(
        request,
        case,
        act,
        form,
        (Move.TALK, lambda given: accounts.keep_unsigned(request.staff, **about, reason=given["reason"])),
    )
