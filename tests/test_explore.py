"""Exploring a version: a real Datasette on loopback, asked as a program and as a person in a browser does."""

from __future__ import annotations

import contextlib
import http.server
import json
import os
import re
import signal
import subprocess
import sys
import threading
import urllib.error
import urllib.request
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote, urlencode

import browsing
import pytest
from commands import Begun, jjscrape, shell
from hostile import CLOSING, FORMULA, SCRIPT, TURNED, spoil
from lxml import html

from jjscrape.explore.columns import SHOWN
from jjscrape.release.publish import publish
from jjscrape.schema import TABLES
from jjscrape.site import load_site

pytestmark = pytest.mark.crawl

needs_datasette = pytest.mark.skipif(
    find_spec("datasette") is None, reason="not run: exploring; pip install 'jjscrape[explore]' brings Datasette"
)
COMMAND = (sys.executable, "-m", "jjscrape", "explore")


@pytest.fixture(scope="module")
def data(make_harvest, tmp_path_factory):
    folder = tmp_path_factory.mktemp("explore")
    site = load_site("jamandjustice")
    publish(make_harvest(3), site, folder / "datasets")
    publish(spoil(make_harvest(5)), site, folder / "datasets")
    return folder


@contextlib.contextmanager
def exploring(data, *options):
    # Port 1 is nobody's: a replay that runs beside these tests must not show in them.
    replay = () if "--replay" in options else ("--replay", "http://127.0.0.1:1")
    command = [*COMMAND, "--data", str(data), "--port", "0", "--no-open", *replay, *options]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        yield process, process.stdout.readline().strip()
    finally:
        if process.poll() is None:
            process.terminate()
        process.communicate(timeout=120)


@pytest.fixture(scope="module")
def explored(data):
    """The process and its address."""
    with exploring(data) as (process, at):
        assert re.fullmatch(r"http://127\.0\.0\.1:[0-9]+/", at), at
        yield process, at


@pytest.fixture
def address(explored):
    return explored[1]


def read(address):
    with urllib.request.urlopen(address, timeout=120) as answer:
        return answer.read().decode()


def ask(address, path):
    with urllib.request.urlopen(f"{address}{path}", timeout=120) as answer:
        return json.load(answer)


@needs_datasette
def test_every_table_has_its_title_description_and_columns_from_the_schema(address):
    (told,) = ask(address, "-/metadata.json")["databases"].values()
    for name, table in TABLES.items():
        assert table.row in told["tables"][name]["description"]
        assert list(told["tables"][name]["columns"]) == table.names
    assert {t["name"] for t in ask(address, "dataset.json")["tables"]} >= TABLES.keys()
    assert "version 2026.11.22.1" in ask(address, "-/metadata.json")["title"]


@needs_datasette
def test_facets_search_and_foreign_keys(address):
    articles = ask(address, "dataset/articles.json?_facet_size=max&_size=max")
    facets = {
        name: {f["value"]: f["count"] for f in facet["results"]} for name, facet in articles["facet_results"].items()
    }
    assert facets["kind"] == {"blog": 5, "event": 1}
    assert facets["themes"]["democracy-and-engagement"] == 5
    assert sum(facets["authors"].values()) == sum(
        len(json.loads(row[articles["columns"].index("authors")])) for row in articles["rows"]
    )
    assert ask(address, "dataset/articles.json?_search=hyperlink")["filtered_table_rows_count"] == 1
    rows = ask(address, "dataset/authorships.json?_labels=on&_shape=objects")["rows"]
    assert {row["article_id"]["label"] for row in rows} >= {FORMULA}


@needs_datasette
def test_its_ready_made_queries_run(address):
    names = [query["name"] for query in ask(address, "dataset.json")["queries"]]
    assert names
    for name in names:
        answer = ask(address, f"dataset/{name}.json?_shape=objects")
        assert answer.get("error") is None
        assert answer["ok"] is True, name


