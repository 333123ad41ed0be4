"""From a harvest to a version: join, compare, check, write aside, rename, list."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from jjscrape import clock, files
from jjscrape.freed import give_back
from jjscrape.harvested import Tally
from jjscrape.policy import PINS
from jjscrape.release import diff
from jjscrape.release.cells import instant
from jjscrape.release.changelog import changelog
from jjscrape.release.earlier import comparable_version
from jjscrape.release.gate import judging
from jjscrape.release.gate.judging import Refusal
from jjscrape.release.gate.newest_crawl import templates_of
from jjscrape.release.gate.quality import NAME as QUALITY
from jjscrape.release.gate.quality import doubts, quality, read_quality
from jjscrape.release.metadata import descriptions
from jjscrape.release.metadata.bibtex import bibtex
from jjscrape.release.privacy import masked
from jjscrape.release.report import writing
from jjscrape.release.report.beside import Beside
from jjscrape.release.store import checksums, versions
from jjscrape.release.store.versions import Version
from jjscrape.release.tables import tables
from jjscrape.release.web import write_web_files
from jjscrape.release.write import also_csv, content_hash, ordered, spare_memory, write_parquet
from jjscrape.schema import SCHEMA_VERSION, TABLES, RowError
from jjscrape.version import VERSION

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from pathlib import Path

    from jjscrape.harvested import Harvest, PinUse, Unread
    from jjscrape.release.write import Rows
    from jjscrape.site import Site


@dataclass(slots=True, kw_only=True)
class Publication:
    """How publishing ended. `version` is None where the gate refused; `new` is False where nothing had changed.

    `warned` are checks that found something but stop nothing, `accepted` those that a person overruled.
    `unread` are answers of which nothing was published, `misdated` says which crawls' dates contradict their order.
    `tally` accounts for all records of the archive, `pins` for those of the site file. `noted` are sentences
    about pages of the newest crawl that could not be had, `unavailable` names these, with when each was last seen.
    `captured_until` is the time of the newest capture in the archive, in UTC.
    """

    version: Version | None
    new: bool = False
    refused: list[Refusal] = field(default_factory=list)
    warned: list[Refusal] = field(default_factory=list)
    accepted: list[Refusal] = field(default_factory=list)
    noted: list[str] = field(default_factory=list)
    unavailable: dict[str, str | None] = field(default_factory=dict)
    rows: dict[str, int] = field(default_factory=dict)
    unread: list[Unread] = field(default_factory=list)
    misdated: list[str] = field(default_factory=list)
    tally: Tally = field(default_factory=Tally)
    pins: list[PinUse] = field(default_factory=list)
    captured_until: datetime | None = None


def publish(
    harvest: Harvest,
    site: Site,
    datasets: Path,
    *,
    accept: frozenset[str] = frozenset(),
    candidate: Path | None = None,
    once: bool = False,
) -> Publication:
    """Publish a harvest as a version, unless the newest version says the same or the gate refuses it.

    `accept` names checks that are overruled. What is refused is kept in the folder `candidate`, if one is given, in
    place of what was there; it goes when a version is published. `once` says that nobody asks for the harvest again: it
    is let go of as soon as its rows are made.

    Raises:
        CatalogError: the catalog is damaged or not the newest, a version is not there, or `latest` is no link; nothing
            was written.
    """
    prepared = prepare(harvest, site, datasets, accept=accept, candidate=candidate, once=once)
    if isinstance(prepared, Publication):
        return prepared
    return publish_prepared(prepared, site, datasets, accept=accept, candidate=candidate)


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """Rows that say something new, and their content hash. No more of the harvest is needed than a version tells."""

    harvest: Harvest
    rows: dict[str, Rows]
    content: str


def prepare(
    harvest: Harvest,
    site: Site,
    datasets: Path,
    *,
    accept: frozenset[str] = frozenset(),
    candidate: Path | None = None,
    once: bool = False,
) -> Prepared | Publication:
    """Do the first half of `publish`, without anything that reads or writes Parquet.

    How publishing ended is returned where it did: the newest version says the same, or a row does not fit its table.

    Raises:
        CatalogError: as `publish`.
    """
    catalog = versions.check(datasets)
    newest = catalog[-1] if catalog else None
    try:
        rows = made(harvest, site, datasets.parent)
    except RowError as error:
        return not_fitting(harvest, error, candidate)
    if once:
        harvest.let_go_of_records()
        give_back()
    content = content_hash(rows)
    # Told by the hash, so that most runs need neither the rows of the version before nor what reads them.
    if newest and newest.content_sha256 == content:
        files.sweep(datasets)  # what a kill left that came after the version was listed
        versions.point_latest(datasets, newest.id)
        write_web_files(datasets, catalog)
        return unchanged(harvest, site, rows, newest, accept)
    if once:
        harvest.let_go_of_captures()
    return Prepared(harvest=harvest, rows=rows, content=content)


def publish_prepared(
    prepared: Prepared,
    site: Site,
    datasets: Path,
    *,
    accept: frozenset[str] = frozenset(),
    candidate: Path | None = None,
) -> Publication:
    """Do the second half of `publish`.

    Raises:
        CatalogError: as `publish`.
    """
    catalog = versions.check(datasets)
    leftovers = versions.unlisted(datasets)
    try:
        draft = drafted(prepared, site, datasets / catalog[-1].id if catalog else None, accept)
    except RowError as error:
        return not_fitting(prepared.harvest, error, candidate)
    done = draft.publication()
    if done.refused:
        keep_candidate(candidate, lambda folder: draft.write(folder, versions.next_id(datasets, draft.until)))
        return done
    files.sweep(datasets)
    for folder in leftovers:
        files.remove_folder(folder)
    version = written(draft, datasets)
    versions.write_catalog(datasets, [*catalog, version])
    versions.point_latest(datasets, version.id)
    write_web_files(datasets, [*catalog, version])
    if candidate and candidate.is_dir():
        files.remove_folder(candidate)
    return replace(done, version=version, new=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What would be published: rows that fit their tables, how the gate judged them, and what came before.

    `before_id` names the version before, and is empty where there is none. `until` is the time of the newest capture,
    `content` the content hash.
    """

    harvest: Harvest
    site: Site
    rows: dict[str, Rows]
    before: dict[str, Rows]
    before_id: str
    verdicts: list[judging.Verdict]
    until: datetime
    content: str

    @property
    def accepted(self) -> list[Refusal]:
        return judging.refusals(self.verdicts, "accepted")

    @property
    def counted(self) -> dict[str, int]:
        return {name: len(self.rows[name]) for name in TABLES}

    def publication(self) -> Publication:
        """Return how publishing would end, without the version."""
        return Publication(
            version=None,
            refused=judging.refusals(self.verdicts),
            warned=judging.refusals(self.verdicts, "warned"),
            accepted=self.accepted,
            rows=self.counted,
            unread=self.harvest.unread,
            misdated=self.harvest.misdated,
            tally=self.harvest.tally,
            pins=self.harvest.pins,
            captured_until=self.until,
        )

    def write(self, folder: Path, version_id: str) -> None:
        """Write all files of a version into a folder that nobody sees yet; the checksums come last."""
        log = changelog(self.rows, self.before, self.accepted, versions=(self.before_id, version_id))
        (folder / "CHANGELOG.md").write_bytes(log.encode("utf-8"))
        judged = quality(self.harvest, self.rows, self.verdicts)
        write_quality(folder, judged)
        for name, table in TABLES.items():
            rows = also_csv(folder / f"{name}.csv", table, self.rows[name])
            write_parquet(folder / f"{name}.parquet", table, rows)
        overruled = tuple(refusal.check for refusal in self.accepted)
        about = descriptions.about(folder, self.site, version_id, self.rows, self.until, self.content, overruled)
        descriptions.write(folder, about)
        described = descriptions.script(about)
        beside = Beside(
            description=tuple(filter(None, (about.description, about.dated.reach))),
            citation=about.citation,
            bibtex=bibtex(about),
            content_sha256=self.content,
            quality=json.loads(judged),
            files={path.name: path.stat().st_size for path in folder.iterdir()},
        )
        summaries = self.harvest.summaries
        tally = self.harvest.tally
        writing.write(folder, self.site, version_id, self.rows, self.before, summaries, described, tally, beside)
        checksums.write(folder)


