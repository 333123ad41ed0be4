"""Only what GET got is a page, a file or a redirect."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from jjscrape.archive.exchange import Exchange
from jjscrape.archive.reader import Archive
from jjscrape.archive.writer import ArchiveWriter
from jjscrape.harvest.gather import harvest
from jjscrape.site import load_site

PAGE = (
    '<!DOCTYPE html><html><head><title>{0}</title></head><body class="node-type-page"><div id="content"><h1>{0}</h1>'
    '<div class="node"><div class="field-name-body"><p>{1}</p></div></div></div></body></html>'
)
TEXT = "Some words, long enough to be the text of a page."


def written(folder, *answers):
    site = load_site("jamandjustice")
    with ArchiveWriter(folder / "crawl", "crawl", "test", {}) as archive:
        for day, (method, path, status, more, title) in enumerate(answers, 1):
            body = PAGE.format(title, TEXT).encode() if method != "HEAD" else b""
            head = f"HTTP/1.1 {status} X\r\nContent-Type: text/html\r\n{more}Content-Length: {len(body)}\r\n\r\n"
            archive.write(
                Exchange(
                    url=f"http://jamandjustice-rjc.org{path}",
                    method=method,
                    request=f"{method} {path} HTTP/1.1\r\nHost: x\r\n\r\n".encode(),
                    response=head.encode() + body,
                    captured_at=datetime(2024, 3, day, tzinfo=UTC),
                )
            )
    found = harvest(Archive([folder]), site)
    return found, {page.id: page.title for page in (*found.pages, *found.projects)}


@pytest.mark.parametrize("method", ["POST", "PUT", "OPTIONS", "HEAD"])
def test_a_later_answer_to_another_method_is_archived_but_is_not_the_page(tmp_path, method):
    found, titles = written(
        tmp_path,
        ("GET", "/one", 200, "", "One"),
        (method, "/one", 200, "", "Thank you"),
        ("GET", "/two", 200, "", "Two"),
    )
    assert titles == {"one": "One", "two": "Two"}
    assert len(found.captures) == 3


def test_a_later_answer_to_get_is_the_page(tmp_path):
    assert written(tmp_path, ("GET", "/one", 200, "", "One"), ("GET", "/one", 200, "", "New"))[1] == {"one": "New"}


def test_where_a_form_leads_is_no_redirect_of_its_address(tmp_path):
    sent = ("POST", "/one", 303, "Location: /thanks\r\n", "")
    found, titles = written(tmp_path, ("GET", "/one", 200, "", "One"), sent, ("GET", "/thanks", 200, "", "Thanks"))
    assert titles == {"one": "One", "thanks": "Thanks"}
    assert found.aliases == {}


@pytest.mark.parametrize(("method", "status"), [("POST", "live"), ("HEAD", "gone")])
def test_a_refused_form_withdraws_no_page(tmp_path, method, status):
    found, _ = written(tmp_path, ("GET", "/one", 200, "", "One"), (method, "/one", 404, "", ""))
    assert found.history["one"].status == status
