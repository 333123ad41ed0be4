"""What it takes to load a large table, beside pandas and DuckDB on the same file.

    python benchmarks/load_speed.py [--rows 1000000] [--rounds 3] [--json FILE]

A version is made whose articles have so many rows, and each load runs in a process of its own, in turns; what importing
takes is timed apart. Seconds of the processor and of the wall clock, medians with the lowest and the highest.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from jjscrape.release.store.versions import Version, write_catalog
from jjscrape.release.write import ROW_GROUP
from jjscrape.schema import SCHEMA_VERSION, TABLES, Type, arrow_schema

CAPTURED = "2026-11-22T10:35:00+00:00"
COLUMNS = ["published", "themes"]
TIMED = """\
import json, resource, sys, time
{imports}
def spent():
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime, time.monotonic()
before = spent()
loaded = {load}
after = spent()
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
print(json.dumps([after[0] - before[0], after[1] - before[1], peak, len(loaded)]))
"""
FILTER = '[("kind", "==", "event")]'


@dataclass(frozen=True)
class Loader:
    name: str
    imports: str
    load: str


def loaders(data: Path) -> list[Loader]:
    table = next((data / "datasets").glob("2*/articles.parquet"))
    ours = "import pandas, pyarrow.parquet, jjscrape"
    theirs = "import pandas, pyarrow.parquet"
    read = f"pandas.read_parquet({str(table)!r}, columns={COLUMNS}, dtype_backend='pyarrow'"
    load = f"jjscrape.load('articles', data={str(data)!r}, columns={COLUMNS}"
    query = f"select {', '.join(COLUMNS)} from read_parquet('{table}')"
    duck, connect = "import duckdb, pyarrow, pandas", "duckdb.connect(config={'threads': 1})"
    return [
        Loader("ours, two columns", ours, f"{load})"),
        Loader("pandas, two columns", theirs, f"{read})"),
        Loader("DuckDB, two columns", duck, f"{connect}.sql({query!r}).fetch_arrow_table()"),
        Loader("ours, two columns of the events", ours, f"{load}, filters={FILTER})"),
        Loader("pandas, two columns of the events", theirs, f"{read}, filters={FILTER})"),
        Loader("ours, everything", ours, f"jjscrape.load('articles', data={str(data)!r})"),
        Loader("pandas, everything", theirs, f"pandas.read_parquet({str(table)!r}, dtype_backend='pyarrow')"),
    ]


def make_version(folder: Path, rows: int) -> None:
    """A data folder whose one version has so many articles, of which one in five is an event, written as versions are.

    Of other tables there is nothing: a load reads the catalog and one file.
    """
    table = TABLES["articles"]
    day = datetime(2000, 1, 1, 9, 30, tzinfo=UTC)
    made: dict[Type, Any] = {
        Type.STRING: [f"{number}: some words of a text, one in each row" for number in range(rows)],
        Type.INTEGER: range(rows),
        Type.BOOLEAN: [number % 3 == 0 for number in range(rows)],
        Type.TIMESTAMP: [day + timedelta(minutes=number) for number in range(rows)],
        Type.STRINGS: [[f"theme-{number % 11}", f"theme-{number % 5}"] for number in range(rows)],
    }
    columns = {column.name: made[column.type] for column in table.columns}
    columns["kind"] = [("event", "news", "blog", "blog", "news")[number % 5] for number in range(rows)]
    version = Version(
        id="2026.11.22",
        published_at=CAPTURED,
        captured_until=CAPTURED,
        content_sha256="",
        sums_sha256="",
        schema_version=SCHEMA_VERSION,
        software="",
        rows={"articles": rows},
    )
    (folder / "datasets" / version.id).mkdir(parents=True)
    write_catalog(folder / "datasets", [version])
    arrow = pa.table(columns, schema=arrow_schema(table))
    path = folder / "datasets" / version.id / "articles.parquet"
    pq.write_table(arrow, path, compression="zstd", row_group_size=ROW_GROUP)


def measure(rows: int = 1_000_000, rounds: int = 3) -> list[dict[str, Any]]:
    """Let loaders take turns; a row each. `ratio` is the processor time of the loader before it by that of ours."""
    with tempfile.TemporaryDirectory(prefix="load-speed-") as name:
        # In a process of its own, whose memory would otherwise be counted as that of the loaders.
        code = f"from load_speed import *; make_version(Path({name!r}), {rows})"
        subprocess.run([sys.executable, "-c", code], cwd=Path(__file__).parent, check=True)
        each = loaders(Path(name))
        taken: dict[str, list[list[float]]] = {loader.name: [] for loader in each}
        for _ in range(rounds):
            for loader in each:
                script = TIMED.format(imports=loader.imports, load=loader.load)
                done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
                taken[loader.name].append(json.loads(done.stdout))
    result = []
    for loader in each:
        cpu, wall, peak, loaded = zip(*taken[loader.name], strict=True)
        result.append(
            {
                "load": f"{rows} articles",
                "reader": loader.name,
                "rows": loaded[0],
                "cpu_seconds": round(statistics.median(cpu), 3),
                "cpu_spread": [round(min(cpu), 3), round(max(cpu), 3)],
                "wall_seconds": round(statistics.median(wall), 3),
                "peak_mb": round(statistics.median(peak)),
            }
        )
    return result


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    rows = measure(options.rows, options.rounds)
    if options.json:
        options.json.write_text(json.dumps(rows, indent=1))
    for row in rows:
        print(f"{row['reader']:34} {row['cpu_seconds']:7.3f} s CPU {row['wall_seconds']:7.3f} s {row['peak_mb']:6} MB")


if __name__ == "__main__":
    main()