def made(harvest: Harvest, site: Site, folder: Path | None = None) -> dict[str, Rows]:
    """Make the rows of every table but `changes`. `folder` is where those of large tables lie as long as they are used.

    Raises:
        RowError: a row does not fit its table.
    """
    unsorted = tables(harvest, folder)
    rows = {}
    for name in list(unsorted):
        shown = unsorted.pop(name)
        rows[name] = ordered(TABLES[name], masked(name, shown) if site.mask_contacts else shown, folder)
    return rows


def unchanged(
    harvest: Harvest, site: Site, rows: dict[str, Rows], newest: Version, accept: frozenset[str]
) -> Publication:
    """Return how publishing ended where the newest version says the same: the gate judged it when it was new.

    The site file alone may have changed since, to no effect.
    """
    facts = judging.Facts(rows=rows, before=rows, pins=tuple(harvest.pins))
    verdicts = judging.judge(facts, site.policy, accept, (PINS,))
    draft = Draft(
        harvest=harvest, site=site, rows={**rows, "changes": []}, before=rows, before_id=newest.id, verdicts=verdicts,
        until=max(capture.captured_at for capture in harvest.captures), content=newest.content_sha256,
    )  # fmt: skip
    return replace(draft.publication(), version=newest, refused=[], accepted=[])


