"""What can go wrong with an archive, always with the file, the offset and the fault."""

from __future__ import annotations

from dataclasses import dataclass


class ArchiveError(Exception):
    """An archive, or one record in it, can't be read or written."""


class BodyError(ArchiveError):
    """A body can't be freed of its framing or its compression, or would be too large."""


class UnresolvedRevisitError(ArchiveError):
    """The record that a revisit refers to is not in the archive."""


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """A fault met while reading. `file` is named as in `Capture.warc_file`; `offset` counts bytes in that file."""

    file: str
    offset: int
    fault: str

    def __str__(self) -> str:
        return f"{self.file} at byte {self.offset}: {self.fault}"
