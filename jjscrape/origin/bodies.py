"""The bytes of the captures that a dataset names, out of the archive beside it or wherever it was moved to."""

from __future__ import annotations

from collections import OrderedDict
from contextlib import closing
from typing import TYPE_CHECKING, Any

from jjscrape.archive.copies import made_id
from jjscrape.archive.errors import ArchiveError
from jjscrape.archive.field_values import bare_id
from jjscrape.archive.http import LONGEST_HEAD, head_length, split_interim
from jjscrape.archive.reader import Archive
from jjscrape.archive.warcfile import records
from jjscrape.files import UnsafeNameError, inside
from jjscrape.origin.passage import LARGEST as SEARCHED
from jjscrape.origin.passage import Body

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from jjscrape.archive.capture import Capture
    from jjscrape.origin.story import Part

KEPT = 64
"""Bodies held ready: those of a record, and the listings that many records share."""
LARGEST = 16 * 1024 * 1024
"""Bytes of a body that are held at once: of a larger one no page was read (`jjscrape.pages.source.LARGEST_PAGE`)."""


class Bodies:
    """Bytes of captures. Each WARC file is read through once, and only as far as is asked for."""

    def __init__(self, archive: Path | None) -> None:
        self._archive = archive
        self._open: dict[Path, _Source] = {}
        self._kept: OrderedDict[tuple[str, Part], Body] = OrderedDict()

    def of(self, capture: dict[str, Any], part: Part = "body") -> tuple[Body | None, str | None]:
        """Return the body or the head, or why there is none."""
        key = capture["id"], part
        if key in self._kept:
            self._kept.move_to_end(key)
            return self._kept[key], None
        body, why_not = self._read(capture, part)
        if body:
            self._kept[key] = body
            while len(self._kept) > KEPT or (len(self._kept) > 1 and self._held() > SEARCHED):
                self._kept.popitem(last=False)
        return body, why_not

    def _held(self) -> int:
        return sum(len(body.bytes) for body in self._kept.values())

    def _read(self, row: dict[str, Any], part: Part) -> tuple[Body | None, str | None]:
        if self._archive is None:
            return None, "the archive is not at hand; name it to see the bytes"
        try:
            for path in self._sources(row["warc_file"]):
                if path not in self._open:
                    self._open[path] = _Source(path)
                source = self._open[path]
                capture = source.find(row)
                if capture is None:
                    continue
                if part == "head":
                    return Body(head_of(source.archive, capture)), None
                if capture.record_type == "revisit" and path != self._archive:
                    continue  # what it refers to may be in any file
                return Body(source.archive.body(capture, LARGEST)), None
        except (ArchiveError, OSError) as error:
            return None, str(error)
        return None, f"{self._archive} has no record {row['warc_record_id']}"

    def _sources(self, warc_file: str) -> list[Path]:
        """The file the dataset names, if it is there; else the whole archive, for a file may have been moved."""
        assert self._archive is not None
        try:
            named = inside(self._archive, warc_file)
        except UnsafeNameError:
            return [self._archive]
        return [*([named] if named.is_file() else []), self._archive]


class _Source:
    """A file or folder of captures, read on until what was asked for is met."""

    def __init__(self, path: Path) -> None:
        self.archive = Archive([path])
        self._known: dict[str, list[Capture]] = {}
        self._left: Iterator[Capture] = self.archive.captures()

    def find(self, row: dict[str, Any]) -> Capture | None:
        """The capture of a row, at its place if it is there still: two records may have one identifier."""
        identifier = bare_id(row["warc_record_id"])
        known = self._known.setdefault(identifier, [])
        for capture in [*known]:
            if self._is(capture, row, identifier):
                return capture
        for capture in self._left:
            self._known.setdefault(capture.record_id, []).append(capture)
            if capture.record_id == identifier and self._is(capture, row, identifier):
                return capture
        return next(iter(known), None)

    def _is(self, capture: Capture, row: dict[str, Any], identifier: str) -> bool:
        if row["id"] != identifier:
            return made_id(self.archive, capture) == str(row["id"])
        return row.get("warc_offset") in {None, capture.warc_offset}


def head_of(archive: Archive, capture: Capture) -> bytes:
    """The header of a capture's archive record as stored, and the head of the HTTP answer in it, if it holds one."""
    header = b""
    for record in records(capture.byte_range, lambda _, __: None, capture.warc_offset):
        header = record.header
        if capture.record_id in (record.get("WARC-Record-ID") or "") or record.offset != capture.warc_offset:
            break
    if capture.status is None:
        return header
    begin = b""
    with closing(archive.record_pieces(capture)) as pieces:
        while len(begin) < LONGEST_HEAD and (piece := next(pieces, b"")):
            begin += piece
    _, message = split_interim(begin[:LONGEST_HEAD])
    return header + message[: head_length(message) or 0]
