from __future__ import annotations

import base64
import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jjscrape.archive.digest import _decoded, label, matches

HELLO = hashlib.sha256(b"hello").digest()


def test_a_label_is_base32_in_upper_case():
    assert label(b"hello") == f"sha256:{base64.b32encode(HELLO).decode()}"
    assert label(b"hello").endswith("====")
    assert label(b"", "sha1") == "sha1:3I42H3S6NNFQ2MSVX7XZKYAYSCX5QBYJ"


@pytest.mark.parametrize(
    "value",
    [
        base64.b32encode(HELLO).decode(),
        base64.b32encode(HELLO).decode().rstrip("=").lower(),
        HELLO.hex(),
        HELLO.hex().upper(),
        base64.b64encode(HELLO).decode(),
        base64.urlsafe_b64encode(HELLO).decode().rstrip("="),
    ],
)
@pytest.mark.parametrize("algorithm", ["sha256", "SHA-256"])
def test_every_encoding_in_use_is_read(algorithm, value):
    assert matches(b"hello", f"{algorithm}:{value}") is True
    assert matches(b"hallo", f"{algorithm}:{value}") is False


@pytest.mark.parametrize(
    "labelled", ["", "sha256", "crc32:00000000", "sha256:abc", "sha256:" + "!" * 52, "shake_128:00"]
)
def test_what_cannot_be_checked_is_neither_right_nor_wrong(labelled):
    assert matches(b"hello", labelled) is None


@given(
    st.one_of(
        st.binary(min_size=16, max_size=16).map(lambda value: base64.b32encode(value).decode().rstrip("=")),
        st.text("ABYZ27_ 1890\u0660az", min_size=26, max_size=26),
        st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", min_size=26, max_size=26),
    )
)
def test_base32_is_read_as_python_reads_it_where_that_writes_it_again(value):
    try:
        decoded = base64.b32decode(value.upper() + "=" * 6)
    except ValueError:
        decoded = None
    again = base64.b32encode(decoded).decode().rstrip("=") if decoded is not None else None
    assert _decoded(value, 16) == (decoded if again == value.upper() else None)
