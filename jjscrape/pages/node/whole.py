"""Which elements hold a node's text, and whether they hold the whole of it.

A known structure is believed unless much of what runs on in the page's main content stands outside it. Then, and where
no structure is known, a generic extractor is asked too, and what it says is weighed against our own reading.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from jjscrape.pages.entries import find_entries
from jjscrape.pages.markup.clutter import NEVER_TEXT, OTHERS, Part
from jjscrape.pages.markup.linked_data import text_in
from jjscrape.pages.markup.running import words_running
from jjscrape.pages.markup.scope import main_of
from jjscrape.pages.markup.soup import fold, text_of, tokens
from jjscrape.pages.node.generic import GENERIC, PROBLEM, elements_of
from jjscrape.pages.node.pieces import set_aside, with_pieces
from jjscrape.pages.node.text import TEXT
from jjscrape.pages.notes import PIECES
from jjscrape.site import ARTICLES
from jjscrape.witnesses import TEXT_ELSEWHERE, TEXT_OUTSIDE, TEXT_STATED

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from jjscrape.pages.markup.soup import Element, Soup
    from jjscrape.pages.node.context import NodeScope
    from jjscrape.pages.node.text_question import TextQuestion

TOPIC = "text: of a forum's topic only the first post; its replies are left out as comments"
_TOPIC = {"node-forum", "node--type-forum"}
_WORD = re.compile(r"\w+")
_FEW = 60
"""The words of a text so short that an extractor, made for articles, misses it as often as not."""
_MUCH = 40
"""So many words outside a known structure are worth a second look."""
_FAR_MORE = 3
"""A text that holds no more than a line or two, beside so many times its words, is a caption or a bio, not the text."""
_IN_BOXES = 2
"""So many words in blocks and views for each word of the text are worth a second look: a theme may print it there."""
_BOX_BESIDE_BOX = 0.5
"""The same where the text itself was found in such a box."""
_SHARE = 1.0
"""So many of them for each word inside make what the structure holds a piece, not the whole."""
_SAME = 0.8
"""Two readings that share so much of their words are of one text."""
_SHARED_BY_CHANCE = 0.6
"""Two texts of one page share at most so much of the shorter one's words by chance: its "the" and "of"."""
_HALF = 0.5
"""Of two wordings of one text each holds more of the other's words, also where one is cut."""
_WHOLLY = 0.95
"""A reading that holds so much of another one holds the whole of it."""
_MAPPED = 0.9
"""So much of an extractor's words must be found among the page's elements for these to be the text."""


@dataclass(frozen=True, slots=True)
class Found:
    """What holds the text: elements of the page, or lines of a generic extractor.

    Where there are neither, the lines of the whole node are the text. `scope` holds the node and the elements.
    """

    scope: Element
    bodies: tuple[Element, ...] = ()
    rule: str = ""
    verbatim: tuple[str, ...] = ()
    by_extractor: bool = False


def text_of_page(scope: NodeScope, asked: TextQuestion, by_structure: Callable[[NodeScope], str]) -> Found:
    """Choose what holds the text; `by_structure` reads a copy of the node as if nothing was known of its structure."""
    problems = scope.page.soup.problems
    answer = TEXT.first(asked)
    if scope.is_teaser or scope.pinned_text:
        return Found(scope.element, tuple(answer[0]), answer[1]) if answer else Found(scope.element)
    if not answer:
        return _unless_generic(scope, by_structure(_copied(scope)))
    bodies = with_pieces(asked, answer[0])
    if bodies is not answer[0]:
        problems.append(PIECES)
    if _is_topic(scope) and _replies(scope) > sum(len(_words(text_of(body))) for body in bodies):
        problems.append(TOPIC)
    inside = sum(len(_words(text_of(body))) for body in bodies)
    main = scope.element if scope.wrapped else main_of(scope.page.soup)
    read = (*bodies, *set_aside(asked, bodies), *scope.left_out)
    outside = words_running(main, scope.page.survey.below(main), without=read)
    known = Found(scope.element, tuple(bodies), answer[1])
    if outside < max(_MUCH, _SHARE * inside):
        in_box = any(asked.survey[body] & OTHERS for body in bodies)
        enough = max(_FEW, (_BOX_BESIDE_BOX if in_box else _IN_BOXES) * inside)
        if _in_boxes(scope, read) >= enough and _is_another(scope, bodies):
            problems.append(TEXT_ELSEWHERE)
        return known
    lines, rule = GENERIC.first(scope.page.soup) or ([], "")
    theirs, ours = _counted(lines), _counted(text_of(body) for body in bodies)
    is_line = ours.total() < _MUCH and min(outside, theirs.total()) >= max(_FEW, _FAR_MORE * ours.total())
    if is_line or (_share(ours, theirs) >= _SAME and theirs.total() - ours.total() >= max(_MUCH, ours.total())):
        return _generic(scope, lines, rule)
    problems.append(TEXT_OUTSIDE)
    return known


