"""Notes: their part of the page of a case, and the acts on them.

Writing one has a page of its own, away from the box in which one writes the reporter: nobody sends by mistake what was
meant for a colleague.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from weerbaar.cases import notes
from weerbaar.cases.notes import LONGEST_NOTE, LONGEST_SAID, LONGEST_WHO
from weerbaar.cases.rules import Move
from weerbaar.database.scope import tenant_scope
from weerbaar.ground import clock
from weerbaar.web.design.fields import DayField
from weerbaar.web.office.cases import leaves
from weerbaar.web.office.cases.case_act import act_on, case_of, not_yet, step_page
from weerbaar.web.office.cases.forms import TOO_LONG, OnceForm, text_field
from weerbaar.web.office.forms import NothingForm
from weerbaar.web.office.frame import address
from weerbaar.web.office.gate import unlocked

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpResponse

    from weerbaar.cases.notes import NoteView
    from weerbaar.cases.queries import CaseFile

_PLACE = "#notities"


class NoteForm(OnceForm):
    text = text_field(
        gettext_lazy("Wat wil je je collega’s laten weten?"),
        gettext_lazy("Schrijf eerst iets op."),
        help_text=gettext_lazy("Gebruik de schuilnamen, zoals B1 en G2."),
        rows=6,
        longest=LONGEST_NOTE,
    )


class ConversationForm(OnceForm):
    who = forms.CharField(
        label=gettext_lazy("Met wie sprak je?"),
        help_text=gettext_lazy("Een functie of een schuilnaam is genoeg, zoals de burgemeester of G2."),
        max_length=LONGEST_WHO,
        error_messages={
            "required": gettext_lazy("Schrijf op met wie je sprak."),
            **TOO_LONG,
        },
    )
    held_on = DayField(
        label=gettext_lazy("Op welke dag?"),
        not_after_today=True,
        error_messages={"required": gettext_lazy("Vul een dag in.")},
    )
    said = text_field(
        gettext_lazy("Wat is er gezegd?"),
        gettext_lazy("Schrijf op wat er is gezegd."),
        help_text=gettext_lazy("Schrijf op wat de ander zei en wat jij zei, en wat jullie afspraken."),
        rows=10,
        longest=LONGEST_SAID,
    )


def on_case(request: Any, page: CaseFile) -> dict[str, Any]:
    """What the page of a case shows of its notes."""
    found = notes.notes_of(page.case, page.keys, leaves.start(request, leaves.NOTES))
    return {
        "rows": [_row(request, page, one) for one in found.rows],
        "total": found.total,
        "url": address(request, "case_note", code=page.case.code),
        "talk_url": address(request, "case_conversation", code=page.case.code),
        **leaves.ways_of(request, page.case, leaves.NOTES, found.way),
    }


def _row(request: Any, page: CaseFile, one: NoteView) -> dict[str, Any]:
    me, author = request.staff.alias, page.colleagues.get(one.author)
    may = not notes.missing_to_withdraw(one.author, one.withdrawn_at, asker=me)
    return {
        "who": _("jij") if one.author == me else author.first_name if author else _("iemand"),
        "at": one.at,
        "text": one.text,
        "is_new": one.author != me and one.at > page.seen,
        "withdrawn_at": one.withdrawn_at,
        "url": address(request, "case_note_withdraw", code=page.case.code, note_id=one.id) if may else "",
    }


@unlocked
def write(request: Any, code: str) -> HttpResponse:
    """Write a note."""
    case = case_of(request, code)
    form = NoteForm(request.POST or None)
    act = act_on(
        request,
        case,
        _("Schrijf een notitie"),
        _("Bewaar deze notitie"),
        [
            {"text": _("Wie een sleutel van deze zaak heeft, leest dit. Nu en later."), "sign": "eye"},
            {"text": _("De melder leest dit niet en ziet niet dat het er is."), "sign": "lock"},
            {
                "text": _("Niemand krijgt een seintje. Moet iemand iets doen? Geef dan een taak."),
                "sign": "bell",
            },
            {
                "text": _("Je kunt een notitie terugnemen. Zij blijft dan staan als teruggenomen."),
                "sign": "history",
            },
        ],
        icon="writing",
        place=_PLACE,
        done=_("Je notitie is bewaard."),
    )

    def perform(given: dict[str, Any]) -> None:
        notes.write_note(request.staff, code=code, text=given["text"], note_id=form.drawn)

    return step_page(request, case, act, form, (Move.TALK, perform))


@unlocked
def conversation(request: Any, code: str) -> HttpResponse:
    """Write down a talk: with whom, when and what was said. It is kept as a note."""
    case = case_of(request, code)
    form = ConversationForm(request.POST or None)
    act = act_on(
        request,
        case,
        _("Schrijf een gesprek op"),
        _("Bewaar dit gesprek"),
        [
            {
                "text": _("Het staat bij de notities. Wie een sleutel van deze zaak heeft, leest het."),
                "sign": "eye",
            },
            {"text": _("De melder leest dit niet en ziet niet dat het er is."), "sign": "lock"},
            {
                "text": _("Sprak je de melder? Schrijf dan een verslag: dat leest de melder na."),
                "sign": "message-circle",
            },
            {
                "text": _("Hoorde je de betrokkene? Leg dat vast bij ‘Bericht en wederhoor’."),
                "sign": "users",
            },
        ],
        icon="writing",
        place=_PLACE,
        done=_("Het gesprek is bewaard, bij de notities."),
    )

    def perform(given: dict[str, Any]) -> None:
        text = notes.talk_in_words(
            who=given["who"], held_on=given["held_on"], said=given["said"], today=clock.today()
        )
        notes.write_note(request.staff, code=code, text=text, note_id=form.drawn)

    return step_page(request, case, act, form, (Move.TALK, perform))


@unlocked
def withdraw(request: Any, code: str, note_id: UUID) -> HttpResponse:
    """Say of a note of one's own that it does not hold any more."""
    case = case_of(request, code)
    with tenant_scope(request.tenant.id):
        missing = notes.why_not_withdrawn(request.staff, case, note_id)
    act = act_on(
        request,
        case,
        _("Neem je notitie terug"),
        _("Neem deze notitie terug"),
        [
            {"text": _("Bij de notitie staat dan dat jij haar terugnam, en wanneer."), "sign": "history"},
            {"text": _("De tekst blijft te lezen voor wie een sleutel heeft."), "sign": "eye"},
        ],
        icon="arrow-back-up",
        place=_PLACE,
        done=_("Je notitie is teruggenomen."),
    )
    if request.method != "POST" and missing:
        return not_yet(request, act, _(missing))

    def perform(_given: dict[str, Any]) -> None:
        notes.withdraw_note(request.staff, code=code, note_id=note_id)

    return step_page(request, case, act, NothingForm(request.POST or None), (Move.TALK, perform))
