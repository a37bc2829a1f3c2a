"""Log lines as JSON on stderr, without addresses, names or anything that somebody typed.

An exception is kept as its type and the places it passed, never its message or its variables: those may repeat a
value. The error that a person sees carries its own sentence.
"""

from __future__ import annotations

import sys
import traceback
from pathlib import Path
from typing import Any

import structlog

# What these say repeats the path that somebody asked for, or where from: a path may hold a code, and an address is
# a person. They get one sentence each; the kind of error and its places stay.
_SAID = {
    "django.request": "A request failed.",
    "django.security": "A request was refused.",
    "gunicorn.error": "A connection or a process failed.",
}


def harmless_event(_logger: Any, _name: str, line: dict[str, Any]) -> dict[str, Any]:
    """Replace what a library says by a fixed sentence when it would repeat a path or an address."""
    name = str(line.get("logger", ""))
    for start, said in _SAID.items():
        if name == start or name.startswith(f"{start}."):
            line["event"] = said
    return line


_COMMON: list[Any] = [
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
]


def harmless_exception(_logger: Any, _name: str, line: dict[str, Any]) -> dict[str, Any]:
    """Replace `exc_info` by the type of the error and the places in the code that it passed."""
    caught = line.pop("exc_info", None)
    if isinstance(caught, tuple):
        caught = caught[1]
    elif caught and not isinstance(caught, BaseException):
        caught = sys.exc_info()[1]
    if isinstance(caught, BaseException):
        line["error"] = type(caught).__name__
        line["places"] = [
            f"{Path(place.filename).stem}.{place.name}:{place.lineno}"
            for place in traceback.extract_tb(caught.__traceback__)
        ]
    return line


def configure_structlog() -> None:
    """Send what our own code logs the way of all other lines."""
    structlog.configure(
        processors=[*_COMMON, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )


LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "json": {
            "()": structlog.stdlib.ProcessorFormatter,
            "foreign_pre_chain": _COMMON,
            "processors": [
                harmless_exception,
                harmless_event,
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.JSONRenderer(ensure_ascii=False),
            ],
        }
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["stderr"], "level": "INFO"},
    "loggers": {
        # Below an error these say nothing that helps.
        "django": {"handlers": [], "level": "INFO", "propagate": True},
        "django.request": {"level": "ERROR"},
        "django.security": {"level": "ERROR"},
        "django.server": {"handlers": [], "level": "ERROR", "propagate": True},
        "gunicorn.error": {"handlers": ["stderr"], "level": "WARNING", "propagate": False},
        "gunicorn.access": {"handlers": [], "level": "CRITICAL", "propagate": False},
        "procrastinate": {"level": "WARNING"},
        "pikepdf": {"level": "WARNING"},
    },
}
