"""Where a node without a field for its text begins and ends among the lines of the page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jjscrape.pages.markup.marks import Mark
from jjscrape.pages.markup.soup import fold
from jjscrape.pages.node.wording import COMMENT_HEADING, FURNITURE_HEADING, RELATED_HEADING
from jjscrape.site import ARTICLES

if TYPE_CHECKING:
    from jjscrape.pages.markup.lines import Line
    from jjscrape.pages.node.context import NodeContext

_TITLE_WITHIN = 40
"""Among how many lines at its head a page has its title."""


def lines_of_node(context: NodeContext, lines: list[Line]) -> list[Line]:
    """Leave out the page's lines before the title, and cut where other nodes' teasers or the comments begin."""
    own = _behind_title(context, lines)
    ends = (_end(context, own, index) for index, line in enumerate(own) if line.mark is None)
    return own[: next((end for end in ends if end is not None), None)]


def _behind_title(context: NodeContext, lines: list[Line]) -> list[Line]:
    """Without an element of the node's own, what stands before the page's heading is the page's, not the node's."""
    if context.wrapped or not context.title:
        return lines
    for index, line in enumerate(lines[:_TITLE_WITHIN]):
        if line.heading and fold(line.text) == fold(context.title):
            return [o for o in lines[:index] if o.mark not in {None, Mark.TITLE}] + lines[index + 1 :]
    return lines


def _end(context: NodeContext, lines: list[Line], index: int) -> int | None:
    """Return how many lines are the node's if what is not begins at this line, or with the headings above it."""
    if _begins_comments(lines, index) or _begins_furniture(context, lines, index):
        return index
    if _begins_related(context, lines, index):
        return index
    return _start_of_teaser(context, lines, index)


def _begins_comments(lines: list[Line], index: int) -> bool:
    line = lines[index]
    return index > 0 and COMMENT_HEADING.match(line.text) is not None and (line.heading or line.wholly_linked)


def _begins_furniture(context: NodeContext, lines: list[Line], index: int) -> bool:
    line = lines[index]
    if context.wrapped or not index or not line.heading or lines[index - 1].heading:
        return False
    return FURNITURE_HEADING.match(line.text) is not None


def _begins_related(context: NodeContext, lines: list[Line], index: int) -> bool:
    line = lines[index]
    if not line.heading or line.hrefs or not RELATED_HEADING.match(line.text):
        return False
    unmarked = [other for other in lines[index + 1 : index + 12] if other.mark is None]
    return any(other.wholly_linked and _leads_to_articles(context, other) for other in unmarked[:6])


def _start_of_teaser(context: NodeContext, lines: list[Line], index: int) -> int | None:
    line = lines[index]
    if not index or not line.heading or not line.wholly_linked or not _leads_to_articles(context, line):
        return None
    if context.title is not None and fold(line.text) == fold(context.title):
        return None
    start = index
    while start and lines[start - 1].heading and not lines[start - 1].hrefs:
        start -= 1
    return start


def _leads_to_articles(context: NodeContext, line: Line) -> bool:
    urls = context.urls_of(line)
    return bool(urls) and all(context.page.site.kind(url) in ARTICLES for url in urls)
