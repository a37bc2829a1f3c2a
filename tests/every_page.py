"""The pages of both faces as people meet them: new, half done, with a mistake, finished. For tests that look at all."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING
from uuid import uuid4

import lxml.html
from PIL import Image
from tests.filed import bring, file_report
from tests.people import Office
from tests.reporter import ANSWERS, Reporter

from weerbaar.cases import actions as cases
from weerbaar.cases import staying_out
from weerbaar.cases.models import Case
from weerbaar.database.scope import tenant_scope
from weerbaar.ground import clock
from weerbaar.ground.receipt import Receipt
from weerbaar.intake import actions
from weerbaar.organisation import actions as organisation
from weerbaar.organisation import totp
from weerbaar.organisation.queries import Profile

if TYPE_CHECKING:
    from httpx import Response
    from tests.filed import Filed
    from tests.people import Town

_CANNOT_BE_CLEANED = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
_LONG_NAME = "verslag-van-het-overleg-over-de-arbeidsongeschiktheidsverzekeringsmaatschappij.doc"
_LONG_WORD = "arbeidsongeschiktheidsverzekeringsmaatschappijvertegenwoordiger"
_REASON = {"reason": f"Ik bel de melder over de {_LONG_WORD}."}


def _photo() -> bytes:
    exif = Image.Exif()
    exif[271] = "Maker"
    out = io.BytesIO()
    Image.new("RGB", (60, 40), "teal").save(out, "JPEG", exif=exif)
    return out.getvalue()


_FILES = [
    ("bestand", (name, data, "application/octet-stream"))
    for name, data in (("foto.jpg", _photo()), (_LONG_NAME, _CANNOT_BE_CLEANED))
]


def reporter_pages(base: str, town: Town, *, language: str = "nl") -> dict[str, str]:
    """Every page of the reporter's side, by a name that says which; the HTML as it came."""
    noor = Reporter(base, town.tenant.slug, language=language)
    pages: dict[str, str] = {}

    def keep(name: str) -> None:
        assert noor.page.status_code < 500, name
        pages[name] = noor.page.text

    def look(name: str, path: str) -> None:
        noor.open(path)
        keep(name)

    look("municipalities", "/en/" if language == "en" else "/")
    for name, path in _OPEN:
        look(name, path)
    look("gone", "melden/verhaal/")
    noor.begin()
    keep("readers")
    noor.send("melden/wie-leest/")
    for page, answers in ANSWERS:
        look(page, f"melden/{page}/")
        if page == "wanneer":
            noor.send(
                f"melden/{page}/", {"when_choice": "day", "when_day_day": "31", "when_day_month": "april"}
            )
            keep("wanneer-wrong")
        elif page in {"onderwerp", "jij"}:
            noor.send(f"melden/{page}/", {})
            keep(f"{page}-wrong")
        noor.send(f"melden/{page}/", answers)
    look("files-none", "melden/bestanden/")
    noor.send("melden/bestanden/", files=_FILES)
    keep("files")
    look("check", "melden/nakijken/")
    look("throw-away", "melden/weggooien/")
    noor.send("melden/nakijken/")
    keep("receipt")
    pages |= _came_back(noor, noor.words)
    noor.begin().send("melden/wie-leest/", {"struck": [str(town[one].person_id) for one in _READERS]})
    keep("nobody-left")
    noor.send("melden/weggooien/")
    keep("thrown-away")
    noor.http.close()
    return pages


