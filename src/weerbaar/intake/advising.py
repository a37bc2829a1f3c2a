"""Asking the desk for advice without reporting, and making a report of what was asked (R18).

A question goes the way of a report: sealed, past whom it is about, with words to come back. It is no report: nothing is
inquired into, and it is counted apart. Whoever asked decides whether it becomes one; that is a new report, with words of
its own, and the question stays what it was.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from weerbaar.cases.models import Case, Kind
from weerbaar.database.scope import tenant_scope
from weerbaar.intake.actions import carried_from, change
from weerbaar.intake.files import in_talk, take_over, to_take_over
from weerbaar.intake.queries import told
from weerbaar.intake.questions import EARLIER, EARLIER_KIND, is_for_another
from weerbaar.intake.reporters import open_talk

if TYPE_CHECKING:
    from typing import Any

    from weerbaar.intake.drafts import Content, DraftRef
    from weerbaar.intake.reporters import ReporterRef
    from weerbaar.vault.files import FileDetails

_GO_ALONG = ("story", "capacity", "behalf", "openness")


@dataclass(frozen=True, slots=True)
class GoesAlong:
    """What a report that is made of a question takes over from it, and what is asked anew.

    Names lie in compartments that the eight words do not open: `whom` and `name` say that they were given there.
    `for_another`: who asked did so for somebody else, who has the words now.
    """

    files: tuple[str, ...] = field(default=(), repr=False)
    files_left: tuple[str, ...] = field(default=(), repr=False)
    whom: bool = False
    name: bool = False
    for_another: bool = False

    @property
    def asks_anew(self) -> bool:
        return self.whom or self.name or self.for_another


def ask_advice(ref: DraftRef) -> Content:
    """Make a draft a question to the desk. Raises GoneError."""
    return change(ref, lambda content: content.with_answers({"kind": Kind.ADVICE.value}))


def goes_along(reporter: ReporterRef) -> GoesAlong:
    """What would go along, for the page before it is done. Raises GoneError."""
    asked, sent = _asked(reporter)
    files, apart = to_take_over(sent), asked.get("apart", ())
    return GoesAlong(
        files=tuple(one.name for one in files.goes),
        files_left=files.stays,
        whom="who_subject" in apart,
        name="name" in apart,
        for_another=is_for_another(asked),
    )


def make_report(ref: DraftRef, reporter: ReporterRef, *, says_so: bool = False) -> Content:
    """Begin a report with what was asked and the files that came with it. What it is about is asked anew; whom it goes
    round goes along. `says_so`: whoever reads the report sees the code of the question, and so perhaps the name that was
    given there. Raises GoneError.
    """
    asked, sent = _asked(reporter)
    known = {name: asked[name] for name in _GO_ALONG if asked.get(name)}
    if says_so:
        known |= {EARLIER: code_of(reporter), EARLIER_KIND: Kind.ADVICE.value}
    if is_for_another(asked):
        # The words went to whom it was asked for: who begins the report now is not who asked.
        del known["behalf"]
    past = carried_from(reporter)
    left = take_over(ref, sent)
    whom = "who_subject" in asked.get("apart", ())
    return change(
        ref,
        lambda content: replace(content.with_answers(known), files_left=left, whom_left=whom, **past),
    )


def code_of(reporter: ReporterRef) -> str:
    """The code of the question."""
    with tenant_scope(reporter.tenant_id):
        return Case.objects.get(id=reporter.case_id).code


def _asked(reporter: ReporterRef) -> tuple[dict[str, Any], list[FileDetails]]:
    """What was told with the question, and the files of its reporter."""
    with tenant_scope(reporter.tenant_id):
        files = in_talk(open_talk(reporter), reporter.case_id)
        return told(reporter), [details for _row, details in files]
