"""The WACZ broken: its ZIP structure, its manifest, and what is in it."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
import zlib
from typing import TYPE_CHECKING

from jjscrape.archive.record_format import member
from mutation.index import line_is, lines_are
from mutation.mutant import WACZ, Mutant, edited, replace

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

WITHOUT_BLOCKS = "the secondary index only makes a compressed index quicker to search (WACZ 1.1.1, indexes)"
WITHOUT_RUN = "a WACZ need not carry what its crawls say of themselves (WACZ 1.1.1, other files and directories)"
WRONG_DIGEST = b'{"path": "datapackage.json", "hash": "sha256:00"}'
Files = dict[str, bytes]


def unpacked(path: Path) -> Files:
    with zipfile.ZipFile(path) as archive:
        return {info.filename: archive.read(info) for info in archive.infolist()}


def packed(found: Files, deflated: tuple[str, ...] = (), twice: tuple[str, ...] = ()) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in found.items():
            info = zipfile.ZipInfo(name)
            info.compress_type = zipfile.ZIP_DEFLATED if name in deflated else zipfile.ZIP_STORED
            archive.writestr(info, data)
            if name in twice:
                with zipfile.ZipFile(io.BytesIO(), "w"):  # a second entry of the name, without zipfile's warning
                    archive.NameToInfo.pop(name)
                    archive.writestr(zipfile.ZipInfo(name), data)
    return out.getvalue()


def settled(found: Files) -> Files:
    """Make the manifest and its digest agree with the files."""
    package = json.loads(found["datapackage.json"])
    kept = {r["path"]: r for r in package["resources"]}
    for path, data in found.items():
        if path in kept:
            kept[path] |= {"hash": f"sha256:{hashlib.sha256(data).hexdigest()}", "bytes": len(data)}
    package["resources"] = [r for path, r in kept.items() if path in found]
    found["datapackage.json"] = json.dumps(package, indent=2).encode()
    return signed(found)


def signed(found: Files) -> Files:
    digest = hashlib.sha256(found["datapackage.json"]).hexdigest()
    found["datapackage-digest.json"] = json.dumps({"path": "datapackage.json", "hash": f"sha256:{digest}"}).encode()
    return found


def repacked(change: Callable[[Files], Files | None], **how: tuple[str, ...]) -> Callable[[Path], None]:
    def make(folder: Path) -> None:
        found = unpacked(folder / WACZ)
        replace(folder / WACZ, packed(change(found) or found, **how))

    return make


def with_package(change: Callable[[dict], None]) -> Callable[[Path], None]:
    """Change the manifest; its digest is made to agree."""

    def make(found: Files) -> Files:
        package = json.loads(found["datapackage.json"])
        change(package)
        found["datapackage.json"] = json.dumps(package, indent=2).encode()
        return signed(found)

    return repacked(make)


def with_pages(change: Callable[[list[bytes]], list[bytes]]) -> Callable[[Path], None]:
    """Change the lines of pages.jsonl; everything else is made to agree."""

    def make(found: Files) -> Files:
        found["pages/pages.jsonl"] = b"".join(change(found["pages/pages.jsonl"].splitlines(keepends=True)))
        return settled(found)

    return repacked(make)


def _page(number: int, **values: str | None) -> Callable[[list[bytes]], list[bytes]]:
    def change(lines: list[bytes]) -> list[bytes]:
        said = {**json.loads(lines[number]), **values}
        said = {name: value for name, value in said.items() if value is not None}
        return [*lines[:number], json.dumps(said).encode() + b"\n", *lines[number + 1 :]]

    return change


def _without(*names: str) -> Callable[[Files], None]:
    def change(found: Files) -> None:
        for name in names:
            del found[name]

    return change


def in_wacz(sound: Path) -> Iterator[Mutant]:
    names = list(unpacked(sound / WACZ))
    warcs = [name for name in names if name.startswith("archive/")]
    runs = [name for name in names if name.startswith("logs/")]
    index = next(name for name in names if name.endswith(".cdx.gz"))

    def wacz(family: str, what: str, make: Callable[[Path], None], equivalent: str = "") -> Mutant:
        return Mutant(f"{family} in the WACZ: {what}", family, "WACZ", WACZ, make, equivalent)

    for name in names:
        yield wacz("drop", name, repacked(_without(name)))
    for name in names:
        if name not in ("datapackage.json", "datapackage-digest.json"):
            yield wacz("drop", f"{name}, with a manifest to match",
                       repacked(lambda found, name=name: (_without(name)(found), settled(found))[1]),
                       WITHOUT_BLOCKS if name.endswith(".idx") else WITHOUT_RUN if name in runs else "")  # fmt: skip
    yield wacz("drop", "every WARC file, with a manifest to match",
               repacked(lambda found: (_without(*warcs)(found), settled(found))[1]))  # fmt: skip
    yield wacz("lie", "a WARC file is compressed again", repacked(lambda _: None, deflated=(warcs[0],)))
    yield wacz("lie", "the compressed index is compressed again", repacked(lambda _: None, deflated=(index,)))
    yield wacz("duplicate", "an entry", repacked(lambda _: None, twice=(warcs[0],)))
    yield wacz("duplicate", "a file under a name that is no resource",
               repacked(lambda found: {**found, "archive/more.warc.gz": found[warcs[0]]}))  # fmt: skip
    yield wacz("duplicate", "a stranger in archive/", repacked(lambda found: {**found, "archive/notes.txt": b"notes"}))
    yield wacz(
        "duplicate", "an entry that leads out of the folder", repacked(lambda found: {**found, "../x.txt": b"x"})
    )
    yield wacz("swap", "the contents of two WARC files", repacked(
        lambda found: {**found, warcs[0]: found[warcs[1]], warcs[1]: found[warcs[0]]}))  # fmt: skip
    yield wacz("swap", "the contents of two WARC files, with a manifest to match", repacked(
        lambda found: settled({**found, warcs[0]: found[warcs[1]], warcs[1]: found[warcs[0]]})))  # fmt: skip
    yield wacz("duplicate", "bytes before the first entry", edited(WACZ, lambda data: b"#!/bin/sh\n" + data))
    yield wacz("duplicate", "bytes behind the end", edited(WACZ, lambda data: data + bytes(10)))

    def resource(number: int, **values: object) -> Callable[[Path], None]:
        return with_package(lambda package: package["resources"][number].update(values))

    yield wacz("lie", "a resource's hash", resource(0, hash="sha256:" + "0" * 64))
    yield wacz("lie", "a resource's hash of an unknown algorithm", resource(0, hash="sha0:" + "0" * 64))
    yield wacz("lie", "a resource's length", resource(0, bytes=5))
    yield wacz("lie", "a resource's length is a word", resource(0, bytes="five"))
    yield wacz("lie", "a resource's path", resource(0, path="archive/other.warc.gz"))
    yield wacz("lie", "the profile", with_package(lambda package: package.update(profile="anything")))
    yield wacz("lie", "a main page that was not captured",
               with_package(lambda package: package.update(mainPageUrl="http://127.0.0.1:8947/other")))  # fmt: skip
    yield wacz("drop", "the profile", with_package(lambda package: package.pop("profile")))
    yield wacz("drop", "the version", with_package(lambda package: package.pop("wacz_version")))
    yield wacz("drop", "a resource", with_package(lambda package: package["resources"].pop()))
    yield wacz("duplicate", "a resource",
               with_package(lambda package: package["resources"].append(package["resources"][0])))  # fmt: skip
    for unit in ("records", "bytes"):
        lie = json.dumps({"archive": {unit: 7}}).encode()
        yield wacz("lie", f"the {unit} in a run.json", repacked(lambda found, lie=lie: {**found, runs[0]: lie}))
        yield wacz("lie", f"the {unit} in a run.json, with a manifest to match",
                   repacked(lambda found, lie=lie: settled({**found, runs[0]: lie})))  # fmt: skip
    yield wacz("swap", "two run.json, with a manifest to match", repacked(
        lambda found: settled({**found, runs[0]: found[runs[1]], runs[1]: found[runs[0]]})))  # fmt: skip
    yield wacz("lie", "the manifest's own digest",
               repacked(lambda found: {**found, "datapackage-digest.json": WRONG_DIGEST}))  # fmt: skip
    yield wacz("lie", "the manifest is no JSON", repacked(lambda found: signed({**found, "datapackage.json": b"{"})))
    yield wacz("lie", "a page that was not captured", with_pages(_page(1, url="http://127.0.0.1:8947/other")))
    yield wacz("lie", "a page's time", with_pages(_page(1, ts="2011-12-08T09:00:01Z")))
    yield wacz("lie", "a page's time is a word", with_pages(_page(1, ts="today")))
    yield wacz("lie", "the format of the pages", with_pages(_page(0, format="pages")))
    yield wacz("drop", "a page's address", with_pages(_page(1, url=None)))
    yield wacz("drop", "the first line of the pages", with_pages(lambda lines: lines[1:]))
    yield wacz("duplicate", "a page", with_pages(lambda lines: [*lines, lines[-1]]))
    yield wacz("cut", "the last page", with_pages(lambda lines: [*lines[:-1], lines[-1][:20]]))
    for what, change in (
        ("the index's offset", line_is(2, offset="17")),
        ("the index's file", line_is(2, filename="other.warc.gz")),
        ("the index's status", line_is(2, status="500")),
    ):
        yield wacz("lie", f"{what}, with a manifest to match", repacked(_reindexed(index, change)))
    yield wacz("drop", "a line of the index, with a manifest to match",
               repacked(_reindexed(index, lines_are(lambda found: found[:3] + found[4:]))))  # fmt: skip
    yield wacz("lie", "the secondary index's offset, with a manifest to match", repacked(_block_moved))


def _block_moved(found: Files) -> Files:
    blocks = found["indexes/index.idx"]
    return settled({**found, "indexes/index.idx": blocks.replace(b'"offset": 0', b'"offset": 7')})


def _reindexed(index: str, change: Callable[[bytes], bytes]) -> Callable[[Files], Files]:
    def make(found: Files) -> Files:
        old = found[index]
        found[index] = member(change(zlib.decompress(old, 31)))
        lengths = [f'"length": {len(data)}'.encode() for data in (old, found[index])]
        found["indexes/index.idx"] = found["indexes/index.idx"].replace(*lengths)
        return settled(found)

    return make
