"""A generic extractor's reading of a page whose structure nobody knows, mapped back to the page's own elements.

The extractor chooses which lines are the text; the lines themselves are read off the page's tree as everywhere else, so
that links, pictures and documents come with them, and what is known to be no text is left out. What comes out depends
on the extractor's release, so its rule is named with it.
"""

from __future__ import annotations

import logging
import warnings
from contextlib import contextmanager
from copy import deepcopy
from importlib.metadata import version
from typing import TYPE_CHECKING

from lxml import etree

from jjscrape.pages.ladder import Ladder, Rule
from jjscrape.pages.markup.clutter import Part
from jjscrape.pages.markup.soup import SILENT, Soup, fold, is_element, squash, text_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jjscrape.pages.markup.clutter import Survey
    from jjscrape.pages.markup.soup import Element

PROBLEM = "text: no known structure; read by a generic extractor"
_NAME = "trafilatura"
RELEASE = version(_NAME)
_NEVER_WRITTEN = Part.COMMENT | Part.SHARE | Part.HIDDEN | Part.LINKS | Part.LABEL
_SHORT = 25
"""A line of fewer characters may stand within a longer one by chance, so it must be a line of its own."""
_LONGEST_VALUE = 4096
"""Characters of an attribute; no class, style or address that says what is text is as long."""


def _lines_of(soup: Soup) -> list[str] | None:
    import trafilatura  # noqa: PLC0415  (takes long to load, and few pages need it)

    markup = _markup(soup.root)
    with _quiet():
        try:
            text = trafilatura.extract(markup, include_comments=False, with_metadata=False)
        except Exception:  # noqa: BLE001  (what another's code stumbles over must not cost the page's record)
            return None
    lines = (squash(raw.removeprefix("- ").strip("| ")) for raw in (text or "").splitlines())
    return list(filter(None, lines)) or None


def _markup(root: Element) -> str:
    """Write a tree as HTML; without values of attributes, in which libxml2's time grows with the square, too long."""
    if any(len(value) > _LONGEST_VALUE for element in root.iter(etree.Element) for value in element.attrib.values()):
        root = deepcopy(root)
        for element in root.iter(etree.Element):
            for name, value in element.attrib.items():
                if len(value) > _LONGEST_VALUE:
                    del element.attrib[name]
    return etree.tostring(root, method="html", encoding="unicode")


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep the extractor's talk to itself: what it warns of is no fault of this page."""
    log = logging.getLogger(_NAME)
    before = log.disabled
    log.disabled = True
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        log.disabled = before


def elements_of(lines: list[str], scope: Element, survey: Survey) -> list[Element]:
    """Return the outermost elements below the scope all of whose words are the extractor's, in the page's order."""
    return _whole_elements(scope, _Wanted(lines), survey)[0]


class _Wanted:
    """The extractor's lines, to look words up in."""

    def __init__(self, lines: list[str]) -> None:
        folded = [fold(line) for line in lines]
        self._lines = set(folded)
        self._all = " ".join(folded)

    def holds(self, text: str) -> bool:
        folded = fold(text)
        return folded in self._lines or (len(folded) >= _SHORT and folded in self._all)


def _whole_elements(element: Element, wanted: _Wanted, survey: Survey) -> tuple[list[Element], bool]:
    """Return the elements found at or below this one, and whether nothing in it was passed over."""
    if not is_element(element) or element.tag in SILENT or survey.get(element, Part.NONE) & _NEVER_WRITTEN:
        return [], True
    text = text_of(element)
    if not text:
        return [], True
    if wanted.holds(text):
        return [element], True
    direct = squash(" ".join([element.text or "", *(child.tail or "" for child in element)]))
    elements: list[Element] = []
    complete = not direct or wanted.holds(direct)
    for child in element:
        below, child_whole = _whole_elements(child, wanted, survey)
        elements += below
        complete = complete and child_whole
    return ([element] if complete and elements else elements), complete


GENERIC: Ladder[Soup, list[str]] = Ladder(
    "text",
    "body",
    (
        Rule(
            f"{_NAME}-{RELEASE}",
            "a generic extractor of this release, where no structure is known or much stands outside the known one",
            _lines_of,
        ),
    ),
)
"""The text's lines as an extractor reads the page that knows nothing of Drupal."""

__all__ = ["GENERIC", "PROBLEM", "RELEASE", "elements_of"]
