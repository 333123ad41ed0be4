"""JSON that is nested deep, huge or no JSON, wherever a command reads some: a sentence, and bounded memory."""

from __future__ import annotations

import json
import tracemalloc

import pytest
from commands import jjscrape

from jjscrape.archive.foreign import parse_json
from jjscrape.release.publish import publish
from jjscrape.release.store.versions import CatalogError, parse_catalog
from jjscrape.site import load_site

DEEP = "[" * 300_000
WIDE = {"[]": 9_000_000, '{"a":1}': 3_000_000, "12345": 4_000_000}
BAD = {"deep": DEEP, "deep object": '{"a":' * 300_000, "half": '{"versions": [', "empty": "", "a number": "9" * 5000}


@pytest.mark.parametrize("value", WIDE)
def test_a_text_that_swells_is_no_value(value):
    text = "[" + f"{value}," * WIDE[value] + "1]"
    tracemalloc.start()
    for given in (text, text.encode()):
        with pytest.raises(ValueError, match=r"too many values|longer than"):
            parse_json(given)
    assert tracemalloc.get_traced_memory()[1] < 2 * len(text) + 1_000_000
    tracemalloc.stop()


def test_what_a_large_archive_says_of_itself_is_read():
    resources = [{"name": f"{n}.warc.gz", "path": f"archive/{n}.warc.gz", "hash": "sha256:" + "0" * 64, "bytes": n}
                 for n in range(100_000)]  # fmt: skip
    assert len(parse_json(json.dumps({"resources": resources}))["resources"]) == 100_000


@pytest.mark.parametrize("text", [*BAD.values(), "[" + "{}," * 300_000 + "{}]"], ids=[*BAD, "wide"])
def test_a_catalog_that_is_none(text):
    with pytest.raises(CatalogError, match=r"catalog[.]json: not a catalog"):
        parse_catalog(text.encode(), "catalog.json")


@pytest.mark.crawl
@pytest.mark.parametrize("what", ["run.json", "quality.json", "catalog.json", "datapackage.json"])
@pytest.mark.parametrize("text", [DEEP, BAD["half"]], ids=["deep", "half"])
def test_every_command_ends_with_a_sentence(make_harvest, tmp_path, what, text):
    publish(make_harvest(3), load_site("jamandjustice"), tmp_path / "datasets")
    version = next((tmp_path / "datasets").glob("2*"))
    crawl = tmp_path / "archive" / "20240301T100000Z"
    crawl.mkdir(parents=True)
    (tmp_path / "candidate").mkdir()
    places = {
        "run.json": [crawl / "run.json"],
        "quality.json": [version / "quality.json", tmp_path / "candidate" / "quality.json"],
        "catalog.json": [tmp_path / "datasets" / "catalog.json"],
        "datapackage.json": [version / "datapackage.json"],
    }
    for path in places[what]:
        path.unlink(missing_ok=True)
        path.write_text(text)
    for words in (["status"], ["versions"], ["verify", "--no-log"], ["export", "jsonl", "--output", tmp_path / "x"]):
        done = jjscrape(*words, "--data", tmp_path)
        assert "Traceback" not in done.stderr, done.stderr[-2000:]
        assert done.returncode in {0, 2, 8}
