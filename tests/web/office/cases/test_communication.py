"""The communication plan: who is told what, in which order, and that no name goes along (C10)."""

from __future__ import annotations

from datetime import timedelta

import lxml.html
import pytest
from tests.filed import bring, file_report, hear_everybody
from tests.people import make_tenant
from tests.web.office.cases.test_pages import Desk, first, verbs, words
from tests.web.office.cases.test_working_together import on_page, seen_by_reporter

from weerbaar.cases import actions
from weerbaar.cases.communication import READY, Audience, Told, missing_before_telling
from weerbaar.cases.models import PlanLine
from weerbaar.database.scope import tenant_scope
from weerbaar.ground import clock

TEXT = "In ons team is iets gemeld. Het is zorgvuldig bekeken."


@pytest.fixture(scope="module")
def town(database):
    return make_tenant()


@pytest.fixture(scope="module")
def fatima(town):
    return Desk(town, "Fatima")


@pytest.fixture
def filed(town):
    """A case of which the names are known to Fatima and Joris: a witness called Sem Vos, and Bram Kuipers."""
    filed = file_report(town, name="Noor Visser")
    actions.acknowledge(town["Fatima"].opened, code=filed.code, body="Je melding is binnen.")
    hear_everybody(town["Fatima"].opened, filed.case)
    return filed


@pytest.fixture
def answered(town):
    """The same, when the reporter got the answer."""
    filed = file_report(town, name="Noor Visser")
    bring(town["Fatima"].opened, filed, "answered")
    return filed


def on(name: str, days: int = 0) -> dict[str, str]:
    day = clock.today() + timedelta(days=days)
    return {f"{name}_day": str(day.day), f"{name}_month": str(day.month), f"{name}_year": str(day.year)}


def plan(desk, filed, audience: str, text: str = TEXT, days: int = 0, **more: str):
    data = {"text": text, "teller": "Fatima, in het overleg", **on("planned_on", days), **more}
    return desk.post(f"zaken/{filed.code}/plan/{audience}/", data)


def tell(desk, filed, audience: str, text: str = TEXT, **more: str):
    """Say that it was told; the answer to the form."""
    with tenant_scope(filed.case.tenant_id):
        line = PlanLine.objects.filter(case=filed.case, audience=audience).latest("made_at")
    data = {"text": text, "teller": "Fatima, in het overleg", **on("told_on"), **more}
    return desk.post(f"zaken/{filed.code}/plan/{line.id}/verteld/", data)


@pytest.mark.parametrize("audience", Audience.values)
@pytest.mark.parametrize("reporter", [True, False])
@pytest.mark.parametrize("subjects", [True, False])
def test_the_reporter_hears_first_and_then_whom_it_is_about(audience, reporter, subjects):
    missing = missing_before_telling(audience, Told(reporter, subjects))
    if audience == Audience.REPORTER or (reporter and subjects):
        assert missing == ""
    else:
        assert ("de melder" in missing) is not reporter


@pytest.mark.req("C10")
def test_what_somebody_is_told_is_planned_in_order_and_recorded_when_it_was_told(town, fatima, filed):
    case = f"zaken/{filed.code}/"
    before = seen_by_reporter(filed)
    assert "Plan wie je wat vertelt" in first(fatima.get(case), "//li[@id='communicatie']").text_content()
    sent = fatima.post(f"{case}plan/", {"audience": "team"})
    assert sent["Location"].endswith("/plan/team/")
    assert "In ons team is iets gemeld" in fatima.client.get(sent["Location"]).content.decode()
    assert plan(fatima, filed, "team").status_code == 302
    told = on_page(fatima.get(case), "communicatie")
    assert "Het team" in told
    assert "Vertel het eerst de melder." in told
    assert "Kijk na op namen" not in told
    assert "Vertel het eerst de melder." in words(tell(fatima, filed, "team"))

    plan(fatima, filed, "reporter")
    assert tell(fatima, filed, "reporter").status_code == 302
    assert tell(fatima, filed, "team").status_code == 302
    told = on_page(fatima.get(case), "communicatie")
    assert told.count("Verteld") == 2
    assert "case.scan_names" in verbs(filed)
    assert seen_by_reporter(filed) == before
    with tenant_scope(town.tenant.id):
        assert not [one for one in PlanLine.objects.all() if TEXT.encode() in bytes(one.sealed_text)]


@pytest.mark.req("C10")
@pytest.mark.parametrize("audience", sorted(set(Audience.values) - {"reporter", "subject", "other"}))
def test_a_text_is_ready_for_whoever_is_no_single_person(fatima, filed, audience):
    page = fatima.get(f"zaken/{filed.code}/plan/{audience}/")
    said = first(page, "//textarea[@name='text']").text_content().strip()
    assert len(said) > 80
    assert plan(fatima, filed, audience, said).status_code == 302


