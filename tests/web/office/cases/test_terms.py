"""Terms as people of the desk meet them: on the case, in the list of what is late, and by the clock."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import lxml.html
import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext, override_settings
from tests.filed import assessment, file_report
from tests.people import make_tenant
from tests.web.office.cases.test_pages import REASON, Desk, first, verbs, words

from weerbaar.cases import actions, measures, suspending, triage
from weerbaar.cases.jobs import knock_for_terms
from weerbaar.cases.measures import Proposal
from weerbaar.cases.models import Access, Party, Term
from weerbaar.database.scope import tenant_scope
from weerbaar.ground import clock
from weerbaar.notify.actions import leave_address
from weerbaar.notify.jobs import go_round
from weerbaar.notify.models import Knock

SATURDAY = datetime(2026, 11, 21, 20, tzinfo=UTC)


@pytest.fixture(scope="module")
def town(database):
    return make_tenant()


@pytest.fixture
def empty_town(database):
    """For what counts: nothing of another test stands in its lists."""
    return make_tenant()


@pytest.fixture(scope="module")
def fatima(town):
    return Desk(town, "Fatima")


def told(town, kind: str = "wrongdoing", *, days_ago: int = 0, acknowledged: bool = True):
    """A report of some days ago, confirmed a second later."""
    moment = clock.now() - timedelta(days=days_ago)
    with clock.stopped_at(moment):
        filed = file_report(town, kind=kind)
    if acknowledged:
        with clock.stopped_at(moment + timedelta(seconds=1)):
            actions.acknowledge(town["Fatima"].opened, code=filed.code, body="Je melding is binnen.")
    return filed


def term_of(filed, name: str) -> Term:
    with tenant_scope(filed.case.tenant_id):
        return Term.objects.get(case=filed.case, name=name)


@pytest.mark.req("C2")
def test_the_case_says_when_the_law_moves_a_last_day_and_why(town):
    with clock.stopped_at(SATURDAY):
        filed = file_report(town, kind="wrongdoing")
        text = Desk(town, "Fatima").text(f"zaken/{filed.code}/")
    assert (
        "Streefdag: 28 november. Die valt op een zaterdag, daarom is maandag 30 november de laatste dag."
        in text
    )
    assert "Wet bescherming klokkenluiders, 7 dagen" in text
    assert "Wet bescherming klokkenluiders, 3 maanden" in text
    assert "Eigen regeling, 10 werkdagen" in text
    assert "Nu aan zet: de behandelaar." in text


@pytest.mark.req("C2")
def test_only_what_was_checked_is_called_law(town, fatima):
    for kind, expected in (
        ("handling", "Eigen regeling, 7 dagen"),
        ("aggression", "Eigen regeling, 2 dagen"),
    ):
        text = fatima.text(f"zaken/{file_report(town, kind=kind).code}/")
        assert expected in text
        assert "Awb" not in text
        assert "Wet bescherming" not in text.partition("Zo loopt deze procedure")[0]


@pytest.mark.req("C2")
def test_a_term_stands_still_and_runs_again_through_its_pages(town, fatima):
    filed = told(town)
    root = f"zaken/{filed.code}/"
    before = term_of(filed, "decide")
    page = fatima.get(f"{root}termijn/decide/stilzetten/")
    assert "Vanaf de dag die je kiest telt geen dag mee" in words(page)
    assert "De melder niet" in words(page)
    assert fatima.post(f"{root}termijn/decide/stilzetten/", {"reason": " "}).status_code == 200
    assert fatima.post(f"{root}termijn/decide/stilzetten/", REASON).status_code == 302
    text = fatima.text(root)
    assert "staat stil sinds" in text
    assert "Termijn stilgezet" in text
    assert "Laat weer lopen" in text
    with clock.stopped_at(clock.now() + timedelta(days=10)):
        later = Desk(town, "Joris")
        means = later.text(f"{root}termijn/decide/hervatten/")
        assert "De laatste dag wordt" in means
        assert later.post(f"{root}termijn/decide/hervatten/", REASON).status_code == 302
    assert term_of(filed, "decide").due_on == before.due_on + timedelta(days=10)
    assert {"case.suspend_term", "case.resume_term"} <= set(verbs(filed))


@pytest.mark.req("C2")
def test_a_standstill_since_an_earlier_day_is_said_with_both_its_days(town):
    monday = datetime(2026, 11, 2, 9, tzinfo=UTC)
    with clock.stopped_at(monday):
        filed = file_report(town, kind="wrongdoing")
        actions.acknowledge(town["Fatima"].opened, code=filed.code, body="Je melding is binnen.")
    root = f"zaken/{filed.code}/"
    with clock.stopped_at(monday + timedelta(days=8)):
        fatima = Desk(town, "Fatima")
        page = f"{root}termijn/decide/stilzetten/"
        for day, month, said in (("1", "11", "liep deze termijn nog niet"), ("20", "11", "moet nog komen")):
            given = {"since_day": day, "since_month": month, "since_year": "2026"}
            answer = fatima.post(page, REASON | given)
            assert said in words(answer)
            assert REASON["reason"] in words(answer)
        given = {"since_day": "5", "since_month": "november", "since_year": "2026"}
        assert fatima.post(page, REASON | given).status_code == 302
        text = fatima.text(root)
        assert "staat stil sinds 5 november" in text
        assert "Vastgelegd op 10 november." in text
    with clock.stopped_at(monday + timedelta(days=18)):
        fatima = Desk(town, "Fatima")
        fatima.post(f"{root}termijn/decide/hervatten/", REASON)
        assert "Stond stil van 5 november tot 20 november, vastgelegd op 10 november." in fatima.text(root)


@pytest.mark.req("C2")
def test_terms_that_are_done_stand_folded_beside_those_that_run(town):
    monday = datetime(2026, 11, 2, 9, tzinfo=UTC)
    with clock.stopped_at(monday):
        filed = file_report(town, kind="wrongdoing")
        assert "die klaar" not in Desk(town, "Fatima").text(f"zaken/{filed.code}/")
    with clock.stopped_at(monday + timedelta(days=1)):
        actions.acknowledge(town["Fatima"].opened, code=filed.code, body="Je melding is binnen.")
    with clock.stopped_at(monday + timedelta(days=21)):
        triage.assess(town["Fatima"].opened, code=filed.code, given=assessment("wrongdoing"))
        page = Desk(town, "Fatima").get(f"zaken/{filed.code}/")
    fold = first(page, "//section[h2[@id='termijnen']]//details")
    text = " ".join(" ".join(fold.itertext()).split())
    assert text.startswith("2 termijnen die klaar zijn")
    assert fold.get("open") is None
    assert "Ontvangst bevestigen Gedaan op 3 november. De laatste dag was 9 november." in text
    assert "Melding beoordelen Te laat gedaan, op 23 november. De laatste dag was 16 november." in text
    assert "Besluiten" not in text


@pytest.mark.req("C2")
def test_a_term_is_made_longer_once_through_its_page(town, fatima):
    filed = told(town, "integrity")
    root = f"zaken/{filed.code}/"
    assert "Verleng met 4 weken" in fatima.text(f"{root}termijn/decide/verlengen/")
    assert fatima.post(f"{root}termijn/decide/verlengen/", REASON).status_code == 302
    assert "Deze termijn is verlengd" in fatima.text(root)
    assert "Vaker kan niet" in fatima.text(f"{root}termijn/decide/verlengen/")
    assert "Vaker kan niet" in words(fatima.post(f"{root}termijn/decide/verlengen/", REASON))


@pytest.mark.req("C2")
@pytest.mark.parametrize("act", ["stilzetten", "verlengen"])
@pytest.mark.parametrize("term", ["acknowledge", "feedback"])
def test_a_term_in_law_has_no_such_page(town, fatima, act, term):
    filed = told(town, acknowledged=False)
    before = term_of(filed, term)
    page = fatima.get(f"zaken/{filed.code}/termijn/{term}/{act}/")
    assert "Deze termijn staat in de wet" in words(page)
    assert not lxml.html.fromstring(page.content.decode()).xpath("//textarea")
    sent = fatima.post(f"zaken/{filed.code}/termijn/{term}/{act}/", REASON)
    assert "Deze termijn staat in de wet" in words(sent)
    after = term_of(filed, term)
    assert (after.due_on, after.suspended_on, after.is_extended) == (before.due_on, None, False)
    links = lxml.html.fromstring(fatima.get(f"zaken/{filed.code}/").content.decode()).xpath(
        "//@value | //@href"
    )
    assert not [one for one in links if f"termijn/{term}/" in str(one)]


@pytest.mark.parametrize("act", ["stilzetten", "hervatten", "verlengen"])
def test_nobody_without_a_key_learns_of_a_term(town, act):
    filed, ruben = told(town), Desk(town, "Ruben")
    there = ruben.get(f"zaken/{filed.code}/termijn/decide/{act}/")
    nowhere = ruben.get(f"zaken/W-niets-00/termijn/decide/{act}/")
    assert (there.status_code, there.content) == (404, nowhere.content)
    assert ruben.post(f"zaken/{filed.code}/termijn/decide/{act}/", REASON).status_code == 404
    assert verbs(filed) == ["case.file", "case.acknowledge"]


@pytest.mark.req("C2")
def test_the_list_says_what_is_late_what_ends_soon_and_whose_turn_it_is(empty_town):
    town, fatima = empty_town, Desk(empty_town, "Fatima")
    late, soon = told(town, days_ago=20, acknowledged=False), told(town, acknowledged=False)
    calm = told(town, "undermining", days_ago=20)
    with tenant_scope(town.tenant.id):
        Term.objects.filter(case=calm.case, name="assess").update(met_at=clock.now())
        Access.objects.filter(case=calm.case).update(next_due=term_of(calm, "feedback").due_on)
    elsewhere = file_report(town, kind="aggression", readers=("Joris",))
    text = fatima.text("termijnen/")
    assert "Eén zaak is te laat" in text
    assert 0 < text.index(late.code) < text.index(soon.code)
    assert calm.code not in text
    assert elsewhere.code not in text
    assert "Ontvangst bevestigen, te laat" in text
    assert "De behandelaar" in text
    menu = first(fatima.get("termijnen/"), "//nav//a[@aria-current]")
    assert menu.text_content().strip() == "Termijnen"


@pytest.mark.req("C2")
def test_a_measure_that_waits_for_the_check_on_the_law_is_the_turn_of_the_lawyer(town, fatima):
    filed = told(town, "conduct")
    triage.assess(town["Fatima"].opened, code=filed.code, given=assessment())
    with tenant_scope(town.tenant.id):
        subject = Party.objects.get(case=filed.case, role=Party.Role.SUBJECT).id
    proposal = Proposal("written_warning", subject, "Een brief.", "Dit kan niet.", "Minder helpt niet.")
    measures.propose_measure(town["Fatima"].opened, code=filed.code, measure_id=uuid4(), proposal=proposal)
    assert "Nu aan zet: de jurist." in fatima.text(f"zaken/{filed.code}/")


def test_nothing_late_is_said_in_a_sentence(empty_town):
    fatima = Desk(empty_town, "Fatima")
    text = fatima.text("termijnen/")
    assert "Geen termijn is te laat" in text
    assert "Er is niets te laat en er eindigt niets binnenkort" in text
    assert "Termijnen" in words(fatima.get())


def test_what_stands_still_is_not_forgotten(town, fatima):
    filed = told(town)
    suspending.suspend_term(town["Fatima"].opened, code=filed.code, term="decide", reason="Wij wachten.")
    text = fatima.text("termijnen/")
    assert "Staat stil" in text
    assert "Besluiten, sinds" in text
    assert filed.code in text
    assert filed.code not in Desk(town, "Ruben").text("termijnen/")


def test_the_list_is_cut_in_pages_and_asks_no_query_a_row(empty_town):
    town, fatima = empty_town, Desk(empty_town, "Fatima")
    told(town, acknowledged=False)
    fatima.get("termijnen/")
    with CaptureQueriesContext(connection) as one:
        fatima.get("termijnen/")
    filed = [told(town, acknowledged=False) for _ in range(22)]
    with CaptureQueriesContext(connection) as many:
        page = fatima.get("termijnen/")
    assert len(many) == len(one)
    onward = first(page, "//a[contains(@href, '?na=')]/@href")
    following = fatima.get(f"termijnen/{onward}")
    shown = words(page) + words(following)
    assert [one.code for one in filed if shown.count(one.code) != 1] == []
    assert fatima.get("termijnen/?na=onzin").status_code == 200


@pytest.mark.req("C2")
def test_the_clock_knocks_without_a_word_of_the_case(empty_town):
    town = empty_town
    leave_address(town["Joris"].staff, mail="joris@post.example", language="nl")
    leave_address(town["Bram"].staff, mail="bram@post.example", language="nl")
    filed = told(town, days_ago=9, acknowledged=False)
    with tenant_scope(town.tenant.id):
        Knock.objects.all().delete()
    mail.outbox = []
    with override_settings(EMAIL_BACKEND="django.core.mail.backends.locmem.EmailBackend"):
        assert knock_for_terms(town.tenant.id) == 1
        assert go_round(town.tenant.id, only_at_once=True) == 1
    (sent,) = mail.outbox
    assert sent.to == ["joris@post.example"]
    for secret in (filed.code, "termijn", "laat", "melding"):
        assert secret not in (sent.subject + sent.body).casefold()


@pytest.mark.req("C2")
@pytest.mark.parametrize(
    ("filed_at", "told_at", "due"),
    [
        # Over both turns of the clock, told late in the evening: the day is the day in the Netherlands.
        (
            datetime(2027, 3, 27, 22, 30, tzinfo=UTC),
            datetime(2027, 3, 28, 22, 30, tzinfo=UTC),
            date(2027, 6, 29),
        ),
        (
            datetime(2026, 10, 24, 22, 30, tzinfo=UTC),
            datetime(2026, 10, 25, 23, 30, tzinfo=UTC),
            date(2027, 1, 26),
        ),
        # To the end of February, in a year with and one without a 29th; that falls on a Sunday in 2027.
        (datetime(2026, 11, 28, 9, tzinfo=UTC), datetime(2026, 11, 30, 9, tzinfo=UTC), date(2027, 3, 1)),
        (datetime(2027, 11, 29, 9, tzinfo=UTC), datetime(2027, 11, 30, 9, tzinfo=UTC), date(2028, 2, 29)),
        # 5 May of 2027, before Ascension and a decreed Friday; Good Friday; the first day of Christmas.
        (datetime(2027, 2, 4, 9, tzinfo=UTC), datetime(2027, 2, 5, 9, tzinfo=UTC), date(2027, 5, 10)),
        (datetime(2026, 12, 24, 9, tzinfo=UTC), datetime(2026, 12, 26, 9, tzinfo=UTC), date(2027, 3, 30)),
        (datetime(2026, 9, 24, 9, tzinfo=UTC), datetime(2026, 9, 25, 9, tzinfo=UTC), date(2026, 12, 28)),
    ],
)
def test_the_answer_is_due_as_the_law_counts(town, filed_at, told_at, due):
    with clock.stopped_at(filed_at):
        filed = file_report(town, kind="wrongdoing")
    with clock.stopped_at(told_at):
        fatima = Desk(town, "Fatima")
        fatima.post(f"zaken/{filed.code}/bevestigen/", {"body": "Je melding is binnen."})
    assert term_of(filed, "feedback").due_on == due
