"""Reading one saved page: what a build makes of it, wherever it was saved from, and a sentence where it is none."""

from __future__ import annotations

import gzip
import json
import subprocess
import sys

import pytest
from captured_demo import ORIGIN, WHEN, addresses, capture, respond
from commands import jjscrape

from jjscrape.demo import DemoSite
from jjscrape.load import load
from jjscrape.operate.building import build_only
from jjscrape.operate.read_page import address_of, moment_of, read_file, read_page
from jjscrape.outcome import Exit, Stop
from jjscrape.release.cells import instant
from jjscrape.schema import TABLES
from jjscrape.site import load_site

SITE = load_site("jamandjustice")
URL = "https://jamandjustice-rjc.org/event/weir-day"
PAGE = b"""<!DOCTYPE html><html lang="en"><head><title>Weir day | Jam and Justice</title>
<meta name="Generator" content="Drupal 7 (http://drupal.org)"></head>
<body class="html not-front page-node page-node-31 node-type-event"><h1 class="title" id="page-title">Weir day</h1>
<div id="node-31" class="node node-event"><div class="content">
<div class="field field-name-field-date field-type-datetime"><span class="date-display-single">Monday, June 11, 2018 -
12:00 to 13:30</span></div>
<div class="field field-name-field-tags field-type-taxonomy-term-reference"><div class="field-label">Tags:&nbsp;</div>
<div class="field-items"><div class="field-item"><a href="/our-projects/sheffield">Sheffield</a></div></div></div>
<div class="field field-name-body"><p>The group measures the weir, and
<a href="/sites/default/files/plan.pdf">the plan</a> says how. Ask weir@example.org.</p></div>
</div></div></body></html>"""


def command(*arguments, stdin=b""):
    done = subprocess.run(
        [sys.executable, "-m", "jjscrape", "read", *map(str, arguments)], input=stdin, capture_output=True, check=False
    )
    return done.returncode, done.stdout, done.stderr.decode()


@pytest.mark.crawl
def test_it_prints_one_object_with_the_rows_of_the_page(tmp_path):
    (tmp_path / "page.html").write_bytes(PAGE)
    done = jjscrape("read", tmp_path / "page.html", "--url", URL)
    got = json.loads(done.stdout)
    assert (done.returncode, done.stderr, got["kind"]) == (0, "", "event")
    assert list(got) == [
        "kind", "record", "authorships", "documents", "links", "themes", "teasers", "problems",
    ]  # fmt: skip
    record = got["record"]
    assert set(record) == {*TABLES["articles"].names, "theme_labels"}
    assert (record["id"], record["title"], record["node_id"]) == ("event/weir-day", "Weir day", 31)
    assert (record["event_start"], record["event_end"]) == ("2018-06-11T11:00:00Z", "2018-06-11T12:30:00Z")
    assert (record["themes"], record["theme_labels"]) == (["sheffield"], ["Sheffield"])
    assert [theme["label"] for theme in got["themes"]] == ["Sheffield"]
    assert [(d["label"], d["status"], d["capture_id"]) for d in got["documents"]] == [("the plan", None, None)]
    assert [link["kind"] for link in got["links"]] == ["document"]
    assert "[email]" in record["text"]
    only_an_archive_tells = ("status", "first_seen", "last_seen", "last_changed", "capture_id", "listing_position")
    assert {record[name] for name in only_an_archive_tells} == {None}


@pytest.mark.crawl
def test_a_file_in_gzip_and_standard_input_are_read_the_same(tmp_path):
    (tmp_path / "page.html.gz").write_bytes(gzip.compress(PAGE))
    _, plain, _ = command("-", "--url", URL, stdin=PAGE)
    done = jjscrape("read", tmp_path / "page.html.gz", "--url", URL)
    assert (done.returncode, done.stdout.encode(), done.stderr) == (0, plain, "")
    assert command("-", "--url", URL, stdin=gzip.compress(PAGE)) == (0, plain, "")


@pytest.mark.parametrize("style", ["zurb", "core"])
def test_every_cell_is_what_a_build_of_that_page_makes(tmp_path, style):
    demo = DemoSite(style=style)
    article = next(url for url in addresses(demo) if "/event/" in url)
    capture(tmp_path / "archive" / "one", demo, [article])
    build_only([str(tmp_path / "archive")], tmp_path, "jamandjustice", None)
    got = read_page(respond(demo, article).body, article, SITE, WHEN)
    (row,) = load("articles", data=str(tmp_path)).to_dict("records")
    table = TABLES["articles"]
    for name in table.content:
        if name != "status":
            assert got["record"][name] == plain(row[name]), name
    assert len(got["links"]) == len(load("links", data=str(tmp_path)))


def plain(value):
    if hasattr(value, "tolist"):
        return value.tolist()
    if value is None or str(value) in {"<NA>", "NaT", "nan"}:
        return None
    return instant(value.to_pydatetime()) if hasattr(value, "to_pydatetime") else value


def test_a_page_of_a_foreign_host_is_read_by_the_rules_for_paths():
    got = read_page(PAGE, "http://valley.example:8080/event/weir-day?utm=1", SITE, WHEN)
    assert (got["kind"], got["record"]["id"], got["problems"]) == ("event", "event/weir-day", [])
    assert got["record"]["hosts"] == ["valley.example:8080"]


