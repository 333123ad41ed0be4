"""Other readers of the same pages, for comparison: a generic extractor, and all the text of the body."""

from __future__ import annotations

import importlib
import logging
import warnings
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, Any

from bs4 import BeautifulSoup

from jjscrape.evaluation.date_strings import CAPTURED
from jjscrape.evaluation.measure import Overlaps, plain, share
from jjscrape.evaluation.sheet import Reading

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from jjscrape.evaluation.sheet import ReadPage

OWN = "jjscrape"
PLAIN = "all text of the body"
GENERIC = "trafilatura"


@dataclass(slots=True)
class ReaderScore:
    """How well one reader read a set of pages. A date on a page that tells none is wrong."""

    text: Overlaps = field(default_factory=Overlaps)
    pages: int = 0
    titles: int = 0
    dates: int = 0
    dates_right: int = 0
    dates_wrong: int = 0

    def add(self, page: ReadPage, read: Reading) -> None:
        self.pages += 1
        self.text.add(read.text, page.wanted.text)
        self.titles += plain(read.title) == plain(page.wanted.title)
        if page.dated:
            self.dates += 1
            self.dates_right += read.day is not None and read.day == page.wanted.day
            self.dates_wrong += read.day is not None and read.day != page.wanted.day

    def cells(self) -> list[str]:
        figures = self.text.figures()
        return [
            str(self.pages),
            f"{figures['mean F1']:.4f}",
            f"{figures['min F1']:.4f}",
            f"{share(self.titles, self.pages):.4f}",
            str(self.dates_right),
            str(self.dates_wrong),
            str(self.dates - self.dates_right - self.dates_wrong),
        ]


def installed(name: str = GENERIC) -> str | None:
    """Return the version of a reader that need not be there; None where it isn't installed."""
    try:
        return version(name)
    except PackageNotFoundError:
        return None


def compare(pages: Iterable[ReadPage], *, generically: bool) -> dict[str, ReaderScore]:
    """Return each reader's worth on these pages, the own pages first; the generic extractor's only if asked for."""
    readers: dict[str, Callable[[ReadPage], Reading]] = {OWN: lambda page: page.own}
    if generically:
        readers[GENERIC] = read_generically
    readers[PLAIN] = read_all_text
    scores = {name: ReaderScore() for name in readers}
    with quiet():
        for page in pages:
            for name, read in readers.items():
                scores[name].add(page, read(page))
    return scores


@contextmanager
def quiet() -> Iterator[None]:
    """Silence the logging and warnings of other extractors: what they warn of is no fault of this project."""
    before = logging.root.manager.disable
    logging.disable(logging.CRITICAL)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        logging.disable(before)


def read_generically(page: ReadPage) -> Reading:
    trafilatura: Any = importlib.import_module(GENERIC)
    extracted = trafilatura.bare_extraction(
        page.html,
        url=page.url,
        with_metadata=True,
        include_comments=False,
        # Without a last day it asks the clock, and a year from now the figures would be others.
        date_extraction_params={
            "original_date": True,
            "extensive_search": True,
            "max_date": f"{CAPTURED:%Y-%m-%d}",
        },
    )
    if extracted is None:
        return Reading(None, None, None)
    return Reading(extracted.title, date.fromisoformat(extracted.date[:10]) if extracted.date else None, extracted.text)


def read_all_text(page: ReadPage) -> Reading:
    soup = BeautifulSoup(page.html, "lxml")
    title = soup.title.get_text() if soup.title else None
    return Reading(title, None, soup.body.get_text("\n") if soup.body else None)
