"""Records under one identifier: the same one given twice, in a file and its copy, or two that share it by mistake.

An ARC record has no identifier; the one that stands for it is made of its header line, which two captures of one second
may have in common.
"""

from __future__ import annotations

import hashlib
import uuid
from dataclasses import replace
from typing import TYPE_CHECKING

from jjscrape.archive.errors import ArchiveError
from jjscrape.archive.foreign import stamp

if TYPE_CHECKING:
    from collections.abc import Iterable

    from jjscrape.archive.capture import Capture
    from jjscrape.archive.reader import Archive


def distinct(archive: Archive, captures: Iterable[Capture]) -> list[Capture]:
    """Leave out the copies of captures; of others that share an identifier, the later ones are told apart.

    The order is kept. Which of them is the later one is a matter of their dates, addresses and bytes, not of the files
    they lie in.
    """
    captures = list(captures)
    groups: dict[str, list[Capture]] = {}
    for capture in captures:
        groups.setdefault(capture.record_id, []).append(capture)
    distinct_by_object: dict[int, Capture] = {}
    for group in groups.values():
        for capture, settled in _told_apart(archive, group):
            distinct_by_object[id(capture)] = settled
    return [distinct_by_object[id(capture)] for capture in captures if id(capture) in distinct_by_object]


def made_id(archive: Archive, capture: Capture) -> str:
    """The identifier of a capture that has its record's identifier in common with another one."""
    name = f"{capture.record_id} {stamp(capture.captured_at)} {capture.url} {_sha256(archive, capture)}"
    return str(uuid.uuid5(uuid.NAMESPACE_URL, name))


def _told_apart(archive: Archive, group: list[Capture]) -> list[tuple[Capture, Capture]]:
    """The first of each record under one identifier, as given and with the identifier it is to have."""
    if len(group) == 1 or (group[0].payload_digest and len({_outside(capture) for capture in group}) == 1):
        return [(group[0], group[0])]
    groups: dict[tuple[str, ...], list[Capture]] = {}
    for capture in group:
        # Copies may have dates of another precision, and digests of another algorithm.
        key = stamp(capture.captured_at), capture.url, capture.record_type, _sha256(archive, capture)
        groups.setdefault(key, []).append(capture)
    # In one file the earlier one is the first; offsets, unlike paths, do not change when an archive is moved.
    in_order = sorted(groups, key=lambda key: (*key[:2], min((c.warc_offset, c.nth) for c in groups[key]), *key[2:]))
    first, *others = (groups[key][0] for key in in_order)
    return [(first, first), *((other, replace(other, told_apart=made_id(archive, other))) for other in others)]


def _outside(capture: Capture) -> tuple[object, ...]:
    """What is known of a capture without reading its block again."""
    head = capture.headers_digest or capture.headers
    return capture.captured_at, capture.url, capture.record_type, head, capture.payload_digest


def _sha256(archive: Archive, capture: Capture) -> str:
    try:
        digest = hashlib.sha256()
        for piece in archive.record_pieces(capture):
            digest.update(piece)
        return digest.hexdigest()
    except ArchiveError as error:
        return str(error)  # it changed since it was listed: nothing is known to be a copy of it
