"""The rows of one version with what tracing asks of them, each table read once and each index made once."""

from __future__ import annotations

from collections import defaultdict
from functools import cached_property
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

from jjscrape.archive.index import NOT_MODIFIED
from jjscrape.schema import RECORD_TABLES

if TYPE_CHECKING:
    from collections.abc import Callable

    from jjscrape.release.write import Rows

Row = dict[str, Any]


class Dataset:
    """One version. `read` gives the rows of a table; of one that the version lacks, none."""

    def __init__(self, read: Callable[[str], Rows], version: str) -> None:
        self.version = version
        self._read = read
        self._tables: dict[str, Rows] = {}
        self._indexes: dict[tuple[str, ...], dict[tuple[Any, ...], list[Row]]] = {}

    def rows(self, table: str) -> Rows:
        if table not in self._tables:
            self._tables[table] = self._read(table)
        return self._tables[table]

    def where(self, table: str, /, **wanted: Any) -> Rows:
        """Return the rows that hold these values."""
        names = tuple(wanted)
        index = self._indexes.get((table, *names))
        if index is None:
            index = self._indexes[table, *names] = defaultdict(list)
            for row in self.rows(table):
                index[tuple(row[name] for name in names)].append(row)
        return index.get(tuple(wanted.values()), [])

    def first(self, table: str, /, **wanted: Any) -> Row | None:
        return next(iter(self.where(table, **wanted)), None)

    def record(self, record_id: str) -> tuple[str, Row] | None:
        """Return the article, project or page of this id, with its table."""
        rows = ((table, self.first(table, id=record_id)) for table in RECORD_TABLES)
        return next(((table, row) for table, row in rows if row), None)

    def notes(self, table: str, record_id: str, field: str) -> Rows:
        """Return what the build noted of a cell: rows of `provenance`, one a capture."""
        return self.where("provenance", table=table, record_id=record_id, field=field)

    def capture(self, capture_id: str) -> Row | None:
        return self.first("captures", id=capture_id)

    def confirmed(self, capture_id: str) -> str:
        """Return the id of the capture that a 304 confirms, which states what the 304 does not; else the same id."""
        capture = self.capture(capture_id)
        if capture is None or capture["status"] != NOT_MODIFIED:
            return capture_id
        before = [c for c in self.where("captures", url=capture["url"]) if c["captured_at"] < capture["captured_at"]]
        digest = capture["payload_digest"]
        of_page = [c for c in before if c["payload_digest"] == digest and c["status"] != NOT_MODIFIED]
        return str(max(of_page, key=lambda c: c["captured_at"])["id"]) if of_page else capture_id

    def captures_of(self, record: Row) -> Rows:
        """Return the captures of a record's addresses, whatever host or scheme they were fetched from, by time."""
        paths = {path_of(url) for url in (record["url"], *record.get("also_at", ()))} | {record["id"]}
        captures = {c["id"]: c for path in sorted(paths) for c in self._by_path.get(path, ())}
        return sorted(captures.values(), key=lambda c: (c["captured_at"], c["id"]))

    @cached_property
    def _by_path(self) -> dict[str, list[Row]]:
        by_path: dict[str, list[Row]] = defaultdict(list)
        for capture in self.rows("captures"):
            by_path[path_of(capture["url"])].append(capture)
        return by_path


def path_of(url: str) -> str:
    """The decoded path of an address, as in ids."""
    return unquote(urlsplit(url).path).strip("/")
