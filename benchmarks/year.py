"""A year of weekly runs in some minutes: what they ask for, and when they find what was changed.

    python benchmarks/year.py [--weeks 52] [--articles 200] [--peers-every 13] [--build-every 26]

The demonstration site gets a new post and two edits of random posts every week, one of which changes the title. It has
a page that always fails, an account's page with an alias, and an archive by months. The clock that the runs read is set
on by a week each time; the site is served on loopback. Beside each `--peers-every`-th run two others copy the whole
site again, each with what it has from the time before: Scrapy with its RFC 2616 cache policy, and `wget --mirror -N`.
What they cost is what the site answered, by its own log: requests, and bytes of bodies as they were sent. A build is
made every `--build-every`-th week and in the last; the other weeks only crawl, and are judged by what a crawl is judged
by before its build.
"""

from __future__ import annotations

import argparse
import gzip
import json
import multiprocessing
import random
import shutil
import subprocess
import sys
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from jjscrape import clock
from jjscrape.archive.index import entries
from jjscrape.datafolder import ARCHIVE
from jjscrape.demo import DemoSite, serve
from jjscrape.demo.response import Response, answer
from jjscrape.release.publish import Publication
from jjscrape.release.read import read_version
from jjscrape.site import load_site

WEEK = timedelta(weeks=1)
BEGIN = datetime(2026, 1, 5, 3, 0, tzinfo=UTC)
FORKS = multiprocessing.get_context("forkserver")
PRELOAD = ["scrapy.crawler", "scrapy.linkextractors", "pandas", "jjscrape.cli", "jjscrape.operate.run",
           "jjscrape.crawl.spider", "jjscrape.spiders"]  # fmt: skip
BROKEN, ACCOUNT, MONTHS = "/a-page-that-fails", "/people/jo-bloggs", "/archive"
LINKED_FROM = "/coalitions"
NOISE = ("people/", "archive/", BROKEN.strip("/"))


class FaultySite(DemoSite):
    """The demonstration site with what real ones have. `sent` is the number and size of answers so far."""

    def __init__(self, articles: int) -> None:
        super().__init__(articles=articles)
        self.sent: list[int] = []
        self.week = 0

    def respond(self, method: str, target: str, headers: Any = ()) -> Response:
        found = self._odd(target) or super().respond(method, target, headers)
        if target == LINKED_FROM and found.status == 200:
            found = linking(found, BROKEN, ACCOUNT, f"{MONTHS}/2025-12")
        self.sent.append(len(found.body))
        return found

    def _odd(self, target: str) -> Response | None:
        kind = [("Content-Type", "text/html; charset=utf-8")]
        if target == BROKEN:
            return answer(500, kind, b"<!DOCTYPE html><title>Error</title><h1>The website encountered an error.</h1>")
        if target == ACCOUNT:
            body = f"<div class='profile' typeof='sioc:UserAccount'><h3>History</h3><dl class='user-member'><dt>Member for</dt><dd>{40 + self.week} weeks</dd></dl></div>"  # noqa: E501
            return answer(200, kind, page("Jo Bloggs", "page-user page-user- page-user-7 page-people", body))
        if target.startswith(f"{MONTHS}/2025-"):
            month = int(target[-2:])
            near = "".join(
                f"<li><a href='{MONTHS}/2025-{n:02}'>2025-{n:02}</a></li>" for n in (month - 1, month + 1) if 0 < n < 13
            )
            posts = self.store.posts()[-3 * month :][:3]  # old ones: nothing is added to a month that is over
            rows = "".join(f"<div class='views-row'><h2><a href='/{n.alias}'>{n.title}</a></h2></div>" for n in posts)
            return answer(
                200,
                kind,
                page(f"2025-{month:02}", "page-archive page-views", f"<div class='view'>{rows}</div><ul>{near}</ul>"),
            )
        return None


def page(title: str, classes: str, body: str) -> bytes:
    told = f"<!DOCTYPE html><html><head><title>{title}</title></head><body class='html not-front {classes}'>"
    return f"{told}<h1>{title}</h1><div id='content'>{body}</div></body></html>".encode()


def linking(found: Response, *paths: str) -> Response:
    """The answer with links at its end, packed again if it was."""
    packed = found.header("Content-Encoding") == "gzip"
    body = gzip.decompress(found.body) if packed else found.body
    links = "".join(f"<p><a href='{path}'>more</a></p>" for path in paths).encode()
    body = body.replace(b"</body>", links + b"</body>")
    return Response(
        found.status, found.reason, found.headers, gzip.compress(body, 6, mtime=0) if packed else body
    )  # fmt: skip


