"""A WARC file cut at any byte: what is missing is seen, and mending keeps every whole record as it was."""

from __future__ import annotations

import shutil
import zlib
from itertools import accumulate

import pytest
from mutation.members import members_of
from sound_archive import FIRST

from jjscrape.archive.exchange import Exchange
from jjscrape.archive.index import write_index
from jjscrape.archive.writer import ArchiveWriter
from jjscrape.verify.verification import verify


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    """A data folder with one WARC file of a few kilobytes."""
    folder = tmp_path_factory.mktemp("small") / "data"
    with ArchiveWriter(folder / "archive" / "20211201T090000Z", "crawl", "test", {}, clock=lambda: FIRST) as writer:
        for number in range(2):
            writer.write(
                Exchange(
                    url=f"http://site.test/{number}",
                    method="GET",
                    request=b"GET /%d HTTP/1.1\r\nHost: site.test\r\n\r\n" % number,
                    response=b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhell%d" % number,
                    captured_at=FIRST,
                )
            )
    write_index(folder / "archive")
    return folder


def warc_in(folder):
    [path] = folder.rglob("crawl-00000.warc.gz*")
    return path


def whole_before(pieces, cut):
    """The records that a file cut there still has whole."""
    kept = b""
    for piece in pieces:
        if len(kept) + len(piece) > cut:
            break
        kept += piece
    return kept


def completed(pieces, cut):
    """As `whole_before`, with the record that the cut goes through, if all of it can still be inflated."""
    kept = whole_before(pieces, cut)
    data = b"".join(pieces)
    piece = next(piece for piece in pieces if data.startswith(kept + piece))
    there = zlib.decompressobj(31).decompress(data[len(kept) : cut])
    return kept + piece if len(there) >= len(zlib.decompress(piece, 31)) - 4 else kept


def missing_end(pieces, cut):
    """How many bytes the record lacks that the cut goes through."""
    end = 0
    for piece in pieces:
        end += len(piece)
        if end > cut:
            break
    return end - cut


def cuts(pieces, step):
    """So many bytes from one cut to the next, and every byte where a record ends and the next begins."""
    ends = list(accumulate(map(len, pieces), initial=0))
    near = {end + beside for end in ends for beside in range(-10, 11)}
    return [cut for cut in range(ends[-1]) if cut % step == 0 or cut in near]


@pytest.mark.parametrize("step", [11, pytest.param(1, marks=pytest.mark.slow)])
@pytest.mark.parametrize("plain", [False, True], ids=["gzip", "plain"])
def test_a_cut_at_any_byte_is_seen_and_every_whole_record_is_kept(small, tmp_path, plain, step):
    pieces = members_of(warc_in(small).read_bytes())
    if plain:
        pieces = [zlib.decompress(piece, 31) for piece in pieces]
    data = b"".join(pieces)
    assert 1000 < len(data) < 8000
    path = tmp_path / ("a.warc" if plain else "a.warc.gz")
    for cut in cuts(pieces, step):
        path.write_bytes(data[:cut])
        kept = whole_before(pieces, cut)
        faults = verify([path]).faults
        if kept == data[:cut] and cut:
            assert faults == [], cut  # whole records and nothing else: only an index knows that there were more
            continue
        names = {fault.name for fault in faults}
        if plain and missing_end(pieces, cut) <= 4:
            # All of the block is there: that is no tail to be cut.
            assert names == {"record-length"}, cut
            assert verify([path], repair=True).repairs == []
            assert path.read_bytes() == data[:cut]
            continue
        if cut:
            assert names == {"warc-torn"}, cut
            assert [fault.offset for fault in faults] == [len(kept)]
        else:
            assert names == {"warc-empty"}
            continue
        mended = verify([path], repair=True)
        expected = kept if plain else completed(pieces, cut)
        if not expected:
            # Nothing can be kept of it, and nothing is taken away.
            assert mended.repairs == []
            assert {fault.name for fault in mended.faults} == {"warc-torn"}
            assert path.read_bytes() == data[:cut]
            continue
        assert mended.faults == []
        [said] = mended.repairs
        if expected == kept:
            assert f"{cut - len(kept)} bytes from byte {len(kept)} on" in said
        else:
            assert f"the record at byte {len(kept)} is whole" in said
        assert f"{cut} bytes before, {len(expected)} after" in said
        assert path.read_bytes() == expected
        beside = path.with_name(path.name + ".before-repair")
        assert beside.read_bytes() == data[:cut]
        beside.unlink()


def test_a_cut_between_records_is_seen_by_the_index(small, tmp_path, names):
    pieces = members_of(warc_in(small).read_bytes())
    for count in range(len(pieces)):
        data = tmp_path / str(count)
        shutil.copytree(small, data)
        warc_in(data).write_bytes(b"".join(pieces[:count]))
        seen = names(verify([data], log=False))
        # The last request is in no index.
        assert ("cdxj-record" in seen) == (count < len(pieces) - 1), count


def test_a_file_that_a_killed_process_left_is_mended_whatever_its_last_byte_is(small, tmp_path, names):
    whole = warc_in(small).read_bytes()
    pieces = members_of(whole)
    for cut in [*range(0, len(whole), 41), len(whole)]:
        data = tmp_path / str(cut)
        shutil.copytree(small, data)
        final = warc_in(data)
        left = final.rename(final.with_name(final.name + ".open"))
        left.write_bytes(whole[:cut])
        assert "warc-open" in names(verify([data], log=False))
        mended = verify([data], repair=True)
        kept = completed(pieces, cut) if cut < len(whole) else whole
        if not kept:
            assert {"warc-open", "warc-torn" if cut else "warc-empty"} <= set(names(mended))
            assert left.read_bytes() == whole[:cut]
            assert not any("--repair" in fault.remedy for fault in mended.faults)
            continue
        assert mended.faults == []
        assert not left.exists()
        assert final.read_bytes() == kept
        listed = (data / "archive" / "index.cdxj").read_text().splitlines()
        assert len(listed) == sum(b"WARC-Type: response" in zlib.decompress(p, 31) for p in members_of(kept))
