"""From a harvest to a version: join, compare, check, write aside, rename, list."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from jjscrape import clock, files
from jjscrape.harvested import Tally
from jjscrape.release import diff
from jjscrape.release.cells import instant
from jjscrape.release.changelog import changelog
from jjscrape.release.gate import judging
from jjscrape.release.gate.judging import Refusal
from jjscrape.release.gate.newest_crawl import templates_of
from jjscrape.release.gate.quality import NAME as QUALITY
from jjscrape.release.gate.quality import archive_hash, quality, read_quality
from jjscrape.release.metadata import descriptions
from jjscrape.release.privacy import masked
from jjscrape.release.read import read_version
from jjscrape.release.report import writing
from jjscrape.release.store import checksums, versions
from jjscrape.release.store.versions import Version
from jjscrape.release.tables import tables
from jjscrape.release.write import content_hash, ordered, write_csv, write_parquet
from jjscrape.schema import SCHEMA_VERSION, TABLES, RowError
from jjscrape.version import VERSION

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from pathlib import Path

    from jjscrape.harvested import Harvest, Unread
    from jjscrape.release.write import Rows
    from jjscrape.site import Site


@dataclass(slots=True, kw_only=True)
class Publication:
    """How publishing ended. `version` is None where the gate refused; `new` is False where nothing had changed.

    `warned` are checks that found something but stop nothing, `accepted` those that a person overruled.
    `unread` are answers of which nothing was published, `misdated` says which crawls' dates contradict their order.
    `tally` accounts for all records of the archive. `noted` are sentences about pages of the newest crawl that could
    not be had. `captured_until` is the time of the newest capture in the archive, in UTC.
    """

    version: Version | None
    new: bool = False
    refused: list[Refusal] = field(default_factory=list)
    warned: list[Refusal] = field(default_factory=list)
    accepted: list[Refusal] = field(default_factory=list)
    noted: list[str] = field(default_factory=list)
    rows: dict[str, int] = field(default_factory=dict)
    unread: list[Unread] = field(default_factory=list)
    misdated: list[str] = field(default_factory=list)
    tally: Tally = field(default_factory=Tally)
    captured_until: datetime | None = None


def publish(
    harvest: Harvest,
    site: Site,
    datasets: Path,
    *,
    accept: frozenset[str] = frozenset(),
    candidate: Path | None = None,
) -> Publication:
    """Publish a harvest as a version, unless the newest version says the same or the gate refuses it.

    `accept` names checks that are overruled. What is refused is kept in the folder `candidate`, if one is given, in
    place of what was there; it goes when a version is published.

    Raises:
        CatalogError: the catalog is damaged or not the newest; nothing was written.
    """
    until = max(capture.captured_at for capture in harvest.captures)
    catalog = versions.read_catalog(datasets)
    leftovers = versions.unlisted(datasets)
    made = tables(harvest)
    if site.mask_contacts:
        made = masked(made)
    try:
        rows = {name: ordered(TABLES[name], some) for name, some in made.items()}
    except RowError as error:
        verdicts = [
            judging.Verdict(check="schema", outcome="refused", threshold=None, refusal=Refusal("schema", str(error)))
        ]
        keep_candidate(candidate, lambda folder: write_quality(folder, quality(harvest, {}, verdicts)))
        return Publication(version=None, refused=judging.refusals(verdicts))
    latest = datasets / catalog[-1].id if catalog else None
    before = read_version(latest) if latest else {}
    rows["changes"] = ordered(TABLES["changes"], diff.changes(before, rows) if before else [])
    counted = {name: len(rows[name]) for name in TABLES}
    content = content_hash(rows)
    if catalog and catalog[-1].content_sha256 == content:
        versions.point_latest(datasets, catalog[-1].id)
        return Publication(
            version=catalog[-1],
            rows=counted,
            unread=harvest.unread,
            misdated=harvest.misdated,
            tally=harvest.tally,
            captured_until=until,
        )
    facts = judging.Facts(
        rows=rows,
        before=before,
        crawled=harvest.crawled,
        tally=harvest.tally,
        crawled_before=templates_of(read_quality(latest)) if latest else None,
    )
    verdicts = judging.judge(facts, site.policy, accept)
    done = Publication(
        version=None,
        refused=judging.refusals(verdicts),
        warned=judging.refusals(verdicts, "warned"),
        accepted=judging.refusals(verdicts, "accepted"),
        rows=counted,
        unread=harvest.unread,
        misdated=harvest.misdated,
        tally=harvest.tally,
        captured_until=until,
    )

    def write(folder: Path, version_id: str) -> None:
        log = changelog(rows, before, done.accepted)
        (folder / "CHANGELOG.md").write_bytes(log.encode("utf-8"))
        write_quality(folder, quality(harvest, rows, verdicts))
        overruled = tuple(refusal.check for refusal in done.accepted)
        write_files(folder, site, version_id, rows, before, until, content, harvest.summaries, overruled)

    if done.refused:
        keep_candidate(candidate, lambda folder: write(folder, versions.next_id(datasets, until)))
        return done
    files.sweep(datasets)
    for folder in leftovers:
        files.remove_folder(folder)
    version_id = versions.next_id(datasets, until)
    with files.building_folder(datasets / version_id) as folder:
        write(folder, version_id)
        sums = checksums.sha256_of(folder / checksums.NAME)
    done.version = Version(
        id=version_id,
        published_at=instant(clock.now().replace(microsecond=0)),
        captured_until=instant(until),
        content_sha256=content,
        sums_sha256=sums,
        schema_version=SCHEMA_VERSION,
        software=f"jjscrape {VERSION}",
        rows=counted,
        changes=diff.counts(rows["changes"]),
        crawls=[crawl.id for crawl in harvest.crawls],
        archive_sha256=archive_hash(harvest.captures),
        accepted=[refusal.check for refusal in done.accepted],
    )
    versions.write_catalog(datasets, [*catalog, done.version])
    versions.point_latest(datasets, version_id)
    done.new = True
    if candidate and candidate.is_dir():
        files.remove_folder(candidate)
    return done


def keep_candidate(candidate: Path | None, write: Callable[[Path], None]) -> None:
    """Keep what was refused for a look, in place of what was refused before."""
    if candidate is None:
        return
    if candidate.is_dir():
        files.remove_folder(candidate)
    with files.building_folder(candidate) as folder:
        write(folder)


def write_quality(folder: Path, text: str) -> None:
    (folder / QUALITY).write_bytes(text.encode("utf-8"))


def write_files(
    folder: Path,
    site: Site,
    version_id: str,
    rows: dict[str, Rows],
    before: dict[str, Rows],
    until: datetime,
    content: str,
    summaries: list[dict[str, Any]],
    overruled: tuple[str, ...],
) -> None:
    for name, table in TABLES.items():
        write_parquet(folder / f"{name}.parquet", table, rows[name])
        write_csv(folder / f"{name}.csv", table, rows[name])
    about = descriptions.about(folder, site, version_id, rows, until, content, overruled)
    descriptions.write(folder, about)
    writing.write(folder, site, version_id, rows, before, summaries, described=descriptions.script(about))
    checksums.write(folder)
