"""The archive as one file to hand on: a WACZ, with the pages a reader begins at, and on request a bag for deposit."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from jjscrape import clock, files
from jjscrape.archive.errors import ArchiveError
from jjscrape.archive.reader import Archive
from jjscrape.archive.wacz_writer import LOGGED, About, Contents, Page, write_wacz
from jjscrape.datafolder import ARCHIVE, DATASETS
from jjscrape.harvest.gather import base_urls, site_of
from jjscrape.harvest.reading import rendered_kind, source_of
from jjscrape.items import Record
from jjscrape.outcome import Exit, Stop
from jjscrape.pages import extract
from jjscrape.pages.markup.soup import Soup, text_of
from jjscrape.release.store.versions import read_catalog
from jjscrape.site import FRONT, LISTINGS, Kind, Site, load_site
from jjscrape.version import VERSION

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from jjscrape.archive.capture import Capture

NAME, BAG = "archive.wacz", "archive-bag"
_STEP = 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Packing:
    path: Path
    sha256: str
    size: int
    contents: Contents
    bag: Path | None = None


def pack(data: Path, output: Path | None = None, site_name: str = "", *, bag: bool = False) -> Packing:
    """Pack the archive of a data folder. The same archive gives the same bytes, wherever and whenever it is packed.

    Raises:
        Stop: there is no archive, or a bag is there already.
        ArchiveError: there is no finished WARC file to pack.
    """
    folder, path = data / ARCHIVE, output or data / NAME
    if not folder.is_dir():
        raise Stop(Exit.USAGE, f"there is no archive in {data}; `jjscrape run` or `jjscrape import` makes one")
    if bag and (data / BAG).exists():
        raise Stop(Exit.USAGE, f"{data / BAG} is there already; move it away to make a new bag")
    archive = Archive([folder])
    held = {file.path for file in archive.files}
    stay_inside(folder, held | {path.parent / name for path in held for name in LOGGED})
    if bag:
        stay_inside(data / DATASETS, published(data))
    site = (load_site(site_name) if site_name else site_of(archive)).also_at(base_urls(archive))
    with files.replacing(path) as stream:
        contents = write_wacz(stream, archive, pages(archive, site), about(archive, site))
    if bag:
        deposit(data, path, site)
    return Packing(
        path=path,
        sha256=sha256_of(path),
        size=path.stat().st_size,
        contents=contents,
        bag=data / BAG if bag else None,
    )


def stay_inside(folder: Path, paths: Iterable[Path]) -> None:
    """Refuse to pack what only a link makes look like a part of a folder: it would be handed on unseen.

    Raises:
        Stop: one of the paths is elsewhere.
    """
    for path in sorted(paths):
        if files.leads_out(folder, path):
            raise Stop(
                Exit.USAGE, f"{path} is a link that leads out of {folder}; put the file itself there, or take it away"
            )


def about(archive: Archive, site: Site) -> About:
    front = max(
        ((c.captured_at, c.url) for c in archive.captures() if rendered_kind(c, site) and site.key(c.url) == FRONT),
        default=None,
    )
    return About(
        title=site.title,
        description=f"Captures of the website {site.title}, for replay and for rebuilding its dataset.",
        software=f"jjscrape {VERSION}",
        main_page=front[1] if front else None,
    )


def pages(archive: Archive, site: Site) -> Iterator[Page]:
    """The newest good capture of every page at its own address, in the order of their keys."""
    rendered = [
        (site.key(c.url) or "", c) for c in archive.captures() if rendered_kind(c, site) not in {None, Kind.FEED}
    ]
    rendered.sort(key=lambda pair: (pair[0], pair[1].captured_at, pair[1].url, pair[1].record_id))
    keys = {key for key, _ in rendered}
    for key, group in groupby(rendered, key=lambda pair: pair[0]):
        for _, capture in reversed(list(group)):
            read = page_of(archive, capture, site)
            if read is not None:
                record_id, page = read
                # A second address of a page that is listed under its own is no page of its own.
                if record_id == key or record_id not in keys:
                    yield page
                break


def page_of(archive: Archive, capture: Capture, site: Site) -> tuple[str | None, Page] | None:
    """The key a page gives itself, and the page; None for a capture that is not good."""
    try:
        source = source_of(archive, capture)
    except ArchiveError:
        return None
    extraction = extract(source, site)
    record = next((item for item in extraction.items if isinstance(item, Record)), None)
    soup = Soup.of(source)
    if soup is None or (record is None and extraction.kind not in LISTINGS):
        return None
    title = (record.title if record else None) or soup.bare_title or None
    text = (record.text if record else None) or text_of(soup.body) or None
    key = site.key(capture.url) or capture.url
    return extraction.record_id, Page(id=key, url=capture.url, captured_at=capture.captured_at, title=title, text=text)


def deposit(data: Path, wacz: Path, site: Site) -> None:
    """A bag of the WACZ and of the newest published version, if there is one."""
    from jjscrape.archive.bag import write_bag  # noqa: PLC0415  (bagit sets up the logging module when imported)

    payload = {wacz.name: wacz}
    payload |= {
        f"{DATASETS}/{path.relative_to(data / DATASETS).as_posix()}": path for path in published(data) if path.is_file()
    }
    info = {
        "External-Description": f"{site.title}: web archive (WACZ) and the dataset built from it",
        "Bagging-Date": f"{clock.now():%Y-%m-%d}",
        "Bag-Software-Agent": f"jjscrape {VERSION}",
    }
    write_bag(data / BAG, payload, info)


def published(data: Path) -> list[Path]:
    """What is in the folder of the newest version; nothing where none was published."""
    versions = read_catalog(data / DATASETS)
    return list((data / DATASETS / versions[-1].id).rglob("*")) if versions else []


def sha256_of(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
