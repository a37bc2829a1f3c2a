"""Reporting together: each their own report, a link with both sides' yes, and nobody learns more than that (R17)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from tests.filed import file_report
from tests.web.office.cases.test_pages import Desk

from weerbaar.cases import together as of_case
from weerbaar.cases.models import Case, CaseLink
from weerbaar.cases.queries import case_file
from weerbaar.database.scope import tenant_scope
from weerbaar.ground import clock
from weerbaar.ground.errors import NotAllowedError, RefusedError
from weerbaar.ground.receipt import Receipt
from weerbaar.intake import actions as intake
from weerbaar.intake import together

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.filed import Filed
    from tests.people import Town
    from tests.reporter import Reporter


@pytest.fixture
def filed(town: Town) -> Filed:
    return file_report(town)


@pytest.fixture
def noor(town: Town, filed: Filed, browser_of: Callable[..., Reporter]) -> Reporter:
    return browser_of(town).send("terug/", {"words": filed.words})


def code(noor: Reporter) -> str:
    return " ".join(noor.send("mijn-melding/samen/", {"uitnodigen": "1"}).words)


def case_of(town: Town, words: list[str]) -> Case:
    found = intake.come_back(town.tenant.id, Receipt(tuple(words)))
    assert found is not None
    with tenant_scope(town.tenant.id):
        return Case.objects.get(id=found.place)


def shown(town: Town, who: str, case: Case) -> list[tuple[str, bool]]:
    staff = town[who].opened
    with tenant_scope(town.tenant.id):
        return [(one.other, one.standing.holds) for one in of_case.links_of_case(staff, case)]


@pytest.mark.req("R17")
def test_a_colleague_reports_with_four_words_and_both_say_yes(
    noor: Reporter, filed: Filed, town: Town, browser_of: Callable[..., Reporter]
) -> None:
    words, sem = code(noor), browser_of(town)
    assert len(words.split()) == 4
    assert f"Zeg erbij bij welk meldpunt jouw melding ligt: {town.desk.name}." in noor.text
    assert "Sloot jij iemand uit? Dat geldt alleen voor jouw melding." in noor.text
    assert "Misschien sloot je collega iemand uit." in sem.open("samen/").text
    assert "Een collega gaf mij vier woorden" in sem.open("").text
    sem.send("samen/", {"words": words.upper()}, token="")
    assert sem.path == "melden/wie-leest/"
    assert "Misschien sloot je collega iemand uit. Dat geldt niet voor jouw melding." in sem.text
    mine = sem.send("melden/wie-leest/").path
    assert mine == "melden/onderwerp/"
    from tests.reporter import ANSWERS

    for page, answers in ANSWERS:
        sem.send(f"melden/{page}/", answers)
    assert "Je meldt samen met een collega." in sem.open("melden/nakijken/").text
    sem.send("melden/nakijken/")
    receipt = sem.words
    theirs = case_of(town, receipt)
    assert shown(town, "Fatima", filed.case) == [(theirs.code, False)]
    sem.send("melden/woorden/", {"bewaard": "1"}).send("terug/", {"words": " ".join(receipt)})
    assert "Eén ander moet nog ja zeggen." in sem.open("mijn-melding/samen/").text
    assert "Hoort een andere melding bij de jouwe?" in noor.open("mijn-melding/").text
    noor.open("mijn-melding/samen/")
    (link,) = noor.find("//button[@name='ja']/@value")
    noor.send("mijn-melding/samen/", {"ja": link})
    assert "Je meldt samen met één ander" in noor.text
    assert "Je meldt samen met één ander" in sem.open("mijn-melding/samen/").text
    assert shown(town, "Fatima", filed.case) == [(theirs.code, True)]
    assert shown(town, "Fatima", theirs) == [(filed.code, True)]
    # Neither page says who or what the other is.
    for page in (noor.open("mijn-melding/"), sem.open("mijn-melding/")):
        assert filed.code not in page.text
        assert theirs.code not in page.text
    noor.send("mijn-melding/samen/", {"nee": link})
    assert "Je meldt samen" not in sem.open("mijn-melding/samen/").text
    assert shown(town, "Fatima", filed.case) == []


@pytest.mark.req("R17")
def test_no_means_no_and_the_desk_sees_nothing_of_it(town: Town) -> None:
    one, other = file_report(town), file_report(town)
    staff = town["Fatima"].opened
    of_case.ask_together(staff, code=one.code, other=other.code)
    with tenant_scope(town.tenant.id):
        (view,) = together.links(one.reporter)
        assert (view.by_desk, view.other, view.standing.waits_for_me) == (True, "", True)
    together.agree(one.reporter, link_id=view.id)
    assert shown(town, "Fatima", one.case) == [(other.code, False)]
    together.end(other.reporter, link_id=view.id)
    assert shown(town, "Fatima", one.case) == []
    with pytest.raises(NotAllowedError):
        together.agree(other.reporter, link_id=view.id)


@pytest.mark.req("R17")
def test_what_a_reporter_ended_the_desk_does_not_ask_again_and_a_reporter_may(
    town: Town, browser_of: Callable[..., Reporter]
) -> None:
    one, other = file_report(town), file_report(town)
    desk = Desk(town, "Fatima")
    asked = desk.post(f"zaken/{one.code}/samen/", {"other": other.code})
    assert asked.status_code == 302
    with tenant_scope(town.tenant.id):
        (view,) = together.links(one.reporter)
    together.end(other.reporter, link_id=view.id)
    for here, there in ((one, other), (other, one)):
        page = desk.post(f"zaken/{here.code}/samen/", {"other": there.code})
        assert "Vraag het niet nog een keer" in page.content.decode()
    with tenant_scope(town.tenant.id):
        assert together.links(one.reporter) == together.links(other.reporter) == []
    noor = browser_of(town).send("terug/", {"words": one.words})
    sem = browser_of(town).send("terug/", {"words": other.words})
    sem.send("mijn-melding/samen/", {"words": code(noor)})
    assert shown(town, "Fatima", one.case) == [(other.code, False)]


@pytest.mark.req("R17")
def test_a_link_tells_nobody_of_a_case_that_goes_round_them(town: Town) -> None:
    """Joris has a key to one of the two. He sees no row, no count, no line and no message of the other (promise 1)."""
    one, other = file_report(town), file_report(town, readers=("Fatima", "Marit"), kept_out=("Joris",))
    joris = town["Joris"].opened
    with tenant_scope(town.tenant.id):
        before = case_file(joris, one.code, with_reading=True)
    of_case.ask_together(town["Fatima"].opened, code=one.code, other=other.code)
    with tenant_scope(town.tenant.id):
        (view,) = together.links(one.reporter)
    together.agree(one.reporter, link_id=view.id)
    together.agree(other.reporter, link_id=view.id)
    assert shown(town, "Fatima", one.case) == [(other.code, True)]
    assert shown(town, "Joris", one.case) == []
    with tenant_scope(town.tenant.id):
        after = case_file(joris, one.code, with_reading=True)
    assert [one.text for one in after.events] == [one.text for one in before.events]
    assert (after.talk, after.access.unread, after.decisions) == (
        before.talk,
        before.access.unread,
        before.decisions,
    )
    with pytest.raises(RefusedError, match="Van die code heb je geen zaak"):
        of_case.ask_together(joris, code=one.code, other=other.code)
    with pytest.raises(NotAllowedError):
        of_case.ask_together(joris, code=other.code, other=one.code)


@pytest.mark.req("R17")
def test_the_words_end_and_open_nothing(noor: Reporter, filed: Filed, town: Town, monkeypatch) -> None:
    words = code(noor)
    assert together.code_for(town.tenant.id, words) is not None
    assert together.code_for(town.tenant.id, " ".join(reversed(words.split()))) is None
    assert intake.come_back(town.tenant.id, Receipt(tuple(words.split()) * 2)) is None
    fresh = code(noor)
    assert together.code_for(town.tenant.id, words) is None
    noor.send("mijn-melding/samen/", {"stop": "1"})
    assert together.code_for(town.tenant.id, fresh) is None
    last = code(noor)
    later = clock.now() + timedelta(days=15)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert together.code_for(town.tenant.id, last) is None


def test_words_that_are_not_there_are_said_so_and_stay(
    browser_of: Callable[..., Reporter], town: Town
) -> None:
    sem = browser_of(town).send("samen/", {"words": "een twee drie vier"}, token="")
    assert "Met deze vier woorden vinden wij niets." in sem.text
    assert sem.find("//input[@name='words']/@value") == ["een twee drie vier"]
    assert "Vul de vier woorden in." in sem.send("samen/", {"words": " "}, token="").text


def test_together_can_be_undone_before_it_is_sent(
    noor: Reporter, filed: Filed, town: Town, browser_of: Callable[..., Reporter]
) -> None:
    words, sem = code(noor), browser_of(town).ready()
    sem.send("samen/", {"words": words}, token="")
    assert "Je meldt samen met een collega." in sem.text
    sem.send("samen/", {"los": "1"}, token="")
    assert "Je meldt samen met een collega." not in sem.open("melden/nakijken/").text
    sem.send("melden/nakijken/")
    with tenant_scope(town.tenant.id):
        assert not CaseLink.objects.filter(first=filed.case).exists()
        assert not CaseLink.objects.filter(second=filed.case).exists()


def test_a_report_goes_by_itself_where_the_words_ended_meanwhile(
    noor: Reporter, filed: Filed, town: Town, browser_of: Callable[..., Reporter]
) -> None:
    words, sem = code(noor), browser_of(town).ready()
    sem.send("samen/", {"words": words}, token="")
    together.end_invitation(filed.reporter)
    sem.send("melden/nakijken/")
    assert len(sem.words) == 8


def test_words_that_were_replaced_join_nothing_any_more(
    noor: Reporter, filed: Filed, town: Town, browser_of: Callable[..., Reporter]
) -> None:
    words, sem = code(noor), browser_of(town).ready()
    sem.send("samen/", {"words": words}, token="")
    code(noor)
    sem.send("melden/nakijken/")
    assert len(sem.words) == 8
    with tenant_scope(town.tenant.id):
        assert not CaseLink.objects.filter(first=filed.case).exists()
        assert not CaseLink.objects.filter(second=filed.case).exists()


def test_only_who_is_in_it_answers(town: Town) -> None:
    one, other, third = (file_report(town) for _each in range(3))
    of_case.ask_together(town["Fatima"].opened, code=one.code, other=other.code)
    with tenant_scope(town.tenant.id):
        (view,) = together.links(one.reporter)
        assert together.links(third.reporter) == []
    for verb in (together.agree, together.end):
        with pytest.raises(NotAllowedError):
            verb(third.reporter, link_id=view.id)
    with pytest.raises(RefusedError, match="al gevraagd"):
        of_case.ask_together(town["Fatima"].opened, code=other.code, other=one.code)


@pytest.mark.req("R17")
def test_two_who_reported_already_put_their_reports_together_themselves(
    noor: Reporter, filed: Filed, town: Town, browser_of: Callable[..., Reporter]
) -> None:
    words, other = code(noor), file_report(town)
    sem = browser_of(town).send("terug/", {"words": other.words})
    assert "Gaf een collega jou vier woorden?" in sem.open("mijn-melding/samen/").text
    sem.send("mijn-melding/samen/", {"words": "een twee drie vier"})
    assert "Met deze vier woorden vinden wij niets." in sem.text
    assert sem.find("//input[@name='words']/@value") == ["een twee drie vier"]
    sem.send("mijn-melding/samen/", {"words": f" {words.upper()} "})
    assert sem.path == "mijn-melding/samen/"
    assert "Eén ander moet nog ja zeggen." in sem.text
    assert shown(town, "Fatima", filed.case) == [(other.code, False)]
    # Once more says so, and asks nobody twice.
    sem.send("mijn-melding/samen/", {"words": words})
    assert "Dit is al gevraagd, of ze horen al bij elkaar." in sem.text
    assert "Iemand meldde met jouw vier woorden" in noor.open("mijn-melding/samen/").text
    (link,) = noor.find("//button[@name='ja']/@value")
    noor.send("mijn-melding/samen/", {"ja": link})
    assert shown(town, "Fatima", other.case) == [(filed.code, True)]
    for page in (noor.open("mijn-melding/samen/"), sem.open("mijn-melding/samen/")):
        assert "Je meldt samen met één ander" in page.text
        assert filed.code not in page.text
        assert other.code not in page.text


@pytest.mark.req("R17")
def test_whoever_types_the_words_of_who_asked_them_says_yes(
    noor: Reporter, filed: Filed, town: Town, browser_of: Callable[..., Reporter]
) -> None:
    other = file_report(town)
    sem = browser_of(town).send("terug/", {"words": other.words})
    mine, theirs = code(noor), code(sem)
    sem.send("mijn-melding/samen/", {"words": mine})
    noor.send("mijn-melding/samen/", {"words": theirs})
    assert "Je meldt samen met één ander" in noor.text
    assert shown(town, "Fatima", filed.case) == [(other.code, True)]


def test_ones_own_words_are_for_others(noor: Reporter, filed: Filed, town: Town) -> None:
    words = code(noor)
    noor.send("mijn-melding/samen/", {"words": words})
    assert "Dit zijn de vier woorden die jij kreeg." in noor.text
    assert shown(town, "Fatima", filed.case) == []


def test_a_question_for_advice_is_put_together_with_no_report(
    noor: Reporter, filed: Filed, town: Town, browser_of: Callable[..., Reporter]
) -> None:
    words, question = code(noor), file_report(town, kind="advice")
    sem = browser_of(town).send("terug/", {"words": question.words})
    sem.send("mijn-melding/samen/", {"words": words})
    assert "Met deze vier woorden vinden wij niets." in sem.text
    with tenant_scope(town.tenant.id):
        assert together.links(filed.reporter) == []
