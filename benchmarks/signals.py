"""What signals do to the installed `jjscrape run` at any moment from its start to its end, and what the next run makes.

    python benchmarks/signals.py [--signals 80] [--seed 5] [--command .venv/bin/jjscrape]

The demonstration site is run on loopback into an empty folder, and a signal sent: KILL, TERM, INT and HUP in turn, a
third of each within the first tenths of a second, and a third within the tenths after a version was published. Then
the same command is given again. A run that is asked to end says so in one line and exits with 6, or it was done and
exits with 0; the next one exits with 0, neither prints a traceback, and the dataset is that of an undisturbed run.
Before a program's first line Python itself starts: it ends by the signal, or by Ctrl-C with a traceback of its own;
such moments are counted apart.
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
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from installed import byte_code_kept

from jjscrape.demo import DemoSite, serve
from jjscrape.outcome import Exit

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

WAYS = (signal.SIGKILL, signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
ASKING = WAYS[1:]
EARLY = LATE = 0.4
"""Seconds at both ends of a run that a third of the signals each are sent in; the latter from when it has published."""
PATIENCE = 300
SENTENCE = "jjscrape: interrupted"


@dataclass(frozen=True, slots=True)
class Case:
    """One signal. `started` tells whether the program listened by then, or had begun anew and let signals wait."""

    way: signal.Signals
    started: bool
    ended: bool
    code: int
    said: str
    again: int
    said_again: str
    content: str

    def faults(self, wanted: str) -> list[str]:
        """What is not as it should be, in words."""
        found = ["another dataset"] * (self.content != wanted)
        found += [f"the next run exits with {self.again}"] * (self.again != Exit.DONE)
        found += ["a traceback in the next run"] * ("Traceback" in self.said_again)
        if not self.started and not self.ended:
            return found  # of Python's own
        allowed = {-self.way} if self.way is signal.SIGKILL else {Exit.INTERRUPTED}
        found += [f"exits with {self.code}"] * (self.code not in {Exit.DONE, *allowed})
        found += ["a traceback"] * ("Traceback" in self.said)
        lines = [line for line in self.said.splitlines() if line.startswith("jjscrape: ")]
        told = self.code == Exit.INTERRUPTED
        found += [f"says {lines}"] * (len(lines) != told or (told and not lines[-1].startswith(SENTENCE)))
        return found


def words(command: Sequence[str], url: str, data: Path) -> list[str]:
    return [*command, "run", "demo", "--base-url", url, "--data", str(data), "--delay", "0"]


def content(data: Path) -> str:
    catalog = data / "datasets" / "catalog.json"
    return json.loads(catalog.read_text())["versions"][-1]["content_sha256"] if catalog.exists() else ""


def listens(pid: int) -> bool:
    """Whether SIGTERM would be caught, ignored or kept waiting now, as the system tells."""
    try:
        told = dict(line.split(":\t", 1) for line in Path(f"/proc/{pid}/status").read_text().splitlines())
    except (OSError, ValueError):
        return True  # it has ended
    bit = 1 << (signal.SIGTERM - 1)
    return any(int(told.get(name, "0"), 16) & bit for name in ("SigCgt", "SigIgn", "SigBlk"))


def moments(count: int, took: float, seed: int) -> Iterator[tuple[signal.Signals, float, bool]]:
    """Yield signals with the seconds after which they are sent, some at every stage of a run for each.

    The last value says whether these seconds count from when the run has published.
    """
    chance = random.Random(seed)
    for number in range(count):
        stage = number // len(WAYS) % 3
        first, last = ((0, EARLY), (EARLY, took), (0, LATE))[stage]
        yield WAYS[number % len(WAYS)], chance.uniform(first, last), stage == 2


def case(command: Sequence[str], url: str, data: Path, way: signal.Signals, at: float, *, late: bool = False) -> Case:
    """Send a signal to a run, and let another one follow."""
    shutil.rmtree(data, ignore_errors=True)
    told = words(command, url, data)
    with subprocess.Popen(told, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        while late and process.poll() is None and not content(data):
            time.sleep(0.002)
        time.sleep(at)
        started, ended = listens(process.pid), process.poll() is not None
        if not ended:
            process.send_signal(way)
        _, said = process.communicate(timeout=PATIENCE)
    again = subprocess.run(told, capture_output=True, text=True, timeout=PATIENCE, check=False)
    return Case(way, started, ended, process.returncode, said, again.returncode, again.stderr, content(data))


def undisturbed(command: Sequence[str], url: str, data: Path) -> tuple[str, float]:
    """Return what a run publishes, and how many seconds it takes."""
    began = time.monotonic()
    done = subprocess.run(words(command, url, data), capture_output=True, text=True, timeout=PATIENCE, check=False)
    assert done.returncode == Exit.DONE, done.stderr
    return content(data), time.monotonic() - began


def as_from_a_shell() -> None:
    """Let the programs begin as a person's do, whatever this was started with: what is ignored is inherited."""
    for way in ASKING:
        signal.signal(way, signal.SIG_DFL if way is not signal.SIGINT else signal.default_int_handler)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--signals", type=int, default=80)
    parser.add_argument("--seed", type=int, default=5)
    parser.add_argument("--command", default=str(Path(sys.executable).with_name("jjscrape")))
    options = parser.parse_args()
    command, failed = [options.command], 0
    counts: dict[signal.Signals, Counter[str]] = {way: Counter() for way in WAYS}
    as_from_a_shell()
    with tempfile.TemporaryDirectory() as name, byte_code_kept(), serve(DemoSite("core", articles=5)) as serving:
        undisturbed(command, serving.url, Path(name) / "first")  # compiles
        wanted, took = undisturbed(command, serving.url, Path(name) / "sound")
        print(f"a run takes {took:.1f} s here", flush=True)
        for way, at, late in moments(options.signals, took, options.seed):
            found = case(command, serving.url, Path(name) / "data", way, at, late=late)
            faults = found.faults(wanted)
            failed += bool(faults)
            counts[way]["sent"] += 1
            ended = (
                "before its first line" if not found.started else f"exit {found.code}" if found.code >= 0 else "killed"
            )
            counts[way][ended if not found.ended else "had ended"] += 1
            counts[way]["faults"] += bool(faults)
            if faults:
                since = "publishing" if late else "the start"
                print(f"{way.name} {at:.2f} s after {since}: {'; '.join(faults)}", file=sys.stderr)
                print(found.said[-600:], file=sys.stderr, flush=True)
        checked = subprocess.run([*command, "verify", "--data", str(Path(name) / "data")], check=False)
        failed += bool(checked.returncode)
    columns = ("sent", "before its first line", "killed", "exit 6", "exit 0", "had ended", "faults")
    print(f"| signal | {' | '.join(columns)} |\n| --- |{' ---: |' * len(columns)}")
    for way, count in counts.items():
        print(f"| {way.name} | {' | '.join(str(count[column]) for column in columns)} |")
    sys.exit(bool(failed))


if __name__ == "__main__":
    main()
