"""How many words run on in a part of a page: what a reader would call text, and no menu, teaser or caption."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jjscrape.pages.markup.clutter import FOREIGN, NEVER_TEXT, Part
from jjscrape.pages.markup.soup import HEADINGS, is_element, text_of, within

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

    from jjscrape.pages.markup.soup import Element

RUNNING = HEADINGS | {"p", "li", "blockquote", "dd", "pre"}
"""The tags in which words of a text run on."""


def words_running(
    scope: Element,
    survey: Mapping[Element, int],
    *,
    without: Iterable[Element] = (),
    among: Collection[str] = RUNNING,
    never: int = FOREIGN | NEVER_TEXT,
) -> int:
    """Count the words that run on in paragraphs, lists and headings, without captions and what `never` names.

    By default that is clutter, and other nodes in blocks, views and teasers.
    """
    left_out = set(without)
    count = 0
    for element in scope.iter():
        if not is_element(element) or element.tag not in among:
            continue
        if survey.get(element, Part.NONE) & never or within(element, left_out):
            continue
        if any(above.tag in among or above.tag == "figcaption" for above in _below(element, scope)):
            continue
        text = text_of(element)
        linked = sum(len(text_of(link)) for link in element.iter("a"))
        count += len(text.split()) if linked * 2 <= len(text) else 0
    return count


def _below(element: Element, scope: Element) -> Iterator[Element]:
    for above in element.iterancestors():
        if above is scope:
            return
        yield above
