"""The pages about a desk's days and questions, about desks of others, and about what those others give."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING
from uuid import uuid4

import lxml.html
import pytest
from tests.desks import PARTY, link, schedule
from tests.filed import Filed, bring, file_report
from tests.people import Town, make_tenant
from tests.web.office.test_every_page import enter

from weerbaar.cases.models import Message
from weerbaar.database.scope import tenant_scope
from weerbaar.ground import clock
from weerbaar.intake import actions as intake
from weerbaar.organisation import links, queries
from weerbaar.organisation.models import Desk

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpResponse
    from django.test import Client

TEXT = "Het team is bang om fouten te melden."
TOLD = "Een verslag over het team, zonder namen."
WORDS = {"text": TEXT, "told": TOLD, "reason": "Het is af."}


@pytest.fixture(scope="module")
def party(database: None) -> Town:
    return make_tenant(name=PARTY)


@pytest.fixture(scope="module")
def town(database: None) -> Town:
    return make_tenant()


@pytest.fixture(scope="module")
def linked(party: Town, town: Town) -> str:
    schedule(party, clock.today() - timedelta(days=2), clock.today() + timedelta(days=20))
    return str(link(party, town))


@pytest.fixture(scope="module")
def filed(party: Town) -> Filed:
    return confirmed(party)


def confirmed(party: Town) -> Filed:
    """A case of the party whose receipt was confirmed: before that nothing leaves."""
    filed = file_report(party)
    bring(party["Fatima"].opened, filed, "acknowledged")
    return filed


@pytest.fixture(scope="module")
def release_page(party: Town, linked: str, filed: Filed) -> str:
    return f"/{party.tenant.slug}/zaken/{filed.code}/doorgeven-aan-organisatie/"


@pytest.fixture(scope="module")
def boss(party: Town) -> Client:
    return enter(party, "Wietske")


@pytest.fixture(scope="module")
def handler(party: Town) -> Client:
    return enter(party, "Fatima")


def words(answer: HttpResponse) -> str:
    return " ".join(lxml.html.fromstring(answer.content.decode()).text_content().split())


def values(answer: HttpResponse, name: str) -> list[str]:
    return list(lxml.html.fromstring(answer.content.decode()).xpath(f"//input[@name='{name}']/@value"))


def ways(case: HttpResponse) -> list[str]:
    """What can be done with what was announced: the addresses on the page of its case."""
    page = lxml.html.fromstring(case.content.decode())
    return page.xpath(
        "//section[@id='doorgeven-aan-organisatie']//li//@*[contains(., '/doorgeven-aan-organisatie/')]"
    )


def announced(party: Town, filed: Filed) -> UUID:
    """The message in which the reporter was told what goes."""
    with tenant_scope(party.tenant.id):
        return Message.objects.get(case=filed.case, kind=Message.Kind.QUESTION).id


def days(name: str, day: date) -> dict[str, str]:
    return {f"{name}_day": str(day.day), f"{name}_month": str(day.month), f"{name}_year": str(day.year)}


def desk_of(party: Town) -> str:
    return f"/{party.tenant.slug}/beheer/meldpunten/{party.desk.slug}/"


def test_days_are_set_and_shown(party: Town, boss: Client) -> None:
    first, last = clock.today(), clock.today() + timedelta(days=30)
    sent = {"kind": "temporary", **days("opens_on", first), **days("closes_on", last)}
    assert boss.post(desk_of(party) + "dagen/", sent).status_code == 302
    with tenant_scope(party.tenant.id):
        desk = queries.desk(party.tenant.id, party.desk.slug)
    assert desk is not None
    assert (desk.kind, desk.opens_on, desk.closes_on) == ("temporary", first, last)
    shown = words(boss.get(desk_of(party)))
    assert "Tijdelijk meldpunt" in shown
    assert "Laatste dag:" in shown


@pytest.mark.parametrize(
    ("sent", "says"),
    [
        ({"kind": "temporary"}, "heeft een eerste dag"),
        ({"kind": "standing", **days("opens_on", date(2027, 1, 1))}, "Een vast meldpunt heeft geen"),
        ({"kind": "x"}, "Kies wat voor meldpunt dit is."),
        ({"x": "1"}, "Kies wat voor meldpunt dit is."),
        (
            {
                "kind": "temporary",
                **days("opens_on", date(2027, 2, 1)),
                **days("closes_on", date(2027, 1, 1)),
            },
            "De laatste dag ligt vóór de eerste.",
        ),
    ],
)
def test_days_that_cannot_be_are_refused_with_a_sentence(
    party: Town, boss: Client, sent: dict[str, str], says: str
) -> None:
    answer = boss.post(desk_of(party) + "dagen/", sent)
    assert answer.status_code == 200
    assert says in words(answer)


def test_own_questions_are_kept_or_refused_with_what_was_typed(party: Town, boss: Client) -> None:
    at = desk_of(party) + "vragen/"
    nine = "\n".join(f"Vraag {number}?" for number in range(9))
    answer = boss.post(at, {"questions": nine})
    assert "Dit zijn 9 vragen" in words(answer)
    assert "Vraag 8?" in answer.content.decode()
    assert boss.post(at, {"questions": "Werkte je daar?\n\nWat zag je?"}).status_code == 302
    assert "Wat zag je?" in words(boss.get(desk_of(party)))
    assert boss.post(at, {"questions": ""}).status_code == 302


def test_an_offer_to_nobody_stays_on_the_page(party: Town, boss: Client) -> None:
    answer = boss.post(desk_of(party) + "aanbieden/", {"town": "nergens"})
    assert "Kies een organisatie uit de lijst." in words(answer)
    assert "Kies een organisatie." in words(boss.post(desk_of(party) + "aanbieden/", {"town": ""}))


def test_a_desk_is_offered_to_an_organisation_of_the_list(party: Town, boss: Client) -> None:
    town, at = make_tenant(), desk_of(party) + "aanbieden/"

    def listed() -> list[str]:
        return lxml.html.fromstring(boss.get(at).content.decode()).xpath(
            "//select[@name='town']/option/@value"
        )

    # Neither the party itself, nor who has this desk before them already.
    assert town.tenant.slug in listed()
    assert party.tenant.slug not in listed()
    assert boss.post(at, {"town": town.tenant.slug}).status_code == 302
    assert town.tenant.slug not in listed()


@pytest.mark.req("R7")
def test_an_offer_says_what_a_reporter_will_find_and_waits_for_a_decision(party: Town, boss: Client) -> None:
    town = make_tenant()
    schedule(party, clock.today() - timedelta(days=2), clock.today() + timedelta(days=20))
    assert boss.post(desk_of(party) + "vragen/", {"questions": "Werkte je in dit team?"}).status_code == 302
    link_id = link(party, town, accept=False)
    wietske = enter(town, "Wietske")
    home = f"/{town.tenant.slug}/beheer/meldpunten/"
    at = f"/{town.tenant.slug}/beheer/van-anderen/{link_id}/"
    assert "Meldpunten (1)" in words(wietske.get(home))
    offer = words(wietske.get(at))
    for part in (
        "Zo ziet een melder dit meldpunt",
        "Eerste dag:",
        "Joris van Dam, behandelaar",
        "Ongewenste omgangsvormen",
        "Werkte je in dit team?",
        "Wijs het aanbod af",
    ):
        assert part in offer
    assert "2 lezers nodig" not in offer
    # Who leaves the desk is not in the offer any more.
    assert boss.post(desk_of(party) + "vragen/", {"questions": ""}).status_code == 302
    assert "Werkte je in dit team?" not in words(wietske.get(at))
    assert "Wijs het aanbod af" in words(wietske.get(at + "weg/"))
    assert wietske.post(at + "weg/", {"x": "1"}).status_code == 302
    declined = words(wietske.get(home))
    assert "Afgewezen" in declined
    assert "Meldpunten (" not in declined
    # Offered once more it waits again; and with a yes it waits no longer.
    link(party, town, accept=False)
    assert "Meldpunten (1)" in words(wietske.get(home))
    link(party, town)
    assert "Meldpunten (" not in words(wietske.get(home))
    assert "Verander" in words(wietske.get(home))
    links.end_link(town["Wietske"].opened, link_id=link_id)


def test_how_many_readers_a_desk_needs_is_the_number_that_holds(
    boss: Client, party: Town, linked: str, town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    for page in ("desks", "links"):
        monkeypatch.setattr(f"weerbaar.web.office.{page}.FEWEST_READERS", 9)
    at = f"/{town.tenant.slug}/beheer/van-anderen/{linked}/"
    for client, path in (
        (boss, f"/{party.tenant.slug}/beheer/meldpunten/"),
        (boss, desk_of(party)),
        (enter(town, "Wietske"), at),
    ):
        assert "9 lezers nodig" in words(client.get(path))


def test_a_desk_with_too_few_readers_says_how_many_it_needs(boss: Client, party: Town) -> None:
    slug, town = f"d{uuid4().hex[:8]}", make_tenant()
    with tenant_scope(party.tenant.id):
        desk = Desk.objects.create(
            id=uuid4(), tenant_id=party.tenant.id, slug=slug, name="Leeg meldpunt", kinds=[]
        )
    home = f"/{party.tenant.slug}/beheer/meldpunten/"
    assert "2 lezers nodig" in words(boss.get(home))
    assert "2 lezers nodig" in words(boss.get(f"{home}{slug}/"))
    link_id = link(party, town, accept=False, desk_id=desk.id)
    wietske, at = enter(town, "Wietske"), f"/{town.tenant.slug}/beheer/van-anderen/{link_id}/"
    assert "2 lezers nodig" in words(wietske.get(at))
    for who in ("Fatima", "Joris"):
        sent = {"person": str(party[who].person_id), "place": "reader"}
        assert boss.post(f"{home}{slug}/lezer/", sent).status_code == 302
    for client, path in ((boss, f"{home}{slug}/"), (boss, home), (wietske, at)):
        assert "2 lezers nodig" not in words(client.get(path))


@pytest.mark.req("R7")
def test_the_town_sees_the_desk_of_the_party_and_nothing_that_came_in(
    party: Town, town: Town, linked: str, filed: Filed
) -> None:
    wietske = enter(town, "Wietske")
    shown = words(wietske.get(f"/{town.tenant.slug}/beheer/meldpunten/"))
    assert PARTY in shown
    assert "Jullie zien er niets van" in shown
    assert wietske.get(f"/{town.tenant.slug}/beheer/van-anderen/{linked}/").status_code == 200
    for who in ("Fatima", "Joris"):
        client = enter(town, who)
        assert client.get(f"/{town.tenant.slug}/zaken/{filed.code}/").status_code == 404
        assert filed.code not in words(client.get(f"/{town.tenant.slug}/"))


@pytest.mark.req("R7")
def test_something_is_handed_over_and_read_by_who_was_named(
    party: Town, town: Town, linked: str, filed: Filed, handler: Client
) -> None:
    at = f"/{party.tenant.slug}/zaken/{filed.code}/doorgeven-aan-organisatie/"
    page = handler.get(at)
    receivers = values(page, "receivers")
    assert len(receivers) == 2
    assert all(one.startswith(linked) for one in receivers)
    sent = {"once": values(page, "once")[0], "receivers": receivers, **WORDS}
    answer = handler.post(at, sent)
    assert "Lees alles na op namen" in words(answer)
    assert TEXT in words(answer)
    sent["checked"] = "on"
    # First it is read once more: to whom, and what.
    check = words(handler.post(at, sent))
    assert "Klopt dit?" in check
    assert "Naar: Gemeente Waterlinie" in check
    assert "Fatima el Amrani, coördinator integriteit" in check
    assert TEXT in check
    assert check.count(TOLD) == 1
    assert "Heb je bezwaar?" in check
    assert "lijkt op een naam" not in check
    assert "Bram Kuipers" in words(handler.post(at, {**sent, "text": f"{TEXT} Bram K. schreeuwt."}))
    assert "Je ontving nog niets" in words(enter(town, "Fatima").get(f"/{town.tenant.slug}/ontvangen/"))
    again = handler.post(at, {**sent, "wijzig": "ja"})
    assert TEXT in lxml.html.fromstring(again.content.decode()).xpath("//textarea[@name='text']/text()")[0]
    sent["klopt"] = "ja"
    assert handler.post(at, sent).status_code == 302
    # Once more, as a second click does: nothing new.
    assert handler.post(at, sent).status_code == 302
    root = f"/{party.tenant.slug}/zaken/{filed.code}/"
    case = words(handler.get(root))
    assert case.count("Aan: Fatima el Amrani") == 1
    assert "Wacht op de melder" in case
    assert "Je ontving nog niets" in words(enter(town, "Fatima").get(f"/{town.tenant.slug}/ontvangen/"))
    objection = "Ik wil niet dat mijn team erin staat."
    intake.write(filed.reporter, body=objection, answers=announced(party, filed))
    case_page = handler.get(root)
    assert "De melder reageerde" in words(case_page)
    assert objection in words(case_page)
    goes = ways(case_page)[0]
    asked = handler.get(goes)
    for part in (objection, TOLD, TEXT, "Wat deed je met wat de melder zei?"):
        assert part in words(asked)
    for who in ("Marit", "Wietske", "Bram"):
        assert enter(party, who).get(goes).status_code == 404
        assert enter(party, who).post(goes, {"reason": "Zomaar."}).status_code == 404
    weighed = {"reason": "Er staat niets in over het team alleen."}
    # A page from before the reporter wrote: refused, with what they wrote on the page that comes back.
    before = handler.post(goes, weighed)
    assert all(part in words(before) for part in ("De melder schreef intussen iets", objection))
    seen = {"seen": values(before, "seen")}
    assert "Schrijf op waarom." in words(handler.post(goes, {"reason": "", **seen}))
    assert handler.post(goes, weighed | seen).status_code == 302
    assert handler.post(goes, weighed | seen).status_code == 302
    assert "Dit is al doorgegeven" in words(handler.get(goes))
    assert "Nog niet aangekomen" not in words(handler.get(root))


def give_a_key(client: Client, path: str, given: dict[str, str], *, passphrase: str) -> None:
    """An open screen is not enough for it, and nothing that was typed is lost."""
    for wrong, told in (
        ("", "Typ je wachtzin."),
        ("appel boom citroen dak ezel fiets", "opent je kluis niet."),
    ):
        refused = client.post(path, {**given, "passphrase": wrong})
        assert told in words(refused)
        assert given["reason"] in refused.content.decode()
    assert client.post(path, {**given, "passphrase": passphrase}).status_code == 302


@pytest.mark.req("R7")
def test_who_was_named_finds_it_reads_it_and_lets_a_colleague_in(party: Town, handler: Client) -> None:
    town, filed = make_tenant(), confirmed(party)
    link_id = link(party, town)
    root = f"/{party.tenant.slug}/zaken/{filed.code}/"
    of_both = values(handler.get(root + "doorgeven-aan-organisatie/"), "receivers")
    receivers = [one for one in of_both if one.startswith(str(link_id))]
    sent = {"receivers": receivers, **WORDS, "checked": "on", "klopt": "ja"}
    assert handler.post(root + "doorgeven-aan-organisatie/", sent).status_code == 302
    assert handler.post(ways(handler.get(root))[0], {"reason": "Het kan niet wachten."}).status_code == 302
    fatima, joris = enter(town, "Fatima"), enter(town, "Joris")
    mine = fatima.get(f"/{town.tenant.slug}/ontvangen/")
    found = lxml.html.fromstring(mine.content.decode()).xpath("//tbody//a/@href")
    assert len(found) == 1
    today = words(fatima.get(f"/{town.tenant.slug}/"))
    assert "Van buiten ontvangen (1 nieuw)" in today
    assert "Er is iets van buiten gekomen" in today
    assert TEXT in words(fatima.get(found[0]))
    today = words(fatima.get(f"/{town.tenant.slug}/"))
    assert "nieuw)" not in today
    assert "Er is iets van buiten gekomen" not in today
    assert f"Uit een zaak van: {party.desk.name}" in words(fatima.get(found[0]))
    # The list goes on after the last one of a page, and nonsense is the first page.
    after = found[0].split("/")[-2]
    assert "Je ontving nog niets" in words(fatima.get(f"/{town.tenant.slug}/ontvangen/?na={after}"))
    assert found[0] in fatima.get(f"/{town.tenant.slug}/ontvangen/?na=x").content.decode()
    assert joris.get(found[0]).status_code == 404
    assert "Je ontving nog niets" in words(joris.get(f"/{town.tenant.slug}/ontvangen/"))
    assert "Van buiten ontvangen" in words(fatima.get(f"/{town.tenant.slug}/"))
    assert "Van buiten ontvangen" not in words(joris.get(f"/{town.tenant.slug}/"))

    key = {"person": str(town["Joris"].person_id)}
    assert joris.post(f"{found[0]}sleutel/", key).status_code == 404
    warned = words(fatima.get(f"{found[0]}sleutel/"))
    assert "Kies een collega" in warned, "a list that is empty says what it is for"
    assert "werkt bij of leiding geeft aan het team waar het over gaat" in warned
    assert "Deze sleutel neem je niet meer terug." in warned
    assert "Kies wie een sleutel krijgt." in words(fatima.post(f"{found[0]}sleutel/", {"reason": "Zo."}))
    assert "Schrijf op waarom." in words(fatima.post(f"{found[0]}sleutel/", key))
    assert TEXT not in words(joris.get(found[0]))
    why = "Joris voert het gesprek."
    give_a_key(fatima, f"{found[0]}sleutel/", {**key, "reason": why}, passphrase=town["Fatima"].passphrase)
    told = words(joris.get(found[0]))
    assert TEXT in told
    assert f"van {town['Fatima'].part.name}. Reden: {why}" in told
    assert f"gekozen door {PARTY}" in told
    # Whoever got a key from a colleague gives none.
    assert "Geef een collega een sleutel" in words(fatima.get(found[0]))
    assert "Geef een collega een sleutel" not in told
    given = {"person": str(town["Ruben"].person_id), "reason": why}
    assert joris.get(f"{found[0]}sleutel/").status_code == 404
    assert joris.post(f"{found[0]}sleutel/", given).status_code == 404
    links.end_link(town["Wietske"].opened, link_id=link_id)


@pytest.mark.req("R7")
def test_something_is_taken_back_and_the_page_says_that_what_was_seen_was_seen(
    party: Town, town: Town, linked: str, handler: Client
) -> None:
    filed = confirmed(party)
    root = f"/{party.tenant.slug}/zaken/{filed.code}/"
    page = handler.get(root + "doorgeven-aan-organisatie/")
    receivers = values(page, "receivers")
    sent = {"once": values(page, "once")[0], "receivers": receivers, **WORDS}
    assert (
        handler.post(
            root + "doorgeven-aan-organisatie/", {**sent, "checked": "on", "klopt": "ja"}
        ).status_code
        == 302
    )
    goes = ways(handler.get(root))[0]
    assert "De melder kan reageren tot en met" in words(handler.get(goes))
    assert "Schrijf op waarom." in words(handler.post(goes, {"reason": " "}))
    assert handler.post(goes, {"reason": "Het kan niet wachten."}).status_code == 302
    fatima = enter(town, "Fatima")
    mine = fatima.get(f"/{town.tenant.slug}/ontvangen/")
    one = lxml.html.fromstring(mine.content.decode()).xpath("//tbody//a/@href")[0]
    assert TEXT in words(fatima.get(one))
    case = lxml.html.fromstring(handler.get(root).content.decode())
    at = case.xpath("//@*[contains(., '/terugnemen/')]")[0]
    asked = words(handler.get(at))
    assert "haal je niet terug" in asked
    assert TEXT in asked
    assert "Schrijf op waarom." in words(handler.post(at, {"reason": " "}))
    for who in ("Marit", "Wietske", "Bram"):
        assert enter(party, who).post(at, {"reason": "Zomaar."}).status_code == 404
    assert handler.post(at, {"reason": "Er stond een naam in."}).status_code == 302
    told = words(fatima.get(one))
    assert f"{PARTY} nam dit terug" in told
    assert "Jij opende dit het laatst op" in told
    assert TEXT not in told
    assert "Er stond een naam in." not in told
    assert "Jij hebt dit nooit geopend." in words(enter(town, "Marit").get(one))
    assert enter(town, "Joris").get(one).status_code == 404
    assert "Teruggenomen" in words(fatima.get(f"/{town.tenant.slug}/ontvangen/"))
    case_now = handler.get(root)
    assert "Teruggenomen" in words(case_now)
    assert "/terugnemen/" not in case_now.content.decode()
    assert "Dit is al teruggenomen." in words(handler.get(at))


@pytest.mark.req("R7")
def test_what_was_announced_is_not_handed_over_after_all(
    party: Town, town: Town, linked: str, handler: Client
) -> None:
    filed = confirmed(party)
    root = f"/{party.tenant.slug}/zaken/{filed.code}/"
    receivers = values(handler.get(root + "doorgeven-aan-organisatie/"), "receivers")
    sent = {"receivers": receivers, **WORDS, "checked": "on", "klopt": "ja"}
    assert handler.post(root + "doorgeven-aan-organisatie/", sent).status_code == 302
    at = ways(handler.get(root))[1]
    assert "merkt er niets van" in words(handler.get(at))
    for who in ("Marit", "Wietske", "Bram"):
        assert enter(party, who).post(at, {"reason": "Zomaar."}).status_code == 404
    assert "Schrijf op waarom." in words(handler.post(at, {"reason": " "}))
    assert handler.post(at, {"reason": "De melder had gelijk."}).status_code == 302
    now = handler.get(root)
    assert "Niet doorgegeven" in words(now)
    assert at not in now.content.decode()
    assert "het gaat niet door" in words(handler.get(at))


@pytest.mark.req("R7")
def test_a_party_sees_at_which_desk_a_case_came_in_and_for_whom(
    party: Town, town: Town, linked: str, filed: Filed, handler: Client
) -> None:
    told = f"{party.desk.name}, voor Gemeente Waterlinie"
    assert told in words(handler.get(f"/{party.tenant.slug}/zaken/{filed.code}/"))
    assert told in words(handler.get(f"/{party.tenant.slug}/"))
    own = file_report(town)
    fatima = enter(town, "Fatima")
    for path in (f"zaken/{own.code}/", ""):
        assert f"{town.desk.name}, voor" not in words(fatima.get(f"/{town.tenant.slug}/{path}"))


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"receivers": []}, "Kies aan wie je dit geeft."),
        ({"receivers": ["x"]}, "Kies alleen mensen uit de lijst."),
        ({"text": "  "}, "Schrijf op wat je doorgeeft."),
        ({"told": "  "}, "Schrijf op wat je de melder vertelt."),
        ({"reason": ""}, "Schrijf op waarom."),
    ],
)
def test_a_release_that_is_not_whole_keeps_what_was_typed(
    release_page: str, handler: Client, change: dict[str, object], says: str
) -> None:
    at = release_page
    receivers = values(handler.get(at), "receivers")
    sent = {
        "receivers": receivers,
        **WORDS,
        "checked": "on",
        "klopt": "ja",
    } | change
    answer = handler.post(at, sent)
    assert answer.status_code == 200
    assert says in words(answer)


def test_before_receipt_was_confirmed_there_is_no_form_and_no_link_to_it(
    party: Town, linked: str, handler: Client
) -> None:
    root = f"/{party.tenant.slug}/zaken/{file_report(party).code}/"
    assert "/doorgeven-aan-organisatie/" not in handler.get(root).content.decode()
    page = handler.get(root + "doorgeven-aan-organisatie/")
    assert "Bevestig eerst dat de melding binnen is." in words(page)
    assert values(page, "receivers") == []


def test_whoever_has_no_key_to_the_case_has_no_such_page(party: Town, linked: str, filed: Filed) -> None:
    at = f"/{party.tenant.slug}/zaken/{filed.code}/doorgeven-aan-organisatie/"
    for who in ("Marit", "Wietske", "Bram"):
        client = enter(party, who)
        assert client.get(at).status_code == 404
        assert client.post(at, {"text": TEXT}).status_code == 404


def test_a_town_that_shows_no_desk_hears_nothing_of_releasing(town: Town) -> None:
    own = file_report(town)
    client = enter(town, "Fatima")
    assert "Geef iets door" not in words(client.get(f"/{town.tenant.slug}/zaken/{own.code}/"))
    assert "Geen organisatie" in words(
        client.get(f"/{town.tenant.slug}/zaken/{own.code}/doorgeven-aan-organisatie/")
    )


def test_ending_is_asked_first_and_then_done(party: Town) -> None:
    town = make_tenant()
    schedule(party, clock.today(), clock.today() + timedelta(days=20))
    link_id = link(party, town, accept=False)
    wietske = enter(town, "Wietske")
    offered = words(wietske.get(f"/{town.tenant.slug}/beheer/van-anderen/{link_id}/"))
    assert f"Aanbod van {PARTY}" in offered
    assert "Eerste dag:" in offered
    link(party, town)
    at = f"/{town.tenant.slug}/beheer/van-anderen/{link_id}/weg/"
    assert "Jullie ontvangen er niets meer van." in words(wietske.get(at))
    assert wietske.post(at, {"x": "1"}).status_code == 302
    with tenant_scope(town.tenant.id):
        assert links.linked(shown_only=True) == []
    boss = enter(party, "Wietske")
    at = f"/{party.tenant.slug}/beheer/aanbod/{link_id}/weg/"
    assert "laat dit meldpunt niet meer zien" in words(boss.get(at))
    assert boss.post(at, {"x": "1"}).status_code == 302
    with tenant_scope(town.tenant.id):
        assert links.linked() == []
