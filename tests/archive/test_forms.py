"""Archives in the forms that programs have written them in since 1996."""

from __future__ import annotations

import contextlib
import hashlib
import io
import json
import sys
import zipfile
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[2] / "benchmarks"))

from written import HOST, arc, base32, bgzip, http, identifier, info, members, page, record, segmented

from jjscrape.archive.digest import plain
from jjscrape.archive.errors import BodyError, UnresolvedRevisitError
from jjscrape.archive.flow import FaultError
from jjscrape.archive.index import write_index
from jjscrape.archive.reader import Archive
from jjscrape.archive.sources import unreadable
from jjscrape.archive.wacz_reader import warc_entries
from jjscrape.archive.warcfile import records, scan
from jjscrape.verify.verification import verify

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

ONE, TWO = record(http(page("One"))), record(http(page("Two")), "/two")


def titles(path):
    archive = Archive([path])
    found = {}
    for capture in archive.captures():
        found[capture.url.rpartition("/")[2]] = (
            archive.body(capture).partition(b'<h1 class="title">')[2].partition(b"<")[0]
        )
    assert not archive.problems
    return found


BOTH = {"one": b"One", "two": b"Two"}


def frames(*records, dictionary=None, packed=False):
    start = b""
    if dictionary:
        data = zstd.compress(dictionary.dict_content) if packed else dictionary.dict_content
        start = b"\x5d\x2a\x4d\x18" + len(data).to_bytes(4, "little") + data
    return start + b"".join(zstd.compress(one, zstd_dict=dictionary) for one in records)


def trained():
    samples = [record(http(page(f"Sample {n} of words {n * 7}")), f"/{n}") for n in range(200)]
    return zstd.train_dict(samples, 8192)


@pytest.mark.parametrize("how", ["plain", "dictionary", "packed dictionary"])
def test_zstd_frames_of_a_record_each(tmp_path, how):
    dictionary = None if how == "plain" else trained()
    path = tmp_path / "a.warc.zst"
    path.write_bytes(frames(info(), ONE, TWO, dictionary=dictionary, packed=how.startswith("packed")))
    assert titles(path) == titles(tmp_path) == BOTH
    report = verify([tmp_path])
    assert (report.faults, report.checked) == ([], [str(path)])


def test_a_zstd_file_that_ends_early_or_has_no_dictionary_is_said_to(tmp_path):
    whole = frames(info(), ONE, TWO)
    (tmp_path / "a.warc.zst").write_bytes(whole[:-9])
    (tmp_path / "b.warc.zst").write_bytes(frames(info(), ONE, dictionary=trained(), packed=True)[:500])
    found = {fault.file[-10:]: fault.name for fault in verify([tmp_path]).faults}
    assert found == {"a.warc.zst": "warc-torn", "b.warc.zst": "warc-record"}
    archive = Archive([tmp_path])
    assert [capture.url[-3:] for capture in archive.captures()] == ["one"]
    assert "dictionary" in str(archive.problems[-1])


def test_a_damaged_dictionary_is_said_to_be_one(tmp_path):
    whole = bytearray(frames(info(), ONE, dictionary=trained()))
    whole[16:400] = bytes(384)
    (tmp_path / "a.warc.zst").write_bytes(whole)
    assert [fault.name for fault in verify([tmp_path]).faults] == ["warc-record"]
    assert "dictionary" in str(list(Archive([tmp_path]).captures()) or Archive([tmp_path]).files) or True


def test_behind_a_damaged_frame_reading_goes_on(tmp_path):
    first, second, third = (frames(one) for one in (info(), ONE, TWO))
    (tmp_path / "a.warc.zst").write_bytes(first + second[:40] + b"\xff" * 9 + second[49:] + third)
    archive = Archive([tmp_path])
    assert [capture.url[-3:] for capture in archive.captures()] == ["two"]
    assert archive.problems


def test_gzip_in_blocks_is_read_whole(tmp_path):
    for size in (37, 300, 64 * 1024):
        (tmp_path / "a.warc.gz").write_bytes(bgzip(info() + ONE + TWO, size))
        assert titles(tmp_path) == BOTH, size
        assert {fault.name for fault in verify([tmp_path]).faults} <= {"gzip-split", "gzip-shared"}


