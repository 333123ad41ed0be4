"""Items as JSON and back, by the fields and types of their dataclasses: a new field needs no line here."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from datetime import date, datetime
from sys import intern
from types import NoneType, UnionType
from typing import TYPE_CHECKING, Any, Final, Union, get_args, get_origin, get_type_hints

from jjscrape.items import Article, Document, FeedEntry, Page, Project, Teaser, Theme

if TYPE_CHECKING:
    from collections.abc import Callable

    from jjscrape.items import Item

    Way = Callable[[Any], Any]

ITEMS: Final = {kind.__name__: kind for kind in (Article, Project, Page, Theme, Teaser, FeedEntry, Document)}
_PLAIN: Final = {str, int, float, bool, NoneType}
_TIMES: Final = (datetime, date)
_KNOWN: dict[type[Any], tuple[Way, Way]] = {}


def to_json(item: Item) -> list[Any]:
    """The name of an item's class, and the values of its fields in their order."""
    kind: type[Any] = type(item)
    return [kind.__name__, *_ways(kind)[1](item)]


def from_json(data: list[Any]) -> Item:
    """An item of its own: nothing of it is shared but its texts, of which equal ones are held once.

    Raises:
        KeyError, TypeError, ValueError: it is not what `to_json` gives.
    """
    item: Item = _ways(ITEMS[data[0]])[0](data[1:])
    return item


def _ways(kind: type[Any]) -> tuple[Way, Way]:
    """How a dataclass is made of a list, and a list of it."""
    if kind not in _KNOWN:
        _KNOWN[kind] = _ways_of(kind)
    return _KNOWN[kind]


def _ways_of(kind: type[Any]) -> tuple[Way, Way]:
    hints = get_type_hints(kind)
    names = [field.name for field in fields(kind)]
    back = [(position, way) for position, name in enumerate(names) if (way := _way_back(hints[name]))]
    out = [(position, way) for position, name in enumerate(names) if (way := _way_out(hints[name]))]
    count = len(names)

    def read(values: list[Any]) -> Any:
        if len(values) != count:
            raise ValueError(f"{len(values)} values for the {count} fields of {kind.__name__}")
        values = list(values)
        for position, way in back:
            if values[position] is not None:
                values[position] = way(values[position])
        return kind(**dict(zip(names, values, strict=True)))

    def written(value: Any) -> list[Any]:
        values = [getattr(value, name) for name in names]
        for position, way in out:
            if values[position] is not None:
                values[position] = way(values[position])
        return values

    return read, written


def _way_back(hint: Any) -> Way | None:
    """How a value of such a type is made of JSON; None where it is as it stands."""
    inner = _inner(hint)
    if inner in _TIMES:
        way: Way = inner.fromisoformat
        return way
    if is_dataclass(inner):
        return _ways(inner)[0] if isinstance(inner, type) else None
    if inner is str:
        return intern  # a teaser stands on many pages, a rule in every trace
    if get_origin(inner) is list:
        each = _way_back(get_args(inner)[0])
        return (lambda values: [each(value) for value in values]) if each else None
    _check(inner)
    return None


def _way_out(hint: Any) -> Way | None:
    inner = _inner(hint)
    if inner in _TIMES:
        way: Way = inner.isoformat
        return way
    if is_dataclass(inner):
        return _ways(inner)[1] if isinstance(inner, type) else None
    if get_origin(inner) is list:
        each = _way_out(get_args(inner)[0])
        return (lambda values: [each(value) for value in values]) if each else None
    _check(inner)
    return None


def _inner(hint: Any) -> Any:
    """The type of a value that may be missing."""
    if get_origin(hint) in {Union, UnionType}:
        kinds = [kind for kind in get_args(hint) if kind is not NoneType]
        return kinds[0] if len(kinds) == 1 else hint
    return hint


def _check(kind: Any) -> None:
    """See that JSON holds such a value as it stands.

    Raises:
        TypeError: it does not.
    """
    if kind not in _PLAIN and not (get_origin(kind) is dict and set(get_args(kind)) <= _PLAIN):
        raise TypeError(f"no JSON is known for {kind}")
