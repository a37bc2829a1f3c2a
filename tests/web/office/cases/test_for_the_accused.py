"""What the desk does for whoever is accused, through its pages: a contact person, help that is offered again, the letter,
their good name, and a complaint about the inquiry that arrives (C18). Beside each: for who is not in the case it is not there.
"""

from __future__ import annotations

from datetime import timedelta

import lxml.html
import pytest
from django.utils.formats import date_format
from tests.cases.test_accused import WORDS, letter
from tests.cases.test_guests import come_back, to_be
from tests.filed import (
    NOTICE,
    STORY,
    assessment,
    bring,
    file_report,
    let_know,
    name_contact,
    say_yes,
    subject_of,
)
from tests.people import make_tenant, token_of
from tests.reporter import Reporter
from tests.web.office.cases.test_pages import Desk, words
from tests.web.reporter.test_walk import cases_of, new_case, who_may_read

from weerbaar.audit.acts import System
from weerbaar.audit.models import Line
from weerbaar.cases import actions, deciding, guests, subjects, triage
from weerbaar.cases.check_ins import ask, due
from weerbaar.cases.models import ClosingLetter, Rehabilitation
from weerbaar.database.scope import tenant_scope
from weerbaar.ground import clock
from weerbaar.ground.errors import RefusedError
from weerbaar.intake import checking_in
from weerbaar.intake.accused import answer_rehabilitation
from weerbaar.intake.actions import write as reporter_writes
from weerbaar.intake.checking_in import CheckInAnswer
from weerbaar.organisation import actions as organisation
from weerbaar.organisation.models import Desk as Place
from weerbaar.organisation.models import DeskMember, Role

CONTACT = {"reach": "Bel mij op 06 12345678.", "reason": "Kent het werk, en onderzoekt niet."}
COMPLAINT = (
    ("verhaal", {"story": "Niemand vroeg mij wat er gebeurde."}),
    ("jij", {"capacity": "employee"}),
    ("je-naam", {"openness": "anonymous"}),
)


@pytest.fixture(scope="module")
def town(database):
    return make_tenant()


@pytest.fixture(scope="module")
def desk(town):
    """Signed-in people by first name, each with a browser of their own."""
    kept = {who: Desk(town, who) for who in ("Fatima", "Ruben")}
    return kept.__getitem__


@pytest.fixture
def filed(town):
    """A case whose subject had the notice and was heard, by the verbs of the desk."""
    made, fatima = file_report(town, name="Noor Visser"), town["Fatima"].opened
    party = subject_of(made)
    actions.acknowledge(fatima, code=made.code, body="Je melding is binnen.")
    subjects.announce(fatima, code=made.code, party_id=party, body="Wat mag niet in het bericht?")
    subjects.tell_subject(fatima, code=made.code, party_id=party, text=NOTICE, reason="Hij gaat met verlof.")
    subjects.record_hearing(
        fatima,
        code=made.code,
        party_id=party,
        heard_on=clock.today(),
        how="meeting",
        said="Het was een grap.",
    )
    return made


def told_only(town):
    """A case whose subject had the notice, and was not heard."""
    made, fatima = file_report(town), town["Fatima"].opened
    party = subject_of(made)
    actions.acknowledge(fatima, code=made.code, body="Je melding is binnen.")
    subjects.announce(fatima, code=made.code, party_id=party, body="Wat mag niet in het bericht?")
    subjects.tell_subject(fatima, code=made.code, party_id=party, text=NOTICE, reason="Hij gaat met verlof.")
    return made


@pytest.fixture
def page(filed):
    """The address of the page of whoever it is about."""
    return f"zaken/{filed.code}/betrokkene/{subject_of(filed)}/"


@pytest.fixture
def decided(town, filed):
    """The same, of which it stands what came out, and nobody heard yet."""
    fatima = town["Fatima"].opened
    triage.assess(fatima, code=filed.code, given=assessment())
    name_contact(fatima, filed.case)
    deciding.record_outcome(fatima, code=filed.code, outcome="not_established", reason="Beiden zijn gehoord.")
    return filed


@pytest.fixture
def concluded(town, decided):
    """The same, of which the reporter heard it."""
    bring(town["Fatima"].opened, decided, "answered")
    return decided


