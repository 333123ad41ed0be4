"""Why a cell is empty: what was looked for and not found, or why the column says nothing of such a row."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jjscrape.schema import TABLES

if TYPE_CHECKING:
    from jjscrape.origin.dataset import Row


def why_empty(table: str, row: Row, field: str) -> str:
    column = TABLES[table].described(field)
    return column.limited_to if column.kinds and row["kind"] not in column.kinds else column.empty
