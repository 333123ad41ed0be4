"""Servers and files that mean harm: what each command made of them, in how much memory and time.

    python benchmarks/hostile_inputs.py files              crafted files, and the commands that read them
    python benchmarks/hostile_inputs.py pages [--each]     some 250 answers in place of a page, in one crawl or in many
    python benchmarks/hostile_inputs.py robots             some 110 answers for robots.txt

Each prints a Markdown table and what was not as it should be, and fails on that. `--only WORD` takes the rows with that
word in their name. Inputs are made here; what is asked stays on this machine.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from subprocess import Popen
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

sys.path.insert(0, str(Path(__file__).with_name("behaviours")))
import crafted_files
import page_answers
import robots_answers
from odd_answers import Answer, Behaviour, OddServer, wire

FORKS = multiprocessing.get_context("forkserver")
PATIENCE = {
    "DOWNLOAD_TIMEOUT": 4,
    "RETRY_TIMES": 1,
    "JJSCRAPE_RETRY_PAUSE": 0.01,
    "JJSCRAPE_OUTAGE_AFTER": 10**6,
    "JJSCRAPE_MAX_CRAWL_DELAY": 0.1,
}
"""Settings of a crawl that has not got all night."""
# A command with that patience. It tells its own peak: what the system tells of a process that ended includes what began
# it.
IMPATIENT = """
import atexit, os, resource, sys
from pathlib import Path

def tell(told=sys.argv.pop(1)):
    high = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM"))
    Path(told).write_text(str(max(int(high.split()[1]), resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)))

