"""The box on the page of a case: every way to another page keeps what was typed in it, as the writer's own draft."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy

from weerbaar.cases import actions, queries
from weerbaar.database.scope import tenant_scope
from weerbaar.ground.errors import RefusedError
from weerbaar.web.office.act_page import put_in, refuse
from weerbaar.web.office.cases.forms import text_field
from weerbaar.web.office.forms import PlainForm

if TYPE_CHECKING:
    from django import forms

    from weerbaar.web.office.act_page import Ready

BOX = "antwoord"
"""The id of the form. Buttons anywhere on the page are of it, so that they work without a script."""


class DraftForm(PlainForm):
    """The same box when it is kept and not sent: it may be empty."""

    body = text_field(gettext_lazy("Antwoord aan de melder"))


def keep(request: Any, code: str, ready: Ready | None = None) -> forms.Form | None:
    """Keep what was typed, with the sentence of `ready` below it that was chosen. The form comes back when that cannot be
    done, with the reason at its field.

    What is there already is not kept again, so that looking around leaves no lines in the log. An empty box throws a
    draft away only when the page showed it: in another tab there may be one that this page does not know.
    """
    form = DraftForm(request.POST)
    if ready:
        put_in(request, form, ready)
    if not form.is_valid():
        return form
    body = form.cleaned_data["body"].replace("\r\n", "\n").strip()
    if not body and "concept" not in request.POST:
        return None
    with tenant_scope(request.tenant.id):
        is_kept = body == queries.answer_draft(request.staff, code)
    if is_kept:
        return None
    try:
        actions.save_draft(request.staff, code=code, body=body)
    except RefusedError as error:
        refuse(form, error)
        return form
    return None
