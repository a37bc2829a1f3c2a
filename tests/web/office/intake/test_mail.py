"""A mailbox is emptied into sealed intake, by a real Dovecot (R6): set by an administrator, read by the desk alone."""

from __future__ import annotations

import imaplib
import io
import re
import socket
import ssl
import threading
import time
from contextlib import contextmanager, suppress
from datetime import timedelta
from email.message import EmailMessage
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import lxml.html
import pytest
from django.test import override_settings
from PIL import Image
from tests.dovecot import PASSWORD, Dovecot, dovecot
from tests.people import Town, make_tenant
from tests.web.office.intake.test_entering import TOLD, Desk, case_of
from tests.web.office.test_every_page import enter

from weerbaar.audit.acts import System
from weerbaar.audit.models import Line
from weerbaar.cases.models import Case
from weerbaar.database.scope import tenant_scope
from weerbaar.ground import clock
from weerbaar.ground.clock import AMSTERDAM
from weerbaar.ground.errors import NotAllowedError
from weerbaar.ground.receipt import Receipt
from weerbaar.ground.workdays import add_workdays
from weerbaar.intake import actions, entering, imap, jobs, mail, queries, rules
from weerbaar.intake.models import Mail, Mailbox
from weerbaar.notify.actions import leave_address
from weerbaar.notify.models import Knock
from weerbaar.organisation import actions as organisation
from weerbaar.organisation.models import Desk as DeskRow
from weerbaar.organisation.models import DeskMember
from weerbaar.vault.models import Chest, Grant, SealedFile
from weerbaar.vault.storage import blob_store
from weerbaar.vault.washing import Verdict

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

SECRET = "De wethouder kreeg een keuken."


def message(text: str = SECRET, *, subject: str = "Melding", number: int = 1, photo: bool = False) -> bytes:
    made = EmailMessage()
    made["From"] = "Noor Visser <noor@post.example>"
    made["To"] = "meldpunt@voorbeeld.example"
    made["Subject"] = subject
    made["Message-ID"] = f"<{number}@post.example>"
    made.set_content(text)
    if photo:
        made.add_attachment(_photo(), maintype="image", subtype="jpeg", filename="keuken.jpg")
    return made.as_bytes()


def _photo() -> bytes:
    exif = Image.Exif()
    exif[271] = "Maker"
    out = io.BytesIO()
    Image.new("RGB", (60, 40), "teal").save(out, "JPEG", exif=exif)
    return out.getvalue()


@pytest.fixture(scope="module")
def server(database: None) -> Iterator[Dovecot]:
    with dovecot() as running, override_settings(WEERBAAR_MAILBOX_CA=str(running.certificate)):
        yield running


@pytest.fixture
def town(server: Dovecot) -> Iterator[Town]:
    """A municipality of the test's own whose desk has the mailbox, which is empty."""
    server.clear()
    made = make_tenant()
    set_mailbox(made, server)
    return made


def answers(server: Dovecot, **changed: Any) -> dict[str, Any]:
    given = {"host": server.host, "port": server.port, "security": "tls", "user": server.user}
    return given | {"password": PASSWORD, "folder": "INBOX"} | changed


def set_mailbox(town: Town, server: Dovecot, **changed: Any) -> Desk:
    wietske = Desk(town, "Wietske")
    wietske.post(f"beheer/meldpunten/{town.desk.slug}/mailbox/instellen/", answers(server, **changed))
    return wietske


def take_in(town: Town) -> int:
    return jobs.empty_mailboxes(town.tenant.id)


def mails(town: Town) -> list[Mail]:
    with tenant_scope(town.tenant.id):
        return list(Mail.objects.order_by("arrived_at"))


@pytest.mark.req("R6")
def test_a_mail_becomes_a_case_and_is_gone_from_the_mailbox(town, server):
    server.deliver(message(photo=True))
    assert take_in(town) == 1
    assert server.count() == 0
    (row,) = mails(town)
    fatima = Desk(town, "Fatima")
    assert SECRET not in fatima.get("binnen/")
    page = fatima.get(f"binnen/post/{row.id}/")
    assert SECRET in page
    assert "Noor Visser" in page
    assert "keuken.jpg" in page
    fatima.post(f"binnen/post/{row.id}/invoeren/")
    assert fatima.path == "binnen/lezers/"
    fatima.post("binnen/lezers/")
    assert fatima.path == "binnen/vragen/"
    assert SECRET in fatima.text
    fatima.tell(story=SECRET)
    assert "Opgeschoond, met het origineel erbij" in fatima.get("binnen/bestanden/")
    fatima.post("binnen/nakijken/")
    words = fatima.words
    case = case_of(town, words)
    reporter = actions.come_back(town.tenant.id, Receipt(words))
    with tenant_scope(town.tenant.id):
        files = {one.name: one for one in queries.progress(reporter).files}
        days = {one.astimezone(AMSTERDAM).date() for one in (case.received_at, row.arrived_at)}
        assert (case.channel, len(days)) == ("email", 1)
    assert set(files) == {"keuken.jpg", "bericht zoals het kwam.eml"}
    assert files["keuken.jpg"].has_original
    assert "Er wacht geen post" in fatima.get("binnen/")
    with tenant_scope(town.tenant.id):
        assert Mail.objects.get(id=row.id).settled_at is not None
        assert not SealedFile.objects.filter(owner_id=row.id).exists()
        assert not Grant.objects.filter(chest__owner_id=row.id).exists()


