"""The log as its administrator and its auditor meet it: two commands, a folder and a mail."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID, uuid4

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Message
from django.conf import settings
from tests.ports import free_port

from weerbaar.audit import jobs
from weerbaar.audit.checkpoints import find, public_keys
from weerbaar.audit.jobs import daily_checkpoints
from weerbaar.audit.queries import verify
from weerbaar.config.cli import main

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from email.message import Message as Mail
    from pathlib import Path

    from .conftest import Log

_present: list[tuple[UUID, str]] = []


def tenants() -> list[tuple[UUID, str]]:
    """What the room above would answer."""
    return _present


@pytest.fixture(autouse=True)
def amersveld(log: Log, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Path]:
    """One tenant by a name, and a folder that its checkpoints go to."""
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    monkeypatch.setattr(settings, "WEERBAAR_TENANTS", f"{__name__}.tenants", raising=False)
    monkeypatch.setattr(settings, "WEERBAAR_CHECKPOINT_TO", [str(folder)], raising=False)
    _present[:] = [(log.tenant_id, "amersveld")]
    log.write(5)
    log.link()
    yield folder
    _present.clear()


class Box(Message):
    """A mail server that keeps what it gets."""

    def __init__(self) -> None:
        super().__init__()
        self.mails: list[Mail] = []

    def handle_message(self, message: Mail) -> None:
        self.mails.append(message)


@pytest.fixture
def box(monkeypatch: pytest.MonkeyPatch) -> Iterator[Box]:
    box = Box()
    port = free_port()
    server = Controller(box, hostname="127.0.0.1", port=port)
    server.start()
    try:
        monkeypatch.setattr(settings, "EMAIL_BACKEND", "django.core.mail.backends.smtp.EmailBackend")
        monkeypatch.setattr(settings, "EMAIL_HOST", "127.0.0.1")
        monkeypatch.setattr(settings, "EMAIL_PORT", port)
        yield box
    finally:
        server.stop()


@pytest.mark.req("F2")
def test_the_auditor_hears_that_the_log_is_sound(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["audit", "verify", "--tenant", "amersveld"]) == 0
    assert capsys.readouterr().out == "amersveld: in orde. 5 regels in de keten, 0 wachten nog.\n"


@pytest.mark.req("F2")
def test_the_auditor_hears_which_line_was_changed(
    log: Log, tamper: Callable[..., int], capsys: pytest.CaptureFixture[str]
) -> None:
    tamper(
        "UPDATE audit_line SET refused = true WHERE id ="
        " (SELECT line_id FROM audit_link WHERE tenant_id = %(tenant)s AND sequence = 3)",
        tenant=log.tenant_id,
    )
    first = verify(log.tenant_id).first
    assert first is not None
    assert main(["audit", "verify"]) == 1
    assert f"amersveld: Regel {first.line_id} (nummer 3) is veranderd" in capsys.readouterr().out


@pytest.mark.req("F2")
def test_a_checkpoint_that_was_kept_elsewhere_shows_that_the_end_was_cut_off(
    log: Log, amersveld: Path, tamper: Callable[..., int], capsys: pytest.CaptureFixture[str]
) -> None:
    kept = amersveld / f"{log.tenant_id}.txt"
    assert main(["audit", "checkpoint"]) == 0
    assert main(["audit", "verify", "--checkpoint", str(kept)]) == 0
    tamper(
        "DELETE FROM audit_line WHERE id IN"
        " (SELECT line_id FROM audit_link WHERE tenant_id = %(tenant)s AND sequence > 3)",
        tenant=log.tenant_id,
    )
    for table in ("audit_link", "audit_checkpoint"):
        tamper(f"DELETE FROM {table} WHERE tenant_id = %(tenant)s AND sequence > 3", tenant=log.tenant_id)
    log.link()
    assert main(["audit", "verify"]) == 0, "without what was kept elsewhere nobody can see it"
    capsys.readouterr()
    assert main(["audit", "verify", "--checkpoint", str(kept)]) == 1
    assert "amersveld: Het einde is eraf: vanaf nummer 5" in capsys.readouterr().out


def test_each_checkpoint_is_added_to_the_folder_and_none_is_overwritten(log: Log, amersveld: Path) -> None:
    assert main(["audit", "checkpoint"]) == 0
    assert main(["audit", "checkpoint"]) == 0
    first, second = find((amersveld / f"{log.tenant_id}.txt").read_text())
    assert (first.sequence, second.sequence) == (5, 6)
    assert all(each.signed_by(public_keys(settings.WEERBAAR_SECRETS)) for each in (first, second))


def test_a_checkpoint_is_mailed_as_a_line_that_can_be_kept(
    log: Log, box: Box, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(settings, "WEERBAAR_CHECKPOINT_TO", ["griffier@amersveld.test"])
    daily_checkpoints(timestamp=0)
    (mail,) = box.mails
    assert mail["To"] == "griffier@amersveld.test"
    body = mail.get_payload(decode=True).decode()  # type: ignore[union-attr]
    assert "beheerder" in body
    assert "amersveld" not in body, "the mail passes through many hands and names nobody"
    kept = tmp_path / "mail.eml"
    kept.write_bytes(mail.as_bytes())
    assert main(["audit", "verify", "--checkpoint", str(kept)]) == 0


def test_one_destination_that_fails_does_not_keep_the_others_from_theirs(
    log: Log, amersveld: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(settings, "WEERBAAR_CHECKPOINT_TO", ["/nowhere/at/all", str(amersveld)])
    assert main(["audit", "checkpoint"]) == 1
    assert "Niet verstuurd naar /nowhere/at/all." in capsys.readouterr().out
    assert len(find((amersveld / f"{log.tenant_id}.txt").read_text())) == 1


def test_the_daily_job_fails_when_a_checkpoint_stayed_inside(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "WEERBAAR_CHECKPOINT_TO", ["/nowhere/at/all"])
    with pytest.raises(jobs.UnsentError):
        daily_checkpoints(timestamp=0)


@pytest.mark.parametrize(
    ("words", "content", "says"),
    [
        (["--tenant", "nergenshuizen"], None, "Deze gemeente is er niet"),
        (["--checkpoint", "/nowhere/at/all"], None, "kan niet worden gelezen"),
        (["--checkpoint", "{file}"], b"", "geen controlepunt"),
        (["--checkpoint", "{file}"], b"\xff\xfe\x00" * 1000, "geen controlepunt"),
        (["--checkpoint", "{file}"], b"weerbaar checkpoint half", "geen controlepunt"),
        (["--key", "abc"], None, "geen publieke sleutel"),
        (["--key", "ab"], None, "geen publieke sleutel"),
    ],
)
def test_what_cannot_be_checked_is_a_sentence_and_never_a_yes(
    words: list[str], content: bytes | None, says: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "kept.txt"
    file.write_bytes(content or b"")
    assert main(["audit", "verify", *(word.format(file=file) for word in words)]) == 2
    assert says in capsys.readouterr().err


def test_a_checkpoint_of_another_tenant_is_refused(
    log: Log, amersveld: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["audit", "checkpoint"]) == 0
    _present[:] = [(uuid4(), "bergwijk")]
    assert main(["audit", "verify", "--checkpoint", str(amersveld / f"{log.tenant_id}.txt")]) == 2
    assert "andere gemeente" in capsys.readouterr().err


def test_a_key_that_was_kept_elsewhere_is_the_one_that_counts(log: Log, amersveld: Path) -> None:
    assert main(["audit", "checkpoint"]) == 0
    kept = str(amersveld / f"{log.tenant_id}.txt")
    (ours,) = {bytes(key).hex() for key in public_keys(settings.WEERBAAR_SECRETS)}
    assert main(["audit", "verify", "--checkpoint", kept, "--key", ours]) == 0
    assert main(["audit", "verify", "--checkpoint", kept, "--key", "00" * 31 + "01"]) == 1


def test_nowhere_to_send_is_refused(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(settings, "WEERBAAR_CHECKPOINT_TO", [])
    assert main(["audit", "checkpoint"]) == 2
    assert "geen plek ingesteld" in capsys.readouterr().err
