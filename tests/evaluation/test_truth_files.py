"""Truth files: what a line may say, and what counts as right, wrong and missing."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from commands import jjscrape

from jjscrape.evaluation.build_score import same, score
from jjscrape.evaluation.truth_file import Build, fields_of, read_truth
from jjscrape.outcome import Exit, Stop
from jjscrape.release.tables import tables

AT = datetime(2018, 6, 11, 11, tzinfo=UTC)


def truth(tmp_path, *lines):
    path = tmp_path / "gold.jsonl"
    path.write_text("\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("name", "got", "want"),
    [
        ("title", "Ada\u2019s weir", "Ada's  weir"), ("title", None, None), ("place", "", None), ("published", "2018-06-11", "2018-06"),
        ("published", "2018-06-11T12:00:00+01:00", "2018-06-11"), ("published", "2018-06-11T12:00:00+01:00", "2018-06-11T11:00Z"),
        ("authors", ["Dr Ada Quill", "Bo Marsh"], ["Bo Marsh", "Ada Quill"]), ("authors", [], None), ("authors", [], []),
        ("themes", ["Greater Manchester"], ["greater-manchester"]), ("documents", ["http://a.org/f/My%20plan.pdf"], [["https://b.org/f/My plan.pdf", "Plan"]]),
        ("event_start", "2018-06-11T11:00:00Z", "2018-06-11T12:00+01:00"), ("event_start", "2018-06-11T11:00:00Z", "2018-06-11T11:00"),
        ("event_start", "2018-06-11", "2018-06-11T00:00:00+01:00"), ("event_start", "2018-06-11T11:00:00Z", "2018-06-11"),
        ("event_all_day", False, False), ("text", "the weir at noon", "The weir, at noon."),
    ],
)  # fmt: skip
def test_what_says_the_same(name, got, want):
    assert same(name, got, want)


@pytest.mark.parametrize(
    ("name", "got", "want"),
    [
        ("title", "Weir", None), ("title", None, "Weir"), ("published", "2018-06", "2018-06-11"), ("authors", ["Ada Quill"], []),
        ("authors", ["Ada Quill", "Ada Quill"], ["Ada Quill"]), ("event_start", "2018-06-11T11:00:00Z", "2018-06-11T11:00+01:00"),
        ("event_start", "2018-06-11", "2018-06-12T00:00Z"), ("event_all_day", False, True), ("event_all_day", False, None),
        ("event_all_day", None, False), ("text", "the weir at noon", "another thing altogether"),
    ],
)  # fmt: skip
def test_what_does_not(name, got, want):
    assert not same(name, got, want)


def test_right_wrong_missing_and_what_wants_another_look(make_harvest):
    build = Build(tables(make_harvest(3)))
    home = "https://jamandjustice-rjc.org"
    told = {
        f"{home}/blog/post-0": {"title": "Post 0", "authors": ["Ada Example"], "wrong": {}},
        "http://elsewhere.example/blog/post-1": {"title": "Other", "published": "2018-06-29", "wrong": {}},
        f"{home}/blog/post-2": {"wrong": {"title": "Post 2", "kind": "news"}},
        f"{home}/blog/nowhere": {"title": "Lost", "published": None, "wrong": {}},
    }
    made = score(told, build)
    assert {name: (c.n, c.right, c.wrong, c.missing, c.unsettled) for name, c in made.counts.items()} == {
        "title": (4, 1, 2, 1, 0), "kind": (0, 0, 0, 0, 1), "published": (2, 1, 0, 1, 0), "authors": (1, 1, 0, 0, 0),
    }  # fmt: skip
    assert len(made.misses) == 4


def test_of_one_address_the_later_line_counts_field_by_field(tmp_path):
    path = truth(
        tmp_path, {"url": "a", "title": "One", "kind": "news"}, "", {"url": "a", "wrong": {"title": "One"}},
        {"url": "b", "wrong": {"text": "x"}}, {"url": "b", "text": "y"},
    )  # fmt: skip
    assert read_truth(path) == {
        "a": {"url": "a", "kind": "news", "wrong": {"title": "One"}}, "b": {"url": "b", "text": "y", "wrong": {}},
    }  # fmt: skip


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("{", "line 2 is no JSON"), ("[1]", "line 2 is no object"), ('{"title": "x"}', "line 2 is no object with a url"),
        ('{"url": "a", "authors": "Ada"}', "authors is 'Ada'"), ('{"url": "a", "wrong": ["title"]}', "wrong is"),
    ],
)  # fmt: skip
def test_a_line_that_is_none_is_named(tmp_path, line, words):
    with pytest.raises(Stop, match=words) as stop:
        read_truth(truth(tmp_path, {"url": "a"}, line))
    assert stop.value.code is Exit.USAGE


def test_what_can_be_judged_of_which_record():
    assert "event_start" in fields_of("articles", "event")
    assert "event_start" not in fields_of("articles", "news")
    assert fields_of("pages", "page") == ("title", "kind", "documents", "text")
    assert "themes" in fields_of("projects", "project")


@pytest.mark.crawl
@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--gold", "nowhere.jsonl"], "nowhere.jsonl can't be read"),
        (["--gold", "GOLD", "--floor", "title"], "'title' is no floor"),
        (["--gold", "GOLD", "--floor", "weight=0.5"], "is no floor"),
        (["--gold", "GOLD", "--update"], "is a truth file"),
        (["--gold", "GOLD"], "nothing was published"),
        (["--floor", "title=1"], "--floor goes with a truth file"),
    ],
)
def test_a_wrong_call_is_one_sentence_and_exit_2(tmp_path, options, words):
    gold = truth(tmp_path, {"url": "a", "title": "x"})
    named = [gold if option == "GOLD" else option for option in options]
    done = jjscrape("evaluate", "--data", tmp_path / "none", *named)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert words in done.stderr
