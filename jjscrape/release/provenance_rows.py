"""The rows of the table `provenance`: the rule that made a cell's value, the string that the rule read, the capture.

A row is what one capture says of one cell; a cell that several captures speak of has several rows. What follows from
other cells of the version (a count, an id, a time of a capture) needs no row.
"""

from __future__ import annotations

from collections import defaultdict
from itertools import chain, groupby
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from jjscrape.items import SEPARATOR, Article, Record, Teaser, Theme, Trace
from jjscrape.normalise import themes
from jjscrape.release.tables.briefs import joined
from jjscrape.schema import TABLES
from jjscrape.shelf import in_order
from jjscrape.version import VERSION

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from jjscrape.harvested import Harvest
    from jjscrape.items import CaptureRef
    from jjscrape.release.tables.briefs import Brief, Briefs
    from jjscrape.release.write import Row, Rows

KEY_SEPARATOR = "\t"
LISTED = "themes.listing"
LISTED_TABLES = frozenset({"articles", "projects"})
"""Of whose records a listing may say what their pages do not."""
_RECOGNISABLE = 200


class Note(NamedTuple):
    """What one capture says of one cell. `record_id` of a longer key joins its parts by a tab, as in `changes`."""

    table: str
    record_id: str
    field: str
    rule: str
    capture_id: str
    raw: str | None


class Said(Protocol):
    """What says that a record has a theme: a printed tag, or a listing; the capture, and the string that it prints."""

    @property
    def source(self) -> str: ...
    @property
    def capture_id(self) -> str: ...
    @property
    def raw(self) -> str: ...


def provenance_rows(
    harvest: Harvest,
    briefs: Briefs,
    tables: Mapping[str, Rows],
    places: Mapping[str, Teaser],
    members: Mapping[str, Sequence[Said]],
    related: Mapping[str, Collection[str]],
    folder: Path | None = None,
) -> Iterator[Row]:
    """Go through the rows of the table `provenance`; none for an empty cell.

    `briefs` are the records in brief, joined; `tables` are the other tables, those of records in the order of the
    harvest. `places` are the entry of the main listing that gave each record its position, `members` what says that a
    record has a theme, by the key of its row, `related` the projects of each article. `folder` is where notes lie
    meanwhile.
    """
    teasers = sorted((*harvest.teasers, *harvest.former), key=teaser_order)
    notes = chain(
        record_notes(harvest, briefs, tables, teasers, members),
        project_notes(briefs, teasers, related),
        place_notes(briefs, places),
        theme_notes(harvest, briefs, tables, teasers),
        membership_notes(members),
        document_notes(harvest, tables),
    )
    for note in merged(notes, folder):
        if note.capture_id:
            yield {**note._asdict(), "extractor_version": VERSION, "raw": note.raw or None}


def merged(notes: Iterable[Note], folder: Path | None = None) -> Iterator[Note]:
    """Join the notes of one capture on one cell into one note, in the order that they come in."""

    def cell(note: Note) -> tuple[str, str, str, str]:
        return note.table, note.record_id, note.field, note.capture_id

    for _, of_cell in groupby(in_order(notes, cell, folder), cell):
        first, *others = of_cell
        for note in others:
            if note.raw and note.raw not in (first.raw or "", *(first.raw or "").split(SEPARATOR)):
                first = first._replace(raw=SEPARATOR.join(filter(None, (first.raw, note.raw))))
        yield first


