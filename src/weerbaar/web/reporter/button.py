"""The one page that another site may show in a frame: a link to who can help, and nothing else."""

from __future__ import annotations

from csp.constants import NONE
from csp.decorators import csp_replace
from django.http import HttpResponse
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from weerbaar.organisation.button import origins
from weerbaar.web.reporter.page import show
from weerbaar.web.reporter.visit import Visit


@require_safe
@xframe_options_exempt  # which knows no list; browsers go by the policy below
def button(request: Visit) -> HttpResponse:
    """The button. Only a site that the administrator listed may frame it; with none listed, nobody may."""
    listed = [one.origin for one in origins()] or [NONE]
    page: HttpResponse = show(request, "button")
    return csp_replace({"frame-ancestors": listed})(lambda _request: page)(request)  # pyright: ignore[reportReturnType]
