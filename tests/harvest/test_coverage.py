"""Which crawls an archive holds, and what the silence of each is worth."""

from __future__ import annotations

import hashlib
import json
import shutil
from dataclasses import replace
from datetime import timedelta

import pytest

from jjscrape.archive.byte_range import ByteRange
from jjscrape.archive.exchange import Exchange
from jjscrape.archive.reader import Archive
from jjscrape.archive.sources import WarcFile
from jjscrape.archive.wacz_reader import Entry
from jjscrape.archive.wacz_writer import About, write_wacz
from jjscrape.archive.writer import ArchiveWriter
from jjscrape.harvest import coverage
from jjscrape.harvest.coverage import (
    AGENT,
    PAUSE,
    Crawl,
    Folder,
    Weight,
    bytes_written,
    crawl_ids_of,
    crawl_of,
    crawls,
    read_summary,
    rules,
    summaries,
)

from test_standing import BEGIN, FINISHED, SITE, capture  # isort: skip

HOME = "https://jamandjustice-rjc.org"
NONE, ANSWERS, WHOLE = Weight.NONE, Weight.ANSWERS, Weight.WHOLE


def write(folder, *answers, info=None, at=BEGIN):
    """Write a crawl: its answers are paths with status and body, one a minute."""
    with ArchiveWriter(folder, "crawl", "test/1", info or {"spider": "site"}) as writer:
        for number, (path, status, body) in enumerate(answers):
            head = f"HTTP/1.1 {status} X\r\nContent-Type: text/html\r\nContent-Length: {len(body)}\r\n\r\n"
            writer.write(
                Exchange(
                    url=f"{HOME}/{path}", method="GET", request=b"GET / HTTP/1.1\r\n\r\n",
                    response=(head + body).encode("latin-1"), captured_at=at + timedelta(minutes=number), ip="127.0.0.1",
                )
            )  # fmt: skip


def found(*sources):
    archive = Archive(list(sources))
    in_time = sorted(archive.captures(), key=lambda c: (c.captured_at, c.warc_file, c.warc_offset))
    return crawls(archive, in_time, SITE)


def test_what_is_told_of_a_crawl(tmp_path):
    said = [
        "User-agent: jjscrape\nDisallow: /blog/",
        "User-agent: jjscrape\nDisallow: /news/",
        "User-agent: *\nDisallow: /",
    ]
    answers = [("robots.txt", 200, said[0]), ("robots.txt", 200, said[1]), ("robots.txt", 500, said[2])]
    answers += [("blog/x", 200, "x"), ("blog/y", 404, "y"), ("blog/z", 200, said[2])]
    write(tmp_path / "a" / "one", *answers)
    (tmp_path / "a" / "one" / "run.json").write_text(json.dumps(FINISHED))
    write(tmp_path / "a" / "two", ("blog/x", 404, ""))
    captures, known = found(tmp_path / "a")
    one, two = known["one"], known["two"]
    assert (one.id, one.folder, one.ours, one.weight) == ("one", "one", True, WHOLE)
    assert (one.captures, one.pages, one.ended) == (6, 2, BEGIN + timedelta(minutes=5))
    assert [one.forbids(f"{HOME}/{path}") for path in ("blog/x", "news/x")] == [False, True]
    assert (two.folder, two.ours, two.weight, two.captures, two.pages) == ("two", False, ANSWERS, 1, 0)
    assert two.robots is None
    assert not two.forbids(f"{HOME}/news/x")
    assert sorted({c.crawl for c in captures}) == ["one", "two"]
    assert "robots" not in repr(one)
    assert AGENT == "jjscrape"


def test_a_crawl_of_ours_is_known_unless_it_is_said_otherwise():
    assert Crawl("a", WHOLE, BEGIN) == Crawl("a", WHOLE, BEGIN, 0, 0, None, "", ours=True)


@pytest.mark.parametrize(
    ("crawl", "warc_file", "name"),
    [("told", "a/b/c.warc.gz", "told"), ("", "a/b/c.warc.gz", "a/b"), ("", "c.warc.gz", "c.warc.gz")],
)
def test_a_capture_is_of_the_crawl_it_is_told_to_be_else_of_its_folder_else_of_its_file(crawl, warc_file, name):
    assert crawl_of(replace(capture(1, 200), crawl=crawl, warc_file=warc_file)) == name


def test_a_folder_that_was_named_itself_is_the_same_crawl(tmp_path):
    write(tmp_path / "a" / "one", ("blog/x", 200, "x"))
    write(tmp_path / "b", ("blog/x", 200, "x"))
    (tmp_path / "a" / "one" / "run.json").write_text(json.dumps(FINISHED))
    _, known = found(tmp_path / "a" / "one")
    assert {name: crawl.weight for name, crawl in known.items()} == {"one": WHOLE}
    _, known = found(tmp_path / "b")
    (file,) = (tmp_path / "b").glob("*.warc.gz")
    assert {name: (crawl.weight, crawl.folder) for name, crawl in known.items()} == {file.name: (ANSWERS, file.name)}


