"""What happened to a record between two versions, as a person would say it.

It was edited where what it says to a reader differs. It was read otherwise where only columns differ that say how it
was read, or where the very capture it was read from is the same: then another rule speaks, not the site.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Any

from jjscrape.schema import RECORD_TABLES, TABLES, Telling

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from jjscrape.release.write import Rows


class Happening(StrEnum):
    """The headings of a changelog, in their order."""

    NEW = "New"
    WITHDRAWN = "Withdrawn"
    RETURNED = "Returned"
    MOVED = "Moved"
    EDITED = "Edited"
    REREAD = "Read otherwise"
    REMOVED = "Removed"


_COLUMNS = [column for name in RECORD_TABLES for column in TABLES[name].columns]
QUIET = frozenset(column.name for column in _COLUMNS if column.telling is Telling.NOT)
READING = frozenset(column.name for column in _COLUMNS if column.telling is Telling.READING)
ADDRESS = frozenset(column.name for column in _COLUMNS if column.address)
OWN = frozenset(column.name for column in _COLUMNS if column.own_page)
"""Columns that are read from the record's own page and from no other."""


def happening(
    now: Mapping[str, Any] | None, then: Mapping[str, Any] | None, fields: Iterable[str]
) -> tuple[Happening, list[str]]:
    """Say what happened to a record, and by which of the changed fields; `now` and `then` are its rows, None for none.

    Of what is withdrawn, returned or moved the fields are those that changed besides.
    """
    if now is None or then is None:
        return (Happening.REMOVED if now is None else Happening.NEW), []
    changed = [name for name in fields if name not in QUIET]
    edited = [name for name in changed if name not in READING | ADDRESS | {"status"}]
    if then["status"] != now["status"]:
        return (Happening.WITHDRAWN if now["status"] == "gone" else Happening.RETURNED), edited
    if "url" in changed:
        return Happening.MOVED, edited
    if edited and not (set(edited) <= OWN and same_page(now, then)):
        return Happening.EDITED, edited
    if not edited and ADDRESS & set(changed):
        return Happening.MOVED, [name for name in changed if name in ADDRESS]
    return Happening.REREAD, changed


def same_page(now: Mapping[str, Any], then: Mapping[str, Any]) -> bool:
    """Whether both rows were read from one capture, or from two of which the content is the same."""
    return any(now.get(name) and now.get(name) == then.get(name) for name in ("capture_id", "content_digest"))


def moved_documents(changes: Rows, now: Rows, then: Rows) -> dict[str, str]:
    """Return documents that stand at another address than before: the new id by the old one.

    Such a file went with one id and came with another, and its archived bytes are the same.
    """
    of_table = [change for change in changes if change["table"] == "documents" and change["field"] is None]
    gone = {change["record_id"] for change in of_table if change["change"] == "removed"}
    came = {change["record_id"] for change in of_table if change["change"] == "added"}
    by_hash: dict[str, list[str]] = {}
    for row in now:
        if row["id"] in came and row["sha256"]:
            by_hash.setdefault(row["sha256"], []).append(row["id"])
    moved = {}
    for row in then:
        if row["id"] in gone and by_hash.get(row["sha256"]):
            moved[row["id"]] = by_hash[row["sha256"]].pop(0)
    return moved
