"""All the measurements of docs/performance.md in one run, beside other tools and beside an earlier commit.

    python benchmarks/bench.py [--quick] [--earlier 0.1.0] [--json FILE] [--write docs/performance.md]

Each part is a program of its own beside this one, so that none carries another's memory; they say what they measure and
how. `--quick` takes small loads and few rounds, some two minutes in all: enough to see that something became slow.
Results are kept part by part, and parts that are there already are not run again: `--json` names the file.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from earlier import interpreter

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

HERE = Path(__file__).parent
RESULTS = HERE.parent / "build" / "bench" / "results.json"
BEGIN, END = "<!-- figures: written by benchmarks/bench.py -->", "<!-- end of figures -->"
PEERS = (
    "scrapy",
    "warcio",
    "fastwarc",
    "trafilatura",
    "beautifulsoup4",
    "lxml",
    "selectolax",
    "pandas",
    "pyarrow",
    "duckdb",
)
Row = dict[str, Any]


@dataclass(frozen=True)
class Part:
    """A program, its words for a whole and for a quick run, and how its results are told as rows of a table.

    `earlier` makes the words by which it measures an earlier commit's interpreter too, from the commit and that.
    """

    name: str
    script: str
    words: list[str]
    quick: list[str]
    rows: Callable[[Any], Iterator[list[str]]]
    head: list[str]
    keeps: str = "--json"
    earlier: Callable[[str, Path], list[str]] = lambda *_: []


def crawl_rows(found: list[Row]) -> Iterator[list[str]]:
    for row in found:
        low, high = row["cpu_ms_spread"]
        yield [
            row["load"],
            row["crawler"],
            f"{row['answers']:,}",
            f"{row['cpu_ms_per_answer']:.2f} ({low:.2f} to {high:.2f})",
            f"{row['answers_per_cpu_second']:,}",
            f"{row['wall_seconds']:.1f}",
            f"{row['peak_mb']:.0f}",
            f"{row['ratio']:.2f}",
        ]


def week_rows(found: list[Row]) -> Iterator[list[str]]:
    for row in found:
        name = row.get("run") or (f"week {row['week']}" if row["week"] else "first")
        yield [f"{row['articles']:,}", name, f"{row['answers']:,}", f"{row['cpu']:.1f}", f"{row['peak']:.0f}"]


def reading_rows(found: Row) -> Iterator[list[str]]:
    for load, measured in found["loads"].items():
        ours = measured["readers"]["jjscrape"]["median"]
        for reader, times in measured["readers"].items():
            spread = f"{times['median']:.2f} ({times['least']:.2f} to {times['most']:.2f})"
            yield [f"{load}, {measured['pages']} pages", reader, spread, f"{times['median'] / ours:.2f}"]


def build_rows(found: Row) -> Iterator[list[str]]:
    for cost in found["costs"]:
        yield [
            cost["name"],
            f"{cost['count']:,}",
            f"{cost['cpu']:.2f}",
            f"{cost['wall']:.2f}",
            f"{cost['by_cpu']:,.0f}",
            f"{cost['peak']:.0f}" if cost["peak"] else "",
        ]


def load_rows(found: list[Row]) -> Iterator[list[str]]:
    for row in found:
        low, high = row["cpu_spread"]
        yield [
            row["load"],
            row["reader"],
            f"{row['cpu_seconds']:.3f} ({low:.3f} to {high:.3f})",
            f"{row['wall_seconds']:.2f}",
            f"{row['peak_mb']:,}",
        ]


def command_rows(found: list[Row]) -> Iterator[list[str]]:
    present = {row["command"]: row for row in found if row["of"] == "present"}
    before = {row["command"]: row for row in found if row["of"] != "present"}
    for name, row in present.items():
        was = before.get(name)
        yield [
            name,
            f"{row['cpu_seconds']:.2f}",
            f"{row['wall_seconds']:.2f}",
            f"{row['cpu_seconds_per_gib']:,.0f}",
            f"{row['cpu_seconds_per_100000_rows']:,.1f}",
            f"{was['cpu_seconds']:.2f}" if was else "",
            f"{was['cpu_seconds'] / row['cpu_seconds']:.1f}" if was and row["cpu_seconds"] else "",
        ]


PARTS = [
    Part(
        "Crawl",
        "crawl_speed.py",
        ["--articles", "2000", "--page-bytes", "10000", "40000", "--rounds", "3"],
        ["--articles", "60", "--page-bytes", "10000", "--rounds", "1"],
        crawl_rows,
        ["load", "crawler", "answers", "CPU ms an answer", "answers a CPU second", "s", "MB", "ours = 1"],
        earlier=lambda commit, python: ["--other", f"{commit}={python}"],
    ),
    Part(
        "A week in which nothing changed",
        "unchanged_run.py",
        ["--articles", "200", "2000"],
        ["--articles", "60"],
        week_rows,
        ["articles", "run", "requests", "CPU s", "MB"],
    ),
    Part(
        "A whole run, and the same again at once",
        "whole_run.py",
        ["--articles", "200", "2000"],
        ["--articles", "60"],
        week_rows,
        ["articles", "run", "requests", "CPU s", "MB"],
    ),
    Part(
        "Reading a page",
        "reading.py",
        ["--articles", "200", "--repeats", "3"],
        ["--articles", "60", "--most", "60", "--repeats", "1"],
        reading_rows,
        ["load", "reader", "CPU ms a page", "ours = 1"],
    ),
    Part(
        "Build",
        "build_speed.py",
        ["--articles", "2000", "--weeks", "2"],
        ["--articles", "60", "--weeks", "2"],
        build_rows,
        ["build or reader", "captures or pages", "CPU s", "s", "a CPU second", "MB"],
        keeps="--out",
        earlier=lambda commit, python: ["--other", f"{commit}={python}"],
    ),
    Part(
        "Loading a million rows",
        "load_speed.py",
        ["--rows", "1000000", "--rounds", "3"],
        ["--rows", "100000", "--rounds", "1"],
        load_rows,
        ["table", "reader", "CPU s", "s", "MB"],
    ),
    Part(
        "Commands",
        "commands_speed.py",
        ["--articles", "600", "--rounds", "3"],
        ["--articles", "60", "--rounds", "1"],
        command_rows,
        ["command", "CPU s", "s", "CPU s a GiB of WARC", "CPU s a 100,000 rows", "before, CPU s", "before / now"],
        earlier=lambda commit, _: ["--earlier", commit],
    ),
]


def run(part: Part, told: Path, *, quick: bool, commit: str, python: Path | None) -> Any:
    """Run a part's program, and return what it kept.

    Raises:
        subprocess.CalledProcessError: it failed.
    """
    kept = told.parent / f"{part.script}.json"
    words = [*(part.quick if quick else part.words), *(part.earlier(commit, python) if python else [])]
    subprocess.run(
        [sys.executable, str(HERE / part.script), *words, part.keeps, str(kept)], check=True, stdout=sys.stderr
    )
    return json.loads(kept.read_text(encoding="utf-8"))


def machine() -> str:
    """What it was measured on, as a sentence."""
    cpu = next(
        (line.partition(":")[2].strip() for line in _lines("/proc/cpuinfo") if line.startswith("model name")), ""
    )
    memory = next((int(line.split()[1]) for line in _lines("/proc/meminfo") if line.startswith("MemTotal")), 0)
    python = f"{platform.python_implementation()} {platform.python_version()}"
    return (
        f"{os.cpu_count()} cores{f' of {cpu}' if cpu else ''}, {memory / 2**20:.0f} GiB, {platform.system()}, {python}"
    )


def libraries() -> str:
    found = []
    for name in PEERS:
        try:
            found.append(f"{name} {version(name)}")
        except PackageNotFoundError:
            continue
    wget = subprocess.run(["wget", "--version"], capture_output=True, text=True, check=False).stdout.split("\n", 1)[0]
    return ", ".join([*found, *([" ".join(wget.split()[:3])] if wget else [])])


def _lines(path: str) -> list[str]:
    file = Path(path)
    return file.read_text(encoding="utf-8").splitlines() if file.is_file() else []


def report(results: Row) -> str:
    """What was measured, as Markdown."""
    measured = f"Measured on {results['when']} at commit {results['commit']}, on {results['machine']}"
    lines = [f"{measured}; {results['libraries']}. {results['load']}."]
    if results["earlier"]:
        lines += ["", f"*Before* is commit {results['earlier']}, measured in the same run with the same libraries."]
    for part in PARTS:
        if part.name in results["parts"]:
            lines += [
                "",
                f"### {part.name}",
                "",
                f"`python benchmarks/{part.script} {' '.join(results['words'][part.name])}`",
                "",
            ]
            lines += [f"| {' | '.join(part.head)} |", f"| {' | '.join('---' for _ in part.head)} |"]
            lines += [f"| {' | '.join(row)} |" for row in part.rows(results["parts"][part.name])]
    return "\n".join(lines) + "\n"


def write(page: Path, told: str) -> None:
    """Put the report between the page's two marks.

    Raises:
        ValueError: the page has no such marks.
    """
    text = page.read_text(encoding="utf-8")
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"{page} has no lines {BEGIN!r} and {END!r} to write between")
    page.write_text(f"{before}{BEGIN}\n\n{told}\n{END}{after}", encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--earlier", help="a commit to measure beside this one")
    parser.add_argument("--json", type=Path, default=RESULTS)
    parser.add_argument("--only", nargs="+", metavar="PART", help=f"of {', '.join(part.name for part in PARTS)}")
    parser.add_argument("--write", type=Path, metavar="PAGE")
    options = parser.parse_args()
    options.json.parent.mkdir(parents=True, exist_ok=True)
    results: Row = json.loads(options.json.read_text(encoding="utf-8")) if options.json.is_file() else {}
    commit = subprocess.run(
        ["git", "rev-parse", "--short=12", "HEAD"], cwd=HERE, capture_output=True, text=True, check=True
    )
    about = {"commit": commit.stdout.strip(), "quick": options.quick, "earlier": options.earlier}
    if {name: results.get(name) for name in about} != about:
        results = {**about, "parts": {}, "words": {}}
    results |= {"when": f"{datetime.now(UTC):%Y-%m-%d}", "machine": machine(), "libraries": libraries()}
    load = os.getloadavg()[0]
    results["load"] = f"When it began, {load:.1f} other processes wanted to run"
    python = interpreter(options.earlier) if options.earlier else None
    for part in PARTS:
        if part.name in results["parts"] or (options.only and part.name not in options.only):
            continue
        print(f"{part.name} …", file=sys.stderr)
        results["parts"][part.name] = run(
            part, options.json, quick=options.quick, commit=options.earlier or "", python=python
        )
        results["words"][part.name] = part.quick if options.quick else part.words
        options.json.write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")
    told = report(results)
    print(told)
    if options.write:
        write(options.write, told)


if __name__ == "__main__":
    main()
