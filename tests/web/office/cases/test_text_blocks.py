"""Ready sentences: kept by who handles cases, of no case, and put into a text without a script and without losing any (C13)."""

from __future__ import annotations

import lxml.html
import pytest
from tests.filed import bring, file_report
from tests.people import make_tenant
from tests.statements import counted
from tests.web.office.cases.test_lists_by_pages import pages
from tests.web.office.cases.test_pages import Desk, first, words

from weerbaar.cases import subjects
from weerbaar.cases.cursors import PAGE
from weerbaar.cases.models import AnswerDraft, Message, Party, TextBlock
from weerbaar.database.scope import tenant_scope

INVITE = "Kom je praten? Je mag iemand meenemen."
NEW = {"title": "Uitnodiging", "use": "invitation", "kind": "", "words": INVITE}


@pytest.fixture
def town(database):
    return make_tenant()


@pytest.fixture
def fatima(town):
    return Desk(town, "Fatima")


def choose(desk, path: str, title: str, data: dict[str, str]):
    """Press the button that puts a sentence into the text of a form."""
    page = desk.get(path)
    key = first(page, f"//select[@name='vaste-tekst']/option[. = '{title}']/@value")
    return data | {"vaste-tekst": key, "naar": "vaste-tekst"}


@pytest.mark.req("C13")
def test_a_sentence_is_kept_changed_and_taken_away(town, fatima):
    assert "Er zijn nog geen vaste teksten" in fatima.text("vaste-teksten/")
    fatima.post("vaste-teksten/nieuw/", NEW)
    page = fatima.get("vaste-teksten/")
    assert INVITE in words(page)
    (remove,) = lxml.html.fromstring(page.content.decode()).xpath("//a[contains(., 'Haal weg')]/@href")
    change = remove.removesuffix("weg/")
    assert INVITE in fatima.client.get(change).content.decode()
    fatima.client.post(change, NEW | {"words": "Kom je langs?"})
    assert "Kom je langs?" in fatima.text("vaste-teksten/")
    assert "De tekst is veranderd." not in fatima.text("vaste-teksten/")
    fatima.client.post(remove, {"zeker": "1"})
    assert "Er zijn nog geen vaste teksten" in fatima.text("vaste-teksten/")
    assert fatima.client.get(change).status_code == 404


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"title": " "}, "Geef de tekst een naam."),
        ({"title": "x" * 61}, "Dit is te lang. Maak het korter."),
        ({"words": " "}, "Schrijf de tekst op."),
        ({"use": "anders"}, "Kies iets uit de lijst."),
        ({"kind": "onzin"}, "Kies iets uit de lijst."),
        ({"words": "Over W-kade-47 is besloten."}, "Een vaste tekst gaat over geen enkele zaak."),
        ({"title": "Voor w-kade-47"}, "Een vaste tekst gaat over geen enkele zaak."),
    ],
)
def test_what_cannot_be_kept_is_refused_with_a_sentence_and_stays_in_the_form(town, fatima, wrong, told):
    page = fatima.post("vaste-teksten/nieuw/", NEW | wrong)
    assert told in words(page)
    assert (wrong.get("words") or INVITE).strip() in page.content.decode()
    with tenant_scope(town.tenant.id):
        assert not TextBlock.objects.exists()


def test_two_do_not_have_one_name(fatima):
    fatima.post("vaste-teksten/nieuw/", NEW)
    assert "Er is al een tekst die zo heet." in words(fatima.post("vaste-teksten/nieuw/", NEW))


@pytest.mark.parametrize("who", ["Hassan", "Samira", "Ilse", "Wietske"])
def test_whoever_does_not_handle_cases_does_not_find_the_page(town, who):
    desk = Desk(town, who)
    assert desk.get("vaste-teksten/").status_code == 404
    assert desk.post("vaste-teksten/nieuw/", NEW).status_code == 404
    assert "Vaste teksten" not in desk.text("ik/")
    with tenant_scope(town.tenant.id):
        assert not TextBlock.objects.exists()


@pytest.mark.req("C13")
def test_a_sentence_is_put_below_what_was_typed_to_the_reporter(town, fatima):
    filed = file_report(town)
    fatima.post("vaste-teksten/nieuw/", NEW)
    form = f"zaken/{filed.code}/antwoord/"
    sent = fatima.post(form, choose(fatima, f"zaken/{filed.code}/", "Uitnodiging", {"body": "Hallo."}))
    assert sent["Location"].endswith("#gesprek")
    box = first(fatima.get(f"zaken/{filed.code}/"), "//textarea[@name='body']").text
    assert box.strip() == f"Hallo.\n\n{INVITE}"
    with tenant_scope(town.tenant.id):
        assert AnswerDraft.objects.filter(case=filed.case).count() == 1
        assert not Message.objects.filter(case=filed.case).exists()


