"""The record types: what a page yields, a pipeline normalises and a release joins.

A page fills the raw strings (`*_raw`, `*_printed`) exactly as the site shows them; the pipelines fill the
normalised fields beside them. None means that nothing is known. Nothing here imports Scrapy.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from datetime import date, datetime  # noqa: TC003  (itemadapter reads the annotations at run time)

ON_PAGE = {"on_page": True}
"""Marks a field that holds what the record's own page says, before any pipeline or join.

A change of one is a change of the record: its content digest is of these fields.
"""

SEPARATOR = " | "
"""Stands in a trace between strings that were read one by one."""


@dataclass(frozen=True, slots=True)
class Trace:
    """Why one field has its value: `rule` is a stable short name such as `dates.rdf-created`, `raw` the string read.

    `capture_id` names the capture it was read in where that is not the record's own, as with a date from a feed.
    """

    field: str
    rule: str
    raw: str | None
    capture_id: str | None = None


@dataclass(frozen=True, slots=True)
class CaptureRef:
    """The archive record an item was read from. `captured_at` is in UTC."""

    id: str
    url: str
    captured_at: datetime


@dataclass(frozen=True, slots=True)
class DateCandidate:
    """A string that may say when a record was published.

    `source` is `metadata`, `feed` or `byline`; `rule` says where on the page it stood. A `machine` value is
    ISO 8601 or RFC 822 and written for programs; other values are read under the rules for the site's own forms.
    """

    raw: str
    source: str
    rule: str
    machine: bool = False


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One more time at which an event takes place: its date line as shown, and the ISO strings behind it."""

    raw: str
    machine_start: str | None = None
    machine_end: str | None = None


@dataclass(frozen=True, slots=True)
class Author:
    """One person's part in an article. `name` is normalised, `name_raw` is as printed, with any title."""

    name: str
    name_raw: str
    position: int
    affiliation: str | None = None
    role: str | None = None
    confidence: str = "explicit"
    person_id: str | None = None


@dataclass(frozen=True, slots=True)
class Link:
    """A link in a record's text. `kind` is internal, external, document or media; `target_id` a record's id."""

    target_url: str
    text: str | None
    kind: str
    target_id: str | None = None


@dataclass(frozen=True, slots=True)
class Tagging:
    """A term of another vocabulary than the themes', as printed. `vocabulary` is its address without the last part."""

    label: str
    url: str
    vocabulary: str | None = None


@dataclass(frozen=True, slots=True)
class Image:
    """A picture as a page shows it. `original` is the address of the file that it was made smaller from, else `url`.

    `caption` is what is told of it, be that only the text in its place; `printed_caption` what stands beside it.
    """

    url: str
    original: str
    alt: str | None = None
    caption: str | None = None
    printed_caption: str | None = None


def fields_on_page(kind: type[Record]) -> tuple[str, ...]:
    return tuple(known.name for known in fields(kind) if "on_page" in known.metadata)


@dataclass(slots=True, kw_only=True)
class Record:
    """What every record has. `id` is the canonical key of its address, `url` the address it prefers for itself."""

    id: str
    url: str
    capture: CaptureRef | None = None
    node_id: int | None = None
    title: str | None = field(default=None, metadata=ON_PAGE)
    summary: str | None = field(default=None, metadata=ON_PAGE)
    text: str | None = field(default=None, metadata=ON_PAGE)
    language: str | None = field(default=None, metadata=ON_PAGE)
    also_at: list[str] = field(default_factory=list)
    published_candidates: list[DateCandidate] = field(default_factory=list)
    published: datetime | None = None
    published_edtf: str | None = None
    published_source: str | None = None
    published_raw: str | None = None
    links: list[Link] = field(default_factory=list, metadata=ON_PAGE)
    images: list[Image] = field(default_factory=list)
    image_url: str | None = field(default=None, metadata=ON_PAGE)
    image_caption: str | None = field(default=None, metadata=ON_PAGE)
    lead: Image | None = None
    traces: list[Trace] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    def rule_of(self, field_name: str) -> str:
        """Return the rule that a field's value is noted to come from; empty where nothing is noted."""
        return next((trace.rule for trace in self.traces if trace.field == field_name), "")

    def trace(self, field_name: str, rule: str, raw: str | None, capture_id: str | None = None) -> None:
        """Note where a field's value comes from, in place of what an earlier rule noted."""
        self.traces = [t for t in self.traces if t.field != field_name]
        self.traces.append(Trace(field_name, rule, raw, capture_id))


