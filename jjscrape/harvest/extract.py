"""What one payload says at an address: a pure function of its bytes, so that no payload need be read twice.

Nothing of the capture goes in, since the same payload may be captured every week: where an item names the capture it
was read from, `OWN` stands for it.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import MISSING, dataclass, field, fields, is_dataclass, replace
from datetime import UTC, datetime
from functools import lru_cache
from sys import intern
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from jjscrape.harvest.class_names import class_names
from jjscrape.harvest.item_json import ITEMS, from_json, to_json
from jjscrape.items import Article, CaptureRef, Record, Teaser, fields_on_page
from jjscrape.normalise.text import fold
from jjscrape.pages import Extraction, Source, extract
from jjscrape.pages.counted import may_be_counted, said_by
from jjscrape.site import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from jjscrape.items import Item
    from jjscrape.pins import Pin
    from jjscrape.site import Site

OWN: Final = CaptureRef("", "", datetime(1970, 1, 1, tzinfo=UTC))
"""Stands for the capture that a payload is read from."""
HEADERS: Final = frozenset({"content-language", "content-type", "link"})
"""What a page is read by beside its body and address."""
_ADDRESSES: Final = frozenset({"id", "url", "also_at", "node_id", "capture"})
"""The fields that say where a record stands."""
_CLASS_SETS: Final = 1024
"""Sets of class names that are known again."""
_BESIDE: Final = frozenset(
    {
        *("max_requests", "max_pages", "look_again", "look_again_files"),
        *("policy", "notices", "mask_contacts", "creators", "publisher", "set_aside"),
    }
)
"""Settings of a site that say nothing of how its pages are read."""


@dataclass(frozen=True, slots=True)
class RecordSeen:
    """A record as one payload shows it: what choosing among its captures asks of each.

    `nth` is its place among the items, `table` the name of its class. `content_digest` is of what the page says,
    `text_digest` of the words of its text, and empty where it has none; `folded_title` is None where it has no title.
    `series_digest` is of what it says but for numbers and months, and empty where it can't be one of a series;
    `whole_digest` is of all that was read, wherever it stands.
    """

    nth: int
    table: str
    id: str
    url: str
    also_at: tuple[str, ...]
    node_id: int | None
    kind: str | None
    folded_title: str | None
    content_digest: str
    text_digest: str
    series_digest: str = ""
    whole_digest: str = ""

    @classmethod
    def of(cls, record: Record, nth: int = 0) -> RecordSeen:
        text, content = fold(record.text or ""), content_digest(record)
        return cls(
            nth=nth,
            table=type(record).__name__,
            id=record.id,
            url=record.url,
            also_at=tuple(record.also_at),
            node_id=record.node_id,
            kind=record.kind if isinstance(record, Article) else None,
            folded_title=fold(record.title) if record.title else None,
            content_digest=content,
            text_digest=_digest(text) if text else "",
            series_digest=_digest(said_by(record)) if may_be_counted(record) else "",
            whole_digest=_whole_digest(record, content),
        )


@dataclass(frozen=True, slots=True)
class Extract:
    """What a payload says in brief, held in memory once for all its captures; its items are kept elsewhere.

    `targets` are what its teasers lead to, `projects` those of lists of projects. See `Extraction` for the others.
    """

    kind: Kind
    record_id: str | None
    problems: tuple[str, ...] = ()
    refused: bool = False
    faulty: bool = False
    nodeless: str | None = None
    pins: Mapping[Pin, bool] = field(default_factory=dict)
    records: tuple[RecordSeen, ...] = ()
    targets: tuple[str, ...] = ()
    projects: tuple[str, ...] = ()
    count: int = 0
    """Of its items."""
    classes: frozenset[str] = frozenset()
    """Class names in its markup."""
    key: bytes = b""
    """What it is kept under; empty where it is not."""
    project: bool = False
    """Whether it was read as a page that a list of projects links to."""

    @classmethod
    def of(cls, extraction: Extraction, classes: frozenset[str] = frozenset()) -> Extract:
        teasers = [item for item in extraction.items if isinstance(item, Teaser)]
        records = [RecordSeen.of(item, nth) for nth, item in enumerate(extraction.items) if isinstance(item, Record)]
        return cls(
            kind=extraction.kind,
            record_id=extraction.record_id,
            problems=tuple(extraction.problems),
            refused=extraction.refused,
            faulty=extraction.faulty,
            nodeless=extraction.nodeless,
            pins=extraction.pins,
            records=tuple(records),
            targets=tuple(dict.fromkeys(teaser.target_id for teaser in teasers)),
            projects=tuple(dict.fromkeys(teaser.target_id for teaser in teasers if teaser.role == "projects")),
            count=len(extraction.items),
            classes=classes,
        )


class Packed(NamedTuple):
    """An extract and its items, as they are kept."""

    brief: bytes
    items: bytes


def read_payload(
    body: bytes, url: str, headers: Mapping[str, str], status: int, site: Site, *, project: bool
) -> Packed:
    """Read a body. `headers` are those in `HEADERS`, by lower-case name, and `site` is what `of_pages` makes of one.

    `project` says that a list of projects links here. No input makes this raise.
    """
    source = Source(url, body, OWN.captured_at, headers, status, OWN)
    kind = site.kind(url) or Kind.PAGE
    extraction = extract(source, site, kind, project=project)
    classes = class_names(body) if kind is not Kind.FEED else frozenset()
    return packed(extraction, classes, site.pins)


def packed(extraction: Extraction, classes: Iterable[str], pins: tuple[Pin, ...]) -> Packed:
    brief = Extract.of(extraction)
    values = {
        "kind": brief.kind,
        "record_id": brief.record_id,
        "problems": brief.problems,
        "refused": brief.refused,
        "faulty": brief.faulty,
        "nodeless": brief.nodeless,
        "pins": [[pins.index(pin), chose] for pin, chose in brief.pins.items()],
        "records": [[getattr(seen, part.name) for part in fields(RecordSeen)] for seen in brief.records],
        "targets": brief.targets,
        "projects": brief.projects,
        "count": brief.count,
        "classes": sorted(classes),
    }
    return Packed(_encoded(values), _encoded([to_json(item) for item in extraction.items]))


def extract_from(brief: bytes, pins: tuple[Pin, ...], key: bytes, *, project: bool) -> Extract:
    """Unpack an extract that is kept under a key.

    Raises:
        KeyError, IndexError, TypeError, ValueError: it is none.
    """
    values = json.loads(brief)
    values["kind"] = Kind(values["kind"])
    values["pins"] = {pins[number]: chose for number, chose in values["pins"]}
    values["records"] = tuple([_seen(row) for row in values["records"]])
    values["classes"] = _class_set(tuple(values["classes"]))
    for name in ("problems", "targets", "projects"):
        values[name] = tuple(map(intern, values[name]))
    return Extract(**values, key=key, project=project)


@lru_cache(_CLASS_SETS)
def _class_set(names: tuple[str, ...]) -> frozenset[str]:
    """One set for all pages that have the same classes, as most of a kind do."""
    return frozenset(map(intern, names))


def items_from(data: bytes, capture: CaptureRef) -> list[Item]:
    """Unpack items, which are then those of a capture.

    Raises:
        KeyError, IndexError, TypeError, ValueError: they are none.
    """
    items = [from_json(each) for each in json.loads(data)]
    for item in items:
        if item.capture == OWN:
            item.capture = capture
    return items


def _seen(row: list[Any]) -> RecordSeen:
    nth, table, record_id, url, also_at, *others = row
    if table not in ITEMS:
        raise ValueError(f"{table} is no record")
    return RecordSeen(nth, intern(table), intern(record_id), intern(url), tuple(map(intern, also_at)), *others)


def content_digest(record: Record) -> str:
    """The digest of what a record's own page says, before any pipeline or join."""
    return _digest_of_fields(record, fields_on_page(type(record)))


def _whole_digest(record: Record, content: str) -> str:
    """A digest of what `content` is of, and of the other fields but for the record's addresses; half as long."""
    others = {part.name for part in fields(record)}.difference(fields_on_page(type(record)), _ADDRESSES)
    return _digest(content + _digest_of_fields(record, others))[:32]


def _digest_of_fields(record: Record, names: Iterable[str]) -> str:
    content = {name: _plain(value) for name in names if (value := getattr(record, name))}
    return _digest(json.dumps(content, ensure_ascii=False, sort_keys=True))


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _plain(value: Any) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        return {part.name: _plain(getattr(value, part.name)) for part in fields(value)}
    return [_plain(each) for each in value] if isinstance(value, list) else value


def of_pages(site: Site) -> Site:
    """The site as far as its pages are read by it: two of which this is the same read every page alike."""
    return replace(site, **{part.name: _default(part) for part in fields(site) if part.name in _BESIDE})


def _default(part: Any) -> Any:
    return part.default if part.default is not MISSING else part.default_factory()


def _encoded(value: object) -> bytes:
    # ASCII alone: a lone surrogate, which JSON can spell and UTF-8 can't, comes back as it was.
    return json.dumps(value, separators=(",", ":")).encode("ascii")
