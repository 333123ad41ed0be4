"""What lies on a shelf is what was put there, in its order, whoever goes through it and however often."""

from __future__ import annotations

import gc
import os
from itertools import islice
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jjscrape import shelf
from jjscrape.shelf import IN_MEMORY, Shelf, Shelved, in_order, stored

CELLS = st.one_of(st.none(), st.integers(), st.text(), st.lists(st.text(max_size=3), max_size=3))


@pytest.fixture(scope="module", autouse=True)
def few_in_memory():
    """Four objects are many here, and two are read at a time."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(shelf, "IN_MEMORY", 4)
        patched.setattr(shelf, "_TOGETHER", 2)
        yield


@given(st.lists(CELLS, max_size=20), st.slices(20))
def test_it_is_as_a_list_is(objects, part):
    made = Shelf(objects)
    assert (len(made), list(made), made[part]) == (len(objects), objects, objects[part])
    assert [made[n] for n in range(-len(objects), len(objects))] == [*objects, *objects]
    assert list(stored(objects)) == objects
    assert (made, made) == (objects, Shelf(objects))
    assert made != [*objects, None]
    assert (made == tuple(objects)) is False


@given(st.lists(st.tuples(st.integers(0, 5), st.integers()), max_size=40))
def test_more_than_memory_holds_is_sorted_as_a_list_is(objects):
    assert list(in_order(iter(objects), lambda pair: pair[0])) == sorted(objects, key=lambda pair: pair[0])


def test_what_comes_in_its_order_is_written_once(monkeypatch):
    put_away = []
    monkeypatch.setattr(Shelf, "_put_away", lambda self, batch: put_away.append(batch))
    in_order(range(12), lambda number: number)
    assert [number for batch in put_away for number in batch] == list(range(12))


def test_several_go_through_it_at_one_time():
    made = Shelf(range(20))
    first, second = iter(made), iter(made)
    assert list(islice(first, 7)) == list(islice(second, 3)) + list(range(3, 7))
    assert [*first] == list(range(7, 20))
    assert [*second] == list(range(3, 20))


@given(st.dictionaries(st.text(max_size=3), st.integers(), max_size=12))
def test_large_objects_are_found_by_their_names(objects):
    made = Shelved()
    for name, each in objects.items():
        made.put(name, each)
    assert list(made.items()) == list(objects.items())
    assert {name: made[name] for name in objects} == dict(made) == objects
    assert (len(made), "none of these" in made) == (len(objects), False)


def test_what_is_large_is_not_held_until_there_are_many(tmp_path):
    made, few = Shelf([[1], [2]], tmp_path, large=True), Shelf([[1], [2]], tmp_path)
    for shelved in (made, few):
        shelved[0].append("changed")
    assert (list(made), list(few)) == ([[1], [2]], [[1, "changed"], [2]])


def test_a_shelf_is_taken_up_where_it_was_left(tmp_path):
    made = Shelf(range(9), tmp_path)
    descriptor, *others = made.left()
    taken = Shelf.taken_up((os.dup(descriptor), *others))
    assert list(taken) == list(range(9))
    taken.append(9)
    assert taken[-1] == 9
    assert list(Shelf.taken_up(Shelf(range(3)).left())) == [0, 1, 2]


def test_an_object_is_another_one_each_time_it_is_read():
    made = Shelf([[number] for number in range(8)])
    made[0].append("changed")
    assert made[0] == [0]


def open_files():
    return sum(1 for _ in Path("/proc/self/fd").iterdir())


@pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="the system does not tell of open files there")
def test_the_file_has_no_name_and_goes_with_the_shelf(tmp_path):
    gc.collect()  # the shelves of the tests before
    before = open_files()
    made = Shelf(range(8), tmp_path)
    assert not list(tmp_path.iterdir())
    assert open_files() == before + 1
    del made
    gc.collect()
    assert open_files() == before


def test_where_it_can_not_lie_in_the_folder_it_lies_among_temporary_files(tmp_path):
    assert list(Shelf(range(8), tmp_path / "not there")) == list(range(8))


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="the system has no disk that is always full")
def test_a_full_disk_is_told_of_once(monkeypatch, capfd):
    monkeypatch.setattr(shelf, "nameless", lambda _: Path("/dev/full").open("r+b"))  # noqa: SIM115  (the shelf closes it)
    with pytest.raises(OSError, match="No space left"):
        Shelf(range(8))
    gc.collect()
    assert capfd.readouterr().err == ""


def test_what_is_few_is_held_as_it_is():
    objects = [object(), object()]
    assert stored(iter(objects)) == objects
    assert list(Shelf(objects)) == objects
    assert IN_MEMORY > shelf.IN_MEMORY
