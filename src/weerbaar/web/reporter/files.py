"""Files with a report: added, looked at, chosen, removed; and added later by who came back."""

from __future__ import annotations

from contextlib import suppress

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext

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
from weerbaar.web.reporter import typed
from weerbaar.web.reporter.coming_back import NOTE, with_reporter
from weerbaar.web.reporter.forms import FilesForm
from weerbaar.web.reporter.page import at, goes_to, in_the_other_language, sentence, show
from weerbaar.web.reporter.visit import Visit, stand_at, with_draft
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
    """The files of a draft, and more of them. Every button of the form carries all of it: what was chosen for a file that
    is there, and the files that were picked, also when the button removes one or goes on.
    """
    form = FilesForm()
    there = _files_of(request)
    if request.method == "POST":
        onward = goes_to(
            request,
            verder=at(request, "check"),
            terug=_back_url(request),
            lezers=at(request, "readers"),
            taal=in_the_other_language(request),
        )
        came = _arrived(request)
        errors = _refusals(came)
        is_changed = _keep_choices(request, there)
        if not (came or onward or is_changed or _CHOOSES in request.POST):
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
            stand_at(request, onward if onward == at(request, "check") else at(request, "files"))
            return redirect(onward or f"{at(request, 'files')}{_query(request)}#lijst")
        if undecided:
            errors.append(gettext("Kies hieronder of dit bestand meegaat. Ga daarna verder."))
        form = FilesForm({}, {})
        form.errors["bestand"] = form.error_class(errors)
    stand_at(request, at(request, "files"))
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


def _back_url(request: Visit) -> str:
    earlier = questions.before(None, request.content.answers)
    return at(request, "question", page=earlier.slug) if earlier else at(request, "readers")


# What the form calls the choices for one file, before its id; and its buttons, which hold the id of their file.
_AS_IS = "zoals-het-is-"
_REMOVE, _ORIGINAL, _NO_ORIGINAL, _CHOOSES = "verwijder", "origineel", "geen-origineel", "bewaar"


def _keep_choices(request: Visit, there: list[FileView]) -> bool:
    """Do with each file what the form says. Whether anything changed: a form that nobody touched says what is so."""
    is_changed = False
    for one in there:
        name = str(one.id)
        as_is = request.POST.get(_AS_IS + name, "ja" if one.send_as_is else "nee") == "ja"
        original = one.send_original
        if request.POST.get(_ORIGINAL) == name or request.POST.get(_NO_ORIGINAL) == name:
            original = _ORIGINAL in request.POST
        is_removed = request.POST.get(_REMOVE) == name
        if not is_removed and (as_is, original) == (one.send_as_is, one.send_original):
            continue
        is_changed = True
        # Removed in another tab: the list shows what is there.
        with suppress(GoneError):
            if is_removed:
                remove_file(request.draft, one.id)
            else:
                choose_file(request.draft, one.id, send_as_is=as_is, send_original=original)
    return is_changed or any(name in request.POST for name in (_REMOVE, _ORIGINAL, _NO_ORIGINAL))


def _files_of(request: Visit) -> list[FileView]:
    with tenant_scope(request.tenant.id):
        return queries.draft_files(request.draft)


def _query(request: Visit) -> str:
    return f"?{request.META['QUERY_STRING']}" if request.META.get("QUERY_STRING") else ""


@with_reporter
def more_files(request: Visit) -> HttpResponse:
    """Files added to a report that was sent, and what to do with one that could not be cleaned.

    One form again: a button for one file carries the files that were picked and what was chosen for the others. What was
    chosen for another is only kept on the page, for throwing away and sending cannot be taken back.
    """
    form = FilesForm()
    if request.method == "POST":
        chosen = _DOES in request.POST
        came = _arrived(request)
        errors = _refusals(came) if came or chosen else [gettext("Kies eerst een bestand.")]
        _keep_picks(request)
        try:
            if chosen:
                _do_with_held(request, request.POST[_DOES])
        except GoneError:
            raise
        except WeerbaarError as error:
            errors.append(sentence(error))
        errors += _keep_later(request, came)
        if not errors and _held(request):
            return redirect(f"{at(request, 'more_files')}#lijst")
        if not errors:
            if came:
                request.session[NOTE] = "files"
            return redirect(f"{at(request, 'progress')}#{'gedaan' if came else 'bestanden'}")
        form = FilesForm({}, {})
        form.errors["bestand"] = form.error_class(errors)
    picks = typed.kept(request, typed.HELD)
    held = [{"file": one, "goes": picks.get(f"{_AS_IS}{one.id}") == "ja"} for one in _held(request)]
    return show(request, "more_files", {"form": form, "held": held, "back": at(request, "progress")})


def _keep_later(request: Visit, came: list[Finished]) -> list[str]:
    """Add the clean ones to the report and hold the others back; a sentence for what did not fit of either."""
    errors = []
    clean = [one for one in came if one.details is not None and one.details.state != NOT_CLEANED]
    for keep, files in ((actions.attach, clean), (actions.hold_files, came)):
        try:
            if files:
                keep(request.reporter, uploads=files)
        except GoneError:
            raise
        except WeerbaarError as error:
            errors.append(sentence(error))
    return errors


# The button that does with a waiting file what was chosen for it; its value is the id of the file.
_DOES = "doe"


def _keep_picks(request: Visit) -> None:
    typed.keep(request, typed.HELD, [f"{_AS_IS}{one.id}" for one in _held(request)])


def _do_with_held(request: Visit, name: str) -> None:
    there = next((one for one in _held(request) if str(one.id) == name), None)
    choice = request.POST.get(_AS_IS + name)
    # Chosen in another tab: the list shows what still waits.
    if there is None:
        return
    with suppress(GoneError):
        if choice == "ja":
            actions.attach(request.reporter, as_they_are=[there.id])
        elif choice == "nee":
            drop_held_file(request.reporter, there.id)


def _held(request: Visit) -> list[FileView]:
    with tenant_scope(request.tenant.id):
        return held_files(request.reporter)
