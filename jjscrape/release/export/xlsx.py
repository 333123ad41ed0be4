"""One Excel workbook, a sheet a table; every text is a text cell, so that none is taken for a formula or a link.

Excel can't hold everything. A text longer than 32,767 UTF-16 units is cut there and ends in an ellipsis; characters
that XML forbids become U+FFFD; line ends become a line feed; times lose what is below a millisecond, and those before
1900-03-01 are ISO 8601 texts; whole numbers above 2^53 are texts. The sheet "about" says so too.
"""

from __future__ import annotations

import io
import json
import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from jjscrape import files
from jjscrape.release.cells import guard, instant
from jjscrape.release.export.version_contents import ExportError
from jjscrape.release.metadata.rights import STATEMENT
from jjscrape.schema import Type

if TYPE_CHECKING:
    from pathlib import Path

    from xlsxwriter.format import Format  # type: ignore[import-untyped]
    from xlsxwriter.worksheet import Worksheet  # type: ignore[import-untyped]

    from jjscrape.release.export.version_contents import VersionContents
    from jjscrape.release.write import Rows
    from jjscrape.schema import Column, Table

LONGEST = 32_767
MOST_ROWS = 1_048_575
_FIRST_DAY = datetime(1900, 3, 1, tzinfo=UTC)
"""Before it Excel counts a 29 February 1900 that never was."""
_EXACT = 2**53
_LINE_END = re.compile("\r\n?")
_UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_CREATED = datetime(2000, 1, 1)  # noqa: DTZ001  (a fixed date, so that the same rows give the same bytes)
_TOP = {"valign": "top"}
_HIGH = 48
"""Points of a row: three lines. A long text does not make its row as high as the screen."""
_WIDE = 50
_WIDTHS = {Type.STRING: 30, Type.INTEGER: 12, Type.BOOLEAN: 10, Type.TIMESTAMP: 20, Type.STRINGS: 30}
LIMITS = (
    "Texts longer than 32,767 characters are cut and end in an ellipsis; characters that a workbook can't hold are "
    "shown as \ufffd; times are UTC, to the millisecond; lists are JSON arrays; an empty cell is unknown. The Parquet "
    "and CSV files hold everything."
)


def write(contents: VersionContents, output: Path) -> None:
    """Write the workbook. The same version gives the same bytes with the same release of XlsxWriter.

    Raises:
        ExportError: XlsxWriter is not installed, or a table has more rows than a sheet.
    """
    try:
        from xlsxwriter import Workbook  # type: ignore[import-untyped]  # noqa: PLC0415
    except ModuleNotFoundError as error:
        raise ExportError("a workbook needs XlsxWriter; install it with: pip install 'jjscrape[xlsx]'") from error
    for name, rows in contents.rows.items():
        if len(rows) > MOST_ROWS:
            raise ExportError(f"{name} has {len(rows)} rows, a sheet of Excel {MOST_ROWS}; export sqlite instead")
    made = io.BytesIO()
    with Workbook(made, {"in_memory": True}) as book:
        book.set_properties({"title": f"{contents.title}, version {contents.version}", "created": _CREATED})
        formats = {
            "head": book.add_format({"bold": True}),
            "time": book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss", **_TOP}),
            "day": book.add_format({"num_format": "yyyy-mm-dd", **_TOP}),
            "plain": book.add_format(_TOP),
            "quoted": book.add_format({"quote_prefix": True, **_TOP}),
            "wrapped": book.add_format({"text_wrap": True, **_TOP}),
            "wrapped and quoted": book.add_format({"text_wrap": True, "quote_prefix": True, **_TOP}),
        }
        about(book.add_worksheet("about"), contents, formats)
        for table in contents.tables:
            fill(book.add_worksheet(table.name), table, contents, formats)
        dictionary(book.add_worksheet("columns"), contents, formats)
    files.write_bytes(output, made.getvalue())


def about(sheet: Worksheet, contents: VersionContents, formats: dict[str, Format]) -> None:
    sheet.set_column(0, 0, 120)
    sheet.write_string(0, 0, f"{contents.title}, version {contents.version}", formats["head"])
    lines = [contents.description, LIMITS, *STATEMENT]
    lines += [f"{table.name}: {len(contents.rows[table.name])} rows; one is {table.row}" for table in contents.tables]
    for number, line in enumerate(lines, 1):
        sheet.write_string(number, 0, line)


