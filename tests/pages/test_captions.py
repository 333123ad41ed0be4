"""The words below a picture: the same page says the same, whatever classes its theme gives or does not give them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from jjscrape.items import Article, Project
from jjscrape.pages import Source, extract
from jjscrape.site import load_site

HOST = "https://jamandjustice-rjc.org/"
CAPTION = "Rain on the lock gates"
WORDS = (
    "Ten of us met at the weir to agree who prunes which trees this winter.",
    "Nobody came to the quay that evening, and it rained on the baskets all the same.",
)
TEXT = "".join(f"<p>{words}</p>" for words in WORDS)
PICTURE = '<img src="/sites/default/files/lock.jpg" width="480" height="270" alt="A lock">'
QUOTE = f"<blockquote><p>{CAPTION}</p></blockquote>"


def read(content: str, path: str = "blog/pears", *, project: bool = False) -> Article | Project:
    page = (
        "<!DOCTYPE html><html><head><title>Pears | Somewhere</title></head><body><main><h1>Pears</h1>"
        f'<article id="node-7">{content}</article></main></body></html>'
    )
    source = Source(HOST + path, page.encode(), datetime(2026, 1, 1, tzinfo=UTC), {"content-type": "text/html"})
    found = extract(source, load_site("jamandjustice"), project=project).items
    (record,) = [item for item in found if isinstance(item, Article | Project)]
    return record


@pytest.mark.parametrize(
    "box",
    [
        f'<div class="image">{PICTURE}<blockquote class="image-field-caption"><p>{CAPTION}</p></blockquote></div>',
        f"<div>{PICTURE}{QUOTE}</div>",
        f'<div class="x-12"><a href="/lock"><span>{PICTURE}</span></a><!-- below --><br>{QUOTE}</div>',
        f"<div>{PICTURE}<small>{CAPTION}</small></div>",
        f"<figure>{PICTURE}<figcaption>{CAPTION}</figcaption></figure>",
    ],
)
@pytest.mark.parametrize("body", ['<div class="field field-name-body">{}</div>', '<div class="x-7">{}</div>', "{}"])
@pytest.mark.parametrize("path", ["blog/pears", "pears"])
def test_a_caption_is_no_text_with_or_without_a_class_that_says_so(box: str, body: str, path: str) -> None:
    record = read(box + body.format(TEXT), path, project=path == "pears")
    assert (record.text or "").splitlines() == list(WORDS)
    assert record.images[0].printed_caption == CAPTION


@pytest.mark.parametrize(
    "content",
    [
        f"<div>{PICTURE}</div>{QUOTE}{TEXT}",
        f"<div>{PICTURE}{QUOTE}{TEXT}</div>",
        f"<p>{PICTURE}</p>{QUOTE}{TEXT}",
        f"<div>{QUOTE}{PICTURE}</div>{TEXT}",
        f"<div>{PICTURE}<p>{CAPTION}</p></div>{TEXT}",
        f"<div>{PICTURE}<blockquote><p>{CAPTION}</p></blockquote><p>said Ann.</p></div>{TEXT}",
    ],
)
def test_what_a_text_quotes_is_text(content: str) -> None:
    record = read(content)
    assert CAPTION in (record.text or "").splitlines()
    assert record.images[0].printed_caption is None


def test_a_quote_that_is_all_of_a_post_is_its_text() -> None:
    long = " ".join(WORDS)
    record = read(f"<div>{PICTURE}<blockquote><p>{long}</p></blockquote></div><p>Ann Roe</p>")
    assert long in (record.text or "")
