"""The same classes as Scrapy finds them through its settings, and no Scrapy needed without it."""

import asyncio
import subprocess
import sys
from types import SimpleNamespace

import pytest
from scrapy.pipelines import ItemPipelineManager
from scrapy.utils.test import get_crawler

from jjscrape.items import Article
from jjscrape.pipelines.dates import DatesPipeline

ORDER = {
    "jjscrape.pipelines.dates.DatesPipeline": 100,
    "jjscrape.pipelines.people.PeoplePipeline": 200,
    "jjscrape.pipelines.themes.ThemesPipeline": 300,
}


def test_scrapy_runs_them_in_order_and_the_byline_s_date_gets_through():
    manager = ItemPipelineManager.from_crawler(get_crawler(settings_dict={"ITEM_PIPELINES": ORDER}))
    item = Article(
        id="blog/x", url="u", kind="blog", theme_labels=["Sheffield"], byline_lines=["Author Ann Roe, 29th June 2018"]
    )
    done = asyncio.run(manager.process_item_async(item))
    assert done is item
    assert (item.published_edtf, item.authors[0].name, item.themes) == ("2018-06-29", "Ann Roe", ["sheffield"])


def test_a_spider_s_site_tells_them_its_time_zone():
    crawler = get_crawler()
    assert DatesPipeline.from_crawler(crawler).zone == "Europe/London"
    crawler.spider = SimpleNamespace(site=SimpleNamespace(time_zone="America/New_York"))
    assert DatesPipeline.from_crawler(crawler).zone == "America/New_York"


@pytest.mark.crawl
def test_they_load_without_scrapy_network_or_clock():
    program = (
        "import sys\n"
        "import jjscrape.pipelines.dates, jjscrape.pipelines.people, jjscrape.pipelines.themes\n"
        "import jjscrape.normalise.text\n"
        "print([m for m in ('scrapy', 'twisted', 'requests', 'http.client', 'dateparser') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout.strip() == "[]"
