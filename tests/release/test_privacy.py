"""How to reach people stays in the archive, and stands in no file of a version unless the site file says so."""

from __future__ import annotations

from dataclasses import replace

import pytest

from jjscrape.items import Link
from jjscrape.release.privacy import TEXTS, masked
from jjscrape.release.publish import publish
from jjscrape.release.tables import tables
from jjscrape.schema import TABLES, Type
from jjscrape.site import load_site

SITE = load_site("jamandjustice")
MAIL, PHONE = "ada@example.org", "0161 496 0123"
CONTACT = f"Write to {MAIL} or ring {PHONE}."
HIDDEN = "Write to [email] or ring [phone]."
# What follows from addresses and word lists, or names things and not people.
FIXED = {"vocabulary",
    "id", "kind", "url", "status", "gone_evidence", "content_digest", "capture_id", "language", "published_edtf",
    "published_source", "event_timezone", "event_timezone_source", "byline_confidence", "image_url", "hosts", "also_at",
    "authors", "themes", "projects", "articles", "article_id", "person_id", "confidence", "record_id", "theme_id",
    "event_occurrences", "source", "media_type", "sha256", "found_on", "source_id", "target_url", "target_id", "table", "field", "rule",
    "extractor_version", "target_table", "text_digest", "shown_url", "file_capture_id",
}  # fmt: skip


@pytest.fixture
def harvest(make_harvest):
    made = make_harvest()
    article, project, page = made.articles[0], made.projects[0], made.pages[0]
    made.revisions[article.id] = [replace(made.revisions[article.id][0], text=CONTACT)]
    article.title = article.text = article.summary = article.byline_raw = article.image_caption = CONTACT
    article.trace("text", "body.rdfa", CONTACT)
    article.links.append(Link("https://example.org/", CONTACT, "external", None))
    project.text = page.text = made.documents[0].label = made.themes[0].description = CONTACT
    return made


def files(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.suffix != ".parquet"}


def test_no_file_of_a_version_tells_how_to_reach_people(tmp_path, harvest):
    folder = tmp_path / publish(harvest, SITE, tmp_path).version.id
    held = files(folder)
    assert not [name for name, data in held.items() if MAIL.encode() in data or PHONE.encode() in data]
    for name in ("articles", "projects", "pages", "links", "documents", "themes", "provenance", "revisions"):
        assert HIDDEN.encode() in held[f"{name}.csv"], name


def test_a_site_file_may_keep_contacts(tmp_path, harvest):
    folder = tmp_path / publish(harvest, replace(SITE, mask_contacts=False), tmp_path).version.id
    assert MAIL.encode() in files(folder)["articles.csv"]
    assert HIDDEN.encode() not in files(folder)["articles.csv"]


def test_masking_changes_no_other_cell(harvest):
    rows = tables(harvest)
    for name, made in rows.items():
        for was, now in zip(made, masked(name, made), strict=True):
            assert {k: v for k, v in was.items() if now[k] != v}.keys() <= set(TEXTS.get(name, ()))


def test_every_column_of_text_is_either_masked_or_known_to_hold_none():
    for name, table in TABLES.items():
        if name in {"captures", "changes"}:  # changes are found between masked tables
            continue
        texts = {column.name for column in table.columns if column.type in {Type.STRING, Type.STRINGS}}
        fixed = FIXED | ({"role"} if name == "images" else set())  # that of an author is printed
        assert texts - set(TEXTS.get(name, ())) <= fixed, name
        assert set(TEXTS.get(name, ())) <= texts
        assert not set(TEXTS.get(name, ())) & FIXED