@pytest.mark.req("R6")
@pytest.mark.parametrize(
    ("header", "told"),
    [
        ("Sat, 21 Nov 2020 10:00:00 +0100", "21 november 2020, 10.00 uur"),
        ("Sat, 21 Nov 2020 10:00:00 -0000", "21 november 2020, 11.00 uur"),
        ("gisteren na het eten", "gisteren na het eten"),
        ("Mon, 99 Jan 2026 99:00:00 +9999", "Mon, 99 Jan 2026 99:00:00 +9999"),
    ],
)
def test_when_a_mail_was_sent_is_told_as_people_say_it(town, server, header, told):
    server.deliver(message().replace(b"Subject:", f"Date: {header}\r\nSubject:".encode(), 1))
    take_in(town)
    page = Desk(town, "Fatima").get(f"binnen/post/{mails(town)[0].id}/")
    assert f"Verstuurd{told}" in page


@pytest.mark.req("R6")
def test_who_opened_a_mail_stands_in_the_log(town, server):
    server.deliver(message())
    take_in(town)
    (row,) = mails(town)
    Desk(town, "Joris").get(f"binnen/post/{row.id}/")
    with tenant_scope(town.tenant.id):
        lines = Line.objects.filter(subject_id=row.id, verb="mail.open")
        assert [one.actor_alias for one in lines] == [town["Joris"].staff.alias]


@pytest.mark.req("R6")
def test_nobody_but_who_reads_at_the_desk_opens_it(town, server):
    server.deliver(message())
    take_in(town)
    (row,) = mails(town)
    for one in ("Hassan", "Wietske", "Samira", "Ilse"):
        answer = enter(town, one).get(f"/{town.tenant.slug}/binnen/post/{row.id}/")
        assert answer.status_code == 404, one
    # Marit is the reserve: she stands at the desk and has no key as long as two others do.
    marit = Desk(town, "Marit")
    assert "Er wacht geen post" in marit.get("binnen/")
    assert enter(town, "Marit").get(f"/{town.tenant.slug}/binnen/post/{row.id}/").status_code == 404
    # Whoever was taken off the desk opens nothing that still waits there.
    organisation.desk_member_remove(
        town["Wietske"].opened, desk_id=town.desk.id, person_id=town["Joris"].person_id
    )
    assert enter(town, "Joris").get(f"/{town.tenant.slug}/binnen/post/{row.id}/").status_code == 404
    # Nor do they see that something waits there, or lies aside.
    joris, fatima = town["Joris"].staff, Desk(town, "Fatima")
    with tenant_scope(town.tenant.id):
        assert mail.waiting_count(town["Fatima"].staff) == 1
        assert mail.waiting_count(joris) == 0
        assert mail.waiting(joris) == ([], None)
    fatima.post(f"binnen/post/{row.id}/weg/", {"reason": "Reclame."})
    with tenant_scope(town.tenant.id):
        assert len(mail.set_aside(town["Fatima"].staff)[0]) == 1
        assert mail.set_aside(joris) == ([], None)


def test_what_waits_is_sealed_on_the_disk_and_in_the_database(town, server):
    server.deliver(message(photo=True))
    take_in(town)
    (row,) = mails(town)
    with tenant_scope(town.tenant.id):
        (file,) = SealedFile.objects.filter(owner_id=row.id)
        with blob_store().open(file.blob) as stored:
            content = stored.read()
        kept = [bytes(one.sealed_access) for one in Mailbox.objects.all()]
    assert SECRET.encode() not in content
    assert file.stored_bytes >= len(content) > 0
    for secret in (PASSWORD.encode(), server.user.encode(), b"localhost"):
        assert not any(secret in one for one in kept)


