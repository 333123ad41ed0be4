"""A folder with a JSON Lines file a table: a row is one object on one line, lists are lists, times ISO 8601 in UTC."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from jjscrape import files
from jjscrape.release.cells import fixed_instant
from jjscrape.schema import Type

if TYPE_CHECKING:
    from pathlib import Path

    from jjscrape.release.export.version_contents import VersionContents
    from jjscrape.schema import Column


def write(contents: VersionContents, output: Path) -> None:
    """Write the folder; it appears whole.

    Raises:
        FileExistsError: it is there already.
    """
    with files.building_folder(output) as folder:
        for name, rows in contents.rows.items():
            text = "".join(line(row, contents.columns[name]) for row in rows)
            (folder / f"{name}.jsonl").write_bytes(text.encode("utf-8"))


def line(row: dict[str, Any], columns: tuple[Column, ...]) -> str:
    cells = {c.name: fixed_instant(v) if (v := row[c.name]) and c.type is Type.TIMESTAMP else v for c in columns}
    # Escaped, because many readers of lines take U+2028 and its kin for line ends.
    return json.dumps(cells, ensure_ascii=True, separators=(",", ":")) + "\n"
