"""The command line with pauses between retries too short to wait for."""

from __future__ import annotations

from jjscrape import settings
from jjscrape.cli import main as command


def main() -> None:
    settings.JJSCRAPE_RETRY_PAUSE = 0.01
    command()
