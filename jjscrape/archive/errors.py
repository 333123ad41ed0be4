"""What can go wrong with an archive, always with the file, the offset and the fault."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


class ArchiveError(Exception):
    """An archive, or one record in it, can't be read or written."""


class BodyError(ArchiveError):
    """A body can't be freed of its framing or its compression, or would be too large."""


class SwelledError(BodyError):
    """A body is larger, once it is decoded, than it may be."""


class UnresolvedRevisitError(ArchiveError):
    """The record that a revisit refers to is not in the archive."""


DAMAGED: Final = "damaged"
UNPLACED: Final = "no date or address"
IN_PARTS: Final = "segment missing"
"""Reasons for which there is no capture of a record."""
NO_RECORD: Final = "no record"
"""What is at fault is no record, and counts as none."""


class RecordError(ValueError):
    """A whole record of which no capture can be made, for a reason."""

    def __init__(self, reason: str, fault: str) -> None:
        super().__init__(fault)
        self.reason = reason


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """A fault met while reading. `file` is named as in `Capture.warc_file`; `offset` counts bytes in that file.

    `reason` is the fault in a word or two, for counting.
    """

    file: str
    offset: int
    fault: str
    reason: str = DAMAGED

    def __str__(self) -> str:
        return f"{self.file} at byte {self.offset}: {self.fault}"