@pytest.mark.req("C13")
def test_a_sentence_is_put_into_the_text_of_an_act_and_nothing_is_sent(town, fatima):
    filed = file_report(town)
    fatima.post("vaste-teksten/nieuw/", NEW)
    form = f"zaken/{filed.code}/bevestigen/"
    sent = fatima.post(form, choose(fatima, form, "Uitnodiging", {"body": "Je melding is binnen."}))
    assert sent["Location"].endswith("/bevestigen/")
    page = fatima.get(form)
    assert first(page, "//textarea[@name='body']").text.strip() == f"Je melding is binnen.\n\n{INVITE}"
    assert "Dit typte je eerder" in words(page)
    with tenant_scope(town.tenant.id):
        assert not Message.objects.filter(case=filed.case).exists()
    fatima.post(form, {"body": f"Je melding is binnen.\n\n{INVITE}"})
    with tenant_scope(town.tenant.id):
        assert Message.objects.filter(case=filed.case).count() == 1


def test_what_becomes_too_long_stays_on_the_page(fatima, town):
    filed = file_report(town)
    fatima.post("vaste-teksten/nieuw/", NEW)
    form = f"zaken/{filed.code}/bevestigen/"
    page = fatima.post(form, choose(fatima, form, "Uitnodiging", {"body": "x" * 19_990}))
    assert "Dit is te lang" in words(page)
    assert "x" * 19_990 in page.content.decode()


@pytest.mark.parametrize("chosen", ["", "onzin"])
def test_without_a_choice_what_was_typed_stays_as_it_is(town, fatima, chosen):
    filed = file_report(town)
    form = f"zaken/{filed.code}/bevestigen/"
    fatima.post(form, {"body": "Half getypt.", "vaste-tekst": chosen, "naar": "vaste-tekst"})
    assert first(fatima.get(form), "//textarea[@name='body']").text.strip() == "Half getypt."


def test_only_what_fits_the_case_and_the_letter_is_offered(town, fatima):
    for title, use, kind in (
        ("Bij gedrag", "answer", "conduct"),
        ("Bij geld", "answer", "integrity"),
        ("Voor betrokkene", "letter", ""),
    ):
        fatima.post("vaste-teksten/nieuw/", {"title": title, "use": use, "kind": kind, "words": INVITE})
    assert "Antwoord aan de melder, ongewenste omgangsvormen" in fatima.text("vaste-teksten/")
    filed = file_report(town)

    def offered(path: str) -> list[str]:
        page = fatima.get(f"zaken/{filed.code}/{path}")
        return lxml.html.fromstring(page.content.decode()).xpath(
            "//select[@name='vaste-tekst']/option[@value != '']/text()"
        )

    assert offered("") == ["Bij gedrag"]
    assert offered("bevestigen/") == ["Bij gedrag"]
    bring(town["Fatima"].opened, filed, "assessed")
    with tenant_scope(town.tenant.id):
        party = Party.objects.get(case=filed.case, role=Party.Role.SUBJECT)
    subjects.announce(town["Fatima"].opened, code=filed.code, party_id=party.id, body="Wij gaan dit doen.")
    assert offered(f"betrokkene/{party.id}/bericht/") == ["Voor betrokkene"]


@pytest.mark.req("C13")
def test_ready_texts_come_page_by_page_and_each_once(town, fatima):
    number = 2 * PAGE + 3
    with tenant_scope(town.tenant.id):
        TextBlock.objects.bulk_create(
            TextBlock(
                tenant_id=town.tenant.id,
                use=TextBlock.Use.values[place % 3],
                title=f"{'aA'[place % 2]} {place // 2:02}",
                words="Kom je praten?",
            )
            for place in range(number)
        )
    rows = "//h2[@class='utrecht-heading-3']/text()"
    found = pages(fatima, "vaste-teksten/", rows, "?na=")
    assert [len(one) for one in found] == [PAGE, PAGE, 3]
    titles = [one for page in found for one in page]
    assert len(set(titles)) == number
    with tenant_scope(town.tenant.id):
        uses = dict(TextBlock.objects.values_list("title", "use"))
    assert [uses[one] for one in titles] == sorted(
        (uses[one] for one in titles), key=TextBlock.Use.values.index
    )
    shown = fatima.get("vaste-teksten/").content
    assert fatima.get("vaste-teksten/?na=onzin").content.count(b"<h2") == shown.count(b"<h2")
    with counted() as asked:
        fatima.get("vaste-teksten/")
    assert sum("cases_textblock" in one for one in asked) == 2
