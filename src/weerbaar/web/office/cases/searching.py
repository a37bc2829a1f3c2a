"""Searching for a case: by its number, its facts, and the words in what somebody may open.

What was asked and found lies in the session, which is sealed under the cookie: a search is no address that a browser
or a proxy keeps, and whoever comes back from a case finds the list again without searching anew.
"""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django import forms
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from weerbaar.cases import searching
from weerbaar.cases.models import Kind, Stage
from weerbaar.cases.searching import Facts, Found
from weerbaar.cases.worklist import PAGE, rows_of, still_theirs
from weerbaar.database.scope import tenant_scope
from weerbaar.ground import codes
from weerbaar.ground.errors import RefusedError
from weerbaar.organisation import queries
from weerbaar.organisation.queries import colleagues_by_alias
from weerbaar.web.design.fields import DayField, needed
from weerbaar.web.office.act_page import refuse
from weerbaar.web.office.cases import of_desks
from weerbaar.web.office.cases.forms import PICK, TOO_LONG
from weerbaar.web.office.cases.rows import case_row
from weerbaar.web.office.forms import PlainForm
from weerbaar.web.office.frame import address
from weerbaar.web.office.gate import signed_in, unlocked

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.http import HttpResponse

_SESSION = "search"
_FROM = "vanaf"
_AFRESH = "opnieuw"


class SearchForm(PlainForm):
    # Without words one of the facts below has to be chosen: what is missing the page says.
    words = needed(
        forms.CharField(
            label=gettext_lazy("Waar zoek je naar?"),
            required=False,
            help_text=gettext_lazy(
                "Een of meer woorden, of het nummer van een zaak. Of kies hieronder iets."
            ),
            max_length=200,
            error_messages=TOO_LONG,
        )
    )
    kind = forms.ChoiceField(label=gettext_lazy("Soort"), required=False, error_messages=PICK)
    stage = forms.ChoiceField(label=gettext_lazy("Stap"), required=False, error_messages=PICK)
    desk = forms.ChoiceField(label=gettext_lazy("Meldpunt"), required=False, error_messages=PICK)
    since = DayField(label=gettext_lazy("Binnengekomen vanaf"), required=False)
    until = DayField(label=gettext_lazy("Binnengekomen tot en met"), required=False)

    def __init__(self, *args: Any, desks: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = {
            "kind": [("", _("Alle soorten")), *((one.value, _(one.label)) for one in Kind)],
            "stage": [("", _("Alle stappen")), *((one.value, _(one.label)) for one in Stage)],
            "desk": [("", _("Alle meldpunten")), *desks],
        }
        for name, ways in choices.items():
            field: Any = self.fields[name]
            field.choices = ways

    @property
    def narrows(self) -> bool:
        """Whether something besides the words was filled in."""
        return any(value for name, value in self.data.items() if name not in {"words", "csrfmiddlewaretoken"})

    def typed(self) -> dict[str, str]:
        """What stands in the boxes, to be shown again."""
        return {name: str(value) for name, value in self.data.items() if name != "csrfmiddlewaretoken"}


@require_http_methods(["GET", "POST"])
@signed_in
def search(request: Any) -> HttpResponse:
    """Searching, for whoever works on cases."""
    if not request.staff.works_on_cases:
        raise Http404
    return _search(request)


@unlocked
def _search(request: Any) -> HttpResponse:
    """The form, and what was found with it the last time."""
    if _AFRESH in request.POST:
        request.session.pop(_SESSION, None)
        return redirect(address(request, "search"))
    kept = request.session.get(_SESSION, {})
    with tenant_scope(request.tenant.id):
        desks = [(str(one.id), one.name) for one in queries.desks(request.tenant.id)]
    is_asked = request.method == "POST"
    form = SearchForm(request.POST if is_asked else kept.get("given"), desks=desks)
    if is_asked and form.is_valid():
        try:
            found = _found(request, form)
        except RefusedError as error:
            refuse(form, error)
        else:
            packed = asdict(found) | {"access_ids": [str(one) for one in found.access_ids]}
            request.session[_SESSION] = {"given": form.typed(), "found": packed}
            return redirect(address(request, "search"))
    shown = _list(request, kept["found"]) if kept and not is_asked else {}
    return render(request, "office_cases/search.html", {"form": form, **shown})


def _found(request: Any, form: SearchForm) -> Found:
    given = form.cleaned_data
    code = codes.parse(given["words"]) or ""
    facts = Facts(
        code=code,
        kind=given["kind"],
        stage=given["stage"],
        desk_id=UUID(given["desk"]) if given["desk"] else None,
        received_from=given["since"],
        received_to=given["until"],
    )
    if given["words"] and not code:
        return searching.by_words(request.staff, text=given["words"], facts=facts)
    if facts == Facts():
        raise RefusedError(_("Typ een woord of een nummer, of kies hieronder iets."), field="words")
    with tenant_scope(request.tenant.id):
        return searching.by_facts(request.staff, facts)


def _list(request: Any, found: dict[str, Any]) -> dict[str, Any]:
    """One page of what was found, as far as the asker still has access to it."""
    ids = still_theirs(request.staff, [UUID(one) for one in found["access_ids"]])
    asked = request.GET.get(_FROM, "")
    start = int(asked) if asked.isascii() and asked.isdigit() and int(asked) < len(ids) else 0
    rows = rows_of(request.staff, ids[start : start + PAGE])
    colleagues = colleagues_by_alias(request.tenant.id)
    return {
        "found": found,
        "count": len(ids),
        "first": start + 1,
        "last": min(start + PAGE, len(ids)),
        "rows": of_desks.with_desks(request, [case_row(request, one, colleagues) for one in rows]),
        "next_url": f"?{_FROM}={start + PAGE}" if start + PAGE < len(ids) else "",
        "first_url": address(request, "search") if start else "",
    }
