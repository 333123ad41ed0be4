"""The terms of the site's vocabulary, and the tags in use that are not in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jjscrape.normalise import themes

if TYPE_CHECKING:
    from typing import Any

    from jjscrape.harvested import Harvest
    from jjscrape.items import Teaser
    from jjscrape.release.tables.briefs import Brief, Briefs
    from jjscrape.release.write import Rows


_TERMS = {term.id: term for term in themes.terms()}
_PLACES = {term_id: position for position, term_id in enumerate(_TERMS)}


def vocabulary_order(theme_id: str) -> tuple[int, str]:
    """Sort key: the vocabulary's own order, then tags outside it by name."""
    return _PLACES.get(theme_id, len(_PLACES)), theme_id


def theme_rows(harvest: Harvest, briefs: Briefs, used: set[str]) -> Rows:
    """The vocabulary as far as the site shows it, and every tag in use outside it."""
    rows: dict[str, dict[str, Any]] = {}
    for theme in sorted(harvest.themes, key=lambda t: (t.id, t.description is None, t.url or "", t.label or "")):
        row = rows.setdefault(theme.id, dict.fromkeys(("label", "description", "url")))
        row["label"] = row["label"] or theme.label
        row["description"] = row["description"] or theme.description
        row["url"] = row["url"] or theme.url
    for theme_id in used:
        rows.setdefault(theme_id, dict.fromkeys(("label", "description", "url")))
    printed = {themes.theme_id(label): label for label in printed_labels(harvest, briefs)}
    for theme_id, row in rows.items():
        term = _TERMS.get(theme_id)
        row["id"], row["kind"], row["position"] = theme_id, term.kind if term else None, _PLACES.get(theme_id)
        row["label"] = term.label if term else row["label"] or printed.get(theme_id) or theme_id
    return list(rows.values())


def printed_labels(harvest: Harvest, briefs: Briefs) -> list[str]:
    sources: tuple[Brief | Teaser, ...] = (*briefs.tagged, *harvest.teasers, *harvest.former)
    return sorted({label for source in sources for label in source.theme_labels})
