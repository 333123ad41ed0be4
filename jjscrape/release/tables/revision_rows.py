"""What records said from when to when: a row of `revisions` for each title and text."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jjscrape.harvested import Harvest
    from jjscrape.release.write import Row


def revision_rows(harvest: Harvest) -> Iterator[Row]:
    for record_id, revisions in harvest.revisions.items():
        ends = [*(later.since for later in revisions[1:]), harvest.history[record_id].gone_since]
        for number, (revision, end) in enumerate(zip(revisions, ends, strict=True), 1):
            text = revision.text or None
            yield {
                "record_id": record_id,
                "number": number,
                "valid_from": revision.since,
                "valid_to": end,
                "title": revision.title,
                "text_digest": hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest() if text else None,
                "text": text,
                "capture_id": revision.capture_id,
            }
