"""The last runs of a data folder at a glance, from what they wrote of themselves; nothing is locked or changed."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from datetime import timedelta
from itertools import pairwise
from statistics import median
from typing import TYPE_CHECKING, Any, Final

from jjscrape import clock, run_record
from jjscrape.archive.journal import OPEN
from jjscrape.datafolder import ARCHIVE, CANDIDATE, DATASETS
from jjscrape.importing.naming import RECORD as IMPORTED
from jjscrape.operate.metrics import free_at, size_of
from jjscrape.operate.rhythm import Failing, read_told
from jjscrape.outcome import Exit, Stop
from jjscrape.release.gate.quality import read_quality
from jjscrape.release.store.versions import Version, read_catalog

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime
    from pathlib import Path

    from jjscrape.run_record import RunRecord

ENOUGH: Final = 3
"""Runs it takes to know in what rhythm they come."""
LISTED: Final = 5
UNKNOWN = "no run.json: still under way, or killed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Crawl:
    """One crawl of the archive. `began` is in UTC, `seconds` how long it took; both None where no run.json tells.

    `verdict` says in words whether it saw the whole site. `version` is what was published with it as the newest crawl.
    `code` and `cause` are how the run ended, by the table of failures; None where its record does not say.
    """

    id: str
    site: str | None = None
    origin: str | None = None
    began: str | None = None
    seconds: int | None = None
    requests: int | None = None
    failures: int | None = None
    complete: bool = False
    verdict: str = UNKNOWN
    version: str | None = None
    code: int | None = None
    cause: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """What there is to know of a data folder. Times are UTC, ISO 8601; sizes are in bytes.

    `latest` is an entry of the catalog, None before the first version; `refused` names what the gate holds back.
    `failing` is the failure that goes on, `succeeded` when a run last did what it should, `due` when the next one
    would come if they go on as they did. `unavailable` are the pages that the newest run could not have, with when
    each was last seen.
    """

    data: str
    crawls: tuple[Crawl, ...] = ()
    latest: Version | None = None
    versions: int = 0
    refused: dict[str, str] = field(default_factory=dict)
    writing: tuple[str, ...] = ()
    failing: Failing | None = None
    succeeded: str | None = None
    due: str | None = None
    unavailable: dict[str, str | None] = field(default_factory=dict)
    archive_bytes: int = 0
    free_bytes: int = 0

    def to_json(self) -> dict[str, Any]:
        return {**asdict(self), "latest": self.latest.as_dict() if self.latest else None}


def status(data: Path, last: int = 10) -> Status:
    """Return the newest `last` crawls, newest first, and what is published.

    Raises:
        Stop: there is neither an archive nor a dataset in `data`.
        CatalogError: the catalog is damaged.
    """
    archive, datasets = data / ARCHIVE, data / DATASETS
    if not archive.is_dir() and not datasets.is_dir():
        raise Stop(
            Exit.USAGE, f"{data} holds neither {ARCHIVE}/ nor {DATASETS}/; name the data folder with --data, or run one"
        )
    catalog = read_catalog(datasets)
    published = {version.crawls[-1]: version.id for version in reversed(catalog) if version.crawls}
    folders = sorted((f for f in archive.glob("*") if f.is_dir()), key=lambda folder: folder.name, reverse=True)
    records = {folder.name: record for folder in folders if (record := _record(folder)) is not None}
    newest = next(iter(records.values()), None)
    told = read_told(data)
    return Status(
        failing=told.failing,
        succeeded=told.succeeded,
        due=_due(record.began_at for record in records.values()),
        unavailable=_unavailable(newest),
        archive_bytes=size_of(data),
        free_bytes=free_at(data),
        data=str(data),
        crawls=tuple(_crawl(folder, published.get(folder.name)) for folder in folders[:last]),
        latest=catalog[-1] if catalog else None,
        versions=len(catalog),
        refused=_refused(data / CANDIDATE),
        writing=tuple(sorted(path.name for path in archive.glob(f"*/*{OPEN}"))),
    )


def lines(status: Status) -> list[str]:
    """Lay it out for a person, a line a crawl."""
    text = [f"Data      {status.data}"]
    if status.latest:
        newest = status.latest
        rows = "   ".join(f"{name} {newest.rows[name]}" for name in ("articles", "projects", "pages"))
        text.append(f"Dataset   {newest.id}, published {newest.published_at}, one of {status.versions}")
        text.append(f"Rows      {rows}")
    else:
        text.append("Dataset   nothing was published yet")
    text += _health(status)
    text += [f"Refused   {check}: {reason} (see {CANDIDATE}/)" for check, reason in status.refused.items()]
    text += [f"Writing   {name}, or left by a process that was killed" for name in status.writing]
    if not status.crawls:
        return [*text, "Crawls    none"]
    text.append("Crawls    newest first")
    for crawl in status.crawls:
        numbers = "" if crawl.requests is None else f"{crawl.requests} requests, {crawl.failures} failed, "
        took = "" if crawl.seconds is None else f"{crawl.seconds} s, "
        outcome = f" -> {crawl.version}" if crawl.version else f" [{crawl.cause}]" if crawl.cause else ""
        text.append(f"  {crawl.id}  {took}{numbers}{crawl.verdict}{outcome}")
    return text


def _health(found: Status) -> list[str]:
    """What goes wrong since when, what comes next, and how much room there is."""
    text = []
    if failing := found.failing:
        often = f"{failing.times} times in a row" if failing.times > 1 else "once"
        text.append(
            f"Failing   since {failing.since[:10]}, {often} by {failing.cause or failing.code}: {failing.sentence}"
        )
    if found.succeeded:
        text.append(f"Succeeded {_minute(found.succeeded)}, the last time")
    if found.due:
        text.append(f"Next      {_minute(found.due)}, if runs come as they did")
    missing = list(found.unavailable.items())
    text += [f"Missing   {url}, {f'last seen {seen[:10]}' if seen else 'never seen'}" for url, seen in missing[:LISTED]]
    if len(missing) > LISTED:
        text.append(f"Missing   {len(missing) - LISTED} more; run.json of the newest crawl names them")
    return [*text, f"Disk      {_size(found.archive_bytes)} in the archive, {_size(found.free_bytes)} free"]


def _size(count: int) -> str:
    return f"{count / 1e9:,.1f} GB" if count >= 1e9 else f"{count / 1e6:,.1f} MB"  # noqa: PLR2004


def _minute(moment: str) -> str:
    return f"{moment[:16].replace('T', ' ')} UTC"


def _due(began: Iterable[datetime | None]) -> str | None:
    """When the next run would begin, by the usual time from one to the next; None where that is not known.

    A time that is past tells that a run is late; one that is long past, that there is no rhythm any more.
    """
    times = sorted(moment for moment in began if moment)
    if len(times) < ENOUGH:
        return None
    usual = timedelta(seconds=median((later - before).total_seconds() for before, later in pairwise(times)))
    due = times[-1] + usual
    return due.isoformat() if usual > timedelta() and due > clock.now() - usual else None


def _unavailable(newest: RunRecord | None) -> dict[str, str | None]:
    return {str(one.get("url")): one.get("last_seen") for one in newest.unavailable} if newest else {}


def _record(folder: Path) -> RunRecord | None:
    try:
        return run_record.read(folder)
    except run_record.RecordError:
        return None


def _crawl(folder: Path, version: str | None) -> Crawl:
    try:
        run = run_record.read(folder)
    except run_record.RecordError as error:
        return Crawl(id=folder.name, version=version, verdict=str(error))
    if run is None:
        imported = (folder / IMPORTED).is_file()
        return Crawl(id=folder.name, version=version, verdict="brought in from elsewhere" if imported else UNKNOWN)
    if run.began_at is None:
        return Crawl(id=folder.name, version=version, verdict="run.json can't be read (it does not say when it began)")
    return Crawl(
        id=folder.name,
        site=run.site,
        origin=run.origin,
        began=run.started,
        seconds=run.seconds,
        requests=run.requests,
        failures=run.failures,
        complete=run.complete,
        verdict="complete" if run.complete else "; ".join(run.incomplete_because) or "incomplete",
        version=version,
        code=run.outcome.code if run.outcome else None,
        cause=run.outcome.cause or None if run.outcome else None,
    )


def _refused(candidate: Path) -> dict[str, str]:
    """The checks that keep a candidate from being published, with their reasons."""
    if not candidate.is_dir():
        return {}
    checks = read_quality(candidate).get("checks", [])
    return {c["check"]: c.get("reason") or "" for c in checks if c.get("outcome") == "refused"}
