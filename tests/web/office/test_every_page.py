"""Every address of the office, asked by everybody. An address without a row here fails."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import get_resolver, reverse
from tests.people import Town, fresh_code, make_tenant

from weerbaar.database.scope import tenant_scope
from weerbaar.ground import clock
from weerbaar.ground.receipt import draw_passphrase
from weerbaar.organisation import actions, button, doors, queries, totp
from weerbaar.organisation.models import Door
from weerbaar.organisation.queries import Profile

if TYPE_CHECKING:
    from collections.abc import Iterator
    from uuid import UUID

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
            "desk_mailbox",
            "desk_mailbox_set",
            "desk_offer",
            "procedures",
            "procedure",
            "procedure_term",
            "procedure_letter",
            "free_days",
            "free_day_add",
            "doors",
            "doors_begin",
            "door_add",
            "door",
            "door_text",
            "door_ways",
            "door_place",
            "door_check",
            "door_remove",
            "button",
            "button_allow",
            "button_refuse",
        ),
        ADMINISTRATION,
    ),
    # No desk here has a mailbox, and trying one is only sent.
    "desk_mailbox_remove": (IN, IN, *(NOT,) * 6),
    "desk_mailbox_try": ("405",) * 8,
    # Only who stands at a desk enters what comes in, and nobody here heard an office-holder out.
    **dict.fromkeys(("intake", "intake_new"), (IN, IN, UNLOCK, OK, *(NOT,) * 4)),
    **dict.fromkeys(
        (
            "intake_story",
            "intake_readers",
            "intake_files",
            "intake_check",
            "intake_discard",
            "intake_receipt",
            "intake_no_words",
            "intake_paper",
            "intake_proof",
        ),
        (IN, IN, UNLOCK, AWAY, *(NOT,) * 4),
    ),
    **dict.fromkeys(("intake_record", "intake_mail", "intake_mail_away"), NO_CASE),
    **dict.fromkeys(("intake_mail_enter", "intake_mail_back"), ("405",) * 8),
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
    "tasks": MINE,
    "search": (IN, IN, UNLOCK, OK, OK, NOT, NOT, NOT),
    **dict.fromkeys(("text_blocks", "text_block_add"), (IN, IN, UNLOCK, OK, NOT, NOT, NOT, NOT)),
    # Nobody here was given an improvement.
    **dict.fromkeys(("improvement", "improvement_give_on", "improvement_drop"), NO_CASE),
    **dict.fromkeys(("absence", "absence_begin"), (IN, IN, UNLOCK, OK, NOT, NOT, NOT, NOT)),
    # Nobody here is away.
    **dict.fromkeys(("absence_let_in", "absence_end"), (IN, IN, UNLOCK, AWAY, NOT, NOT, NOT, NOT)),
    # Nobody here is anybody's contact person.
    "there_for": MINE,
    "absence_meanwhile": (IN, IN, UNLOCK, *(NOT,) * 5),
    # Nothing was kept ready here.
    **dict.fromkeys(("text_block", "text_block_remove"), (IN, IN, UNLOCK, NOT, NOT, NOT, NOT, NOT)),
    # Nobody here leads anybody, and no signal waits.
    **dict.fromkeys(
        ("signals", "signal_new", "signal", "signal_pass", "signal_later", "signal_settle"), NO_CASE
    ),
    "signal_words": (IN, IN, UNLOCK, *(AWAY,) * 5),
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


SUBJECT = {
    *("case_subject", "case_announce", "case_tell_subject", "case_letter", "case_hear", "case_waive"),
    *(
        "case_subject_contact",
        "case_show_hearing",
        "case_closing_letter",
        "case_no_letter",
        "case_closing_print",
    ),
    "case_rehabilitation",
}


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


_OF_ONE_DOOR = {"door", "door_text", "door_ways", "door_place", "door_check", "door_remove"}


def a_door(town: Town) -> UUID:
    """One of the doors of this town that can also be taken away."""
    with tenant_scope(town.tenant.id):
        there = doors.kept()
    if not there:
        doors.begin(town["Wietske"].opened)
        return a_door(town)
    return next(one.id for one in there if one.kind != Door.Kind.DESK)


def an_origin(town: Town) -> UUID:
    """A site that may show the button."""
    with tenant_scope(town.tenant.id):
        there = button.origins()
    if not there:
        button.allow(town["Wietske"].opened, origin="https://intranet.example")
        return an_origin(town)
    return there[0].id


_BY_NAME: dict[str, dict[str, object]] = {
    "case_withdraw": {"alias": uuid4()},
    "case_consent": {"request_id": uuid4()},
    "case_copy_for": {"reader": "court"},
    "case_copy_read": {"copy_id": uuid4()},
    "case_copy_take": {"copy_id": uuid4()},
    "case_help_given": {"check_in_id": uuid4()},
    "case_be_contact": {"contact_id": uuid4()},
}


def address(town: Town, name: str, waiting_key: object) -> str:
    if name == "front":
        return "/"
    parts: dict[str, object] = {"tenant": town.tenant.slug}
    joris = town["Joris"].person_id
    if name.startswith("case"):
        parts |= {"code": "W-niets-00"}
        parts |= _BY_NAME.get(name, {})
        parts |= {"term": "decide"} if name.endswith("_term") else {}
        parts |= {"duty": "criminal_report"} if name == "case_duty" else {}
        parts |= {"receiver": "police"} if name == "case_refer_to" else {}
        parts |= {"referral_id": uuid4()} if name in {"case_package", "case_hand_over"} else {}
        parts |= {"file_id": uuid4()} if name in {"case_file", "case_original"} else {}
        parts |= (
            {"party_id": uuid4()} if name in SUBJECT or name in {"case_line", "case_withdraw_person"} else {}
        )
        parts |= {"account_id": uuid4()} if name in {"case_account", "case_account_keep"} else {}
        parts |= {"note_id": uuid4()} if name == "case_note_withdraw" else {}
        parts |= {"task_id": uuid4()} if name.startswith("case_task_") else {}
        parts |= {"link_id": uuid4()} if name == "case_unlink" else {}
        guests = {"case_guest", "case_guest_words", "case_guest_withdraw"}
        parts |= {"guest_id": uuid4()} if name in guests else {}
        plans = {"case_plan_change", "case_plan_told", "case_plan_drop"}
        parts |= {"line_id": uuid4()} if name in plans else {}
        parts |= {"audience": "team"} if name == "case_plan_line" else {}
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
    parts |= {"door_id": a_door(town)} if name in _OF_ONE_DOOR else {}
    parts |= {"language": "en"} if name == "door_text" else {}
    parts |= {"origin_id": an_origin(town)} if name == "button_refuse" else {}
    parts |= {"link_id": uuid4()} if name.startswith("link_") else {}
    measures = ("case_measure_", "case_advi", "case_employer", "case_ask_check", "case_burden")
    parts |= {"measure_id": uuid4()} if name.startswith(measures) else {}
    asks = ("case_question", "case_tell_more", "case_withdraw_question", "case_ask_another")
    parts |= {"asked_id": uuid4()} if name in asks or name.startswith("asked_") else {}
    parts |= {"person_id": uuid4()} if name == "case_undo_keep_out" else {}
    parts |= {"secrecy_id": uuid4()} if name in {"asked_lift", "secrecy_lift"} else {}
    parts |= {"released_id": uuid4()} if name.startswith("received_") else {}
    parts |= {"improvement_id": uuid4()} if name.startswith("improvement") else {}
    signal = {"signal", "signal_pass", "signal_later", "signal_settle"}
    parts |= {"signal_id": uuid4()} if name in signal else {}
    parts |= {"block_id": uuid4()} if name in {"text_block", "text_block_remove"} else {}
    parts |= {"release_id": uuid4()} if name.startswith(("case_take_back", "case_release_")) else {}
    parts |= {"file_id": uuid4()} if name == "received_file" else {}
    parts |= {"mail_id": uuid4()} if name.startswith("intake_mail") else {}
    parts |= {"message_id": uuid4()} if name.startswith("case_reply") else {}
    parts |= {"role_take": {"role": "handler"}, "sign_key": {"holder_id": waiting_key}}.get(name, {})
    parts |= {
        "language": {"language": "en"},
        "absence_meanwhile": {"code": "W-niets-00", "contact_id": uuid4()},
    }.get(name, {})
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
