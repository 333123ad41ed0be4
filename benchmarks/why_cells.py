"""How many cells of a dataset lead back to bytes: traces every cell of a version and counts.

    python benchmarks/why_cells.py DIR [--every-column]

DIR is a data folder with its archive. `printed` cells are those for which strings are looked for in the archive's
bytes; of a cell that is `found`, every one of them stands there.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter, defaultdict
from pathlib import Path

import jjscrape
from jjscrape.schema import TABLES

KINDS = ("cells", "filled", "captured", "printed", "found")


def kinds(origin: jjscrape.load.origin.Origin) -> list[str]:
    """What a cell counts as."""
    if origin.empty:
        return ["cells"]
    printed = origin.sought > 0
    flags = {"captured": bool(origin.evidence), "printed": printed, "found": printed and origin.found == origin.sought}
    return ["cells", "filled", *(name for name, holds in flags.items() if holds)]


def main() -> int:
    parser = argparse.ArgumentParser(description="Trace every cell of a version and count what was found.")
    parser.add_argument("data", type=Path)
    parser.add_argument("--every-column", action="store_true", help="a line for each column, not only each table")
    parser.add_argument("--missing", type=int, default=0, metavar="N", help="print the first N cells not found")
    options = parser.parse_args()
    tracer = jjscrape.tracer(data=options.data)
    counts: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    missing = []
    begun = time.monotonic()
    for table in TABLES:
        for origin in tracer.cells(table):
            counts[table, origin.field].update(kinds(origin))
            if not origin.empty and origin.found < origin.sought:
                missing.append(origin)
    seconds = time.monotonic() - begun
    print("| table | column |", " | ".join(KINDS), "|")
    print("| --- | --- |", " | ".join("---:" for _ in KINDS), "|")
    whole: Counter[str] = Counter()
    for table in TABLES:
        columns = {field: count for (name, field), count in counts.items() if name == table}
        of_table = sum(columns.values(), Counter())
        whole.update(of_table)
        if options.every_column:
            for field, count in columns.items():
                print(f"| {table} | {field} |", " | ".join(str(count[kind]) for kind in KINDS), "|")
        print(f"| {table} | all |", " | ".join(str(of_table[kind]) for kind in KINDS), "|")
    print("| all | all |", " | ".join(str(whole[kind]) for kind in KINDS), "|")
    print(f"{whole['cells']} cells in {seconds:.1f} s", file=sys.stderr)
    for origin in missing[: options.missing]:
        lost = [p.raw for e in origin.evidence for p in e.passages if p.begin is None]
        print(f"not found: {origin.table} {origin.record_id!r} {origin.field}: {lost[:3]}", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
