"""The crawl of a run as it will be some days from now, without the build; says how many pages were read for links."""

from __future__ import annotations

import sys
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from jjscrape import clock
from jjscrape.crawl import read_pages
from jjscrape.operate import run as running
from jjscrape.site import load_site


def main() -> None:
    """Take days, the address of a copy, and the data folder."""
    later, read = timedelta(days=float(sys.argv[1])), []
    leads_of = read_pages.leads_of

    class Later(datetime):
        @classmethod
        def now(cls, tz: Any = None) -> datetime:
            return datetime.now(tz) + later

    def counted(source: Any, *others: Any) -> Any:
        read.append(source.url)
        return leads_of(source, *others)

    clock.datetime = Later  # type: ignore[misc, attr-defined]
    read_pages.leads_of = counted  # type: ignore[assignment]
    nothing = SimpleNamespace(left_out={})
    running.publish_archive = lambda *_, **__: SimpleNamespace(  # type: ignore[assignment, return-value]
        tally=nothing, unavailable={}, unread=(), pins=(), version=None, new=False
    )
    site = replace(load_site("demo").at(sys.argv[2]), max_requests=10**5)
    running.run(site, Path(sys.argv[3]), running.Options(delay=0))
    sys.stdout.write(f"{len(read)}\n")
