"""run.json: what one run wrote of itself, for whoever tells or judges it: the log, `status`, the report, the gate.

A run.json may be of any version of this software, or damaged: what is missing, or of another type than it should be,
has its default, so that nobody who reads one has to know what else may be wrong with it. Keys of a newer version stay.
"""

from __future__ import annotations

import json
from dataclasses import MISSING, asdict, dataclass, field, fields
from datetime import UTC, datetime
from types import UnionType
from typing import TYPE_CHECKING, Any, Final, get_args, get_origin, get_type_hints

from jjscrape import files

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

NAME: Final = "run.json"
FORMAT: Final = 2
"""Of the model below. One without the key is of version 1, which had neither an outcome nor kinds of failure."""


@dataclass(slots=True, kw_only=True)
class Outcome:
    """How a run ended. `code` is its exit code, `cause` a name in the table of failures, empty where nothing failed.

    `version` is what was published with it, or already was the same; `new` says whether it is new.
    """

    code: int = 0
    cause: str = ""
    sentence: str = ""
    version: str | None = None
    new: bool = False
    ended: str | None = None
    """When, in UTC, ISO 8601."""


@dataclass(slots=True, kw_only=True)
class RunRecord:
    """One run. Times are ISO 8601 with their offset; counters are by name.

    What the crawl counted is explained where it counts, in `CrawlSummary`. `after` names the crawls made before it.
    `left_out` counts the archive's records that no row is made of, by reason; `unread` are answers of which nothing
    is published; `unavailable` names the pages that could not be had, each with when it was last seen (None: never).
    `pins` says of each pin of the site file on how many pages it was tried and chose something. `parts` are the earlier
    parts of a crawl that was gone on with; `built` says that what it got was judged, published or refused.
    `asked` is what the run was told: limits and kinds.
    """

    format: int = FORMAT
    crawl_id: str = ""
    site: str = ""
    spider: str = ""
    origin: str | None = None
    started: str | None = None
    finished: str | None = None
    finish_reason: str = ""
    dry_run: bool = False
    complete: bool = False
    incomplete_because: list[str] = field(default_factory=list)
    requests: int = 0
    bytes: int = 0
    statuses: dict[str, int] = field(default_factory=dict)
    kinds: dict[str, int] = field(default_factory=dict)
    asked_kinds: dict[str, int] = field(default_factory=dict)
    robots_verdict: str | None = None
    robots_delay: float | None = None
    robots_notes: list[str] = field(default_factory=list)
    out_of_reach: dict[str, str] = field(default_factory=dict)
    robots_forbidden: int = 0
    delay: float = 0.0
    slowest_delay: float = 0.0
    least_gap: float | None = None
    asked_to_wait: float | None = None
    retries: int = 0
    failures: int = 0
    failed: list[dict[str, Any]] = field(default_factory=list)
    failure_kinds: dict[str, int] = field(default_factory=dict)
    walls: dict[str, int] = field(default_factory=dict)
    moved_to: dict[str, int] = field(default_factory=dict)
    pages: int = 0
    missed: int = 0
    lists_missed: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    unsettled: int = 0
    had: int = 0
    not_due: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    shown_elsewhere: list[str] = field(default_factory=list)
    traps: list[str] = field(default_factory=list)
    parts: list[dict[str, Any]] = field(default_factory=list)
    built: bool = False
    left: int = 0
    skipped: dict[str, int] = field(default_factory=dict)
    problems: dict[str, int] = field(default_factory=dict)
    items: dict[str, int] = field(default_factory=dict)
    start_pages: dict[str, int] = field(default_factory=dict)
    archive: dict[str, int] = field(default_factory=dict)
    archive_error: str = ""
    outage: str = ""
    after: list[str] = field(default_factory=list)
    left_out: dict[str, int] = field(default_factory=dict)
    unread: list[dict[str, Any]] = field(default_factory=list)
    pins: list[dict[str, Any]] = field(default_factory=list)
    unavailable: list[dict[str, Any]] = field(default_factory=list)
    asked: dict[str, Any] = field(default_factory=dict)
    outcome: Outcome | None = None
    more: dict[str, Any] = field(default_factory=dict)
    """What else it holds, by key."""

    @classmethod
    def of(cls, told: Mapping[str, Any]) -> RunRecord:
        """Read a run.json that was parsed; `format` is 1 where it names none."""
        record = cls(format=1)
        for name, value in told.items():
            wanted = _TYPES.get(name)
            if wanted is None:
                record.more[name] = value
            elif name == "outcome":
                record.outcome = _outcome(value) if isinstance(value, dict) else None
            elif (fitting := _fitting(value, wanted)) is not MISSING:
                setattr(record, name, fitting)
        return record

    def to_json(self) -> dict[str, Any]:
        known = asdict(self)
        more: dict[str, Any] = known.pop("more")
        return {"format": FORMAT, **{key: known[key] for key in known if key != "format"}, **more}

    def write(self, folder: Path) -> None:
        text = json.dumps(self.to_json(), indent=2, ensure_ascii=False)
        files.write_text(folder / NAME, text + "\n")

    @property
    def answers(self) -> int:
        """How many answers came, of whatever status."""
        return sum(self.statuses.values())

    @property
    def began_at(self) -> datetime | None:
        return _moment(self.started)

    @property
    def finished_at(self) -> datetime | None:
        return _moment(self.finished)

    @property
    def seconds(self) -> int | None:
        """How long the crawl took."""
        began, ended = self.began_at, self.finished_at
        return round((ended - began).total_seconds()) if began and ended else None


class RecordError(ValueError):
    """A run.json that can't be read; the message says why."""


def read(folder: Path) -> RunRecord | None:
    """Read the run.json in a crawl's folder; None where there is none: the crawl goes on, or was killed.

    Raises:
        RecordError: it is damaged.
    """
    path = folder / NAME
    if not path.is_file():
        return None
    try:
        told = json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError) as error:
        raise RecordError(f"{NAME} can't be read ({type(error).__name__}: {error})") from error
    if not isinstance(told, dict):
        raise RecordError(f"{NAME} can't be read (it is no JSON object)")
    return RunRecord.of(told)


_TYPES: Final[dict[str, Any]] = {
    name: hint
    for name, hint in get_type_hints(RunRecord).items()
    if name in {f.name for f in fields(RunRecord)} - {"more"}
}
_OUTCOME: Final[dict[str, Any]] = get_type_hints(Outcome)


def _outcome(told: dict[str, Any]) -> Outcome:
    found = {name: _fitting(told[name], hint) for name, hint in _OUTCOME.items() if name in told}
    return Outcome(**{name: value for name, value in found.items() if value is not MISSING})


def _fitting(value: Any, wanted: Any) -> Any:
    """Return a value of JSON if it is of that type, without the parts of it that are not; else MISSING."""
    if wanted is Any:
        return value
    origin, parts = get_origin(wanted), get_args(wanted)
    if origin is UnionType or (origin is not None and origin.__name__ == "Union"):
        return next((fit for part in parts if (fit := _fitting(value, part)) is not MISSING), MISSING)
    if origin is list and isinstance(value, list):
        return [fit for one in value if (fit := _fitting(one, parts[0])) is not MISSING]
    if origin is dict and isinstance(value, dict):
        return {str(key): fit for key, one in value.items() if (fit := _fitting(one, parts[1])) is not MISSING}
    if wanted is float and type(value) is int:
        return float(value)
    if wanted is str and isinstance(value, str):
        return str(value)
    return value if origin is None and type(value) is wanted else MISSING


def _moment(text: str | None) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text or "")
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
