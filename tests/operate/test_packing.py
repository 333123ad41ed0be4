"""`jjscrape pack` on the demo site: the pages, the bag, the dataset that is built from the WACZ, outside readers."""

from __future__ import annotations

import gzip
import hashlib
import json
import shutil
import subprocess
import zipfile
from datetime import timedelta
from pathlib import Path

import captured_demo
import pytest
from commands import shell
from small_site import small
from warcio.archiveiterator import ArchiveIterator

from jjscrape.archive.exchange import Exchange
from jjscrape.archive.reader import Archive
from jjscrape.archive.wacz_reader import PACKED_FROM
from jjscrape.archive.writer import ArchiveWriter
from jjscrape.demo import DemoSite
from jjscrape.harvest.gather import harvest
from jjscrape.importing.bring import import_sources
from jjscrape.load import load
from jjscrape.operate.building import build_only
from jjscrape.operate.packing import pack
from jjscrape.outcome import Exit, Stop
from jjscrape.site import load_site
from jjscrape.verify.verification import verify

pytestmark = pytest.mark.crawl

ORIGIN = captured_demo.ORIGIN
TOOLS = captured_demo.PYWB.parent if captured_demo.PYWB else Path("nowhere")


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    """The demo site captured twice; in between a page got another title, and one went away."""
    folder = tmp_path_factory.mktemp("data")
    site = small(DemoSite(articles=8))
    urls = captured_demo.addresses(site)
    crawl(folder / "archive" / "20211122T102600Z", site, urls)
    blog = [url for url in urls if "/blog/" in url]
    site.edit(captured_demo.urlsplit(blog[0]).path, title="A title of later")
    for url in blog[1:3]:
        site.delete(captured_demo.urlsplit(url).path)
    met = [url for url in urls if url != blog[2]]
    crawl(folder / "archive" / "20211222T102600Z", site, met, captured_demo.WHEN + timedelta(days=30))
    build_only([str(folder / "archive")], folder, "jamandjustice", None)
    return folder


def crawl(folder, site, urls, when=captured_demo.WHEN):
    """Captures with what a complete crawl of the whole site says of itself beside them."""
    captured_demo.capture(folder, site, urls, when)
    (file,) = folder.glob("*.warc.gz")
    with file.open("rb") as stream:
        records = sum(1 for _ in ArchiveIterator(stream))
    told = {
        "crawl_id": folder.name,
        "site": "jamandjustice",
        "spider": "site",
        "complete": True,
        "finish_reason": "finished",
        "dry_run": False,
        "archive": {"records": records, "bytes": file.stat().st_size},
    }
    (folder / "run.json").write_text(json.dumps(told, indent=2) + "\n")
    (folder / "crawl.log").write_text(f"crawl {folder.name} begins\n")


@pytest.fixture(scope="module")
def wacz(data):
    return pack(data)


def pages(path):
    with zipfile.ZipFile(path) as file:
        _, *rows = [json.loads(line) for line in file.read("pages/pages.jsonl").decode().splitlines()]
    return rows


def test_the_command_gives_the_same_bytes_for_two_copies_of_an_archive(data, wacz, tmp_path):
    shutil.copytree(data / "archive", tmp_path / "archive")
    assert wacz.sha256 in shell("pack", "--data", tmp_path).stdout
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


def test_what_crawls_tell_of_themselves_is_listed_with_its_digest(data, wacz):
    crawls = sorted(path.name for path in (data / "archive").glob("2*"))
    with zipfile.ZipFile(wacz.path) as file:
        listed = {r["path"]: r for r in json.loads(file.read("datapackage.json"))["resources"]}
        for name in ("run.json", "crawl.log"):
            for crawl_id in crawls:
                resource = listed[f"logs/{crawl_id}-{name}"]
                sound = (data / "archive" / crawl_id / name).read_bytes()
                assert file.read(resource["path"]) == sound
                assert resource["hash"] == f"sha256:{hashlib.sha256(sound).hexdigest()}"
                assert resource[PACKED_FROM] == f"{crawl_id}/{name}"


