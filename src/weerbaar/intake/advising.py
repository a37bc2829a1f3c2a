"""Asking the desk for advice without reporting, and making a report of what was asked (R18).

A question goes the way of a report: sealed, past whom it is about, with words to come back. It is no report: nothing is
inquired into, and it is counted apart. Whoever asked decides whether it becomes one; that is a new report, with words of
its own, and the question stays what it was.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from weerbaar.cases.models import Kind
from weerbaar.database.scope import tenant_scope
from weerbaar.intake.actions import carried_from, change
from weerbaar.intake.queries import told

if TYPE_CHECKING:
    from weerbaar.intake.drafts import Content, DraftRef
    from weerbaar.intake.reporters import ReporterRef

_GO_ALONG = ("story", "capacity")


def ask_advice(ref: DraftRef) -> Content:
    """Make a draft a question to the desk. Raises GoneError."""
    return change(ref, lambda content: content.with_answers({"kind": Kind.ADVICE.value}))


def make_report(ref: DraftRef, reporter: ReporterRef) -> Content:
    """Begin a report with what was asked. What it is about is asked anew; whom it goes round goes along. Raises GoneError."""
    with tenant_scope(ref.tenant_id):
        asked = told(reporter)
    known = {name: asked[name] for name in _GO_ALONG if asked.get(name)}
    past = carried_from(reporter)
    return change(ref, lambda content: replace(content.with_answers(known), **past))
