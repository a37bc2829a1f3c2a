"""A reporter without a script: a browser that follows links and sends forms."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import httpx
import lxml.html
from django.test import override_settings
from tests.people import token_of

from weerbaar.intake import actions
from weerbaar.vault.sessions import SessionStore

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.people import Town

ANSWERS: tuple[tuple[str, dict[str, str]], ...] = (
    ("onderwerp", {"kind": "conduct"}),
    ("verhaal", {"story": "In het overleg maakt Bram steeds dezelfde collega belachelijk."}),
    ("wanneer", {"when_choice": "period", "when_from": "in februari", "when_until": "nu"}),
    ("waar", {"where": "In de kantine"}),
    ("wie", {"who_subject": "Bram van de balie", "who_witness": "Een stagiair"}),
    ("wie-weet-het", {"who_knows": "Niemand"}),
    ("jij", {"capacity": "employee"}),
    ("je-naam", {"openness": "anonymous"}),
)


_SHOWN = "getoond"


def _shown(page: str) -> list[str]:
    """Whom the page of readers showed: that stands in its form, out of sight."""
    return list(lxml.html.fromstring(page).xpath(f"//input[@name='{_SHOWN}']/@value")) if page else []


class Reporter:
    """One person with one browser."""

    def __init__(self, base: str, slug: str, *, language: str = "nl") -> None:
        self.base, self.slug = base, slug
        self.root = f"/en/{slug}/" if language == "en" else f"/{slug}/"
        self.http = httpx.Client(base_url=base, follow_redirects=True, timeout=60, headers={"Origin": base})
        self.page: httpx.Response = httpx.Response(200)

    @property
    def path(self) -> str:
        return self.page.url.path.removeprefix(self.root)

    @property
    def text(self) -> str:
        """The words on the page, as one line."""
        return " ".join(lxml.html.fromstring(self.page.text).text_content().split())

    def find(self, path: str) -> list[Any]:
        """The elements at an XPath."""
        return list(lxml.html.fromstring(self.page.text).xpath(path))

    def open(self, path: str = "") -> Reporter:
        self.page = self.http.get(path if path.startswith("/") else self.root + path)
        return self

    def send(
        self,
        path: str,
        answers: Mapping[str, Any] | None = None,
        *,
        token: str | None = None,
        files: Any = None,
    ) -> Reporter:
        """Send a form as a browser does: many parts, with the token that stands on its page."""
        parts: list[Any] = []
        if token is None:
            page = self.http.get(self.root + path).text
            token = token_of(page)
            parts = [(_SHOWN, (None, one)) for one in _shown(page)]
        parts.append(("csrfmiddlewaretoken", (None, token)))
        for name, value in (answers or {}).items():
            for one in value if isinstance(value, list) else [value]:
                parts.append((name, (None, one)))
        self.page = self.http.post(self.root + path, files=parts + list(files or []))
        return self

    def begin(self) -> Reporter:
        self.page = self.http.post(self.root + "melden/", files=[("x", (None, ""))])
        return self

    def ready(self, **other: dict[str, str]) -> Reporter:
        """A whole report, ready to be sent."""
        self.begin().send("melden/wie-leest/")
        for page, answers in ANSWERS:
            self.send(f"melden/{page}/", other.get(page.replace("-", "_"), answers))
        return self

    @property
    def words(self) -> list[str]:
        return [item.text_content() for item in self.find("//ol[contains(@class, 'wb-words')]/li")]

    def reported(self, **other: dict[str, str]) -> list[str]:
        """A report that was sent; the words of its receipt, written down."""
        self.ready(**other).send("melden/nakijken/")
        words = self.words
        self.send("melden/woorden/", {"bewaard": "1"})
        return words


def prepared(base: str, town: Town, *, story: str = "Een verhaal.") -> Reporter:
    """A reporter who stands before the last button: the draft is made by the verbs, not page by page."""
    ref = actions.start(town.tenant.id, "nl", waited=True)
    actions.choose(ref, desk=town.desk.slug, struck=())
    actions.answer(ref, {"kind": "conduct", "story": story, "capacity": "employee", "openness": "anonymous"})
    with override_settings(WEERBAAR_FACE="reporter"):
        session = SessionStore()
        session["draft"] = ref.to_session()
        session.save()
    browser = Reporter(base, town.tenant.slug)
    browser.http.cookies.set("weerbaar-reporter", str(session.session_key), domain="127.0.0.1")
    return browser
