"""The one description of the data: tables, columns, types, keys. Every other description is made from it.

Arrow schemas, the data dictionary and the Data Package are derived here or by who reads this; a row that does not
fit is an error before anything is written.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pyarrow as pa

SCHEMA_VERSION = "3"
"""Grows by one when a column is renamed, removed or changes its meaning; a new column does not count."""


class Type(StrEnum):
    STRING = "string"
    INTEGER = "integer"
    BOOLEAN = "boolean"
    TIMESTAMP = "timestamp"
    """An instant in UTC, to the microsecond."""
    STRINGS = "list of strings"


NO_VALUE = "nothing that was captured gave it a value"


class Telling(StrEnum):
    """How a change of a column is told in CHANGELOG.md; the table `changes` has every one with both values."""

    VALUES = "its name, and both values where they fit a line"
    NAME = "its name alone"
    NOT = "not told: it only follows from other columns"


@dataclass(frozen=True, slots=True)
class Column:
    """One column: the only place where anything is said of it.

    What a cell may hold: `values` closes the vocabulary; `references` is `table.column` of what a cell points at;
    `unit`, `minimum` and `pattern` (a regular expression for the whole text) narrow it; only articles of these `kinds`
    have one, all where it names none. `archival` columns say where and when the site was read, not what it says: two
    archives of one site differ there.

    Whose words they are: `masked` columns hold what people wrote, and so may hold how to reach them; contacts in them
    are masked. Which of `_words` and `_code` makes a column of texts says whether it is. `authored` words remain their
    author's. `searched` ones are in the full-text search of exports.

    Where a value comes from: `read_with` names the column that comes out of the same reading, whose provenance is its
    own; `excerpted` says that provenance holds only the beginning of what was read; `rule` is the rule that made it
    where a build notes none.

    What is told of it: `empty` says why a cell is empty; the report leaves `rare` columns out of its completeness.
    `telling` is how its changes are told, `address` that it changes as one with the address of a record that moves.
    `facet` columns are offered as filters where the tables are browsed.
    """

    name: str
    type: Type
    description: str
    required: bool = False
    values: tuple[str, ...] = ()
    references: str | None = None
    archival: bool = False
    unit: str | None = None
    minimum: int | None = None
    pattern: str | None = None
    kinds: tuple[str, ...] = ()
    masked: bool = False
    authored: bool = False
    searched: bool = False
    read_with: str | None = None
    excerpted: bool = False
    rule: str = ""
    empty: str = NO_VALUE
    rare: bool = False
    telling: Telling = Telling.VALUES
    address: bool = False
    facet: bool = False

    @property
    def may_be_empty(self) -> bool:
        """Whether there are cells without a value; a list without texts counts as empty."""
        return not self.required or self.type is Type.STRINGS

    @property
    def limited_to(self) -> str:
        """Which articles alone have one, as a sentence; nothing where all may have."""
        kinds = " or ".join(f"{'an' if kind[0] in 'aeiou' else 'a'} {kind}" for kind in self.kinds)
        return f"only {kinds} has one" if kinds else ""


@dataclass(frozen=True, slots=True)
class Table:
    """One table. Rows are unique by `key` and are published in its order.

    `label` is the column that names a row to a reader. `compared` tables say what the site says: they are what two
    versions are compared by and what the content hash is of; the others describe the archive or the comparison.
    """

    name: str
    row: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    label: str | None = None
    compared: bool = True

    def column(self, name: str) -> Column:
        return next(column for column in self.columns if column.name == name)

    def described(self, name: str) -> Column:
        """Return the column, or one of which nothing is known: a version of an older schema may have other fields."""
        return self.column(name) if name in self.names else Column(name, Type.STRING, "")

    @property
    def names(self) -> list[str]:
        return [column.name for column in self.columns]

    @property
    def primary_key(self) -> tuple[str, ...]:
        """The key where every part of it is always there, so that databases can enforce it; else nothing."""
        return self.key if all(self.column(part).required for part in self.key) else ()

    @property
    def content(self) -> list[str]:
        """The columns that say what the site says: those that two archives of one site share."""
        return [column.name for column in self.columns if not column.archival]


def _code(name: str, description: str, **more: Any) -> Column:
    """A text that follows from addresses, word lists or programs: nobody can be reached by it."""
    return Column(name, Type.STRING, description, **more)


def _codes(name: str, description: str, **more: Any) -> Column:
    return Column(name, Type.STRINGS, description, required=True, **more)


def _words(name: str, description: str, **more: Any) -> Column:
    """A text that people wrote."""
    return Column(name, Type.STRING, description, masked=True, **more)


def _lists_of_words(name: str, description: str, **more: Any) -> Column:
    return Column(name, Type.STRINGS, description, required=True, masked=True, **more)


def _number(name: str, description: str, **more: Any) -> Column:
    return Column(name, Type.INTEGER, description, **more)


def _time(name: str, description: str, **more: Any) -> Column:
    return Column(name, Type.TIMESTAMP, description, **more)


_STILL_THERE = "the site still had it when it was last asked"
_NO_DATE = "no date was found in the page's head, its submitted line, a feed or a byline"
_NO_ZONE = "no time was read for which a zone would count, or the page leaves open which zone it is"
_NO_BYLINE = "no line of the page, nor its summary in a listing, was read as a byline"
_NO_PART = "the byline prints none beside the name"
_JOINED = "tables.join: follows from listings or other records, which the build of this version did not note"
_EVENT = ("event",)

_ID = _code(
    "id",
    "Canonical key: the decoded path, the same for every host and generation of the address",
    required=True,
)
_ADDRESS = (
    _code("url", "The address the site itself prefers for it", required=True, address=True),
    _codes("hosts", "Hosts it was found on, sorted", address=True, empty="no capture of it names a host"),
    _number(
        "node_id",
        "Drupal's node number, where the site shows it",
        empty="the page shows no node number",
    ),
    _codes(
        "also_at",
        "Other addresses of it, such as those it had before it moved; one per key, sorted",
        address=True,
        rare=True,
        empty="no other address of it was captured, named by its page or redirected from",
    ),
    _words("title", "Title as shown", required=True, authored=True, searched=True),
)
_SUMMARY = _words(
    "summary",
    "The part shown in listings, where the site sets one apart",
    authored=True,
    searched=True,
    excerpted=True,
    empty="neither its page nor a listing sets a summary apart",
)
_NO_TEXT = "no reading text was found on its page"
_TEXT: dict[str, Any] = {
    "authored": True, "searched": True, "excerpted": True, "telling": Telling.NAME, "empty": _NO_TEXT,
}  # fmt: skip
_THEMES: dict[str, Any] = {
    "references": "themes.id",
    "rule": _JOINED,
    "facet": True,
    "empty": "its page prints no tag, and no theme's listing names it",
}
_HISTORY = (
    _code(
        "status",
        "live, or gone when a complete crawl found it withdrawn; it may return",
        required=True,
        values=("live", "gone"),
        facet=True,
    ),
    _time(
        "gone_since",
        "Time of the answer or the end of the crawl that showed it gone, UTC",
        archival=True,
        rare=True,
        empty=_STILL_THERE,
    ),
    _code(
        "gone_evidence",
        "What showed it gone: the site's answer, or absence from a crawl of the whole site",
        values=("403", "404", "410", "absence"),
        rare=True,
        telling=Telling.NOT,
        empty=_STILL_THERE,
    ),
    _time(
        "first_seen",
        "Time of its first good capture, UTC",
        required=True,
        archival=True,
        rule="build.history: time of its first good capture",
    ),
    _time(
        "last_seen",
        "Time of its newest good capture, UTC",
        required=True,
        archival=True,
        rule="build.history: time of its newest good capture",
    ),
    _time(
        "last_changed",
        "Time of the first capture with the present content, UTC",
        required=True,
        archival=True,
        rule="build.history: time of the first capture with the present content",
    ),
    _code(
        "content_digest",
        "sha256 of the record's own content, deaf to what Drupal changes at every rendering",
        required=True,
        telling=Telling.NOT,
        rule="build.content-digest: sha256 of what the record's own page says, before any join",
    ),
    _code(
        "capture_id",
        "The capture its values were read from",
        required=True,
        references="captures.id",
        archival=True,
        rule="build.newest: the newest good capture at its own address",
    ),
)
HISTORY = frozenset(column.name for column in _HISTORY)
"""Columns of a record that follow from all its captures, not from one page."""

ARTICLES = Table(
    "articles",
    "a news item, blog post or event",
    ("id",),
    (
        _ID,
        _code(
            "kind",
            "By the first segment of the path",
            required=True,
            values=("news", "blog", "event"),
            facet=True,
        ),
        *_ADDRESS,
        _SUMMARY,
        _words("text", "Reading text of the body; paragraphs, headings and list items a line each", **_TEXT),
        _number(
            "word_count",
            "Length of `text`",
            unit="words",
            minimum=0,
            telling=Telling.NOT,
            empty="there is no text to count",
        ),
        _code("language", "BCP 47 tag the page declares", empty="the page declares no language that is a BCP 47 tag"),
        _time(
            "published",
            "When it was published, UTC; midnight where only a day is known; see published_edtf",
            empty=_NO_DATE,
        ),
        _code(
            "published_edtf",
            "The same with its precision, EDTF (ISO 8601-2)",
            read_with="published",
            empty=_NO_DATE,
        ),
        _code(
            "published_source",
            "metadata: the page's head, RDFa or submitted line; feed: pubDate; byline: a date in the byline",
            values=("metadata", "feed", "byline"),
            read_with="published",
            empty=_NO_DATE,
        ),
        _words("published_raw", "The string it was read from", read_with="published", empty=_NO_DATE),
        _time(
            "event_start",
            "Start, UTC; of an all-day event 00:00 UTC of its day, whatever the zone",
            kinds=_EVENT,
            empty="the page has no date line that could be read without a guess",
        ),
        _time(
            "event_end",
            "End, UTC; of an all-day event its last day; null where the site states none",
            kinds=_EVENT,
            empty="the site states no end, or one that can't be true",
        ),
        Column(
            "event_all_day",
            Type.BOOLEAN,
            "True where the site says so; null for what is not an event",
            kinds=_EVENT,
            read_with="event_start",
            empty="no date line could be read",
        ),
        _code(
            "event_timezone",
            "IANA zone of the event; null where the page leaves it open: the times are then on the site's clocks",
            kinds=_EVENT,
            empty=_NO_ZONE,
        ),
        _code(
            "event_timezone_source",
            "Whether the zone is the site's own or follows from the place; null where there is none",
            values=("site", "place"),
            kinds=_EVENT,
            read_with="event_timezone",
            empty=_NO_ZONE,
        ),
        _words("event_raw", "The date line as shown", kinds=_EVENT, empty="the page shows no date line"),
        _words("place", "The place line as shown", kinds=_EVENT, empty="the page shows no place line"),
        _codes(
            "authors",
            "Persons in order of the byline",
            references="people.id",
            facet=True,
            empty=_NO_BYLINE,
        ),
        _words("byline_raw", "The byline as printed", authored=True, read_with="authors", empty=_NO_BYLINE),
        _code(
            "byline_confidence",
            "explicit: a byline; prose: a sentence that names who writes",
            values=("explicit", "prose"),
            read_with="authors",
            empty=_NO_BYLINE,
        ),
        _codes("themes", "Tags on the page and theme listings that name it, in vocabulary order", **_THEMES),
        _codes(
            "projects",
            "Projects it is related to, sorted",
            references="projects.id",
            rule=_JOINED,
            empty="its page refers to no project, and no project's page lists it",
        ),
        _code("image_url", "Address of the lead image", empty="the page has no lead image"),
        _words(
            "image_caption",
            "Its caption or alternative text",
            authored=True,
            empty="the lead image has neither caption nor alternative text, or there is none",
        ),
        _number(
            "listing_position",
            "Place in the site's main listing, newest first, from 0; bounds an unknown date; no change by itself",
            minimum=0,
            archival=True,
            rule=_JOINED,
            empty="the site's main listing does not name it",
        ),
        *_HISTORY,
    ),
    label="title",
)

PROJECTS = Table(
    "projects",
    "a project",
    ("id",),
    (
        _ID,
        *_ADDRESS,
        _lists_of_words(
            "also_known_as",
            "Other titles the site gives it, sorted",
            rare=True,
            rule=_JOINED,
            empty="every listing gives it the title of its own page",
        ),
        _SUMMARY,
        _words("text", "Reading text of its own body, without the block of related posts", **_TEXT),
        _codes("themes", "Its tags and the theme listings that name it, in vocabulary order", **_THEMES),
        *_HISTORY,
    ),
    label="title",
)

PAGES = Table(
    "pages",
    "another page of the site",
    ("id",),
    (
        _ID,
        *_ADDRESS,
        _words("text", "Reading text of its body", **_TEXT),
        *_HISTORY,
    ),
    label="title",
)

THEMES = Table(
    "themes",
    "a theme of the site's vocabulary",
    ("id",),
    (
        _code("id", "Slug, as in the address of its listing", required=True),
        _words("label", "Name as shown", required=True, searched=True),
        _code(
            "kind",
            "topic or place; null for a tag outside the known vocabulary",
            values=("topic", "place"),
            facet=True,
            empty="the label is not in the known vocabulary",
        ),
        _words(
            "description",
            "The site's own description",
            authored=True,
            searched=True,
            empty="no page describes the theme",
        ),
        _code("url", "Address of its listing", empty="no page links to a listing of the theme"),
    ),
    label="label",
)

PEOPLE = Table(
    "people",
    "a person named as an author",
    ("id",),
    (
        _code("id", "Slug of the name", required=True, rule="people.identify: slug of the name"),
        _words(
            "name",
            "Name without titles, one spelling per person",
            required=True,
            searched=True,
            rule="people.identify: the printed name without titles, one spelling per person",
        ),
        _lists_of_words(
            "also_printed_as",
            "Other spellings on the site, sorted",
            rare=True,
            rule="people.spellings: printed names that differ from the name",
            empty="the site prints the name in one spelling only",
        ),
        _lists_of_words(
            "affiliations",
            "Affiliations printed beside the name, known initials spelt out, sorted",
            facet=True,
            rule="people.affiliations: what bylines print beside the name",
            empty="no byline prints an affiliation beside the name",
        ),
        _codes(
            "articles",
            "Articles they are an author of, sorted",
            references="articles.id",
            rule="people.articles: the articles whose bylines name the person",
            empty="no byline names the person",
        ),
    ),
    label="name",
)

AUTHORSHIPS = Table(
    "authorships",
    "a person's part in an article",
    ("article_id", "position"),
    (
        _code("article_id", "The article", required=True, references="articles.id"),
        _code("person_id", "The person", required=True, references="people.id"),
        _number(
            "position",
            "Place in the byline, from 1",
            required=True,
            minimum=1,
            rule="the place among the names of the byline, counted from 1",
        ),
        _words("name_raw", "Name as printed, with its title", required=True, rule="the name as the byline prints it"),
        _words(
            "affiliation",
            "Affiliation as printed, known initials spelt out",
            facet=True,
            rule="what the byline prints beside the name",
            empty=_NO_PART,
        ),
        _words(
            "role",
            "Role or handle as printed",
            rule="what the byline prints beside the name",
            empty=_NO_PART,
        ),
        _code(
            "confidence",
            "explicit or prose, as in articles",
            required=True,
            values=("explicit", "prose"),
            facet=True,
            rule="how plainly the byline says who wrote",
        ),
    ),
)

MEMBERSHIPS = Table(
    "theme_memberships",
    "a theme of an article or project",
    ("record_id", "theme_id", "source"),
    (
        _code(
            "record_id",
            "The article or project",
            required=True,
            rule="site.key: the record that the tag stands with, or that the listing's entry leads to",
        ),
        _code("theme_id", "The theme", required=True, references="themes.id", facet=True),
        _code(
            "source",
            "tag: printed with the record; listing: a theme listing names it",
            required=True,
            values=("tag", "listing"),
            facet=True,
            rule="themes.source: what kind of place says so",
        ),
        _code(
            "capture_id",
            "The capture that says so",
            required=True,
            references="captures.id",
            archival=True,
            rule="themes.first-by-id: of several captures that say so, the first by id",
        ),
    ),
)

DOCUMENTS = Table(
    "documents",
    "a file the site links to",
    ("id",),
    (
        _code("id", "Canonical key of a file of the site; the address of another site's", required=True),
        _code("url", "Address", required=True),
        _words(
            "label",
            "Link text or description, the first by record id",
            authored=True,
            empty="no link to the file has a text or a description",
        ),
        _code(
            "media_type",
            "What the archived bytes are declared to be",
            facet=True,
            rule="file.media-type: what the answer declares",
            empty="no file is archived",
        ),
        _number(
            "bytes",
            "Size of the archived file",
            unit="bytes",
            minimum=0,
            rule="file.size: length of the body, free of chunks and content codings",
            empty="no file is archived",
        ),
        _code(
            "sha256",
            "sha256 of the archived file, lower-case hexadecimal",
            pattern="[0-9a-f]{64}",
            rule="file.sha256: of the body, free of chunks and content codings",
            empty="no file is archived",
        ),
        _code(
            "status",
            "archived; missing: the site answered 4xx; mismatch: it answered with something else; unfetched",
            required=True,
            values=("archived", "missing", "mismatch", "unfetched"),
            facet=True,
        ),
        _codes("found_on", "Records that link to it, sorted", empty="no page links to it"),
        _code(
            "capture_id",
            "The capture that holds it",
            references="captures.id",
            archival=True,
            rule="file.newest: the newest capture that holds a document",
            empty="no file is archived",
        ),
    ),
    label="label",
)

LINKS = Table(
    "links",
    "a link in a record's text",
    ("source_id", "position"),
    (
        _code("source_id", "The record", required=True, rule="site.key: the record whose text the link stands in"),
        _number(
            "position",
            "Place among the record's links, from 0",
            required=True,
            minimum=0,
            rule="links.order: the place among the links of the text, each counted once, from 0",
        ),
        _code(
            "target_url",
            "Address it leads to",
            required=True,
            rule="links.address: where the link leads, made absolute",
        ),
        _code(
            "target_id",
            "The record, document or theme it leads to, where this dataset has it",
            rule="links.target: the row of this dataset at that address, redirects and other addresses counted",
            empty="no row of this dataset stands at that address",
        ),
        _words(
            "text",
            "Link text",
            authored=True,
            rule="links.text: the text of the link, or what its picture says",
            empty="the link has no text",
        ),
        _code(
            "kind",
            "What it leads to",
            required=True,
            values=("internal", "external", "document", "media"),
            facet=True,
            rule="links.kind: by the address it leads to",
        ),
    ),
)

CAPTURES = Table(
    "captures",
    "one fetch of one address",
    ("id",),
    (
        _code(
            "id",
            "WARC-Record-ID without urn:uuid; of a second record under one, a UUID made of that and of what it holds",
            required=True,
            archival=True,
            rule="archive.record-id: WARC-Record-ID without urn:uuid",
        ),
        _code("url", "Address as fetched", required=True, rule="archive.target: WARC-Target-URI"),
        _time("captured_at", "WARC-Date, UTC", required=True, archival=True, rule="archive.date: WARC-Date"),
        _number(
            "status",
            "HTTP status code of the answer",
            facet=True,
            rule="archive.http-status: of the answer's first line",
            empty="the record is no HTTP answer, or its status line can't be read",
        ),
        _code(
            "media_type",
            "Declared media type, lower case, without parameters",
            facet=True,
            rule="archive.media-type: Content-Type of the answer, without parameters",
            empty="the answer declares no media type",
        ),
        _code(
            "payload_digest",
            "WARC-Payload-Digest as recorded",
            archival=True,
            rule="archive.payload-digest: WARC-Payload-Digest",
            empty="the archive record states no digest of its payload",
        ),
        _code(
            "warc_file",
            "File, relative to the archive folder",
            required=True,
            archival=True,
            rule="archive.place: the file that the record lies in",
        ),
        _number(
            "warc_offset",
            "Where the record's first byte (of its gzip member) is in that file",
            required=True,
            archival=True,
            unit="bytes",
            minimum=0,
            rule="archive.place: where the record begins in its file",
        ),
        _code(
            "warc_record_id",
            "WARC-Record-ID as recorded",
            required=True,
            archival=True,
            rule="archive.record-id: WARC-Record-ID",
        ),
    ),
    compared=False,
)

CHANGES = Table(
    "changes",
    "one change since the version before",
    ("table", "record_id", "field", "change"),
    (
        _code("table", "Table it is in", required=True, facet=True),
        _code("record_id", "Key of the row; parts of a longer key are joined by a tab", required=True),
        _code(
            "change",
            "What happened",
            required=True,
            values=("added", "changed", "removed", "returned"),
            facet=True,
        ),
        _code(
            "field",
            "Column that changed; null for a whole row",
            facet=True,
            empty="the change is one of the whole row",
        ),
        # Changes are found between masked tables, so nothing is left here to be masked.
        _code(
            "before",
            "Value before, as in the CSV file; of a row removed, its cells as a JSON object",
            authored=True,
            empty="there was no value before",
        ),
        _code(
            "after",
            "Value after, as in the CSV file; of a row added, its cells as a JSON object",
            authored=True,
            empty="there is no value after",
        ),
    ),
    compared=False,
)

PROVENANCE = Table(
    "provenance",
    "what one capture says of a cell: where that cell comes from",
    ("table", "record_id", "field", "capture_id"),
    (
        _code("table", "Table of the cell", required=True, facet=True),
        _code("record_id", "Key of its row; parts of a longer key are joined by a tab", required=True),
        _code("field", "Column of the cell", required=True, facet=True),
        _code("rule", "The rule that made the value", required=True, facet=True),
        _code("extractor_version", "Version of the software", required=True),
        _code(
            "capture_id",
            "The capture it was read from",
            required=True,
            references="captures.id",
            archival=True,
        ),
        _words(
            "raw",
            "The string it was made from",
            authored=True,
            empty="the rule follows from the capture itself, not from a string in it",
        ),
    ),
    compared=False,
)

TABLES: dict[str, Table] = {
    table.name: table
    for table in (
        ARTICLES,
        PROJECTS,
        PAGES,
        THEMES,
        PEOPLE,
        AUTHORSHIPS,
        MEMBERSHIPS,
        DOCUMENTS,
        LINKS,
        CAPTURES,
        CHANGES,
        PROVENANCE,
    )
}

RECORD_TABLES = ("articles", "projects", "pages")
COMPARED = tuple(table.name for table in TABLES.values() if table.compared)


def named(**wanted: object) -> dict[str, tuple[str, ...]]:
    """Return the columns of each table that have these attributes; tables with none of them are left out.

    `named(masked=True)` lists the columns in which contacts are masked.
    """
    found = {
        name: tuple(c.name for c in table.columns if all(getattr(c, key) == value for key, value in wanted.items()))
        for name, table in TABLES.items()
    }
    return {name: columns for name, columns in found.items() if columns}


class RowError(ValueError):
    """A row that does not fit its table; the message names the table, the row and the column."""


def arrow_schema(table: Table) -> pa.Schema:
    """Return the Arrow schema; descriptions stand in each field's metadata, so that Parquet carries them."""
    import pyarrow as pa  # noqa: PLC0415  (half a second that most commands need not pay)

    types = {
        Type.STRING: pa.string(),
        Type.INTEGER: pa.int64(),
        Type.BOOLEAN: pa.bool_(),
        Type.TIMESTAMP: pa.timestamp("us", tz="UTC"),
        Type.STRINGS: pa.list_(pa.field("element", pa.string(), nullable=False)),
    }
    fields = [
        pa.field(c.name, types[c.type], nullable=not c.required, metadata={"description": c.description})
        for c in table.columns
    ]
    return pa.schema(fields, metadata={"description": f"One row is {table.row}.", "schema_version": SCHEMA_VERSION})


