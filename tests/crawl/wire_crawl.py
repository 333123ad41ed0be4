"""Run by the tests in a process of its own, because a reactor runs once: `wire_crawl.py PLAN RESULT`.

PLAN is JSON: settings, and requests as {url, method, body, meta}. RESULT gets one JSON line per request.
"""

from __future__ import annotations

import base64
import json
import sys
from pathlib import Path

import scrapy
from scrapy.crawler import CrawlerProcess


class WireSpider(scrapy.Spider):
    name = "wire"

    async def start(self):
        for number, planned in enumerate(self.plan["requests"]):
            yield scrapy.Request(
                planned["url"],
                self.parse,
                method=planned.get("method", "GET"),
                body=base64.b64decode(planned.get("body", "")),
                headers=planned.get("headers", {}),
                meta={"handle_httpstatus_all": True, "number": number} | planned.get("meta", {}),
                errback=self.failed,
                dont_filter=True,
                priority=-number,
            )

    def parse(self, response):
        body = base64.b64encode(response.body).decode()
        self.note(response.meta, status=response.status, body=body, flags=response.flags, url=response.url)
        self.archived_when_parsed(response.meta)

    def failed(self, failure):
        self.note(failure.request.meta, error=failure.type.__name__)

    def note(self, meta, **found):
        capture = meta.get("jjscrape_capture")
        found |= {"number": meta["number"], "capture": capture and [capture.id, capture.url, str(capture.captured_at)]}
        with self.result.open("a") as stream:
            stream.write(json.dumps(found) + "\n")

    def archived_when_parsed(self, meta):
        """The record must be in the file before anything parses the response."""
        folder = self.settings["JJSCRAPE_ARCHIVE_DIR"]
        if folder and meta.get("jjscrape_capture"):
            from jjscrape.archive.reader import Archive

            ids = [capture.record_id for capture in Archive([folder]).captures()]
            assert meta["jjscrape_capture"].id in ids


def sabotage(how: str) -> None:
    """Do to the tap what a change within Scrapy might: it hears nothing, or not all, or can't be put in."""
    from jjscrape.crawl import archiving, wire

    if how == "deaf":
        archiving.tap_pool = lambda pool: None
    elif how == "renamed":
        archiving.tap_pool = lambda pool: pool.a_name_that_is_gone
    elif how == "hard of hearing":
        hear = wire.Tap.hear
        wire.Tap.hear = lambda tap, data: hear(tap, data.replace(b"and", b"or"))


def main() -> None:
    plan = json.loads(Path(sys.argv[1]).read_text())
    sabotage(plan.get("sabotage", ""))
    handler = "jjscrape.crawl.archiving.ArchivingDownloadHandler"
    settings = {
        "DOWNLOAD_HANDLERS": {"http": handler, "https": handler},
        "CONCURRENT_REQUESTS": 1,
        "CONCURRENT_REQUESTS_PER_DOMAIN": 1,
        "DOWNLOAD_DELAY": 0,
        "RETRY_ENABLED": False,
        "ROBOTSTXT_OBEY": False,
        "HTTPPROXY_ENABLED": False,
        "TELNETCONSOLE_ENABLED": False,
        "COOKIES_ENABLED": False,  # Scrapy asks the network for the public suffix list otherwise
        "LOG_LEVEL": "INFO",
    }
    process = CrawlerProcess(settings | plan["settings"])
    crawler = process.create_crawler(WireSpider)
    WireSpider.plan = plan
    WireSpider.result = Path(sys.argv[2])
    process.crawl(crawler)
    process.start()
    folder = Path(crawler.settings["JJSCRAPE_ARCHIVE_DIR"] or "nowhere")
    files = sorted(path.name for path in folder.iterdir()) if folder.is_dir() else []
    stats = {"files when the crawl was over": files}
    stats |= {key: value for key, value in crawler.stats.get_stats().items() if isinstance(value, (int, str))}
    with Path(sys.argv[2]).open("a") as stream:
        stream.write(json.dumps({"stats": stats}) + "\n")


if __name__ == "__main__":
    main()
