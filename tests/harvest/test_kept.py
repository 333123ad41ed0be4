"""Nothing known is forgotten: what a theme prints no longer stays as it was stated last; what was changed does not."""

from __future__ import annotations

import json
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from examples import share
from hypothesis import example, given, settings
from hypothesis import strategies as st

from jjscrape.archive.exchange import Exchange
from jjscrape.archive.reader import Archive
from jjscrape.archive.writer import ArchiveWriter
from jjscrape.harvest import kept
from jjscrape.harvest.gather import harvest
from jjscrape.harvest.kept import RULE
from jjscrape.release.publish import publish
from jjscrape.release.read import read_parquet
from jjscrape.site import load_site

SITE = load_site("jamandjustice")
HOME = "https://jamandjustice-rjc.org"
BEGIN = datetime(2024, 3, 1, tzinfo=UTC)
TEXTS = ("<p>Ten of us met at the weir to agree who prunes which trees.</p>", "<p>Nobody came, and it rained.</p>")
FIELD = '<div class="field field-name-field-{0} field-type-{1}"><div class="field-item">{2}</div></div>'
META = '<meta property="article:published_time" content="{}">'
DAY = FIELD.format("event-date", "datetime", '<span class="date-display-single">{}</span>')
# Each kind of value: the kind of page, where it stands in its markup, and two values as printed and as read.
KINDS = {
    "published": ("blog", META, ("2019-05-02T10:00:00Z", "2019-06-02T10:00:00Z"), ("2019-05-02", "2019-06-02")),
    "authors": ("blog", FIELD.format("byline", "text", "By {}"), ("Ann Roe", "Bo Lowe"), ("Ann Roe", "Bo Lowe")),
    "place": ("event", FIELD.format("location", "text", "{}"), ("Old Mill", "New Mill"), ("Old Mill", "New Mill")),
    "event_start": ("event", DAY, ("2 May 2019 - 10:00", "3 May 2019 - 10:00"), ("2019-05-02", "2019-05-03")),
}  # fmt: skip


def page(path, name, value, text):
    kind, where, printed, _ = KINDS[name]
    said = where.format(printed[value]) if value is not None else ""
    head, field = (said, "") if said.startswith("<meta") else ("", said)
    return (
        f"<!DOCTYPE html><html><head><title>{path} | Jam and Justice</title>{head}</head>"
        f"<body class='page-node node-type-{kind}'><h1 id='page-title'>{path}</h1><div class='node node-{kind}'>{field}"
        f"<div class='field-name-body'>{TEXTS[text]}</div></div></body></html>"
    ).encode()


def read(record, name):
    if name == "authors":
        return record.authors[0].name if record.authors else None
    value = getattr(record, name)
    return f"{value:%Y-%m-%d}" if isinstance(value, datetime) else value


def archived(folder, name, crawls, *, other_bytes=False):
    """Write crawls a day apart: what the post states, the wording of its text, and whether another post states it.

    With `other_bytes` each has bytes that no other one has, and that say nothing.
    """
    kind = KINDS[name][0]
    for number, (value, text, others) in enumerate(crawls):
        pages = {"x": page("x", name, value, text), "y": page("y", name, 1 if others else None, 0)}
        if other_bytes:
            pages = {path: body + b"<!-- %d -->" % number for path, body in pages.items()}
        with ArchiveWriter(folder / f"crawl-{number}", "crawl", "test", {}) as writer:
            for second, (path, body) in enumerate(pages.items()):
                head = f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: {len(body)}\r\n\r\n"
                writer.write(
                    Exchange(
                        url=f"{HOME}/{kind}/{path}", method="GET", request=b"GET / HTTP/1.1\r\n\r\n",
                        response=head.encode() + body, captured_at=BEGIN + timedelta(days=number, seconds=second),
                    )
                )  # fmt: skip
    return Archive([folder])


def found_of(folder, name, crawls, **more):
    found = harvest(archived(folder, name, crawls, **more), SITE)
    return found, next(article for article in found.articles if article.id.endswith("/x"))


def remembered(crawls):
    """What is known at the end, told from the beginning on: the harvest looks back from the end."""
    known, before = None, None
    for value, text, others in crawls:
        if text != before:
            known = None
        if value is not None:
            known = value
        elif others:
            known = None
        before = text
    return known


