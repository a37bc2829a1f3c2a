"""Measures and questions to who decides, over HTTP: what the desk does and what the mayor sees."""

from __future__ import annotations

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from tests.cases.test_deciding import ask, check, let_in, propose
from tests.filed import bring, file_report, hear_everybody
from tests.people import make_tenant
from tests.web.office.cases.test_pages import REASON, Desk, verbs, words

from weerbaar.cases import staying_out
from weerbaar.cases.jobs import knock_for_questions
from weerbaar.cases.kept_out import kept_out_key
from weerbaar.cases.measure_rules import MEASURES
from weerbaar.cases.models import DecisionAsked, KeptOut, Measure, Secrecy
from weerbaar.cases.routing import EmployerLine
from weerbaar.config.demo import CAST, GOVERNMENT
from weerbaar.database.scope import tenant_scope
from weerbaar.ground import clock
from weerbaar.web.design import dates
from weerbaar.web.office.cases.measures import MEASURE_GROUPS


@pytest.fixture(scope="module")
def town(database):
    return make_tenant(cast=(*CAST, *GOVERNMENT))


@pytest.fixture(scope="module")
def desk(town):
    kept: dict[str, Desk] = {}

    def signed_in(who: str) -> Desk:
        if who not in kept:
            kept[who] = Desk(town, who)
        return kept[who]

    return signed_in


@pytest.fixture
def filed(town):
    filed = file_report(town)
    bring(town["Fatima"].opened, filed, "assessed")
    return filed


def day(days: int) -> dict[str, object]:
    on = clock.today() + timedelta(days=days)
    return {"due_on_day": on.day, "due_on_month": on.month, "due_on_year": on.year}


def question(town, who="Geertje", **changed):
    return {
        "person": str(town[who].person_id),
        "question": "Mag het onderzoek buiten het gebouw?",
        "facts": "B1 geeft leiding aan M.",
        "label_1": "Ja",
        "does_1": "Het gesprek is bij een notaris.",
        "label_2": "Nee",
        "does_2": "Het gesprek is hier.",
        "hears": "Alleen de behandelaars.",
        **day(7),
    } | changed


def the_question(filed) -> DecisionAsked:
    with tenant_scope(filed.case.tenant_id):
        return DecisionAsked.objects.get(case=filed.case)


def the_measure(filed) -> Measure:
    with tenant_scope(filed.case.tenant_id):
        return Measure.objects.get(case=filed.case)


@pytest.mark.req("C20")
def test_a_question_is_laid_before_the_mayor_and_answered(town, desk, filed):
    fatima, geertje = desk("Fatima"), desk("Geertje")
    form = f"zaken/{filed.code}/voorleggen/"
    page = fatima.text(form)
    assert page.index("Marit") < page.index("Geertje") < page.index("Nadia")
    assert "krijgt geen sleutel van de zaak" in page
    assert "Teun" not in page
    empty = fatima.post(form, {"hears": ""})
    assert "Schrijf op wat je vraagt." in words(empty)
    wrong = fatima.post(form, question(town, does_2=""))
    assert "Schrijf op wat het tweede antwoord doet." in words(wrong)
    assert "B1 geeft leiding aan M." in words(wrong)
    for given, sentence in (
        ({"label_3": "Later"}, "Schrijf op wat het derde antwoord doet."),
        ({"does_3": "Wij wachten."}, "Schrijf het derde antwoord op."),
        ({"label_1": ""}, "Schrijf het eerste antwoord op."),
    ):
        assert sentence in words(fatima.post(form, question(town, **given)))
    assert fatima.post(form, question(town)).status_code == 302
    asked_id = the_question(filed).id

    found = geertje.get("gevraagd/")
    assert "wacht op jouw besluit" in words(found) or "wachten op jouw besluit" in words(found)
    assert filed.code in words(found)
    assert re.search(r"Aan mij gevraagd \(\d+\)", words(found))
    assert "Mag het onderzoek" not in words(found)  # a list shows facts only
    paper = f"gevraagd/{asked_id}/"
    told = geertje.text(paper)
    for part in (
        "Mag het onderzoek",
        "B1 geeft leiding aan M.",
        "Het gesprek is bij een notaris.",
        "Alleen de",
    ):
        assert part in told
    assert "In het overleg maakt hij" not in told
    nothing = geertje.post(paper, {"choice": "1"})
    assert "Schrijf op waarom." in words(nothing)
    assert "Maak een keuze." in words(geertje.post(paper, {"reason": "Zo."}))
    assert geertje.post(paper, {"choice": "1", "reason": "Dat is rustiger."}).status_code == 302
    told = geertje.text(paper)
    assert "Besloten: Ja" in told
    assert "Je besluit is vast." in told
    assert "Mis je iets" not in told
    assert "Neem dit besluit" not in told

    case = fatima.text(f"zaken/{filed.code}/")
    assert "Antwoord van wie besluit" in case
    assert "Dat is rustiger." in case
    assert "Geertje nam een besluit over de vraag" in case
    assert "Besloten: Ja" in fatima.text(f"zaken/{filed.code}/voorleggen/{asked_id}/")


