"""The files beside the versions: `index.html`, `versions.atom` and `changes.atom`.

The same catalog and the same versions give the same bytes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from jjscrape import files
from jjscrape.archive.foreign import parse_json
from jjscrape.release.store.placing import PACKAGE
from jjscrape.release.web.feeds import changes_feed, versions_feed
from jjscrape.release.web.index_page import index_page
from jjscrape.release.web.series import Series

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from jjscrape.release.store.versions import Version

INDEX, VERSIONS, CHANGES = "index.html", "versions.atom", "changes.atom"


def web_files(datasets: Path, listed: Sequence[Version]) -> dict[str, bytes]:
    """Return the files for the versions that a catalog lists, oldest first; none where it lists none.

    `datasets` holds versions; of those that it does not hold, no change is told.
    """
    if not listed:
        return {}
    series = series_of(datasets, listed)
    return {INDEX: index_page(series), VERSIONS: versions_feed(series), CHANGES: changes_feed(series, datasets)}


def write_web_files(datasets: Path, listed: Sequence[Version]) -> None:
    for name, data in web_files(datasets, listed).items():
        path = datasets / name
        if not path.is_file() or path.read_bytes() != data:
            files.write_bytes(path, data)


def series_of(datasets: Path, listed: Sequence[Version]) -> Series:
    """Say what the versions are of, by what the newest that is here says of itself."""
    for version in reversed(listed):
        try:
            package = parse_json(files.ordinary(datasets / version.id / PACKAGE).read_bytes())
            return Series(str(package["title"]), str(package["homepage"]), str(package["description"]), tuple(listed))
        except (OSError, ValueError, KeyError, TypeError):
            continue
    return Series("A website as data", "", "", tuple(listed))
