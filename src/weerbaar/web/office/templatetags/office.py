"""`{% load office %}`: addresses of the office's pages."""

from __future__ import annotations

from typing import Any

from django import template

from weerbaar.web.office import frame

register = template.Library()


@register.simple_tag(takes_context=True)
def address(context: dict[str, Any], name: str, **parts: object) -> str:
    """`{% address "person" person_id=row.person_id %}`, `{% address "people" as people_url %}`."""
    return frame.address(context["request"], name, **parts)


@register.filter
def role_in_words(role: str) -> str:
    """A role as people call it."""
    return frame.role_in_words(role)
