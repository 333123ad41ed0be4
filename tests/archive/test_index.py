from __future__ import annotations

import json
import uuid
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jjscrape.archive.errors import ArchiveError
from jjscrape.archive.exchange import Reference
from jjscrape.archive.index import known_payloads, newest_answers, write_index
from jjscrape.archive.surt import surt
from jjscrape.archive.writer import ArchiveWriter
from jjscrape.verify.verification import verify


@pytest.mark.parametrize(
    ("url", "key"),
    [
        ("http://jamandjustice-rjc.org", "org,jamandjustice-rjc)/"),
        ("https://www.jamandjustice-rjc.org:443/blog?page=3", "org,jamandjustice-rjc)/blog?page=3"),
        ("http://www2.Example.COM:8080/A/B/?b=2&a=1&A=0", "com,example:8080)/a/b?a=0&a=1&b=2"),
        ("http://127.0.0.1:8123/news/x%E2%80%99y/", "1,0,0,127:8123)/news/x%e2%80%99y"),
        ("http://[::1]:8123/news", "::1:8123)/news"),
        ("http://site.test/a%20b.pdf", "test,site)/a%20b.pdf"),
        ("http://site.test/a/../b/./c//d", "test,site)/b/c/d"),
        ("http://site.test/?", "test,site)/"),
        ("http://site.test/a?page=0%2C1", "test,site)/a?page=0,1"),
        ("http://site.test/a%25b", "test,site)/a%25b"),
        ("http://site.test/é", "test,site)/%c3%a9"),
        ("http://user:pw@site.test./a#part", "test,site)/a"),
        ("http://site.test/a?b=1&b=0&&c", "test,site)/a?&b=0&b=1&c"),
        ("http://münchen.test/a", "test,xn--mnchen-3ya)/a"),
        ("dns:site.test", "dns:site.test"),
        ("http://[bad/", "http://[bad/"),
    ],
)
def test_keys(url, key):
    """The expected keys are those of the implementation that pywb uses, noted once."""
    assert surt(url) == key


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="/?#[]@:\\"), max_size=30))
def test_keys_are_one_word_of_ascii(path):
    key = surt(f"http://site.test/{path}")
    assert key.isascii()
    assert " " not in key
    assert key.isprintable()


def index_lines(path):
    return [line.split(" ", 2) for line in path.read_text("ascii").splitlines()]


def fill(folder, *exchanges, **more):
    with ArchiveWriter(folder, "crawl", "jjscrape/0", {}, **more) as archive:
        return [archive.write(exchange) for exchange in exchanges]


def test_the_index_says_where_each_capture_lies(tmp_path, make_exchange):
    folder = tmp_path / "20261122T102600Z"
    written = fill(folder, make_exchange("http://site.test/z"), make_exchange("http://site.test/a"))
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "x.warc.gz.open").write_bytes((folder / written[0].warc_file).read_bytes())
    path = write_index(tmp_path)
    assert path == tmp_path / "index.cdxj"
    lines = index_lines(path)
    assert [line[0] for line in lines] == ["test,site)/a", "test,site)/z"]
    assert {line[1] for line in lines} == {"20261122102600"}
    values = json.loads(lines[1][2])
    assert values == {
        "url": "http://site.test/z",
        "mime": "text/html",
        "status": "200",
        "digest": written[0].payload_digest,
        "length": str(written[0].length),
        "offset": str(written[0].warc_offset),
        "filename": f"20261122T102600Z/{written[0].warc_file}",
        "date": "2026-11-22T10:26:00.123456Z",
        "id": written[0].record_id,
    }
    again = path.read_bytes()
    path.unlink()
    assert write_index(tmp_path).read_bytes() == again


def test_what_the_index_knows_is_the_newest_whole_capture_of_a_payload(tmp_path, make_exchange):
    later = datetime(2027, 1, 1, tzinfo=UTC)
    old, new = fill(tmp_path, make_exchange(body=b"a"), make_exchange(body=b"a", captured_at=later))
    known = known_payloads(write_index(tmp_path))
    assert known("http://site.test/", old.payload_digest) == Reference(new.record_id, "http://site.test/", later)
    assert known("http://site.test/b", old.payload_digest) is None
    assert known("http://site.test/", "sha256:A") is None


def test_a_revisit_is_never_referred_to(tmp_path, make_exchange):
    ahead = Reference(str(uuid.uuid4()), "http://site.test/", datetime(2025, 1, 1, tzinfo=UTC))
    [written] = fill(tmp_path, make_exchange(), known=lambda *_: ahead)
    path = write_index(tmp_path)
    assert json.loads(index_lines(path)[0][2])["mime"] == "warc/revisit"
    assert known_payloads(path)("http://site.test/", written.payload_digest) is None


def test_an_index_that_is_not_there_knows_nothing_and_a_broken_one_is_an_error(tmp_path):
    assert known_payloads(tmp_path / "none.cdxj")("http://site.test/", "sha256:A") is None
    (tmp_path / "bad.cdxj").write_text("test,site)/ 2026 not json\n")
    with pytest.raises(ArchiveError, match="line 1"):
        known_payloads(tmp_path / "bad.cdxj")


def test_a_folder_with_the_index_s_name_ends_in_a_sentence(tmp_path):
    (tmp_path / "index.cdxj" / "x").mkdir(parents=True)
    for work in (
        write_index,
        lambda folder: known_payloads(folder / "index.cdxj"),
        lambda f: [*newest_answers(f / "index.cdxj")],
    ):
        with pytest.raises(ArchiveError, match="is a folder, where the index has its place; move it away"):
            work(tmp_path)
    report = verify([tmp_path], repair=True)
    assert [(fault.name, fault.remedy) for fault in report.faults] == [
        ("unreadable", "move it away, or give it another name")
    ]
