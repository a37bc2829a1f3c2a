"""The administrator's pages about procedures: shorter terms, own words, free days, and nothing of a case."""

from __future__ import annotations

from datetime import timedelta
from functools import cache

import lxml.html
import pytest
from tests.filed import file_report
from tests.people import make_tenant
from tests.web.office.cases.test_pages import REASON, Desk, first, words

from weerbaar.audit.models import Line
from weerbaar.cases.models import Term
from weerbaar.cases.procedures import newest, published
from weerbaar.database.scope import tenant_scope
from weerbaar.ground import clock
from weerbaar.ground.workdays import moved
from weerbaar.web.design import dates


@pytest.fixture(scope="module")
def town(database):
    return make_tenant()


@pytest.fixture(scope="module")
def wietske(town):
    return Desk(town, "Wietske")


@pytest.fixture(scope="module")
def visitors(town):
    """Browsers of others, signed in once."""
    return cache(lambda who: Desk(town, who))


def term_of(filed, name: str) -> Term:
    with tenant_scope(filed.case.tenant_id):
        return Term.objects.get(case=filed.case, name=name)


@pytest.mark.req("C1")
def test_an_administrator_reads_every_procedure(wietske):
    listed = wietske.text("beheer/procedures/")
    for name in published():
        held = newest(name)
        assert held.title in listed
        text = wietske.text(f"beheer/procedures/{name}/")
        assert held.about in text
        for stop in held.stops:
            assert stop.next in text
    wrongdoing = wietske.text("beheer/procedures/wrongdoing/")
    assert "Wet bescherming klokkenluiders, 7 dagen" in wrongdoing
    assert "Je melding is binnen. Dank je wel dat je dit vertelt." in wrongdoing
    assert wietske.get("beheer/procedures/nonsense/").status_code == 404


@pytest.mark.req("C1")
def test_a_shorter_number_holds_for_cases_from_now_on(town, wietske):
    before, address = (
        file_report(town, kind="wrongdoing"),
        "beheer/procedures/wrongdoing/termijn/acknowledge/",
    )
    assert "Korter mag. Langer dan 7 dagen niet." in wietske.text(address)
    for wrong in ("8", "0", "-1", "veel", ""):
        assert wietske.post(address, {"length": wrong}).status_code == 200
    assert "Korter mag, langer niet" in words(wietske.post(address, {"length": "8"}))
    assert wietske.post(address, {"length": "3"}).status_code == 302
    assert "Eigen getal" in wietske.text("beheer/procedures/wrongdoing/")
    after = file_report(town, kind="wrongdoing")
    received = clock.today()
    assert term_of(before, "acknowledge").target_on == received + timedelta(days=7)
    assert term_of(after, "acknowledge").target_on == received + timedelta(days=3)
    text = Desk(town, "Fatima").text(f"zaken/{after.code}/")
    assert "Eigen regeling, korter dan de wet (7 dagen)" in text
    with tenant_scope(town.tenant.id):
        assert Line.objects.filter(verb="procedure.set_term", refused=False).count() == 1
    wietske.post(address, {"length": "7"})
    assert "Eigen getal" not in wietske.text("beheer/procedures/wrongdoing/")


@pytest.mark.req("C1")
def test_own_words_are_proposed_on_the_pages_where_letters_are_written(town, wietske):
    fatima, filed = Desk(town, "Fatima"), file_report(town, kind="undermining")
    own = {
        "acknowledgement": "Hoi. Op {feedback_due} hoor je van ons.",
        "not_here": "Hier zijn wij er niet voor.",
        "feedback": "Zo liep het af.",
    }
    for letter, text in own.items():
        assert (
            wietske.post(f"beheer/procedures/undermining/brief/{letter}/", {"words": text}).status_code == 302
        )
    refused = wietske.post("beheer/procedures/undermining/brief/feedback/", {"words": "Dag {naam}"})
    assert "Wij kennen {naam} niet" in words(refused)
    root = f"zaken/{filed.code}/"
    proposal = first(fatima.get(f"{root}bevestigen/"), "//textarea").text.strip()
    due = dates.full_day(term_of(filed, "feedback").target_on)
    assert proposal.startswith("Hoi. Op ")
    assert "{" not in proposal
    assert due.split()[-1] in proposal
    fatima.post(f"{root}bevestigen/", {"body": proposal})
    fatima.post(f"{root}beoordelen/", _not_here())
    assert first(fatima.get(f"{root}elders/"), "//textarea").text.strip().startswith(own["not_here"])
    with tenant_scope(town.tenant.id):
        type(filed.case).objects.filter(id=filed.case.id).update(stage="decided")
    assert first(fatima.get(f"{root}terugkoppelen/"), "//textarea").text.strip() == own["feedback"]
    assert wietske.post("beheer/procedures/undermining/brief/feedback/weg/", {"weg": "1"}).status_code == 302
    assert own["feedback"] not in fatima.get(f"{root}terugkoppelen/").content.decode()


def _not_here() -> dict[str, str]:
    return {
        "kind": "undermining",
        "typology": "EXT",
        "sphere": "business",
        "urgency": "normal",
        "admission": "not_here",
        "route": "Naar de politie.",
        "criminal_report": "no",
        "accident_report": "no",
        **REASON,
    }


@pytest.mark.req("C2")
def test_a_decreed_day_is_added_and_taken_away(town, wietske):
    day = moved(clock.today() + timedelta(days=40))
    given = {"day_day": str(day.day), "day_month": str(day.month), "day_year": str(day.year)}
    assert wietske.post("beheer/vrije-dagen/nieuw/", given).status_code == 302
    text = wietske.text("beheer/vrije-dagen/")
    assert dates.full_day(day) in text.casefold()
    assert "Deze dag is al vrij" in words(wietske.post("beheer/vrije-dagen/nieuw/", given))
    page = wietske.get("beheer/vrije-dagen/")
    gone = lxml.html.fromstring(page.content.decode()).xpath("//a[contains(@href, '/weg/')]/@href")
    assert len(gone) == 1
    assert wietske.client.post(gone[0], {"weg": "1"}).status_code == 302
    assert dates.full_day(day) not in wietske.text("beheer/vrije-dagen/").casefold()


@pytest.mark.parametrize(
    ("path", "given"),
    [
        ("beheer/procedures/wrongdoing/termijn/acknowledge/", {"length": "1"}),
        ("beheer/procedures/wrongdoing/brief/feedback/", {"words": "Dag."}),
        ("beheer/vrije-dagen/nieuw/", {"day_day": "1", "day_month": "2", "day_year": "2028"}),
    ],
)
@pytest.mark.parametrize("who", ["Fatima", "Ilse", "Samira"])
def test_for_anybody_else_the_pages_do_not_exist(town, visitors, who, path, given):
    visitor = visitors(who)
    assert visitor.get(path).status_code == 404
    assert visitor.post(path, given).status_code == 404
    with tenant_scope(town.tenant.id):
        by = Line.objects.filter(actor_alias=town[who].staff.alias)
        assert not by.filter(verb__startswith="procedure.").exists()