@pytest.mark.req("R6")
def test_a_crash_between_keeping_and_clearing_makes_no_second_one(town, server, monkeypatch):
    server.deliver(message())

    def dies(*_args: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as broken:
        broken.setattr(imap.Folder, "clear", dies)
        with pytest.raises(KeyboardInterrupt):
            take_in(town)
    assert (len(mails(town)), server.count()) == (1, 1)
    assert take_in(town) == 0
    assert (len(mails(town)), server.count()) == (1, 0)


@pytest.mark.req("R6")
def test_what_was_dealt_with_meanwhile_does_not_come_back(town, server, monkeypatch):
    server.deliver(message())
    with monkeypatch.context() as broken:
        broken.setattr(imap.Folder, "clear", lambda *_args: None)
        take_in(town)
    (row,) = mails(town)
    mail.turn_away(town["Fatima"].opened, mail_id=row.id, reason="Reclame.")
    assert take_in(town) == 0
    assert (len(mails(town)), server.count()) == (1, 0)


@pytest.mark.req("R6")
def test_one_bad_message_keeps_no_other_waiting(town, server, monkeypatch):
    for number in range(3):
        server.deliver(message(f"Bericht {number}", number=number))
    seal, calls = mail.seal_bytes, []

    def sometimes(raw: bytes) -> Any:
        calls.append(raw)
        if len(calls) == 2:
            raise OSError("disk")
        return seal(raw)

    with monkeypatch.context() as broken:
        broken.setattr(mail, "seal_bytes", sometimes)
        assert take_in(town) == 2
    assert (len(mails(town)), server.count()) == (2, 1)
    page = Desk(town, "Fatima").get("binnen/")
    assert f"{town.desk.name}: sinds" in page
    assert "blijft er mail in de mailbox liggen" in page
    assert "Open de mailbox zelf" in page
    assert "Binnenkomst (3)" in page
    wietske = Desk(town, "Wietske")
    assert "De mailbox werkt niet goed" in wietske.get("beheer/meldpunten/")
    assert "Open de mailbox zelf" in wietske.get(f"beheer/meldpunten/{town.desk.slug}/mailbox/")
    assert take_in(town) == 1
    assert server.count() == 0
    assert "in de mailbox liggen" not in Desk(town, "Fatima").get("binnen/")
    assert "De mailbox werkt niet goed" not in wietske.get("beheer/meldpunten/")


@pytest.mark.req("R6")
@pytest.mark.parametrize(
    ("days", "told", "asks"),
    [
        (0, None, False),
        (1, None, True),
        (30, None, True),
        (30, 29, False),
        (30, 23, True),
        (8, 1, True),
        (7, 1, False),
        (1, 1, False),
    ],
)
def test_people_are_knocked_after_a_day_and_then_each_week(days, told, asks):
    """`told`: on which day after the trouble began they were knocked last."""
    since = clock.today() - timedelta(days=days)
    told_on = None if told is None else since + timedelta(days=told)
    assert rules.asks_for_help(since, told_on, clock.today()) is asks


@pytest.mark.req("R6")
def test_whoever_can_do_something_hears_that_a_mailbox_stays_in_trouble(town, server):
    people = ("Fatima", "Joris", "Marit", "Wietske", "Ilse")
    for one in people:
        leave_address(town[one].opened, mail=f"{one}@post.example", language="nl")
    set_mailbox(town, server, folder="Nergens")
    take_in(town)
    assert jobs.escalate_mailboxes(town.tenant.id) == 0
    with clock.stopped_at(clock.now() + timedelta(days=1)):
        take_in(town)
        assert jobs.escalate_mailboxes(town.tenant.id) == 1
        assert jobs.escalate_mailboxes(town.tenant.id) == 0
    with tenant_scope(town.tenant.id):
        knocked = set(Knock.objects.filter(at_once=True).values_list("address__holder_alias", flat=True))
        assert knocked == {town[one].opened.alias for one in people if one != "Ilse"}
        assert Line.objects.filter(verb="mailbox.escalate", subject_id=town.desk.id).count() == 1
    with clock.stopped_at(clock.now() + timedelta(days=2)):
        set_mailbox(town, server)
        take_in(town)
    with clock.stopped_at(clock.now() + timedelta(days=30)):
        assert jobs.escalate_mailboxes(town.tenant.id) == 0


@pytest.mark.req("R6")
def test_a_slow_mail_server_keeps_no_other_mailbox_waiting(town, server, monkeypatch):
    """A round stops after its time, and says so where it took nothing; what it did not come to, the next one takes."""
    server.deliver(message())
    with monkeypatch.context() as slow:
        slow.setattr(mail, "ROUND_SECONDS", -1.0)
        assert take_in(town) == 0
    page = Desk(town, "Fatima").get("binnen/")
    # Nothing came in: that the rest does is not said, nor that a message is to be taken away by hand.
    assert "De mailserver antwoordt niet, of veel te langzaam." in page
    assert "de rest komt wel binnen" not in page
    assert take_in(town) == 1


def _drips(connection: ssl.SSLSocket) -> None:
    while True:
        connection.sendall(b"x")
        time.sleep(0.05)


def _promises_four_gigabyte(connection: ssl.SSLSocket) -> None:
    connection.sendall(b"* 1 FETCH (UID 1 RFC822.SIZE 5 BODY[] {4294967296}\r\n")
    _drips(connection)


def _promises_more_than_there_is(connection: ssl.SSLSocket) -> None:
    connection.sendall(b"* 1 FETCH (UID 1 RFC822.SIZE 5 BODY[] {99999999999999999999999}\r\n")


def _talks_on(connection: ssl.SSLSocket) -> None:
    while True:
        connection.sendall(b"* 1 FETCH (UID 1 RFC822.SIZE 5)\r\n" * 1000)


@contextmanager
def misbehaving(server: Dovecot, misbehave: Callable[[ssl.SSLSocket], None]) -> Iterator[int]:
    """A mail server with a good certificate that signs everybody in, and then does this. Its port."""
    trusted = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    trusted.load_cert_chain(server.home / "cert.pem", server.home / "key.pem")

    def speak(listener: socket.socket) -> None:
        with suppress(OSError), listener.accept()[0] as plain:
            plain.settimeout(60)
            with trusted.wrap_socket(plain, server_side=True) as connection:
                connection.sendall(b"* OK\r\n")
                for line in connection.makefile("rb"):
                    tag, command = line.split()[:2]
                    if command == b"FETCH":
                        misbehave(connection)
                    told = {b"CAPABILITY": b"* CAPABILITY IMAP4REV1\r\n", b"SELECT": b"* 1 EXISTS\r\n"}
                    connection.sendall(told.get(command, b"") + tag + b" OK\r\n")

    with socket.create_server(("127.0.0.1", 0)) as listener:
        speaks = threading.Thread(target=speak, args=(listener,), daemon=True)
        speaks.start()
        yield listener.getsockname()[1]
        speaks.join(90)
        assert not speaks.is_alive()


@pytest.mark.req("R6")
@pytest.mark.parametrize(
    "misbehave", [_drips, _promises_four_gigabyte, _promises_more_than_there_is, _talks_on]
)
def test_a_mail_server_that_never_ends_holds_nobody_up(town, server, monkeypatch, misbehave):
    monkeypatch.setattr(imap, "MOST_IN_AN_ANSWER", 100_000)
    monkeypatch.setattr(imap, "LASTS", 2.0)
    with misbehaving(server, misbehave) as port:
        set_mailbox(town, server, port=port)
        began = time.monotonic()
        assert take_in(town) == 0
        assert time.monotonic() - began < 60
    page = Desk(town, "Fatima").get("binnen/")
    assert "De mailserver antwoordt niet, of veel te langzaam." in page


@pytest.mark.req("R6")
def test_a_huge_message_stays_and_says_so(town, server, monkeypatch):
    monkeypatch.setattr(mail, "LARGEST_MAIL", 500)
    server.deliver(message("x" * 2000, number=1))
    server.deliver(b"Message-ID: <2@x>\r\nFrom: a@b\r\n\r\nKort.\r\n")
    assert take_in(town) == 2
    assert take_in(town) == 0
    assert server.count() == 1
    row = next(one for one in mails(town) if one.is_too_large)
    fatima = Desk(town, "Fatima")
    assert "Te groot: het staat nog in de mailbox" in fatima.get("binnen/")
    assert "groter dan 50 MB" in fatima.get(f"binnen/post/{row.id}/")
    asked = fatima.get(f"binnen/post/{row.id}/weg/")
    assert "staat nog in de mailbox. Daar halen wij het niet weg" in asked
    assert "Daarna is het bericht weg" not in asked
    fatima.post(f"binnen/post/{row.id}/weg/", {"reason": "Zelf bekeken."})
    assert take_in(town) == 0


@pytest.mark.req("R6")
@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\x00\xff\xfe",
        b"Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\nContent-Type: text/plain; charset=nergens\r\n\r\nhoi\r\n",
        b"Subject: =?utf-8?b?////?=\r\nFrom: \xff\xfe\r\n\r\n" + b"a" * 100_000,
        b"Content-Type: text/html\r\n\r\n<p>Een</p><script>alert(1)</script><p>twee</p>",
        b"".join(b"Content-Type: multipart/mixed; boundary=%d\r\n\r\n--%d\r\n" % (n, n) for n in range(400)),
    ],
    ids=["nothing", "noise", "charset", "header", "html", "deep"],
)
def test_a_hostile_message_is_kept_and_its_page_opens(town, server, raw):
    if not raw:
        raw = b"\r\n"
    server.deliver(raw)
    assert take_in(town) == 1
    (row,) = mails(town)
    fatima = Desk(town, "Fatima")
    page = fatima.get(f"binnen/post/{row.id}/")
    assert fatima.page.status_code == 200
    assert "alert(1)" not in page
    fatima.post(f"binnen/post/{row.id}/invoeren/")
    assert fatima.path == "binnen/lezers/"


