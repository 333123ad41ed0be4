"""Labelled digests, `algorithm:value`, as WARC headers hold them."""

from __future__ import annotations

import base64
import binascii
import hashlib
from typing import Final

ALGORITHM: Final = "sha256"


def label(data: bytes, algorithm: str = ALGORITHM) -> str:
    """The digest of `data`, with its value in upper-case base32, padding included, which warcio and pywb verify."""
    return f"{algorithm}:{base64.b32encode(_hash(algorithm, data)).decode('ascii')}"


def matches(data: bytes, labelled: str) -> bool | None:
    """Whether a recorded digest is that of `data`; None when its algorithm or its encoding is not known.

    Reads base32 (with or without padding, either case), hexadecimal and base64, standard or URL-safe.
    """
    algorithm, colon, value = labelled.partition(":")
    algorithm = algorithm.strip().lower().replace("-", "")
    if not colon or algorithm not in hashlib.algorithms_guaranteed or algorithm.startswith("shake"):
        return None
    found = _hash(algorithm, data)
    expected = _decoded(value.strip(), len(found))
    return None if expected is None else expected == found


def _hash(algorithm: str, data: bytes) -> bytes:
    return hashlib.new(algorithm, data, usedforsecurity=False).digest()


def _decoded(value: str, size: int) -> bytes | None:
    """Tell the encodings apart by the length that `size` bytes take in each."""
    bare = value.rstrip("=")
    try:
        if len(bare) == size * 2:
            return bytes.fromhex(bare)
        if len(bare) == -(-size * 8 // 5):
            return base64.b32decode(bare.upper() + "=" * (-len(bare) % 8))
        if len(bare) == -(-size * 4 // 3):
            standard = bare.replace("-", "+").replace("_", "/")
            return base64.b64decode(standard + "=" * (-len(bare) % 4), validate=True)
    except (ValueError, binascii.Error):
        return None
    return None
