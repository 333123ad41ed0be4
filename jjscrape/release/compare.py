"""The differences between two published versions, for a person or a program."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from jjscrape.release import diff
from jjscrape.release.changelog import changelog
from jjscrape.release.earlier import comparable_version
from jjscrape.release.store.placing import folder_of_version, published_in
from jjscrape.release.store.versions import LATEST

if TYPE_CHECKING:
    from pathlib import Path

    from jjscrape.release.write import Rows


def compare(datasets: Path, older: str, newer: str) -> tuple[Rows, str]:
    """Return what changed from one version to another, as rows of the `changes` table and as Markdown.

    Raises:
        LookupError: there is no such version.
    """
    names = (named(datasets, older), named(datasets, newer))
    before, after = (comparable_version(folder_of_version(datasets, name)) for name in names)
    changes = diff.changes(before, after)
    text = changelog({**after, "changes": changes}, before, versions=names, everything="`--json` has each")
    return changes, text


def named(datasets: Path, version: str) -> str:
    """Return the id of a version that is called by its id or `latest`."""
    known = [entry.id for entry in published_in(datasets)]
    wanted = known[-1] if version == LATEST and known else version
    if wanted not in known:
        published = f"there are {', '.join(known)}" if known else "nothing was published yet"
        raise LookupError(f"there is no version {version} in {datasets}; {published}")
    return wanted


def as_json(changes: Rows) -> str:
    """A JSON array with one change a line."""
    return "[" + ",".join(f"\n{json.dumps(change, ensure_ascii=False)}" for change in changes) + "\n]"
