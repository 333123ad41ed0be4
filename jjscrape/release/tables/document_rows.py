"""Files the site links to, each once whatever page links to it."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jjscrape.harvested import Harvest
    from jjscrape.release.write import Rows


def document_rows(harvest: Harvest) -> Rows:
    by_id = defaultdict(list)
    for document in harvest.documents:
        by_id[document.id].append(document)
    rows = []
    for document_id, links in by_id.items():
        links.sort(key=lambda d: (d.found_on, d.label is None, d.label or ""))
        facts = harvest.files[document_id]
        rows.append(
            {
                "id": document_id,
                "url": min(document.url for document in links),
                "label": next((document.label for document in links if document.label), None),
                "media_type": facts.media_type,
                "bytes": facts.size,
                "sha256": facts.sha256,
                "status": facts.status,
                "found_on": sorted({document.found_on for document in links}),
                "capture_id": facts.capture_id,
            }
        )
    return rows