@pytest.mark.req("R6")
def test_a_message_is_turned_away_without_being_taken_apart(town, server, monkeypatch):
    server.deliver(message())
    take_in(town)
    (row,) = mails(town)
    monkeypatch.setattr(mail, "letter_of", lambda raw: pytest.fail("it was taken apart"))
    fatima = Desk(town, "Fatima")
    assert "Dit bericht hoort hier niet" in fatima.get(f"binnen/post/{row.id}/weg/")
    fatima.post(f"binnen/post/{row.id}/weg/", {"reason": "Het gaat niet open."})
    with tenant_scope(town.tenant.id):
        assert mail.waiting_count(town["Fatima"].staff) == 0


@pytest.mark.req("R6")
def test_who_enters_a_mail_cannot_leave_out_what_it_said(town, server):
    server.deliver(message())
    take_in(town)
    (row,) = mails(town)
    joris = Desk(town, "Joris")
    joris.post(f"binnen/post/{row.id}/invoeren/")
    joris.tell(story="Iemand groet nooit.")
    joris.post("binnen/lezers/")
    page = joris.get("binnen/bestanden/")
    assert "Dit is de mail zelf" in page
    assert "Haal weg" not in page
    with tenant_scope(town.tenant.id):
        whole = SealedFile.objects.exclude(owner_id=row.id).get()
    assert "Dit is de mail zelf" in joris.post("binnen/bestanden/", {"verwijder": str(whole.id)})
    joris.post("binnen/nakijken/")
    reporter = actions.come_back(town.tenant.id, Receipt(joris.words))
    with tenant_scope(town.tenant.id):
        assert [one.name for one in queries.progress(reporter).files] == ["bericht zoals het kwam.eml"]


