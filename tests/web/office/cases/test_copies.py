"""The pages of a copy of the file: asked after it was looked at, agreed to by another, taken as an archive (C14)."""

from __future__ import annotations

import hashlib
import io
import zipfile
from datetime import timedelta
from uuid import uuid4

import lxml.html
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from tests.filed import bring, file_report
from tests.people import make_tenant
from tests.vault.washing import samples
from tests.web.office.cases.test_pages import Desk, verbs, words

from weerbaar.cases import notes
from weerbaar.cases.models import Access, FileCopy, Party
from weerbaar.database.scope import tenant_scope
from weerbaar.ground import clock
from weerbaar.intake.actions import withdraw_identity, write
from weerbaar.notify.actions import leave_address
from weerbaar.notify.models import Knock

GIVEN = {
    "who": "Rechtbank Waterlinie",
    "ground": "De oproep van 3 november.",
    "parts": ["report", "talk", "timeline"],
}


@pytest.fixture(scope="module")
def town(database):
    return make_tenant()


@pytest.fixture(scope="module")
def desks(town):
    return {who: Desk(town, who) for who in ("Fatima", "Joris", "Samira")}


@pytest.fixture
def filed(town):
    return a_case(town)


@pytest.fixture
def alone(database):
    """A town where nothing else waits, its desks and a case: for what a first page says."""
    town = make_tenant()
    return town, {who: Desk(town, who) for who in ("Fatima", "Joris")}, a_case(town)


def a_case(town):
    story = "Bram Kuipers schreeuwde in de kantine."
    found = file_report(
        town, readers=("Fatima", "Joris", "Marit"), name="Noor Visser", answers={"story": story}
    )
    bring(town["Fatima"].opened, found, "acknowledged")
    return found


def looked_at(desk, filed, given, reader="court"):
    """The page with the preview, and the form as it would be sent after it. Names are opened for it."""
    desk.post(f"zaken/{filed.code}/namen/", {"reason": "Voor het afschrift."})
    answer = desk.post(f"zaken/{filed.code}/afschrift/voor/{reader}/", given)
    page = lxml.html.fromstring(answer.content)
    kept = {name: (page.xpath(f"//input[@name='{name}']/@value") or [""])[0] for name in ("seen", "once")}
    return answer, given | kept | {"maak": "1"}


def asked(desk, filed, given=None):
    answer, ready = looked_at(desk, filed, given or GIVEN)
    assert "Dit staat in het afschrift" in words(answer)
    assert desk.post(f"zaken/{filed.code}/afschrift/voor/court/", ready).status_code == 302
    with tenant_scope(filed.case.tenant_id):
        return FileCopy.objects.filter(case=filed.case).latest("asked_at")


def agreed(desk, filed, row):
    desk.post(f"zaken/{filed.code}/namen/", {"reason": "Voor het afschrift."})
    given = {"decision": "yes", "reason": "De rechter vraagt dit."}
    return desk.post(f"zaken/{filed.code}/afschrift/{row.id}/", given)


def taken(desk, filed, row):
    return desk.post(f"zaken/{filed.code}/afschrift/{row.id}/ophalen/", {})


@pytest.mark.req("C14")
def test_a_copy_is_looked_at_asked_agreed_to_and_taken(desks, filed):
    fatima, joris = desks["Fatima"], desks["Joris"]
    assert "Rechtbank of rechter" in words(fatima.get(f"zaken/{filed.code}/afschrift/"))
    answer, _ready = looked_at(fatima, filed, GIVEN)
    shown = words(answer)
    assert "[naam weggelaten] schreeuwde in de kantine." in shown
    assert "Kuipers" not in shown
    row = asked(fatima, filed)
    assert "Wacht op akkoord" in words(fatima.get(f"zaken/{filed.code}/"))
    assert "nog niet akkoord" in words(taken(fatima, filed, row))
    assert "afschrift van het dossier" in words(joris.get())
    assert "De oproep van 3 november." in words(joris.get(f"zaken/{filed.code}/afschrift/{row.id}/"))
    assert agreed(joris, filed, row).status_code == 302
    answer = taken(fatima, filed, row)
    assert answer.headers["Content-Type"] == "application/zip"
    assert answer.headers["Content-Disposition"].startswith("attachment;")
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    archive = zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))
    assert archive.namelist() == [
        "leesmij.txt",
        "dossier.pdf",
        "dossier.json",
        "SHA256SUMS",
        "SHA256SUMS.sig",
        "sleutel.pem",
    ]
    page = words(fatima.get(f"zaken/{filed.code}/"))
    assert hashlib.sha256(archive.read("SHA256SUMS")).hexdigest() in page
    assert "Rechtbank Waterlinie" in page
    there = verbs(filed)
    assert there.count("case.preview_copy") == 6
    assert [there.count(f"case.{one}_copy") for one in ("ask", "read", "agree", "make")] == [1, 2, 1, 1]


