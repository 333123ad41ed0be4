"""Pages in the markup of many themes, each with what a person reads in it.

A case is a folder with page.html and expected.json. What expected.json does not name must be empty, so that a date, place
or tag that is not there can't slip in.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from jjscrape.items import Article, Document, Page, Project, Record, Teaser, Theme, fields_on_page
from jjscrape.pages import Source, extract, next_page
from jjscrape.site import load_site

CASES = Path(__file__).parent / "cases"
NAMES = sorted(folder.name for folder in CASES.iterdir() if folder.is_dir())
NAMED_ONLY = {"language", "links", "byline_lines"}
"""What most pages have and few cases are about: compared where expected.json names it."""
BESIDE: dict[str, dict[str, Any]] = {
    "Article": {"id": None, "kind": None, "node_id": None, "published": [], "project_ids": [], "documents": []}
}


def empty_fields(kind: type[Record]) -> dict[str, Any]:
    """What a record of a kind must not have where expected.json doesn't name it: every field that a page can fill."""
    blank = kind(id="", url="", **({"kind": ""} if kind is Article else {}))
    read = {name: getattr(blank, name) for name in fields_on_page(kind) if name not in NAMED_ONLY}
    beside = BESIDE.get(kind.__name__, {"id": None, "node_id": None, "documents": []})
    return {**beside, **read, "text": [], "problems": []}


KINDS = {kind.__name__: empty_fields(kind) for kind in (Article, Project, Page)}
TEASER = {"target_id": None, "title": None, "role": "posts", "summary": None, "event_raw": None, "place": None,
          "theme_labels": [], "theme_id": None}  # fmt: skip


@cache
def expected(name: str) -> dict[str, Any]:
    return json.loads((CASES / name / "expected.json").read_text(encoding="utf-8"))


@cache
def extraction(name: str) -> Any:
    want = expected(name)
    source = Source(
        url=want["url"],
        body=(CASES / name / "page.html").read_bytes(),
        captured_at=datetime(2026, 11, 22, 10, 26, tzinfo=UTC),
        headers=want.get("headers", {"content-type": "text/html; charset=utf-8"}),
    )
    return extract(source, load_site("jamandjustice"), project=want.get("project", False)), source


def found(name: str, field: str) -> Any:
    result, source = extraction(name)
    record = next((item for item in result.items if isinstance(item, Record)), None)
    if field == "class":
        return type(record).__name__ if record else None
    if field == "problems":
        return result.problems
    if field == "documents":
        return [[item.url, item.label] for item in result.items if isinstance(item, Document)]
    if field == "teasers":
        fields = TEASER | {key: 0 for want in expected(name).get("teasers", []) for key in want}
        return [{f: getattr(t, f) for f in fields} for t in result.items if isinstance(t, Teaser)]
    if field == "themes":
        return [[t.id, t.label, t.description] for t in result.items if isinstance(t, Theme)]
    if field == "next_page":
        return next_page(source)
    if field == "taggings":
        return [[tagging.label, tagging.url, tagging.vocabulary] for tagging in getattr(record, "taggings", ())]
    if field == "links":
        return [[link.target_url, link.kind, link.target_id] for link in record.links]
    if field == "published":
        return [[c.raw, c.machine] for c in record.published_candidates]
    if field == "event_repeats":
        return [occurrence.raw for occurrence in record.event_repeats]
    if field == "text":
        return (record.text or "").splitlines()
    return getattr(record, field)


def fields_of(name: str) -> dict[str, Any]:
    want = expected(name)
    fields: dict[str, Any] = {"problems": []}
    if "class" in want:
        fields |= KINDS.get(want["class"], {})
    if "teasers" in want or "class" not in want:
        fields["teasers"] = []
    fields |= {key: value for key, value in want.items() if key not in {"url", "headers", "project", "about"}}
    if "teasers" in fields:
        extra = {key for teaser in fields["teasers"] for key in teaser}
        for teaser in fields["teasers"]:
            assert extra - TEASER.keys() <= teaser.keys(), "a field beyond the usual must stand in every teaser"
        fields["teasers"] = [TEASER | teaser for teaser in fields["teasers"]]
    return fields


@pytest.mark.parametrize("name", NAMES)
def test_case(name: str) -> None:
    want = fields_of(name)
    got = {field: found(name, field) for field in want}
    wrong = [field for field in want if got[field] != want[field]]
    assert {field: got[field] for field in wrong} == {field: want[field] for field in wrong}


@pytest.mark.parametrize("name", [name for name in NAMES if "class" in expected(name)])
def test_every_filled_field_has_a_trace(name: str) -> None:
    record = next(item for item in extraction(name)[0].items if isinstance(item, Record))
    traced = {trace.field for trace in record.traces}
    names = ["title", "text", "summary", "node_id", "language"]
    names += ["event_raw", "place", "theme_labels", "image_url"] if isinstance(record, Article) else []
    names += ["theme_labels"] if isinstance(record, Project) else []
    filled = {n for n in names if getattr(record, n)}
    assert filled
    assert filled <= traced