def test_asking_back_handing_back_and_the_next(town, desk, filed):
    fatima, geertje, nadia = desk("Fatima"), desk("Geertje"), desk("Nadia")
    fatima.post(f"zaken/{filed.code}/voorleggen/", question(town))
    asked_id = the_question(filed).id
    geertje.post(f"gevraagd/{asked_id}/meer/", {"text": "Wie weet hiervan?"})
    paper = f"zaken/{filed.code}/voorleggen/{asked_id}/"
    assert "Er is iets teruggevraagd. Het antwoord komt uiterlijk" in fatima.text(f"zaken/{filed.code}/")
    assert "Beantwoord de vraag" in fatima.text(paper)
    form = fatima.text(f"{paper}aanvullen/")
    assert "Beantwoord de vraag" in form
    assert "Geertje, burgemeester: Wie weet hiervan?" in form
    assert "Stuur je antwoord" in form
    # Who asked back is told whom it waits for, and that their own day has not moved.
    assert "Wacht op antwoord. Jouw dag: uiterlijk" in geertje.text(f"gevraagd/{asked_id}/")
    assert "Wie weet hiervan?" in fatima.text(paper)
    fatima.post(f"{paper}aanvullen/", {"text": "Alleen M."})
    assert "Vul de vraag aan" in fatima.text(paper)
    assert "Alleen M." in geertje.text(f"gevraagd/{asked_id}/")
    assert "ligt nog bij iemand" in fatima.text(f"{paper}ander/")
    done = geertje.client.post(
        f"{geertje.root}gevraagd/{asked_id}/terug/", {"reason": "B1 is mijn zwager."}, follow=True
    )
    assert "Je gaf de vraag terug. De behandelaar kiest nu iemand anders." in words(done)
    for path in ("", "meer/", "terug/", "geheim/"):
        assert geertje.get(f"gevraagd/{asked_id}/{path}").status_code == 404
    assert "B1 is mijn zwager." in fatima.text(paper)
    assert (
        "Geertje" not in fatima.text(f"{paper}ander/").partition("Wie besluit?")[2].partition("Uiterlijk")[0]
    )
    given = {"person": str(town["Nadia"].person_id), "once": str(uuid4()), **day(3)}
    assert fatima.post(f"{paper}ander/", given).status_code == 302
    assert filed.code in nadia.text("gevraagd/")


def test_a_withdrawn_question_is_gone(town, desk, filed):
    fatima, geertje = desk("Fatima"), desk("Geertje")
    fatima.post(f"zaken/{filed.code}/voorleggen/", question(town))
    asked_id = the_question(filed).id
    assert geertje.get(f"gevraagd/{asked_id}/").status_code == 200
    fatima.post(f"zaken/{filed.code}/voorleggen/{asked_id}/intrekken/", REASON)
    assert geertje.get(f"gevraagd/{asked_id}/").status_code == 404
    assert filed.code not in geertje.text("gevraagd/")
    assert "Ingetrokken" in fatima.text(f"zaken/{filed.code}/")


