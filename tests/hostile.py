"""Texts that must stay texts wherever they are shown."""

from __future__ import annotations

from dataclasses import replace

SCRIPT = "<script>alert(1)</script><img src=x onerror=alert(2)>"
FORMULA = '=HYPERLINK("https://example.org/","click")'
TURNED = "invoice \u202egnp.exe\u202c final"
CLOSING = '"></title></style></svg></script><svg onload=alert(3)>{{7*7}}{% raw %}'
NAME = "<b>Ada</b> \u202eExample"
TEXTS = (SCRIPT, FORMULA, TURNED, CLOSING)


def spoil(harvest):
    """Put them into titles, a place, a name, a theme's label and an address."""
    for article, title in zip(harvest.articles, TEXTS, strict=False):
        article.title = title
    event = next(article for article in harvest.articles if article.kind == "event")
    event.title, event.place = CLOSING, SCRIPT
    harvest.articles[0].url = "javascript:alert(4)"
    harvest.articles[1].authors = [replace(author, name=NAME) for author in harvest.articles[1].authors]
    harvest.themes[0].label = CLOSING
    harvest.projects[0].title = SCRIPT
    return harvest