@pytest.mark.req("C14")
def test_what_was_not_looked_at_is_not_asked(desks, filed):
    fatima = desks["Fatima"]
    _answer, ready = looked_at(fatima, filed, GIVEN)
    changed = fatima.post(f"zaken/{filed.code}/afschrift/voor/court/", ready | {"parts": ["report"]})
    assert changed.status_code == 200
    write(filed.reporter, body="Er is nog iets.")
    later = fatima.post(f"zaken/{filed.code}/afschrift/voor/court/", ready)
    assert later.status_code == 200
    assert "Er is nog iets." in words(later)
    with tenant_scope(filed.case.tenant_id):
        assert not FileCopy.objects.filter(case=filed.case).exists()


@pytest.mark.req("C14")
def test_what_was_left_out_since_it_was_looked_at_is_looked_at_first(town, desks, filed):
    fatima, path = desks["Fatima"], f"zaken/{filed.code}/afschrift/voor/court/"
    _answer, ready = looked_at(fatima, filed, GIVEN)
    notes.write_note(town["Joris"].opened, code=filed.code, note_id=uuid4(), text="Bel de rechtbank.")
    later = fatima.post(path, ready)
    assert later.status_code == 200
    assert "Intern werkstuk" in words(later)
    with tenant_scope(filed.case.tenant_id):
        assert not FileCopy.objects.filter(case=filed.case).exists()


@pytest.mark.req("C14")
def test_a_word_that_stands_on_the_title_page_alone_is_not_called_an_answer(desks, filed):
    answer, _ready = looked_at(desks["Fatima"], filed, GIVEN | {"parts": ["report"], "words": "Fatima"})
    assert "Dit staat ook bij ‘Over deze zaak’: Fatima." in words(answer)
    assert "vast antwoord" not in words(answer)


@pytest.mark.req("C14")
def test_what_is_wrong_stands_at_its_field_and_nothing_typed_is_lost(desks, filed):
    fatima = desks["Fatima"]
    path = f"zaken/{filed.code}/afschrift/voor/court/"
    shut = words(fatima.post(path, GIVEN))
    assert "Open daarom eerst de namen in de zaak" in shut
    assert "Rechtbank Waterlinie" in fatima.post(path, GIVEN).content.decode()
    fatima.post(f"zaken/{filed.code}/namen/", {"reason": "Voor het afschrift."})
    answer = fatima.post(path, {"words": "de kantine", "who": "Rechtbank"})
    page = words(answer)
    assert "Schrijf op waarom." in page
    assert "Kies wat er in het afschrift komt." in page
    assert "de kantine" in page
    assert "Dit krijgt deze lezer niet van ons." in words(fatima.post(path, {**GIVEN, "parts": ["copies"]}))
    assert "ten minste twee tekens" in words(fatima.post(path, {**GIVEN, "words": "x"}))
    named = lxml.html.fromstring(fatima.get(path).content).xpath("//input[@name='named']/@value")
    assert "Schrijf op waarom deze naam meegaat." in words(fatima.post(path, {**GIVEN, "named": named[-1:]}))


