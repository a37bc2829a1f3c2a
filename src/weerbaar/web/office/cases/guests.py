"""Who has a receipt of their own in a case: their part of its page, letting in, their messages, taking back (R19, C8, C18)."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django import forms
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from weerbaar.cases import guests, queries
from weerbaar.cases.acting import AlreadyDoneError
from weerbaar.cases.guests import LONGEST_WHO, GuestToBe
from weerbaar.cases.kept_out import LONGEST_NAME
from weerbaar.cases.leaves import From, row_named
from weerbaar.cases.models import Guest, Party
from weerbaar.cases.rules import Move
from weerbaar.database.scope import tenant_scope
from weerbaar.ground import receipt
from weerbaar.ground.errors import RefusedError
from weerbaar.organisation.queries import colleagues_by_alias
from weerbaar.web.design import dates
from weerbaar.web.design.fields import Choices, DayField
from weerbaar.web.office.act_page import act_page, refuse
from weerbaar.web.office.cases import leaves, words
from weerbaar.web.office.cases.case_act import act_on, case_of, ends_by_itself, step_page
from weerbaar.web.office.cases.forms import PICK, TOO_LONG, WHO_READS_IT, OnceForm, ReasonForm, text_field
from weerbaar.web.office.frame import address, come_back_at, tell
from weerbaar.web.office.gate import unlocked

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.http import HttpResponse

    from weerbaar.cases.guests import GuestSaid, GuestView
    from weerbaar.cases.models import Case
    from weerbaar.cases.queries import CaseFile
    from weerbaar.organisation.queries import Colleague

_PLACE = "#eigen-woorden"
_WORDS = "guest_words"
"""Under this name the session, which is sealed under the cookie, holds the words that are to be handed over, by guest."""
_BEFORE, _AFTER = "voor", "na"


class GuestForm(OnceForm):
    """Whom the desk gives a receipt of their own."""

    role = forms.ChoiceField(
        label=gettext_lazy("Wat is deze persoon?"),
        choices=Guest.Role.choices,
        widget=Choices(),
        error_messages=PICK,
    )
    party = forms.ChoiceField(
        label=gettext_lazy("Staat deze persoon al in de zaak?"),
        required=False,
        choices=[],
        error_messages=PICK,
    )
    who = forms.CharField(
        label=gettext_lazy("Wie is het, zonder naam?"),
        required=False,
        help_text=gettext_lazy("Bijvoorbeeld: de stagiair, of de advocaat van B1."),
        max_length=LONGEST_WHO,
        error_messages=TOO_LONG,
    )
    name = forms.CharField(
        label=gettext_lazy("Hoe heet deze persoon?"),
        required=False,
        help_text=gettext_lazy("De naam ligt apart op slot, bij de andere namen."),
        max_length=LONGEST_NAME,
        error_messages=TOO_LONG,
    )
    reason = text_field(
        gettext_lazy("Waarom?"),
        gettext_lazy("Schrijf op waarom."),
        help_text=WHO_READS_IT,
        rows=3,
        longest=LONGEST_WHO,
    )
    day = DayField(
        label=gettext_lazy("Tot en met welke dag?"),
        required=False,
        help_text=gettext_lazy("Vul je niets in, dan werken de woorden tot jullie ze intrekken."),
    )

    def __init__(
        self, *args: Any, roles: Iterable[Guest.Role], parties: Iterable[tuple[str, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["party"]
        field.choices = [("", _("Nee, of dat doet er niet toe")), *parties]
        role: Any = self.fields["role"]
        role.choices = [(one.value, _(one.label)) for one in roles]


class GuestMessageForm(OnceForm):
    body = text_field(
        gettext_lazy("Schrijf deze persoon"),
        gettext_lazy("Schrijf eerst iets op."),
        help_text=gettext_lazy(
            "Alleen deze persoon en wie een sleutel van de zaak heeft, lezen dit. Noem geen namen."
        ),
    )


def on_case(request: Any, page: CaseFile, *, with_names: bool) -> dict[str, Any]:
    """What the page of a case shows of who has a receipt of their own."""
    found = guests.guests_shown(page.case, page.keys, leaves.start(request, leaves.GONE))
    names = guests.guest_names(request.staff, page.case) if with_names else {}
    return {
        "rows": [_row(request, page.case, one, names) for one in found.there],
        "gone": [_row(request, page.case, one, names) for one in found.gone],
        "gone_count": found.gone_count,
        "is_gone_open": bool(found.gone_way.later) or any(one.new for one in found.gone),
        "ways": leaves.ways_of(request, page.case, leaves.GONE, found.gone_way),
        "url": address(request, "case_guest_new", code=page.case.code),
    }


def _row(request: Any, case: Case, one: GuestView, names: dict[UUID, str]) -> dict[str, Any]:
    return {
        "role": words.guest_role(one.role),
        "party": one.party,
        "who": one.who,
        "real": names.get(one.id, ""),
        "chip": _state(one),
        "by_reporter": one.by_reporter,
        "reads": one.reads,
        "new": one.new,
        "url": address(request, "case_guest", code=case.code, guest_id=one.id),
    }


def _state(one: GuestView) -> tuple[str, str, str]:
    if not one.is_in:
        return _("Kan er niet meer in"), "line", "lock"
    if one.last_day:
        return _("Tot en met %(day)s") % {"day": dates.full_day(one.last_day)}, "accent", "key"
    return _("Tot jullie het intrekken"), "accent", "key"


@unlocked
def let_in(request: Any, code: str) -> HttpResponse:
    """Give somebody a receipt of their own. The words are drawn before it is sent, so that a repeat shows the same ones."""
    case = case_of(request, code)
    with tenant_scope(request.tenant.id):
        until = queries.case_head(request.staff, code).until
        roles = guests.may_give(request.staff, case)
        lacks = guests.missing_to_tell_apart(request.staff, case)
        parties = [
            (str(party_id), f"{_(Party.Role(role).label)} {short}")
            for party_id, role, short in guests.may_get_receipt(case)
        ]
    form = GuestForm(request.POST or None, roles=roles, parties=parties)
    act = act_on(
        request,
        case,
        _("Geef iemand eigen woorden"),
        _("Maak acht woorden voor deze persoon"),
        [
            {"text": _("Deze persoon praat met jullie op een eigen pagina, zonder account."), "sign": "yes"},
            {"text": _("Van de zaak en van wat jullie de melder schrijven, leest die niets."), "sign": "lock"},
            {"text": _("Je krijgt acht woorden om zelf over te dragen. Daarna zie je ze niet terug."), "sign": "key"},
            {"text": _("De melder ziet niet dat deze persoon er is."), "sign": "eye-off"},
            *([{"text": _(lacks), "sign": "lock"}] if lacks else []),
        ],
        icon="key",
        place=_PLACE,
    )  # fmt: skip
    if page := ends_by_itself(request, act, until):
        return page

    def perform(given: dict[str, Any]) -> str:
        guest_id = form.drawn
        drawn = str(guest_id)
        # Beside those of others that were not handed over yet: nothing can show these again.
        held = request.session.get(_WORDS, {})
        held = held | {drawn: held.get(drawn) or list(receipt.draw())}
        request.session[_WORDS] = held
        to_be = GuestToBe(
            id=guest_id,
            words=tuple(held[drawn]),
            role=given["role"],
            who=given["who"],
            why=given["reason"],
            name=given["name"],
            last_day=given["day"],
            party_id=UUID(given["party"]) if given["party"] else None,
        )
        try:
            guests.let_in_guest(request.staff, code=code, given=to_be)
        except AlreadyDoneError:
            pass
        except RefusedError:
            _forget(request, drawn)
            raise
        return address(request, "case_guest_words", code=code, guest_id=guest_id)

    return act_page(request, act, form, perform)


def _forget(request: Any, guest_id: str) -> None:
    """Hold the words of this one no more; those of others stay until they are handed over."""
    kept = request.session.get(_WORDS, {})
    request.session[_WORDS] = {one: words for one, words in kept.items() if one != guest_id}


@unlocked
def hand_over(request: Any, code: str, guest_id: UUID) -> HttpResponse:
    """The eight words to hand over, until whoever let in says that they are."""
    case = case_of(request, code)
    back = address(request, "case", code=code) + _PLACE
    held = request.session.get(_WORDS, {}).get(str(guest_id))
    if held is None:
        return redirect(back)
    if request.method == "POST":
        _forget(request, str(guest_id))
        tell(request, _("De woorden zijn doorgegeven. Niemand kan ze nu nog laten zien."))
        return redirect(back)
    context = {"case": case, "words": held, "where": come_back_at(request), "back": back}
    return render(request, "office_cases/guest_words.html", context)


@unlocked
def guest(request: Any, code: str, guest_id: UUID) -> HttpResponse:
    """What somebody with a receipt of their own and the desk said to each other, and a message."""
    case = case_of(request, code)
    form = GuestMessageForm(request.POST or None)
    here = address(request, "case_guest", code=code, guest_id=guest_id)
    if request.method == "POST" and form.is_valid():
        try:
            with suppress(AlreadyDoneError):
                guests.write_guest(
                    request.staff,
                    code=code,
                    guest_id=guest_id,
                    body=form.cleaned_data["body"],
                    message_id=form.drawn,
                )
        except RefusedError as error:
            refuse(form, error)
        else:
            tell(request, _("Je bericht is verstuurd."))
            return redirect(f"{here}#gesprek")
    start = From(row_named(request.GET, _BEFORE), row_named(request.GET, _AFTER))
    found, talk = guests.read_guest(request.staff, code=code, guest_id=guest_id, start=start)
    with tenant_scope(request.tenant.id):
        people = colleagues_by_alias(request.tenant.id)
    ways = {"earlier": (_BEFORE, talk.way.earlier), "later": (_AFTER, talk.way.later)}
    context = {
        "code": code,
        "one": found,
        "row": _row(request, case, found, {}),
        "form": form if found.is_in else None,
        "talk": [_said(one, found, people) for one in talk.leaf],
        "total": talk.total,
        **{name: f"{here}?{side}={row}#gesprek" if row else "" for name, (side, row) in ways.items()},
        "withdraw_url": address(request, "case_guest_withdraw", code=code, guest_id=guest_id)
        if found.is_in and not found.by_reporter
        else "",
        "back": address(request, "case", code=code) + _PLACE,
    }
    return render(request, "office_cases/guest.html", context)


def _said(one: GuestSaid, found: GuestView, people: dict[UUID, Colleague]) -> dict[str, Any]:
    author = people.get(one.author_alias)
    desk = _("Meldpunt, %(name)s") % {"name": author.first_name} if author else _("Meldpunt")
    return {
        "who": words.guest_role(found.role) if one.from_guest else desk,
        "at": one.at,
        "text": one.body,
        "mine": not one.from_guest,
        "new": one.is_new,
    }


@unlocked
def withdraw(request: Any, code: str, guest_id: UUID) -> HttpResponse:
    """Take back a receipt that the desk gave."""
    case = case_of(request, code)
    act = act_on(
        request,
        case,
        _("Trek deze eigen woorden in"),
        _("Trek de acht woorden in"),
        [
            {"text": _("De woorden werken meteen niet meer. Er staat nergens waarom."), "sign": "no"},
            {"text": _("Wat jullie tegen elkaar zeiden, blijft in de zaak."), "sign": "history"},
        ],
        place=_PLACE,
        danger=True,
    )
    form = ReasonForm(request.POST or None)

    def perform(given: dict[str, Any]) -> None:
        guests.withdraw_guest(request.staff, code=code, guest_id=guest_id, reason=given["reason"])

    return step_page(request, case, act, form, (Move.TALK, perform))
