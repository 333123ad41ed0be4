"""Rows of `authorships`: every value was read from the article's byline."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jjscrape.origin.cell import Cell
from jjscrape.origin.empty import why_empty
from jjscrape.origin.passage import fold
from jjscrape.origin.story import Claim, Story
from jjscrape.schema import AUTHORSHIPS

if TYPE_CHECKING:
    from jjscrape.origin.dataset import Dataset, Row

_PRINTED = frozenset({"name_raw", "affiliation", "role"})


def story(version: Dataset, table: str, row: Row, field: str) -> Story:
    article = Cell("articles", row["article_id"], "authors")
    if field == "article_id":
        cell = version.first("articles", id=row["article_id"])
        url = (cell["url"],) if cell else ()
        claims = tuple(Claim(c.says, c.capture_id) for c in byline(version, row, ()))
        own = [Claim("the article's own page", cell["capture_id"], url, "url", "head")] if cell else []
        return Story(rule="site.key: the article whose byline it is", claims=(*own, *claims), follows=(article,))
    value = row[field]
    if value is None:
        claims = byline(version, row, (row["name_raw"],))
        return Story(rule="none: no rule gave this field a value", claims=claims, empty=why_empty(table, row, field))
    reading = "; ".join(dict.fromkeys(note["rule"] for note in version.notes(*article))) or "people.byline"
    if field == "person_id":
        name = Cell(table, f"{row['article_id']}\t{row['position']}", "name_raw")
        rule = "people.identify: the person the name stands for, without titles and in one spelling"
        return Story(rule=rule, raw=row["name_raw"], claims=byline(version, row, (row["name_raw"],)), follows=(name,))
    raw = printed(version, row, field if field in _PRINTED else "name_raw")
    strings = (raw,)
    rule = f"{reading}: {AUTHORSHIPS.column(field).rule}"
    if field in _PRINTED and raw != value:
        rule += ", in full where it prints initials"
    return Story(
        rule=rule,
        raw=raw if field in _PRINTED else None,
        claims=byline(version, row, strings),
        follows=(article,),
    )


def printed(version: Dataset, row: Row, column: str) -> str:
    """What the byline prints for a value: that itself, or the whole line where it has a short form of it."""
    article = version.first("articles", id=row["article_id"])
    line: str | None = article["byline_raw"] if article else None
    value: str = row[column]
    return value if line is None or fold(value) in fold(line) else line


def byline(version: Dataset, row: Row, strings: tuple[str, ...]) -> tuple[Claim, ...]:
    """The captures that the byline was read from: the article's page, or a listing that alone prints it."""
    notes = version.notes("articles", row["article_id"], "authors")
    captures = [note["capture_id"] for note in notes]
    if not captures and (article := version.first("articles", id=row["article_id"])):
        captures = [article["capture_id"]]
    return tuple(Claim(f"the byline of {row['article_id']}", capture, strings, "authors") for capture in captures)