@pytest.mark.req("C20")
def test_secrecy_stands_on_the_page_until_it_is_lifted(town, desk, filed):
    fatima, geertje = desk("Fatima"), desk("Geertje")
    fatima.post(f"zaken/{filed.code}/voorleggen/", question(town))
    asked_id = the_question(filed).id
    given = {"what": "De bijlage over B1", "whom": "council", "why": "Het loopt nog."}
    assert "Maak een keuze." in words(geertje.post(f"gevraagd/{asked_id}/geheim/", given | {"whom": ""}))
    geertje.post(f"gevraagd/{asked_id}/geheim/", given)
    paper = geertje.text(f"gevraagd/{asked_id}/")
    assert "Nu onder geheimhouding" in paper
    assert "Gedeeld met de gemeenteraad" in paper
    assert "Nu onder geheimhouding" in geertje.text("gevraagd/")
    assert "Onder geheimhouding" in fatima.text(f"zaken/{filed.code}/")
    with tenant_scope(town.tenant.id):
        secrecy_id = Secrecy.objects.get(asked_id=asked_id).id
    lift = f"gevraagd/{asked_id}/geheim/{secrecy_id}/"
    geertje.post(lift, {"who": "De raad", "why": "Het is klaar."})
    told = fatima.text(f"zaken/{filed.code}/voorleggen/{asked_id}/")
    assert "Geheimhouding, opgeheven" in told
    assert "Opgeheven door De raad" in told
    assert geertje.get(lift).status_code == 302


@pytest.mark.req("R10", "C20")
def test_for_whoever_is_kept_out_the_paper_is_not_there(town, desk):
    filed = file_report(town)
    bring(town["Fatima"].opened, filed, "assessed")
    asked_id = ask(town, filed, "Annelies")
    annelies = desk("Annelies")
    assert filed.code in annelies.text("gevraagd/")
    assert "(1)" in annelies.text("gevraagd/")
    with tenant_scope(town.tenant.id):
        mark = kept_out_key(filed.case.id, town["Annelies"].person_id)
        KeptOut.objects.create(tenant_id=town.tenant.id, case=filed.case, key=mark)
    page = annelies.text("gevraagd/")
    assert filed.code not in page
    assert "(1)" not in page
    assert "Niets wacht op jouw besluit" in page
    hidden, unknown = annelies.get(f"gevraagd/{asked_id}/"), annelies.get(f"gevraagd/{uuid4()}/")
    assert hidden.status_code == unknown.status_code == 404
    assert words(hidden) == words(unknown)
    assert "Annelies" not in desk("Fatima").text(f"zaken/{filed.code}/voorleggen/").partition("uiterlijk")[0]


def test_nobody_else_has_these_pages(town, desk, filed):
    asked_id = ask(town, filed)
    for who in ("Fatima", "Hassan", "Samira", "Wietske", "Teun"):
        for path in (f"gevraagd/{asked_id}/", f"gevraagd/{asked_id}/meer/"):
            assert desk(who).get(path).status_code == 404
        # A lawyer has a list of their own, and nothing of this in it.
        assert desk(who).get("gevraagd/").status_code == (200 if who == "Hassan" else 404)
    assert filed.code not in desk("Hassan").text("gevraagd/")
    for path in ("", "aanvullen/", "intrekken/", "ander/"):
        assert desk("Geertje").get(f"zaken/{filed.code}/voorleggen/{asked_id}/{path}").status_code == 404
    assert desk("Nadia").get(f"gevraagd/{asked_id}/").status_code == 404


def test_whoever_only_decides_begins_at_what_was_asked(town):
    client = Desk(town, "Geertje").client
    answer = client.get(f"/{town.tenant.slug}/")
    assert answer.status_code == 302
    assert answer["Location"].endswith("/gevraagd/")
    assert "Vandaag" not in words(client.get(answer["Location"])).partition("Aan mij")[0]


