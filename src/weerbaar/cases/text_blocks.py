"""Sentences that a municipality has ready for answers, invitations and letters (C13).

They are clear and of no case: whoever writes one is refused a case code in it. Of the people who handle cases; what they put
into a letter is a proposal, which who sends it can still change.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from django.utils.translation import gettext_noop as _

from weerbaar.audit.acts import about, act
from weerbaar.cases.cursors import PAGE
from weerbaar.cases.models import Kind, TextBlock
from weerbaar.cases.rules import checked_text
from weerbaar.database.once import once
from weerbaar.ground import codes
from weerbaar.ground.errors import NotAllowedError, RefusedError

if TYPE_CHECKING:
    from collections.abc import Collection

    from weerbaar.organisation.staff import Staff

LONGEST_TITLE = 60
LONGEST_BLOCK = 4_000
MOST_BLOCKS = 200
"""How many one municipality keeps: more than anybody can choose from."""


# --- rules ---


def checked_block(use: str, kind: str, title: str, words: str) -> tuple[str, str]:
    """The title and the words of a block, trimmed. Refuses what nobody can choose by, and what tells of one case."""
    if use not in TextBlock.Use.values:
        raise RefusedError(_("Kies waarvoor deze tekst is."), field="use")
    if kind and kind not in Kind.values:
        raise RefusedError(_("Kies een soort uit de lijst."), field="kind")
    title = " ".join(checked_text(title, field="title", longest=LONGEST_TITLE).split())
    words = checked_text(words, field="words", longest=LONGEST_BLOCK)
    for field, text in (("title", title), ("words", words)):
        if code := next((found for one in text.split() if (found := codes.parse(one))), None):
            raise RefusedError(
                _("Hier staat een zaakcode: %(code)s. Een vaste tekst gaat over geen enkele zaak."),
                field=field,
                code=code,
            )
    return title, words


# --- questions ---


def may_manage(staff: Staff) -> bool:
    """Whether somebody keeps these texts: whoever may handle cases."""
    return staff.handles_cases


def blocks_page(after: str = "") -> tuple[list[TextBlock], str]:
    """A page of them, by what they are for and their title, and the id that leads to the next page, if any.

    `after` is the id of the last one of the page before; nonsense is the first page. Two queries.
    """
    order: dict[str, int] = {use: place for place, use in enumerate(TextBlock.Use.values)}
    facts = TextBlock.objects.values_list("use", "title", "id")
    ids = [
        row for _use, _title, row in sorted((order[use], title.casefold(), row) for use, title, row in facts)
    ]
    start = next((place for place, row in enumerate(ids, 1) if str(row) == after), 0)
    page = ids[start : start + PAGE]
    rows = TextBlock.objects.in_bulk(page)
    return [rows[one] for one in page], str(page[-1]) if start + PAGE < len(ids) else ""


def blocks_for(kind: str, uses: Collection[str]) -> list[TextBlock]:
    """Those that fit a kind of case, for one of these uses, by title."""
    fit = TextBlock.objects.filter(use__in=list(uses), kind__in=["", kind])
    return sorted(fit, key=lambda one: one.title.casefold())


def block(staff: Staff, block_id: UUID) -> TextBlock:
    """One of them, for whoever keeps them. Raises NotAllowedError."""
    found = TextBlock.objects.filter(id=block_id).first() if may_manage(staff) else None
    if found is None:
        raise NotAllowedError(_("Deze tekst is er niet."))
    return found


# --- verbs ---


@act("textblock.add", log_refusal=True)
def add_block(staff: Staff, *, use: str, kind: str, title: str, words: str) -> UUID:
    """Keep a sentence ready; return its id."""
    about(staff.tenant_id)
    _check_may_manage(staff)
    title, words = checked_block(use, kind, title, words)
    if TextBlock.objects.count() >= MOST_BLOCKS:
        raise RefusedError(_("Er zijn al %(most)d teksten. Haal er eerst een weg."), most=MOST_BLOCKS)
    _check_new_title(title, None)
    row = TextBlock(id=uuid4(), tenant_id=staff.tenant_id, use=use, kind=kind, title=title, words=words)
    with once(_taken()):
        row.save(force_insert=True)
    about(staff.tenant_id, object_id=row.id)
    return row.id


@act("textblock.change", log_refusal=True)
def change_block(staff: Staff, *, block_id: UUID, use: str, kind: str, title: str, words: str) -> None:
    """Write it anew. What was sent with it stays as it was sent."""
    about(staff.tenant_id, object_id=block_id)
    _check_may_manage(staff)
    row = block(staff, block_id)
    title, words = checked_block(use, kind, title, words)
    _check_new_title(title, row.id)
    row.use, row.kind, row.title, row.words = use, kind, title, words
    with once(_taken()):
        row.save(update_fields=["use", "kind", "title", "words"])


@act("textblock.remove", log_refusal=True)
def remove_block(staff: Staff, *, block_id: UUID) -> None:
    """Take it away."""
    about(staff.tenant_id, object_id=block_id)
    _check_may_manage(staff)
    block(staff, block_id).delete()


def _check_may_manage(staff: Staff) -> None:
    if not may_manage(staff):
        raise NotAllowedError(_("Dit kan alleen wie zaken behandelt."))
    if staff.opened is None:
        raise RefusedError(_("Open eerst je kluis."))


def _check_new_title(title: str, own: UUID | None) -> None:
    if TextBlock.objects.filter(title=title).exclude(id=own).exists():
        raise _taken()


def _taken() -> RefusedError:
    return RefusedError(_("Er is al een tekst die zo heet."), field="title")