atexit.register(tell)
import jjscrape.settings
vars(jjscrape.settings).update(PATIENCE)
from jjscrape.cli import main
main()
""".replace("PATIENCE", repr(PATIENCE))
SPARING, LOADING, SECONDS = 250, 400, 10.0
"""MB of memory for a command, and for build and load, and seconds of processor time."""
ACCEPTED = ("crawl-complete", "pages-missed", "duplicates")
GONE = wire(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n")


@dataclass
class Done:
    """How a command ended. `peak` is in MB, the largest of its processes; `seconds` are of processor time."""

    code: int
    said: str
    peak: int
    seconds: float

    @property
    def sentence(self) -> str:
        return self.said.strip().rpartition("\n")[2]


def command(*words: object) -> Done:
    """Run `jjscrape` without patience."""
    with tempfile.TemporaryFile() as said, tempfile.NamedTemporaryFile() as told:
        process = Popen([sys.executable, "-c", IMPATIENT, told.name, *map(str, words)], stdout=said, stderr=said)
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = code = os.waitstatus_to_exitcode(status)
        said.seek(0)
        text = said.read().decode("utf-8", "replace")
        peak = int(told.read() or used.ru_maxrss)
    return Done(code, text, peak // 1024, used.ru_utime + used.ru_stime)


# --- pages ------------------------------------------------------------------------------------------------------------


@dataclass
class Site:
    """A small site with some pages that misbehave; `linked` are those that its list names."""

    behaviours: Sequence[Behaviour]
    linked: bool = True
    paths: dict[str, Behaviour] = field(init=False)

    def __post_init__(self) -> None:
        self.paths = {page_answers.path_of(one): one for one in self.behaviours}

    def answer(self, _host: str, path: str) -> Answer:
        if path in {"/", "/news"}:
            named = [f"/blog/good-{number}" for number in range(3)] + [*self.paths] * self.linked
            return page_answers.answered(listing(named))
        if path.startswith("/blog/good"):
            return page_answers.answered(page_answers.post(title=path[6:].encode()))
        behaviour = self.paths.get(path.partition("?")[0]) if self.linked else None
        return behaviour.answer if behaviour else GONE


def listing(paths: Iterable[str]) -> bytes:
    row = "<div class='views-row'><h2><a href='{0}'>Title of {0}</a></h2><p>What it is about.</p></div>"
    page = (
        "<!DOCTYPE html><html><head><title>News</title></head><body class='page-news'><h1>News</h1><div class='view'>"
    )
    return (page + "".join(map(row.format, paths)) + "</div></body></html>").encode()


def site_file(folder: Path, origin: str, start: str = "/") -> Path:
    path = folder / "odd.toml"
    lines = ['extends = "jamandjustice"', 'name = "odd"', f'origins = ["{origin}"]', "family = []", "try = []"]
    path.write_text("\n".join([*lines, f'start = ["{start}"]', "[crawl]", ""]))
    return path


def run(site: Path, data: Path) -> Done:
    accepted = [word for check in ACCEPTED for word in ("--accept", check)]
    return command("run", site, "--data", data, "--delay", 0, *accepted)


def got(data: Path, behaviours: Sequence[Behaviour]) -> dict[str, str]:
    """What came of each behaviour, in the words of `page_answers`, by name."""
    from jjscrape.release.read import read_parquet  # noqa: PLC0415

    latest = data / "datasets" / "latest"
    quality = json.loads((latest / "quality.json").read_text())
    told = json.loads(max(data.glob("archive/*/run.json")).read_text())
    published = {path_in(row["url"]) for row in read_parquet(latest / "articles.parquet") if row["text"]}
    unread = {path_in(one["url"]) for one in quality["unread"]}
    missed = {path_in(one["url"]) for one in told["failed"]}
    found = {}
    for one in behaviours:
        path = page_answers.path_of(one)
        word = "page" if path in published else "missed" if path in missed else "unread" if path in unread else ""
        found[one.name] = word or "answer"
    return found


def path_in(url: str) -> str:
    return unquote(urlsplit(url).path)


@dataclass
class Crawled:
    """A run on a site with pages that misbehave, what `verify` said of it, and a run after they had gone."""

    run: Done
    verified: Done
    later: Done
    got: dict[str, str]


def crawled(behaviours: Sequence[Behaviour], folder: Path) -> Crawled:
    site, data = Site(behaviours), folder / "data"
    with OddServer(site.answer) as server:
        told = site_file(folder, f"http://127.0.0.1:{server.port}")
        first = run(told, data)
        verified = command("verify", "--data", data)
        found = got(data, behaviours) if (data / "datasets" / "latest").exists() else {}
        site.linked = False
        return Crawled(first, verified, run(told, data), found)


def pages(behaviours: Sequence[Behaviour], folder: Path, *, each: bool) -> Iterator[str]:
    """Print the table; gives what is not as it should be."""
    (folder / "clean").mkdir()
    clean = crawled([], folder / "clean")
    print("| answer | expected | got | exit | MB | s | verify | later: MB | s |\n|---|---|---|---|---|---|---|---|---|")
    print(row("none of them", "", "", clean))
    for number, some in enumerate([[one] for one in behaviours] if each else [behaviours]):
        (place := folder / f"{number}").mkdir()
        done = crawled(some, place)
        for one in some:
            came = done.got.get(one.name, "nothing")
            print(row(one.name, one.expected, came, done) if each else f"| {one.name} | {one.expected} | {came} |")
            if came not in one.expected.split("/"):
                yield f"{one.name}: {came}, and {one.expected} is expected"
        what = some[0].name if each else "all of them"
        if not each:
            print(row(what, "", "", done))
        yield from faults_of(what, done, clean.later.seconds, len(some))
        if each:
            remove(place)


def faults_of(what: str, done: Crawled, usual: float, count: int) -> Iterator[str]:
    if done.run.code:
        yield f"{what}: exit {done.run.code}: {done.run.sentence}"
    if done.verified.code:
        yield f"{what}: verify says {done.verified.said}"
    for name, one in (("run", done.run), ("verify", done.verified), ("the later run", done.later)):
        if one.peak > SPARING:
            yield f"{what}: {one.peak} MB for {name}"
        if count == 1 and one.seconds > SECONDS:
            yield f"{what}: {one.seconds:.1f} s for {name}"
    if count == 1 and done.later.seconds > 2 * usual + 2:
        yield f"{what}: {done.later.seconds:.1f} s for the later run, and {usual:.1f} s without it"


def row(name: str, expected: str, came: str, done: Crawled) -> str:
    run, later = done.run, done.later
    cells = (name, expected, came, run.code, run.peak, f"{run.seconds:.1f}", done.verified.code, later.peak)
    return f"| {' | '.join(map(str, cells))} | {later.seconds:.1f} |"


def remove(folder: Path) -> None:
    import shutil  # noqa: PLC0415

    shutil.rmtree(folder)


# --- robots.txt -------------------------------------------------------------------------------------------------------


def robots_crawl(told: Path, folder: Path) -> None:
    """Crawl, in a process of its own, and write what came of it."""
    import jjscrape.settings  # noqa: PLC0415
    from jjscrape.crawl.process import crawl  # noqa: PLC0415
    from jjscrape.site import load_site  # noqa: PLC0415

    sys.stderr = (folder / "said").open("w")
    for name, value in PATIENCE.items():
        setattr(jjscrape.settings, name, value)
    summary = crawl(load_site(str(told)), archive_dir=folder / "archive" / "20261122T102600Z", delay=0)
    high = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM"))
    about = {"peak": int(high.split()[1]) // 1024, "seconds": time.process_time()}
    (folder / "summary.json").write_text(json.dumps(summary.to_json() | about))


def obeyed(behaviour: Behaviour, folder: Path) -> tuple[str, dict[str, Any]]:
    """Crawl a site of three pages with this robots.txt: which were asked for, in the words of `robots_answers`."""
    links = "".join(f"<p><a href='{path}'>x</a></p>" for path in ("/open", "/secret"))
    page = page_answers.answered(f"<!DOCTYPE html><title>t</title><h1>t</h1>{links}".encode())

    def answer(_host: str, path: str) -> Answer:
        if path == "/robots.txt":
            return behaviour.answer
        return robots_answers.hop(path) or page

    with OddServer(answer) as server:
        told = site_file(folder, f"http://127.0.0.1:{server.port}")
        process = FORKS.Process(target=robots_crawl, args=(told, folder))
        process.start()
        process.join(120)
        process.kill()
    try:
        done = json.loads((folder / "summary.json").read_text())
    except FileNotFoundError:
        return f"an end with exit {process.exitcode}: {(folder / 'said').read_text()[-300:]}", {}
    asked = {path for _, path in server.asked if not path.startswith("/robots")}
    met = {frozenset(): "closed", frozenset({"/", "/open"}): "rules", frozenset({"/", "/open", "/secret"}): "open"}
    word = met.get(frozenset(asked), ", ".join(sorted(asked)))
    return word + ", said" * bool(done["robots_notes"]), done


def robots(behaviours: Sequence[Behaviour], folder: Path) -> Iterator[str]:
    from jjscrape.archive.index import write_index  # noqa: PLC0415
    from jjscrape.verify.verification import verify  # noqa: PLC0415

    FORKS.set_forkserver_preload(
        ["scrapy.crawler", "jjscrape.crawl.process", "jjscrape.crawl.spider", "jjscrape.spiders"]
    )
    print("| robots.txt | expected | got | the crawl | MB | s | faults of its archive |\n|---|---|---|---|---|---|---|")
    for number, one in enumerate(behaviours):
        (place := folder / f"{number}").mkdir()
        word, done = obeyed(one, place)
        faults = []
        if (place / "archive").is_dir():
            write_index(place / "archive")
            faults = verify([place / "archive"], log=False).faults
        peak, seconds, reason = done.get("peak", 0), done.get("seconds", 0.0), done.get("finish_reason", "")
        print(
            f"| {one.name} | {one.expected} | {word} | {reason} | {peak} | {seconds:.1f} | {len(faults)} |", flush=True
        )
        remove(place)
        if word not in one.expected.split("/"):
            yield f"{one.name}: {word}, and {one.expected} is expected"
        if faults:
            yield f"{one.name}: verify says {'; '.join(map(str, faults))}"
        if peak > SPARING or seconds > SECONDS:
            yield f"{one.name}: {peak} MB, {seconds:.1f} s"
        if (reason == "finished") == word.startswith(robots_answers.CLOSED):
            yield f"{one.name}: the crawl ends with {reason}"


# --- crafted files ----------------------------------------------------------------------------------------------------


def files(folder: Path, inputs: Path | None, only: str) -> Iterator[str]:
    print("| input | command | exit | MB | s | sentence |\n|---|---|---|---|---|---|")
    for case in crafted_files.CASES:
        if only not in case.name:
            continue
        (place := folder / case.name.replace(" ", "-")).mkdir()
        given = inputs / case.file if inputs and (inputs / case.file).exists() else None
        data = given.read_bytes() if given else case.made()
        (place / case.file).write_bytes(data)
        for step in case.steps(place, place / case.file, command, site_file):
            done, shown = step.done, step.done.sentence.replace(str(place), "…").replace("|", "/")[:160]
            print(
                f"| {case.name} | {step.name} | {done.code} | {done.peak} | {done.seconds:.1f} | {shown} |", flush=True
            )
            allowed = LOADING if step.name.split()[0] in {"build", "load"} else SPARING
            if done.code not in step.codes or done.peak > allowed or done.seconds > SECONDS:
                yield f"{case.name}, {step.name}: exit {done.code}, {done.peak} MB, {done.seconds:.1f} s: {shown}"
            if "Traceback" in done.said or "\x1b" in done.said:
                yield f"{case.name}, {step.name}: {done.said[-400:]!r}"
            if step.wrong:
                yield f"{case.name}, {step.name}: {step.wrong}"
        remove(place)


def chosen(all_of_them: Sequence[Behaviour], word: str) -> list[Behaviour]:
    return [one for one in all_of_them if word in one.name]


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("what", choices=("files", "pages", "robots"))
    options.add_argument("--only", default="", help="rows with this word in their name")
    options.add_argument("--each", action="store_true", help="each answer in a crawl of its own")
    options.add_argument("--inputs", type=Path, help="a folder: files of the same names are taken from there")
    told = options.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        tried: Callable[[], Iterator[str]] = {
            "files": lambda: files(folder, told.inputs, told.only),
            "pages": lambda: pages(chosen(page_answers.BEHAVIOURS, told.only), folder, each=told.each),
            "robots": lambda: robots(chosen(robots_answers.BEHAVIOURS, told.only), folder),
        }[told.what]
        wrong = list(tried())
    print(f"\n{len(wrong)} not as they should be")
    for sentence in wrong:
        print(f"- {sentence}")
    return int(bool(wrong))


if __name__ == "__main__":
    sys.exit(main())
