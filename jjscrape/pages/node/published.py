"""When a page says that it was published: stamps made for machines first, then lines of authorship, as printed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

from jjscrape.items import DateCandidate
from jjscrape.normalise.dates.publication import ONE_DAY, Published, read_candidate
from jjscrape.pages.ladder import Ladder, Rule
from jjscrape.pages.markup.clutter import Part
from jjscrape.pages.markup.linked_data import published_in as stamp_in
from jjscrape.pages.markup.marks import Mark, mark
from jjscrape.pages.markup.soup import KEPT, is_element, squash, text_of, tokens, within
from jjscrape.pages.node.wording import DATE_IN, UPDATED

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from jjscrape.pages.markup.soup import Element, Soup
    from jjscrape.pages.node.parts import Node

PUBLISHED_META = (
    "article:published_time",
    "dcterms.created",
    "dc.date.created",
    "dcterms.issued",
    "datepublished",
    "dc.date.issued",
    "dcterms.date.issued",
)
_CREATED = {"dc:created", "dcterms:created", "schema:dateCreated", "schema:datePublished"}
_OPENING_WORDS = re.compile(r"^(?:(?:submitted|posted|published|created|written|by|on)\b[\s:,]*)+", re.IGNORECASE)
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
PUBLICATION_FIELD = re.compile(r"publi|post(ed)?-date|^(news|blog|article)?-?date$")
"""Names of date fields that, on what is no event, say when it was published."""
_LINE_LENGTH = 160
_SHORT_LINE = 60
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_DIGIT = re.compile(r"\d")
_ANOTHERS = Part.COMMENT | Part.VIEW | Part.TEASER | Part.SLIDES | Part.BLOCK


@dataclass(frozen=True, eq=False)
class PublishedQuestion:
    """A page's head, its node's element, and what the parts of the page are."""

    soup: Soup
    element: Element
    survey: Mapping[Element, int]
    is_event: bool
    heads: tuple[Element, ...] = ()
    """Lines of authorship that the theme prints above the node's element."""

    @cached_property
    def own(self) -> list[Element]:
        """The elements of the node, and of its lines of authorship above it, that stand in no other's."""
        roots = (*self.heads, self.element)
        return [e for root in roots for e in root.iter() if e in self.survey and not self.survey[e] & _ANOTHERS]

    @cached_property
    def header_times(self) -> list[Element]:
        """The `time` elements in the header of the node's own element."""
        headers = [e for e in self.element.iter("header") if not self.survey.get(e, Part.NONE) & _ANOTHERS]
        times = {time for header in headers for time in header.iter("time") if time.get("datetime")}
        return [e for e in self.own if e in times]


@dataclass(frozen=True, eq=False)
class _Stamp:
    """An element that may hold a time for machines."""

    element: Element
    asked: PublishedQuestion

    @property
    def content(self) -> str:
        return self.element.get("content") or self.element.get("datetime") or ""


def published_of(asked: PublishedQuestion) -> list[DateCandidate]:
    """Return what may be the time of publication, the surest first. An event's own date is never among them."""
    candidates: dict[str, DateCandidate] = {}

    def add(raw: str, rule: str, *, machine: bool) -> None:
        raw = squash(raw)
        if raw and _DIGIT.search(raw):
            candidates.setdefault(raw, DateCandidate(raw, "metadata", f"dates.{rule}", machine))

    for raw, rule in PUBLISHED_IN_HEAD.answers(asked):
        add(raw, rule, machine=True)
    for element in filter(_may_be_stamp, asked.own):
        if stamp := PUBLISHED_STAMPS.first(_Stamp(element, asked)):
            add(*stamp, machine=True)
    for raw, rule in PUBLISHED_IN_DUBLIN_CORE.answers(asked):
        add(raw, rule, machine=True)
    if lines := PUBLISHED_LINES.first(asked):
        for element in lines[0]:
            add(_date_on(element), lines[1], machine=False)
            if not asked.survey[element] & Part.META:
                mark(_widest_line(element, asked.element), Mark.SERVICE)
    return list(candidates.values())


def _may_be_stamp(element: Element) -> bool:
    return element.tag == "time" or element.get("property") is not None or element.get("itemprop") is not None


def printed_first(candidates: list[DateCandidate]) -> list[DateCandidate]:
    """Put a bare date of Dublin Core behind the line that is printed, where the two name other days.

    `dcterms.date` says of what it is the date as little as that: on many sites it is of the last change.
    """
    loose = [c for c in candidates if c.rule == "dates.dcterms-date"]
    printed = [reading for c in candidates if not c.machine and isinstance(reading := read_candidate(c), Published)]
    stated = [reading for c in loose if isinstance(reading := read_candidate(c), Published)]
    if not printed or not stated or abs(printed[0].value - stated[0].value) <= ONE_DAY:
        return candidates
    return [*(c for c in candidates if c not in loose), *loose]


def _published_meta(asked: PublishedQuestion) -> str | None:
    meta = asked.soup.meta(*PUBLISHED_META)
    return meta[0] if meta else None


def _linked_data(asked: PublishedQuestion) -> str | None:
    return next(filter(None, map(stamp_in, asked.soup.articles)), None)


def _dublin_core(asked: PublishedQuestion) -> str | None:
    meta = asked.soup.meta("dcterms.date", "dc.date")
    return meta[0] if meta else None


def _rdf_created(stamp: _Stamp) -> str | None:
    return stamp.content if _CREATED & set((stamp.element.get("property") or "").split()) else None


