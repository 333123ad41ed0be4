"""Which rows of a table to keep, by conditions as `pandas.read_parquet` and pyarrow take them."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from functools import reduce
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    import pyarrow as pa

Condition = tuple[str, str, Any]
"""A column, how to compare it, and with what."""
Filters = list[Condition] | list[list[Condition]]
"""Conditions that all hold; or a list of such lists, of which one holds."""

_COMPARED: Final = {
    "==": "equal", "=": "equal", "!=": "not_equal", "<": "less", "<=": "less_equal", ">": "greater",
    ">=": "greater_equal",
}  # fmt: skip
_AMONG: Final = ("in", "not in")


class FilterError(LookupError):
    """Filters that can't be used; the message names the condition and what there is."""


def alternatives(filters: Filters) -> list[list[Condition]]:
    """Return the conditions as a list of lists of which one must hold.

    Raises:
        FilterError: they are of another form.
    """
    if not isinstance(filters, list) or not filters:
        raise FilterError(f"the filters are {filters!r}, not a list of conditions such as ('kind', '==', 'event')")
    nested: list[Any] = filters if all(isinstance(part, list) for part in filters) else [filters]
    for condition in (condition for every in nested for condition in every):
        match condition:
            case (str(), str() as compared, _) if compared in _COMPARED or compared in _AMONG:
                pass
            case _:
                ways = ", ".join([*_COMPARED, *_AMONG])
                raise FilterError(f"{condition!r} is no condition: name a column, one of {ways}, and a value")
    if not all(nested):
        raise FilterError("one of the lists of conditions is empty")
    return nested


def named(filters: Filters) -> Iterator[str]:
    """The columns that conditions name."""
    return (column for every in alternatives(filters) for column, _, _ in every)


def kept(table: pa.Table, filters: Filters) -> pa.Table:
    """Return the rows that conditions keep. A null fits no condition, `not in` and `!=` included, as in SQL.

    Arrow's kernels are called one by one, since its own evaluation of filters starts threads.

    Raises:
        FilterError: a value can't be compared with its column.
    """
    import pyarrow.compute as pc  # noqa: PLC0415

    every = ([_mask(table, condition) for condition in conditions] for conditions in alternatives(filters))
    return table.filter(_reduced(pc.or_kleene, (_reduced(pc.and_kleene, masks) for masks in every)))


def _reduced(function: Any, masks: Iterable[Any]) -> Any:
    return reduce(function, masks)


def _mask(table: pa.Table, condition: Condition) -> Any:
    import pyarrow as pa  # noqa: PLC0415
    import pyarrow.compute as pc  # noqa: PLC0415

    name, compared, value = condition
    column = table[name]
    try:
        if compared in _COMPARED:
            return getattr(pc, _COMPARED[compared])(column, _scalar(value, column.type))
        values: Sequence[Any] = [_scalar(one, column.type).as_py() for one in value]
        among: Any = pc.is_in(column, value_set=pa.array(values, column.type))
        among = pc.if_else(pc.is_valid(column), among, pa.scalar(None, pa.bool_()))
        return pc.invert(among) if compared == "not in" else among
    except (pa.ArrowException, TypeError, ValueError, OverflowError) as error:
        raise FilterError(f"{condition!r}: a column of {column.type} can't be compared so ({error})") from error


def _scalar(value: Any, wanted: pa.DataType) -> pa.Scalar[Any]:
    """A value as the column has it: text and days may stand for times, which are UTC if they name no zone."""
    import pyarrow as pa  # noqa: PLC0415

    if pa.types.is_timestamp(wanted):
        if isinstance(value, str):
            value = datetime.fromisoformat(value)
        elif isinstance(value, date) and not isinstance(value, datetime):
            value = datetime.combine(value, time())
        if isinstance(value, datetime) and value.tzinfo is None:
            value = value.replace(tzinfo=UTC)
    return pa.scalar(value, wanted)