def _came_back(noor: Reporter, words: list[str]) -> dict[str, str]:
    """From the receipt on."""
    pages: dict[str, str] = {}

    def keep(name: str) -> None:
        assert noor.page.status_code < 500, name
        pages[name] = noor.page.text

    def look(name: str, path: str) -> None:
        noor.open(path)
        keep(name)

    look("paper", "melden/woorden/papier/")
    noor.send("melden/woorden/", {"first": "fout", "second": "fout"})
    keep("receipt-wrong")
    noor.send("melden/woorden/", {"bewaard": "1"})
    keep("done")
    noor.send("terug/", {"words": "een twee drie"})
    keep("come-back-wrong")
    noor.send("terug/", {"words": " ".join(words)})
    keep("progress")
    noor.send("mijn-melding/", {"body": " "})
    keep("progress-wrong")
    noor.send("mijn-melding/", {"body": f"Weet de {_LONG_WORD} dat er gemeld is?"})
    keep("progress-noted")
    look("more-files", "mijn-melding/bestanden/")
    noor.send("mijn-melding/bestanden/", files=_FILES[1:])
    keep("held-file")
    look("give-name", "mijn-melding/naam/")
    noor.send("mijn-melding/naam/", {"name": ""})
    keep("give-name-wrong")
    noor.send("mijn-melding/naam/", {"name": "Noor Visser", "contact": "06 12345678"})
    look("take-name-back", "mijn-melding/naam/")
    look("address", "mijn-melding/mail/")
    noor.send("mijn-melding/mail/", {"mail": "noor@post.example"})
    look("address-left", "mijn-melding/mail/")
    return pages


_OPEN = (
    ("start", ""),
    ("help", "hulp/"),
    ("safe", "veilig-melden/"),
    ("accessibility", "toegankelijkheid/"),
    ("come-back", "terug/"),
    ("not-found", "melden/nergens/"),
)
_READERS = ("Fatima", "Joris", "Marit")


def answered_pages(base: str, town: Town) -> dict[str, str]:
    """The reporter's own page while a question waits and when an answer came, and what belongs to those."""
    noor, fatima = Reporter(base, town.tenant.slug), town["Fatima"].opened
    words = noor.reported()
    noor.send("terug/", {"words": " ".join(words)})
    found = actions.come_back(town.tenant.id, Receipt(tuple(words)))
    assert found is not None
    with tenant_scope(town.tenant.id):
        case = Case.objects.get(id=found.case_id)
    code = case.code
    cases.open_case(fatima, code=code)
    cases.acknowledge(fatima, code=code, body="Dank je voor je melding.\n\nWij lezen hem deze week.")
    cases.ask(fatima, code=code, body=f"Wanneer zag je de {_LONG_WORD} voor het eerst?", message_id=uuid4())
    pages = {"progress-question": noor.open("mijn-melding/").page.text}
    (asked,) = noor.find("//button[@name='naar'][string-length(@value) = 36]/@value")
    pages["reply"] = noor.open(f"mijn-melding/antwoord/{asked}/").page.text
    bring(fatima, case, "decided", kind=case.kind)
    cases.give_feedback(fatima, code=code, body="Wij spraken met de afdeling. Er zijn nu andere afspraken.")
    pages["progress-answered"] = noor.open("mijn-melding/").page.text
    pages["rate"] = noor.open("mijn-melding/hoe-het-ging/").page.text
    noor.http.close()
    return pages


def office_pages(base: str, town: Town) -> dict[str, str]:
    """Every page of the office, by a name that says which; the HTML as it came."""
    return {**_way_in(base, town), **_handling(base, town), **_administering(base, town)}


class _Looking(Office):
    """Somebody at the office who keeps every page."""

    def __init__(self, base: str, town: Town) -> None:
        super().__init__(base, town)
        self.pages: dict[str, str] = {}

    def look(self, name: str, path: str) -> str:
        return self._keep(name, self.get(path))

    def try_to(self, name: str, path: str, data: dict[str, object] | None = None) -> str:
        return self._keep(name, self.post(path, data))

    def send_bare(self, name: str, path: str, data: dict[str, str]) -> str:
        """Send a form without the token of its page, as one that stood open for too long."""
        return self._keep(name, self.http.post(self.url(path), data=data))

    def _keep(self, name: str, answer: Response) -> str:
        assert answer.status_code < 500, name
        assert answer.text, name
        self.pages[name] = answer.text
        return answer.text


