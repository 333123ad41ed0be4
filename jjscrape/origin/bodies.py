"""The bytes of the captures that a dataset names, out of the archive beside it or wherever it was moved to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from jjscrape.archive.errors import ArchiveError
from jjscrape.archive.reader import Archive
from jjscrape.origin.passage import Body

if TYPE_CHECKING:
    from pathlib import Path


class Bodies:
    """Bodies of captures, each WARC file read through once."""

    def __init__(self, archive: Path | None) -> None:
        self._archive = archive
        self._open: dict[Path, Archive] = {}

    def of(self, capture: dict[str, Any]) -> tuple[Body | None, str | None]:
        """Return the body, or why there is none."""
        if self._archive is None:
            return None, "the archive is not at hand; name it to see the bytes"
        try:
            for source in self._sources(capture["warc_file"]):
                archive = self._open.setdefault(source, Archive([source]))
                for found in archive.captures():
                    if found.record_id != capture["id"]:
                        continue
                    if found.record_type == "revisit" and source != self._archive:
                        break  # what it refers to may be in any file
                    return Body(archive.body(found)), None
        except (ArchiveError, OSError) as error:
            return None, str(error)
        return None, f"{self._archive} has no record {capture['warc_record_id']}"

    def _sources(self, warc_file: str) -> list[Path]:
        """The file the dataset names, if it is there; else the whole archive, for a file may have been moved."""
        assert self._archive is not None
        named = self._archive / warc_file
        return [*([named] if named.is_file() else []), self._archive]
