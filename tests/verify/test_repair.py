"""`--repair` cuts torn tails, gives files their final names, rebuilds indexes, and changes nothing else."""

from __future__ import annotations

import hashlib
import json

import pytest
from mutation.members import members_of
from mutation.mutant import INDEX, WARC, WARCS, replace

from jjscrape.archive.errors import ArchiveError
from jjscrape.archive.reader import Archive
from jjscrape.clock import now
from jjscrape.datafolder import locked
from jjscrape.operate.packing import pack
from jjscrape.outcome import Stop
from jjscrape.verify.archive import check_file
from jjscrape.verify.repair import mend
from jjscrape.verify.verification import verify


def state(folder):
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file() and path.name not in ("fixity.jsonl", ".jjscrape.lock")
    }


def test_a_sound_folder_stays_as_it_is(data):
    before = state(data)
    report = verify([data], repair=True)
    assert (report.faults, report.repairs) == ([], [])
    assert state(data) == before


def test_an_index_is_made_anew_byte_for_byte(data):
    sound = state(data)
    (data / INDEX).write_bytes((data / INDEX).read_bytes().replace(b'"200"', b'"500"', 1))
    report = verify([data], repair=True)
    assert report.faults == []
    assert [said.endswith("rebuilt from the WARC files") for said in report.repairs] == [True]
    assert state(data) == sound
    (data / INDEX).unlink()
    assert verify([data], repair=True).faults == []
    assert state(data) == sound


def test_only_the_torn_file_and_the_index_are_touched(data):
    sound = state(data)
    whole = (data / WARCS[1]).read_bytes()
    replace(data / WARCS[1], whole[:-40])
    report = verify([data], repair=True)
    assert {fault.name for fault in report.faults} == {"crawl-count"}
    said, index = report.repairs
    assert f"{data / WARCS[1]}: cut " in said
    assert "a torn request of http://127.0.0.1:8947/no-such-page" in said
    assert "rebuilt" in index
    after = state(data)
    assert {name for name in sound if sound[name] != after.get(name)} == {WARCS[1]}
    assert after.keys() - sound.keys() == {f"{WARCS[1]}.before-repair"}
    assert (data / WARCS[1]).read_bytes() == b"".join(members_of(whole)[:-1])


def test_a_record_that_lacks_only_the_end_of_its_gzip_member_is_kept(data):
    sound = state(data)
    whole = (data / WARCS[1]).read_bytes()
    replace(data / WARCS[1], whole[:-7])
    report = verify([data], repair=True)
    assert report.faults == []
    [said, _] = report.repairs
    assert f"{len(whole) - 7} bytes before, {len(whole)} after" in said
    assert state(data).items() >= sound.items()


def test_what_was_kept_is_never_written_over_and_is_no_part_of_the_archive(data):
    whole = (data / WARC).read_bytes()
    before = [path.name for path in Archive([data / "archive"]).files]
    for cut in (40, 4000):
        replace(data / WARC, whole[:-cut])
        verify([data], repair=True)
    kept = [(data / WARC).with_name(f"crawl-00000.warc.gz.before-repair{number}") for number in ("", "-2")]
    assert [path.read_bytes() for path in kept] == [whole[:-40], whole[:-4000]]
    index = (data / INDEX).read_text()
    assert "before-repair" not in index
    assert [path.name for path in Archive([data / "archive"]).files] == before
    assert [f.name for f in Archive([f"{(data / WARC).parent}/*.warc*"]).files] == ["crawl-00000.warc.gz"]
    with pytest.raises(ArchiveError, match="before a repair"):
        Archive(kept)
    packed = pack(data, site_name="demo")
    assert packed.contents.files == len(before)
    report = verify([*kept, data], repair=True)
    assert sum("before a repair" in note for note in report.notes) == len(kept)
    assert {fault.name for fault in report.faults} <= {"crawl-count", "revisit-target"}
    assert [path.read_bytes() for path in kept] == [whole[:-40], whole[:-4000]]


def test_a_file_that_is_not_what_was_checked_any_more_is_left_alone(data):
    """The tear is not where it was said to be: cutting there would take whole records."""
    path = data / WARC
    whole = path.read_bytes()
    replace(path, whole[:-40])
    found = check_file(path, now()).files[path]
    found.tear = found.tear._replace(offset=len(b"".join(members_of(whole)[:3])))
    said = mend(path, found)
    assert not said.done
    assert "records could not be read any more" in said.said
    assert path.read_bytes() == whole[:-40]
    assert [file.name for file in path.parent.iterdir() if "before-repair" in file.name or ".part" in file.name] == []


def test_damage_in_the_middle_is_left_alone(data):
    whole = (data / WARC).read_bytes()
    replace(data / WARC, whole[:500] + b"\0\0\0" + whole[503:])
    report = verify([data], repair=True)
    assert "gzip-damaged" in {fault.name for fault in report.faults}
    assert (data / WARC).read_bytes() == whole[:500] + b"\0\0\0" + whole[503:]


def test_releases_and_wacz_files_are_never_written_to(data):
    csv = data / "datasets" / "2021.12.08" / "articles.csv"
    csv.write_bytes(csv.read_bytes() + b"x")
    (data / "archive.wacz").write_bytes((data / "archive.wacz").read_bytes()[:-9])
    before = state(data)
    names = {fault.name for fault in verify([data], repair=True).faults}
    assert names == {"file-changed", "zip-damaged"}
    assert state(data) == before


def test_a_file_named_by_itself_is_mended_and_renamed(data):
    path = data / WARC
    left = path.rename(path.with_name(path.name + ".open"))
    left.write_bytes(left.read_bytes()[:-3])
    report = verify([left], repair=True)
    assert report.faults == []
    assert path.exists()
    assert not left.exists()


def test_a_folder_that_a_run_holds_is_not_repaired_and_its_open_files_are_no_fault(data):
    path = data / WARC
    open_file = path.with_name("crawl-00001.warc.gz.open")
    open_file.write_bytes(path.read_bytes()[:100])
    with locked(data):
        report = verify([data], log=False)
        assert report.faults == []
        assert any("is being written" in note for note in report.notes)
        with pytest.raises(Stop):
            verify([data], repair=True)
    assert open_file.exists()


def test_a_member_of_a_wacz_is_told_with_the_record_that_rotted(data):
    wacz = data / "archive.wacz"
    whole = wacz.read_bytes()
    warc = (data / WARC).read_bytes()
    begin = whole.index(warc)
    third = len(b"".join(members_of(warc)[:3]))
    at = begin + third + 40
    wacz.write_bytes(whole[:at] + bytes([whole[at] ^ 4]) + whole[at + 1 :])
    found = {(fault.name, fault.offset) for fault in verify([wacz]).faults if "/archive/" in fault.file}
    assert ("gzip-damaged", third) in found


def test_json_says_the_same(data):
    from dataclasses import asdict

    (data / INDEX).unlink()
    [fault] = verify([data], log=False).faults
    assert json.loads(json.dumps(asdict(fault))) == {
        "name": "cdxj-missing",
        "file": str(data / INDEX),
        "offset": None,
        "what": fault.what,
        "remedy": fault.remedy,
    }
