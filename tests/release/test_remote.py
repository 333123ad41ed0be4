"""Versions where others read them: in memory, in a folder, and in a real S3 server on this machine.

A reader that comes at any moment finds whole versions only, whoever publishes and whatever is broken off.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import sys
import threading
import time
import uuid
from urllib.parse import urlsplit

import fsspec
import pandas as pd
import pytest

import jjscrape
from jjscrape import cli
from jjscrape.outcome import Exit
from jjscrape.release.export.formats import ExportError, export
from jjscrape.release.publish import publish
from jjscrape.release.store.checked import ChecksumError
from jjscrape.release.store.remote import CopyError, DamagedError, OtherContentError, copy
from jjscrape.release.store.storage import storage_at
from jjscrape.schema import TABLES
from jjscrape.site import load_site


@pytest.fixture(params=["memory", "file", "s3"])
def target(request, tmp_path):
    """An empty address of each kind."""
    if request.param == "memory":
        return f"memory://{uuid.uuid4().hex}/folder"
    if request.param == "file":
        return f"file://{tmp_path}/target"
    request.getfixturevalue("s3_server")
    bucket = f"bucket-{uuid.uuid4().hex}"
    fsspec.filesystem("s3").mkdir(bucket)
    return f"s3://{bucket}/folder"


@pytest.fixture(scope="module")
def data(tmp_path_factory, make_harvest):
    """A data folder with three versions, captured on the same day."""
    folder = tmp_path_factory.mktemp("data")
    for articles in (2, 3, 5):
        assert publish(make_harvest(articles), load_site("jamandjustice"), folder / "datasets").new
    return folder


def ids(data):
    return list(jjscrape.versions(data=data)["id"])


def objects(address):
    fs, root = fsspec.url_to_fs(address, use_listings_cache=False)
    return {str(path).removeprefix(root).lstrip("/"): fs.cat_file(path) for path in fs.find(root) if fs.isfile(path)}


def held(address, path):
    """One of them, which takes a fiftieth of the time."""
    fs, root = fsspec.url_to_fs(address, use_listings_cache=False)
    return fs.cat_file(f"{root}/{path}")


def tamper(address, path, data):
    fs, root = fsspec.url_to_fs(address)
    fs.pipe_file(f"{root}/{path}", data)


def test_what_was_copied_reads_as_what_is_here(data, target):
    done = copy(data / "datasets", storage_at(target), ids(data))
    assert done.versions == ids(data) == ids(target)
    assert done.latest == ids(data)[-1]
    pd.testing.assert_frame_equal(jjscrape.versions(data=target), jjscrape.versions(data=data))
    forms = ("parquet", "csv")
    for number, table in enumerate(TABLES):
        here = jjscrape.load(table, data=data)
        # From a server each table in one of the two, which it takes most of its time to send.
        for form in (forms[number % 2],) if target.startswith("s3:") else forms:
            there = jjscrape.load(table, data=target, check=True, format=form)
            pd.testing.assert_frame_equal(there, here)
    first, _, last = ids(data)
    pd.testing.assert_frame_equal(jjscrape.diff(first, last, data=target), jjscrape.diff(first, last, data=data))
    assert jjscrape.why("blog/post-0", "title", data=target).value == "Post 0"


def test_a_second_copy_sends_nothing_and_a_part_is_added_to(data, target):
    first, second, third = ids(data)
    copy(data / "datasets", storage_at(target), [third])
    assert ids(target) == [third]
    again = copy(data / "datasets", storage_at(target))
    assert (again.sent, again.size) == (0, 0)
    assert copy(data / "datasets", storage_at(target), [first]).latest == third
    assert ids(target) == [first, third]
    copy(data / "datasets", storage_at(target), [first, second, third])
    assert ids(target) == [first, second, third]
    assert json.loads(held(target, "datasets/latest.json"))["version"] == third


class BrokenOffError(OSError):
    pass


class Stopping:
    """A place whose connection ends at the write of that number; it notes the order of what was written."""

    def __init__(self, inner, last):
        self.inner, self.left, self.written, self.name = inner, last, [], inner.name

    def read(self, path):
        return self.inner.read(path)

    def sizes(self, folder):
        return self.inner.sizes(folder)

    def write(self, path, data):
        if self.left == 0:
            raise BrokenOffError
        self.left -= 1
        self.written.append(path)
        self.inner.write(path, data)


def test_wherever_a_copy_is_broken_off_readers_see_whole_versions_and_the_next_one_goes_on(data):
    target = f"memory://{uuid.uuid4().hex}"
    old, _, new = ids(data)
    copy(data / "datasets", storage_at(target), [old])
    before = jjscrape.load("articles", data=data, version=old)
    after = jjscrape.load("articles", data=data, version=new)
    seen, sent, stops = [], 0, 0
    while True:
        try:
            sent += copy(data / "datasets", Stopping(storage_at(target), 1), [new]).sent
            break
        except BrokenOffError:
            stops += 1
        frame = jjscrape.load("articles", data=target, check=True)
        seen.append(len(frame))
        assert frame.equals(before) or frame.equals(after)
        pointer = json.loads(held(target, "datasets/latest.json"))
        assert pointer["version"] in ids(target)
        assert held(target, f"datasets/{pointer['folder']}SHA256SUMS")
        assert stops < 60
    assert seen == sorted(seen)
    assert {len(before), len(after)} == {*seen, len(after)}
    assert stops > 20
    assert jjscrape.load("articles", data=target).equals(after)


def test_the_catalog_comes_after_the_files_and_the_pointer_last(data):
    recorded = Stopping(storage_at(f"memory://{uuid.uuid4().hex}"), 1000)
    newest = ids(data)[-1]
    copy(data / "datasets", recorded, [newest], latest=True)
    copies = [path for path in recorded.written if path.startswith("datasets/latest/")]
    version = [path for path in recorded.written if path.startswith(f"datasets/{newest}/")]
    beside = [f"datasets/{name}" for name in ("index.html", "versions.atom", "changes.atom")]
    assert recorded.written == [*version, "datasets/catalog.json", *beside, *copies, "datasets/latest.json"]
    assert version[-1] == f"datasets/{newest}/SHA256SUMS"
    assert copies[-1] == "datasets/latest/SHA256SUMS"
    assert len(copies) == len(version)


def test_readers_that_never_stop_see_whole_versions_only_while_it_is_published(data, s3_server):
    bucket = f"bucket-{uuid.uuid4().hex}"
    fsspec.filesystem("s3").mkdir(bucket)
    target = f"s3://{bucket}/folder"
    wanted = {v: jjscrape.load("articles", data=data, version=v) for v in ids(data)}
    copy(data / "datasets", storage_at(target), ids(data)[:1])
    stop, faults, reads = threading.Event(), [], []

    def read():
        while not stop.is_set():
            try:
                newest = ids(target)[-1]
                frame = jjscrape.load("articles", data=target, check=True)
                known = [v for v, expected in wanted.items() if expected.equals(frame)]
                reads.append(known[0])
                assert known[0] >= newest  # what was published in between is fine
                for table in ("people", "provenance"):
                    jjscrape.load(table, data=target, version=known[0], check=True)
            except Exception as error:  # noqa: BLE001
                faults.append(repr(error))
                return

    readers = [threading.Thread(target=read) for _ in range(2)]
    for reader in readers:
        reader.start()
    for version in ids(data)[1:]:
        copy(data / "datasets", storage_at(target), [version])
    end = time.monotonic() + 300
    while ids(data)[-1] not in reads and not faults and time.monotonic() < end:
        stop.wait(0.05)
    stop.set()
    for reader in readers:
        reader.join(120)
    assert faults == []
    assert ids(target) == ids(data)
    assert ids(data)[-1] in reads


def test_a_flipped_byte_is_found_and_named(data, target):
    copy(data / "datasets", storage_at(target))
    newest = ids(data)[-1]
    for name, table, form in (("people.csv", "people", "csv"), ("articles.parquet", "articles", "parquet")):
        path = f"datasets/{newest}/{name}"
        whole = held(target, path)
        tamper(target, path, whole[:-200] + bytes([whole[-200] ^ 1]) + whole[-199:])
        with pytest.raises(ChecksumError, match=f"{newest}/{name}: its sha256 is .* SHA256SUMS says"):
            jjscrape.load(table, data=target, check=True, format=form)
        assert len(jjscrape.load("projects", data=target, check=True)) == 1
        tamper(target, path, whole)
        assert len(jjscrape.load(table, data=target, check=True, format=form))


def test_sums_that_were_made_to_fit_do_not_fit_the_catalog(data, target):
    copy(data / "datasets", storage_at(target))
    folder = f"datasets/{ids(data)[-1]}"
    people, sums = (held(target, f"{folder}/{name}") for name in ("people.csv", "SHA256SUMS"))
    changed = people + b"x"
    old, new = (hashlib.sha256(text).hexdigest().encode() for text in (people, changed))
    tamper(target, f"{folder}/people.csv", changed)
    tamper(target, f"{folder}/SHA256SUMS", sums.replace(old, new))
    with pytest.raises(ChecksumError, match=r"SHA256SUMS: its sha256 is .* the catalog says"):
        jjscrape.load("people", data=target, check=True, format="csv")


@pytest.mark.parametrize("name", ["people.csv", "SHA256SUMS"])
def test_a_version_with_other_content_there_is_left_alone(data, target, name):
    newest = ids(data)[-1]
    tamper_path = f"datasets/{newest}/{name}"
    storage_at(target).write(tamper_path, b"something else")
    before = objects(target)
    with pytest.raises(OtherContentError, match=f"{newest}/.* other content"):
        copy(data / "datasets", storage_at(target))
    left = objects(target)
    assert left[tamper_path] == b"something else"
    assert "datasets/catalog.json" not in left
    assert before.items() <= left.items()


def test_a_file_of_a_copied_version_that_was_cut_is_noticed_and_left_alone(data, target):
    copy(data / "datasets", storage_at(target))
    path = f"datasets/{ids(data)[-1]}/people.csv"
    tamper(target, path, held(target, path)[:-1])
    with pytest.raises(OtherContentError, match=r"people\.csv: has other content"):
        copy(data / "datasets", storage_at(target))


def test_another_version_of_that_name_in_the_catalog_stops_a_copy_before_it_begins(
    data, target, tmp_path, make_harvest
):
    other = tmp_path / "other" / "datasets"
    publish(make_harvest(7), load_site("jamandjustice"), other)
    copy(other, storage_at(target))
    before = objects(target)
    with pytest.raises(OtherContentError, match=r"has another version 2026\.11\.22, with other files"):
        copy(data / "datasets", storage_at(target), ids(data))
    assert objects(target) == before


def test_a_damaged_version_is_not_spread(tmp_path, make_harvest):
    datasets = tmp_path / "datasets"
    publish(make_harvest(2), load_site("jamandjustice"), datasets)
    path = datasets / "2026.11.22" / "people.csv"
    path.write_bytes(path.read_bytes() + b"x")
    target = f"memory://{uuid.uuid4().hex}"
    with pytest.raises(DamagedError, match=r"2026\.11\.22 is damaged.*people\.csv"):
        copy(datasets, storage_at(target))
    assert objects(target) == {}


def test_what_can_t_be_copied_says_why(data, tmp_path):
    with pytest.raises(CopyError, match=r"no version '2020' in .* there are 2026"):
        copy(data / "datasets", storage_at("memory://x"), ["2020"])
    with pytest.raises(CopyError, match="nothing was published"):
        copy(tmp_path, storage_at("memory://x"))
    with pytest.raises(LookupError, match="Protocol not known: nowhere"):
        storage_at("nowhere://x")


def test_a_bucket_that_is_not_there_is_named(data, s3_server):
    with pytest.raises(LookupError, match=r"nothing was published in s3://no-such-bucket/x"):
        jjscrape.load("articles", data="s3://no-such-bucket/x")
    with pytest.raises(OSError, match=r"s3://no-such-bucket/x/datasets/.*exist"):
        copy(data / "datasets", storage_at("s3://no-such-bucket/x"))


def test_published_files_are_read_over_http_too(data, s3_server):
    bucket = f"bucket-{uuid.uuid4().hex}"
    fsspec.filesystem("s3").mkdir(bucket, acl="public-read")
    copy(data / "datasets", storage_at(f"s3://{bucket}/jj"))
    assert urlsplit(s3_server).hostname == "127.0.0.1"
    frame = jjscrape.load("articles", data=f"{s3_server}/{bucket}/jj", check=True)
    pd.testing.assert_frame_equal(frame, jjscrape.load("articles", data=data))


def test_the_command_copies_and_its_exit_code_says_how_it_went(data, tmp_path, monkeypatch, capsys):
    def command(*words):
        monkeypatch.setattr(sys, "argv", ["jjscrape", "publish", *map(str, words)])
        return cli.outcome()

    target = f"file://{tmp_path}/target"
    assert command(target, "--data", data, "--version", "all") == Exit.DONE
    assert capsys.readouterr().out.splitlines()[-1] == f"Latest    {ids(data)[-1]}"
    assert (tmp_path / "target/datasets/latest").readlink().name == ids(data)[-1]
    assert command(target, "--data", data, "--version", "nothing") == Exit.USAGE
    (tmp_path / "target/datasets/catalog.json").unlink()
    (tmp_path / f"target/datasets/{ids(data)[-1]}/SHA256SUMS").write_text("other")
    assert command(target, "--data", data) == Exit.REFUSED
    assert "left alone" in capsys.readouterr().err


@pytest.mark.parametrize("whole", [False, True])
def test_no_link_is_followed_out_of_a_version(data, tmp_path, whole):
    """A digest that fits makes it no file of the version."""
    copied = tmp_path / "copied"
    shutil.copytree(data / "datasets", copied / "datasets", symlinks=True)
    secret = tmp_path / "secret"
    folder = copied / "datasets" / json.loads((copied / "datasets" / "catalog.json").read_text())["latest"]
    if whole:
        folder.rename(secret)
        folder.symlink_to(secret)
    else:
        secret.write_bytes((folder / "README.md").read_bytes())
        (folder / "README.md").unlink()
        (folder / "README.md").symlink_to(secret)
    with pytest.raises(DamagedError, match="link"):
        copy(copied / "datasets", storage_at(str(tmp_path / "target")))
    assert not (tmp_path / "target").exists()
    with pytest.raises(ExportError, match="is a link that leads out"):
        export(copied / "datasets", "jsonl", None, None, tmp_path)
