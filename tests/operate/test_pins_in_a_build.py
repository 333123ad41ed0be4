"""Pins in a build: they count what they chose, warn where that is nothing, and trace in `why`."""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime, timedelta

import pytest

from jjscrape.archive.exchange import Exchange
from jjscrape.archive.writer import ArchiveWriter
from jjscrape.cli import outcome
from jjscrape.load import why
from jjscrape.release.store.versions import read_catalog

SITE = 'extends = "jamandjustice"\nname = "pinned"\n[fields.article]\n'
WHEN = datetime(2021, 11, 22, tzinfo=UTC)
HOME = "https://jamandjustice-rjc.org"
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n"
PAGES = {
    f"blog/day-{number}": f"""<html lang="en"><head><title>Weir day {number}</title></head>
<body class="page-node page-node-{number} node-type-blog"><h1 id="page-title">Weir day {number}</h1>
<div id="node-{number}" class="node"><div class="field field-name-body"><p>The weir is {number} feet high.</p></div></div>
{"<b class='x'>Day one</b>" if number == 1 else ""}</body></html>"""
    for number in (1, 2, 3)
}
PAGES["blog"] = """<html lang="en"><head><title>Blog</title></head><body><h1>Blog</h1>
<div class="card"><h2><a href="/blog/day-2">Weir day 2</a></h2><i>3 May 2019</i><p>Short.</p></div>
<div class="card"><h2><a href="/blog/day-1">Weir day 1</a></h2><p>Short.</p></div></body></html>"""


@pytest.fixture
def data(tmp_path):
    with ArchiveWriter(tmp_path / "archive" / "one", "crawl", "test", {}) as writer:
        for number, (path, page) in enumerate(PAGES.items()):
            when = WHEN + timedelta(seconds=number)
            writer.write(
                Exchange(
                    url=f"{HOME}/{path}", method="GET", request=b"", response=HEAD + page.encode(), captured_at=when
                )
            )
    return tmp_path


@pytest.fixture
def build(data, capsys, monkeypatch):
    def built(fields):
        (data / "pinned.toml").write_text(SITE + fields, encoding="utf-8")
        words = ["jjscrape", "build", "--site", str(data / "pinned.toml"), "--data", str(data)]
        monkeypatch.setattr(sys, "argv", words)
        code = int(outcome())
        told = capsys.readouterr()
        return code, told.out, told.err

    return built


def quality(data):
    newest = read_catalog(data / "datasets")[-1]
    return json.loads((data / "datasets" / newest.id / "quality.json").read_text(encoding="utf-8"))


def test_a_build_counts_pins_and_warns_of_idle_ones(data, build):
    fields = 'title = ".x"\nauthors = ".nobody"\n[fields.listing]\nentry = ".card"\ndate = "i"\n[fields.event]\nplace = "b"\n'
    code, out, _ = build(fields)
    assert code == 0
    assert "Pin       article.title (.x) chose something on 1 of 3 pages" in out
    assert "Pin       listing.date (i) chose something on 1 of 1 page" in out
    warning = next(line for line in out.splitlines() if line.startswith("Warning   pins:"))
    assert "2 of 5 pins of the site file chose nothing" in warning
    assert "article.authors (.nobody), on 3 pages" in warning
    assert "event.place (b), as no page of its kind was read" in warning
    told = quality(data)
    assert told["pins"][0] == {"pin": "article.title", "selector": ".x", "pages": 3, "met": 1}
    assert next(check for check in told["checks"] if check["check"] == "pins")["outcome"] == "warned"
    cell = why("blog/day-1", "title", data=data)
    assert (cell.value, cell.rule) == ("Day one", "pin .x")
    dated = why("blog/day-2", "published", data=data)
    assert (dated.rule, dated.raw) == ("pin i; read", "3 May 2019")


def test_an_idle_pin_is_told_of_where_nothing_had_changed_too(build):
    assert build("")[0] == 0
    code, out, _ = build('title = ".nowhere"\n')
    assert code == 0
    assert "nothing had changed since version" in out
    assert "article.title (.nowhere), on 3 pages" in out


def test_a_site_may_refuse_a_version_for_an_idle_pin(build):
    code, _, err = build('title = ".nowhere"\n[gate]\nstop = ["pins"]\n')
    assert code == 3
    assert "pins: 1 of 1 pin of the site file chose nothing" in err


def test_what_is_no_pin_ends_with_one_sentence(build):
    code, out, err = build('titel = ".x"\n')
    assert (code, out) == (2, "")
    assert err.count("\n") == 1
    assert "article has no field 'titel' to pin" in err