@pytest.mark.req("R6")
def test_a_mail_becomes_a_case_of_the_desk_that_it_came_to(town, server):
    """Else who stands at two desks would take it past those who had its key."""
    with tenant_scope(town.tenant.id):
        other = DeskRow.objects.get(id=town.desk.id)
        other.pk, other.slug, other.name = uuid4(), "ander-meldpunt", "Ander meldpunt"
        other.save(force_insert=True)
        for member in DeskMember.objects.filter(desk_id=town.desk.id):
            member.pk, member.desk_id = uuid4(), other.id
            member.save(force_insert=True)
    server.deliver(message())
    take_in(town)
    (row,) = mails(town)
    fatima = Desk(town, "Fatima")
    fatima.begin("email")
    fatima.tell(story=SECRET)
    assert "Ander meldpunt" in fatima.get("binnen/lezers/")
    fatima.post(f"binnen/post/{row.id}/invoeren/")
    fatima.tell(story=SECRET)
    assert "Ander meldpunt" not in fatima.get("binnen/lezers/")
    fatima.post("binnen/lezers/?meldpunt=ander-meldpunt")
    assert "Ander meldpunt" not in fatima.text
    opened = town["Fatima"].opened
    ref, _refused = entering.begin_of_mail(opened, mail_id=row.id)
    actions.answer(ref, TOLD)
    actions.choose(ref, desk="ander-meldpunt", struck=())
    with pytest.raises(NotAllowedError):
        entering.enter(opened, ref)
    with tenant_scope(town.tenant.id):
        assert not Case.objects.exists()
        assert Mail.objects.get(id=row.id).settled_at is None


@pytest.mark.req("R6")
def test_a_mail_that_cannot_go_along_is_not_destroyed_by_entering_it(town, server, monkeypatch):
    """What a virus was found in is not in the case: of an attack it is what there is to show."""
    leave_address(town["Joris"].opened, mail="joris@post.example", language="nl")
    server.deliver(message(photo=True))
    take_in(town)
    (row,) = mails(town)
    fatima = Desk(town, "Fatima")
    with monkeypatch.context() as found:
        found.setattr("weerbaar.vault.uploads.scan", lambda *_args: Verdict.INFECTED)
        fatima.post(f"binnen/post/{row.id}/invoeren/")
    fatima.tell(story=SECRET)
    fatima.post("binnen/lezers/")
    fatima.post("binnen/nakijken/")
    assert "De mail zelf ging niet mee. Die ligt nog veertien dagen opzij" in fatima.text
    reporter = actions.come_back(town.tenant.id, Receipt(fatima.words))
    with tenant_scope(town.tenant.id):
        assert not queries.progress(reporter).files
        assert Mail.objects.get(id=row.id).settled_at is None
    page = Desk(town, "Joris").get(f"binnen/post/{row.id}/")
    assert "Hiervan is een melding gemaakt" in page
    assert "keuken.jpg" in page


