"""The case pages over HTTP, as the people of the desk use them."""

from __future__ import annotations

import re
from datetime import timedelta

import lxml.html
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests.filed import STORY, assess_form, bring, file_report, hear_everybody, settle_letters
from tests.people import fresh_code, make_tenant
from tests.vault.washing import samples

from weerbaar.audit.models import Line
from weerbaar.cases.models import Access, Message, Term
from weerbaar.database.scope import tenant_scope
from weerbaar.ground import clock
from weerbaar.intake import actions as reporter_acts

REASON = {"reason": "Omdat het nodig is."}


@pytest.fixture(scope="module")
def town(database):
    return make_tenant()


@pytest.fixture(scope="module")
def desk(town):
    """Signed-in people by first name, each with a browser of their own."""
    kept: dict[str, Desk] = {}

    def signed_in(who: str) -> Desk:
        if who not in kept:
            kept[who] = Desk(town, who)
        return kept[who]

    return signed_in


@pytest.fixture
def filed(town):
    return file_report(town, name="Noor Visser")


class Desk:
    """Somebody's browser."""

    def __init__(self, town, who: str) -> None:
        self.root = f"/{town.tenant.slug}/"
        self.client = Client()
        account = town[who]
        self.post("aanmelden/", {"mail": account.mail, "code": fresh_code(account)})
        self.post("ontgrendelen/", {"passphrase": account.passphrase})

    def get(self, path: str = ""):
        return self.client.get(self.root + path)

    def post(self, path: str, data=None):
        return self.client.post(self.root + path, data or {})

    def text(self, path: str = "") -> str:
        return words(self.get(path))


def words(response) -> str:
    return " ".join(lxml.html.fromstring(response.content.decode()).text_content().split())


def first(response, path: str):
    return lxml.html.fromstring(response.content.decode()).xpath(path)[0]


def verbs(filed) -> list[str]:
    with tenant_scope(filed.case.tenant_id):
        found = Line.objects.filter(subject_id=filed.case.id).order_by("at", "id")
        return list(found.values_list("verb", flat=True))


@pytest.mark.req("C4", "F2")
def test_the_worklist_shows_what_is_new_and_what_ends_first(database):
    town = make_tenant()
    with clock.stopped_at(clock.now() - timedelta(days=3)):
        ends_first = file_report(town)
    last, fatima = file_report(town), Desk(town, "Fatima")
    page = fatima.get()
    assert page.status_code == 200
    assert "no-store" in page["Cache-Control"]
    text = words(page)
    assert "Twee dingen vragen je vandaag" in text
    assert "Er is een nieuwe melding" in text
    assert 0 < text.index(ends_first.code) < text.index(last.code)
    not_let_in = Desk(town, "Ruben").text()
    assert ends_first.code not in not_let_in
    assert last.code not in not_let_in


def test_a_list_without_cases_says_so(database):
    town = make_tenant()
    fatima = Desk(town, "Fatima")
    assert "Niets vraagt je vandaag" in fatima.text()
    file_report(town)
    assert "Niets vraagt je vandaag" not in fatima.text()
    assert "Niets vraagt je vandaag" in Desk(town, "Hassan").text()


@pytest.mark.parametrize(
    "query",
    ["soort=conduct", "stap=closed", "soort=onzin", "na=onzin", "na=%00", "stap=received&soort=integrity"],
)
def test_choices_in_the_address_never_break_the_list(desk, filed, query):
    assert desk("Fatima").get(f"?{query}").status_code == 200


def test_an_administrator_has_no_worklist(town, desk, filed):
    page = desk("Wietske").get()
    assert page.status_code == 302
    assert "mensen" in page["Location"]
    assert desk("Wietske").get(f"zaken/{filed.code}/").status_code == 404


@pytest.mark.req("C4", "C5", "C6", "F2")
def test_the_file_is_read_with_the_names_apart(town, desk, filed):
    text = desk("Fatima").text(f"zaken/{filed.code}/")
    assert STORY in text
    assert "Betrokkene 1" in text
    for name in ("Noor", "Bram", "Sem Vos"):
        assert name not in text
    assert "Namen van 3 personen" in text
    assert verbs(filed) == ["case.file", "case.open"]
    assert "las de zaak" in desk("Fatima").text(f"zaken/{filed.code}/?alles=1")


