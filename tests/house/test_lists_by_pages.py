"""No list without a page: of a table that grows, a page of the office reads a leaf or a page, and never all there is.

Each page is asked while its statements are looked at. One that reads rows of a table says how many at most (LIMIT), or
which by their ids, or it counts. A table of which some page reads all that there are stands in SHORT, with why those stay
few. So a list that is new is looked at by itself, since every address is asked; what it shows must be in the cases below.
"""

from __future__ import annotations

import re
from contextlib import suppress
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
from django.urls import NoReverseMatch, reverse
from tests.cases.test_guests import to_be
from tests.filed import bring, file_report
from tests.people import make_tenant
from tests.statements import counted
from tests.web.office.cases.test_each_reading_leaves_a_line import addresses, fill
from tests.web.office.cases.test_pages import Desk
from tests.web.office.intake.test_signals import written
from tests.web.office.test_every_page import names

from weerbaar.cases import guests, lessons, linking, tasks, text_blocks
from weerbaar.config.demo import TOWN
from weerbaar.ground import clock

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.filed import Filed
    from tests.people import Town

SHORT: dict[str, str] = {
    **dict.fromkeys(
        ("organisation_person", "organisation_roleassignment", "vault_holder", "vault_attestation"),
        "everybody who works here, each with a role or two and a key that two officers signed",
    ),
    **dict.fromkeys(
        (
            "organisation_desk",
            "organisation_deskmember",
            "organisation_deskoffer",
            "organisation_desklink",
            "organisation_door",
            "organisation_buttonorigin",
            "intake_mailbox",
            "cases_freeday",
            "cases_ownterm",
            "cases_ownletter",
        ),
        "what an administrator set up",
    ),
    **dict.fromkeys(
        (
            "cases_access",
            "cases_standin",
            "cases_keptout",
            "cases_consentrequest",
            "vault_grant",
            "vault_chest",
        ),
        "who has or must not have a key of one case: people who work here",
    ),
    **dict.fromkeys(
        ("cases_term", "cases_suspension", "cases_duty", "cases_triage", "cases_report", "cases_wordlist"),
        "one of each name in a case",
    ),
    **dict.fromkeys(
        (
            "cases_party",
            "cases_subjectnotice",
            "cases_contactperson",
            "cases_closingletter",
            "cases_rehabilitation",
        ),
        "the people that one case is about, each with one notice, one letter and one who is there for them now",
    ),
    **dict.fromkeys(
        (
            "cases_measure",
            "cases_account",
            "cases_referral",
            "cases_release",
            "cases_filecopy",
        ),
        "acts in one case for each of which somebody gives a reason, checks it or signs it",
    ),
    "cases_absence": "the days that one colleague is away, or that one stands in for colleagues, which are to come",
    "cases_caselink": "the other cases of the same kind of trouble: of each kind of link never more than `MOST_LINKED`",
    "cases_checkin": "asked some times in two years, and once at a stage",
    "cases_answerdraft": "one of each author in a case",
    "cases_registerentry": "one of a case; the register is a sheet of one year, as it is exported",
}
"""Tables that some page reads whole, and why that stays short."""

WHOLE: dict[str, dict[str, str]] = {
    "cases_message": {
        "answers": "what was answered to the questions of one leaf, or about a measure",
        '"cases_message"."from_reporter"': "what a reporter said since they were told of something, in the days after it",
    },
    "cases_guest": {
        '"ended_at" IS NULL': "who has words now: never more than `check_many` allows",
        "AND reads": "whom the reporter let read the talk, by whose name a message stands there",
        '"holder_alias" IN': "who said how it goes with them",
        '"cases_guest"."role" = %s': "whoever it is about, with words of their own",
    },
    "cases_guestmessage": {"GROUP BY": "one count for each guest on the leaf"},
    "cases_decisionasked": {
        "case_id": "what was laid before somebody who decides in one case",
        '"asked_of" = %s': "of which cases somebody was asked: one id of each, to leave out those that go round them",
    },
    "cases_secrecy": {'"imposed_by" = %s': "the same, of what somebody imposed"},
    "cases_textblock": {
        '"kind" IN': "what can be chosen from in one act: never more than `MOST_BLOCKS`",
        "": "the titles of all, to put them in order: never more than `MOST_BLOCKS`",
    },
    "vault_sealedfile": {
        "owner_id": "the names of files, once, when the words of a case are made anew for searching"
    },
}
"""Of tables that are shown by leaves or pages: what is read of them beside that, by a piece of its condition."""

_INNERMOST = re.compile(r"(\w?)\(([^()]*)\)")
_FROM = re.compile(r' FROM "?([a-z_]+)"?')
_COUNTS = re.compile(r"SELECT (?:count|max|min|bool_or|exists|coalesce)SUB(?!.* GROUP BY )", re.IGNORECASE)
_BY_ID = re.compile(r'(?<![.\w])(?:"?\w+"?\.)?"?(?:id|alias|code|cookie_hash)"? (?:= %s|= ANYSUB|IN LIST)')


