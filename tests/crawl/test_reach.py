"""Nothing is asked that the operator did not name: no near service by a public name, and nothing twice in silence."""

from __future__ import annotations

import json

import pytest
from commands import call
from odd_site import QUICK, Answer, crawl, odd_site, page, site_file

from jjscrape.archive.reader import Archive
from jjscrape.harvest.coverage import rules
from jjscrape.reach import names_near, refusal
from jjscrape.verify.verification import verify


@pytest.mark.parametrize(
    "address",
    [
        *("127.0.0.1", "127.9.9.9", "10.0.0.1", "192.168.1.1", "172.16.0.1", "169.254.169.254", "0.0.0.0", "100.64.0.1"),
        *("::1", "fe80::1%eth0", "fc00::1", "::ffff:127.0.0.1", "::ffff:169.254.169.254", "64:ff9b::7f00:1", "2002:7f00:1::"),
        *("224.0.0.1", "255.255.255.255", "ff02::1", "::"),
    ],
)  # fmt: skip
def test_a_public_name_for_a_near_address_is_refused(address):
    told = refusal("jamandjustice-rjc.org", ["93.184.216.34", address])
    assert told is not None
    assert "jamandjustice-rjc.org stands for" in told
    for named in ("localhost", "drupal", "site.internal", "site.localhost", "www.site.test", "site.home.arpa"):
        assert refusal(named, [address]) is None


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST.", "127.0.0.1", "[::1]", "10.1.2.3", "intranet", "a.b.lan"])
def test_hosts_that_are_near_as_they_are_written(host):
    assert names_near(host)


@pytest.mark.parametrize(
    "host", ["jamandjustice-rjc.org", "93.184.216.34", "localhost.example.org", "a.test.org", "2606:2800::1"]
)
def test_hosts_that_are_not(host):
    assert not names_near(host)
    assert refusal(host, ["93.184.216.34", "2606:2800:220:1::1", "64:ff9b::5db8:d822"]) is None


@pytest.mark.crawl
def test_a_public_name_that_stands_for_this_machine_is_not_asked(tmp_path):
    with odd_site({"/": page()}) as site:
        job = {"site": site_file(tmp_path, [f"http://rebound.example.org:{site.port}"])}
        job["options"] = {"delay": 0, "settings": QUICK, "archive_dir": str(tmp_path / "archive")}
        (tmp_path / "job.json").write_text(json.dumps(job))
        done = call("rebinding:main", tmp_path / "job.json", tmp_path / "summary.json")
        assert done.returncode == 0, done.stderr
        assert site.asked == []
    summary = json.loads((tmp_path / "summary.json").read_text())
    assert summary["finish_reason"] == "unreachable"
    assert "rebound.example.org stands for 127.0.0.1" in json.dumps(summary)


@pytest.mark.crawl
def test_of_a_large_robots_txt_the_first_part_counts(tmp_path):
    body = b"User-agent: *\nDisallow: /news\n" + b"# filler and nothing else, again\n" * 200_000 + b"Disallow: /\n"
    answers = {
        "/robots.txt": Answer(body, headers={"Content-Type": "text/plain"}),
        "/": page("/news/a", "/blog/b"),
        "/blog/b": page(),
    }
    with odd_site(answers) as site:
        crawled = site_file(tmp_path, [site.url])
        settings = {"DOWNLOAD_MAXSIZE": 2_000_000}
        summary, _, _ = crawl(tmp_path, crawled, settings=settings, archive_dir=str(tmp_path / "archive"))
        assert site.paths == ["/robots.txt", "/", "/blog/b"]
    assert summary["complete"]
    archive = Archive([tmp_path / "archive"])
    robots = next(capture for capture in archive.captures() if capture.url.endswith("robots.txt"))
    read = rules(archive, robots)
    assert read is not None
    assert not read.can_fetch(f"{site.url}/news/a", "jjscrape")
    assert read.can_fetch(f"{site.url}/blog/b", "jjscrape")
    assert verify([tmp_path / "archive"], log=False).faults == []
