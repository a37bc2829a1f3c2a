"""The cast: one part each, everybody made up. Noor reports and has no account; the others are in `weerbaar.config.demo`.

| who | part |
|---|---|
| Noor | reports; colleague of Bram |
| Bram | is accused; has an account without a role |
| Fatima | coordinates integrity, handles, reads at the desk |
| Joris | handles, reads at the desk; the one who must never see what goes round him |
| Marit | secretary, the reserve |
| Samira | team leader, no role |
| Ruben, Hassan | investigator and lawyer: read only what they are let into |
| Ilse, Omar | the two officers |
| Wietske | the administrator: reads nothing |
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import uuid4

import httpx

from weerbaar.config.demo import CAST, Account, Part, Town
from weerbaar.config.demo import make_tenant as _make_tenant
from weerbaar.database.scope import tenant_scope
from weerbaar.ground import clock
from weerbaar.organisation import totp
from weerbaar.organisation.models import Person, SignInDelay

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["CAST", "Account", "Office", "Part", "Town", "make_tenant"]


def make_tenant(slug: str = "", name: str = "Gemeente Waterlinie", *, cast: Sequence[Part] = CAST) -> Town:
    """A whole tenant of the test's own: desk, members, keys, two signatures under each."""
    return _make_tenant(slug or f"t{uuid4().hex[:12]}", name, phone="0800 123 45 67", cast=cast)


def fresh_code(account: Account) -> str:
    """A code that has not been used: that of the half minute to come, which is taken for a whole minute from now.

    That of this half minute, or of the one before, could end between the telephone and the page.
    """
    now = clock.now()
    step = int(now.timestamp()) // totp.INTERVAL
    with tenant_scope(account.tenant_id):
        # The code to come may be spent by a sign-in of just now: forget that rather than wait half a minute.
        Person.objects.filter(id=account.person_id, totp_step__gt=step).update(totp_step=step)
        SignInDelay.objects.all().delete()
    return totp.code_at(account.totp_secret, now, shift=1)


class Office:
    """A browser at the office, without a script: one person, one cookie jar."""

    def __init__(self, base: str, town: Town) -> None:
        self.base, self.town = base, town
        self.http = httpx.Client(base_url=base, follow_redirects=True, timeout=60)

    def url(self, path: str) -> str:
        return f"/{self.town.tenant.slug}/{path}"

    def get(self, path: str) -> httpx.Response:
        return self.http.get(self.url(path))

    def post(
        self, path: str, data: dict[str, object] | None = None, *, page: str | None = None, files: Any = None
    ) -> httpx.Response:
        """Send the form of a page, with files as httpx takes them: fetch the page, take its token, post."""
        token = token_of(self.get(path if page is None else page).text)
        return self.http.post(
            self.url(path),
            data={"csrfmiddlewaretoken": token, **(data or {})},
            files=files,
            headers={"Origin": self.base},
        )

    def sign_in(self, first_name: str, *, unlock: bool = True) -> httpx.Response:
        """Through the pages, as this person."""
        account = self.town[first_name]
        answer = self.post("aanmelden/", {"mail": account.mail, "code": fresh_code(account)})
        if unlock:
            answer = self.post("ontgrendelen/", {"passphrase": account.passphrase})
        return answer

    def close(self) -> None:
        self.http.close()


def token_of(html: str) -> str:
    """The token in the form of a page; empty when it has none."""
    _, found, rest = html.partition('name="csrfmiddlewaretoken" value="')
    return rest.partition('"')[0] if found else ""
