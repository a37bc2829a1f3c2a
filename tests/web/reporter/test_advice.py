"""Asking for advice first: a short walk, an answer in a term, no report, and a report of it in one tap (R18)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from tests.filed import assessment
from tests.people import make_tenant
from tests.web.office.cases.test_pages import Desk
from tests.web.office.cases.test_pages import words as told
from tests.web.reporter.test_files import _add, _photo

from weerbaar.cases import actions, triage
from weerbaar.cases.models import Case, KeptOut, RegisterEntry, Term
from weerbaar.cases.worklist import worklist
from weerbaar.database.scope import tenant_scope
from weerbaar.ground.errors import RefusedError
from weerbaar.ground.receipt import Receipt
from weerbaar.intake import actions as intake
from weerbaar.intake.files import MOST_BYTES_TAKEN_OVER
from weerbaar.intake.reporters import ReporterRef, open_talk
from weerbaar.vault.files import details_in, seal_details
from weerbaar.vault.models import SealedFile
from weerbaar.vault.storage import blob_store

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.people import Town
    from tests.reporter import Reporter

_QUESTION = "Mijn leidinggevende nam een cadeau aan. Moet ik dat melden?"


@pytest.fixture
def town(database: None, faces: object) -> Town:
    return make_tenant()


@pytest.fixture
def noor(town: Town, browser_of: Callable[..., Reporter]) -> Reporter:
    return browser_of(town)


def asked(
    noor: Reporter,
    *,
    struck: list[str] | None = None,
    who: str = "",
    you: dict[str, str] | None = None,
    file: bytes = b"",
) -> str:
    """A question that was sent; its eight words."""
    noor.send("advies/", token="")
    noor.send("melden/wie-leest/", {"struck": struck or []})
    noor.send("melden/verhaal/", {"story": _QUESTION})
    noor.send("melden/wie/", {"who_subject": who} if who else {"sla-over": "1"})
    noor.send("melden/jij/", {"capacity": "employee"} | (you or {}))
    noor.send("melden/je-naam/", {"openness": "anonymous"})
    if file:
        _add(noor, "cadeau.jpg", file)
    noor.send("melden/nakijken/")
    if noor.path == "melden/wie-leest/":  # others read it, past whom it is about
        noor.send("melden/wie-leest/?van=nakijken").send("melden/nakijken/")
    words = " ".join(noor.words)
    noor.send("melden/woorden/", {"bewaard": "1"})
    return words


def case_of(town: Town, words: str) -> Case:
    found = intake.come_back(town.tenant.id, Receipt(tuple(words.split())))
    assert found is not None
    with tenant_scope(town.tenant.id):
        return Case.objects.get(id=found.place)


@pytest.mark.req("R18")
def test_a_question_is_asked_in_a_few_pages_and_is_called_one(noor: Reporter, town: Town) -> None:
    noor.open("")
    assert "Of vraag het meldpunt eerst om advies" in noor.text
    noor.open("advies/")
    assert "Je vraag is geen melding." in noor.text
    assert "binnen 3 werkdagen bericht dat je vraag er is, en antwoord binnen 10 werkdagen" in noor.text
    noor.send("advies/", token="")
    assert noor.path == "melden/wie-leest/"
    noor.send("melden/wie-leest/")
    assert noor.path == "melden/verhaal/"
    assert "Waarover wil je advies?" in noor.text
    assert "Stap 2 van 5" in noor.text
    seen = []
    for answer in (
        {"story": _QUESTION},
        {"sla-over": "1"},
        {"capacity": "employee"},
        {"openness": "anonymous"},
    ):
        seen.append(noor.path)
        noor.send(noor.path, answer)
    assert seen == ["melden/verhaal/", "melden/wie/", "melden/jij/", "melden/je-naam/"]
    assert noor.open("melden/wanneer/").path != "melden/wanneer/"
    assert "Stap 4 van 5" in noor.open("melden/bestanden/").text
    assert "Je vraagt dit zonder naam" in noor.text
    noor.open("melden/nakijken/")
    assert "Stap 5 van 5" in noor.text
    assert "Het antwoord komt binnen 10 werkdagen." in noor.text
    assert "Verstuur mijn vraag" in noor.text
    assert "Voor wie vraag je advies?" in noor.open("melden/jij/").text

    assert "Wie je vraag leest" in noor.open("melden/je-naam/").text
    noor.open("melden/nakijken/")
    noor.send("melden/nakijken/")
    assert "Je vraag is binnen." in noor.text
    words = " ".join(noor.words)
    case = case_of(town, words)
    assert (case.kind, case.procedure) == ("advice", "advice")
    noor.send("melden/woorden/", {"bewaard": "1"})
    noor.send("terug/", {"words": words})
    assert "Dit is een vraag en geen melding." in noor.text
    assert "Wie kan je vraag lezen?" in noor.text
    assert "Wat je vroeg" in noor.text
    assert noor.find(
        "//a[contains(@class, 'utrecht-button')][contains(., 'Maak er een melding van')] | "
        "//button[contains(., 'Maak er een melding van')]"
    )


@pytest.mark.req("R18")
def test_it_is_answered_in_a_term_of_our_own_and_is_in_no_register(noor: Reporter, town: Town) -> None:
    words = asked(noor)
    case, fatima = case_of(town, words), town["Fatima"].opened
    with tenant_scope(town.tenant.id):
        assert {one.name for one in Term.objects.filter(case=case)} == {"acknowledge", "feedback"}
        assert not RegisterEntry.objects.filter(case=case).exists()
    actions.give_feedback(fatima, code=case.code, body="Bij een cadeau boven vijftig euro: ja.")
    with tenant_scope(town.tenant.id):
        assert not Term.objects.filter(case=case, met_at=None).exists()
    assert "boven vijftig euro" in noor.send("terug/", {"words": words}).text
    actions.close(fatima, code=case.code, reason="Beantwoord.")


@pytest.mark.req("R18")
def test_it_is_counted_apart_and_no_report_is_assessed_into_one(
    noor: Reporter, town: Town, browser_of: Callable[..., Reporter]
) -> None:
    asked(noor)
    report = case_of(town, " ".join(browser_of(town).reported()))
    fatima = town["Fatima"].opened
    with tenant_scope(town.tenant.id):
        assert worklist(fatima).advice_count == 1
        assert worklist(fatima).open_count == 2
        assert worklist(fatima, kind="advice").open_count == 1
        assert worklist(town["Hassan"].opened).advice_count == 0
    actions.acknowledge(fatima, code=report.code, body="Dag.")
    with pytest.raises(RefusedError, match="geen vraag om advies"):
        triage.assess(fatima, code=report.code, given=assessment("advice"))


@pytest.mark.req("R18")
def test_in_one_tap_it_becomes_a_report_with_what_was_asked(noor: Reporter, town: Town) -> None:
    joris = str(town["Joris"].person_id)
    words = asked(noor, struck=[joris])
    noor.send("terug/", {"words": words})
    noor.open("mijn-melding/melden/")
    assert "Wat er dan verandert" in noor.text
    noor.send("mijn-melding/melden/")
    assert noor.path == "melden/wie-leest/"
    assert noor.find(f"//input[@name='struck'][@value='{joris}'][@checked]")
    noor.send("melden/wie-leest/", {"struck": [joris]})
    assert noor.path == "melden/onderwerp/"
    noor.send("melden/onderwerp/", {"kind": "integrity"})
    noor.open("melden/verhaal/")
    assert "Wat is er gebeurd?" in noor.text
    assert noor.find("//textarea[@name='story']")[0].text.strip() == _QUESTION
    noor.send("melden/je-naam/", {"openness": "anonymous"})
    noor.send("melden/nakijken/")
    report = case_of(town, " ".join(noor.words))
    assert report.kind == "integrity"
    assert report.id != case_of(town, words).id
    with tenant_scope(town.tenant.id):
        assert KeptOut.objects.filter(case=report).exists()
        assert [one.case.id for one in _seats(town, "Joris")] == []


def _seats(town: Town, who: str) -> list:
    from weerbaar.cases.models import Access

    return list(Access.objects.filter(holder_alias=town[who].staff.alias))


@pytest.mark.req("R18")
@pytest.mark.parametrize("says_so", [True, False], ids=["said", "not said"])
def test_that_a_question_came_before_is_said_to_the_desk_only_where_the_reporter_wants_it(
    noor: Reporter, town: Town, says_so: bool
) -> None:
    words = asked(noor)
    noor.send("terug/", {"words": words})
    noor.open("mijn-melding/melden/")
    assert not noor.find("//input[@name='says_so'][@checked]"), "a question may hold a name"
    assert "Dan is je melding voor hen niet meer zonder naam." in noor.text
    noor.send("mijn-melding/melden/", {"says_so": "on"} if says_so else {})
    noor.send("melden/wie-leest/").send("melden/onderwerp/", {"kind": "integrity"})
    noor.send("melden/je-naam/", {"openness": "anonymous"}).send("melden/nakijken/")
    report, question = case_of(town, " ".join(noor.words)), case_of(town, words)
    page = Desk(town, "Fatima").get(f"zaken/{report.code}/")
    assert ("De melder vroeg eerst om advies" in told(page)) is says_so
    assert (f"/zaken/{question.code}/" in page.content.decode()) is says_so


@pytest.mark.req("R18")
def test_whom_it_is_about_reads_no_question_either(noor: Reporter, town: Town) -> None:
    words = asked(noor, who="Joris van Dam")
    with tenant_scope(town.tenant.id):
        assert _seats(town, "Joris") == []
        assert len(_seats(town, "Fatima")) == 1
    assert "Je vraag is binnen" in noor.send("terug/", {"words": words}).text


def test_a_report_is_not_made_of_a_report_and_a_draft_is_never_replaced(
    noor: Reporter, town: Town, browser_of: Callable[..., Reporter]
) -> None:
    words = noor.reported()
    noor.send("terug/", {"words": " ".join(words)})
    assert noor.open("mijn-melding/melden/").path == "mijn-melding/"
    other = browser_of(town).ready()
    other.send("advies/", token="")
    assert "al een melding aan het schrijven" in other.text
    assert "belachelijk" in other.open("melden/nakijken/").text
    other.http.post(other.root + "advies/", headers={"Origin": "https://elders.example"})
    assert "belachelijk" in other.open("melden/nakijken/").text


def test_nothing_asked_is_refused_with_a_sentence(noor: Reporter) -> None:
    noor.send("advies/", token="").send("melden/wie-leest/")
    noor.send("melden/verhaal/", {"story": " "})
    assert "Schrijf op waarover je advies wilt." in noor.text
    noor.send("melden/nakijken/")
    assert "Dit moet je nog invullen" in noor.text


@pytest.mark.req("R18")
def test_files_and_answers_of_the_question_go_along_under_keys_of_their_own(
    noor: Reporter, town: Town
) -> None:
    words = asked(noor, you={"behalf": "self"}, file=_photo())
    noor.send("terug/", {"words": words}).open("mijn-melding/melden/")
    assert "Dit bestand gaat mee: cadeau.jpg." in noor.text
    assert "vul je opnieuw in" not in noor.text
    noor.send("mijn-melding/melden/").send("melden/wie-leest/")
    noor.send("melden/onderwerp/", {"kind": "integrity"}).open("melden/nakijken/")
    assert "cadeau.jpg" in noor.text
    assert "Voor mezelf" in noor.text
    assert "zonder mijn naam" in noor.text
    assert "bleef bij je vraag" not in noor.text
    noor.send("melden/nakijken/")
    question, report = case_of(town, words), case_of(town, " ".join(noor.words))
    with tenant_scope(town.tenant.id):
        first, second = (SealedFile.objects.get(owner_id=one.id) for one in (question, report))
    assert first.blob != second.blob
    for one in (first, second):
        with blob_store().open(one.blob) as there:
            assert there.read()


def _say_it_is_large(town: Town, words: str) -> None:
    found = intake.come_back(town.tenant.id, Receipt(tuple(words.split())))
    assert isinstance(found, ReporterRef)
    with tenant_scope(town.tenant.id):
        talk, row = open_talk(found), SealedFile.objects.get(owner_id=found.case_id)
        details = details_in(talk, row)
        large = replace(details, current=replace(details.current, size=MOST_BYTES_TAKEN_OVER + 1))
        row.sealed_details = seal_details(talk.key, town.tenant.id, row.id, large)
        row.save(update_fields=["sealed_details"])


@pytest.mark.req("R18")
def test_a_file_that_is_too_large_stays_and_that_is_said_on_both_pages(noor: Reporter, town: Town) -> None:
    words = asked(noor, file=_photo())
    _say_it_is_large(town, words)
    noor.send("terug/", {"words": words}).open("mijn-melding/melden/")
    assert "Te groot om mee te nemen: cadeau.jpg." in noor.text
    noor.send("mijn-melding/melden/").send("melden/wie-leest/").open("melden/nakijken/")
    assert "Dit bleef bij je vraag en gaat niet mee: cadeau.jpg." in noor.text
    assert noor.find("//a[contains(., 'Voeg een bestand toe')]/@href")[0].endswith("/melden/bestanden/")
    assert "Geen bestanden" in noor.text


@pytest.mark.req("R18")
def test_whom_it_is_about_is_asked_anew_and_both_pages_say_so(noor: Reporter, town: Town) -> None:
    words = asked(noor, who="Bram van de balie", you={"behalf": "other"})
    noor.send("terug/", {"words": words}).open("mijn-melding/melden/")
    for said in ("Dit gaat niet mee, dus vul je opnieuw in:", "over wie het gaat;", "voor wie je meldt."):
        assert said in noor.text
    assert "je naam en hoe wij je bereiken" not in noor.text
    noor.send("mijn-melding/melden/").send("melden/wie-leest/").open("melden/nakijken/")
    assert "Bij je vraag vulde je in over wie het gaat." in noor.text
    assert "Voor iemand anders" not in noor.text
    noor.send("melden/wie/?van=nakijken", {"who_subject": "Bram van de balie"}).open("melden/nakijken/")
    assert "Bij je vraag vulde je in over wie het gaat." not in noor.text


@pytest.mark.req("R18")
def test_a_question_reads_of_no_inquiry_where_it_says_that_there_is_none(noor: Reporter) -> None:
    assert "Het meldpunt onderzoekt niets" in noor.open("advies/").text
    noor.send("advies/", token="")
    assert noor.path == "melden/wie-leest/"
    assert "Een onderzoek komt er niet van een vraag." in noor.text
    assert "komt er een onderzoek" not in noor.text
    assert "zoals een onderzoeker" not in noor.text


@pytest.mark.req("R18")
def test_whom_the_question_went_round_stands_in_no_reserve(noor: Reporter, town: Town) -> None:
    marit = str(town["Marit"].person_id)
    reserve = "//section[@aria-labelledby='lezers']//li[contains(., 'Marit')]"
    words = asked(noor, struck=[marit])
    noor.send("advies/", token="")
    assert noor.find(reserve)
    noor.send("melden/weggooien/")
    noor.send("terug/", {"words": words}).send("mijn-melding/melden/")
    assert noor.path == "melden/wie-leest/"
    assert noor.find(f"//input[@name='struck'][@value='{marit}'][@checked]")
    assert not noor.find(reserve)
