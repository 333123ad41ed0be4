"""Kill -9 at many points of a build and its publication, while a reader looks on: `python benchmarks/kill_publish.py`.

The data folder holds one version and an archive that a second one follows from. Each time a fresh process builds and
publishes it, and is killed: half of the times at moments spread evenly over the time that takes, half of the times
just before one of its operations on files while it publishes, spread evenly over them. All the while, and after, a
reader opens what the catalog lists and what `latest` names: it must find the old version whole, or the new one whole.
Every tenth time the command is given again on what the killed process left, and must come to the same bytes as if
nothing had been.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from jjscrape.demo import DemoSite, serve
from jjscrape.release.store import checksums
from jjscrape.release.store.versions import LATEST, read_catalog

if TYPE_CHECKING:
    from collections.abc import Callable

EVENTS = ("open", "os.", "shutil.")
"""Beginnings of the audit events that are operations on files."""

VICTIM = """
import contextlib, os, signal, sys
from pathlib import Path
import jjscrape.release.publish, pyarrow.parquet  # so that the children need not
from jjscrape.operate.building import build_only
count, begun, fatal, watching = 0, 0, 0, False
def hook(event, arguments):
    global count, begun
    if watching and event.startswith(EVENTS):
        count += 1
        if event == "os.mkdir" and str(arguments[0]).endswith(".part"):
            begun = begun or count
        if count == fatal:
            os.kill(os.getpid(), signal.SIGKILL)
sys.addaudithook(hook)
print("ready", flush=True)
for line in sys.stdin:
    fatal = int(line)
    if child := os.fork():
        print(child, flush=True)
        os.waitpid(child, 0)
        print("dead", flush=True)
    else:
        watching = True
        build_only([str(Path(sys.argv[1], "archive"))], Path(sys.argv[1]), "demo", None)
        watching = False
        Path(sys.argv[1], "count").write_text(f"{begun} {count}")
        os._exit(0)
"""


def crawl(url: str, data: Path) -> None:
    command = [sys.executable, "-m", "jjscrape", "run", "demo", "--base-url", url, "--data", str(data), "--delay", "0"]
    subprocess.run(command, check=True, capture_output=True)


def prepare(folder: Path, site: DemoSite, crawl: Callable[[str, Path], None] = crawl) -> None:
    """Make `folder/data`, with one version and an archive of two crawls, and keep its datasets in `folder/before`."""
    with serve(site) as serving:
        crawl(serving.url, folder / "data")
        shutil.copytree(folder / "data" / "datasets", folder / "before", symlinks=True)
        site.add("blog", "One More", body="A line.\n\nAnother line.")
        crawl(serving.url, folder / "data")


def reset(folder: Path) -> None:
    shutil.rmtree(folder / "data" / "datasets")
    shutil.copytree(folder / "before", folder / "data" / "datasets", symlinks=True)


def look(datasets: Path, known: dict[str, str]) -> str:
    """Read as a reader does, and return the newest version; every version must be whole and be the one it should."""
    newest = datasets / LATEST
    catalog = read_catalog(datasets)
    assert catalog, "the catalog is gone"
    for version in catalog:
        folder = datasets / version.id
        assert checksums.faults(folder) == [], checksums.faults(folder)
        assert checksums.sha256_of(folder / checksums.NAME) == version.sums_sha256 == known[version.id]
    named = newest.readlink().name
    assert checksums.sha256_of(newest / checksums.NAME) in known.values(), named
    return catalog[-1].id


class Nursery:
    """Processes that build, each born from one that has imported everything."""

    def __init__(self, data: Path) -> None:
        program = f"EVENTS = {EVENTS!r}\n{VICTIM}"
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True, "bufsize": 1}
        self.process = subprocess.Popen([sys.executable, "-c", program, str(data)], **pipes)
        self.said()

    def said(self) -> str:
        line = self.process.stdout.readline()
        assert line, "the nursery has died"
        return line.strip()

    def birth(self, fatal: int) -> int:
        self.process.stdin.write(f"{fatal}\n")
        return int(self.said())

    def close(self) -> None:
        self.process.stdin.close()
        self.process.wait(timeout=60)
        self.process.stdout.close()


def measure(folder: Path, kills: int) -> dict[str, float]:
    data, datasets = folder / "data", folder / "data" / "datasets"
    known = {version.id: version.sums_sha256 for version in read_catalog(datasets)}
    *_, second = known
    nursery = Nursery(data)
    try:
        reset(folder)
        began = time.monotonic()
        nursery.birth(0)
        nursery.said()
        usual = time.monotonic() - began
        begun, events = map(int, (data / "count").read_text().split())
        assert look(datasets, known) == second
        found = {
            "kills": 0,
            "events": events - begun,
            "seconds": usual,
            "looks": 0,
            "old": 0,
            "new": 0,
            "halves": 0,
            "redone": 0,
        }
        for number in range(kills):
            reset(folder)
            by_event = number % 2 == 0
            share = (number + 1) / (kills + 1)
            child = nursery.birth(begun + round(share * (events - begun)) if by_event else 0)
            end = time.monotonic() + (60 if by_event else share * usual)
            alive = True
            while alive and time.monotonic() < end:
                look(datasets, known)
                found["looks"] += 1
                alive = Path(f"/proc/{child}/stat").exists() and not is_zombie(child)
            with contextlib.suppress(ProcessLookupError):
                os.kill(child, signal.SIGKILL)
            assert nursery.said() == "dead"
            found["kills"] += 1
            found["new" if look(datasets, known) == second else "old"] += 1
            found["halves"] += any(path.name.endswith(".part") for path in datasets.iterdir())
            if number % 10 == 0:
                nursery.birth(0)
                nursery.said()
                assert look(datasets, known) == second
                assert not [path for path in datasets.iterdir() if path.name.endswith(".part")]
                found["redone"] += 1
        return found
    finally:
        nursery.close()


def is_zombie(process: int) -> bool:
    with contextlib.suppress(FileNotFoundError, ProcessLookupError):
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    return True


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--articles", type=int, default=12)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        prepare(Path(folder), DemoSite(articles=options.articles))
        for name, value in measure(Path(folder), options.kills).items():
            print(f"{name}\t{value:.4g}")


if __name__ == "__main__":
    main()
