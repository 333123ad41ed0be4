"""Pins: gold can't change unnoticed, and floors only rise, or fall with a reason that is kept."""

from __future__ import annotations

import json
import tomllib

import pytest

from jjscrape.evaluation import evaluate, judge_and_show
from jjscrape.evaluation.floors import Corpus, Floors, Lowered, below, raised, read_floors, write_floors
from jjscrape.outcome import Exit, Stop

RIGHT = {"published": "29th June 2018", "edtf": "2018-06-29"}
WRONG = {"published": "29th June 2018", "edtf": "2018-06-28"}  # what no reading gives
SILENT = {"published": "last month", "edtf": "2018-06-28"}


def ignore(_lines):
    pass


@pytest.fixture
def gold(tmp_path):
    """A folder with gold of two dates, both read well, and its pins."""

    def put(*cases):
        lines = [json.dumps(case) for case in cases]
        (tmp_path / "strings.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")

    put(RIGHT, {"published": "2016", "edtf": "2016"})
    floors = tmp_path / "floors.toml"
    write_floors(floors, Floors([Corpus("strings", "dates", "strings.jsonl", "")]))
    judge_and_show(floors, ignore, update=True)
    return floors, put


def pinned(floors):
    return tomllib.loads(floors.read_text(encoding="utf-8"))["corpus"]["strings"]["floors"]


def test_what_was_reached_is_pinned_and_passes_again(gold):
    floors, _ = gold
    assert pinned(floors) == {"published": {"n": 2, "precision": 1.0, "recall": 1.0, "exact": 1.0}}
    before = floors.read_bytes()
    judge_and_show(floors, ignore)
    judge_and_show(floors, ignore, update=True)
    assert floors.read_bytes() == before


def test_changed_gold_is_refused_with_the_remedy(gold):
    floors, put = gold
    put(RIGHT, RIGHT)
    with pytest.raises(Stop, match=r"the gold has changed.*: strings;.*--update") as stop:
        evaluate(floors)
    assert stop.value.code is Exit.FAULTY


@pytest.mark.parametrize(("case", "fallen"), [(WRONG, {"precision", "recall", "exact"}), (SILENT, {"recall", "exact"})])
def test_a_worse_reading_is_named_and_never_pinned_as_it_is(gold, case, fallen):
    floors, put = gold
    put(RIGHT, case)
    before = floors.read_bytes()
    faults = evaluate(floors, repin=True).faults
    assert {fault.split()[1] for fault in faults} == fallen
    with pytest.raises(Stop, match=r"no floor was changed: strings/published .* < 1\.0") as stop:
        judge_and_show(floors, ignore, update=True)
    assert stop.value.code is Exit.FAULTY
    assert floors.read_bytes() == before


def test_a_floor_above_what_is_reached_fails_the_run_after_the_tables(gold):
    floors, put = gold
    put(RIGHT, WRONG)
    pins = read_floors(floors)
    pins.corpora = evaluate(floors, repin=True).pins.corpora
    write_floors(floors, pins)
    told = []
    with pytest.raises(Stop, match=r"below the floor: strings/published precision 0\.5 < 1\.0") as stop:
        judge_and_show(floors, told.extend)
    assert stop.value.code is Exit.FAULTY
    assert any("| strings | published | 2 |" in line for line in told)
    assert any("wanted '2018-06-28'" in line for line in told)


def test_gold_that_shrank_is_a_floor_that_fell(gold):
    floors, put = gold
    put(RIGHT)
    with pytest.raises(Stop, match="published n 1 < 2"):
        judge_and_show(floors, ignore, update=True)


def test_a_floor_is_lowered_with_a_reason_that_is_kept(gold):
    floors, put = gold
    put(RIGHT, WRONG)
    judge_and_show(floors, ignore, update=True, lower=["strings/published"], why='the "new" case is beyond us')
    assert pinned(floors)["published"]["precision"] == 0.5
    kept = read_floors(floors).lowered
    assert [(entry.field, entry.was["precision"], entry.now["precision"], entry.why) for entry in kept] == [
        ("strings/published", 1.0, 0.5, 'the "new" case is beyond us')
    ]
    judge_and_show(floors, ignore)
    put(RIGHT, RIGHT)
    judge_and_show(floors, ignore, update=True)
    assert pinned(floors)["published"]["precision"] == 1.0
    assert read_floors(floors).lowered == kept