def record_notes(
    harvest: Harvest,
    briefs: Briefs,
    tables: Mapping[str, Rows],
    teasers: Iterable[Teaser],
    members: Mapping[str, Sequence[Said]],
) -> Iterator[Note]:
    """What the pages and pipelines noted while they read a record, and what only listings say of it."""
    listed = {key.partition(KEY_SEPARATOR)[0]: said.capture_id for key, said in reversed(listings(members))}
    shown = by_target(teasers)
    of_table: dict[str, tuple[Sequence[Record], Sequence[Brief]]] = {
        "articles": (harvest.articles, briefs.articles),
        "projects": (harvest.projects, briefs.projects),
        "pages": (harvest.pages, briefs.pages),
    }
    for table, (records, in_brief) in of_table.items():
        columns = set(TABLES[table].names)
        for record, row in zip(joined(records, in_brief), tables[table], strict=True):
            filled = {name for name, cell in row.items() if not empty(cell)}
            traces = {trace.field: trace for trace in record.traces}
            if "themes" not in traces and record.id in listed:
                traces["themes"] = Trace("themes", LISTED, None, listed[record.id])
            for trace in traces.values():
                if trace.field == "summary" and record.summary != row.get("summary"):
                    continue  # a listing's goes before it
                if trace.field in columns & filled:
                    capture_id = trace.capture_id or capture_of(record, trace, shown.get(record.id, ()))
                    yield Note(table, record.id, trace.field, trace.rule, capture_id, trace.raw)
            yield from listing_notes(table, record, row, shown.get(record.id, ()))


def capture_of(record: Record, trace: Trace, teasers: Iterable[Teaser]) -> str:
    """The record's own capture, or the listing's whose summary alone prints the byline."""
    own = reference(record.capture)
    if not isinstance(record, Article) or trace.field not in {"authors", "published"} or not trace.raw:
        return own
    printing = [teaser for teaser in teasers if teaser.summary and trace.raw in teaser.summary]
    lines = {line for teaser in printing for line in (teaser.summary or "").splitlines()}
    printed = [record.text, record.summary, *(line for line in record.byline_lines if line not in lines)]
    if not printing or any(text and trace.raw in text for text in printed):
        return own
    return reference(printing[0].capture) or own


def project_notes(briefs: Briefs, teasers: Iterable[Teaser], related: Mapping[str, Collection[str]]) -> Iterator[Note]:
    """Which projects an article names itself, and which projects' pages list it."""
    known = {article.id for article in briefs.articles}
    for article in briefs.articles:
        if named := [key for key in article.project_ids if key in related[article.id]]:
            raw = SEPARATOR.join(named)
            yield Note("articles", article.id, "projects", "reference.field", reference(article.capture), raw)
    for teaser in teasers:
        if teaser.role == "related" and teaser.target_id in known and teaser.list_id in related[teaser.target_id]:
            capture_id = reference(teaser.capture)
            yield Note("articles", teaser.target_id, "projects", "listing.related", capture_id, teaser.target_url)


def place_notes(briefs: Briefs, places: Mapping[str, Teaser]) -> Iterator[Note]:
    """The entry of the main listing that gives an article its place there."""
    for article in briefs.articles:
        if teaser := places.get(article.id):
            raw = teaser.title or teaser.target_url
            yield Note("articles", article.id, "listing_position", "listing.position", reference(teaser.capture), raw)


def listing_notes(table: str, record: Record, row: Row, teasers: Iterable[Teaser]) -> Iterator[Note]:
    """What only a listing says of a record: a summary its page lacks, another name. `teasers` are those of it."""
    if table not in LISTED_TABLES:
        return
    summaries = [teaser for teaser in teasers if teaser.summary and teaser.summary == row["summary"]]
    if summaries and record.summary != row["summary"]:
        raw, rule = row["summary"][:_RECOGNISABLE], "listing.summary"
        yield Note(table, record.id, "summary", rule, reference(summaries[0].capture), raw)
    for teaser in teasers:
        if teaser.title and teaser.title in row.get("also_known_as", ()):
            yield Note(table, record.id, "also_known_as", "listing.title", reference(teaser.capture), teaser.title)


