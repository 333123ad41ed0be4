"""Ways in which a site can fail or trap a crawl, and what weekly runs make of each: `docs/site-failures.md`.

    python benchmarks/site_failures.py [--runs 4] [--only WORDS] [--kept results.json] [--write docs/site-failures.md]

Each way is tried on a copy of a data folder that has one good run of the demonstration site: four weekly runs while
the site fails, by a clock that is set on, and one after it. Told for the first of these runs and for the fourth: how it
ended, and what was published then, compared row by row with what was published before; how many requests they took;
how often somebody was told; and whether the dataset is as it was once the site is itself again. With `--kept` results
are kept in a file, so that ways can be tried some at a time.
"""

from __future__ import annotations

import argparse
import json
import re
import shutil
import sys
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "operate"))
sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from commands import Begun
from failing_ways import WAYS, FailingSite, Way

from jjscrape.demo import serve
from jjscrape.release.read import read_version

if TYPE_CHECKING:
    from jjscrape.demo.server import Serving

PATIENCE = 900
"""Seconds for one run, on a busy machine."""
RUNS = 4
LONGEST = 220
UNTRIED = "not tried"
HEAD = """# Ways in which a site can fail, and what comes of each

`benchmarks/site_failures.py` makes a copy of the demonstration site fail in each of these ways, over a dataset of one
good run: four weekly runs while it fails, and one when it is itself again. "as before" is a dataset whose articles,
projects, pages and documents are those of the good run; in some rows something was published because the site says
something else. Exit codes and causes are those of [failures.md](failures.md); 0 is a run that published, or found that
nothing had changed. Requests count all that were sent, robots.txt and retries included; a good weekly run sends some
30, one that looks at every page some 95. "told" counts the messages to whoever is told of failures. Where fewer than
four runs were made, the number before the last one says so.

| way | first run | what it said | last run | requests | told | once the site is itself again |
| --- | --- | --- | --- | ---: | ---: | --- |"""
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


def run(
    data: Path, serving: Serving | None, url: str, week: int, *words: str, site: str = "demo", **env: str
) -> tuple[Any, int]:
    asked = len(serving.requests) if serving else 0
    told = ("run", site, "--base-url", url, "--data", data, "--delay", 0, *words)
    done = Begun("failing_run:main", 7 * week, *told, **env).end(PATIENCE)
    return done, (len(serving.requests) - asked if serving else 0)


def tried(
    way: Way, good: Path, port: int, folder: Path, runs: int, *, after: bool = True
) -> tuple[list[Ended], int, str]:
    """Return how each run ended, how often somebody was told, and what came of the run after them."""
    data, site, told = folder / "data", FailingSite(), folder / "told.txt"
    file = "demo"
    shutil.copytree(good, data, symlinks=True)
    told.write_text("")
    notify = folder / "notify.toml"
    notify.write_text(f"[notify]\ncommand = {json.dumps(['sh', '-c', f'cat >> {told}; echo >> {told}'])}\n")
    before, crawls, ended = state(data), set((data / "archive").glob("*/run.json")), []
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
        return ended, len(messages), UNTRIED
    if way.aside:
        met = sorted(path.parent.name for path in {*(data / "archive").glob("*/run.json")} - crawls)
        file = str(folder / "site.toml")
        Path(file).write_text(f'extends = "demo"\n[archive]\nset_aside = {json.dumps(met)}\n')
    with serve(site, port) as serving:
        done, _ = run(data, serving, own, runs + 1, "--full", site=file, JJSCRAPE_NOTIFY=str(notify))
    recovered = (
        differences(before, state(data))
        if not done.returncode
        else f"exit {done.returncode}: {last(done.stderr)[:120]} …"
    )
    shutil.rmtree(data)
    return ended, len(messages), recovered


def one(
    way: Way,
    site: FailingSite,
    data: Path,
    serving: Serving | None,
    week: int,
    before: State,
    words: Any,
    notify: Path,
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
    kept = [line for line in stdout.splitlines() if line.startswith(("Warning", "Failed", "Unread"))]
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
    if way.stays and any(one.published != way.brings for one in ended):
        faults.append("rows changed")
    failing = any(one.code for one in ended)
    if failing and times != 1 and len({one.cause for one in ended}) == 1:
        faults.append(f"told {times} times")
    if recovered not in {way.brings, UNTRIED} and way.stays:
        faults.append("not as before afterwards")
    return "; ".join(faults) or "good"


def line_of(result: dict[str, Any]) -> str:
    """A row of the table."""
    first, fourth = result["ended"][0], result["ended"][-1]
    same = all(first[name] == fourth[name] for name in ("code", "cause", "published"))
    number = len(result["ended"])
    then = UNTRIED if number == 1 else f"{number}: {'the same' if same else _told(fourth)}"
    asked = " · ".join(dict.fromkeys((str(first["requests"]), str(fourth["requests"]))))
    cells = (result["way"], _told(first), _sentence(first), then, asked, str(result["times"]), result["recovered"])
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def _told(one_run: dict[str, Any]) -> str:
    cause = f" {one_run['cause']}" if one_run["cause"] else ""
    return f"{one_run['code']}{cause}; {one_run['published']}"


def _sentence(one_run: dict[str, Any]) -> str:
    text = re.sub(
        r"(?:https?://)?127\.0\.0\.1:\d+", "SITE", " / ".join([one_run["sentence"], *one_run["traps"]]).strip(" /")
    )
    text = re.sub(r"capture [0-9a-f-]{36}", "a capture", text)
    return text if len(text) < LONGEST else text[: LONGEST - 2] + " …"


def table(results: dict[str, Any]) -> str:
    found = [results[way.name] for way in WAYS if way.name in results]
    others = [f"- {result['way']}: {result['verdict']}" for result in found if result["verdict"] != "good"]
    good = f"Of {len(found)} ways {len(found) - len(others)} end as they should{'; the others:' if others else '.'}"
    return "\n".join([HEAD, *map(line_of, found), "", good, "", *others, *[""] * bool(others)])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=RUNS)
    parser.add_argument("--only", default="", help="ways whose names have this in them; more by |")
    parser.add_argument("--no-after", action="store_true", help="leave out the run after the site is itself again")
    parser.add_argument("--kept", type=Path, help="a JSON file of results; what is in it is not tried again")
    parser.add_argument("--write", type=Path, help="a page to write the table to")
    told = parser.parse_args()
    results = json.loads(told.kept.read_text()) if told.kept and told.kept.is_file() else {}
    parts = told.only.split("|")
    wanted = [way for way in WAYS if way.name not in results and any(part in way.name for part in parts)]
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
            results[way.name] = {
                "way": way.name, "verdict": said, "ended": [asdict(one) for one in ended], "times": times,
                "recovered": recovered,
            }  # fmt: skip
            print(f"{said}\t{line_of(results[way.name])}", flush=True)
            if told.kept:
                told.kept.write_text(json.dumps(results, indent=1))
    if told.write:
        told.write.write_text(table(results), "utf-8")


if __name__ == "__main__":
    main()
