"""Which fields hold a node's text, and where its summary ends."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from jjscrape.pages.ladder import Ladder, Rule
from jjscrape.pages.markup.clutter import FOREIGN, NEVER_TEXT, OTHERS, Part
from jjscrape.pages.markup.running import words_running
from jjscrape.pages.markup.soup import has_words, text_of, tokens
from jjscrape.pages.node.field_names import BODIES, BODY_NAMES, NESTED_TYPES, NO_BODY
from jjscrape.pages.node.pieces import paragraphs_of

if TYPE_CHECKING:
    from jjscrape.pages.markup.fields import Field
    from jjscrape.pages.markup.lines import Body
    from jjscrape.pages.markup.soup import Element
    from jjscrape.pages.node.text_question import TextQuestion

MISSING = "body: 0 nodes by any of body-name, body-type, rdfa, structure"


def text_fields(fields: list[Field]) -> list[Field]:
    """Return the fields that may hold the text: the node's own, or else those in a view of the node itself."""
    usable = [f for f in fields if not f.part & (Part.COMMENT | Part.CHROME | Part.SHARE)]
    return [f for f in usable if not f.part & OTHERS] or [f for f in usable if not f.part & (Part.BLOCK | Part.SLIDES)]


def _body_name(asked: TextQuestion) -> list[Element] | None:
    return _longest(_with_text([f for f in asked.fields if f.name == "body"]))


def _body_type(asked: TextQuestion) -> list[Element] | None:
    return _outermost(_with_text([f for f in asked.fields if f.type == "text-with-summary"]))


def _body_like_name(asked: TextQuestion) -> list[Element] | None:
    fields = [f for f in asked.fields if BODY_NAMES.match(f.name) and not f.bare]
    # Pieces of a text that is put together from several are all read; of copies the longest.
    choose = _outermost if all(map(is_nested, fields)) else _longest
    return choose(_with_text(fields))


def _long_text_type(asked: TextQuestion) -> list[Element] | None:
    return _outermost(_with_text([f for f in asked.fields if f.type == "text-long" and not NO_BODY.search(f.name)]))


def _marked_text(markup: str, asked: TextQuestion) -> list[Element] | None:
    elements, matched = BODIES.all(asked.element)
    if matched != markup:
        return None
    return _longest([e for e in elements if not asked.survey[e] & (Part.COMMENT | OTHERS) and text_of(e)])


def _paragraphs(asked: TextQuestion) -> list[Element] | None:
    return paragraphs_of(asked) or None


def _panes(asked: TextQuestion) -> list[Element] | None:
    """A module's own panes hold text without a field; those of the widest column are the page's, the others beside."""
    columns: dict[Element, list[Element]] = {}
    for element, part in asked.survey.items():
        if "panel-pane" not in tokens(element) or part & (NEVER_TEXT | FOREIGN):
            continue
        column = next((a for a in element.iterancestors() if "panel-panel" in tokens(a)), None)
        if column is not None and words_running(element, asked.survey, among=("p",)):
            columns.setdefault(column, []).append(element)
    if not columns:
        return None
    return _outermost(max(columns.values(), key=lambda panes: sum(words_running(e, asked.survey) for e in panes)))


def _with_text(fields: list[Field]) -> list[Element]:
    return [f.element for f in fields if has_words(f.element)]


def _longest(elements: list[Element]) -> list[Element] | None:
    """The same body twice on a page is a slideshow or a print copy; the longest is the one to read."""
    return [max(elements, key=lambda e: len(text_of(e)))] if len(elements) > 1 else elements or None


def _outermost(elements: list[Element]) -> list[Element] | None:
    among = set(elements)
    return [e for e in elements if among.isdisjoint(e.iterancestors())] or None


def is_nested(field: Field) -> bool:
    """Return whether a field is a piece of one that is put together from several, as the paragraphs module does."""
    above = field.parent
    while above is not None:
        if above.type in NESTED_TYPES:
            return True
        above = above.parent
    return False


TEXT: Ladder[TextQuestion, list[Element]] = Ladder(
    "text",
    "body",
    (
        Rule("body-name", "the field called body; of several the longest", _body_name),
        Rule("body-type", "fields of the type text with summary", _body_type),
        Rule("body-like-name", "a field with another name for a text, or all pieces of one", _body_like_name),
        Rule("long-text-type", "fields of the type long text whose names say nothing else", _long_text_type),
        Rule("paragraph", "paragraphs of the module of that name, without such fields", _paragraphs),
        Rule("rdfa", "RDFa or microdata of a text", partial(_marked_text, "rdfa")),
        Rule("pane", "panes of Panels with paragraphs of their own, in the column that has most", _panes),
    ),
)


def _before_break(body: Body) -> str | None:
    return body.summary


SUMMARY: Ladder[Body, str] = Ladder(
    "summary", "body", (Rule("teaser-break", "the lines before Drupal's `<!--break-->`", _before_break),)
)
