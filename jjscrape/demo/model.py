"""What the site's own tables hold: nodes, terms and comments. Times are aware, in Europe/London."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from datetime import datetime

LONDON = ZoneInfo("Europe/London")

Kind = Literal["news", "blog", "event", "project", "page"]
BylinePosition = Literal["first", "after-series", "after-summary", "only", "prose"]

PATH_PREFIX: dict[Kind, str] = {"news": "news/", "blog": "blog/", "event": "event/", "project": "", "page": ""}
ARTICLES: frozenset[Kind] = frozenset({"news", "blog", "event"})


@dataclass(frozen=True, slots=True)
class Term:
    """`slug` is None for a tag outside the vocabulary, which has neither alias nor description."""

    tid: int
    label: str
    slug: str | None = None
    kind: str | None = None
    description: str = ""

    @property
    def path(self) -> str:
        return f"/our-projects/{self.slug}" if self.slug else f"/taxonomy/term/{self.tid}"


@dataclass(frozen=True, slots=True)
class EventDate:
    start: datetime
    end: datetime | None = None
    all_day: bool = False
    place: str | None = None


@dataclass(frozen=True, slots=True)
class Byline:
    """`printed` is the line, or the phrase of the summary, that names the authors; `authors` leaves titles out.

    `people` are the same persons under the names they are best known by; `dated` says that the line ends in a date.
    """

    printed: str
    position: BylinePosition
    authors: tuple[str, ...]
    people: tuple[str, ...]
    dated: bool = False


@dataclass(frozen=True, slots=True)
class Attachment:
    filename: str
    description: str | None = None


@dataclass(frozen=True, slots=True)
class Comment:
    name: str
    created: datetime
    text: str


@dataclass(frozen=True, slots=True)
class Image:
    filename: str
    alt: str
    caption: str | None = None


@dataclass(slots=True, kw_only=True)
class Node:
    """`alias` is the decoded path without its first slash; `links` are (target, text) pairs of the body.

    A link's target may begin with `www:` for an absolute address of this very site. `paragraphs`, once set, follow
    the summary in place of the composed body.
    """

    nid: int
    kind: Kind
    title: str
    alias: str
    created: datetime
    modified: datetime
    account: str = "rjcadmin"
    published: bool = True
    themes: tuple[Term, ...] = ()
    summary: str = ""
    teaser: str | None = None
    also: str | None = None
    series: str | None = None
    context: str | None = None
    byline: Byline | None = None
    event: EventDate | None = None
    image: Image | None = None
    video: str | None = None
    heading: str | None = None
    quote: str | None = None
    quoted: str | None = None
    project: str | None = None
    contact: tuple[str, ...] = ()
    says: tuple[str, ...] = ()
    links: tuple[tuple[str, str], ...] = ()
    teaser_links: tuple[tuple[str, str], ...] = ()
    attachments: tuple[Attachment, ...] = ()
    comments: tuple[Comment, ...] = ()
    paragraphs: tuple[str, ...] | None = None
    other_names: tuple[str, ...] = field(default=())

    @property
    def promoted(self) -> bool:
        return self.kind in ARTICLES
