"""When a page says that it was published: stamps made for machines first, then lines of authorship, as printed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from jjscrape.items import DateCandidate
from jjscrape.pages.markup.clutter import Part
from jjscrape.pages.markup.marks import Mark, mark
from jjscrape.pages.markup.soup import is_element, squash, text_of, tokens, within
from jjscrape.pages.node.wording import DATE_IN, UPDATED

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from jjscrape.pages.markup.soup import Element, Soup

PUBLISHED_META = ("article:published_time", "dcterms.created", "dc.date.created", "dcterms.issued", "datepublished")
_CREATED = {"dc:created", "dcterms:created", "schema:dateCreated", "schema:datePublished"}
_SAID = re.compile(r"^(?:(?:submitted|posted|published|created|written|by|on)\b[\s:,]*)+", re.IGNORECASE)
_OPENING = re.compile(r"\s*(?:submitted|posted|published|written)\b", re.IGNORECASE)
# Words that classes are made of. The first alone say it; the second do on what is no event.
_SURE = {"submitted", "submit", "posted", "published", "publish", "pub", "pubdate", "created", "creation"}
_SURE |= {"postdate", "postdateicon", "postheadericons", "byline"}
_LOOSE = {"date", "meta", "metadata", "postmeta"}
_POSTS = {"post", "article", "node", "news", "blog", "entry", "content", "author"}
_NEVER = {"updated", "update", "changed", "modified", "revised", "expires", "expiry", "deadline"}
_NEVER |= {"event", "events", "start", "end"}
_NO_WORDS = re.compile(
    r"^(?:field-(?:type|label)|field-name-field-|field-items?$|views-|view-|date-display|node$|node-\d)"
)
_LINE_LENGTH = 160
_SHORT_LINE = 60
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_DIGIT = re.compile(r"\d")
_AWAY = Part.COMMENT | Part.VIEW | Part.TEASER | Part.SLIDES | Part.BLOCK


def published_of(soup: Soup, scope: Element, surveyed: Mapping[Element, int], *, event: bool) -> list[DateCandidate]:
    """Return what may be the time of publication, the surest first. An event's own date is never among them."""
    found: list[DateCandidate] = []

    def add(raw: str | None, rule: str, *, machine: bool) -> None:
        raw = squash(raw)
        if raw and _DIGIT.search(raw) and all(c.raw != raw for c in found):
            found.append(DateCandidate(raw, "metadata", f"dates.{rule}", machine))

    if meta := soup.meta(*PUBLISHED_META):
        add(meta[0], "published-meta", machine=True)
    inside = [e for e in scope.iter() if e in surveyed and not surveyed[e] & _AWAY]
    for element in inside:
        if _CREATED & set((element.get("property") or "").split()):
            add(element.get("content") or element.get("datetime"), "rdf-created", machine=True)
        elif element.get("itemprop") in {"datePublished", "dateCreated"}:
            add(element.get("content") or element.get("datetime"), "microdata-published", machine=True)
        elif element.tag == "time" and ("pubdate" in element.attrib or surveyed[element] & Part.META
                                        or _opens_with_submitted(element)):  # fmt: skip
            add(element.get("datetime"), "time-pubdate", machine=True)
            if not _in_text_field(element, scope):
                mark(element, Mark.SERVICE)
    if meta := soup.meta("dcterms.date", "dc.date"):
        add(meta[0], "dcterms-date", machine=True)
    sure = _lines(inside, scope, surveyed, _says_published)
    for element in sure or ([] if event else _lines(inside, scope, surveyed, _may_say_published)):
        text = _without_account(element)
        raw = published_in(text) or (submitted_date(text) if _YEAR.search(text) and not UPDATED.search(text) else None)
        add(raw, "submitted-text" if sure else "date-class", machine=False)
        if not surveyed[element] & Part.META:
            mark(_whole_line(element, scope), Mark.SERVICE)
    return found


def _whole_line(element: Element, scope: Element) -> Element:
    """Return the widest element around that is called by such words too and is still one line."""
    chosen = element
    for above in element.iterancestors():
        if (
            above is scope
            or len(text_of(above)) > _LINE_LENGTH
            or not (_says_published(above) or _may_say_published(above))
        ):
            break
        chosen = above
    return chosen


def _lines(
    inside: list[Element], scope: Element, surveyed: Mapping[Element, int], says: Callable[[Element], bool]
) -> list[Element]:
    """The outermost elements whose classes say that they tell of publication and whose text is a line with a date."""
    found: dict[Element, None] = {}
    for element in inside:
        if element is scope or not says(element) or within(element, found):
            continue
        text = text_of(element)
        if len(text) > _LINE_LENGTH or not _YEAR.search(text) or _in_text_field(element, scope):
            continue
        # A longer line of an element that the theme doesn't call one of authorship is its author's text.
        blocks = sum(1 for _ in element.iter("p", "li", "blockquote"))
        if surveyed[element] & Part.META or len(text) < _SHORT_LINE or blocks <= 1:
            found[element] = None
    return list(found)


def _words(element: Element) -> set[str]:
    words: set[str] = set()
    for token in tokens(element):
        lower = token.lower()
        if not _NO_WORDS.match(lower):
            words.update(re.split(r"[-_]+", lower.removeprefix("field-name-")))
    return words


def _says_published(element: Element) -> bool:
    words = _words(element)
    if words & _NEVER:
        return False
    return bool(words & _SURE) or {"post", "date"} <= words


def _may_say_published(element: Element) -> bool:
    words = _words(element)
    return not words & _NEVER and bool(words & _LOOSE or ("info" in words and words & _POSTS))


def _opens_with_submitted(element: Element) -> bool:
    parent = element.getparent()
    return parent is not None and bool(_OPENING.match(parent.text or "")) and len(text_of(parent)) < _LINE_LENGTH


def _in_text_field(element: Element, scope: Element) -> bool:
    for above in element.iterancestors():
        if above is scope:
            return False
        if any(t.startswith(("field-type-text", "field--type-text")) or t in {"field-name-body", "field--name-body"}
               for t in tokens(above)):  # fmt: skip
            return True
    return False


def _without_account(element: Element) -> str:
    """The line's text without the account's name, which may hold digits."""
    text = text_of(element, seams=True)
    for user in element.iterdescendants():
        if is_element(user) and ("username" in tokens(user) or "sioc:UserAccount" in (user.get("typeof") or "")):
            return text.replace(text_of(user), " ", 1)
    return text


def published_in(text: str) -> str | None:
    """Return the first day, with its time, in a line of authorship that isn't said to be one of a later change."""
    end = 0
    for match in DATE_IN.finditer(text):
        if not UPDATED.search(text[end : match.start()]):
            return squash(match[0])
        end = match.end()
    return None


def submitted_date(text: str) -> str:
    """Return what follows the words in a line like "Submitted by NAME on DATE"."""
    text = _SAID.sub("", squash(text))
    if match := re.search(r"(?i)\bon\s+(?=\S.*\d)", text):
        text = text[match.end() :]
    return squash(text).strip("\u2014\u2013-|,; ")
