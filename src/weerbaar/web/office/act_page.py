"""An act page: one form, one verb. The heading is the verb and the button says it again with what will happen."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.shortcuts import redirect, render

from weerbaar.ground.errors import RefusedError
from weerbaar.web.office.errors import said

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from django import forms
    from django.http import HttpResponse


@dataclass(frozen=True)
class Act:
    """The words of an act page. `means` are rows of the tag of that name; `back` is the address of "Toch niet"."""

    heading: str
    button: str
    back: str
    about: str = ""
    means: list[dict[str, str]] = field(default_factory=list)
    danger: bool = False
    icon: str = ""


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
    if request.method == "POST" and form.is_valid():
        try:
            return redirect(perform(form.cleaned_data))
        except RefusedError as error:
            refuse(form, error)
    return render(request, template, {"act": act, "form": form, **(context or {})})


def refuse(form: forms.Form, error: RefusedError) -> None:
    """Put the sentence of a refusal at its field, or above the form when the form has no such field."""
    form.add_error(error.field if error.field in form.fields else None, said(error))
