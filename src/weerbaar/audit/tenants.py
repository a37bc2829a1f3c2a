"""Which tenants there are. This room lies below the one that knows, so the settings name the function to ask.

`settings.WEERBAAR_TENANTS` is the dotted path of a function that takes nothing and gives pairs of a tenant's id and
its short name.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.module_loading import import_string

if TYPE_CHECKING:
    from uuid import UUID


def named_tenants() -> dict[UUID, str]:
    """The short name of each tenant by its id."""
    return dict(import_string(settings.WEERBAAR_TENANTS)())
