"""In a copy each text says by whom it was written, for whom, when, and how it came in (C14)."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from tests.cases.test_copies import by_program, looked_at
from tests.cases.test_copies_of_whose import put
from tests.cases.test_gathering import found, stands
from tests.filed import bring, file_report
from tests.people import make_tenant

from weerbaar.cases import accounts, tasks, triage
from weerbaar.cases.copy_parts import Part, Wanted
from weerbaar.cases.models import Account, Case
from weerbaar.database.scope import tenant_scope
from weerbaar.ground import clock, receipt
from weerbaar.ground.clock import AMSTERDAM
from weerbaar.intake import new_words, reading_back
from weerbaar.intake.questions import BEHALF, is_for_another
from weerbaar.intake.reporters import mark_of_words, open_talk

FOR_REPORTER = "iemand die voor de melder meldde"
READ_BACK = "Dezelfde melding, zoals de melder die kon nalezen"


@pytest.fixture(scope="module")
def town(database):
    return make_tenant()


def reported(town, *, channel: str = "web", behalf: str = "self", read_back: bool = True, **told):
    """A report by one way, made for the reporter or by them; where it is so, laid before them to read."""
    filed = file_report(town, readers=("Fatima", "Joris", "Marit"), answers={BEHALF.name: behalf} | told)
    by = town["Joris"].staff.alias
    with tenant_scope(town.tenant.id):
        if channel != "web":
            Case.objects.filter(id=filed.case.id).update(channel=channel, entered_by=by)
            filed.case.refresh_from_db()
        if read_back:
            talk = open_talk(filed.reporter)
            author = filed.reporter.alias if channel == "web" else by
            accounts.begin_with(
                talk, filed.case.id, author=author, told_on=clock.today(), text="Wat er gebeurde:\nHij riep."
            )
    return filed


def of_report(town, filed, reader: str = ""):
    return [one for one in found(town, filed, reader).entries if one.part == Part.REPORT]


def account_id(filed):
    with tenant_scope(filed.case.tenant_id):
        return Account.objects.get(case=filed.case).id


@pytest.mark.req("C14")
@pytest.mark.parametrize(
    ("channel", "behalf", "who", "what"),
    [
        ("web", "self", "de melder", "Melding"),
        ("web", "other", FOR_REPORTER, "Melding namens de melder"),
        ("phone", "self", "%(joris)s", "Melding, opgeschreven na een telefoongesprek met de melder"),
        (
            "visit",
            "other",
            "%(joris)s",
            f"Melding namens de melder, opgeschreven na een bezoek van {FOR_REPORTER}",
        ),
        ("conversation", "self", "%(joris)s", "Melding, opgeschreven na een gesprek met de melder"),
        ("email", "self", "de melder, ingevoerd door %(joris)s", "Melding per e-mail"),
        ("post", "other", f"{FOR_REPORTER}, ingevoerd door %(joris)s", "Melding namens de melder per brief"),
    ],
)
def test_a_report_says_whose_words_it_is_in_and_how_it_came(town, channel, behalf, who, what):
    filed = reported(town, channel=channel, behalf=behalf, read_back=False)
    [report] = of_report(town, filed)
    joris = f"Joris, {town['Joris'].staff.function}"
    assert (report.who, report.what) == (who % {"joris": joris}, what)


def test_for_another_is_the_answer_that_the_reporter_is_asked():
    assert is_for_another({BEHALF.name: "other"})
    assert {one.value for one in BEHALF.choices} == {"self", "other"}


@pytest.mark.req("C14")
def test_what_was_asked_is_called_a_question_and_no_report(town):
    [asked] = of_report(town, reported(town, kind="advice", read_back=False))
    assert asked.what == "Vraag om advies"


@pytest.mark.req("C14")
@pytest.mark.parametrize("channel", ["web", "phone", "visit", "conversation"])
def test_what_was_read_back_is_part_of_the_report_and_no_account_of_a_talk(town, channel):
    filed = reported(town, channel=channel, behalf="other")
    report, again = of_report(town, filed)
    assert (again.what, again.who) == (READ_BACK, report.who)
    assert again.facts == (("Akkoord van de melder", "Nog niet"),)
    assert set(again.facts) <= set(report.facts)
    assert [one for one in found(town, filed).entries if one.part == Part.ACCOUNTS] == []


@pytest.mark.req("C14")
def test_when_the_reporter_agreed_is_told_with_the_report(town):
    filed = reported(town, behalf="other")
    reading_back.sign_account(filed.reporter, account_id=account_id(filed))
    report, again = of_report(town, filed)
    [(_label, at)] = [one for one in report.facts if one[0] == "Akkoord van de melder op"]
    assert at.startswith(clock.today().isoformat())
    assert ("Akkoord van de melder op", at) in again.facts


@pytest.mark.req("C14")
def test_what_the_reporter_corrected_goes_with_the_report_in_their_name(town):
    filed = reported(town, behalf="other")
    reading_back.correct_account(filed.reporter, account_id=account_id(filed), body="Het was in maart.")
    report, _again, correction = of_report(town, filed)
    assert "Verbeterd door de melder op" in dict(report.facts)
    assert (correction.who, correction.what, correction.text) == (
        "de melder",
        "Verbetering van de melding",
        "Het was in maart.",
    )
    # Nobody can choose the one without the other.
    wanted = Wanted("court", "Rechtbank Waterlinie", "De oproep.", frozenset({"report", "timeline"}))
    content = looked_at(town, filed, wanted).content
    assert "Het was in maart." in [one.text for one in content.entries]
    assert "De melder verbeterde een verslag" in [text for _at, text in content.events]


@pytest.mark.req("C14")
def test_a_report_that_is_kept_without_an_answer_says_so(town):
    filed = reported(town, behalf="other")
    with clock.stopped_at(clock.now() + timedelta(days=30)):
        accounts.keep_unsigned(
            town["Fatima"].opened, code=filed.code, account_id=account_id(filed), reason="Geen antwoord."
        )
    report, *_more = of_report(town, filed)
    assert "Zonder akkoord van de melder bewaard op" in dict(report.facts)


@pytest.mark.req("C14")
def test_an_answer_to_what_was_read_back_changes_the_report_that_was_agreed_to(town):
    filed = reported(town, behalf="other")
    before = stands(filed, Part.REPORT)
    reading_back.sign_account(filed.reporter, account_id=account_id(filed))
    assert stands(filed, Part.REPORT) != before


@pytest.mark.req("C14")
def test_a_talk_afterwards_is_an_account_also_where_the_report_was_read_back(town):
    filed = reported(town, behalf="other")
    reading_back.sign_account(filed.reporter, account_id=account_id(filed))
    fatima = town["Fatima"].opened
    accounts.write_account(
        fatima, code=filed.code, account_id=uuid4(), told_on=clock.today(), text="Wij spraken."
    )
    [account] = [one for one in found(town, filed).entries if one.part == Part.ACCOUNTS]
    assert (account.text, account.who) == ("Wij spraken.", f"Fatima, {town['Fatima'].staff.function}")
    assert dict(account.facts)["Ligt bij de melder"] == "Nog geen antwoord"
    assert account.what == "Verslag van een gesprek met de melder"


@pytest.mark.req("C14")
def test_that_somebody_else_knew_the_words_is_told_and_until_when(town):
    filed = reported(town, behalf="other")
    [report, _again] = of_report(town, filed)
    assert "kan dus ook van die persoon komen" in dict(report.facts)["Wie als de melder kan schrijven"]
    mark = mark_of_words(town.tenant.id, filed.words.split())
    new_words.change_words(filed.reporter, words=receipt.draw(), came_with=mark)
    [report, _again] = of_report(town, filed)
    assert dict(report.facts)["Nieuwe woorden van de melder sinds"] == clock.today().isoformat()
    [own] = of_report(town, reported(town, read_back=False))
    assert "acht woorden" not in str(own.facts)


@pytest.mark.req("C14")
def test_a_file_that_came_with_a_report_for_the_reporter_is_not_called_theirs(town):
    filed = reported(town, behalf="other")
    with_it = put(town, filed, by="reporter", name="een.jpg", original=False, sha256="a" * 64)
    wanted = Wanted(
        "court", "Rechtbank", "De oproep.", frozenset({"report", "files"}), files=frozenset({with_it})
    )
    [one] = looked_at(town, filed, wanted).content.files
    assert one.by == FOR_REPORTER
    own = reported(town, read_back=False)
    theirs = put(town, own, by="reporter", name="een.jpg", original=False, sha256="a" * 64)
    wanted = Wanted(
        "court", "Rechtbank", "De oproep.", frozenset({"report", "files"}), files=frozenset({theirs})
    )
    assert [one.by for one in looked_at(town, own, wanted).content.files] == ["de melder"]


@pytest.mark.req("C14")
def test_of_what_a_colleague_entered_no_hour_is_made_up(town):
    filed = reported(town, channel="post", read_back=False)
    wanted = Wanted("court", "Rechtbank", "De brief.", frozenset({"report"}))
    seen = looked_at(town, filed, wanted)
    day = filed.case.received_at.astimezone(AMSTERDAM).date().isoformat()
    assert seen.content.facts.received_at == day
    assert [one.at for one in seen.content.entries] == [day]
    assert b"12:00:00" not in by_program(seen)


@pytest.mark.req("C14")
def test_what_came_of_a_task_is_said_by_who_ended_it_and_then(town):
    filed, task_id = reported(town, read_back=False), uuid4()
    tasks.give_task(
        town["Fatima"].opened,
        code=filed.code,
        person_id=town["Joris"].person_id,
        what="Bel de getuige.",
        due_on=clock.today() + timedelta(days=3),
        task_id=task_id,
    )
    with clock.stopped_at(clock.now() + timedelta(hours=2)):
        tasks.finish_task(town["Joris"].opened, code=filed.code, task_id=task_id, result="Zij belt terug.")
    task, result = (one for one in found(town, filed).entries if one.part == Part.TASKS)
    assert (task.who.partition(",")[0], task.text) == ("Fatima", "Bel de getuige.")
    assert (result.who.partition(",")[0], result.text) == ("Joris", "Zij belt terug.")
    assert result.at > task.at


@pytest.mark.req("C14")
def test_a_duty_is_said_by_who_assessed_it_when_they_did(town):
    filed = reported(town, read_back=False)
    with clock.stopped_at(clock.now() + timedelta(hours=2)):
        bring(town["Fatima"].opened, filed, "assessed")
    there = found(town, filed).entries
    duties = [one for one in there if one.part == Part.DUTIES]
    [assessed] = [one for one in there if one.part == Part.ASSESSMENT]
    assert {(one.who, one.at) for one in duties} == {(assessed.who, assessed.at)}
    assert len(duties) == len(triage.Duty.Name.values)
