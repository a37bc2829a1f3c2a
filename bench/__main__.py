"""`python -m bench`: every measurement, into `bench/results.json` and `bench/results.md`.

`python -m bench NAME…` takes some, and `--quick` takes each in small, to see that it works: both only print.
"""

from __future__ import annotations

import argparse
import importlib
import json
import os
import platform
import signal
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bench.place import home

_FOLDER = Path(__file__).parent
_COMMAND = "make bench"


# In this order: a start is measured before anything else was. The modules need Django, so they are loaded later.
MEASUREMENTS = {
    "start": "Starting, and the first page in a browser that is new to it",
    "sends": "The last send of a ready report",
    "names": "The names in what a reporter typed, inside that send",
    "walk": "A whole report, page by page",
    "upload": "A large file",
    "mail": "Mail that is taken in",
    "audit": "The log",
    "search": "A search over the words in ten thousand cases",
    "office": "The office",
}


def _about() -> dict[str, Any]:
    commit = subprocess.run(
        ["git", "rev-parse", "--short=12", "HEAD"], cwd=_FOLDER, capture_output=True, text=True, check=False
    )
    return {
        "command": _COMMAND,
        "date": datetime.now(UTC).date().isoformat(),
        "commit": commit.stdout.strip() or "unknown",
        "cores": os.cpu_count(),
        "python": platform.python_version(),
    }


def _table(results: dict[str, Any]) -> str:
    about = results["about"]
    lines = [
        "# Measurements",
        "",
        f"By `{about['command']}` on {about['date']}, commit {about['commit']}, {about['cores']} cores,"
        f" Python {about['python']}; client, server and database on the same machine. What each figure is, stands"
        " in the module of its name in `bench/`.",
    ]
    for name, title in MEASUREMENTS.items():
        lines += ["", f"## {title}", "", "| figure | |", "|---|---:|"]
        lines += [f"| {figure.replace('_', ' ')} | {value:,} |" for figure, value in results[name].items()]
    return "\n".join(lines) + "\n"


def main() -> None:
    """Take the measurements that are named, or all."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("names", nargs="*", choices=[*MEASUREMENTS, []], metavar="NAME")
    parser.add_argument("--quick", action="store_true", help="small, to see that it works")
    asked = parser.parse_args()
    # Whoever ends it early must not be left with a database that runs on.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    results: dict[str, Any] = {"about": _about()}
    with home():
        for name in asked.names or MEASUREMENTS:
            results[name] = importlib.import_module(f"bench.{name}").measure(quick=asked.quick)
    if not asked.names and not asked.quick:
        (_FOLDER / "results.json").write_text(json.dumps(results, indent=1) + "\n")
        (_FOLDER / "results.md").write_text(_table(results))
    print(json.dumps(results, indent=1))


if __name__ == "__main__":
    main()
