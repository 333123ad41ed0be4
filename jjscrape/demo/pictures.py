"""JPEG pictures as large as a camera's, the same bytes for the same name on every machine, with no codec."""

from __future__ import annotations

import math
import struct
from functools import lru_cache
from hashlib import shake_256

BLOCK = 8
# Each coefficient of a block is one Huffman code of one bit ("next, four bits") and four bits of magnitude, so that a
# block is 64 times five bits, 40 bytes, and no byte is ever 0xFF: a scan needs no padding and no stuffing.
_BITS = [f"0{byte >> 4:04b}0{byte & 15:04b}" for byte in range(256)]
_COEFFICIENTS = BLOCK * BLOCK
_DC_STEP = 2
_SWING = 40


@lru_cache(maxsize=128)
def jpeg(name: str, width: int, height: int) -> bytes:
    """Draw grainy grey waves that the name decides: a baseline JPEG, which no archive can make much smaller.

    A byte for every 1.6 pixels, as a photograph saved at high quality has.
    """
    across, down = -(-width // BLOCK), -(-height // BLOCK)
    grain = shake_256(name.encode()).digest(across * down * _COEFFICIENTS // 2)
    bits = []
    level, waves = 0.0, 1 + grain[0] % 3
    for block in range(across * down):
        begin = block * _COEFFICIENTS // 2
        aim = _SWING * math.cos(2 * math.pi * (waves * (block % across) / across + block // across / down))
        # The first coefficient is the step of brightness from the block before: 8 to 15, or as much down.
        step = grain[begin] >> 4 & 7
        up = level < aim
        level += (8 + step if up else step - 15) * _DC_STEP / BLOCK
        first = (8 if up else 0) + step << 4 | grain[begin] & 15
        bits.append(_BITS[first])
        bits += [_BITS[byte] for byte in grain[begin + 1 : begin + _COEFFICIENTS // 2]]
    scan = int("".join(bits), 2).to_bytes(across * down * 40, "big")
    tables = bytes([_DC_STEP, *[1] * (_COEFFICIENTS - 1)])
    one_code = bytes([1, *[0] * 15, 4])
    return b"".join(
        [
            b"\xff\xd8",
            _segment(0xE0, b"JFIF\0\1\1\1" + struct.pack(">HHBB", 72, 72, 0, 0)),
            _segment(0xFE, name.encode()),
            _segment(0xDB, b"\0" + tables),
            _segment(0xC0, struct.pack(">BHHBBBB", 8, height, width, 1, 1, 0x11, 0)),
            _segment(0xC4, b"\x00" + one_code),
            _segment(0xC4, b"\x10" + one_code),
            _segment(0xDA, b"\1\1\0\0\x3f\0"),
            scan,
            b"\xff\xd9",
        ]
    )


def _segment(marker: int, data: bytes) -> bytes:
    return struct.pack(">BBH", 0xFF, marker, len(data) + 2) + data
