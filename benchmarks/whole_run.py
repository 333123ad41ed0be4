"""What a whole run costs, crawl and build: processor time and the largest memory, by the site's size.

    python benchmarks/whole_run.py [--articles 200 2000] [--json FILE]

Each run is the command as an operator gives it, in a process of its own: the first, and the same again at once, which
finds nothing changed. `crawl_speed.py` tells how processor time and memory are taken.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from dataclasses import asdict
from pathlib import Path
from typing import Any

from crawl_speed import served, spent


def measure(articles: int, python: str = "") -> list[dict[str, Any]]:
    """A row for each of the two runs."""
    rows = []
    with served(articles, 0, "gzip") as server, tempfile.TemporaryDirectory() as folder:
        words = ["run", "demo", "--base-url", server.url, "--data", f"{folder}/data", "--delay", "0"]
        for run in ("first", "again"):
            command = [python or sys.executable, "-P", "-m", "jjscrape", *words, "--max-requests", "10000000"]
            rows.append({"articles": articles, "run": run, **asdict(spent(command, server, Path(folder)))})
    return rows


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--articles", type=int, nargs="+", default=[200, 2000])
    parser.add_argument("--json", type=Path)
    wanted = parser.parse_args()
    print("| articles | run | requests | CPU s | peak MB |\n| ---: | --- | ---: | ---: | ---: |")
    rows: list[dict[str, Any]] = []
    for articles in wanted.articles:
        for row in measure(articles):
            rows.append(row)
            line = f"| {articles:,} | {row['run']} | {row['answers']:,} | {row['cpu']:.1f} | {row['peak']:.0f} |"
            print(line, flush=True)
    if wanted.json:
        wanted.json.write_text(json.dumps(rows, indent=1))


if __name__ == "__main__":
    main()
