"""The project's promise: every cell of every published row leads to exact bytes of the archive, or says why it is empty.

Held against the archive by other means than those that trace: the record is read by its place, and what stands at a
passage's bytes is compared in a spelling of this test's own.
"""

from __future__ import annotations

import gzip
import html
import re
import unicodedata
from collections import Counter
from urllib.parse import unquote

import pytest

import jjscrape
from jjscrape.archive.reader import Archive
from jjscrape.release.cells import to_cell
from jjscrape.release.read import read_parquet
from jjscrape.schema import TABLES, Type

pytestmark = pytest.mark.crawl

# Columns whose value is what a page or an archive record prints, not what follows from that.
PRINTED = {
    "articles": {"title", "summary", "text", "language", "node_id", "event_raw", "place", "byline_raw", "published_raw",
                 "image_url", "image_caption", "capture_id", "first_seen", "last_seen", "last_changed"},
    "projects": {"title", "summary", "text", "also_known_as", "node_id", "capture_id", "language", "image_url",
                 "image_caption", "published_raw"},
    "pages": {"title", "text", "node_id", "capture_id", "language", "published_raw"},
    "themes": {"label", "description"},
    "people": {"also_printed_as"},
    "authorships": {"name_raw", "role"},
    "theme_memberships": {"capture_id"},
    "images": {"shown_url", "alt", "caption", "capture_id", "file_capture_id"},
    "revisions": {"title", "text", "valid_from", "capture_id"},
    "taggings": {"label", "url", "capture_id"},
    "documents": {"label", "media_type", "capture_id"},
    "links": {"text", "target_url", "status", "capture_id"},
    "captures": {"id", "url", "captured_at", "status", "media_type", "payload_digest", "warc_record_id"},
    "provenance": {"capture_id"},
}  # fmt: skip
MASKED = re.compile(r"\[(?:email|phone)\]")


class Told:
    """The whole dataset told once, and its archive read apart from that."""

    def __init__(self, data):
        self.data = data
        self.read = Counter()
        self.tracer = jjscrape.tracer(data=data)
        with pytest.MonkeyPatch.context() as patched:
            patched.setattr(Archive, "body", self.counted(Archive.body))
            self.origins = {table: list(self.tracer.cells(table)) for table in TABLES}
        self.rows = {t: read_parquet(data / "datasets" / "latest" / f"{t}.parquet") for t in TABLES}
        archive = Archive([data / "archive"])
        captures = list(archive.captures())
        self.places = {c.record_id: (c.warc_file, c.warc_offset) for c in captures}
        self.bodies = {c.record_id: archive.body(c) for c in captures}

    def counted(self, body):
        def counting(archive, capture, *largest):
            self.read[capture.record_id] += 1
            return body(archive, capture, *largest)

        return counting

    def bytes_of(self, evidence):
        if evidence.part == "body":
            return self.bodies[evidence.capture_id]
        with (self.data / "archive" / evidence.warc_file).open("rb") as stream:
            stream.seek(evidence.warc_offset)
            with gzip.open(stream) as member:
                return member.read(64 * 1024)


@pytest.fixture(scope="module", params=["demo_data", "eventful_data"])
def told(request):
    return Told(request.getfixturevalue(request.param))


def plain(text):
    """A text without tags, entities, spaces, case and the form of characters."""
    shown = html.unescape(re.sub(r"<!--.*?-->|</?[A-Za-z!][^<>]*>", "", text, flags=re.DOTALL))
    folded = unicodedata.normalize("NFKD", shown.casefold())
    return "".join(c for c in folded if unicodedata.category(c) not in {"Zs", "Zl", "Zp", "Cc", "Cf"})


def same(found, raw):
    """Whether what stands in the bytes is what was read, an address also relative to its page."""
    if plain(found.replace(".000000Z", "Z")) == plain(raw.replace(".000000Z", "Z")):
        return True
    return raw.startswith("http") and len(found) > 1 and plain(unquote(raw)).endswith(plain(unquote(found)).lstrip("."))


