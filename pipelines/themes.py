"""Themes: the tags a page prints, as terms of the vocabulary."""

from __future__ import annotations

from typing import Any

from jjscrape.items import Article, Project, Teaser
from jjscrape.normalise.themes import read_labels
from jjscrape.pins import is_pin


class ThemesPipeline:
    def process_item(self, item: Any) -> Any:
        if not isinstance(item, (Article, Project, Teaser)) or not item.theme_labels:
            return item
        reading = read_labels(item.theme_labels)
        item.themes = list(reading.ids)
        if isinstance(item, (Article, Project)):
            rule = item.rule_of("theme_labels")
            item.trace("themes", rule if is_pin(rule) else "themes.tags", " | ".join(item.theme_labels))
            item.problems += [f"themes: {label!r} isn't in the vocabulary" for label in reading.unknown]
        return item
