"""How a page is made: its frame, its addresses, and the sentences of an error."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_noop as _

from weerbaar.intake import questions
from weerbaar.intake.going_round import ABOUT_ROLES
from weerbaar.intake.queries import ReaderView
from weerbaar.organisation.models import Role
from weerbaar.web.design import answers

_ENGLISH = "/en"
GOES_TO = "naar"
"""The name of a button that goes somewhere and takes along what was typed: its value is an address, or a page by a name."""


sentence = answers.sentence


def language(request: HttpRequest) -> str:
    """The language of this page: "nl" or "en"."""
    return "en" if request.path_info.startswith(f"{_ENGLISH}/") else "nl"


def at(request: HttpRequest, name: str, **parts: Any) -> str:
    """The address of a page of this municipality, in the language of this page."""
    tenant = request.tenant  # pyright: ignore[reportAttributeAccessIssue]
    return reverse(f"{language(request)}:{name}", kwargs={"tenant": tenant.slug, **parts})


def in_the_other_language(request: HttpRequest) -> str:
    """The address of this page in the other language."""
    path = request.path
    return path.removeprefix(_ENGLISH) if language(request) == "en" else f"{_ENGLISH}{path}"


def goes_to(request: HttpRequest, **named: str) -> str:
    """Where the button leads that was pressed: one of `named`, or a page of this municipality. Empty for anything else."""
    wanted = request.POST.get(GOES_TO, "")
    if wanted in named:
        return named[wanted]
    slug = request.tenant.slug  # pyright: ignore[reportAttributeAccessIssue]
    ours = wanted.startswith((f"/{slug}/", f"{_ENGLISH}/{slug}/"))
    return wanted if ours and url_has_allowed_host_and_scheme(wanted, allowed_hosts=None) else ""


def names(people: Iterable[ReaderView]) -> str:
    """ "Fatima el Amrani, Joris van Dam en Marit Hoekstra"; empty when nobody has a name."""
    known = [one.name for one in people if one.name]
    return f" {gettext('en')} ".join(filter(None, [", ".join(known[:-1]), *known[-1:]]))


def not_readers(roles: Iterable[str], people: Iterable[ReaderView] = ()) -> str:
    """Whom the reporter kept out, as a sentence has them: "Joris van Dam en de burgemeester". Empty for nobody."""
    told = [one.name for one in people if one.name]
    told += [gettext(_IN_ROLE[role]) for role in ABOUT_ROLES if role in set(roles)]
    return f" {gettext('en')} ".join(filter(None, [", ".join(told[:-1]), *told[-1:]]))


_IN_ROLE = {
    Role.HEAD_OF_INTEGRITY: _("het hoofd van bureau integriteit"),
    Role.SECRETARY: _("de gemeentesecretaris"),
    Role.MAYOR: _("de burgemeester"),
    Role.ALDERMAN: _("de wethouders"),
    Role.REGISTRAR: _("de griffier"),
}


def called(*, is_complaint: bool, is_advice: bool = False) -> str:
    """What the pages call what somebody sends: "je melding", "je klacht" where it is about how a report was dealt with or
    about detriment, "je vraag" where it asks for advice.
    """
    if is_advice:
        return gettext("vraag")
    return gettext("klacht") if is_complaint else gettext("melding")


def called_of(answers: Mapping[str, Any]) -> str:
    """The same of what is being written."""
    return called(is_complaint=questions.is_complaint(answers), is_advice=questions.is_advice(answers))


def show(
    request: HttpRequest, template: str, context: Mapping[str, Any] | None = None, *, status: int = 200
) -> HttpResponse:
    """A page of this side, in its frame."""
    return render(request, f"reporter/{template}.html", _frame(request) | dict(context or {}), status=status)


def _frame(request: HttpRequest) -> dict[str, Any]:
    frame: dict[str, Any] = {
        "exit_url": reverse("leave"),
        "language_switch_url": in_the_other_language(request),
        "language": get_language(),
        "called": called(
            is_complaint=getattr(request, "is_complaint", False),
            is_advice=getattr(request, "is_advice", False),
        ),
        "tenant": None,
    }
    tenant = getattr(request, "tenant", None)
    if tenant is None:
        return frame | {
            "home_url": reverse("municipalities_en" if language(request) == "en" else "municipalities")
        }
    return frame | {
        "tenant": tenant,
        "organisation": {"name": tenant.name, "phone": tenant.phone, "hours": tenant.phone_hours},
        "home_url": at(request, "start"),
        "footer_links": [
            {"url": at(request, "help"), "label": gettext("Wie kan mij helpen?")},
            {"url": at(request, "safe"), "label": gettext("Veilig online")},
            {"url": at(request, "accessibility"), "label": gettext("Toegankelijkheid")},
        ],
    }