@pytest.mark.req("C14")
def test_a_name_goes_along_while_the_names_are_open_with_a_reason(desks, filed):
    fatima = desks["Fatima"]
    path = f"zaken/{filed.code}/afschrift/voor/court/"
    page = lxml.html.fromstring(fatima.get(path).content)
    people = page.xpath("//input[@name='named']/@value")
    assert len(people) == 3
    assert page.xpath("//input[@name='named'][@checked]") == []
    fatima.post(f"zaken/{filed.code}/namen/", {"reason": "Voor het afschrift."})
    with tenant_scope(filed.case.tenant_id):
        bram = str(Party.objects.get(case=filed.case, role="subject").id)
    which = {"named": [bram], f"why_{people.index(bram)}": "De rechter vraagt wie het is."}
    answer, _ready = looked_at(fatima, filed, GIVEN | which)
    assert "B1: Bram Kuipers" in words(answer)
    assert "Bram Kuipers schreeuwde" in words(answer)


@pytest.mark.req("C14")
def test_a_file_goes_along_as_it_is_kept_under_a_plain_name(desks, filed):
    fatima, joris = desks["Fatima"], desks["Joris"]
    attached = SimpleUploadedFile("verslag van Bram.txt", b"Wat getuige 1 zei.")
    sent = fatima.post(f"zaken/{filed.code}/bestand/", {"bestand": attached, "whose": "organisation"})
    assert sent.status_code == 302
    path = f"zaken/{filed.code}/afschrift/voor/court/"
    chosen = lxml.html.fromstring(fatima.get(path).content).xpath("//input[@name='chosen']/@value")
    row = asked(fatima, filed, GIVEN | {"parts": ["report", "files"], "chosen": chosen})
    agreed(joris, filed, row)
    archive = zipfile.ZipFile(io.BytesIO(b"".join(taken(fatima, filed, row).streaming_content)))
    [name] = [one for one in archive.namelist() if one.startswith("stukken/")]
    assert "Bram" not in name
    assert archive.read(name) == b"Wat getuige 1 zei."


@pytest.mark.req("C14")
def test_a_case_that_changed_says_so_before_anybody_agrees(desks, filed):
    fatima, joris = desks["Fatima"], desks["Joris"]
    row = asked(fatima, filed)
    write(filed.reporter, body="Er is nog iets.")
    assert "De zaak is veranderd" in words(joris.get(f"zaken/{filed.code}/afschrift/{row.id}/"))
    answer = agreed(joris, filed, row)
    assert answer.status_code == 200
    assert "Vraag het opnieuw" in words(answer)
    refused = {"decision": "no", "reason": "De zaak is veranderd."}
    assert joris.post(f"zaken/{filed.code}/afschrift/{row.id}/", refused).status_code == 302
    assert "Niet akkoord" in words(fatima.get(f"zaken/{filed.code}/"))


@pytest.mark.req("C14")
def test_for_who_is_not_in_the_case_none_of_it_is_there(desks, filed):
    row = asked(desks["Fatima"], filed)
    assert taken(desks["Samira"], filed, row).status_code == 404
    for path in ("", "voor/court/", f"{row.id}/"):
        assert desks["Samira"].get(f"zaken/{filed.code}/afschrift/{path}").status_code == 404
        assert desks["Fatima"].get(f"zaken/W-niets-00/afschrift/{path}").status_code == 404
    assert desks["Fatima"].get(f"zaken/{filed.code}/afschrift/{uuid4()}/").status_code == 404
    assert desks["Fatima"].get(f"zaken/{filed.code}/afschrift/voor/buurman/").status_code == 404


@pytest.mark.req("C14")
def test_looking_at_the_address_of_a_copy_takes_nothing(desks, filed):
    fatima, joris = desks["Fatima"], desks["Joris"]
    row = asked(fatima, filed)
    agreed(joris, filed, row)
    path = f"zaken/{filed.code}/afschrift/{row.id}/ophalen/"
    assert fatima.get(path).status_code == 405
    with tenant_scope(filed.case.tenant_id):
        assert FileCopy.objects.get(id=row.id).made_at is None
    assert "case.make_copy" not in verbs(filed)


