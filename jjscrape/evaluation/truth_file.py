"""A truth file: what a person says of single records, one JSON object a line, and what a build says in the same words.

A line has `url` and any of `FIELDS`, each with the right value, null or [] where nothing stands on the page. `wrong`
holds, by field, a value of which a person said only that it is not right. Of one address the later line counts, field
by field.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

from jjscrape.archive.foreign import parse_json
from jjscrape.outcome import Exit, Stop
from jjscrape.release.cells import instant
from jjscrape.schema import RECORD_TABLES

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from jjscrape.release.write import Rows

FIELDS = (
    "title", "kind", "published", "authors", "themes", "place", "event_start", "event_end", "event_all_day",
    "documents", "text",
)  # fmt: skip
LISTS = frozenset({"authors", "themes", "documents"})
EVENT = frozenset({"place", "event_start", "event_end", "event_all_day"})
ARTICLE = frozenset({"published", "authors"})
_DAY = len("2018-06-11")
_TABLE_KINDS = {"projects": "project", "pages": "page"}

Truth = dict[str, Any]


def read_truth(path: Path) -> dict[str, Truth]:
    """Return what is known of each address, in the order in which they were first told of.

    Raises:
        Stop: there is no such file, or a line of it is no such object.
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise Stop(Exit.USAGE, f"{path} can't be read ({error}); `jjscrape review` makes such a file") from error
    truth: dict[str, Truth] = {}
    for number, line in enumerate(lines, 1):
        if line.strip():
            judgement = _judgement(line, f"{path}, line {number}")
            verdicts = truth.setdefault(judgement["url"], {"url": judgement["url"], "wrong": {}})
            for field in FIELDS:
                if field in judgement:
                    verdicts[field] = judgement[field]
                    verdicts["wrong"].pop(field, None)
                elif field in judgement.get("wrong", {}):
                    verdicts["wrong"][field] = judgement["wrong"][field]
                    verdicts.pop(field, None)
    return truth


def _judgement(line: str, line_name: str) -> Truth:
    try:
        judgement = parse_json(line)
    except ValueError as error:
        raise Stop(Exit.USAGE, f"{line_name} is no JSON ({error}); mend or remove that line") from error
    if not isinstance(judgement, dict) or not isinstance(judgement.get("url"), str):
        raise Stop(Exit.USAGE, f"{line_name} is no object with a url; mend or remove that line")
    wrong = judgement.get("wrong", {})
    if not isinstance(wrong, dict):
        raise Stop(Exit.USAGE, f"{line_name}: wrong is {wrong!r}; give an object of fields and values")
    for field, value in judgement.items():
        if field in LISTS and value is not None and not isinstance(value, list):
            raise Stop(Exit.USAGE, f"{line_name}: {field} is {value!r}; give a list")
    return judgement


def fields_of(table: str, kind: str) -> tuple[str, ...]:
    """The fields that a record of that table and kind can be judged by."""
    left_out = (set() if table == "articles" else {*ARTICLE}) | (set() if kind == "event" else {*EVENT})
    left_out |= {"themes"} if table == "pages" else set()
    return tuple(field for field in FIELDS if field not in left_out)


class Build:
    """The rows of one version, asked for by address, with values as truth files have them."""

    def __init__(self, tables: Mapping[str, Rows]) -> None:
        self._tables = tables
        self._labels = {row["id"]: row["label"] for row in tables.get("themes", ())}
        self._records: dict[str, tuple[str, dict[str, Any]]] = {}
        for table, row in self.records():
            for url in (*reversed(row.get("also_at") or ()), row["url"]):
                self._records[url] = table, row
            for path in (row["id"], path_of(row["url"])):
                self._records.setdefault(path, (table, row))

    def records(self) -> Iterator[tuple[str, dict[str, Any]]]:
        """The articles, projects and pages, each with its table."""
        for table in RECORD_TABLES:
            for row in self._tables.get(table, ()):
                yield table, row

    def find(self, url: str) -> tuple[str, dict[str, Any]] | None:
        """The record at an address, on whatever host."""
        return self._records.get(url) or self._records.get(path_of(url))

    def value(self, table: str, row: Mapping[str, Any], field: str) -> Any:
        """What the build says, null or [] where it says nothing."""
        match field:
            case "kind":
                return row.get("kind") or _TABLE_KINDS[table]
            case "published":
                return row.get("published_edtf")
            case "authors":
                written = [a for a in self._tables.get("authorships", ()) if a["article_id"] == row["id"]]
                return [a["name_raw"] for a in sorted(written, key=lambda a: a["position"])]
            case "themes":
                return [self._labels.get(theme, theme) for theme in row.get("themes") or ()]
            case "documents":
                return [d["url"] for d in self._tables.get("documents", ()) if row["id"] in (d["found_on"] or ())]
            case "event_start" | "event_end":
                at = row.get(field)
                return at and (instant(at)[:_DAY] if row.get("event_all_day") else instant(at))
            case _:
                return row.get(field)


def path_of(url: str) -> str:
    """The decoded path of an address, as in ids."""
    return unquote(urlsplit(url).path).strip("/")