@pytest.fixture
def bram(town, filed):
    """Whoever it is about, with a page of their own by words that the desk gave: who came back, and the words."""
    given = words_for(town, filed)
    return come_back(town, given), given


def words_for(town, filed):
    """Give whoever it is about a page of their own."""
    given = to_be("subject", who="Leidinggevende", last_day=None, party_id=subject_of(filed))
    guests.let_in_guest(town["Fatima"].opened, code=filed.code, given=given)
    return given


@pytest.fixture
def their_page(faces, town):
    """A browser at the page of somebody who came back with the words that they were given."""
    opened = []

    def come(given, at=town):
        opened.append(Reporter(faces.reporter, at.tenant.slug))
        return opened[-1].send("terug/", {"words": " ".join(given.words)})

    yield come
    for one in opened:
        one.http.close()


def give_letter(desk, page, form):
    """Send the letter, read it as the accused gets it, and give it."""
    path = f"{page}eindbrief/"
    first = desk.post(path, form)
    read = lxml.html.fromstring(first.content.decode()).xpath("//input[@name='read'][@value]/@value")
    return desk.post(path, form | {"read": read[0]}) if first.status_code == 200 and read else first


def links(desk, path) -> list[str]:
    found = lxml.html.fromstring(desk.get(path).content.decode())
    return found.xpath("//main//a/@href")


@pytest.mark.req("C18")
def test_a_contact_person_is_named_with_how_to_reach_them(town, desk, filed, page):
    fatima, joris = desk("Fatima"), town["Joris"]
    form = CONTACT | {"person": str(joris.person_id)}
    refused = fatima.post(f"{page}contactpersoon/", form | {"reason": ""})
    assert refused.status_code == 200
    assert "Bel mij op 06 12345678." in refused.content.decode()
    assert "Deze persoon heeft nog geen contactpersoon." in fatima.text(page)
    assert fatima.post(f"{page}contactpersoon/", form).status_code == 302
    text = fatima.text(page)
    assert "Deze persoon heeft nog geen contactpersoon." in text
    assert f"{joris.staff.name} is op" in text
    say_yes(joris, filed.case, "Bel mij op 06 12345678.")
    text = fatima.text(page)
    assert joris.staff.name in text
    assert "Bel mij op 06 12345678." in text
    assert f"Contactpersoon: {joris.staff.name}." in fatima.text(f"zaken/{filed.code}/")
    ruben = desk("Ruben")
    assert ruben.post(f"{page}contactpersoon/", form).status_code == 404
    assert ruben.get(page).status_code == 404


@pytest.mark.req("C18")
def test_who_began_the_inquiry_or_decides_is_told_apart_where_a_contact_person_is_chosen(
    town, desk, filed, page
):
    """Fatima is there for the reporter; Joris records what came out."""
    fatima, joris = town["Fatima"].opened, town["Joris"].opened
    triage.assess(fatima, code=filed.code, given=assessment())
    name_contact(fatima, filed.case)
    assert "begon het onderzoek of besluit" not in desk("Fatima").text(f"{page}contactpersoon/")
    deciding.record_outcome(joris, code=filed.code, outcome="not_established", reason="Beiden zijn gehoord.")
    text = desk("Fatima").text(f"{page}contactpersoon/")
    assert f"{town['Joris'].staff.function} (begon het onderzoek of besluit)" in text
    assert "Kies liever iemand anders" in text


@pytest.mark.req("C18")
def test_the_notice_that_they_were_given_stands_on_their_page(town, filed, their_page):
    told = their_page(words_for(town, filed)).text
    day = date_format(clock.today(), "j F Y")
    assert f"Dit bericht kreeg je op {day}:" in told, "a day as people say it"
    assert " ".join(NOTICE.split())[:60] in " ".join(told.split())
    assert "Het was een grap." not in told, "what was written down of what they said was not told to them"