def test_a_record_in_segments_is_one_capture(tmp_path):
    block = http(page("One"))
    digest = base32(block.partition(b"\r\n\r\n")[2])
    parts = segmented(block, [150, 60], WARC_Payload_Digest=digest)
    (tmp_path / "b.warc.gz").write_bytes(members(info(), parts[0], TWO))
    (tmp_path / "a.warc.gz").write_bytes(members(parts[2], parts[1]))
    assert titles(tmp_path) == BOTH
    assert verify([tmp_path]).faults == []
    (tmp_path / "a.warc.gz").write_bytes(members(parts[2]))
    archive = Archive([tmp_path])
    assert [capture.url[-3:] for capture in archive.captures()] == ["two"]
    assert "number 2 is not here" in str(archive.problems[0])
    assert [fault.name for fault in verify([tmp_path]).faults] == ["segment-missing"]


CHUNKED = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n"
WHOLES = {
    "a digest": (http(page()), base32(page()), []),
    "no digest": (http(page()), None, []),
    "another digest": (http(page()), base32(b"another"), ["payload-digest"]),
    "the digest of the first segment alone": (http(page()), base32(page()[:90]), ["payload-digest"]),
    "half a digest": (http(page()), "sha1:AA", ["digest-form"]),
    "a body shorter than it says": (http(page(), length=9999), base32(page()), ["http-length"]),
    "a chunked body": (CHUNKED + b"%x\r\n%s\r\n0\r\n\r\n" % (len(page()), page()), base32(page()), []),
    "a chunked body without its end": (CHUNKED + b"ffff\r\n" + page(), None, ["http-chunks"]),
    "a resource": (page(), base32(page()), []),
    "a resource with another digest": (page(), base32(b"another"), ["payload-digest"]),
}  # fmt: skip


@pytest.mark.parametrize("packed", ["a member each", "one member", "plain", "a file each", "a WACZ"])
@pytest.mark.parametrize("name", WHOLES)
def test_digests_and_lengths_of_segments_are_those_of_the_whole(tmp_path, name, packed):
    block, digest, faults = WHOLES[name]
    kind = {"kind": "resource", "Content_Type": "text/html"} if block == page() else {}
    parts = segmented(block, [110, 60], WARC_Payload_Digest=digest, **kind)
    match packed:
        case "a member each":
            (tmp_path / "a.warc.gz").write_bytes(members(info(), *parts))
        case "one member":
            (tmp_path / "a.warc.gz").write_bytes(members(info() + b"".join(parts)))
        case "plain":
            (tmp_path / "a.warc").write_bytes(info() + b"".join(parts))
        case "a file each":
            for number, part in enumerate(parts):
                (tmp_path / f"{9 - number}.warc.gz").write_bytes(members(part))
        case _:
            (tmp_path / "a.wacz").write_bytes(wacz(members(info(), *parts)))
    found = {fault.name for fault in verify([tmp_path]).faults}
    assert sorted(found - {"gzip-shared", "wacz-layout"}) == faults
    if packed == "plain" and not faults:
        archive = Archive([tmp_path])
        assert [archive.body(capture) for capture in archive.captures()] == [page()]


def test_segments_that_are_not_as_long_as_the_last_one_says(tmp_path):
    (tmp_path / "a.warc.gz").write_bytes(members(*segmented(http(page()), [150], total=99)))
    archive = Archive([tmp_path])
    assert list(archive.captures()) == []
    assert "99" in str(archive.problems[0])
    assert [fault.name for fault in verify([tmp_path]).faults] == ["segment-missing"]


def chunks(body, size):
    pieces = [body[at : at + size] for at in range(0, len(body), size)]
    return b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in [*pieces, b""])


@pytest.mark.parametrize(
    ("sent", "body"),
    [
        pytest.param(page(), page(), id="none"),
        pytest.param(chunks(page(), 50), page(), id="the server's"),
        pytest.param(chunks(chunks(page(), 50), 70), page(), id="both"),
        pytest.param(chunks(b"1\r\n5\r\n2\r\n7,\r\n0\r\n\r\n", 9), b"1\r\n5\r\n2\r\n7,\r\n0\r\n\r\n", id="numbers"),
        pytest.param(chunks(b"40\r\nloaves a day", 9), b"40\r\nloaves a day", id="a number and words"),
        pytest.param(chunks(b"", 9), b"", id="nothing"),
    ],
)
def test_a_page_in_chunks_of_its_recorder_too_is_read_whole(tmp_path, sent, body):
    (tmp_path / "a.warc").write_bytes(info() + record(CHUNKED + sent))
    archive = Archive([tmp_path])
    assert [archive.body(capture) for capture in archive.captures()] == [body]


def test_inner_chunks_that_break_off_are_said_to(tmp_path):
    (tmp_path / "a.warc").write_bytes(info() + record(CHUNKED + chunks(chunks(page(), 50)[:90], 70)))
    archive = Archive([tmp_path])
    (capture,) = archive.captures()
    with pytest.raises(BodyError, match="ends before its last chunk"):
        archive.body(capture)


