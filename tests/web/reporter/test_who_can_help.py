"""One page that says who can help (R8), made from the organisation's own chain; and the button that leads to it."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from tests.desks import PARTY, link, schedule
from tests.people import Town, make_tenant

from weerbaar.database.scope import tenant_scope
from weerbaar.ground import clock
from weerbaar.ground.clock import AMSTERDAM
from weerbaar.intake.doors import DoorView, who_can_help
from weerbaar.organisation import actions, button, doors
from weerbaar.organisation.doors import DoorTexts, Stand, Ways

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.reporter import Reporter

    from weerbaar.organisation.models import Door

_COLUMNS = ["Bij wie", "Wat mag die doen", "Wat moet die doorgeven", "Wat blijft tussen jullie", "Hoe"]
_TEXTS = DoorTexts("Vakbond", "Als je lid bent", "Geeft raad.", "Niets zonder jou.", "Wat je vertelt.", "")


@pytest.fixture
def own_town(database: None) -> Town:
    town = make_tenant()
    doors.begin(town["Wietske"].opened)
    return town


def named(town: Town, anchor: str) -> Door:
    with tenant_scope(town.tenant.id):
        return next(one for one in doors.kept() if one.anchor == anchor)


def row(reporter: Reporter, anchor: str) -> str:
    (found,) = reporter.find(f"//tr[@id='{anchor}']")
    return " ".join(found.text_content().split())


@pytest.mark.req("R8")
def test_every_door_answers_the_same_questions(noor: Reporter) -> None:
    noor.open("hulp/")
    assert noor.find("//h1/text()") == ["Wie kan mij helpen?"]
    for table in noor.find("//table"):
        assert [one.text_content() for one in table.xpath(".//thead//th")] == _COLUMNS
        for line in table.xpath(".//tbody/tr"):
            assert line.get("id")
            assert len(line.xpath("./td")) == len(_COLUMNS) - 1
            assert all(cell.text_content().strip() for cell in line.xpath("./*"))
    inside, outside = ([str(one) for one in table.xpath(".//tbody/tr/@id")] for table in noor.find("//table"))
    assert inside == ["vertrouwenspersoon", "leidinggevende", "meldpunt"]
    assert outside == [
        "klachtencommissie",
        "ombudsman",
        "huis-voor-klokkenluiders",
        "politie",
        "slachtofferhulp",
    ]
    for word in ("Blijft tussen jullie.", "Kleine kring.", "Kan verder gaan."):
        assert word in noor.text


@pytest.mark.req("R8")
def test_the_desks_stand_there_by_themselves(own_town: Town, browser_of: Callable[..., Reporter]) -> None:
    noor = browser_of(own_town).open("hulp/")
    assert "0800 123 45 67" in row(noor, "meldpunt")
    assert "Begin je melding" in row(noor, "meldpunt")
    schedule(own_town, clock.today() - timedelta(days=30), clock.today() - timedelta(days=1))
    assert "Hier kun je niet meer melden." in row(noor.open("hulp/"), "meldpunt")
    assert "Begin je melding" not in row(noor, "meldpunt")


@pytest.mark.req("R8")
def test_the_desk_of_a_party_stands_outside_with_what_it_may_give(
    own_town: Town, browser_of: Callable[..., Reporter]
) -> None:
    link_id = link(
        make_tenant(name=PARTY), own_town, label="Steunpunt Kompas", text="Voor team Vergunningen."
    )
    noor = browser_of(own_town).open("hulp/")
    told = row(noor, f"meldpunt-{link_id}")
    for sentence in (
        f"Van {PARTY}, niet van Gemeente Waterlinie.",
        "Voor team Vergunningen.",
        "Jij hoort eerst wat, en hebt dan vijf werkdagen om te reageren.",
        "Gemeente Waterlinie kan daar niet meelezen.",
    ):
        assert sentence in told
    assert noor.find(f"//section[@aria-labelledby='buiten']//a[contains(@href, 'melden/buiten/{link_id}/')]")


DUTCH_TIME = re.compile(
    r"\b(maan|dins|woens|donder|vrij|zater|zon)dag\b|\b(tot|uur|dag en nacht|altijd|elke)\b", re.IGNORECASE
)


@pytest.mark.parametrize(
    "typed", ["maandag tot en met vrijdag van 9 tot 17 uur", "Elke werkdag van 9 tot 17 uur"]
)
def test_on_an_english_page_the_hours_of_every_door_are_in_english(
    own_town: Town, browser_of: Callable[..., Reporter], typed: str
) -> None:
    set_hours(own_town, typed)
    for path in ("hulp/", ""):
        page = browser_of(own_town, "en").open(path)
        for marked in page.find("//*[@lang='nl']"):
            marked.getparent().remove(marked)
        said = " ".join(page.find("//body")[0].text_content().split())
        assert "Monday to Friday from 9:00 to 17:00" in said
        assert not DUTCH_TIME.search(said)
    assert typed in browser_of(own_town).open("hulp/").text


def test_hours_that_cannot_be_read_are_marked_as_dutch(
    own_town: Town, browser_of: Callable[..., Reporter]
) -> None:
    set_hours(own_town, "Meestal in de ochtend <b>")
    page = browser_of(own_town, "en").open("hulp/")
    assert "Meestal in de ochtend <b>" in [one.text for one in page.find("//span[@lang='nl']")]


def set_hours(town: Town, typed: str) -> None:
    actions.set_contact(town["Wietske"].opened, phone="088 123 45 67", hours=typed)


@pytest.mark.req("R8")
def test_what_the_administrator_says_is_what_everybody_reads(
    own_town: Town, browser_of: Callable[..., Reporter]
) -> None:
    wietske, noor = own_town["Wietske"].opened, browser_of(own_town)
    added = doors.add(wietske, kind="other", name="Vakbond", is_external=True)
    assert not noor.open("hulp/").find("//tr[@id='vakbond']")
    doors.word(wietske, door_id=added, language="nl", texts=_TEXTS)
    doors.place(wietske, door_id=added, stand=Stand(None, "between", is_external=True, is_shown=True))
    ways = Ways("030 123 45 67", "raad@bond.example", "https://bond.example/raad", "altijd")
    doors.set_ways(wietske, door_id=added, ways=ways)
    doors.check(wietske, door_id=added)
    told = row(noor.open("hulp/"), "vakbond")
    for word in (
        *_TEXTS,
        "030 123 45 67",
        "raad@bond.example",
        "bond.example/raad",
        "Dag en nacht",
        "Nu bereikbaar",
    ):
        assert word in told
    assert "Nagekeken op" in told
    assert noor.find("//tr[@id='vakbond']//a/@href") == [
        "tel:0301234567",
        "mailto:raad@bond.example",
        "https://bond.example/raad",
    ]
    doors.remove(wietske, door_id=added)
    assert not noor.open("hulp/").find("//tr[@id='vakbond']")


def test_a_door_that_nobody_translated_is_marked_as_dutch(
    own_town: Town, browser_of: Callable[..., Reporter]
) -> None:
    manager = named(own_town, "leidinggevende")
    doors.word(own_town["Wietske"].opened, door_id=manager.id, language="en", texts=DoorTexts())
    noor = browser_of(own_town, "en").open("hulp/")
    assert noor.find("//tr[@id='leidinggevende']//h3/@lang") == ["nl"]
    assert "Je leidinggevende" in row(noor, "leidinggevende")
    assert noor.find("//tr[@id='politie']//h3/text()") == ["Police"]
    assert "Day and night" in row(noor, "politie")


@pytest.mark.parametrize(
    ("moment", "is_there"),
    [
        (datetime(2026, 11, 23, 10, 0, tzinfo=AMSTERDAM), True),
        (datetime(2026, 11, 23, 17, 0, tzinfo=AMSTERDAM), False),
        (datetime(2026, 11, 22, 10, 0, tzinfo=AMSTERDAM), False),
        # Christmas: who typed the hours of a week did not think of it.
        (datetime(2026, 12, 25, 10, 0, tzinfo=AMSTERDAM), False),
    ],
)
def test_a_door_is_said_to_be_reachable_only_in_hours_that_somebody_entered(
    own_town: Town, moment: datetime, is_there: bool
) -> None:
    adviser = named(own_town, "vertrouwenspersoon")

    def there() -> DoorView:
        with clock.stopped_at(moment), tenant_scope(own_town.tenant.id):
            found = who_can_help(own_town.tenant, "nl").to_talk
        assert found is not None
        return found

    assert there().open_until is None
    doors.set_ways(own_town["Wietske"].opened, door_id=adviser.id, ways=Ways(hours="ma-vr 9-17"))
    assert (there().open_until is not None) is is_there


@pytest.mark.req("R9")
def test_who_wants_to_talk_first_sees_how(noor: Reporter) -> None:
    noor.open()
    assert f"{noor.root}hulp/" in noor.find("//section[@aria-labelledby='praten']//a/@href")
    noor.open("hulp/")
    card = " ".join(noor.find("//section[@aria-labelledby='weet']")[0].text_content().split())
    assert "Begin met praten. Dan is er nog geen melding" in card
    assert "Vraag om een gesprek." in card
    assert noor.find("//section[@aria-labelledby='weet']//a/@href") == [
        "#vertrouwenspersoon",
        f"{noor.root}afwegen/",
    ]


@pytest.mark.req("R9")
def test_what_somebody_weighs_for_themselves_cannot_be_sent(noor: Reporter) -> None:
    noor.open("afwegen/")
    fields = noor.find("//main//textarea")
    assert len(fields) == 8
    for one in fields:
        assert one.get("name") is None
        assert one.get("form") is None
        assert one.getparent().xpath(f".//label[@for='{one.get('id')}']")
    assert not noor.find("//form | //main//button | //main//input")
    assert "gaat nergens heen" in noor.text
    assert noor.find("//a[@href='/weg/']")
    assert "set-cookie" not in noor.page.headers
    assert noor.http.post(f"{noor.root}afwegen/", data={"x": "1"}).status_code in {403, 405, 410}


@pytest.mark.req("R8")
def test_the_page_is_found_from_the_first_page_and_from_the_receipt(noor: Reporter) -> None:
    here = f"{noor.root}hulp/"
    assert here in noor.open().find("//main//a/@href")
    noor.ready().send("melden/nakijken/")
    assert here in noor.find("//main//a/@href")


@pytest.mark.req("R8")
def test_only_the_page_with_the_button_may_stand_in_a_frame(
    own_town: Town, browser_of: Callable[..., Reporter]
) -> None:
    noor = browser_of(own_town)
    for path in ("", "hulp/", "terug/", "melden/verhaal/", "knop/"):
        policy = noor.open(path).page.headers["Content-Security-Policy"]
        assert "frame-ancestors 'none'" in policy, path
    button.allow(own_town["Wietske"].opened, origin="https://intranet.example/start")
    framed = noor.open("knop/").page
    assert "frame-ancestors https://intranet.example;" in f"{framed.headers['Content-Security-Policy']};"
    assert "script-src 'none'" in framed.headers["Content-Security-Policy"]
    assert "X-Frame-Options" not in framed.headers
    assert "Set-Cookie" not in framed.headers
    assert [(one.get("href"), one.get("target"), one.get("rel")) for one in noor.find("//main//a")] == [
        (f"{noor.root}hulp/", "_top", "noopener")
    ]
    for path in ("", "hulp/", "terug/"):
        answer = noor.open(path).page
        assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"], path
        assert answer.headers["X-Frame-Options"] == "DENY"
