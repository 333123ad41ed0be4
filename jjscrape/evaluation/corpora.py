"""The kinds of gold there are: how each is judged, and what pins it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jjscrape.evaluation.byline_strings import judge_bylines
from jjscrape.evaluation.date_strings import judge_dates
from jjscrape.evaluation.demo_pages import digest_demo, judge_demo
from jjscrape.evaluation.gold_digest import digest_of_files
from jjscrape.outcome import Exit, Stop

if TYPE_CHECKING:
    from pathlib import Path

    from jjscrape.evaluation.floors import Corpus
    from jjscrape.evaluation.sheet import Sheet

_FILES = {"bylines": judge_bylines, "dates": judge_dates}
_DEMO = "demo"


def path_of(corpus: Corpus, folder: Path) -> Path:
    """Return where a corpus's files are.

    Raises:
        Stop: nothing reads such a corpus, or it isn't there.
    """
    if corpus.reader not in _FILES:
        known = ", ".join([*_FILES, _DEMO])
        raise Stop(Exit.USAGE, f"the corpus {corpus.name} has the reader {corpus.reader!r}; there are {known}")
    path = folder / corpus.source
    if not path.exists():
        raise Stop(Exit.USAGE, f"the gold of {corpus.name} isn't there: {path}")
    return path


def digest(corpus: Corpus, folder: Path) -> str:
    return digest_demo(corpus.source) if corpus.reader == _DEMO else digest_of_files(path_of(corpus, folder))


def judge(corpus: Corpus, folder: Path) -> Sheet:
    return judge_demo(corpus.source) if corpus.reader == _DEMO else _FILES[corpus.reader](path_of(corpus, folder))
