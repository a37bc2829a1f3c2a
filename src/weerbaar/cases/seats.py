"""Who sits in a case: giving keys, taking them, and telling the reporter of it. What the verbs on access share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import translation
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from weerbaar.cases import accesses, rules, sealed
from weerbaar.cases.acting import say
from weerbaar.cases.models import Access, AnswerDraft, ConsentRequest, Message, Report
from weerbaar.ground import clock
from weerbaar.ground.errors import RefusedError
from weerbaar.organisation.models import Role
from weerbaar.vault import chests
from weerbaar.vault.models import Grant
from weerbaar.vault.trust import trusted_holders

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import datetime
    from uuid import UUID

    from weerbaar.cases.models import Case
    from weerbaar.organisation.queries import Colleague
    from weerbaar.organisation.staff import Staff
    from weerbaar.vault.chests import ChestKey

# What a reporter hears of who came in: the duty, never the name.
_IN_WORDS = {
    Role.HANDLER: _("een behandelaar"),
    Role.COORDINATOR: _("een coördinator integriteit"),
    Role.INVESTIGATOR: _("een onderzoeker"),
    Role.LAWYER: _("een jurist"),
}


def check_lasts(staff: Staff, case: Case, opened: Collection[ChestKey]) -> None:
    """Refuse who holds the case, or one of these chests, for a time: they do not decide who holds it after them."""
    seats = Access.objects.filter(case=case, holder_alias=staff.alias, until__isnull=False)
    grants = Grant.objects.filter(
        chest_id__in=[one.chest_id for one in opened], holder_alias=staff.alias, until__isnull=False
    )
    ends = [*seats.values_list("until", flat=True), *grants.values_list("until", flat=True)]
    rules.check_lasts(min((one for one in ends if one), default=None))


def grant(
    staff: Staff, case: Case, opened: Collection[ChestKey], alias: UUID, until: datetime | None
) -> None:
    """Seal chests to a colleague, with every generation of them. A grant that lasts as long or longer stays: giving
    never takes.
    """
    opened = [generation for one in opened for generation in one.generations]
    holder = trusted_holders([alias]).get(alias)
    if holder is None:
        raise RefusedError(_("De sleutel van deze collega is nog niet bevestigd."), field="person")
    theirs = Grant.objects.filter(chest_id__in=[one.chest_id for one in opened], holder_alias=alias)
    ends = dict(theirs.values_list("chest_id", "until"))
    wanted = [
        one for one in opened if one.chest_id not in ends or rules.ends_later(until, ends[one.chest_id])
    ]
    theirs.filter(chest_id__in=[one.chest_id for one in wanted]).delete()
    to = [(alias, bytes(holder.public_key))]
    Grant.objects.bulk_create(
        [made for one in wanted for made in chests.new_grants(one, to, by=staff.alias, until=until)]
    )


def leave(case: Case, alias: UUID) -> None:
    """Take somebody's keys, their line in the worklist and their draft; what was asked for them is refused."""
    accesses.remove(case, alias)
    ConsentRequest.objects.filter(case=case, for_alias=alias, decided_at=None).update(
        decided_at=clock.now(), is_agreed=False
    )
    AnswerDraft.objects.filter(case=case, author_alias=alias).delete()


def tell_who_reads(
    staff: Staff, case: Case, keys: Mapping[str, ChestKey], colleague: Colleague | None, *, came_in: bool
) -> None:
    """Tell the reporter in their own language that somebody came in or left: by duty, never by name."""
    report = Report.objects.filter(case=case).first()
    language = sealed.report_answers(keys, report).get("language", "nl") if report else "nl"
    with translation.override(language):
        who = _in_words(colleague)
        said = (
            gettext("Er leest iemand mee: %(who)s.")
            if came_in
            else gettext("Er leest iemand niet meer mee: %(who)s.")
        )
        body = said % {"who": who}
    say(staff, case, keys, Message.Kind.READERS, body)


def _in_words(colleague: Colleague | None) -> str:
    for role, words in _IN_WORDS.items():
        if colleague and role in colleague.roles:
            return gettext(words)
    return gettext("een medewerker")
