"""What there is to say of a column and a table, and the words that make the columns of each type."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Type(StrEnum):
    STRING = "string"
    INTEGER = "integer"
    BOOLEAN = "boolean"
    TIMESTAMP = "timestamp"
    """An instant in UTC, to the microsecond."""
    STRINGS = "list of strings"


NO_VALUE = "nothing that was captured gave it a value"


class Telling(StrEnum):
    """How a change of a column is told in CHANGELOG.md; the table `changes` has every one with both values."""

    VALUES = "its name, and both values where they fit a line"
    NAME = "its name alone"
    READING = "its name, and as another reading of the same, not as an edit: it says how other columns were read"
    NOT = "not told: it only follows from other columns"


@dataclass(frozen=True, slots=True)
class Column:
    """One column: the only place where anything is said of it.

    What a cell may hold: `values` closes the vocabulary; `references` is `table.column` of what a cell points at;
    `unit`, `minimum` and `pattern` (a regular expression for the whole text) narrow it; only articles of these `kinds`
    have one, all where it names none. `archival` columns say where and when the site was read, not what it says: two
    archives of one site differ there.

    Whose words they are: `masked` columns hold what people wrote, and so may hold how to reach them; contacts in them
    are masked. Which of `words` and `code` makes a column of texts says whether it is. `authored` words remain their
    author's. `searched` ones are in the full-text search of exports.

    Where a value comes from: `traced` says what leads to its captures where `provenance` has no row for the cell, if
    not what the table says; `read_with` names the column that comes out of the same reading, whose provenance is its
    own; `excerpted` says that provenance holds only the beginning of what was read; `rule` is the rule that made it
    where a build notes none.

    What is told of it: `empty` says why a cell is empty; the report leaves `rare` columns out of its completeness.
    `telling` is how its changes are told, `address` that it changes as one with the address of a record that moves,
    `own_page` that it is read from the record's own page alone, so that of one capture only another rule changes it.
    `facet` columns are offered as filters where the tables are browsed.
    """

    name: str
    type: Type
    description: str
    required: bool = False
    values: tuple[str, ...] = ()
    references: str | None = None
    archival: bool = False
    unit: str | None = None
    minimum: int | None = None
    pattern: str | None = None
    kinds: tuple[str, ...] = ()
    masked: bool = False
    authored: bool = False
    searched: bool = False
    read_with: str | None = None
    traced: str = ""
    excerpted: bool = False
    rule: str = ""
    empty: str = NO_VALUE
    rare: bool = False
    telling: Telling = Telling.VALUES
    address: bool = False
    own_page: bool = False
    facet: bool = False

    @property
    def may_be_empty(self) -> bool:
        """Whether there are cells without a value; a list without texts counts as empty."""
        return not self.required or self.type is Type.STRINGS

    @property
    def limited_to(self) -> str:
        """Which articles alone have one, as a sentence; nothing where all may have."""
        kinds = " or ".join(f"{'an' if kind[0] in 'aeiou' else 'a'} {kind}" for kind in self.kinds)
        return f"only {kinds} has one" if kinds else ""


@dataclass(frozen=True, slots=True)
class Table:
    """One table. Rows are unique by `key` and are published in its order.

    `label` is the column that names a row to a reader. `compared` tables say what the site says: they are what two
    versions are compared by and what the content hash is of; the others describe the archive or the comparison.
    `traced` says what leads to the captures of a cell for which `provenance` has no row.
    """

    name: str
    row: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    label: str | None = None
    compared: bool = True
    traced: str = ""

    def column(self, name: str) -> Column:
        return next(column for column in self.columns if column.name == name)

    def described(self, name: str) -> Column:
        """Return the column, or one of which nothing is known: a version of an older schema may have other fields."""
        return self.column(name) if name in self.names else Column(name, Type.STRING, "")

    def traced_by(self, name: str) -> str:
        """What leads to the captures of a cell of this column where `provenance` has no row for it."""
        column = self.column(name)
        if column.read_with:
            return f"`provenance` of {column.read_with}, else {self.traced}"
        return column.traced or self.traced

    @property
    def names(self) -> list[str]:
        return [column.name for column in self.columns]

    @property
    def primary_key(self) -> tuple[str, ...]:
        """The key where every part of it is always there, so that databases can enforce it; else nothing."""
        return self.key if all(self.column(part).required for part in self.key) else ()

    @property
    def content(self) -> list[str]:
        """The columns that say what the site says: those that two archives of one site share."""
        return [column.name for column in self.columns if not column.archival]


def code(name: str, description: str, **more: Any) -> Column:
    """A text that follows from addresses, word lists or programs: nobody can be reached by it."""
    return Column(name, Type.STRING, description, **more)


def codes(name: str, description: str, **more: Any) -> Column:
    return Column(name, Type.STRINGS, description, required=True, **more)


def words(name: str, description: str, **more: Any) -> Column:
    """A text that people wrote."""
    return Column(name, Type.STRING, description, masked=True, **more)


def lists_of_words(name: str, description: str, **more: Any) -> Column:
    return Column(name, Type.STRINGS, description, required=True, masked=True, **more)


def number(name: str, description: str, **more: Any) -> Column:
    return Column(name, Type.INTEGER, description, **more)


def time(name: str, description: str, **more: Any) -> Column:
    return Column(name, Type.TIMESTAMP, description, **more)