@pytest.mark.req("R6")
def test_who_turns_a_mail_away_knocks_at_who_else_can_put_it_back(town, server):
    for one in ("Fatima", "Joris", "Marit"):
        leave_address(town[one].opened, mail=f"{one}@post.example", language="nl")
    server.deliver(message())
    take_in(town)
    (row,) = mails(town)
    with tenant_scope(town.tenant.id):
        Knock.objects.all().delete()
    Desk(town, "Joris").post(f"binnen/post/{row.id}/weg/", {"reason": "Reclame."})
    with tenant_scope(town.tenant.id):
        knocked = set(Knock.objects.values_list("address__holder_alias", flat=True))
    assert knocked == {town["Fatima"].opened.alias}


@pytest.mark.req("R6")
def test_what_does_not_belong_here_is_set_aside_and_put_back_by_any_reader(town, server):
    server.deliver(message())
    take_in(town)
    (row,) = mails(town)
    fatima, joris = Desk(town, "Fatima"), Desk(town, "Joris")
    assert "Schrijf op waarom" in joris.post(f"binnen/post/{row.id}/weg/", {"reason": " "})
    joris.post(f"binnen/post/{row.id}/weg/", {"reason": "Reclame van een winkel."})
    assert "Het bericht ligt opzij" in joris.text
    with tenant_scope(town.tenant.id):
        kept = Mail.objects.get(id=row.id)
        assert b"Reclame" not in bytes(kept.sealed_reason)
        assert mail.waiting_count(town["Fatima"].staff) == 0
        assert Line.objects.get(subject_id=row.id, verb="mail.turn_away").reason_hash is not None
        assert not mail.late(clock.today() + timedelta(days=30))
    listed = fatima.get("binnen/")
    assert "Opzij gelegd" in listed
    assert f"{town['Joris'].staff.name} legde het opzij" in listed
    assert "Reclame" not in listed
    assert SECRET not in listed
    page = fatima.get(f"binnen/post/{row.id}/")
    assert "Reclame van een winkel." in page
    assert SECRET in page
    for one in ("Marit", "Wietske"):
        answer = enter(town, one).post(f"/{town.tenant.slug}/binnen/post/{row.id}/terug/")
        assert answer.status_code == 404, one
    fatima.post(f"binnen/post/{row.id}/terug/")
    assert "Het bericht wacht weer" in fatima.text
    assert "Opzij gelegd" not in joris.get("binnen/")
    with tenant_scope(town.tenant.id):
        assert mail.waiting_count(town["Joris"].staff) == 1


@pytest.mark.req("R6")
def test_what_nobody_puts_back_is_destroyed_after_a_fortnight(town, server):
    server.deliver(message("Koop nu een keuken."))
    take_in(town)
    (row,) = mails(town)
    fatima = Desk(town, "Fatima")
    fatima.post(f"binnen/post/{row.id}/weg/", {"reason": "Reclame."})
    with clock.stopped_at(clock.now() + timedelta(days=mail.ASIDE_DAYS, minutes=-5)):
        assert jobs.destroy_set_aside(town.tenant.id) == 0
    with clock.stopped_at(clock.now() + timedelta(days=mail.ASIDE_DAYS)):
        assert jobs.destroy_set_aside(town.tenant.id) == 1
        assert jobs.destroy_set_aside(town.tenant.id) == 0
    with tenant_scope(town.tenant.id):
        assert Mail.objects.get(id=row.id).sealed_reason is None
        assert all(one.destroyed_at for one in Chest.objects.filter(owner_id=row.id))
        assert not SealedFile.objects.filter(owner_id=row.id).exists()
    fatima.get(f"binnen/post/{row.id}/")
    assert fatima.page.status_code in {410, 404}


@pytest.mark.req("R6")
def test_what_was_set_aside_is_not_hidden_behind_other_mail(town, server, monkeypatch):
    """Who turns a message away that is about them could set aside what they sent themself before it, page after page."""
    monkeypatch.setattr(mail, "SIZE", 2)
    for number in range(5):
        server.deliver(message(number=number))
    assert take_in(town) == 5
    joris, rows = Desk(town, "Joris"), mails(town)
    for row in rows:
        joris.post(f"binnen/post/{row.id}/weg/", {"reason": "Reclame."})
    fatima, seen, at = Desk(town, "Fatima"), set(), "binnen/"
    while at:
        fatima.get(at)
        document = lxml.html.fromstring(fatima.page.content.decode())
        urls = document.xpath("//section[@aria-labelledby='opzij']//a/@href")
        seen |= {str(row.id) for row in rows for url in urls if str(row.id) in url and "opzij-na" not in url}
        at = next((f"binnen/{url}" for url in urls if "opzij-na" in url), "")
    assert seen == {str(row.id) for row in rows}