@needs_datasette
def test_each_of_the_ten_questions_has_an_answer_ready(address):
    (told,) = ask(address, "-/metadata.json")["databases"].values()
    ready = {query["title"] for query in told["queries"].values()}
    asked = re.findall(
        r"^## [0-9]+\. (.+)$", (Path(__file__).parents[1] / "docs" / "questions.md").read_text(), re.MULTILINE
    )
    assert len(asked) == 10
    assert set(asked) <= ready
    for name, query in told["queries"].items():
        answer = ask(address, f"dataset/{name}.json?{urlencode(query.get('example', {}))}")
        assert answer["ok"] is True, name
        if name in {"articles_by_theme_and_year", "what_a_page_said", "how_to_cite", "what_changed", "where_from"}:
            assert answer["rows"], name


@needs_datasette
@pytest.mark.parametrize("odd", ["co-production", 'an "open quote', "title:", "a* OR (b", ""])
def test_a_search_takes_words_as_they_are(address, odd):
    assert "filtered_table_rows_count" in ask(address, f"dataset/articles.json?{urlencode({'_search': odd})}")
    assert ask(address, f"dataset/where_a_word_stands.json?{urlencode({'word': odd})}")["ok"] is True


@needs_datasette
def test_a_row_leads_to_its_rows_and_to_where_it_was_read(address):
    article = next(row for row in ask(address, "dataset/articles.json?_shape=objects")["rows"] if row["themes"] != "[]")
    page = html.fromstring(read(f"{address}dataset/articles/{article['id'].replace('/', '~2F')}"))
    cells = {row[0].text: row for row in page.iterfind(".//table[@class='upright']/tbody/tr")}
    assert list(cells) == TABLES["articles"].names
    links = {link.get("href") for link in cells["themes"][1].iter("a")}
    assert links == {f"/dataset/themes/{theme}" for theme in json.loads(article["themes"])}
    (source,) = cells["title"][2].iter("a")
    told = ask(address, source.get("href").lstrip("/").replace("?", ".json?_shape=objects&"))["rows"]
    assert [(row["field"], row["capture_id"]) for row in told] == [("title", article["capture_id"])]
    assert f"/dataset/captures/{article['capture_id']}" in read(f"{address}{source.get('href').lstrip('/')}")
    (capture,) = cells["kind"][2].iter("a")
    assert (capture.text, capture.get("href")) == (
        "capture_id of its row",
        f"/dataset/captures/{article['capture_id']}",
    )


class ReplayStandIn(http.server.BaseHTTPRequestHandler):
    """Answers as the server of `jjscrape replay` does: for its collection, and for nothing else."""

    def do_GET(self):
        self.send_response(200 if self.path.startswith("/archive/") else 404)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_):
        pass


@needs_datasette
def test_a_cell_leads_to_the_archived_page_while_replay_runs(data):
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), ReplayStandIn)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    replay = f"http://127.0.0.1:{server.server_port}"
    try:
        with exploring(data, "--replay", f"{replay}/archive/2026/http://as.replay/printed/it") as (_, address):
            article = ask(address, "dataset/articles.json?_shape=objects")["rows"][0]
            capture = ask(address, f"dataset/captures/{article['capture_id']}.json?_shape=objects")["rows"][0]
            stamp = re.sub(r"\D", "", capture["captured_at"])[:14]
            page = html.fromstring(read(f"{address}dataset/articles/{article['id'].replace('/', '~2F')}"))
            cells = {row[0].text: row for row in page.iterfind(".//table[@class='upright']/tbody/tr")}
            # One that has provenance, one that its row's capture speaks for.
            for column in ("title", "kind"):
                *_, again = cells[column][2].iter("a")
                assert again.get("href") == f"{replay}/archive/{stamp}/{capture['url']}"
            assert "jjscrape replay" not in page.text_content()
            asked = {"table": "articles", "record_id": article["id"], "field": "title"}
            told = read(f"{address}dataset/where_from?{urlencode(asked)}")
            assert f'href="{replay}/archive/{stamp}/{capture["url"]}"' in told
    finally:
        server.shutdown()
        server.server_close()


@needs_datasette
def test_without_replay_no_link_leads_there_and_the_page_says_how_it_would(address):
    article = ask(address, "dataset/articles.json?_shape=objects")["rows"][0]
    page = html.fromstring(read(f"{address}dataset/articles/{article['id'].replace('/', '~2F')}"))
    assert not [link for link in page.iter("a") if "/archive/" in (link.get("href") or "")]
    assert "While jjscrape replay runs at http://127.0.0.1:1, each value also leads to the archived page." in (
        page.text_content()
    )


