"""Real files: PDF documents and plain PNG pictures, the same bytes for the same name on every machine."""

from __future__ import annotations

import base64
import struct
import zlib
from functools import lru_cache
from hashlib import sha256

from jjscrape.demo.pictures import jpeg

SCAN = (640, 480)


@lru_cache(maxsize=64)
def pdf(title: str, lines: int = 12) -> bytes:
    """Make a one-page PDF 1.4 that says its title over a picture, which makes it as large as a short report is."""
    words = title.encode("ascii", "replace").decode().replace("\\", "").replace("(", "").replace(")", "")
    text = "\n".join(f"({words}, line {number}) Tj T*" for number in range(1, lines + 1))
    stream = f"q 320 0 0 240 72 72 cm /Im1 Do Q\nBT /F1 12 Tf 14 TL 72 770 Td\n{text}\nET".encode()
    picture = jpeg(title, *SCAN)
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources 6 0 R >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        b"<< /Font << /F1 5 0 R >> /XObject << /Im1 7 0 R >> >>",
        b"<< /Type /XObject /Subtype /Image /Width %d /Height %d /ColorSpace /DeviceGray /BitsPerComponent 8 "
        b"/Filter /DCTDecode /Length %d >>\nstream\n%s\nendstream" % (*SCAN, len(picture), picture),
    ]
    out = bytearray(b"%PDF-1.4\n")
    offsets = []
    for number, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    out += b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)
    return bytes(out)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(name: str, width: int = 24, height: int = 16) -> bytes:
    """Make a plain PNG, its colour taken from the name."""
    colour = sha256(name.encode()).digest()[:3]
    rows = (b"\0" + colour * width) * height
    # Stored, not deflated: deflate's output differs between builds of zlib.
    packed = zlib.compress(rows, 0)
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", head) + _chunk(b"IDAT", packed) + _chunk(b"IEND", b"")


def itok(path: str) -> str:
    """Return the token with which Drupal guards a derived image."""
    return base64.urlsafe_b64encode(sha256(path.encode()).digest()).decode()[:8]
