"""The edits that CONTRIBUTING.md names for a field, a page type, a rule and a site, made in a copy: what they promise comes out."""

from __future__ import annotations

import csv
import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from jjscrape.archive.exchange import Exchange
from jjscrape.archive.writer import ArchiveWriter

pytestmark = pytest.mark.crawl
ROOT = Path(__file__).parents[1]
EDIT = re.compile(r"`([\w/.]+)`, below `([^`]+)`:\n\n   ```\w+\n(.*?)\n   ```", re.DOTALL)
NEW_FILE = re.compile(r"`([\w/.]+)`, a new file:\n\n   ```\w+\n(.*?)\n   ```", re.DOTALL)
NEW = "abstract"
MAIL = "ada@example.org"
SITE = re.compile(r"```toml\n(.*?)```", re.DOTALL)
VENUE = ' data-venue="The Weir"'
# What is asked of the software in the copy, which this process has not loaded.
ASK = """
import json, sys
from pathlib import Path
from jjscrape.explore.datasette_metadata import metadata
from jjscrape.items import Article, fields_on_page
from jjscrape.load import diff, load, why
from jjscrape.pages.rules import documented
from jjscrape.release.export import sqlite
from jjscrape.release.export.version_contents import read_contents
from jjscrape.schema import arrow_schema, dictionary, ARTICLES
data = Path(sys.argv[1])
newest = data / "datasets" / "latest"
sqlite.write(read_contents(newest), data / "made.sqlite")
print(json.dumps({
    "dictionary": dictionary(),
    "metadata": metadata(read_contents(newest), "made"),
    "loaded": load("articles", data=data)["abstract"].dropna().tolist(),
    "stated": why("blog/one", "abstract", data=data).as_dict(),
    "empty": why("blog/two", "abstract", data=data).as_dict(),
    "diff": diff("2026.11.01", "2026.11.02", data=data)["field"].dropna().tolist(),
    "judged": fields_on_page(Article),
    "rules": documented(),
}))
"""


def section(heading):
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    return text.partition(f"## {heading}\n")[2].partition("\n## ")[0]


def outdented(code):
    return re.sub("^   ", "", code, flags=re.MULTILINE)


def edits(heading):
    return [(path, anchor, outdented(code)) for path, anchor, code in EDIT.findall(section(heading))]


def new_files(heading):
    return {path: outdented(code) + "\n" for path, code in NEW_FILE.findall(section(heading))}


def page(title, head="", kind="blog", venue=""):
    return f"""<!DOCTYPE html><html lang="en"><head><title>{title}</title>{head}</head>
<body class="node-type-{kind}"><article class="node node-{kind}"{venue}><h1>{title}</h1>
<div class="field field-name-body"><p>Words about {title.lower()}.</p></div></article></body></html>"""


def crawl(folder, when, pages):
    with ArchiveWriter(folder, "crawl", "test", {"site": "my-site"}) as writer:
        for number, (path, html) in enumerate(pages.items()):
            body = html.encode()
            head = f"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: {len(body)}\r\n\r\n"
            writer.write(
                Exchange(
                    url=f"http://my-site.test/{path}",
                    method="GET",
                    request=b"GET / HTTP/1.1\r\n\r\n",
                    response=head.encode() + body,
                    captured_at=when + timedelta(seconds=number),
                )
            )


