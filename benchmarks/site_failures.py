"""Ways in which a site can fail or trap a crawl, and what weekly runs make of each: `docs/site-failures.md`.

    python benchmarks/site_failures.py [--runs 4] [--only WORDS] [--write docs/site-failures.md]

Each way is tried on a copy of a data folder that has one good run of the demonstration site: four weekly runs while the
site fails, by a clock that is set on, and one after it. A row says for the first of these runs and for the fourth how it
ended, and what was published then, compared row by row with what was published before; how many requests they took;
how often somebody was told; and whether the dataset is as it was once the site is itself again.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

TESTS = Path(__file__).parents[1] / "tests"
sys.path[:0] = [str(TESTS), str(TESTS / "operate")]

from commands import call
from failing_ways import WAYS, FailingSite, Way

from jjscrape.demo import serve
from jjscrape.release.read import read_version

if TYPE_CHECKING:
    from jjscrape.demo.server import Serving

RUNS = 4
COMPARED = {
    "articles": ("status", "kind", "title", "text", "published", "authors", "themes"),
    "projects": ("status", "title", "text", "themes"),
    "pages": ("status", "title", "text"),
    "documents": ("status", "url"),
}
State = dict[str, dict[str, tuple[Any, ...]]]


@dataclass(frozen=True, slots=True)
class Ended:
    """How one run ended. `published` is in words, `traps` are sentences of its run.json."""

    code: int
    cause: str
    sentence: str
    requests: int
    published: str
    traps: list[str]
    failed: int
    traceback: bool


def state(data: Path) -> State:
    """What is published, by table and record, without the times at which it was seen."""
    latest = data / "datasets" / "latest"
    if not latest.exists():
        return {}
    rows = read_version(latest)
    return {
        table: {str(row.get("id") or row.get("url")): tuple(row.get(name) for name in names) for row in rows[table]}
        for table, names in COMPARED.items()
    }


def differences(before: State, now: State) -> str:
    """In words, and of few records their names."""
    said = []
    for table, names in COMPARED.items():
        was, here = before.get(table, {}), now.get(table, {})
        changed: dict[str, list[str]] = {}
        for key in sorted(was.keys() & here.keys()):
            fields = [name for name, a, b in zip(names, was[key], here[key], strict=True) if a != b]
            if fields:
                gone = fields == ["status"] and here[key][0] == "gone"
                changed.setdefault("gone" if gone else f"other {', '.join(fields)}", []).append(key)
        changed["new"] = sorted(here.keys() - was.keys())
        changed["not there"] = sorted(was.keys() - here.keys())
        said += [
            f"{table}: {len(keys)} {what}{f' ({keys[0]})' if len(keys) == 1 else ''}"
            for what, keys in changed.items()
            if keys
        ]
    return "; ".join(said) or "as before"


def run(data: Path, serving: Serving | None, url: str, week: int, *words: str, **env: str) -> tuple[Any, int]:
    asked = len(serving.requests) if serving else 0
    told = ("run", "demo", "--base-url", url, "--data", data, "--delay", 0, *words)
    done = call("failing_run:main", 7 * week, *told, **env)
    return done, (len(serving.requests) - asked if serving else 0)


def tried(way: Way, good: Path, port: int, folder: Path, runs: int, *, after: bool = True) -> tuple[list[Ended], int, str]:
    """Return how each run ended, how often somebody was told, and what came of the run after them."""
    data, site, told = folder / "data", FailingSite(), folder / "told.txt"
    shutil.copytree(good, data, symlinks=True)
    told.write_text("")
    notify = folder / "notify.toml"
    notify.write_text(f"[notify]\ncommand = {json.dumps(['sh', '-c', f'cat >> {told}; echo >> {told}'])}\n")
    before, ended = state(data), []
    site.host, own = f"127.0.0.1:{port}", f"http://127.0.0.1:{port}"
    words = (*way.words, *(["--full"] if way.full else []))
    site.way = way
    if way.listens:
        with serve(site, port) as serving:
            ended = [one(way, site, data, serving, week, before, words, notify, port) for week in range(1, runs + 1)]
    else:
        ended = [one(way, site, data, None, week, before, words, notify, port) for week in range(1, runs + 1)]
    messages = [json.loads(line)["event"] for line in told.read_text().splitlines() if line.strip()]
    site.way = None
    if not after:
        return ended, len(messages), "as before"
    with serve(site, port) as serving:
        done, _ = run(data, serving, own, runs + 1, "--full", JJSCRAPE_NOTIFY=str(notify))
    recovered = differences(before, state(data)) if not done.returncode else f"exit {done.returncode}: {last(done.stderr)}"
    shutil.rmtree(data)
    return ended, len(messages), recovered


def one(
    way: Way, site: FailingSite, data: Path, serving: Serving | None, week: int, before: State, words: Any, notify: Path,
    port: int,
) -> Ended:
    site.begin(week)
    done, requests = run(data, serving, way.base.format(port=port), week, *words, JJSCRAPE_NOTIFY=str(notify))
    newest = json.loads(max((data / "archive").glob("*/run.json")).read_text("utf-8"))
    outcome = newest.get("outcome") or {}
    return Ended(
        code=done.returncode,
        cause=outcome.get("cause", "?"),
        sentence=(outcome.get("sentence") or "").partition("; nothing was published")[0] or noted(done.stdout),
        requests=requests,
        published=differences(before, state(data)),
        traps=newest.get("traps", []),
        failed=newest.get("failures", 0),
        traceback="Traceback" in done.stderr,
    )


def noted(stdout: str) -> str:
    kept = [line for line in stdout.splitlines() if line.startswith(("Warning", "Trap", "Failed", "Unread"))]
    return " / ".join(kept[:2])


def last(stderr: str) -> str:
    return (stderr.strip().splitlines() or [""])[-1]


def verdict(way: Way, ended: list[Ended], times: int, recovered: str) -> str:
    """What is not as it should be; `good` if all is."""
    first, fourth = ended[0], ended[-1]
    faults = ["a traceback"] * any(one.traceback for one in ended)
    wanted = way.ends[0]
    for name, this in (("first", first), ("last", fourth)):
        if wanted == "*":
            faults += [] if this.code else [f"{name} run published"]
        elif this.cause != wanted:
            faults.append(f"{name} run: {this.cause or 'published'} for {wanted or 'published'}")
    if way.stays and any(one.published != "as before" for one in ended):
        faults.append("rows changed")
    failing = any(one.code for one in ended)
    if failing and times != 1 and len({one.cause for one in ended}) == 1:
        faults.append(f"told {times} times")
    if recovered != "as before" and way.stays:
        faults.append("not as before afterwards")
    return "; ".join(faults) or "good"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=RUNS)
    parser.add_argument("--only", default="", help="ways whose names have this in them; more by |")
    parser.add_argument("--no-after", action="store_true", help="leave out the run after the site is itself again")
    told = parser.parse_args()
    wanted = [way for way in WAYS if any(part in way.name for part in told.only.split("|"))]
    results = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        good = folder / "good"
        site = FailingSite()
        with serve(site) as serving:
            port = serving.port
            done, _ = run(good, serving, serving.url, 0)
            assert done.returncode == 0, done.stderr
        for number, way in enumerate(wanted):
            own = folder / str(number)
            own.mkdir()
            ended, times, recovered = tried(way, good, port, own, told.runs, after=not told.no_after)
            said = verdict(way, ended, times, recovered)
            print(f"\n## {way.name}: {said}")
            for week, one_run in ((1, ended[0]), (len(ended), ended[-1])):
                print(f"{week}: exit {one_run.code} {one_run.cause} | {one_run.requests} asked, {one_run.failed} failed | "
                      f"{one_run.published} | {one_run.sentence} {one_run.traps}")  # fmt: skip
            print(f"told {times}; afterwards {recovered}", flush=True)


if __name__ == "__main__":
    main()
