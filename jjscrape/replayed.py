"""Where a capture is seen again: the addresses of the server that `jjscrape replay` starts on this machine."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from datetime import datetime

HOST: Final = "127.0.0.1"
PORT: Final = 8090
"""Where no port is named and this one is free."""
COLLECTION: Final = "archive"
USUAL: Final = f"http://{HOST}:{PORT}"


def address(server: str, url: str, at: datetime | str = "") -> str:
    """The address of a page by its own, at the capture that is nearest in time: an instant in UTC, or its digits."""
    stamp = at if isinstance(at, str) else f"{at:%Y%m%d%H%M%S}"
    return f"{server}/{COLLECTION}/{stamp}{'/' if stamp else ''}{url}"