_HALF = re.compile("[\ud800-\udfff]")
_INT64 = range(-(2**63), 2**63)


def check_rows(table: Table, rows: list[dict[str, Any]]) -> None:
    """Refuse rows that do not fit their columns.

    What is refused: a missing or unknown column, a missing required cell, a value of another type, an empty text (it
    could not be told from null), a text that is not Unicode, a word outside a closed vocabulary, a key that repeats.

    Raises:
        RowError: naming the first row at fault.
    """
    names = set(table.names)
    seen: set[tuple[Any, ...]] = set()
    for row in rows:
        key = tuple(row.get(part) for part in table.key)
        if set(row) != names:
            raise RowError(f"{table.name} {key}: columns {sorted(set(row) ^ names)} do not fit the schema")
        for column in table.columns:
            value = row[column.name]
            if value is None and column.required:
                raise RowError(f"{table.name} {key}: {column.name} is empty, but every row must have it")
            if value is not None and (fault := _misfit(value, column.type)):
                raise RowError(f"{table.name} {key}: {column.name} is {value!r}, {fault}")
            if value is not None and (fault := _outside(value, column)):
                raise RowError(f"{table.name} {key}: {column.name} is {value!r}, {fault}")
        if key in seen:
            raise RowError(f"{table.name}: two rows have the key {key}")
        seen.add(key)


