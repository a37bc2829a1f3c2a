"""The proof of filing (R15): a signed text of what was sent, for whoever holds the receipt, and how anybody checks it."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from weerbaar.database.scope import tenant_scope
from weerbaar.ground.clock import today
from weerbaar.ground.receipt import Receipt
from weerbaar.intake import actions, proof
from weerbaar.intake.reporters import ReporterRef
from weerbaar.web.design.dates import full_day
from weerbaar.web.reporter.check import sent_here
from weerbaar.web.reporter.coming_back import with_reporter
from weerbaar.web.reporter.page import at, show
from weerbaar.web.reporter.progress import reported
from weerbaar.web.reporter.visit import Visit, no_draft

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from weerbaar.intake.proof import Filed, SentFile, Signed

TEXT, SIGNATURE, KEY, HOW = "bewijs.txt", "bewijs.sig", "sleutel.pem", "controleren.txt"
_CHECK = f"openssl pkeyutl -verify -pubin -inkey {KEY} -rawin -in {TEXT} -sigfile {SIGNATURE}"
# The time within an archive would say when somebody sat at a screen.
_NO_TIME = (1980, 1, 1, 0, 0, 0)


@with_reporter
def proof_of_mine(request: Visit) -> HttpResponse:
    """From "Mijn melding": what it is, and the proof itself when it is asked for."""
    if request.method == "POST":
        return _made(request, request.reporter)
    return show(request, "proof", {"back": at(request, "progress")})


def proof_of_sent(request: Visit) -> HttpResponse:
    """The same from the page of the receipt, for as long as its words are there."""
    sent = sent_here(request)
    if sent is None:
        return no_draft(request)
    if request.method != "POST":
        return show(request, "proof", {"back": at(request, "receipt")})
    reporter = actions.come_back(request.tenant.id, Receipt(sent.words))
    if not isinstance(reporter, ReporterRef):
        return no_draft(request)
    return _made(request, reporter)


@require_safe
def check_proof(request: Visit) -> HttpResponse:
    """How anybody checks a proof or a copy of a file, with the keys for each. Public, so that it needs no trust in us twice."""
    shown = {"keys": proof.public_keys(), "command": _CHECK}
    copies = {
        "copy_keys": proof.public_keys_of_copies(),
        "copy_commands": proof.COPY_CHECKS,
        "on_windows": proof.COPY_CHECKS_ON_WINDOWS,
    }
    return show(request, "check_proof", shown | copies)


def _made(request: Visit, reporter: ReporterRef) -> HttpResponse:
    with tenant_scope(reporter.tenant_id):
        filed = proof.filed(reporter)
    # The same line in the log as looking at one's own page: that somebody took a proof is nobody's business.
    actions.look(reporter, shown=())
    signed = proof.signed(_text(request, filed))
    response = HttpResponse(_archive(request, signed), content_type="application/zip")
    response["Content-Disposition"] = 'attachment; filename="bewijs.zip"'
    response["Content-Security-Policy"] = "sandbox"
    return response


def _text(request: Visit, filed: Filed) -> str:
    """What is signed. Every line that the reporter wrote begins with a bar, so that none can pass for one of ours."""
    values = {"who": request.tenant.name, "day": full_day(filed.received_at), "made": full_day(today())}
    parts = [
        gettext("BEWIJS VAN INDIENEN"),
        "",
        gettext("%(who)s ontving dit op %(day)s.") % values,
        gettext("Dit bewijs is gemaakt op %(made)s.") % values,
        gettext("Elke regel die begint met een streep (|) schreef de indiener.")
        if filed.is_own_hand
        else gettext(
            "Een ander schreef op wat de indiener vertelde. Elke regel die begint met een streep (|) komt uit die melding."
        ),
        "",
        gettext("WAT ER IS INGEDIEND"),
        *_answers(reported(filed.report)),
        "",
        gettext("BESTANDEN"),
        *(_file_lines(filed.files) or [gettext("Geen.")]),
        "",
        gettext("BERICHTEN VAN DE INDIENER DAARNA"),
    ]
    for moment, body in filed.messages:
        parts += ["", full_day(moment), *_quoted(body)]
    if not filed.messages:
        parts.append(gettext("Geen."))
    return "\n".join(parts) + "\n"


def _answers(rows: Iterable[dict[str, str]]) -> list[str]:
    return [line for row in rows for line in ("", row["key"], *_answer(row))]


def _answer(row: Mapping[str, str]) -> list[str]:
    # Our own words, so without a bar: the name itself lies apart, and is not told.
    if "apart" in row:
        return [gettext("(Ingevuld. Deze naam staat niet in dit bewijs.)")]
    return _quoted(row["value"])


def _quoted(text: str) -> list[str]:
    # It ends a line wherever a screen may: nothing that was typed comes to stand at the front of one.
    return [f"| {line}" for line in text.splitlines()] or ["| "]


def _file_lines(files: Iterable[SentFile]) -> list[str]:
    lines = []
    for one in files:
        lines += ["", *_quoted(one.name), f"  {one.sha256}  {one.size} bytes"]
        if one.original_sha256 != one.sha256:
            values = {"sha256": one.original_sha256, "size": one.original_size}
            lines.append(gettext("  zoals het kwam, voor het opschonen: %(sha256)s  %(size)d bytes") % values)
    return lines


def _archive(request: Visit, signed: Signed) -> bytes:
    how = "\n\n".join(
        (
            gettext("Zo controleert iedereen dit bewijs, met openssl 3:"),
            _CHECK,
            gettext("Er hoort te staan: Signature Verified Successfully"),
            gettext("De SHA-256 van %(text)s is:\n%(sha256)s") % {"text": TEXT, "sha256": signed.sha256},
            # Without the host: over Tor it would tell in which way the reporter came.
            gettext("Vergelijk %(key)s met de sleutel op de site van %(who)s:\n%(path)s")
            % {"key": KEY, "who": request.tenant.name, "path": at(request, "check_proof")},
            gettext("Bewaar dit waar niemand anders komt: er staat in wat je schreef."),
        )
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in (
            (TEXT, signed.text),
            (SIGNATURE, signed.signature),
            (KEY, signed.public_pem.encode()),
            (HOW, f"{how}\n".encode()),
        ):
            archive.writestr(zipfile.ZipInfo(name, _NO_TIME), content)
    return out.getvalue()
