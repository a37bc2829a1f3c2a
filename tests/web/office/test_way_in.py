"""Signing in at the running office, as a browser without a script does it."""

from __future__ import annotations

import re
from contextlib import closing
from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest
from tests.people import Office, Town, fresh_code, make_tenant, token_of

from weerbaar.config.demo import TOWN, Part
from weerbaar.ground import clock
from weerbaar.notify.actions import remove_address
from weerbaar.organisation import actions, totp
from weerbaar.vault.models import Session

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.conftest import Faces

COOKIE = "weerbaar-office"


@pytest.fixture(scope="module")
def town(database: None) -> Town:
    return make_tenant()


@pytest.fixture
def office(faces: Faces, town: Town) -> Iterator[Office]:
    browser = Office(faces.office, town)
    yield browser
    browser.close()


def test_somebody_signs_in_unlocks_and_signs_out(office: Office) -> None:
    answer = office.sign_in("Fatima", unlock=False)
    assert "Je sleutel is nog dicht" in answer.text
    answer = office.post("ontgrendelen/", {"passphrase": office.town["Fatima"].passphrase})
    assert answer.url.path == office.url("")
    answer = office.post("afmelden/", page="ik/")
    assert "je bent afgemeld" in answer.text
    assert office.get("ik/").url.path == office.url("aanmelden/")


@pytest.fixture(scope="module")
def whole(database: None) -> Town:
    """A town in which everybody stands in their line, with somebody of whom nothing is asked yet."""
    nobody = Part("Quirine Smit", "medewerker", ())
    return make_tenant(cast=(*TOWN, nobody))


@pytest.mark.parametrize(
    ("who", "path", "sentence"),
    [
        ("Wietske", "beheer/mensen/", "Mensen"),
        ("Ilse", "sleutels/", "Sleutels"),
        ("Fatima", "", "vraagt je vandaag"),
        ("Bram", "signalen/", "Schrijf op wat je hoorde"),
        ("Quirine", "ik/", "Vraag je beheerder om een rol."),
    ],
)
def test_everybody_begins_where_their_own_work_is(
    faces: Faces, whole: Town, who: str, path: str, sentence: str
) -> None:
    with closing(Office(faces.office, whole)) as office:
        answer = office.sign_in(who)
        assert answer.url.path == office.url(path)
        assert sentence in answer.text
        # The name of the organisation leads there too.
        assert office.get("").url.path == office.url(path)


def test_whoever_is_knocked_can_leave_an_address_for_it(faces: Faces, whole: Town) -> None:
    """A manager is knocked on the day to look again, and works on no case."""
    for who, may in (("Bram", True), ("Quirine", False)):
        with closing(Office(faces.office, whole)) as office:
            office.sign_in(who)
            assert ("Geef een mailadres op" in office.get("ik/").text) is may


def test_the_cookie_is_new_after_each_step_and_the_old_one_opens_nothing(office: Office) -> None:
    office.get("aanmelden/")
    planted = office.http.cookies[COOKIE]
    office.sign_in("Fatima", unlock=False)
    signed_in = office.http.cookies[COOKIE]
    office.post("ontgrendelen/", {"passphrase": office.town["Fatima"].passphrase})
    unlocked = office.http.cookies[COOKIE]
    assert len({planted, signed_in, unlocked}) == 3
    for old in (planted, signed_in):
        office.http.cookies.set(COOKIE, old, domain="127.0.0.1")
        other = Office(office.base, office.town)
        other.http.cookies.set(COOKIE, old)
        assert other.get("ik/").url.path == office.url("aanmelden/")
        other.close()


def test_the_cookie_is_for_this_host_and_no_script(office: Office) -> None:
    header = office.get("aanmelden/").headers["set-cookie"]
    assert header.startswith(f"{COOKIE}=")
    assert "HttpOnly" in header
    assert "SameSite=Lax" in header
    assert "Path=/" in header
    assert "Domain" not in header
    assert "expires" not in header.lower()


def test_pages_stay_in_no_browser_and_load_nothing_from_elsewhere(office: Office) -> None:
    answer = office.sign_in("Wietske")
    assert answer.headers["cache-control"] == "no-store"
    policy = answer.headers["content-security-policy"]
    assert "unsafe" not in policy
    assert "form-action 'self'" in policy
    assert answer.headers["referrer-policy"] == "same-origin"
    assert " style=" not in answer.text