@pytest.mark.parametrize(
    ("body", "url", "kind"),
    [
        (b"", URL, "event"),
        (b"%PDF-1.4 not a page", URL, "event"),
        (b"<html><head><title>Page not found</title></head><body><h1>Page not found</h1></body></html>", URL, "event"),
        (gzip.compress(PAGE, mtime=0)[:-20], URL, "event"),
        (PAGE + b" " * (16 << 20), URL, "event"),
        (gzip.compress(b" " * (64 << 20), mtime=0), URL, "event"),
        (PAGE, "https://jamandjustice-rjc.org/sites/default/files/a.pdf", "file"),
    ],
)
def test_what_is_no_record_says_why(body, url, kind):
    got = read_page(body, url, SITE, WHEN)
    assert (got["kind"], got["record"]) == (kind, None)
    assert got["problems"]
    assert not any("page-00000" in problem for problem in got["problems"])


def test_what_could_not_be_settled_is_told_with_the_record():
    doubtful = PAGE.replace(b"Monday, June 11, 2018 -\n12:00 to 13:30", b"05/06/2019 - 13:00")
    got = read_page(doubtful, URL, SITE, WHEN)
    assert got["record"]["event_start"] is None
    assert any("05/06/2019" in problem for problem in got["problems"])


def test_a_listing_gives_teasers_and_no_record():
    demo = DemoSite()
    got = read_page(respond(demo, f"{ORIGIN}/blog").body, f"{ORIGIN}/blog", SITE, WHEN)
    assert (got["kind"], got["record"]) == ("listing", None)
    assert got["teasers"]
    assert all(set(teaser) == {"target_id", "title", "summary"} for teaser in got["teasers"])


def test_a_feed_is_read_as_a_feed():
    demo = DemoSite()
    got = read_page(respond(demo, f"{ORIGIN}/rss.xml").body, f"{ORIGIN}/rss.xml", SITE, WHEN)
    assert (got["kind"], got["record"], got["problems"]) == ("feed", None, [])


@pytest.mark.crawl
@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["nowhere.html", "--url", URL], "nowhere.html can't be read"),
        ([".", "--url", URL], ". can't be read"),
        (["{page}", "--url", "jamandjustice-rjc.org/blog/x"], "not the address of a page"),
        (["{page}", "--url", "http://[broken/x"], "not the address of a page"),
        (["{page}", "--url", "https://example.org/a\nb"], "not the address of a page"),
        (["{page}", "--url", URL, "--site", "nosuch"], "no site is called 'nosuch'"),
        (["{page}", "--url", URL, "--captured-at", "yesterday"], "'yesterday' is not a time"),
    ],
)
def test_a_wrong_call_is_one_sentence_and_exit_2(arguments, words, tmp_path):
    (tmp_path / "page.html").write_bytes(PAGE)
    done = jjscrape("read", *(word.replace("{page}", str(tmp_path / "page.html")) for word in arguments))
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert words in done.stderr


def test_what_the_reading_date_decides():
    said_later = PAGE.replace(b"node-type-event", b"node-type-blog").replace(
        b'<div class="content">',
        b'<div class="submitted">Submitted by ann on 11 June 2018</div><div class="content">',
        1,
    )
    url = "https://jamandjustice-rjc.org/blog/weir-day"
    then, before = moment_of("2018-06-12T10:00:00Z"), moment_of("2018-06-01")
    assert read_page(said_later, url, SITE, then)["record"]["published_edtf"] == "2018-06-11"
    got = read_page(said_later, url, SITE, before)
    assert got["record"]["published_edtf"] is None
    assert any("later than the capture" in problem for problem in got["problems"])


def test_times_and_addresses():
    assert (
        moment_of("2026-11-22T10:26:00") == moment_of("2026-11-22T10:26:00Z") == moment_of("2026-11-22T12:26:00+02:00")
    )
    assert address_of("https://example.org/a#part") == "https://example.org/a"
    for wrong in ("2026-13-01", "0001-01-01T00:00:00+14:00", ""):
        with pytest.raises(Stop) as stop:
            moment_of(wrong)
        assert stop.value.code is Exit.USAGE


@pytest.mark.crawl
def test_it_needs_neither_scrapy_nor_arrow(tmp_path):
    (tmp_path / "page.html").write_bytes(PAGE)
    barred = "import sys; sys.modules.update(scrapy=None, pyarrow=None, pandas=None, twisted=None); "
    code = f"{barred}from jjscrape.cli import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", code, "read", tmp_path / "page.html", "--url", URL], capture_output=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, b"")
    assert read_file(str(tmp_path / "page.html"), URL, SITE)["record"]["title"] == "Weir day"


def test_a_site_file_s_time_zone_is_that_of_its_clocks(tmp_path):
    (tmp_path / "valley.toml").write_text(
        'extends = "jamandjustice"\nname = "valley"\ntime_zone = "America/New_York"\norigins = ["http://valley.example"]\n'
    )
    got = read_page(PAGE, "http://valley.example/event/weir-day", load_site(tmp_path / "valley.toml"), WHEN)
    assert (got["record"]["event_start"], got["record"]["event_timezone"]) == (
        "2018-06-11T16:00:00Z",
        "America/New_York",
    )