@pytest.mark.req("C14")
def test_the_names_of_files_are_shown_after_a_line(desks, filed):
    desks["Fatima"].get(f"zaken/{filed.code}/afschrift/voor/court/")
    assert verbs(filed).count("case.preview_copy") == 1


@pytest.mark.req("C14")
def test_a_name_that_was_erased_is_said_and_each_text_is_read_for_it(desks, filed):
    fatima, joris = desks["Fatima"], desks["Joris"]
    withdraw_identity(filed.reporter)
    path = f"zaken/{filed.code}/afschrift/voor/court/"
    assert "Een naam die de melder gaf, gaat voor niemand meer open." in words(fatima.get(path))
    answer, _ready = looked_at(fatima, filed, GIVEN)
    assert "zeg dat je dat deed" in words(answer)
    row = asked(fatima, filed, GIVEN | {"was_read": "on"})
    assert "Een naam die de melder gaf, gaat voor niemand meer open." in words(
        joris.get(f"zaken/{filed.code}/afschrift/{row.id}/")
    )
    assert "zeg dat je dat deed" in words(agreed(joris, filed, row))
    given = {"decision": "yes", "reason": "Nagelezen.", "was_read": "on"}
    assert joris.post(f"zaken/{filed.code}/afschrift/{row.id}/", given).status_code == 302


def knocked(town, who: str) -> bool:
    """Whether a knock waits for somebody."""
    with tenant_scope(town.tenant.id):
        return Knock.objects.filter(address__holder_alias=town[who].staff.alias).exists()


def asks(desk, filed) -> str:
    """What a case asks of somebody on their first page."""
    rows = lxml.html.fromstring(desk.get().content.decode()).xpath("//section[@aria-labelledby='nu']//li")
    return " ".join(one.text_content() for one in rows if filed.code in one.text_content())


@pytest.mark.req("C14")
def test_whoever_asked_hears_that_a_colleague_agreed_until_it_is_taken(alone):
    town, desks, filed = alone
    fatima, joris = desks["Fatima"], desks["Joris"]
    row = asked(fatima, filed)
    assert "met een afschrift" not in asks(fatima, filed)
    leave_address(town["Fatima"].staff, mail="fatima@post.example", language="nl")
    done = agreed(joris, filed, row)
    assert "Gelukt: wie het vroeg, hoort dat je akkoord bent" in words(joris.client.get(done["Location"]))
    assert knocked(town, "Fatima")
    page = fatima.get()
    assert "Joris ging akkoord met een afschrift" in words(page)
    assert f"zaken/{filed.code}/afschrift/{row.id}/" in page.content.decode()
    assert "met een afschrift" not in asks(joris, filed)
    fatima.get(f"zaken/{filed.code}/")
    assert "Joris ging akkoord met een afschrift" in asks(fatima, filed), "reading the case takes nothing"
    b"".join(taken(fatima, filed, row).streaming_content)
    assert "met een afschrift" not in asks(fatima, filed)


@pytest.mark.req("C14")
def test_whoever_asked_hears_that_a_colleague_refused_until_they_read_it(alone):
    _town, desks, filed = alone
    fatima, joris = desks["Fatima"], desks["Joris"]
    row = asked(fatima, filed)
    given = {"decision": "no", "reason": "Dit is te veel."}
    done = joris.post(f"zaken/{filed.code}/afschrift/{row.id}/", given)
    assert "Gelukt: wie het vroeg, hoort dat je niet akkoord bent" in words(
        joris.client.get(done["Location"])
    )
    page = fatima.get()
    assert "Joris ging niet akkoord met een afschrift" in words(page)
    assert f"zaken/{filed.code}/#besluiten" in page.content.decode()
    assert "Dit is te veel." in fatima.text(f"zaken/{filed.code}/")
    assert "met een afschrift" not in asks(fatima, filed)


