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
from weerbaar.cases import copies, staying_out
from weerbaar.cases.copy_parts import Wanted
from weerbaar.cases.models import Case
from weerbaar.database.scope import tenant_scope
from weerbaar.ground import clock
from weerbaar.ground.receipt import Receipt
from weerbaar.intake import actions
from weerbaar.organisation import actions as organisation
from weerbaar.organisation import doors, totp
from weerbaar.organisation.queries import Profile
from weerbaar.vault.models import SealedFile

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

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
    look("proof", "mijn-melding/bewijs/")
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
    _beside_a_report(look, keep, noor)
    look("new-words-asked", "mijn-melding/woorden/")
    noor.send("mijn-melding/woorden/", {"maak": "1"})
    keep("new-words")
    noor.send("mijn-melding/woorden/", {"first": "fout", "second": "fout", "kijk": "1"})
    keep("new-words-wrong")
    return pages


def _beside_a_report(look: Callable[[str, str], None], keep: Callable[[str], None], noor: Reporter) -> None:
    """Letting somebody in, another language, reporting together, and asking first."""
    look("helpers-none", "mijn-melding/hulp/")
    look("let-in-helper", "mijn-melding/hulp/nieuw/")
    noor.send("mijn-melding/hulp/nieuw/", {})
    keep("let-in-helper-wrong")
    given = {"role": "lawyer", "who": f"Mijn {_LONG_WORD}", "may": "both", "until": "month"}
    noor.send("mijn-melding/hulp/nieuw/", given)
    keep("helper-words")
    words = noor.words
    look("helpers", "mijn-melding/hulp/")
    look("withdraw-helper", str(noor.find("//a[contains(@href, '/intrekken/')]/@href")[0]))
    look("language-wish", "mijn-melding/taal/")
    look("together", "mijn-melding/samen/")
    noor.send("mijn-melding/samen/", {"uitnodigen": "1"})
    keep("together-words")
    noor.send("terug/", {"words": " ".join(words)})
    keep("guest")
    noor.send("mijn-pagina/", {"body": " "})
    keep("guest-wrong")
    look("guest-along", "mijn-pagina/melding/")
    look("guest-address", "mijn-pagina/mail/")
    look("guest-new-words", "mijn-pagina/woorden/")
    noor.send("mijn-pagina/", {"body": "Half", "naar": "sluit"})
    keep("guest-unsent")


