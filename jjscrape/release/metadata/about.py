"""What the descriptions of a version are made from: the site, the tables, the files as they are on disk. No clock."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from jjscrape.counts import many
from jjscrape.release.metadata.dated import Dated, dated
from jjscrape.release.metadata.rights import TITLE, statement
from jjscrape.release.store.checksums import sha256_of
from jjscrape.schema import TABLES
from jjscrape.version import VERSION

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from pathlib import Path

    from jjscrape.release.write import Rows
    from jjscrape.site import Site

SOFTWARE = f"jjscrape {VERSION}"
KEYWORDS = ("web archive", "WARC", "website as data")
MEDIA_TYPES = {"csv": "text/csv", "parquet": "application/vnd.apache.parquet"}
_COUNTED = (("articles", "article"), ("projects", "project"), ("pages", "page"), ("people", "person", "people"))


@dataclass(frozen=True, slots=True)
class FileFacts:
    """A file of the version: its size in bytes and its sha256."""

    size: int
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """One version. `since` and `until` are the times of its oldest and newest capture, UTC; `rows` are by table.

    `crawls` are the folders of the archive that its captures lie in; `files` are the tables' files by name.
    `accepted` are checks of the gate that a person overruled; `dated` says how much of it states a date.
    """

    site: Site
    version: str
    since: datetime
    until: datetime
    content_sha256: str
    rows: Mapping[str, int]
    crawls: tuple[str, ...]
    files: Mapping[str, FileFacts]
    dated: Dated
    accepted: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        return f"{self.site.title}: the website as data"

    @property
    def creators(self) -> tuple[str, ...]:
        """Who is cited: whom the site file names under [deposit], else those whose site it is."""
        return self.site.creators or (f"The authors of {self.site.title}",)

    @property
    def licence(self) -> str:
        """The licence that the site file names under [deposit], else in a line what may be done with what."""
        return self.site.licence or TITLE

    @property
    def licence_url(self) -> str:
        """Where it can be read; in the version's own README.md if nowhere else."""
        return self.site.licence_url or "README.md"

    @property
    def rights(self) -> tuple[str, ...]:
        """What may be done with it, in sentences."""
        return statement(self.site.licence, self.site.licence_url)

    @property
    def homepage(self) -> str:
        return self.site.origins[0]

    @property
    def day(self) -> str:
        """The day the version stands for, YYYY-MM-DD: that of its newest capture, as in its name."""
        return f"{self.until:%Y-%m-%d}"

    @property
    def description(self) -> str:
        counts = ", ".join(many(self.rows[table], *nouns) for table, *nouns in _COUNTED)
        first, last = f"{self.since:%Y-%m-%d}", self.day
        taken = f"on {first}" if first == last else f"between {first} and {last}"
        return (
            f"What the website {self.site.title} ({self.homepage}) says, as tables: {counts}, with themes, "
            f"authorships, documents and links. Read from web archive captures taken {taken}, to which every cell can "
            "be traced."
        )

    @property
    def citation(self) -> str:
        publisher = f"{self.site.publisher}. " if self.site.publisher else ""
        return (
            f"{', '.join(self.creators)} ({self.until.year}). {self.title} (version {self.version}) [Data set]. "
            f"{publisher}Read from {self.homepage}, captures up to {self.day}."
        )


def about(
    folder: Path,
    site: Site,
    version: str,
    tables: Mapping[str, Rows],
    until: datetime,
    content_sha256: str,
    accepted: tuple[str, ...] = (),
) -> About:
    """Gather what there is to say about a version whose tables were just written into `folder`."""
    captures = tables["captures"]
    return About(
        site=site,
        version=version,
        since=min((row["captured_at"] for row in captures), default=until),
        until=until,
        content_sha256=content_sha256,
        accepted=accepted,
        dated=dated(tables["articles"]),
        rows={name: len(tables[name]) for name in TABLES},
        crawls=tuple(sorted({row["warc_file"].rpartition("/")[0] or row["warc_file"] for row in captures})),
        files={
            path.name: FileFacts(path.stat().st_size, sha256_of(path))
            for path in (folder / f"{name}.{ending}" for name in TABLES for ending in MEDIA_TYPES)
        },
    )


def as_json(value: Any) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False) + "\n"
