"""What a page of the explorer shows of a cell: a list as links to its rows, and where each value was read.

The templates get it under the name `told`.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from datasette import hookimpl  # type: ignore[import-untyped]
from datasette.utils import tilde_encode  # type: ignore[import-untyped]
from markupsafe import Markup, escape

from jjscrape.explore.columns import SHOWN
from jjscrape.schema import RECORD_TABLES, TABLES, Type

if TYPE_CHECKING:
    from collections.abc import Mapping

    from jjscrape.explore.replaying import Replaying
    from jjscrape.release.export.version_contents import VersionContents

_NAMED = (*RECORD_TABLES, "documents", "themes", "people")
_OF_ANY_TABLE = frozenset({"record_id", "source_id", "target_id"})
_ALL = "_all"
_EMPTY = Markup("&nbsp;")
"""Datasette asks again where it gets nothing."""
_WHOLE_SECOND = re.compile(r"\.0+Z$")


class Tracing:
    """A plugin for Datasette."""

    def __init__(self, contents: VersionContents, database: str, again: Replaying) -> None:
        self.__name__ = __name__  # Datasette takes every plugin for a module, and looks for files beside it
        self._database = database
        self._names = {
            name: {row["id"]: row.get(str(TABLES[name].label)) or row["id"] for row in contents.rows[name]}
            for name in _NAMED
            if name in contents.rows
        }
        self._again = again
        self._captures = {row["id"]: (row["url"], row["captured_at"]) for row in contents.rows.get("captures", [])}
        # What a cell has of several captures, the first names.
        self._traced: dict[tuple[str, str, str], str | None] = {}
        for row in contents.rows.get("provenance", []):
            self._traced.setdefault((row["table"], row["record_id"], row["field"]), row["capture_id"])

    @hookimpl  # type: ignore[untyped-decorator]
    def extra_template_vars(self) -> dict[str, Any]:
        return {"told": self}

    @hookimpl  # type: ignore[untyped-decorator]
    def render_cell(self, value: Any, column: str, table: str | None) -> Markup | None:
        """Return a list as its items, and the id of a row as a link; None leaves the cell to Datasette."""
        if not isinstance(value, str):
            return None
        if column == "capture_id" and value in self._captures:
            return self._link("captures", value) + self._seen_again(value)
        if column in _OF_ANY_TABLE:
            other = next((name for name in _NAMED if value in self._names.get(name, {})), "")
            return self._link(other, value) if other else None
        if table not in TABLES or column not in TABLES[table].names:
            return None
        known = TABLES[table].column(column)
        if known.type is Type.STRINGS:
            other = (known.references or "").partition(".")[0]
            return Markup("; ").join(self._link(other, item) for item in json.loads(value)) or _EMPTY
        if known.type is Type.TIMESTAMP:
            return Markup('<span class="time">{}</span>').format(_WHOLE_SECOND.sub("Z", value))
        return None

    def _link(self, table: str, key: str) -> Markup:
        name = key if table == "captures" else self._names.get(table, {}).get(key)
        if name is None:
            return Markup("<bdi>{}</bdi>").format(key)
        return Markup('<a href="/{}/{}/{}"><bdi>{}</bdi></a>').format(self._database, table, tilde_encode(key), name)

    def shown(self, table: str, columns: list[dict[str, Any]], asked: Mapping[str, str]) -> list[str]:
        """Names of the columns that a page shows, in order: the telling ones, unless others or all are asked for."""
        names = [column["name"] for column in columns]
        few = [name for name in SHOWN.get(table, ()) if name in names]
        return names if not few or any(key in asked for key in (_ALL, "_col", "_nocol")) else few

    def address(self, table: str, row: Any) -> str | None:
        """Where the page of a row is; None of a view, or of a table whose key is made of several parts."""
        if table not in TABLES or len(TABLES[table].key) > 1:
            return None
        return f"/{self._database}/{table}/{tilde_encode(str(row[TABLES[table].key[0]]))}"

    def where_from(self, table: str, row: Any, field: str = "") -> str | None:
        """Where the provenance of a cell is shown, or that of a whole row; None where it has none of its own."""
        if table not in TABLES:
            return None
        try:
            key = "\t".join(str(row[part]) for part in TABLES[table].key)
        except KeyError:
            return None
        if field:
            field = TABLES[table].described(field).read_with or field
            if (table, key, field) not in self._traced:
                return None
        elif not any((table, key, name) in self._traced for name in TABLES[table].names):
            return None
        return f"/{self._database}/where_from?{urlencode({'table': table, 'record_id': key, 'field': field})}"

    def replayed(self, table: str, row: Any, field: str) -> str | None:
        """Where the page that a cell is of is seen again; None where that is not known, or nothing replays it."""
        if table not in TABLES or field not in TABLES[table].names:
            return None
        key = "\t".join(str(row[part]) for part in TABLES[table].key)
        known = self._traced.get((table, key, TABLES[table].described(field).read_with or field))
        if known is None and table == "captures":
            known = key
        elif known is None and "capture_id" in TABLES[table].names:
            known = row["capture_id"]
        if known not in self._captures or not self._again.runs():
            return None
        return self._again.page(*self._captures[known])

    def how_to_replay(self) -> str | None:
        """Return what a page says that would have links to archived pages if replay ran; None where it has them."""
        if self._again.runs():
            return None
        return f"While jjscrape replay runs at {self._again.server}, each value also leads to the archived page."

    def _seen_again(self, capture: str) -> Markup:
        if not self._again.runs():
            return Markup()
        return Markup(' <a class="again" href="{}">archived page</a>').format(
            self._again.page(*self._captures[capture])
        )

    def otherwise(self, table: str, row: Any, field: str) -> Markup:
        """What leads to the capture of a cell that has no provenance of its own; a link where the row names it."""
        if table not in TABLES or field not in TABLES[table].names:
            return Markup()
        words = TABLES[table].traced_by(field).replace("`", "")
        if "capture_id" not in TABLES[table].names or not row["capture_id"]:
            return escape(words)
        address = f"/{self._database}/captures/{tilde_encode(row['capture_id'])}"
        return Markup('<a href="{}">{}</a>').format(address, words)
