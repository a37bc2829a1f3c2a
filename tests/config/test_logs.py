"""A line in the log says what went wrong and where, and repeats nothing that anybody typed."""

from __future__ import annotations

import io
import json
import logging
import logging.config

import pytest
import structlog

from weerbaar.config.logs import LOGGING


def _line(caplog_stream: io.StringIO) -> dict[str, object]:
    return json.loads(caplog_stream.getvalue().strip().splitlines()[-1])


def _logger(name: str = "weerbaar.tests.logs") -> tuple[logging.Logger, io.StringIO]:
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    configurator = logging.config.DictConfigurator(LOGGING)
    handler.setFormatter(configurator.configure_formatter(dict(LOGGING["formatters"]["json"])))
    logger = logging.getLogger(name)
    logger.handlers, logger.propagate = [handler], False
    return logger, stream


def test_an_exception_leaves_its_type_and_places_and_not_its_message() -> None:
    logger, stream = _logger()
    try:
        raise ValueError("kanarie")
    except ValueError:
        logger.exception("The write failed.")
    line = _line(stream)
    assert line["error"] == "ValueError"
    assert "kanarie" not in stream.getvalue()
    assert "test_logs.test_an_exception_leaves_its_type_and_places_and_not_its_message" in str(line["places"])


def test_what_a_library_hangs_on_a_record_is_left_out() -> None:
    logger, stream = _logger()
    logger.warning("Refused.", extra={"request": "203.0.113.7", "status_code": 403})
    assert _line(stream)["event"] == "Refused."
    assert "203.0.113.7" not in stream.getvalue()


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("django.request", "Internal Server Error: %s"),
        ("django.security.DisallowedHost", "Invalid HTTP_HOST header: %s"),
        ("gunicorn.error", "Invalid request from ip=203.0.113.7: %s"),
    ],
)
def test_no_line_of_a_library_holds_a_path_or_an_address(
    monkeypatch: pytest.MonkeyPatch, name: str, said: str
) -> None:
    for part in ("handlers", "propagate"):
        monkeypatch.setattr(logging.getLogger(name), part, getattr(logging.getLogger(name), part))
    logger, stream = _logger(name)
    try:
        raise ValueError("/duinzoom/beheer/")
    except ValueError:
        logger.exception(said, "/duinzoom/beheer/")
    line = _line(stream)
    assert line["error"] == "ValueError"
    assert line["logger"] == name
    assert "duinzoom" not in stream.getvalue()
    assert "203.0.113.7" not in stream.getvalue()


def test_our_own_lines_take_the_same_way() -> None:
    _, stream = _logger()
    log = structlog.get_logger("weerbaar.tests.logs")
    try:
        raise KeyError("kanarie")
    except KeyError:
        log.exception("knock.failed", count=3)
    line = _line(stream)
    assert (line["event"], line["count"], line["error"]) == ("knock.failed", 3, "KeyError")
    assert "kanarie" not in stream.getvalue()
