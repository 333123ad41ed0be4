"""CHANGELOG.md of a version: what changed since the one before, in words and titles, on a page."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from jjscrape.counts import many
from jjscrape.release.happenings import QUIET, Happening, happening, moved_documents
from jjscrape.schema import RECORD_TABLES, REVISIONS, TABLES, Telling, Type

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator, Mapping

    from jjscrape.release.gate.judging import Refusal
    from jjscrape.release.write import Row, Rows

NAMES = {"articles": "article", "projects": "project", "pages": "page"}
EVIDENCE = {
    "403": "the site refuses it (403)",
    "404": "the site no longer finds it (404)",
    "410": "the site says it is gone (410)",
    "absence": "a crawl of the whole site did not meet it any more",
}
NAMED_ONLY = frozenset(
    column.name for name in RECORD_TABLES for column in TABLES[name].columns if column.telling is Telling.NAME
)
LISTS = frozenset(
    column.name for name in RECORD_TABLES for column in TABLES[name].columns if column.type is Type.STRINGS
)
_SAME = "What the site says is the same; another theme of it, or another rule, gives these columns otherwise."
_UNSHARED = "tables and columns that only one of the two versions has"
_ONLY_DERIVED = "of which only digests and counts differ"
_WHOLE_SECOND = re.compile(r"\.0+Z$")
LONGEST = 120
MOST = 12
"""Entries of a section; the rest is counted, so that the changelog stays a page."""
_MOST_NAMES = 5
_MOST_COLUMNS = 3


def changelog(
    rows: Mapping[str, Rows],
    before: Mapping[str, Rows],
    accepted: Iterable[Refusal] = (),
    *,
    versions: tuple[str, str] = ("", ""),
    everything: str = "`changes.csv` has each",
) -> str:
    """Return the changelog as Markdown. `rows` has the `changes` since `before`, which is empty for a first version.

    `accepted` is what checks found that a person overruled; `versions` names the one before and this one. `everything`
    says where what is only counted here is found.
    """
    older, newer = versions
    lines = [f"# Changes from version {older} to {newer}" if older else f"# Changes{newer and f' in version {newer}'}"]
    for refusal in accepted:
        about = f"A person let this version pass although the check {refusal.check} spoke against it"
        lines += ["", f"{about}: {plain(refusal.reason)}."]
    if not before:
        contents = ", ".join(many(len(rows[name]), NAMES[name]) for name in RECORD_TABLES)
        return "\n".join([*lines, "", f"This is the first version. It holds {contents}."]) + "\n"
    if not rows["changes"]:
        return "\n".join([*lines, "", f"No row differs from {older or 'the version before'}."]) + "\n"
    happened = sections(rows, before)
    counted = [f"{part.records} {title.lower()}" for title, part in happened.items() if part.records]
    if len(counted) > 1:
        lines += ["", f"Records and documents: {', '.join(counted)}."]
    for title, part in happened.items():
        if part.entries:
            lead = [_SAME, ""] if title == Happening.REREAD else []
            lines += ["", f"## {title}", "", *lead, *folded(part.entries, everything)]
    return "\n".join(lines) + "\n"


OTHER = "Other tables"


class Told(NamedTuple):
    """What happened to a record: its row, as it is now or was, its changes by field, and the fields that tell of it."""

    table: str
    what: Happening
    row: Mapping[str, Any]
    changes: Mapping[str | None, Mapping[str, Any]]
    fields: list[str]


@dataclass(slots=True)
class Part:
    """A part of a changelog: its entries, and how many records and documents they are of."""

    entries: list[str] = field(default_factory=list)
    records: int = 0


def sections(rows: Mapping[str, Rows], before: Mapping[str, Rows]) -> dict[str, Part]:
    by_record, unshared = grouped(rows, before)
    made = {name: Part() for name in (*Happening, OTHER)}
    only_derived = 0
    for one in happened(by_record, rows, before):
        made[one.what].records += 1
        if one.what is Happening.REREAD and not one.fields:
            only_derived += 1
            continue
        entry = told(one.what, one.row, one.changes, one.fields)
        made[one.what].entries.append(f"- {NAMES[one.table]} **{plain(one.row['title'])}** (`{one.row['id']}`){entry}")
    if only_derived:
        made[Happening.REREAD].entries.append(f"- {many(only_derived, 'record')} {_ONLY_DERIVED}")
    moved = moved_documents(rows["changes"], rows.get("documents", []), before.get("documents", []))
    made[Happening.MOVED].entries += documents_told(moved, rows, before)
    made[Happening.MOVED].records += len(moved)
    told_already = {("documents", key) for pair in moved.items() for key in pair}
    records_told = {record_id for table, record_id in by_record if table in RECORD_TABLES}
    rest = {
        (table, key): found
        for (table, key), found in by_record.items()
        if table not in RECORD_TABLES and (table, key) not in told_already
        # That a record was edited is told above; what remains are contents of its past.
        if table != REVISIONS.name or key.partition("\t")[0] not in records_told
    }
    made[OTHER].entries += [f"- {line}" for line in other_tables(rest, rows, before)]
    if unshared:
        made[OTHER].entries.append(f"- {_UNSHARED}: {', '.join(unshared)}")
    return made


def grouped(
    rows: Mapping[str, Rows], before: Mapping[str, Rows]
) -> tuple[dict[tuple[str, str], list[Row]], dict[str, None]]:
    """The changes by table and row, and the tables and columns that only one of the versions has."""
    by_record: dict[tuple[str, str], list[Row]] = defaultdict(list)
    unshared: dict[str, None] = {}
    for change in rows["changes"]:
        if name := not_in_both(change, rows, before):
            unshared[name] = None
        else:
            by_record[change["table"], change["record_id"]].append(change)
    return by_record, unshared


def happened(
    by_record: Mapping[tuple[str, str], Rows], rows: Mapping[str, Rows], before: Mapping[str, Rows]
) -> Iterator[Told]:
    """What happened to each record that changed, by table and id."""
    now, then = (records_of(version, by_record.keys()) for version in (rows, before))
    for key, changed_fields in sorted(by_record.items()):
        if key[0] in RECORD_TABLES:
            changes = {change["field"]: change for change in changed_fields}
            what, fields = happening(now.get(key), then.get(key), [name for name in changes if name])
            yield Told(key[0], what, now.get(key) or then[key], changes, fields)


def records_of(version: Mapping[str, Rows], wanted: Container[tuple[str, str]]) -> dict[tuple[str, str], Row]:
    """The rows of records that are named, by table and id."""
    return {
        (name, row["id"]): row for name in RECORD_TABLES for row in version.get(name, ()) if (name, row["id"]) in wanted
    }


def not_in_both(change: Mapping[str, Any], rows: Mapping[str, Rows], before: Mapping[str, Rows]) -> str:
    """Return the table or column that the change is of, if only one of the versions has it: that is no news."""
    table, field = change["table"], change["field"]
    for version in (rows, before):
        if table not in version:
            return str(table)
        if field and version[table] and field not in version[table][0]:
            return f"{table}.{field}"
    return ""


def folded(entries: list[str], everything: str) -> list[str]:
    """The first of many entries, and how many more there are."""
    if len(entries) <= MOST + 1:
        return entries
    return [*entries[:MOST], f"- and {len(entries) - MOST} more; {everything}"]


def told(
    what: Happening, row: Mapping[str, Any], changes: Mapping[str | None, Mapping[str, Any]], fields: list[str]
) -> str:
    """Return what follows a record's title."""
    more = f"; also changed: {plain(', '.join(fields))}" if fields else ""
    match what:
        case Happening.NEW | Happening.REMOVED:
            return ""
        case Happening.WITHDRAWN:
            return f": {EVIDENCE[row['gone_evidence']]}{more}"
        case Happening.RETURNED:
            return more
        case Happening.MOVED if "url" in changes:
            return f": from <{changes['url']['before']}> to <{changes['url']['after']}>{more}"
        case Happening.REREAD:
            return f": {plain(', '.join(fields))}"
        case _:
            return f": {'; '.join(one_change(changes[name]) for name in fields)}"


