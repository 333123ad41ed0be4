from __future__ import annotations

import gzip
import itertools
from datetime import UTC, datetime, timedelta

import pytest
from examples import share
from hypothesis import given, settings
from hypothesis import strategies as st

from jjscrape.archive.errors import ArchiveError, BodyError, UnresolvedRevisitError
from jjscrape.archive.reader import Archive

HTTP = b"HTTP/1.1 200 OK\r\nContent-Type: Text/HTML; charset=utf-8\r\n\r\n<p>one</p>"
ids = itertools.count(1)


def stored(block=HTTP, kind="response", version="1.1", **fields) -> bytes:
    """A record as another program might write it; a field of None is left out."""
    number = next(ids)
    lines = {
        "WARC-Type": kind,
        "WARC-Record-ID": f"<urn:uuid:00000000-0000-0000-0000-{number:012}>",
        "WARC-Date": "2026-11-22T10:26:00Z",
        "WARC-Target-URI": "http://site.test/",
        "Content-Type": "application/http; msgtype=response",
    }
    lines |= {name.replace("_", "-"): value for name, value in fields.items()} | {"Content-Length": str(len(block))}
    head = f"WARC/{version}\r\n" + "".join(f"{name}: {value}\r\n" for name, value in lines.items() if value is not None)
    return head.encode() + b"\r\n" + block + b"\r\n\r\n"


def zipped(*records: bytes) -> bytes:
    return b"".join(gzip.compress(record, mtime=0) for record in records)


@pytest.fixture
def read(tmp_path):
    """The archive of one file with the given bytes, and its captures."""

    def reader(data: bytes, name="a.warc.gz"):
        (tmp_path / name).write_bytes(data)
        archive = Archive([tmp_path / name])
        return archive, list(archive.captures())

    return reader


def test_a_capture_says_what_its_record_says(read):
    record = stored(
        version="1.0",
        WARC_Target_URI="<http://site.test/a%20b?x=<y>>",
        WARC_Date="2026-11-22T10:26:00.123456789Z",
        WARC_Payload_Digest="sha1:3I42H3S6NNFQ2MSVX7XZKYAYSCX5QBYJ",
        warc_truncated="length",
    )
    archive, [capture] = read(zipped(stored(b"", "warcinfo"), record))
    assert capture.url == "http://site.test/a%20b?x=<y>"
    assert capture.captured_at == datetime(2026, 11, 22, 10, 26, 0, 123456, tzinfo=UTC)
    assert (capture.status, capture.reason, capture.media_type) == (200, "OK", "text/html")
    assert capture.headers == (("Content-Type", "Text/HTML; charset=utf-8"),)
    assert (capture.record_type, capture.warc_file) == ("response", "a.warc.gz")
    assert capture.payload_digest == "sha1:3I42H3S6NNFQ2MSVX7XZKYAYSCX5QBYJ"
    assert capture.truncated
    assert capture.header("content-TYPE") == "Text/HTML; charset=utf-8"
    assert len(capture.record_id) == 36
    assert capture.warc_offset == len(zipped(stored(b"", "warcinfo")))
    assert archive.body(capture) == b"<p>one</p>"
    assert archive.record_bytes(capture) == HTTP


@pytest.mark.parametrize(
    ("date", "moment"),
    [
        ("2026", datetime(2026, 1, 1, tzinfo=UTC)),
        ("2026-11", datetime(2026, 11, 1, tzinfo=UTC)),
        ("2026-11-22", datetime(2026, 11, 22, tzinfo=UTC)),
        ("2026-11-22T10:26Z", datetime(2026, 11, 22, 10, 26, tzinfo=UTC)),
        ("2026-11-22T10:26:01+01:00", datetime(2026, 11, 22, 9, 26, 1, tzinfo=UTC)),
    ],
)
def test_dates_of_any_precision(read, date, moment):
    _, [capture] = read(zipped(stored(WARC_Date=date)))
    assert capture.captured_at == moment
    assert capture.captured_at.utcoffset() == timedelta(0)


@pytest.mark.parametrize("compress", [zipped, lambda *records: b"".join(records), lambda *r: zipped(b"".join(r))])
def test_files_may_be_plain_or_one_member_each_or_one_member_in_all(read, compress):
    blocks = [HTTP + b"x" * 200_000 * n for n in range(3)]
    archive, captures = read(compress(*map(stored, blocks)))
    assert [archive.record_bytes(capture) for capture in captures] == blocks
    assert archive.problems == []


