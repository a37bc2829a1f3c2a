"""Both faces with a clock that a test puts ahead or back, so that a case of months is walked in a browser day by day.

The product reads the time in one place (`ground/clock.py`). Here that place is told another moment for each request.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from weerbaar.ground import clock

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Any

_ROOT = Path(__file__).parent.parent
_BEHIND = "CLOCK_OF_THE_TEST"  # names a file that holds what moment it was there, and when that was said
# What comes later must be later there too. But a code to sign in with lives half a minute, and the test that makes it
# stands still: on a busy machine a clock of full speed would be minutes ahead.
_SPEED = 0.01
_STARTS_WITHIN = 90.0  # seconds


def face(name: str) -> Callable[..., Any]:
    """The program of a face, for gunicorn. Its clock runs on, though slowly."""
    program = import_module(f"weerbaar.config.wsgi_{name}").application
    place = Path(os.environ[_BEHIND])

    def moved(environ: dict[str, Any], start_response: Callable[..., Any]) -> Any:
        moment, said_at = (datetime.fromisoformat(one) for one in place.read_text().split())
        with clock.stopped_at(moment + (datetime.now(UTC) - said_at) * _SPEED):
            return program(environ, start_response)

    return moved


class MovedFaces:
    """The addresses of both faces, and the moment that it is there."""

    def __init__(self, reporter: str, office: str, place: Path) -> None:
        self.reporter, self.office, self._place = reporter, office, place

    @contextmanager
    def at(self, moment: datetime) -> Iterator[None]:
        """Let it be an aware `moment` on the pages and in this test."""
        _say(self._place, moment)
        with clock.stopped_at(moment):
            yield


def _say(place: Path, moment: datetime) -> None:
    place.write_text(f"{moment.isoformat()} {datetime.now(UTC).isoformat()}")


@contextmanager
def moved_faces(
    folder: Path, free_port: Callable[[], int], answers: Callable[[int], bool]
) -> Iterator[MovedFaces]:
    """Run both faces until the block ends. `weerbaar serve` has run before, and gathered the style sheets."""
    place = folder / "clock"
    _say(place, datetime.now(UTC))
    ports = {name: free_port() for name in ("reporter", "office")}
    programs = []
    with closing((folder / "moved.log").open("wb")) as log:
        for name, port in ports.items():
            command = ["gunicorn", "--config", "python:weerbaar.config.gunicorn", "--workers", "1"]
            command += ["--bind", f"127.0.0.1:{port}", f"tests.moved_clock:face('{name}')"]
            setting = os.environ | {"WEERBAAR_FACE": name, _BEHIND: str(place)}
            programs.append(
                subprocess.Popen(
                    [sys.executable, "-m", *command], cwd=_ROOT, env=setting, stdout=log, stderr=log
                )
            )
        try:
            limit = time.monotonic() + _STARTS_WITHIN
            while not all(answers(port) for port in ports.values()):
                if any(one.poll() is not None for one in programs) or time.monotonic() > limit:
                    raise RuntimeError((folder / "moved.log").read_text()[-4000:])
                time.sleep(0.05)
            yield MovedFaces(*(f"http://127.0.0.1:{port}" for port in ports.values()), place)
        finally:
            for one in programs:
                one.terminate()
            for one in programs:
                one.wait(60)