@pytest.mark.req("C7")
def test_a_measure_goes_through_check_question_and_decision(town, desk, filed):  # noqa: PLR0915 - one story
    fatima, joris, hassan, geertje = (desk(who) for who in ("Fatima", "Joris", "Hassan", "Geertje"))
    let_in(town, filed, "Hassan")
    at = f"zaken/{filed.code}/"
    form = fatima.get(f"{at}maatregel/")
    assert "Schriftelijke waarschuwing" in words(form)
    assert "7:669" not in words(form)
    party = re.search(r'name="party" value="([0-9a-f-]{36})"', form.content.decode())
    assert party
    given = {"kind": "written_warning", "party": party[1], "what": "Een brief.", "why": "Vastgesteld."}
    assert "iets lichters" in words(fatima.post(f"{at}maatregel/", given))
    given |= {"proportion": "Een gesprek hielp niet."}
    assert "Kies voor wie deze maatregel is." in words(fatima.post(f"{at}maatregel/", given | {"party": ""}))
    assert fatima.post(f"{at}maatregel/", given).status_code == 302
    measure = f"{at}maatregel/{the_measure(filed).id}/"
    page = fatima.text(at)
    assert "Schriftelijke waarschuwing, voor B1" in page
    assert "Nodig: Hoor eerst de betrokkene" in page
    assert "Leg de maatregel voor" not in page
    assert "juridisch toetsen" in fatima.text(f"{measure}besluiten/")
    outcome = fatima.text(f"{at}uitkomst/")
    assert "Er ligt nog een maatregel waarover niet is besloten." in outcome
    assert "Leg de uitkomst vast" not in outcome
    own = fatima.post(f"{measure}toetsen/", {"fit": "yes", "reason": "Past."})
    assert "Jij stelde deze maatregel voor." in words(own)
    assert "jurist" in words(joris.post(f"{measure}toetsen/", {"fit": "yes", "reason": "Past."}))
    assert hassan.post(f"{measure}toetsen/", {"fit": "yes", "reason": "Past."}).status_code == 302
    hear_everybody(town["Fatima"].opened, filed.case)
    assert "Leg de maatregel voor" not in fatima.text(at), "it is not known yet who their employer is"
    staying_out.set_line(
        town["Fatima"].opened,
        code=filed.code,
        party_id=the_measure(filed).party_id,
        line=EmployerLine("staff"),
        reason="Vaste aanstelling.",
    )
    ask_at = f"{at}voorleggen/?maatregel={the_measure(filed).id}"
    page = fatima.get(ask_at)
    assert "Leg de maatregel voor" in fatima.text(at)
    assert "Een gesprek hielp niet." in words(page)
    assert 'name="question"' not in page.content.decode()
    # Whatever a browser sends as the question or an answer, the paper says what the measure is.
    sent = question(town) | {"question": "Mag Bram een gesprek krijgen?", "does_1": "Dan praten wij."}
    assert fatima.post(ask_at, sent).status_code == 302
    told = geertje.text(f"gevraagd/{the_question(filed).id}/")
    assert "Besluit je tot deze maatregel voor B1: schriftelijke waarschuwing?" in told
    assert "MaatregelSchriftelijke waarschuwing" in told
    assert "een gesprek krijgen" not in told
    assert "Dan praten wij" not in told
    geertje.post(f"gevraagd/{the_question(filed).id}/", {"choice": "yes", "reason": "Dit kan niet."})
    assert "Wie besluit zei ja." in joris.text(f"{measure}besluiten/")
    assert joris.post(f"{measure}besluiten/", REASON).status_code == 302
    assert the_measure(filed).decided_by == town["Geertje"].staff.alias
    page = fatima.text(f"{at}uitkomst/")
    assert "Over elke voorgestelde maatregel is besloten" in page
    given = {"outcome": "established", "reason": "Twee getuigen.", "lesson": "Eerder ingrijpen."}
    assert fatima.post(f"{at}uitkomst/", given).status_code == 302
    page = fatima.text(at)
    assert "Wat wij hiervan leerden" in page
    assert "Eerder ingrijpen." in page
    assert fatima.post(f"{at}les/", {"lesson": "Ook: sneller terugbellen."}).status_code == 302
    assert "sneller terugbellen" in fatima.text(at)
    assert verbs(filed).count("case.learn") == 2


def test_a_measure_can_be_let_go_and_is_not_there_for_others(town, desk, filed):
    measure_id = propose(town, filed)
    at = f"zaken/{filed.code}/maatregel/{measure_id}/"
    for path in ("toetsen/", "besluiten/", "laten-vallen/"):
        assert desk("Ruben").get(at + path).status_code == 404
        assert desk("Fatima").get(f"zaken/{filed.code}/maatregel/{uuid4()}/{path}").status_code == 404
    assert desk("Fatima").post(f"{at}laten-vallen/", REASON).status_code == 302
    assert "Gaat niet door" in desk("Fatima").text(f"zaken/{filed.code}/")
    assert "Deze maatregel gaat niet door." in desk("Fatima").text(f"{at}laten-vallen/")