@pytest.mark.parametrize(
    "path",
    [
        "",
        "toegang/",
        "namen/",
        "bevestigen/",
        "beoordelen/",
        "uitkomst/",
        "terugtrekken/",
        "persoon/",
        "bestand/",
        "sluiten/",
    ],
)
def test_a_case_one_was_not_let_in_to_does_not_exist(desk, filed, path):
    there = desk("Ruben").get(f"zaken/{filed.code}/{path}")
    nowhere = desk("Ruben").get(f"zaken/W-niets-00/{path}")
    assert (there.status_code, there.content) == (404, nowhere.content)
    posted = desk("Ruben").post(f"zaken/{filed.code}/{path or 'antwoord/'}", {"body": "x", **REASON})
    assert posted.status_code == 404
    assert verbs(filed) == ["case.file"]


@pytest.mark.req("C5", "F2")
def test_a_case_from_receipt_to_closing(database):
    town = make_tenant()
    filed = file_report(town)
    fatima, root = Desk(town, "Fatima"), f"zaken/{filed.code}/"
    assert "Dit kan nu nog niet" in fatima.text(f"{root}sluiten/")
    proposal = first(fatima.get(f"{root}bevestigen/"), "//textarea").text
    assert "Je melding is binnen." in proposal
    assert fatima.post(f"{root}bevestigen/", {"body": proposal}).status_code == 302
    fatima.post(f"{root}antwoord/", {"body": "Wanneer was het?", "vraag": "1"})
    assert "Wacht op antwoord" in fatima.text(root)
    reporter_acts.write(filed.reporter, body="In februari.")
    assert "De melder stuurde iets nieuws" in fatima.text()
    fatima.post(f"{root}antwoord/", {"body": "Dank je."})
    assert "Beoordeel eerst de melding" in fatima.text(f"{root}terugkoppelen/")
    fatima.post(f"{root}beoordelen/", assess_form())
    assert "Hoor eerst beide kanten" in fatima.text(f"{root}uitkomst/")
    fatima.post(f"{root}tussenstand/", {"body": "Wij nemen dit serieus en praten met de afdeling."})
    hear_everybody(town["Fatima"].opened, filed.case)
    fatima.post(f"{root}uitkomst/", {"outcome": "partly", "reason": "Beide kanten zijn gehoord."})
    fatima.post(f"{root}terugkoppelen/", {"body": "Wij spraken met de afdeling."})
    assert "Geef eerst de brief" in fatima.text(f"{root}sluiten/")
    settle_letters(town["Fatima"].opened, filed.case)
    fatima.post(f"{root}sluiten/", REASON)
    assert "De zaak is gesloten. Praten met de melder kan nog." in fatima.text(root)
    done = [one for one in verbs(filed) if one not in ("case.open", "case.read_measure")]
    assert done == [
        "case.file",
        "case.acknowledge",
        "case.ask",
        "reporter.write",
        "case.answer",
        "case.assess",
        "case.inform",
        "case.decide",
        "case.give_feedback",
        "case.waive_letter",
        "case.close",
    ]
    assert filed.code not in fatima.text()
    assert filed.code in fatima.text("?stap=closed")


