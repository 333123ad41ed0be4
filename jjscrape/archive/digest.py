"""Labelled digests, `algorithm:value`, as WARC headers hold them."""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

ALGORITHM: Final = "sha256"
_BY_SIZE: Final = ("sha1", "sha256", "md5", "sha512")
_BASE32: Final = re.compile("[A-Z2-7]*")
_DIGITS: Final = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", "0123456789ABCDEFGHIJKLMNOPQRSTUV")
"""Those of Python's numbers to the base 32 for those of RFC 4648."""


def label(data: bytes, algorithm: str = ALGORITHM) -> str:
    """The digest of `data`, with its value in upper-case base32, padding included, which warcio and pywb verify."""
    return f"{algorithm}:{base64.b32encode(_hash(algorithm, data)).decode('ascii')}"


def label_of(pieces: Iterable[bytes]) -> str:
    """The same of what comes in pieces."""
    digest = hashlib.new(ALGORITHM, usedforsecurity=False)
    for piece in pieces:
        digest.update(piece)
    return labelled(digest.digest())


def labelled(value: bytes) -> str:
    return f"{ALGORITHM}:{base64.b32encode(value).decode('ascii')}"


def matches(data: bytes, labelled: str) -> bool | None:
    """Whether a recorded digest is that of `data`; None when its algorithm or its encoding is not known.

    Reads base32 (with or without padding, either case), hexadecimal and base64, standard or URL-safe.
    """
    algorithm = algorithm_of(labelled)
    return None if algorithm is None else agrees(_hash(algorithm, data), labelled)


def algorithm_of(labelled: str) -> str | None:
    """The algorithm a recorded digest names, as `hashlib.new` takes it; None when it is not known."""
    algorithm, colon, _ = labelled.partition(":")
    algorithm = algorithm.strip().lower().replace("-", "")
    known = colon and algorithm in hashlib.algorithms_guaranteed and not algorithm.startswith("shake")
    return algorithm if known else None


def agrees(computed: bytes, labelled: str) -> bool | None:
    """As `matches`, for a hash that was computed piece by piece with the algorithm the recorded digest names."""
    expected = _decoded(labelled.partition(":")[2].strip(), len(computed))
    return None if expected is None else expected == computed


def plain(labelled: str) -> str:
    """A recorded digest in one spelling: `sha-1:` in hexadecimal and `sha1:` in base32 may be the same.

    Without a label the length tells the algorithm, where it can; what can't be read is only put into small letters.
    """
    label, colon, value = labelled.strip().rpartition(":")
    algorithms = [algorithm_of(f"{label.rpartition(':')[2]}:") or ""] if colon else list(_BY_SIZE)
    for algorithm in filter(None, algorithms):
        decoded = _decoded(value.strip(), hashlib.new(algorithm, usedforsecurity=False).digest_size)
        if decoded is not None:
            return f"{algorithm}:{decoded.hex()}"
    return labelled.strip().lower().rstrip("=")


def _hash(algorithm: str, data: bytes) -> bytes:
    return hashlib.new(algorithm, data, usedforsecurity=False).digest()


def _decoded(value: str, size: int) -> bytes | None:
    """Tell the encodings apart by the length that `size` bytes take in each.

    The last character may hold bits that belong to no byte; they have to be zero, or two values would be one.
    """
    bare = value.rstrip("=")
    try:
        if len(bare) == size * 2:
            return bytes.fromhex(bare)
        if len(bare) == -(-size * 8 // 5):
            return _from_base32(bare.upper(), size)
        if len(bare) == -(-size * 4 // 3):
            standard = bare.replace("-", "+").replace("_", "/")
            decoded = base64.b64decode(standard + "=" * (-len(bare) % 4), validate=True)
            return decoded if base64.b64encode(decoded).decode().rstrip("=") == standard else None
    except (ValueError, binascii.Error):
        return None
    return None


def _from_base32(value: str, size: int) -> bytes | None:
    """Read as one number: Python's decoder and encoder, which tell of spare bits, take ten times as long."""
    if not _BASE32.fullmatch(value):
        return None
    number, spare = int(value.translate(_DIGITS), 32), 5 * len(value) - 8 * size
    return None if number % (1 << spare) else (number >> spare).to_bytes(size, "big")
