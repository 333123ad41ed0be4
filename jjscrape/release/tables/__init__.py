"""From a harvest to rows: `tables` makes all of them, each module beside it those of one table."""

from jjscrape.release.tables.joining import tables

__all__ = ["tables"]
