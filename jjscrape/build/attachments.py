"""What the archive holds at the address of each document the site links to."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from jjscrape.archive.errors import ArchiveError
from jjscrape.build.reading import HTML, OK
from jjscrape.build.standing import ASKING
from jjscrape.release.harvest import FileFacts

if TYPE_CHECKING:
    from collections.abc import Iterable

    from jjscrape.archive.capture import Capture
    from jjscrape.archive.reader import Archive
    from jjscrape.items import Document
    from jjscrape.site import Site

_PDF = b"%PDF"
_PDF_HEADER_WITHIN = 1024
MISSING = range(400, 500)


def file_facts(
    archive: Archive, captures: Iterable[Capture], documents: Iterable[Document], site: Site
) -> dict[str, FileFacts]:
    """Return what is archived of each document. `captures` are in order of time; the newest usable one counts."""
    at: dict[str, list[Capture]] = {}
    for capture in captures:
        at.setdefault(site.key(capture.url) or capture.url, []).append(capture)
    return {d: facts(archive, at.get(d, [])) for d in sorted({document.id for document in documents})}


def facts(archive: Archive, captures: list[Capture]) -> FileFacts:
    """Believe bytes, not addresses: a `.pdf` that answers with a page of HTML is not a document."""
    mismatch: Capture | None = None
    for capture in reversed(captures):
        if capture.status != OK or not capture.got:
            continue
        try:
            body = archive.body(capture)
        except ArchiveError:
            continue
        if is_document(capture, body):
            return FileFacts(
                status="archived",
                media_type=capture.media_type,
                size=len(body),
                sha256=hashlib.sha256(body).hexdigest(),
                capture_id=capture.id,
            )
        mismatch = mismatch or capture
    if mismatch:
        return FileFacts(status="mismatch", refused_in=mismatch.id)
    if refusals := [c for c in captures if c.status in MISSING and c.method in ASKING]:
        return FileFacts(status="missing", refused_in=refusals[-1].id)
    return FileFacts(status="unfetched")


def is_document(capture: Capture, body: bytes) -> bool:
    path = capture.url.partition("?")[0].lower()
    if path.endswith(".pdf") or capture.media_type == "application/pdf":
        return _PDF in body[:_PDF_HEADER_WITHIN]
    return capture.media_type not in HTML or path.endswith((".html", ".htm"))
