from __future__ import annotations

import gzip
import sys
import tracemalloc
import zlib

import brotli
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jjscrape.archive.coding import decode, decoded
from jjscrape.archive.errors import BodyError

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd


def raw_deflate(data: bytes) -> bytes:
    compressor = zlib.compressobj(wbits=-15)
    return compressor.compress(data) + compressor.flush()


CODERS = {
    "gzip": gzip.compress,
    "x-gzip": lambda data: gzip.compress(data[:3]) + gzip.compress(data[3:]),
    "deflate": zlib.compress,
    "Deflate": raw_deflate,
    "br": brotli.compress,
    "zstd": lambda data: zstd.compress(data[:3]) + zstd.compress(data[3:]),
}
BOMB = bytes(3_000_000)


@given(st.binary(max_size=2000), st.lists(st.sampled_from(sorted(CODERS)), max_size=3))
def test_codings_come_off_in_the_reverse_of_their_order(data, codings):
    body = data
    for coding in codings:
        body = CODERS[coding](body)
    assert decode(body, [", ".join(codings)]) == data
    assert decode(body, codings) == data


@pytest.mark.parametrize("coding", CODERS)
def test_a_torn_stream_is_an_error_unless_the_record_says_so(coding):
    data = bytes(range(256)) * 300
    torn = CODERS[coding](data)[:-9]
    with pytest.raises(BodyError, match="ends early"):
        decode(torn, [coding])
    assert data.startswith(decode(torn, [coding], torn_ok=True))


@pytest.mark.parametrize("coding", CODERS)
def test_a_body_that_swells_beyond_the_bound_is_refused(coding):
    bomb = CODERS[coding](BOMB)
    assert len(bomb) < 20_000
    assert decode(bomb, [coding], largest=len(BOMB)) == BOMB
    with pytest.raises(BodyError, match="over 2999999 bytes decoded"):
        decode(bomb, [coding], largest=len(BOMB) - 1)


@pytest.mark.parametrize("codings", [*([coding] for coding in CODERS), ["gzip", "br"], ["br", "zstd"], ["gzip"] * 3])
def test_what_swells_takes_no_memory_before_it_is_refused(codings):
    bomb = bytes(40_000_000)
    for coding in codings:
        bomb = CODERS[coding](bomb)
    tracemalloc.start()
    with pytest.raises(BodyError, match="over 1000000 bytes decoded; not read"):
        decode(bomb, codings, largest=1_000_000)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 16_000_000


@given(st.binary(max_size=3000), st.lists(st.sampled_from(sorted(CODERS)), max_size=3), st.integers(1, 50))
def test_pieces_of_any_size_are_the_same_body(data, codings, size):
    body = data
    for coding in codings:
        body = CODERS[coding](body)
    pieces = [body[at : at + size] for at in range(0, len(body), size)]
    assert b"".join(decoded(pieces, codings)) == data


def test_a_plain_body_has_the_same_bound():
    with pytest.raises(BodyError, match="over 2 bytes decoded"):
        decode(b"abc", [], largest=2)


@pytest.mark.parametrize("coding", CODERS)
@pytest.mark.parametrize("body", [b"<html>", b"\xef\xbb\xbf\r\n <!doctype html>" + "é".encode() * 900])
def test_a_body_its_recorder_decoded_is_given_as_it_is(coding, body):
    assert decode(body, [coding]) == body


@pytest.mark.parametrize(
    ("coding", "body"), [("gzip", b"\x1f\x8b\x08junkjunkjunk"), ("br", b"<html\x00\x01\x02>"), ("deflate", b"\xff\xff")]
)
def test_damage_is_an_error(coding, body):
    with pytest.raises(BodyError, match="damaged"):
        decode(body, [coding])


def test_an_unknown_coding_is_an_error():
    with pytest.raises(BodyError, match="unknown content coding 'compress'"):
        decode(b"x", ["compress"])


@pytest.mark.parametrize("coding", ["none", "utf-8", "compress"])
def test_a_page_under_the_name_of_no_coding_is_as_it_is(coding):
    page = b"<!DOCTYPE html><title>One</title>" * 9
    assert decode(page, [coding]) == page
    assert decode(gzip.compress(page), [coding, "gzip"]) == page
    with pytest.raises(BodyError, match=f"unknown content coding '{coding}'"):
        decode(b"\x1f\x9d\x90" + page, [coding])


def test_many_gzip_members_are_one_body():
    assert decode(gzip.compress(b"a", mtime=0) * 3000, ["gzip"]) == b"a" * 3000


@pytest.mark.parametrize(
    "codings", [["gzip"] * 1000, [", ".join(["gzip", "identity"] * 1000)]], ids=["lines", "a list"]
)
def test_codings_without_end_are_named_and_not_taken_off(codings):
    with pytest.raises(BodyError, match="1000 content codings, one upon the other; not read"):
        decode(gzip.compress(b"x"), codings)
    assert decode(gzip.compress(b"x"), ["identity, " * 1000 + "gzip"]) == b"x"
