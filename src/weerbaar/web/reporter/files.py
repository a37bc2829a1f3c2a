"""Files with a report: added, looked at, chosen, removed; and added later by who came back."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from weerbaar.database.scope import tenant_scope
from weerbaar.ground.errors import GoneError, WeerbaarError
from weerbaar.intake import actions, queries, questions
from weerbaar.intake.files import (
    FileView,
    choose_file,
    drop_held_file,
    held_files,
    keep_in_draft,
    remove_file,
    to_try_again,
)
from weerbaar.vault.uploads import NOT_CLEANED, Finished
from weerbaar.web.reporter.coming_back import NOTE, with_reporter
from weerbaar.web.reporter.forms import FilesForm
from weerbaar.web.reporter.page import GOES_TO, at, in_the_other_language, sentence, show
from weerbaar.web.reporter.visit import Visit, with_draft
from weerbaar.web.reporter.wizard import strip

# The id of the form of files: the buttons around it that go elsewhere add what was chosen.
_FORM = "kies"


def _arrived(request: Visit) -> list[Finished]:
    return to_try_again([one for one in request.FILES.getlist("bestand") if isinstance(one, Finished)])


def _refusals(came: list[Finished]) -> list[str]:
    """A sentence for each file that was not taken, with its name: of many, one must know which."""
    told = [(one.name, gettext(one.sentence)) for one in came if one.sentence]
    return [f"{name}: {said}" if len(came) > 1 else said for name, said in told]


@with_draft
def draft_files(request: Visit) -> HttpResponse:
    """The files of a draft, and more of them. Every button of the form adds what was chosen, also one that goes on."""
    form = FilesForm()
    earlier = questions.before(None, request.content.answers)
    back = at(request, "question", page=earlier.slug) if earlier else at(request, "readers")
    there = _files_of(request)
    if request.method == "POST":
        onward = {
            "verder": at(request, "check"),
            "terug": back,
            "lezers": at(request, "readers"),
            "taal": in_the_other_language(request),
        }.get(request.POST.get(GOES_TO, ""))
        came = _arrived(request)
        errors = _refusals(came)
        if not came and onward is None:
            errors = [gettext("Kies eerst een bestand. Je mag dit ook overslaan.")]
        try:
            keep_in_draft(request.draft, came)
        except GoneError as error:
            return show(request, "gone", {"sentence": sentence(error)}, status=410)
        except WeerbaarError as error:
            errors.append(sentence(error))
        known = {one.id for one in there}
        there = _files_of(request)
        undecided = any(one.id not in known and not one.goes_along for one in there)
        if not errors and not (onward and undecided):
            return redirect(onward or f"{at(request, 'files')}{_query(request)}#lijst")
        if undecided:
            errors.append(gettext("Kies hieronder of dit bestand meegaat. Ga daarna verder."))
        form = FilesForm({}, {})
        form.errors["bestand"] = form.error_class(errors)
    return show(
        request,
        "files",
        {
            "form": form,
            "files": there,
            "takes_along": _FORM,
            "reads": strip(request, request.content),
        },
    )


def _files_of(request: Visit) -> list[FileView]:
    with tenant_scope(request.tenant.id):
        return queries.draft_files(request.draft)


def _query(request: Visit) -> str:
    return f"?{request.META['QUERY_STRING']}" if request.META.get("QUERY_STRING") else ""


@require_POST
@with_draft
def choose(request: Visit, file_id: UUID) -> HttpResponse:
    """What the reporter wants with one file: remove it, send it as it is, keep the original beside it."""
    try:
        if "verwijder" in request.POST:
            remove_file(request.draft, file_id)
        elif "zoals-het-is" in request.POST:
            choose_file(request.draft, file_id, send_as_is=request.POST["zoals-het-is"] == "ja")
        elif "origineel" in request.POST:
            choose_file(request.draft, file_id, send_original=request.POST["origineel"] == "ja")
    except GoneError:
        pass  # removed in another tab: the list shows what is there
    return redirect(f"{at(request, 'files')}#lijst")


@with_reporter
def more_files(request: Visit) -> HttpResponse:
    """Files added to a report that was sent."""
    form = FilesForm()
    if request.method == "POST":
        came = _arrived(request)
        errors = _refusals(came) if came else [gettext("Kies eerst een bestand.")]
        try:
            clean = [one for one in came if one.details is not None and one.details.state != NOT_CLEANED]
            if clean:
                actions.attach(request.reporter, uploads=clean)
            actions.hold_files(request.reporter, came)
        except GoneError:
            raise
        except WeerbaarError as error:
            errors.append(sentence(error))
        if not errors and _held(request):
            return redirect(f"{at(request, 'more_files')}#lijst")
        if not errors:
            request.session[NOTE] = "files"
            return redirect(f"{at(request, 'progress')}#gedaan")
        form = FilesForm({}, {})
        form.errors["bestand"] = form.error_class(errors)
    return show(
        request, "more_files", {"form": form, "held": _held(request), "back": at(request, "progress")}
    )


def _held(request: Visit) -> list[FileView]:
    with tenant_scope(request.tenant.id):
        return held_files(request.reporter)


@require_POST
@with_reporter
def choose_held(request: Visit, file_id: UUID) -> HttpResponse:
    """What the reporter wants with a file that could not be cleaned: throw it away, or send it as it is."""
    try:
        if request.POST.get("zoals-het-is") == "ja":
            actions.attach(request.reporter, as_they_are=[file_id])
        elif request.POST.get("zoals-het-is") == "nee":
            drop_held_file(request.reporter, file_id)
    except GoneError:
        pass  # chosen in another tab: the list shows what still waits
    return redirect(f"{at(request, 'more_files')}#lijst" if _held(request) else at(request, "progress"))