def drafted(prepared: Prepared, site: Site, latest: Path | None, accept: frozenset[str]) -> Draft:
    """Compare rows and their content hash with the version in the folder `latest`, and have the gate judge them.

    Raises:
        RowError: a change does not fit its table.
    """
    spare_memory()
    harvest, rows = prepared.harvest, prepared.rows
    folder = latest.parent.parent if latest else None
    before = comparable_version(latest, folder) if latest else {}
    rows["changes"] = ordered(TABLES["changes"], diff.changes(before, rows) if before else [], folder)
    facts = judging.Facts(
        rows=rows,
        before=before,
        crawled=harvest.crawled,
        tally=harvest.tally,
        pins=tuple(harvest.pins),
        in_doubt=doubts(harvest),
        crawled_before=templates_of(read_quality(latest)) if latest else None,
    )
    return Draft(
        harvest=harvest,
        site=site,
        rows=rows,
        before=before,
        before_id=latest.name if latest else "",
        verdicts=judging.judge(facts, site.policy, accept),
        until=harvest.of_archive().until,
        content=prepared.content,
    )


def not_fitting(harvest: Harvest, error: RowError, candidate: Path | None) -> Publication:
    """Refuse a dataset with a row that does not fit its table. It can't be written, so no candidate is kept."""
    verdicts = [
        judging.Verdict(check="schema", outcome="refused", threshold=None, refusal=Refusal("schema", str(error)))
    ]
    keep_candidate(candidate, lambda folder: write_quality(folder, quality(harvest, {}, verdicts)))
    return Publication(version=None, refused=judging.refusals(verdicts))


def written(draft: Draft, datasets: Path) -> Version:
    """Write a version into a temporary folder, rename that in one step, and return its entry for the catalog."""
    version_id = versions.next_id(datasets, draft.until)
    with files.building_folder(datasets / version_id) as folder:
        draft.write(folder, version_id)
        sums = checksums.sha256_of(folder / checksums.NAME)
    return Version(
        id=version_id,
        published_at=instant(clock.now().replace(microsecond=0)),
        captured_until=instant(draft.until),
        content_sha256=draft.content,
        sums_sha256=sums,
        schema_version=SCHEMA_VERSION,
        software=f"jjscrape {VERSION}",
        rows=draft.counted,
        changes=diff.counts(draft.rows["changes"]),
        crawls=[crawl.id for crawl in draft.harvest.crawls],
        archive_sha256=draft.harvest.of_archive().sha256,
        accepted=[refusal.check for refusal in draft.accepted],
    )


def keep_candidate(candidate: Path | None, write: Callable[[Path], None]) -> None:
    """Keep the refused dataset where a person can look at it, in place of the one refused before."""
    if candidate is None:
        return
    if candidate.is_dir():
        files.remove_folder(candidate)
    with files.building_folder(candidate) as folder:
        write(folder)


def write_quality(folder: Path, text: str) -> None:
    (folder / QUALITY).write_bytes(text.encode("utf-8"))