def test_resources_and_responses_that_are_not_http(read):
    records = [
        stored(b"%PDF", "resource", Content_Type="Application/PDF"),
        stored(b"20261122 1.2.3.4", WARC_Target_URI="dns:site.test", Content_Type="text/dns"),
    ]
    archive, captures = read(zipped(*records))
    assert [(c.record_type, c.status, c.media_type) for c in captures] == [
        ("resource", None, "application/pdf"),
        ("response", None, "text/dns"),
    ]
    assert [archive.body(c) for c in captures] == [b"%PDF", b"20261122 1.2.3.4"]


def test_an_interim_response_in_front_is_not_taken_for_the_response(read):
    archive, [capture] = read(zipped(stored(b"HTTP/1.1 100 Continue\r\n\r\n" + HTTP)))
    assert capture.status == 200
    assert archive.body(capture) == b"<p>one</p>"


CHUNK_HEAD = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Encoding: gzip\r\n\r\n"
PACKED = gzip.compress(b"body", mtime=0)


@pytest.mark.parametrize(
    "body", [b"%x\r\n%s\r\n0\r\n\r\n" % (len(PACKED), PACKED), PACKED, b"4\r\nbody\r\n0\r\n\r\n", b"body"]
)
def test_framing_and_coding_come_off_and_may_be_off_already(read, body):
    archive, [capture] = read(zipped(stored(CHUNK_HEAD + body)))
    assert archive.body(capture) == b"body"


def test_a_body_that_ends_early_is_an_error_unless_the_record_says_so(read):
    torn = CHUNK_HEAD.replace(b"Content-Encoding: gzip\r\n", b"") + b"4\r\nbo"
    archive, captures = read(zipped(stored(torn), stored(torn, WARC_Truncated="disconnect")))
    with pytest.raises(BodyError, match=r"a\.warc\.gz at byte 0: .*last chunk"):
        archive.body(captures[0])
    assert archive.body(captures[1]) == b"bo"


def test_half_a_body_is_none_where_only_the_whole_one_will_do(read):
    plain = b"HTTP/1.1 200 OK\r\nContent-Length: %s\r\n%s\r\n%s"
    coded = b"Content-Encoding: gzip\r\n"
    blocks = {
        plain % (b"4", b"", b"body"): None,
        plain % (b"3", b"", b"body"): None,  # a recorder that changed the body
        plain % (b"900", coded, b"body"): None,  # one that took the coding off, and left its length
        plain % (b"5", b"", b"body"): "4 of the 5 bytes",
        plain % (b"900", coded, PACKED[:-3]): "ends early",
        CHUNK_HEAD + b"2\r\nbo\r\n2\r\ndyX\r\n0\r\n\r\n": "broken",
        CHUNK_HEAD + b"4\r\nbody\r\n": "last chunk",
    }
    archive, captures = read(zipped(*map(stored, blocks), stored(WARC_Truncated="time")))
    for capture, fault in zip(captures, [*blocks.values(), "truncated"], strict=True):
        if fault is None:
            assert archive.body(capture, whole=True) == b"body"
        else:
            with pytest.raises(BodyError, match=fault):
                archive.body(capture, whole=True)
    assert archive.body(captures[3]) == b"body"


def test_the_bound_on_bodies(read):
    archive, [capture] = read(zipped(stored()))
    with pytest.raises(BodyError, match="at byte 0"):
        archive.body(capture, largest=5)


def test_a_record_too_large_is_refused_before_it_is_read(read):
    archive, [capture] = read(zipped(stored(HTTP + bytes(2_000_000))))
    assert len(archive.body(capture)) == 2_000_010
    with pytest.raises(BodyError, match="the record has 2000"):
        archive.body(capture, largest=500_000)