@pytest.mark.req("C14")
@pytest.mark.parametrize("decision", ["yes", "no"])
def test_what_who_left_asked_for_is_told_to_each_handler_of_the_case(alone, decision):
    town, desks, filed = alone
    fatima, joris, marit = desks["Fatima"], desks["Joris"], Desk(town, "Marit")
    row = asked(fatima, filed)
    joris.post(f"zaken/{filed.code}/namen/", {"reason": "Voor het afschrift."})
    given = {"decision": decision, "reason": "De rechter vraagt dit."}
    assert joris.post(f"zaken/{filed.code}/afschrift/{row.id}/", given).status_code == 302
    assert "met een afschrift" not in asks(marit, filed), "whoever asked is there to do it"
    gone = fatima.post(f"zaken/{filed.code}/terugtrekken/", {"reason": "Ik ken iemand uit deze zaak."})
    assert gone.status_code == 302
    assert "met een afschrift" in asks(marit, filed)
    assert ("met een afschrift" in asks(joris, filed)) is (decision == "yes"), "a no is read by who said it"
    assert asks(fatima, filed) == ""
    with tenant_scope(town.tenant.id):
        mine = Access.objects.filter(case=filed.case, holder_alias=town["Marit"].staff.alias)
        mine.update(until=clock.now() + timedelta(days=3))
    assert "met een afschrift" not in asks(marit, filed), "whoever reads along until a day takes nothing out"


def test_what_was_agreed_and_can_go_no_more_asks_for_nothing_once_that_was_read(alone):
    _town, desks, filed = alone
    fatima, joris = desks["Fatima"], desks["Joris"]
    row = asked(fatima, filed)
    agreed(joris, filed, row)
    write(filed.reporter, body="Er is nog iets.")
    assert "Joris ging akkoord met een afschrift" in asks(fatima, filed)
    fatima.get(f"zaken/{filed.code}/afschrift/{row.id}/")
    assert "Joris ging akkoord met een afschrift" not in asks(fatima, filed)


def named_reporter(filed) -> dict[str, object]:
    """What is asked, with the name of the reporter since a law asks it. Whichever place they have, there is a reason."""
    with tenant_scope(filed.case.tenant_id):
        noor = Party.objects.filter(case=filed.case, role="reporter").values_list("id", flat=True).get()
    return GIVEN | {"named": [str(noor)], "why_0": "Bevel.", "why_1": "Bevel.", "is_obliged": "on"}


@pytest.mark.req("C14")
def test_what_the_reporter_objects_stands_on_top_and_lets_the_first_request_lapse(desks, filed):
    fatima, joris = desks["Fatima"], desks["Joris"]
    row = asked(fatima, filed, named_reporter(filed))
    write(filed.reporter, body="Mijn chef leest mee.", answers=row.message_id)
    assert "Vervallen: de zaak veranderde" in words(fatima.get(f"zaken/{filed.code}/"))
    assert "Vervallen: de zaak veranderde" in fatima.text(f"zaken/{filed.code}/afschrift/{row.id}/")
    answer, _ready = looked_at(fatima, filed, named_reporter(filed))
    assert "Mijn chef leest mee." in words(answer).partition("Dit staat in het afschrift")[0]
    assert "Mijn chef leest mee." not in words(answer).partition("Dit staat in het afschrift")[2]
    living = asked(fatima, filed, named_reporter(filed))
    assert "Vervangen door een nieuwe vraag" in words(fatima.get(f"zaken/{filed.code}/"))
    today = joris.get().content.decode()
    assert f"zaken/{filed.code}/afschrift/{living.id}/" in today
    assert f"zaken/{filed.code}/afschrift/{row.id}/" not in today
    page = agreed(joris, filed, living)
    assert page.status_code == 200
    assert "Lees dat eerst" in words(page)
    told = words(page)
    assert told.index("Mijn chef leest mee.") < told.index("Wat er is gevraagd")
    seen = lxml.html.fromstring(page.content).xpath("//input[@name='seen']/@value")
    given = {"decision": "yes", "reason": "De rechter vraagt dit.", "seen": seen}
    where = f"zaken/{filed.code}/afschrift/{living.id}/"
    unweighed = joris.post(where, given)
    assert "Schrijf op wat je daarmee deed." in words(unweighed)
    assert "De rechter vraagt dit." in unweighed.content.decode()
    assert joris.post(where, given | {"weighed": "De rechter dwingt ons."}).status_code == 302
    assert "De rechter dwingt ons." in words(fatima.get(where))
    assert "nog tijd om te reageren" in words(taken(fatima, filed, living))


