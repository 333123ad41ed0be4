"""Where each cell of a table stands, for tables that hold data; one that only lays a page out has no grid.

A table's text is a line a row, with a tab between two columns, so that a value stays under its heading. What merely
stands side by side on the page, as old themes do it with tables, is a line each.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from jjscrape.pages.markup.soup import HEADINGS, is_element, text_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from jjscrape.pages.markup.soup import Element

BETWEEN: Final = "\t"
_WIDEST: Final = 100
"""Columns; a table with more is drawn with cells, or was made to cost memory."""
_SECTIONS: Final = frozenset({"thead", "tbody", "tfoot"})
CELLS: Final = frozenset({"td", "th"})
_LAID_OUT: Final = HEADINGS | frozenset(
    ["table", "ul", "ol", "dl", "blockquote", "form", "article", "section", "figure", "iframe", "pre", "hr"]
)
"""What a cell with a value has none of."""
_LINES: Final = frozenset({"p", "div", "br"})


class Place(NamedTuple):
    """Of a cell: the row and the column it stands in, counted from 0, and which table's they are."""

    table: int
    row: int
    column: int


def places(table: Element, number: int) -> dict[Element, Place]:
    """Return where each cell of a table stands, cells that span others taken into account; nothing of a layout.

    `number` tells the table from others of the page.
    """
    rows = [[cell for cell in row if is_element(cell) and cell.tag in CELLS] for row in _rows(table)]
    if not _holds_data(table, [row for row in rows if row]):
        return {}
    found: dict[Element, Place] = {}
    taken: dict[int, int] = {}  # by column: the first row that a cell from above does not reach into
    for number_of_row, row in enumerate(rows):
        column = 0
        for cell in row:
            while taken.get(column, 0) > number_of_row:
                column += 1
            width = _span(cell, "colspan")
            if column + width > _WIDEST:
                return {}
            found[cell] = Place(number, number_of_row, column)
            taken.update(dict.fromkeys(range(column, column + width), number_of_row + _span(cell, "rowspan")))
            column += width
    return found


def joined(lines: Iterable[tuple[str, Place | None]]) -> str:
    """Join lines to a text: cells of a row to one line, each in its column, and what stands in one cell by spaces."""
    made: list[str] = []
    last: Place | None = None
    for text, place in lines:
        if place is None or last is None or place[:2] != last[:2]:
            made.append(BETWEEN * (place.column if place else 0) + text)
        elif place == last:
            made[-1] += f" {text}"
        else:
            made[-1] += BETWEEN * (place.column - last.column) + text
        last = place
    return "\n".join(made)


def _rows(table: Element) -> Iterator[Element]:
    for child in table:
        if is_element(child) and child.tag in _SECTIONS:
            yield from (row for row in child if is_element(row) and row.tag == "tr")
        elif is_element(child) and child.tag == "tr":
            yield child


def _holds_data(table: Element, rows: list[list[Element]]) -> bool:
    """Tell data from layout: a grid of values, each of them a line unless headings say what they are values of."""
    if (table.get("role") or "").lower() in {"presentation", "none"}:
        return False
    if len(rows) < 2 or max(map(len, rows)) < 2:  # noqa: PLR2004  (less is no grid)
        return False
    cells = [cell for row in rows for cell in row]
    if any(element.tag in _LAID_OUT for cell in cells for element in cell.iterdescendants()):
        return False
    headed = any(cell.tag == "th" and text_of(cell) for cell in cells)
    return headed or all(_is_line(cell) for cell in cells)


def _is_line(cell: Element) -> bool:
    return sum(element.tag in _LINES for element in cell.iterdescendants()) <= 1


def _span(cell: Element, name: str) -> int:
    digits = (cell.get(name) or "").strip()
    return max(1, int(digits)) if digits.isascii() and digits.isdigit() and len(digits) < 6 else 1  # noqa: PLR2004