def shifted(by: timedelta) -> type[datetime]:
    """A datetime whose present is so much later."""

    class Later(datetime):
        @classmethod
        def now(cls, tz: Any = None) -> datetime:
            return datetime.now(tz) + by

    return Later


def week(url: str, data: Path, at: datetime, *, build: bool) -> None:
    """One run, in a process of its own."""
    from jjscrape import settings  # noqa: PLC0415
    from jjscrape.operate import run as running  # noqa: PLC0415

    settings.JJSCRAPE_RETRY_PAUSE = 0.01  # a page that fails would take half a minute of each week
    clock.datetime = shifted(at - datetime.now(UTC))  # type: ignore[misc, attr-defined]
    if not build:
        running.publish_archive = lambda *_, **__: Publication(version=None)  # type: ignore[assignment]
    running.run(load_site("demo").at(url), data, running.Options(delay=0))


def scrapy_again(url: str, folder: Path) -> None:
    """All of the site with Scrapy's cache and its RFC 2616 policy, in a process of its own."""
    import scrapy  # noqa: PLC0415
    from scrapy.crawler import CrawlerProcess  # noqa: PLC0415
    from scrapy.linkextractors import LinkExtractor  # noqa: PLC0415

    site = load_site("demo").at(url)

    class Copy(scrapy.Spider):
        name = "copy"
        start_urls = [url + path for path in (*site.start, *site.optional)]  # noqa: RUF012
        links = LinkExtractor(tags=("a", "area", "link", "img", "script"), attrs=("href", "src"), deny_extensions=[])

        def parse(self, response: Any) -> Any:
            if b"html" in response.headers.get("Content-Type", b""):
                for link in self.links.extract_links(response):
                    if not site.excluded(link.url):
                        yield response.follow(link)

    process = CrawlerProcess(
        {
            "HTTPCACHE_ENABLED": True,
            "HTTPCACHE_POLICY": "scrapy.extensions.httpcache.RFC2616Policy",
            "HTTPCACHE_DIR": str(folder),
            "ROBOTSTXT_OBEY": True,
            "DOWNLOAD_DELAY": 0,
            "RETRY_ENABLED": False,
            "LOG_ENABLED": False,
        }
    )
    process.crawl(Copy)
    process.start()


def wget_again(url: str, folder: Path) -> None:
    """All of the site with wget, which asks for what is newer than its copy, and sends no validator but the date."""
    excluded = r"/(search|user|users)(/|$)"
    told = ["wget", "--mirror", "-N", "-q", "-t", "1", "--reject-regex", excluded, "-P", folder, f"{url}/"]
    subprocess.run(told, check=False)  # it ends with 8 where a page could not be had


def forked(target: Any, *told: Any, **named: Any) -> None:
    process = FORKS.Process(target=target, args=told, kwargs=named)
    process.start()
    process.join()
    if process.exitcode:
        sys.exit(f"{target.__name__} {told[1:]} ended with {process.exitcode}")


def cost(site: FaultySite, copy: Any, *told: Any, **named: Any) -> tuple[int, int]:
    """The requests and bytes that a copy took."""
    before = len(site.sent)
    copy(*told, **named)
    return len(site.sent) - before, sum(site.sent[before:])


def edit(site: FaultySite, chance: random.Random, number: int) -> list[str]:
    """A new post and two edits; returns the paths of what was edited."""
    site.week = number
    site.add("news", f"A post of week {number}", body=f"What week {number} brought.\n\nAnd what it did not.",
             themes=[chance.choice(sorted(t.slug for t in site.store.terms.values() if t.slug))])  # fmt: skip
    posts = sorted(n.alias for n in site.store.nodes.values() if n.published and n.kind in {"news", "blog", "event"})
    edited = [chance.choice([a for a in posts if not site.store.by_path(a).attachments])]  # their files name the title
    edited.append(chance.choice([alias for alias in posts if alias != edited[0]]))
    for alias in edited:
        node = site.store.by_path(alias)
        assert node is not None
        # One of them shows on lists, the other on the page alone.
        title = f"{node.title}, as of week {number}" if alias == edited[0] else None
        site.edit(f"/{alias}", title=title, body=f"{node.summary}\n\nA paragraph that was added in week {number}.")
    return [f"/{alias}" for alias in edited]