@pytest.mark.req("C18")
@pytest.mark.parametrize("is_first", [True, False])
def test_how_to_reach_them_stands_on_the_page_of_the_accused_whenever_they_were_named(
    town, desk, filed, their_page, is_first
):
    """Also who was named before that page was there, and on the page of words that took the place of others."""

    def name():
        form = CONTACT | {"person": str(town["Joris"].person_id)}
        path = f"zaken/{filed.code}/betrokkene/{subject_of(filed)}/contactpersoon/"
        assert desk("Fatima").post(path, form).status_code == 302
        say_yes(town["Joris"], filed.case, "Bel mij op 06 12345678.")

    def reaches(given) -> bool:
        text = their_page(given).text
        assert "Hoe je die bereikt, staat bij de berichten hieronder." in text
        return "Bel mij op 06 12345678." in text

    if is_first:
        name()
    given = words_for(town, filed)
    if not is_first:
        name()
    assert reaches(given)
    guests.withdraw_guest(town["Fatima"].opened, code=filed.code, guest_id=given.id, reason="Kwijt.")
    assert reaches(words_for(town, filed))


@pytest.mark.req("C18")
def test_help_is_offered_again_and_the_desk_reads_what_they_said(town, desk, filed, page, bram):
    fatima, case = desk("Fatima"), f"zaken/{filed.code}/"
    ref, _given = bram
    assert "Nog geen antwoord" in fatima.text(page)
    checking_in.check_in_now(ref, given=CheckInAnswer("no"))
    text = fatima.text(page)
    assert "Wil nu geen hulp" in text
    assert "Wij bieden het weer aan op" in text
    with clock.stopped_at(clock.now() + timedelta(days=100)):
        with tenant_scope(town.tenant.id):
            waiting = due(clock.today(), 50)
        for one in waiting:
            ask(System(town.tenant.id), check_in_id=one)
        checking_in.check_in_now(ref, given=CheckInAnswer("yes", wish="Bel mij na zes uur."))
        later = Desk(town, "Joris")
        assert f"/{case}#betrokkenen" in later.get().content.decode()
        told = lxml.html.fromstring(later.get(case).content.decode())
        [own], [protected] = told.xpath("//*[@id='betrokkenen']"), told.xpath("//*[@id='bescherming']")
        assert "Bel mij na zes uur." in own.text_content()
        assert "Wil hulp" not in protected.text_content()
        # Who only read it did not call them: it stays until one of them says that it was done.
        assert f"/{case}#betrokkenen" in later.get().content.decode()
        [done] = [one for one in links(later, page) if "/hulp/" in one]
        done = done.removeprefix(f"/{town.tenant.slug}/")
        assert Desk(town, "Ruben").post(done, {}).status_code == 404
        assert later.post(done, {}).status_code == 302
        for who in (later, Desk(town, "Fatima")):
            assert f"/{case}#betrokkenen" not in who.get().content.decode()
        assert "legde vast dat gedaan is wat iemand vroeg" in later.text(case)
        assert not [one for one in links(later, page) if "/hulp/" in one]
        assert "Iemand zei al dat dit is gedaan" in words(later.post(done, {}))
    assert desk("Ruben").get(page).status_code == 404


@pytest.mark.req("C18")
def test_what_was_written_down_of_what_they_said_is_laid_before_them_without_anybody_in_it(
    town, desk, filed, page, their_page
):
    fatima, show = desk("Fatima"), f"{page}voorleggen/"
    assert "Deze persoon heeft geen eigen pagina. Geef het verslag op papier." in fatima.text(page)
    assert "Geef het verslag op papier." in words(fatima.post(show, {"text": "Het was een grap."}))
    given = words_for(town, filed)
    accused = their_page(given)
    assert "Je vertelde ons jouw kant op" in accused.text
    assert "krijg je nog te lezen" in accused.text
    assert any(one.endswith("/voorleggen/") for one in links(fatima, page))
    assert "Het was een grap." in fatima.text(show)
    for wrong in (f"Het was een grap. {STORY}", "Het was een grap. Noor Visser weet dat."):
        assert "Eén ding klopt nog niet" in words(fatima.post(show, {"text": wrong}))
    accused.open("mijn-pagina/")
    assert "Het was een grap." not in accused.text
    assert fatima.post(show, {"text": "Het was een grap, zei je."}).status_code == 302
    accused.open("mijn-pagina/")
    assert "Dit schreven wij op van wat je ons vertelde op" in accused.text
    assert "Het was een grap, zei je." in accused.text
    assert "staat bij de berichten hieronder" in accused.text
    assert "krijg je nog te lezen" not in accused.text
    # Once: the same again only when more was written down, and then all of it.
    assert "Dit ligt al op de eigen pagina" in fatima.text(page)
    assert "Dit ligt al op de eigen pagina" in words(fatima.post(show, {"text": "Nog eens."}))
    subjects.record_hearing(
        town["Fatima"].opened,
        code=filed.code,
        party_id=subject_of(filed),
        heard_on=clock.today(),
        how="phone",
        said="Ik bood mijn excuses aan.",
    )
    assert "Ik bood mijn excuses aan." in fatima.text(show)
    # On the page of words that took the place of others it stands too.
    guests.withdraw_guest(town["Fatima"].opened, code=filed.code, guest_id=given.id, reason="Kwijt.")
    assert "Het was een grap, zei je." in their_page(words_for(town, filed)).text
    ruben = desk("Ruben")
    assert ruben.get(show).status_code == 404
    assert ruben.post(show, {"text": "Zo."}).status_code == 404


