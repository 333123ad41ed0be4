"""`jjscrape pack` on the demo site: the pages, the bag, the dataset that is built from the WACZ, outside readers."""

from __future__ import annotations

import gzip
import json
import shutil
import subprocess
import sys
import zipfile
from datetime import timedelta
from pathlib import Path

import captured_demo
import pytest

from jjscrape.archive.exchange import Exchange
from jjscrape.archive.writer import ArchiveWriter
from jjscrape.demo import DemoSite
from jjscrape.load import load
from jjscrape.outcome import Exit, Stop
from jjscrape.packing import pack
from jjscrape.run import build_only

ORIGIN = captured_demo.ORIGIN
TOOLS = captured_demo.PYWB.parent if captured_demo.PYWB else Path("nowhere")


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    """The demo site captured twice; in between a page got another title, and one went away."""
    folder = tmp_path_factory.mktemp("data")
    site = DemoSite()
    urls = captured_demo.addresses(site)
    captured_demo.capture(folder / "archive" / "20211122T102600Z", site, urls)
    blog = [url for url in urls if "/blog/" in url]
    site.edit(captured_demo.urlsplit(blog[0]).path, title="A title of later")
    site.delete(captured_demo.urlsplit(blog[1]).path)
    captured_demo.capture(folder / "archive" / "20211222T102600Z", site, urls, captured_demo.WHEN + timedelta(days=30))
    build_only([str(folder / "archive")], folder, "jamandjustice", None)
    return folder


@pytest.fixture(scope="module")
def wacz(data):
    return pack(data)


def pages(path):
    with zipfile.ZipFile(path) as file:
        _, *rows = [json.loads(line) for line in file.read("pages/pages.jsonl").decode().splitlines()]
    return rows


def test_the_command_gives_the_same_bytes_for_two_copies_of_an_archive(data, wacz, tmp_path):
    shutil.copytree(data / "archive", tmp_path / "archive")
    command = [sys.executable, "-m", "jjscrape", "pack", "--data", tmp_path]
    told = subprocess.run(command, capture_output=True, text=True, check=True, timeout=120).stdout
    assert wacz.sha256 in told
    assert (tmp_path / "archive.wacz").read_bytes() == wacz.path.read_bytes()


def test_pages_are_the_newest_good_ones_with_title_and_text(data, wacz):
    rows = pages(wacz.path)
    assert len({row["url"] for row in rows}) == len(rows) == wacz.contents.pages
    by_id = {row["id"]: row for row in rows}
    articles = load("articles", data=data)
    for row in articles.to_dict("records"):
        page = by_id[row["id"]]
        assert page["title"] == row["title"]
        assert page["text"] == row["text"]
        assert page["ts"][:7] == ("2021-11" if row["status"] == "gone" else "2021-12")
    assert set(articles["status"]) == {"live", "gone"}
    assert "A title of later" in {row["title"] for row in rows}
    assert by_id["<front>"]["url"] == f"{ORIGIN}/"
    assert "blog" in by_id
    assert not [key for key in by_id if key.startswith("node/")]


def test_a_second_address_of_a_page_is_no_page_of_its_own(tmp_path):
    site = DemoSite()
    url = next(url for url in captured_demo.addresses(site) if "/blog/" in url)
    answer = captured_demo.respond(site, url)
    head = f"HTTP/1.1 200 OK\r\nContent-Type: {answer.header('content-type')}\r\n\r\n".encode()
    with ArchiveWriter(tmp_path / "archive" / "a", "crawl", "test", {}) as writer:
        for number, address in enumerate((url, f"{ORIGIN}/node/999")):
            when = captured_demo.WHEN + timedelta(seconds=number)
            writer.write(
                Exchange(url=address, method="GET", request=b"", response=head + answer.body, captured_at=when)
            )
    assert [row["url"] for row in pages(pack(tmp_path).path)] == [url]


def test_every_page_is_in_the_index_at_its_date(wacz):
    with zipfile.ZipFile(wacz.path) as file:
        lines = [
            line.split(" ", 2) for line in gzip.decompress(file.read("indexes/index.cdx.gz")).decode().splitlines()
        ]
    indexed = {(json.loads(values)["url"], stamp) for _, stamp, values in lines}
    assert {(row["url"], "".join(c for c in row["ts"] if c.isdigit())) for row in pages(wacz.path)} <= indexed


def test_the_dataset_from_the_wacz_has_the_same_hash(data, wacz, tmp_path):
    built = build_only([str(wacz.path)], tmp_path, "jamandjustice", None)
    again = build_only([str(data / "archive")], tmp_path / "again", "jamandjustice", None)
    assert built.version.content_sha256 == again.version.content_sha256


def test_a_bag_holds_the_wacz_and_the_newest_version(data, tmp_path):
    import bagit

    shutil.copytree(data, tmp_path / "d", symlinks=True)
    done = pack(tmp_path / "d", bag=True)
    bag = bagit.Bag(str(done.bag))
    bag.validate()
    held = set(bag.payload_entries())
    assert "data/archive.wacz" in held
    assert "data/datasets/2021.12.22/articles.parquet" in held
    assert not [name for name in held if "latest" in name]
    with pytest.raises(Stop, match="is there already") as stopped:
        pack(tmp_path / "d", bag=True)
    assert stopped.value.code is Exit.USAGE


def test_nothing_to_pack_is_said(tmp_path):
    with pytest.raises(Stop, match="no archive in"):
        pack(tmp_path)


@pytest.mark.skipif(
    not (TOOLS / "wacz").is_file(), reason="py-wacz did not check the WACZ: `make replay-tools` gets it"
)
def test_py_wacz_accepts_it(wacz):
    command = [TOOLS / "wacz", "validate", "-f", wacz.path]
    checked = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
    assert checked.returncode == 0, checked.stdout + checked.stderr
    assert "the passed WACZ is valid" in checked.stdout


@pytest.mark.skipif(not (TOOLS / "wb-manager").is_file(), reason=captured_demo.NO_PYWB)
def test_pywb_takes_it_in_with_its_index(wacz, tmp_path):
    for arguments in (["init", "c"], ["add", "--unpack-wacz", "c", wacz.path]):
        subprocess.run([TOOLS / "wb-manager", *arguments], cwd=tmp_path, capture_output=True, check=True, timeout=120)
    (index,) = (tmp_path / "collections" / "c" / "indexes").iterdir()
    lines = [json.loads(line.split(" ", 2)[2]) for line in index.read_text().splitlines()]
    assert len(lines) == wacz.contents.captures
    for line in lines:
        with (tmp_path / "collections" / "c" / "archive" / line["filename"]).open("rb") as stream:
            stream.seek(int(line["offset"]))
            assert gzip.decompress(stream.read(int(line["length"]))).startswith(b"WARC/1.1\r\nWARC-Type: response")
