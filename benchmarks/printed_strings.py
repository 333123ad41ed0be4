"""Whether each string that a dataset gives as printed is printed: as one, in the capture that it is cited from.

    python benchmarks/printed_strings.py DIR [--missing N]

DIR is a data folder with its archive. Strings are looked for in the decoded bytes of the capture, as a visitor sees
them and as the markup has them. What may differ is said in `spelt` and the methods of `Bytes`, and nowhere else: no
piece may be missing, and none may stand elsewhere than the next.
"""

from __future__ import annotations

import argparse
import html
import re
import sys
import unicodedata
from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from jjscrape.archive.reader import Archive
from jjscrape.harvest.gather import base_urls, site_of
from jjscrape.items import SEPARATOR
from jjscrape.pages.markup.decoding import decode
from jjscrape.release.provenance_rows import KEY_SEPARATOR
from jjscrape.release.read import read_parquet
from jjscrape.site import absolute

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jjscrape.site import Site

    Rows = list[dict[str, Any]]

WITH_AUTHORS, WITH_PUBLISHED = "authors", "published"
CELLS = {
    "articles": {"title": "title", "published_raw": WITH_PUBLISHED, "event_raw": "event_raw", "place": "place",
                 "byline_raw": WITH_AUTHORS, "image_caption": "image_caption"},
    "projects": {"title": "title", "also_known_as": "also_known_as"},
    "pages": {"title": "title"},
    "themes": {"label": "label"},
    "documents": {"label": "label"},
}  # fmt: skip
"""Cells of a record that hold what a page prints, by the field whose provenance is theirs."""
NAME = "name_raw"
MASKED = re.compile(r"\[(?:email|phone)\]")
_SILENT = re.compile(r"<!--.*?-->|<(script|style)\b.*?</\1\s*>", re.DOTALL | re.IGNORECASE)
_TAG = re.compile(r"</?[A-Za-z!][^<>]*>")
_ADDRESS = re.compile(
    r"""\b(?:href|src|content|about)\s*=\s*(?:"([^"]*)"|'([^']*)')|<link>\s*([^<]*)<""", re.IGNORECASE
)


def spelt(text: str) -> str:
    """A text for comparing: entities are the characters they stand for, and white space counts for nothing.

    Beside these only what Unicode holds for the same (NFC), and characters that nobody sees, such as soft hyphens, may
    differ. Case, order and every mark count.
    """
    folded = unicodedata.normalize("NFC", html.unescape(text))
    return "".join(c for c in folded if not c.isspace() and unicodedata.category(c) not in {"Cf", "Cc"})


class Bytes:
    """The decoded bytes of one capture."""

    def __init__(self, url: str, body: bytes, site: Site) -> None:
        self.url, self.site, self.text = url, site, decode(body)

    @cached_property
    def shown(self) -> str:
        return spelt(_TAG.sub("", _SILENT.sub("", self.text)))

    @cached_property
    def written(self) -> str:
        return spelt(self.text)

    @cached_property
    def addresses(self) -> set[str]:
        """Every address in the markup, absolute and without percent signs, and the canonical key of each."""
        found = {html.unescape(next(filter(None, match), "")).strip() for match in _ADDRESS.findall(self.text)}
        urls = {url for href in found if (url := absolute(self.url, href))} | {self.url}
        return {unquote(url) for url in urls} | {key for url in urls if (key := self.site.key(url))}

    def has(self, text: str, field: str = "") -> bool:
        parts = [spelt(part) for part in MASKED.split(text)]
        if field == NAME and all(part.upper() in self.shown for part in parts):
            return True  # a name that a byline shouts is spelt as names are
        return any(all(part in view for part in parts) for view in (self.shown, self.written)) or self.has_address(text)

    def has_address(self, text: str) -> bool:
        """An address may be written relative to its page, with percent signs or without, and on the page's own host."""
        return unquote(text) in self.addresses


@dataclass(frozen=True)
class Printed:
    """A string, the cell it is given in, and the captures that the cell is cited from."""

    table: str
    record: str
    field: str
    text: str
    captures: tuple[str, ...]


def printed(rows: dict[str, Rows]) -> Iterator[Printed]:
    """Every string of a version that is given as printed."""
    cited: dict[tuple[str, str, str], tuple[str, ...]] = {}
    for row in rows["provenance"]:
        key = row["table"], row["record_id"], row["field"]
        cited[key] = (*cited.get(key, ()), row["capture_id"])
        for text in texts(row["raw"]):
            yield Printed("provenance", " ".join(key[:2]), row["field"], text, (row["capture_id"],))
    for table, fields in CELLS.items():
        for row in rows[table]:
            for name, field in fields.items():
                for text in texts(row[name]):
                    yield Printed(table, row["id"], name, text, cited.get((table, row["id"], field), ()))
    own = {row["id"]: row["capture_id"] for table in ("articles", "projects", "pages") for row in rows[table]}
    for row in rows["authorships"]:
        of = cited.get(("articles", row["article_id"], WITH_AUTHORS), ())
        for name in ("name_raw", "role"):
            for text in texts(row[name]):
                yield Printed(
                    "authorships", KEY_SEPARATOR.join((row["article_id"], str(row["position"]))), name, text, of
                )
    for row in rows["taggings"]:
        yield Printed("taggings", row["record_id"], "label", row["label"], (row["capture_id"],))
    for row in rows["links"]:
        for text in (*texts(row["text"]), row["target_url"]):
            yield Printed("links", row["source_id"], "text", text, (own[row["source_id"]],))


def texts(value: Any) -> list[str]:
    """The strings of a cell, those apart that were read apart."""
    cells = [value] if isinstance(value, str) else list(value if value is not None else ())
    return [text for cell in cells for text in cell.split(SEPARATOR)]


def tried(data: Path, archives: list[Path]) -> Iterator[tuple[Printed, bool]]:
    """Each string of the newest version of a data folder, and whether it stands where it is cited from."""
    latest = data / "datasets" / "latest"
    tables = (*CELLS, "authorships", "taggings", "links", "provenance")
    rows = {table: read_parquet(latest / f"{table}.parquet") for table in tables}
    archive = Archive(archives or [data / "archive"])
    yield from held(archive, rows)


def held(archive: Archive, rows: dict[str, Rows]) -> Iterator[tuple[Printed, bool]]:
    site = site_of(archive).also_at(base_urls(archive))
    captures = {capture.record_id: capture for capture in archive.captures()}
    bodies: dict[str, Bytes] = {}
    for found in printed(rows):
        if not found.text:
            continue
        for name in found.captures:
            if name not in bodies:
                bodies[name] = Bytes(captures[name].url, archive.body(captures[name]), site)
        yield found, any(bodies[name].has(found.text, found.field) for name in found.captures)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("--archive", type=Path, nargs="*", default=[], help="where DIR holds none of its own")
    parser.add_argument("--missing", type=int, default=20, metavar="N", help="print the first N that stand nowhere")
    options = parser.parse_args()
    counts: Counter[tuple[str, str, bool]] = Counter()
    missing = []
    for found, stands in tried(options.data, options.archive):
        counts[found.table, found.field, stands] += 1
        missing += [] if stands else [found]
    print("| table | column | strings | printed |")
    print("| --- | --- | ---: | ---: |")
    for table, field in sorted({key[:2] for key in counts}):
        yes, no = counts[table, field, True], counts[table, field, False]
        print(f"| {table} | {field} | {yes + no:,} | {yes:,} |")
    for found in missing[: options.missing]:
        print(f"not printed: {found.table} {found.record!r} {found.field}: {found.text[:200]!r}", file=sys.stderr)
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