@pytest.mark.req("C2", "C5")
def test_what_asks_is_what_meets_the_term_that_ends_first(database):
    """A case whose term nearly ends asks for the act that meets it, and not for an answer that nobody waits for."""
    town = make_tenant()
    with clock.stopped_at(clock.now() - timedelta(days=9)):
        filed = file_report(town, kind="integrity")
        bring(town["Fatima"].opened, filed, "acknowledged", kind="integrity")
    fatima, root = Desk(town, "Fatima"), f"zaken/{filed.code}/"
    fatima.get(root)

    def ends_today(term: str) -> None:
        with tenant_scope(town.tenant.id):
            Access.objects.filter(case=filed.case).update(next_due=clock.today())
            for day, which in ((clock.today() + timedelta(days=90), {}), (clock.today(), {"name": term})):
                Term.objects.filter(case=filed.case, **which).update(target_on=day, due_on=day)

    ends_today("assess")
    assert "Lees en beoordeel" in fatima.text()
    bring(town["Fatima"].opened, filed, "assessed", kind="integrity")
    assert "Lees en beoordeel" not in fatima.text()
    for term, asked in (("decide", "Leg de uitkomst vast"), ("feedback", "Schrijf de tussenstand")):
        ends_today(term)
        assert asked in fatima.text()
    bring(town["Fatima"].opened, filed, "decided", kind="integrity")
    assert "Geef de melder antwoord" in fatima.text()


@pytest.mark.req("C1", "C5")
def test_the_next_step_is_one_that_the_procedure_knows(town, desk):
    """A complaint about the handling is not judged before both sides were heard: the page offers no such outcome."""
    filed = file_report(town, kind="handling", name="Noor Visser")
    bring(town["Fatima"].opened, filed, "assessed", kind="handling")
    page = desk("Fatima").get(f"zaken/{filed.code}/")
    ways = page.content.decode()
    assert f"zaken/{filed.code}/onderzoeken/" in ways
    assert f"zaken/{filed.code}/terugkoppelen/" not in ways
    outcome = desk("Fatima").get(f"zaken/{filed.code}/uitkomst/").content.decode()
    assert 'value="settled"' in outcome
    assert 'value="not_established"' not in outcome
    told = desk("Fatima").text(f"zaken/{filed.code}/tussenstand/")
    assert "De termijn voor het antwoord aan de melder loopt door." in told


@pytest.mark.req("C5")
def test_what_was_typed_stands_there_again_when_it_cannot_be_sent(desk, filed):
    fatima = desk("Fatima")
    page = fatima.post(f"zaken/{filed.code}/antwoord/", {"body": "x" * 20_001})
    assert "Dit is te lang" in words(page)
    assert "x" * 20_001 in page.content.decode()
    page = fatima.post(f"zaken/{filed.code}/antwoord/", {"body": "   "})
    assert "Schrijf eerst iets op" in words(page)


@pytest.mark.req("C5")
def test_a_draft_waits_for_its_author_alone(town, desk, filed):
    desk("Fatima").post(f"zaken/{filed.code}/antwoord/", {"body": "Nog niet af", "bewaar": "1"})
    assert "Nog niet af" in desk("Fatima").text(f"zaken/{filed.code}/")
    assert "Nog niet af" not in desk("Joris").text(f"zaken/{filed.code}/")


@pytest.mark.req("C5")
def test_what_was_typed_is_shown_again_after_the_vault_closed(town, filed):
    joris = Desk(town, "Joris")
    session = joris.client.session
    session["seen_at"] -= timedelta(minutes=31).total_seconds()
    session.save()
    page = joris.post(f"zaken/{filed.code}/antwoord/", {"body": "Een lang antwoord dat niet weg mag zijn."})
    assert "Een lang antwoord dat niet weg mag zijn." in page.content.decode()
    with tenant_scope(town.tenant.id):
        assert not Message.objects.filter(case=filed.case).exists()


def test_a_form_sent_twice_is_one_message(town, desk, filed):
    fatima = desk("Fatima")
    once = re.search(r'name="once" value="([^"]+)"', fatima.get(f"zaken/{filed.code}/").content.decode())
    for _ in range(2):
        sent = fatima.post(f"zaken/{filed.code}/antwoord/", {"body": "Dag", "once": once[1]})
        assert sent.status_code == 302
    with tenant_scope(town.tenant.id):
        assert Message.objects.filter(case=filed.case).count() == 1


