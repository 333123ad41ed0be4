"""What a question put to the explorer may take: its time is Datasette's to bound, its memory is bounded here.

Whoever sees the page may ask in SQL, and a few words of it make a text of a gigabyte, or rows by the million.
"""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING, Any, Final

from datasette import hookimpl  # type: ignore[import-untyped]

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from pathlib import Path

LONGEST_CELL: Final = 1_000_000
"""Bytes of a value, unless the version itself holds longer ones."""
LARGEST_ANSWER: Final = 16_000_000
"""Bytes of all values of an answer."""
_MOST_COLUMNS: Final = 100
_HEAP: Final = 64_000_000
"""Bytes that SQLite takes for all questions at once."""

_OF_DATASETTE: Final = "datasette_impl"


class Bounds:
    """A plugin for Datasette: each connection to the version is bound as it is opened."""

    def __init__(self, file: Path) -> None:
        self.__name__ = __name__  # Datasette takes every plugin for a module, and looks for files beside it
        self._cell = max(LONGEST_CELL, 2 * longest_cell(file))

    @hookimpl  # type: ignore[untyped-decorator]
    def prepare_connection(self, conn: sqlite3.Connection) -> None:
        taken = 0

        def begin(_statement: str) -> None:
            nonlocal taken
            taken = 0

        def row(cursor: sqlite3.Cursor, values: tuple[Any, ...]) -> sqlite3.Row:
            nonlocal taken
            taken += sum(len(value) for value in values if isinstance(value, str | bytes))
            if taken > LARGEST_ANSWER:
                raise sqlite3.OperationalError(f"the answer has more than {LARGEST_ANSWER} bytes; ask for less")
            return sqlite3.Row(cursor, values)

        conn.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, self._cell)
        conn.setlimit(sqlite3.SQLITE_LIMIT_COLUMN, _MOST_COLUMNS)
        conn.execute(f"PRAGMA hard_heap_limit = {max(_HEAP, 8 * self._cell)}")
        conn.set_trace_callback(begin)
        conn.row_factory = row


def longest_cell(file: Path) -> int:
    """Bytes of the longest text in a database."""
    with sqlite3.connect(f"{file.as_uri()}?mode=ro", uri=True) as database:
        tables = [name for (name,) in database.execute("select name from sqlite_master where type = 'table'")]
        longest = 0
        for table in tables:
            columns = [row[1] for row in database.execute(f'PRAGMA table_info("{table}")')]
            lengths = ", ".join(f'max(length(cast("{column}" as blob)))' for column in columns)
            asked = f'select {lengths} from "{table}"'  # noqa: S608  (the names are the schema's)
            found = database.execute(asked).fetchone() if columns else ()
            longest = max([longest, *(length for length in found if length is not None)])
    database.close()
    return longest


Application = Any


def for_hosts(application: Application, hosts: frozenset[str]) -> Callable[..., Awaitable[None]]:
    """Answer only requests that name this machine: another name that leads here is another site's trick."""

    async def guarded(scope: Any, receive: Any, send: Any) -> None:
        asked = dict(scope.get("headers") or ()).get(b"host", b"").decode("latin-1")
        if scope["type"] not in ("http", "websocket") or asked.lower() in hosts:
            await application(scope, receive, send)
            return
        body = b"These pages are for this machine alone."
        headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"content-length", str(len(body)).encode())]
        await send({"type": "http.response.start", "status": 403, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    return guarded
