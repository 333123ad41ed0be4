"""What the gate refused is kept for a look, and what a person let pass says so wherever it is told of."""

from __future__ import annotations

import json
from datetime import UTC, datetime

from jjscrape.crawled import Crawled
from jjscrape.release.publish import publish
from jjscrape.release.store.versions import read_catalog
from jjscrape.site import load_site

SITE = load_site("jamandjustice")


def test_a_version_that_was_refused_is_kept_and_one_that_was_accepted_says_so(tmp_path, make_harvest):
    data = tmp_path / "datasets"
    publish(make_harvest(), SITE, data)
    for number in (1, 2):  # a second refusal takes the place of the first
        bad = make_harvest(4 + number, at=datetime(2026, 11, 29, tzinfo=UTC), archive=2)
        bad.crawled = Crawled(id="20261122T102600Z", complete=False)
        done = publish(bad, SITE, data, candidate=tmp_path / "candidate")
        assert (done.version, [refusal.check for refusal in done.refused]) == (None, ["crawl-complete"])
        quality = json.loads((tmp_path / "candidate" / "quality.json").read_text("utf-8"))
        assert {c["check"] for c in quality["checks"] if c["outcome"] == "refused"} == {"crawl-complete"}
        assert f"blog/post-{3 + number}" in (tmp_path / "candidate" / "articles.csv").read_text("utf-8")
        assert [version.id for version in read_catalog(data)] == ["2026.11.22"]
    done = publish(bad, SITE, data, accept=frozenset({"crawl-complete"}), candidate=tmp_path / "candidate")
    assert done.new
    assert not (tmp_path / "candidate").exists()
    assert read_catalog(data)[-1].accepted == ["crawl-complete"]
    folder = data / done.version.id
    for name in ("CHANGELOG.md", "README.md"):
        assert "the check crawl-complete spoke against it" in (folder / name).read_text("utf-8")
    quality = json.loads((folder / "quality.json").read_text("utf-8"))
    assert {c["check"] for c in quality["checks"] if c["outcome"] == "accepted"} == {"crawl-complete"}


def test_rows_that_do_not_fit_the_schema_are_refused_by_name(tmp_path, make_harvest):
    bad = make_harvest()
    bad.articles[0].kind = "film"
    done = publish(bad, SITE, tmp_path / "datasets", candidate=tmp_path / "candidate")
    assert [(r.check, "'film'" in r.reason) for r in done.refused] == [("schema", True)]
    assert [path.name for path in (tmp_path / "candidate").iterdir()] == ["quality.json"]
    assert not (tmp_path / "datasets").exists()