@pytest.mark.req("C6", "F2")
def test_names_open_with_a_reason_and_close_by_themselves(desk, filed):
    fatima, root = desk("Fatima"), f"zaken/{filed.code}/"
    assert "Schrijf op waarom" in words(fatima.post(f"{root}namen/", {"reason": " "}))
    assert "Noor Visser" not in fatima.text(root)
    fatima.post(f"{root}namen/", REASON)
    text = fatima.text(root)
    assert "Noor Visser" in text
    assert "Bram Kuipers" in text
    assert "Noor Visser" not in desk("Joris").text(root)
    with clock.stopped_at(clock.now() + timedelta(minutes=16)):
        assert "Noor Visser" not in fatima.text(root)
    refused = words(fatima.post(f"{root}antwoord/", {"body": "   "}))
    assert "Schrijf eerst iets op" in refused
    assert "Noor Visser" in refused
    fatima.post(f"{root}namen/dicht/")
    assert "Noor Visser" not in fatima.text(root)
    assert verbs(filed).count("case.open_names") == 1


@pytest.mark.req("C4", "F2")
def test_a_colleague_is_let_in_for_a_time_and_let_out(town, desk, filed):
    fatima, root = desk("Fatima"), f"zaken/{filed.code}/"
    offered = fatima.text(f"{root}toegang/")
    assert "Hassan Yilmaz" in offered
    assert "Bram" not in offered
    given = {"person": str(town["Hassan"].person_id), "until": "weeks", **REASON}
    assert "Kies tot wanneer de sleutel werkt" in words(
        fatima.post(f"{root}toegang/", {**given, "until": ""})
    )
    assert fatima.post(f"{root}toegang/", given).status_code == 302
    hassan = desk("Hassan")
    assert filed.code in hassan.text()
    assert STORY in hassan.text(root)
    assert "Verzegeld voor jou" in hassan.text(root)
    alias = town["Hassan"].staff.alias
    marit = {
        "person": str(town["Marit"].person_id),
        "until": "lasting",
        "passphrase": town["Fatima"].passphrase,
        "chests": ["names", "identity"],
        **REASON,
    }
    fatima.post(f"{root}toegang/", marit)
    # A button of the form on that page, so that half an answer comes along.
    asked = first(desk("Joris").get(root), "//button[contains(@value, '/akkoord/')]")
    page = asked.get("value").removeprefix(desk("Joris").root)
    assert "Omdat het nodig is." in desk("Joris").text(page)
    assert desk("Fatima").get(page).status_code == 404
    assert desk("Joris").post(page, {"decision": "yes", **REASON}).status_code == 302
    assert fatima.post(f"{root}toegang/{alias}/intrekken/", REASON).status_code == 302
    assert hassan.get(root).status_code == 404
    assert fatima.post(f"{root}terugtrekken/", REASON).status_code == 302
    assert fatima.get(root).status_code == 404
    assert "trok zich terug" in desk("Joris").text(root)


@pytest.mark.req("C5")
def test_a_part_of_a_case_with_nothing_in_it_is_one_line_with_the_way_to_begin_it(town, desk):
    fatima, case = desk("Fatima"), f"zaken/{file_report(town).code}/"
    for place, verb in (("bestanden", "Voeg een bestand toe"), ("maatregelen", "Stel een maatregel voor")):
        page = fatima.get(case)
        assert verb in first(page, f"//li[@id='{place}']").text_content()
        assert first(page, f"//nav//a[@href='#{place}']") is not None
        assert not lxml.html.fromstring(page.content.decode()).xpath(f"//section[@id='{place}']")
    fatima.post(
        f"{case}bestand/", {"bestand": SimpleUploadedFile("notitie.txt", b"Dag."), "whose": "organisation"}
    )
    assert first(fatima.get(case), "//section[@id='bestanden']") is not None


def test_another_day_must_be_a_day(town, desk, filed):
    given = {"person": str(town["Hassan"].person_id), "until": "day", **REASON}
    path = f"zaken/{filed.code}/toegang/"
    assert "Vul een dag in" in words(desk("Fatima").post(path, given))
    past = {**given, "day_day": "1", "day_month": "1", "day_year": "2020"}
    page = desk("Fatima").post(path, past)
    assert "Kies vandaag of een latere dag" in words(page)
    assert "Omdat het nodig is." in page.content.decode()
    assert verbs(filed) == ["case.file"]


