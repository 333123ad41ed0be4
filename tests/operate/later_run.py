"""The command line as it will be some days from now: the first word says how many."""

from __future__ import annotations

import sys
from datetime import datetime, timedelta
from typing import Any

from jjscrape import cli, clock


def main() -> None:
    later = timedelta(days=float(sys.argv.pop(1)))

    class Later(datetime):
        @classmethod
        def now(cls, tz: Any = None) -> datetime:
            return datetime.now(tz) + later

    clock.datetime = Later  # type: ignore[misc, attr-defined]
    cli.main()
