"""Every mutant of the published kill table, and controls that must find nothing."""

from __future__ import annotations

import shutil

import pytest
from kill_table import broken, ours
from mutation import controls, mutants
from mutation.mutant import FAMILIES


@pytest.fixture(scope="module")
def table(made):
    return {mutant.name: mutant for mutant in mutants(made)}


@pytest.mark.parametrize("one_of", [4, pytest.param(1, marks=pytest.mark.slow)])
def test_every_mutant_is_noticed_except_those_that_are_no_faults(made, table, tmp_path, one_of):
    assert len([m for m in table.values() if not m.equivalent]) >= 200
    tried = list(table.values())[::one_of]
    assert {m.family for m in tried} == set(FAMILIES)
    wrong = []
    for number, mutant in enumerate(tried):
        folder = broken(mutant, made, tmp_path / str(number))
        if bool(ours(mutant, folder)) == bool(mutant.equivalent):
            wrong.append(mutant.name)
        shutil.rmtree(folder)
    assert wrong == []


@pytest.mark.parametrize("number", range(len(controls())))
def test_what_is_only_written_anew_is_sound(made, tmp_path, number):
    control = controls()[number]
    assert ours(control, broken(control, made, tmp_path / "copy")) == [], control.name


MEANT = {
    "lie in a response: Content-Length is off by -1": "record-length",
    "lie in a response: Content-Length is off by 2": "record-length",
    "drop in a response: no WARC-Date": "field-missing",
    "duplicate in a response: WARC-Date twice": "field-repeated",
    "lie in a response: another's record id": "record-id-twice",
    "lie in a request: the record id is '<nothing>'": "record-id",
    "lie in a response: the date is 'yesterday'": "field-value",
    "lie in a response: the type is unknown": "type-unknown",
    "lie in a response: the version is 9.9": "warc-version",
    "lie in a response: the version is HTTP's": "warc-record",
    "lie in a response: a field that is not UTF-8": "header-line",
    "lie in a response: a wrong WARC-Block-Digest": "block-digest",
    "lie in a response: a wrong WARC-Payload-Digest": "payload-digest",
    "flip in a response: the bits of a digest that belong to no byte": "digest-form",
    "lie in a response: a byte of the body, with a block digest to match": "payload-digest",
    "cut in a response: the body's last chunk, with digests to match": "http-chunks",
    "lie in a response: HTTP Content-Length in place of chunks, too large": "http-length",
    "lie in a response: the status line is b'HTTP/1.1 OK'": "http-head",
    "lie in a request: an HTTP header line without a colon": "http-header",
    "lie in a response: a response with a request's msgtype": "http-msgtype",
    "lie in a revisit: a revisit of a record that is not here": "revisit-target",
    "lie in a revisit: a revisit of another date": "revisit-target",
    "lie in a revisit: a revisit of another payload": "revisit-digest",
    "drop in a revisit: what a revisit refers to, and its digest": "revisit-target",
    "lie in a request: a request of an exchange that is not here": "concurrent-target",
    "lie in a request: the request's address is another": "concurrent-differs",
    "lie in a response: a warcinfo that is not here": "warcinfo-target",
    "drop the last record, index made anew": "crawl-count",
    "lie that two records are one gzip member": "gzip-shared",
    "duplicate a gzip member's frame without its record": "gzip-empty",
    "swap the bodies of two responses, with digests to match": "cdxj-value",
    "drop the index": "cdxj-missing",
    "drop a line of the index": "cdxj-unlisted",
    "swap two lines of the index": "cdxj-order",
    "lie in a line of the index: the offset, between two records": "cdxj-record",
    "lie in a line of the index: the file": "cdxj-file",
    "lie in a line of the index: the status": "cdxj-value",
    "drop in a line of the index: its url": "cdxj-line",
    "drop in the WACZ: every WARC file, with a manifest to match": "wacz-layout",
    "lie in the WACZ: a WARC file is compressed again": "zip-mode",
    "duplicate in the WACZ: an entry": "zip-entry",
    "duplicate in the WACZ: bytes before the first entry": "zip-gap",
    "lie in the WACZ: a resource's hash": "resource-hash",
    "lie in the WACZ: a resource's length": "resource-bytes",
    "drop in the WACZ: a resource": "resource-missing",
    "lie in the WACZ: the records in a run.json": "resource-hash",
    "lie in the WACZ: the records in a run.json, with a manifest to match": "crawl-count",
    "swap in the WACZ: two run.json, with a manifest to match": "crawl-count",
    "lie in the WACZ: the manifest's own digest": "datapackage-digest",
    "lie in the WACZ: the profile": "datapackage",
    "lie in the WACZ: a page that was not captured": "page-uncaptured",
    "lie in the WACZ: a page's time": "page-time",
    "drop in the WACZ: a page's address": "pages-line",
    "duplicate in the WACZ: a page": "pages-twice",
    "lie in the WACZ: the secondary index's offset, with a manifest to match": "cdxj-blocks",
    "drop in the release: articles.csv": "file-missing",
    "swap in the release: two files": "file-changed",
    "duplicate in the release: a file": "file-unlisted",
    "duplicate in the release: a line of SHA256SUMS": "sums-line",
    "lie in the release: a cell of a CSV file, with sums to match": "sums-changed",
    "lie in the release: a cell of a CSV file, with sums and catalog to match": "content-hash",
    "drop in the release: the version's folder": "version-missing",
    "duplicate in the release: the version's folder": "version-unlisted",
    "lie in the release: the link names no version": "catalog",
    "drop in the release: the link to the newest version": "latest",
}


@pytest.mark.parametrize("name", MEANT)
def test_the_check_that_is_meant_notices_it(made, table, tmp_path, name):
    mutant = table[name]
    assert MEANT[name] in ours(mutant, broken(mutant, made, tmp_path / "copy"))