def theme_notes(
    harvest: Harvest, briefs: Briefs, tables: Mapping[str, Rows], teasers: Iterable[Teaser]
) -> Iterator[Note]:
    """Where a theme's name, description and address are printed: one place for each."""
    known = {term.id for term in themes.terms()}
    first: dict[tuple[str, str], Note] = {}

    def note(theme_id: str, field: str, rule: str, capture: CaptureRef | None, raw: str | None) -> None:
        if raw and capture:
            first.setdefault((theme_id, field), Note("themes", theme_id, field, rule, capture.id, raw))

    for theme in sorted(harvest.themes, key=theme_order):
        note(theme.id, "label", label_rule(theme.id in known), theme.capture, theme.label)
        note(theme.id, "description", "themes.description", theme.capture, theme.description)
        note(theme.id, "url", "themes.address", theme.capture, theme.url)
    articles = sorted(briefs.articles, key=lambda article: article.id)
    projects = sorted(briefs.projects, key=lambda project: project.id)
    tagged: tuple[Brief | Teaser, ...] = (*articles, *projects, *teasers)
    for source in tagged:
        for label in source.theme_labels:
            for theme_id in themes.read_labels([label]).ids:
                note(theme_id, "label", label_rule(theme_id in known), source.capture, label)
    filled = {(row["id"], field) for row in tables["themes"] for field, cell in row.items() if not empty(cell)}
    return (note for cell, note in first.items() if cell in filled)


def label_rule(known: bool) -> str:
    return "themes.vocabulary" if known else "themes.label"


def theme_order(theme: Theme) -> tuple[str, bool, str, str, str]:
    """Sort key of what pages say of themes: what describes a theme stands first."""
    return theme.id, theme.description is None, theme.url or "", theme.label or "", reference(theme.capture)


def membership_notes(members: Mapping[str, Sequence[Said]]) -> Iterator[Note]:
    """A note a source of each theme of a record; one capture may be both, a listing that prints the tag as well."""
    rules = {"tag": "themes.tags", "listing": LISTED}
    for key, said in members.items():
        by_capture: dict[str, list[Said]] = defaultdict(list)
        for witness in said:
            by_capture[witness.capture_id].append(witness)
        for capture_id, witnesses in by_capture.items():
            rule = "; ".join(rules[witness.source] for witness in witnesses)
            raw = SEPARATOR.join(dict.fromkeys(witness.raw for witness in witnesses if witness.raw))
            yield Note("theme_memberships", key, "theme_id", rule, capture_id, raw)


def listings(members: Mapping[str, Sequence[Said]]) -> list[tuple[str, Said]]:
    """The listings that name a record, by the key of its row."""
    return [(key, witness) for key, said in members.items() for witness in said if witness.source == "listing"]


def document_notes(harvest: Harvest, tables: Mapping[str, Rows]) -> Iterator[Note]:
    """Which pages link to a file and what they call it, and what showed that it is missing or something else."""
    rows = {row["id"]: row for row in tables["documents"]}
    for document in sorted(harvest.documents, key=lambda d: (d.id, d.found_on, d.label is None, d.label or "")):
        row, capture_id = rows[document.id], reference(document.capture)
        yield Note("documents", document.id, "found_on", "document.link", capture_id, document.url)
        if document.url == row["url"]:
            yield Note("documents", document.id, "url", "document.link", capture_id, document.url)
        if document.label and document.label == row["label"]:
            yield Note("documents", document.id, "label", "document.label", capture_id, document.label)
    for document_id, facts in sorted(harvest.files.items()):
        if document_id in rows and (witness := facts.capture_id or facts.refused_in):
            yield Note("documents", document_id, "status", f"file.{facts.status}", witness, None)


def teaser_order(teaser: Teaser) -> tuple[str, str, int, int, str, str]:
    return teaser.list_id, teaser.role, teaser.page, teaser.position, teaser.target_id, reference(teaser.capture)


def by_target(teasers: Iterable[Teaser]) -> dict[str, list[Teaser]]:
    grouped: dict[str, list[Teaser]] = defaultdict(list)
    for teaser in teasers:
        grouped[teaser.target_id].append(teaser)
    return grouped


def reference(capture: CaptureRef | None) -> str:
    return capture.id if capture else ""


def empty(cell: Any) -> bool:
    return cell is None or cell in ("", [])
