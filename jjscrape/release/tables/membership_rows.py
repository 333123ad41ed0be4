"""Which themes a record has, and what says so: a row of `theme_memberships` a theme of a record."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

from jjscrape.normalise import themes
from jjscrape.release.provenance_rows import KEY_SEPARATOR, reference
from jjscrape.shelf import stored

if TYPE_CHECKING:
    from pathlib import Path

    from jjscrape.harvested import Harvest
    from jjscrape.items import Teaser
    from jjscrape.release.tables.briefs import Brief, Briefs
    from jjscrape.release.write import Rows


class Witness(NamedTuple):
    """What says that a record has a theme: the capture, and the string that its page prints."""

    source: str
    capture_id: str
    raw: str


def theme_memberships(
    harvest: Harvest, briefs: Briefs, folder: Path | None = None
) -> tuple[Rows, dict[str, list[Witness]]]:
    """A row per theme and record, and by that row's key what says so, a witness for each source.

    Only records of this dataset are members. `folder` is where many rows lie.
    """
    tagged = briefs.tagged
    known = {record.id for record in tagged}
    sources: dict[tuple[str, str, str], tuple[str, str]] = {}

    def note(record_id: str, theme_id: str | None, source: str, capture_id: str, raw: str) -> None:
        if theme_id and record_id in known:
            key = (record_id, theme_id, source)
            sources[key] = min(sources.get(key, (capture_id, raw)), (capture_id, raw))

    for record in tagged:
        for theme_id, label in labelled(record):
            note(record.id, theme_id, "tag", reference(record.capture), label)
    for teaser in (*harvest.teasers, *harvest.former):
        capture_id = reference(teaser.capture)
        for theme_id, label in labelled(teaser):
            note(teaser.target_id, theme_id, "tag", capture_id, label)
        if teaser.role != "related":
            note(teaser.target_id, teaser.theme_id, "listing", capture_id, teaser.target_url)
    witnesses: dict[tuple[str, str], list[Witness]] = defaultdict(list)
    for (record_id, theme_id, source), (capture_id, raw) in sorted(sources.items()):
        witnesses[record_id, theme_id].append(Witness(source, capture_id, raw))
    rows = (
        {
            "record_id": record_id,
            "theme_id": theme_id,
            "source": [witness.source for witness in said],
            "capture_id": min(witness.capture_id for witness in said),
        }
        for (record_id, theme_id), said in witnesses.items()
    )
    return stored(rows, folder), {KEY_SEPARATOR.join(key): said for key, said in witnesses.items()}


def labelled(source: Brief | Teaser) -> list[tuple[str, str]]:
    """The themes of what prints tags, each with the label that stands for it there."""
    labels = {
        theme_id: label for label in reversed(source.theme_labels) for theme_id in themes.read_labels([label]).ids
    }
    return [(theme_id, labels.get(theme_id, "")) for theme_id in source.themes]
