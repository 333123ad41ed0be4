"""HAR files of browsers' developer tools: what they hold becomes captures, what they lack is named."""

from __future__ import annotations

import base64
import copy
import gzip
import json

import pytest
from examples import share
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jjscrape.archive.errors import ArchiveError
from jjscrape.archive.reader import Archive
from jjscrape.archive.warcfile import records
from jjscrape.importing import har
from jjscrape.importing.bring import import_sources
from jjscrape.outcome import Exit, Stop
from jjscrape.site import load_site
from jjscrape.verify.verification import verify

SITE = load_site("jamandjustice")
URL = "http://jamandjustice-rjc.org/one"
PAGE = '<meta charset="iso-8859-1"><p>Ça, 中 & 😀</p>'


def entry(
    url=URL, *, method="GET", status=200, headers=(), at="2024-03-01T11:00:00.250+01:00", sent=(), post=None, **content
):
    """As browsers write them; keywords beside the named ones are those of `content`."""
    content = {"size": 9, "mimeType": "text/html", **content}
    return {
        "startedDateTime": at,
        "serverIPAddress": "[::1]",
        "request": {"method": method, "url": url, "headers": list(map(pair, sent)), **({"postData": {"text": post}} if post else {})},
        "response": {"status": status, "statusText": "OK", "headers": list(map(pair, headers)), "content": content},
    }  # fmt: skip


def pair(header):
    return {"name": header[0], "value": header[1]}


def save(path, *entries):
    data = json.dumps({"log": {"version": "1.2", "creator": {"name": "by hand"}, "entries": entries}}).encode()
    path.write_bytes(gzip.compress(data) if path.suffix == ".gz" else data)
    return path


def brought(path, data):
    (done,) = import_sources([str(path)], data, SITE)
    archive = Archive([data / "archive"])
    return done, archive, list(archive.captures())


CODED = (
    *((":status", "200"), ("Content-Type", "text/html; charset=ISO-8859-1"), ("Content-Encoding", "br")),
    *(("Content-Length", "7"), ("X-Kept", "1\r\nWARC-Type: x")),
)


@pytest.mark.parametrize("name", ["a.har", "A.HAR", "a.har.gz"])
def test_what_it_holds_becomes_captures(tmp_path, name):
    picture = base64.b64encode(bytes(range(256))).decode()
    path = save(
        tmp_path / name,
        entry(headers=CODED, text=PAGE, size=99, sent=[(":path", "/one"), ("Cookie", "me"), ("Accept", "*/*")]),
        entry(f"{URL}.png#part", headers=[("Content-Type", "image/png")], text=picture, encoding="base64", size=256),
        entry(f"{URL}/gone", status=404, size=0),
        entry(f"{URL}/moved", status=301, headers=[("Location", "/one")], size=-1),
        entry(f"{URL}?q=1", method="post", post="a=b", text="thanks"),
    )
    done, archive, captures = brought(path, tmp_path / "data")
    assert (done.captures, done.missing, done.listed) == (5, [], 5)
    first, second, gone, moved, posted = captures
    assert archive.body(first).decode() == PAGE
    assert dict(first.headers) == {
        "Content-Type": "text/html; charset=utf-8",
        "X-Kept": "1 WARC-Type: x",
        "Content-Length": str(len(PAGE.encode())),
    }
    assert f"{first.captured_at:%H:%M:%S.%f}" == "10:00:00.250000"
    assert (second.url, archive.body(second)) == (f"{URL}.png", bytes(range(256)))
    assert (gone.status, moved.status, moved.header("location")) == (404, 301, "/one")
    assert (posted.method, posted.got) == ("POST", False)
    stored = b"".join(file.path.read_bytes() for file in archive.files)
    held = [(r.kind, r.read()) for file in archive.files for r in records(file.path, lambda *_: None)]
    assert stored
    assert [kind for kind, _ in held[:4]] == ["warcinfo", "response", "request", "metadata"]
    assert held[2][1] == b"GET /one HTTP/1.1\r\nHost: jamandjustice-rjc.org\r\nAccept: */*\r\n\r\n"
    assert b"jjscrape-capture: rebuilt" in held[3][1]
    assert b"source: " + name.encode() in held[3][1]
    assert verify([tmp_path / "data"]).faults == []


def test_it_is_brought_in_once(tmp_path):
    path = save(tmp_path / "a.har", entry(text=PAGE))
    brought(path, tmp_path / "data")
    done, _, captures = brought(path, tmp_path / "data")
    assert (done.captures, done.known, len(captures)) == (0, 1, 1)


