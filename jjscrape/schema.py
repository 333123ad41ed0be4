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


@dataclass(frozen=True, slots=True)
class Column:
    """One column. `values` closes the vocabulary; `references` is `table.column` of what a cell points at.

    `unit`, `minimum` and `pattern` (a regular expression for the whole text) narrow what a cell may hold.
    `archival` columns say where and when the site was read, not what it says: two archives of one site differ there.
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


@dataclass(frozen=True, slots=True)
class Table:
    """One table. Rows are unique by `key` and are published in its order."""

    name: str
    row: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]

    def column(self, name: str) -> Column:
        return next(column for column in self.columns if column.name == name)

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


def _text(name: str, description: str, **more: Any) -> Column:
    return Column(name, Type.STRING, description, **more)


def _texts(name: str, description: str, **more: Any) -> Column:
    return Column(name, Type.STRINGS, description, required=True, **more)


def _number(name: str, description: str, **more: Any) -> Column:
    return Column(name, Type.INTEGER, description, **more)


def _time(name: str, description: str, **more: Any) -> Column:
    return Column(name, Type.TIMESTAMP, description, **more)


_ID = _text(
    "id",
    "Canonical key: the decoded path, the same for every host and generation of the address",
    required=True,
)
_ADDRESS = (
    _text("url", "The address the site itself prefers for it", required=True),
    _texts("hosts", "Hosts it was found on, sorted"),
    _number("node_id", "Drupal's node number, where the site shows it"),
    _texts("also_at", "Other addresses of it, such as those it had before it moved; one per key, sorted"),
    _text("title", "Title as shown", required=True),
)
_HISTORY = (
    _text(
        "status",
        "live, or gone when a complete crawl found it withdrawn; it may return",
        required=True,
        values=("live", "gone"),
    ),
    _time("gone_since", "Time of the answer or the end of the crawl that showed it gone, UTC", archival=True),
    _text(
        "gone_evidence",
        "What showed it gone: the site's answer, or absence from a crawl of the whole site",
        values=("403", "404", "410", "absence"),
    ),
    _time("first_seen", "Time of its first good capture, UTC", required=True, archival=True),
    _time("last_seen", "Time of its newest good capture, UTC", required=True, archival=True),
    _time(
        "last_changed",
        "Time of the first capture with the present content, UTC",
        required=True,
        archival=True,
    ),
    _text(
        "content_digest",
        "sha256 of the record's own content, deaf to what Drupal changes at every rendering",
        required=True,
    ),
    _text(
        "capture_id",
        "The capture its values were read from",
        required=True,
        references="captures.id",
        archival=True,
    ),
)

ARTICLES = Table(
    "articles",
    "a news item, blog post or event",
    ("id",),
    (
        _ID,
        _text("kind", "By the first segment of the path", required=True, values=("news", "blog", "event")),
        *_ADDRESS,
        _text("summary", "The part shown in listings, where the site sets one apart"),
        _text("text", "Reading text of the body; paragraphs, headings and list items a line each"),
        _number("word_count", "Length of `text`", unit="words", minimum=0),
        _text("language", "BCP 47 tag the page declares"),
        _time("published", "When it was published, UTC; midnight where only a day is known; see published_edtf"),
        _text("published_edtf", "The same with its precision, EDTF (ISO 8601-2)"),
        _text(
            "published_source",
            "metadata: the page's head, RDFa or submitted line; feed: pubDate; byline: a date in the byline",
            values=("metadata", "feed", "byline"),
        ),
        _text("published_raw", "The string it was read from"),
        _time("event_start", "Start, UTC; of an all-day event 00:00 UTC of its day, whatever the zone"),
        _time("event_end", "End, UTC; of an all-day event its last day; null where the site states none"),
        Column("event_all_day", Type.BOOLEAN, "True where the site says so; null for what is not an event"),
        _text("event_timezone", "IANA zone the times were read in; null where the page leaves it open"),
        _text(
            "event_timezone_source",
            "Whether the zone is the site's own or follows from the place; null where there is none",
            values=("site", "place"),
        ),
        _text("event_raw", "The date line as shown"),
        _text("place", "The place line as shown"),
        _texts("authors", "Persons in order of the byline", references="people.id"),
        _text("byline_raw", "The byline as printed"),
        _text(
            "byline_confidence",
            "explicit: a byline; prose: a sentence that names who writes",
            values=("explicit", "prose"),
        ),
        _texts(
            "themes",
            "Tags on the page and theme listings that name it, in vocabulary order",
            references="themes.id",
        ),
        _texts("projects", "Projects it is related to, sorted", references="projects.id"),
        _text("image_url", "Address of the lead image"),
        _text("image_caption", "Its caption or alternative text"),
        _number(
            "listing_position",
            "Place in the site's main listing, newest first, from 0; bounds an unknown date; no change by itself",
            minimum=0,
            archival=True,
        ),
        *_HISTORY,
    ),
)

PROJECTS = Table(
    "projects",
    "a project",
    ("id",),
    (
        _ID,
        *_ADDRESS,
        _texts("also_known_as", "Other titles the site gives it, sorted"),
        _text("summary", "The part shown in listings, where the site sets one apart"),
        _text("text", "Reading text of its own body, without the block of related posts"),
        _texts(
            "themes",
            "Its tags and the theme listings that name it, in vocabulary order",
            references="themes.id",
        ),
        *_HISTORY,
    ),
)

PAGES = Table(
    "pages",
    "another page of the site",
    ("id",),
    (
        _ID,
        *_ADDRESS,
        _text("text", "Reading text of its body"),
        *_HISTORY,
    ),
)

THEMES = Table(
    "themes",
    "a theme of the site's vocabulary",
    ("id",),
    (
        _text("id", "Slug, as in the address of its listing", required=True),
        _text("label", "Name as shown", required=True),
        _text("kind", "topic or place; null for a tag outside the known vocabulary", values=("topic", "place")),
        _text("description", "The site's own description"),
        _text("url", "Address of its listing"),
    ),
)

PEOPLE = Table(
    "people",
    "a person named as an author",
    ("id",),
    (
        _text("id", "Slug of the name", required=True),
        _text("name", "Name without titles, one spelling per person", required=True),
        _texts("also_printed_as", "Other spellings on the site, sorted"),
        _texts("affiliations", "Affiliations printed beside the name, known initials spelt out, sorted"),
        _texts("articles", "Articles they are an author of, sorted", references="articles.id"),
    ),
)

AUTHORSHIPS = Table(
    "authorships",
    "a person's part in an article",
    ("article_id", "position"),
    (
        _text("article_id", "The article", required=True, references="articles.id"),
        _text("person_id", "The person", required=True, references="people.id"),
        _number("position", "Place in the byline, from 1", required=True, minimum=1),
        _text("name_raw", "Name as printed, with its title", required=True),
        _text("affiliation", "Affiliation as printed, known initials spelt out"),
        _text("role", "Role or handle as printed"),
        _text("confidence", "explicit or prose, as in articles", required=True, values=("explicit", "prose")),
    ),
)

MEMBERSHIPS = Table(
    "theme_memberships",
    "a theme of an article or project",
    ("record_id", "theme_id", "source"),
    (
        _text("record_id", "The article or project", required=True),
        _text("theme_id", "The theme", required=True, references="themes.id"),
        _text(
            "source",
            "tag: printed with the record; listing: a theme listing names it",
            required=True,
            values=("tag", "listing"),
        ),
        _text("capture_id", "The capture that says so", required=True, references="captures.id", archival=True),
    ),
)

DOCUMENTS = Table(
    "documents",
    "a file the site links to",
    ("id",),
    (
        _text("id", "Canonical key of a file of the site; the address of another site's", required=True),
        _text("url", "Address", required=True),
        _text("label", "Link text or description, the first by record id"),
        _text("media_type", "What the archived bytes are declared to be"),
        _number("bytes", "Size of the archived file", unit="bytes", minimum=0),
        _text("sha256", "sha256 of the archived file, lower-case hexadecimal", pattern="[0-9a-f]{64}"),
        _text(
            "status",
            "archived; missing: the site answered 4xx; mismatch: it answered with something else; unfetched",
            required=True,
            values=("archived", "missing", "mismatch", "unfetched"),
        ),
        _texts("found_on", "Records that link to it, sorted"),
        _text("capture_id", "The capture that holds it", references="captures.id", archival=True),
    ),
)

LINKS = Table(
    "links",
    "a link in a record's text",
    ("source_id", "position"),
    (
        _text("source_id", "The record", required=True),
        _number("position", "Place among the record's links, from 0", required=True, minimum=0),
        _text("target_url", "Address it leads to", required=True),
        _text("target_id", "The record, document or theme it leads to, where this dataset has it"),
        _text("text", "Link text"),
        _text("kind", "What it leads to", required=True, values=("internal", "external", "document", "media")),
    ),
)

CAPTURES = Table(
    "captures",
    "one fetch of one address",
    ("id",),
    (
        _text(
            "id",
            "WARC-Record-ID without urn:uuid; of a second record under one, a UUID made of that and of what it holds",
            required=True,
            archival=True,
        ),
        _text("url", "Address as fetched", required=True),
        _time("captured_at", "WARC-Date, UTC", required=True, archival=True),
        _number("status", "HTTP status code of the answer"),
        _text("media_type", "Declared media type, lower case, without parameters"),
        _text("payload_digest", "WARC-Payload-Digest as recorded", archival=True),
        _text("warc_file", "File, relative to the archive folder", required=True, archival=True),
        _number(
            "warc_offset",
            "Where the record's first byte (of its gzip member) is in that file",
            required=True,
            archival=True,
            unit="bytes",
            minimum=0,
        ),
        _text("warc_record_id", "WARC-Record-ID as recorded", required=True, archival=True),
    ),
)

CHANGES = Table(
    "changes",
    "one change since the version before",
    ("table", "record_id", "field", "change"),
    (
        _text("table", "Table it is in", required=True),
        _text("record_id", "Key of the row; parts of a longer key are joined by a tab", required=True),
        _text("change", "What happened", required=True, values=("added", "changed", "removed", "returned")),
        _text("field", "Column that changed; null for a whole row"),
        _text("before", "Value before, as in the CSV file; of a row removed, its cells as a JSON object"),
        _text("after", "Value after, as in the CSV file; of a row added, its cells as a JSON object"),
    ),
)

PROVENANCE = Table(
    "provenance",
    "what one capture says of a cell: where that cell comes from",
    ("table", "record_id", "field", "capture_id"),
    (
        _text("table", "Table of the cell", required=True),
        _text("record_id", "Key of its row; parts of a longer key are joined by a tab", required=True),
        _text("field", "Column of the cell", required=True),
        _text("rule", "The rule that made the value", required=True),
        _text("extractor_version", "Version of the software", required=True),
        _text(
            "capture_id",
            "The capture it was read from",
            required=True,
            references="captures.id",
            archival=True,
        ),
        _text("raw", "The string it was made from"),
    ),
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
        lines += ["| column | type | always there | meaning |", "| --- | --- | --- | --- |"]
        for column in table.columns:
            meaning = column.description
            if column.unit:
                meaning += f", in {column.unit}"
            if column.values:
                meaning += f". One of: {', '.join(column.values)}"
            if column.references:
                meaning += f". Refers to {column.references}"
            lines.append(f"| {column.name} | {column.type.value} | {'yes' if column.required else 'no'} | {meaning} |")
        lines.append("")
    return "\n".join(lines)