@pytest.mark.parametrize(
    "refers",
    [
        {"WARC_Refers_To": "{id}", "WARC_Payload_Digest": None},
        {"WARC_Refers_To_Target_URI": "<http://site.test/old>", "WARC_Refers_To_Date": "2025-01-01T00:00:00Z"},
        {"WARC_Payload_Digest": "sha256:A"},
    ],
)
def test_revisits_are_followed_by_id_by_address_and_date_and_by_digest(read, refers):
    original = stored(
        HTTP.replace(b"one", b"old"),
        WARC_Target_URI="http://site.test/old",
        WARC_Date="2025-01-01T00:00:00Z",
        WARC_Payload_Digest="sha256:A",
        WARC_Record_ID="<urn:uuid:11111111-0000-0000-0000-000000000000>",
    )
    refers = {k: v and v.replace("{id}", "<urn:uuid:11111111-0000-0000-0000-000000000000>") for k, v in refers.items()}
    revisit = stored(HTTP[: HTTP.index(b"<p>")], "revisit", **refers)
    other = stored(WARC_Payload_Digest="sha256:B")
    archive, captures = read(zipped(revisit, other, original))
    assert captures[0].status == 200
    assert archive.body(captures[0]) == b"<p>old</p>"


def test_what_revisits_are_of_can_be_noted_while_the_captures_are_gone_through(read, monkeypatch):
    archive, captures = read(
        zipped(stored(WARC_Payload_Digest="sha1:A"), stored(b"", "revisit", WARC_Payload_Digest="sha1:A"))
    )
    original = archive.original(captures[1])
    again = Archive([file.path for file in archive.files])
    noted = list(again.captures(resolving=True))
    monkeypatch.setattr(again, "captures", None)
    assert noted == captures
    assert [again.original(capture) for capture in noted] == [original, original] == [captures[0]] * 2


def test_of_two_captures_of_one_second_a_revisit_is_of_the_one_with_its_digest(read):
    same = {"WARC_Target_URI": "http://site.test/x", "WARC_Date": "2026-11-01T00:00:00Z"}
    one = stored(HTTP, **same, WARC_Payload_Digest="sha1:A")
    two = stored(HTTP.replace(b"one", b"two"), **same, WARC_Payload_Digest="sha1:B")
    refers = {"WARC_Refers_To_Target_URI": same["WARC_Target_URI"], "WARC_Refers_To_Date": same["WARC_Date"]}
    revisits = [stored(b"", "revisit", **refers, WARC_Payload_Digest=f"sha1:{digest}") for digest in "ABC"]
    archive, captures = read(zipped(one, two, *revisits))
    assert [archive.body(c) for c in captures[2:]] == [b"<p>one</p>", b"<p>two</p>", b"<p>one</p>"]


def test_a_revisit_of_what_is_not_there_is_an_error(read):
    archive, [capture] = read(zipped(stored(b"", "revisit", WARC_Payload_Digest="sha256:A")))
    with pytest.raises(UnresolvedRevisitError, match=r"http://site\.test/"):
        archive.body(capture)


def test_info_is_what_warcinfo_says(read):
    fields = b"software: Crawler/1\r\noperator: J\xc3\xb8rn\r\nrobots: a\r\nrobots: b\r\n"
    archive, _ = read(zipped(stored(fields, "warcinfo", Content_Type="application/warc-fields"), stored()))
    assert archive.info() == [{"warc_file": "a.warc.gz", "software": "Crawler/1", "operator": "Jørn", "robots": "a, b"}]


@settings(deadline=None, max_examples=share(1))
@given(st.data())
def test_a_file_torn_anywhere_gives_its_whole_records_and_one_problem(tmp_path_factory, data):
    members = [zipped(stored(HTTP + bytes(n), WARC_Record_ID=f"<urn:x:{n}>")) for n in (10, 3000, 20)]
    whole = b"".join(members)
    edges = list(itertools.accumulate(map(len, members), initial=0))
    cut = data.draw(st.integers(2, len(whole) - 1))
    path = tmp_path_factory.mktemp("torn") / "a.warc.gz"
    path.write_bytes(whole[:cut])
    archive = Archive([path])
    found = [capture.warc_offset for capture in archive.captures()]
    assert found == [a for a, b in itertools.pairwise(edges) if b <= cut]
    torn_at = max(edge for edge in edges if edge <= cut)
    assert [(p.file, p.offset) for p in archive.problems] == ([] if cut in edges else [("a.warc.gz", torn_at)])
    assert all(problem.fault.startswith("torn: ") for problem in archive.problems)


def test_a_plain_file_torn_in_its_last_record(read):
    first, second = stored(), stored()
    archive, captures = read((first + second)[:-20], "a.warc")
    assert [capture.warc_offset for capture in captures] == [0]
    assert [problem.offset for problem in archive.problems] == [len(first)]


