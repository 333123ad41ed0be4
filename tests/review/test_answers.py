"""From a form to a line of the truth file."""

from __future__ import annotations

import pytest

from jjscrape import files
from jjscrape.evaluation.truth_file import read_truth
from jjscrape.review.answers import AnswerError, TruthFile, judged, value_of

VALUES = {"title": "Weir", "authors": ["Ada Quill"], "text": "Long.", "event_all_day": False}


def test_only_what_was_said_is_told():
    form = {
        "say.title": "right",
        "say.text": "wrong",
        "say.authors": "should",
        "value.authors": "Bo Marsh\r\n\r\n Teo Linden ",
    }
    assert judged("u", VALUES, form) == {
        "url": "u", "title": "Weir", "authors": ["Bo Marsh", "Teo Linden"], "wrong": {"text": "Long."},
    }  # fmt: skip
    assert judged("u", VALUES, form, "right")["event_all_day"] is False
    assert judged("u", VALUES, {"value.title": "said of nothing"}) is None


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("title", " Weir \r\n", "Weir"), ("title", "", None), ("authors", "", []), ("kind", "event", "event"),
        ("event_all_day", "yes", True), ("event_all_day", "no", False), ("event_all_day", "", None),
        ("published", "2018", "2018"), ("published", "2018-06", "2018-06"), ("published", "2018-06-29", "2018-06-29"),
        ("published", "2018-06-29T18:40:00+01:00", "2018-06-29T18:40:00+01:00"), ("event_start", "2018-06-29", "2018-06-29"),
        ("event_end", "2018-06-29T18:40Z", "2018-06-29T18:40Z"), ("documents", "https://e.org/a.pdf", ["https://e.org/a.pdf"]),
    ],
)  # fmt: skip
def test_what_may_be_written(name, text, value):
    assert value_of(name, text) == value


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("kind", "essay"), ("event_all_day", "perhaps"), ("published", "29 June 2018"), ("published", "2018-13"),
        ("published", "2018-02-30"), ("event_start", "2018"), ("event_start", "noon"), ("event_end", "2018-06-31T10:00Z"),
    ],
)  # fmt: skip
def test_what_may_not(name, text):
    with pytest.raises(AnswerError, match=name):
        value_of(name, text)


def test_a_line_is_there_whole_or_not_at_all(tmp_path, monkeypatch):
    file = TruthFile(tmp_path / "review" / "gold.jsonl")
    assert file.known() == {}
    file.add({"url": "a", "title": "Ünited"})
    file.path.write_bytes(file.path.read_bytes().rstrip(b"\n"))  # somebody's editor
    file.add({"url": "b", "title": None})
    before = file.path.read_bytes()
    assert before.count(b"\n") == 2

    def full(*_):
        raise OSError("the disk is full")

    monkeypatch.setattr(files.os, "fsync", full)
    with pytest.raises(OSError, match="full"):
        file.add({"url": "c", "title": "Lost"})
    assert file.path.read_bytes() == before
    assert list(read_truth(file.path)) == ["a", "b"]
