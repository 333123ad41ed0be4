"""What the product makes of one saved page: the page as the only capture of an archive, built as any archive is."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urldefrag, urlsplit

from jjscrape import clock
from jjscrape.archive.exchange import Exchange
from jjscrape.archive.field_values import parse_date
from jjscrape.archive.reader import Archive
from jjscrape.archive.writer import ArchiveWriter
from jjscrape.harvest.gather import harvest
from jjscrape.harvest.reading import OK, read, rendered_kind
from jjscrape.outcome import Exit, Stop
from jjscrape.pages.source import LARGEST_PAGE
from jjscrape.release.cells import instant
from jjscrape.release.privacy import mask, masked
from jjscrape.release.tables import tables
from jjscrape.release.write import settled
from jjscrape.schema import TABLES
from jjscrape.site import Kind
from jjscrape.version import VERSION

if TYPE_CHECKING:
    from datetime import datetime

    from jjscrape.archive.capture import Capture
    from jjscrape.harvested import Harvest
    from jjscrape.items import Record
    from jjscrape.release.write import Row
    from jjscrape.site import Site

STDIN = "-"
_GZIP = b"\x1f\x8b"
_ROWS = ("authorships", "documents", "links", "themes")
_TEASER = ("target_id", "title", "summary")
_NOT_ON_THE_PAGE = frozenset({"status", "gone_evidence"})
"""What stands on no page, beside the columns that the schema calls archival."""


def read_file(name: str, url: str, site: Site, captured_at: str | None = None) -> dict[str, Any]:
    """Read a saved page, `-` for standard input, and return what `jjscrape read` prints.

    `captured_at` is ISO 8601, in UTC where it names no offset; the present if there is none.

    Raises:
        Stop: there is no such file, or the address or time is none.
    """
    address = address_of(url)
    when = moment_of(captured_at) if captured_at else clock.now()
    return read_page(saved(name), address, site, when)


def address_of(url: str) -> str:
    """The address without its fragment.

    Raises:
        Stop: it is not an absolute address of http or https.
    """
    try:
        parts = urlsplit(url)
        valid = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:  # a port that is no number, a bracket without its fellow
        valid = False
    if not valid or any(char.isspace() or not char.isprintable() for char in url):
        raise Stop(Exit.USAGE, f"--url {url!r} is not the address of a page; give one like https://HOST/blog/some-post")
    return urldefrag(url).url


def moment_of(text: str) -> datetime:
    try:
        return parse_date(text if "T" not in text or text.endswith("Z") or text[-6:-5] in {"+", "-"} else f"{text}Z")
    except (ValueError, OverflowError) as error:
        raise Stop(
            Exit.USAGE, f"--captured-at {text!r} is not a time; give one like 2026-11-22T10:26:00Z, in UTC"
        ) from error


def saved(name: str) -> bytes:
    """The bytes of the file, as far as a page may be long and a little further, so that it is known to be too long."""
    try:
        if name == STDIN:
            return sys.stdin.buffer.read(LARGEST_PAGE + 1)
        with Path(name).open("rb") as file:
            return file.read(LARGEST_PAGE + 1)
    except OSError as error:
        raise Stop(Exit.USAGE, f"{name} can't be read ({error.strerror}); give the file of a saved page") from error


def read_page(body: bytes, url: str, site: Site, captured_at: datetime) -> dict[str, Any]:
    """Return the rows that a build makes of this page alone. A page of any host is read as one of the site."""
    if not site.knows(url):
        parts = urlsplit(url)
        site = site.also_at([f"{parts.scheme}://{parts.netloc}"])
    with tempfile.TemporaryDirectory(prefix="jjscrape-read-") as scratch:
        archive = archive_of(body, url, site, captured_at, Path(scratch))
        harvested = harvest(archive, site)
        (capture,) = harvested.captures
        record: Record | None = next(iter((*harvested.articles, *harvested.projects, *harvested.pages)), None)
        kind = kind_of(archive, capture, site, record, harvested)
    made = tables(harvested)
    if site.mask_contacts:
        made = {name: list(masked(name, rows)) for name, rows in made.items()}
    labels = [] if record is None else list(getattr(record, "theme_labels", ()))
    plain_rows = {name: [plain(name, row) for row in made[name]] for name in ("articles", "projects", "pages", *_ROWS)}
    rows = [*plain_rows["articles"], *plain_rows["projects"], *plain_rows["pages"]]
    if rows:
        rows[0]["theme_labels"] = mask(labels) if site.mask_contacts else labels
        plain_rows["themes"] = in_order(plain_rows["themes"], rows[0].get("themes", []))
    return {
        "kind": kind,
        "record": rows[0] if rows else None,
        **{name: plain_rows[name] for name in _ROWS},
        "teasers": [{name: settled(getattr(teaser, name)) for name in _TEASER} for teaser in harvested.teasers],
        "problems": problems(capture, record, harvested, site),
    }


def archive_of(body: bytes, url: str, site: Site, captured_at: datetime, folder: Path) -> Archive:
    """An archive with one answer of the site. Of bytes in gzip the answer says so, so that a build decodes them."""
    media_type = "application/rss+xml" if site.kind(url) is Kind.FEED else "text/html"
    coding = "Content-Encoding: gzip\r\n" if body.startswith(_GZIP) else ""
    head = f"HTTP/1.1 {OK} OK\r\nContent-Type: {media_type}\r\n{coding}\r\n".encode("ascii")
    with ArchiveWriter(folder, "page", f"jjscrape {VERSION}", {}) as writer:
        writer.write(Exchange(url=url, method="GET", request=b"", response=head + body, captured_at=captured_at))
    return Archive([folder])


def kind_of(archive: Archive, capture: Capture, site: Site, record: Record | None, harvested: Harvest) -> str:
    """What the page is: a record's kind, or what the page says where it is none."""
    if record is not None:
        return str(getattr(record, "kind", "project" if harvested.projects else "page"))
    if rendered_kind(capture, site) is None:
        return str(site.kind(capture.url))
    return str(read(archive, capture, site).extraction.kind)


def plain(table: str, row: dict[str, Any]) -> dict[str, Any]:
    """A row as JSON holds it, without what only an archive can tell."""
    cells = {}
    for column in TABLES[table].columns:
        value = settled(row[column.name])
        if column.archival or (column.name in _NOT_ON_THE_PAGE):
            value = None
        cells[column.name] = instant(value) if hasattr(value, "tzinfo") else value
    return cells


def in_order(themes: list[Row], ids: list[str]) -> list[Row]:
    """The record's own themes first."""
    places = {theme_id: position for position, theme_id in enumerate(ids)}
    return sorted(themes, key=lambda row: (places.get(row["id"], len(places)), row["id"]))


def problems(capture: Capture, record: Record | None, harvested: Harvest, site: Site) -> list[str]:
    """What could not be read or settled: each sentence once, and without its place in an archive of the moment."""
    sentences = [*harvested.problems.get(capture.id, ()), *(record.problems if record else ())]
    if rendered_kind(capture, site) is None:
        sentences.append(f"{site.kind(capture.url)}: such an address is no page of the site; nothing is read of it")
    sentences += [
        f"pin: {use.pin} ({use.selector}) chooses nothing on this page"
        for use in harvested.pins
        if use.pages and not use.met
    ]
    location = f"{capture.warc_file} at byte {capture.warc_offset}: "
    return list(dict.fromkeys(sentence.replace(location, "") for sentence in sentences))