LACKS = {
    "a body that was not saved": (entry(), "save the HAR with content"),
    "a body that is no base64": (entry(text="?", encoding="base64"), "base64"),
    "no answer": (entry(status=0, text="x"), "no answer"),
    "what the browser had already": (entry(status=304, text=PAGE), "304"),
    "an address of the browser's own": (entry("chrome-extension://abc/x.js", text="x"), "address"),
    "an address that is none": (entry("http://[oops/", text="x"), "address"),
    "a date that is none": (entry(at="yesterday", text="x"), "no entry"),
    "a year that is none": (entry(at="0001-01-01T00:00:00+14:00", text="x"), "no entry"),
    "nothing": ({}, "no entry"),
    "a number": (7, "no entry"),
}  # fmt: skip


@pytest.mark.parametrize("name", LACKS)
def test_what_it_lacks_is_named(tmp_path, name):
    lacking, said = LACKS[name]
    path = save(tmp_path / "a.har", entry(text=PAGE), lacking)
    done, _, captures = brought(path, tmp_path / "data")
    assert len(captures) == 1
    assert done.missing[0].startswith("a.har, entry 2, ")
    assert said in done.missing[0]
    assert json.loads((done.folder / "import.json").read_text())["missing"] == done.missing
    with pytest.raises(ArchiveError, match=r"no capture can be read from it: b\.har, entry 1"):
        brought(save(tmp_path / "b.har", lacking), tmp_path / "other")


def test_a_body_of_which_bytes_are_missing_is_truncated(tmp_path):
    path = save(tmp_path / "a.har", entry(text=base64.b64encode(b"abc").decode(), encoding="base64", size=9))
    (capture,) = brought(path, tmp_path / "data")[2]
    assert capture.truncated


@pytest.mark.parametrize("data", [b"", b"[]", b'{"log": {}}', b'{"log": {"entries": {}}}', b"[" * 200_000, b"\xff"])
def test_what_is_no_har_ends_in_a_sentence(tmp_path, data):
    (tmp_path / "a.har").write_bytes(data)
    (tmp_path / "a.har.gz").write_bytes(data or b"\x1f\x8b")
    for name in ("a.har", "a.har.gz"):
        with pytest.raises(Stop, match="save it anew") as stop:
            brought(tmp_path / name, tmp_path / "data")
        assert stop.value.code is Exit.USAGE
    assert not list((tmp_path / "data").rglob("*.warc*"))


@pytest.mark.parametrize("name", ["a.har", "a.har.gz"])
def test_one_that_is_too_large_ends_in_a_sentence(tmp_path, monkeypatch, name):
    monkeypatch.setattr(har, "LARGEST", 300)
    path = save(tmp_path / name, entry(text="x" * 3000))
    with pytest.raises(Stop, match="in several HAR files"):
        brought(path, tmp_path / "data")


def test_in_a_folder_it_is_left_out_and_that_is_said(tmp_path):
    (tmp_path / "folder").mkdir()
    save(tmp_path / "one.har", entry(text=PAGE))
    brought(tmp_path / "one.har", tmp_path / "first")
    (made,) = (tmp_path / "first").rglob("*.warc.gz")
    made.rename(tmp_path / "folder" / made.name)
    save(tmp_path / "folder" / "b.har", entry(text=PAGE))
    done, _, _ = brought(tmp_path / "folder", tmp_path / "data")
    assert done.missing == [f"{tmp_path / 'folder' / 'b.har'}: left out, name it by itself to bring it in"]
    (fault,) = verify([tmp_path / "folder" / "b.har"]).faults
    assert fault.remedy == "bring it in with `jjscrape import`"


@settings(max_examples=share(2), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    path=st.sampled_from(
        [
            *([key] for key in entry()),
            *(["request", key] for key in ("url", "method", "headers", "postData")),
            *(["response", key] for key in ("status", "statusText", "headers", "content")),
            *(["response", "content", key] for key in ("text", "size", "encoding", "mimeType")),
        ]
    ),
    value=st.recursive(
        st.none()
        | st.booleans()
        | st.integers()
        | st.floats()
        | st.text(max_size=12)
        | st.sampled_from([URL, "\ud800"]),
        lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from(["name", "value", "text"]), inner),
        max_leaves=4,
    ),
)
def test_whatever_stands_in_an_entry_it_is_an_exchange_or_none(path, value):
    one = copy.deepcopy(entry(text="x", headers=CODED, post="y"))
    inner = one
    for key in path[:-1]:
        inner = inner[key]
    inner[path[-1]] = value
    try:
        made = har.exchange(one, "a.har")
    except har.EntryError:
        return
    assert made.response.startswith(b"HTTP/1.1 ")
    assert made.url.startswith("http")
