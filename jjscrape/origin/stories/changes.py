"""Changes since the version before: a value after is a cell of this version, a value before one of that."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jjscrape.origin.cell import Cell
from jjscrape.origin.empty import why_empty
from jjscrape.origin.story import Claim, Story
from jjscrape.schema import RECORD_TABLES, TABLES

if TYPE_CHECKING:
    from collections.abc import Callable

    from jjscrape.origin.dataset import Dataset, Row


def story(
    version: Dataset, before: Dataset | None, row: Row, field: str, story_of: Callable[[Dataset, str, Row, str], Story]
) -> Story:
    """Return where a cell of `changes` comes from. `story_of` does the same for a cell of another table."""
    now = _cell(version, row)
    then = _cell(before, row) if before else None
    side = {"before": (then, before), "after": (now, version)}.get(field) or ((now, version) if now else (then, before))
    cells, dataset = side
    claims: tuple[Claim, ...] = ()
    follows: tuple[Cell, ...] = ()
    if cells and dataset:
        table, compared_row, columns = cells
        follows = tuple(Cell(table, row["record_id"], column) for column in columns)
        claims = story_of(dataset, table, compared_row, columns[0]).claims
    if not claims:
        claims = _mentioned(version, row) or (story_of(before, *then[:2], then[2][0]).claims if before and then else ())
    rule = f"diff.{row['change']}: this version compared with {before.version if before else 'the one before'}"
    if row[field] is None:
        return Story(rule=rule, claims=claims, follows=follows, empty=why_empty("changes", row, field))
    return Story(rule=rule, claims=claims, follows=follows)


def _cell(version: Dataset, change: Row) -> tuple[str, Row, list[str]] | None:
    """The row that a change speaks of as it is in a version, and its columns that the change is about."""
    table = TABLES.get(change["table"])
    if table is None:
        return None
    parts = dict(zip(table.key, change["record_id"].split("\t"), strict=False))
    wanted = {name: int(part) if table.column(name).type == "integer" else part for name, part in parts.items()}
    row = version.first(table.name, **wanted)
    if row is None:
        return None
    filled = [name for name in table.names if row.get(name) not in (None, [])]
    return table.name, row, [change["field"]] if change["field"] else filled


def _mentioned(version: Dataset, change: Row) -> tuple[Claim, ...]:
    """The page, as it is in this version, of the record that the change's row belonged to."""
    for part in change["record_id"].split("\t"):
        if (record := version.record(part)) and record[0] in RECORD_TABLES:
            says = f"the page of {part} as it is in this version"
            return (Claim(says, record[1]["capture_id"], (record[1]["url"],), "url", "head"),)
    return ()
