"""Every write site of a run and a build x {short write, no room, disk error, kill -9}: `benchmarks/crash_matrix.py`.

Each case is a command in which the disk fails at one operation on one kind of file, at its first turn or its last, and
then the same command again on what that left. A line says how the first ended, how many captures of what the site had
answered are not in the archive (the one that was being written aside) or were and are no more, how many addresses that
it had whole were asked for again (start pages aside), whether there was a traceback, and whether the second came to the
same dataset as a command that nothing disturbed: to the same SHA256SUMS for a build, and for a run, whose times are its
own, to the same content hash. `--kills N` kills a run at so many random moments instead, of the processor's time that
it takes; `--full-disk` fills small disks, which takes root.
"""

from __future__ import annotations

import argparse
import json
import random
import shutil
import signal
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))
sys.path.insert(0, str(Path(__file__).parent))

from commands import call, jjscrape
from faulty_disk import FAULTS
from interrupt import target, whole

from jjscrape.archive.reader import Archive
from jjscrape.demo import DemoSite, serve
from jjscrape.operate.going_on import read_record
from jjscrape.outcome import Exit
from jjscrape.site import load_site

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jjscrape.demo.server import Serving

SIZES = [16, 32, 64, 100, 150, 200, 300, 400, 600, 800, 1200, 1600, 2400, 3200, 4800, 6400, 9600, 12800]
"""Of full disks, in kB."""
STARTS = {target(path) for path in ("/robots.txt", *load_site("demo").start, *load_site("demo").optional)}
"""What every run asks for."""


@dataclass(frozen=True)
class Undisturbed:
    """What a command comes to by itself; `sites` counts its operations on files, `seconds` is its processor's time."""

    words: tuple[object, ...]
    sites: dict[str, int]
    seconds: float
    result: str


@dataclass(frozen=True)
class Case:
    site: str
    turn: int
    fault: str
    ended: str
    traceback: bool
    lost: int
    twice: int
    same: bool

    @property
    def good(self) -> bool:
        return not self.traceback and not self.lost and not self.twice and self.same

    def __str__(self) -> str:
        told = (
            "TRACEBACK" * self.traceback,
            f"LOST {self.lost}" * bool(self.lost),
            f"TWICE {self.twice}" * bool(self.twice),
            "OTHER DATASET" * (not self.same),
        )
        return "\t".join([self.site, str(self.turn), self.fault, self.ended, " ".join(filter(None, told)) or "same"])


def words_of_run(url: str, *more: str) -> tuple[object, ...]:
    return ("run", "demo", "--base-url", url, "--delay", 0, *more)


def result_of(data: Path, command: object) -> str:
    """The dataset that is published, as far as it can be the same twice; empty where there is none."""
    latest = data / "datasets" / "latest"
    if not latest.exists():
        return ""
    if command == "build":
        return (latest / "SHA256SUMS").read_text()
    return json.loads((data / "datasets" / "catalog.json").read_text())["versions"][-1]["content_sha256"]


def undisturbed(folder: Path, words: tuple[object, ...]) -> Undisturbed:
    data, told = folder / "undisturbed", folder / "counts.json"
    done = call("faulty_disk:counting", data, told, *words, "--data", data)
    assert done.returncode == Exit.DONE, done.stderr
    counts = json.loads(told.read_text())
    return Undisturbed(words, counts["sites"], counts["seconds"], result_of(data, words[0]))


def case(folder: Path, good: Undisturbed, site: str, turn: int, fault: str, serving: Serving | None = None) -> Case:
    """Try one; `serving` is the site of a run."""
    data = emptied(folder / "data")
    return tried(good, data, ("faulty_disk:failing", data, site, turn, fault), (site, turn, fault), serving)


def killed(folder: Path, good: Undisturbed, seconds: float, serving: Serving) -> Case:
    data = emptied(folder / "data")
    return tried(good, data, ("faulty_disk:dying", seconds), (f"after {seconds:.3f} s", 1, "kill"), serving)


def emptied(data: Path) -> Path:
    shutil.rmtree(data, ignore_errors=True)
    data.mkdir(parents=True)
    return data


