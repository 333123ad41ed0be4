"""Each title and text that a record ever had, over all its captures, whoever made them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jjscrape.harvest.identity import record_of
from jjscrape.harvested import Revision

if TYPE_CHECKING:
    from collections.abc import Iterable

    from jjscrape.harvest.extract import RecordSeen
    from jjscrape.harvest.identity import ReadRecord
    from jjscrape.items import Record


def revisions(read_records: Iterable[ReadRecord], seen_now: RecordSeen, now: Record) -> list[Revision]:
    """Return what a record said, oldest first, from its captures in order of time; `now` is what it says at last.

    A capture that says the same as the one before it tells nothing new; what comes back later counts once more. One
    without a title is left out, as it would be among the records; so is one without a text between two that say the
    same, as a form to log in that stood in place of every page for a while.
    """
    found: list[Revision] = []
    digest = ""
    for read, seen in read_records:
        if seen.content_digest == digest:
            continue  # so that what it says need not be fetched
        digest = seen.content_digest
        record = now if digest == seen_now.content_digest else record_of(read, seen)  # title and text are in the digest
        if not (record.title or "").strip() or (found and found[-1].says(record.title, record.text)):
            continue
        if len(found) > 1 and not found[-1].text and found[-2].text and found[-2].says(record.title, record.text):
            found.pop()
            continue
        found.append(Revision(since=read.capture.captured_at, capture_id=read.capture.id, title=record.title or "",
                              text=record.text))  # fmt: skip
    return found