@pytest.mark.parametrize("at", [0.1, 0.5, 0.97])
def test_damage_costs_one_record_and_is_reported_once(read, at):
    members = [zipped(stored(HTTP + bytes(range(256)) * 9)) for _ in range(3)]
    damaged = bytearray(members[1])
    damaged[int(len(damaged) * at)] ^= 0xFF
    archive, captures = read(members[0] + bytes(damaged) + members[2])
    assert [capture.warc_offset for capture in captures] == [0, len(members[0]) + len(damaged)]
    list(archive.captures())
    [problem] = archive.problems
    assert (problem.file, problem.offset) == ("a.warc.gz", len(members[0]))
    assert f"reading goes on at byte {captures[1].warc_offset}" in str(problem)


def test_a_capture_whose_record_was_damaged_since_is_an_error(read, tmp_path):
    data = zipped(stored(HTTP * 20))
    archive, [capture] = read(data)
    (tmp_path / "a.warc.gz").write_bytes(data[:-30])
    with pytest.raises(ArchiveError, match=r"a\.warc\.gz at byte 0"):
        archive.body(capture)
    (tmp_path / "a.warc.gz").write_bytes(zipped(stored()))
    with pytest.raises(ArchiveError, match="is not there"):
        archive.body(capture)


def test_a_file_that_is_gone_is_a_problem_and_then_an_error(read, tmp_path):
    archive, [capture] = read(zipped(stored()))
    (tmp_path / "a.warc.gz").unlink()
    assert list(archive.captures()) == []
    assert [str(problem) for problem in archive.problems] == [
        "a.warc.gz at byte 0: can't be read: No such file or directory"
    ]
    with pytest.raises(ArchiveError, match="No such file"):
        archive.body(capture)


@pytest.mark.parametrize(
    ("fields", "fault"),
    [
        ({"WARC_Record_ID": None}, "without WARC-Record-ID"),
        ({"WARC_Target_URI": None}, "without WARC-Target-URI"),
        ({"WARC_Date": "yesterday"}, "not a WARC date"),
        ({"WARC_Date": "2026-02-31T00:00:00Z"}, "day is out of range"),
        ({"WARC_Segment_Number": "1"}, "segments"),
    ],
)
def test_a_record_that_lacks_what_it_must_have_is_passed_over(read, fields, fault):
    archive, captures = read(zipped(stored(**fields), stored()))
    assert len(captures) == 1
    [problem] = archive.problems
    assert problem.offset == 0
    assert fault in problem.fault


@pytest.mark.parametrize(
    "data", [b"", b"<html>not an archive</html>", gzip.compress(b"not a WARC", mtime=0), b"\x1f\x8b", b"\r\n"]
)
def test_what_is_no_warc_is_a_problem_and_not_an_exception(read, data):
    archive, captures = read(data)
    assert captures == []
    assert len(archive.problems) == (1 if data.strip() else 0)


def test_sources_may_be_files_folders_and_globs_in_any_order(tmp_path):
    names = ["b/2.warc.gz", "b/1.warc", "a/3.warc.gz", "a/4.warc.gz.open", "a/5.txt"]
    for name in names:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(stored(WARC_Target_URI=f"http://site.test/{name}"))
    found = [capture.warc_file for capture in Archive([tmp_path]).captures()]
    assert found == ["a/3.warc.gz", "a/4.warc.gz.open", "b/1.warc", "b/2.warc.gz"]
    glob = str(tmp_path / "*" / "*.warc.gz")
    assert [file.name for file in Archive([glob]).files] == ["a/3.warc.gz", "b/2.warc.gz"]
    sources = [tmp_path / "b", tmp_path / "a" / "3.warc.gz", tmp_path / "b" / "1.warc"]
    for order in itertools.permutations(sources):
        assert [file.name for file in Archive(order).files] == ["1.warc", "2.warc.gz", "3.warc.gz"]


@pytest.mark.parametrize("source", ["nothing-here", "nothing/*.warc.gz"])
def test_a_source_that_is_not_there_is_an_error(tmp_path, source):
    with pytest.raises(ArchiveError, match="no archive at"):
        Archive([tmp_path / source])


def test_fastwarc_and_this_reader_find_the_same_records(read, tmp_path, fastwarc_records):
    _, captures = read(zipped(*(stored(HTTP + bytes(n * 7000)) for n in range(6))))
    assert [capture.warc_offset for capture in captures] == [at for *_, at in fastwarc_records(tmp_path / "a.warc.gz")]
