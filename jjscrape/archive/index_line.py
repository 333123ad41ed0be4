"""A capture as a line of an index, in CDXJ."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

from jjscrape.archive.field_values import format_date
from jjscrape.archive.foreign import stamp
from jjscrape.archive.request import Asked, with_method
from jjscrape.archive.surt import surt

if TYPE_CHECKING:
    from jjscrape.archive.capture import Capture

REVISIT: Final = "warc/revisit"
"""What an index calls a capture whose body is an older one's."""


def index_line(capture: Capture, length: int | None) -> str:
    """One capture in CDXJ. `date` and `id`, beside the common keys, let a revisit name it exactly."""
    asked = None if capture.got else Asked(capture.method or "", capture.request_body)
    values = {
        "url": capture.url,
        "mime": REVISIT if capture.record_type == "revisit" else capture.media_type or "unk",
        "status": "" if capture.status is None else str(capture.status),
        "digest": capture.payload_digest or "-",
        "length": "" if length is None else str(length),
        "offset": str(capture.warc_offset),
        "filename": capture.warc_file,
        "date": format_date(capture.captured_at),
        "id": capture.record_id,
        "method": "" if asked is None else asked.method,
        "requestBody": "" if asked is None else asked.body,
    }
    body = json.dumps({key: value for key, value in values.items() if value}, ensure_ascii=True)
    return f"{surt(with_method(capture.url, asked))} {stamp(capture.captured_at)} {body}"
