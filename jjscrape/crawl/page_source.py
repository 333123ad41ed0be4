"""A response of Scrapy's as what pages are read from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jjscrape.clock import now
from jjscrape.items import CaptureRef
from jjscrape.pages.source import Source

if TYPE_CHECKING:
    from scrapy.http import Response

CAPTURE_META = "jjscrape_capture"
"""In a request's meta: the CaptureRef of the answer."""


def source_of(response: Response) -> Source:
    """Return what the pages are extracted from, with the capture if the answer was archived."""
    headers = {
        name.decode("latin-1").lower(): b", ".join(values).decode("latin-1")
        for name, values in response.headers.items()
    }
    capture = response.meta.get(CAPTURE_META) if response.request else None
    return Source(
        url=response.url,
        body=response.body,
        captured_at=capture.captured_at if isinstance(capture, CaptureRef) else now(),
        headers=headers,
        status=response.status,
        capture=capture if isinstance(capture, CaptureRef) else None,
    )
