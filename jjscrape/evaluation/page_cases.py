"""Pages in the markup of many themes, each with what a person reads in it (tests/pages/cases)."""

from __future__ import annotations

import json
import re
from contextlib import suppress
from datetime import datetime
from typing import TYPE_CHECKING, Any

from jjscrape.evaluation.date_strings import CAPTURED
from jjscrape.evaluation.own_day import day_of
from jjscrape.evaluation.sheet import Reading, ReadPage, Sheet
from jjscrape.items import Article, Document, Page, Project, Record, Teaser, Theme, fields_on_page
from jjscrape.pages import Source, extract, next_page
from jjscrape.pipelines.dates import DatesPipeline
from jjscrape.site import load_site

if TYPE_CHECKING:
    from collections.abc import Hashable
    from datetime import date
    from pathlib import Path

    from jjscrape.pages import Extraction

_ONLY_WHERE_NAMED = {"language", "links", "byline_lines"}
"""What most pages have and few cases are about: judged where expected.json names it."""
_BESIDE = {"Article": ("id", "kind", "node_id", "published", "project_ids", "documents")}
_FIELDS = {
    kind.__name__: (
        *_BESIDE.get(kind.__name__, ("id", "node_id", "documents")),
        *(name for name in fields_on_page(kind) if name not in _ONLY_WHERE_NAMED),
    )
    for kind in (Article, Project, Page)
}
"""What a case must not have where expected.json doesn't name it."""
_TEASER = ("title", "summary", "event_raw", "place", "theme_labels")
_ABOUT = frozenset({"url", "headers", "project", "about", "class", "teasers", "text"})
_DATED_BYLINE = re.compile(r"(?:by|authors?)\b.*\b(?:19|20)\d\d\b", re.IGNORECASE)


def judge_page_cases(folder: Path) -> Sheet:
    """Judge each folder of page.html and expected.json; what expected.json does not name must be empty."""
    sheet = Sheet()
    for case in sorted(path for path in folder.iterdir() if path.is_dir()):
        _judge(sheet, case)
    return sheet


def _judge(sheet: Sheet, case: Path) -> None:
    want = json.loads((case / "expected.json").read_text(encoding="utf-8"))
    source = Source(
        url=want["url"],
        body=(case / "page.html").read_bytes(),
        captured_at=CAPTURED,
        headers=want.get("headers", {"content-type": "text/html; charset=utf-8"}),
    )
    found = extract(source, load_site("jamandjustice"), project=want.get("project", False))
    record = next((item for item in found.items if isinstance(item, Record)), None)
    sheet.one(case.name, "class", type(record).__name__ if record else None, want.get("class"))
    names = [*_FIELDS.get(want.get("class", ""), ()), "problems"]
    names += [name for name in want if name not in names]
    for name in (name for name in names if name not in _ABOUT):
        got = _found(name, found, source, record)
        if isinstance(got, list) or isinstance(want.get(name), list):
            sheet.several(case.name, name, _hashable(got or []), _hashable(want.get(name) or []))
        else:
            sheet.one(case.name, name, got, want.get(name))
    if "class" not in want or "teasers" in want:
        _judge_teasers(sheet, case.name, found, want.get("teasers", []))
    if "class" in want:
        text = "\n".join(want.get("text", []))
        mine = record.text if record else None
        sheet.several(case.name, "lines of text", (mine or "").splitlines(), text.splitlines())
        sheet.text(case.name, "text", mine, text)
        if text:
            dates = want.get("published", [])
            day = _stamped_day(dates)
            DatesPipeline().process_item(record)
            wanted = Reading(want.get("title"), day, text)
            own = Reading(record.title if record else None, day_of(record), mine)
            # A byline may tell a date that the gold doesn't repeat.
            dated = not any(_DATED_BYLINE.match(line) for line in text.splitlines()) if not dates else day is not None
            sheet.pages.append(ReadPage(case.name, source.url, source.body, wanted, own, dated))


def _found(name: str, found: Extraction, source: Source, record: Any) -> Any:
    match name:
        case "problems":
            return found.problems
        case "documents":
            return [[item.url, item.label] for item in found.items if isinstance(item, Document)]
        case "themes":
            return [[t.id, t.label, t.description] for t in found.items if isinstance(t, Theme)]
        case "next_page":
            return next_page(source)
        case "links":
            return [[link.target_url, link.kind, link.target_id] for link in record.links] if record else []
        case "published":
            return [[c.raw, c.machine] for c in getattr(record, "published_candidates", [])]
        case _:
            return getattr(record, name, None)


def _judge_teasers(sheet: Sheet, where: str, found: Extraction, wanted: list[dict[str, Any]]) -> None:
    """Teasers are compared by what they lead to and their list, and those found field by field."""
    mine = [item for item in found.items if isinstance(item, Teaser)]
    keys = [(teaser.role, teaser.target_id) for teaser in mine]
    sheet.several(where, "teasers", keys, [(w.get("role", "posts"), w["target_id"]) for w in wanted])
    by_key = dict(zip(keys, mine, strict=True))
    for want in wanted:
        teaser = by_key.get((want.get("role", "posts"), want["target_id"]))
        spot = f"{where} → {want['target_id']}"
        for name in dict.fromkeys((*_TEASER, *(n for n in want if n not in {"role", "target_id"}))):
            got = getattr(teaser, name, None)
            if isinstance(want.get(name), list) or isinstance(got, list):
                sheet.several(spot, f"teaser {name}", got or [], want.get(name) or [])
            else:
                sheet.one(spot, f"teaser {name}", got, want.get(name))


def _hashable(values: list[Any]) -> list[Hashable]:
    return [json.dumps(v, ensure_ascii=False) if isinstance(v, (list, dict)) else v for v in values]


def _stamped_day(published: list[list[Any]]) -> date | None:
    """Return the day of the first stamp written for programs; other dates would need the own reading to be told."""
    for raw, machine in published:
        if machine:
            with suppress(ValueError):
                return datetime.fromisoformat(raw).date()
    return None
