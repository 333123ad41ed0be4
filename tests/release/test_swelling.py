"""A small Parquet file that would fill the memory is refused before it does, in bounded memory itself."""

from __future__ import annotations

import io

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from jjscrape.load import load
from jjscrape.release.publish import publish
from jjscrape.release.read import TableError, parse_parquet, rows_of
from jjscrape.release.swelling import LARGEST, check_size
from jjscrape.site import load_site

ROWS = 2000
LONG = "a" * (LARGEST // ROWS + 1000)


def written(**columns):
    stream = io.BytesIO()
    pq.write_table(pa.table(columns), stream, compression="zstd")
    return stream.getvalue()


def same(value, count=ROWS):
    return pa.DictionaryArray.from_arrays(pa.array([0] * count, pa.int32()), pa.array([value]))


# Made when they are asked for: they are large.
SWELLING = {
    "one text in every row": lambda: {"text": same(LONG)},
    "of no type": lambda: {"text": same(LONG).cast(pa.dictionary(pa.int32(), pa.binary()))},
    "one text in every list": lambda: {
        "tags": pa.ListArray.from_arrays(pa.array(range(0, ROWS + 1, 2), pa.int32()), same(LONG))
    },
    "one long list": lambda: {"tags": pa.ListArray.from_arrays(pa.array([0, ROWS], pa.int32()), same(LONG))},
    "very many numbers": lambda: {"number": pa.nulls(LARGEST // 8 + 1, pa.int64())},
    "texts that are nothing but one letter": lambda: {"text": pa.array(["a" * (LARGEST + 1)])},
}


@pytest.mark.parametrize("name", SWELLING)
def test_a_file_that_swells_is_refused_and_named(name):
    data = written(**SWELLING[name]())
    assert len(data) < 200_000
    before = pa.total_allocated_bytes()
    with pytest.raises(TableError, match=r"articles[.]parquet: it comes to .* bytes"):
        parse_parquet(data, "articles.parquet")
    assert pa.total_allocated_bytes() - before < LARGEST // 8


def test_what_a_dataset_holds_is_read():
    texts = [f"{number} {'some words of a text ' * 300}" for number in range(500)]
    columns = {"id": pa.array(map(str, range(500))), "text": pa.array(texts), "tags": pa.array([["a", "b"]] * 500)}
    data = written(**columns)
    check_size(pa.BufferReader(data), 500)
    assert parse_parquet(data, "x", 500).equals(pa.table(columns))


@pytest.mark.parametrize("data", [b"", b"PAR1", b"PAR1" * 9, written(a=pa.array([1]))[:-9] + b"x" * 9])
def test_what_is_no_parquet_is_named(data):
    with pytest.raises(TableError, match="x: no Parquet file that can be read"):
        parse_parquet(data, "x")


@pytest.mark.parametrize("number", [2**62, -(2**62)])
def test_a_time_that_is_none_of_python_s_is_named(number):
    data = written(when=pa.array([number]).cast(pa.timestamp("us", tz="UTC")))
    with pytest.raises(TableError, match="x: a value that can't be read"):
        rows_of(parse_parquet(data, "x"), "x")


def test_a_table_has_no_more_rows_than_the_catalog_says(make_harvest, tmp_path):
    publish(make_harvest(3), load_site("jamandjustice"), tmp_path / "datasets")
    table = next((tmp_path / "datasets").glob("2*/articles.parquet"))
    articles = pq.read_table(table)
    table.chmod(0o644)
    pq.write_table(pa.concat_tables([articles] * 9), table)
    with pytest.raises(OSError, match="it has 36 rows, and the catalog says 4"):
        load("articles", data=tmp_path)
