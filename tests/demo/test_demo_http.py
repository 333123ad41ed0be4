"""Headers, conditional requests, churn and the loopback server."""

from __future__ import annotations

import gzip
import http.client
import re
import zlib
from hashlib import sha256
from io import BytesIO
from urllib.parse import urlsplit

import pytest
from examples import share
from hypothesis import example, given, settings
from hypothesis import strategies as st
from PIL import Image

from jjscrape.demo import DemoSite, Response, serve

HOST = {"Host": "demo.test"}
PAGE = "/gm-decides"
SITES = {style: DemoSite(style) for style in ("zurb", "core")}


def validators(response: Response) -> tuple[str, str]:
    etag, modified = response.header("Etag"), response.header("Last-Modified")
    assert etag
    assert modified
    return etag, modified


def test_a_page_is_not_modified_only_for_both_validators_together() -> None:
    site = DemoSite()
    etag, modified = validators(site.respond("GET", PAGE, HOST))
    both = {**HOST, "If-None-Match": etag, "If-Modified-Since": modified}
    assert site.respond("GET", PAGE, both).status == 304
    assert site.respond("GET", PAGE, both).body == b""
    assert site.respond("GET", PAGE, {**HOST, "If-None-Match": etag}).status == 200
    assert site.respond("GET", PAGE, {**HOST, "If-Modified-Since": modified}).status == 200
    assert site.respond("GET", PAGE, {**both, "Accept-Encoding": "gzip"}).status == 200


def test_one_edit_changes_the_validators_of_every_page_but_of_no_file() -> None:
    site = DemoSite()
    image = "/sites/default/files/field/image/gm-decides.jpg"
    before = validators(site.respond("GET", "/about-jam-and-justice", HOST))
    file_before = validators(site.respond("GET", image, HOST))
    site.edit("/gm-decides", body="Another text.")
    after = validators(site.respond("GET", "/about-jam-and-justice", HOST))
    assert before[0] != after[0]
    assert before[1] != after[1]
    assert validators(site.respond("GET", image, HOST)) == file_before


def test_a_file_is_not_modified_for_its_etag_alone() -> None:
    site = DemoSite()
    path = "/sites/default/files/documents/handbook.pdf"
    first = site.respond("GET", path, HOST)
    etag, modified = validators(first)
    assert site.respond("GET", path, {**HOST, "If-None-Match": etag}).status == 304
    assert site.respond("GET", path, {**HOST, "If-Modified-Since": modified}).status == 304
    assert site.respond("GET", path, {**HOST, "If-None-Match": '"x"', "If-Modified-Since": modified}).status == 200
    assert first.header("Content-Length") == str(len(first.body))


def test_files_are_what_the_tables_say_they_are() -> None:
    site = DemoSite()
    attachments = [a for row in site.truth() for a in row.get("attachments", ())]
    assert len(attachments) > 15
    for attachment in attachments:
        response = site.respond("GET", urlsplit(attachment["url"]).path, HOST)
        assert response.header("Content-Type") == "application/pdf"
        assert response.body.startswith(b"%PDF-1.4")
        assert sha256(response.body).hexdigest() == attachment["sha256"]
        assert len(response.body) == attachment["bytes"]
        start = int(response.body.rsplit(b"startxref\n", 1)[1].split()[0])
        assert response.body[start:].startswith(b"xref\n")


def test_images_are_whole() -> None:
    site = DemoSite()
    paths = [urlsplit(image["original"]).path for row in site.truth() for image in row.get("images", ())]
    assert {path[-3:] for path in paths} == {"png", "jpg"}
    for path in paths:
        body = site.respond("GET", path, HOST).body
        if path.endswith("png"):
            size = int.from_bytes(body[33:37])
            assert body[37:41] == b"IDAT"
            assert len(zlib.decompress(body[41 : 41 + size])) == 16 * (24 * 3 + 1)
        else:
            assert drawn(body) == (1024, 576)


def drawn(picture):
    """The size of a picture of which a decoder could read every block."""
    with Image.open(BytesIO(picture)) as image:
        image.load()
        return image.size


