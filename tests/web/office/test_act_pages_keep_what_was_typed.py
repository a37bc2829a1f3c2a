"""Every way from the page of an act keeps what was typed on it, without a script: until sent, dropped or signed out."""

from __future__ import annotations

import lxml.html
import pytest
from tests.filed import file_report
from tests.people import fresh_code, make_tenant
from tests.web.office.cases.test_pages import REASON, Desk, words
from tests.web.office.test_every_page import waiting_key  # noqa: F401 - a fixture

from weerbaar.cases import actions as cases
from weerbaar.database.scope import tenant_scope
from weerbaar.vault.models import Session

_TEXT = "Half een reden, over Noor Visser"
_EARLIER = "Dit typte je eerder"


@pytest.fixture(scope="module")
def town(database):
    return make_tenant()


@pytest.fixture(scope="module")
def fatima(town):
    return Desk(town, "Fatima")


@pytest.fixture(scope="module")
def wietske(town):
    return Desk(town, "Wietske")


@pytest.fixture
def filed(town):
    return file_report(town, name="Noor Visser")


def _says(page, name: str) -> str:
    found = lxml.html.fromstring(page.content.decode()).xpath(f"//*[@name='{name}']")
    box = found[0]
    if box.tag == "textarea":
        return (box.text or "").strip()
    if box.tag == "select":
        return next(iter(box.xpath(".//option[@selected]/@value")), "")
    if box.get("type") in {"radio", "checkbox"}:
        return ",".join(one.get("value") for one in found if one.get("checked") is not None)
    return box.get("value", "")


def _ways(page) -> list[str]:
    found = lxml.html.fromstring(page.content.decode()).xpath(
        "//button[@name='naar'][@form='handeling']/@value"
    )
    return list(dict.fromkeys(found))


@pytest.mark.req("C5")
@pytest.mark.parametrize(
    ("act", "typed"),
    [
        ("bevestigen/", {"body": f"{_TEXT}\n\nen meer"}),
        ("namen/", {"reason": _TEXT}),
        ("terugtrekken/", {"reason": _TEXT}),
        ("afschrift/voor/court/", {"who": _TEXT, "ground": f"{_TEXT}\n\nen meer", "words": _TEXT}),
        ("persoon/", {"role": "witness", "description": _TEXT, "name": "Sem Vos"}),
        (
            "toegang/",
            {"until": "day", "day_day": "7", "day_month": "maart", "day_year": "20", "reason": _TEXT},
        ),
    ],
)
def test_every_way_from_an_act_on_a_case_keeps_what_was_typed(fatima, filed, act, typed):
    page = fatima.get(here := f"zaken/{filed.code}/{act}")
    tree = lxml.html.fromstring(page.content.decode())
    assert [a for a in tree.xpath("//a/@href") if not a.startswith("#")] == []
    ways = _ways(page)
    assert {fatima.root, f"{fatima.root}ik/", f"{fatima.root}afmelden/", "taal"} <= set(ways)
    for url in ways:
        if url.endswith("/afmelden/"):
            continue
        sent = fatima.post(
            here, {name: text.replace("\n", "\r\n") for name, text in typed.items()} | {"naar": url}
        )
        wanted = f"{fatima.root}taal/en/?naar={fatima.root}{here}" if url == "taal" else url
        assert sent["Location"] == wanted
        page = fatima.get(here)
        assert _EARLIER in words(page)
        assert {name: _says(page, name) for name in typed} == typed
    fatima.post(here, {"naar": "opnieuw"})
    page = fatima.get(here)
    assert _EARLIER not in words(page)
    assert _TEXT not in page.content.decode()


def test_what_an_administrator_typed_is_kept_too(wietske, town):
    for here, typed in (
        (
            "beheer/mensen/nieuw/",
            {"name": "Sem Vos", "first_name": "", "function": "jurist", "mail": "geen adres"},
        ),
        ("beheer/meldpunten/nieuw/", {"name": "Toezicht", "slug": "", "about": _TEXT, "kinds": "integrity"}),
    ):
        wietske.post(here, {**typed, "naar": wietske.root})
        page = wietske.get(here)
        assert {name: _says(page, name) for name in typed} == typed
    assert _says(page, "is_open") == ""


def test_each_act_on_each_case_has_its_own(fatima, filed, town):
    other = file_report(town)
    fatima.post(f"zaken/{filed.code}/namen/", {"reason": _TEXT, "naar": fatima.root})
    for here in (f"zaken/{filed.code}/terugtrekken/", f"zaken/{other.code}/namen/"):
        page = fatima.get(here)
        assert _says(page, "reason") == ""
        assert _EARLIER not in words(page)


def test_what_was_sent_or_emptied_is_not_there_again(fatima, filed):
    here = f"zaken/{filed.code}/namen/"
    fatima.post(here, {"reason": _TEXT, "naar": fatima.root})
    assert fatima.post(here, REASON).status_code == 302
    assert _says(fatima.get(here), "reason") == ""
    fatima.post(here, {"reason": _TEXT, "naar": fatima.root})
    fatima.post(here, {"reason": " ", "naar": fatima.root})
    assert _EARLIER not in words(fatima.get(here))


