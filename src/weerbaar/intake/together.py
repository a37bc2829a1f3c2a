"""Reporting together (R17): words to hand to colleagues, and each reporter's yes or no to a link with another report.

Each report stays its own: words, name, readers, terms. Nobody of a group reads another's, unless they let them in.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.utils.translation import gettext_noop as _

from weerbaar.audit.acts import about, act
from weerbaar.cases import together
from weerbaar.cases.models import Case
from weerbaar.cases.together import LinkView, links_of_report
from weerbaar.database.scope import tenant_scope
from weerbaar.ground import receipt
from weerbaar.ground.errors import RefusedError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from weerbaar.intake.reporters import ReporterRef

CODE_WORDS = together.CODE_WORDS
NOT_FOUND = _(
    "Met deze vier woorden vinden wij niets. Kijk of ze in de goede volgorde staan. Ze werken twee weken: vraag anders "
    "om nieuwe."
)


@act("reporter.invite")
def invite(reporter: ReporterRef) -> tuple[str, ...]:
    """Four words to hand to colleagues, for two weeks. Those from before work no more."""
    about(reporter.case_id)
    Case.objects.select_for_update().get(id=reporter.case_id)
    return together.new_code(reporter, reporter.case_id)


@act("reporter.end_invitation")
def end_invitation(reporter: ReporterRef) -> None:
    """Let the words work no more."""
    about(reporter.case_id)
    together.end_code(reporter.case_id)


@act("reporter.agree_together")
def agree(reporter: ReporterRef, *, link_id: UUID) -> None:
    """Say that another report belongs to one's own."""
    about(reporter.case_id, object_id=link_id)
    together.agree(reporter.case_id, link_id)


@act("reporter.end_together")
def end(reporter: ReporterRef, *, link_id: UUID) -> None:
    """Say no, or not any more. The other reads that it ended, and not by whom."""
    about(reporter.case_id, object_id=link_id)
    together.end(reporter, reporter.case_id, link_id)


def links(reporter: ReporterRef) -> list[LinkView]:
    """How it stands with other reports. Within a tenant scope."""
    return links_of_report(reporter.case_id)


def invited_until(reporter: ReporterRef) -> datetime | None:
    """Until when the four words work; None where there are none. Within a tenant scope."""
    return together.code_until(reporter.case_id)


def code_for(tenant_id: UUID, typed: str) -> UUID | None:
    """What four words find, as somebody typed them; None where nothing is found by them."""
    reading = receipt.read(typed)
    words: Sequence[str] = reading.words or typed.casefold().replace(",", " ").split()
    with tenant_scope(tenant_id):
        return together.code_of(tenant_id, words) if len(words) == CODE_WORDS else None


@act("reporter.join")
def join(reporter: ReporterRef, *, code_id: UUID) -> bool:
    """Say of a report that it belongs to that of who handed out the words. They decide. False where the words end before."""
    about(reporter.case_id)
    return together.join(reporter, reporter.case_id, code_id)


def join_with(reporter: ReporterRef, *, typed: str) -> None:
    """The same of a report that was sent before, with the four words as they were typed. Raises RefusedError."""
    code_id = code_for(reporter.tenant_id, typed)
    if code_id is None or not join(reporter, code_id=code_id):
        raise RefusedError(NOT_FOUND, field="words")