def tried(
    good: Undisturbed, data: Path, broken: tuple[object, ...], named: tuple[str, int, str], serving: Serving | None
) -> Case:
    """A command that is broken, and the same again as it should be."""
    log = serving.requests if serving else []
    before = len(log)
    first = call(*broken, *good.words, "--data", data)
    answered = len(log) - before
    had, captures = whole(data) if serving and (data / "archive").is_dir() else (set(), set())
    # What was published, and said so, is begun anew.
    records = (read_record(path.parent) for path in data.glob("archive/*/run.json"))
    over = not first.returncode or any(record and record.built for record in records)
    again = jjscrape(*good.words, "--data", data)
    asked = {asked for _, asked, _ in log[before + answered :]}
    still = whole(data)[1] if captures else set()
    assert not list((data / "datasets").glob(".*.part")), "a half-written version is still there"
    deadly = {-signal.SIGKILL, -signal.SIGPROF}
    return Case(
        *named,
        "killed" if first.returncode in deadly else f"exit {first.returncode}",
        traceback="Traceback" in first.stderr + again.stderr,
        lost=max(0, answered - len(captures) - 1) + len(captures - still),
        twice=0 if over else len(asked & had - STARTS),
        same=again.returncode == Exit.DONE and result_of(data, good.words[0]) == good.result,
    )


def kept(data: Path) -> int:
    archive = data / "archive"
    return sum(1 for _ in Archive([archive]).captures()) if archive.is_dir() else 0


def cases(good: Undisturbed, part: str) -> Iterator[tuple[str, int, str]]:
    """Each site below a folder at its first and its last turn, with each fault that it can have."""
    for site, count in good.sites.items():
        if not site.split(" ", 1)[1].startswith(part):
            continue
        for turn in sorted({1, count}):
            for fault in FAULTS:
                if fault != "short" or site.startswith("write "):
                    yield site, turn, fault


@contextmanager
def small_disk(folder: Path, size: int) -> Iterator[Path]:
    """A disk in memory of so many kB, without its system's own part."""
    folder.mkdir(parents=True, exist_ok=True)
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}k", "tmpfs", folder], check=True)
    try:
        yield folder
    finally:
        subprocess.run(["umount", folder], check=True)


def full_disks(folder: Path) -> Iterator[str]:
    """A run on disks that are too small, and what is left of it after moving to one that is not."""
    with serve(DemoSite("core", articles=5)) as serving:
        good = undisturbed(folder, words_of_run(serving.url))
        for size in SIZES:
            data = folder / f"moved-{size}"
            with small_disk(folder / "small", size) as small:
                before = len(serving.requests)
                first = jjscrape(*good.words, "--data", small / "d", JJSCRAPE_MIN_FREE="0")
                lost = max(0, len(serving.requests) - before - kept(small / "d") - 1)
                if (small / "d").is_dir():
                    shutil.copytree(small / "d", data, symlinks=True)
            again = jjscrape(*good.words, "--data", data)
            same = again.returncode == Exit.DONE and result_of(data, "run") == good.result
            last = first.stderr.strip().splitlines()[-1:] or [""]
            told = [
                str(size),
                str(first.returncode),
                str("Traceback" in first.stderr),
                str(lost),
                str(same),
                last[0][:110],
            ]
            yield "\t".join(told)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--articles", type=int, default=5)
    parser.add_argument("--only", choices=["run", "build"], help="half of the matrix")
    parser.add_argument("--kills", type=int, help="kill so many runs at random moments instead")
    parser.add_argument("--seed", type=int, default=1, help="of the random moments")
    parser.add_argument("--full-disk", action="store_true", help="fill small disks instead")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if options.full_disk:
            print("kB\texit\ttraceback\tlost\tsame\tsentence")
            for line in full_disks(folder):
                print(line, flush=True)
            return
        print("site\tturn\tfault\tended\tthen")
        bad = cases_tried = 0
        with serve(DemoSite("core", articles=options.articles)) as serving:
            # A crawl of posts alone writes to the same files, and takes half of the time.
            less = () if options.kills else ("--only", "news")
            run = undisturbed(folder / "run", words_of_run(serving.url, *less))
            if options.kills:
                chance = random.Random(options.seed)
                for _ in range(options.kills):
                    found = killed(folder, run, chance.uniform(0, 0.95 * run.seconds), serving)
                    cases_tried, bad = cases_tried + 1, bad + (not found.good)
                    print(found, flush=True)
                print(f"{cases_tried} kills, {bad} of them not as they should be")
                return
            shutil.copytree(folder / "run" / "undisturbed" / "archive", folder / "archive")
            build = undisturbed(folder / "build", ("build", folder / "archive"))
            halves = {"run": (run, "archive", serving), "build": (build, "datasets", None)}
            for half, (good, part, site) in halves.items():
                if options.only in {None, half}:
                    for where, turn, fault in cases(good, part):
                        found = case(folder / half, good, where, turn, fault, site)
                        cases_tried, bad = cases_tried + 1, bad + (not found.good)
                        print(found, flush=True)
        print(f"{cases_tried} cases, {bad} of them not as they should be")


if __name__ == "__main__":
    main()
