"""The command line with pauses between retries too short to wait for."""

from __future__ import annotations

from commands import undrawn

from jjscrape import settings


def main() -> None:
    settings.JJSCRAPE_RETRY_PAUSE = 0.01
    undrawn()
