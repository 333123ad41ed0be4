"""A request that the crawl itself did not let out."""

from __future__ import annotations

from scrapy.exceptions import IgnoreRequest


class Refused(IgnoreRequest):
    """Out of scope, forbidden by robots.txt, or too late: counted where it was refused, and no failure."""
