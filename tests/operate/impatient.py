"""The command line with pauses between retries too short to wait for."""

from __future__ import annotations

from jjscrape import cli, settings


def main() -> None:
    settings.JJSCRAPE_RETRY_PAUSE = 0.01
    cli.main()
