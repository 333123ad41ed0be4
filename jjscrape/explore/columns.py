"""The columns that the page of a table begins with."""

SHOWN = {
    "articles": ("title", "kind", "published", "themes", "authors", "place"),
    "projects": ("title", "published", "themes", "text"),
    "pages": ("title", "published", "text", "url"),
    "people": ("name", "affiliations", "articles"),
}
"""Columns that a table's page begins with; it has a link to all."""
