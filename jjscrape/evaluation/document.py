"""The page of the documentation that holds the tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jjscrape.files import write_text
from jjscrape.outcome import Exit, Stop

if TYPE_CHECKING:
    from pathlib import Path

    from jjscrape.evaluation.report import Report

PARTS = ("own", "peers")


def opening(part: str) -> str:
    return f"<!-- {part}: written by `jjscrape evaluate --write` -->\n"


def closing(part: str) -> str:
    return f"<!-- end of {part} -->"


def part_of(text: str, part: str) -> str:
    """Return what stands between a part's marks.

    Raises:
        ValueError: the marks aren't there.
    """
    start = text.index(opening(part)) + len(opening(part))
    return text[start : text.index(closing(part), start)]


def parts(report: Report) -> dict[str, str]:
    made = {"own": report.own_table(), "peers": report.peer_table()}
    return {part: "\n" + "\n".join(lines) + "\n\n" for part, lines in made.items()}


def write(path: Path, report: Report) -> None:
    """Put the tables between the marks of a page, and leave the rest of it as it is.

    Raises:
        Stop: the page or its marks aren't there.
    """
    try:
        text = path.read_text(encoding="utf-8")
        for part, lines in parts(report).items():
            text = text.replace(opening(part) + part_of(text, part), opening(part) + lines)
    except (FileNotFoundError, ValueError):
        marks = " and ".join(opening(part).strip() for part in PARTS)
        raise Stop(Exit.USAGE, f"{path} has no place for the tables; it needs {marks}, each with its end") from None
    write_text(path, text)
