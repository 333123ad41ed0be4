"""What others would write with Scrapy to mirror a site: `crawl_peers.py NAME URL FOLDER`.

`scrapy-warc` is tuned: precompiled XPath for links, one task per answer, no delay, one connection as ours has, and a
warcio writer that keeps requests and responses. `scrapy-links` is the same without an archive: what a download by
Scrapy costs in any case. `scrapy-items` is what the tutorial begins with: a CrawlSpider with a
link extractor, and a feed with what a selector finds on each page.
"""

from __future__ import annotations

import re
import sys
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urldefrag, urljoin, urlsplit

import scrapy
from lxml import etree, html
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.linkextractors import LinkExtractor
from scrapy.spiders import CrawlSpider, Rule
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scrapy.crawler import Crawler
    from scrapy.http import Request, Response

NEVER = r"/(?:search|users?|admin|filter|comment|print|node/\d+/.+|robots\.txt)(?:/|$)"
LINKS = etree.XPath(
    "//a/@href | //area/@href | //img/@src | //script/@src | //iframe/@src"
    " | //link[@rel='stylesheet' or @rel='alternate' or @rel='shortcut icon']/@href"
)


class Tee:
    """A downloader middleware that writes what comes in, its body still as the server packed it."""

    def __init__(self, folder: Path) -> None:
        self._stream = (folder / "crawl.warc.gz").open("wb")
        self._writer = WARCWriter(self._stream, gzip=True)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Tee:
        return cls(Path(crawler.settings["WARC_FOLDER"]))

    def process_response(self, request: Request, response: Response) -> Response:
        status = StatusAndHeaders(f"{response.status} OK", _lines(response), protocol="HTTP/1.1")
        answered = self._writer.create_warc_record(
            response.url, "response", payload=BytesIO(response.body), http_headers=status
        )
        asked = StatusAndHeaders(f"GET {urlsplit(request.url).path} HTTP/1.1", _lines(request), is_http_request=True)
        self._writer.write_request_response_pair(
            self._writer.create_warc_record(request.url, "request", payload=BytesIO(), http_headers=asked), answered
        )
        return response


def _lines(message: Request | Response) -> list[tuple[str, str]]:
    return [(name.decode(), value.decode("latin-1")) for name, values in message.headers.items() for value in values]


class Mirror(scrapy.Spider):
    name = "mirror"
    url = ""

    async def start(self) -> Any:
        yield scrapy.Request(self.url, callback=self.parse)

    def parse(self, response: Response) -> Iterator[scrapy.Request]:
        if b"html" not in (response.headers.get("Content-Type") or b"") or not response.body:
            return
        root = html.document_fromstring(response.body)
        host = urlsplit(self.url).netloc
        for href in dict.fromkeys(LINKS(root)):
            url = urldefrag(urljoin(response.url, href))[0]
            if urlsplit(url).netloc == host and not re.search(NEVER, url):
                yield scrapy.Request(url, callback=self.parse)


class Tutorial(CrawlSpider):
    name = "tutorial"
    rules = (Rule(LinkExtractor(deny=[NEVER]), callback="parse_item", follow=True),)

    def __init__(self, url: str) -> None:
        super().__init__()
        self.start_urls = [url]
        self.allowed_domains = [urlsplit(url).hostname]

    def parse_item(self, response: Response) -> Iterator[dict[str, str | None]]:
        yield {
            "url": response.url,
            "title": response.css("h1::text, title::text").get(),
            "text": " ".join(response.css("p::text").getall()),
        }


def main() -> None:
    which, url, folder = sys.argv[1:]
    settings: dict[str, Any] = {"ROBOTSTXT_OBEY": True, "DOWNLOAD_DELAY": 0, "LOG_LEVEL": "WARNING"}
    if which == "scrapy-items":
        process = AsyncCrawlerProcess({**settings, "FEEDS": {f"{folder}/items.jsonl": {"format": "jsonlines"}}})
        process.crawl(Tutorial, url=url)
    else:
        tuned = {
            "CONCURRENT_ITEMS": 1,
            "CONCURRENT_REQUESTS": 1,
            "CONCURRENT_REQUESTS_PER_DOMAIN": 1,
            "COOKIES_ENABLED": False,
            "REFERER_ENABLED": False,
            "TELNETCONSOLE_ENABLED": False,
            "WARC_FOLDER": folder,
        }
        if which == "scrapy-warc":
            tuned["DOWNLOADER_MIDDLEWARES"] = {Tee: 595}  # behind the unpacking of bodies, so that it sees them packed
        process = AsyncCrawlerProcess({**settings, **tuned})
        process.crawl(Mirror, url=url)
    process.start()


if __name__ == "__main__":
    main()
