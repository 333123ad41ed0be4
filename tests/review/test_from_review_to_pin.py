"""A first run as its operator goes through it: ten records judged in a browser, five wrong, one mended by a pin."""

from __future__ import annotations

import json
import re
import shutil

import browsing
import pytest
from commands import jjscrape

from jjscrape.datafolder import DATASETS

pytestmark = pytest.mark.crawl

SAMPLE = 10
WRONG = ("published", "authors", "themes", "text")
"""Fields that are called wrong, each on one record of its own that has such a value."""
PIN = """extends = "jamandjustice"
name = "pinned"
[fields.article]
title = ".page-node-{number} .field-name-body p:nth-of-type(2)"
"""


@pytest.fixture
def data(reviewed_data, tmp_path):
    """The data folder with no answers yet, in which another version may be built."""
    (tmp_path / "archive").symlink_to(reviewed_data / "archive")
    shutil.copytree(reviewed_data / DATASETS, tmp_path / DATASETS, symlinks=True)
    return tmp_path


def field(page, name):
    return page.locator("fieldset", has=page.locator(f"legend:text-is('{name}')"))


def judged(page, wanted):
    """Call one field of this record wrong if any is wanted that it has, and return it; the rest is right."""
    shown = {}
    for legend in page.locator("legend").all_inner_texts():
        shown[legend] = field(page, legend).locator("pre").inner_text()
    chosen = next((name for name in wanted if shown.get(name, "(empty)") != "(empty)"), None)
    if chosen:
        field(page, chosen).locator("input[value=wrong]").check()
    page.locator("button[value=right]").click()
    return chosen


def titled_anew(page):
    """Say that the title should be what the second paragraph of the archived page says, and return that."""
    title = page.frames[1].locator(".field-name-body p").nth(1).inner_text()
    field(page, "title").locator("input[value=should]").check()
    field(page, "title").locator("textarea").fill(title)
    page.locator("button[value=right]").click()
    return title


def misses(data):
    done = jjscrape("evaluate", "--gold", data / "review" / "gold.jsonl", "--data", data)
    assert done.returncode == 0, done.stderr
    return set(re.findall(r"^- (\S+) \S (\w+): got ", done.stdout, re.MULTILINE)), done.stdout


def test_what_was_judged_wrong_is_what_an_evaluation_names_and_a_pin_mends(data, review):
    said, number, title = {}, None, None
    with (
        browsing.browser() as browser,
        review(data, "--sample", str(SAMPLE)) as address,
        browser.at(address) as visit,
    ):
        page = visit.page
        for _ in range(SAMPLE):
            url = page.inner_text(".url")
            classes = page.frames[1].locator("body").get_attribute("class") or ""
            if title is None and "/blog/" in url:
                number = re.search(r"page-node-(\d+)", classes)[1]
                title = titled_anew(page)
                said[url] = "title"
            elif name := judged(page, [name for name in WRONG if name not in said.values()]):
                said[url] = name
        page.wait_for_url(f"{address}list")
        assert f"{SAMPLE} of {SAMPLE} judged" in page.inner_text("header")
    assert sorted(said.values()) == sorted([*WRONG, "title"])
    told = [json.loads(line) for line in (data / "review" / "gold.jsonl").read_text(encoding="utf-8").splitlines()]
    assert len(told) == SAMPLE
    assert {line["url"]: next(iter(line["wrong"])) for line in told if line.get("wrong")} == {
        url: name for url, name in said.items() if name != "title"
    }
    assert next(line for line in told if said.get(line["url"]) == "title")["title"] == title
    found, _ = misses(data)
    assert found == set(said.items())

    (data / "pinned.toml").write_text(PIN.format(number=number), encoding="utf-8")
    built = jjscrape("build", "--data", data, "--site", data / "pinned.toml", "--accept", "has-articles")
    assert built.returncode == 0, built.stderr
    assert "Pin       article.title" in built.stdout
    mended, shown = misses(data)
    assert mended == {(url, name) for url, name in said.items() if name != "title"}, shown