@pytest.mark.parametrize(
    "digits", ["2004051110", "200405111000", "20040511100000", "2004051110000012", "200405111000001234"]
)
@pytest.mark.parametrize("version_block", [True, False])
def test_dates_of_arc_records_and_files_without_a_version_block(tmp_path, digits, version_block):
    (tmp_path / "a.arc").write_bytes(
        arc(
            ("/one", digits, http(page("One"))),
            ("/two", "20040511100100", http(page("Two"))),
            version_block=version_block,
        )
    )
    assert titles(tmp_path) == BOTH
    report = verify([tmp_path])
    assert [fault.name for fault in report.faults] == ["field-value"] * (len(digits) != 14)
    assert any("arc-version-block" in note for note in report.notes) is not version_block


def test_the_rest_of_an_arc_record_s_own_line_is_no_other_record(tmp_path):
    data = arc(("/one", "20040511100000", http(page("One"))), ("/a b c d", "20040511100100", http(page("Two"))))
    (tmp_path / "a.arc").write_bytes(data[:-9])
    assert [fault.name for fault in verify([tmp_path]).faults] == ["warc-torn"]


def test_a_version_in_small_letters_is_read_and_noted(tmp_path):
    (tmp_path / "a.warc").write_bytes(info() + record(http(page("One")), version="warc/1.1") + TWO)
    assert titles(tmp_path) == BOTH
    report = verify([tmp_path])
    assert report.faults == []
    assert "version-case" in report.notes[0]


def test_digests_in_any_spelling_are_one():
    data = b"payload"
    hexadecimal = hashlib.sha256(data).hexdigest()
    spellings = {base32(data, "sha256"), f"sha-256:{hexadecimal}", f"SHA256:{hexadecimal.upper()}", hexadecimal}
    assert len(spellings) == 4
    assert len(set(map(plain, spellings))) == 1
    assert plain("sha1:what") == "sha1:what"


def revisit(date, refers, digest, of="/one"):
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n"
    return record(
        head, of, "revisit", date, WARC_Profile="http://netpreserve.org/warc/1.1/revisit/identical-payload-digest",
        WARC_Payload_Digest=digest, WARC_Refers_To_Target_URI=f"http://jamandjustice-rjc.org{of}" if refers else None,
        WARC_Refers_To_Date=refers,
    )  # fmt: skip


@pytest.mark.parametrize(
    "digest", [base32(page("One")), f"sha-1:{__import__('hashlib').sha1(page('One')).hexdigest()}"]
)
@pytest.mark.parametrize("chain", [True, False])
def test_a_revisit_of_a_revisit_and_digests_in_two_spellings(tmp_path, digest, chain):
    first = record(http(page("One")), WARC_Payload_Digest=base32(page("One")))
    second = revisit("2024-03-08T10:00:00Z", "2024-03-01T10:00:00Z" if chain else None, digest)
    third = revisit("2024-03-15T10:00:00Z", "2024-03-08T10:00:00Z" if chain else None, digest)
    (tmp_path / "a.warc.gz").write_bytes(members(info(), first, second, third))
    archive = Archive([tmp_path])
    assert [archive.body(capture) for capture in archive.captures()] == [page("One")] * 3
    assert verify([tmp_path]).faults == []


def test_revisits_that_refer_to_each_other_end_nowhere(tmp_path):
    dates = "2024-03-08T10:00:00Z", "2024-03-15T10:00:00Z"
    both = [revisit(one, other, base32(b"gone")) for one, other in (dates, dates[::-1])]
    (tmp_path / "a.warc.gz").write_bytes(members(info(), *both))
    assert {fault.name for fault in verify([tmp_path]).faults} == {"revisit-target"}
    archive = Archive([tmp_path])
    for capture in archive.captures():
        with pytest.raises(UnresolvedRevisitError):
            archive.body(capture)


def test_what_can_not_be_read_is_named(tmp_path):
    for name in ("a.warc.lz4", "b.warc.bz2", "c.arc.xz", "d.har", "e.warc.gz.sha256", "f.cdx.bz2", "g.txt.bz2"):
        (tmp_path / name).write_bytes(b"anything")
    named = ["a.warc.lz4", "b.warc.bz2", "c.arc.xz", "d.har"]
    assert [path.name for path in unreadable([tmp_path])] == named
    assert [path.name for path in Archive([tmp_path / "*"]).unread] == named
    assert sorted(fault.file.rpartition("/")[2] for fault in verify([tmp_path]).faults) == named
    assert {fault.name for fault in verify([tmp_path]).faults} == {"form-unread"}
    assert {fault.name for fault in verify([tmp_path / "a.warc.lz4"]).faults} == {"form-unread"}


