"""The parts of a guest's page that belong to a role. To add one: a template, and a line in `SECTIONS`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from weerbaar.intake.guests import GuestPage, Role
from weerbaar.web.reporter import accused, checking_in
from weerbaar.web.reporter.visit import Visit

Shows = Callable[[Visit, GuestPage], Mapping[str, Any] | None]
"""What a section shows, read within the scope of the tenant; None where there is nothing to show now."""


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the page, above the messages: for which roles, its template, and what that gets as `section`."""

    roles: frozenset[Role]
    template: str
    shows: Shows


SECTIONS: tuple[Section, ...] = (
    Section(accused.ACCUSED, "reporter/guest_accused.html", accused.on_guest_page),
    Section(checking_in.PROTECTED, "reporter/guest_check_in.html", checking_in.on_guest_page),
    Section(accused.ACCUSED, "reporter/guest_complain.html", accused.may_complain),
)


def sections(request: Visit, found: GuestPage) -> list[dict[str, Any]]:
    """The sections of this guest's role that have something to show, in order."""
    there = [one for one in SECTIONS if found.role in one.roles]
    shown = [(one.template, one.shows(request, found)) for one in there]
    return [{"template": template, "section": what} for template, what in shown if what is not None]
