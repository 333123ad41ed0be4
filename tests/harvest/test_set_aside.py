"""Crawls that met another site in the site's place, and that its site file sets aside."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

import pytest
from test_coverage import write
from test_standing import BEGIN, FINISHED, SITE

from jjscrape.archive.reader import Archive
from jjscrape.harvest.gather import harvest
from jjscrape.site import SiteError, load_site

WEEK = timedelta(days=7)
OURS = (
    "<title>Rope</title><body class='page-node page-node-7'><h1>Rope</h1><div id='node-7' class='node'>We plait.</div>"
)
THEIRS = "<title>Casino</title><h1>Casino</h1><p>Play now.</p>"


@pytest.fixture
def folder(tmp_path):
    crawls = {
        "20261101T090000Z": [("blog/rope", OURS)],
        "20261108T090000Z": [("blog/rope", THEIRS), ("slots-1", THEIRS), ("slots-2", THEIRS)],
        "20261115T090000Z": [("blog/rope", OURS)],
    }
    for number, (name, pages) in enumerate(crawls.items()):
        answers = [("", 200, "<title>Home</title><h1>Home</h1>"), *((place, 200, html) for place, html in pages)]
        write(tmp_path / "a" / name, *answers, at=BEGIN + number * WEEK)
        (tmp_path / "a" / name / "run.json").write_text(json.dumps(FINISHED | {"crawl_id": name}))
    return tmp_path / "a"


def test_what_another_site_said_is_no_record_and_no_history(folder):
    met = harvest(Archive([folder]), SITE)
    assert {page.id for page in met.pages} >= {"slots-1", "slots-2"}
    found = harvest(Archive([folder]), replace(SITE, set_aside=frozenset({"20261108T090000Z"})))
    (folder / "20261108T090000Z").rename(folder.parent / "away")
    without = harvest(Archive([folder]), SITE)
    for name in ("articles", "pages", "history", "revisions", "answers", "captures", "crawls", "summaries", "crawled"):
        assert getattr(found, name) == getattr(without, name), name
    assert found.tally.left_out["of a crawl that the site file sets aside"] == 4
    assert found.tally.records == found.tally.used + sum(found.tally.left_out.values())
    assert found.set_aside == {"20261108T090000Z": 1}


def test_one_that_is_not_there_changes_nothing_and_is_named(folder):
    found = harvest(Archive([folder]), replace(SITE, set_aside=frozenset({"20250101T000000Z"})))
    assert found.set_aside == {"20250101T000000Z": 0}
    assert replace(found, set_aside={}) == harvest(Archive([folder]), SITE)


def test_it_is_a_list_of_names(tmp_path):
    path = tmp_path / "mine.toml"
    path.write_text('extends = "jamandjustice"\n[archive]\nset_aside = ["20261108T090000Z"]\n')
    assert load_site(str(path)).set_aside == {"20261108T090000Z"}
    path.write_text('extends = "jamandjustice"\n[archive]\nset_aside = "20261108T090000Z"\n')
    with pytest.raises(SiteError, match="give it a list of texts"):
        load_site(str(path))
