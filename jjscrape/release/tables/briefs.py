"""What joins ask of records, and what they find out about them: small enough to be in memory for all of them at once.

The records themselves may lie on the disk. One is read there when its rows are made, and takes then what was joined.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from jjscrape.items import Article, Project, Record

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from jjscrape.harvested import Harvest
    from jjscrape.items import CaptureRef, Tagging

SomeRecord = TypeVar("SomeRecord", bound=Record)


class Dated(NamedTuple):
    """A date of publication that something else than the record's page states. `published` is UTC."""

    published: datetime
    edtf: str
    source: str
    raw: str
    rule: str
    capture_id: str


@dataclass(slots=True, kw_only=True)
class Brief:
    """A record in brief. `themes`, `theme_labels` and `taggings` may be changed by a join, `dated` is set by one."""

    id: str
    capture: CaptureRef | None
    node_id: int | None
    undated: bool
    published_source: str | None
    theme_labels: list[str] = field(default_factory=list)
    themes: list[str] = field(default_factory=list)
    taggings: list[Tagging] = field(default_factory=list)
    project_ids: list[str] = field(default_factory=list)
    dated: Dated | None = None

    @classmethod
    def of(cls, record: Record) -> Brief:
        brief = cls(
            id=record.id,
            capture=record.capture,
            node_id=record.node_id,
            undated=record.published is None,
            published_source=record.published_source,
        )
        if isinstance(record, Article | Project):
            brief.theme_labels, brief.themes, brief.taggings = record.theme_labels, record.themes, record.taggings
        if isinstance(record, Article):
            brief.project_ids = record.project_ids
        return brief

    def join(self, record: Record) -> None:
        """Put into the record what was found out about it."""
        if isinstance(record, Article | Project):
            record.theme_labels, record.themes, record.taggings = self.theme_labels, self.themes, self.taggings
        if self.dated:
            record.published, record.published_edtf = self.dated.published, self.dated.edtf
            record.published_source, record.published_raw = self.dated.source, self.dated.raw
            record.trace("published", self.dated.rule, self.dated.raw, self.dated.capture_id)


def joined(records: Iterable[SomeRecord], briefs: Iterable[Brief]) -> Iterator[SomeRecord]:
    """Go through records, each with what was found out about it."""
    for record, brief in zip(records, briefs, strict=True):
        brief.join(record)
        yield record


@dataclass(frozen=True, slots=True)
class Briefs:
    """All records of a harvest in brief, in its order."""

    articles: list[Brief]
    projects: list[Brief]
    pages: list[Brief]

    @classmethod
    def of(cls, harvest: Harvest) -> Briefs:
        return cls(*([*map(Brief.of, records)] for records in (harvest.articles, harvest.projects, harvest.pages)))

    @property
    def tagged(self) -> list[Brief]:
        """Those of the records that may have themes."""
        return [*self.articles, *self.projects]
