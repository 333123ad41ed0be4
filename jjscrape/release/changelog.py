"""CHANGELOG.md of a version: what changed since the one before, in words and titles."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from jjscrape.schema import RECORD_TABLES, TABLES, Telling

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from jjscrape.release.gate.judging import Refusal
    from jjscrape.release.write import Rows

NAMES = {"articles": "article", "projects": "project", "pages": "page"}
EVIDENCE = {
    "403": "the site refuses it (403)",
    "404": "the site no longer finds it (404)",
    "410": "the site says it is gone (410)",
    "absence": "a crawl of the whole site did not meet it any more",
}
_COLUMNS = [column for name in RECORD_TABLES for column in TABLES[name].columns]
QUIET = frozenset(column.name for column in _COLUMNS if column.telling is Telling.NOT)
NAMED_ONLY = frozenset(column.name for column in _COLUMNS if column.telling is Telling.NAME)
ADDRESS = frozenset(column.name for column in _COLUMNS if column.address)
LONGEST = 120


def changelog(rows: Mapping[str, Rows], before: Mapping[str, Rows], accepted: Iterable[Refusal] = ()) -> str:
    """Return the changelog as Markdown. `rows` has the `changes` since `before`, which is empty for a first version.

    `accepted` is what checks found that a person overruled.
    """
    lines = ["# Changes"]
    for refusal in accepted:
        about = f"A person let this version pass although the check {refusal.check} spoke against it"
        lines += ["", f"{about}: {plain(refusal.reason)}."]
    if not before:
        contents = ", ".join(many(len(rows[name]), NAMES[name]) for name in RECORD_TABLES)
        return "\n".join([*lines, "", f"This is the first version. It holds {contents}."]) + "\n"
    changes = rows["changes"]
    if not changes:
        return "\n".join([*lines, "", "No row differs from the version before."]) + "\n"
    for title, entries in sections(rows, before, changes).items():
        if entries:
            lines += ["", f"## {title}", "", *entries]
    return "\n".join(lines) + "\n"


def sections(rows: Mapping[str, Rows], before: Mapping[str, Rows], changes: Rows) -> dict[str, list[str]]:
    by_record: dict[tuple[str, str], Rows] = defaultdict(list)
    for change in changes:
        by_record[change["table"], change["record_id"]].append(change)
    made: dict[str, list[str]] = {name: [] for name in ("New", "Withdrawn", "Returned", "Moved", "Edited", "Removed")}
    now = {(name, row["id"]): row for name in RECORD_TABLES for row in rows[name]}
    then = {(name, row["id"]): row for name in RECORD_TABLES for row in before.get(name, ())}
    for key, changed_fields in sorted(by_record.items()):
        if key[0] in RECORD_TABLES:
            row = now.get(key) or then[key]
            heading, entry = record_entry(row, {change["field"]: change for change in changed_fields}, key in now)
            made[heading].append(f"- {NAMES[key[0]]} **{plain(row['title'])}** (`{row['id']}`){entry}")
    made["Other tables"] = [f"- {line}" for line in other_tables(by_record)]
    return made


def record_entry(
    row: Mapping[str, Any], changes: Mapping[str | None, Mapping[str, Any]], still_there: bool
) -> tuple[str, str]:
    """Return the section that a record is listed in, and the text that follows its title."""
    if None in changes:
        return ("New", "") if still_there else ("Removed", "")
    status = changes.get("status")
    fields = [str(name) for name in changes if name not in QUIET | {"status"}]
    more = f"; also changed: {plain(', '.join(fields))}" if fields else ""
    if status and status["after"] == "gone":
        return "Withdrawn", f": {EVIDENCE[row['gone_evidence']]}{more}"
    if status:
        return "Returned", more
    if "url" in changes:
        moved = [name for name in fields if name not in ADDRESS]
        more = f"; also changed: {plain(', '.join(moved))}" if moved else ""
        return "Moved", f": from <{changes['url']['before']}> to <{changes['url']['after']}>{more}"
    edited = [change for name, change in changes.items() if name not in QUIET] or list(changes.values())
    return "Edited", f": {'; '.join(map(one_change, edited))}"


def one_change(change: Mapping[str, Any]) -> str:
    """Describe the change of one field: short values in full, of long ones only the name of the field."""
    was, now = (shown(change[side]) for side in ("before", "after"))
    if was is None or now is None or change["field"] in QUIET | NAMED_ONLY:
        return plain(str(change["field"]))
    return f"{plain(str(change['field']))} from {was} to {now}"


def shown(cell: str | None) -> str | None:
    """A cell as it may stand in a line; None where it is too long for one."""
    if not cell or cell == "[]":
        return "nothing"
    return f"“{plain(cell)}”" if len(cell) <= LONGEST else None


def other_tables(by_record: Mapping[tuple[str, str], Rows]) -> Iterable[str]:
    counted: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for (table, _), changes in by_record.items():
        if table not in RECORD_TABLES:
            counted[table][changes[0]["change"]] += 1
    for table in (name for name in TABLES if name in counted):
        yield f"{table}: " + ", ".join(f"{many(count, 'row')} {kind}" for kind, count in sorted(counted[table].items()))


def plain(text: str) -> str:
    """Text of a page on one line, so that nothing in it is taken for Markdown or HTML."""
    text = " ".join(text.split())
    for mark in "\\`*_[]<>&#|":
        text = text.replace(mark, f"\\{mark}")
    return text


def many(count: int, name: str) -> str:
    return f"{count} {name}{'' if count == 1 else 's'}"
