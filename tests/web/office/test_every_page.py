"""Every address of the office, asked by everybody. An address without a row here fails."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import get_resolver, reverse
from tests.people import Town, fresh_code, make_tenant

from weerbaar.ground import clock
from weerbaar.ground.receipt import draw_passphrase
from weerbaar.organisation import actions, queries, totp
from weerbaar.organisation.queries import Profile

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.http import HttpResponse
    from django.urls import URLPattern, URLResolver

WHO = ("nobody", "stranger", "locked", "handler", "lawyer", "no role", "officer", "administrator")
PEOPLE = {
    "locked": "Joris",
    "handler": "Fatima",
    "lawyer": "Hassan",
    "no role": "Samira",
    "officer": "Ilse",
    "administrator": "Wietske",
}
IN, UNLOCK, AWAY, OK, NOT = "sign in", "unlock", "elsewhere", "200", "404"

OPEN = (OK,) * 8
MINE = (IN, IN, UNLOCK, OK, OK, OK, OK, OK)
ADMINISTRATION = (IN, IN, NOT, NOT, NOT, NOT, NOT, OK)
KEYS = (IN, IN, NOT, NOT, NOT, NOT, OK, NOT)
NO_CASE = (IN, IN, UNLOCK, NOT, NOT, NOT, NOT, NOT)

TABLE: dict[str, tuple[str, ...]] = {
    "front": OPEN,
    "sign_in": (OK, OK, AWAY, AWAY, AWAY, AWAY, AWAY, AWAY),
    "unlock": (IN, IN, OK, AWAY, AWAY, AWAY, AWAY, AWAY),
    "sign_out": (AWAY,) * 8,
    "language": (AWAY,) * 8,
    "activate": OPEN,
    "activate_codes": (AWAY,) * 8,
    "activate_passphrase": (AWAY,) * 8,
    "activate_done": (AWAY,) * 8,
    "account": (IN, IN, OK, OK, OK, OK, OK, OK),
    "change_passphrase": MINE,
    "leave_knock": MINE,
    "forget_knock": MINE,
    **dict.fromkeys(
        (
            "people",
            "person_add",
            "person",
            "person_change",
            "person_place",
            "role_give",
            "role_take",
            "invite",
            "leave",
            "suspend",
            "contact",
            "desks",
            "desk_add",
            "desk",
            "desk_change",
            "reader_add",
            "reader_remove",
            "desk_schedule",
            "desk_questions",
            "desk_offer",
            "procedures",
            "procedure",
            "procedure_term",
            "procedure_letter",
            "free_days",
            "free_day_add",
        ),
        ADMINISTRATION,
    ),
    # Of nobody here the signing in is suspended.
    "readmit": (IN, IN, NOT, NOT, NOT, NOT, NOT, NOT),
    # Nobody here wrote words of their own, or added a day.
    "procedure_letter_drop": (IN, IN, NOT, NOT, NOT, NOT, NOT, NOT),
    "free_day_remove": (IN, IN, NOT, NOT, NOT, NOT, NOT, NOT),
    # Nobody offered a desk here, and nothing was released to anybody.
    **dict.fromkeys(("offer_withdraw", "link_accept", "link_end"), (IN, IN, *(NOT,) * 6)),
    "received": MINE,
    **dict.fromkeys(("received_one", "received_file", "received_let_in"), NO_CASE),
    "terms": (IN, IN, UNLOCK, OK, OK, NOT, NOT, NOT),
    "register": (IN, IN, UNLOCK, OK, OK, NOT, NOT, NOT),
    "register_export": ("405",) * 8,
    # Nobody here decides, and a lawyer has a list of their own.
    "asked": (IN, IN, NOT, NOT, OK, NOT, NOT, NOT),
    **dict.fromkeys(
        (
            "asked_paper",
            "asked_more",
            "asked_hand_back",
            "asked_secrecy",
            "asked_lift",
            "secrecy_lift",
        ),
        (IN, IN, *(NOT,) * 6),
    ),
    "keys": KEYS,
    "sign_key": KEYS,
    "home": (IN, IN, UNLOCK, OK, OK, AWAY, AWAY, AWAY),
}


SUBJECT = {"case_subject", "case_announce", "case_tell_subject", "case_letter", "case_hear", "case_waive"}


def _names(patterns: list[URLPattern | URLResolver]) -> Iterator[str]:
    for one in patterns:
        if hasattr(one, "url_patterns"):
            yield from _names(one.url_patterns)
        else:
            yield str(one.name)


def names() -> list[str]:
    return sorted(set(_names(get_resolver("weerbaar.web.office.urls").url_patterns)))


@pytest.fixture(scope="module")
def town(database: None) -> Town:
    return make_tenant()


@pytest.fixture(scope="module")
def waiting_key(town: Town) -> object:
    """The id of a key that no officer signed yet."""
    profile = Profile("Dilan Aydin", "Dilan", "medewerker balie", "dilan@balie.example")
    invitation = actions.person_add(town["Wietske"].opened, profile=profile)
    staff = queries.staff(town.tenant.id, invitation.person_id)
    assert staff is not None
    secret = totp.new_secret()
    code = totp.code_at(secret, clock.now())
    actions.set_up_codes(staff, invitation=invitation.code, totp_secret=secret, code=code)
    actions.activate(staff, invitation=invitation.code, passphrase=draw_passphrase())
    return next(one.holder_id for one in _waiting(town) if one.colleague.person_id == invitation.person_id)


def _waiting(town: Town) -> list[queries.WaitingKey]:
    from weerbaar.database.scope import tenant_scope

    with tenant_scope(town.tenant.id):
        return queries.waiting_keys(town["Ilse"].opened)


def enter(town: Town, first_name: str, *, unlock: bool = True) -> Client:
    client, account, at = Client(), town[first_name], f"/{town.tenant.slug}/"
    answer = client.post(f"{at}aanmelden/", {"mail": account.mail, "code": fresh_code(account)})
    assert answer.status_code == 302
    if unlock:
        answer = client.post(f"{at}ontgrendelen/", {"passphrase": account.passphrase})
        assert answer.status_code == 302
    return client


@pytest.fixture(scope="module")
def clients(town: Town) -> dict[str, Client]:
    found = {who: enter(town, name, unlock=who != "locked") for who, name in PEOPLE.items()}
    return {"nobody": Client(), "stranger": enter(make_tenant(), "Wietske"), **found}


def address(town: Town, name: str, waiting_key: object) -> str:
    if name == "front":
        return "/"
    parts: dict[str, object] = {"tenant": town.tenant.slug}
    joris = town["Joris"].person_id
    if name.startswith("case"):
        parts |= {"code": "W-niets-00"}
        parts |= {"case_withdraw": {"alias": uuid4()}, "case_consent": {"request_id": uuid4()}}.get(name, {})
        parts |= {"term": "decide"} if name.endswith("_term") else {}
        parts |= {"duty": "criminal_report"} if name == "case_duty" else {}
        parts |= {"receiver": "police"} if name == "case_refer_to" else {}
        parts |= {"referral_id": uuid4()} if name in {"case_package", "case_hand_over"} else {}
        parts |= {"file_id": uuid4()} if name in {"case_file", "case_original"} else {}
        parts |= (
            {"party_id": uuid4()} if name in SUBJECT or name in {"case_line", "case_withdraw_person"} else {}
        )
        parts |= {"account_id": uuid4()} if name in {"case_account", "case_account_keep"} else {}
    elif name in {
        "person",
        "person_change",
        "person_place",
        "role_give",
        "role_take",
        "invite",
        "leave",
        "suspend",
        "readmit",
        "reader_remove",
    }:
        parts |= {"person_id": joris}
    if name in {"reader_add", "reader_remove", "desk"} or (name.startswith("desk_") and name != "desk_add"):
        parts |= {"desk": town.desk.slug}
    parts |= {"offer_id": uuid4()} if name == "offer_withdraw" else {}
    parts |= {"link_id": uuid4()} if name.startswith("link_") else {}
    measures = ("case_measure_", "case_advi", "case_employer", "case_ask_check")
    parts |= {"measure_id": uuid4()} if name.startswith(measures) else {}
    asks = ("case_question", "case_tell_more", "case_withdraw_question", "case_ask_another")
    parts |= {"asked_id": uuid4()} if name in asks or name.startswith("asked_") else {}
    parts |= {"person_id": uuid4()} if name == "case_undo_keep_out" else {}
    parts |= {"secrecy_id": uuid4()} if name in {"asked_lift", "secrecy_lift"} else {}
    parts |= {"released_id": uuid4()} if name.startswith("received_") else {}
    parts |= {"release_id": uuid4()} if name.startswith(("case_take_back", "case_release_")) else {}
    parts |= {"file_id": uuid4()} if name == "received_file" else {}
    parts |= {"role_take": {"role": "handler"}, "sign_key": {"holder_id": waiting_key}}.get(name, {})
    parts |= {"language": {"language": "en"}}.get(name, {})
    parts |= {"procedure": "integrity"} if name.startswith("procedure") and name != "procedures" else {}
    parts |= {"procedure_term": {"term": "decide"}, "free_day_remove": {"day_id": uuid4()}}.get(name, {})
    parts |= {"letter": "feedback"} if name.startswith("procedure_letter") else {}
    return reverse(f"office:{name}", kwargs=parts, urlconf="weerbaar.web.office.urls")


def seen(answer: HttpResponse) -> str:
    if answer.status_code != 302:
        return str(answer.status_code)
    where = answer.headers["Location"]
    if "/aanmelden/?naar=" in where:
        return IN
    return UNLOCK if "/ontgrendelen/?naar=" in where else AWAY


@pytest.mark.parametrize("name", names())
def test_every_address_answers_everybody_rightly(
    name: str, town: Town, clients: dict[str, Client], waiting_key: object
) -> None:
    url = address(town, name, waiting_key)
    expected = dict(zip(WHO, NO_CASE if name.startswith("case") else TABLE[name], strict=True))
    got = {}
    for who, client in clients.items():
        answer = client.get(url)
        got[who] = seen(answer)
        assert answer.headers["Cache-Control"] == "no-store", who
    if name == "language":
        for client in clients.values():
            client.get(url.replace("/en/", "/nl/"))
    assert got == expected


@pytest.mark.parametrize("name", [name for name, row in TABLE.items() if row in (ADMINISTRATION, KEYS, MINE)])
def test_a_form_that_is_sent_without_the_right_is_not_handled(
    name: str, town: Town, clients: dict[str, Client], waiting_key: object
) -> None:
    url = address(town, name, waiting_key)
    for who, expected in zip(WHO, TABLE[name], strict=True):
        if expected == OK:
            continue
        answer = clients[who].post(url, {"about": "Een lange tekst die iemand hier net had getypt."})
        if expected == NOT:
            assert answer.status_code == 404, who
            continue
        assert answer.status_code == 403, who
        assert "Een lange tekst die iemand hier net had getypt." in answer.content.decode(), who


@pytest.mark.parametrize(
    "path", ["nergens/", "t000000000000/", "t000000000000/aanmelden/", "%00/", "%ed%a0%80/", "a" * 5000 + "/"]
)
def test_what_is_not_there_is_not_found(path: str, database: None) -> None:
    answer = Client().get("/" + path)
    assert answer.status_code == 404
    assert "Deze pagina is er niet" in answer.content.decode()
