"""Addresses in the pages of the reporter's side."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.translation import gettext

from weerbaar.intake.files import FileView
from weerbaar.web.reporter.page import at as address

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


@register.filter
def said(msgid: str) -> str:
    """A message id that comes from data, in the language of the page."""
    return gettext(msgid) if msgid else ""


@register.filter
def file_icon(file: FileView) -> str:
    """The icon of a file."""
    return _ICONS.get(file.kind, "file-x" if file.state == "not_cleaned" else "file")


@register.filter
def needs_choice(file: FileView) -> bool:
    """Whether a file stays behind until the reporter says otherwise."""
    return not file.goes_along
