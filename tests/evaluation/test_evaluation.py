"""The whole evaluation, as CI runs it: the gold is what was pinned, no figure is below its floor, the page is true."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from jjscrape.evaluation import document, evaluate
from jjscrape.evaluation.peers import GENERIC, OWN, PLAIN, installed
from jjscrape.evaluation.report import NOT_RUN, shown, table
from jjscrape.outcome import Exit, Stop

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "evaluation.md"


@pytest.fixture(scope="module")
def report():
    return evaluate(ROOT / "evaluation" / "floors.toml")


def test_every_figure_is_at_its_floor_or_above(report):
    assert report.faults == []
    assert set(report.sheets) == {"demo-zurb", "demo-core", "bylines", "dates"}


def test_the_page_of_the_documentation_is_what_the_command_prints(report):
    assert document.part_of(PAGE.read_text(encoding="utf-8"), "own") == document.parts(report)["own"]


def test_the_peers_of_the_documentation_are_what_the_command_prints(report):
    written = document.part_of(PAGE.read_text(encoding="utf-8"), "peers")
    if f"{GENERIC} {report.generic}," not in written:
        pytest.skip(f"{GENERIC} is {report.generic or 'not installed'} here; the page tells of another")
    assert written == document.parts(report)["peers"]


def test_own_pages_are_worth_having(report):
    assert set(report.peers) == {"demo-zurb", "demo-core"}
    for readers in report.peers.values():
        own, plain = readers[OWN], readers[PLAIN]
        assert own.dates_wrong == 0
        assert sum(own.text.scores) > sum(plain.text.scores)
        assert (GENERIC in readers) == (report.generic is not None)


def test_the_tables_stand_between_their_marks_and_nothing_else_changes(report, tmp_path):
    copy = tmp_path / "evaluation.md"
    shutil.copy(PAGE, copy)
    text = copy.read_text(encoding="utf-8")
    copy.write_text(text.replace(document.part_of(text, "own"), "\nold\n"), encoding="utf-8")
    document.write(copy, report)
    document.write(copy, report)
    now = copy.read_text(encoding="utf-8")
    assert document.part_of(now, "own") == document.parts(report)["own"]
    assert now.split(document.opening("own"))[0] == text.split(document.opening("own"))[0]
    assert now.split(document.closing("peers"))[1] == text.split(document.closing("peers"))[1]


def test_a_page_without_marks_is_left_alone(report, tmp_path):
    page = tmp_path / "page.md"
    page.write_text("# Mine\n", encoding="utf-8")
    for path in (page, tmp_path / "none.md"):
        with pytest.raises(Stop, match="no place for the tables") as stop:
            document.write(path, report)
        assert stop.value.code is Exit.USAGE
    assert page.read_text(encoding="utf-8") == "# Mine\n"


def test_a_table_is_aligned_and_what_cannot_be_told_is_a_dash():
    assert shown(None) == "\u2013"
    assert shown(0.5) == "0.5000"
    assert shown(7) == "7"
    assert table(["corpus", "field", "n"], [["a", "title", "10"]]) == [
        "| corpus | field |  n |",
        "| ------ | ----- | -: |",
        "| a      | title | 10 |",
    ]


def test_misses_are_cut_at_the_number_asked_for(report):
    total = sum(len(sheet.misses) for sheet in report.sheets.values())
    assert len(report.misses(10_000)) == total
    if total:
        assert report.misses(0) == [f"… and {total} more"]


def test_a_peer_that_was_not_run_is_named_with_the_way_to_get_it(report):
    assert installed("no-such-extractor") is None
    without = replace(report, generic=None).peer_table()
    assert without[0] == NOT_RUN
    assert "jjscrape[evaluate]" in NOT_RUN
    assert without[1:] == report.peer_table()[1:]