def test_a_wrong_code_says_so_keeps_the_address_and_lets_nobody_in(office: Office) -> None:
    mail = office.town["Hassan"].mail
    answer = office.post("aanmelden/", {"mail": mail, "code": "000000"})
    assert "horen niet bij elkaar" in answer.text
    assert f'value="{mail}"' in answer.text
    assert "<title>Fout: " in answer.text
    other = office.post("aanmelden/", {"mail": "niemand@nergens.example", "code": "000000"})
    hide = re.compile(r'value="[^"]*"')
    assert hide.sub("", answer.text) == hide.sub("", other.text)


def test_a_stranger_with_the_address_does_not_keep_the_owner_out(office: Office, faces: Faces) -> None:
    owner = office.town["Hassan"]
    office.sign_in("Hassan", unlock=False)
    office.post("afmelden/", page="ik/")
    code = fresh_code(owner)
    with closing(Office(faces.office, office.town)) as stranger:
        tries = (stranger.post("aanmelden/", {"mail": owner.mail, "code": "000000"}).text for _ in range(12))
        assert any("Wacht" in one for one in tries)
    assert "Je sleutel is nog dicht" in office.post("aanmelden/", {"mail": owner.mail, "code": code}).text


def test_a_code_that_was_used_does_not_work_again(office: Office) -> None:
    one = office.town["Ruben"]
    code = fresh_code(one)
    assert "Je sleutel is nog dicht" in office.post("aanmelden/", {"mail": one.mail, "code": code}).text
    again = Office(office.base, office.town)
    assert "horen niet bij elkaar" in again.post("aanmelden/", {"mail": one.mail, "code": code}).text
    again.close()


def test_a_wrong_passphrase_is_not_shown_again_and_opens_nothing(office: Office) -> None:
    office.sign_in("Marit", unlock=False)
    answer = office.post("ontgrendelen/", {"passphrase": "helemaal verkeerde woorden hier"})
    assert "opent je kluis niet" in answer.text
    assert "helemaal verkeerde" not in answer.text
    assert office.get("ik/wachtzin/").url.path == office.url("ontgrendelen/")


@pytest.mark.parametrize(
    "naar",
    [
        "https://elders.example/",
        "//elders.example/",
        "/ander/ik/",
        "\\\\elders.example",
        "/{slug}/../../x",
        "javascript:alert(1)",
    ],
)
def test_the_way_back_never_leads_elsewhere(office: Office, naar: str) -> None:
    wanted = naar.format(slug=office.town.tenant.slug)
    office.sign_in("Joris", unlock=False)
    office.http.follow_redirects = False
    page = office.get(f"ontgrendelen/?naar={quote(wanted)}").text
    data = {
        "csrfmiddlewaretoken": token_of(page),
        "naar": wanted,
        "passphrase": office.town["Joris"].passphrase,
    }
    answer = office.http.post(office.url("ontgrendelen/"), data=data, headers={"Origin": office.base})
    assert answer.status_code == 302
    assert answer.headers["location"].startswith(f"/{office.town.tenant.slug}/")


def test_the_way_back_leads_to_the_page_that_was_asked(office: Office) -> None:
    asked = office.get("beheer/meldpunten/?x=1")
    one = office.town["Wietske"]
    naar = asked.url.params["naar"]
    answer = office.post("aanmelden/", {"mail": one.mail, "code": fresh_code(one), "naar": naar})
    answer = office.post("ontgrendelen/", {"passphrase": one.passphrase, "naar": answer.url.params["naar"]})
    assert str(answer.url).endswith("beheer/meldpunten/?x=1")


def test_a_form_without_its_token_says_what_happened_and_shows_what_was_typed(office: Office) -> None:
    office.sign_in("Wietske")
    typed = "Voor alles wat niet klopt <b>in huis</b>. 🦆"
    answer = office.http.post(
        office.url("beheer/meldpunten/nieuw/"), data={"about": typed, "passphrase": "x" * 40}
    )
    assert answer.status_code == 403
    assert "Stuur het nog een keer" in answer.text
    assert "&lt;b&gt;in huis&lt;/b&gt;. 🦆" in answer.text
    assert "x" * 40 not in answer.text
    assert answer.text.count(">Dit typte je<") == 1


