"""What is told while a command works: a line an event, as plain text or, for programs, as one JSON object."""

from __future__ import annotations

import json
import logging
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, Final


class Form(StrEnum):
    """How lines are written."""

    TEXT = "text"
    JSON = "json"


_chosen: Form = Form.TEXT


def choose(form: Form) -> None:
    """Settle how this process writes what it tells from now on."""
    global _chosen  # noqa: PLW0603  (a process tells in one form, whoever in it is talking)
    _chosen = form


def as_json() -> bool:
    return _chosen is Form.JSON


def event(at: datetime, level: str, message: str, **facts: Any) -> str:
    """One line of JSON. `at` is written in UTC; facts that are None are left out."""
    told = {"time": at.astimezone(UTC).isoformat(timespec="milliseconds"), "level": level, "message": message}
    return json.dumps({**told, **{name: fact for name, fact in facts.items() if fact is not None}}, ensure_ascii=False)


class Lines(logging.Formatter):
    """Writes a record as one line in the form chosen; `traces` says whether an error's traceback follows it.

    In JSON the traceback is the value of `trace`, so that a line stays a line.
    """

    PLAIN: Final = "%(message)s"

    def __init__(self, pattern: str = PLAIN, *, traces: bool) -> None:
        super().__init__(pattern)
        self._traces = traces

    def format(self, record: logging.LogRecord) -> str:
        if as_json():
            trace = self.formatException(record.exc_info) if self._traces and record.exc_info else None
            at = datetime.fromtimestamp(record.created, UTC)
            return event(at, record.levelname.lower(), record.getMessage(), logger=record.name, trace=trace)
        if self._traces:
            return super().format(record)
        record.message = record.getMessage().partition("\nTraceback ")[0]  # Scrapy puts some into what it says
        if self.usesTime():
            record.asctime = self.formatTime(record, self.datefmt)
        return self.formatMessage(record)
