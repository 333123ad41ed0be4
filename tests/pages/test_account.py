"""The account of a "Submitted by" line: as shown, completed where Drupal cut it, never a commenter's."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest

from jjscrape.items import Article
from jjscrape.pages import Source, extract
from jjscrape.pipelines.people import PeoplePipeline
from jjscrape.site import load_site

PAGE = """<html><head><title>Counting chairs | Somewhere</title></head><body class="node-type-blog page-node-57">
<h1 id="page-title">Counting chairs</h1><div id="node-57" class="node node-blog">
%s
<div class="field field-name-body"><p>%s</p><p>The hall holds ninety and a half.</p></div>
<div id="comments"><div class="comment"><div class="submitted">Submitted by <span class="username">Nosy Parker</span>
on Mon, 07/09/2018 - 08:02</div><p>Hear, hear.</p></div></div></div></body></html>"""


def article(submitted: str, first: str = "There were never enough chairs.") -> Article:
    source = Source(
        url="https://jamandjustice-rjc.org/blog/counting-chairs",
        body=(PAGE % (submitted, first)).encode(),
        captured_at=datetime(2026, 11, 22, tzinfo=UTC),
        headers={"content-type": "text/html"},
    )
    item = next(i for i in extract(source, load_site("jamandjustice")).items if isinstance(i, Article))
    return PeoplePipeline().process_item(item)


@pytest.mark.parametrize(
    ("submitted", "account", "authors"),
    [
        ('<div class="meta submitted">Submitted by <span class="username">Liz Richardson</span> on Fri, 06/29/2018 - 18:40</div>',
         "Liz Richardson", ["Liz Richardson"]),
        ('<div class="submitted">Submitted by <a class="username" href="/users/rjcadmin">rjcadmin</a> on Fri, 06/29/2018</div>',
         "rjcadmin", []),
        ('<span class="submitted">Submitted by <span class="username" about="/users/marguerite-oldenburgh">Marguerite Olde...'
         "</span> on Fri, 06/29/2018 - 18:40</span>", "Marguerite Oldenburgh", ["Marguerite Oldenburgh"]),
        ('<p class="submitted">Submitted by <span class="username" content="Marguerite Oldenburgh">Marguerite Olde...</span>'
         " on Fri, 06/29/2018</p>", "Marguerite Oldenburgh", ["Marguerite Oldenburgh"]),
        ('<div class="posted">Posted by Liz Richardson on June 29, 2018</div>', "Liz Richardson", ["Liz Richardson"]),
        ('<div class="submitted">Submitted by <span class="username">Site Administrator</span> on Fri, 06/29/2018</div>',
         "Site Administrator", []),
        ("", None, []),
    ],
)  # fmt: skip
def test_the_account_and_whom_it_stands_for(submitted: str, account: str | None, authors: list[str]) -> None:
    found = article(submitted)
    assert found.submitted_by == account
    assert [author.name for author in found.authors] == authors
    assert found.byline_confidence == ("prose" if authors else None)
    if found.byline_raw:
        assert found.byline_raw in (submitted if "content=" in submitted else re.sub("<[^>]*>", "", submitted))
        assert found.byline_raw == found.authors[0].name_raw


def test_a_byline_goes_before_an_account() -> None:
    line = '<div class="submitted">Submitted by <span class="username">Liz Richardson</span> on Fri, 06/29/2018</div>'
    found = article(line, "By Ruth Calder, Institute of Chairs")
    assert [author.name for author in found.authors] == ["Ruth Calder"]
    assert found.byline_confidence == "explicit"
