"""`jjscrape archive`: a file written anew, and records taken out of files."""

from __future__ import annotations

from typing import IO, TYPE_CHECKING

from jjscrape import files
from jjscrape.archive.coding import LARGEST_BODY
from jjscrape.archive.errors import ArchiveError
from jjscrape.archive.field_values import bare_id
from jjscrape.archive.reader import Archive
from jjscrape.archive.record_copying import copied, of_id, of_url
from jjscrape.archive.surt import surt
from jjscrape.outcome import Exit, Stop

if TYPE_CHECKING:
    from pathlib import Path


def recompressed(source: str, output: Path) -> int:
    """Write a WARC or ARC file anew, a gzip member a record; how many records it has.

    Raises:
        Stop: the output is there already, its name is none of a compressed WARC file, or the source is not one file.
        ArchiveError: a record can't be read; nothing was written.
    """
    if output.exists():
        raise Stop(Exit.USAGE, f"{output} is there already; give the new file another name")
    if not output.name.endswith(".warc.gz"):
        raise Stop(
            Exit.USAGE, f"{output} would be taken for no compressed WARC file; give it a name that ends in .warc.gz"
        )
    warc_files = Archive([source]).files
    if len(warc_files) != 1:
        raise Stop(Exit.USAGE, f"{source} stands for {len(warc_files)} WARC files; name one")
    with files.replacing(output) as stream:
        count = copied(warc_files[0], stream)
        if not count:
            raise ArchiveError(f"{source}: there is no record in it")
    return count


def extract_to(
    target: IO[bytes], sources: list[str], *, url: str | None = None, record: str | None = None, body: bool = False
) -> None:
    """Write the records of an address or an identifier, or the newest capture's body.

    Raises:
        Stop: neither or both are asked for, or there is no such record.
        ArchiveError: a file is not there, or a record can't be read.
    """
    if (url is None) == (record is None):
        raise Stop(Exit.USAGE, "give either --url or --record")
    archive = Archive(sources)
    if body:
        captures = [
            c
            for c in archive.captures()
            if (c.record_id == bare_id(record) if record else surt(c.url) == surt(url or ""))
        ]
        if captures:
            newest = max(captures, key=lambda c: (c.captured_at, c.warc_file, c.warc_offset))
            if archive.is_rewritten(newest):
                target.write(archive.body(newest))
            else:
                for piece in archive.pieces(newest, LARGEST_BODY):
                    target.write(piece)
            return
    else:
        wanted = of_url(url) if url is not None else of_id(record or "")
        if sum([copied(file, target, wanted) for file in archive.files]):
            return
    raise Stop(Exit.USAGE, f"there is no {'capture' if body else 'record'} of {url or record} in {', '.join(sources)}")