def one_change(change: Mapping[str, Any]) -> str:
    """Describe the change of one field: short values in full, of long ones only the name of the field."""
    was, now = (shown(change[side], is_list=change["field"] in LISTS) for side in ("before", "after"))
    if was is None or now is None or change["field"] in QUIET | NAMED_ONLY:
        return plain(str(change["field"]))
    return f"{plain(str(change['field']))} from {was} to {now}"


def shown(cell: str | None, *, is_list: bool = False) -> str | None:
    """A cell as it may stand in a line, a list as its items; None where it is too long for one."""
    if not cell or cell == "[]":
        return "nothing"
    if is_list:
        cell = "; ".join(json.loads(cell))
    return f"“{plain(_WHOLE_SECOND.sub('Z', cell))}”" if len(cell) <= LONGEST else None


def documents_told(moved: Mapping[str, str], rows: Mapping[str, Rows], before: Mapping[str, Rows]) -> Iterable[str]:
    """A line for each document that moved; `moved` has the new id by the old one."""
    for old, new in sorted(moved.items()):
        was = next(row for row in before["documents"] if row["id"] == old)
        now = next(row for row in rows["documents"] if row["id"] == new)
        name = plain(now["label"] or new)
        yield f"- document **{name}** (`{new}`): from <{was['url']}> to <{now['url']}>, the same bytes"


def other_tables(
    by_record: Mapping[tuple[str, str], Rows], rows: Mapping[str, Rows], before: Mapping[str, Rows]
) -> Iterable[str]:
    """A line a table: how many of its rows were added, changed and removed, in which columns, and the first names."""
    counted: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    columns: dict[str, dict[str, None]] = defaultdict(dict)
    for (table, key), changes in by_record.items():
        counted[table][changes[0]["change"]].append(key)
        columns[table].update(dict.fromkeys(change["field"] for change in changes if change["field"]))
    for table in (name for name in TABLES if name in counted):
        label = TABLES[table].label
        names = {row["id"]: row[label] for row in (*before.get(table, ()), *rows.get(table, ()))} if label else {}
        yield f"{table}: " + ", ".join(
            f"{many(len(keys), 'row')} {kind}{columns_told(columns[table]) if kind == 'changed' else ''}"
            f"{listed([names[key] for key in keys if names.get(key)])}"
            for kind, keys in sorted(counted[table].items())
        )


def columns_told(columns: Iterable[str]) -> str:
    names = list(columns)
    return f" in {' and '.join(names)}" if 0 < len(names) <= _MOST_COLUMNS else ""


def listed(names: list[str]) -> str:
    more = [f"{len(names) - _MOST_NAMES} more"] if len(names) > _MOST_NAMES else []
    return f" ({', '.join([*map(plain, names[:_MOST_NAMES]), *more])})" if names else ""


def plain(text: str) -> str:
    """Text of a page on one line, so that nothing in it is taken for Markdown or HTML."""
    text = " ".join(text.split())
    for mark in "\\`*_[]<>&#|":
        text = text.replace(mark, f"\\{mark}")
    return text
