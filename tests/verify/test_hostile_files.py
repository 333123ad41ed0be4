"""Whatever stands where a number, a name or an object is expected: a fault or none, and never an error."""

from __future__ import annotations

import json
import shutil

import pytest
from examples import share
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from mutation.index import line_is
from mutation.mutant import CATALOG, INDEX, WACZ, WARC, replace
from mutation.package import packed, settled, signed, unpacked

from jjscrape.verify.verification import verify

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)
SLOWLY = settings(max_examples=share(0.5), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture
def fresh(made, tmp_path):
    def copy():
        shutil.rmtree(tmp_path / "data", ignore_errors=True)
        return shutil.copytree(made, tmp_path / "data", symlinks=True)

    return copy


@SLOWLY
@given(
    name=st.sampled_from(["url", "filename", "offset", "length", "status", "mime", "digest", "date", "id"]), value=JSON
)
def test_a_line_of_the_index(fresh, name, value):
    data = fresh()
    replace(data / INDEX, line_is(2, **{name: value})((data / INDEX).read_bytes()))
    verify([data / "archive"])


@SLOWLY
@given(value=JSON, nested=st.booleans())
def test_run_json_and_the_log_and_the_catalog(fresh, value, nested):
    data = fresh()
    verify([data])
    text = json.dumps({"archive": value, "versions": value, "file": value, "places": value} if nested else value)
    (data / WARC).with_name("run.json").write_text(text)
    (data / CATALOG).write_text(text)
    with (data / "archive" / "fixity.jsonl").open("a") as log:
        log.write(text)
    assert {"catalog", "fixity-log"} <= {fault.name for fault in verify([data], log=False).faults}


@SLOWLY
@given(name=st.sampled_from(["path", "hash", "bytes", "name"]), value=JSON)
def test_a_resource_of_a_wacz(fresh, name, value):
    data = fresh()
    found = unpacked(data / WACZ)
    package = json.loads(found["datapackage.json"])
    package["resources"][0][name] = value
    found["datapackage.json"] = json.dumps(package).encode()
    replace(data / WACZ, packed(signed(found)))
    assert verify([data / WACZ]).faults or name == "name"


@SLOWLY
@given(name=st.sampled_from(["profile", "wacz_version", "resources", "mainPageUrl"]), value=JSON)
def test_a_manifest_of_a_wacz(fresh, name, value):
    data = fresh()
    found = unpacked(data / WACZ)
    package = json.loads(found["datapackage.json"])
    package[name] = value
    found["datapackage.json"] = json.dumps(package).encode()
    replace(data / WACZ, packed(signed(found)))
    verify([data / WACZ])


@SLOWLY
@given(
    name=st.sampled_from(["hash", "signature", "publicKey", "domain", "domainCert", "created"]),
    value=JSON,
    whole=st.booleans(),
)
def test_a_signature_of_a_wacz(fresh, name, value, whole):
    data = fresh()
    found = unpacked(data / WACZ)
    told = json.loads(found["datapackage-digest.json"])
    signed_data = {"hash": told["hash"], "signature": "AAAA", "publicKey": "AAAA", "created": "2026-03-01T10:00:00Z"}
    told["signedData"] = value if whole else {**signed_data, name: value}
    found["datapackage-digest.json"] = json.dumps(told).encode()
    replace(data / WACZ, packed(found))
    assert [fault.name for fault in verify([data / WACZ]).faults] == ["signature"]


@SLOWLY
@given(name=st.sampled_from(["url", "ts", "id", "title"]), value=JSON, whole=st.booleans())
def test_a_page_of_a_wacz(fresh, name, value, whole):
    data = fresh()
    found = unpacked(data / WACZ)
    lines = found["pages/pages.jsonl"].splitlines()
    lines[1] = json.dumps(value if whole else {**json.loads(lines[1]), name: value}).encode()
    found["pages/pages.jsonl"] = b"\n".join(lines) + b"\n"
    replace(data / WACZ, packed(settled(found)))
    verify([data / WACZ])


@SLOWLY
@given(value=JSON, field=st.sampled_from(["filename", "offset", "length", "digest"]))
def test_a_secondary_index_of_a_wacz(fresh, value, field):
    data = fresh()
    found = unpacked(data / WACZ)
    meta, line = found["indexes/index.idx"].splitlines()
    key, stamp, body = line.decode().split(" ", 2)
    changed = f"{key} {stamp} {json.dumps({**json.loads(body), field: value})}\n".encode()
    found["indexes/index.idx"] = meta + b"\n" + changed
    replace(data / WACZ, packed(settled(found)))
    verify([data / WACZ])


@settings(SLOWLY, max_examples=share(0.75))
@given(st.data())
def test_bytes_anywhere(fresh, data):
    folder = fresh()
    file = data.draw(st.sampled_from([WARC, INDEX, WACZ, CATALOG]))
    whole = bytearray((folder / file).read_bytes())
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(whole) - 1))
        whole[at : at + data.draw(st.integers(0, 3))] = data.draw(st.binary(max_size=5))
    replace(folder / file, bytes(whole))
    verify([folder])
    verify([folder], repair=True)
