"""Files of a case: reading, the original, adding."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.http import StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header  # pyright: ignore[reportAttributeAccessIssue]
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_safe

from weerbaar.cases import actions, queries
from weerbaar.database.scope import tenant_scope
from weerbaar.ground.errors import RefusedError
from weerbaar.vault.uploads import forget, safe_name
from weerbaar.vault.washing import Kind
from weerbaar.web.office.act_page import Act, refuse
from weerbaar.web.office.cases import words
from weerbaar.web.office.cases.forms import FileForm, OriginalForm
from weerbaar.web.office.errors import said
from weerbaar.web.office.frame import address
from weerbaar.web.office.gate import unlocked

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import HttpResponse

    from weerbaar.vault.files import Blob, FileDetails
    from weerbaar.vault.uploads import Finished


@require_safe
@unlocked
def read(request: Any, code: str, file_id: UUID) -> Any:
    """The cleaned copy, as a download."""
    details = actions.read_file(request.staff, code=code, file_id=file_id)
    return download(details, details.current)


@unlocked
def read_original(request: Any, code: str, file_id: UUID) -> Any:
    """The file as it came: an act of its own, after a warning."""
    form = OriginalForm(request.POST or None)
    back = f"{address(request, 'case', code=code)}#bestanden"
    if request.method == "POST":
        try:
            details = actions.read_original(request.staff, code=code, file_id=file_id)
        except RefusedError as error:
            form.add_error(None, said(error))
        else:
            # Known now: a download with a name, and no second copy under the same one.
            if details.original is not None:
                return download(details, details.original)
    with tenant_scope(request.tenant.id):
        case = queries.case_head(request.staff, code).case
    act = Act(
        heading=_("Open het origineel"),
        button=_("Download het origineel"),
        back=back,
        about=f"{case.code}, {words.kind(case.kind)}",
        icon="download",
        danger=True,
        means=[
            {"text": _("In het origineel kan staan wie het maakte, wanneer, waarmee en waar.")},
            {
                "text": _("Dat kan de melder verraden. Deel het met niemand die geen sleutel heeft."),
                "sign": "no",
            },
            {"text": _("Dit bestand is niet nagekeken op wat het op jouw computer kan doen."), "sign": "no"},
            {"text": _("Dat je het opende, staat in het logboek en in de tijdlijn."), "sign": "eye"},
        ],
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
    """Add a file to the case. It was sealed while it came in, before this view ran."""
    form = FileForm()
    if request.method == "POST":
        uploads: Sequence[Finished] = request.FILES.getlist("bestand")
        form = FileForm(data=request.POST)
        try:
            _keep(request, code, uploads)
            return redirect(f"{address(request, 'case', code=code)}#bestanden")
        except RefusedError as error:
            form.is_valid()
            refuse(form, error)
    with tenant_scope(request.tenant.id):
        case = queries.case_head(request.staff, code).case
    act = Act(
        heading=_("Voeg een bestand toe"),
        button=_("Voeg toe aan de zaak"),
        back=f"{address(request, 'case', code=code)}#bestanden",
        about=f"{case.code}, {words.kind(case.kind)}",
        icon="upload",
        means=[
            {"text": _("Iedereen met een sleutel van de zaak kan het lezen. De melder niet."), "sign": "eye"},
            {"text": _("Wij halen weg wat wij herkennen. Wat er in het bestand zelf staat, blijft staan.")},
        ],
    )
    return render(request, "office_cases/add_file.html", {"act": act, "form": form})


def _keep(request: Any, code: str, uploads: Sequence[Finished]) -> None:
    """Keep what came in: all of it, or nothing and no bytes left behind."""
    kept = False
    try:
        if not uploads:
            raise RefusedError(gettext_noop("Kies eerst een bestand."), field="bestand")
        with tenant_scope(request.tenant.id):
            for upload in uploads:
                actions.add_file(request.staff, code=code, upload=upload)
        kept = True
    finally:
        if not kept:
            for upload in uploads:
                if upload.details is not None:
                    forget(upload.details)
