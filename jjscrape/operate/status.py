"""The last runs of a data folder at a glance, from what they wrote of themselves; nothing is locked or changed."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from jjscrape.archive.foreign import parse_json
from jjscrape.archive.journal import OPEN
from jjscrape.archive.sources import SUMMARY
from jjscrape.datafolder import ARCHIVE, CANDIDATE, DATASETS
from jjscrape.importing.naming import RECORD as IMPORTED
from jjscrape.outcome import Exit, Stop
from jjscrape.release.gate.quality import read_quality
from jjscrape.release.store.versions import Version, read_catalog

if TYPE_CHECKING:
    from pathlib import Path

UNKNOWN = "no run.json: still under way, or killed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Crawl:
    """One crawl of the archive. `began` is in UTC, `seconds` how long it took; both None where no run.json tells.

    `verdict` says in words whether it saw the whole site. `version` is what was published with it as the newest crawl.
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """`latest` is an entry of the catalog, None before the first version; `refused` names what the gate holds back."""

    data: str
    crawls: tuple[Crawl, ...] = ()
    latest: Version | None = None
    versions: int = 0
    refused: dict[str, str] = field(default_factory=dict)
    writing: tuple[str, ...] = ()

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
    return Status(
        data=str(data),
        crawls=tuple(_crawl(folder, published.get(folder.name)) for folder in folders[:last]),
        latest=catalog[-1] if catalog else None,
        versions=len(catalog),
        refused=_refused(data / CANDIDATE),
        writing=tuple(sorted(path.name for path in archive.glob(f"*/*{OPEN}"))),
    )


def lines(found: Status) -> list[str]:
    """Lay it out for a person, a line a crawl."""
    text = [f"Data      {found.data}"]
    if found.latest:
        newest = found.latest
        rows = "   ".join(f"{name} {newest.rows[name]}" for name in ("articles", "projects", "pages"))
        text.append(f"Dataset   {newest.id}, published {newest.published_at}, one of {found.versions}")
        text.append(f"Rows      {rows}")
    else:
        text.append("Dataset   nothing was published yet")
    text += [f"Refused   {check}: {reason} (see {CANDIDATE}/)" for check, reason in found.refused.items()]
    text += [f"Writing   {name}, or left by a process that was killed" for name in found.writing]
    if not found.crawls:
        return [*text, "Crawls    none"]
    text.append("Crawls    newest first")
    for crawl in found.crawls:
        numbers = "" if crawl.requests is None else f"{crawl.requests} requests, {crawl.failures} failed, "
        took = "" if crawl.seconds is None else f"{crawl.seconds} s, "
        outcome = f" -> {crawl.version}" if crawl.version else ""
        text.append(f"  {crawl.id}  {took}{numbers}{crawl.verdict}{outcome}")
    return text


def _crawl(folder: Path, version: str | None) -> Crawl:
    path = folder / SUMMARY
    if not path.is_file():
        imported = (folder / IMPORTED).is_file()
        return Crawl(id=folder.name, version=version, verdict="brought in from elsewhere" if imported else UNKNOWN)
    try:
        run = parse_json(path.read_bytes())
        ended = run["finished"] and datetime.fromisoformat(run["finished"])
        return Crawl(
            id=folder.name,
            site=run["site"],
            origin=run["origin"],
            began=run["started"],
            seconds=round((ended - datetime.fromisoformat(run["started"])).total_seconds()) if ended else None,
            requests=run["requests"],
            failures=run["failures"],
            complete=run["complete"] is True,
            verdict="complete" if run["complete"] is True else "; ".join(run["incomplete_because"]) or "incomplete",
            version=version,
        )
    except (ValueError, KeyError, TypeError) as error:
        fault = f"run.json can't be read ({type(error).__name__}: {error})"
        return Crawl(id=folder.name, version=version, verdict=fault)


def _refused(candidate: Path) -> dict[str, str]:
    """The checks that keep a candidate from being published, with their reasons."""
    if not candidate.is_dir():
        return {}
    checks = read_quality(candidate).get("checks", [])
    return {c["check"]: c.get("reason") or "" for c in checks if c.get("outcome") == "refused"}
