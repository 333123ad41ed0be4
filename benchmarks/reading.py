"""What it costs to read a page: processor time from its bytes to items behind the pipelines, by phase, beside peers.

`python benchmarks/reading.py` reads the demonstration site; name WARC or WACZ files, folders of archives or HTML files
to read those instead. Each reader is timed in a process of its own that has read none of the pages before, as in a
build: no cache knows a page already. Readers take turns, and the figures are medians. Peers that are not installed
(selectolax is nowhere required) are left out. Prints a table; `--json FILE` writes the figures.
"""

from __future__ import annotations

import argparse
import gzip
import json
import multiprocessing
import platform
import statistics
import sys
import time
from collections import defaultdict
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import wraps
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from jjscrape.archive.reader import Archive
from jjscrape.demo import DemoSite
from jjscrape.harvest.gather import base_urls, site_of
from jjscrape.harvest.reading import normalise, rendered_kind, source_of
from jjscrape.pages import extract
from jjscrape.pages.markup.outlinks import outlinks
from jjscrape.pages.node import dissect
from jjscrape.pages.source import Source
from jjscrape.site import RENDERED, Site, load_site

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

WHEN = datetime(2026, 11, 22, 10, 26, tzinfo=UTC)
HTML = {"content-type": "text/html; charset=utf-8"}
HOST = "http://jamandjustice-rjc.org"


@dataclass(frozen=True)
class Page:
    """One answer, and the site that it is of."""

    source: Source
    site: Site


# Loads


def demo_pages(articles: int, style: str = "zurb") -> Iterator[Page]:
    """Every page of the demonstration site that a link leads to, without a server."""
    site, demo = load_site("jamandjustice"), DemoSite(style=style, articles=articles)
    urls = [f"{HOST}/"]
    known = set(urls)
    for url in urls:  # which grows as it goes
        parts = urlsplit(url)
        answer = demo.respond("GET", f"{parts.path}?{parts.query}".rstrip("?"), {"Host": parts.netloc})
        if answer.status == 200 and (answer.header("content-type") or "").startswith("text/html"):
            page = Page(Source(url=url, body=answer.body, captured_at=WHEN, headers=HTML), site)
            yield page
            linked = (link.url for link in outlinks(page.source, site) if link.url not in known)
            new = [link for link in dict.fromkeys(linked) if site.kind(link) in RENDERED and not site.excluded(link)]
            known.update(new)
            urls += new


def archived_pages(path: Path) -> Iterator[Page]:
    archive = Archive([path])
    site = site_of(archive).also_at(base_urls(archive))
    for capture in archive.captures():
        if rendered_kind(capture, site):
            yield Page(source_of(archive, capture), site)


def saved_page(path: Path) -> Page:
    body = path.read_bytes()
    body = gzip.decompress(body) if path.suffix == ".gz" else body
    name = path.name.partition(".")[0].lower()
    return Page(Source(f"{HOST}/blog/{name}", body, WHEN, HTML), load_site("jamandjustice"))


def loads(names: Iterable[Path], articles: int) -> dict[str, list[Page]]:
    """The pages of each archive by its name, those of all HTML files as one load; of the demonstration without any."""
    found: dict[str, list[Page]] = defaultdict(list)
    for path in names:
        if path.name.endswith((".html", ".htm", ".html.gz")):
            found["html files"].append(saved_page(path))
        else:
            found[path.name] += archived_pages(path)
    return dict(found) or {f"demo, {articles} articles": list(demo_pages(articles))}


