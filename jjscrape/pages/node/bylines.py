"""The lines that name a node's authors. What of them is a name is decided where people are read."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from jjscrape.items import SEPARATOR
from jjscrape.normalise.text import slug
from jjscrape.pages.ladder import Ladder, Rule
from jjscrape.pages.markup.clutter import NEVER_TEXT, OTHERS, Part
from jjscrape.pages.markup.fields import Field, value_of
from jjscrape.pages.markup.linked_data import persons_in
from jjscrape.pages.markup.marks import Mark, mark, mark_of
from jjscrape.pages.markup.soup import HEADINGS, KEPT, is_element, squash, text_of, tokens
from jjscrape.pages.node.field_names import AUTHORS, BYLINE_NAMES
from jjscrape.pages.node.wording import DATE_IN

if TYPE_CHECKING:
    from collections.abc import Collection

    from jjscrape.pages.markup.soup import Element, Soup
    from jjscrape.pages.node.context import NodeContext

_BYLINE_LENGTH = 100
_ABOUT_AUTHORS = {"bio", "biography", "about", "picture", "image", "photo", "avatar", "pane", "details", "box"}
_NO_WORDS = ("field-name", "field--name", "author-")
AUTHOR_LABELS = re.compile(r"(?i)(?:written|words|text|posted|authored|report) by|by|(?:about the )?authors?|byline")
_ENTITY = re.compile(r"^(?:node|paragraph|profile|user|entity-.*|ds-1col|media|taxonomy-term|block-content)(?:--.*)?$")
_NAME_TOKEN = re.compile(
    r"(?:^|[-_])(?:(?:full|display|person|author)-?name|name-(?:title|node-title)|author-title)$"
    r"|field--?name-(?:field-)?(?:[\w-]*-)?name$"
)
_NO_AUTHORS = Part.COMMENT | Part.CHROME | Part.SHARE | Part.HIDDEN | OTHERS
_USER = re.compile(r"(?:^|/)users?/")
_EDGES = " \t-\u2013\u2014|,;:\u00b7\u2022/"
_BEFORE_DATE = re.compile(
    rf"(?:[{re.escape(_EDGES)}]|\b(?:on|posted|published|updated|created|date)\b)+$", re.IGNORECASE
)
_SHORT_DATE = re.compile(r"\b\d{1,2}[/.-]\d{1,2}[/.-]\d{2}\b")
_DATE_WORDS = re.compile(r"\d{4}|\d:\d\d")
_OPENS_ABOVE = re.compile(r"(?i)(?:written )?by\s+(?=\S)")
_OPENS_FIELD = re.compile(r"(?i)(by|authors?|written by|words)\b")
_OPENS_LINE = re.compile(r"(?i)(by|authors?|written by|words|posted by|post contributed by)\b")


def read_bylines(context: NodeContext) -> None:
    if answer := BYLINES.first(context):
        context.node.bylines += answer[0]


def _byline_fields(context: NodeContext) -> list[str] | None:
    lines = []
    for field in context.fields:
        if field.type == "ds" or field.part & Part.META or _is_nested(field):
            continue
        named = BYLINE_NAMES.search(field.name) is not None
        if not named and (
            field.element in context.bodies or mark_of(field.element) or not AUTHOR_LABELS.fullmatch(field.label or "")
        ):
            continue
        if names := _names_of(field):
            opens = _OPENS_FIELD.match(names[0])
            lines.append(names[0] if opens else _labelled(context, names, several=field.name.endswith("s")))
        mark(field.element, Mark.BYLINE)
    return lines or None


def as_byline(names: str, *, several: bool = False) -> str:
    """Return names as a line that says what they are; they may say so themselves."""
    return names if _OPENS_FIELD.match(names) else f"{'Authors' if several else 'Author'}: {names}"


def _labelled(context: NodeContext, names: Collection[str], *, several: bool = False) -> str:
    """Return names as the line of a byline, and note what of it the page prints."""
    # Behind a comma a single word would be where the one before is from, and not one more who wrote it.
    between = ", " if all(len(name.split()) > 1 for name in names) else ", and "
    line = as_byline(between.join(names), several=several)
    context.node.bylines_printed[line] = SEPARATOR.join(names)
    return line


def _is_nested(field: Field) -> bool:
    """Tell whether it is a part of another field of authors, whose names are read there."""
    above = field.parent
    while above is not None:
        if BYLINE_NAMES.search(above.name):
            return True
        above = above.parent
    return False


def _names_of(field: Field) -> list[str]:
    """The field's words; where it refers to several persons, or says much of one, their names alone."""
    items = field.items()
    text = field.text()
    if len(items) == 1 and len(text) <= _BYLINE_LENGTH and not _is_entity(items[0]):
        return [text] if text else []
    return list(dict.fromkeys(filter(None, map(name_in, items))))


def _is_entity(item: Element) -> bool:
    """Tell whether a value is a node, paragraph or account with fields of its own."""
    return any(_ENTITY.match(token) for e in item.iter() if is_element(e) for token in tokens(e))


