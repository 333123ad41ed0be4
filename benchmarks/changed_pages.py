"""How readings hold when the markup changes: pages with random changes, each field held against the unchanged page's.

    python benchmarks/changed_pages.py ARCHIVE… --seeds 0:10000 --out changed.jsonl
    python benchmarks/changed_pages.py --out changed.jsonl --write docs/robustness.md

The pages are those of the archives and of the demo site in both its styles. Each seed takes a page and one to three
changes (page_changes.py); the same seed and the same archives make the same page. Results are added line by line, so
that a run that was ended goes on where it stood. `--show N` prints the first N fields that came out wrong.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import sys
import time
from collections import Counter
from dataclasses import astuple, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from page_changes import CHANGES, changed

from jjscrape.archive.reader import Archive
from jjscrape.demo import DemoSite
from jjscrape.harvest.gather import base_urls, site_of
from jjscrape.harvest.reading import rendered_kind
from jjscrape.operate.read_page import read_page
from jjscrape.site import Kind, Site, load_site

HOME = "http://jamandjustice-rjc.org"
WHEN = datetime(2026, 11, 22, 10, 26, tzinfo=UTC)
LISTINGS = (
    *("/", "/our-projects", "/our-projects/democracy-and-engagement", "/news-events-and-blog", "/news", "/blog"),
    "/events",
)
FIELDS = (
    *("kind", "node_id", "language", "title", "summary", "text", "published_edtf", "event_start", "event_end"),
    *("event_all_day", "place", "authors", "theme_labels", "tags", "projects", "image_url", "image_caption"),
)
FIELD_NAMES = (*FIELDS, "documents", "links", "entries", "titles of entries", "summaries of entries")
RIGHT, WRONG, EMPTY = "right", "wrong", "empty"


@dataclass(frozen=True)
class Sample:
    """A page of the corpus: where it is from, its address and bytes, and the site that it is read as a page of."""

    corpus: str
    url: str
    body: bytes
    site: Site


def samples(archives: list[Path]) -> list[Sample]:
    """Every page of the archives, once for each address and each wording, and of the demo site, in a fixed order."""
    found = [sample for path in archives for sample in of_archive(path)]
    return [*found, *of_demo("zurb"), *of_demo("core")]


def of_archive(path: Path) -> list[Sample]:
    archive = Archive([path])
    site = site_of(archive).also_at(base_urls(archive))
    found: dict[str, Sample] = {}
    for capture in archive.captures():
        kind = rendered_kind(capture, site)
        if kind not in {None, Kind.FEED} and not site.excluded(capture.url):
            found.setdefault(capture.url, Sample(path.name, capture.url, archive.body(capture), site))
    return [found[url] for url in sorted(found)]


def of_demo(style: str) -> list[Sample]:
    demo, site = DemoSite(style=style, churn=False), load_site("jamandjustice")
    urls = [truth["url"] for truth in demo.truth(HOME) if truth["status"] == 200]
    urls += [HOME + path for path in LISTINGS]
    answers = [(url, demo.respond("GET", url, [])) for url in urls]
    return [Sample(f"demo-{style}", url, answer.body, site) for url, answer in answers if answer.status == 200]


def reading(sample: Sample, body: bytes) -> tuple[dict[str, Any], list[str]]:
    """What `jjscrape read` makes of a page, field by field, in words rather than white space, and its problems."""
    told = read_page(body, sample.url, sample.site, WHEN)
    record = told["record"] or {}
    said = {name: plain(record.get(name)) for name in FIELDS} | {"kind": told["kind"]}
    said["documents"] = sorted(row["url"] for row in told["documents"])
    said["links"] = [row["target_url"] for row in told["links"]]
    teasers = told["teasers"]
    said["entries"] = [teaser["target_id"] for teaser in teasers]
    said["titles of entries"] = [[teaser["target_id"], plain(teaser["title"])] for teaser in teasers if teaser["title"]]
    said["summaries of entries"] = [[t["target_id"], plain(t["summary"])] for t in teasers if t["summary"]]
    return said, told["problems"]


def plain(value: Any) -> Any:
    return " ".join(value.split()) if isinstance(value, str) else value


def judged(was: Any, now: Any) -> str | None:
    """Hold a field against what the unchanged page says; None where neither page says anything.

    Nothing in place of a value is empty. A part of a list or of a text, and a value in place of nothing, are wrong. The
    day alone of an instant is right: it says less, and that it does.
    """
    nothing = (None, "", [], False)
    if was in nothing and now in nothing:
        return None
    if was == now or (isinstance(now, str) and isinstance(was, str) and _is_day_of(now, was)):
        return RIGHT
    return EMPTY if now in nothing else WRONG


def _is_day_of(day: str, instant: str) -> bool:
    """Tell a day in UTC, or on clocks an hour ahead, from the instants of other days."""
    if not re.fullmatch(r"\d{4}-\d\d-\d\d", day) or not re.fullmatch(r"\d{4}-\d\d-\d\dT[\d:]+Z", instant):
        return False
    at = datetime.fromisoformat(instant)
    return day in {f"{at:%Y-%m-%d}", f"{at + timedelta(hours=1):%Y-%m-%d}"}


def tried(corpus: list[Sample], known: dict[int, tuple[dict[str, Any], list[str]]], seed: int) -> dict[str, Any]:
    """Read one changed page; `known` keeps what unchanged ones say."""
    number = random.Random(seed).randrange(len(corpus))
    sample = corpus[number]
    if number not in known:
        known[number] = reading(sample, sample.body)
    was, had = known[number]
    body, names = changed(sample.body, seed)
    now, has = reading(sample, body)
    told = [problem for problem in has if problem not in had]
    verdicts = {name: verdict for name in FIELD_NAMES if (verdict := judged(was[name], now[name]))}
    return {
        "seed": seed,
        "corpus": sample.corpus,
        "url": sample.url,
        "changes": names,
        "verdicts": verdicts,
        "problems": told,
        "now": {name: now[name] for name, verdict in verdicts.items() if verdict == WRONG},
    }


def run(archives: list[Path], seeds: range, out: Path, seconds: float) -> None:
    corpus, known = samples(archives), {}
    done = {result["seed"] for result in results(out)} if out.exists() else set()
    began = time.monotonic()
    with out.open("a", encoding="utf-8") as file:
        for seed in seeds:
            if seed in done:
                continue
            if time.monotonic() - began > seconds:
                print(f"stopped before seed {seed}; the same command goes on from there", file=sys.stderr)
                return
            file.write(json.dumps(tried(corpus, known, seed), ensure_ascii=False) + "\n")
            file.flush()


def results(out: Path) -> list[dict[str, Any]]:
    """The results in the file; a line that was cut off when a run ended is left out."""
    lines = out.read_text(encoding="utf-8").split("\n")[:-1]
    return [json.loads(line) for line in lines]


@dataclass(frozen=True)
class Count:
    fields: int
    right: int
    wrong: int
    silent: int
    empty: int
    empty_silent: int

    @classmethod
    def of(cls, found: list[tuple[str, bool]]) -> Count:
        counted = Counter(found)
        both = Counter(verdict for verdict, _ in found)
        return cls(
            len(found), both[RIGHT], both[WRONG], counted[WRONG, False], both[EMPTY], counted[EMPTY, False]
        )  # fmt: skip

    def row(self, name: str) -> list[str]:
        return [name, *(f"{number:,}" for number in astuple(self))]


def verdicts(found: list[dict[str, Any]], field: str | None = None) -> list[tuple[str, bool]]:
    """Each field's verdict, and whether the page has a problem that the unchanged one has not."""
    return [
        (verdict, bool(result["problems"]))
        for result in found
        for name, verdict in result["verdicts"].items()
        if field in {None, name}
    ]