def test_an_early_outcome_says_what_comes_first(town, desk):
    filed = file_report(town)
    assert "Beoordeel eerst de melding." in desk("Fatima").text(f"zaken/{filed.code}/uitkomst/")
    assert "Leg eerst vast wat eruit kwam." in desk("Fatima").text(f"zaken/{filed.code}/les/")


@pytest.mark.req("C2")
@pytest.mark.req("C20")
def test_a_question_that_is_late_is_shown_to_both_as_whose_turn_it_is(town, desk, filed):
    asked_id = ask(town, filed)
    fatima, geertje, joris = desk("Fatima"), desk("Geertje"), desk("Joris")
    overview = fatima.text("termijnen/")
    assert "Aan zet: wie besluit" in overview
    assert "Geertje, burgemeester, uiterlijk" in overview
    assert "Jij bent aan zet" not in geertje.text(f"gevraagd/{asked_id}/")
    with tenant_scope(town.tenant.id):
        late = clock.today() - timedelta(days=1)
        DecisionAsked.objects.filter(id=asked_id).update(
            due_on=late, asked_at=clock.now() - timedelta(days=9)
        )
    knock_for_questions(town.tenant.id)
    assert f"Geertje, burgemeester, het moest {dates.short_day(late, clock.today())}" in joris.text(
        "termijnen/"
    )
    told = geertje.text(f"gevraagd/{asked_id}/")
    assert "Jij bent aan zet: je antwoord had er op" in told
    assert "Te laat: het moest" in geertje.text("gevraagd/")
    page = fatima.text(f"zaken/{filed.code}/voorleggen/{asked_id}/")
    assert "kregen Geertje en jullie daar een seintje van" in page
    # Whoever has no key to the case sees no question of it.
    assert str(asked_id) not in desk("Marit").get("termijnen/").content.decode()
    geertje.post(f"gevraagd/{asked_id}/", {"choice": "1", "reason": "Dat is rustiger."})
    assert str(asked_id) not in fatima.get("termijnen/").content.decode()


@pytest.mark.req("C7")
def test_before_the_assessment_the_list_holds_what_is_needed_now(town, desk):
    filed = file_report(town)
    page = desk("Fatima").text(f"zaken/{filed.code}/maatregel/")
    assert "Op non-actief zetten" in page
    assert "De melding is nog niet beoordeeld." in page
    assert "Ontslag op staande voet" not in page
    bring(town["Fatima"].opened, filed, "assessed")
    assert "Ontslag op staande voet" in desk("Fatima").text(f"zaken/{filed.code}/maatregel/")


def test_every_measure_stands_in_one_group():
    listed = [code for _name, codes in MEASURE_GROUPS for code in codes]
    assert sorted(listed) == sorted(MEASURES)


def asks(desk, line: str, filed) -> bool:
    """Whether a line of the worklist is about this case."""
    return re.search(rf"{line}\s*{filed.code}", desk.text("")) is not None