@pytest.mark.req("C18")
def test_nothing_is_laid_before_them_that_was_not_recorded(town, desk):
    made = told_only(town)
    words_for(town, made)
    show = f"zaken/{made.code}/betrokkene/{subject_of(made)}/voorleggen/"
    assert "Leg eerst vast wat deze persoon zei." in desk("Fatima").text(show)
    assert "Leg eerst vast wat deze persoon zei." in words(desk("Fatima").post(show, {"text": "Zo."}))


@pytest.mark.req("C16", "C18")
def test_the_reporter_hears_what_came_out_before_the_letter_is_given(town, desk, decided):
    fatima, page = desk("Fatima"), f"zaken/{decided.code}/betrokkene/{subject_of(decided)}/"
    first = "Vertel het eerst de melder. Die hoort het als eerste."
    assert first in fatima.text(f"{page}eindbrief/")
    given = give_letter(fatima, page, {"outcome": "not_established", "text": letter()})
    assert first in words(given)
    bring(town["Fatima"].opened, decided, "answered")
    assert first not in fatima.text(f"{page}eindbrief/")
    assert give_letter(fatima, page, {"outcome": "not_established", "text": letter()}).status_code == 302


@pytest.mark.req("C18")
def test_their_page_says_how_far_it_is_and_nothing_of_what_the_reporter_does(
    town, desk, concluded, page, their_page
):
    accused = their_page(words_for(town, concluded))
    far = far_of(accused)
    assert [one.partition(" op ")[0] for one in far[:2]] == ["Je kreeg bericht", "Je vertelde ons jouw kant"]
    assert far[3:] == [
        "De zaak loopt nog.",
        "Wat wel en niet is vastgesteld, lees je aan het eind in een brief.",
    ]
    reporter_writes(concluded.reporter, body="Er is nog iets gebeurd.")
    accused.open("mijn-pagina/")
    assert far_of(accused) == far
    form = {"outcome": "not_established", "text": letter()}
    assert give_letter(desk("Fatima"), page, form).status_code == 302
    accused.open("mijn-pagina/")
    assert far_of(accused)[3:] == [
        "De zaak loopt nog.",
        "Je kreeg een brief over wat wel en niet is vastgesteld.",
    ]


@pytest.mark.req("C18")
def test_who_was_not_heard_reads_that_and_that_they_still_can_be(town, their_page):
    made, fatima = told_only(town), town["Fatima"].opened
    given = words_for(town, made)
    accused = their_page(given)
    assert "Wij hoorden jouw kant nog niet. Je kunt die hieronder al vertellen." in far_of(accused)
    reason = "Hij wil niet."
    subjects.waive_hearing(fatima, code=made.code, party_id=subject_of(made), reason=reason)
    accused.open("mijn-pagina/")
    assert any("Er ligt vast dat wij je kant niet hoorden." in one for one in far_of(accused))
    assert reason not in accused.text


def far_of(accused) -> list[str]:
    told = accused.find("//section[@aria-labelledby='hoe-ver']//li")
    return [" ".join(one.text_content().split()) for one in told]