def _misfit(value: Any, kind: Type) -> str | None:
    """Return what is wrong with a value for a column of that type, or None."""
    match kind:
        case Type.STRING:
            if not isinstance(value, str):
                return "not a text"
            if not value:
                return "which could not be told from null; leave it None"
            return _not_unicode(value)
        case Type.INTEGER:
            if type(value) is not int:
                return "not a whole number"
            return None if value in _INT64 else "too large for 64 bits"
        case Type.BOOLEAN:
            return None if isinstance(value, bool) else "not true or false"
        case Type.TIMESTAMP:
            return _not_an_instant(value)
        case Type.STRINGS:
            if not isinstance(value, list) or not all(isinstance(text, str) for text in value):
                return "not a list of texts"
            return next(filter(None, map(_not_unicode, value)), None)


def _outside(value: Any, column: Column) -> str | None:
    """Return which bound of its column a value of the right type breaks, or None."""
    if column.values and value not in column.values:
        return f"not one of {', '.join(column.values)}"
    if column.minimum is not None and value < column.minimum:
        return f"less than {column.minimum}"
    if column.pattern is not None and not re.fullmatch(column.pattern, value):
        return f"which does not match {column.pattern}"
    return None


def _not_unicode(text: str) -> str | None:
    return "with half a character in it (a lone surrogate), which UTF-8 can't hold" if _HALF.search(text) else None