def test_the_dataset_from_the_wacz_is_the_same_to_the_byte(data, wacz, tmp_path):
    """Absence and all: without run.json what the site took away unsaid would live on."""
    build_only([str(wacz.path)], tmp_path, "jamandjustice", None)
    build_only([str(data / "archive")], tmp_path / "again", "jamandjustice", None)
    one, two = (folder / "datasets" / "2021.12.22" / "SHA256SUMS" for folder in (tmp_path, tmp_path / "again"))
    assert one.read_bytes() == two.read_bytes()
    assert sorted(load("articles", data=tmp_path)["gone_evidence"].dropna()) == ["404", "absence"]


def test_a_wacz_that_was_imported_and_packed_again_is_the_same(data, wacz, tmp_path):
    import_sources([str(wacz.path)], tmp_path, load_site("jamandjustice"))
    for crawl_id in ("20211122T102600Z", "20211222T102600Z"):
        for name in ("run.json", "crawl.log"):
            there = data / "archive" / crawl_id / name
            assert (tmp_path / "archive" / crawl_id / name).read_bytes() == there.read_bytes()
    assert pack(tmp_path).sha256 == wacz.sha256
    assert verify([tmp_path]).faults == []


def rewritten(wacz, path, **told):
    """A copy of the WACZ whose first run.json says something else, and its data package with it where asked for."""
    agree = told.pop("agree")
    with zipfile.ZipFile(wacz) as file:
        found = {name: file.read(name) for name in file.namelist()}
    name = next(name for name in found if name.endswith("-run.json"))
    found[name] = json.dumps(json.loads(found[name]) | told).encode()
    if agree:
        package = json.loads(found["datapackage.json"])
        for resource in package["resources"]:
            if resource["path"] == name:
                resource |= {"hash": f"sha256:{hashlib.sha256(found[name]).hexdigest()}", "bytes": len(found[name])}
        found["datapackage.json"] = json.dumps(package).encode()
        digest = hashlib.sha256(found["datapackage.json"]).hexdigest()
        found["datapackage-digest.json"] = json.dumps({"path": "datapackage.json", "hash": f"sha256:{digest}"}).encode()
    with zipfile.ZipFile(path, "w") as file:
        for entry, content in found.items():
            file.writestr(entry, content)
    return path


def test_a_run_json_that_was_changed_is_a_fault_and_tells_of_nothing(data, wacz, tmp_path):
    assert verify([wacz.path]).faults == []
    path = rewritten(wacz.path, tmp_path / "a.wacz", complete=False, agree=False)
    faults = verify([path]).faults
    assert {(fault.name, fault.file) for fault in faults} == {
        ("resource-hash", f"{path}/logs/20211122T102600Z-run.json"),
        ("resource-bytes", f"{path}/logs/20211122T102600Z-run.json"),
    }
    with pytest.raises(Stop, match="its digest differs") as stopped:
        import_sources([str(path)], tmp_path / "data", load_site("jamandjustice"))
    assert stopped.value.code is Exit.FAULTY
    site = load_site("jamandjustice")
    assert [crawl.complete for crawl in harvest(Archive([wacz.path]), site).crawls] == [True, True]
    assert [crawl.complete for crawl in harvest(Archive([path]), site).crawls] == [False, True]


def test_a_run_json_is_held_against_the_files_of_its_crawl(wacz, tmp_path):
    path = rewritten(wacz.path, tmp_path / "a.wacz", archive={"records": 7}, agree=True)
    assert [fault.name for fault in verify([path]).faults] == ["crawl-count"]


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


@pytest.mark.parametrize(
    ("link", "bag"),
    [
        ("archive/20211122T102600Z/crawl.log", False),
        ("archive/20211122T102600Z/x.warc.gz", False),
        ("datasets/latest/extra", True),
    ],
)
def test_no_link_is_followed_out_of_what_is_packed(data, tmp_path, link, bag):
    copied, secret = tmp_path / "data", tmp_path / "secret"
    for name in ("archive", "datasets"):
        shutil.copytree(data / name, copied / name, symlinks=True)
    secret.write_text("not to be handed on")
    (copied / link).unlink(missing_ok=True)
    (copied / link).symlink_to(secret)
    with pytest.raises(Stop, match="is a link that leads out of") as stopped:
        pack(copied, bag=bag)
    assert stopped.value.code is Exit.USAGE
    assert not list(copied.glob("archive*.wacz")) + list(copied.glob("archive-bag"))