def fill(sheet: Worksheet, table: Table, contents: VersionContents, formats: dict[str, Format]) -> None:
    rows, columns = contents.rows[table.name], in_reading_order(table, contents.columns[table.name])
    for at, column in enumerate(columns):
        sheet.write_string(0, at, column.name, formats["head"])
        sheet.set_column(at, at, _WIDE if column.searched else _WIDTHS[column.type])
    names_row = table.label in [column.name for column in columns]
    sheet.freeze_panes(1, 2 if names_row else 1)
    sheet.autofilter(0, 0, max(len(rows), 1), len(columns) - 1)
    days = days_only(rows, columns)
    high = any(column.searched for column in columns)
    for number, row in enumerate(rows, 1):
        if high:
            sheet.set_row(number, _HIGH)
        for at, column in enumerate(columns):
            put(sheet, number, at, row[column.name], column, formats, day=(number, column.name) in days)


def in_reading_order(table: Table, columns: tuple[Column, ...]) -> list[Column]:
    """The columns as a person looks for them: what names a row comes right after its key."""
    key = [column for column in columns if column.name in table.key]
    label = [column for column in columns if column.name == table.label and column not in key]
    return [*key, *label, *(column for column in columns if column not in (*key, *label))]


def days_only(rows: Rows, columns: list[Column]) -> set[tuple[int, str]]:
    """Cells, by number of row and name of column, of which only the day is known: midnight would be a guess."""
    names = {column.name for column in columns}
    found = set()
    for number, row in enumerate(rows, 1):
        if "published_edtf" in names and len(row["published_edtf"] or "T" * 11) <= len("2026-11-22"):
            found.add((number, "published"))
        if "event_all_day" in names and row["event_all_day"]:
            found |= {(number, "event_start"), (number, "event_end")}
    return found


def put(
    sheet: Worksheet, row: int, at: int, value: Any, column: Column, formats: dict[str, Format], *, day: bool = False
) -> None:
    shown = cell(value, column.type)
    match shown:
        case None:
            return
        case bool():
            sheet.write_boolean(row, at, shown, formats["plain"])
        case int():
            sheet.write_number(row, at, shown, formats["plain"])
        case datetime():
            sheet.write_datetime(row, at, shown, formats["day" if day else "time"])
        case _:
            # The mark that keeps a text a text even when someone edits the cell; it is no part of the value.
            kept = guard(shown) != shown
            plain, quoted = ("wrapped", "wrapped and quoted") if column.searched else ("plain", "quoted")
            sheet.write_string(row, at, shown, formats[quoted if kept else plain])


def cell(value: Any, kind: Type) -> str | int | bool | datetime | None:
    """Return what the workbook holds for a value: the value itself, but for what Excel can't hold."""
    match kind:
        case _ if value is None:
            return None
        case Type.TIMESTAMP:
            at: datetime = value.astimezone(UTC)
            if at < _FIRST_DAY:
                return instant(at)
            return at.replace(tzinfo=None, microsecond=at.microsecond // 1000 * 1000)
        case Type.INTEGER:
            number = int(value)
            return number if abs(number) <= _EXACT else str(number)
        case Type.BOOLEAN:
            return bool(value)
        case Type.STRINGS:
            return fitting(json.dumps(value, ensure_ascii=False))
        case _:
            return fitting(value)


def fitting(text: str) -> str:
    text = _UNFIT.sub("\ufffd", _LINE_END.sub("\n", text))
    raw = text.encode("utf-16-le")
    if len(raw) <= 2 * LONGEST:
        return text
    return raw[: 2 * (LONGEST - 1)].decode("utf-16-le", "ignore") + "…"


def dictionary(sheet: Worksheet, contents: VersionContents, formats: dict[str, Format]) -> None:
    heads = ("table", "column", "type", "meaning", "unit", "refers to")
    for at, (head, width) in enumerate(zip(heads, (20, 24, 16, 100, 10, 20), strict=True)):
        sheet.write_string(0, at, head, formats["head"])
        sheet.set_column(at, at, width)
    sheet.freeze_panes(1, 0)
    listed = [(table, column) for table, columns in contents.columns.items() for column in columns]
    for number, (table, c) in enumerate(listed, 1):
        for at, text in enumerate((table, c.name, c.type.value, c.description, c.unit or "", c.references or "")):
            sheet.write_string(number, at, text)
