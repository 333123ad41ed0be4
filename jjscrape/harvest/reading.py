"""From a capture to what its page yields."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, Protocol

from jjscrape.archive.errors import ArchiveError
from jjscrape.harvest.class_names import class_names
from jjscrape.harvest.extract import HEADERS, Extract
from jjscrape.items import CaptureRef
from jjscrape.pages import Extraction, extract
from jjscrape.pages.source import LARGEST_PAGE, Source
from jjscrape.pipelines.checks import settle
from jjscrape.pipelines.dates import DatesPipeline
from jjscrape.pipelines.people import PeoplePipeline
from jjscrape.pipelines.themes import ThemesPipeline
from jjscrape.site import Kind, Site

if TYPE_CHECKING:
    from jjscrape.archive.capture import Capture
    from jjscrape.archive.reader import Archive
    from jjscrape.items import Item

OK = 200
ROBOTS = "robots.txt"
HTML = frozenset({"text/html", "application/xhtml+xml"})


class Reading(Protocol):
    """A capture, and what its page yielded: `brief` is at hand, `items` may have to be fetched and are the caller's."""

    @property
    def capture(self) -> Capture: ...
    @property
    def brief(self) -> Extract: ...
    @property
    def good(self) -> bool: ...
    def items(self) -> list[Item]: ...


@dataclass(slots=True)
class Read:
    """A capture, and what its page yielded, all in memory."""

    capture: Capture
    extraction: Extraction
    classes: frozenset[str] = frozenset()
    """Class names in its markup, where they were asked for."""

    @property
    def good(self) -> bool:
        """Whether it is a page at all: what it holds and what it lacks both count."""
        return not self.extraction.refused

    @property
    def brief(self) -> Extract:
        return Extract.of(self.extraction, self.classes)

    def items(self) -> list[Item]:
        return self.extraction.items


def rendered_kind(capture: Capture, site: Site) -> Kind | None:
    """Return the kind of a good capture that a page can be extracted from, else None."""
    kind = site.kind(capture.url)
    if not capture.served or not capture.got or kind in {None, Kind.FILE, Kind.ASSET}:
        return None
    if site.key(capture.url) == ROBOTS:
        return None  # a page there is an answer to whoever asks for rules
    return kind if kind is Kind.FEED or capture.media_type in HTML else None


def source_of(archive: Archive, capture: Capture) -> Source:
    """Read a capture's body.

    Raises:
        ArchiveError: it is not there, damaged or truncated, too large for a page, or can't be decoded.
    """
    return Source(
        url=capture.url,
        body=archive.body(capture, LARGEST_PAGE, whole=True),
        captured_at=capture.captured_at,
        headers=headers_of(capture),
        status=capture.shown.status or OK,
        capture=ref_to(capture),
    )


def headers_of(capture: Capture) -> dict[str, str]:
    """The headers that a page is read by, by lower-case name; of repeated ones the values are joined."""
    headers: dict[str, str] = {}
    for name, value in capture.shown.headers:
        key = name.lower()
        if key in HEADERS:
            headers[key] = f"{headers[key]}, {value}" if key in headers else value
    return headers


def ref_to(capture: Capture) -> CaptureRef:
    return CaptureRef(capture.id, capture.url, capture.captured_at)


def read(archive: Archive, capture: Capture, site: Site, *, project: bool = False, classes: bool = False) -> Read:
    """Extract one capture. A body that can't be read is a named problem of that capture, not the end of a build."""
    kind = site.kind(capture.url) or Kind.PAGE
    try:
        source = source_of(archive, capture)
    except ArchiveError as error:
        unread = Extraction(kind=kind, record_id=site.key(capture.url))
        unread.refuse(f"body: {error}")
        return Read(capture, unread)
    return Read(
        capture,
        extract(source, site, kind, project=project),
        class_names(source.body) if classes and kind is not Kind.FEED else frozenset(),
    )


@cache
def _pipelines(zone: str) -> tuple[DatesPipeline, PeoplePipeline, ThemesPipeline]:
    return DatesPipeline(zone), PeoplePipeline(), ThemesPipeline()


def normalise(item: Any, site: Site) -> Any:
    """Run the pipelines on one item, as a live crawl does."""
    for pipeline in _pipelines(site.time_zone):
        item = pipeline.process_item(item)
    settle(item)
    return item
