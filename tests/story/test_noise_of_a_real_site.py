"""What a real Drupal 7 shows beside its nodes, served with the demonstration site: no record, and no change."""

from __future__ import annotations

import pytest
from commands import crawl
from failing_ways import FailingSite, Way, accounts, calendar, month_archive, with_links

from jjscrape.demo import serve
from jjscrape.outcome import Exit
from jjscrape.release.read import read_version

pytestmark = pytest.mark.crawl


def noise(asked):
    if asked.path == "/":
        return with_links(asked, "/people/ann", "/people/bo", "/user/7", "/users/cy", "/months/2021-12")
    return accounts(asked) or calendar(asked) or month_archive(asked)


def test_accounts_calendars_and_month_archives_are_no_records_and_change_nothing(tmp_path):
    site = FailingSite(articles=3)
    site.way = Way("all", noise)
    with serve(site) as serving:
        site.host = serving.url.removeprefix("http://")
        first = crawl(serving.url, tmp_path)
        assert first.returncode == Exit.DONE, first.stderr
        asked = {target for _, target, _ in serving.requests}
        assert {"/people/ann", "/archive/202101", "/months/2021-11"} <= asked
        assert not {"/user/7", "/users/cy"} & asked
        site.begin(week=1)
        second = crawl(serving.url, tmp_path)
    assert second.returncode == Exit.DONE, second.stderr
    assert "nothing had changed" in second.stdout, "an account says something else each time"
    rows = read_version(tmp_path / "datasets" / "latest")
    records = {row["id"] for table in ("articles", "projects", "pages") for row in rows[table]}
    assert len(records) == 3 + 10 + 8
    assert not [key for key in records if key.startswith(("people/", "archive/", "months/", "user"))]
