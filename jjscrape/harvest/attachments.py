"""What the archive holds at the address of each document the site links to."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from jjscrape.archive.errors import ArchiveError
from jjscrape.harvest.reading import HTML
from jjscrape.harvest.standing import ASKING
from jjscrape.harvested import FileFacts, Unread

if TYPE_CHECKING:
    from collections.abc import Iterable

    from jjscrape.archive.capture import Capture
    from jjscrape.archive.reader import Archive
    from jjscrape.harvested import Harvest
    from jjscrape.items import Document
    from jjscrape.site import Site

_PDF = b"%PDF"
_PDF_HEADER_WITHIN = 1024
MISSING = range(400, 500)


def file_facts(
    archive: Archive, captures: Iterable[Capture], documents: Iterable[Document], site: Site, harvest: Harvest
) -> dict[str, FileFacts]:
    """Return what is archived of each document. `captures` are in order of time; the newest usable one counts.

    Newer ones that can't be read are added to the harvest's `unread` and `problems`.
    """
    by_key: dict[str, list[Capture]] = {}
    for capture in captures:
        by_key.setdefault(site.key(capture.url) or capture.url, []).append(capture)
    by_document: dict[str, FileFacts] = {}
    for document in sorted({document.id for document in documents}):
        by_document[document], faults = facts(archive, by_key.get(document, []))
        harvest.unread += [
            Unread(
                capture_id=capture.id,
                url=capture.url,
                why=f"body: {fault}",
                record_id=document,
                kept=by_document[document].capture_id,
            )
            for capture, fault in faults[:1]
        ]
        for capture, fault in faults:
            harvest.problems.setdefault(capture.id, []).append(f"body: {fault}")
    return by_document


def facts(archive: Archive, captures: list[Capture]) -> tuple[FileFacts, list[tuple[Capture, str]]]:
    """Judge by the bytes, not by the address: a `.pdf` that answers with a page of HTML is not a document.

    Half a file is none. With the facts come the captures that could not be read, newest first.
    """
    mismatch: Capture | None = None
    faults: list[tuple[Capture, str]] = []
    for capture in reversed(captures):
        if not capture.served or not capture.got:
            continue
        begin, size, digest = b"", 0, hashlib.sha256()
        try:
            for piece in archive.pieces(capture, whole=True):
                begin = (begin + piece)[:_PDF_HEADER_WITHIN] if len(begin) < _PDF_HEADER_WITHIN else begin
                size += len(piece)
                digest.update(piece)
        except ArchiveError as error:
            faults.append((capture, str(error)))
            continue
        if is_document(capture, begin):
            archived = FileFacts(
                status="archived",
                media_type=capture.media_type,
                size=size,
                sha256=digest.hexdigest(),
                capture_id=capture.id,
            )
            return archived, faults
        mismatch = mismatch or capture
    if mismatch:
        return FileFacts(status="mismatch", refused_in=mismatch.id), faults
    if refusals := [c for c in captures if c.status in MISSING and c.method in ASKING]:
        return FileFacts(status="missing", refused_in=refusals[-1].id), faults
    return FileFacts(status="unfetched"), faults


def is_document(capture: Capture, begin: bytes) -> bool:
    """By the first kilobyte."""
    path = capture.url.partition("?")[0].lower()
    if path.endswith(".pdf") or capture.media_type == "application/pdf":
        return _PDF in begin
    return capture.media_type not in HTML or path.endswith((".html", ".htm"))
