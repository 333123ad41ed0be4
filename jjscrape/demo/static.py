"""Files as Apache sends them with Drupal's .htaccess."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from hashlib import sha256

from jjscrape.demo.response import Response, answer
from jjscrape.demo.store import OPENED

STATIC_MODIFIED = OPENED - timedelta(days=30)
TWO_WEEKS = "max-age=1209600"


def http_date(time: datetime) -> str:
    return format_datetime(time.astimezone(UTC), usegmt=True)


def static(common: list[tuple[str, str]], data: bytes, media_type: str, sent: dict[str, str]) -> Response:
    """Answer as Apache does for a file: an ETag of its own, which alone suffices for a 304, and so does the date."""
    etag = f'"{len(data):x}-{sha256(data).hexdigest()[:13]}"'
    headers = [
        *common,
        ("Last-Modified", http_date(STATIC_MODIFIED)),
        ("ETag", etag),
        ("Accept-Ranges", "bytes"),
        ("Cache-Control", TWO_WEEKS),
    ]
    tag, since = sent.get("if-none-match"), sent.get("if-modified-since")
    if tag == etag or (tag is None and since == http_date(STATIC_MODIFIED)):
        return answer(304, headers)
    return answer(200, [*headers, ("Content-Length", str(len(data))), ("Content-Type", media_type)], data)