@pytest.mark.req("C6")
def test_a_person_is_added_under_a_pseudonym(desk, filed):
    fatima, root = desk("Fatima"), f"zaken/{filed.code}/"
    fatima.post(
        f"{root}persoon/", {"role": "injured", "description": "Zat naast de melder", "name": "Ada Kanarie"}
    )
    text = fatima.text(root)
    assert "Benadeelde 1" in text
    assert "Ada Kanarie" not in text


def test_nobody_who_is_not_signed_in_sees_a_page(town, filed):
    client = Client()
    for path in ("", f"zaken/{filed.code}/", f"zaken/{filed.code}/namen/"):
        page = client.get(f"/{town.tenant.slug}/{path}")
        assert page.status_code == 302
        assert "aanmelden" in page["Location"]


@pytest.mark.req("C4", "F2")
def test_a_file_is_added_read_and_downloaded_safely(desk, filed):
    fatima, root = desk("Fatima"), f"zaken/{filed.code}/"
    assert "Kies eerst een bestand" in words(fatima.post(f"{root}bestand/", {}))
    sent = fatima.post(
        f"{root}bestand/",
        {"bestand": SimpleUploadedFile("../verslag\u202e.txt", b"Wat getuige 1 zei."), "whose": "somebody"},
    )
    assert sent.status_code == 302
    link = first(fatima.get(root), "//*[@id='bestanden']//table//a").get("href")
    got = fatima.client.get(link)
    assert b"".join(got.streaming_content) == b"Wat getuige 1 zei."
    assert got["Content-Disposition"].startswith("attachment")
    assert "/" not in got["Content-Disposition"].split("filename")[1]
    assert got["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in got["Content-Security-Policy"]
    assert "no-store" in got["Cache-Control"]
    assert desk("Ruben").client.get(link).status_code == 404
    assert verbs(filed)[-1] == "case.read_file"


@pytest.mark.req("C4")
def test_an_original_is_reached_by_way_of_the_page_that_warns(desk, filed):
    fatima, root = desk("Fatima"), f"zaken/{filed.code}/"
    photo = SimpleUploadedFile("foto.jpg", samples.jpeg())
    fatima.post(f"{root}bestand/", {"bestand": photo, "whose": "reporter"})
    link = first(fatima.get(root), "//*[@id='bestanden']//a[contains(@href, 'origineel')]")
    assert link.get("download") is None, "a browser would keep the page that warns as a file"
    assert "In het origineel kan staan wie het maakte" in words(fatima.client.get(link.get("href")))
    assert b"".join(fatima.client.post(link.get("href")).streaming_content) == samples.jpeg()


def test_what_asks_goes_on_on_a_next_page(database):
    town = make_tenant()
    cases = [file_report(town) for _ in range(11)]
    fatima = Desk(town, "Fatima")
    page = fatima.get()
    text = words(page)
    assert "Elf dingen vragen je vandaag" in text
    assert "Dit zijn de eerste acht." in text
    # The list of cases below and the list above say what is new in the same words.
    assert text.count("1 nieuw") == 8 + 11
    following = first(page, "//a[normalize-space()='Toon de volgende']").get("href")
    rest = fatima.get(following)
    assert "Dit zijn de laatste drie." in words(rest)
    shown = [
        one.get("href")
        for answer in (page, rest)
        for one in lxml.html.fromstring(answer.content.decode()).xpath("//*[@class='wb-todo']//a")
    ]
    assert len(shown) == len(set(shown)) == len(cases)
    back = first(rest, "//a[normalize-space()='Terug naar de eerste']").get("href")
    assert "Dit zijn de eerste acht." in words(fatima.get(back or "?"))


def test_the_head_follows_the_name_that_was_given_and_taken_back(town, desk):
    filed = file_report(town)
    fatima, root = desk("Fatima"), f"zaken/{filed.code}/"
    head = "//*[contains(@class, 'wb-file-head')]"

    def told() -> str:
        return " ".join(first(fatima.get(root), head).text_content().split())

    assert "Anonieme melder" in told()
    reporter_acts.reveal_identity(filed.reporter, name="Noor Visser", contact="")
    assert "Naam is vertrouwelijk" in told()
    assert "Anonieme melder" not in told()
    reporter_acts.withdraw_identity(filed.reporter)
    assert "Anonieme melder" in told()
    facts = first(fatima.get(root), "//*[@id='melding']").text_content()
    assert "De melder" in facts
    assert "Jij" not in facts


def with_class(page, name: str) -> list:
    return lxml.html.fromstring(page.content.decode()).xpath(f"//*[contains(@class, '{name}')]")


def test_on_paper_stand_day_and_name_of_who_printed_but_no_names_of_the_case(desk, filed):
    fatima, root = desk("Fatima"), f"zaken/{filed.code}/"
    fatima.post(f"{root}namen/", REASON)
    page = fatima.get(root)
    printed = [one.text_content() for one in with_class(page, "wb-only-print")]
    assert any("Afgedrukt op" in one and "door Fatima" in one for one in printed)
    assert any("Namen zijn niet afgedrukt" in one for one in printed)
    real = with_class(page, "wb-real")
    assert real
    assert all(one.getparent().get("class") == "wb-no-print" for one in real)


def test_closing_says_what_still_can_and_who_keeps_a_key(town, desk, filed):
    fatima, root = desk("Fatima"), f"zaken/{filed.code}/"
    fatima.post(f"{root}toegang/", {"person": str(town["Hassan"].person_id), "until": "weeks", **REASON})
    bring(town["Fatima"].opened, filed, "answered")
    settle_letters(town["Fatima"].opened, filed.case)
    means = fatima.text(f"{root}sluiten/")
    assert "De melder kan ook nog bestanden sturen" in means
    assert "Joris" in means
    assert re.search(r"Hassan \(tot en met \d", means)
    fatima.post(f"{root}sluiten/", REASON)
    text = fatima.text(root)
    assert "De melder kan nog bestanden sturen" in text
    assert "houdt zijn sleutel tot de dag die erbij staat" in text


def offered(page) -> tuple[str, list[str]]:
    """The people in the form, and the compartments with names."""
    people = first(page, "//select[@name='person']").text_content()
    boxes = lxml.html.fromstring(page.content.decode()).xpath("//input[@name='chests']")
    return people, [one.get("value") for one in boxes]


def test_letting_in_offers_only_what_somebody_does_not_have(town, desk):
    anonymous, fatima = file_report(town), desk("Fatima")
    root = f"zaken/{anonymous.code}/"
    people, boxes = offered(fatima.get(f"{root}toegang/"))
    assert "Joris" not in people
    assert "Hassan" in people
    assert boxes == ["names"]
    page = fatima.post(f"{root}toegang/", {"until": "weeks", **REASON})
    assert "Kies wie een sleutel krijgt" in words(page)
    lasting = {"until": "lasting", "passphrase": town["Fatima"].passphrase, **REASON}
    fatima.post(f"{root}toegang/", {"person": str(town["Hassan"].person_id), **lasting})
    # Hassan has the case as long as it lasts, but not the names yet.
    assert "Hassan" in offered(fatima.get(f"{root}toegang/"))[0]
    known = file_report(town, name="Noor Visser")
    assert offered(fatima.get(f"zaken/{known.code}/toegang/"))[1] == ["names", "identity"]


def test_two_weeks_is_what_stands_chosen(desk, filed):
    page = desk("Fatima").get(f"zaken/{filed.code}/toegang/")
    assert first(page, "//input[@name='until'][@checked]").get("value") == "weeks"


@pytest.mark.parametrize("path", ["namen/", "toegang/", "terugtrekken/"])
def test_who_reads_a_reason_is_said_in_one_way(desk, filed, path):
    text = desk("Fatima").text(f"zaken/{filed.code}/{path}")
    assert "Alleen wie een sleutel van deze zaak heeft, leest je reden." in text
    assert "verzegeld" not in text
