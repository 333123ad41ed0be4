"""Versions of an older schema as rows of the present one, to be compared, exported and explained beside newer ones.

Their files, checksums and content hashes stay as they are.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from jjscrape.release.read import read_version, stored_rows
from jjscrape.release.tables.record_rows import repeats_opening
from jjscrape.schema import ARTICLES, COMPARED, MEMBERSHIPS, PROJECTS, REVISIONS
from jjscrape.shelf import stored

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from jjscrape.release.write import Rows


def as_now(table: str, rows: Rows) -> Rows:
    """Return the rows of a table in the form that the present schema gives them; a missing column stays missing."""
    if table == MEMBERSHIPS.name and rows and isinstance(rows[0]["source"], str):
        return _one_a_theme(rows)
    return rows


def comparable(tables: Mapping[str, Rows], folder: Path | None = None) -> dict[str, Rows]:
    """Return the tables of a version as a newer one can be held against them: what is read otherwise is no change.

    `folder` is where rows of large tables lie as long as they are used.
    """
    made = {name: as_now(name, rows) for name, rows in tables.items()}
    if REVISIONS.name not in tables:  # before schema version 4
        for name in made.keys() & {ARTICLES.name, PROJECTS.name}:
            made[name] = stored(({**row, "summary": None} if _repeats(row) else row for row in made[name]), folder)
    return made


def comparable_version(version: Path, folder: Path | None = None) -> dict[str, Rows]:
    """Read what is compared of a version, to hold a newer one against it. Most rows of old archives are captures.

    `folder` is where rows of large tables lie as long as they are used.
    """
    return comparable(read_version(version, COMPARED, partial(stored_rows, folder=folder)), folder)


def _one_a_theme(rows: Rows) -> Rows:
    """Before schema version 4 a theme of a record had a row for each kind of place that says so."""
    joined: dict[tuple[str, str], dict[str, Any]] = {}
    for row in rows:
        first = joined.setdefault((row["record_id"], row["theme_id"]), {**row, "source": []})
        first["source"] = sorted({*first["source"], row["source"]})
        first["capture_id"] = min(first["capture_id"], row["capture_id"])
    return list(joined.values())


def _repeats(row: Mapping[str, Any]) -> bool:
    """Before schema version 4 a summary could be no more than the beginning of the text."""
    return bool(row.get("summary")) and repeats_opening(row["summary"], row.get("text") or "")