def contradicted(soup: Soup, text: str) -> str | None:
    """Return a problem where the page's own article in JSON-LD has a text, and not this one."""
    articles = soup.articles
    ours = _counted([text] if articles else [])
    for article in articles:
        theirs = _counted([text_in(article) or ""])
        if theirs.total() >= _MUCH and _share(theirs, ours) < _HALF:
            return TEXT_STATED
    return None


def _is_topic(scope: NodeScope) -> bool:
    return scope.page.soup.node_type == "forum" or not _TOPIC.isdisjoint(tokens(scope.element))


def _replies(scope: NodeScope) -> int:
    """Count the words of the comments on the page."""
    survey = scope.page.survey
    outermost = (e for e, part in survey.items() if part & Part.COMMENT and not survey.get(_above(e), 0) & Part.COMMENT)
    return sum(len(_words(text_of(e))) for e in outermost)


def _above(element: Element) -> Element:
    parent = element.getparent()
    return element if parent is None else parent


def _in_boxes(scope: NodeScope, read: Iterable[Element]) -> int:
    """Count the words that run on outside what is `read` in the page's main part, those in blocks and views too."""
    main = main_of(scope.page.soup)
    survey = scope.page.survey.below(main)
    return words_running(main, survey, without=read, among=("p",), never=NEVER_TEXT | Part.TEASER | Part.SLIDES)


def _is_another(scope: NodeScope, bodies: Iterable[Element]) -> bool:
    """Tell whether a generic extractor reads the page and finds little of this text in it, or far more than it."""
    lines, _ = GENERIC.first(scope.page.soup) or ([], "")
    theirs, ours = _counted(lines), _counted(text_of(body) for body in bodies)
    if theirs.total() < _FEW:
        return False
    return _share(ours, theirs) < _SHARED_BY_CHANCE or theirs.total() >= _IN_BOXES * ours.total()


def _unless_generic(scope: NodeScope, text: str) -> Found:
    """Choose between the lines of the whole node and the extractor's, where no field holds the text."""
    by_structure, ours = Found(scope.element), _counted([text])
    main = main_of(scope.page.soup)
    running = words_running(main, scope.page.survey.below(main))
    everything = len(_words(text_of(main)))
    if scope.wrapped and ours and _alike(ours.total(), running) and _alike(ours.total(), everything):
        return by_structure
    lines, rule = GENERIC.first(scope.page.soup) or ([], "")
    if scope.page.kind in ARTICLES:
        lines = _without_rows(scope, lines, ours)
    theirs = _counted(lines)
    shared = (ours & theirs).total()
    if not theirs or (ours and theirs.total() < _FEW):
        return by_structure
    holds_more = shared >= _WHOLLY * ours.total() and theirs.total() - ours.total() >= _MUCH
    if scope.wrapped and not holds_more and 2 * shared >= _SAME * (ours.total() + theirs.total()):
        return by_structure
    return _generic(scope, lines, rule)


def _without_rows(scope: NodeScope, lines: list[str], ours: Counter[str]) -> list[str]:
    """Return an extractor's lines without those of the entries of lists: these lead to other posts, and are theirs.

    They stay where our own reading has them too: a post may be written as a list.
    """
    rows = [fold(text_of(entry.row)) for entry in find_entries(scope.page, related=True)]
    # A lone link to another post may stand in the post itself: what is around it then begins as the text does.
    others = "\n".join(row for row in rows if lines and fold(lines[0]) not in row)
    removed = [line for line in lines if fold(line) in others]
    if not ours or _share(_counted(removed), ours) >= _HALF:
        return lines
    return [line for line in lines if line not in removed]


def _alike(length: int, other: int) -> bool:
    return min(length, other) >= _SAME * max(length, other)


def _generic(scope: NodeScope, lines: list[str], rule: str) -> Found:
    scope.page.soup.problems.append(PROBLEM)
    body = scope.page.soup.body
    elements = elements_of(lines, body, scope.page.survey)
    mapped = (_counted(map(text_of, elements)) & _counted(lines)).total()
    if mapped < _MAPPED * _counted(lines).total():
        return Found(scope.element, (), rule, tuple(lines), by_extractor=True)
    around = scope.element
    while not all(around is e or around in e.iterancestors() for e in elements):
        parent = around.getparent()
        if parent is None:
            break
        around = parent
    return Found(around, tuple(elements), rule, by_extractor=True)


def _copied(scope: NodeScope) -> NodeScope:
    """Return the same node on a tree of its own, as reading takes the tree apart."""
    page = scope.page.copied()
    twins = dict(zip(scope.page.soup.body.iter(), page.soup.body.iter(), strict=True))
    left_out = tuple(twins[e] for e in scope.left_out if e in twins)
    return replace(scope, page=page, element=twins[scope.element], left_out=left_out)


def _words(text: str) -> list[str]:
    return _WORD.findall(text.lower())


def _counted(texts: Iterable[str]) -> Counter[str]:
    return Counter(word for text in texts for word in _words(text))


def _share(part: Counter[str], words: Counter[str]) -> float:
    return (part & words).total() / max(1, part.total())
