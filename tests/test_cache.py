"""What was computed once is kept; what is torn, foreign or older is computed again, and nothing fails for it."""

from __future__ import annotations

import sqlite3

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jjscrape.cache import Cache, key_of
from jjscrape.software import software

KEY, VALUE = key_of("a"), b"what was computed" * 100


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "cache" / "extracts.sqlite"
    with Cache(path, "one") as cache:
        for number in range(300):
            cache.put(key_of(f"{number}"), VALUE + b"%d" % number)
        cache.put(KEY, VALUE)
    return path


def test_what_was_kept_is_there_for_the_next(path):
    with Cache(path, "one") as cache:
        assert cache.get(KEY) == VALUE
        assert cache.get(key_of("b")) is None


def test_another_software_begins_anew(path):
    with Cache(path, "two") as cache:
        assert cache.get(KEY) is None
        cache.put(KEY, b"another")
    with Cache(path, "two") as cache:
        assert cache.get(KEY) == b"another"


@pytest.mark.parametrize("cut", [0, 1, 100, 4096, 10_000, -1])
def test_a_torn_file_is_passed_over_and_kept_anew(path, cut):
    path.write_bytes(path.read_bytes()[:cut])
    with Cache(path, "one") as cache:
        found = [cache.get(key_of(f"{number}")) for number in range(300)]
        assert all(value in {None, VALUE + b"%d" % number} for number, value in enumerate(found))
        cache.put(KEY, b"again")
        cache.flush()
        assert cache.get(KEY) == b"again"


@given(st.data())
def test_no_turned_byte_is_believed(tmp_path_factory, data):
    path = tmp_path_factory.mktemp("turned") / "cache.sqlite"
    with Cache(path, "one") as cache:
        for number in range(20):
            cache.put(key_of(f"{number}"), VALUE + b"%d" % number)
    content = bytearray(path.read_bytes())
    at = data.draw(st.integers(0, len(content) - 1))
    content[at] ^= data.draw(st.integers(1, 255))
    path.write_bytes(content)
    with Cache(path, "one") as cache:
        for number in range(20):
            assert cache.get(key_of(f"{number}")) in {None, VALUE + b"%d" % number}
            cache.put(key_of(f"{number}"), b"new")
            assert cache.get(key_of(f"{number}")) == b"new"


def test_a_fault_in_the_files_own_names_is_no_text_and_no_traceback(path):
    content = path.read_bytes()
    start = content.index(b"tablesoftware")
    for at in range(start, start + 200):
        path.write_bytes(content[:at] + bytes([content[at] ^ 0x80]) + content[at + 1 :])
        with Cache(path, "one") as cache:
            assert cache.get(key_of("7")) in {None, VALUE + b"7"}
            cache.put(KEY, b"again")
            cache.flush()
            assert cache.get(KEY) == b"again"


def test_a_value_under_anothers_key_is_not_believed(path):
    connection = sqlite3.connect(path)
    rows = connection.execute("SELECT sum, value FROM kept WHERE key = ?", (key_of("7"),)).fetchone()
    connection.execute("UPDATE kept SET sum = ?, value = ? WHERE key = ?", (*rows, KEY))
    connection.commit()
    connection.close()
    with Cache(path, "one") as cache:
        assert cache.get(KEY) is None


def test_somebody_elses_database_is_no_cache(tmp_path):
    path = tmp_path / "cache.sqlite"
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE kept (key BLOB PRIMARY KEY, sum BLOB, value BLOB)")
    connection.commit()
    connection.close()
    with Cache(path, "one") as cache:
        assert cache.get(KEY) is None
        cache.put(KEY, VALUE)
        cache.flush()
        assert cache.get(KEY) == VALUE


def test_what_is_deleted_meanwhile_is_computed_again(path):
    with Cache(path, "one") as cache:
        cache.get(KEY)
        path.unlink()
        cache.put(key_of("b"), VALUE)
        cache.flush()
        assert cache.get(key_of("b")) == VALUE


def test_where_no_file_can_be_kept_memory_serves(tmp_path):
    (tmp_path / "cache").write_text("a file in the folder's place")
    with Cache(tmp_path / "cache" / "extracts.sqlite", "one") as cache:
        for number in range(3000):  # more than are written together
            cache.put(key_of(f"{number}"), VALUE)
        assert cache.get(key_of("0")) == VALUE == cache.get(key_of("2999"))


def test_no_two_lists_of_parts_have_one_key():
    assert len({key_of("ab", "c"), key_of("a", "bc"), key_of("abc"), key_of("a", "b", "c"), key_of("ab", "c", "")}) == 5


def test_the_software_is_told_by_its_source(monkeypatch):
    before = software()
    software.cache_clear()
    monkeypatch.setattr("jjscrape.software.PACKAGES", ("jjscrape.pipelines",))
    assert software() != before
    software.cache_clear()
