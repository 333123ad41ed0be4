"""What others wrote reaches the terminal as text: no escape sequence, no turned order, no line that looks like ours."""

from __future__ import annotations

import io
import json
import re
import unicodedata
import zipfile

import pytest
from commands import jjscrape
from hypothesis import given
from hypothesis import strategies as st

from jjscrape.printable import line, printable
from jjscrape.release.publish import publish
from jjscrape.site import load_site

ACTS = "\x1b]0;title\x07\x1b[2J\x9b31m\u202egnp.exe\u2066\r\x08"
SAYS = "sound: 3 files and folders"
EVIL = f"a{ACTS}\n{SAYS}"
SHOWN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")


@given(st.text())
def test_what_is_left_only_prints(text):
    shown = printable(text)
    assert all(unicodedata.category(c) not in {"Cc", "Cs", "Zl", "Zp"} or c in "\t\n" for c in shown)
    assert all(unicodedata.bidirectional(c) not in {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}
               for c in shown)  # fmt: skip
    assert "\n" not in line(text)
    shown.encode()


@given(st.dictionaries(st.text(), st.text()))
def test_json_means_what_it_meant(value):
    assert json.loads(printable(json.dumps(value, ensure_ascii=False))) == value


@pytest.mark.parametrize("text", ["Zoë Müller \u2014 “Café”", "日本語", "سلام", "👩\u200d🔬", "a\tb"])
def test_text_of_any_language_stays_as_it_is(text):
    assert printable(text) == line(text) == text


@pytest.mark.parametrize("unseen", "\u00ad\u180e\u200b\u2060\u2064\ufeff")
def test_ids_that_differ_in_what_cannot_be_seen_look_different(unseen):
    assert line(f"news/a{unseen}b") == f"news/a\\u{ord(unseen):04x}b"
    assert json.loads(printable(json.dumps(unseen, ensure_ascii=False))) == unseen


@pytest.fixture(scope="module")
def data(make_harvest, tmp_path_factory):
    folder = tmp_path_factory.mktemp("printable")
    site = load_site("jamandjustice")
    publish(make_harvest(3), site, folder / "datasets")
    harvest = make_harvest(5)
    harvest.articles[0].title = EVIL
    publish(harvest, site, folder / "datasets")
    catalog = folder / "datasets" / "catalog.json"
    told = json.loads(catalog.read_text("utf-8"))
    told["versions"][0]["published_at"] = EVIL
    catalog.write_text(json.dumps(told), "utf-8")
    crawl = folder / "archive" / "20240301T100000Z"
    crawl.mkdir(parents=True)
    run = {"site": EVIL, "origin": EVIL, "started": "2024-03-01T10:00:00Z", "finished": None, "requests": 1}
    (crawl / "run.json").write_text(
        json.dumps(run | {"failures": 0, "complete": False, "incomplete_because": [EVIL]}), "utf-8"
    )
    with zipfile.ZipFile(folder / "evil.wacz", "w") as wacz:
        wacz.writestr(f"archive/{EVIL}.warc", io.BytesIO(b"WARC/1.1\r\nno header").getvalue())
        wacz.writestr("datapackage.json", json.dumps({"profile": EVIL, "resources": [{"path": EVIL}]}))
    return folder, harvest.articles[0].id


@pytest.mark.crawl
@pytest.mark.parametrize(
    "words",
    [
        ["status"],
        ["status", "--json"],
        ["versions"],
        ["diff", "V1", "V2"],
        ["diff", "V1", "V2", "--json"],
        ["why", "ID", "title"],
        ["why", "ID", "title", "--json"],
        ["verify", "WACZ", "--no-log"],
        ["verify", "WACZ", "--no-log", "--json"],
        ["import", "WACZ"],
        ["build", "WACZ"],
    ],
    ids=" ".join,
)
def test_no_command_passes_on_what_acts(data, words, tmp_path):
    folder, record = data
    ids = [v["id"] for v in json.loads((folder / "datasets" / "catalog.json").read_text("utf-8"))["versions"]]
    named = {"V1": ids[0], "V2": ids[1], "ID": record, "WACZ": str(folder / "evil.wacz")}
    into = tmp_path if words[0] in {"import", "build"} else folder
    done = jjscrape(*(named.get(word, word) for word in words), "--data", into)
    assert not SHOWN.search(done.stdout + done.stderr), (done.stdout, done.stderr)
    assert SAYS not in (done.stdout + done.stderr).splitlines()
    assert "Traceback" not in done.stderr
    if "--json" in words and words[0] != "verify":
        json.loads(done.stdout)
