"""Pages: pure functions from one captured answer to items. No network, no clock, no crawler."""

from jjscrape.pages.dispatch import extract
from jjscrape.pages.extraction import Extraction
from jjscrape.pages.pager import next_page
from jjscrape.pages.source import Source

__all__ = ["Extraction", "Source", "extract", "next_page"]
