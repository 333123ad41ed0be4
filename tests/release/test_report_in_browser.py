"""The report in a real browser: quiet, self-contained, accessible, and hostile texts are texts there too."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path
from urllib.parse import unquote, urlsplit

import browsing
import pytest
from hostile import CLOSING, FORMULA, NAME, SCRIPT, TURNED, spoil

from jjscrape.release.publish import publish
from jjscrape.release.report.writing import NAME as REPORT
from jjscrape.site import load_site

pytestmark = pytest.mark.crawl


@pytest.fixture(scope="module")
def browser():
    with browsing.browser() as opened:
        yield opened


HOSTILE_TITLE = "</script><script>document.title = 'run'</script><!-- <script ]]> &amp;\u2028'\""


@pytest.fixture(scope="module")
def page(make_harvest, tmp_path_factory):
    datasets = tmp_path_factory.mktemp("report")
    site = load_site("jamandjustice")
    publish(make_harvest(4), site, datasets)
    publish(spoil(make_harvest(5)), site, datasets)
    return (datasets / "latest" / REPORT).resolve()


@pytest.fixture(scope="module")
def words_page(make_harvest, tmp_path_factory):
    """Two themes with long words on one post, so that there is a table of themes that occur together."""
    datasets, made = tmp_path_factory.mktemp("words"), make_harvest(3)
    for article in made.articles:
        article.themes = ["economy-and-entrepreneurship", "neighbourhoods-and-communities"]
        article.theme_labels = ["Economy and Entrepreneurship", "Neighbourhoods and Communities"]
    publish(made, load_site("jamandjustice"), datasets)
    return (datasets / "latest" / REPORT).resolve()


@pytest.mark.parametrize("width", [1100, 360])
def test_it_is_quiet_self_contained_and_accessible(browser, page, width):
    with browser.at(page.as_uri(), width=width) as visit:
        assert visit.page.evaluate("document.documentElement.scrollWidth") <= width
        visit.page.evaluate("for (const part of document.querySelectorAll('details')) part.open = true")
        assert visit.faults() == []
        assert visit.said == []
        assert [address for address in visit.asked if not address.startswith("data:")] == [page.as_uri()]


def test_the_colours_follow_the_reader(browser, page):
    papers = set()
    for scheme in ("light", "dark"):
        with browser.at(page.as_uri(), scheme=scheme) as visit:
            papers.add(visit.page.evaluate("getComputedStyle(document.body).backgroundColor"))
            bar = "getComputedStyle(document.querySelector('#by-year rect')).fill"
            papers.add(visit.page.evaluate(bar))
    assert len(papers) == 4


@pytest.mark.parametrize("width", [1100, 360])
def test_no_label_of_a_chart_is_cut_and_a_bar_is_in_proportion(browser, page, width):
    with browser.at(page.as_uri(), width=width) as visit:
        cut = "Array.from(document.querySelectorAll('.chart')).filter(c => c.scrollWidth > c.clientWidth).map(c => c.textContent)"
        assert visit.page.evaluate(cut) == []
        bar = visit.page.locator("#by-year .columns li").first
        drawn = [part.bounding_box()["height"] for part in bar.locator("rect").all()]
        whole = bar.locator("svg").bounding_box()["height"]
        counts = visit.page.locator("#by-year .columns b").all_inner_texts()
        assert sum(drawn) / whole == pytest.approx(int(counts[0]) / max(map(int, counts)), abs=0.03)


BROKEN_WORDS = r"""
() => Array.from(document.querySelectorAll('.chart, .tiles, #files')).flatMap(part => {
  const broken = [], walk = document.createTreeWalker(part, NodeFilter.SHOW_TEXT);
  for (let text = walk.nextNode(); text; text = walk.nextNode()) {
    if (text.parentElement.closest('svg, caption')) continue;
    for (const word of text.data.matchAll(/[\p{L}\p{N}]{1,20}/gu)) {
      const range = document.createRange();
      range.setStart(text, word.index);
      range.setEnd(text, word.index + word[0].length);
      const lines = new Set(Array.from(range.getClientRects()).filter(box => box.width).map(box => Math.round(box.top)));
      if (lines.size > 1) broken.push(word[0]);
    }
  }
  return broken;
})
"""


@pytest.mark.parametrize("width", [320, 360, 414, 768])
def test_no_word_is_broken_in_a_chart_and_none_needs_scrolling(browser, words_page, width):
    with browser.at(words_page.as_uri(), width=width) as visit:
        visit.page.evaluate("for (const part of document.querySelectorAll('details')) part.open = true")
        assert visit.page.evaluate(BROKEN_WORDS) == []
        wider = "Array.from(document.querySelectorAll('.chart')).filter(c => c.scrollWidth > c.clientWidth).length"
        assert visit.page.evaluate(wider) == 0


def test_hostile_texts_are_shown_as_they_are(browser, page):
    with browser.at(page.as_uri()) as visit:
        visit.page.evaluate("for (const part of document.querySelectorAll('details')) part.open = true")
        shown = visit.page.inner_text("body")
        for text in (SCRIPT, FORMULA, TURNED, CLOSING, NAME):
            assert text in shown
        assert visit.page.locator("script:not([type='application/ld+json']), img, iframe").count() == 0
        assert visit.said == []


def test_its_description_for_programs_is_read_and_runs_nothing(browser, make_harvest, tmp_path):
    site = replace(load_site("jamandjustice"), title=HOSTILE_TITLE)
    publish(make_harvest(3), site, tmp_path)
    page = (tmp_path / "latest" / REPORT).resolve()
    with browser.at(page.as_uri()) as visit:
        told = visit.page.evaluate("JSON.parse(document.head.querySelector('script').textContent)")
        assert told == json.loads((page.parent / "dataset.jsonld").read_text(encoding="utf-8"))
        assert told["isBasedOn"]["name"] == HOSTILE_TITLE
        assert visit.page.locator("script").count() == 1
        assert visit.page.title() != "run"
        assert visit.said == []


def test_tables_are_printed_though_they_are_folded(browser, page):
    with browser.at(page.as_uri()) as visit:
        visit.page.emulate_media(media="print")
        row = visit.page.locator("#by-year table td").first
        assert row.bounding_box()["height"] > 0
        assert visit.page.locator("nav").bounding_box() is None


def test_nothing_runs_over_the_edge_of_a_sheet(browser, page):
    with browser.at(page.as_uri(), width=680) as visit:
        visit.page.emulate_media(media="print")
        over = "[...document.querySelectorAll('table, svg, pre')].filter(e => e.getBoundingClientRect().right > 681)"
        assert visit.page.evaluate(f"{over}.map(e => e.textContent)") == []


def test_its_files_lie_beside_it_wherever_the_folder_is(browser, page, tmp_path):
    copied = shutil.copytree(page.parent, tmp_path / "copied")
    for folder in (copied, page.parents[1] / "latest"):
        with browser.at((folder / REPORT).as_uri()) as visit:
            links = visit.page.evaluate("[...document.querySelectorAll('a')].map(a => a.href)")
            files = {
                Path(unquote(urlsplit(link).path)) for link in links if link.startswith("file:") and "#" not in link
            }
            assert {path.name for path in files} >= {"articles.parquet", "people.csv", "SHA256SUMS", "README.md"}
            assert [path for path in files if path.parent != folder or not path.is_file()] == []
