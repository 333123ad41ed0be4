"""Captures of a few pages that fill what the demonstration site leaves empty: terms of another vocabulary, summaries
written apart, a project and a person under two names, pictures of pages, and records of each kind that the site withdrew."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import captured_demo

from jjscrape.archive.exchange import Exchange
from jjscrape.archive.reader import Archive
from jjscrape.archive.writer import ArchiveWriter
from jjscrape.harvest.gather import harvest
from jjscrape.release.publish import publish
from jjscrape.site import load_site

if TYPE_CHECKING:
    from pathlib import Path

HOME = "https://jamandjustice-rjc.org"
PICTURE = (
    '<div class="field field-name-field-image field-type-image"><figure><img src="/sites/default/files/pear.jpg"'
    ' alt="A pear"><figcaption>Pears in May</figcaption></figure></div>'
)


def page(title: str, kind: str, node: int, before: str = "", after: str = "") -> str:
    body = (
        '<div class="field field-name-body field-type-text-with-summary"><div class="field-items"><div class="field-item'
        f' even"><p>{title} came in late, and the baskets were short by nine.</p></div></div></div>'
    )
    return (
        f'<html lang="en"><head><title>{title} | Jam and Justice</title></head><body class="html not-front page-node'
        f' page-node-{node} node-type-{kind}"><div id="content" class="column"><a id="main-content"></a>'
        f'<h1 class="title" id="page-title">{title}</h1><div id="block-system-main" class="block block-system">'
        f'<div class="content"><div id="node-{node}" class="node node-{kind} clearfix"><div class="content">'
        f"{before}{body}{after}</div></div></div></div></div></body></html>"
    )


def listing(title: str, *rows: tuple[str, str, str]) -> str:
    shown = "".join(
        f'<div class="views-row"><div class="views-field views-field-title"><span class="field-content"><a href="{path}">'
        f'{name}</a></span></div><div class="views-field views-field-body"><div class="field-content"><p>{words}</p></div>'
        "</div></div>"
        for path, name, words in rows
    )
    return (
        f'<html lang="en"><head><title>{title} | Jam and Justice</title></head><body class="html page-{title.lower()}">'
        f'<div id="content" class="column"><h1 class="title" id="page-title">{title}</h1><div id="block-system-main"'
        f' class="block block-system"><div class="content"><div class="view"><div class="view-content">{shown}</div></div>'
        "</div></div></div></body></html>"
    )


def by(name: str) -> str:
    return (
        f'<div class="field field-name-field-author field-type-text"><div class="field-item even">By {name}</div></div>'
    )


RIVERS = (
    '<div class="field field-name-field-tags field-type-taxonomy-term-reference"><div class="field-items">'
    '<div class="field-item even"><a href="/tags/rivers">Rivers</a></div></div></div>'
)
PAGES = {
    "/our-projects": listing("Projects", ("/orchard-lab", "The Other Name", "What an orchard can do for a street.")),
    "/news": listing("News", ("/news/pears", "Pears", "All you want to know of a harvest.")),
    "/news/pears": page("Pears", "news", 61, before=by("Ada Example"), after=RIVERS),
    "/news/apples": page("Apples", "news", 60, before=by("Dr Ada Example")),
    "/orchard-lab": page("Orchard Lab", "project", 62, before=PICTURE, after=RIVERS),
    "/about-us": page("About us", "page", 63, before=PICTURE),
}
GONE = ("/news/pears", "/orchard-lab", "/about-us")


def make(data: Path) -> None:
    """Two crawls of it; in the second what is gone is not found."""
    site = load_site("jamandjustice")
    for number in range(2):
        when = captured_demo.WHEN + timedelta(days=number)
        with ArchiveWriter(data / "archive" / f"crawl-{number}", "crawl", "test", {"site": site.name}) as writer:
            for path, markup in PAGES.items():
                found = not number or path not in GONE
                body = markup.encode() if found else b"<h1>Page not found</h1>"
                head = (
                    f"HTTP/1.1 {'200 OK' if found else '404 Not Found'}\r\nContent-Type: text/html; charset=utf-8\r\n"
                    f"Content-Length: {len(body)}\r\n\r\n"
                )
                writer.write(
                    Exchange(
                        url=f"{HOME}{path}",
                        method="GET",
                        request=b"GET / HTTP/1.1\r\n\r\n",
                        response=head.encode() + body,
                        captured_at=when,
                    )
                )
    done = publish(harvest(Archive([data / "archive"]), site), site, data / "datasets")
    assert done.new, done.refused
