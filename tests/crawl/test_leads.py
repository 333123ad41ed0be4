"""What a crawl reads of a page at a glance is what it would read of it in full."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import captured_demo
import pytest
from lxml import etree

from jjscrape.crawl import leads
from jjscrape.crawl.leads import Leads, at_a_glance, in_full
from jjscrape.demo import DemoSite
from jjscrape.pages import Source
from jjscrape.pages.markup.outlinks import Rel
from jjscrape.site import load_site

if TYPE_CHECKING:
    from collections.abc import Iterator

CASES = Path(__file__).parents[1] / "pages" / "cases"
NAMES = sorted(folder.name for folder in CASES.iterdir() if folder.is_dir())
HTML = {"content-type": "text/html; charset=utf-8"}
SITE = load_site("jamandjustice")


def followed(page: Leads) -> set[tuple[str, bool]]:
    """What a crawl would ask for, and whether as the page of a list."""
    return {(SITE.fetch_url(link.url), link.rel is Rel.PAGER) for link in page.links if SITE.owns(link.url)}


def differing(source: Source, *, project: bool) -> str:
    glance, full = at_a_glance(source, SITE), in_full(source, SITE, project=project)
    if glance is None:
        return ""
    for name in ("refused", "record"):
        if getattr(glance, name) != getattr(full, name):
            return f"{source.url}: {name} {getattr(glance, name)} for {getattr(full, name)}"
    if set(glance.projects) != set(full.projects):
        return f"{source.url}: projects {set(glance.projects) ^ set(full.projects)}"
    if followed(glance) != followed(full):
        return f"{source.url}: links {followed(glance) ^ followed(full)}"
    return "" if bool(glance.says) == bool(full.says) else f"{source.url}: says {glance.says} for {full.says}"


@cache
def answers(style: str) -> list[Source]:
    """What the demonstration site answers at every address that a link leads to."""
    site = DemoSite(style=style, articles=15)
    found = []
    for url in captured_demo.addresses(site):
        answer = captured_demo.respond(site, url)
        headers = {name.lower(): value for name, value in answer.headers}
        found.append(Source(url, answer.body, datetime(2026, 11, 22, tzinfo=UTC), headers, answer.status))
    return found


def cases() -> Iterator[tuple[Source, bool]]:
    for name in NAMES:
        want = json.loads((CASES / name / "expected.json").read_text("utf-8"))
        body = (CASES / name / "page.html").read_bytes()
        yield (
            Source(want["url"], body, datetime(2026, 11, 22, tzinfo=UTC), want.get("headers", HTML)),
            want.get("project", False),
        )


@pytest.mark.parametrize("style", ["zurb", "core"])
def test_a_page_of_the_demonstration_leads_to_the_same(style: str) -> None:
    sources = answers(style)
    assert [said for source in sources if (said := differing(source, project=False))] == []
    pages = [source for source in sources if source.status == 200]
    assert sum(at_a_glance(source, SITE) is None for source in pages) < len(pages) / 5


def test_a_page_of_any_theme_leads_to_the_same() -> None:
    found = list(cases())
    assert [said for source, project in found if (said := differing(source, project=project))] == []
    assert sum(at_a_glance(source, SITE) is not None for source, _ in found) > len(found) / 5


def test_a_page_is_long_by_all_the_text_that_it_shows(monkeypatch):
    shown = etree.XPath(
        "descendant::text()[not(parent::script or parent::style or parent::noscript or parent::option)]"
    )
    bodies = [etree.HTML(path.read_bytes()).find("body") for path in CASES.glob("**/*.html")]
    for body in (body for body in bodies if body is not None):
        length = sum(len(words.strip()) for words in shown(body))
        for longest in (length - 1, length):
            monkeypatch.setattr(leads, "LONGEST", longest)
            assert leads._is_long(body) == (length > longest)
