"""What a crawl is set to, after Scrapy has put everything together."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from scrapy.settings import Settings

from jjscrape.archive.coding import LARGEST_HELD
from jjscrape.crawl.progress import duration
from jjscrape.crawl.retry import retry_after
from jjscrape.crawl.summary import CrawlSummary, Failed, Finish
from jjscrape.settings import DOWNLOAD_MAXSIZE, user_agent


@pytest.fixture(scope="module")
def settings():
    values = Settings()
    values.setmodule("jjscrape.settings", priority="project")
    return values


def test_nobody_can_run_code_in_a_crawl(settings):
    assert not settings.getbool("TELNETCONSOLE_ENABLED")
    assert not settings.getbool("REMOTE_CONTROL_ENABLED")
    assert not settings.getbool("REFERER_ENABLED")


def test_only_the_web_is_asked_and_its_certificates_are_checked(settings):
    handlers = settings.getwithbase("DOWNLOAD_HANDLERS")
    assert {scheme for scheme, handler in handlers.items() if handler} == {"http", "https"}
    assert settings.getbool("DOWNLOAD_VERIFY_CERTIFICATES")
    assert settings.getint("DOWNLOAD_MAXSIZE") == DOWNLOAD_MAXSIZE == LARGEST_HELD  # what is taken can be read again


def test_a_crawl_is_polite_out_of_the_box(settings):
    assert settings.getbool("ROBOTSTXT_OBEY")
    assert settings.getfloat("DOWNLOAD_DELAY") >= 1
    assert settings.getfloat("DOWNLOAD_DELAY_JITTER") == 0
    assert settings.getint("CONCURRENT_REQUESTS") == settings.getint("CONCURRENT_REQUESTS_PER_DOMAIN") == 1
    assert not settings.getbool("COOKIES_ENABLED")
    assert not settings.getbool("AUTOTHROTTLE_ENABLED")


def test_scrapy_s_own_are_replaced_where_ours_stand(settings):
    active = {
        getattr(name, "__qualname__", name).rpartition(".")[2]
        for name, order in settings.getwithbase("DOWNLOADER_MIDDLEWARES").items()
        if order is not None
    }
    assert {
        "ScopeMiddleware",
        "RobotsMiddleware",
        "PatientRetry",
        "ScopedRedirect",
        "Decoding",
        "LimitMiddleware",
    } <= active
    gone = {
        "OffsiteMiddleware",
        "RobotsTxtMiddleware",
        "RetryMiddleware",
        "RedirectMiddleware",
        "MetaRefreshMiddleware",
        "HttpCompressionMiddleware",
    }
    assert not gone & active


def test_pipelines_run_dates_people_themes_checks(settings):
    order = sorted(settings.getdict("ITEM_PIPELINES").items(), key=lambda pair: pair[1])
    assert [path.split(".")[2] for path, _ in order] == ["dates", "people", "themes", "checks"]


@pytest.mark.crawl
def test_the_contact_comes_from_the_environment():
    code = "import jjscrape.settings as s; print(s.USER_AGENT)"
    out = subprocess.run(
        [sys.executable, "-c", code],
        env={"JJSCRAPE_CONTACT": "me@example.org"},
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert "contact: me@example.org" in out
    assert "\n" not in user_agent("a\r\nX-Injected: b")


AT = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        (b"120", 120),
        (b" 0 ", 0),
        (format_datetime(AT + timedelta(seconds=90), usegmt=True).encode(), 90),
        (format_datetime(AT - timedelta(hours=1), usegmt=True).encode(), 0),
        (b"9" * 400, 999_999_999),
        (b"soon", None),
        (b"-5", None),
        (b"", None),
        (None, None),
        (b"\xff\xfe", None),
    ],
)
def test_retry_after_is_seconds_or_a_date(header, seconds):
    assert retry_after(header, AT) == seconds


def test_a_summary_is_json_and_judges_itself():
    summary = CrawlSummary(crawl_id="c", site="s", spider="site", started=AT)
    summary.start_pages["http://x/"] = 200
    summary.judge(0)
    assert summary.complete
    summary.failed.append(Failed("http://x/a", "news", "HTTP 500"))
    summary.judge(1)
    assert not summary.complete
    assert summary.incomplete_because == ["1 page could not be had, retries included"]
    data = json.loads(json.dumps(summary.to_json()))
    assert data["started"] == "2026-11-22T12:00:00+00:00"
    assert data["failed"] == [{"url": "http://x/a", "kind": "news", "reason": "HTTP 500"}]


@pytest.mark.parametrize("reason", [reason for reason in Finish if reason != Finish.FINISHED])
def test_a_crawl_that_ended_early_is_incomplete(reason):
    summary = CrawlSummary(crawl_id="c", site="s", spider="site", started=AT, finish_reason=reason)
    summary.start_pages["http://x/"] = 200
    summary.judge(0)
    assert not summary.complete
    assert len(summary.incomplete_because) == 1


def test_spans_are_written_the_way_one_says_them():
    assert [duration(s) for s in (0, 40, 89, 1500, 7500)] == ["0 s", "40 s", "89 s", "25 min", "2 h 5 min"]