def test_what_is_proposed_is_told_once_and_by_what_stays_out(desks, filed):
    page = lxml.html.fromstring(desks["Fatima"].get(f"zaken/{filed.code}/afschrift/").content.decode())
    cards = [" ".join(one.text_content().split()) for one in page.xpath("//main//li[.//h2]")]
    told = [one.partition("Alle")[2] for one in cards]
    assert len(set(told)) == len(told), "no two cards say the same"
    [court] = [one for one in cards if one.startswith("Rechtbank of rechter")]
    assert "Ombudsman" in court.partition("Alles, maar niet:")[0]
    assert "Notities" in court.partition("Alles, maar niet:")[2]
    [auditor] = [one for one in cards if one.startswith("Rekenkamer")]
    assert "Alleen: De beoordeling" in auditor
    assert len(page.xpath("//main//h2//a")) == 10


@pytest.fixture
def photo(desks, filed) -> str:
    """A photo that the desk added, as it is chosen in the form."""
    attached = SimpleUploadedFile("foto.jpg", samples.jpeg())
    desks["Fatima"].post(f"zaken/{filed.code}/bestand/", {"bestand": attached, "whose": "organisation"})
    [chosen] = offered(desks["Fatima"], filed, "court", "chosen")
    return chosen


def offered(desk, filed, reader: str, name: str) -> list[str]:
    page = lxml.html.fromstring(desk.get(f"zaken/{filed.code}/afschrift/voor/{reader}/").content)
    return page.xpath(f"//input[@name='{name}']/@value")


def with_original(photo: str, why: str = "De rechter twijfelt aan de dag.") -> dict:
    parts = ["report", "files"]
    return GIVEN | {"parts": parts, "chosen": [photo], "originals": [photo], "why_original_0": why}


@pytest.mark.req("C14")
def test_an_original_is_chosen_with_a_reason_and_both_can_open_it_from_what_they_read(desks, filed, photo):
    fatima, joris = desks["Fatima"], desks["Joris"]
    answer, _ready = looked_at(fatima, filed, with_original(photo, why=" "))
    assert "Schrijf op waarom dit origineel meegaat." in words(answer)
    assert "Met originelen" not in fatima.text(f"zaken/{filed.code}/")
    row = asked(fatima, filed, with_original(photo))
    assert "Met originelen" in fatima.text(f"zaken/{filed.code}/")
    joris.post(f"zaken/{filed.code}/namen/", {"reason": "Voor het afschrift."})
    answer = joris.get(f"zaken/{filed.code}/afschrift/{row.id}/")
    shown = words(answer)
    assert "Deze originelen gaan mee" in shown
    assert "wie het maakte, waar, wanneer en met welk apparaat" in shown
    assert "kan de andere kant ook krijgen" in shown
    assert "originelen/01-foto-origineel.jpg: De rechter twijfelt aan de dag." in shown
    page = lxml.html.fromstring(answer.content)
    original = f"{joris.root}zaken/{filed.code}/bestand/{photo}/origineel/"
    [leads] = {one for one in page.xpath("//button[@name='naar']/@value") if one.startswith(original)}
    warned = joris.client.get(leads)
    assert "Open het origineel" in words(warned)
    back = f"{joris.root}zaken/{filed.code}/afschrift/{row.id}/"
    assert lxml.html.fromstring(warned.content).xpath(f"//a[@href='{back}']")
    assert b"".join(joris.client.post(leads).streaming_content) == samples.jpeg()
    [cleaned] = page.xpath("//a[@download]/@href")
    assert not samples.betrays(b"".join(joris.client.get(cleaned).streaming_content))
    assert [verbs(filed).count(f"case.{one}") for one in ("read_original", "read_file")] == [1, 1]
    assert "Nog niemand opende dit sinds het is gevraagd." in shown
    assert "Geopend sinds het is gevraagd: Joris." in joris.text(f"zaken/{filed.code}/afschrift/{row.id}/")


