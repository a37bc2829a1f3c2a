"""The address of a file of the look for a page that must come out, whatever else failed: `{% load sheets %}`."""

from __future__ import annotations

from django import template
from django.contrib.staticfiles.storage import staticfiles_storage
from django.templatetags.static import PrefixNode

register = template.Library()


@register.simple_tag
def look(path: str) -> str:
    """Where `path` is served. An installation serves each file under its hash alone; without its list of those, the
    bare name is better than an error in the page about an error."""
    try:
        return staticfiles_storage.url(path)
    except Exception:  # noqa: BLE001 - whatever is broken, the page has to come
        return PrefixNode.handle_simple("STATIC_URL") + path
