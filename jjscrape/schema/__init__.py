"""The data's tables: `tables.py` describes them; who writes, checks or explains rows derives the rest from that."""

from jjscrape.schema.arrow import arrow_schema
from jjscrape.schema.column import NO_VALUE, Column, Table, Telling, Type
from jjscrape.schema.dictionary import dictionary
from jjscrape.schema.rows import RowError, check_keys, checked_rows
from jjscrape.schema.tables import (
    ARTICLES,
    AUTHORSHIPS,
    CAPTURES,
    COMPARED,
    DOCUMENTS,
    HASHED_ALIKE,
    HISTORY,
    IMAGES,
    LINKS,
    MEMBERSHIPS,
    PAGES,
    PEOPLE,
    PROJECTS,
    RECORD_TABLES,
    REVISIONS,
    SCHEMA_VERSION,
    TABLES,
    TAGGINGS,
    named,
)

__all__ = [
    "ARTICLES",
    "AUTHORSHIPS",
    "CAPTURES",
    "COMPARED",
    "DOCUMENTS",
    "HASHED_ALIKE",
    "HISTORY",
    "IMAGES",
    "LINKS",
    "MEMBERSHIPS",
    "NO_VALUE",
    "PAGES",
    "PEOPLE",
    "PROJECTS",
    "RECORD_TABLES",
    "REVISIONS",
    "SCHEMA_VERSION",
    "TABLES",
    "TAGGINGS",
    "Column",
    "RowError",
    "Table",
    "Telling",
    "Type",
    "arrow_schema",
    "check_keys",
    "checked_rows",
    "dictionary",
    "named",
]
