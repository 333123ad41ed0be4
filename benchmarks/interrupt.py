"""What the next run asks for after an interruption: kill -9, TERM, INT, HUP or an outage, at many moments of a crawl.

    python benchmarks/interrupt.py [--moments 40] [--articles 10]

The demonstration site is crawled on loopback, interrupted after so many requests, and then run again. The server's own
log says what was asked for the second time; the archive says what was had whole before. For each moment: captures lost
(records that could be read after the interruption and can't be now), addresses that were had whole and are asked for
all the same, start pages aside, addresses never asked for, and whether the tables are those of an undisturbed run but
for times, captures and their numbers.
"""

from __future__ import annotations

import argparse
import itertools
import json
import os
import shutil
import signal
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))
sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "operate"))

from commands import Begun, call

from jjscrape.archive.reader import Archive
from jjscrape.demo import DemoSite, serve
from jjscrape.release.read import read_version
from jjscrape.settings import JJSCRAPE_OUTAGE_AFTER
from jjscrape.site import load_site

if TYPE_CHECKING:
    import subprocess

    from jjscrape.demo.server import Serving

WAYS = ("KILL", "TERM", "INT", "HUP", "outage")
OF_TIME = (
    *("first_seen", "last_seen", "last_changed", "gone_since", "valid_from", "valid_to"),
    *("capture_id", "file_capture_id", "hosts"),
)
UNTOLD = ("captures", "provenance", "changes")
ENDED = {200, 301, 302, 303, 307, 308, 403, 404, 410}


def words(url: str, data: Path) -> tuple[object, ...]:
    return ("run", "demo", "--base-url", url, "--data", data, "--delay", 0)


def run(url: str, data: Path) -> subprocess.CompletedProcess[str]:
    return call("impatient:main", *words(url, data))


def interrupted(site: DemoSite, serving: Serving, data: Path, way: str, after: int) -> None:
    """Begin a run, and break it off when the server has answered so many requests more."""
    told = len(serving.requests) + after
    begun = Begun("impatient:main", *words(serving.url, data))
    while len(serving.requests) < told and begun.process.is_alive():
        time.sleep(0.002)
    if way == "outage":
        site.outage()
    elif begun.process.is_alive():
        os.kill(begun.pid, getattr(signal, f"SIG{way}"))
    begun.end()
    site.outage(on=False)


def whole(data: Path) -> tuple[set[str], set[str]]:
    """The targets that the archive has good answers of, and the identifiers of all its captures."""
    archive = Archive([data / "archive"])
    captures = list(archive.captures())
    had = {target(c.url) for c in captures if c.status in ENDED and not c.truncated}
    return had, {capture.record_id for capture in captures}


def target(url: str) -> str:
    parts = urlsplit(url)
    return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")


def rows(data: Path) -> dict[str, list[dict[str, Any]]]:
    """The tables without what names times and captures."""
    found = read_version(data / "datasets" / "latest")
    return {
        name: [{key: value for key, value in row.items() if key not in OF_TIME} for row in table]
        for name, table in found.items()
        if name not in UNTOLD
    }


def moment(site: DemoSite, serving: Serving, folder: Path, way: str, after: int) -> dict[str, Any]:
    data = folder / "data"
    interrupted(site, serving, data, way, after)
    had, before = whole(data)
    asked_before = len(serving.requests)
    done = run(serving.url, data)
    again = [asked for _, asked, _ in serving.requests[asked_before:]]
    now, after_it = whole(data)
    starts = {"/robots.txt", *load_site("demo").start, *load_site("demo").optional}
    return {
        "way": way,
        "after": after,
        "code": done.returncode,
        "had": len(had),
        "asked": len(again),
        "twice": sorted(set(again) & had - starts),
        "repeated": len(again) - len(set(again)),
        "lost": len(before - after_it),
        "addresses": now,
        "rows": rows(data) if done.returncode == 0 else {},
        "open": [str(path) for path in data.rglob("*.open")],
        "said": done.stderr,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--moments", type=int, default=40)
    parser.add_argument("--articles", type=int, default=6)
    told = parser.parse_args()
    failed = 0
    for name in ("HUP", "INT", "TERM"):  # as from a shell, whatever this was started with: forks inherit it
        signal.signal(getattr(signal, f"SIG{name}"), signal.SIG_DFL)
    print("| way | moments | had whole | asked for again though whole | captures lost | other tables | exit 0 |")
    print("| --- | ---: | ---: | ---: | ---: | ---: | ---: |")
    with tempfile.TemporaryDirectory() as temporary:
        site = DemoSite(articles=told.articles)
        with serve(site) as serving:
            sound = Path(temporary) / "sound"
            assert run(serving.url, sound).returncode == 0
            addresses, wanted = whole(sound)[0], rows(sound)
            span = len(serving.requests) - 2
            every: dict[str, list[dict[str, Any]]] = {}
            for number, way in zip(range(told.moments), itertools.cycle(WAYS), strict=False):
                after = 1 + span * (number + 1) // (told.moments + 1)
                if way == "outage":  # it takes so many failures to be called one, and a crawl that is over has none
                    after = min(after, span - 2 * JJSCRAPE_OUTAGE_AFTER)
                folder = Path(temporary) / str(number)
                folder.mkdir()
                found = moment(site, serving, folder, way, after)
                found["other"] = found["rows"] != wanted or found["addresses"] != addresses
                every.setdefault(way, []).append(found)
                shutil.rmtree(folder)
                kept = {k: v for k, v in found.items() if k not in {"rows", "addresses"}}
                if found["twice"] or found["lost"] or found["other"] or found["code"] or found["open"]:
                    failed += 1
                    print(json.dumps(kept), file=sys.stderr)
    for way, found_there in every.items():
        cells = [
            way,
            len(found_there),
            sum(one["had"] for one in found_there),
            sum(len(one["twice"]) for one in found_there),
            sum(one["lost"] for one in found_there),
            sum(one["other"] for one in found_there),
            sum(one["code"] == 0 for one in found_there),
        ]
        print(f"| {' | '.join(map(str, cells))} |")
    sys.exit(bool(failed))


if __name__ == "__main__":
    main()