@pytest.mark.parametrize("table", TABLES)
def test_every_cell_names_captures_of_the_archive_or_says_why_it_is_empty(told, table):
    cells = [(row, name) for row in told.rows[table] for name in TABLES[table].names]
    assert len(told.origins[table]) == len(cells)
    known = {row["id"] for row in told.rows["captures"]}
    for origin, (row, name) in zip(told.origins[table], cells, strict=True):
        assert origin.value == (to_cell(row[name], TABLES[table].column(name).type) or None)
        assert origin.rule, origin
        assert bool(origin.empty) is (row[name] in (None, [])), origin
        if not origin.empty:
            assert origin.evidence, origin
        for evidence in origin.evidence:
            assert evidence.capture_id in known
            assert told.places[evidence.capture_id] == (evidence.warc_file, evidence.warc_offset)
            assert evidence.missing is None, origin


@pytest.mark.parametrize("table", TABLES)
def test_every_string_that_a_cell_was_read_from_stands_in_the_bytes_it_names(told, table):
    for origin in told.origins[table]:
        for evidence in origin.evidence:
            body = told.bytes_of(evidence) if evidence.passages else b""
            for passage in evidence.passages:
                assert passage.begin is not None, origin
                found = body[passage.begin : passage.end].decode("utf-8")
                assert found == passage.found
                assert same(found, passage.raw), origin


@pytest.mark.parametrize("table", PRINTED)
def test_what_stands_there_is_the_value(told, table):
    rows = iter(told.origins[table])
    for row in told.rows[table]:
        for name, origin in zip(TABLES[table].names, rows, strict=False):
            if name not in PRINTED[table] or origin.empty:
                continue
            found = [p.found for e in origin.evidence[:1] for p in e.passages]
            if TABLES[table].column(name).type is Type.STRINGS:
                everything = {plain(p.found) for e in origin.evidence for p in e.passages}
                assert {plain(part) for part in row[name]} <= everything, origin
            else:
                value = str(row[name]) if not name.endswith(("seen", "_at", "changed", "_from")) else origin.value
                assert same("".join(found), MASKED.sub("", value)), origin


def test_every_table_has_cells_that_were_told(told):
    # The demo's site has one vocabulary only; `test_taggings_told.py` tells of the terms of another.
    assert {table for table, origins in told.origins.items() if not origins} == {"taggings"}
    kinds = {change["change"] for change in told.rows["changes"]}
    assert "changed" in kinds
    assert sum(map(len, told.origins.values())) > 5000


def test_a_past_has_gone_records_whose_evidence_is_the_site_s_answer(eventful_data):
    tracer = jjscrape.tracer(data=eventful_data)
    (gone,) = [row for row in tracer.dataset.rows("articles") if row["status"] == "gone"]
    answer = tracer.trace(gone["id"], "gone_evidence").evidence[0]
    assert answer.passages[0].found == gone["gone_evidence"]
    assert tracer.dataset.capture(answer.capture_id)["captured_at"] == gone["gone_since"]
    assert tracer.trace(gone["id"], "gone_since").evidence[0].capture_id == answer.capture_id
    changes = {row["change"] for row in tracer.dataset.rows("changes")}
    assert {"added", "changed", "removed"} <= changes


def test_many_cells_are_traced_with_few_reads_of_the_archive(told):
    """Ten thousand cells of three hundred captures: no body is read for each of its cells."""
    assert sum(told.read.values()) <= len(told.bodies) < len(told.origins["articles"])
    assert max(told.read.values()) < 10


def test_a_file_that_is_not_there_shows_the_answer_that_says_so(eventful_data):
    for version, status, answered in (("2021.11.22", "missing", 404), ("2021.11.23", "mismatch", 200)):
        tracer = jjscrape.tracer(version, data=eventful_data)
        (row,) = [row for row in tracer.dataset.rows("documents") if row["status"] == status]
        answer = tracer.trace(row["id"], "status", "documents").evidence[0]
        assert answer.url == row["url"]
        assert tracer.dataset.capture(answer.capture_id)["status"] == answered
        assert f"its status is {status}" in tracer.trace(row["id"], "sha256", "documents").empty


def test_a_record_that_moved_keeps_the_capture_it_was_first_seen_in(eventful_data):
    tracer = jjscrape.tracer(data=eventful_data)
    (moved,) = [row for row in tracer.dataset.rows("articles") if row["url"].endswith("/blog/an-address-it-moved-to")]
    first = tracer.trace(moved["id"], "id").evidence[0]
    assert first.url.endswith(moved["id"])
    assert first.captured_at < tracer.trace(moved["id"], "title").evidence[0].captured_at
    assert any(e.url.endswith(moved["id"]) for e in tracer.trace(moved["id"], "also_at").evidence)
