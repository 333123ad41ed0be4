"""Reads one file of a version and compares it with SHA256SUMS, and that with the catalog."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from jjscrape.datafolder import DATASETS
from jjscrape.release.store import checksums

if TYPE_CHECKING:
    from jjscrape.release.store.storage import Storage
    from jjscrape.release.store.versions import Version


class ChecksumError(ValueError):
    """A file is not the one that was published; the message names it."""


def read_checked(storage: Storage, version: Version, name: str) -> bytes:
    """Return the bytes that were checked, so that nothing can change in between.

    Raises:
        ChecksumError: the file or the version's SHA256SUMS is not what was published.
        FileNotFoundError: one of them is not there.
    """
    folder = f"{DATASETS}/{version.id}"
    sums = storage.read(f"{folder}/{checksums.NAME}")
    _compare(f"{storage.name}/{folder}/{checksums.NAME}", sums, version.sums_sha256, "the catalog")
    listed = {file: digest for digest, _, file in (line.partition("  ") for line in sums.decode("utf-8").splitlines())}
    path = f"{storage.name}/{folder}/{name}"
    if name not in listed:
        raise ChecksumError(f"{path}: {checksums.NAME} does not list it, so that it can't be checked")
    data = storage.read(f"{folder}/{name}")
    _compare(path, data, listed[name], checksums.NAME)
    return data


def _compare(path: str, data: bytes, wanted: str, source: str) -> None:
    if (actual := hashlib.sha256(data).hexdigest()) != wanted:
        raise ChecksumError(f"{path}: its sha256 is {actual}, {source} says {wanted}; it is not what was published")