@pytest.mark.req("C18")
def test_their_page_says_which_help_was_offered_what_they_said_and_how_to_ask_for_it(
    town, desk, filed, page, their_page
):
    accused, fatima, ask_page = (
        their_page(words_for(town, filed)),
        desk("Fatima"),
        "mijn-pagina/hoe-gaat-het/",
    )

    def offered() -> list[str]:
        accused.open("mijn-pagina/")
        told = accused.find("//section[@aria-labelledby='hulp']//li")
        return [" ".join(one.text_content().split()) for one in told]

    [first] = offered()
    assert first.startswith("Aangeboden op ")
    assert first.endswith("Je kunt nog antwoorden.")
    accused.send(ask_page, {"said": "no"})
    [first] = offered()
    assert first.endswith("Jij zei: Nu niet. Vraag het later nog eens.")
    assert "Wij vragen het weer op" in accused.text
    # They need not wait for that day.
    accused.open(ask_page)
    assert "Ik wil nu hulp" in accused.text
    accused.send(ask_page, {"nu": "1"})
    assert accused.path == ask_page
    accused.send(ask_page, {"said": "yes", "wish": "Bel mij na zes uur."})
    assert offered()[1].endswith("Wie de zaak behandelt, weet dit en neemt contact op.")
    assert "Bel mij na zes uur." in fatima.text(page)
    [note] = [one for one in links(fatima, page) if "/hulp/" in one]
    assert fatima.post(note.removeprefix(f"/{town.tenant.slug}/"), {}).status_code == 302
    assert "Wij legden vast dat dit is gedaan." in offered()[1]
    # Whoever said stop asks again in the same way.
    accused.send(ask_page, {"nu": "1"}).send(ask_page, {"stop": "1"})
    accused.send(ask_page, {"nu": "1"})
    assert "Zeg of je hulp wilt" in accused.open("mijn-pagina/").text


def test_whoever_is_not_accused_asks_for_no_help_in_this_way(town, filed, their_page):
    given = to_be("witness", last_day=None)
    guests.let_in_guest(town["Fatima"].opened, code=filed.code, given=given)
    sem = come_back(town, given)
    with pytest.raises(RefusedError):
        checking_in.ask_for_help(sem)
    assert "Ik wil nu hulp" not in their_page(given).open("mijn-pagina/hoe-gaat-het/").text


@pytest.mark.req("C18")
def test_who_has_no_page_of_their_own_is_offered_help_by_a_person(desk, filed, page):
    fatima = desk("Fatima")
    assert "Bied zelf hulp aan" in fatima.text(page)
    assert any(one.endswith(f"/zaken/{filed.code}/eigen-woorden/") for one in links(fatima, page))


@pytest.mark.req("C18")
def test_the_letter_names_nobody_else_is_given_once_and_printed(town, desk, concluded, page):
    fatima = desk("Fatima")
    assert any(one.endswith(f"{page}eindbrief/") for one in links(fatima, page))
    [proposed] = lxml.html.fromstring(fatima.get(f"{page}eindbrief/").content.decode()).xpath("//textarea")
    assert proposed.text.strip().splitlines()[-2:] == [town["Fatima"].staff.name, town.tenant.name]
    form = {"outcome": "not_established", "text": letter("\nTot slot: bel gerust.")}
    for wrong in ("\nNoor Visser zei het niet. Tot slot.", f"\nEr staat: {STORY} Tot slot."):
        refused = words(give_letter(fatima, page, form | {"text": letter(wrong)}))
        assert "Tot slot." in refused
        assert "Eén ding klopt nog niet" in refused
    assert fatima.get(f"{page}eindbrief/afdruk/").status_code == 404
    writing = fatima.text(f"{page}eindbrief/")
    assert ("Lees de brief na" in writing, "Leg de brief vast" in writing) == (True, False)
    first = words(fatima.post(f"{page}eindbrief/", form))
    assert ("Lees de brief na" in first, "Leg de brief vast" in first) == (False, True)
    assert "Lees de brief voor je hem geeft" in first
    assert "Tot slot: bel gerust." in first
    assert fatima.get(f"{page}eindbrief/afdruk/").status_code == 404, "nothing was given yet"
    assert "Tot slot: bel gerust." in fatima.text(f"{page}eindbrief/"), "what was typed is there to change"
    assert give_letter(fatima, page, form).status_code == 302
    for shown in (fatima.text(f"zaken/{concluded.code}/"), fatima.text(page)):
        assert "Brief gegeven op" in shown
        assert "niet vastgesteld." in shown
    printed = fatima.text(f"{page}eindbrief/afdruk/")
    assert "De uitkomst van de melding over uw handelen" in printed
    assert "Tot slot: bel gerust." in printed
    text = fatima.text(page)
    assert "Tot slot: bel gerust." in text
    assert "Geef de brief over wat is vastgesteld" not in text
    assert give_letter(fatima, page, form | {"text": letter()}).status_code == 200
    with tenant_scope(concluded.case.tenant_id):
        assert ClosingLetter.objects.filter(case=concluded.case).count() == 1
    for path in ("eindbrief/", "eindbrief/afdruk/"):
        assert desk("Ruben").get(f"{page}{path}").status_code == 404
    assert desk("Ruben").post(f"{page}eindbrief/", form).status_code == 404