@pytest.mark.req("C14")
def test_what_could_not_be_cleaned_is_chosen_as_an_original_alone_and_lies_with_those(desks, filed):
    fatima, joris = desks["Fatima"], desks["Joris"]
    attached = SimpleUploadedFile("oud.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 200)
    fatima.post(f"zaken/{filed.code}/bestand/", {"bestand": attached, "whose": "organisation"})
    assert offered(fatima, filed, "court", "chosen") == []
    [old] = offered(fatima, filed, "huis", "originals")
    chosen = with_original(old) | {"chosen": []}
    answer, _ready = looked_at(fatima, filed, chosen | {"why_original_0": " "})
    assert "Schrijf op waarom dit origineel meegaat." in words(answer)
    refused = fatima.post(f"zaken/{filed.code}/afschrift/voor/court/", GIVEN | {"parts": ["files"]})
    assert "Kies welke stukken meegaan" in words(refused)
    row = asked(fatima, filed, chosen)
    joris.post(f"zaken/{filed.code}/namen/", {"reason": "Voor het afschrift."})
    page = lxml.html.fromstring(joris.get(f"zaken/{filed.code}/afschrift/{row.id}/").content)
    [leads] = set(page.xpath("//a[@download]/@href"))
    assert "Nog niemand opende dit" in page.text_content()
    b"".join(joris.client.get(leads).streaming_content)
    assert "Geopend sinds het is gevraagd: Joris." in joris.text(f"zaken/{filed.code}/afschrift/{row.id}/")
    assert "opschonen kon niet" in page.text_content()
    agreed(joris, filed, row)
    archive = zipfile.ZipFile(io.BytesIO(b"".join(taken(fatima, filed, row).streaming_content)))
    lies = [one for one in archive.namelist() if "/" in one]
    assert lies == ["originelen/01-oud.doc-origineel.bin"]
    assert "- stukken:" not in archive.read("leesmij.txt").decode()


@pytest.mark.req("C14")
def test_all_that_is_wrong_is_said_at_once_each_at_its_question(town, desks, filed, photo):
    """Who asks a copy sends the form once to know what is missing, and not once for each thing."""
    joris = Desk(town, "Joris")
    with tenant_scope(town.tenant.id):
        noor = str(Party.objects.get(case=filed.case, role="reporter").id)
    given = with_original(photo, why=" ") | {"who": "", "chosen": [], "named": [noor], "words": "x"}
    page = lxml.html.fromstring(joris.post(f"zaken/{filed.code}/afschrift/voor/court/", given).content)
    summary = page.xpath("//*[@role='alert']")[0]
    said = {one.get("href"): " ".join(one.text_content().split()) for one in summary.xpath(".//a")}
    assert said["#id_who"] == "Schrijf op voor wie dit is."
    assert said["#id_words"] == "Een woord om weg te laten heeft ten minste twee tekens."
    assert said["#id_why_original_0"] == "Schrijf op waarom dit origineel meegaat."
    assert "Schrijf op waarom deze naam meegaat." in {said.get("#id_why_0"), said.get("#id_why_1")}
    assert said["#id_is_obliged"].startswith("De naam van de melder gaat alleen mee")
    assert "Open daarom eerst de namen" in summary.text_content()
    assert "Dit staat in het afschrift" not in page.text_content()


@pytest.mark.req("C14")
def test_two_files_of_one_name_are_told_apart_by_whose_they_are_and_of_when(desks, filed, photo):
    fatima = desks["Fatima"]
    attached = SimpleUploadedFile("foto.jpg", samples.jpeg() + b" ")
    fatima.post(f"zaken/{filed.code}/bestand/", {"bestand": attached, "whose": "reporter"})
    page = lxml.html.fromstring(fatima.get(f"zaken/{filed.code}/afschrift/voor/court/").content)
    told = {
        one.get("value"): " ".join(one.xpath("ancestor::label[1]")[0].text_content().split())
        for one in page.xpath("//input[@name='chosen']")
    }
    ours = told.pop(photo)
    [theirs] = told.values()
    assert ours.startswith("foto.jpg (Foto, ")
    assert "). De organisatie, " in ours
    assert "). Melder, " in theirs
    question = page.xpath("//legend[contains(., 'Welke stukken?')]")[0].text_content()
    assert "niet verplicht" not in question


@pytest.mark.req("C14")
def test_without_names_that_are_open_nobody_reads_which_original_goes(town, desks, filed, photo):
    row = asked(desks["Fatima"], filed, with_original(photo))
    joris = Desk(town, "Joris")
    shown = joris.text(f"zaken/{filed.code}/afschrift/{row.id}/")
    assert "origineel" not in shown
    assert "De rechter twijfelt" not in shown


@pytest.mark.req("C14")
@pytest.mark.parametrize(
    ("reader", "is_offered"),
    [("court", True), ("police", True), ("huis", True), ("lawyer", False), ("subject", False)],
)
def test_an_original_is_offered_for_who_weighs_evidence_alone(desks, filed, photo, reader, is_offered):
    assert (offered(desks["Fatima"], filed, reader, "originals") == [photo]) is is_offered
    path = f"zaken/{filed.code}/afschrift/voor/{reader}/"
    assert ("zoals ze binnenkwamen" in desks["Fatima"].text(path)) is is_offered


@pytest.mark.req("C14")
@pytest.mark.parametrize(("reader", "is_party"), [("court", False), ("reporter", True), ("subject", True)])
def test_that_what_is_left_out_is_named_is_said_where_it_is_so(desks, filed, reader, is_party):
    page = desks["Fatima"].text(f"zaken/{filed.code}/afschrift/voor/{reader}/")
    assert ("staat in het afschrift genoemd" in page) is not is_party
    assert ("hoort deze lezer niet" in page) is is_party


@pytest.mark.req("C14")
@pytest.mark.parametrize("path", ["", "voor/court/"])
def test_who_can_agree_stands_above_what_is_chosen(desks, filed, path):
    page = desks["Fatima"].text(f"zaken/{filed.code}/afschrift/{path}")
    told = "akkoord gaat. Wie dat nu kan: Joris, Marit."
    assert told in page
    assert page.index(told) < page.index("Rechtbank of rechter" if not path else "Voor wie precies?")


@pytest.mark.req("C14")
def test_the_preview_shows_a_file_with_its_hash_in_groups(desks, filed, photo):
    answer, _ready = looked_at(desks["Fatima"], filed, with_original(photo))
    page = lxml.html.fromstring(answer.content)
    hashes = [one.text_content() for one in page.xpath("//section[@id='afschrift']//code[@class='wb-hash']")]
    assert hashes[1] == hashlib.sha256(samples.jpeg()).hexdigest()
    assert [len(one.text) for one in page.xpath("(//code[@class='wb-hash'])[1]/span")] == [8] * 8
    why = page.xpath("//section[@id='afschrift']//dt[.='Waarom dit origineel meegaat']/following-sibling::dd")
    assert [one.text for one in why] == ["De rechter twijfelt aan de dag."]
    assert "Dit staat ook in het afschrift: de lezer leest het." in words(answer)


@pytest.mark.req("C14")
def test_the_preview_is_all_that_goes_and_the_button_to_ask_comes_last(desks, filed):
    answer, _ready = looked_at(desks["Fatima"], filed, GIVEN)
    page, shown = lxml.html.fromstring(answer.content), words(answer)
    for told in (
        "Gemaakt voor: Rechtbank Waterlinie",
        "Ongewenst gedrag, versie 2",
        "Nog niemand",
        "certutil",
    ):
        assert told in shown
    assert "Samen: 1 naam." in shown
    assert "Een ander woord of een zin" not in shown
    ways = page.xpath("//form[@id='handeling']//*[self::summary or self::button[not(@name='naar')]]")
    told = [" ".join(one.text_content().split()) for one in ways]
    assert told == ["Verander wat je koos", "Vraag een collega om akkoord", "Bekijk het opnieuw"]
    assert page.xpath("//details//input[@name='who']")