def _way_in(base: str, town: Town) -> dict[str, str]:
    profile = Profile("Dilan Aydin", "Dilan", "medewerker balie", "dilan@balie.example")
    invitation = organisation.person_add(town["Wietske"].opened, profile=profile)
    dilan = _Looking(base, town)
    dilan.pages["front"] = dilan.http.get("/").text
    dilan.look("sign-in", "aanmelden/")
    dilan.try_to("sign-in-wrong", "aanmelden/", {"mail": "x", "code": "x"})
    dilan.look("sign-in-first", "zaken/W-niets-00/")
    dilan.look("activate", "activeren/")
    codes = dilan.try_to("activate-codes", "activeren/", {"invitation": invitation.code})
    secret = lxml.html.fromstring(codes).xpath("//code")[0].text_content().replace(" ", "")
    dilan.try_to("activate-codes-wrong", "activeren/telefoon/", {"code": "000000"})
    phrase = dilan.try_to(
        "activate-phrase", "activeren/telefoon/", {"code": totp.code_at(secret, clock.now())}
    )
    words = " ".join(lxml.html.fromstring(phrase).xpath("//ol[contains(@class, 'wb-words')]/li/text()"))
    dilan.try_to("activate-phrase-wrong", "activeren/wachtzin/", {"again": "iets anders"})
    dilan.try_to("activate-done", "activeren/wachtzin/", {"again": words})
    dilan.close()
    return dilan.pages


def _handling(base: str, town: Town) -> dict[str, str]:
    fatima = _Looking(base, town)
    fatima.sign_in("Fatima", unlock=False)
    fatima.look("unlock", "ontgrendelen/")
    fatima.try_to("unlock-wrong", "ontgrendelen/", {"passphrase": "niet deze"})
    fatima.post("ontgrendelen/", {"passphrase": town["Fatima"].passphrase})
    filed = file_report(town, readers=("Fatima", "Joris", "Marit"), name="Noor Visser")
    other = file_report(town, kind="integrity", answers={"story": f"De {_LONG_WORD} kreeg geld."})
    fatima.look("worklist", "")
    fatima.look("worklist-chosen", "?soort=aggression")
    root = f"zaken/{filed.code}/"
    fatima.look("case-new", root)
    fatima.look("acknowledge", f"{root}bevestigen/")
    fatima.try_to("acknowledge-wrong", f"{root}bevestigen/", {"body": " "})
    fatima.post(f"{root}bevestigen/", {"body": "Dank je voor je melding."})
    fatima.post(f"{root}antwoord/", {"body": "Wanneer was het?", "vraag": "1"}, page=root)
    actions.write(filed.reporter, body="In februari, in de vergadering.")
    fatima.look("names", f"{root}namen/")
    fatima.try_to("names-wrong", f"{root}namen/", {"reason": " "})
    fatima.try_to("case-names-open", f"{root}namen/", _REASON)
    fatima.look("let-in", f"{root}toegang/")
    fatima.try_to("let-in-wrong", f"{root}toegang/", {"until": "day"})
    given = {"until": "weeks", **_REASON}
    fatima.post(f"{root}toegang/", {**given, "person": str(town["Hassan"].person_id)})
    fatima.look("party", f"{root}persoon/")
    fatima.look("add-file", f"{root}bestand/")
    fatima.try_to("add-file-wrong", f"{root}bestand/")
    fatima.look("recuse", f"{root}terugtrekken/")
    case = fatima.look("case", root)
    withdraw = lxml.html.fromstring(case).xpath("//@*[contains(., '/intrekken/')]")[0]
    fatima.look("withdraw", withdraw.removeprefix(fatima.url("")))
    _steps(fatima, town, filed, root)
    fatima.look("feedback", f"{root}terugkoppelen/")
    fatima.look("close", f"{root}sluiten/")
    fatima.look("close-not-yet", f"zaken/{other.code}/sluiten/")
    fatima.post(f"{root}terugkoppelen/", {"body": "Wij spraken met de afdeling."})
    fatima.post(f"{root}sluiten/", _REASON)
    fatima.look("case-closed", root)
    fatima.look("account", "ik/")
    fatima.look("change-passphrase", "ik/wachtzin/")
    fatima.look("knock", "ik/seintje/")
    fatima.look("knock-forget", "ik/seintje/weg/")
    fatima.look("not-found-office", "zaken/W-niets-00/")
    fatima.send_bare(
        "stopped", f"{root}antwoord/", {"body": "Een lange tekst die iemand hier net had getypt."}
    )
    fatima.try_to("signed-out", "afmelden/")
    fatima.close()
    hassan = _Looking(base, town)
    hassan.sign_in("Hassan")
    hassan.look("case-as-guest", root)
    hassan.look("worklist-guest", "")
    hassan.close()
    return {**fatima.pages, **hassan.pages}