def test_a_derived_picture_is_as_large_as_the_page_says() -> None:
    site = DemoSite()
    pages = [urlsplit(row["url"]).path for row in site.truth() if row.get("images")]
    html = "".join(site.respond("GET", page, HOST).body.decode() for page in pages)
    tags = set(re.findall(r'src="([^"]+/styles/[^"]+\.jpg)[^"]*" width="(\d+)" height="(\d+)"', html))
    assert len(tags) > 10
    for url, width, height in tags:
        assert drawn(site.respond("GET", urlsplit(url).path, HOST).body) == (int(width), int(height))


def test_a_document_carries_a_picture_that_a_reader_can_draw() -> None:
    body = DemoSite().respond("GET", "/sites/default/files/documents/handbook.pdf", HOST).body
    head, _, rest = body.partition(b"/Filter /DCTDecode /Length ")
    length, _, stream = rest.partition(b" >>\nstream\n")
    width, height = (int(head.rpartition(key)[2].split()[0]) for key in (b"/Width ", b"/Height "))
    assert stream[int(length) :].startswith(b"\nendstream")
    assert drawn(stream[: int(length)]) == (width, height)


def test_gzip_changes_the_etag_and_nothing_in_the_page() -> None:
    site = DemoSite(churn=False)
    plain = site.respond("GET", PAGE, HOST)
    packed = site.respond("GET", PAGE, {**HOST, "Accept-Encoding": "gzip, deflate"})
    assert packed.header("Content-Encoding") == "gzip"
    assert gzip.decompress(packed.body) == plain.body
    assert validators(plain)[0].endswith('-0"')
    assert validators(packed)[0].endswith('-1"')


TARGETS = ["/", "/news", PAGE, "/our-projects", "/rss.xml", "/our-projects/sheffield", "/nowhere", "/robots.txt"]


@pytest.mark.parametrize("style", ["zurb", "core"])
@pytest.mark.parametrize("churn", [True, False])
def test_the_same_options_give_the_same_bytes(style: str, churn: bool) -> None:
    one, two = DemoSite(style, 90, churn), DemoSite(style, 90, churn)
    for target in TARGETS * 2:
        assert one.respond("GET", target, HOST) == two.respond("GET", target, HOST)


@pytest.mark.parametrize("style", ["zurb", "core"])
def test_two_renders_differ_only_where_the_site_churns(style: str) -> None:
    quiet, busy = DemoSite(style, churn=False), DemoSite(style)
    assert quiet.respond("GET", PAGE, HOST) == quiet.respond("GET", PAGE, HOST)
    first = busy.respond("GET", PAGE, HOST).body
    assert busy.respond("GET", PAGE, HOST).body == first
    busy.clear_cache()
    second = busy.respond("GET", PAGE, HOST).body
    assert first != second
    differing = [
        a for a, b in zip(first.splitlines(), second.splitlines(), strict=True) if a != b and b"view-dom-id" not in a
    ]
    assert differing
    assert all(
        any(word in line for word in (b"form_build_id", b"theme_token", b".js?", b".css?")) for line in differing
    )


def test_head_has_the_headers_of_get_and_no_body() -> None:
    site = DemoSite(churn=False)
    for target in (*TARGETS, "/sites/default/files/documents/handbook.pdf"):
        get, head = site.respond("GET", target, HOST), site.respond("HEAD", target, HOST)
        assert (head.status, head.headers, head.body) == (get.status, get.headers, b"")


def test_robots_txt_follows_its_mode_and_delay() -> None:
    site = DemoSite()
    normal = site.respond("GET", "/robots.txt", HOST)
    assert b"Crawl-delay" not in normal.body
    assert b"Disallow: /search/\n" in normal.body
    assert b"Crawl-delay: 10\n" in DemoSite(crawl_delay=10).respond("GET", "/robots.txt", HOST).body
    assert b"Crawl-delay: 0.5\n" in DemoSite(crawl_delay=0.5).respond("GET", "/robots.txt", HOST).body
    site.robots("disallow")
    assert site.respond("GET", "/robots.txt", HOST).body == b"User-agent: *\nDisallow: /\n"
    site.robots("error")
    assert site.respond("GET", "/robots.txt", HOST).status == 500
    site.robots("normal")
    assert site.respond("GET", "/robots.txt", HOST) == normal
    with pytest.raises(ValueError, match="robots mode"):
        site.robots("sometimes")  # type: ignore[arg-type]


