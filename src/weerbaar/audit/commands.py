"""`weerbaar audit verify` and `weerbaar audit checkpoint`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from nacl.signing import VerifyKey

from weerbaar.ground.errors import RefusedError

from .chain import Fault
from .checkpoints import find
from .jobs import send_checkpoints
from .queries import verify
from .tenants import named_tenants

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable

    from .chain import Problem, Verdict
    from .checkpoints import SignedHead

_SENTENCES = {
    Fault.CHANGED: gettext_noop(
        "Regel %(line)s (nummer %(number)s) is veranderd of staat op een andere plaats."
    ),
    Fault.LINE_GONE: gettext_noop("Regel %(line)s (nummer %(number)s) is weg."),
    Fault.LINK_GONE: gettext_noop("Nummer %(number)s is weg uit de keten."),
    Fault.REPEATED: gettext_noop("Nummer %(number)s staat er twee keer, de tweede keer met regel %(line)s."),
    Fault.CUT_OFF: gettext_noop(
        "Het einde is eraf: vanaf nummer %(number)s ontbreekt wat een controlepunt wel noemt."
    ),
    Fault.REWRITTEN: gettext_noop(
        "De keten is opnieuw geschreven: nummer %(number)s klopt niet met een controlepunt."
    ),
    Fault.LOST: gettext_noop("Regel %(line)s staat niet in de keten en wacht er ook niet op."),
    Fault.LATE: gettext_noop(
        "Regel %(line)s wacht te lang op een plaats in de keten. Draait `weerbaar work`?"
    ),
    Fault.BAD_SIGNATURE: gettext_noop(
        "Het controlepunt van nummer %(number)s heeft geen geldige handtekening."
    ),
}


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `audit` and what is under it to the command line."""
    audit = subparsers.add_parser("audit", help=_("het logboek nakijken en vastleggen"))
    under = audit.add_subparsers(required=True, metavar=_("opdracht"))

    check = under.add_parser(
        "verify", help=_("kijkt na of er iets in het logboek is veranderd of weggehaald")
    )
    check.add_argument("--tenant", metavar="NAAM", help=_("alleen deze gemeente"))
    check.add_argument(
        "--checkpoint", metavar="BESTAND", type=Path, help=_("bestand met bewaarde controlepunten")
    )
    check.add_argument(
        "--key", metavar="HEX", help=_("publieke sleutel waarmee de controlepunten zijn getekend")
    )
    check.set_defaults(run=_in_words(run_verify))

    send = under.add_parser("checkpoint", help=_("legt het logboek vast en stuurt het controlepunt weg"))
    send.set_defaults(run=_in_words(run_checkpoint))


def run_verify(args: argparse.Namespace) -> int:
    """Verify one tenant or all. 0 when everything is sound, 1 when something is not."""
    tenants = named_tenants()
    if args.tenant is not None:
        tenants = {
            tenant_id: slug for tenant_id, slug in tenants.items() if args.tenant in (slug, str(tenant_id))
        }
        if not tenants:
            raise RefusedError("Deze gemeente is er niet. Kijk of je de naam goed hebt geschreven.")
    kept = _checkpoints(args.checkpoint)
    unused = {given.tenant_id for given in kept} - set(tenants)
    if unused:
        raise RefusedError("In het bestand staat een controlepunt van een andere gemeente.")
    keys = [_key(args.key)] if args.key else None
    sound = True
    for tenant_id, slug in tenants.items():
        verdict = verify(tenant_id, [given for given in kept if given.tenant_id == tenant_id], keys=keys)
        sound = _tell(slug, verdict) and sound
    return 0 if sound else 1


def run_checkpoint(_args: argparse.Namespace) -> int:
    """Make and send a checkpoint of every tenant. 1 when a destination could not be reached."""
    if not settings.WEERBAAR_CHECKPOINT_TO:
        raise RefusedError(
            "Er is geen plek ingesteld waar controlepunten heen gaan. Zonder die plek is het einde van het logboek"
            " ongemerkt weg te halen."
        )
    tenants = named_tenants()
    failed = send_checkpoints(lambda: tenants)
    for destination in failed:
        _say(_("Niet verstuurd naar %(to)s.") % {"to": destination})
    if not failed:
        _say(_("Verstuurd."))
    return 1 if failed else 0


def _checkpoints(path: Path | None) -> list[SignedHead]:
    if path is None:
        return []
    try:
        return find(path.read_text(encoding="utf-8", errors="replace"))
    except OSError as error:
        raise RefusedError("Dit bestand kan niet worden gelezen.") from error


def _key(text: str) -> VerifyKey:
    try:
        return VerifyKey(bytes.fromhex(text))
    except ValueError as error:
        raise RefusedError(
            "Dit is geen publieke sleutel: die heeft 64 tekens, 0 tot 9 en a tot f."
        ) from error


def _tell(slug: str, verdict: Verdict) -> bool:
    if verdict.ok:
        values = {"tenant": slug, "lines": verdict.head.sequence, "waiting": verdict.unlinked}
        _say(_("%(tenant)s: in orde. %(lines)s regels in de keten, %(waiting)s wachten nog.") % values)
    for problem in verdict.problems:
        _say(f"{slug}: {_sentence(problem)}")
    return verdict.ok


def _sentence(problem: Problem) -> str:
    return _(_SENTENCES[problem.fault]) % {"line": problem.line_id, "number": problem.sequence}


def _in_words(run: Callable[[argparse.Namespace], int]) -> Callable[[argparse.Namespace], int]:
    """A refusal becomes a sentence and the code 2, so that a script can tell it from a log that is not sound."""

    def answer(args: argparse.Namespace) -> int:
        try:
            return run(args)
        except RefusedError as error:
            sys.stderr.write(_(error.sentence) % error.values + "\n")
            return 2

    return answer


def _say(sentence: str) -> None:
    sys.stdout.write(sentence + "\n")
