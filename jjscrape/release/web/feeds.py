"""Feeds in Atom (RFC 4287): of the versions, and of what changed on the site from each to the next."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING, Final
from xml.etree import ElementTree as ET

from jjscrape.counts import many
from jjscrape.release.changelog import EVIDENCE, NAMES, Told, grouped, happened
from jjscrape.release.earlier import comparable
from jjscrape.release.happenings import Happening
from jjscrape.release.read import TableError, stored_rows
from jjscrape.schema import RECORD_TABLES, REVISIONS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from jjscrape.release.store.versions import Version
    from jjscrape.release.web.series import Series
    from jjscrape.release.write import Rows

ATOM: Final = "http://www.w3.org/2005/Atom"
MOST_ENTRIES: Final = 200
"""Of the site's changes; a feed tells what is new, `changes.parquet` of each version has all."""
MOST_VERSIONS: Final = 5
"""How many of the newest versions' changes are told."""
_NEWS: Final = (Happening.NEW, Happening.EDITED, Happening.MOVED, Happening.WITHDRAWN, Happening.RETURNED)
"""What the site did. That the same is read otherwise is no news of the site."""
_NO_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def versions_feed(series: Series) -> bytes:
    """Return the feed of the versions, the newest first."""
    root = _feed(series, "versions", f"{series.title}: versions")
    for version in reversed(series.versions):
        rows = ", ".join(many(version.rows[name], NAMES[name]) for name in RECORD_TABLES if name in version.rows)
        changes = ", ".join(f"{count} {kind}" for kind, count in version.changes.items())
        entry = _entry(root, series.urn("version", version.id), f"Version {version.id}", version.published_at)
        _link(entry, "alternate", f"{version.id}/report.html", "text/html")
        _link(entry, "related", f"{version.id}/CHANGELOG.md", "text/markdown")
        told = [f"{rows}, captured until {version.captured_until}."]
        told += [f"Since the version before: {changes}."] if changes else []
        _text(entry, "summary", " ".join([*told, f"Content sha256 {version.content_sha256}."]))
    return _bytes(root)


def changes_feed(series: Series, datasets: Path) -> bytes:
    """Return the feed of what the site changed, the newest first, as far as the versions are in `datasets`."""
    root = _feed(series, "changes", f"{series.title}: what changed on the site")
    news = [
        (version, told)
        for before, version in reversed(list(pairwise(series.versions))[-MOST_VERSIONS:])
        for told in _news(datasets, before, version)
    ]
    for version, told in news[:MOST_ENTRIES]:
        title = f"{told.what}: {told.row['title']}"
        name = series.urn("change", version.id, told.table, told.row["id"])
        entry = _entry(root, name, title, version.captured_until)
        _link(entry, "alternate", told.row["url"], "text/html")
        _link(entry, "related", f"{version.id}/CHANGELOG.md", "text/markdown")
        ET.SubElement(entry, _name("category"), {"term": NAMES[told.table]})
        _text(entry, "summary", _summary(told))
    return _bytes(root)


def _news(datasets: Path, before: Version, version: Version) -> Iterator[Told]:
    try:
        was, now = (comparable(_records(datasets / one.id, one), datasets.parent) for one in (before, version))
        now["changes"] = stored_rows(datasets / version.id / "changes.parquet", datasets.parent)
    except (OSError, TableError):
        return  # not here, or damaged, which `verify` says
    for told in happened(grouped(now, was)[0], now, was):
        if told.what in _NEWS:
            yield told


def _records(folder: Path, version: Version) -> dict[str, Rows]:
    rows: dict[str, Rows] = {
        name: stored_rows(folder / f"{name}.parquet", folder.parent.parent) for name in RECORD_TABLES
    }
    # Only that it is there counts: it tells of which schema the version is.
    return rows | ({REVISIONS.name: []} if REVISIONS.name in version.rows else {})


def _summary(told: Told) -> str:
    kind = NAMES[told.table]
    also = f" Changed: {', '.join(told.fields)}." if told.fields else ""
    match told.what:
        case Happening.WITHDRAWN:
            return f"The {kind} is withdrawn: {EVIDENCE[told.row['gone_evidence']]}.{also}"
        case Happening.MOVED if "url" in told.changes:
            return f"The {kind} moved from {told.changes['url']['before']} to {told.changes['url']['after']}.{also}"
        case Happening.NEW:
            return f"The {kind} was not there before."
        case Happening.RETURNED:
            return f"The {kind} is there again.{also}"
    return f"The {kind} was edited.{also}"


def _feed(series: Series, which: str, title: str) -> ET.Element:
    ET.register_namespace("", ATOM)
    root = ET.Element(_name("feed"))
    _text(root, "id", series.urn(which))
    _text(root, "title", title)
    _text(root, "updated", series.versions[-1].published_at)
    author = ET.SubElement(root, _name("author"))
    _text(author, "name", "jjscrape")
    _link(root, "self", f"{which}.atom", "application/atom+xml")
    _link(root, "alternate", "index.html", "text/html")
    return root


def _entry(root: ET.Element, name: str, title: str, updated: str) -> ET.Element:
    entry = ET.SubElement(root, _name("entry"))
    _text(entry, "id", name)
    _text(entry, "title", title)
    _text(entry, "updated", updated)
    return entry


def _text(parent: ET.Element, name: str, text: str) -> None:
    ET.SubElement(parent, _name(name)).text = _NO_XML.sub("\ufffd", text)


def _link(parent: ET.Element, rel: str, href: str, media_type: str) -> None:
    ET.SubElement(parent, _name("link"), {"rel": rel, "href": _NO_XML.sub("\ufffd", href), "type": media_type})


def _name(tag: str) -> str:
    return f"{{{ATOM}}}{tag}"


def _bytes(root: ET.Element) -> bytes:
    ET.indent(root)
    made: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return made + b"\n"
