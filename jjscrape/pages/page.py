"""Another page of the site: neither an article nor a project nor a listing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jjscrape.items import Page
from jjscrape.pages.record import fill, read

if TYPE_CHECKING:
    from jjscrape.items import Item
    from jjscrape.pages.head import Address
    from jjscrape.pages.markup.soup import Soup
    from jjscrape.site import Site


def page_items(soup: Soup, site: Site, address: Address) -> list[Item]:
    reading = read(soup, site, address)
    page = Page(id=address.key, url=address.url)
    return [page, *fill(page, reading, soup, address)]
