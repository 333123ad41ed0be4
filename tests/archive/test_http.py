from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jjscrape.archive.chunked import Dechunker, FramingError, dechunk
from jjscrape.archive.http import head_length, parse_response, parse_response_head, split_interim


@st.composite
def chunked_bodies(draw):
    """A body, and one of the ways to frame it: sizes, digits' case, extensions, line ends, trailers."""
    pieces = draw(st.lists(st.binary(min_size=1, max_size=40), max_size=6))
    end = draw(st.sampled_from([b"\r\n", b"\n"]))
    framed = b""
    for piece in [*pieces, b""]:
        size = draw(st.sampled_from([b"%x", b"%X", b"000%x", b" %x "])) % len(piece)
        framed += size + draw(st.sampled_from([b"", b";a=b", b' ; q="1;2"'])) + end
        framed += piece + end if piece else b""
    trailers = draw(st.lists(st.sampled_from([b"X-A: 1", b"X-B:"]), max_size=2))
    return b"".join(pieces), framed + b"".join(trailer + end for trailer in trailers) + end


@given(chunked_bodies(), st.lists(st.integers(0, 300), max_size=8), st.binary(max_size=5))
def test_chunks_come_off_however_the_bytes_arrive(case, cuts, rest):
    body, framed = case
    whole = framed + rest
    edges = sorted({0, len(whole), *(cut for cut in cuts if cut < len(whole))})
    dechunker = Dechunker()
    found = b"".join(dechunker.feed(whole[a:b]) for a, b in itertools.pairwise(edges))
    assert (found, dechunker.done, dechunker.rest) == (body, True, rest)


@given(chunked_bodies(), st.data())
def test_a_torn_chunked_body_is_a_start_of_the_body_and_not_done(case, data):
    body, framed = case
    found, done = dechunk(framed[: data.draw(st.integers(0, len(framed) - 1))])
    assert body.startswith(found)
    assert not done


@pytest.mark.parametrize(
    "data", [b"<html>\r\n", b"-5\r\nhello\r\n", b"5\r\nhello world\r\n0\r\n\r\n", b"\r\n", b"0x5\r\n", b"z" * 20_000]
)
def test_what_is_not_chunked_is_said_to_be_not(data):
    with pytest.raises(FramingError):
        dechunk(data)


def test_a_head_keeps_order_case_duplicates_and_latin1():
    head = parse_response_head(
        b"HTTP/1.0 200 Fin\xe9\r\nb: 1\r\nA:2\r\nno header\r\n of: anything\r\nb: \xe9 \r\n  more\r\n\r\n"
    )
    assert head.reason == "Finé"
    assert head.headers == (("b", "1"), ("A", "2"), ("no header of", "anything"), ("b", "é more"))
    assert head.header("B") == "1"
    assert head.header("c") is None


@pytest.mark.parametrize(
    ("line", "status", "reason"),
    [
        (b"HTTP/1.1 200", 200, None),
        (b"HTTP/1.1 404 ", 404, None),
        (b"HTTP/2 200", 200, None),
        (b"HTTP/1.1 299 A B", 299, "A B"),
    ],
)
def test_status_lines(line, status, reason):
    head = parse_response_head(line + b"\r\n\r\n")
    assert (head.status, head.reason) == (status, reason)


@pytest.mark.parametrize("line", [b"", b"<html>", b"HTTP/1.1 OK", b"HTTP/1.1 20 x", b"GET / HTTP/1.1"])
def test_what_is_no_status_line(line):
    assert parse_response_head(line + b"\r\n\r\n") is None


def test_interim_responses_are_parted_from_the_final_one():
    interim = b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: <a>\r\n\r\n"
    final = b"HTTP/1.1 200 OK\r\n\r\nHTTP/1.1 100 in the body\r\n\r\n"
    assert split_interim(interim + final) == (interim, final)
    assert split_interim(b"HTTP/1.1 101 Switching\r\n\r\nx")[0] == b""
    assert split_interim(b"HTTP/1.1 100 Cont") == (b"", b"HTTP/1.1 100 Cont")


@pytest.mark.parametrize(
    ("data", "method", "body", "whole", "length"),
    [
        (b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabcdef", "GET", b"abc", True, 41),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nab", "GET", b"ab", False, 40),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 3, 3\r\n\r\nabc", "GET", b"abc", True, 44),
        (b"HTTP/1.1 200 OK\r\n\r\nabc", "GET", b"abc", None, 22),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n", "HEAD", b"", True, 38),
        (b"HTTP/1.1 304 Same\r\nContent-Length: 3\r\n\r\n", "GET", b"", True, 40),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: Chunked\r\n\r\n1\r\na\r\n0\r\n\r\nrest", "GET", b"a", True, 58),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n", "GET", b"a", False, 53),
    ],
)
def test_a_response_is_taken_apart_by_its_own_framing(data, method, body, whole, length):
    message = parse_response(data, method)
    assert (message.body, message.whole, message.length) == (body, whole, length)


def test_a_head_that_is_not_whole_is_no_response():
    assert head_length(b"HTTP/1.1 200 OK\r\nA: b\r\n") is None
    assert parse_response(b"HTTP/1.1 200 OK\r\nA: b\r\n", "GET") is None
