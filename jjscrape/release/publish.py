"""From a harvest to a version: join, compare, check, write aside, rename, list."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from jjscrape import clock, files
from jjscrape.release import checksums, diff, gate, metadata, report, versions
from jjscrape.release.cells import instant
from jjscrape.release.read import read_version
from jjscrape.release.tables import tables
from jjscrape.release.versions import Version
from jjscrape.release.write import content_hash, ordered, write_csv, write_parquet
from jjscrape.schema import SCHEMA_VERSION, TABLES
from jjscrape.version import VERSION

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from jjscrape.release.gate import Refusal
    from jjscrape.release.harvest import Harvest
    from jjscrape.release.write import Rows
    from jjscrape.site import Site


@dataclass(slots=True, kw_only=True)
class Publication:
    """How publishing ended. `version` is None where the gate refused; `new` is False where nothing had changed."""

    version: Version | None
    new: bool = False
    refused: list[Refusal] = field(default_factory=list)
    rows: dict[str, int] = field(default_factory=dict)


def publish(harvest: Harvest, site: Site, datasets: Path) -> Publication:
    """Publish a harvest as a version, unless the newest version says the same or the gate refuses it.

    Raises:
        RowError: a row does not fit the schema; nothing was written.
        CatalogError: the catalog is damaged or not the newest; nothing was written.
    """
    catalog = versions.read_catalog(datasets)
    leftovers = versions.unlisted(datasets)
    rows = {name: ordered(TABLES[name], made) for name, made in tables(harvest).items()}
    before = read_version(datasets / catalog[-1].id) if catalog else {}
    rows["changes"] = ordered(TABLES["changes"], diff.changes(before, rows) if before else [])
    counted = {name: len(rows[name]) for name in TABLES}
    if refused := gate.refusals(rows, before):
        return Publication(version=None, refused=refused, rows=counted)
    content = content_hash(rows)
    if catalog and catalog[-1].content_sha256 == content:
        versions.point_latest(datasets, catalog[-1].id)
        return Publication(version=catalog[-1], rows=counted)
    until = max(capture.captured_at for capture in harvest.captures)
    files.sweep(datasets)
    for folder in leftovers:
        files.remove_folder(folder)
    version_id = versions.next_id(datasets, until)
    with files.building_folder(datasets / version_id) as folder:
        report.write(folder, site, version_id, rows, before, harvest.summaries)
        write_files(folder, site, version_id, rows, until, content)
        sums = checksums.sha256_of(folder / checksums.NAME)
    version = Version(
        id=version_id,
        published_at=instant(clock.now().replace(microsecond=0)),
        captured_until=instant(until),
        content_sha256=content,
        sums_sha256=sums,
        schema_version=SCHEMA_VERSION,
        software=f"jjscrape {VERSION}",
        rows=counted,
        changes=diff.counts(rows["changes"]),
    )
    versions.write_catalog(datasets, [*catalog, version])
    versions.point_latest(datasets, version_id)
    return Publication(version=version, new=True, rows=counted)


def write_files(
    folder: Path, site: Site, version_id: str, rows: dict[str, Rows], until: datetime, content: str
) -> None:
    for name, table in TABLES.items():
        write_parquet(folder / f"{name}.parquet", table, rows[name])
        write_csv(folder / f"{name}.csv", table, rows[name])
    metadata.write(folder, metadata.about(folder, site, version_id, rows, until, content))
    checksums.write(folder)
