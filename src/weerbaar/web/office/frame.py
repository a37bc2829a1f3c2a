"""What stands around every page of the office: the addresses, the menu, who you are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import get_language, gettext

from weerbaar.cases import asking, lessons, releasing
from weerbaar.database.scope import tenant_scope
from weerbaar.ground import clock
from weerbaar.intake import entering, mail, signals
from weerbaar.organisation import doors, links
from weerbaar.organisation.models import Role

if TYPE_CHECKING:
    from weerbaar.organisation.staff import Staff


def address(request: Any, name: str, **parts: object) -> str:
    """The address of a page of this tenant, by its name in `urls.py`."""
    return reverse(f"office:{name}", kwargs={"tenant": request.tenant.slug, **parts})


def report_at(request: Any) -> str:
    """Where whoever wants to report begins, as it is read out and copied by hand: without the scheme."""
    host = settings.WEERBAAR_REPORTER_AT.partition("://")[2]
    return f"{host}/{request.tenant.slug}/"


def come_back_at(request: Any) -> str:
    """Where eight words are typed, written in the same way."""
    return f"{report_at(request)}terug/"


def tell(request: Any, sentence: str) -> None:
    """Say on the next page what was done, in the language of this one."""
    request.session["told"] = sentence


def role_in_words(role: str) -> str:
    """A role as people call it."""
    return gettext(Role(role).label)


def context(request: Any) -> dict[str, Any]:
    """What `design/base_office.html` reads. A context processor."""
    tenant, staff = getattr(request, "tenant", None), getattr(request, "staff", None)
    if tenant is None:
        return {}
    around = {"organisation": tenant, "home_url": address(request, "home"), "staff": staff, "tenant": tenant}
    if request.method == "GET":
        other = "nl" if get_language() == "en" else "en"
        around["language_switch_url"] = f"{address(request, 'language', language=other)}?naar={request.path}"
    if staff is not None:
        rows = _menu(request, staff)
        around |= {
            "printed_at": clock.now(),
            "told": request.session.pop("told", ""),
            "nav": rows,
            **_folded(rows),
            "person": {"name": staff.first_name, "role": staff.function},
            "person_url": address(request, "account"),
            "sign_out_url": address(request, "sign_out"),
        }
    return around


def _received_in_words(request: Any, staff: Staff) -> str:
    """What parties from outside released to this person, with how many are new; empty while their vault is closed."""
    if staff.opened is None:
        return ""
    with tenant_scope(request.tenant.id):
        if not releasing.receives(staff):
            return ""
        new = releasing.unopened_count(staff)
    if new:
        return gettext("Van buiten ontvangen (%(count)d nieuw)") % {"count": new}
    return gettext("Van buiten ontvangen")


def _intake_in_words(request: Any, staff: Staff) -> str:
    """What comes in beside the web, with how much asks there: mail that waits, and a mailbox that is not emptied. Empty
    for who enters nothing.
    """
    with tenant_scope(request.tenant.id):
        if not entering.enters(staff):
            return ""
        count = mail.waiting_count(staff) + len(mail.troubled(staff))
    return gettext("Binnenkomst (%(count)d)") % {"count": count} if count else gettext("Binnenkomst")


def _asked_in_words(request: Any, staff: Staff) -> str:
    """What was asked of this person, with how many wait; without a number while their vault is closed.

    A page that shows what waits has counted it: `waiting_count` on the request.
    """
    count = getattr(request, "waiting_count", 0)
    if staff.opened is not None and not hasattr(request, "waiting_count"):
        with tenant_scope(request.tenant.id):
            count = asking.waiting_count(staff)
    return (
        gettext("Aan mij gevraagd (%(count)d)") % {"count": count} if count else gettext("Aan mij gevraagd")
    )


def _desks_in_words(request: Any) -> str:
    """The desks, with how many offers of others wait for a decision."""
    with tenant_scope(request.tenant.id):
        count = links.waiting_count()
    return gettext("Meldpunten (%(count)d)") % {"count": count} if count else gettext("Meldpunten")


def _doors_in_words(request: Any) -> str:
    """Who can help, with how many doors nobody looked at for a year: their numbers and texts may be wrong by now."""
    with tenant_scope(request.tenant.id):
        count = doors.due_count(clock.today())
    return gettext("Wie kan helpen (%(count)d)") % {"count": count} if count else gettext("Wie kan helpen")


def _has_improvement(request: Any, staff: Staff) -> bool:
    """Whether somebody who works on no cases has something to do all the same; unsaid while their vault is closed."""
    if staff.opened is None:
        return False
    with tenant_scope(request.tenant.id):
        return lessons.has_any(staff)


def _beside_cases(request: Any, staff: Staff) -> list[tuple[str, str]]:
    """What somebody may have before them without working on cases."""
    received = _received_in_words(request, staff)
    pages = [("received", received)] if received else []
    told = _signals_in_words(request, staff)
    return [*pages, ("signals", told)] if told else pages


def _signals_in_words(request: Any, staff: Staff) -> str:
    """The signals of who leads others, and those that wait for them at the desk, with how many ask something today; empty
    for anybody else, and while their vault is closed.
    """
    if staff.opened is None:
        return ""
    with tenant_scope(request.tenant.id):
        if not signals.may_enter(staff):
            return ""
        count = signals.late_count(staff)
    return gettext("Signalen (%(count)d)") % {"count": count} if count else gettext("Signalen")


_MOST_BESIDE = 5
"""So many pages fit beside each other on a narrow desk, with their numbers and with who you are."""


def _folded(rows: list[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    """The menu on a desk, for whoever has more pages than fit: what stands last is looked at least. No fold for one page."""
    if len(rows) <= _MOST_BESIDE + 1:
        return {}
    return {"nav_first": rows[:_MOST_BESIDE], "nav_more": rows[_MOST_BESIDE:]}


def _menu(request: Any, staff: Staff) -> list[dict[str, Any]]:
    pages: list[tuple[str, str]] = []
    if staff.works_on_cases:
        pages += [
            ("home", gettext("Vandaag")),
            ("tasks", gettext("Taken")),
            ("terms", gettext("Termijnen")),
            ("register", gettext("Wbk-register")),
            ("search", gettext("Zoeken")),
        ]
    if received := _intake_in_words(request, staff):
        pages.append(("intake", received))
    if not staff.works_on_cases and _has_improvement(request, staff):
        pages.append(("tasks", gettext("Taken")))
    if staff.is_asked:
        pages.append(("asked", _asked_in_words(request, staff)))
    pages += _beside_cases(request, staff)
    if staff.is_administrator:
        pages += [
            ("people", gettext("Mensen")),
            ("desks", _desks_in_words(request)),
            ("doors", _doors_in_words(request)),
            ("procedures", gettext("Procedures")),
        ]
    if staff.is_officer:
        pages.append(("keys", gettext("Sleutels")))
    rows: list[dict[str, Any]] = [{"url": address(request, name), "label": label} for name, label in pages]
    home = address(request, "home")
    # The first page is a part of every address: of the pages below it only a case belongs to it.
    below = {home: f"{home}zaken/"}
    here = [
        row
        for row in rows
        if request.path == row["url"] or request.path.startswith(below.get(row["url"], row["url"]))
    ]
    if here:
        max(here, key=lambda row: len(row["url"]))["current"] = True
    return rows
