"""What parties from outside released to me: the list, one of them, its files, and a key for a colleague."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django import forms
from django.http import Http404
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from weerbaar.cases import releasing
from weerbaar.database.scope import tenant_scope
from weerbaar.vault.washing import Kind, Verdict
from weerbaar.web.office.act_page import Act, act_page
from weerbaar.web.office.cases.files import download
from weerbaar.web.office.cases.forms import ReasonForm
from weerbaar.web.office.forms import people_choices
from weerbaar.web.office.frame import address
from weerbaar.web.office.gate import unlocked
from weerbaar.web.office.proving import passphrase_anew, proved

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import HttpResponse

    from weerbaar.cases.releasing import Received, ReceivedFile
    from weerbaar.organisation.queries import Colleague


class ColleagueForm(ReasonForm):
    person = forms.ChoiceField(
        label=gettext_lazy("Wie krijgt een sleutel?"),
        choices=[],
        error_messages={
            "required": gettext_lazy("Kies wie een sleutel krijgt."),
            "invalid_choice": gettext_lazy("Kies een collega uit de lijst."),
        },
    )

    passphrase = passphrase_anew()
    field_order = ["person", "reason", "passphrase"]

    def __init__(self, *args: Any, people: Sequence[Colleague], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].help_text = _(
            "Wie een sleutel heeft, leest dit. De partij die dit gaf, leest het niet."
        )
        field: Any = self.fields["person"]
        field.choices = people_choices(people, _("Kies een collega"))


@unlocked
@require_safe
def received(request: Any) -> HttpResponse:
    """What was released to me, a page at a time."""
    try:
        after = UUID(request.GET.get("na", ""))
    except ValueError:  # what a browser made of it is the first page
        after = None
    found = releasing.received(request.staff, after=after)
    rows = found[: releasing.MOST_LISTED]
    context = {"rows": rows, "next_url": f"?na={rows[-1].id}" if len(found) > len(rows) else ""}
    return render(request, "office_cases/received.html", context)


@require_safe
@unlocked
def one(request: Any, released_id: UUID) -> HttpResponse:
    """One of them, opened with my key. The line that says who read it is written before the page is made."""
    with tenant_scope(request.tenant.id):
        gone = releasing.taken_back(request.staff, released_id)
    if gone is not None:
        return render(request, "office_cases/taken_back.html", {"gone": gone})
    found = releasing.open_received(request.staff, released_id=released_id)
    context = {
        "found": found,
        "files": [_file(request, found, one) for one in found.files],
        "can_let_in": bool(found.newcomers),
    }
    return render(request, "office_cases/received_one.html", context)


def _file(request: Any, found: Received, one: ReceivedFile) -> dict[str, Any]:
    details = one.details
    return {
        "url": address(request, "received_file", released_id=found.row.id, file_id=one.id),
        "name": details.name,
        "kind": _(Kind[details.kind].msgid),
        "size": details.current.size,
        "scan": _(Verdict[details.scan].msgid),
    }


@require_safe
@unlocked
def read(request: Any, released_id: UUID, file_id: UUID) -> Any:
    """A file, as a download."""
    details = releasing.read_file(request.staff, released_id=released_id, file_id=file_id)
    return download(details, details.current)


@unlocked
def let_in(request: Any, released_id: UUID) -> HttpResponse:
    """Give a colleague a key. There is no such page for who was not named by the party."""
    found = releasing.open_received(request.staff, released_id=released_id)
    if not found.newcomers:
        raise Http404
    back = address(request, "received_one", released_id=released_id)
    act = Act(
        heading=_("Geef een collega een sleutel"),
        about=_("Van %(who)s") % {"who": found.row.partner},
        button=_("Geef deze sleutel"),
        back=back,
        icon="user-plus",
        means=[
            {"text": _("Deze collega kan dan de tekst en alle bestanden openen."), "sign": "eye"},
            {
                "text": _(
                    "Geef hem niet aan iemand over wie het gaat, of die werkt bij of leiding geeft aan het team waar het "
                    "over gaat."
                ),
                "sign": "no",
            },
            {"text": _("Deze sleutel neem je niet meer terug."), "sign": "no"},
            {"text": _("Deze collega kan geen sleutel aan een ander geven."), "sign": "lock"},
            {
                "text": _(
                    "De partij die dit gaf, hoort het niet vanzelf. Vertel het als jullie dat afspraken."
                )
            },
            {"text": _("Dit staat in het logboek, met jouw naam."), "sign": "history"},
        ],
        danger=True,
        done=_("Deze collega heeft nu een sleutel."),
    )

    def perform(given: dict[str, Any]) -> str:
        person_id = UUID(given["person"])
        by = proved(request, given)
        releasing.let_in(by, released_id=released_id, person_id=person_id, reason=given["reason"])
        return back

    return act_page(request, act, ColleagueForm(request.POST or None, people=found.newcomers), perform)