def _microdata_published(stamp: _Stamp) -> str | None:
    return stamp.content if stamp.element.get("itemprop") in {"datePublished", "dateCreated"} else None


def _time_of_publication(stamp: _Stamp) -> str | None:
    element, asked = stamp.element, stamp.asked
    if element.tag != "time":
        return None
    states_publication = (
        "pubdate" in element.attrib or asked.survey[element] & Part.META or _opens_with_submitted(element)
    )
    if not (states_publication or _alone_in_header(element, asked)):
        return None
    if not _in_text_field(element, asked.element):
        mark(element, Mark.SERVICE)
    return element.get("datetime") or ""


def _alone_in_header(element: Element, asked: PublishedQuestion) -> bool:
    """Tell whether it is the one time in the header of what is no event, and no time of a later change."""
    if asked.is_event or asked.header_times != [element]:
        return False
    parent = element.getparent()
    around = {word for e in (element, parent) if e is not None for word in _words(e)}
    return not around & _NEVER and not (parent is not None and UPDATED.search(text_of(parent)))


def _lines_of_authorship(asked: PublishedQuestion) -> list[Element] | None:
    return _lines(asked, _says_published) or None


def _lines_called_date(asked: PublishedQuestion) -> list[Element] | None:
    return None if asked.is_event else _lines(asked, _may_say_published) or None


PUBLISHED_IN_HEAD: Ladder[PublishedQuestion, str] = Ladder(
    "published",
    "dates",
    (
        Rule("published-meta", "the head's `article:published_time` and its like", _published_meta),
        Rule("json-ld", "`datePublished` of the page's own article in JSON-LD", _linked_data),
    ),
    all_count=True,
)
PUBLISHED_STAMPS: Ladder[_Stamp, str] = Ladder(
    "published",
    "dates",
    (
        Rule("rdf-created", "RDFa of the node's creation", _rdf_created),
        Rule("microdata-published", "microdata of publication", _microdata_published),
        Rule(
            "time-pubdate",
            "a `time` element in a line of authorship, or the one in the header of what is no event",
            _time_of_publication,
        ),
    ),
    all_count=True,
)
"""Asked of each element of the node in turn; of one element the first rule's answer is taken."""
PUBLISHED_IN_DUBLIN_CORE: Ladder[PublishedQuestion, str] = Ladder(
    "published",
    "dates",
    (Rule("dcterms-date", "the head's `dcterms.date` or `dc.date`", _dublin_core),),
    all_count=True,
)
PUBLISHED_LINES: Ladder[PublishedQuestion, list[Element]] = Ladder(
    "published",
    "dates",
    (
        Rule("submitted-text", "a line that a class calls one of authorship", _lines_of_authorship),
        Rule("date-class", "on what is no event, a line that a class calls a date", _lines_called_date),
    ),
)


def _date_on(element: Element) -> str:
    text = _without_account(element)
    if day := published_in(text):
        return day
    return submitted_date(text) if _YEAR.search(text) and not UPDATED.search(text) else ""


def _widest_line(element: Element, scope: Element) -> Element:
    """Return the widest element around it that is called by such words too and is still one line."""
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


def _lines(asked: PublishedQuestion, says: Callable[[Element], bool]) -> list[Element]:
    """The outermost elements whose classes say that they tell of publication and whose text is a line with a date."""
    lines: dict[Element, None] = {}
    for element in asked.own:
        if element is asked.element or not says(element) or within(element, lines):
            continue
        text = text_of(element)
        if len(text) > _LINE_LENGTH or not _YEAR.search(text) or _in_text_field(element, asked.element):
            continue
        # A longer line of an element that the theme doesn't call one of authorship is its author's text.
        blocks = sum(1 for _ in element.iter("p", "li", "blockquote"))
        if asked.survey[element] & Part.META or len(text) < _SHORT_LINE or blocks <= 1:
            lines[element] = None
    return list(lines)


def _words(element: Element) -> frozenset[str]:
    return _words_of(element.get("class") or "")


@lru_cache(KEPT)
def _words_of(classes: str) -> frozenset[str]:
    words: set[str] = set()
    for token in classes.lower().split():
        if not _NO_WORDS.match(token):
            words.update(re.split(r"[-_]+", token.removeprefix("field-name-")))
    return frozenset(words)


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


def date_on(line: str) -> str:
    """Return the date on a line that has one; of a line that seems to have none, all of it."""
    return published_in(line) or submitted_date(line) or line


def submitted_on(line: str | None) -> str | None:
    """Return the date on the line of authorship that the node's lines hold."""
    return (published_in(line) or submitted_date(line) or None) if line else None


SUBMITTED_LINES: Ladder[str | None, str] = Ladder(
    "published",
    "dates",
    (Rule("submitted-line", "a line of authorship that no class tells, from the node's lines", submitted_on),),
    all_count=True,
)


def _date_field(node: Node) -> str | None:
    if not node.date_raw or not PUBLICATION_FIELD.search(node.date_name):
        return None
    return node.date_start or node.date_raw


DATE_FIELDS: Ladder[Node, str] = Ladder(
    "published",
    "dates",
    (Rule("date-field", "on what is no event, a field of dates whose name says publication", _date_field),),
    all_count=True,
)


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
    text = _OPENING_WORDS.sub("", squash(text))
    if match := re.search(r"(?i)\bon\s+(?=\S.*\d)", text):
        text = text[match.end() :]
    return squash(text).strip("\u2014\u2013-|,; ")