@needs_datasette
@pytest.mark.parametrize(
    "given", ["http://example.org:8090", "https://127.0.0.1:8090", "127.0.0.1:8090", "http://127.0.0.1:x"]
)
def test_replay_elsewhere_is_a_usage_error(data, given):
    done = jjscrape("explore", "--data", data, "--no-open", "--replay", given)
    assert done.returncode == 2
    assert f"jjscrape: --replay {given!r} is no address on this machine" in done.stderr


@needs_datasette
@pytest.mark.parametrize(
    "sql", ["delete from articles", "attach database '/etc/passwd' as x", "pragma writable_schema=1"]
)
def test_nobody_writes_there(address, sql):
    with pytest.raises(urllib.error.HTTPError) as refused:
        ask(address, f"dataset.json?sql={quote(sql)}")
    assert refused.value.code in {400, 403}
    refused.value.close()


@needs_datasette
def test_an_older_version_can_be_explored(data):
    begun = Begun(
        "jjscrape.cli:main", *COMMAND[3:], "--data", data, "--port", 0, "--no-open", "--version", "2026.11.22"
    )
    try:
        assert ask(begun.first_line(), "dataset/articles.json")["filtered_table_rows_count"] == 4
    finally:
        os.kill(begun.pid, signal.SIGTERM)
        begun.end()


@needs_datasette
@pytest.mark.parametrize("by", [signal.SIGINT, signal.SIGTERM])
def test_an_interruption_ends_it_and_leaves_nothing(data, tmp_path, by):
    command = [*COMMAND, "--data", str(data), "--port", "0", "--no-open"]
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env={**os.environ, "TMPDIR": str(tmp_path)}
    )
    ask(process.stdout.readline().strip(), "-/versions.json")
    assert list(tmp_path.iterdir())
    process.send_signal(by)
    _, said = process.communicate(timeout=120)
    assert (process.returncode, said, list(tmp_path.iterdir())) == (0, "", [])


@needs_datasette
def test_a_taken_port_is_named(data, address):
    port = address.rstrip("/").rpartition(":")[2]
    done = jjscrape("explore", "--data", data, "--port", port, "--no-open")
    assert done.returncode == 2
    assert f"port {port}" in done.stderr
    assert "--port" in done.stderr


