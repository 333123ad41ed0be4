"""How a value is written into a CSV cell and read back: the CSV and Parquet files of a table hold the same values.

Lists are JSON arrays, times ISO 8601 in UTC with six digits of a second's fraction, booleans true and false, null the
empty cell; an empty text is no value of a table. A text that a spreadsheet would take for a formula (OWASP's list for
CSV: it begins with = + - @, their full-width forms, a tab or a line end) gets an apostrophe in front; a text that
already looks so prefixed gets one more, so that taking one away always restores it.
"""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from jjscrape.schema import Type

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_FORMULA = re.compile("'*[-=+@\t\r\n\uff1d\uff0b\uff0d\uff20]")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

as_json: Final = json.JSONEncoder(ensure_ascii=False).encode
"""An encoder of our own for each text would take longer than most texts do."""


def guard(text: str) -> str:
    """Make a text safe to open in a spreadsheet."""
    return f"'{text}" if _FORMULA.match(text) else text


def unguard(text: str) -> str:
    """Undo `guard`."""
    return text[1:] if text.startswith("'") and _FORMULA.match(text) else text


def instant(value: datetime) -> str:
    """Write a time in UTC, with a fraction only where there is one."""
    return value.astimezone(UTC).isoformat().replace("+00:00", "Z")


def fixed_instant(value: datetime) -> str:
    """Write a time in UTC, always with six digits of fraction: a column is read, and sorts as text, in one layout."""
    return value.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def microseconds(value: datetime) -> int:
    """A time as Arrow stores it: microseconds since 1970 began, in UTC."""
    return (value - _EPOCH) // timedelta(microseconds=1)


def moment(since_epoch: int) -> datetime:
    """Undo `microseconds`."""
    return _EPOCH + timedelta(microseconds=since_epoch)


def hashed_cell(value: Any, kind: Type) -> str:
    """Write a value as content hashes take it: a time's layout is not theirs, so that it may change without them.

    Nor is it theirs whether a column has lists by now: the text that an older version holds there hashes as a text.
    """
    if kind is Type.STRINGS and isinstance(value, str):
        kind = Type.STRING
    return instant(value) if kind is Type.TIMESTAMP and value is not None else to_cell(value, kind)


def to_cell(value: Any, kind: Type) -> str:
    return "" if value is None else WRITTEN[kind](value)


WRITTEN: Final[Mapping[Type, Callable[[Any], str]]] = {
    Type.STRING: lambda value: guard(str(value)),
    Type.INTEGER: str,
    Type.BOOLEAN: lambda value: "true" if value else "false",
    Type.TIMESTAMP: fixed_instant,
    Type.STRINGS: lambda value: as_json(list(value)),
}
"""How a value that is there is written, by the type of its column."""


def from_cell(cell: str, kind: Type) -> Any:
    if cell == "":
        return None
    match kind:
        case Type.STRING:
            return unguard(cell)
        case Type.BOOLEAN:
            return cell == "true"
        case Type.INTEGER:
            return int(cell)
        case Type.TIMESTAMP:
            return datetime.fromisoformat(cell)
        case Type.STRINGS:
            # An older version may hold a text where there is a list by now.
            return json.loads(cell) if cell.startswith("[") else unguard(cell)
