"""What the analyst's door opens: a version's tables as pandas data frames."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from jjscrape.release.versions import read_catalog
from jjscrape.schema import TABLES

if TYPE_CHECKING:
    import pandas as pd


def load(table: str, *, version: str | None = None, data: str | Path = ".") -> pd.DataFrame:
    """Load one table of the newest version, or of the one named.

    Columns have Arrow-backed types: times are UTC timestamps, lists are lists, null is `pd.NA` and never a guess.

    Raises:
        LookupError: no such table or version, or nothing was published in that folder.
    """
    import pandas as pd  # noqa: PLC0415  (1.2 s that a command line need not pay)

    if table not in TABLES:
        raise LookupError(f"there is no table {table!r}; the tables are {', '.join(TABLES)}")
    folder = _version_folder(Path(data), version)
    return pd.read_parquet(folder / f"{table}.parquet", dtype_backend="pyarrow")


def versions(*, data: str | Path = ".") -> pd.DataFrame:
    """List what was published, oldest first: one row is a version, with its counts and hashes."""
    import pandas as pd  # noqa: PLC0415

    frame = pd.json_normalize([asdict(version) for version in read_catalog(Path(data) / "datasets")])
    for column in ("published_at", "captured_until"):
        if column in frame:
            frame[column] = pd.to_datetime(frame[column], utc=True)
    return frame


def _version_folder(data: Path, version: str | None) -> Path:
    datasets = data / "datasets"
    known = [v.id for v in read_catalog(datasets)]
    if not known:
        raise LookupError(f"nothing was published in {datasets}; `jjscrape run` or `jjscrape build` does that")
    if version is not None and version not in known:
        raise LookupError(f"there is no version {version!r} in {datasets}; there are {', '.join(known)}")
    return datasets / (version or known[-1])
