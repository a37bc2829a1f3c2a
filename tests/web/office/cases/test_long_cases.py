"""A case that grew: messages, files, decisions and timeline by leaves, each row on one, asked for as by a short case."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

import lxml.html
import pytest
from tests.filed import Filed, file_report
from tests.people import Town, make_tenant
from tests.statements import counted
from tests.web.office.test_every_page import enter

from weerbaar.audit.models import Line
from weerbaar.cases import actions, sealed
from weerbaar.cases.leaves import SIZE, From, Places
from weerbaar.cases.models import Decision, Message
from weerbaar.cases.queries import case_file, keys_to
from weerbaar.database import rows
from weerbaar.database.scope import tenant_scope
from weerbaar.ground import clock
from weerbaar.vault.files import Blob, FileDetails, seal_details
from weerbaar.vault.models import SealedFile
from weerbaar.vault.secret import SymmetricKey

if TYPE_CHECKING:
    from django.test import Client

    from weerbaar.vault.chests import ChestKey

_MANY = 2_000
_DECIDED = 160
_TALK = "//section[@id='gesprek']"
_FILES = "//section[@id='bestanden']"
_EVENTS = "//section[@id='tijdlijn']"
_DECISIONS = "//section[@id='besluiten']"


@pytest.fixture(scope="module")
def town(database: None) -> Town:
    return make_tenant()


@pytest.fixture(scope="module")
def fatima(town: Town) -> Client:
    return enter(town, "Fatima")


@pytest.fixture(scope="module")
def long(town: Town) -> Filed:
    filed = file_report(town)
    with tenant_scope(town.tenant.id):
        keys = keys_to(town["Fatima"].opened, filed.case)
        first = clock.now() - timedelta(days=30)
        said, files, lines = [], [], []
        for number in range(_MANY):
            # Two by two at the same moment: a leaf may end between them.
            at = first + timedelta(minutes=number // 2)
            one = Message(tenant_id=town.tenant.id, case=filed.case, kind=Message.Kind.MESSAGE, at=at)
            one.from_reporter, one.author_alias = number % 2 == 0, town["Fatima"].staff.alias
            sealed.seal_message(keys, one, f"bericht {number}.")
            said.append(one)
            files.append(_file(filed, keys["file"].key, number, at))
            lines.append(Line(tenant_id=town.tenant.id, at=at, verb="case.answer", subject_id=filed.case.id))
            lines[-1].actor_alias, lines[-1].refused = town["Fatima"].staff.alias, False
        Message.objects.bulk_create(said)
        SealedFile.objects.bulk_create(files)
        Decision.objects.bulk_create(_opened_names(town, filed, keys, number) for number in range(_DECIDED))
        rows.insert_all([_whole(one) for one in lines])
    return filed


def _opened_names(town: Town, filed: Filed, keys: dict[str, ChestKey], number: int) -> Decision:
    at = clock.now() - timedelta(days=20) + timedelta(minutes=number // 2)
    one = Decision(tenant_id=town.tenant.id, case=filed.case, verb="case.open_names", at=at)
    one.actor_alias = town["Fatima"].staff.alias
    sealed.seal_reason(keys, one, f"Ik bel hen voor de {number}e keer.")
    return one


def _whole(line: Line) -> Line:
    line.id = uuid4()
    return line


def _file(filed: Filed, key: SymmetricKey, number: int, at: object) -> SealedFile:
    row = SealedFile(tenant_id=filed.case.tenant_id, owner_id=filed.case.id, blob=uuid4(), stored_bytes=1)
    row.created_at = at  # pyright: ignore[reportAttributeAccessIssue]
    details = FileDetails(
        name=f"foto {number}.jpg",
        kind="JPEG",
        state="cleaned",
        scan="CLEAN",
        current=Blob(row.blob, SymmetricKey.generate(), 1, ""),
        original=None,
        original_sha256="",
        original_size=1,
        uploaded_at="2026-11-01T10:00:00",
    )
    row.sealed_details = seal_details(key, filed.case.tenant_id, row.id, details)
    return row


def page_of(client: Client, town: Town, filed: Filed, asked: str = "") -> lxml.html.HtmlElement:
    answer = client.get(f"/{town.tenant.slug}/zaken/{filed.code}/{asked}")
    assert answer.status_code == 200
    return lxml.html.fromstring(answer.content.decode())


def way(page: lxml.html.HtmlElement, label: str) -> str:
    """Where a button leads that takes along what was typed; empty where it does not stand."""
    found = page.xpath(f"//button[normalize-space()='{label}']")
    assert all(one.get("form") == "antwoord" and one.get("name") == "naar" for one in found)
    return found[0].get("value") if found else ""


def walk(client: Client, town: Town, filed: Filed, rows_at: str, label: str) -> list[list[str]]:
    """What stands on every leaf from the newest to the oldest."""
    leaves, page = [], page_of(client, town, filed)
    for _time in range(100):
        leaves.append([" ".join(one.text_content().split()) for one in page.xpath(rows_at)])
        onward = way(page, label)
        if not onward:
            return leaves
        page = page_of(client, town, filed, "?" + onward.partition("?")[2].partition("#")[0])
    raise AssertionError("The leaves do not end.")


@pytest.mark.req("C5")
def test_every_message_stands_on_one_leaf_and_the_newest_comes_first(
    fatima: Client, town: Town, long: Filed
) -> None:
    leaves = walk(fatima, town, long, f"{_TALK}//ol[2]/li/div", "Eerdere berichten")
    assert [len(one) for one in leaves] == [SIZE] * (_MANY // SIZE)
    found = [text for one in reversed(leaves) for text in one]
    assert len(set(found)) == _MANY
    numbers = [int(text.split()[1].rstrip(".")) // 2 for text in found]
    assert numbers == sorted(numbers)
    assert "Hier staan 50 van de 2000 berichten." in page_of(fatima, town, long).text_content().replace(
        "2.000", "2000"
    )


@pytest.mark.req("C5")
def test_the_report_itself_stands_on_every_leaf(fatima: Client, town: Town, long: Filed) -> None:
    earlier = way(page_of(fatima, town, long), "Eerdere berichten").partition("?")[2].partition("#")[0]
    page = page_of(fatima, town, long, f"?{earlier}")
    assert len(page.xpath(f"{_TALK}//ol[1]/li")) == 1
    later = way(page, "Latere berichten")
    assert later
    back = page_of(fatima, town, long, "?" + later.partition("?")[2].partition("#")[0])
    here = [one.text_content() for one in page_of(fatima, town, long).xpath(f"{_TALK}//ol[2]/li/div")]
    assert [one.text_content() for one in back.xpath(f"{_TALK}//ol[2]/li/div")] == here
    assert way(back, "Latere berichten") == ""


@pytest.mark.req("C4")
def test_every_file_stands_on_one_leaf(fatima: Client, town: Town, long: Filed) -> None:
    leaves = walk(fatima, town, long, f"{_FILES}//tbody//th/a", "Eerdere bestanden")
    names = [name for one in leaves for name in one]
    assert len(names) == len(set(names)) == _MANY


@pytest.mark.req("C4")
def test_every_decision_stands_on_one_leaf_and_the_newest_comes_first(
    fatima: Client, town: Town, long: Filed
) -> None:
    leaves = walk(fatima, town, long, f"{_DECISIONS}//dd", "Eerdere besluiten")
    assert [len(one) for one in leaves] == [SIZE] * (_DECIDED // SIZE) + [_DECIDED % SIZE]
    numbers = [int(text.rsplit(" ", 2)[1].rstrip("e")) // 2 for one in leaves for text in one]
    assert numbers == sorted(numbers, reverse=True)
    page = page_of(fatima, town, long)
    assert f"Hier staan {SIZE} van de {_DECIDED} besluiten." in page.text_content()
    assert page.xpath("string(//a[@href='#besluiten']/span)") == str(_DECIDED)
    earlier = page_of(
        fatima, town, long, "?" + way(page, "Eerdere besluiten").partition("?")[2].partition("#")[0]
    )
    assert way(earlier, "Latere besluiten")


@pytest.mark.req("C4")
def test_what_happened_goes_on_beyond_two_hundred_lines(fatima: Client, town: Town, long: Filed) -> None:
    leaves = walk(fatima, town, long, f"{_EVENTS}//ol/li", "Eerdere gebeurtenissen")
    assert [len(one) for one in leaves[:-1]] == [200] * (len(leaves) - 1)
    assert sum(len(one) for one in leaves) == _MANY + 1  # and the report that came in


def test_a_long_case_asks_as_much_as_a_short_one(fatima: Client, town: Town, long: Filed) -> None:
    short = file_report(town)
    with tenant_scope(town.tenant.id):
        actions.ask(town["Fatima"].opened, code=short.code, body="Wanneer?", message_id=uuid4())

    def asked(filed: Filed) -> int:
        page_of(fatima, town, filed)
        with counted() as found:
            page_of(fatima, town, filed)
        return len(found)

    assert asked(long) <= asked(short)


def test_other_lists_stay_where_they_are(fatima: Client, town: Town, long: Filed) -> None:
    first = way(page_of(fatima, town, long), "Eerdere berichten").partition("?")[2].partition("#")[0]
    page = page_of(fatima, town, long, f"?{first}&alles=1")
    onward = way(page, "Eerdere bestanden")
    assert first in onward
    assert "alles=1" in onward


@pytest.mark.parametrize("start", ["onzin", "%00", "7f0c2c58-6b0f-4c4e-9a3e-2f6c1f5f0a11", "a" * 3000])
def test_nonsense_for_a_place_is_the_newest_leaf(fatima: Client, town: Town, long: Filed, start: str) -> None:
    asked = "&".join(
        f"{what}-{side}={start}"
        for what in ("gesprek", "bestanden", "tijdlijn", "besluiten")
        for side in ("voor", "na")
    )
    texts = f"{_TALK}//ol[2]/li/div"
    found = page_of(fatima, town, long, f"?{asked}").xpath(texts)
    assert [one.text_content() for one in found] == [
        one.text_content() for one in page_of(fatima, town, long).xpath(texts)
    ]


def test_a_row_of_another_case_says_nothing_of_its_time(town: Town, long: Filed) -> None:
    other = file_report(town)
    staff = town["Fatima"].opened
    with tenant_scope(town.tenant.id):
        actions.ask(staff, code=other.code, body="Wanneer?", message_id=uuid4())
        theirs: UUID = Message.objects.get(case=other.case).id
        newest = case_file(staff, long.code)
        asked = case_file(staff, long.code, places=Places(messages=From(before=theirs)))
    assert [one.id for one in asked.messages] == [one.id for one in newest.messages]


def test_what_is_new_is_counted_on_every_leaf(town: Town) -> None:
    filed = file_report(town)
    with tenant_scope(town.tenant.id):
        keys = keys_to(town["Fatima"].opened, filed.case)
        for number in range(SIZE + 5):
            one = Message(tenant_id=town.tenant.id, case=filed.case, kind=Message.Kind.MESSAGE)
            one.from_reporter, one.author_alias, one.at = True, filed.reporter.alias, clock.now()
            sealed.seal_message(keys, one, f"bericht {number}.")
            one.save(force_insert=True)
        page = case_file(town["Fatima"].opened, filed.code)
    assert (page.new_count, len(page.messages)) == (SIZE + 5, SIZE)
    assert page.waits_for_answer
