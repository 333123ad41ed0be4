"""What the archive holds at the address of each document the site links to."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, NamedTuple

from jjscrape.archive.errors import ArchiveError
from jjscrape.archive.reader import body_key
from jjscrape.cache import key_of
from jjscrape.harvest.reading import HTML
from jjscrape.harvest.standing import ASKING
from jjscrape.harvested import FileFacts, Unread

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import Any

    from jjscrape.archive.capture import Capture
    from jjscrape.archive.reader import Archive
    from jjscrape.harvested import Harvest
    from jjscrape.items import Document
    from jjscrape.site import Site

_PDF = b"%PDF"
_PDF_HEADER_WITHIN = 1024
MISSING = range(400, 500)


class Body(NamedTuple):
    """What a file's body is. `pdf` tells that it begins as a PDF does."""

    size: int
    sha256: str
    pdf: bool


def file_facts(
    archive: Archive,
    captures: Iterable[Capture],
    documents: Iterable[Document],
    site: Site,
    harvest: Harvest,
    kept: Callable[[bytes, Callable[[], Any]], Any],
) -> dict[str, FileFacts]:
    """Return what is archived of each document. `captures` are in order of time; the newest usable one counts.

    Newer ones that can't be read are added to the harvest's `unread` and `problems`. `kept` gives what is kept under a
    key, or else what is made then.
    """
    wanted = {document.id for document in documents}
    by_key: dict[str, list[Capture]] = {}
    for capture in captures:
        if (key := site.key(capture.url) or capture.url) in wanted:
            by_key.setdefault(key, []).append(capture)

    body_of = bodies(archive, kept)
    by_document: dict[str, FileFacts] = {}
    for document in sorted(wanted):
        by_document[document], faults = facts(body_of, by_key.get(document, []))
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


def bodies(archive: Archive, kept: Callable[[bytes, Callable[[], Any]], Any]) -> Callable[[Capture], Body]:
    """Return what reads a capture's file to its end, unless it is known what that holds."""

    def body_of(capture: Capture) -> Body:
        known = body_key(archive.original(capture))
        if known is None:
            return read_body(archive, capture)
        return Body(*kept(key_of("file", *known), lambda: read_body(archive, capture)))

    return body_of


def read_body(archive: Archive, capture: Capture) -> Body:
    """Read a file to its end.

    Raises:
        ArchiveError: it can't be read, or is not whole.
    """
    begin, size, digest = b"", 0, hashlib.sha256()
    for piece in archive.pieces(capture, whole=True):
        begin = (begin + piece)[:_PDF_HEADER_WITHIN] if len(begin) < _PDF_HEADER_WITHIN else begin
        size += len(piece)
        digest.update(piece)
    return Body(size, digest.hexdigest(), _PDF in begin)


def facts(body_of: Callable[[Capture], Body], captures: list[Capture]) -> tuple[FileFacts, list[tuple[Capture, str]]]:
    """Judge by the bytes, not by the address: a `.pdf` that answers with a page of HTML is not a document.

    Half a file is none. With the facts come the captures that could not be read, newest first.
    """
    mismatch: Capture | None = None
    faults: list[tuple[Capture, str]] = []
    for capture in reversed(captures):
        if not capture.served or not capture.got:
            continue
        try:
            body = body_of(capture)
        except ArchiveError as error:
            faults.append((capture, str(error)))
            continue
        if is_document(capture, pdf=body.pdf):
            archived = FileFacts(
                status="archived",
                media_type=capture.media_type,
                size=body.size,
                sha256=body.sha256,
                capture_id=capture.id,
            )
            return archived, faults
        mismatch = mismatch or capture
    if mismatch:
        return FileFacts(status="mismatch", refused_in=mismatch.id), faults
    if refusals := [c for c in captures if c.status in MISSING and c.method in ASKING]:
        return FileFacts(status="missing", refused_in=refusals[-1].id), faults
    return FileFacts(status="unfetched"), faults


def is_document(capture: Capture, *, pdf: bool) -> bool:
    path = capture.url.partition("?")[0].lower()
    if path.endswith(".pdf") or capture.media_type == "application/pdf":
        return pdf
    return capture.media_type not in HTML or path.endswith((".html", ".htm"))