def test_the_files_of_one_folder_are_one_crawl_and_all_of_them_are_asked(tmp_path):
    write(tmp_path / "a" / "one", ("blog/x", 200, "x"))
    write(tmp_path / "a" / "one", ("blog/y", 200, "y"), info={"spider": "site", "only": "news"}, at=BEGIN + 2 * PAUSE)
    (tmp_path / "a" / "one" / "run.json").write_text(json.dumps(FINISHED))
    _, known = found(tmp_path / "a")
    assert {name: (crawl.weight, crawl.captures) for name, crawl in known.items()} == {"one": (ANSWERS, 2)}


def test_one_name_in_two_archives_is_the_lesser_of_both(tmp_path):
    for name, more in (("a", {}), ("b", {"complete": False})):
        write(tmp_path / name / "one", ("blog/x", 200, "x"))
        (tmp_path / name / "one" / "run.json").write_text(json.dumps(FINISHED | more))
    _, known = found(tmp_path / "a", tmp_path / "b")
    assert {name: crawl.weight for name, crawl in known.items()} == {"one": NONE}
    assert len(summaries(Archive([tmp_path / "a", tmp_path / "b"]))) == 2


def test_each_crawl_in_a_wacz_has_the_record_that_was_packed_with_it(tmp_path):
    for name, more in (("one", {}), ("two", {"complete": False})):
        write(tmp_path / "a" / name, ("blog/x", 200, "x"))
        (tmp_path / "a" / name / "run.json").write_text(json.dumps(FINISHED | {"crawl_id": name} | more))
    write(tmp_path / "a" / "other", ("blog/x", 200, "x"))
    with (tmp_path / "a.wacz").open("w+b") as stream:
        write_wacz(stream, Archive([tmp_path / "a"]), [], About(title="a", description="a", software="test/1"))
    wanted = {"one": (WHOLE, True), "two": (NONE, True), "other": (ANSWERS, False)}
    for sources in ([tmp_path / "a.wacz"], [tmp_path / "a.wacz", tmp_path / "a"]):
        _, known = found(*sources)
        assert {name: (crawl.weight, crawl.ours) for name, crawl in known.items()} == wanted
        assert [summary["crawl_id"] for summary in summaries(Archive(sources))] == ["one", "two"]


def file(folder, name, size=10, **more):
    (folder / name).write_bytes(b"x" * size)
    return WarcFile(f"one/{name}", ByteRange(folder / name), **more)


def test_the_silence_of_a_crawl_that_is_not_there_whole_means_nothing(tmp_path):
    files = [file(tmp_path, "a.warc.gz", 10), file(tmp_path, "b.warc.gz", 5)]
    copy = WarcFile("one/a.warc.gz", ByteRange(tmp_path / "b.warc.gz", 1, 3))

    def weight(*summaries, files=files):
        return Folder("one", files, {}, list(summaries)).weight(SITE)

    def wrote(size, **more):
        return FINISHED | {"archive": {"bytes": size}} | more

    assert Folder("one", files).size == 15
    assert Folder("one", [*files, copy]).size == 8
    assert Folder("one", [*files, copy._replace(name="a.warc.gz")]).size == 8
    assert (weight(), weight(FINISHED), weight(wrote(15)), weight(wrote(16)), weight(wrote(14))) == (
        ANSWERS, WHOLE, WHOLE, ANSWERS, ANSWERS,
    )  # fmt: skip
    assert weight(wrote(16, complete=False)) is NONE
    assert weight(wrote(15), wrote(16)) is ANSWERS
    assert weight(wrote(15), wrote(15, complete=False)) is NONE
    left = [*files, file(tmp_path, "c.warc.gz.open")]
    assert (weight(files=left), weight(FINISHED, files=left)) == (NONE, WHOLE)


@pytest.mark.parametrize(
    ("archive", "size"),
    [({"bytes": 5}, 5), ({"bytes": 0}, 0), ({"bytes": "5"}, None), ({}, None), (None, None), ([5], None)],
)
def test_what_a_crawl_says_it_wrote(archive, size):
    assert bytes_written({"archive": archive}) == size
    assert bytes_written({}) is None


def test_a_summary_is_read_if_it_is_what_was_packed(tmp_path):
    path = tmp_path / "run.json"
    path.write_text('{"a": 1}', encoding="utf-8")
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    assert read_summary(Entry("run.json", ByteRange(path))) == {"a": 1}
    assert read_summary(Entry("run.json", ByteRange(path), sha256=digest)) == {"a": 1}
    assert read_summary(Entry("run.json", ByteRange(path), sha256="0" * 64)) == {}
    for text in (b"[1]", b"{", b"\xff"):
        path.write_bytes(text)
        assert read_summary(Entry("run.json", ByteRange(path))) == {}
    path.unlink()
    assert read_summary(Entry("run.json", ByteRange(path))) == {}


