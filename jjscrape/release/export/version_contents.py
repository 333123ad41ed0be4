"""A published version as an export reads it: its rows, and what it says about itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from jjscrape.archive.foreign import parse_json
from jjscrape.files import ordinary
from jjscrape.release.earlier import as_now
from jjscrape.release.read import read_version
from jjscrape.schema import TABLES, Column, Table

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from jjscrape.release.write import Rows


class ExportError(ValueError):
    """An export that can't be made; the message says why, and what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionContents:
    """One version. `columns` are those its files have: a version made by an older schema may lack some."""

    name: str
    title: str
    version: str
    description: str
    rows: Mapping[str, Rows]
    columns: Mapping[str, tuple[Column, ...]]

    @property
    def tables(self) -> list[Table]:
        return [TABLES[name] for name in self.rows]


def read_contents(folder: Path) -> VersionContents:
    """Read a version's folder.

    Raises:
        ExportError: a file of it is missing or can't be read.
    """
    import pyarrow.parquet as pq  # noqa: PLC0415

    path = folder / "datapackage.json"
    try:
        package = parse_json(ordinary(path).read_bytes())
        rows = {name: as_now(name, made) for name, made in read_version(folder).items()}
        names = {name: set(pq.read_schema(folder / f"{name}.parquet").names) for name in rows}
        said = {"description": ""} | package if isinstance(package, dict) else {}
        if not all(isinstance(said.get(word), str) for word in ("name", "title", "version", "description")):
            raise ValueError(f"{path.name} has no name, title, version or description, or one that is no text")  # noqa: TRY301
        return VersionContents(
            name=said["name"],
            title=said["title"],
            version=said["version"],
            description=said["description"],
            rows=rows,
            columns={name: tuple(c for c in TABLES[name].columns if c.name in names[name]) for name in rows},
        )
    except (OSError, ValueError, KeyError) as error:
        raise ExportError(f"{folder} can't be read ({error}); `jjscrape verify` says what is wrong with it") from error
