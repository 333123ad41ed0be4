"""What the commands cost on one data folder: by the GiB of its archive, by 100,000 rows of its tables.

    python benchmarks/commands_speed.py [--articles 2000] [--rounds 3] [--earlier REVISION] [--json FILE]

The demonstration site is crawled twice, with posts edited and added in between, so that there are two versions. Each
command is a process of its own, whose processor time the system tells. Beside them stand programs that people would use
for a like task, or that do the least that it takes: unpacking the same WARC files, reading them with warcio and
FastWARC.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jjscrape.demo import DemoSite, serve

if TYPE_CHECKING:
    from collections.abc import Sequence

JJSCRAPE = ["-P", "-m", "jjscrape"]
READ = {
    "warcio": "from warcio.archiveiterator import ArchiveIterator as read",
    "FastWARC": "from fastwarc.warc import ArchiveIterator as read",
}
"""Iterates over the records of WARC files, with their content."""
READ_ALL = """\
import sys
{read}
for path in sys.argv[1:]:
    with open(path, "rb") as file:
        for record in read(file):
            (record.content_stream() if hasattr(record, "content_stream") else record.reader).read()
"""


@dataclass(frozen=True)
class Spent:
    cpu: float
    wall: float


def spent(command: Sequence[str], folder: Path) -> Spent:
    """Run a command to its end; seconds.

    Raises:
        RuntimeError: it failed.
    """
    began = time.monotonic()
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log, cwd=folder)
        _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        said = (folder / "log").read_text(encoding="utf-8", errors="replace")[-2000:]
        raise RuntimeError(f"{' '.join(command)} ended with {process.returncode}: {said}")
    return Spent(usage.ru_utime + usage.ru_stime, time.monotonic() - began)


def make_data(data: Path, articles: int) -> None:
    """Crawl the demonstration site, edit one post in twenty and add as many, and crawl it again."""
    site = DemoSite(articles=articles)
    with serve(site) as server:
        command = [
            sys.executable,
            *JJSCRAPE,
            "run",
            "demo",
            "--base-url",
            server.url,
            "--delay",
            "0",
            "--data",
            str(data),
        ]
        limit = ["--max-requests", "1000000"]
        spent([*command, *limit], data)
        posts = [node.alias for node in site.store.nodes.values() if node.kind == "blog" and node.published]
        for number, alias in enumerate(posts[:: max(1, len(posts) * 20 // articles)]):
            site.edit(f"/{alias}", title=f"A title that was changed, {number}")
            site.add("news", f"A post that was added, {number}", body="One paragraph.\n\nAnd another one.")
        spent([*command, *limit], data)


def versions(data: Path) -> list[str]:
    catalog = json.loads((data / "datasets" / "catalog.json").read_text(encoding="utf-8"))
    return [version["id"] for version in catalog["versions"]]


def commands(data: Path, aside: Path, python: str) -> dict[str, list[str]]:
    """What is measured, by its name; `aside` is emptied before each."""
    ours = [python, *JJSCRAPE]
    archive, new = str(data / "archive"), str(aside / "new")
    warcs = sorted(map(str, (data / "archive").glob("*/*.warc.gz")))
    first, last = (versions(data) * 2)[:2]
    readers = {name: [sys.executable, "-c", READ_ALL.format(read=read), *warcs] for name, read in READ.items()}
    return {
        "verify (archive)": [*ours, "verify", archive],
        "verify (datasets)": [*ours, "verify", str(data / "datasets")],
        "pack": [*ours, "pack", "--data", str(data), "--output", str(aside / "x.wacz")],
        "import": [*ours, "import", *warcs, "--data", new],
        "build": [*ours, "build", archive, "--data", new],
        "diff": [*ours, "diff", first, last, "--data", str(data)],
        "export sqlite": [*ours, "export", "sqlite", "--data", str(data), "--output", str(aside / "x.db")],
        "versions": [*ours, "versions", "--data", str(data)],
        "status": [*ours, "status", "--data", str(data)],
        "--help": [*ours, "--help"],
        "import jjscrape": [python, "-P", "-c", "import jjscrape"],
        "load projects": [python, "-P", "-c", f"import jjscrape; jjscrape.load('projects', data={str(data)!r})"],
        "gzip --test": ["gzip", "--test", *warcs],
        **readers,
    }


def measure(articles: int = 2000, rounds: int = 3, earlier: Sequence[str] = ()) -> list[dict[str, Any]]:
    """Let commands take turns; a row each. `earlier` are interpreters of other versions of this project."""
    with tempfile.TemporaryDirectory(prefix="commands-speed-") as name:
        data, aside = Path(name) / "data", Path(name) / "aside"
        data.mkdir()
        make_data(data, articles)
        unpacked, rows = sizes(data)
        taken: dict[tuple[str, str], list[Spent]] = {}
        for _ in range(rounds):
            for python in (sys.executable, *earlier):
                for what, command in commands(data, aside, python).items():
                    if python != sys.executable and command[0] != python:
                        continue
                    shutil.rmtree(aside, ignore_errors=True)
                    aside.mkdir()
                    try:
                        run = spent(command, aside)
                    except RuntimeError:
                        if python == sys.executable:
                            raise
                        continue  # an earlier version need not have every command
                    taken.setdefault((what, python), []).append(run)
    return [_row(what, python, runs, unpacked, rows) for (what, python), runs in taken.items()]


def sizes(data: Path) -> tuple[int, int]:
    """Bytes of the unpacked WARC files, and rows of the newest version's tables."""
    unpacked = sum(len(gzip.decompress(path.read_bytes())) for path in (data / "archive").glob("*/*.warc.gz"))
    catalog = json.loads((data / "datasets" / "catalog.json").read_text(encoding="utf-8"))
    return unpacked, sum(catalog["versions"][-1]["rows"].values())


def _row(what: str, python: str, runs: Sequence[Spent], unpacked: int, rows: int) -> dict[str, Any]:
    cpu = statistics.median(run.cpu for run in runs)
    return {
        "command": what,
        "of": "present" if python == sys.executable else Path(python).parents[2].name,
        "cpu_seconds": round(cpu, 2),
        "cpu_spread": [round(min(run.cpu for run in runs), 2), round(max(run.cpu for run in runs), 2)],
        "wall_seconds": round(statistics.median(run.wall for run in runs), 2),
        "archive_bytes": unpacked,
        "rows": rows,
        "cpu_seconds_per_gib": round(cpu / unpacked * 2**30, 1),
        "cpu_seconds_per_100000_rows": round(cpu / rows * 100_000, 1),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--articles", type=int, default=2000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--earlier", help="a commit to measure beside this one")
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    earlier: list[str] = []
    if options.earlier:
        from earlier import interpreter  # noqa: PLC0415

        earlier = [str(interpreter(options.earlier))]
    rows = measure(options.articles, options.rounds, earlier)
    if options.json:
        options.json.write_text(json.dumps(rows, indent=1), encoding="utf-8")
    for row in rows:
        print(
            f"{row['command']:20} {row['of']:13} {row['cpu_seconds']:8.2f} s CPU {row['wall_seconds']:8.2f} s"
            f" {row['cpu_seconds_per_gib']:8.1f} s/GiB"
        )


if __name__ == "__main__":
    main()
