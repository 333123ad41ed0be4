"""What a build costs: cold, with its cache, by several processes; beside what reading the same files takes others.

    python benchmarks/build_speed.py --articles 200 --weeks 10 --workers 2 --out build.json

Each build is a process of its own. Processor time is that of the process and all that it began; on a busy machine it
says more than the time on the wall. The load is made by `weekly_archive.py`.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
import warnings
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from installed import byte_code_kept
from weekly_archive import SITE, write

from jjscrape.archive.reader import Archive
from jjscrape.harvest.reading import rendered_kind
from jjscrape.site import load_site

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

TICKS = os.sysconf("SC_CLK_TCK")
SAMPLE = 200
"""Pages that the peers of extraction read."""


@dataclass(frozen=True, slots=True)
class Cost:
    """Seconds of processor and wall, and the largest memory in MB of the process and all it began, taken together.

    It is looked at five times a second: what the system tells at the end counts the memory of whoever began it, too.
    """

    name: str
    count: int
    cpu: float
    wall: float
    peak: float = 0.0

    @property
    def by_cpu(self) -> float:
        """How many of them a second of processor time does."""
        return self.count / self.cpu if self.cpu else 0.0


def measure(
    articles: int | None,
    weeks: int,
    workers: Iterable[int] = (2,),
    folder: Path | None = None,
    others: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """Measure builds of an archive of that many articles and weeks, and the peers that read the same.

    `others` are interpreters of other versions of this project, by a name for each.
    """
    with tempfile.TemporaryDirectory(prefix="build-speed-", dir=folder) as made, byte_code_kept():
        root = Path(made)
        count = write(root / "archive", articles, weeks)
        few = write(root / "few", 1, 1)
        for python in {sys.executable, *(others or {}).values()}:
            _built(root / "compiled", root / "few", few, "not counted", python=python)
            shutil.rmtree(root / "compiled")
        started = _built(root / "none", root / "empty", 0, "start")
        costs = [started, _built(root / "one", root / "archive", count, "cold")]
        sums = {_sums(root / "one")}
        shutil.rmtree(root / "one" / "datasets")
        costs.append(_built(root / "one", root / "archive", count, "warm"))
        sums.add(_sums(root / "one"))
        for number in workers:
            data = root / f"workers-{number}"
            costs.append(_built(data, root / "archive", count, f"{number} workers", "--workers", str(number)))
            sums.add(_sums(data))
        for name, python in (others or {}).items():
            costs.append(_built(root / name, root / "archive", count, f"{name}, cold", python=python))
        costs += _peers(root / "archive", count)
        stored = sum(path.stat().st_size for path in (root / "archive").rglob("*.gz"))
        cache = sum(path.stat().st_size for path in (root / "one" / "cache").rglob("*"))
    return {
        "articles": articles,
        "weeks": weeks,
        "captures": count,
        "archive_bytes": stored,
        "cache_bytes": cache,
        "same_bytes": len(sums) == 1,
        "costs": [{**asdict(cost), "by_cpu": cost.by_cpu} for cost in costs],
    }


def _built(data: Path, archive: Path, count: int, name: str, *more: str, python: str = sys.executable) -> Cost:
    """A build in a process of its own; of an empty folder it fails, and costs what a start does."""
    archive.mkdir(exist_ok=True)
    command = [python, "-P", "-m", "jjscrape", "build", str(archive), "--data", str(data), "--site", SITE, *more]
    began = time.monotonic()
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        watch = _Watch(process.pid)
        watch.start()
        _, status, usage = os.wait4(process.pid, 0)
        watch.ended.set()
        process.returncode = os.waitstatus_to_exitcode(status)
    watch.join()
    if count and process.returncode:
        raise RuntimeError(f"{' '.join(command)} ended with {process.returncode}")
    own = usage.ru_utime + usage.ru_stime
    cpu = own + sum(seconds for pid, seconds in watch.seconds.items() if pid != process.pid)
    return Cost(name, count, cpu, time.monotonic() - began, watch.peak / 1024**2)


class _Watch(threading.Thread):
    """Looks at a process and all that it began, five times a second."""

    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self.pid, self.ended = pid, threading.Event()
        self.seconds: dict[int, float] = {}
        self.peak = 0
        self._begun: set[int] = set()

    def run(self) -> None:
        while not self.ended.wait(0.2):
            parents, memory = {}, {}
            for path in Path("/proc").glob("[0-9]*/stat"):
                try:
                    fields = path.read_text().rpartition(") ")[2].split()
                except OSError:
                    continue
                pid = int(path.parent.name)
                parents[pid] = int(fields[1])
                memory[pid] = int(fields[21]) * os.sysconf("SC_PAGE_SIZE")
                self.seconds[pid] = (int(fields[11]) + int(fields[12])) / TICKS
            ours = {self.pid}
            while more := {pid for pid, parent in parents.items() if parent in ours} - ours:
                ours |= more
            self._begun |= ours
            self.peak = max(self.peak, sum(memory.get(pid, 0) for pid in ours))
        self.seconds = {pid: seconds for pid, seconds in self.seconds.items() if pid in self._begun}


def _sums(data: Path) -> bytes:
    (found,) = (data / "datasets").glob("2*/SHA256SUMS")
    return found.read_bytes()


def _peers(folder: Path, count: int) -> list[Cost]:
    """The libraries that read the same files, and the same pages."""
    site, archive = load_site(SITE), Archive([folder])
    html = [c for c in archive.captures() if rendered_kind(c, site) and c.record_type == "response"][:SAMPLE]
    pages = [archive.body(capture).decode("utf-8", "replace") for capture in html]
    paths = [file.path for file in archive.files]
    return [
        _timed("FastWARC, iterating", count, lambda: _fastwarc(paths)),
        _timed("warcio, iterating", count, lambda: _warcio(paths)),
        _timed("trafilatura, text of a page", len(pages), lambda: _trafilatura(pages)),
        _timed("BeautifulSoup with lxml, parsing", len(pages), lambda: _soup(pages)),
    ]


def _timed(name: str, count: int, work: Callable[[], object]) -> Cost:
    cpu, wall = time.process_time(), time.monotonic()
    work()
    return Cost(name, count, time.process_time() - cpu, time.monotonic() - wall)


def _fastwarc(paths: Iterable[Path]) -> int:
    from fastwarc.warc import ArchiveIterator  # noqa: PLC0415

    return sum(len(record.reader.read()) for path in paths for record in ArchiveIterator(path.open("rb")))


def _warcio(paths: Iterable[Path]) -> int:
    from warcio.archiveiterator import ArchiveIterator  # noqa: PLC0415

    total = 0
    for path in paths:
        with path.open("rb") as stream:
            total += sum(len(record.content_stream().read()) for record in ArchiveIterator(stream))
    return total


def _trafilatura(pages: Iterable[str]) -> int:
    import trafilatura  # noqa: PLC0415

    return sum(len(trafilatura.extract(page) or "") for page in pages)


def _soup(pages: Iterable[str]) -> int:
    from bs4 import BeautifulSoup, XMLParsedAsHTMLWarning  # noqa: PLC0415

    warnings.simplefilter("ignore", XMLParsedAsHTMLWarning)  # pages of XHTML among them
    return sum(len(BeautifulSoup(page, "lxml").get_text()) for page in pages)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--articles", type=int, help="posts on the site; those that ship with it if not given")
    parser.add_argument("--weeks", type=int, default=1)
    parser.add_argument("--workers", type=int, nargs="*", default=[2])
    parser.add_argument("--other", action="append", default=[], metavar="NAME=PYTHON")
    parser.add_argument("--folder", type=Path, help="where the load is made, on a disk with room for it")
    parser.add_argument("--out", type=Path)
    wanted = parser.parse_args()
    found = measure(
        wanted.articles, wanted.weeks, wanted.workers, wanted.folder, dict(one.split("=", 1) for one in wanted.other)
    )
    print(f"{found['captures']} captures, the same bytes from each build: {found['same_bytes']}")
    for cost in found["costs"]:
        print(
            f"{cost['name']:32} {cost['count']:8} {cost['cpu']:8.2f} s CPU {cost['wall']:8.2f} s wall"
            f" {cost['by_cpu']:8.0f} a CPU second {cost['peak']:6.0f} MB"
        )
    if wanted.out:
        wanted.out.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