def name_in(item: Element) -> str:
    """The name in one value: of an entity its name field, heading or first link, else all of it."""
    if not _is_entity(item) and len(value := value_of(item)) <= _BYLINE_LENGTH:
        return value
    elements = [e for e in item.iterdescendants() if is_element(e) and value_of(e)]
    called = [e for e in elements if any(_NAME_TOKEN.search(token) for token in tokens(e))]
    headings = [e for e in elements if e.tag in HEADINGS]
    links = [e for e in elements if e.tag == "a" and not (e.get("href") or "").startswith("mailto:")]
    texts = (value_of(e) for e in (*called, *headings, *links) if not _only_leads_on(e, text_of(e)))
    return next((text for text in texts if len(text) <= _BYLINE_LENGTH), "")


def _called_byline(context: NodeContext) -> list[str] | None:
    for element, part in context.survey.items():
        if element is context.element or part & (NEVER_TEXT | OTHERS) or not _is_called_byline(element):
            continue
        if not context.in_text(element) and (text := _short_line(element)):
            mark(element, Mark.BYLINE)
            return [text if _OPENS_LINE.match(text) else _labelled(context, [text])]
    return None


def _marked_author(context: NodeContext) -> list[str] | None:
    """Names that microdata, RDFa or `rel` calls the author's; an account's name is not one."""
    elements, _ = AUTHORS.all(context.element, context.page.soup.names)
    names: dict[str, None] = {}
    for element in elements:
        if context.survey[element] & _NO_AUTHORS or context.in_text(element) or _is_account(element):
            continue
        holders = [
            e for e in element.iterdescendants() if is_element(e) and "name" in (e.get("itemprop") or "").split()
        ]
        name = text_of(holders[0] if holders else element) or squash(element.get("content"))
        if name and len(name) <= _BYLINE_LENGTH and not DATE_IN.search(name):
            names[_OPENS_LINE.sub("", name).strip(" :")] = None
            mark(element, Mark.BYLINE)
    return [_labelled(context, names)] if names else None


def _is_account(element: Element) -> bool:
    """Tell whether it is, holds or leads to the account that posted, which may be nobody's name."""
    for e in element.iter():
        if not is_element(e):
            continue
        if (
            "username" in tokens(e)
            or "sioc:UserAccount" in (e.get("typeof") or "")
            or _USER.search(e.get("href") or "")
        ):
            return True
    return False


def _line_above(context: NodeContext) -> list[str] | None:
    """`By NAME - DATE` in a line of authorship, of the node or above it; the account of "Submitted by" is not one."""
    own = [e for e, part in context.survey.items() if part & Part.META and not part & _NO_AUTHORS]
    for element in (*context.heads, *own):
        if _is_account(element) or context.in_text(element):
            continue
        text = _without_date(text_of(element))
        if _OPENS_ABOVE.match(text) and len(text) <= _BYLINE_LENGTH:
            return [text]
    return None


def _without_date(text: str) -> str:
    """The line up to the date behind the names, or what stands behind a date before them."""
    match = DATE_IN.search(text) or _SHORT_DATE.search(text)
    if match is None:
        return text
    before = text[: match.start()]
    before = _BEFORE_DATE.sub("", before)
    return before if before.strip() else text[match.end() :].strip(_EDGES)


def _is_called_byline(element: Element) -> bool:
    return _call_byline(element.get("class") or "")


@lru_cache(KEPT)
def _call_byline(classes: str) -> bool:
    names = [token for token in classes.split() if not token.startswith(_NO_WORDS)]
    words = {word for name in names for word in re.split(r"[-_]+", name.lower())}
    return bool(words & {"author", "authors", "byline"}) and not words & _ABOUT_AUTHORS


def _short_line(element: Element) -> str | None:
    text = _without_date(text_of(element))
    if not text or len(text) > _BYLINE_LENGTH or _DATE_WORDS.search(text) or _only_leads_on(element, text):
        return None
    return text if next(element.iter("img"), None) is None else None


def _only_leads_on(element: Element, text: str) -> bool:
    """Tell a link to a person's page that says "all articles" or the like: its address holds another's name."""
    link = next(element.iter("a"), None)
    if link is None or text_of(link) != text:
        return False
    named = slug((link.get("href") or "").rstrip("/").rpartition("/")[2]).split("-")
    return len(named) > 1 and set(named).isdisjoint(slug(text).split("-"))


BYLINES: Ladder[NodeContext, list[str]] = Ladder(
    "byline_lines",
    "",
    (
        Rule("byline-field", "fields of authors, by their name", _byline_fields),
        Rule("byline-markup", "microdata, RDFa or `rel` of an author who is no account", _marked_author),
        Rule("byline-above", "`By NAME` in a line of authorship, of the node or above it, less its date", _line_above),
        Rule("byline-class", "a short line that a class calls the author's", _called_byline),
    ),
)


def _linked_data(soup: Soup) -> list[str] | None:
    return next(filter(None, (persons_in(article, soup.root) for article in soup.articles)), None)


STATED_AUTHORS: Ladder[Soup, list[str]] = Ladder(
    "stated_authors",
    "",
    (Rule("json-ld", "persons that are authors of the page's own article in JSON-LD", _linked_data),),
)
"""Asked beside the bylines, and believed only where no byline names an author: it may be the account that posted."""
