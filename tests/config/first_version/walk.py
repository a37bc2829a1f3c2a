"""Go through an installation as everybody in its `demo.txt`. `tests/config/test_upgrade.py` runs it in that installation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import lxml.html
from django.test import Client

from weerbaar.cases.accesses import living
from weerbaar.cases.models import Access
from weerbaar.database.scope import tenant_scope
from weerbaar.ground import clock
from weerbaar.ground.receipt import Receipt
from weerbaar.intake import actions as intake
from weerbaar.intake.queries import progress
from weerbaar.intake.reporters import ReporterRef
from weerbaar.organisation import queries, totp

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path
    from uuid import UUID

_STAFF, _RECEIPT = 6, 3
# It stands in one story of that version.
WORD = "werf"


def walk(folder: Path, moment: datetime) -> dict[str, Any]:
    """On the day of `moment`: each case that each colleague has access to, with the answer of its page; in which of them each
    found the word; what each reporter reads who comes back.
    """
    rows = [one.split("\t") for one in (folder / "demo.txt").read_text().splitlines()]
    found: dict[str, Any] = {"cases": {}, "search": {}, "reports": {}}
    with clock.stopped_at(moment):
        for slug, name, _function, mail, passphrase, secret in (one for one in rows if len(one) == _STAFF):
            colleague = _Colleague(slug, mail, passphrase, secret)
            found["cases"][name] = {code: colleague.opens(code) for code in colleague.codes()}
            found["search"][name] = colleague.finds(WORD) if found["cases"][name] else []
        for slug, about, words in (one for one in rows if len(one) == _RECEIPT):
            found["reports"][about] = _report(slug, words)
    return found


class _Colleague:
    """Somebody at the office, signed in, with their key open."""

    def __init__(self, slug: str, mail: str, passphrase: str, secret: str) -> None:
        tenant = queries.tenant(slug)
        if tenant is None:
            raise LookupError(slug)
        self._tenant_id: UUID = tenant.id
        self._root = f"/{slug}/"
        self._client = Client()
        with tenant_scope(tenant.id):
            person = queries.person_by_mail(tenant.id, mail)
            if person is None:
                raise LookupError(mail)
            self._alias = queries.staff_of(person).alias
        code = totp.code_at(secret, clock.now(), shift=1)
        self._post("aanmelden/", mail=mail, code=code)
        unlocked = self._post("ontgrendelen/", passphrase=passphrase)
        if not unlocked.redirect_chain or "Sluit je kluis" not in _text(unlocked):
            raise LookupError(f"{mail}: {_text(unlocked)[:1500]}")

    def _post(self, path: str, **given: str) -> Any:
        return self._client.post(self._root + path, given, follow=True)

    def codes(self) -> list[str]:
        with tenant_scope(self._tenant_id):
            rows = Access.objects.filter(living(), holder_alias=self._alias)
            return list(rows.order_by("case__code").values_list("case__code", flat=True))

    def opens(self, code: str) -> int:
        """200 when the page of the case came, with its number on it."""
        page = self._client.get(f"{self._root}zaken/{code}/")
        return page.status_code if code in _text(page) else 0

    def finds(self, word: str) -> list[str]:
        """The numbers on the page of what was found."""
        page = _text(self._post("zoeken/", words=word))
        return [one for one in self.codes() if one in page]


def _text(page: Any) -> str:
    return " ".join(lxml.html.fromstring(page.content.decode()).text_content().split())


def _report(slug: str, words: str) -> str:
    """What the reporter who comes back reads of what they told."""
    tenant = queries.tenant(slug)
    if tenant is None:
        raise LookupError(slug)
    reporter = intake.come_back(tenant.id, Receipt(tuple(words.split())))
    if not isinstance(reporter, ReporterRef):
        raise LookupError(slug)
    with tenant_scope(tenant.id):
        return progress(reporter).report["story"]
