"""Files of a case: reading, the original, adding."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django import forms
from django.http import StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header  # pyright: ignore[reportAttributeAccessIssue]
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from weerbaar.cases import actions, queries
from weerbaar.database.scope import tenant_scope
from weerbaar.ground.errors import RefusedError
from weerbaar.intake.files import to_try_again
from weerbaar.vault.files import Whose
from weerbaar.vault.uploads import FIELD, TOO_MANY, safe_name
from weerbaar.vault.washing import Kind
from weerbaar.web.design.dates import file_size
from weerbaar.web.design.fields import Choices
from weerbaar.web.office.act_page import Act, refuse
from weerbaar.web.office.cases import words
from weerbaar.web.office.cases.case_act import act_on, case_of
from weerbaar.web.office.cases.waiting_files import let_go, take, wait, waiting
from weerbaar.web.office.errors import said
from weerbaar.web.office.forms import NothingForm, PlainForm
from weerbaar.web.office.frame import address
from weerbaar.web.office.gate import unlocked

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import HttpResponse

    from weerbaar.vault.files import Blob, FileDetails
    from weerbaar.vault.uploads import Finished


class FileForm(PlainForm):
    bestand = forms.FileField(
        label=gettext_lazy("Kies een bestand"),
        required=False,
        help_text=gettext_lazy("Tot 1 GB. Wij halen weg wat wij herkennen, zoals wie het maakte en waar."),
    )
    whose = forms.ChoiceField(
        label=gettext_lazy("Van wie is dit?"),
        help_text=gettext_lazy(
            "Dit bepaalt of het origineel later mee mag, bijvoorbeeld naar een rechter. Weet je het niet zeker? Kies "
            "de melder."
        ),
        choices=[
            (Whose.REPORTER, gettext_lazy("Van de melder")),
            (Whose.SOMEBODY, gettext_lazy("Van iemand anders in deze zaak")),
            (Whose.ORGANISATION, gettext_lazy("Van onszelf")),
        ],
        widget=Choices(
            hints={
                Whose.REPORTER: gettext_lazy("Ook als de melder het jou gaf, op papier of op een stick."),
                Whose.SOMEBODY: gettext_lazy("Bijvoorbeeld van een getuige, of van de betrokkene."),
                Whose.ORGANISATION: gettext_lazy(
                    "Bijvoorbeeld een rooster, een brief of een verslag van de organisatie."
                ),
            }
        ),
        error_messages={
            "required": gettext_lazy("Kies van wie dit is."),
            "invalid_choice": gettext_lazy("Kies van wie dit is."),
        },
    )


@require_safe
@unlocked
def read(request: Any, code: str, file_id: UUID) -> Any:
    """The cleaned copy, as a download."""
    details = actions.read_file(request.staff, code=code, file_id=file_id)
    return download(details, details.current)


@unlocked
def read_original(request: Any, code: str, file_id: UUID) -> Any:
    """The file as it came: an act of its own, after a warning."""
    form = NothingForm(request.POST or None)
    if request.method == "POST":
        try:
            details = actions.read_original(request.staff, code=code, file_id=file_id)
        except RefusedError as error:
            form.add_error(None, said(error))
        else:
            # Known now: a download with a name, and no second copy under the same one.
            if details.original is not None:
                return download(details, details.original)
    act = act_on(
        request,
        case_of(request, code),
        _("Open het origineel"),
        _("Download het origineel"),
        [
            {"text": _("In het origineel kan staan wie het maakte, wanneer, waarmee en waar.")},
            {
                "text": _("Dat kan de melder verraden. Deel het met niemand die geen sleutel heeft."),
                "sign": "no",
            },
            {"text": _("Dit bestand is niet nagekeken op wat het op jouw computer kan doen."), "sign": "no"},
            {"text": _("Dat je het opende, staat in het logboek en in de tijdlijn."), "sign": "eye"},
        ],
        icon="download",
        place="#bestanden",
        danger=True,
    )
    return render(request, "office/act.html", {"act": act, "form": form})


def download(details: FileDetails, blob: Blob) -> StreamingHttpResponse:
    """A response that opens one chunk at a time, after the transaction of the page has ended."""
    response = StreamingHttpResponse(blob.reader().chunks(), content_type="application/octet-stream")
    name = safe_name(details.name)
    ending = f".{Kind[details.kind].extension}"
    if not name.casefold().endswith(ending):
        name += ending
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name)
    response["Content-Length"] = str(blob.size)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response


@unlocked
def add(request: Any, code: str) -> HttpResponse:
    """Add files to the case. They were sealed while they came in, before this view ran.

    Until it is said whose they are they wait, so that whoever forgot to say it need not send them again.
    """
    with tenant_scope(request.tenant.id):
        case = queries.case_head(request.staff, code).case
    if request.method == "POST" and _LETS_GO in request.POST:
        let_go(request)
        return redirect(request.path)
    form = FileForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        came = to_try_again([*take(request), *request.FILES.getlist(FIELD)])
        if _is_kept(request, code, form, came):
            return redirect(f"{address(request, 'case', code=code)}#bestanden")
        for one in wait(request, came):
            form.add_error(FIELD, f"{one.name}: {_(TOO_MANY)}")
    act = Act(
        heading=_("Voeg een bestand toe"),
        button=_("Voeg toe aan de zaak"),
        back=f"{address(request, 'case', code=code)}#bestanden",
        about=f"{case.code}, {words.kind_inside(case.kind)}",
        icon="upload",
        means=[
            {"text": _("Iedereen met een sleutel van de zaak kan het lezen. De melder niet."), "sign": "eye"},
            {"text": _("Wij halen weg wat wij herkennen. Wat er in het bestand zelf staat, blijft staan.")},
            {
                "text": _(
                    "Maken wij een opgeschoonde kopie? Dan bewaren wij ook het origineel, verzegeld. Daarin kan "
                    "staan wie het maakte, wanneer en waar."
                ),
                "sign": "lock",
            },
        ],
    )
    waits = [{"name": one.name, "about": _about(one.details)} for one in waiting(request) if one.details]
    context = {"act": act, "form": form, "waits": waits, "lets_go": _LETS_GO}
    return render(request, "office_cases/add_file.html", context)


_LETS_GO = "haal-weg"


def _about(details: FileDetails) -> str:
    return f"{_(Kind[details.kind].label)}, {file_size(details.current.size)}"


def _is_kept(request: Any, code: str, form: FileForm, came: Sequence[Finished]) -> bool:
    """Keep what came in, all of it or nothing; when it cannot be, say all that is in the way at once."""
    is_said = form.is_valid()
    refused = [one for one in came if one.sentence]
    for one in refused:
        form.add_error(FIELD, f"{one.name}: {_(one.sentence)}")
    if not came:
        form.add_error(FIELD, _("Kies eerst een bestand."))
    if not is_said or refused or not came:
        return False
    try:
        with tenant_scope(request.tenant.id):
            for upload in came:
                actions.add_file(request.staff, code=code, upload=upload, whose=form.cleaned_data["whose"])
    except RefusedError as error:
        refuse(form, error)
        return False
    return True