def _steps(fatima: _Looking, town: Town, filed: Filed, root: str) -> None:
    """The pages between receipt and answer, and those beside the case."""
    fatima.look("assess", f"{root}beoordelen/")
    fatima.try_to("assess-wrong", f"{root}beoordelen/", {})
    fatima.look("keep-out", f"{root}erbuiten/")
    ruben = town["Ruben"].person_id
    named = staying_out.Whom("interested", person_id=ruben)
    staying_out.keep_out(town["Fatima"].opened, code=filed.code, whom=named, reason="Een vriend.")
    fatima.look("keep-out-undo", f"{root}erbuiten/{ruben}/vergissing/")
    fatima.look("keep-out-undo-name", f"{root}erbuiten/naam/")
    fatima.look("refer", f"{root}doorgeven/")
    fatima.look("account-write", f"{root}verslag/")
    fatima.look("terms", "termijnen/")
    fatima.look("register", "wbk-register/")
    bring(town["Fatima"].opened, filed, "assessed")
    for name, page in (
        ("inquire", "onderzoeken"),
        ("inform", "tussenstand"),
        ("measure", "maatregel"),
        ("ask-decider", "voorleggen"),
        ("suspend", "termijn/decide/stilzetten"),
        ("extend", "termijn/decide/verlengen"),
    ):
        fatima.look(name, f"{root}{page}/")
    fatima.look("case-assessed", root)
    bring(town["Fatima"].opened, filed, "decided")
    fatima.look("outcome-done", f"{root}uitkomst/")


def _administering(base: str, town: Town) -> dict[str, str]:
    wietske, ilse = _Looking(base, town), _Looking(base, town)
    wietske.sign_in("Wietske")
    ilse.sign_in("Ilse")
    joris = town["Joris"].person_id
    person, desk = f"beheer/mensen/{joris}/", f"beheer/meldpunten/{town.desk.slug}/"
    for name, path in (
        ("people", "beheer/mensen/"),
        ("person-add", "beheer/mensen/nieuw/"),
        ("person", person),
        ("person-change", f"{person}wijzigen/"),
        ("person-place", f"{person}werkgever/"),
        ("role-give", f"{person}rol/"),
        ("role-take", f"{person}rol/handler/weg/"),
        ("invite", f"{person}uitnodigen/"),
        ("leave", f"{person}vertrek/"),
        ("procedures", "beheer/procedures/"),
        ("procedure", "beheer/procedures/integrity/"),
        ("own-term", "beheer/procedures/integrity/termijn/assess/"),
        ("own-letter", "beheer/procedures/integrity/brief/feedback/"),
        ("free-days", "beheer/vrije-dagen/"),
        ("contact", "beheer/bellen/"),
        ("desks", "beheer/meldpunten/"),
        ("desk-add", "beheer/meldpunten/nieuw/"),
        ("desk", desk),
        ("desk-change", f"{desk}wijzigen/"),
        ("reader-add", f"{desk}lezer/"),
        ("reader-remove", f"{desk}lezer/{joris}/weg/"),
    ):
        wietske.look(name, path)
    wietske.try_to("person-add-wrong", "beheer/mensen/nieuw/", {})
    wietske.try_to("desk-add-wrong", "beheer/meldpunten/nieuw/", {})
    keys = ilse.look("keys", "sleutels/")
    for link in lxml.html.fromstring(keys).xpath("//main//@*[contains(., '/sleutels/')]")[:1]:
        ilse.look("sign-key", link.removeprefix(ilse.url("")))
    wietske.close()
    ilse.close()
    return {**wietske.pages, **ilse.pages}