@pytest.mark.req("C2", "C20")
def test_what_decisions_ask_stands_on_the_worklist_until_it_is_done(town, desk, filed):
    fatima, joris, hassan, geertje = (desk(who) for who in ("Fatima", "Joris", "Hassan", "Geertje"))
    at = f"zaken/{filed.code}/"
    let_in(town, filed, "Hassan")
    measure_id = propose(town, filed)
    line = "Fatima vraagt je een maatregel te toetsen"
    assert asks(hassan, line, filed)
    assert not asks(joris, line, filed)
    check(town, filed, measure_id)
    assert not asks(hassan, line, filed)
    assert asks(fatima, "Hassan toetste de maatregel", filed)
    assert not asks(hassan, "Hassan toetste de maatregel", filed)
    fatima.get(at)
    assert not asks(fatima, "Hassan toetste de maatregel", filed)
    # What one of them read is still new to the other.
    assert asks(joris, "Hassan toetste de maatregel", filed)
    joris.get(at)
    assert not asks(joris, "Hassan toetste de maatregel", filed)

    asked_id = ask(town, filed)
    geertje.post(f"gevraagd/{asked_id}/meer/", {"text": "Wie weet hiervan?"})
    fatima.get(at)  # reading it is not answering it
    assert asks(fatima, "Geertje vraagt iets terug", filed)
    assert not asks(hassan, "Geertje vraagt iets terug", filed)
    assert not asks(desk("Ruben"), "Geertje vraagt iets terug", filed)
    fatima.post(f"{at}voorleggen/{asked_id}/aanvullen/", {"text": "Alleen M."})
    assert not asks(fatima, "Geertje vraagt iets terug", filed)
    geertje.post(f"gevraagd/{asked_id}/", {"choice": "1", "reason": "Dat is rustiger."})
    assert asks(joris, "Geertje besloot", filed)
    joris.get(at)
    assert not asks(joris, "Geertje besloot", filed)
    assert asks(fatima, "Geertje besloot", filed)
    fatima.get(at)
    assert not asks(fatima, "Geertje besloot", filed)

    asked_id = ask(town, filed)
    geertje.post(f"gevraagd/{asked_id}/terug/", {"reason": "B1 is mijn zwager."})
    fatima.get(at)
    page = fatima.get("")
    assert asks(fatima, "Geertje gaf de vraag terug", filed)
    assert f"voorleggen/{asked_id}/ander/" in page.content.decode()
    given = {"person": str(town["Nadia"].person_id), "once": str(uuid4()), **day(3)}
    assert fatima.post(f"{at}voorleggen/{asked_id}/ander/", given).status_code == 302
    assert not asks(fatima, "Geertje gaf de vraag terug", filed)


@pytest.mark.req("C20")
def test_who_decides_and_works_on_cases_finds_the_question_on_the_worklist(town, desk, filed):
    ask(town, filed, "Marit")
    assert asks(desk("Marit"), "Fatima vraagt jouw besluit", filed)


@pytest.mark.req("C7")
def test_who_checks_a_measure_sees_the_check_and_who_proposed_it_reads_who_can(town, desk, filed):
    fatima, hassan, geertje = desk("Fatima"), desk("Hassan"), desk("Geertje")
    at = f"zaken/{filed.code}/"
    measure_id = propose(town, filed)
    assert "De toets doet een jurist: Hassan." in fatima.text(at)
    assert "Vraag een jurist om de toets" in fatima.text(at)
    let_in(town, filed, "Hassan")
    page, read = fatima.text(at), hassan.text(at)
    assert "De toets doet een jurist: Hassan." in page
    assert "Toets aan de wet" not in page
    assert "Toets aan de wet" in read
    for word in (
        "Laat vallen",
        "Stel een maatregel voor",
        "Leg een vraag voor",
        "Verstuur antwoord",
    ):
        assert word in page
        assert word not in read
    assert f"{at}uitkomst/" in fatima.get(at).content.decode()
    assert f"{at}uitkomst/" not in hassan.get(at).content.decode()
    check(town, filed, measure_id)
    hear_everybody(town["Fatima"].opened, filed.case)
    assert "Leg de maatregel voor" in fatima.text(at)
    assert "Leg de maatregel voor" not in hassan.text(at)
    ask(town, filed, measure_id=measure_id)
    assert "Leg de maatregel voor" not in fatima.text(at)
    assert geertje.get(at).status_code == 404


@pytest.mark.req("C7")
def test_a_measure_names_the_field_that_is_wrong(town, desk, filed):
    at = f"zaken/{filed.code}/maatregel/"
    given = {
        "kind": "written_warning",
        "party": "none",
        "what": "Een brief.",
        "why": "Zo.",
        "proportion": "Zo.",
    }
    assert "Deze maatregel is voor een persoon. Kies voor wie." in words(desk("Fatima").post(at, given))
    assert "Kies een maatregel." in words(desk("Fatima").post(at, given | {"kind": ""}))
    assert "Kies iets uit de lijst." in words(desk("Fatima").post(at, given | {"party": str(uuid4())}))
