"""The whole way of a report, page after page, in a browser without a script."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from tests.filed import bring

from weerbaar.cases import actions as cases
from weerbaar.cases.models import Access, Case
from weerbaar.cases.outline import length_in_words
from weerbaar.cases.procedures import TermName, newest
from weerbaar.database.scope import tenant_scope
from weerbaar.ground.clock import today
from weerbaar.vault.keyring import alias_of
from weerbaar.web.design.dates import full_day

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from tests.people import Town
    from tests.reporter import Reporter

_KINDS = ("wrongdoing", "integrity", "conduct", "aggression", "undermining", "handling", "detriment")
_CAPACITIES = (
    "employee", "former_employee", "agency_worker", "contractor_self_employed", "trainee", "volunteer",
    "political_office_holder", "supplier_staff", "resident",
)  # fmt: skip


def cases_of(town: Town) -> set[UUID]:
    with tenant_scope(town.tenant.id):
        return set(Case.objects.values_list("id", flat=True))


def new_case(town: Town, before: set[UUID]) -> Case:
    """The one case that came since."""
    (found,) = cases_of(town) - before
    with tenant_scope(town.tenant.id):
        return Case.objects.get(id=found)


def who_may_read(town: Town, case: Case) -> set[str]:
    """First names of everybody with a seat in a case."""
    with tenant_scope(town.tenant.id):
        seats = set(Access.objects.filter(case=case).values_list("holder_alias", flat=True))
    return {name for name, one in town.people.items() if alias_of(town.tenant.id, one.person_id) in seats}


@pytest.mark.req("R1", "R5")
def test_a_report_is_sent_without_an_account_and_its_words_bring_one_back(noor: Reporter) -> None:
    noor.ready().send("melden/nakijken/")
    assert noor.path == "melden/woorden/"
    words = noor.words
    assert len(words) == 8

    noor.send("melden/woorden/", {"bewaard": "1"})
    assert noor.path == "melden/klaar/"

    noor.send("terug/", {"words": " ".join(words)})
    assert noor.path == "mijn-melding/"
    assert "Je melding is binnen" in noor.text
    assert "In het overleg maakt Bram" in noor.text


@pytest.mark.req("R1")
def test_the_whole_way_is_there_in_english(town: Town, browser_of: Callable[..., Reporter]) -> None:
    reporter = browser_of(town, "en").ready().send("melden/nakijken/")
    assert "Your report has arrived" in reporter.text
    assert reporter.find("/html/@lang") == ["en"]
    words = reporter.words
    reporter.send("melden/woorden/", {"bewaard": "1"}).send("terug/", {"words": " ".join(words)})
    assert "Your report has arrived" in reporter.text
    reporter.open(f"/{town.tenant.slug}/mijn-melding/")
    assert "Je melding is binnen" in reporter.text


@pytest.mark.req("R2")
@pytest.mark.parametrize("kind", _KINDS)
def test_every_kind_can_be_reported(noor: Reporter, town: Town, kind: str) -> None:
    before = cases_of(town)
    noor.ready(onderwerp={"kind": kind})
    if kind == "handling":  # others read a complaint about the handling: the reporter sees who
        noor.send("melden/wie-leest/")
    noor.send("melden/nakijken/")
    case = new_case(town, before)
    assert case.kind == kind
    assert who_may_read(town, case) == ({"Marit"} if kind == "handling" else {"Fatima", "Joris"})


@pytest.mark.req("R5", "C2")
@pytest.mark.parametrize("kind", ["aggression", "wrongdoing"])
def test_the_first_message_is_promised_in_the_time_of_its_own_procedure(noor: Reporter, kind: str) -> None:
    noor.ready(onderwerp={"kind": kind})
    rule = newest(kind).term(TermName.ACKNOWLEDGE)
    assert rule is not None
    within = length_in_words(rule.length, rule.unit)
    assert within == {"aggression": "2 dagen", "wrongdoing": "7 dagen"}[kind]
    assert f"Je krijgt binnen {within} een bericht." in noor.open("melden/nakijken/").text


@pytest.mark.req("R3")
@pytest.mark.parametrize("capacity", _CAPACITIES)
def test_everybody_who_has_to_do_with_the_organisation_may_report(noor: Reporter, capacity: str) -> None:
    noor.begin().send("melden/wie-leest/").send("melden/jij/", {"capacity": capacity})
    label = noor.open("melden/jij/").find(f"//label[input[@value='{capacity}']]/span/text()")[0]
    assert label in " ".join(noor.open("melden/nakijken/").find("//dd/text()"))


@pytest.mark.req("R4")
@pytest.mark.parametrize("openness", ["anonymous", "confidential", "open"])
def test_a_reporter_chooses_how_known_to_be(noor: Reporter, openness: str) -> None:
    noor.ready(je_naam={"openness": openness})
    noor.open("melden/bereikbaar/")
    if openness == "anonymous":
        assert noor.path == "melden/bestanden/"
        assert "telt je melding niet als klacht" in noor.open("melden/nakijken/").text
        return
    assert "Hoe heet je?" in noor.text
    assert "Vul je naam in" in noor.open("melden/nakijken/").text
    noor.send("melden/bereikbaar/", {"name": "Noor Visser", "contact": "noor@voorbeeld.nl"})
    noor.send("melden/nakijken/")
    assert noor.path == "melden/woorden/"


@pytest.mark.req("R4")
def test_a_name_is_given_later_and_taken_back(noor: Reporter) -> None:
    words = noor.reported()
    noor.send("terug/", {"words": " ".join(words)})
    noor.send("mijn-melding/naam/", {"name": "", "contact": ""})
    assert "Vul je naam in." in noor.text
    noor.send("mijn-melding/naam/", {"name": "Noor Visser", "contact": ""})
    assert "Ik gaf mijn naam." in noor.text
    noor.send("mijn-melding/naam/", {"trek-in": "1"})
    assert "Ik trok mijn naam in." in noor.text


def test_who_will_read_stands_before_the_first_typing(noor: Reporter) -> None:
    noor.begin()
    assert noor.path == "melden/wie-leest/"
    for name in ("Fatima el Amrani", "Joris van Dam", "Marit Hoekstra"):
        assert name in noor.text
    noor.open("melden/verhaal/")
    assert noor.path == "melden/wie-leest/"


def test_whoever_is_struck_gets_no_seat(noor: Reporter, town: Town) -> None:
    before = cases_of(town)
    noor.ready().send("melden/wie-leest/", {"struck": [str(town["Joris"].person_id)]})
    noor.send("melden/nakijken/")
    assert who_may_read(town, new_case(town, before)) == {"Fatima", "Marit"}


def test_nobody_is_struck_unless_the_reporter_says_so(noor: Reporter, town: Town) -> None:
    before = cases_of(town)
    noor.reported()
    assert who_may_read(town, new_case(town, before)) == {"Fatima", "Joris"}


def test_a_report_about_the_desk_goes_to_the_reserve(noor: Reporter, town: Town) -> None:
    before = cases_of(town)
    noor.ready().send("melden/wie-leest/", {"about_desk": "on"}).send("melden/nakijken/")
    assert who_may_read(town, new_case(town, before)) == {"Marit"}


def test_when_nobody_is_left_the_doors_outside_are_shown_and_nothing_is_lost(
    noor: Reporter, town: Town
) -> None:
    noor.ready()
    everybody = [str(town[name].person_id) for name in ("Fatima", "Joris", "Marit")]
    noor.send("melden/wie-leest/", {"struck": everybody})
    assert "Er blijft niemand over" in noor.text
    assert noor.find("//a[@href='https://www.huisvoorklokkenluiders.nl/']")
    assert len(noor.find("//input[@name='struck'][@checked]")) == 3
    assert "In het overleg maakt Bram" in noor.open("melden/nakijken/").text


@pytest.mark.req("R5")
def test_the_desk_asks_and_answers_and_the_reporter_reads_it(noor: Reporter, town: Town) -> None:
    before = cases_of(town)
    words = noor.reported()
    case = new_case(town, before)
    fatima = town["Fatima"].opened
    cases.acknowledge(fatima, code=case.code, body="Dank je, wij lazen het.")
    from uuid import uuid4

    asked = uuid4()
    cases.ask(fatima, code=case.code, body="Was er nog iemand bij?", message_id=asked)

    noor.send("terug/", {"words": " ".join(words)})
    assert "twee dingen nieuw" in noor.text
    assert "Dank je, wij lazen het." in noor.text
    promised = full_day(today() + timedelta(days=7))
    assert f"Een eerste bericht, uiterlijk {promised}: gelukt." in noor.text

    noor.send(f"mijn-melding/antwoord/{asked}/", {"body": "Ja, een stagiair."})
    assert noor.path == "mijn-melding/"
    assert "Ja, een stagiair." in noor.text
    assert "Geef antwoord" not in noor.text
    assert "niets nieuws" in noor.text

    bring(fatima, case, "decided")
    cases.give_feedback(fatima, code=case.code, body="Wij spraken met het team.")
    noor.open("mijn-melding/")
    assert "Er is een antwoord voor je" in noor.text
    assert "Wij spraken met het team." in noor.text

    noor.send("mijn-melding/hoe-het-ging/", {"body": "Snel."})
    assert "Kies hoe het ging." in noor.text
    noor.send("mijn-melding/hoe-het-ging/", {"score": "good", "body": "Snel."})
    assert "Vertel hoe het ging" not in noor.text
    noor.send("mijn-melding/", {"body": "Nog één ding."})
    assert "Nog één ding." in noor.text


@pytest.mark.req("R5")
def test_an_address_is_left_with_its_risk_said_and_removed_again(noor: Reporter) -> None:
    words = noor.reported()
    noor.send("terug/", {"words": " ".join(words)}).open("mijn-melding/mail/")
    assert "Het risico" in noor.text
    noor.send("mijn-melding/mail/", {"mail": "geen adres"})
    assert "Dit is geen mailadres" in noor.text
    assert noor.find("//input[@name='mail']/@value") == ["geen adres"]
    noor.send("mijn-melding/mail/", {"mail": "noor@voorbeeld.nl"})
    assert "Ik wil geen mail meer krijgen" in noor.text
    noor.send("mijn-melding/mail/", {"wis": "1"})
    assert "Ik wil een mail als er iets nieuws is" in noor.text


@pytest.mark.req("R5")
def test_a_receipt_with_slips_is_understood_and_a_wrong_word_is_named(noor: Reporter) -> None:
    words = noor.reported()
    noor.send("terug/", {"words": f" {words[0].upper()},  {'  '.join(words[1:])}\n"})
    assert noor.path == "mijn-melding/"
    noor.send("mijn-melding/sluiten/", token=noor.find("//input[@name='csrfmiddlewaretoken']/@value")[0])
    noor.send("terug/", {"words": " ".join([*words[:2], "qqqqqq", *words[3:]])})
    assert "Woord 3, ‘qqqqqq’, staat niet in onze lijst." in noor.text
    assert "qqqqqq" in noor.find("//textarea[@name='words']")[0].text
    noor.send("terug/", {"words": " ".join(words[:7])})
    assert "Dit zijn 7 woorden. Je kreeg er acht." in noor.text
    noor.send("terug/", {"words": " ".join(reversed(words))})
    assert "vinden wij hier niets" in noor.text
    noor.send("terug/", {"words": "   "})
    assert "Vul de acht woorden in" in noor.text


def test_words_of_one_municipality_open_nothing_at_another(
    noor: Reporter, browser_of: Callable[..., Reporter]
) -> None:
    from tests.people import make_tenant

    words = noor.reported()
    elsewhere = browser_of(make_tenant(name="Gemeente Duinzoom"))
    elsewhere.send("terug/", {"words": " ".join(words)})
    assert "vinden wij hier niets" in elsewhere.text
    noor.send("terug/", {"words": " ".join(words)})
    noor.open(f"/{elsewhere.slug}/mijn-melding/")
    assert "In het overleg" not in noor.text