def _not_an_instant(value: Any) -> str | None:
    if not isinstance(value, datetime):
        return "not a time"
    if value.tzinfo is None:
        return "a time without a zone; give it in UTC"
    try:
        value.astimezone(UTC)
    except OverflowError:
        return "outside the years 1 to 9999 in UTC"
    return None


def dictionary() -> str:
    """Return the data dictionary as Markdown."""
    lines = [
        "# Data dictionary",
        "",
        f"Schema version {SCHEMA_VERSION}. Empty means unknown, never a guess.",
        "",
    ]
    for table in TABLES.values():
        lines += [f"## {table.name}", "", f"One row is {table.row}; its key is {', '.join(table.key)}.", ""]
        lines += ["| column | type | always there | meaning | why it may be empty |", "| --- | --- | --- | --- | --- |"]
        for column in table.columns:
            meaning = column.description
            if column.unit:
                meaning += f", in {column.unit}"
            if column.values:
                meaning += f". One of: {', '.join(column.values)}"
            if column.references:
                meaning += f". Refers to {column.references}"
            there = "yes" if column.required else "no"
            why = "; ".join(filter(None, (column.empty, column.limited_to))) if column.may_be_empty else ""
            lines.append(f"| {column.name} | {column.type.value} | {there} | {meaning} | {why} |")
        lines.append("")
    return "\n".join(lines)
