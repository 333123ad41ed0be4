"""What CDX servers answer, and what is chosen of it."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jjscrape.importing.addresses import Server, servers
from jjscrape.importing.choice import Versions, choose
from jjscrape.importing.listing import REVISIT, Listed, ListingError, parse_listing

A = Listed("test,site)/a", "20190102030405", "http://site.test/a", "text/html", 200, "AAA")
B = Listed("test,site)/b", "20190102030406", "https://www.site.test/b", REVISIT, None, "BBB")

WAYBACK = json.dumps(
    [
        ["urlkey", "timestamp", "original", "mimetype", "statuscode", "digest", "length"],
        [A.key, A.stamp, A.url, A.media_type, "200", A.digest, "100"],
        [B.key, B.stamp, B.url, REVISIT, "-", B.digest, "100"],
    ]
)
PYWB_A = {"url": A.url, "mime": A.media_type, "status": "200", "digest": A.digest, "length": "5"}
PYWB_B = {"url": B.url, "mime": REVISIT, "digest": B.digest}
CDX = (
    f" CDX N b a m s k r M S V g\n{A.key} {A.stamp} {A.url} text/html 200 AAA - - 5 6 x.warc.gz\n"
    f"{B.key} {B.stamp} {B.url} {REVISIT} - BBB - - 5 6 x.warc.gz\n"
)


@pytest.mark.parametrize(
    "answer",
    [
        WAYBACK,
        "\n".join(json.dumps({"urlkey": c.key, "timestamp": c.stamp, **v}) for c, v in ((A, PYWB_A), (B, PYWB_B))),
        "\n".join(f"{c.key} {c.stamp} {json.dumps(v)}" for c, v in ((A, PYWB_A), (B, PYWB_B))),
        CDX,
    ],
)
def test_every_form_gives_the_same(answer):
    assert parse_listing(answer.encode()).found == [A, B]


@pytest.mark.parametrize("answer", [b"", b"[]", b"\n", b"[[]]"])
def test_nothing_is_nothing(answer):
    assert parse_listing(answer).found == []


@pytest.mark.parametrize(
    "answer", [b"<!doctype html><p>Sorry", b'{"message": "no"}', b"[[1", b"a b c d e f", b'["x", 3]']
)
def test_anything_else_is_named(answer):
    with pytest.raises(ListingError, match="no list of captures"):
        parse_listing(answer)


@pytest.mark.parametrize("whole", [WAYBACK, json.dumps(PYWB_A | {"timestamp": A.stamp})])
def test_a_list_that_is_cut_off_is_called_so(whole):
    with pytest.raises(ListingError, match=f"cut off after {len(whole) - 9} bytes"):
        parse_listing(whole[:-9].encode())


def test_what_has_no_date_or_no_web_address_is_left_out():
    rows = [
        {"timestamp": "2019", "url": "http://site.test/a"},
        {"timestamp": "20191332030405", "url": "http://site.test/a"},
        {"timestamp": "20190102030405", "url": "dns:site.test"},
    ]
    listing = parse_listing("\n".join(json.dumps(row) for row in rows).encode())
    assert (listing.found, listing.left_out) == ([], len(rows))


@given(st.binary(max_size=200))
def test_no_answer_is_worse_than_no_list(answer):
    try:
        parse_listing(answer)
    except ListingError:
        return


def listed(path, day, digest, status=200, media_type="text/html"):
    return Listed(
        f"test,site)/{path}", f"201901{day:02d}000000", f"http://site.test/{path}", media_type, status, digest
    )


def chosen(captures, versions):
    return [(c.url.rpartition("/")[2], int(c.stamp[6:8])) for c in choose(captures, versions)]


STORY = [
    listed("a", 1, "X"),
    listed("a", 2, "X"),
    listed("a", 3, "Y"),
    listed("a", 4, "E", 503),
    listed("a", 5, "Y", None, REVISIT),
    listed("a", 6, "X"),
    listed("a", 7, "N", 404),
    listed("logo.png", 1, "P", media_type="image/png"),
    listed("old", 1, "", 301),
    listed("old", 2, "", 301),
]


def test_all_versions_once_each_and_that_a_page_is_gone():
    assert chosen(STORY, Versions.ALL) == [
        ("a", 1),
        ("a", 3),
        ("a", 6),
        ("a", 7),
        ("old", 1),
        ("old", 2),
        ("logo.png", 1),
    ]


def test_every_capture_that_tells_of_more_than_the_day():
    assert chosen(STORY, Versions.EVERY) == [
        *(("a", day) for day in (1, 2, 3, 5, 6, 7)),
        ("old", 1),
        ("old", 2),
        ("logo.png", 1),
    ]


def test_the_newest_good_one_or_the_newest_redirect():
    assert chosen(STORY, Versions.NEWEST) == [("a", 6), ("old", 2), ("logo.png", 1)]


def test_an_empty_body_of_another_status_is_another_version():
    captures = [listed("a", 1, "E", 301), listed("a", 2, "E", 404), listed("a", 3, "E", 404)]
    assert chosen(captures, Versions.ALL) == [("a", 1), ("a", 2)]


@given(st.permutations(STORY), st.sampled_from(Versions))
def test_the_order_of_the_list_makes_no_difference(captures, versions):
    assert choose([*captures, *captures], versions) == choose(STORY, versions)


@pytest.mark.parametrize(
    ("address", "cdx", "replay"),
    [
        (
            "https://web.archive.test/cdx/search/cdx",
            "https://web.archive.test/cdx/search/cdx",
            "https://web.archive.test/web/",
        ),
        ("https://web.archive.test", "https://web.archive.test/cdx/search/cdx", "https://web.archive.test/web/"),
        ("https://web.archive.test/web/", "https://web.archive.test/cdx/search/cdx", "https://web.archive.test/web/"),
        ("http://127.0.0.1:8080/coll/cdx", "http://127.0.0.1:8080/coll/cdx", "http://127.0.0.1:8080/coll/"),
        ("http://127.0.0.1:8080/coll-cdx", "http://127.0.0.1:8080/coll-cdx", "http://127.0.0.1:8080/coll/"),
        ("http://127.0.0.1:8080/coll/", "http://127.0.0.1:8080/coll/cdx", "http://127.0.0.1:8080/coll/"),
    ],
)
def test_addresses_lead_to_the_list_and_to_the_captures(address, cdx, replay):
    assert servers(address)[0] == Server(cdx, replay)


def test_the_raw_capture_is_asked_for_at_its_exact_address():
    server = servers("https://web.archive.test/cdx", "https://play.archive.test/all")[0]
    assert server.raw("20190102030405", "http://site.test/a%20b?x=1&y=ü#part") == (
        "https://play.archive.test/all/20190102030405id_/http://site.test/a%20b?x=1&y=%C3%BC"
    )
    assert server.listing("site.test") == "https://web.archive.test/cdx?url=site.test&matchType=host&output=json"
