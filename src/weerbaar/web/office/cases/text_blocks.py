"""Ready sentences: the pages on which they are kept, and what an act page offers of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from weerbaar.cases import text_blocks
from weerbaar.cases.models import Kind, TextBlock
from weerbaar.cases.text_blocks import LONGEST_BLOCK, LONGEST_TITLE
from weerbaar.database.scope import tenant_scope
from weerbaar.web.design.fields import Choices
from weerbaar.web.office.act_page import Act, Ready, act_page
from weerbaar.web.office.cases import words
from weerbaar.web.office.cases.forms import PICK, TOO_LONG, text_field
from weerbaar.web.office.forms import NothingForm, PlainForm
from weerbaar.web.office.frame import address
from weerbaar.web.office.gate import handling

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpResponse

    from weerbaar.cases.models import Case

USES_IN_TALK = (TextBlock.Use.ANSWER, TextBlock.Use.INVITATION)
"""What can be put into something that is said to the reporter."""


class TextBlockForm(PlainForm):
    title = forms.CharField(
        label=gettext_lazy("Hoe heet deze tekst?"),
        max_length=LONGEST_TITLE,
        help_text=gettext_lazy(
            "Zo kies je hem. Bijvoorbeeld: uitnodiging voor een gesprek op een rustige plek."
        ),
        error_messages={
            "required": gettext_lazy("Geef de tekst een naam."),
            **TOO_LONG,
        },
    )
    use = forms.ChoiceField(
        label=gettext_lazy("Waarvoor is hij?"),
        choices=[(one.value, gettext_lazy(one.label)) for one in TextBlock.Use],
        widget=Choices(),
        error_messages=PICK,
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("Bij welke soort zaak past hij?"),
        required=False,
        choices=[
            ("", gettext_lazy("Bij elke soort")),
            *((one.value, gettext_lazy(one.label)) for one in Kind),
        ],
        error_messages=PICK,
    )
    words = text_field(
        gettext_lazy("De tekst"),
        gettext_lazy("Schrijf de tekst op."),
        help_text=gettext_lazy("Zonder namen, en zonder iets van één zaak."),
        rows=8,
        longest=LONGEST_BLOCK,
    )


def ready(request: Any, case: Case, *uses: str, field: str = "body") -> Ready:
    """The sentences that fit a case, to be put into a field of an act page."""
    with tenant_scope(request.tenant.id):
        found = text_blocks.blocks_for(case.kind, uses)
    return Ready(field, {str(one.id): (one.title, one.words) for one in found})


@handling
def overview(request: Any) -> HttpResponse:
    """The sentences that are ready, page by page."""
    after = request.GET.get("na", "")
    with tenant_scope(request.tenant.id):
        found, following = text_blocks.blocks_page(after)
    rows = [
        {
            "title": one.title,
            "use": _(TextBlock.Use(one.use).label),
            "kind": words.kind_inside(one.kind) if one.kind else _("elke soort zaak"),
            "words": one.words,
            "url": address(request, "text_block", block_id=one.id),
            "remove_url": address(request, "text_block_remove", block_id=one.id),
        }
        for one in found
    ]
    more = {
        "next": f"?na={following}" if following else "",
        "first": address(request, "text_blocks") if after else "",
    }
    return render(request, "office_cases/text_blocks.html", {"rows": rows, "more": more})


@handling
def add(request: Any) -> HttpResponse:
    """Keep a sentence ready."""
    act = _act(request, _("Schrijf een vaste tekst"), _("De tekst is bewaard."))

    def perform(given: dict[str, Any]) -> str:
        text_blocks.add_block(request.staff, **given)
        return act.back

    return act_page(request, act, TextBlockForm(request.POST or None), perform)


@handling
def change(request: Any, block_id: UUID) -> HttpResponse:
    """Write a sentence anew."""
    held = _block(request, block_id)
    act = _act(request, _("Verander deze vaste tekst"), _("De tekst is veranderd."))

    def perform(given: dict[str, Any]) -> str:
        text_blocks.change_block(request.staff, block_id=block_id, **given)
        return act.back

    now = {name: getattr(held, name) for name in ("use", "kind", "title", "words")}
    return act_page(request, act, TextBlockForm(request.POST or None, initial=now), perform)


@handling
def remove(request: Any, block_id: UUID) -> HttpResponse:
    """Take a sentence away."""
    held = _block(request, block_id)
    act = Act(
        heading=_("Haal deze vaste tekst weg"),
        about=held.title,
        button=_("Haal de tekst weg"),
        back=address(request, "text_blocks"),
        danger=True,
        done=_("De tekst is weg."),
        means=[
            {"text": _("Niemand kan hem meer kiezen."), "sign": "no"},
            {"text": _("Wat al verstuurd is, verandert niet."), "sign": "history"},
        ],
    )

    def perform(_given: dict[str, Any]) -> str:
        text_blocks.remove_block(request.staff, block_id=block_id)
        return act.back

    return act_page(request, act, NothingForm(request.POST or None), perform)


def _block(request: Any, block_id: UUID) -> TextBlock:
    with tenant_scope(request.tenant.id):
        return text_blocks.block(request.staff, block_id)


def _act(request: Any, heading: str, done: str) -> Act:
    return Act(
        heading=heading,
        button=_("Bewaar deze tekst"),
        back=address(request, "text_blocks"),
        icon="writing",
        done=done,
        means=[
            {"text": _("Dit is een voorstel. Wie het verstuurt, kan het nog veranderen."), "sign": "yes"},
            {
                "text": _(
                    "Deze tekst ligt niet achter slot. Schrijf hier niets over een zaak of een persoon."
                ),
                "sign": "eye",
            },
            {"text": _("Wat al verstuurd is, verandert niet."), "sign": "history"},
        ],
    )