HEAD = ("", "fields", "right", "wrong", "… in silence", "empty", "… in silence")


def table(rows: list[list[str]], first: str) -> str:
    head = [first, *HEAD[1:]]
    widths = [max(len(row[n]) for row in (head, *rows)) for n in range(len(head))]
    rule = ["-" * widths[0], *("-" * (width - 1) + ":" for width in widths[1:])]
    lines = []
    for row in (head, rule, *rows):
        cells = [row[0].ljust(widths[0]), *(cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True))]
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def told(found: list[dict[str, Any]]) -> str:
    """The tables, in Markdown."""
    whole = Count.of(verdicts(found))
    said = (
        f"{len(found):,} changed pages of {len({(r['corpus'], r['url']) for r in found}):,}, {whole.fields:,} fields. "
        f"Wrong: {whole.wrong:,} ({100 * whole.wrong / whole.fields:.3f} %), {whole.wrong - whole.silent:,} of them "
        f"with a problem. Empty: {whole.empty:,} ({100 * whole.empty / whole.fields:.3f} %), "
        f"{whole.empty - whole.empty_silent:,} of them with a problem."
    )
    by_change = [
        Count.of(verdicts([r for r in found if change.name in r["changes"]])).row(change.name) for change in CHANGES
    ]
    by_field = [Count.of(verdicts(found, name)).row(name) for name in FIELD_NAMES]
    corpora = sorted({result["corpus"] for result in found})
    by_corpus = [Count.of(verdicts([r for r in found if r["corpus"] == name])).row(name) for name in corpora]
    all_row = [whole.row("all")]
    tables = ([*by_change, *all_row], "change"), ([*by_field, *all_row], "field"), (by_corpus, "pages of")
    return "\n\n".join((said, *(table(rows, first) for rows, first in tables)))


def declared() -> str:
    rows = [f"| {c.name} | {c.does} | {c.spares} |" for c in CHANGES]
    return "\n".join(("| change | what happens | what it never touches |", "| --- | --- | --- |", *rows))


def written(page: str, name: str, text: str) -> str:
    begin, end = f"<!-- {name}: written by `benchmarks/changed_pages.py --write` -->", f"<!-- end of {name} -->"
    between = re.compile(f"{re.escape(begin)}.*?{re.escape(end)}", re.DOTALL)
    return between.sub(lambda _: f"{begin}\n\n{text}\n\n{end}", page)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("archive", type=Path, nargs="*")
    parser.add_argument("--seeds", default="0:0", metavar="FROM:TO")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--seconds", type=float, default=float("inf"), help="stop after so long; run again to go on")
    parser.add_argument("--show", type=int, default=0, metavar="N")
    parser.add_argument("--write", type=Path, metavar="PAGE")
    options = parser.parse_args()
    begin, _, end = options.seeds.partition(":")
    run(options.archive, range(int(begin), int(end)), options.out, options.seconds)
    found = sorted(results(options.out), key=lambda result: result["seed"])
    print(told(found))
    for result in [r for r in found if WRONG in r["verdicts"].values()][: options.show]:
        print(result["seed"], result["corpus"], result["url"], result["changes"], "problems:", result["problems"])
        for name, value in result["now"].items():
            print(f"   {name}: {str(value)[:300]}")
    if options.write:
        page = options.write.read_text(encoding="utf-8")
        page = written(written(page, "changes", declared()), "figures", told(found))
        options.write.write_text(page, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