@pytest.fixture(scope="module")
def copy(tmp_path_factory):
    """The package with the edits made, spiders and pipelines where an installation has them."""
    folder = tmp_path_factory.mktemp("copy")
    shutil.copytree(ROOT / "jjscrape", folder / "jjscrape", ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("spiders", "pipelines"):
        shutil.copytree(ROOT / name, folder / "jjscrape" / name, ignore=shutil.ignore_patterns("__pycache__"))
    for path, code in new_files("Add a page type").items():
        assert not (folder / path).exists()
        (folder / path).write_text(code, encoding="utf-8")
    for path, anchor, code in edits("Add a field") + edits("Add a page type") + edits("Add a rule"):
        lines = (folder / path).read_text(encoding="utf-8").splitlines()
        at = next(number for number, line in enumerate(lines) if line.strip().startswith(anchor))
        lines.insert(at + 1, code)
        (folder / path).write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder


def run(copy, *words):
    made = subprocess.run(
        [sys.executable, *map(str, words)],
        check=False,
        capture_output=True,
        text=True,
        timeout=120,
        cwd=copy,
        env={**os.environ, "PYTHONPATH": str(copy)},
    )
    assert made.returncode == 0, made.stderr
    return made.stdout


@pytest.fixture(scope="module")
def data(copy, tmp_path_factory):
    """Two versions, between which only the abstract of one post changed."""
    folder = tmp_path_factory.mktemp("data")
    (folder / "my-site.toml").write_text(SITE.search(section("Add a site"))[1], encoding="utf-8")
    first = datetime(2026, 11, 1, tzinfo=UTC)
    for day, abstract in enumerate((f"Ask {MAIL} about trees.", f"Ask {MAIL} about rivers.")):
        pages = {
            "blog/one": page("One", f'<meta name="abstract" content="{abstract}">'),
            "blog/two": page("Two", venue=VENUE),
            "event/three": page("Three", kind="event", venue=VENUE),
            "event/four": page("Four", kind="event", head=VENUE.join(["<meta", ">"])),
            "words/weir": page("Five", kind="glossary").replace("Words", "<dfn>Weir</dfn> and words"),
            "words/wear": page("Six", kind="page").replace("Words", "<dfn>Weir</dfn> and words"),
        }
        crawl(folder / "archive" / f"crawl-{day}", first + timedelta(days=day), pages)
        run(copy, "-m", "jjscrape", "build", "--site", folder / "my-site.toml", "--data", folder)
    return folder


@pytest.fixture(scope="module")
def asked(copy, data):
    return json.loads(run(copy, "-c", ASK, data))


def rows(data, name):
    with (data / "datasets" / "latest" / f"{name}.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def test_a_field_takes_three_files_edited_once_each_and_a_rule_one():
    assert {path for path, _, _ in edits("Add a rule")} == {"jjscrape/pages/node/place.py"}
    assert [path for path, _, _ in edits("Add a field")] == [
        "jjscrape/items.py",
        "jjscrape/pages/article.py",
        "jjscrape/schema/tables.py",
    ]


def test_both_formats_have_the_column_with_contacts_masked(data, asked):
    cells = {row["id"]: row[NEW] for row in rows(data, "articles")}
    assert cells == {"blog/one": "Ask [email] about rivers."} | dict.fromkeys(
        ("blog/two", "event/three", "event/four"), ""
    )
    table = pq.read_table(data / "datasets" / "latest" / "articles.parquet")
    assert [text for text in table.column(NEW).to_pylist() if text] == ["Ask [email] about rivers."]
    assert asked["loaded"] == ["Ask [email] about rivers."]
    held = [path.read_bytes() for path in (data / "datasets").rglob("*") if path.is_file()]
    assert not [text for text in held if MAIL.encode() in text]


def test_everything_that_describes_the_columns_describes_it(data, asked):
    newest = data / "datasets" / "latest"
    assert f"| {NEW} | string | no | Abstract in the page's head | its head states none |" in asked["dictionary"]
    assert asked["metadata"]["databases"]["made"]["tables"]["articles"]["columns"][NEW]
    package = json.loads((newest / "datapackage.json").read_text(encoding="utf-8"))
    articles = next(resource for resource in package["resources"] if resource["name"] == "articles")
    assert NEW in [field["name"] for field in articles["schema"]["fields"]]
    croissant = json.loads((newest / "croissant.json").read_text(encoding="utf-8"))
    assert NEW in [
        field["name"] for held in croissant["recordSet"] if held["name"] == "articles" for field in held["field"]
    ]
    readme = (newest / "README.md").read_text(encoding="utf-8")
    assert f"articles.{NEW}" in readme
    assert f"| {NEW} |" in readme
    assert f">{NEW}<" in (newest / "report.html").read_text(encoding="utf-8")
    assert NEW in json.loads((newest / "quality.json").read_text(encoding="utf-8"))["empty"]["articles"]


def test_its_cells_tell_where_they_come_from(data, asked):
    notes = [row for row in rows(data, "provenance") if row["field"] == NEW]
    assert {(n["record_id"], n["rule"], n["raw"]) for n in notes} == {
        ("blog/one", "head.abstract", "Ask [email] about rivers.")
    }
    assert asked["stated"]["rule"] == "head.abstract"
    assert asked["stated"]["evidence"][0]["capture_id"] == notes[0]["capture_id"]
    assert asked["empty"]["empty"] == "its head states none"


def test_a_change_of_it_alone_makes_a_version(data, asked):
    changed = {row["field"]: (row["before"], row["after"]) for row in rows(data, "changes")}
    assert changed.keys() == {NEW, "content_digest"}
    assert changed[NEW] == ("Ask [email] about trees.", "Ask [email] about rivers.")
    assert set(asked["diff"]) == changed.keys()
    assert f"{NEW} from “Ask" in (data / "datasets" / "latest" / "CHANGELOG.md").read_text(encoding="utf-8")


def test_exports_have_it_and_find_its_words(data, asked):
    assert asked
    with sqlite3.connect(data / "made.sqlite") as made:
        found = made.execute(
            "SELECT a.id FROM articles_fts f JOIN articles a ON a.rowid = f.rowid WHERE articles_fts MATCH 'abstract: river'"
        )
        assert found.fetchall() == [("blog/one",)]


def test_cases_are_asked_for_it(asked):
    assert NEW in asked["judged"]


def test_a_rule_fills_its_field_on_the_pages_it_is_meant_for_and_is_named(data, asked):
    assert {row["id"] for row in rows(data, "articles") if row["place"] == "The Weir"} == {"event/three"}
    notes = [row for row in rows(data, "provenance") if row["field"] == "place"]
    assert {(note["record_id"], note["rule"], note["raw"]) for note in notes} == {
        ("event/three", "place.venue-attribute", "The Weir")
    }
    assert "the attribute data-venue of the node" in asked["rules"]


def test_a_page_type_takes_one_file_and_one_edited():
    assert list(new_files("Add a page type")) == ["jjscrape/pages/glossary.py"]
    assert {path for path, _, _ in edits("Add a page type")} == {"jjscrape/pages/dispatch.py"}


def test_pages_of_a_type_are_read_by_its_module_and_others_as_before(data):
    assert {row["id"]: row["title"] for row in rows(data, "pages")} == {"words/weir": "Weir", "words/wear": "Six"}
    notes = {row["record_id"]: (row["rule"], row["raw"]) for row in rows(data, "provenance") if row["field"] == "title"}
    assert notes["words/weir"] == ("glossary.term", "Weir")
    assert notes["words/wear"][0] != "glossary.term"
    (entry,) = [row for row in rows(data, "pages") if row["id"] == "words/weir"]
    assert "Weir and words about five" in entry["text"]


def test_a_site_of_ones_own_is_published_under_its_name(data):
    package = json.loads((data / "datasets" / "latest" / "datapackage.json").read_text(encoding="utf-8"))
    assert "My site" in package["title"]
    assert {row["url"] for row in rows(data, "articles")} >= {"http://my-site.test/blog/one"}
