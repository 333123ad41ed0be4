"""The command line with short patience, as it will be some days from now: the first word says how many."""

from __future__ import annotations

import later_run

from jjscrape import settings


def main() -> None:
    settings.JJSCRAPE_RETRY_PAUSE = 0.01
    settings.RETRY_TIMES = 1
    settings.DOWNLOAD_TIMEOUT = 1  # type: ignore[assignment]
    later_run.main()
