"""Addresses in the pages of the reporter's side."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import template
from django.utils.translation import gettext

from weerbaar.database.scope import tenant_scope
from weerbaar.intake.doors import WhoCanHelp
from weerbaar.intake.doors import who_can_help as helps
from weerbaar.intake.drafts import Content
from weerbaar.intake.files import FileView
from weerbaar.intake.queries import ReaderView
from weerbaar.intake.questions import Page, place_in_step, place_of_step
from weerbaar.web.reporter.page import at as address
from weerbaar.web.reporter.page import language
from weerbaar.web.reporter.page import names as named

register = template.Library()

# By the label of a kind, which is all that a page knows of it.
_ICONS = {
    "Foto": "photo",
    "Plaatje": "photo",
    "PDF-document": "file-type-pdf",
    "Video": "movie",
    "Geluid": "file-music",
}


@register.simple_tag(takes_context=True)
def at(context: dict[str, Any], name: str, **parts: Any) -> str:
    """`{% at "files" %}`: the address of a page of this municipality, in the language of this page."""
    return address(context["request"], name, **parts)


@register.simple_tag(takes_context=True)
def who_can_help(context: dict[str, Any]) -> WhoCanHelp:
    """Who can help, for a page that has to send people elsewhere; also in the answer to a form that was sent."""
    request = context["request"]
    with tenant_scope(request.tenant.id):
        return helps(request.tenant, language(request))


@register.filter
def said(msgid: str) -> str:
    """A message id that comes from data, in the language of the page."""
    return gettext(msgid) if msgid else ""


@register.filter
def file_icon(file: FileView) -> str:
    """The icon of a file."""
    return _ICONS.get(file.kind, "file-x" if file.state == "not_cleaned" else "file")


@register.filter
def any_unscanned(files: Iterable[FileView]) -> bool:
    """Whether a file was not checked for viruses."""
    return any(one.scan == "UNSCANNED" for one in files)


@register.filter
def names(people: Iterable[ReaderView]) -> str:
    """The people by name, as a sentence has them."""
    return named(people)


@register.simple_tag(takes_context=True)
def about(context: dict[str, Any], page: Page) -> str:
    """What a page of questions is about and, where a step has more of them, which of them this is."""
    content: Content | None = getattr(context["request"], "content", None)
    number, total = place_in_step(page, content.answers if content else {})
    told = gettext(page.about)
    if total == 1:
        return told
    values = {"about": told, "number": number, "total": total}
    return gettext("%(about)s, vraag %(number)d van %(total)d") % values


@register.simple_tag(takes_context=True)
def place(context: dict[str, Any], step: int) -> dict[str, int]:
    """`{% place 5 as at_step %}`: which step this is and how many there are, for what is being written here."""
    content: Content | None = getattr(context["request"], "content", None)
    number, total = place_of_step(step, content.answers if content else {})
    return {"number": number, "total": total}


@register.filter
def needs_choice(file: FileView) -> bool:
    """Whether a file stays behind until the reporter says otherwise."""
    return not file.goes_along