def test_the_summaries_of_an_archive_are_in_order_of_their_crawls(tmp_path):
    for name, text in (("a", '{"crawl_id": "2"}'), ("b", '{"crawl_id": "1"}'), ("c", "{}"), ("d", '{"x": 1}')):
        write(tmp_path / name, ("blog/x", 200, "x"))
        (tmp_path / name / "run.json").write_text(text)
    write(tmp_path / "e", ("blog/x", 200, "x"))
    assert summaries(Archive([tmp_path])) == [{"x": 1}, {"crawl_id": "1"}, {"crawl_id": "2"}]


def test_robots_txt_is_heeded_whatever_its_encoding_unless_it_is_damaged(tmp_path):
    write(tmp_path / "one", ("robots.txt", 200, "# \xff\nUser-agent: *\nDisallow: /" + "#" * 99))
    archive = Archive([tmp_path])
    (robots,) = archive.captures()
    assert not rules(archive, robots).can_fetch(f"{HOME}/blog/x", AGENT)
    shutil.copy(robots.byte_range.path, tmp_path / "copy")
    robots.byte_range.path.write_bytes((tmp_path / "copy").read_bytes()[: robots.warc_offset + 40])
    assert rules(archive, robots) is None


def parts(*visits, ours=False, folder="a"):
    """Name the crawls of visits, which are hours with paths."""
    home = Folder(folder, summaries=[FINISHED] if ours else [])
    captures = [replace(capture(0, 200, path), captured_at=BEGIN + timedelta(hours=hours)) for hours, path in visits]
    return crawl_ids_of(captures, [home] * len(captures), SITE)


FIRST, SECOND, THIRD = "a@20261101T000000Z", "a@20261101T070000Z", "a@20261101T140000Z"


def test_a_long_silence_or_the_same_page_again_is_another_crawl_of_somebody_else_s():
    assert parts((0, "blog/x"), (6, "blog/y"), (12, "blog/z")) == ["a", "a", "a"]
    assert parts((0, "blog/x"), (7, "blog/y"), (14, "blog/z")) == [FIRST, SECOND, THIRD]
    assert parts((0, "blog/x"), (7, "blog/y"), (14, "blog/z"), ours=True) == ["a", "a", "a"]
    assert parts((0, "blog/x"), (5, "blog/y"), (6, "blog/x")) == ["a", "a", "a"]
    assert parts((0, "blog/x"), (5, "blog/y"), (7, "blog/x"), (8, "blog/y")) == [FIRST, FIRST, SECOND, SECOND]
    assert parts((0, "blog/x"), (4, "blog/x"), (8, "blog/x"), (12, "blog/y")) == ["a"] * 4
    assert parts((0, "blog/x"), (7, "blog/y"), (8, "blog/x")) == [FIRST, SECOND, SECOND]
    assert timedelta(hours=6) == PAUSE


def test_a_file_that_many_pages_show_may_come_again_in_one_crawl():
    assert parts((0, "sites/default/files/a.pdf"), (5, "blog/y"), (7, "sites/default/files/a.pdf")) == ["a", "a", "a"]


def test_crawls_of_several_folders_are_divided_each_by_itself():
    one, two = Folder("a"), Folder("b")
    visits = [(0, one), (3, two), (7, one), (8, two)]
    captures = [
        replace(capture(0, 200, f"blog/{hours}"), captured_at=BEGIN + timedelta(hours=hours)) for hours, _ in visits
    ]
    assert crawl_ids_of(captures, [home for _, home in visits], SITE) == [FIRST, "b", SECOND, "b"]


@pytest.mark.parametrize(("name", "ours"), [("jjscrape/0.1.0", True), ("JJscrape", True), ("jj", False)])
def test_robots_txt_is_read_as_the_crawl_read_it(tmp_path, name, ours):
    write(tmp_path / "one", ("robots.txt", 200, f"User-agent: {name}\nDisallow: /"))
    archive = Archive([tmp_path])
    (robots,) = archive.captures()
    assert rules(archive, robots).can_fetch(f"{HOME}/blog/x", AGENT) != ours


def test_what_a_crawl_says_once_is_read_once_however_many_captures_it_has(tmp_path, monkeypatch):
    write(tmp_path / "a" / "one", *(("blog/x", 200, "x") for _ in range(5)))
    (tmp_path / "a" / "one" / "run.json").write_text(json.dumps(FINISHED | {"origin": HOME, "not_due": ["/blog/y"]}))
    read, not_due = [], coverage.not_due
    monkeypatch.setattr(coverage, "not_due", lambda *asked: read.append(asked) or not_due(*asked))
    assert found(tmp_path / "a")[1]["one"].not_due == {"blog/y"}
    assert len(read) == 1
