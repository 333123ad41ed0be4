"""Whether `jjscrape replay` runs beside the explorer: only then a page of the archive has a link."""

from __future__ import annotations

import time
import urllib.request
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from jjscrape import replayed

if TYPE_CHECKING:
    from datetime import datetime

_HERE: Final = frozenset({replayed.HOST, "localhost", "::1"})
_PATIENCE: Final = 0.5
_BELIEVED_FOR: Final = 5.0
"""Seconds until it is asked again, as somebody may start or end it meanwhile."""


def server_of(address: str) -> str | None:
    """The server of an address on this machine, whatever page of it is named; None of any other, which is not asked."""
    try:
        parts = urlsplit(address)
        here = parts.scheme == "http" and parts.hostname in _HERE and parts.port is not None
    except ValueError:  # a port that is no number
        return None
    return f"http://{parts.netloc}" if here else None


class Replaying:
    """The replay server at an address on this machine, which may come and go."""

    def __init__(self, server: str) -> None:
        self.server = server
        self._runs = False
        self._asked_at = float("-inf")
        # No proxy: it is on this machine.
        self._opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))

    def runs(self) -> bool:
        """Whether its collection answers there; what else may listen at that address does not."""
        now = time.monotonic()
        if now - self._asked_at > _BELIEVED_FOR:
            try:
                with self._opener.open(f"{self.server}/{replayed.COLLECTION}/", timeout=_PATIENCE):
                    self._runs = True
            except (OSError, ValueError):
                self._runs = False
            self._asked_at = time.monotonic()
        return self._runs

    def page(self, url: str, at: datetime) -> str:
        """Where the page that was captured then is seen again."""
        return replayed.address(self.server, url, at)