@pytest.mark.req("C18")
def test_before_a_letter_is_given_is_asked_what_may_tell_who_reported(desk, concluded, page):
    fatima = desk("Fatima")
    form = {
        "outcome": "not_established",
        "text": letter("\nDe bouwadviseur was er ook. Tot slot: bel gerust."),
    }
    first = words(fatima.post(f"{page}eindbrief/", form))
    assert "‘bouwadviseur’. Hier staat een functie of een team." in first
    assert give_letter(fatima, page, form).status_code == 302


@pytest.mark.req("C18")
def test_why_there_is_no_letter_stands_with_the_decisions(desk, concluded, page):
    fatima = desk("Fatima")
    assert "Schrijf op waarom." in words(fatima.post(f"{page}eindbrief/niet/", {"reason": ""}))
    assert fatima.post(f"{page}eindbrief/niet/", {"reason": "Verhuisd, zonder adres."}).status_code == 302
    assert "Verhuisd, zonder adres." in fatima.text(f"zaken/{concluded.code}/")
    assert "Er komt geen brief. De reden staat bij de besluiten." in fatima.text(page)
    assert desk("Ruben").post(f"{page}eindbrief/niet/", {"reason": "Zo."}).status_code == 404


@pytest.mark.req("C18")
def test_a_good_name_is_mended_in_words_that_they_agreed_to_and_it_says_who_heard_it(desk, concluded, page):
    fatima, today, told = desk("Fatima"), clock.today(), f"{page}eerherstel/"
    assert any(one.endswith(told) for one in links(fatima, page))
    assert "Schrijf op wie dit te horen krijgt." in words(fatima.post(told, {"words": WORDS, "whom": ""}))
    assert fatima.post(told, {"words": WORDS, "whom": "Het team\nDe leidinggevende"}).status_code == 302
    assert "Wat zei de betrokkene?" in fatima.text(told)
    changed = {"state": "changed", "said": "Zeg ook dat ik werd gehoord."}
    assert fatima.post(told, changed).status_code == 302
    assert "Zeg ook dat ik werd gehoord." in fatima.text(told)
    assert fatima.post(told, {"words": WORDS, "whom": "Het team\nDe leidinggevende"}).status_code == 302
    assert fatima.post(told, {"state": "agreed"}).status_code == 302
    day = {"day_day": str(today.day), "day_month": str(today.month), "day_year": str(today.year)}
    for who in ("Het team", "De leidinggevende"):
        assert f"Op welke dag hoorde {who} het?" in fatima.text(told)
        assert fatima.post(told, day).status_code == 302
    text = fatima.text(told)
    assert "Iedereen op de lijst heeft het gehoord." in text
    assert WORDS in text
    assert "Het team: " in text
    with tenant_scope(concluded.case.tenant_id):
        state = Rehabilitation.objects.get(case=concluded.case).get_state_display()
    assert state in fatima.text(page)
    assert desk("Ruben").get(told).status_code == 404
    assert desk("Ruben").post(told, {"words": WORDS, "whom": "Het team"}).status_code == 404


@pytest.mark.req("C18")
def test_what_they_said_of_the_words_is_seen_in_the_case_and_the_next_step_says_so(
    town, desk, concluded, page, bram
):
    fatima, told, case = desk("Fatima"), f"{page}eerherstel/", f"zaken/{concluded.code}/"
    assert "Eerherstel: woorden en wie ze hoort" in fatima.text(case)
    assert fatima.post(told, {"words": WORDS, "whom": "Het team"}).status_code == 302
    assert "Eerherstel: Ligt bij de betrokkene." in fatima.text(case)
    visitor, _given = bram
    answer_rehabilitation(visitor, state="changed", said="Noem mijn functie niet.")
    text = fatima.text(case)
    assert "Eerherstel: De betrokkene wil andere woorden." in text
    assert "Lees wat deze persoon anders wil, en stel nieuwe woorden voor" in text
    assert "Eerherstel: woorden en wie ze hoort" not in text
    text = fatima.text(page)
    assert WORDS in text
    assert "Noem mijn functie niet." in text
    with tenant_scope(town.tenant.id):
        lines = Line.objects.filter(
            subject_id=concluded.case.id,
            verb="case.read_rehabilitation",
            actor_alias=town["Fatima"].opened.alias,
        )
        assert lines.exists(), "who reads what they said leaves a line"
    assert desk("Ruben").get(page).status_code == 404