@dataclass(slots=True, kw_only=True)
class Article(Record):
    """A news item, blog post or event.

    `kind` is `news`, `blog` or `event`. `event_machine_start` and `event_machine_end` hold ISO strings the markup
    carries for programs; `event_raw` the date line as shown, `event_line` the same to be read where its parts are
    printed apart. `event_repeats` are the times behind the first of an event that takes place several times,
    `event_rule` the sentence that says how it repeats, `event_occurrences` all of them as ISO 8601 in UTC. After
    the dates pipeline `event_start` and `event_end` are UTC for timed events and local midnight in UTC for all-day
    ones. `theme_labels` are the tags the page prints, `bylines_printed` what it prints of those byline lines whose
    label is ours, `stated_authors` the persons that it names to programs alone. `submitted_by` is the account's
    whole name, `submitted_as` what a theme that cuts it short shows of it.
    """

    kind: str
    event_raw: str | None = field(default=None, metadata=ON_PAGE)
    event_line: str | None = None
    event_machine_start: str | None = field(default=None, metadata=ON_PAGE)
    event_machine_end: str | None = field(default=None, metadata=ON_PAGE)
    event_repeats: list[Occurrence] = field(default_factory=list, metadata=ON_PAGE)
    event_rule: str | None = None
    event_occurrences: list[str] = field(default_factory=list)
    event_start: datetime | None = None
    event_end: datetime | None = None
    event_all_day: bool | None = None
    event_timezone: str | None = None
    event_timezone_source: str | None = None
    place: str | None = field(default=None, metadata=ON_PAGE)
    byline_lines: list[str] = field(default_factory=list, metadata=ON_PAGE)
    bylines_printed: dict[str, str] = field(default_factory=dict)
    byline_raw: str | None = None
    byline_confidence: str | None = None
    submitted_by: str | None = None
    submitted_as: str | None = None
    stated_authors: list[str] = field(default_factory=list, metadata=ON_PAGE)
    authors: list[Author] = field(default_factory=list)
    theme_labels: list[str] = field(default_factory=list, metadata=ON_PAGE)
    themes: list[str] = field(default_factory=list)
    taggings: list[Tagging] = field(default_factory=list, metadata=ON_PAGE)
    project_ids: list[str] = field(default_factory=list)


@dataclass(slots=True, kw_only=True)
class Project(Record):
    theme_labels: list[str] = field(default_factory=list, metadata=ON_PAGE)
    themes: list[str] = field(default_factory=list)
    taggings: list[Tagging] = field(default_factory=list, metadata=ON_PAGE)
    related_ids: list[str] = field(default_factory=list)


@dataclass(slots=True, kw_only=True)
class Page(Record):
    """Another page of the site: neither an article nor a project nor a listing."""


@dataclass(slots=True, kw_only=True)
class Theme:
    """A term of the vocabulary as one page shows it. `id` is the slug; `kind` is `topic` or `place`."""

    id: str
    label: str | None
    kind: str | None = None
    description: str | None = None
    url: str | None = None
    term_id: int | None = None
    capture: CaptureRef | None = None


@dataclass(slots=True, kw_only=True)
class Teaser:
    """One entry of a listing. `list_id` is the listing's canonical key without its page number.

    `role` says which list the entry stands in: `posts` (news, events, blog), `projects` or `related`.
    `position` counts from 0 within that list on that page; `page` is the pager's zero-based number.
    """

    list_id: str
    role: str
    page: int
    position: int
    target_id: str
    target_url: str
    title: str | None = None
    summary: str | None = None
    event_raw: str | None = None
    published_raw: str | None = None
    """The date of what is no event, where the site file pins it; `published_rule` is the pin's name."""
    published_rule: str = ""
    place: str | None = None
    theme_labels: list[str] = field(default_factory=list)
    themes: list[str] = field(default_factory=list)
    theme_id: str | None = None
    image_alt: str | None = None
    capture: CaptureRef | None = None


@dataclass(slots=True, kw_only=True)
class FeedEntry:
    """One item of an RSS feed. `published` is UTC. The feed's creator is an account, never an author."""

    feed_url: str
    target_id: str
    target_url: str
    node_id: int | None = None
    title: str | None = None
    published_raw: str | None = None
    published: datetime | None = None
    theme_id: str | None = None
    capture: CaptureRef | None = None


@dataclass(slots=True, kw_only=True)
class Document:
    """A file the site links to, as one page links to it."""

    id: str
    url: str
    label: str | None
    found_on: str
    capture: CaptureRef | None = None


@dataclass(frozen=True, slots=True)
class PartialDate:
    """A date known to the day, the month or the year: `edtf` is ISO 8601-2, `first` the first day it can be."""

    edtf: str
    first: date


Item = Article | Project | Page | Theme | Teaser | FeedEntry | Document