def read_whole(statement: str) -> tuple[str, str]:
    """The table of which a statement reads rows without saying how many or which, and by what; empty when it does not."""
    flat = " ".join(statement.split())
    while (bare := _INNERMOST.sub(_without_brackets, flat)) != flat:
        flat = bare
    found = _FROM.search(flat)
    where = flat.partition(" WHERE ")[2].partition(" ORDER BY ")[0]
    says_which = " LIMIT " in flat or _COUNTS.match(flat) or (_BY_ID.search(where) and " OR " not in where)
    return ("", "") if not flat.startswith("SELECT ") or found is None or says_which else (found[1], where)


def _without_brackets(found: re.Match[str]) -> str:
    before, inside = found.groups()
    if re.fullmatch(r"[%s, ]*%s[%s, ]*", inside):
        return f"{before}SUB" if before else "LIST"
    return f"{before}SUB" if before or "SELECT " in inside else f" {inside} "


@pytest.fixture(scope="module")
def town(database: None) -> Town:
    return make_tenant(cast=TOWN)


@pytest.fixture(scope="module")
def cases(town: Town) -> list[Filed]:
    """A case with one of each, and one that was decided, with a lesson, a link and somebody whose words were taken back."""
    filled, decided = fill(town), file_report(town)
    fatima, code = town["Fatima"].opened, decided.code
    bring(fatima, decided, "decided")
    who, today = town["Fatima"].person_id, clock.today()
    lessons.make_improvement(
        fatima,
        code=code,
        words=lessons.Words(what="Maak een rooster.", lesson="Twee mensen kijken mee."),
        person_id=who,
        due_on=today,
        improvement_id=uuid4(),
    )
    tasks.give_task(fatima, code=code, person_id=who, what="Bel.", due_on=today, task_id=(ended := uuid4()))
    tasks.finish_task(fatima, code=code, task_id=ended)
    linking.link(fatima, code=code, other=filled.code, reason="Hetzelfde team.")
    given = to_be("witness", last_day=None)
    guests.let_in_guest(fatima, code=code, given=given)
    guests.withdraw_guest(fatima, code=code, guest_id=given.id, reason="Vergissing.")
    text_blocks.add_block(fatima, use="letter", kind="", title="Uitnodiging", words="Kom je praten?")
    written(town)
    return [filled, decided]


def pages(town: Town, cases: list[Filed]) -> Iterator[tuple[str, str, str]]:
    """Who asks which address: every one of the office by itself, and those at which something of a case is read."""
    for who in ("Fatima", "Wietske", "Ilse", "Geertje", "Hassan", "Bram"):
        for name in names():
            with suppress(NoReverseMatch):
                here = {"tenant": town.tenant.slug}
                where = reverse(f"office:{name}", kwargs=here, urlconf="weerbaar.web.office.urls")
                if name not in {"sign_out", "language", "front"}:
                    yield who, name, where
    for filed in cases:
        for name, where in addresses(town.tenant.slug, filed):
            if name in {"case", "case_guest", "case_subject"}:
                yield "Fatima", name, where


def test_no_page_reads_all_of_a_table_that_grows(town: Town, cases: list[Filed]) -> None:
    desks: dict[str, Desk] = {}
    found: set[tuple[str, str, str]] = set()
    for who, name, where in pages(town, cases):
        desk = desks.setdefault(who, desks.get(who) or Desk(town, who))
        with counted() as sent:
            assert desk.client.get(where).status_code < 500, where
        found |= {(*read, name) for one in sent if (read := read_whole(one))[0]}
    tables = {table for table, _by, _name in found}
    assert {"cases_message", "cases_party", "organisation_person"} <= tables, "nothing was looked at"
    assert [one for one in found if one[0] not in SHORT and not _is_known(*one[:2])] == []
    # What no page reads whole any more stands here no longer.
    assert {one for one in {*SHORT, *WHOLE} if one.startswith("cases_")} <= tables


def _is_known(table: str, by: str) -> bool:
    known = WHOLE.get(table, {})
    return any(piece in by if piece else not by for piece in known)


@pytest.mark.parametrize(
    ("statement", "table"),
    [
        ('SELECT "a_row"."id" FROM "a_row" WHERE "a_row"."case_id" = %s ORDER BY "a_row"."at" ASC', "a_row"),
        ('SELECT "a_row"."id" FROM "a_row" WHERE ("a_row"."case_id" = %s AND "a_row"."id" IN (%s, %s))', ""),
        (
            'SELECT "a_row"."id" FROM "a_row" WHERE "a_row"."id" IN (SELECT U0."row" FROM "b" U0 LIMIT 3)',
            "a_row",
        ),
        ('SELECT "a_row"."id" FROM "a_row" WHERE ("a_row"."id" = %s OR "a_row"."case_id" = %s)', "a_row"),
        ("SELECT id FROM a_row WHERE case_id = %s ORDER BY at DESC, id DESC LIMIT %s", ""),
        ("SELECT (SELECT at FROM b LIMIT 1) FROM a_row WHERE case_id = %s", "a_row"),
        ('SELECT COUNT(*) AS "__count" FROM "a_row" WHERE "a_row"."case_id" = %s', ""),
        ('SELECT "a_row"."kind", COUNT("a_row"."id") FROM "a_row" GROUP BY 1', "a_row"),
        ('UPDATE "a_row" SET "at" = %s', ""),
        ("SELECT pg_backend_pid()", ""),
    ],
)
def test_a_statement_that_reads_all_there_is_is_known(statement: str, table: str) -> None:
    assert read_whole(statement)[0] == table