@pytest.mark.req("C18")
@pytest.mark.parametrize(
    ("given", "place"),
    [
        ({"words": "Over B1 was een melding.", "whom": "Het team"}, "words"),
        ({"words": WORDS, "whom": "Het team\nDe baas van B1"}, "whom"),
    ],
    ids=["in the words", "in who hears them"],
)
def test_nobody_outside_the_file_reads_its_pseudonyms(desk, concluded, page, given, place):
    answer = desk("Fatima").post(f"{page}eerherstel/", given)
    assert "Zo heet iemand alleen in deze zaak." in words(answer)
    assert lxml.html.fromstring(answer.content.decode()).xpath(f"//*[@name='{place}' and @aria-invalid]")
    with tenant_scope(concluded.case.tenant_id):
        assert not Rehabilitation.objects.filter(case=concluded.case).exists()


@pytest.mark.req("C18")
def test_a_letter_to_them_holds_no_pseudonym_either(desk, concluded, page):
    answer = give_letter(
        desk("Fatima"), page, {"outcome": "not_established", "text": letter("\nB1 is gehoord.")}
    )
    assert "Zo heet iemand alleen in deze zaak." in words(answer)
    with tenant_scope(concluded.case.tenant_id):
        assert not ClosingLetter.objects.filter(case=concluded.case).exists()


@pytest.mark.req("C18")
def test_their_page_says_what_they_can_do_and_ask_as_long_as_it_runs(town, filed, their_page):
    found = their_page(words_for(town, filed)).open("mijn-pagina/")
    (may,) = found.find("//section[@aria-labelledby='wat-kan']")
    told = " ".join(may.text_content().split())
    for one in (
        "Je mag iemand meenemen die je helpt.",
        "Zeg je niets?",
        "je advocaat of adviseur zelf met ons praat",
        "Wil je ook andere stukken zien?",
        "Hoe lang het duurt",
        "Kijk wie je kan helpen",
    ):
        assert one in told


@pytest.mark.req("C18")
def test_for_whoever_has_a_page_of_their_own_nobody_else_agrees(desk, concluded, page, bram):
    fatima, told = desk("Fatima"), f"{page}eerherstel/"
    assert fatima.post(told, {"words": WORDS, "whom": "Het team"}).status_code == 302
    text = fatima.text(told)
    assert "De betrokkene antwoordt zelf" in text
    assert WORDS in text, "what lies with them stands here too"
    fatima.post(told, {"state": "agreed"})
    with tenant_scope(concluded.case.tenant_id):
        assert Rehabilitation.objects.get(case=concluded.case).state == Rehabilitation.State.PROPOSED


@pytest.mark.req("C18")
def test_a_letter_and_words_that_came_since_stand_at_the_top_of_their_page_once(
    town, desk, concluded, page, their_page
):
    given, fatima = words_for(town, concluded), desk("Fatima")
    accused = their_page(given)
    assert "Er is een brief voor je" not in accused.text
    form = {"outcome": "not_established", "text": letter("\nTot slot: bel gerust.")}
    assert give_letter(fatima, page, form).status_code == 302
    accused.open("mijn-pagina/")
    assert accused.find("//h1/text()") == ["Er is een brief voor je"]
    assert accused.find("//main//a[@href='#brief']")
    assert accused.find("//section[@aria-labelledby='brief']")
    assert "Er is een brief voor je" not in accused.open("mijn-pagina/").text
    assert fatima.post(f"{page}eerherstel/", {"words": WORDS, "whom": "Het team"}).status_code == 302
    accused.open("mijn-pagina/")
    assert accused.find("//h1/text()") == ["Er liggen woorden over je goede naam voor je klaar"]
    assert "Er liggen woorden" not in accused.open("mijn-pagina/").text


