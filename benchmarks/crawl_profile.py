"""Where the time of a crawl goes, in milliseconds of processor an answer; and what Scrapy and Twisted take in any case.

    python benchmarks/crawl_profile.py [--articles 2000]

The crawl is that of `crawl_speed.py`. Then the same addresses are downloaded, one after the other, by a Scrapy without
middlewares and extensions and with nothing else to do; by Twisted's client; and by http.client.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from crawl_speed import OURS, served
from installed import byte_code_kept
from sampling import Sampler

from jjscrape.archive.reader import Archive

HERE = Path(__file__).parent
PARTS = (
    ("gzip of what is archived", ("jjscrape/archive/record_format",)),
    ("WARC records: digests, heads, files", ("jjscrape/archive/", "jjscrape/crawl/archiving", "jjscrape/crawl/wire")),
    (
        "reading pages: parsing, links, projects",
        (
            "jjscrape/crawl/leads",
            "jjscrape/crawl/read_pages",
            "jjscrape/crawl/kept_leads",
            "jjscrape/pages/",
            "jjscrape/normalise/",
        ),
    ),
    (
        "deciding on links, making requests",
        (
            "jjscrape/crawl/planning",
            "jjscrape/crawl/traps",
            "jjscrape/crawl/met",
            "jjscrape/crawl/site_crawl",
            "jjscrape/crawl/spider",
        ),
    ),
    (
        "the queue on the disk",
        (
            "jjscrape/crawl/waiting",
            "jjscrape/crawl/scheduler",
            "queuelib/",
            "scrapy/pqueues",
            "scrapy/squeues",
            "scrapy/core/scheduler",
        ),
    ),
    ("robots.txt", ("jjscrape/crawl/robots", "protego/")),
    (
        "what the archive has already",
        ("jjscrape/crawl/answers", "jjscrape/crawl/agenda", "jjscrape/crawl/past", "jjscrape/crawl/walking"),
    ),
    ("scope, limits, retries, counts", ("jjscrape/crawl/",)),
    ("Scrapy", ("scrapy/core/", "scrapy/utils/signal", "scrapy/signalmanager", "pydispatch/", "scrapy/extensions/")),
    ("Twisted", ("twisted/",)),
    ("asyncio", ("asyncio/", "selectors.py", "scrapy/utils/asyncio", "scrapy/utils/defer")),
)
"""The parts of a crawl by the files that do them."""
BARE = ("scrapy", "twisted", "http.client")


def profile(url: str, folder: str) -> None:
    """Crawl, and print the looks at each part and the processor time of it all."""
    sampler = Sampler(PARTS, "run_forever")
    sampler.start()
    sys.argv[1:] = [url, folder]
    exec(compile(OURS, "crawl", "exec"), {})
    sampler.stop()
    sys.stdout.write(json.dumps({"looks": sampler.looks, "cpu": _cpu()}))


def bare(client: str, url: str, addresses: Path) -> None:
    """Download addresses one after the other, and print the processor time after the start."""
    urls = [url + path for path in addresses.read_text().split()]
    seconds = {"scrapy": _by_scrapy, "twisted": _by_twisted, "http.client": _by_standard_library}[client](urls)
    sys.stdout.write(json.dumps({"cpu": seconds}))


def _cpu() -> float:
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


def _by_scrapy(urls: list[str]) -> float:
    import scrapy  # noqa: PLC0415
    from scrapy.crawler import AsyncCrawlerProcess  # noqa: PLC0415
    from scrapy.settings import default_settings  # noqa: PLC0415

    class Downloads(scrapy.Spider):
        name = "downloads"
        began = ended = 0.0

        async def start(self) -> Any:
            type(self).began = _cpu()
            yield scrapy.Request(urls[0], cb_kwargs={"number": 1}, dont_filter=True)

        def parse(self, response: Any, number: int) -> Any:  # noqa: ARG002  (Scrapy's signature)
            type(self).ended = _cpu()
            if number < len(urls):
                yield scrapy.Request(urls[number], cb_kwargs={"number": number + 1}, dont_filter=True)

    settings: dict[str, Any] = {
        "LOG_ENABLED": False,
        "DOWNLOAD_DELAY": 0,
        "CONCURRENT_REQUESTS": 1,
        "CONCURRENT_ITEMS": 1,
        "WARN_ON_GENERATOR_RETURN_VALUE": False,
        "TELNETCONSOLE_ENABLED": False,
        "DOWNLOADER_MIDDLEWARES": dict.fromkeys(default_settings.DOWNLOADER_MIDDLEWARES_BASE),
        "SPIDER_MIDDLEWARES": dict.fromkeys(default_settings.SPIDER_MIDDLEWARES_BASE),
        "EXTENSIONS": dict.fromkeys(default_settings.EXTENSIONS_BASE),
    }
    process = AsyncCrawlerProcess(settings)
    process.crawl(Downloads)
    process.start()
    return Downloads.ended - Downloads.began


def _by_twisted(urls: list[str]) -> float:
    from twisted.internet import asyncioreactor  # noqa: PLC0415

    asyncioreactor.install()
    from twisted.internet import defer, reactor  # noqa: PLC0415
    from twisted.web.client import Agent, HTTPConnectionPool, readBody  # noqa: PLC0415

    seconds = []

    async def download() -> None:
        agent, began = Agent(reactor, pool=HTTPConnectionPool(reactor)), _cpu()
        for url in urls:
            await readBody(await agent.request(b"GET", url.encode()))
        seconds.append(_cpu() - began)
        reactor.stop()

    reactor.callWhenRunning(lambda: defer.ensureDeferred(download()))
    reactor.run()
    return seconds[0]


def _by_standard_library(urls: list[str]) -> float:
    from http.client import HTTPConnection  # noqa: PLC0415
    from urllib.parse import urlsplit  # noqa: PLC0415

    began = _cpu()
    connection = HTTPConnection(urlsplit(urls[0]).netloc)
    for url in urls:
        connection.request("GET", urlsplit(url)._replace(scheme="", netloc="").geturl())
        connection.getresponse().read()
    return _cpu() - began


def _asked(*words: str) -> dict[str, Any]:
    command = [sys.executable, "-W", "ignore", str(Path(__file__)), *words]
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=True)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def main() -> None:
    if sys.argv[1:2] == ["profile"]:
        profile(*sys.argv[2:])
        return
    if sys.argv[1:2] == ["bare"]:
        bare(sys.argv[2], sys.argv[3], Path(sys.argv[4]))
        return
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--articles", type=int, default=2000)
    told = parser.parse_args()
    with byte_code_kept(), served(told.articles, 0, "identity") as server, tempfile.TemporaryDirectory() as made:
        for name in ("not-counted", "counted"):
            server.answers()
            found = _asked("profile", server.url, str(Path(made) / name))
        answers = server.answers()
        asked = Archive([Path(made) / "counted" / "archive"]).captures()
        addresses = Path(made) / "addresses"
        addresses.write_text("\n".join(one.url.removeprefix(server.url) or "/" for one in asked))
        looks = sum(found["looks"].values())
        print(f"| part, {told.articles:,} articles, {answers:,} answers | ms an answer |")
        print("| --- | ---: |")
        for part in (*(name for name, _ in PARTS), "other", "start and end"):
            print(f"| {part} | {found['looks'].get(part, 0) / looks * found['cpu'] / answers * 1000:.2f} |")
        print(f"| all | {found['cpu'] / answers * 1000:.2f} |")
        for client in BARE:
            server.answers()
            seconds = _asked("bare", client, server.url, str(addresses))["cpu"]
            print(f"| downloads alone: {client} | {seconds / server.answers() * 1000:.2f} |")


if __name__ == "__main__":
    main()
