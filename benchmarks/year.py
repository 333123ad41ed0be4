"""A year of weekly runs in some minutes: what they ask for, and when they find what was changed.

    python benchmarks/year.py [--weeks 52] [--articles 200] [--full-every 13] [--build-every 13]

The demonstration site gets a new post and two edits of random posts every week, one of which changes the title. The
clock that the runs read is set on by a week each time; the site is served on loopback. Beside each `--full-every`-th
run a second archive is crawled with `--full`, which asks for everything and sends both validators, as Scrapy's RFC 2616
policy and `wget --mirror -N` do. A build is made every `--build-every`-th week and in the last; the other weeks only
crawl.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import random
import sys
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from jjscrape import clock
from jjscrape.archive.index import entries
from jjscrape.datafolder import ARCHIVE
from jjscrape.demo import DemoSite, serve
from jjscrape.release.read import read_version
from jjscrape.site import load_site

WEEK = timedelta(weeks=1)
BEGIN = datetime(2026, 1, 5, 3, 0, tzinfo=UTC)
FORKS = multiprocessing.get_context("forkserver")
PRELOAD = ["scrapy.crawler", "pandas", "jjscrape.cli", "jjscrape.operate.run", "jjscrape.crawl.spider"]


def shifted(by: timedelta) -> type[datetime]:
    """A datetime whose present is so much later."""

    class Later(datetime):
        @classmethod
        def now(cls, tz: Any = None) -> datetime:
            return datetime.now(tz) + by

    return Later


def week(url: str, data: Path, at: datetime, *, full: bool, build: bool) -> None:
    """One run, in a process of its own."""
    from jjscrape.operate import run as running  # noqa: PLC0415

    clock.datetime = shifted(at - datetime.now(UTC))  # type: ignore[misc, attr-defined]
    if not build:
        running.publish_archive = lambda *_: Unbuilt()  # type: ignore[assignment, return-value]
    options = running.Options(delay=0, full=full)
    running.run(load_site("demo").at(url), data, options)


class Unbuilt:
    """In place of what a build gives."""

    class tally:  # noqa: N801
        left_out: dict[str, int] = {}  # noqa: RUF012

    unread: tuple[()] = ()


def run(url: str, data: Path, at: datetime, *, full: bool = False, build: bool = False) -> dict[str, Any]:
    process = FORKS.Process(target=week, args=(url, data, at), kwargs={"full": full, "build": build})
    process.start()
    process.join()
    if process.exitcode:
        sys.exit(f"the run of {at:%Y-%m-%d} ended with {process.exitcode}")
    newest = max((data / ARCHIVE).glob("*/run.json"))
    found: dict[str, Any] = json.loads(newest.read_text("utf-8"))
    return found


def edit(site: DemoSite, chance: random.Random, number: int) -> list[str]:
    """A new post and two edits; returns the paths of what was edited."""
    site.add("news", f"A post of week {number}", body=f"What week {number} brought.\n\nAnd what it did not.")
    posts = sorted(n.alias for n in site.store.nodes.values() if n.published and n.kind in {"news", "blog", "event"})
    edited = chance.sample(posts, 2)
    for alias in edited:
        node = site.store.by_path(alias)
        assert node is not None
        # One of them shows on lists, the other on the page alone.
        title = f"{node.title}, as of week {number}" if alias == edited[0] else None
        site.edit(f"/{alias}", title=title, body=f"{node.summary}\n\nA paragraph that was added in week {number}.")
    return [f"/{alias}" for alias in edited]


def found_after(archive: Path, path: str, number: int) -> int | None:
    """How many weeks after an edit the archive got the page as it was then."""
    for entry in entries(archive / "index.cdxj"):
        if entry.url.endswith(path) and entry.status == 200 and not entry.revisit:
            at = datetime.strptime(entry.file[:16], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
            if at >= BEGIN + number * WEEK - timedelta(hours=1):
                return round((at - BEGIN) / WEEK) - number
    return None


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--weeks", type=int, default=52)
    parser.add_argument("--articles", type=int, default=200)
    parser.add_argument("--full-every", type=int, default=13)
    parser.add_argument("--build-every", type=int, default=13)
    told = parser.parse_args()
    FORKS.set_forkserver_preload(PRELOAD)
    chance, site = random.Random(1), DemoSite(articles=told.articles)
    edits: list[tuple[str, int]] = []
    ours: list[tuple[int, int]] = []
    full: list[tuple[int, int]] = []
    with tempfile.TemporaryDirectory() as temporary, serve(site) as serving:
        plan, everything = Path(temporary) / "plan", Path(temporary) / "full"
        print("| week | requests | kB | not due | full: requests | kB |\n| ---: | ---: | ---: | ---: | ---: | ---: |")
        for number in range(told.weeks + 1):
            at = BEGIN + number * WEEK
            if number:
                edits += [(path, number) for path in edit(site, chance, number)]
            build = number == told.weeks or not number % told.build_every
            done = run(serving.url, plan, at, build=build)
            line = [number, done["requests"], done["bytes"] // 1000, len(done["not_due"])]
            assert done["complete"], done["incomplete_because"]
            if number:
                ours.append((done["requests"], done["bytes"]))
            if number in {0, 1} or not number % told.full_every:
                beside = run(serving.url, everything, at, full=True)
                line += [beside["requests"], beside["bytes"] // 1000]
                if number:
                    full.append((beside["requests"], beside["bytes"]))
            print(f"| {' | '.join(map(str, [*line, *['-'] * (6 - len(line))]))} |", flush=True)
        means = [[sum(one[unit] for one in side) / len(side) for unit in (0, 1)] for side in (ours, full)]
        late = [found_after(plan / ARCHIVE, path, number) for path, number in edits]
        rows = read_version(plan / "datasets" / "latest")
    shares = [f"{mine / theirs:.1%}" for mine, theirs in zip(*means, strict=True)]
    print(f"\nA run asks for {shares[0]} of the requests and {shares[1]} of the bytes of a full one.")
    delays = [weeks for weeks in late if weeks is not None]
    print(f"Edits: {len(edits)}, found in the same week {delays.count(0)}, later {sum(map(bool, delays))}, "
          f"after {max(delays, default=0)} weeks at most, not found yet {late.count(None)}.")  # fmt: skip
    titles = {row["title"] for row in rows["articles"] if row["status"] == "live"}
    missing = [number for number in range(1, told.weeks + 1) if f"A post of week {number}" not in titles]
    print(f"New posts: {told.weeks}, missing {len(missing)}. Live articles: {len(titles)}.")
    late_unfound = [number for (_, number), weeks in zip(edits, late, strict=True) if weeks is None]
    bound = load_site("demo").look_again // 7
    sys.exit(
        bool(missing) or max(delays, default=0) > bound or any(number <= told.weeks - bound for number in late_unfound)
    )


if __name__ == "__main__":
    main()