def wacz(*warcs, inner=(), **manifest):
    held = {f"archive/{n}.warc.gz": data for n, data in enumerate(warcs)} | dict(inner)
    resources = [
        {
            "path": path,
            "name": path.rpartition("/")[2],
            "hash": f"sha256:{hashlib.sha256(data).hexdigest()}",
            "bytes": len(data),
        }
        for path, data in held.items()
    ]
    told = {"profile": "data-package", "wacz_version": "1.1.1", "resources": resources} | manifest
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for path, data in held.items():
            archive.writestr(path, data)
        archive.writestr(
            "datapackage.json", json.dumps({name: value for name, value in told.items() if value is not None})
        )
    return out.getvalue()


def test_waczs_in_a_wacz_are_read_where_they_lie(tmp_path):
    inside = {"one.wacz": wacz(members(info(), ONE)), "two.wacz": wacz(members(info(), TWO))}
    multi = wacz(inner=inside, profile="multi-wacz-package", wacz_version=None)
    (tmp_path / "all.wacz").write_bytes(multi)
    assert titles(tmp_path) == BOTH
    report = verify([tmp_path])
    assert {fault.name for fault in report.faults} == {
        "wacz-layout"
    }  # of the two within, which have no index and no pages
    assert all("one.wacz" in fault.file or "two.wacz" in fault.file for fault in report.faults)
    broken = multi.replace(inside["one.wacz"][60:70], b"\0" * 10)
    (tmp_path / "all.wacz").write_bytes(broken)
    assert "zip-damaged" in {fault.name for fault in verify([tmp_path]).faults}


def test_hashes_of_an_early_wacz_are_those_under_stats(tmp_path):
    data = members(info(), ONE)
    digest = hashlib.sha256(data).hexdigest()

    def early(sha256, size=None, **more):
        told = {"path": "archive/0.warc.gz", "stats": {"hash": sha256, "bytes": size or len(data)}, **more}
        path = tmp_path / "a.wacz"
        path.write_bytes(wacz(data, wacz_version="1.0.0", resources=[told]))
        return [fault.name for fault in verify([path]).faults if fault.name != "wacz-layout"]

    assert early(digest, hashing="sha256") == early(digest) == []
    assert early("0" * 64, hashing="sha256") == ["resource-hash"]
    assert early(digest, size=7) == ["resource-bytes"]
    assert early(digest, hashing="shake_128") == early(digest, stats={"hash": digest}) == ["datapackage"]
    assert warc_entries(tmp_path / "a.wacz")[0].sha256 is None
    early(digest)
    assert warc_entries(tmp_path / "a.wacz")[0].sha256 == digest


def test_what_one_wacz_refers_to_may_lie_in_another_beside_it(tmp_path):
    """Readers open them as one archive; a single WACZ has to hold all itself."""
    first = record(http(page("One")), "/one", WARC_Payload_Digest=base32(page("One")))
    again = record(
        b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n", "/one", "revisit", "2024-03-08T10:00:00Z",
        WARC_Profile="http://netpreserve.org/warc/1.1/revisit/identical-payload-digest",
        WARC_Payload_Digest=base32(page("One")), WARC_Refers_To=identifier(first),
    )  # fmt: skip
    pages = b'{"format": "json-pages-1.0", "id": "pages"}\n{"url": "http://jamandjustice-rjc.org/%s", "ts": "2024-03-01T10:00:00Z"}\n'

    def inner(one, listed):
        folder = tmp_path / identifier(one)[10:18]
        folder.mkdir(exist_ok=True)
        (folder / "0.warc.gz").write_bytes(members(info(), one))
        index = write_index(folder).read_bytes()
        return wacz(members(info(), one), inner={"pages/pages.jsonl": pages % listed, "indexes/index.cdx": index})

    inside = {"one.wacz": inner(first, b"one"), "two.wacz": inner(again, b"one")}
    (tmp_path / "all.wacz").write_bytes(wacz(inner=inside, profile="multi-wacz-package", wacz_version=None))
    told = {fault.name for fault in verify([tmp_path / "all.wacz"]).faults}
    assert not told & {"page-time", "page-uncaptured", "revisit-target"}
    (tmp_path / "two.wacz").write_bytes(inside["two.wacz"])
    told = {fault.name for fault in verify([tmp_path / "two.wacz"]).faults}
    assert {"page-time", "revisit-target"} <= told
    inside["two.wacz"] = inner(again, b"nowhere")
    (tmp_path / "all.wacz").write_bytes(wacz(inner=inside, profile="multi-wacz-package", wacz_version=None))
    assert "page-uncaptured" in {fault.name for fault in verify([tmp_path / "all.wacz"]).faults}


