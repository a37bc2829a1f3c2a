"""Every way from a page to another takes along what was typed and chosen on it, without a script."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
from tests.web.reporter.test_files import _MACROS, _photo
from tests.web.reporter.test_walk import cases_of, new_case

from weerbaar.cases import actions as cases
from weerbaar.database.scope import tenant_scope
from weerbaar.vault.models import SealedFile, Session

if TYPE_CHECKING:
    from tests.people import Town
    from tests.reporter import Reporter

_MINE, _FILES = "mijn-melding/", "melden/bestanden/"
_TEXT = "Half een bericht over de kantine"


def _back(noor: Reporter, words: list[str]) -> Reporter:
    return noor.send("terug/", {"words": " ".join(words)})


def _box(noor: Reporter) -> str:
    return (noor.find("//textarea[@name='body']")[0].text or "").strip()


def _links_that_lose(noor: Reporter) -> list[str]:
    """The plain links of a page to another of ours. Quick exit is one on purpose: it throws away."""
    return [url for url in noor.find("//a/@href") if url.startswith("/") and url != "/weg/"]


def _ways(noor: Reporter) -> list[str]:
    return list(dict.fromkeys(noor.find("//button[@name='naar'][starts-with(@value, '/')]/@value")))


@pytest.mark.req("R5")
def test_every_way_from_ones_own_report_keeps_the_message(noor: Reporter) -> None:
    _back(noor, noor.reported())
    assert _links_that_lose(noor) == []
    ways = _ways(noor)
    ends = {url.removeprefix(noor.root) for url in ways}
    assert ends >= {"", "hulp/", "veilig-melden/", "toegankelijkheid/", f"{_MINE}naam/", f"{_MINE}mail/"}
    for url in ways:
        noor.send(_MINE, {"body": _TEXT, "naar": url})
        assert noor.page.url.path == url
        assert _box(noor.open(_MINE)) == _TEXT
    noor.send(_MINE, {"body": _TEXT})
    assert "Je bericht is verstuurd." in noor.text
    assert _box(noor.open(_MINE)) == ""


def test_a_message_that_was_emptied_is_not_there_again(noor: Reporter) -> None:
    _back(noor, noor.reported()).send(_MINE, {"body": _TEXT, "naar": f"{noor.root}hulp/"})
    noor.send(_MINE, {"body": " ", "naar": f"{noor.root}hulp/"})
    assert _box(noor.open(_MINE)) == ""


@pytest.mark.parametrize(
    "elsewhere",
    ["https://evil.example/", "//evil.example/", "/{other}/", "/weg/", "nergens"],
)
def test_a_button_never_leads_off_the_pages_of_the_municipality(
    noor: Reporter, town: Town, elsewhere: str
) -> None:
    _back(noor, noor.reported())
    url = elsewhere.format(other="elders", slug=town.tenant.slug)
    noor.http.follow_redirects = False
    noor.send(_MINE, {"body": _TEXT, "naar": url})
    assert noor.page.headers["Location"] == f"{noor.root}{_MINE}"
    noor.http.follow_redirects = True
    assert _box(noor.open(_MINE)) == _TEXT


def test_what_waits_in_one_browser_is_not_shown_with_the_words_of_another_report(
    noor: Reporter, town: Town, browser_of: Callable[..., Reporter]
) -> None:
    theirs = browser_of(town).reported()
    _back(noor, noor.reported()).send(_MINE, {"body": _TEXT, "naar": f"{noor.root}hulp/"})
    _back(noor, theirs)
    assert noor.path == _MINE
    assert _box(noor) == ""


def test_what_waits_lies_sealed(noor: Reporter) -> None:
    _back(noor, noor.reported()).send(_MINE, {"body": _TEXT, "naar": f"{noor.root}hulp/"})
    rows = [bytes(one) for one in Session.objects.values_list("sealed_payload", flat=True)]
    assert rows
    assert not any(b"kantine" in one for one in rows)


@pytest.mark.req("R5")
def test_a_message_goes_along_to_the_answer_to_a_question_and_back(noor: Reporter, town: Town) -> None:
    before = cases_of(town)
    words = noor.reported()
    case, asked = new_case(town, before), uuid4()
    cases.ask(town["Fatima"].opened, code=case.code, body="Was er nog iemand bij?", message_id=asked)
    _back(noor, words).send(_MINE, {"body": _TEXT, "answers": "nee", "naar": f"{noor.root}hulp/"})
    assert noor.open(_MINE).find("//input[@name='answers'][@checked]/@value") == ["nee"]
    noor.send(_MINE, {"body": _TEXT, "naar": str(asked)})
    assert _links_that_lose(noor) == []
    assert _box(noor) == _TEXT
    reply = f"{_MINE}antwoord/{asked}/"
    noor.send(reply, {"body": f"{_TEXT}, en meer", "answers": str(asked), "naar": f"{noor.root}{_MINE}"})
    assert _box(noor) == f"{_TEXT}, en meer"
    assert noor.find("//input[@name='answers'][@checked]/@value") == [str(asked)]
    noor.send(reply, {"body": "Ja, een stagiair."})
    assert "Je antwoord is verstuurd." in noor.text
    assert _box(noor) == ""


@pytest.mark.parametrize(
    ("page", "typed"),
    [
        ("naam/", {"name": "Noor Visser", "contact": "06 12345678"}),
        ("mail/", {"mail": "noor@voorbeeld.nl"}),
        ("hoe-het-ging/", {"score": "fair", "body": "Het duurde lang"}),
    ],
)
def test_the_other_forms_of_a_report_keep_what_was_typed(
    noor: Reporter, page: str, typed: dict[str, str]
) -> None:
    _back(noor, noor.reported()).open(_MINE + page)
    assert _links_that_lose(noor) == []
    for url in _ways(noor):
        noor.send(_MINE + page, {**typed, "naar": url})
        assert noor.page.url.path == url
        shown = noor.open(_MINE + page).page.text
        assert all(value in shown for value in typed.values())
    if "score" in typed:
        assert noor.find("//input[@name='score'][@checked]/@value") == ["fair"]


@pytest.mark.parametrize(
    ("page", "typed"),
    [("naam/", {"name": "Noor Visser", "contact": ""}), ("mail/", {"mail": "n@voorbeeld.nl"})],
)
def test_a_name_or_address_that_is_not_wanted_after_all_is_not_kept(
    noor: Reporter, page: str, typed: dict[str, str]
) -> None:
    _back(noor, noor.reported()).send(_MINE + page, {**typed, "naar": f"{noor.root}hulp/"})
    noor.send(_MINE + page, {**typed, "naar": "toch-niet"})
    assert noor.path == _MINE
    shown = noor.open(_MINE + page).page.text
    assert not any(value in shown for value in typed.values() if value)


# --- closing ---


@pytest.mark.req("R5")
def test_closing_with_a_message_that_was_not_sent_says_so_first(noor: Reporter) -> None:
    words = noor.reported()
    _back(noor, words).send(_MINE, {"body": _TEXT, "naar": "sluit"})
    assert noor.path == f"{_MINE}niet-verstuurd/"
    assert "Je bericht is nog niet verstuurd" in noor.text
    assert _box(noor) == _TEXT
    assert _links_that_lose(noor) == []
    noor.send(f"{_MINE}niet-verstuurd/", {"body": f"{_TEXT}."})
    assert noor.path == "melden/klaar/"
    assert "Wat je schreef, is verstuurd." in noor.text
    assert noor.open(_MINE).find("//textarea[@name='words']")
    assert f"{_TEXT}." in _back(noor, words).text
    assert _box(noor) == ""


def test_closing_without_sending_sends_nothing_and_keeps_nothing(noor: Reporter) -> None:
    words = noor.reported()
    _back(noor, words).send(_MINE, {"body": _TEXT, "naar": "sluit"})
    noor.send(f"{_MINE}niet-verstuurd/", {"body": _TEXT, "zonder": "1"})
    assert noor.path == "melden/klaar/"
    assert "is verstuurd" not in noor.text
    assert _TEXT not in _back(noor, words).page.text


def test_closing_with_nothing_typed_asks_nothing(noor: Reporter) -> None:
    _back(noor, noor.reported()).send(_MINE, {"body": " ", "naar": "sluit"})
    assert noor.path == "melden/klaar/"
    assert noor.open(_MINE).find("//textarea[@name='words']")


def test_the_page_before_closing_closes_nothing_when_it_is_only_looked_at(noor: Reporter) -> None:
    _back(noor, noor.reported()).open(f"{_MINE}niet-verstuurd/")
    assert noor.path == _MINE
    assert noor.find("//textarea[@name='body']")


def test_going_back_from_the_page_before_closing_keeps_what_was_changed_there(noor: Reporter) -> None:
    _back(noor, noor.reported()).send(_MINE, {"body": _TEXT, "naar": "sluit"})
    noor.send(f"{_MINE}niet-verstuurd/", {"body": "Anders", "naar": f"{noor.root}{_MINE}"})
    assert noor.path == _MINE
    assert _box(noor) == "Anders"


def test_an_empty_message_before_closing_is_refused_at_its_field(noor: Reporter) -> None:
    _back(noor, noor.reported()).send(_MINE, {"body": _TEXT, "naar": "sluit"})
    noor.send(f"{_MINE}niet-verstuurd/", {"body": " "})
    assert "Schrijf eerst iets, dan kun je het versturen." in noor.text


def test_how_it_went_is_asked_after_the_message_before_closing(noor: Reporter) -> None:
    words = noor.reported()
    rating = {"score": "bad", "body": "Ik hoorde te weinig."}
    _back(noor, words).send(f"{_MINE}hoe-het-ging/", {**rating, "naar": f"{noor.root}{_MINE}"})
    noor.send(_MINE, {"body": _TEXT, "naar": "sluit"})
    noor.send(f"{_MINE}niet-verstuurd/", {"body": _TEXT})
    assert "Hoe het ging, is nog niet verstuurd" in noor.text
    assert noor.find("//input[@name='score'][@checked]/@value") == ["bad"]
    noor.send(f"{_MINE}niet-verstuurd/", rating)
    assert noor.path == "melden/klaar/"
    assert "Ik hoorde te weinig." in _back(noor, words).text


@pytest.mark.parametrize(
    ("page", "typed", "heading", "done"),
    [
        ("naam/", {"name": "Noor Visser", "contact": ""}, "Je naam is nog niet verstuurd", "trek-in"),
        ("mail/", {"mail": "noor@voorbeeld.nl"}, "Je mailadres is nog niet bewaard", "wis"),
    ],
)
def test_a_name_or_address_that_was_not_sent_is_offered_before_closing(
    noor: Reporter, page: str, typed: dict[str, str], heading: str, done: str
) -> None:
    words = noor.reported()
    _back(noor, words).send(_MINE + page, {**typed, "naar": f"{noor.root}{_MINE}"})
    noor.send(_MINE, {"body": "", "naar": "sluit"})
    assert noor.path == f"{_MINE}niet-verstuurd/"
    assert heading in noor.text
    noor.send(f"{_MINE}niet-verstuurd/", typed)
    assert noor.path == "melden/klaar/"
    assert _back(noor, words).open(_MINE + page).find(f"//button[@name='{done}']")


def test_a_visit_that_ran_out_while_leaving_keeps_the_message(noor: Reporter) -> None:
    words = noor.reported()
    _back(noor, words).send(_MINE, {"body": _TEXT, "naar": f"{noor.root}hulp/"})
    noor.http.cookies.clear()
    noor.send(_MINE, {"body": _TEXT, "naar": f"{noor.root}hulp/"})
    assert _box(noor) == _TEXT
    noor.send("terug/", {"words": " ".join(words), "body": _TEXT})
    assert noor.path == _MINE
    assert _box(noor) == _TEXT


# --- the files of a draft ---


def _chosen(*names: str) -> list[tuple[str, tuple[str, bytes, str]]]:
    return [("bestand", (name, _photo(), "image/jpeg")) for name in names]


def _with_two_that_cannot_be_cleaned(noor: Reporter) -> list[str]:
    files = [("bestand", (name, _MACROS, "application/octet-stream")) for name in ("een.doc", "twee.doc")]
    noor.ready().send(_FILES, files=files)
    return noor.find("//button[@name='verwijder']/@value")


@pytest.mark.req("R11")
@pytest.mark.parametrize("button", ["verder", "terug", "lezers", "taal", "hulp", "voeg-toe", "bewaar"])
def test_every_button_of_the_files_keeps_the_choices_and_the_files(noor: Reporter, button: str) -> None:
    one, two = _with_two_that_cannot_be_cleaned(noor)
    assert _links_that_lose(noor) == []
    pressed = {"naar": f"{noor.root}hulp/" if button == "hulp" else button}
    if button in {"voeg-toe", "bewaar"}:
        pressed = {button: "1"}
    choices = {f"zoals-het-is-{one}": "nee", f"zoals-het-is-{two}": "ja"}
    noor.send(_FILES, {**choices, **pressed}, files=_chosen("foto.jpg"))
    assert "foto.jpg" in noor.open(_FILES).text
    assert noor.find(f"//input[@name='zoals-het-is-{two}'][@checked]/@value") == ["ja"]
    assert noor.find(f"//input[@name='zoals-het-is-{one}'][@checked]/@value") == ["nee"]


@pytest.mark.req("R11")
def test_going_on_sends_along_what_was_chosen_a_moment_before(noor: Reporter, town: Town) -> None:
    before = cases_of(town)
    one, two = _with_two_that_cannot_be_cleaned(noor)
    noor.send(_FILES, {f"zoals-het-is-{one}": "ja", f"zoals-het-is-{two}": "nee", "naar": "verder"})
    assert noor.path == "melden/nakijken/"
    noor.send("melden/nakijken/")
    with tenant_scope(town.tenant.id):
        assert SealedFile.objects.filter(owner_id=new_case(town, before).id).count() == 1


@pytest.mark.req("R11")
def test_removing_one_file_keeps_the_rest_of_the_form(noor: Reporter) -> None:
    one, two = _with_two_that_cannot_be_cleaned(noor)
    noor.send(_FILES, {f"zoals-het-is-{two}": "ja", "verwijder": one}, files=_chosen("foto.jpg"))
    assert "een.doc" not in noor.text
    assert "foto.jpg" in noor.text
    assert noor.find(f"//input[@name='zoals-het-is-{two}'][@checked]/@value") == ["ja"]


def test_the_original_of_one_keeps_the_rest_of_the_form(noor: Reporter) -> None:
    noor.ready().send(_FILES, files=_chosen("een.jpg"))
    (photo,) = noor.find("//button[@name='origineel']/@value")
    noor.send(_FILES, {"origineel": photo}, files=_chosen("twee.jpg"))
    assert "Het origineel gaat ook mee" in noor.text
    assert "twee.jpg" in noor.text
    noor.send(_FILES, {"geen-origineel": photo}, files=_chosen("drie.jpg"))
    assert "Het origineel gaat ook mee" not in noor.text
    assert "drie.jpg" in noor.text


def test_adding_nothing_still_says_so(noor: Reporter) -> None:
    noor.ready().send(_FILES, {"voeg-toe": "1"})
    assert "Kies eerst een bestand." in noor.text


@pytest.mark.parametrize("made_up", ["verwijder", "origineel", "geen-origineel"])
def test_a_button_for_a_file_that_is_not_there_does_nothing(noor: Reporter, made_up: str) -> None:
    noor.ready().send(_FILES, files=_chosen("foto.jpg"))
    noor.send(_FILES, {made_up: str(uuid4())})
    assert noor.path == _FILES
    assert "foto.jpg" in noor.text


@pytest.mark.req("R11")
def test_a_choice_for_one_later_file_keeps_the_other_choices_and_the_files(
    noor: Reporter, town: Town
) -> None:
    before = cases_of(town)
    words = noor.reported()
    case, page = new_case(town, before), f"{_MINE}bestanden/"
    files = [("bestand", (name, _MACROS, "application/octet-stream")) for name in ("een.doc", "twee.doc")]
    _back(noor, words).send(page, files=files)
    one, two = noor.find("//button[@name='doe']/@value")
    choices = {f"zoals-het-is-{one}": "nee", f"zoals-het-is-{two}": "ja"}
    noor.send(page, {**choices, "doe": one}, files=_chosen("foto.jpg"))
    assert noor.find("//button[@name='doe']/@value") == [two]
    assert noor.find(f"//input[@name='zoals-het-is-{two}'][@checked]/@value") == ["ja"]
    with tenant_scope(town.tenant.id):
        assert SealedFile.objects.filter(owner_id=case.id).count() == 1
    noor.send(page, {"doe": str(uuid4())})
    assert noor.find("//button[@name='doe']/@value") == [two]


# --- where the reporter was ---


def _go_on(noor: Reporter) -> str:
    noor.open()
    assert "Verder met je melding" in noor.text
    return noor.begin().path


@pytest.mark.req("R1")
def test_going_on_with_a_report_leads_to_where_the_reporter_was(noor: Reporter) -> None:
    noor.begin()
    assert _go_on(noor) == "melden/wie-leest/"
    noor.send("melden/wie-leest/")
    assert _go_on(noor) == "melden/onderwerp/"
    noor.send("melden/onderwerp/", {"kind": "conduct"})
    assert _go_on(noor) == "melden/verhaal/"
    noor.send("melden/verhaal/", {"story": "Half een verhaal", "naar": noor.root})
    assert noor.path == ""
    assert _go_on(noor) == "melden/verhaal/"
    assert noor.find("//textarea[@name='story']")[0].text.strip() == "Half een verhaal"


@pytest.mark.parametrize(
    ("page", "typed", "there"),
    [
        ("melden/verhaal/", {"naar": "terug"}, "melden/onderwerp/"),
        ("melden/je-naam/", {"openness": "anonymous"}, _FILES),
        (_FILES, {"naar": "verder"}, "melden/nakijken/"),
        (_FILES, {"naar": "terug"}, "melden/je-naam/"),
        ("melden/verhaal/?van=nakijken", {"story": "Anders"}, "melden/nakijken/"),
    ],
)
def test_the_place_follows_the_reporter(noor: Reporter, page: str, typed: dict[str, str], there: str) -> None:
    noor.ready().send(page, typed)
    assert _go_on(noor) == there


def test_the_place_is_found_in_the_other_language(noor: Reporter, town: Town) -> None:
    noor.ready().open("melden/waar/")
    noor.page = noor.http.post(f"/en/{town.tenant.slug}/melden/", files=[("x", (None, ""))])
    assert noor.page.url.path == f"/en/{town.tenant.slug}/melden/waar/"


def test_who_reads_along_is_changed_in_passing(noor: Reporter) -> None:
    noor.ready().send("melden/waar/", {"where": "In de kelder", "naar": "lezers"})
    noor.send("melden/wie-leest/")
    assert noor.path == "melden/waar/"


def test_a_new_report_begins_at_the_beginning(noor: Reporter) -> None:
    noor.ready().open("melden/waar/").send("melden/weggooien/")
    assert noor.begin().path == "melden/wie-leest/"
    noor.send("melden/wie-leest/")
    assert noor.path == "melden/onderwerp/"


@pytest.mark.req("R1")
def test_every_way_from_a_question_keeps_the_answer(noor: Reporter) -> None:
    noor.ready().open("melden/verhaal/")
    assert _links_that_lose(noor) == []
    for number, url in enumerate(_ways(noor)):
        noor.send("melden/verhaal/", {"story": f"Verhaal {number}", "naar": url})
        assert noor.page.url.path == url
        assert f"Verhaal {number}" in noor.open("melden/verhaal/").page.text


@pytest.mark.parametrize("goes_to", ["{root}hulp/", "sluit", "taal"])
@pytest.mark.parametrize(
    ("text", "sentence"),
    [("x" * 40_001, "tekens"), ("kort" + " " * 40_001, "Dit is te lang om te bewaren.")],
    ids=["too long", "only blanks"],
)
def test_what_is_too_long_to_keep_stays_on_the_page_and_fills_no_session(
    noor: Reporter, goes_to: str, text: str, sentence: str
) -> None:
    _back(noor, noor.reported())
    noor.send(_MINE, {"body": text, "naar": goes_to.format(root=noor.root)})
    assert noor.path == _MINE
    assert sentence in noor.text
    assert _box(noor) == text.strip()
    assert noor.find("//ol[contains(@class, 'wb-talk')]//*[contains(., 'kort')]") == []
    assert _box(noor.open(_MINE)) == ""


def test_choices_for_files_that_do_not_wait_fill_no_session(noor: Reporter) -> None:
    _back(noor, noor.reported())
    before = max(len(bytes(one.sealed_payload)) for one in Session.objects.all())
    noor.send("mijn-melding/bestanden/", {f"zoals-het-is-{number}-{'x' * 800}": "ja" for number in range(90)})
    assert max(len(bytes(one.sealed_payload)) for one in Session.objects.all()) < before + 9_000
