"""What a person says of a record's fields, as it comes out of the form and goes into the truth file."""

from __future__ import annotations

import json
import re
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from jjscrape import files
from jjscrape.evaluation.truth_file import LISTS, read_truth

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from jjscrape.evaluation.truth_file import Truth

RIGHT, WRONG, SHOULD_BE = "right", "wrong", "should"
KINDS = ("news", "blog", "event", "project", "page")
_EDTF = re.compile(r"\d{4}(-\d{2}(-\d{2}(T\d{2}:\d{2}(:\d{2})?(Z|[+-]\d{2}:\d{2})?)?)?)?")


class AnswerError(ValueError):
    """What was written can't be a value of that field; the message says what can."""


def judged(
    url: str, values: Mapping[str, Any], form: Mapping[str, str], default_verdict: str = ""
) -> dict[str, Any] | None:
    """Return the line for a record, or None where nothing was said of it.

    `values` is what the build says, by field. The form has `say.FIELD` and, for what it should be, `value.FIELD`. What
    the form leaves open is `default_verdict`, if given.

    Raises:
        AnswerError: a value can't be one.
    """
    judgement: dict[str, Any] = {"url": url}
    wrong: dict[str, Any] = {}
    for name, value in values.items():
        match form.get(f"say.{name}", "") or default_verdict:
            case "right":
                judgement[name] = value
            case "wrong":
                wrong[name] = value
            case "should":
                judgement[name] = value_of(name, form.get(f"value.{name}", ""))
    if wrong:
        judgement["wrong"] = wrong
    return judgement if len(judgement) > 1 else None


def value_of(name: str, text: str) -> Any:
    """Read what a person wrote; nothing stands for nothing on the page.

    Raises:
        AnswerError: it can't be a value of that field.
    """
    text = text.replace("\r\n", "\n").strip()
    if name in LISTS:
        return [line.strip() for line in text.splitlines() if line.strip()]
    if not text:
        return None
    match name:
        case "kind" if text not in KINDS:
            raise AnswerError(f"kind: {text!r} is none; it may be {', '.join(KINDS)}")
        case "event_all_day":
            if text not in {"yes", "no"}:
                raise AnswerError(f"event_all_day: {text!r} is no answer; write yes or no")
            return text == "yes"
        case "published" if not _EDTF.fullmatch(text) or not _is_time(text):
            raise AnswerError(f"published: {text!r} is no date; write 2018-06-29, 2018-06 or 2018")
        case "event_start" | "event_end" if not _is_time(text) or len(text) < len("2018-06-29"):
            raise AnswerError(
                f"{name}: {text!r} is no time; write 2018-06-29T18:00+01:00, or a day of an all-day event"
            )
    return text


def _is_time(text: str) -> bool:
    try:
        datetime.fromisoformat(text) if "T" in text else date.fromisoformat(f"{text}-01-01"[:10])
    except ValueError:
        return False
    return True


class TruthFile:
    """The answers so far. Each is in the file, whole, before the next is asked for."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def known(self) -> dict[str, Truth]:
        return read_truth(self.path) if self.path.is_file() else {}

    def add(self, judgement: Mapping[str, Any]) -> None:
        """Add a line; a crash leaves the file as it was before, or with the whole line."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        before = self.path.read_bytes() if self.path.is_file() else b""
        if before and not before.endswith(b"\n"):
            before += b"\n"
        line = json.dumps(judgement, ensure_ascii=False).encode("utf-8")
        files.write_bytes(self.path, before + line + b"\n")
