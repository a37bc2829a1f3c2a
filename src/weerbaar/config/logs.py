"""Log lines as JSON on stderr, without addresses, names or anything that somebody typed.

An exception is kept as its type and the places it passed, never its message or its variables: those may repeat a
value. The error that a person sees carries its own sentence.
"""

from __future__ import annotations

import traceback
from types import TracebackType
from typing import Any

import structlog

_KEPT = {"event", "level", "logger", "timestamp", "error", "places"}


def harmless_exception(_logger: Any, _name: str, line: dict[str, Any]) -> dict[str, Any]:
    """Replace `exc_info` by the type of the error and the places in the code that it passed."""
    caught = line.pop("exc_info", None)
    if isinstance(caught, tuple) and isinstance(caught[2], TracebackType):
        line["error"] = caught[0].__name__
        line["places"] = [f"{place.name}:{place.lineno}" for place in traceback.extract_tb(caught[2])]
    return line


def only_known_keys(_logger: Any, _name: str, line: dict[str, Any]) -> dict[str, Any]:
    """Drop what a library hangs on a record: Django adds the whole request, address and all."""
    return {key: value for key, value in line.items() if key in _KEPT}


LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "json": {
            "()": structlog.stdlib.ProcessorFormatter,
            "foreign_pre_chain": [
                structlog.stdlib.add_log_level,
                structlog.stdlib.add_logger_name,
                structlog.processors.TimeStamper(fmt="iso", utc=True),
            ],
            "processors": [
                harmless_exception,
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                only_known_keys,
                structlog.processors.JSONRenderer(ensure_ascii=False),
            ],
        }
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["stderr"], "level": "INFO"},
    "loggers": {
        # Below an error these repeat the path that somebody asked for, and a path may hold a code.
        "django": {"handlers": [], "level": "INFO", "propagate": True},
        "django.request": {"level": "ERROR"},
        "django.security": {"level": "ERROR"},
        "django.server": {"handlers": [], "level": "ERROR", "propagate": True},
        "gunicorn.error": {"handlers": ["stderr"], "level": "WARNING", "propagate": False},
        "gunicorn.access": {"handlers": [], "level": "CRITICAL", "propagate": False},
        "procrastinate": {"level": "WARNING"},
    },
}
