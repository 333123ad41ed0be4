"""What changes between two crawls shows at once, everywhere it should."""

from __future__ import annotations

import threading
import urllib.request
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest
from examples import share
from hypothesis import given, settings
from hypothesis import strategies as st

from jjscrape.demo import DemoSite, serve

if TYPE_CHECKING:
    from jjscrape.demo import Serving

HOST = {"Host": "demo.test"}
POST = "/news/innovating-local-democracy"


def status(site: DemoSite, path: str) -> int:
    return site.respond("GET", path, HOST).status


def listed(site: DemoSite, path: str, listing: str = "/news") -> bool:
    return any(
        f'<a href="{path}">'.encode() in site.respond("GET", f"{listing}?page={page}", HOST).body for page in range(9)
    )


def row(site: DemoSite, path: str) -> dict[str, Any]:
    return next(row for row in site.truth() if row.get("path") == path)


def test_an_edit_shows_on_the_page_in_lists_feeds_and_truth() -> None:
    site = DemoSite()
    before = row(site, POST)
    site.edit(POST, title="A <new> title", body="First & foremost.\n\nSecond.", themes=["sheffield", "Never heard of"])
    body = site.respond("GET", POST, HOST).body.decode()
    assert "A &lt;new&gt; title" in body
    assert "<new>" not in body
    assert "<p>First &amp; foremost.</p>\n<!--break-->\n<p>Second.</p>" in body
    assert "A &lt;new&gt; title" in site.respond("GET", "/news", HOST).body.decode()
    assert listed(site, POST, "/our-projects/sheffield")
    after = row(site, POST)
    assert after["title"] == "A <new> title"
    assert after["themes"] == ["Sheffield", "Never heard of"]
    assert after["body_text"].endswith("First & foremost.\nSecond.")
    assert after["published"] == before["published"]
    assert after["modified"] > before["modified"]


def test_a_new_post_is_first_everywhere() -> None:
    site = DemoSite()
    path = site.add(
        "blog", "On jam", body="Sweet.\n\nSticky.", themes=["sheffield"], byline="By Ann Onym", authors=["Ann Onym"]
    )
    assert path == "/blog/jam"
    body = site.respond("GET", path, HOST).body.decode()
    assert "<p>By Ann Onym</p>" in body
    found = row(site, path)
    assert (found["authors"], found["body_text"]) == (["Ann Onym"], "By Ann Onym\nSweet.\nSticky.")
    for target in ("/", "/blog", "/news-events-and-blog", "/rss.xml", "/our-projects/sheffield"):
        html = site.respond("GET", target, HOST).body.decode()
        places = [
            html.index(path),
            html.index("/news/about-realising") if "/news/about-realising" in html else len(html),
        ]
        assert places == sorted(places)
    event = site.add("event", "Tasting")
    assert row(site, event)["event"]["start"] > row(site, event)["published"]


def test_a_new_posts_picture_is_there_at_once() -> None:
    site = DemoSite()
    assert status(site, "/sites/default/files/inline/footer-logos.png") == 200
    path = site.add("news", "A picture", image_alt="Jam")
    (image,) = row(site, path)["images"]
    assert image["alt"] == "Jam"
    assert status(site, urlsplit(image["original"]).path) == 200


def test_unpublishing_deleting_and_restoring() -> None:
    site = DemoSite()
    original = site.respond("GET", POST, HOST).header("Link")
    site.unpublish(POST)
    assert (status(site, POST), listed(site, POST)) == (403, False)
    site.restore(POST)
    assert (status(site, POST), listed(site, POST)) == (200, True)
    site.delete(POST)
    assert (status(site, POST), listed(site, POST)) == (404, False)
    assert {r["url"].rsplit("/", 2)[-1] for r in site.truth() if r["kind"] == "gone"} == {"19", "106"}
    site.restore(POST)
    assert site.respond("GET", POST, HOST).header("Link") == original
    assert [r["url"].rsplit("/", 1)[-1] for r in site.truth() if r["kind"] == "gone"] == ["19"]
    with pytest.raises(KeyError, match="no node at /nowhere"):
        site.unpublish("/nowhere")


def test_moving_leaves_redirects_that_never_chain() -> None:
    site = DemoSite()
    site.move(POST, "/news/second")
    site.move("/news/second", "/news/third")
    for old in (POST, "/news/second"):
        response = site.respond("GET", old, HOST)
        assert (response.status, response.header("Location")) == (301, "http://demo.test/news/third")
    site.move("/news/third", POST)
    assert status(site, POST) == 200
    assert site.respond("GET", "/news/third", HOST).header("Location") == f"http://demo.test{POST}"
    with pytest.raises(ValueError, match="another node's alias"):
        site.move(POST, "/gm-decides")


def test_renaming_a_project_keeps_its_posts() -> None:
    site = DemoSite()
    site.edit("/gm-decides", title="Greater Manchester Decides")
    assert b"/event/gm-decides-2" in site.respond("GET", "/gm-decides", HOST).body


def test_a_restyled_site_is_the_other_style_with_the_same_content() -> None:
    site = DemoSite("core", churn=False)
    site.restyle("zurb")
    want = DemoSite("zurb", churn=False)
    assert site.respond("GET", POST, HOST).body == want.respond("GET", POST, HOST).body
    with pytest.raises(ValueError, match="markup style"):
        site.restyle("garland")


def test_changes_show_on_a_running_server_while_it_is_busy() -> None:
    site = DemoSite()
    statuses: list[int] = []

    def load(serving: Serving) -> None:
        for number in range(15):
            with urllib.request.urlopen(f"{serving.url}/?page={number % 3}", timeout=60) as response:
                statuses.append(response.status)

    with serve(site) as serving:
        threads = [threading.Thread(target=load, args=(serving,)) for _ in range(4)]
        for thread in threads:
            thread.start()
        for number in range(20):
            site.add("news", f"Flash {number}", themes=["sheffield"])
        for thread in threads:
            thread.join()
    assert statuses == [200] * 60
    assert len(serving.requests) == 60


EDITS = st.lists(
    st.tuples(st.sampled_from(["add", "unpublish", "delete", "restore", "move", "edit"]), st.integers(0, 200)),
    max_size=12,
)


@settings(max_examples=share(0.5), deadline=None)
@given(EDITS)
def test_after_any_edits_lists_hold_exactly_the_published_posts(edits: list[tuple[str, int]]) -> None:
    site = DemoSite(articles=12, churn=False)
    known: list[str] = [r["path"] for r in site.truth() if r["kind"] in ("news", "blog", "event")]
    for number, (change, which) in enumerate(edits):
        path = known[which % len(known)]
        if change == "add":
            known.append(site.add("news", f"Entry {which}"))
        elif change == "restore":
            try:
                site.restore(path)
            except KeyError:
                continue  # It had moved.
        elif row_or_none(site, path):
            if change == "move":
                known.append(f"/news/moved-{number}")
                site.move(path, known[-1])
            elif change == "edit":
                site.edit(path, body=f"Edited {number}.")
            else:
                getattr(site, change)(path)
    published = {r["path"] for r in site.truth() if r["kind"] in ("news", "blog", "event") and r["status"] == 200}
    assert {path for path in known if listed(site, path, "/news-events-and-blog")} == published
    for path in known:
        assert (status(site, path) == 200) == (path in published)


def row_or_none(site: DemoSite, path: str) -> dict[str, Any] | None:
    return next((r for r in site.truth() if r.get("path") == path), None)
