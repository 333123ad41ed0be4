"""What a capture was asked with: found wherever the request lies, and spelt in the index as the pywb family does."""

from __future__ import annotations

import itertools
import json

import pytest

from jjscrape.archive.index import known_payloads, write_index
from jjscrape.archive.reader import Archive
from jjscrape.archive.record_format import member, record
from jjscrape.verify.verification import verify

GET = b"GET /one HTTP/1.1\r\nHost: site.test\r\n\r\n"
IDS = {"get": "<urn:uuid:00000000-0000-4000-8000-%012d>", "post": "<urn:uuid:00000000-0000-4000-8000-1%011d>"}


def post(body=b"a=1", kind=b"application/x-www-form-urlencoded", method=b"POST"):
    kind = b"Content-Type: %s\r\n" % kind if kind else b""
    return b"%s /one HTTP/1.1\r\nHost: site.test\r\n%sContent-Length: %d\r\n\r\n" % (method, kind, len(body)) + body


def made(kind, identifier, block, *concurrent, url="http://site.test/one", date="2024-03-01T10:00:00Z"):
    message = {"response": "response", "request": "request"}[kind]
    fields = [("WARC-Type", kind), ("WARC-Record-ID", identifier), ("WARC-Target-URI", url), ("WARC-Date", date)]
    fields += [("WARC-Concurrent-To", other) for other in concurrent]
    return record([*fields, ("Content-Type", f"application/http; msgtype={message}")], block)


def answer(text):
    return b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: %d\r\n\r\n" % len(text) + text


def exchange(name, request, linked):
    ask, reply = IDS[name] % 1, IDS[name] % 2
    return (
        made("request", ask, request, *([reply] if linked == "request" else [])),
        made("response", reply, answer(name.encode()), *([ask] if linked == "response" else [])),
    )


def methods(folder):
    archive = Archive([folder])
    return {archive.body(capture).decode(): capture.method for capture in archive.captures()}


@pytest.mark.parametrize("linked", ["request", "response", None])
def test_the_method_is_found_in_whatever_order_the_records_lie(tmp_path, linked):
    """All four records have one address and one second."""
    pieces = [*exchange("get", GET, linked), *exchange("post", post(), linked)]
    orders = list(itertools.permutations(range(4))) if linked else [(0, 1, 2, 3), (2, 3, 0, 1), (1, 0, 3, 2)]
    for number, order in enumerate(orders):
        folder = tmp_path / str(number)
        folder.mkdir()
        (folder / "a.warc.gz").write_bytes(b"".join(member(pieces[at]) for at in order))
        assert methods(folder) == {"get": None, "post": "POST"}, order


def test_the_request_may_lie_in_another_file(tmp_path):
    for name, piece in zip("ab", exchange("post", post(), "response"), strict=True):
        (tmp_path / f"{name}.warc").write_bytes(piece)
    assert methods(tmp_path) == {"post": "POST"}


def test_a_request_beside_a_capture_of_another_address_or_second_says_nothing_of_it(tmp_path):
    request = made("request", IDS["post"] % 1, post())
    for number, other in enumerate(({"url": "http://site.test/two"}, {"date": "2024-03-01T10:00:09Z"})):
        folder = tmp_path / str(number)
        folder.mkdir()
        (folder / "a.warc").write_bytes(request + made("response", IDS["get"] % 2, answer(b"get"), **other))
        assert methods(folder) == {"get": None}


@pytest.mark.parametrize(
    ("request_", "key"),
    [
        (GET, "test,site)/one"),
        (post(), "test,site)/one?__wb_method=post&a=1"),
        (post(b"b=x+y%2B&A=%C3%A9"), "test,site)/one?__wb_method=post&a=%c3%a9&b=x%20y+"),
        (post(b"a=%23b"), "test,site)/one?__wb_method=post&a=%23b"),
        (post(b""), "test,site)/one?__wb_method=post"),
        (post(b"\0\1", b"application/octet-stream"), "test,site)/one?__wb_method=post&__wb_post_data=aae="),
        (post(b"\xff", b"application/x-www-form-urlencoded"), "test,site)/one?__wb_method=post&__wb_post_data=/w=="),
        (
            post(b'{"q": {"a": [1, 2]}, "b": "c"}', b"application/json"),
            "test,site)/one?__wb_method=post&a.2_=2&a=1&b=c",
        ),
        (post(b'{"a": 1}\n{"b": 2}', b"text/plain"), "test,site)/one?__wb_method=post&a=1&b=2"),
        (post(b"no json", b"application/json"), "test,site)/one?__wb_method=post"),
        (
            post(
                b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n1 2\r\n--x--\r\n',
                b"multipart/form-data; boundary=x",
            ),
            "test,site)/one?__wb_method=post&a=1+2",
        ),
        (post(method=b"PUT"), "test,site)/one?__wb_method=put&a=1"),
        (post(b"", b"", b"HEAD"), "test,site)/one?__wb_method=head"),
        (post(b"", b"", b"OPTIONS"), "test,site)/one?__wb_method=options"),
    ],
)
def test_the_key_in_the_index_has_the_method_and_what_was_sent(tmp_path, request_, key):
    folder = tmp_path / "archive"
    folder.mkdir()
    pieces = exchange("post", request_, "response")
    (folder / "a.warc.gz").write_bytes(b"".join(map(member, pieces)))
    index = write_index(folder)
    [line] = index.read_text("ascii").splitlines()
    assert line.split(" ")[0] == key
    values = json.loads(line.split(" ", 2)[2])
    assert values["url"] == "http://site.test/one"
    assert ("method" in values) == (request_ != GET)
    assert verify([tmp_path], log=False).faults == []
    # A later GET with the same answer is no revisit of it: replay would look for that under the key of a GET.
    assert (known_payloads(index)("http://site.test/one", values["digest"]) is None) == (request_ != GET)


def test_verification_holds_an_index_against_the_method(tmp_path):
    folder = tmp_path / "archive"
    folder.mkdir()
    (folder / "a.warc.gz").write_bytes(b"".join(map(member, exchange("post", post(), "response"))))
    index = write_index(folder)
    right = index.read_text()
    for wrong in (
        right.replace('"method": "POST"', '"method": "PUT"').replace("=post", "=put"),
        right.replace('"requestBody": "a=1"', '"requestBody": "a=2"'),
        right.replace("?__wb_method=post&a=1", "").replace(', "method": "POST", "requestBody": "a=1"', ""),
    ):
        assert wrong != right
        index.write_text(wrong)
        assert {fault.name for fault in verify([tmp_path], log=False).faults} == {"cdxj-value"}
    assert verify([tmp_path], repair=True, log=False).faults == []
    assert index.read_text() == right
