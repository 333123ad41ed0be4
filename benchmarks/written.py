"""Records written by hand, as other programs write them: small, and wrong where a test wants them so."""

from __future__ import annotations

import base64
import gzip
import hashlib
import itertools
import struct
import uuid

HOST = "http://jamandjustice-rjc.org"
PAGE = (
    '<!DOCTYPE html><html lang="en"><head><title>{0} | Jam and Justice</title></head>'
    '<body class="node-type-page page-node-7"><div id="content"><h1 class="title">{0}</h1><div class="node">'
    '<div class="field-name-body"><div class="field-item"><p>Words of a page that are enough to be its text.</p>'
    "</div></div></div></div></body></html>"
)


def page(title="One"):
    return PAGE.format(title).encode()


def http(body, *headers, status="200 OK", length=None, kind="text/html"):
    lines = [f"HTTP/1.1 {status}", f"Content-Type: {kind}", *headers]
    lines.append(f"Content-Length: {len(body) if length is None else length}")
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def base32(data, algorithm="sha1"):
    return f"{algorithm}:{base64.b32encode(hashlib.new(algorithm, data).digest()).decode().rstrip('=')}"


def record(
    block, path="/one", kind="response", date="2024-03-01T10:00:00Z", version="WARC/1.1", end=b"\r\n\r\n", **more
):
    """Keywords are fields, `_` for `-`; one that is None is left out."""
    types = {"request": "application/http; msgtype=request", "warcinfo": "application/warc-fields"}
    fields = {
        "WARC-Type": kind,
        "WARC-Record-ID": f"<urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, repr((block, path, kind, date)))}>",
        "WARC-Target-URI": None if kind == "warcinfo" else HOST + path if path.startswith("/") else path,
        "WARC-Date": date,
        "Content-Type": types.get(kind, "application/http; msgtype=response"),
        "Content-Length": str(len(block)),
    } | {name.replace("_", "-"): value for name, value in more.items()}
    lines = [version, *(f"{name}: {value}" for name, value in fields.items() if value is not None)]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + block + end


def identifier(of):
    return next(line for line in of.decode("latin-1").splitlines() if line.startswith("WARC-Record-ID")).split(": ")[1]


def info(version="WARC/1.1"):
    return record(b"software: by hand\r\n", kind="warcinfo", version=version)


def members(*records):
    return b"".join(gzip.compress(one, mtime=0) for one in records)


def bgzip(data, size=300):
    """Gzip in blocks that end anywhere, with the empty block at the end that says that it is all."""
    blocks = []
    for at in range(0, len(data), size):
        packed = gzip.compress(data[at : at + size], mtime=0)[10:]
        length = 12 + 6 + len(packed) - 1
        blocks.append(b"\x1f\x8b\x08\x04\0\0\0\0\0\xff\x06\0BC\x02\0" + struct.pack("<H", length) + packed)
    return b"".join(blocks) + bytes.fromhex("1f8b08040000000000ff0600424302001b0003000000000000000000")


def segmented(block, sizes, path="/one", total=None, **more):
    """A response in segments of these sizes and a last one with the rest."""
    cuts = [0, *[sum(sizes[: n + 1]) for n in range(len(sizes))], len(block)]
    parts = [block[begin:end] for begin, end in itertools.pairwise(cuts)]
    first = record(parts[0], path, WARC_Segment_Number="1", **more)
    out = [first]
    for number, part in enumerate(parts[1:], 2):
        last = {"WARC_Segment_Total_Length": str(total or len(block))} if number == len(parts) else {}
        out.append(
            record(
                part, path, "continuation", WARC_Segment_Number=str(number), WARC_Segment_Origin_ID=identifier(first),
                Content_Type=None, **last,
            )
        )  # fmt: skip
    return out


def arc(*captures, version_block=True):
    """(path, digits of the date, block) of each."""
    text = b"1 0 by hand\nURL IP-address Archive-date Content-type Archive-length\n"
    start = b"filedesc://by-hand.arc 0.0.0.0 20040511100000 text/plain %d\n%s\n" % (len(text), text)
    lines = [
        f"{HOST}{path} 127.0.0.1 {date} text/html {len(block)}\n".encode() + block + b"\n"
        for path, date, block in captures
    ]
    return (start if version_block else b"") + b"".join(lines)
