"""Another page of the site: neither an article nor a project nor a listing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jjscrape.items import Page
from jjscrape.pages.record import fill, read

if TYPE_CHECKING:
    from jjscrape.items import Item
    from jjscrape.pages.parsed import ParsedPage


def page_items(page: ParsedPage) -> list[Item]:
    reading = read(page)
    record = Page(id=page.address.key, url=page.address.url)
    return [record, *fill(record, reading, page)]
