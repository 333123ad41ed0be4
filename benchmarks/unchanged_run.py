"""What a weekly run of a site that stayed the same costs: requests, processor time and memory, by the site's size.

    python benchmarks/unchanged_run.py [--articles 200 2000 20000] [--weeks 1] [--json FILE]

Each run is a process of its own, without the build, its clock set on by a week for each; `crawl_speed.py` tells how
processor time and memory are taken.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from crawl_speed import served, spent

if TYPE_CHECKING:
    from collections.abc import Sequence

RUN = """\
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from jjscrape import clock
from jjscrape.operate import run as running
from jjscrape.site import load_site

class Later(datetime):
    @classmethod
    def now(cls, tz=None):
        return datetime.now(tz) + timedelta(weeks=int(sys.argv[3]))

class Unbuilt:
    class tally:
        left_out = {}
    unavailable, unread, pins, version, new = {}, (), (), None, False

clock.datetime = Later
running.publish_archive = lambda *_, **__: Unbuilt()
site = replace(load_site("demo").at(sys.argv[1]), max_requests=10**7, max_pages=10**5)
running.run(site, Path(sys.argv[2]), running.Options(delay=0))
"""


def measure(articles: int, weeks: int = 1, python: str = "") -> list[dict[str, Any]]:
    """Run once, and then again in each of so many weeks; a row for each run."""
    rows = []
    with served(articles, 0, "gzip") as server, tempfile.TemporaryDirectory() as folder:
        for week in range(weeks + 1):
            command = [python or sys.executable, "-c", RUN, server.url, f"{folder}/data", str(week)]
            taken = spent(command, server, Path(folder))
            rows.append({"articles": articles, "week": week, **asdict(taken)})
    return rows


def table(sizes: Sequence[int], weeks: int, told: Path | None) -> None:
    print("| articles | run | requests | CPU s | peak MB |\n| ---: | --- | ---: | ---: | ---: |")
    rows: list[dict[str, Any]] = []
    for articles in sizes:
        for row in measure(articles, weeks):
            rows.append(row)
            name = f"week {row['week']}" if row["week"] else "first"
            print(f"| {articles:,} | {name} | {row['answers']:,} | {row['cpu']:.1f} | {row['peak']:.0f} |", flush=True)
        if told:
            told.write_text(json.dumps(rows, indent=1))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--articles", type=int, nargs="+", default=[200, 2000, 20_000])
    parser.add_argument("--weeks", type=int, default=1)
    parser.add_argument("--json", type=Path)
    told = parser.parse_args()
    table(told.articles, told.weeks, told.json)


if __name__ == "__main__":
    main()