@pytest.mark.req("C18")
def test_a_complaint_about_the_inquiry_arrives_past_whoever_did_it(faces, their_page):
    town = make_tenant()
    boss = town["Wietske"].opened
    organisation.assign_role(boss, person_id=town["Hassan"].person_id, role=Role.HANDLER)
    with tenant_scope(town.tenant.id):
        DeskMember.objects.create(
            tenant_id=town.tenant.id,
            desk=town.desk,
            person_id=town["Hassan"].person_id,
            is_reserve=False,
            place=9,
        )
    filed = file_report(town)
    let_know(town, filed)
    accused, before = their_page(words_for(town, filed), town), cases_of(town)
    text = accused.text
    assert text.index("Klacht over het onderzoek") > text.index("Wil je hulp?"), "what helps stands first"
    accused.send("mijn-pagina/klacht/").send("melden/wie-leest/")
    for path, answers in COMPLAINT:
        accused.send(f"melden/{path}/", answers)
    accused.send("melden/nakijken/")
    assert len(accused.words) == 8
    complaint = new_case(town, before)
    assert who_may_read(town, complaint) == {"Hassan", "Marit"}
    hassan, fatima = Desk(town, "Hassan"), Desk(town, "Fatima")
    assert complaint.code in hassan.text()
    text = hassan.text(f"zaken/{complaint.code}/")
    assert "Niemand vroeg mij wat er gebeurde." in text
    assert "Klacht over de behandeling" in text
    assert complaint.code not in fatima.text()
    assert fatima.get(f"zaken/{complaint.code}/").status_code == 404


def another_desk(town, *names: str) -> None:
    """A second desk of this town, where these stand."""
    with tenant_scope(town.tenant.id):
        desk = Place.objects.create(
            tenant_id=town.tenant.id, slug="sport", name="Meldpunt sport", about="Over sport.", kinds=[]
        )
        for place, name in enumerate(names):
            DeskMember.objects.create(
                tenant_id=town.tenant.id,
                desk=desk,
                person_id=town[name].person_id,
                is_reserve=False,
                place=place,
            )


@pytest.mark.req("C18")
def test_a_complaint_of_whoever_is_accused_finds_a_desk_where_somebody_is_left(their_page):
    """The reserve took part in the case too: so its readers stand at another desk, which nobody asks the accused about."""
    town = make_tenant()
    organisation.assign_role(town["Wietske"].opened, person_id=town["Hassan"].person_id, role=Role.HANDLER)
    another_desk(town, "Fatima", "Hassan")
    filed = file_report(town, readers=("Fatima", "Joris", "Marit"))
    let_know(town, filed)
    accused, before = their_page(words_for(town, filed), town), cases_of(town)
    told = accused.open("mijn-pagina/klacht/").text
    assert "Meldpunt sport" in told
    assert town["Hassan"].staff.name in told
    assert not [one for one in ("Fatima", "Joris", "Marit") if town[one].staff.name in told]
    accused.send("mijn-pagina/klacht/")
    assert accused.path == "melden/wie-leest/"
    assert "Wie met het onderzoek te maken had, leest deze klacht niet." in accused.text
    assert "eerdere melding" not in accused.text
    assert "Ander meldpunt" not in accused.text
    accused.send("melden/wie-leest/")
    for path, answers in COMPLAINT:
        accused.send(f"melden/{path}/", answers)
    accused.send("melden/nakijken/")
    assert len(accused.words) == 8
    assert who_may_read(town, new_case(town, before)) == {"Hassan"}


@pytest.mark.req("C18")
def test_where_nobody_is_left_whoever_is_accused_hears_it_before_they_begin(their_page):
    town = make_tenant()
    filed = file_report(town, readers=("Fatima", "Joris", "Marit"))
    let_know(town, filed)
    accused = their_page(words_for(town, filed), town)
    told = accused.open("mijn-pagina/klacht/").text
    assert "Er is nu niemand bij ons die je klacht mag lezen" in told
    assert "ombudsman" in told
    assert "Begin met mijn klacht" not in told
    token = token_of(accused.open("mijn-pagina/").page.text)
    assert "Er is nu niemand bij ons" in accused.send("mijn-pagina/klacht/", token=token).text
    assert accused.open("melden/wie-leest/").page.status_code == 410