@pytest.mark.req("R6")
def test_waiting_mail_knocks_and_too_late_it_knocks_at_the_reserve_too(town, server):
    for one in ("Fatima", "Marit"):
        leave_address(town[one].opened, mail=f"{one}@post.example", language="nl")
    came = clock.now() - timedelta(days=20)
    server.deliver(message(), at=imaplib.Time2Internaldate(came))
    take_in(town)
    (row,) = mails(town)
    assert row.arrived_at == came.replace(second=0, microsecond=0)
    assert row.due_on == add_workdays(came.astimezone(AMSTERDAM).date(), 2)
    with tenant_scope(town.tenant.id):
        assert Knock.objects.count() == 1
    assert jobs.escalate_mail(town.tenant.id) == 1
    assert jobs.escalate_mail(town.tenant.id) == 0
    with tenant_scope(town.tenant.id):
        assert Knock.objects.filter(at_once=True).count() == 2
    assert "Te laat" in Desk(town, "Fatima").get("binnen/")
    page = Desk(town, "Marit").get("binnen/")
    assert "Er wacht te lang een bericht dat jij niet kunt openen" in page
    assert SECRET not in page


@pytest.mark.req("R6")
@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"password": "fout"}, "weigert de naam of het wachtwoord"),
        ({"folder": "Nergens"}, "deze map is er niet"),
        ({"port": 1}, "De mailserver antwoordt niet"),
        ({"host": "127.0.0.1"}, "certificaat klopt niet"),
        ({"host": "bestaat-niet.invalid"}, "De mailserver antwoordt niet"),
    ],
)
def test_trying_says_what_is_wrong(town, server, changed, sentence):
    server.deliver(message())
    wietske = set_mailbox(town, server, **changed)
    wietske.post(f"beheer/meldpunten/{town.desk.slug}/mailbox/proberen/")
    assert sentence in wietske.text
    assert PASSWORD not in wietske.page.content.decode()
    assert take_in(town) == 0
    assert server.count() == 1
    assert sentence in Desk(town, "Fatima").get("binnen/")


@pytest.mark.req("R6")
def test_a_mailbox_that_works_says_how_much_waits_and_takes_nothing(town, server):
    server.deliver(message())
    wietske = Desk(town, "Wietske")
    wietske.post(f"beheer/meldpunten/{town.desk.slug}/mailbox/proberen/")
    assert "De verbinding werkt. Er wacht 1 bericht." in wietske.text
    assert "Voor het laatst geleegd Nog niet" in wietske.text.replace("geleegdNog", "geleegd Nog")
    assert (mails(town), server.count()) == ([], 1)


def test_starttls_works_and_without_trust_no_password_goes(town, server):
    server.deliver(message())
    set_mailbox(town, server, security="starttls", port=server.plain_port)
    assert take_in(town) == 1
    server.deliver(message(number=2))
    with override_settings(WEERBAAR_MAILBOX_CA=""):
        assert take_in(town) == 0
    with tenant_scope(town.tenant.id):
        assert Mailbox.objects.get().trouble == "untrusted"


@pytest.mark.req("R6")
@pytest.mark.parametrize("security", ["tls", "starttls"])
def test_a_server_inside_answers_as_one_that_is_not_there_unless_it_was_named(town, server, security):
    """An administrator of a tenant finds out nothing of the network that this runs in."""
    open_port = server.port if security == "tls" else server.plain_port
    tried = []
    with override_settings(WEERBAAR_MAILBOX_HOSTS=["imap.waterlinie.example"]):
        for port in (open_port, 9):
            set_mailbox(town, server, security=security, port=port)
            wietske = Desk(town, "Wietske")
            wietske.post(f"beheer/meldpunten/{town.desk.slug}/mailbox/proberen/")
            shown = re.sub(r"\d\d\.\d\d uur", "", wietske.text)
            tried.append(shown.replace(f"poort {port}", "poort"))
            assert "De mailserver antwoordt niet" in wietske.text
    assert tried[0] == tried[1]
    set_mailbox(town, server, security=security, port=open_port)
    assert take_in(town) == 0
    with tenant_scope(town.tenant.id):
        assert Mailbox.objects.get().trouble == ""


