"""Whether rows fit their table: what does not is an error before anything is written."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from itertools import pairwise
from types import NoneType
from typing import TYPE_CHECKING, Any

from jjscrape.schema.column import Type

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from jjscrape.schema.column import Column, Table


class RowError(ValueError):
    """A row that does not fit its table; the message names the table, the row and the column."""


_HALF = re.compile("[\ud800-\udfff]")
_INT64 = range(-(2**63), 2**63)


def checked_rows(table: Table, rows: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Go through rows, and refuse those that do not fit their columns.

    What is refused: a missing or unknown column, a missing required cell, a value of another type, an empty text (it
    could not be told from null), a text that is not Unicode, a word outside a closed vocabulary.

    Raises:
        RowError: naming the first row at fault.
    """
    names = set(table.names)
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
        yield row


def all_fit(table: Table, rows: Sequence[dict[str, Any]]) -> bool:
    """Tell whether `checked_rows` would let all of these rows pass; of equal cells of a column one is looked at."""
    names = set(table.names)
    return all(row.keys() == names for row in rows) and all(
        _cells_fit(column, [row[column.name] for row in rows]) for column in table.columns
    )


def _cells_fit(column: Column, cells: Collection[Any]) -> bool:
    kinds = set(map(type, cells))
    if kinds <= {str, NoneType} or kinds <= {int, NoneType}:  # True is equal to 1, and a list to no key
        cells = set(cells)
    return all(
        not column.required if cell is None else not (_misfit(cell, column.type) or _outside(cell, column))
        for cell in cells
    )


def check_keys(table: Table, rows: Iterable[dict[str, Any]]) -> None:
    """Refuse rows, given in the order of their keys, of which two have the same.

    Raises:
        RowError: naming the key.
    """
    keys = (tuple(row[part] for part in table.key) for row in rows)
    for key, following in pairwise(keys):
        if key == following:
            raise RowError(f"{table.name}: two rows have the key {key}")


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
    if column.values and not set(value if isinstance(value, list) else [value]) <= set(column.values):
        return f"not one of {', '.join(column.values)}"
    if column.minimum is not None and value < column.minimum:
        return f"less than {column.minimum}"
    if column.pattern is not None and not re.fullmatch(column.pattern, value):
        return f"which does not match {column.pattern}"
    return None


def _not_unicode(text: str) -> str | None:
    if text.isascii() or not _HALF.search(text):
        return None
    return "with half a character in it (a lone surrogate), which UTF-8 can't hold"


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