def test_an_outage_takes_everything_down_and_ends() -> None:
    site = DemoSite()
    site.outage()
    assert {site.respond("GET", target, HOST).status for target in TARGETS} == {503}
    site.outage(False)
    assert site.respond("GET", PAGE, HOST).status == 200


def test_other_methods_are_refused() -> None:
    assert DemoSite().respond("DELETE", PAGE, HOST).status == 405


@settings(max_examples=share(2), deadline=None)
@given(st.text(max_size=60), st.sampled_from(["zurb", "core"]))
@example("/index.php?x=%0d%0aX-Made-Up:+1", "zurb")
@example("/?page=99999999999999999999", "core")
@example("/?page=-1&page=x", "core")
@example("http://[", "core")
@example("/taxonomy/term/99", "zurb")
def test_any_target_gets_a_whole_answer(target: str, style: str) -> None:
    for tried in (target, f"/{target}", f"/?{target}"):
        response = SITES[style].respond("GET", tried, HOST)
        assert response.status in (200, 301, 302, 400, 403, 404)
        assert not any("\n" in value or "\r" in value for _, value in response.headers)


def test_a_host_that_is_none_is_refused() -> None:
    assert DemoSite().respond("GET", "/", {"Host": 'x"><script>'}).status == 400


def test_the_server_sends_what_the_site_answers() -> None:
    site = DemoSite(churn=False)
    with serve(site) as serving:
        host = serving.url.removeprefix("http://")
        connection = http.client.HTTPConnection(host, timeout=60)
        try:
            for target in (PAGE, "/sites/default/files/documents/handbook.pdf", "/old-care-page", "/nowhere"):
                for method in ("GET", "HEAD"):
                    connection.request(method, target)
                    got = connection.getresponse()
                    body = got.read()
                    wanted = site.respond(method, target, {"Host": host})
                    assert (got.status, body) == (wanted.status, wanted.body)
                    chunked = got.headers["Transfer-Encoding"] == "chunked"
                    assert chunked == (wanted.header("Content-Length") is None)
                    kept = [(name, value) for name, value in got.headers.items() if name != "Transfer-Encoding"]
                    assert kept == wanted.headers
        finally:
            connection.close()
        assert serving.requests == [
            (method, target, status)
            for target, status in (
                (PAGE, 200),
                ("/sites/default/files/documents/handbook.pdf", 200),
                ("/old-care-page", 301),
                ("/nowhere", 404),
            )
            for method in ("GET", "HEAD")
        ]


def test_a_304_over_the_wire_has_no_body_and_keeps_the_connection() -> None:
    site = DemoSite()
    with serve(site) as serving:
        connection = http.client.HTTPConnection(serving.url.removeprefix("http://"), timeout=60)
        try:
            connection.request("GET", PAGE)
            first = connection.getresponse()
            first.read()
            both = {"If-None-Match": first.headers["Etag"], "If-Modified-Since": first.headers["Last-Modified"]}
            for _ in range(2):
                connection.request("GET", PAGE, headers=both)
                again = connection.getresponse()
                assert (again.status, again.read()) == (304, b"")
        finally:
            connection.close()


def test_the_server_closes_while_a_client_holds_its_connection_open() -> None:
    with serve(DemoSite()) as serving:
        connection = http.client.HTTPConnection(serving.url.removeprefix("http://"), timeout=60)
        connection.request("GET", PAGE)
        connection.getresponse().read()
    connection.close()


def test_a_port_that_is_taken_is_refused_at_once() -> None:
    with serve(DemoSite()) as serving, pytest.raises(OSError, match="in use"):
        serve(DemoSite(), serving.port)


def test_as_a_proxy_the_site_answers_under_the_name_asked_for() -> None:
    body = DemoSite().respond("GET", "http://jamandjustice-rjc.org/gm-decides", {"Host": "127.0.0.1:1"}).body
    assert b'<link rel="canonical" href="http://jamandjustice-rjc.org/gm-decides" />' in body
    assert b"127.0.0.1" not in body