@pytest.mark.req("C10")
@pytest.mark.parametrize(
    ("days", "sentence"), [(-1, "Kies vandaag of een latere dag."), (400, "binnen een jaar")]
)
def test_a_day_that_cannot_be_is_refused_where_it_was_typed(fatima, filed, days, sentence):
    refused = plan(fatima, filed, "team", days=days)
    assert sentence in words(refused)
    (way,) = lxml.html.fromstring(refused.content).xpath("//*[@role='alert']//a/@href")
    assert way.startswith("#id_planned_on")


@pytest.mark.req("C10")
def test_nobody_heard_before_the_report_was_there(town, fatima, filed):
    plan(fatima, filed, "reporter")
    assert "Toen was deze melding er nog niet." in words(tell(fatima, filed, "reporter", **on("told_on", -1)))
    with tenant_scope(town.tenant.id):
        assert PlanLine.objects.get(case=filed.case).told_on is None


@pytest.mark.req("C10")
def test_nobody_else_is_told_before_the_subject_had_a_notice(town, fatima):
    filed = file_report(town)
    plan(fatima, filed, "reporter")
    tell(fatima, filed, "reporter")
    plan(fatima, filed, "press")
    assert "Geef eerst de betrokkene bericht" in words(tell(fatima, filed, "press"))
    with tenant_scope(town.tenant.id):
        assert PlanLine.objects.get(case=filed.case, audience="press").told_on is None


@pytest.mark.req("C10")
def test_a_name_of_the_file_is_taken_out_or_stays_for_a_reason_that_is_kept(town, fatima, answered):
    filed = answered
    plan(fatima, filed, "team")
    page = tell(fatima, filed, "team", "Wij spraken met Sem en met bram kuipers, en Visser belde.")
    told = words(page)
    assert "‘Sem’, ‘bram’, ‘kuipers’, ‘Visser’" in told
    assert "Wij spraken met Sem" in page.content.decode()
    # The names themselves are not shown: only the words that were typed.
    assert "Sem Vos" not in told
    assert "Bram Kuipers" not in told
    with tenant_scope(town.tenant.id):
        assert PlanLine.objects.get(case=filed.case).told_on is None
    # What a refusal tells is looked at too: each try leaves its line.
    before = verbs(filed).count("case.scan_names")
    tell(fatima, filed, "team", "Wij spraken met Sem.")
    assert verbs(filed).count("case.scan_names") == before + 1
    why = "Sem vroeg zelf om genoemd te worden."
    assert tell(fatima, filed, "team", "Wij spraken met Sem.", kept_because=why).status_code == 302
    case = fatima.get(f"zaken/{filed.code}/")
    assert why in on_page(case, "besluiten")
    assert "Verteld" in on_page(case, "communicatie")


@pytest.mark.req("C10")
def test_a_name_is_found_before_the_text_goes_anywhere(town, fatima, filed):
    said, case = "Wij spraken met Sem en met bram kuipers.", f"zaken/{filed.code}/"
    page = plan(fatima, filed, "team", said)
    assert "‘Sem’, ‘bram’, ‘kuipers’" in words(page)
    assert said in page.content.decode()
    assert "Sem Vos" not in words(page)
    assert "case.scan_names" in verbs(filed)
    with tenant_scope(town.tenant.id):
        assert not PlanLine.objects.filter(case=filed.case).exists()
    why = "Sem vroeg zelf om genoemd te worden."
    assert plan(fatima, filed, "team", "Wij spraken met Sem.", kept_because=why).status_code == 302
    assert why in on_page(fatima.get(case), "besluiten")

    plan(fatima, filed, "management")
    with tenant_scope(town.tenant.id):
        line = PlanLine.objects.get(case=filed.case, audience="management")
    change = f"{case}plan/{line.id}/veranderen/"
    data = {"text": said, "teller": "Fatima", **on("planned_on")}
    assert "‘Sem’, ‘bram’, ‘kuipers’" in words(fatima.post(change, data))
    assert said not in on_page(fatima.get(case), "communicatie")
    why = "Beiden lazen dit en willen het zo."
    assert fatima.post(change, data | {"kept_because": why}).status_code == 302
    there = fatima.get(case)
    assert said in on_page(there, "communicatie")
    assert why in on_page(there, "besluiten")


