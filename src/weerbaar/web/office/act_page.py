"""An act page: one form, one verb. The heading is the verb and the button says it again with what will happen.

What was typed and not sent lies in the session, which is sealed under the cookie, apart for each act on each case or
person: it is there again on coming back, until it is sent, dropped, or its writer signs out.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS
from django.shortcuts import redirect, render

from weerbaar.ground.errors import RefusedError
from weerbaar.web.office.errors import said
from weerbaar.web.office.frame import tell
from weerbaar.web.office.leaving import GOES_TO, elsewhere

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from django.http import HttpResponse

FORM = "handeling"
"""The id of the form: every way to another page is a button of it."""
_AFRESH = "opnieuw"
_TYPED = "typed"
_MOST_ACTS = 20
# Of what is chosen and not typed: days and the values of choices. A longer one is none of ours.
_LONGEST_CHOICE = 200


PUT_IN = "vaste-tekst"
"""What the button says that puts a ready sentence into the text, and the name of the list that it is chosen from."""


@dataclass(frozen=True)
class Ready:
    """Sentences that are ready for a field of the form: by a key, the title and the words."""

    field: str
    choices: Mapping[str, tuple[str, str]]

    def added(self, typed: str, key: str) -> str:
        """What was typed, with a sentence below it; as it is when there is no such sentence."""
        _title, words = self.choices.get(key, ("", ""))
        return "\n\n".join(part for part in (typed.rstrip(), words) if part) if words else typed


@dataclass(frozen=True)
class Mend:
    """Where to mend what an act may be refused for: which refusal, the words of a link, and its address.

    `told` says it in words of the page, where the refusal itself may hold no name. `heading` stands above it where nothing
    that was typed is wrong, and only a yes is asked.
    """

    refusal: type[RefusedError]
    text: str
    url: str
    told: Callable[[Any], str] | None = None
    heading: str = ""


@dataclass(frozen=True)
class Act:
    """The words of an act page. `means` are rows of the tag of that name; `back` is the address of "Toch niet".

    `keeps` says whether what stands in the form is kept on the way to another page; a statement is made anew. `done` is
    what the next page says once it was done. `holds` refuses what changed since the page was made: of a form that is not
    sound too, since whoever mends that would else overlook it.
    """

    heading: str
    button: str
    back: str
    about: str = ""
    means: list[dict[str, str]] = field(default_factory=list)
    danger: bool = False
    icon: str = ""
    keeps: bool = True
    done: str = ""
    ready: Ready | None = None
    mend: Mend | None = None
    holds: Callable[[], None] | None = None


def act_page(
    request: Any,
    act: Act,
    form: forms.Form,
    perform: Callable[[dict[str, Any]], str],
    *,
    template: str = "office/act.html",
    context: Mapping[str, Any] | None = None,
) -> HttpResponse:
    """Show the form; when it is sent and sound, perform and go to the address that `perform` gives.

    What the room refuses stands at its field, and everything typed stands in the form again.
    """
    keeps = act.keeps and bool(form.fields)
    mend = None
    if keeps and begins_afresh(request):
        drop(request)
        return redirect(request.path)
    if act.ready and request.POST.get(GOES_TO) == PUT_IN:
        put_in(request, form, act.ready)
        if keep(request, form):
            return redirect(request.path)
    elif keeps and GOES_TO in request.POST:
        if keep(request, form):
            return elsewhere(request, here=request.path, otherwise=act.back)
    elif request.method == "POST":
        done, mend = _done(act, form, perform)
        if done:
            drop(request)
            if act.done:
                tell(request, act.done)
            return redirect(done)
    around = {
        "act": act,
        "form": form,
        "mend": mend,
        "only_asks": mend.heading if mend and form.errors.keys() == {NON_FIELD_ERRORS} else "",
        "takes_along": FORM if keeps else "",
        "was_kept": keeps and request.method != "POST" and put_back(request, form),
    }
    return render(request, template, {**around, **(context or {})})


def _done(act: Act, form: forms.Form, perform: Callable[[dict[str, Any]], str]) -> tuple[str, Mend | None]:
    """Where to go once it was done; empty where it was not, with where to mend what it was refused for."""
    is_sound = form.is_valid()
    try:
        if act.holds:
            act.holds()
        return (perform(form.cleaned_data), None) if is_sound else ("", None)
    except RefusedError as error:
        mend = act.mend if act.mend and isinstance(error, act.mend.refusal) else None
        refuse(form, error, mend.told(error) if mend and mend.told else "")
        return "", mend


def put_in(request: Any, form: forms.Form, ready: Ready) -> None:
    """Put the sentence that was chosen below what was typed, in a form that was not looked at yet."""
    form.data = form.data.copy()
    typed = form.data.get(ready.field, "")
    form.data[ready.field] = ready.added(typed, request.POST.get(PUT_IN, ""))


def refuse(form: forms.Form, error: RefusedError, sentence: str = "") -> None:
    """Put the sentence of a refusal, or the page's own, at its field, or above the form when the form has no such field."""
    form.add_error(error.field if error.field in form.fields else None, sentence or said(error))


def begins_afresh(request: Any) -> bool:
    """Whether somebody throws away what was kept of their typing."""
    return request.POST.get(GOES_TO) == _AFRESH


def is_kept(request: Any) -> bool:
    """Whether something that was typed on this page waits in the session."""
    return request.path in request.session.get(_TYPED, {})


def keep(request: Any, form: forms.Form) -> bool:
    """Keep what stands in the form, if it says something else than it did at first. Not when a text is too long:
    then its field says so, and the page stays.
    """
    wrong = form.errors.as_data()
    too_long = {name for name, errors in wrong.items() if any(one.code == "max_length" for one in errors)}
    for name in set(form.errors) - too_long:
        del form.errors[name]
    if too_long:
        return False
    found = {
        one.name: _plain(one.data)
        for one in form.visible_fields()
        if _fits(one.field, one.data) and not _is_secret(one.field)
    }
    changed = any(form.fields[name].has_changed(form[name].initial, value) for name, value in found.items())
    drop(request)
    if changed:
        kept = request.session.get(_TYPED, {}) | {request.path: found}
        request.session[_TYPED] = dict(list(kept.items())[-_MOST_ACTS:])
    return True


def _plain(value: Any) -> Any:
    return value.replace("\r\n", "\n") if isinstance(value, str) else value


def _fits(field: forms.Field, value: Any) -> bool:
    return isinstance(field, forms.CharField) or len(str(value)) <= _LONGEST_CHOICE


def _is_secret(field: forms.Field) -> bool:
    """Whether it is typed anew each time: a passphrase lies in no session."""
    return isinstance(field.widget, forms.PasswordInput)


def put_back(request: Any, form: forms.Form) -> bool:
    """Show what was kept, in a form that was not sent. Whether there was anything."""
    kept = request.session.get(_TYPED, {}).get(request.path, {})
    form.initial |= {name: value for name, value in kept.items() if name in form.fields}
    return bool(kept)


def drop(request: Any) -> None:
    if is_kept(request):
        request.session[_TYPED] = {
            path: typed for path, typed in request.session[_TYPED].items() if path != request.path
        }