def sample(pages: list[Page], most: int) -> list[Page]:
    """So many pages, evenly apart."""
    return pages if len(pages) <= most else [pages[at * len(pages) // most] for at in range(most)]


# Readers


def ours(page: Page) -> None:
    extraction = extract(page.source, page.site)
    for item in extraction.items:
        normalise(item, page.site)


def selectolax_parse(page: Page) -> None:
    import_module("selectolax.lexbor").LexborHTMLParser(page.source.body)


def lxml_parse(page: Page) -> None:
    import_module("lxml.html").document_fromstring(page.source.body)


def beautifulsoup_parse(page: Page) -> None:
    import_module("bs4").BeautifulSoup(page.source.body, "lxml")


def trafilatura_extract(page: Page) -> None:
    import_module("trafilatura").extract(page.source.body.decode("utf-8", "replace"))


READERS: dict[str, Callable[[Page], None]] = {"jjscrape": ours} | {
    f"{module}, {what}": reader
    for module, what, reader in (
        ("selectolax", "parse", selectolax_parse),
        ("lxml", "parse", lxml_parse),
        ("bs4", "parse with lxml", beautifulsoup_parse),
        ("trafilatura", "extract", trafilatura_extract),
    )
    if find_spec(module)
}


# Phases

PHASES: dict[str, tuple[str, ...]] = {
    "decode": ("jjscrape.pages.markup.soup:decode",),
    "parse": ("jjscrape.pages.markup.soup:Soup.of",),
    "survey": ("jjscrape.pages.markup.clutter:Survey.of", "jjscrape.pages.markup.clutter:Survey.below"),
    "title": ("jjscrape.pages.parsed:title_of",),
    "entries": ("jjscrape.pages.listing:find_entries",),
    "teasers": ("jjscrape.pages.listing:read_teaser",),
    "themes": ("jjscrape.pages.listing:themes_on", "jjscrape.pages.listing:theme_labels"),
    "body text": ("jjscrape.pages.node.dissect:text_of_page",),
    "fields of the node": ("jjscrape.pages.record:dissect",),
    "publication": ("jjscrape.pages.record:published_of",),
}
"""What is timed under each name; what one calls of another is the other's. All else is dispatch."""
BODY_STEPS, LINK_STEPS = {"lines", "mark text", "pinned text"}, {"links", "documents"}


class Stopwatch:
    """Processor time by phase, each moment counted once."""

    def __init__(self) -> None:
        self.spent: dict[str, float] = defaultdict(float)
        self._running: list[str] = []
        self._since = 0.0

    @contextmanager
    def phase(self, name: str) -> Iterator[None]:
        self._turn()
        self._running.append(name)
        try:
            yield
        finally:
            self._turn()
            self._running.pop()

    def _turn(self) -> None:
        now = time.process_time()
        if self._running:
            self.spent[self._running[-1]] += now - self._since
        self._since = now

    def timed(self, name: str, work: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(work)
        def run(*arguments: Any, **named: Any) -> Any:
            # What a teaser needs is the teaser's, whatever reads it.
            with self.phase("teasers" if "teasers" in self._running and name != "survey" else name):
                return work(*arguments, **named)

        return run


def by_phase(pages: list[Page]) -> dict[str, float]:
    """Read the pages once; return each phase's seconds. For a process of its own, as it wraps functions."""
    watch = Stopwatch()
    for name, places in PHASES.items():
        for place in places:
            module, _, path = place.partition(":")
            *holders, last = path.split(".")
            holder: Any = import_module(module)
            for inner in holders:
                holder = getattr(holder, inner)
            setattr(holder, last, watch.timed(name, getattr(holder, last)))
    steps = []
    for step in dissect.STEPS:
        name = "body text" if step.name in BODY_STEPS else "links" if step.name in LINK_STEPS else "fields of the node"
        steps.append(replace(step, take=watch.timed(name, step.take)))
    dissect.STEPS = tuple(steps)
    for page in pages:
        with watch.phase("dispatch"):
            items = extract(page.source, page.site).items
        with watch.phase("pipelines"):
            for item in items:
                normalise(item, page.site)
    return dict(watch.spent)


# Measuring


def read_all(reader: str, pages: list[Page]) -> dict[str, float]:
    started = time.process_time()
    for page in pages:
        READERS[reader](page)
    return {reader: time.process_time() - started}


def apart(work: Callable[..., dict[str, float]], *arguments: Any) -> dict[str, float]:
    """Do it in a process of its own, with everything loaded and no page read."""
    context = multiprocessing.get_context("fork")
    receiving, sending = context.Pipe(duplex=False)
    process = context.Process(target=lambda: sending.send(work(*arguments)))
    process.start()
    result = receiving.recv()
    process.join()
    return result


def measure(pages: list[Page], repeats: int = 3, readers: Iterable[str] = READERS) -> dict[str, Any]:
    """Milliseconds of processor time a page: each reader's median and spread, and ours by phase."""
    warm = Page(replace(pages[0].source, body=b"<html><body><p>Nothing."), pages[0].site)
    for reader in READERS.values():
        reader(warm)  # loads what it needs
    taken: dict[str, list[float]] = defaultdict(list)
    phases: dict[str, list[float]] = defaultdict(list)
    for _ in range(repeats):
        for reader in readers:
            taken[reader].append(apart(read_all, reader, pages)[reader] * 1000 / len(pages))
        for name, seconds in apart(by_phase, pages).items():
            phases[name].append(seconds * 1000 / len(pages))
    return {
        "pages": len(pages),
        "kilobytes a page": round(sum(len(page.source.body) for page in pages) / len(pages) / 1000, 1),
        "readers": {name: spread(times) for name, times in taken.items()},
        "phases": {name: round(statistics.median(times), 3) for name, times in phases.items()},
    }


def spread(times: list[float]) -> dict[str, float]:
    return {
        "median": round(statistics.median(times), 3),
        "least": round(min(times), 3),
        "most": round(max(times), 3),
    }


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("paths", nargs="*", type=Path, help="archives or HTML files; the demonstration without any")
    parser.add_argument("--articles", type=int, default=200, help="of the demonstration")
    parser.add_argument("--most", type=int, default=400, help="pages of each load, evenly apart")
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--alone", action="store_true", help="without the peers")
    parser.add_argument("--json", type=Path)
    asked = parser.parse_args()
    figures: dict[str, Any] = {"python": platform.python_version(), "machine": platform.machine(), "loads": {}}
    for name, pages in loads(asked.paths, asked.articles).items():
        chosen = sample(pages, asked.most)
        measured = measure(chosen, asked.repeats, ["jjscrape"] if asked.alone else READERS)
        figures["loads"][name] = measured
        print(f"\n{name}: {measured['pages']} pages of {measured['kilobytes a page']} KB, ms of processor time a page")
        for reader, times in measured["readers"].items():
            print(f"  {reader:28} {times['median']:8.2f}   ({times['least']:.2f} to {times['most']:.2f})")
        for phase, milliseconds in sorted(measured["phases"].items(), key=lambda pair: -pair[1]):
            print(f"    {phase:26} {milliseconds:8.2f}")
    if asked.json:
        asked.json.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