@pytest.mark.req("C10")
def test_what_may_tell_who_reported_is_asked_about_and_holds_nothing_back(fatima, answered):
    text = f"{TEXT} De bouwadviseur was de enige die het zag, aan de Dorpsstraat 12, om 14.30 uur."
    assert plan(fatima, answered, "team", text).status_code == 302
    shown = on_page(fatima.get(f"zaken/{answered.code}/"), "communicatie")
    for quote, question in (
        ("bouwadviseur", "Hoeveel mensen hebben die"),
        ("de enige die", "Wie weet dan wie het meldde?"),
        ("Dorpsstraat 12", "Wie was daar?"),
        ("14.30 uur", "Wie was daar toen bij?"),
    ):
        assert f"‘{quote}’" in shown
        assert question in shown
    with tenant_scope(answered.case.tenant_id):
        line = PlanLine.objects.get(case=answered.case, audience="team")
    page = fatima.text(f"zaken/{answered.code}/plan/{line.id}/verteld/")
    assert "Kan dit verraden wie het meldde?" in page
    assert "‘bouwadviseur’" in page
    assert tell(fatima, answered, "team", text).status_code == 302
    # What was told is past, and what we proposed to say ourselves points at nobody.
    assert "Kan dit verraden" not in on_page(fatima.get(f"zaken/{answered.code}/"), "communicatie")
    ready = str(READY["college"])
    assert plan(fatima, answered, "college", ready).status_code == 302
    assert "Kan dit verraden" not in on_page(fatima.get(f"zaken/{answered.code}/"), "communicatie")


@pytest.mark.req("C10")
def test_whoever_has_no_key_to_the_names_plans_nothing_that_was_not_looked_at(town, answered):
    actions.let_in(
        town["Fatima"].opened,
        code=answered.code,
        person_id=town["Ruben"].person_id,
        reason="Doet mee.",
        last_day=None,
    )
    page = plan(Desk(town, "Ruben"), answered, "team")
    assert "Jij hebt geen sleutel van de namen." in words(page)
    assert TEXT in page.content.decode()
    with tenant_scope(town.tenant.id):
        assert not PlanLine.objects.filter(case=answered.case).exists()


def test_whoever_has_no_key_to_the_names_cannot_say_that_it_was_told(town, fatima, answered):
    filed = answered
    actions.let_in(
        town["Fatima"].opened,
        code=filed.code,
        person_id=town["Ruben"].person_id,
        reason="Doet mee.",
        last_day=None,
    )
    plan(fatima, filed, "team")
    page = tell(Desk(town, "Ruben"), filed, "team")
    assert "Jij hebt geen sleutel van de namen." in words(page)
    assert TEXT in page.content.decode()


def test_a_line_is_changed_or_does_not_go_ahead_until_it_was_told(town, fatima, filed):
    case = f"zaken/{filed.code}/"
    plan(fatima, filed, "reporter", days=3)
    page = fatima.get(case)
    ways = lxml.html.fromstring(page.content.decode()).xpath("//section[@id='communicatie']//button/@value")
    change = next(one for one in ways if one.endswith("/veranderen/"))
    fatima.client.post(change, {"text": "Anders.", "teller": "Joris", **on("planned_on", 5)})
    told = on_page(fatima.get(case), "communicatie")
    assert "Anders." in told
    assert "Door: Joris" in told
    fatima.client.post(change.replace("veranderen", "niet"), {"zeker": "1"})
    assert "Gaat niet door" in on_page(fatima.get(case), "communicatie")
    for name in ("veranderen", "niet", "verteld"):
        assert "het gaat niet meer door" in words(fatima.client.get(change.replace("veranderen", name)))
    assert "het gaat niet meer door" in words(tell(fatima, filed, "reporter"))


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"text": " "}, "Schrijf op wat je vertelt."),
        ({"teller": ""}, "Schrijf op wie het vertelt."),
        ({"planned_on_year": "2020"}, "Kies vandaag of een latere dag."),
        ({"text": "x" * 4_001}, "Dit is te lang. Maak het korter."),
    ],
)
def test_what_is_not_filled_in_is_refused_with_a_sentence(town, fatima, filed, changed, told):
    data = {"text": TEXT, "teller": "Fatima", **on("planned_on")} | changed
    assert told in words(fatima.post(f"zaken/{filed.code}/plan/team/", data))
    with tenant_scope(town.tenant.id):
        assert not PlanLine.objects.filter(case=filed.case).exists()


def test_an_audience_that_nobody_knows_is_not_there(fatima, filed):
    assert fatima.get(f"zaken/{filed.code}/plan/buren/").status_code == 404
    assert "Maak een keuze." in words(fatima.post(f"zaken/{filed.code}/plan/", {"audience": ""}))


def test_somebody_without_access_learns_nothing(town, fatima, filed):
    plan(fatima, filed, "reporter")
    ruben = Desk(town, "Ruben")
    with tenant_scope(town.tenant.id):
        line = PlanLine.objects.get(case=filed.case)
    for path in (
        "plan/",
        "plan/team/",
        *(f"plan/{line.id}/{one}/" for one in ("verteld", "niet", "veranderen")),
    ):
        assert ruben.get(f"zaken/{filed.code}/{path}").status_code == 404
        assert ruben.post(f"zaken/{filed.code}/{path}", {"text": "x"}).status_code == 404
