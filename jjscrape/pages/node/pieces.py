"""The pieces of a text that stand beside the field which holds most of it.

Editors write a page in several fields: an introduction, a body, paragraphs of many types, a second long text. All of
them are the text, in the page's order. Copies of the same words and the words of other nodes are not.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from jjscrape.pages.markup.clutter import NEVER_TEXT, OTHERS
from jjscrape.pages.markup.fields import name_of
from jjscrape.pages.markup.running import words_running
from jjscrape.pages.markup.soup import HEADINGS, fold, has_words, text_of, tokens, within
from jjscrape.pages.node.field_names import HEADING_NAMES, NOT_WRITTEN, OPENING_NAMES
from jjscrape.pages.node.wording import DATE_ALONE, READ_MORE, SERVICE_LINE, SUBMITTED_LINE, TAG_LABEL

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from jjscrape.pages.markup.fields import Field
    from jjscrape.pages.markup.soup import Element
    from jjscrape.pages.node.text_question import TextQuestion

FEW_WORDS = 5
"""Fewer are a label or a value, and no piece of a text."""
_COPIED = 0.2
"""A copy of other pieces, such as a print version, has at most so much of its words for itself."""
_TEXT_TYPES = frozenset({"text-long", "text-with-summary", "string-long", "tablefield"})
_LINE_TYPES = frozenset({"text", "string"})
_OPENING_TYPES = _TEXT_TYPES | {"", "text", "string"}
_PARAGRAPH = re.compile(r"^(?:paragraph--type--?.+|paragraphs-item(?:s)?-.+|entity-paragraphs-item)$")
_COLLECTED = re.compile(r"^(?:entity-|field-)field-collection-item$|^field-collection-item-.+$")
_OPENING_CLASS = re.compile(
    r"^(?:.*[-_])?(?:intro|introduction|deck|dek|standfirst|lede?|lead[-_](?:text|paragraph))$", re.IGNORECASE
)
_PIECE_OF_OTHERS = NEVER_TEXT | OTHERS


def with_pieces(asked: TextQuestion, bodies: list[Element]) -> list[Element]:
    """Return the text's elements with those of its other pieces, in the page's order; the same list if none is."""
    candidates = [*paragraphs_of(asked), *_text_fields(asked.fields), *_openings(asked, bodies)]
    among, holders = set(bodies), {above for body in bodies for above in body.iterancestors()}
    # A paragraph that holds a chosen field and more is the piece, with the field in it.
    wider = {e for e in candidates if e in holders and words_running(e, asked.survey, without=among) >= FEW_WORDS}
    pieces = wider | {e for e in bodies if not within(e, wider)}
    held = {above for e in pieces for above in e.iterancestors()}
    known: set[tuple[str, ...]] | None = None
    for element in candidates:
        if element in held or within(element, pieces):
            continue
        if known is None:
            known = {run for e in pieces for run in _runs(e)}
        runs = _runs(element)
        if sum(run not in known for run in runs) > _COPIED * len(runs):
            pieces.add(element)
            held.update(element.iterancestors())
            known.update(runs)
    pieces.update(_headings_over(asked, pieces))
    if pieces == among:
        return bodies
    return [e for e in asked.element.iter() if e in pieces and pieces.isdisjoint(e.iterancestors())]


def _headings_over(asked: TextQuestion, pieces: Collection[Element]) -> list[Element]:
    """Return what heads the pieces in their own paragraphs, or items of a field collection, beside the text's field."""
    headings: list[Element] = []
    items = {next((a for a in piece.iterancestors() if _is_item(a)), None) for piece in pieces}
    for item in items - {None}:
        for element in item.iterdescendants() if item is not None else ():
            if element in pieces:
                break
            if not asked.survey.get(element, 0) & _PIECE_OF_OTHERS and _is_heading(element) and has_words(element):
                headings.append(element)
    return [e for e in headings if not within(e, [other for other in headings if other is not e])]


def _is_item(element: Element) -> bool:
    return any(_PARAGRAPH.match(token) or _COLLECTED.match(token) for token in tokens(element))


def _is_heading(element: Element) -> bool:
    name, kind, _ = name_of(element)
    return element.tag in HEADINGS or (kind in _LINE_TYPES and HEADING_NAMES.search(name) is not None)


def set_aside(asked: TextQuestion, bodies: Collection[Element]) -> list[Element]:
    """Return the fields of words that are no piece of the text: copies of it, and what their names call otherwise."""
    holders = {above for body in bodies for above in body.iterancestors()}
    fields = [f for f in asked.fields if not f.bare and (f.type in _TEXT_TYPES or NOT_WRITTEN.search(f.name))]
    return [f.element for f in fields if f.element not in holders]


def _runs(element: Element) -> list[tuple[str, ...]]:
    """Return every run of a few words, to know a copy by; none of less than a piece of text."""
    words = fold(text_of(element)).split()
    return [tuple(words[at : at + FEW_WORDS]) for at in range(len(words) - FEW_WORDS + 1)]


def paragraphs_of(asked: TextQuestion) -> list[Element]:
    """Return the outermost paragraphs of the module of that name that hold running words."""
    paragraphs = [
        e
        for e, part in asked.survey.items()
        if not part & _PIECE_OF_OTHERS and any(_PARAGRAPH.match(token) for token in tokens(e))
    ]
    among = set(paragraphs)
    outermost = [e for e in paragraphs if among.isdisjoint(e.iterancestors())]
    return [e for e in outermost if words_running(e, asked.survey)]


def _text_fields(fields: Iterable[Field]) -> list[Element]:
    return [f.element for f in fields if not f.bare and not NOT_WRITTEN.search(f.name) and _is_text(f)]


def _is_text(field: Field) -> bool:
    if field.type in _TEXT_TYPES:
        return True
    return bool(OPENING_NAMES.search(field.name)) and field.type in _OPENING_TYPES


def _openings(asked: TextQuestion, bodies: list[Element]) -> list[Element]:
    """Return the paragraphs between the title and the text that a class calls the opening and no field holds."""
    openings = []
    first = bodies[0]
    for element, part in asked.survey.items():
        if element is first:
            break
        if part & _PIECE_OF_OTHERS or element.tag not in {"p", "div"}:
            continue
        if any(_OPENING_CLASS.match(t) for t in tokens(element)) and not name_of(element)[0] and _runs_on(element):
            openings.append(element)
    return openings


def _runs_on(element: Element) -> bool:
    """Tell a paragraph from what only looks like one: a heading, a list of links, a line about the page."""
    text = text_of(element)
    if len(text.split()) < FEW_WORDS or any(e.tag in HEADINGS or e.tag == "li" for e in element.iter()):
        return False
    linked = sum(len(text_of(link)) for link in element.iter("a"))
    if linked * 2 > len(text):
        return False
    return not any(p.match(text) for p in (DATE_ALONE, READ_MORE, SERVICE_LINE, SUBMITTED_LINE, TAG_LABEL))