def test_what_was_typed_twice_is_shown_once_and_two_texts_have_a_number(office: Office) -> None:
    office.sign_in("Wietske")
    once, other = "Dit stond in twee vakken tegelijk.", "Dit stond in een ander vak."
    data = {"about": once, "intro": once, "name": other}
    answer = office.http.post(office.url("beheer/meldpunten/nieuw/"), data=data)
    assert answer.status_code == 403
    assert answer.text.count(once) == 1
    assert "Dit typte je, vak 1 van 2" in answer.text
    assert "Dit typte je, vak 2 van 2" in answer.text


@pytest.mark.parametrize(
    "typed",
    [
        "\x00",
        "%00",
        "🦆" * 200,
        "a" * 1_000_000,
        "\u202e\u0000",
        "' OR 1=1 --",
        "<script>",
        " " * 500,
        "\ud800",
    ],
)
@pytest.mark.parametrize("path", ["aanmelden/", "activeren/"])
def test_hostile_words_get_a_sentence(office: Office, path: str, typed: str) -> None:
    token = token_of(office.get(path).text)
    sent = quote(typed.encode("utf-8", "surrogatepass"))
    body = f"csrfmiddlewaretoken={token}&mail={sent}&code={sent}&invitation={sent}"
    answer = office.http.post(
        office.url(path),
        content=body,
        headers={"Content-Type": "application/x-www-form-urlencoded", "Origin": office.base},
    )
    assert answer.status_code == 200
    assert "utrecht-form-field--invalid" in answer.text or 'role="alert"' in answer.text
    assert "<script>" not in answer.text


def test_an_invitation_ends_in_a_key_that_opens(office: Office) -> None:
    boss = Office(office.base, office.town)
    boss.sign_in("Wietske")
    answer = boss.post(
        "beheer/mensen/nieuw/",
        {"name": "Dilan Aydin", "first_name": "Dilan", "function": "balie", "mail": "dilan@balie.example"},
    )
    code = re.search(r"<code>([0-9A-Z-]+)</code>", answer.text)
    assert code
    assert code[1] not in boss.http.get(answer.url).text
    boss.close()

    answer = office.post("activeren/", {"invitation": code[1].lower()})
    secret = re.search(r'translate="no">([A-Z2-7 ]+)</code>', answer.text)
    assert secret
    assert "<svg" in answer.text
    shared = secret[1].replace(" ", "")
    wrong = office.post("activeren/telefoon/", {"code": "000000"})
    assert secret[1] in wrong.text
    answer = office.post("activeren/telefoon/", {"code": totp.code_at(shared, clock.now())})
    assert "niemand je kluis nu voor je openen" in answer.text
    words = re.findall(
        r"<li[^>]*>\s*(?:<[^>]+>)*\s*([a-z]+)", answer.text.partition("<ol")[2].partition("</ol>")[0]
    )
    assert len(words) == 6
    mistyped = office.post("activeren/wachtzin/", {"again": "zes andere woorden dan deze hier"})
    assert "niet dezelfde woorden" in mistyped.text
    answer = office.post("activeren/wachtzin/", {"again": " ".join(words).upper()})
    assert "Je sleutel is klaar" in answer.text
    code_next = totp.code_at(shared, clock.now(), shift=1)
    office.post("aanmelden/", {"mail": "dilan@balie.example", "code": code_next})
    answer = office.post("ontgrendelen/", {"passphrase": " ".join(words)})
    assert "Wacht op twee sleutelbeheerders" in office.get("ik/").text


def test_whoever_left_is_out_at_the_next_page(office: Office) -> None:
    town = make_tenant()
    browser = Office(office.base, town)
    browser.sign_in("Joris")
    actions.person_leaves(town["Wietske"].opened, person_id=town["Joris"].person_id, forget=remove_address)
    assert browser.get("ik/").url.path == browser.url("aanmelden/")
    browser.close()


def test_an_open_key_lies_nowhere_in_clear(office: Office) -> None:
    office.sign_in("Fatima")
    opened = office.town["Fatima"].opened.opened
    assert opened is not None
    rows = [bytes(row) for row in Session.objects.values_list("sealed_payload", flat=True)]
    assert rows
    for row in rows:
        assert opened.private_key.reveal() not in row
        assert b"private" not in row
        assert office.town["Fatima"].person_id.hex.encode() not in row


def test_the_pages_speak_english_when_asked(office: Office) -> None:
    assert "Sign in" in office.get("taal/en/").text
    office.sign_in("Wietske")
    assert "people work here" in office.get("beheer/mensen/").text