_OPEN = (
    ("advice", "advies/"),
    ("join", "samen/"),
    ("start", ""),
    ("help", "hulp/"),
    ("button", "knop/"),
    ("safe", "veilig-melden/"),
    ("weigh", "afwegen/"),
    ("check-proof", "bewijs-controleren/"),
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
    (asked,) = noor.find(
        "//button[@name='naar'][string-length(@value) = 36][not(contains(@value, '/'))]/@value"
    )
    pages["reply"] = noor.open(f"mijn-melding/antwoord/{asked}/").page.text
    bring(fatima, case, "decided", kind=case.kind)
    cases.give_feedback(fatima, code=code, body="Wij spraken met de afdeling. Er zijn nu andere afspraken.")
    pages["progress-answered"] = noor.open("mijn-melding/").page.text
    pages["rate"] = noor.open("mijn-melding/hoe-het-ging/").page.text
    pages["check-in"] = noor.open("mijn-melding/hoe-gaat-het/").page.text
    pages["check-in-wrong"] = noor.send("mijn-melding/hoe-gaat-het/", {}).page.text
    pages["checked-in"] = noor.send("mijn-melding/hoe-gaat-het/", {"said": "yes"}).page.text
    pages["check-in-none"] = noor.open("mijn-melding/hoe-gaat-het/").page.text
    pages["complain-of-detriment"] = noor.open("mijn-melding/klacht-over-nadeel/").page.text
    noor.http.close()
    return pages


def office_pages(base: str, town: Town) -> dict[str, str]:
    """Every page of the office, by a name that says which; the HTML as it came."""
    return {
        **_way_in(base, town),
        **_handling(base, town),
        **_entering(base, town),
        **_administering(base, town),
    }


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
    _adding_a_file(fatima, f"{root}bestand/")
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
    _asking_joris(fatima, town, root)
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


def _asking_joris(fatima: _Looking, town: Town, root: str) -> None:
    """Joris is asked to be there for the reporter, and answers later: see `_entering`."""
    given = {"person": str(town["Joris"].person_id), "reach": f"Bel over de {_LONG_WORD}.", **_REASON}
    fatima.try_to("case-contact-asked", f"{root}contactpersoon/", given)


def _adding_a_file(fatima: _Looking, page: str) -> None:
    fatima.look("add-file", page)
    fatima.try_to("add-file-wrong", page)
    fatima.post(page, files=_FILES)
    fatima.look("add-file-waits", page)
    fatima.post(page, {"haal-weg": "1"})


def _steps(fatima: _Looking, town: Town, filed: Filed, root: str) -> None:
    """The pages between receipt and answer, and those beside the case."""
    _working_together(fatima, town, root)
    fatima.look("assess", f"{root}beoordelen/")
    fatima.try_to("assess-wrong", f"{root}beoordelen/", {})
    fatima.look("keep-out", f"{root}erbuiten/")
    ruben = town["Ruben"].person_id
    named = staying_out.Whom("interested", person_id=ruben)
    staying_out.keep_out(town["Fatima"].opened, code=filed.code, whom=named, reason="Een vriend.")
    fatima.look("keep-out-undo", f"{root}erbuiten/{ruben}/vergissing/")
    fatima.look("keep-out-undo-name", f"{root}erbuiten/naam/")
    fatima.look("refer", f"{root}doorgeven/")
    _copying(fatima, town, filed, root)
    fatima.look("account-write", f"{root}verslag/")
    fatima.look("contact-person", f"{root}contactpersoon/")
    fatima.try_to("contact-person-wrong", f"{root}contactpersoon/", {})
    fatima.look("there-for-none", "ik/contactpersoon/")
    fatima.look("together-ask", f"{root}samen/")
    fatima.look("guest-new", f"{root}eigen-woorden/")
    fatima.try_to("guest-new-wrong", f"{root}eigen-woorden/", {})
    given = {"role": "witness", "who": f"De {_LONG_WORD}", "name": "Sem Vos", **_REASON}
    fatima.try_to("guest-words", f"{root}eigen-woorden/", given)
    case = fatima.look("case-with-guest", root)
    # A way from the page of a case is a button, and the first of these leads to the form that is there already.
    ways = lxml.html.fromstring(case).xpath("//@*[contains(., '/eigen-woorden/')]")
    guest = next(one for one in ways if not one.endswith("/eigen-woorden/"))
    fatima.look("guest-desk", guest.removeprefix(fatima.url("")))
    fatima.look("guest-withdraw", guest.removeprefix(fatima.url("")) + "intrekken/")
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


def _copying(fatima: _Looking, town: Town, filed: Filed, root: str) -> None:
    """A copy of the file: asked, and read by whoever agrees to it."""
    fatima.look("copy-choose", f"{root}afschrift/")
    fatima.look("copy-ask", f"{root}afschrift/voor/court/")
    fatima.try_to("copy-ask-wrong", f"{root}afschrift/voor/court/", {})
    fatima.post(f"{root}bestand/", {"whose": "organisation"}, files=_FILES[:1])
    with tenant_scope(town.tenant.id):
        photo = SealedFile.objects.get(owner_id=filed.case.id).id
    fatima.look("original", f"{root}bestand/{photo}/origineel/")
    given = {"who": f"De {_LONG_WORD}", "ground": "De dagvaarding.", "words": "vergadering"}
    given |= {"parts": ["report", "files", "timeline", "terms"], "chosen": str(photo)}
    given |= {"originals": str(photo), "why_original_0": f"De {_LONG_WORD} betwist de foto."}
    fatima.try_to("copy-preview", f"{root}afschrift/voor/court/", given)
    asked = uuid4()
    wanted = Wanted(
        "court",
        f"De {_LONG_WORD}",
        "De dagvaarding.",
        frozenset({"report", "people", "notes", "files"}),
        frozenset({photo}),
        originals={photo: f"De {_LONG_WORD} betwist de foto."},
    )
    copies.ask_copy(town["Joris"].opened, code=filed.code, copy_id=asked, wanted=wanted, names_open=True)
    fatima.look("copy-decide", f"{root}afschrift/{asked}/")
    fatima.try_to("copy-decide-wrong", f"{root}afschrift/{asked}/", {})
    fatima.post(f"{root}afschrift/{asked}/", {"decision": "yes", **_REASON})
    fatima.look("copy-read", f"{root}afschrift/{asked}/")


def _parts(day: date) -> tuple[tuple[str, int], ...]:
    """The three boxes of a day."""
    return ("day", day.day), ("month", day.month), ("year", day.year)


def _working_together(fatima: _Looking, town: Town, root: str) -> None:
    """Notes, tasks and handing over."""
    fatima.look("note", f"{root}notitie/")
    fatima.try_to("note-wrong", f"{root}notitie/", {"text": " "})
    fatima.post(f"{root}notitie/", {"text": f"De {_LONG_WORD} belt terug."})
    fatima.look("task", f"{root}taak/")
    fatima.try_to("task-wrong", f"{root}taak/", {"what": " "})
    day = clock.today()
    given = {"what": f"Bel de {_LONG_WORD}.", "person": str(town["Fatima"].person_id)}
    due = {f"due_on_{part}": value for part, value in _parts(day)}
    fatima.post(f"{root}taak/", {**given, **due})
    fatima.look("tasks", "taken/")
    case = lxml.html.fromstring(fatima.get(root).text)
    for name in ("klaar", "veranderen", "vervallen"):
        url = case.xpath(f"//@*[contains(., '/taak/') and contains(., '/{name}/')]")[0]
        fatima.look(f"task-{name}", url.removeprefix(fatima.url("")))
    withdraw = case.xpath("//@*[contains(., '/notitie/') and contains(., '/terug/')]")[0]
    fatima.look("note-withdraw", withdraw.removeprefix(fatima.url("")))
    fatima.look("plan", f"{root}plan/")
    fatima.look("plan-line", f"{root}plan/reporter/")
    fatima.try_to("plan-line-wrong", f"{root}plan/team/", {"text": " "})
    planned = {f"planned_on_{part}": value for part, value in _parts(day)}
    fatima.post(f"{root}plan/reporter/", {"text": f"De {_LONG_WORD} wacht.", "teller": "Fatima", **planned})
    case = lxml.html.fromstring(fatima.get(root).text)
    for name in ("veranderen", "verteld", "niet"):
        url = case.xpath(f"//@*[contains(., '/plan/') and contains(., '/{name}/')]")[0]
        fatima.look(f"plan-{name}", url.removeprefix(fatima.url("")))
    fatima.look("link", f"{root}hiernaast/")
    fatima.try_to("link-wrong", f"{root}hiernaast/", {"other": "W-niets-00", "reason": " "})
    fatima.look("absence-none", "ik/weg/")
    fatima.look("absence-begin", "ik/weg/nieuw/")
    fatima.try_to("absence-wrong", "ik/weg/nieuw/", {"first_day_day": "31"})
    days = {f"{name}_{part}": value for name in ("first_day", "last_day") for part, value in _parts(day)}
    hers = town["Fatima"].passphrase
    fatima.post("ik/weg/nieuw/", {"person": str(town["Ruben"].person_id), "passphrase": hers, **days})
    fatima.look("absence", "ik/weg/")
    fatima.look("absence-let-in", "ik/weg/rest/")
    fatima.look("absence-end", "ik/weg/terug/")
    fatima.look("text-blocks-none", "vaste-teksten/")
    fatima.look("text-block-add", "vaste-teksten/nieuw/")
    fatima.try_to("text-block-wrong", "vaste-teksten/nieuw/", {"title": " "})
    given = {"title": "Uitnodiging", "use": "invitation", "words": f"Kom je praten met de {_LONG_WORD}?"}
    fatima.post("vaste-teksten/nieuw/", given)
    kept = lxml.html.fromstring(fatima.look("text-blocks", "vaste-teksten/"))
    remove = kept.xpath("//@*[contains(., '/vaste-teksten/') and contains(., '/weg/')]")[0]
    fatima.look("text-block-remove", remove.removeprefix(fatima.url("")))
    fatima.look("text-block-change", remove.removeprefix(fatima.url("")).removesuffix("weg/"))
    fatima.look("transfer", f"{root}overdragen/")
    fatima.try_to("transfer-wrong", f"{root}overdragen/", {"leaves": "day"})


def _entering(base: str, town: Town) -> dict[str, str]:
    """A call that the desk enters, page by page, and the letter that answers it."""
    joris = _Looking(base, town)
    joris.sign_in("Joris")
    joris.look("there-for-asked", "ik/contactpersoon/")
    asked = lxml.html.fromstring(joris.get("").text).xpath("//@href[contains(., '/contactpersoon/')]")[0]
    joris.look("be-contact", asked.removeprefix(joris.url("")))
    joris.try_to("be-contact-wrong", asked.removeprefix(joris.url("")), {"decision": "no"})
    joris.look("intake", "binnen/")
    joris.look("intake-new", "binnen/nieuw/")
    joris.try_to("intake-new-wrong", "binnen/nieuw/", {"received_on_day": "31", "received_on_month": "april"})
    today = clock.today()
    day = {"received_on_day": today.day, "received_on_month": today.month, "received_on_year": today.year}
    for kind in ("advice", "detriment"):
        joris.post("binnen/nieuw/", {"channel": "phone", "kind": kind, **day})
        joris.try_to(f"intake-story-{kind}", "binnen/lezers/", {})
    joris.try_to("intake-readers", "binnen/nieuw/", {"channel": "phone", **day})
    joris.try_to("intake-story", "binnen/lezers/", {})
    joris.try_to("intake-story-wrong", "binnen/vragen/", {"story": " "})
    told = {"kind": "conduct", "story": f"De {_LONG_WORD} belde.", "capacity": "employee"}
    joris.try_to("intake-files", "binnen/vragen/", told | {"openness": "anonymous"})
    joris.look("intake-check", "binnen/nakijken/")
    joris.try_to("intake-check-wrong", "binnen/nakijken/", {"knock_at": "noor@post.example"})
    joris.look("intake-discard", "binnen/weggooien/")
    joris.try_to("intake-words", "binnen/nakijken/", {})
    joris.look("intake-no-words", "binnen/woorden/niet/")
    joris.look("intake-paper", "binnen/woorden/papier/")
    joris.look("intake-proof", "binnen/woorden/bewijs/")
    joris.try_to("case-entered", "binnen/woorden/")
    with tenant_scope(town.tenant.id):
        code = Case.objects.get(channel="phone").code
    cases.acknowledge(town["Joris"].opened, code=code, body=f"Wij lezen wat de {_LONG_WORD} zei.")
    page = joris.look("case-entered-answered", f"zaken/{code}/")
    letter = lxml.html.fromstring(page).xpath("//@*[contains(., '/bericht/') and contains(., '/brief/')]")[0]
    joris.look("reply", letter.removeprefix(joris.url("")))
    joris.look("reply-posted", letter.removeprefix(joris.url("")).replace("/brief/", "/verstuurd/"))
    joris.close()
    return joris.pages


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
        ("mailbox", f"{desk}mailbox/"),
        ("mailbox-set", f"{desk}mailbox/instellen/"),
        ("reader-add", f"{desk}lezer/"),
        ("reader-remove", f"{desk}lezer/{joris}/weg/"),
        ("doors-national", "beheer/wie-kan-helpen/"),
        ("doors-begin", "beheer/wie-kan-helpen/begin/"),
        ("button-page", "beheer/knop/"),
        ("button-allow", "beheer/knop/nieuw/"),
    ):
        wietske.look(name, path)
    _doors(wietske, town)
    wietske.try_to("person-add-wrong", "beheer/mensen/nieuw/", {})
    wietske.try_to("desk-add-wrong", "beheer/meldpunten/nieuw/", {})
    keys = ilse.look("keys", "sleutels/")
    for link in lxml.html.fromstring(keys).xpath("//main//@*[contains(., '/sleutels/')]")[:1]:
        ilse.look("sign-key", link.removeprefix(ilse.url("")))
    wietske.close()
    ilse.close()
    return {**wietske.pages, **ilse.pages}


def _doors(wietske: _Looking, town: Town) -> None:
    """Who can help, once the list is one's own."""
    doors.begin(town["Wietske"].opened)
    with tenant_scope(town.tenant.id):
        adviser, *_others = doors.kept()
    root = f"beheer/wie-kan-helpen/{adviser.id}/"
    wietske.look("doors", "beheer/wie-kan-helpen/")
    wietske.look("door-add", "beheer/wie-kan-helpen/nieuw/")
    wietske.look("door", root)
    for name in ("tekst/nl", "bereiken", "plaats", "nagekeken", "weg"):
        wietske.look(f"door-{name}", f"{root}{name}/")
    wietske.try_to("door-text-wrong", f"{root}tekst/nl/", {"name": ""})
    wietske.try_to("door-ways-wrong", f"{root}bereiken/", {"hours": "soms", "web": "intranet"})
