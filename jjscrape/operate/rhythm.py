"""What was told already, kept in the data folder: the same failure is told once, then now and then, then its end."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any, Final

from jjscrape import files
from jjscrape.counts import many

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from pathlib import Path

NAME: Final = "told.json"


@dataclass(slots=True, kw_only=True)
class Failing:
    """A failure that goes on. `since` is when the runs began to fail, `times` how often in a row by this cause."""

    cause: str
    since: str
    times: int
    code: int
    sentence: str


@dataclass(slots=True, kw_only=True)
class Told:
    """What is kept. Times are UTC, ISO 8601.

    `succeeded` is the end of the newest run that did what it should. `pages` counts by address in how many runs in a
    row a page could not be had.
    """

    failing: Failing | None = None
    succeeded: str | None = None
    pages: dict[str, int] = field(default_factory=dict)

    def write(self, data: Path) -> None:
        files.write_text(data / NAME, json.dumps(asdict(self), indent=2, ensure_ascii=False) + "\n")

    def failed(self, at: datetime, cause: str, code: int, sentence: str, every: int) -> bool:
        """Note a run that failed, and say whether that is to be told."""
        before = self.failing
        if before is None:
            self.failing = Failing(cause=cause, since=at.isoformat(), times=1, code=code, sentence=sentence)
        else:
            times = before.times + 1 if (before.cause, before.code) == (cause, code) else 1
            self.failing = Failing(cause=cause, since=before.since, times=times, code=code, sentence=sentence)
        return is_due(self.failing.times, every)

    def went_well(self, at: datetime) -> Failing | None:
        """Note a run that did what it should; returns the failure that has come to its end."""
        over, self.failing, self.succeeded = self.failing, None, at.isoformat()
        return over

    def could_not_have(self, seen: Mapping[str, str | None], every: int) -> list[str]:
        """Note the pages that a run could not have, by address with when they were last seen; returns sentences."""
        known, self.pages = self.pages, {url: self.pages.get(url, 0) + 1 for url in seen}
        due = [url for url, times in self.pages.items() if is_due(times, every)]
        quiet = len(self.pages) - len(due)
        sentences = []
        if old := [f"{url} (last seen {moment[:10]})" for url in due if (moment := seen[url])]:
            sentences.append(f"{_pages(len(old))} could not be had, so what was known stays: {', '.join(old)}")
        if new := [url for url in due if not seen[url]]:
            sentences.append(f"{_pages(len(new))} could not be had, never seen before: {', '.join(new)}")
        if quiet:
            again = "more pages" if due and quiet > 1 else "more page" if due else "pages" if quiet > 1 else "page"
            sentences.append(f"{quiet} {again} could not be had, as in the runs before; run.json names them")
        if back := [url for url in known if url not in seen]:
            sentences.append(f"{_pages(len(back))} could be had again, or went: {', '.join(back)}")
        return sentences


def is_due(times: int, every: int) -> bool:
    """The first time, and then each time that it has happened so often again."""
    return (times - 1) % every == 0


def read_told(data: Path) -> Told:
    """Read what was told; nothing where no run has ended yet, or the file is damaged."""
    try:
        found = json.loads(files.ordinary(data / NAME).read_bytes())
        failing = found.get("failing")
        return Told(
            failing=Failing(**_of(failing)) if failing else None,
            succeeded=found.get("succeeded"),
            pages={str(url): int(times) for url, times in found.get("pages", {}).items()},
        )
    except (OSError, ValueError, TypeError, AttributeError, KeyError, RecursionError):
        return Told()


def _of(told: dict[str, Any]) -> dict[str, Any]:
    return {
        "cause": str(told["cause"]),
        "since": str(told["since"]),
        "times": int(told["times"]),
        "code": int(told["code"]),
        "sentence": str(told["sentence"]),
    }


def _pages(count: int) -> str:
    return many(count, "page")
