"""What a line of the log tells, in whichever process it is written: when, how grave, where, under which request or job.

A line is one line, whatever stands in it, and never holds the key of a link for a new password. Knows no Django: the
web server asks for its configuration before there is any.
"""

import json
import logging
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Any

LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")
_told_besides: ContextVar[Mapping[str, str]] = ContextVar("told besides", default=MappingProxyType({}))
_KEY = re.compile(r"(password(?:/|%2f)new(?:/|%2f))[^/%\s\"'?#]+", re.IGNORECASE)
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")


@contextmanager
def telling(**what: str) -> Iterator[None]:
    """Every line written inside tells this too: ``request`` its number, ``job`` the work in the background."""
    before = _told_besides.set({**_told_besides.get(), **what})
    try:
        yield
    finally:
        _told_besides.reset(before)


def request_number() -> str:
    """Under which number the lines of this request stand in the log; "" outside of any."""
    return _told_besides.get().get("request", "")


class TextLines(logging.Formatter):
    """For people: the parts one after another, a traceback indented beneath its line."""

    def format(self, record: logging.LogRecord) -> str:
        told = _told(record)
        what = "".join(f" [{name} {told[name]}]" for name in ("request", "job") if name in told)
        head = _one_line(f"{told['time']} {told['level']} {told['logger']}{what} {told['message']}")
        below = [f"    {_one_line(line)}" for line in told.get("traceback", "").split("\n") if line]
        return _without_keys("\n".join([head, *below]))


class JsonLines(logging.Formatter):
    """For machines: one JSON object for each line."""

    def format(self, record: logging.LogRecord) -> str:
        return _without_keys(json.dumps(_told(record)))


def configuration(environ: Mapping[str, str]) -> dict[str, Any]:
    """Django's ``LOGGING``, and that of the processes around it. Raises ValueError with what a setting may be."""
    form, level = environ.get("PMMI_LOG_FORMAT", "text"), environ.get("PMMI_LOG_LEVEL", "WARNING").upper()
    forms = {"text": TextLines, "json": JsonLines}
    if form not in forms:
        raise ValueError("PMMI_LOG_FORMAT is “text” or “json”.")
    if level not in LEVELS:
        raise ValueError(f"PMMI_LOG_LEVEL is one of {', '.join(LEVELS)}.")
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"lines": {"()": forms[form]}},
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "lines"}},
        "root": {"handlers": ["console"], "level": level},
        "loggers": {
            # The head of the audit trail stands in the log whatever else does.
            "accounts.audit_head": {"level": "INFO"},
            # The web server's own would go another way.
            "gunicorn.error": {"handlers": ["console"], "level": level, "propagate": False},
        },
    }


def _told(record: logging.LogRecord) -> dict[str, str]:
    told = {
        "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
        "level": record.levelname,
        "logger": record.name,
        **_numbered(record),
        **_told_besides.get(),
        "message": record.getMessage(),
    }
    if record.exc_info:
        told["traceback"] = logging.Formatter().formatException(record.exc_info)
    return told


def _numbered(record: logging.LogRecord) -> dict[str, str]:
    """Django writes of a page that is not there once the request is over, and sends it along."""
    number = getattr(getattr(record, "request", None), "number", "")
    return {"request": number} if number else {}


def _one_line(text: str) -> str:
    return _CONTROL.sub(lambda found: found[0].encode("unicode_escape").decode(), text)


def _without_keys(line: str) -> str:
    return _KEY.sub(r"\1(key)", line)
