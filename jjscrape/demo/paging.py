"""Paging as Drupal does it: `?page=N` counts from nought, and a page out of range is empty."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jjscrape.demo.model import Node

PAGE_SIZE = 10
PAGER_WIDTH = 9
PREVIOUS, NEXT = "\u2039 previous", "next \u203a"


def paged(nodes: Sequence[Node], page: int, size: int = PAGE_SIZE) -> tuple[Sequence[Node], int]:
    """Return one page's nodes, none where the page is out of range, and how many pages there are."""
    return nodes[page * size : (page + 1) * size], -(-len(nodes) // size)


def pager_entries(path: str, page: int, pages: int) -> tuple[list[tuple[int, str]], bool]:
    """Return the numbered pages to show with their addresses, and whether there is anything to page through."""
    first = max(0, min(page - PAGER_WIDTH // 2, pages - PAGER_WIDTH))
    last = min(pages, first + PAGER_WIDTH)
    return [(number, page_href(path, number)) for number in range(first, last)], pages > 1 and page < pages


def page_href(path: str, page: int) -> str:
    return f"{path}?page={page}" if page else path