CRAWL = st.tuples(
    st.sampled_from([None, None, 0, 1]), st.sampled_from([0, 0, 0, 1]), st.sampled_from([False, False, True])
)


@pytest.mark.parametrize("name", KINDS)
@settings(max_examples=share(0.25), deadline=None)
@given(crawls=st.lists(CRAWL, min_size=1, max_size=4))
@example(crawls=[(0, 0, True), (None, 0, False)])
@example(crawls=[(0, 0, True), (None, 0, True)])
@example(crawls=[(0, 0, True), (None, 0, True), (None, 0, False)])
@example(crawls=[(0, 0, True), (None, 1, False)])
@example(crawls=[(0, 0, True), (1, 0, False), (None, 0, False)])
def test_what_was_stated_last_stays_unless_it_was_changed_or_taken_away(name, crawls):
    with tempfile.TemporaryDirectory() as folder:
        found, record = found_of(Path(folder), name, crawls)
        known = remembered(crawls)
        assert read(record, name) == (None if known is None else KINDS[name][3][known])
        kept = known is not None and crawls[-1][0] is None
        assert found.kept.get(record.id, []) == ([name] if kept else [])
        assert any(problem.startswith(f"{name}: the page states it no longer") for problem in record.problems) is kept


@pytest.mark.parametrize("name", KINDS)
def test_a_kept_value_is_cited_from_the_capture_that_states_it(name, tmp_path):
    archive = archived(tmp_path / "archive", name, [(1, 0, False), (0, 0, False), (None, 0, False), (None, 0, False)])
    found = harvest(archive, SITE)
    done = publish(found, SITE, tmp_path / "datasets", accept=frozenset({"losses", "has-articles"}))
    assert done.new, done.refused
    tables = {
        t: read_parquet(tmp_path / "datasets" / "latest" / f"{t}.parquet")
        for t in ("articles", "captures", "provenance")
    }
    (row,) = [row for row in tables["articles"] if row["id"].endswith("/x")]
    dates = {capture["id"]: capture["captured_at"] for capture in tables["captures"]}
    (note,) = [n for n in tables["provenance"] if n["record_id"] == row["id"] and n["field"] == name]
    assert dates[note["capture_id"]] == BEGIN + timedelta(days=1)
    assert dates[row["capture_id"]] == BEGIN + timedelta(days=3)
    assert note["rule"].startswith(RULE)
    assert KINDS[name][2][0] in note["raw"] or name == "published"
    quality = json.loads((tmp_path / "datasets" / "latest" / "quality.json").read_text())
    assert quality["kept"] == {name: 1}


def test_an_event_is_on_the_clocks_of_its_place_though_another_theme_drops_the_place(tmp_path):
    where, when = (FIELD.format("location", "text", "Cape Town"), DAY.format("2 May 2019 - 10:00"))
    body = "<body class='page-node node-type-event'><h1>x</h1><div class='node'>{}<div class='field-name-body'><p>Come.</p></div></div>"
    for number, fields in enumerate((when + where, when)):
        answer = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + body.format(fields).encode()
        with ArchiveWriter(tmp_path / f"crawl-{number}", "crawl", "test", {}) as writer:
            writer.write(
                Exchange(url=f"{HOME}/event/x", method="GET", request=b"GET / HTTP/1.1\r\n\r\n", response=answer,
                         captured_at=BEGIN + timedelta(days=number))
            )  # fmt: skip
    (event,) = harvest(Archive([tmp_path]), SITE).articles
    assert (event.place, event.event_timezone) == ("Cape Town", "Africa/Johannesburg")
    assert event.event_start == datetime(2019, 5, 2, 8, tzinfo=UTC)
    cited = {trace.field: trace.capture_id for trace in event.traces}
    assert cited["place"] == cited["event_timezone"] is not None
    assert cited["event_start"] is None


@pytest.mark.parametrize("name", KINDS)
def test_of_a_page_that_was_never_edited_nothing_is_read_for_it(tmp_path, monkeypatch, name):
    asked, answers = [], kept._answers
    monkeypatch.setattr(kept, "_answers", lambda record: asked.append(record) or answers(record))
    found_of(tmp_path / "same", name, [(None, 0, True)] * 3)
    found_of(tmp_path / "in other bytes", name, [(None, 0, True)] * 3, other_bytes=True)
    assert not asked
    found_of(tmp_path / "other", name, [(0, 0, True), (None, 0, True)])
    assert asked
