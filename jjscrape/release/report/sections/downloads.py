"""The files of the version, to take away: each table in both forms, and what describes them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jjscrape.release.report.beside import CHECKSUMS, size
from jjscrape.release.report.grid import FileLink, Grid, Section
from jjscrape.schema import TABLES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from jjscrape.release.write import Rows

_ABOUT = {
    "README.md": "how to open it, what may be done with it, every column",
    "datapackage.json": "types, keys and hashes, for programs (Data Package)",
    "CHANGELOG.md": "what changed since the version before",
    "quality.json": "the checks made before it was published",
    "CITATION.cff": "how to cite it, for programs",
    CHECKSUMS: "whether the files are whole: sha256sum --check SHA256SUMS",
}


def downloads(rows: Mapping[str, Rows], files: Mapping[str, int]) -> Section:
    """Every table with its files; a file is named by its name alone, so that a copied folder still leads to it."""
    tables = Grid(
        caption="The tables of this version",
        head=["Table", "Rows", "Parquet", "CSV", "One row is"],
        rows=[
            [name, len(rows[name]), *(_sized(f"{name}.{ending}", files) for ending in ("parquet", "csv")), table.row]
            for name, table in TABLES.items()
        ],
    )
    section = Section(
        id="files",
        heading="Take it away",
        lead=["Parquet keeps types and lists; CSV holds the same rows as text, in UTF-8. Times are UTC."],
        grids=[tables],
    )
    if files:
        beside = [name for name in _ABOUT if name in files or name == CHECKSUMS]
        section.grids.append(
            Grid(
                caption="What describes them",
                head=["File", "Size", "What it says"],
                rows=[
                    [FileLink(name, name), size(files[name]) if name in files else None, _ABOUT[name]]
                    for name in beside
                ],
            )
        )
    return section


def _sized(name: str, files: Mapping[str, int]) -> FileLink | None:
    return FileLink(size(files[name]), name, f"{name}, {size(files[name])}") if name in files else None
