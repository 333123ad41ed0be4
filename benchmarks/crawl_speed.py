"""What an answer costs a crawl, archive and all, beside what people would use instead.

    python benchmarks/crawl_speed.py [--articles 200 2000] [--page-bytes 0 40000] [--rounds 5] [--json FILE]

The demonstration site is served on loopback by a process of its own, which makes each page once.
The crawlers take turns, so that a machine whose speed drifts slows all of them, and each is a process of its own,
whose processor time (user and system, start-up included) and largest memory the system tells when it has ended. The
server counts the answers. `--coding gzip` lets the server compress pages for those that ask for it; without it everyone
gets, and compresses, the same bytes. `--other NAME=PYTHON` adds another version of this project by its interpreter.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from installed import byte_code_kept

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

HERE = Path(__file__).parent
_FEW = 5
"""Articles of the crawls that nobody counts, in which Python compiles what is measured."""
OURS = """\
import sys
from dataclasses import replace
from pathlib import Path
from jjscrape.crawl.process import crawl
from jjscrape.site import load_site
site = replace(load_site("demo").at(sys.argv[1]), max_requests=10**7, max_pages=10**5)
folder = Path(sys.argv[2]) / "archive" / "20260101T000000Z"
index = folder.parent / "index.cdxj"
summary = crawl(site, archive_dir=folder, delay=0, settings={"JJSCRAPE_ARCHIVE_INDEX": str(index)})
assert summary.complete, summary.incomplete_because
"""
"""A crawl as `jjscrape run` does it, without the build."""
CRAWLERS = ("ours", "wget", "scrapy-warc", "scrapy-links", "scrapy-items")
"""Ours; wget with WARC; Scrapy, tuned, with warcio; the same without an archive; Scrapy as its tutorial begins."""


@dataclass(frozen=True)
class Spent:
    """What one crawl took; seconds, and memory at its largest in MB."""

    answers: int
    cpu: float
    wall: float
    peak: float


class Served:
    """The server's process: tells how many requests it has answered since it was asked before."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        assert process.stdin is not None
        assert process.stdout is not None
        self._asking, self._told = process.stdin, process.stdout
        self.url = self._told.readline().strip()

    def answers(self) -> int:
        self._asking.write("\n")
        self._asking.flush()
        return int(self._told.readline())


@contextmanager
def served(articles: int, page_bytes: int, coding: str) -> Iterator[Served]:
    command = [sys.executable, str(HERE / "crawl_load.py"), str(articles), str(page_bytes), coding]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        yield Served(process)
        assert process.stdin is not None
        process.stdin.close()


def command_of(crawler: str, url: str, folder: Path, others: Mapping[str, str]) -> list[str]:
    if crawler == "wget":
        quiet = [
            "--adjust-extension",
            "--no-verbose",
            "--no-warc-keep-log",
            "--tries=1",
            f"--directory-prefix={folder / 'files'}",
        ]
        return ["wget", "--mirror", "--page-requisites", f"--warc-file={folder / 'wget'}", *quiet, url]
    if crawler.startswith("scrapy-"):
        return [sys.executable, str(HERE / "crawl_peers.py"), crawler, url, str(folder)]
    return [others.get(crawler, sys.executable), "-c", OURS, url, str(folder)]


def spent(command: list[str], served: Served, folder: Path) -> Spent:
    """Run a command to its end. Of its memory Linux would count ours before it was started, so this stays small."""
    served.answers()
    began = time.monotonic()
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log, cwd=folder)
        _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    wall = time.monotonic() - began
    if process.returncode not in {0, 8}:  # with 8 wget says that something was not there
        raise RuntimeError(f"{command[:3]} ended with {process.returncode}: {(folder / 'log').read_text()[-2000:]}")
    return Spent(served.answers(), usage.ru_utime + usage.ru_stime, wall, usage.ru_maxrss / 1000)


def measure(
    articles: int = 200,
    page_bytes: int = 0,
    rounds: int = 5,
    crawlers: Sequence[str] = CRAWLERS,
    coding: str = "identity",
    others: Mapping[str, str] | None = None,
) -> list[dict[str, Any]]:
    """Let crawlers take turns on one load; a row each, with medians, and with the lowest and highest of the rounds.

    `page_bytes` is what a page has at least. `ratio` is the processor time an answer takes by that of ours, the median
    of the rounds.
    """
    taken: dict[str, list[Spent]] = {name: [] for name in (*crawlers, *(others or ()))}
    with byte_code_kept():
        with served(_FEW, 0, coding) as server:
            for crawler in taken:
                _crawl(crawler, server, others or {})
        with served(articles, page_bytes, coding) as server:
            for _ in range(rounds):
                for crawler, crawls in taken.items():
                    crawls.append(_crawl(crawler, server, others or {}))
    ours = taken[crawlers[0]]
    rows = []
    for crawler, crawls in taken.items():
        each = [one.cpu / one.answers * 1000 for one in crawls]
        ratios = [(a.cpu / a.answers) / (b.cpu / b.answers) for a, b in zip(crawls, ours, strict=True)]
        rows.append(
            {
                "load": f"{articles} articles, {page_bytes or 'as they are'}, {coding}",
                "crawler": crawler,
                "answers": statistics.median_low([one.answers for one in crawls]),
                "cpu_ms_per_answer": round(statistics.median(each), 3),
                "cpu_ms_spread": [round(min(each), 3), round(max(each), 3)],
                "answers_per_cpu_second": round(1000 / statistics.median(each)),
                "wall_seconds": round(statistics.median(one.wall for one in crawls), 2),
                "peak_mb": round(statistics.median(one.peak for one in crawls), 1),
                "ratio": round(statistics.median(ratios), 2),
                "ratio_spread": [round(min(ratios), 2), round(max(ratios), 2)],
                "rounds": [asdict(one) for one in crawls],
            }
        )
    return rows


def _crawl(crawler: str, server: Served, others: Mapping[str, str]) -> Spent:
    folder = Path(tempfile.mkdtemp(prefix="crawl-speed-"))
    try:
        return spent(command_of(crawler, server.url, folder, others), server, folder)
    finally:
        shutil.rmtree(folder)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--articles", type=int, nargs="+", default=[200, 2000])
    parser.add_argument("--page-bytes", type=int, nargs="+", default=[0, 40_000])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--coding", choices=["identity", "gzip"], default="identity")
    parser.add_argument("--crawlers", nargs="+", default=list(CRAWLERS))
    parser.add_argument("--other", action="append", default=[], metavar="NAME=PYTHON")
    parser.add_argument("--json", type=Path)
    told = parser.parse_args()
    others = dict(one.split("=", 1) for one in told.other)
    rows: list[dict[str, Any]] = []
    print("| load | crawler | answers | ms of CPU an answer | answers a CPU second | wall s | peak MB | by ours |")
    print("| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: |")
    for articles in told.articles:
        for page_bytes in told.page_bytes:
            for row in measure(articles, page_bytes, told.rounds, told.crawlers, told.coding, others):
                rows.append(row)
                low, high = row["cpu_ms_spread"]
                print(
                    f"| {row['load']} | {row['crawler']} | {row['answers']:,} | {row['cpu_ms_per_answer']:.2f} "
                    f"({low:.2f} to {high:.2f}) | {row['answers_per_cpu_second']:,} | {row['wall_seconds']:.1f} "
                    f"| {row['peak_mb']:.0f} | {row['ratio']:.2f} |",
                    flush=True,
                )
            if told.json:
                told.json.write_text(json.dumps(rows, indent=1))


if __name__ == "__main__":
    main()
