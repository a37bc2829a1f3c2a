"""The page of somebody with a receipt of their own: only theirs, and gone when it is taken back."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.filed import file_report

from weerbaar.audit.models import Line
from weerbaar.cases import actions, guests
from weerbaar.cases.guests import GuestToBe
from weerbaar.database.scope import tenant_scope
from weerbaar.ground import clock, receipt
from weerbaar.ground.errors import GoneError
from weerbaar.ground.receipt import Receipt
from weerbaar.intake import actions as intake
from weerbaar.intake import letting_in, new_words
from weerbaar.intake.actions import come_back
from weerbaar.intake.guests import GuestRef
from weerbaar.intake.reporters import mark_of_words

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.filed import Filed
    from tests.people import Town
    from tests.reporter import Reporter


@pytest.fixture
def filed(town: Town) -> Filed:
    return file_report(town)


def to_be(role: str, **other: object) -> GuestToBe:
    given = GuestToBe(uuid4(), receipt.draw(), role, "Een vriendin", "Zij helpt mij.")
    return replace(given, **{"last_day": clock.today() + timedelta(days=30), **other})


def witness(town: Town, filed: Filed) -> GuestToBe:
    given = to_be("witness", last_day=None)
    guests.let_in_guest(town["Fatima"].opened, code=filed.code, given=given)
    return given


def adviser(filed: Filed, *, writes: bool = False) -> GuestToBe:
    given = to_be("adviser", reads=True, writes=writes)
    letting_in.let_in(filed.reporter, given=given)
    return given


def come_in(browser: Reporter, given: GuestToBe) -> Reporter:
    return browser.send("terug/", {"words": " ".join(given.words)})


def test_reading_the_report_along_leaves_a_line_each_time(
    town: Town, filed: Filed, browser_of: Callable[..., Reporter]
) -> None:
    given, vera = adviser(filed), browser_of(town)
    come_in(vera, given).open("mijn-pagina/melding/")
    vera.open("mijn-pagina/melding/")
    with tenant_scope(town.tenant.id):
        lines = Line.objects.filter(verb="guest.read", subject_id=filed.case.id)
        assert [one.object_id for one in lines] == [given.id] * 2


@pytest.mark.req("R19")
def test_a_guest_sees_by_name_whom_the_reporter_sent_it_to_and_who_came_later_by_function(
    town: Town, filed: Filed, browser_of: Callable[..., Reporter]
) -> None:
    actions.let_in(
        town["Fatima"].opened,
        code=filed.code,
        person_id=town["Ruben"].person_id,
        reason="Hij onderzoekt het.",
        last_day=None,
    )
    sem = come_in(browser_of(town), witness(town, filed))
    read_by = " ".join(sem.find("//section[@aria-labelledby='wie']")[0].text_content().split())
    assert "Fatima el Amrani, coördinator integriteit" in read_by
    assert "Onderzoeker, sinds" in read_by
    assert "Ruben" not in sem.text


@pytest.mark.req("R19")
def test_a_first_visit_welcomes_who_comes(
    town: Town, filed: Filed, browser_of: Callable[..., Reporter]
) -> None:
    assert (
        "Welkom. Hier vertel je wat je zag of hoorde" in come_in(browser_of(town), witness(town, filed)).text
    )
    vera = come_in(browser_of(town), adviser(filed))
    assert "Welkom. Hier praat je met wie de zaak behandelt" in vera.text
    vera.open("mijn-pagina/melding/")
    assert "Het verhaal" in vera.text
    assert "Je verhaal" not in vera.text


@pytest.mark.req("R19")
def test_a_guest_takes_words_that_nobody_else_saw(
    town: Town, filed: Filed, browser_of: Callable[..., Reporter]
) -> None:
    given, sem = witness(town, filed), browser_of(town)
    stays = come_in(browser_of(town), given)
    assert "Iemand anders zag je acht woorden" in come_in(sem, given).text
    sem.send("mijn-pagina/woorden/", {"maak": "1"})
    fresh = sem.words
    assert len(fresh) == 8
    assert come_back(town.tenant.id, Receipt(given.words)) is not None
    sem.send("mijn-pagina/woorden/", {"bewaard": "1"})
    assert sem.path == "mijn-pagina/"
    assert "Je nieuwe woorden werken." in sem.text
    assert "Iemand anders zag je acht woorden" not in sem.text
    assert come_back(town.tenant.id, Receipt(given.words)) is None
    assert come_back(town.tenant.id, Receipt(tuple(fresh))) is not None
    # Who came in with the words of before is out, in a page that was open too.
    assert "Terug met je acht woorden" in stays.open("mijn-pagina/").text
    with tenant_scope(town.tenant.id):
        assert Line.objects.filter(object_id=given.id, verb="guest.change_words").count() == 1


@pytest.mark.req("R19")
def test_who_came_with_the_words_of_before_takes_no_other_words(town: Town, filed: Filed) -> None:
    given = witness(town, filed)
    theirs, fresh = come_back(town.tenant.id, Receipt(given.words)), receipt.draw()
    mark = mark_of_words(town.tenant.id, given.words)
    assert isinstance(theirs, GuestRef)
    new_words.change_words(theirs, words=fresh, came_with=mark)
    # In the same moment, in another browser that was let in before.
    with pytest.raises(GoneError, match="Met deze woorden is hier niets te vinden"):
        new_words.change_words(theirs, words=receipt.draw(), came_with=mark)
    assert come_back(town.tenant.id, Receipt(fresh)) is not None


@pytest.mark.req("R19")
def test_that_words_were_changed_is_found_without_reading_the_whole_log(town: Town, filed: Filed) -> None:
    given = witness(town, filed)
    with tenant_scope(town.tenant.id), CaptureQueriesContext(connection) as asked:
        assert new_words.handed_over(filed.case.id, given.id)
    (statement,) = [one["sql"] for one in asked if "audit_line" in one["sql"]]
    with tenant_scope(town.tenant.id), connection.cursor() as cursor:
        # A log of a few lines is read whole by whoever may: what counts is that there is a way past it.
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(f"EXPLAIN {statement}")
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert "audit_line_about" in plan
    assert "Index Cond: ((subject_id" in plan or "Index Cond: (subject_id" in plan


@pytest.mark.parametrize("role", ["witness", "helper"])
def test_a_guest_complains_about_detriment_and_not_about_an_inquiry_into_another(
    town: Town, filed: Filed, browser_of: Callable[..., Reporter], role: str
) -> None:
    given = to_be(role, last_day=None)
    guests.let_in_guest(town["Fatima"].opened, code=filed.code, given=given)
    browser = come_in(browser_of(town), given)
    assert browser.open("mijn-pagina/klacht-over-nadeel/").page.status_code == 200
    assert browser.open("mijn-pagina/klacht/").page.status_code == 404


@pytest.mark.req("R19")
def test_a_witness_talks_with_the_desk_and_sees_nothing_of_the_report(
    town: Town, filed: Filed, browser_of: Callable[..., Reporter]
) -> None:
    given, sem = witness(town, filed), browser_of(town)
    actions.acknowledge(town["Fatima"].opened, code=filed.code, body="Dag melder.")
    guests.write_guest(
        town["Fatima"].opened, code=filed.code, guest_id=given.id, body="Dag getuige.", message_id=uuid4()
    )
    come_in(sem, given)
    assert sem.path == "mijn-pagina/"
    assert "Er is één bericht voor je" in sem.text
    assert "Dag getuige." in sem.text
    assert "omdat je iets zag of hoorde" in sem.text
    for hidden in ("Dag melder.", "belachelijk", filed.code, "De melding", "werken tot"):
        assert hidden not in sem.text
    sem.send("mijn-pagina/", {"body": "Ik zag het ook."})
    assert "Je bericht is verstuurd." in sem.text
    assert "Ik zag het ook." in sem.text
    _view, talk = guests.read_guest(town["Joris"].opened, code=filed.code, guest_id=given.id)
    assert [one.body for one in talk.leaf] == ["Dag getuige.", "Ik zag het ook."]
    sem.open("mijn-pagina/melding/")
    assert sem.path == "mijn-pagina/"
    for page in ("mijn-melding/", "mijn-melding/naam/", "mijn-melding/bestanden/"):
        sem.open(page)
        assert "Terug met je acht woorden" in sem.text, page


@pytest.mark.req("R19")
def test_an_adviser_reads_along_and_writes_for_the_reporter_where_they_may(
    town: Town, filed: Filed, browser_of: Callable[..., Reporter]
) -> None:
    given, friend = adviser(filed, writes=True), browser_of(town)
    actions.acknowledge(town["Fatima"].opened, code=filed.code, body="Dag melder.")
    come_in(friend, given)
    assert "De melder liet je toe" in friend.text
    friend.open("mijn-pagina/melding/")
    assert "Dag melder." in friend.text
    assert "belachelijk" in friend.text
    friend.send("mijn-pagina/melding/", {"body": "Mijn cliënt wil weten wanneer."})
    assert "Jij, namens de melder" in friend.text
    noor = browser_of(town).send("terug/", {"words": filed.words})
    assert "Adviseur in vertrouwen, namens jou" in noor.text
    assert "Mijn cliënt wil weten wanneer." in noor.text


@pytest.mark.req("R19")
def test_who_may_only_read_has_no_field_and_is_refused(
    town: Town, filed: Filed, browser_of: Callable[..., Reporter]
) -> None:
    friend = come_in(browser_of(town), adviser(filed))
    friend.open("mijn-pagina/melding/")
    assert not friend.find("//textarea")
    token = friend.open("mijn-pagina/").find("//input[@name='csrfmiddlewaretoken']/@value")[0]
    friend.send("mijn-pagina/melding/", {"body": "Toch."}, token=token)
    assert "Jij, namens de melder" not in friend.open("mijn-pagina/melding/").text


@pytest.mark.req("R19")
def test_taken_back_the_page_answers_as_if_it_was_never_there(
    town: Town, filed: Filed, browser_of: Callable[..., Reporter]
) -> None:
    given, friend, stranger = adviser(filed), browser_of(town), browser_of(town)
    come_in(friend, given)
    letting_in.withdraw_guest(filed.reporter, guest_id=given.id)
    nobody = stranger.send("terug/", {"words": " ".join(receipt.draw())}).text
    assert "vinden wij hier niets" in nobody
    for page in ("mijn-pagina/", "mijn-pagina/melding/", "mijn-pagina/mail/"):
        friend.open(page)
        assert friend.text == browser_of(town).open(page).text, page
    come_in(friend, given)
    assert "vinden wij hier niets" in friend.text
    assert friend.text.replace(" ".join(given.words), "") in nobody or "ingetrokken" not in friend.text


def test_words_of_a_guest_open_nothing_at_another_town(
    town: Town, filed: Filed, browser_of: Callable[..., Reporter]
) -> None:
    from tests.people import make_tenant

    other = browser_of(make_tenant(name="Gemeente Duinzoom"))
    come_in(other, witness(town, filed))
    assert "vinden wij hier niets" in other.text


def test_a_guest_leaves_an_address_and_takes_it_back(
    town: Town, filed: Filed, browser_of: Callable[..., Reporter]
) -> None:
    sem = come_in(browser_of(town), witness(town, filed))
    sem.send("mijn-pagina/mail/", {"mail": "geen adres"})
    assert "Dit is geen mailadres" in sem.text
    sem.send("mijn-pagina/mail/", {"mail": "sem@post.example"})
    assert "Je mailadres is bewaard." in sem.text
    sem.send("mijn-pagina/mail/", {"wis": "1"})
    assert "Ik wil een mail als er iets nieuws is" in sem.text


@pytest.mark.parametrize("page", ["mijn-pagina/", "mijn-pagina/melding/"])
def test_what_was_typed_waits_when_one_goes_elsewhere_and_is_said_before_closing(
    town: Town, filed: Filed, browser_of: Callable[..., Reporter], page: str
) -> None:
    friend = come_in(browser_of(town), adviser(filed, writes=True))
    friend.send(page, {"body": "Half", "naar": f"/{town.tenant.slug}/hulp/"})
    assert friend.path == "hulp/"
    assert friend.open(page).find("//textarea")[0].text.strip() == "Half"
    friend.send(page, {"body": "Half", "naar": "sluit"})
    assert "Je schreef iets en verstuurde het nog niet" in friend.text
    friend.send("mijn-pagina/niet-verstuurd/", {"zonder": "1"})
    assert "Klaar. Je kunt dit venster sluiten." in friend.text
    assert "Terug met je acht woorden" in friend.open("mijn-pagina/").text


def test_an_empty_message_is_refused_with_a_sentence(
    town: Town, filed: Filed, browser_of: Callable[..., Reporter]
) -> None:
    sem = come_in(browser_of(town), witness(town, filed))
    sem.send("mijn-pagina/", {"body": "  "})
    assert "Schrijf eerst iets, dan kun je het versturen." in sem.text


def test_one_browser_is_one_visitor(town: Town, filed: Filed, browser_of: Callable[..., Reporter]) -> None:
    """Who came back as a reporter and then as a guest is only the guest, and the other way round."""
    given, one = witness(town, filed), browser_of(town)
    one.send("terug/", {"words": filed.words})
    come_in(one, given)
    assert "Terug met je acht woorden" in one.open("mijn-melding/").text
    one.send("terug/", {"words": filed.words})
    assert "Terug met je acht woorden" in one.open("mijn-pagina/").text
    intake.write(filed.reporter, body="Nog iets.")
    assert "Nog iets." in one.open("mijn-melding/").text