def test_without_datasette_it_says_what_to_install(data):
    hidden = "import sys; sys.modules['datasette'] = None; from jjscrape.cli import main; main()"
    command = [sys.executable, "-c", hidden, "explore", "--data", str(data), "--no-open"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (2, "")
    assert "pip install 'jjscrape[explore]'" in done.stderr
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.parametrize("command", ["explore", "report"])
def test_what_is_not_there_is_a_usage_error(tmp_path, data, command):
    for options in (["--data", tmp_path], ["--data", data, "--version", "1999.01.01"]):
        done = jjscrape(command, *options)
        assert done.returncode == 2
        assert "jjscrape: " in done.stderr


def test_report_prints_where_the_page_is(data):
    of_old = ["--version", "2026.11.22"]
    for run, options, version in ((shell, [], "2026.11.22.1"), (jjscrape, of_old, "2026.11.22")):
        done = run("report", "--data", data, *options)
        assert done.stdout == f"{data / 'datasets' / version / 'report.html'}\n"


PAGES = (
    "", "dataset", "dataset/articles", "dataset/articles?_search=post&kind=blog&_filter_column=place&_filter_op=contains",
    "dataset/articles?place=nowhere", "dataset/authorships", "dataset/themes/sheffield", "dataset/articles_by_author",
    "dataset/people", "dataset/changes", "dataset/where_a_word_stands?word=co-production", "dataset/links",
)  # fmt: skip


@pytest.fixture(scope="module")
def browser():
    with browsing.browser() as opened:
        yield opened


@needs_datasette
def test_its_pages_are_quiet_local_and_accessible(browser, address):
    with browser.at("about:blank") as visit:
        for path in PAGES:
            visit.to(address + path)
            assert (path, visit.faults()) == (path, [])
            assert (path, visit.said) == (path, [])
            assert visit.asked
            assert all(asked.startswith((address, "data:")) for asked in visit.asked), visit.asked


@needs_datasette
@pytest.mark.parametrize(("width", "most"), [(1100, 400), (360, 600)])
def test_the_first_row_is_on_the_first_screen(browser, address, width, most):
    with browser.at(f"{address}dataset/articles", width=width) as visit:
        assert visit.page.locator("table.rows-and-columns tbody tr").first.bounding_box()["y"] < most
        assert not visit.page.locator(".facet-results").is_visible()
        shown = visit.page.locator("table.rows-and-columns thead th").all_text_contents()
        assert [" ".join(text.split()).rstrip(" ▲") for text in shown] == [*SHOWN["articles"], "traced to"]
        assert visit.page.evaluate("document.documentElement.scrollWidth") <= width
        visit.page.get_by_role("link", name="Show all", exact=True).click()
        visit.page.wait_for_selector("th.col-content_digest")
        assert visit.page.locator("table.rows-and-columns thead th").count() == len(TABLES["articles"].names) + 1


@needs_datasette
@pytest.mark.parametrize("path", ["dataset/articles", "dataset/themes/sheffield", "dataset/dead_links"])
def test_a_telephone_shows_it_as_well(browser, address, path):
    with browser.at(address + path, width=360) as visit:
        assert (visit.faults(), visit.said) == ([], [])
        assert visit.page.evaluate("document.documentElement.scrollWidth") <= 360


@needs_datasette
def test_hostile_titles_stay_texts(browser, address):
    with browser.at(f"{address}dataset/articles") as visit:
        shown = visit.page.inner_text("table.rows-and-columns")
        for text in (SCRIPT, FORMULA, TURNED, CLOSING):
            assert text in shown
        assert visit.page.locator("td img, td svg, td script, a[href^='javascript']").count() == 0
        assert visit.said == []


@needs_datasette
@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1", "127.0.0.1:1", "localhost.evil.example:PORT", ""])
def test_another_name_that_leads_here_gets_no_answer(address, host):
    port = address.rstrip("/").rpartition(":")[2]
    for path in ("", "dataset/articles.json"):
        request = urllib.request.Request(address + path, headers={"Host": host.replace("PORT", port)})
        with pytest.raises(urllib.error.HTTPError) as refused:
            urllib.request.urlopen(request, timeout=120)
        refused.value.close()
        assert refused.value.code in {400, 403}
    own = urllib.request.Request(address, headers={"Host": f"localhost:{port}"})
    with urllib.request.urlopen(own, timeout=120) as answer:
        assert answer.status == 200


COUNTING = "with recursive a(n) as (select 1 union all select n + 1 from a limit 100000) "
QUESTIONS = [
    "select zeroblob(900000000)",
    "select replace(hex(zeroblob(400000)), '0', 'aaaaaaaaaaaaaaaaaaaaaaaa')",
    COUNTING + "select n, hex(zeroblob(400000)) from a",
    COUNTING + "select group_concat(hex(zeroblob(40000))) from a",
    COUNTING + "select n, hex(randomblob(90000)) as b from a where n < 3000 order by b",
    "select " + ", ".join(f"hex(zeroblob(400000)) as c{number}" for number in range(99)),
    "select json_group_array(hex(zeroblob(400000))) from articles, authorships, links, captures",
    "select printf('%900000000s', 'x')",
]


@needs_datasette
def test_no_question_fills_the_memory(explored):
    process, at = explored
    for sql in QUESTIONS:
        try:
            urllib.request.urlopen(f"{at}dataset.json?sql={quote(sql)}&_shape=array", timeout=60).close()
        except urllib.error.HTTPError as error:
            error.close()
        status = Path(f"/proc/{process.pid}/status")
        if status.exists():
            assert int(re.search(r"VmHWM:\s+(\d+) kB", status.read_text())[1]) < 250 * 1024, sql
    assert ask(at, "dataset/articles.json")["rows"]