@pytest.mark.parametrize(
    ("address", "is_outside"),
    [
        ("93.184.216.34", True),
        ("2a00:1450:4013:c01::6d", True),
        ("127.0.0.1", False),
        ("0.0.0.0", False),  # noqa: S104 - nothing listens
        ("10.0.0.5", False),
        ("172.16.3.4", False),
        ("192.168.1.1", False),
        ("169.254.169.254", False),
        ("100.64.0.1", False),
        ("224.0.0.1", False),
        ("::1", False),
        ("fe80::1%eth0", False),
        ("fd00::5", False),
        ("::ffff:10.0.0.5", False),
        ("::10.0.0.5", False),
        ("64:ff9b::10.0.0.5", False),
        ("64:ff9b::93.184.216.34", True),
        ("64:ff9b:1::10.0.0.5", False),
        ("2002:a00:5::1", False),
        ("fec0::5", False),
    ],
)
def test_what_is_inside_is_known_by_its_address(address, is_outside):
    assert imap._is_outside(address) is is_outside


@pytest.mark.req("R6")
def test_the_password_is_kept_for_its_own_server_alone(town, server):
    page = f"beheer/meldpunten/{town.desk.slug}/mailbox/"
    wietske = Desk(town, "Wietske")
    assert PASSWORD not in wietske.client.get(wietske.url(f"{page}instellen/")).content.decode()
    wietske.post(f"{page}instellen/", answers(server, password="", folder="Archief"))
    assert "De mailbox is bewaard" in wietske.text
    wietske.post(f"{page}instellen/", answers(server, password="", host="ergens.example"))
    assert "Vul het wachtwoord van de mailbox in" in wietske.text


def test_while_nobody_can_read_the_mail_stays_where_it_is(town, server):
    server.deliver(message())
    for one in ("Fatima", "Joris", "Marit"):
        organisation.desk_member_remove(
            town["Wietske"].opened, desk_id=town.desk.id, person_id=town[one].person_id
        )
    assert take_in(town) == 0
    assert server.count() == 1
    with tenant_scope(town.tenant.id):
        assert Mailbox.objects.get().trouble == "no_readers"


@pytest.mark.req("R6")
@pytest.mark.parametrize(
    ("place", "value"),
    [("weerbaar.vault.storage.LEAST_FREE", 1 << 60), ("weerbaar.intake.mail.MOST_WAITING_BYTES", 4000)],
    ids=["disk", "desk"],
)
def test_mail_that_does_not_fit_stays_in_the_mailbox_and_the_desk_hears_it(
    town, server, monkeypatch, place, value
):
    """Whoever sends mail is a stranger: the disk on which reports are written is not theirs to fill."""
    server.deliver(message("x" * 2000, number=1))
    take_in(town)
    server.deliver(message("x" * 2000, number=2))
    fatima = Desk(town, "Fatima")
    with monkeypatch.context() as full:
        full.setattr(place, value)
        assert take_in(town) == 0
        assert (len(mails(town)), server.count()) == (1, 1)
        assert "Er is hier geen ruimte voor meer mail" in fatima.get("binnen/")
    assert take_in(town) == 1
    assert "Er is hier geen ruimte voor meer mail" not in fatima.get("binnen/")


@pytest.mark.req("R6")
def test_a_long_list_goes_by_pages(town, server, monkeypatch):
    monkeypatch.setattr(mail, "SIZE", 2)
    for number in range(5):
        server.deliver(message(number=number))
    take_in(town)
    shown, after = [], None
    for _ in range(3):
        with tenant_scope(town.tenant.id):
            page, after = mail.waiting(town["Fatima"].opened, after=after)
        shown += [one.id for one in page]
    assert after is None
    assert len(set(shown)) == 5


def test_the_job_does_every_tenant_and_a_mailbox_that_fails_stops_no_other(town, server):
    other = make_tenant()
    set_mailbox(other, server, password="fout")
    server.deliver(message())
    assert jobs.empty_mailboxes(other.tenant.id) == 0
    assert take_in(town) == 1


def test_mail_of_one_tenant_is_no_mail_of_another(town, server):
    server.deliver(message())
    take_in(town)
    (row,) = mails(town)
    other = make_tenant()
    assert enter(other, "Fatima").get(f"/{other.tenant.slug}/binnen/post/{row.id}/").status_code == 404
    with tenant_scope(other.tenant.id):
        assert not Mail.objects.exists()
        assert not Case.objects.exists()
    with pytest.raises(Exception, match="Dit bericht is er niet"):
        mail.open_mail(other["Fatima"].opened, mail_id=row.id)
    assert System(town.tenant.id).tenant_id == town.tenant.id
    assert clock.now() >= row.arrived_at
