"""How long `weerbaar serve` takes to answer, and how heavy the reporter's first page is in a browser that is new to it."""

from __future__ import annotations

import shutil
from statistics import median

from bench.place import served, town

TIMES = 3


def measure(*, quick: bool = False) -> dict[str, float]:
    """Seconds of the first and of a later start; bytes over the wire, headers included, and requests of the page."""
    place = town()
    with served() as server:
        first = server.started_in
        weights = _weights(f"{server.reporter}/{place.tenant.slug}/")
    later = []
    for _time in range(1 if quick else TIMES):
        with served() as server:
            later.append(server.started_in)
    return {
        "first_start_s": round(first, 2),
        "later_start_s": round(median(later), 2),
        "first_page_bytes": sum(weights),
        "first_page_requests": len(weights),
    }


def _weights(address: str) -> list[int]:
    """The bytes of each answer, as Chromium received them on a telephone's screen."""
    from playwright.sync_api import sync_playwright

    weights: list[int] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-dev-shm-usage"]
        )
        page = browser.new_context(viewport={"width": 390, "height": 844}).new_page()
        network = page.context.new_cdp_session(page)
        network.on("Network.loadingFinished", lambda event: weights.append(int(event["encodedDataLength"])))
        network.send("Network.enable")
        page.goto(address, wait_until="networkidle")
        browser.close()
    return weights
