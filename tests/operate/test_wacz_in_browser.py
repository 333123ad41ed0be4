"""The WACZ opens where people open it: ReplayWeb.page reads it in parts from a server, lists its pages and replays one."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1]))

from browsing import browser
from ranges import serving

from jjscrape.operate.packing import pack

pytestmark = pytest.mark.crawl

PLAYER = Path(__file__).parents[2] / "build" / "browser-tools" / "replaywebpage"
TEXT = """() => {
    const found = [];
    const walk = root => {
        for (const one of root.querySelectorAll('*')) if (one.shadowRoot) walk(one.shadowRoot);
        found.push(root.textContent);
    };
    walk(document);
    return found.join(' ');
}"""
REPLAYED = "Space in Common |"
"""Begins the title of the page; the window's title has it once the page within is there."""


@pytest.fixture(scope="module")
def chromium():
    if not (PLAYER / "ui.js").is_file():
        pytest.skip("not run: ReplayWeb.page; it needs make browser-tools")
    with browser() as opened:
        yield opened


@pytest.fixture(scope="module")
def packed(demo_data, tmp_path_factory):
    return pack(demo_data, tmp_path_factory.mktemp("packed") / "archive.wacz", "demo").path


def test_the_pages_are_listed_and_one_is_replayed(chromium, packed):
    page = b'<!doctype html><title>x</title><script src="/ui.js"></script><replay-app-main></replay-app-main>'
    held = {"/": page, "/ui.js": PLAYER / "ui.js", "/sw.js": PLAYER / "sw.js", "/archive.wacz": packed}
    with serving(held) as (address, ranges):
        opened = f"{address}/?source={address}/archive.wacz#view=pages"
        with chromium.at(opened, width=1280) as visit:
            visit.page.wait_for_function(f"() => ({TEXT})().includes('Space in Common')", timeout=60_000)
            listed = visit.page.evaluate(TEXT)
            assert "Unexpected Loading Error" not in listed
        assert packed.stat().st_size > 1_000_000
        read = sum(last + 1 - first for _, first, last in ranges if last + 1 - first < packed.stat().st_size)
        assert 0 < read < packed.stat().st_size / 2  # in parts: the page list needs none of the captures
        url = next(line for line in listed.split() if line.endswith("/space-common"))
        with chromium.at(f"{opened}&url={url}", width=1280) as visit:
            visit.page.wait_for_function(f"() => document.title.includes('{REPLAYED}')", timeout=60_000)
            within = next(frame for frame in visit.page.frames if "mp_/" in frame.url)
            within.wait_for_selector("h1")
            assert "Space in Common" in within.inner_text("body")