def test_a_field_that_does_not_fall_needs_no_reason(gold):
    floors, _ = gold
    judge_and_show(floors, ignore, update=True, lower=["strings/published"], why="for nothing")
    assert read_floors(floors).lowered == []


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"lower": ["strings/published"], "why": "x"}, "goes with --update"),
        ({"lower": ["strings/published"], "update": True, "why": " "}, "--why"),
        ({"lower": ["published"], "update": True, "why": "x"}, "CORPUS/FIELD"),
    ],
)
def test_lowering_in_another_way_is_refused(gold, options, says):
    floors, _ = gold
    before = floors.read_bytes()
    with pytest.raises(Stop, match=says) as stop:
        judge_and_show(floors, ignore, **options)
    assert stop.value.code is Exit.USAGE
    assert floors.read_bytes() == before


def test_a_field_that_is_gone_or_new_is_a_fault():
    corpus = Corpus("c", "dates", "x", "", {"old": {"n": 1}})
    assert below(corpus, {"new": {"n": 1}}) == ["c/old is no longer measured", "c/new has no floor"]


def test_without_any_value_given_precision_cannot_fall():
    corpus = Corpus("c", "dates", "x", "", {"place": {"precision": 1.0, "recall": 1.0}})
    assert below(corpus, {"place": {"recall": 0.0}}) == ["c/place recall 0.0 < 1.0"]


def test_a_figure_that_can_no_longer_be_told_fell():
    corpus = Corpus("c", "dates", "x", "", {"place": {"n": 1, "recall": 0.5}})
    assert below(corpus, {"place": {"n": 1}}) == ["c/place recall none < 0.5"]


def test_a_precision_that_cannot_be_told_at_present_keeps_its_floor():
    corpus = Corpus("c", "dates", "x", "", {"place": {"n": 1, "precision": 0.5}})
    assert raised(corpus, {"place": {"n": 2}}, {}) == ({"place": {"n": 2, "precision": 0.5}}, [])
    lowered = {"c/place": "a reason"}
    assert raised(corpus, {"place": {"n": 2}}, lowered) == ({"place": {"n": 2}}, [])


def test_a_file_of_floors_keeps_every_name_and_reason(tmp_path):
    odd = 'a "quoted" \\ name\n\x7f\u2028.dotted'
    floors = Floors(
        [Corpus("c", "dates", odd, "0" * 64, {odd: {"min F1": 0.1234, "n": 3}})],
        [Lowered("c/x", {"n": 3}, {}, odd), Lowered("c/y", {"n": 3}, {"n": 2}, "b")],
    )
    write_floors(tmp_path / "f.toml", floors)
    assert read_floors(tmp_path / "f.toml") == floors


@pytest.mark.parametrize("text", ["x = ", "[corpus.a]\nreader = 1\nother = 2\n", "", "corpus = 3\n", "\udcff"])
def test_a_broken_file_of_floors_is_refused(tmp_path, text):
    path = tmp_path / "floors.toml"
    path.write_bytes(text.encode("utf-8", "surrogateescape"))
    with pytest.raises(Stop, match="no file of floors") as stop:
        read_floors(path)
    assert stop.value.code is Exit.USAGE


def test_floors_that_are_not_there_and_gold_that_is_not_there(gold, tmp_path):
    floors, _ = gold
    with pytest.raises(Stop, match="checkout") as stop:
        evaluate(tmp_path / "none.toml")
    assert stop.value.code is Exit.USAGE
    (tmp_path / "strings.jsonl").unlink()
    with pytest.raises(Stop, match=r"the gold of strings isn't there"):
        evaluate(floors)
    write_floors(floors, Floors([Corpus("a", "tea-leaves", "b", "")]))
    with pytest.raises(Stop, match="tea-leaves"):
        evaluate(floors)
