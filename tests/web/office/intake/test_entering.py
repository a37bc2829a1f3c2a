"""What came in by telephone, visit, post or in a talk, entered through the pages of the office (R6, R13, R14)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import lxml.html
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from tests.people import CAST, Town, make_tenant
from tests.smtp import smtp
from tests.web.office.test_every_page import enter

from weerbaar.audit.acts import System
from weerbaar.audit.models import Line
from weerbaar.cases.models import Access, Account, Case, KeptOut, RegisterEntry, Term
from weerbaar.config.demo import GOVERNMENT
from weerbaar.database.scope import tenant_scope
from weerbaar.ground import clock
from weerbaar.ground.clock import AMSTERDAM
from weerbaar.ground.receipt import Receipt, draw
from weerbaar.intake import actions, entering, mail, queries
from weerbaar.intake.models import Draft, Mail
from weerbaar.intake.new_words import change_words
from weerbaar.intake.reporters import mark_of_words
from weerbaar.notify.jobs import go_round
from weerbaar.notify.models import Address
from weerbaar.notify.rules import TEXTS
from weerbaar.organisation import actions as organisation
from weerbaar.vault.models import Grant
from weerbaar.web.design.dates import full_day

if TYPE_CHECKING:
    from datetime import date


STORY = "In het overleg maakt hij steeds dezelfde collega belachelijk."
TOLD = {"kind": "conduct", "story": STORY, "capacity": "employee", "openness": "anonymous"}


class Desk:
    """Somebody at the office who enters a report, page by page."""

    def __init__(self, town: Town, first_name: str) -> None:
        self.town, self.client = town, enter(town, first_name)
        self.page: Any = None

    def url(self, path: str) -> str:
        return f"/{self.town.tenant.slug}/{path}"

    def get(self, path: str) -> str:
        self.page = self.client.get(self.url(path))
        return self.text

    def post(self, path: str, given: dict[str, Any] | None = None) -> str:
        self.page = self.client.post(self.url(path), given or {"verder": "1"}, follow=True)
        return self.text

    @property
    def text(self) -> str:
        return " ".join(lxml.html.fromstring(self.page.content.decode()).text_content().split())

    @property
    def path(self) -> str:
        """Where the last page stands."""
        return self.page.redirect_chain[-1][0].removeprefix(self.url(""))

    @property
    def words(self) -> tuple[str, ...]:
        document = lxml.html.fromstring(self.page.content.decode())
        return tuple(document.xpath("//ol[contains(@class, 'wb-words')]/li/text()"))

    def begin(self, channel: str = "phone", day: date | None = None, **given: str) -> str:
        return self.post("binnen/nieuw/", {"channel": channel, **when(day or clock.today()), **given})

    def tell(self, **changed: str) -> str:
        return self.post("binnen/vragen/", TOLD | changed)

    def entered(self, channel: str = "phone", day: date | None = None, **changed: str) -> tuple[str, ...]:
        """All pages in turn, with everybody of the desk as readers; the words of the receipt."""
        self.begin(channel, day)
        self.post("binnen/lezers/")
        self.tell(**changed)
        self.post("binnen/nakijken/")
        assert self.path == "binnen/woorden/", self.text
        return self.words


def when(day: date) -> dict[str, str]:
    return {
        "received_on_day": str(day.day),
        "received_on_month": str(day.month),
        "received_on_year": str(day.year),
    }


@pytest.fixture(scope="module")
def town(database: None) -> Town:
    return make_tenant(cast=[*CAST, *GOVERNMENT])


@pytest.fixture
def fatima(town: Town) -> Desk:
    return Desk(town, "Fatima")


def case_of(town: Town, words: tuple[str, ...]) -> Case:
    reporter = actions.come_back(town.tenant.id, Receipt(words))
    assert reporter is not None
    with tenant_scope(town.tenant.id):
        return Case.objects.get(id=reporter.case_id)


@pytest.mark.req("R6")
@pytest.mark.parametrize("channel", ["phone", "visit", "post", "email"])
def test_what_came_in_by_any_way_becomes_a_case_with_its_day(town, fatima, channel):
    day = clock.today() - timedelta(days=3)
    words = fatima.entered(channel, day)
    assert len(words) == 8
    case = case_of(town, words)
    with tenant_scope(town.tenant.id):
        term = Term.objects.get(case=case, name="acknowledge")
        readers = set(Access.objects.filter(case=case).values_list("holder_alias", flat=True))
        assert Line.objects.filter(subject_id=case.id, verb="intake.enter").count() == 1
    assert (case.channel, case.entered_by) == (channel, town["Fatima"].staff.alias)
    assert case.received_at.astimezone(AMSTERDAM).date() == term.starts_on == day
    assert readers == {town[one].staff.alias for one in ("Fatima", "Joris")}


@pytest.mark.req("R6")
def test_the_words_are_shown_until_they_are_handed_over_and_then_nowhere(town, fatima):
    words = fatima.entered()
    fatima.get("binnen/woorden/")
    assert fatima.words == words
    assert "Jouw acht woorden" in fatima.get("binnen/woorden/papier/")
    assert fatima.words == words
    text = fatima.post("binnen/woorden/")
    assert "De woorden zijn nu alleen nog bij de melder" in text
    assert fatima.path == f"zaken/{case_of(town, words).code}/"
    fatima.page = fatima.client.get(fatima.url("binnen/woorden/"), follow=True)
    assert fatima.words == ()


@pytest.mark.req("R6")
def test_a_proof_of_receipt_says_the_day_and_nothing_that_opens_or_tells(town, fatima):
    day = clock.today() - timedelta(days=40)
    words = fatima.entered("post", day, story="De wethouder kreeg een keuken.")
    code = case_of(town, words).code
    assert "Druk een bewijs van ontvangst af" in fatima.text
    assert "Druk dat eerst af" in fatima.get("binnen/woorden/niet/")
    page = fatima.get("binnen/woorden/bewijs/")
    (paper,) = lxml.html.fromstring(fatima.page.content.decode()).xpath("//article")
    printed = paper.text_content()
    assert f"Op {full_day(day)} ontvingen wij een bericht, als brief." in " ".join(printed.split())
    assert town.tenant.name in printed
    # Neither the sheet nor what stands around it on the page. One of the words may be a word of the page: not all of them.
    for secret in (code, "keuken", "wethouder", " ".join(words)):
        assert secret not in page, secret
    assert fatima.words == ()
    for secret in (town.desk.name, "melding", "Fatima"):
        assert secret not in printed, secret
    joris = Desk(town, "Joris")
    joris.page = joris.client.get(joris.url("binnen/woorden/bewijs/"), follow=True)
    assert "Er is niets meer om in te voeren" in joris.text
    assert enter(town, "Hassan").get(fatima.url("binnen/woorden/bewijs/")).status_code == 404
    fatima.post("binnen/woorden/")
    fatima.page = fatima.client.get(fatima.url("binnen/woorden/bewijs/"), follow=True)
    assert "Er is niets meer om in te voeren" in fatima.text


@pytest.mark.req("R6")
def test_words_that_cannot_be_given_open_nothing_and_the_readers_see_why(town, fatima):
    reason = "De brief heeft geen afzender."
    words = fatima.entered("post")
    assert "niet naar het werk" in fatima.text
    code = case_of(town, words).code
    fatima.get("binnen/woorden/niet/")
    assert "Schrijf op waarom." in fatima.post("binnen/woorden/niet/", {"reason": " "})
    assert case_of(town, words)
    shown = fatima.post("binnen/woorden/niet/", {"reason": reason})
    assert fatima.path == f"zaken/{code}/"
    assert "De melder heeft geen acht woorden" in shown
    assert reason in shown
    assert "kon de acht woorden niet aan de melder geven" in shown
    assert actions.come_back(town.tenant.id, Receipt(words)) is None
    fatima.page = fatima.client.get(fatima.url("binnen/woorden/"), follow=True)
    assert fatima.words == ()


@pytest.mark.req("R6")
def test_who_keeps_themselves_out_leaves_why_the_words_could_not_be_given_to_the_readers(town, fatima):
    fatima.begin("email")
    fatima.tell()
    fatima.post("binnen/lezers/", {"struck": str(town["Fatima"].person_id)})
    fatima.post("binnen/nakijken/", {"knock_at": "noor@post.example", "agreed": "on"})
    case = case_of(town, fatima.words)
    assert "Bij de melding staat waarom" in fatima.post(
        "binnen/woorden/niet/", {"reason": "De mail kwam terug."}
    )
    assert fatima.path == "binnen/"
    assert "De mail kwam terug." in Desk(town, "Joris").get(f"zaken/{case.code}/")
    with tenant_scope(town.tenant.id):
        # No knock for somebody who cannot come.
        assert not Address.objects.filter(holder_alias__in=holders_of(case)).exists()


def holders_of(case: Case) -> list[Any]:
    return list(Grant.objects.filter(chest__owner_id=case.id).values_list("holder_alias", flat=True))


@pytest.mark.req("R6")
def test_words_that_the_reporter_changed_meanwhile_are_not_thrown_away(town, fatima):
    words = fatima.entered("phone")
    reporter = actions.come_back(town.tenant.id, Receipt(words))
    assert reporter is not None
    new = draw()
    change_words(reporter, words=new, came_with=mark_of_words(town.tenant.id, words))
    assert "De melder nam al nieuwe woorden" in fatima.post("binnen/woorden/niet/", {"reason": "Opgehangen."})
    assert case_of(town, new)


@pytest.mark.req("R6")
def test_beginning_anew_never_throws_away_words_that_nobody_has_yet(town, fatima):
    words = fatima.entered()
    for path in ("binnen/nieuw/", f"binnen/post/{uuid4()}/invoeren/"):
        assert "Geef eerst de acht woorden door" in fatima.post(path, {"channel": "phone"}), path
        assert fatima.path == "binnen/woorden/"
    assert "Geef eerst de acht woorden door" in fatima.begin()
    assert fatima.words == words
    assert case_of(town, words)
    fatima.post("binnen/woorden/")
    fatima.begin()
    assert fatima.path == "binnen/lezers/"


@pytest.mark.req("R6")
def test_who_enters_a_mail_second_loses_nothing(town, fatima):
    raw = b"From: noor@post.example\r\nSubject: Melding\r\n\r\nEen bericht.\r\n"
    take = {"desk_id": town.desk.id, "arrival": uuid4().bytes, "arrived_at": clock.now(), "raw": raw}
    mail.take(System(town.tenant.id), **take)
    with tenant_scope(town.tenant.id):
        waits = Mail.objects.get(arrival=take["arrival"])
    joris = Desk(town, "Joris")
    for one in (fatima, joris):
        one.post(f"binnen/post/{waits.id}/invoeren/")
        one.tell()
        one.post("binnen/lezers/")
    joris.post("binnen/nakijken/")
    assert len(joris.words) == 8
    assert "Een collega verwerkte dit bericht al" in fatima.post("binnen/nakijken/")
    assert fatima.page.status_code == 200
    assert "Een collega verwerkte dit bericht al" in fatima.post("binnen/nakijken/")
    fatima.post("binnen/nakijken/", {"zonder-mail": "1"})
    assert case_of(town, fatima.words) != case_of(town, joris.words)


@pytest.mark.req("R6")
def test_a_mail_of_which_no_case_came_still_opens(town, fatima):
    """Who reads changed since the page was shown, and then what was entered is thrown away: the mail waits, with its key."""
    raw = b"From: noor@post.example\r\nSubject: Melding\r\n\r\nEen bericht van Noor.\r\n"
    take = {"desk_id": town.desk.id, "arrival": uuid4().bytes, "arrived_at": clock.now(), "raw": raw}
    mail.take(System(town.tenant.id), **take)
    with tenant_scope(town.tenant.id):
        waits = Mail.objects.get(arrival=take["arrival"])
    fatima.post(f"binnen/post/{waits.id}/invoeren/")
    fatima.tell()
    fatima.post("binnen/lezers/")
    boss, reserve = town["Wietske"].opened, town["Marit"].person_id
    organisation.desk_member_add(boss, desk_id=town.desk.id, person_id=reserve)
    assert "Wie het kan lezen, is veranderd" in fatima.post("binnen/nakijken/")
    organisation.desk_member_add(boss, desk_id=town.desk.id, person_id=reserve, is_reserve=True)
    fatima.post("binnen/weggooien/")
    assert "Een bericht van Noor." in fatima.get(f"binnen/post/{waits.id}/")


@pytest.mark.req("R6")
def test_saving_twice_makes_one_case_with_one_receipt(town, fatima):
    fatima.begin()
    fatima.tell()
    fatima.post("binnen/lezers/")
    with tenant_scope(town.tenant.id):
        before = Case.objects.count()
    fatima.post("binnen/nakijken/")
    words = fatima.words
    fatima.post("binnen/nakijken/")
    assert fatima.words == words
    with tenant_scope(town.tenant.id):
        assert Case.objects.count() == before + 1


@pytest.mark.req("R6", "R14", "C19")
@pytest.mark.parametrize(
    ("channel", "behalf", "laid"),
    [
        ("phone", "self", True),
        ("visit", "", True),
        ("post", "self", False),
        ("email", "", False),
        ("post", "other", True),
    ],
)
def test_what_the_reporter_did_not_write_is_laid_before_them(town, fatima, channel, behalf, laid):
    words = fatima.entered(channel, behalf=behalf)
    reporter = actions.come_back(town.tenant.id, Receipt(words))
    assert reporter is not None
    with tenant_scope(town.tenant.id):
        found = list(Account.objects.filter(case_id=reporter.case_id))
        shown = queries.progress(reporter)
    assert shown.report["story"] == STORY
    assert [(one.state, one.written_by) for one in found] == (
        [("offered", town["Fatima"].staff.alias)] if laid else []
    )


@pytest.mark.req("R6")
def test_who_enters_it_may_keep_themselves_out_and_is_told_before(town, fatima):
    fatima.begin()
    fatima.tell()
    assert "dan zie je de melding hierna niet meer terug" in fatima.get("binnen/lezers/")
    fatima.post("binnen/lezers/", {"struck": str(town["Fatima"].person_id)})
    assert "Jij leest het niet. Na de acht woorden zie je er niets meer van terug." in fatima.get(
        "binnen/nakijken/"
    )
    fatima.post("binnen/nakijken/")
    words = fatima.words
    fatima.post("binnen/woorden/")
    assert fatima.path == "binnen/"
    case = case_of(town, words)
    assert fatima.client.get(fatima.url(f"zaken/{case.code}/")).status_code == 404
    with tenant_scope(town.tenant.id):
        readers = set(Access.objects.filter(case=case).values_list("holder_alias", flat=True))
    # One of the desk is left, so the reserve reads too.
    assert readers == {town[one].staff.alias for one in ("Joris", "Marit")}


@pytest.mark.req("R6", "R10")
def test_who_enters_it_never_reads_it_as_good_as_alone(town, fatima):
    fatima.begin()
    fatima.tell()
    both = [str(town[one].person_id) for one in ("Joris", "Marit")]
    assert "dan lees jij het bijna alleen" in fatima.post("binnen/lezers/", {"struck": both})
    assert fatima.page.status_code == 200
    # Nothing goes past the page either: nobody reads what would be hers alone.
    fatima.post("binnen/nakijken/")
    assert fatima.words == ()
    assert "Er blijft niemand over" in fatima.text
    fatima.post("binnen/lezers/", {"struck": both[:1]})
    fatima.post("binnen/nakijken/")
    case = case_of(town, fatima.words)
    with tenant_scope(town.tenant.id):
        readers = set(Access.objects.filter(case=case).values_list("holder_alias", flat=True))
    assert readers == {town[one].staff.alias for one in ("Fatima", "Marit")}


@pytest.mark.req("R6", "R10")
def test_whom_it_is_about_gets_nothing_of_what_is_entered(town, fatima):
    fatima.begin()
    fatima.tell(who_subject="Joris van Dam")
    fatima.post("binnen/lezers/")
    fatima.post("binnen/nakijken/")
    case = case_of(town, fatima.words)
    with tenant_scope(town.tenant.id):
        assert not Access.objects.filter(case=case, holder_alias=town["Joris"].staff.alias).exists()
        assert KeptOut.objects.filter(case=case).exists()
    joris = enter(town, "Joris")
    assert joris.get(f"/{town.tenant.slug}/zaken/{case.code}/").status_code == 404


@pytest.mark.req("R6")
def test_a_name_that_is_like_a_reader_s_is_asked_about(town, fatima):
    fatima.begin()
    fatima.tell(who_subject="Joris")
    page = fatima.get("binnen/lezers/")
    assert "Bedoelt de melder Joris" in page
    fatima.post("binnen/lezers/", {f"meant_{town['Joris'].person_id}": "no"})
    fatima.post("binnen/nakijken/")
    with tenant_scope(town.tenant.id):
        case = case_of(town, fatima.words)
        assert Access.objects.filter(case=case, holder_alias=town["Joris"].staff.alias).exists()


@pytest.mark.req("R6")
def test_the_original_of_a_letter_goes_along_sealed(town, fatima):
    fatima.begin("post")
    fatima.tell()
    fatima.post("binnen/lezers/")
    scan = SimpleUploadedFile("brief.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))
    page = fatima.post("binnen/bestanden/", {"bestand": scan, "voeg-toe": "1"})
    assert "brief.doc" in page
    assert "Gaat mee zoals het is" in page
    fatima.post("binnen/nakijken/")
    reporter = actions.come_back(town.tenant.id, Receipt(fatima.words))
    with tenant_scope(town.tenant.id):
        assert [one.name for one in queries.progress(reporter).files] == ["brief.doc"]


@pytest.mark.req("R5", "R6")
def test_an_address_is_left_only_when_the_reporter_agreed(town, fatima):
    fatima.begin()
    fatima.tell()
    fatima.post("binnen/lezers/")
    page = fatima.post("binnen/nakijken/", {"knock_at": "noor@post.example"})
    assert "Vraag het eerst aan de melder" in page
    page = fatima.post("binnen/nakijken/", {"knock_at": "geen adres", "agreed": "on"})
    assert "Dit is geen e-mailadres" in page
    fatima.post("binnen/nakijken/", {"knock_at": "noor@post.example", "agreed": "on"})
    reporter = actions.come_back(town.tenant.id, Receipt(fatima.words))
    with tenant_scope(town.tenant.id):
        left = Address.objects.get(holder_alias=reporter.alias)
        assert b"noor@post.example" not in bytes(left.sealed_address)


@pytest.mark.req("R6")
def test_a_reporter_who_called_gets_a_mail_that_there_is_an_answer_and_no_word_of_it(town, fatima):
    fatima.begin()
    fatima.tell()
    fatima.post("binnen/lezers/")
    fatima.post("binnen/nakijken/", {"knock_at": "sem@post.example", "agreed": "on"})
    case, words = case_of(town, fatima.words), fatima.words
    joris = Desk(town, "Joris")
    joris.post(f"zaken/{case.code}/antwoord/", {"body": "Op welke maandag was dat?"})
    with smtp() as server:
        go_round(town.tenant.id)
    (sent,) = server.sent_to("sem@post.example")
    # All that left the building: the one text that every knock has, and headers of which none tells more.
    body = sent.get_body()
    assert body is not None
    assert body.get_content().split() == TEXTS["nl"].body.split()
    assert sent["Subject"] == TEXTS["nl"].subject
    headers = "\n".join(f"{name}: {value}" for name, value in sent.items())
    for secret in (case.code, "maandag", "Joris", "overleg", town.tenant.name, town.desk.name):
        assert secret not in headers, secret
    # What the mail speaks of stands where the words lead to.
    reporter = actions.come_back(town.tenant.id, Receipt(words))
    with tenant_scope(town.tenant.id):
        assert [one.body for one in queries.progress(reporter).talk.leaf][-1] == "Op welke maandag was dat?"


@pytest.mark.req("R6")
@pytest.mark.parametrize(
    ("days", "sentence"),
    [(1, "Deze dag moet nog komen"), (-400, "meer dan een jaar geleden")],
)
def test_a_day_that_cannot_be_meant_is_refused_with_a_sentence(fatima, days, sentence):
    page = fatima.post("binnen/nieuw/", {"channel": "post", **when(clock.today() + timedelta(days=days))})
    assert sentence in page


@pytest.mark.req("R4", "R6")
def test_who_gives_a_name_is_asked_for_it_and_it_lies_apart(town, fatima):
    fatima.begin()
    fatima.post("binnen/lezers/")
    page = fatima.tell(openness="confidential")
    assert "Vul de naam in, of kies ‘zonder mijn naam’." in page
    fatima.tell(openness="confidential", name="Noor Visser", contact="06 12345678")
    fatima.post("binnen/nakijken/")
    words = fatima.words
    reporter = actions.come_back(town.tenant.id, Receipt(words))
    with tenant_scope(town.tenant.id):
        assert queries.progress(reporter).identity == "given"
    fatima.post("binnen/woorden/")
    assert "Noor Visser" not in fatima.get(f"zaken/{case_of(town, words).code}/")


def test_nothing_that_was_entered_lies_readable(town, fatima):
    fatima.begin()
    fatima.tell(story="Een zin die nergens te lezen mag zijn.")
    with tenant_scope(town.tenant.id):
        rows = [bytes(one.sealed_content) for one in Draft.objects.all()]
    assert not any(b"nergens te lezen" in one for one in rows)


def test_what_was_typed_stays_when_another_page_is_opened(fatima):
    fatima.begin()
    fatima.post("binnen/lezers/")
    fatima.post("binnen/vragen/", {"story": "Nog niet af.", "naar": fatima.url("binnen/")})
    assert fatima.path == "binnen/"
    assert "Je bent nog iets aan het invoeren" in fatima.text
    assert "Nog niet af." in fatima.get("binnen/vragen/")


def test_what_is_thrown_away_is_gone(town, fatima):
    fatima.begin()
    fatima.tell()
    fatima.post("binnen/weggooien/")
    assert "Weggegooid" in fatima.text
    page = fatima.client.get(fatima.url("binnen/vragen/"), follow=True)
    assert "Er is niets meer om in te voeren" in page.content.decode()


@pytest.mark.req("R6")
def test_only_who_stands_at_a_desk_enters_and_only_for_that_one(town):
    for one in ("Hassan", "Wietske", "Samira"):
        client = enter(town, one)
        for path in ("", "nieuw/", "vragen/", "lezers/", "woorden/"):
            answer = client.post(f"/{town.tenant.slug}/binnen/{path}", {"channel": "phone"})
            assert answer.status_code in (404, 405), (one, path)
    organisation.desk_add(
        town["Wietske"].opened,
        texts=organisation.DeskTexts("ander", "Ander meldpunt", "", ["conduct"]),
    )
    with tenant_scope(town.tenant.id):
        assert [one.slug for one in entering.desks_for(town["Fatima"].staff, "phone")] == [town.desk.slug]
        assert entering.desks_for(town["Fatima"].staff, "conversation") == []


@pytest.mark.req("R13")
def test_a_talk_with_the_mayor_is_read_by_whom_she_names_alone(town):
    mayor = Desk(town, MAYOR)
    assert "Alleen wie jij kiest, leest het" in mayor.get("binnen/gesprek/")
    mayor.post("binnen/gesprek/", when(clock.today()))
    mayor.tell()
    page = mayor.get("binnen/lezers/")
    assert "Kies ten minste twee mensen" in page
    page = mayor.post("binnen/lezers/", {"named": str(town["Fatima"].person_id)})
    assert "één lezer kan ziek worden" in page
    named = [str(town[one].person_id) for one in ("Fatima", "Marit")]
    mayor.post("binnen/lezers/", {"named": named})
    assert mayor.path == "binnen/bestanden/"
    mayor.post("binnen/nakijken/")
    case = case_of(town, mayor.words)
    with tenant_scope(town.tenant.id):
        readers = set(Access.objects.filter(case=case).values_list("holder_alias", flat=True))
        assert Account.objects.filter(case=case, state="offered").exists()
    assert (case.channel, case.entered_by) == ("conversation", town[MAYOR].staff.alias)
    assert readers == {town[one].staff.alias for one in ("Fatima", "Marit")}
    # Not the rest of the desk, and not who recorded it.
    for one in ("Joris", MAYOR):
        assert enter(town, one).get(f"/{town.tenant.slug}/zaken/{case.code}/").status_code == 404


@pytest.mark.req("R13")
def test_nobody_else_records_a_talk(town):
    for one in ("Fatima", "Hassan", "Samira"):
        assert enter(town, one).get(f"/{town.tenant.slug}/binnen/gesprek/").status_code == 404


MAYOR = next(one.first_name for one in GOVERNMENT if "mayor" in one.roles)


@pytest.mark.req("C19")
def test_wrongdoing_that_is_entered_stands_in_the_register(town, fatima):
    words = fatima.entered("phone", kind="wrongdoing")
    with tenant_scope(town.tenant.id):
        assert RegisterEntry.objects.filter(case=case_of(town, words)).exists()