def test_looking_around_keeps_nothing(fatima, filed):
    here = f"zaken/{filed.code}/bevestigen/"
    proposal = _says(fatima.get(here), "body").replace("\n", "\r\n")
    fatima.post(here, {"body": proposal, "naar": fatima.root})
    assert _EARLIER not in words(fatima.get(here))


def test_it_does_nothing_else(fatima, filed):
    page = fatima.post(f"zaken/{filed.code}/bevestigen/", {"body": _TEXT, "naar": fatima.root})
    assert page.status_code == 302
    assert "Stuur bevestiging" in words(fatima.get(f"zaken/{filed.code}/"))


def test_what_is_too_long_does_not_leave_the_page(fatima, filed):
    page = fatima.post(f"zaken/{filed.code}/persoon/", {"name": "x" * 201, "naar": fatima.root})
    assert "Dit is te lang" in words(page)
    assert "Maak een keuze" not in words(page)
    assert "x" * 201 in page.content.decode()


def test_what_no_field_takes_is_not_kept(fatima, filed):
    here = f"zaken/{filed.code}/persoon/"
    fatima.post(here, {"name": _TEXT, "role": "x" * 9_000, "more": "y" * 9_000, "naar": fatima.root})
    kept = Session.objects.order_by("-expires_at").values_list("sealed_payload", flat=True)
    assert _says(fatima.get(here), "name") == _TEXT
    assert all(len(bytes(one)) < 9_000 for one in kept)


@pytest.mark.parametrize("url", ["https://evil.example/", "//evil.example/", "/elders/", "nergens"])
def test_a_button_never_leads_off_the_pages_of_the_municipality(fatima, filed, url):
    case = f"zaken/{filed.code}/"
    sent = fatima.post(f"{case}namen/", {"reason": _TEXT, "naar": url})
    assert sent["Location"] == f"{fatima.root}{case}#personen"


def test_signing_out_ends_it_and_the_next_in_this_browser_sees_nothing(town, filed):
    joris, here = Desk(town, "Joris"), f"zaken/{filed.code}/namen/"
    joris.post(here, {"reason": _TEXT, "naar": joris.root})
    assert joris.post(here, {"reason": _TEXT, "naar": f"{joris.root}afmelden/"}).status_code == 200
    for who in ("Fatima", "Joris"):
        joris.post("aanmelden/", {"mail": town[who].mail, "code": fresh_code(town[who])})
        joris.post("ontgrendelen/", {"passphrase": town[who].passphrase})
        assert _TEXT not in joris.get(here).content.decode()


def test_a_colleague_who_signs_in_over_another_sees_nothing_of_theirs(town, filed):
    browser, here = Desk(town, "Joris"), f"zaken/{filed.code}/namen/"
    browser.post(here, {"reason": _TEXT, "naar": browser.root})
    browser.post("aanmelden/", {"mail": town["Fatima"].mail, "code": fresh_code(town["Fatima"])})
    browser.post("ontgrendelen/", {"passphrase": town["Fatima"].passphrase})
    page = browser.get(here)
    assert page.status_code == 200
    assert _TEXT not in page.content.decode()


def test_whose_access_ended_keeps_nothing_and_sees_nothing(town):
    filed = file_report(town, readers=("Fatima", "Joris", "Marit"))
    marit, here = Desk(town, "Marit"), f"zaken/{filed.code}/namen/"
    marit.post(here, {"reason": _TEXT, "naar": marit.root})
    cases.withdraw_access(
        town["Fatima"].staff, code=filed.code, alias=town["Marit"].staff.alias, reason="Klaar."
    )
    assert marit.get(here).status_code == 404
    assert marit.post(here, {"reason": _TEXT, "naar": marit.root}).status_code == 404


def test_when_a_colleague_was_first_what_was_typed_can_still_be_taken_over(town, fatima, filed):
    here = f"zaken/{filed.code}/bevestigen/"
    fatima.post(here, {"body": _TEXT, "naar": fatima.root})
    Desk(town, "Joris").post(here, {"body": "De melding is binnen."})
    page = fatima.get(here)
    assert _says(page, "body") == _TEXT
    fatima.post(here, {"naar": "opnieuw"})
    assert not lxml.html.fromstring(fatima.get(here).content.decode()).xpath("//textarea")


def test_that_words_were_compared_is_never_kept(town, waiting_key):  # noqa: F811 - that fixture
    ilse, here = Desk(town, "Ilse"), f"sleutels/{waiting_key}/"
    assert _ways(ilse.get(here)) == []
    ilse.post(here, {"seen": "00", "compared": "on", "naar": ilse.root})
    page = ilse.get(here)
    assert _says(page, "compared") == ""
    assert _says(page, "seen") not in {"", "00"}


def test_the_address_of_a_form_of_a_case_leads_to_its_page(fatima, filed):
    case = f"zaken/{filed.code}/"
    assert fatima.get(f"{case}antwoord/")["Location"] == f"{fatima.root}{case}#gesprek"
    assert fatima.get(f"{case}namen/dicht/")["Location"] == f"{fatima.root}{case}#personen"


def test_it_lies_sealed(fatima, filed):
    fatima.post(f"zaken/{filed.code}/namen/", {"reason": _TEXT, "naar": fatima.root})
    with tenant_scope(filed.case.tenant_id):
        assert all(_TEXT.encode() not in bytes(one.sealed_payload) for one in Session.objects.all())