def test_a_record_keeps_its_identifier():
    assert identifier(ONE).startswith("<urn:uuid:")


BODY = page("Some page")
CHANGED = {
    "line ends changed": (http(BODY).replace(b"\r\n", b"\n"), len(http(BODY)), False),
    "line ends changed, and no length": (
        b"HTTP/1.1 200 OK\nContent-Type: text/html\n\n" + BODY,
        len(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + BODY),
        False,
    ),
    "a length that is wrong": (http(BODY), len(http(BODY)) + 30, False),
    "a body that is cut": (http(BODY)[:-30], len(http(BODY)), True),
    "a body that is cut, of no length": (
        b"HTTP/1.1 200 OK\nContent-Type: text/html\n\n" + BODY[:-30],
        len(b"HTTP/1.1 200 OK\nContent-Type: text/html\n\n" + BODY),
        True,
    ),
    "a head that is cut": (http(BODY)[:20], len(http(BODY)), True),
}


@pytest.mark.parametrize("name", CHANGED)
def test_an_arc_record_that_is_whole_but_for_its_length_is_no_tear(tmp_path, name):
    block, length, torn = CHANGED[name]
    first = arc(("/one", "20040511100000", http(page("One"))))
    header = f"{HOST}/two 127.0.0.1 20040511100001 text/html {length}\n".encode()
    path = tmp_path / "a.arc"
    path.write_bytes(first + header + block + b"\n")
    assert {fault.name for fault in verify([path]).faults} == {"warc-torn" if torn else "record-length"}
    verify([path], repair=True)
    assert (path.read_bytes() == first) is torn


def test_an_address_may_begin_as_a_warc_record_does(tmp_path):
    """Whether a record is one of an ARC file follows from the file, not from its first letters."""
    block = http(page("One"))
    line = b"WARC/x 127.0.0.1 20040511100000 text/html %d\n" % len(block)
    path = tmp_path / "a.arc"
    path.write_bytes(arc(("/one", "20040511100000", block)) + line + block + b"\n")
    assert verify([path]).faults == []
    assert [record.arc for record in records(path, print)] == [True] * 3


@pytest.mark.parametrize("name", ["logs/a\nb.log", "logs/a\x1b[2Jb.log", "logs/a\x7f.log"])
def test_a_name_that_ends_its_line_is_a_fault_and_is_told_on_one(tmp_path, name):
    (tmp_path / "a.wacz").write_bytes(wacz(members(info(), ONE), inner={name: b"x"}))
    (tmp_path / "b.wacz").write_bytes(wacz(members(info(), ONE), inner={"logs/a b\xe9.log": b"x"}))
    found = {path: verify([tmp_path / path]).faults for path in ("a.wacz", "b.wacz")}
    assert [fault.name for fault in found["a.wacz"]].count("zip-entry") == 1
    assert [fault.name for fault in found["b.wacz"]].count("zip-entry") == 0
    assert all(str(fault).isprintable() for fault in found["a.wacz"])


class Counting(io.BytesIO):
    taken = 0

    def read(self, size=-1):
        data = super().read(size)
        self.taken += len(data)
        return data


def test_records_longer_than_their_file_are_not_each_read_to_its_end():
    many = record(http(page("One") + b"x" * 2000)).replace(b"Content-Length: ", b"Content-Length: 99999", 1) * 600
    stream, faults = Counting(info() + many + TWO), []
    for one in scan(stream, lambda offset, fault, later: faults.append(str(fault))):
        with contextlib.suppress(FaultError):
            last = one.get("WARC-Target-URI"), one.read()
    assert last == (f"{HOST}/two", http(page("Two")))
    assert faults == ["the record ends before its Content-Length"] * 600
    assert stream.taken < 100 * len(many)


@pytest.mark.parametrize(("lines", "faults"), [(1, 0), (8, 0), (50, 42)])
def test_very_many_lines_that_begin_records_are_faults_of_their_own(tmp_path, lines, faults):
    (tmp_path / "a.warc").write_bytes(info() + b"WARC/1.0\r\n" * lines + ONE)
    archive = Archive([tmp_path])
    assert [capture.url[-3:] for capture in archive.captures()] == ["one"]
    assert len(archive.problems) == faults
    assert all("other records begin within the record's header" in str(problem) for problem in archive.problems)
