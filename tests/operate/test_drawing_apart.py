"""Charts are the same whoever draws them, and a run leaves it to another process."""

from __future__ import annotations

import os
import signal
from datetime import UTC, datetime

import pytest

from jjscrape.crawl.summary import CrawlSummary
from jjscrape.operate import run as running
from jjscrape.operate.drawing_apart import drawn_apart
from jjscrape.outcome import Exit, Stop
from jjscrape.release.report import vega
from jjscrape.release.report.chart import bars
from jjscrape.site import load_site

SPEC = bars(["2018", "2019 é"], ["posts"], [[3], [5]], [["three"], ["five"]], ["var(--ink)"])


@pytest.mark.crawl
def test_a_chart_is_the_same_whoever_draws_it(monkeypatch):
    here = vega.svg_of(SPEC)
    with monkeypatch.context() as patched, drawn_apart():
        patched.delattr(vega, "drawn_here")
        assert vega.svg_of(SPEC) == vega.svg_of(SPEC) == here


@pytest.mark.crawl
def test_where_the_other_process_is_ended_the_chart_is_drawn_here():
    with drawn_apart() as apart:
        drawn = vega.svg_of(SPEC)
        os.kill(apart.process.pid, signal.SIGKILL)
        assert vega.svg_of(SPEC) == vega.svg_of(SPEC) == drawn


def test_nothing_is_begun_where_nothing_is_drawn():
    with drawn_apart() as apart:
        pass
    assert apart.process is None


def test_a_run_has_its_charts_drawn_apart(monkeypatch, tmp_path):
    summary = CrawlSummary(crawl_id="x", site="demo", spider="site", started=datetime(2026, 11, 22, tzinfo=UTC))
    monkeypatch.setattr(running, "crawl", lambda *_: summary)
    monkeypatch.setattr(running, "stop_unless_complete", lambda *_: None)
    seen = []

    def publish(*_):
        seen.append(len(vega._chosen))
        raise Stop(Exit.REFUSED, "enough")

    monkeypatch.setattr(running, "publish_archive", publish)
    with pytest.raises(Stop, match="enough"):
        running.run(load_site("demo"), tmp_path, running.Options())
    assert (seen, vega._chosen) == ([1], [])
