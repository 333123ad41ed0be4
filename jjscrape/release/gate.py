"""What must hold before a dataset becomes a version. Each check has a name, and says what it found."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from jjscrape.schema import TABLES, Type

if TYPE_CHECKING:
    from collections.abc import Mapping

    from jjscrape.release.write import Rows


@dataclass(frozen=True, slots=True)
class Refusal:
    """A check that failed: why, and rows that show it."""

    check: str
    reason: str
    rows: tuple[str, ...] = ()


def refusals(tables: Mapping[str, Rows], before: Mapping[str, Rows]) -> list[Refusal]:
    """Return the checks that speak against publishing, none if all is well."""
    found = []
    if not tables["articles"]:
        found.append(Refusal("has-articles", "there is not one article in it"))
    if not tables["projects"] and before.get("projects"):
        found.append(Refusal("has-projects", "the version before had projects, this one has none"))
    ids = {row["id"]: name for name in ("articles", "projects", "pages") for row in tables[name]}
    total = sum(len(tables[name]) for name in ("articles", "projects", "pages"))
    if len(ids) != total:
        found.append(Refusal("one-table-each", f"{total - len(ids)} records stand in two tables"))
    for name in ("articles", "projects"):
        was, now = len(before.get(name, ())), len(tables[name])
        if was and now < was / 2:
            lost = sorted({row["id"] for row in before[name]} - {row["id"] for row in tables[name]})
            found.append(
                Refusal(f"{name}-halved", f"{now} {name} where the version before had {was}", tuple(lost[:10]))
            )
    return found + dangling(tables)


def dangling(tables: Mapping[str, Rows]) -> list[Refusal]:
    """Find cells that point at a row which is not there."""
    found = []
    for name, rows in tables.items():
        for column in (column for column in TABLES[name].columns if column.references):
            target, _, key = (column.references or "").partition(".")
            known = {row[key] for row in tables[target]}
            cells = (row[column.name] for row in rows)
            lists = cells if column.type is Type.STRINGS else ([cell] for cell in cells if cell is not None)
            if lost := sorted({value for values in lists for value in values} - known):
                reason = f"{len(lost)} values of {name}.{column.name} are not in {column.references}"
                found.append(Refusal("references", reason, tuple(lost[:10])))
    return found
