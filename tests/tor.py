"""What Tor and a proxy do to a request, without either: the browser knows a name, and the program sees a port."""

from __future__ import annotations

import base64
import hashlib
import secrets
from typing import TYPE_CHECKING

import httpx
from tests.reporter import Reporter

if TYPE_CHECKING:
    from collections.abc import Mapping


def encoded_onion(key: bytes, *, version: bytes = b"\x03", checksum: bytes | None = None) -> str:
    """The address of a service with this public key of 32 bytes; or one that is wrong in the part that is given."""
    right = hashlib.sha3_256(b".onion checksum" + key + version).digest()[:2]
    return base64.b32encode(key + (checksum or right) + version).decode().lower() + ".onion"


def new_onion() -> str:
    """An address that nobody has yet."""
    return encoded_onion(secrets.token_bytes(32))


class Way(httpx.HTTPTransport):
    """Brings what is for one host to a program on this machine. What is for any other host is not let out."""

    def __init__(self, host: str, port_at: str, headers: Mapping[str, str] | None = None) -> None:
        super().__init__()
        self._host, self._there, self._headers = host, httpx.URL(port_at), dict(headers or {})

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        assert request.url.host == self._host, f"sent away, to {request.url}"
        there = request.url.copy_with(scheme="http", host=self._there.host, port=self._there.port)
        # The name that was asked for goes along as the Host; only where it is brought changes.
        headers = [*request.headers.raw, *httpx.Headers(self._headers).raw]
        return super().handle_request(
            httpx.Request(
                request.method, there, headers=headers, stream=request.stream, extensions=request.extensions
            )
        )


def over_tor(program: str, onion: str, slug: str, *, language: str = "nl", **headers: str) -> Reporter:
    """A browser at an address on Tor: plain HTTP, straight to the port of the reporter's side."""
    return _browser(f"http://{onion}", Way(onion, program, headers), slug, language)


def over_tls(program: str, host: str, slug: str, *, language: str = "nl") -> Reporter:
    """A browser at a host name, behind a proxy that ends TLS."""
    return _browser(f"https://{host}", Way(host, program, {"X-Forwarded-Proto": "https"}), slug, language)


def _browser(base: str, way: Way, slug: str, language: str) -> Reporter:
    browser = Reporter(base, slug, language=language)
    browser.http.close()
    browser.http = httpx.Client(
        base_url=base, transport=way, follow_redirects=True, timeout=60, headers={"Origin": base}
    )
    return browser