def found_after(archive: Path, path: str, number: int) -> int | None:
    """How many weeks after an edit the archive got the page as it was then."""
    for entry in entries(archive / "index.cdxj"):
        if unquote(entry.url).endswith(path) and entry.status == 200 and not entry.revisit:
            at = datetime.strptime(entry.file[:16], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
            if at >= BEGIN + number * WEEK - timedelta(hours=1):
                return round((at - BEGIN) / WEEK) - number
    return None


def newest_record(data: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(max((data / ARCHIVE).glob("*/run.json")).read_text("utf-8"))
    return found


def summary(name: str, costs: list[tuple[int, int]]) -> str:
    requests, size = ([one[unit] for one in costs] for unit in (0, 1))
    told = [sum(side) / len(side) for side in (requests, size)]
    return (
        f"| {name} | {len(costs)} | {told[0]:.0f} ({min(requests)} to {max(requests)}) "
        f"| {told[1] / 1000:.0f} ({min(size) / 1000:.0f} to {max(size) / 1000:.0f}) |"
    )


def _edited(number: int, weeks: int) -> list[str]:
    return [f"A post of week {number}, as of week {later}" for later in range(number, weeks + 1)]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--weeks", type=int, default=52)
    parser.add_argument("--articles", type=int, default=200)
    parser.add_argument("--peers-every", type=int, default=13)
    parser.add_argument("--build-every", type=int, default=26)
    told = parser.parse_args()
    FORKS.set_forkserver_preload(PRELOAD)
    chance, site = random.Random(1), FaultySite(told.articles)
    edits: list[tuple[str, int]] = []
    costs: dict[str, list[tuple[int, int]]] = {"a run": [], "Scrapy, RFC 2616": [], "wget --mirror -N": []}
    if not shutil.which("wget"):
        print("wget is not on this machine, and not measured", file=sys.stderr)
        del costs["wget --mirror -N"]
    with tempfile.TemporaryDirectory() as temporary, serve(site) as serving:
        plan, cache, mirror = (Path(temporary) / name for name in ("plan", "cache", "mirror"))
        print("| week | requests | kB | not due | peers: requests, kB |\n| ---: | ---: | ---: | ---: | ---: |")
        for number in range(told.weeks + 1):
            at = BEGIN + number * WEEK
            if number:
                edits += [(path, number) for path in edit(site, chance, number)]
            build = number == told.weeks or not number % told.build_every
            done = {"a run": cost(site, forked, week, serving.url, plan, at, build=build)}
            record = newest_record(plan)
            if number == 1 or not number % told.peers_every:
                done["Scrapy, RFC 2616"] = cost(site, forked, scrapy_again, serving.url, cache)
                if "wget --mirror -N" in costs:
                    done["wget --mirror -N"] = cost(site, wget_again, serving.url, mirror)
            for name, one in done.items() if number else ():
                costs[name].append(one)
            (requests, size), *peers = done.values()
            beside = "; ".join(f"{one[0]}, {one[1] // 1000}" for one in peers)
            print(
                f"| {number} | {requests} | {size // 1000} | {len(record['not_due'])} | {beside or '-'} |", flush=True
            )
        late = [found_after(plan / ARCHIVE, path, number) for path, number in edits]
        rows = read_version(plan / "datasets" / "latest")
    print("\n| in each week | weeks measured | requests | kB |\n| --- | ---: | ---: | ---: |")
    for name, measured in costs.items():
        print(summary(name, measured))
    means = {name: [sum(one[unit] for one in side) / len(side) for unit in (0, 1)] for name, side in costs.items()}
    ours = means.pop("a run")
    for name, theirs in means.items():
        shares = [f"{mine / other:.1%}" for mine, other in zip(ours, theirs, strict=True)]
        print(f"A run asks for {shares[0]} of the requests and {shares[1]} of the bytes of {name}.")
    delays = [weeks for weeks in late if weeks is not None]
    print(f"Edits: {len(edits)}, found in the same week {delays.count(0)}, later {sum(map(bool, delays))}, "
          f"after {max(delays, default=0)} weeks at most, not found yet {late.count(None)}.")  # fmt: skip
    titles = {row["title"] for row in rows["articles"] if row["status"] == "live"}
    missing = [n for n in range(1, told.weeks + 1) if not titles & {f"A post of week {n}", *_edited(n, told.weeks)}]
    noise = [
        row["id"] for table in ("articles", "projects", "pages") for row in rows[table] if row["id"].startswith(NOISE)
    ]
    print(f"New posts: {told.weeks}, missing {len(missing)}. Live articles: {len(titles)}. Runs refused: 0.")
    print(f"Published of the account, the months and the page that fails: {noise or 'nothing'}.")
    late_unfound = [number for (_, number), weeks in zip(edits, late, strict=True) if weeks is None]
    bound = load_site("demo").look_again // 7
    sys.exit(
        bool(missing or noise)
        or max(delays, default=0) > bound
        or any(number <= told.weeks - bound for number in late_unfound)
    )


if __name__ == "__main__":
    main()
