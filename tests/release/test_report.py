"""The report of a version: what it counts, what it may not hold, and that it is the same everywhere."""

from __future__ import annotations

import base64
import copy
import hashlib
import os
import re
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from examples import share
from hostile import CLOSING, FORMULA, NAME, SCRIPT, TURNED, spoil
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html

from jjscrape.harvested import Tally
from jjscrape.release.diff import changes
from jjscrape.release.report import chart, tally
from jjscrape.release.report import writing as report
from jjscrape.release.report.beside import Beside
from jjscrape.release.report.grid import LONGEST_TABLE, Link, label, printable
from jjscrape.release.report.sections.samples import MOST_COLUMNS, spread
from jjscrape.release.report.sections.words import percent
from jjscrape.release.tables import tables
from jjscrape.release.write import ordered
from jjscrape.schema import TABLES
from jjscrape.site import load_site

SITE = load_site("jamandjustice")
CRAWL = {
    "crawl_id": "20261122T102600Z", "origin": "https://jamandjustice-rjc.org", "complete": True, "requests": 7,
    "started": "2026-11-22T10:26:00+00:00", "finished": "2026-11-22T10:51:00+00:00", "bytes": 5_000_000,
    "statuses": {"200": 5, "404": 2}, "problems": {"event: no date line": 2}, "failures": 0, "robots_verdict": "allowed",
}  # fmt: skip


def rows_of(harvest):
    rows = {name: ordered(TABLES[name], made) for name, made in tables(harvest).items()}
    return {**rows, "changes": []}


@pytest.fixture(scope="session")
def rows(make_harvest):
    return rows_of(make_harvest(4))


def page_of(folder, rows, before=(), crawls=()):
    report.write(folder, SITE, "2026.11.22", rows, dict(before), list(crawls))
    return (folder / report.NAME).read_text(encoding="utf-8")


def table_of(page, caption):
    for table in html.fromstring(page).iter("table"):
        if table.findtext("caption") == caption:
            return [[cell.text_content() for cell in row] for row in table.iter("tr")]
    raise AssertionError(f"no table {caption!r}")


def section_of(page, name):
    return " ".join(html.fromstring(page).get_element_by_id(name).text_content().split())


def test_what_became_of_every_record_adds_up(tmp_path, rows):
    held = Tally(records=12, used=1, left_out={"request": 8, "error": 2, "damaged <b>": 1}, unread_files=["a.har"])
    report.write(tmp_path, SITE, "2026.11.22", rows, {}, [], tally=held)
    page = (tmp_path / report.NAME).read_text(encoding="utf-8")
    _, *table = table_of(page, "Records by what became of them")
    assert table == [
        ["read", "1"],
        ["left out: request", "8"],
        ["left out: error", "2"],
        ["left out: damaged <b>", "1"],
        ["all", "12"],
    ]
    assert sum(int(count) for _, count in table[:-1]) == int(table[-1][1])
    told = section_of(page, "records")
    assert (
        "The archive has 12 records. 1 capture of pages, lists, feeds and files was read; 11 records were left out."
        in told
    )
    assert "1 file in forms that can't be read is not among these records." in told
    assert 'id="records"' not in page_of(tmp_path, rows)


def test_every_chart_stands_above_its_table_and_says_what_it_shows(tmp_path, rows):
    figures = list(html.fromstring(page_of(tmp_path, rows, crawls=[CRAWL])).iter("figure"))
    assert {figure.get("id") for figure in figures} >= {
        "by-year",
        "by-theme",
        "by-author",
        "calendar",
        "known",
        "answers",
    }
    for figure in figures:
        (chart,) = figure.find_class("chart")
        named = [figure.get_element_by_id(part).text_content() for part in chart.get("aria-labelledby").split()]
        assert chart.get("role") == "img"
        assert all(named), figure.get("id")
        assert len(list(figure.iter("tr"))) > 1, figure.get("id")


def test_posts_without_a_date_are_counted_as_such(tmp_path, rows):
    rows = copy.deepcopy(rows)
    for row, edtf in zip(rows["articles"], ["2018-06-29", "2018", "2020-01", None, None], strict=True):
        row.update(published_edtf=edtf, published=None, published_source="metadata" if edtf else None)
    page = page_of(tmp_path, rows)
    assert "3 of 5 posts say when they were published; 2 do not" in section_of(page, "published")
    assert [(row[0], row[-1]) for row in table_of(page, "Posts by year of publication")] == [
        ("Year", "All"), ("2018", "2"), ("2019", "0"), ("2020", "1"), ("not stated", "2"),
    ]  # fmt: skip
    months = table_of(page, "Posts by month of publication")
    assert [row[0] for row in months if "1" in row[1:]] == ["2018", "2020"]  # of "2018" no month is known


BESIDE = Beside(
    description=("What it is.", "From when to when."),
    citation="A. (2026). B (version 2026.11.22).",
    bibtex="@dataset{b,\n  note = {<b> & c}\n}",
    content_sha256="f" * 64,
    files={"articles.parquet": 43_181, "articles.csv": 1_234_567, "README.md": 999, "../x": 5},
)


def test_what_can_be_taken_away_is_named_by_name_and_size(tmp_path, rows):
    report.write(tmp_path, SITE, "2026.11.22", rows, {}, [], beside=BESIDE)
    page = (tmp_path / report.NAME).read_text(encoding="utf-8")
    lines = {line[0]: line[1:4] for line in table_of(page, "The tables of this version")}
    assert lines["articles"] == [str(len(rows["articles"])), "43.2 kB", "1.2 MB"]
    assert lines["people"] == [str(len(rows["people"])), "", ""]
    assert table_of(page, "What describes them")[1:] == [
        ["README.md", "999 B", "how to open it, what may be done with it, every column"],
        ["SHA256SUMS", "", "whether the files are whole: sha256sum --check SHA256SUMS"],
    ]
    there = {link.get("href") for link in html.fromstring(page).iter("a")}
    assert {"articles.parquet", "articles.csv", "README.md", "SHA256SUMS"} <= there
    safe(page)


def test_it_says_what_it_is_and_how_it_is_cited(tmp_path, rows):
    report.write(tmp_path, SITE, "2026.11.22", rows, {}, [], beside=BESIDE)
    page = (tmp_path / report.NAME).read_text(encoding="utf-8")
    assert "What it is. From when to when." in html.fromstring(page).findtext("body/header/p[@class='about']")
    (block,) = html.fromstring(page).iter("pre")
    assert block.text_content() == BESIDE.bibtex
    assert BESIDE.citation in section_of(page, "cite")
    assert "f" * 64 in section_of(page, "cite")


def test_what_speaks_against_it_comes_first_a_line_each(tmp_path, rows):
    told = {
        "checks": [
            {"check": "schema", "outcome": "passed"},
            {"check": "close-names", "outcome": "warned", "reason": "6 pairs", "rows": list("abcdef")},
            {"check": "rows-lost", "outcome": "accepted", "reason": "half of <them>"},
        ],
        "disagreements": {"published": 2},
        "unread": [{"kept": "c1"}, {"kept": None}, {"kept": None}],
        "kept": {"place": 1},
        "problems": {"news/a": ["no date"]},
        "records": {"faults": ["x"], "unread_files": ["a.har", "b.har"]},
        "misdated": ["Crawl 2 was made before crawl 1."],
    }
    bad = {**CRAWL, "complete": False, "failed": [{"url": "https://x/"}]}
    report.write(tmp_path, SITE, "2026.11.22", rows, {}, [bad], beside=replace(BESIDE, quality=told))
    page = (tmp_path / report.NAME).read_text(encoding="utf-8")
    assert next(section.get("id") for section in html.fromstring(page).iter("section")) == "notes"
    assert table_of(page, "What to know")[1:] == [
        ["A person let it pass although the check rows-lost spoke against it: half of <them>.", "quality.json, check rows-lost"],
        ["6 pairs: a; b; c; d; e; ….", "quality.json, check close-names"],
        ["2 records stand on pages that contradict their published.", "quality.json, problems"],
        ["1 page whose newest capture is no page is as an older capture has it.", "quality.json, unread"],
        ["2 addresses have no capture that is a page, and so no row.", "quality.json, unread"],
        ["1 record keeps place as an older capture states it; the newest does not.", "quality.json, kept"],
        ["1 record has something that the page did not settle.", "quality.json, problems"],
        ["1 record of the archive left out as damaged or incomplete.", "quality.json, records"],
        ["2 files of the archive in a form that can't be read.", "quality.json, records"],
        ["Crawl 2 was made before crawl 1.", "quality.json, misdated"],
        ["The newest crawl is not complete.", "How the crawl went"],
        ["1 address that the newest crawl could not have.", "How the crawl went"],
    ]  # fmt: skip
    safe(page)
    assert 'id="notes"' not in page_of(tmp_path, rows, crawls=[CRAWL])


def test_a_sample_is_spread_over_its_table_and_says_how_its_columns_are_filled(tmp_path, rows):
    rows = copy.deepcopy(rows)
    (first, *_) = rows["articles"]
    rows["articles"] = [
        {**first, "id": f"a{n:03d}", "title": f"Title {n}", "kind": "event" if n else "news", "authors": [],
         "published_edtf": str(1990 + n % 30) if n % 2 else None, "published": None, "text": "x" * (n + 1)}
        for n in range(101)
    ]  # fmt: skip
    head, *lines = table_of(page_of(tmp_path, rows), "articles: 5 of 101 rows")
    assert [line[0] for line in lines] == ["Title 0", "Title 25", "Title 50", "Title 75", "Title 100"]
    told = dict(zip(("title", "kind", "published", "themes", "authors", "text"), head, strict=True))
    assert told["kind"].endswith("event 100, news 1")
    assert told["authors"] == "authors0 %"
    assert told["text"].endswith("1 to 101 characters")


@given(st.lists(st.integers(-3000, 3000), min_size=1))
def test_a_histogram_holds_every_value_once_in_few_steps(values):
    drawn, told = spread(values, "")
    assert sum(bar.total for bar in drawn.bars) == len(values)
    assert len(drawn.bars) <= MOST_COLUMNS
    assert told == (f"{min(values)} to {max(values)}" if len(set(values)) > 1 else str(values[0]))


def test_projects_documents_and_dead_links_are_told(tmp_path, rows):
    rows = copy.deepcopy(rows)
    (project, *_), (article, other, *_) = rows["projects"], rows["articles"]
    article.update(projects=[project["id"]], authors=["p-a", "p-b"])
    other.update(projects=[project["id"]], authors=["p-b", "p-a"])
    document = {"url": "https://x/a", "label": "A", "media_type": "application/pdf", "bytes": 2_000_000, "sha256": None,
                "status": "archived", "found_on": [project["id"]], "capture_id": None}  # fmt: skip
    rows["documents"] = [{**document, "id": "a"}, {**document, "id": "b", "media_type": None, "bytes": None}]
    link = {"source_id": article["id"], "text": "<i>", "target_id": None, "kind": "internal", "target_table": None,
            "capture_id": None}  # fmt: skip
    rows["links"] = [{**link, "position": n, "target_url": f"https://x/{n}", "status": status}
                     for n, status in enumerate([200, 404, None, 410])]  # fmt: skip
    page = page_of(tmp_path, rows)
    assert table_of(page, "Articles by project")[1][-2:] == ["2", "2"]
    assert ["p-a", "p-b", "2"] in table_of(page, "Who wrote with whom")
    assert table_of(page, "Documents by type")[1:] == [
        ["application/pdf", "1", "2.0 MB"],
        ["no file in the archive", "1", ""],
    ]
    assert table_of(page, "Links that lead nowhere")[1:] == [
        [article["title"], "<i>", "https://x/1", "404"],
        [article["title"], "<i>", "https://x/3", "410"],
    ]
    assert "Of 3 of them this archive holds an answer, and 2 lead nowhere." in section_of(page, "links")


def test_a_colour_means_one_kind_of_record_and_nothing_else(tmp_path, rows):
    page = html.fromstring(page_of(tmp_path, rows, crawls=[CRAWL]))
    meant = {}
    for figure in page.iter("figure"):
        (drawn,) = figure.find_class("chart")
        used = {rect.get("class").split()[0] for rect in drawn.iter("rect")} - {"month"}
        told = {i.get("class"): i.getparent().text_content() for i in figure.iter("i")}
        if figure.get("id") != "calendar":
            assert used <= told.keys() | {"c0"}, figure.get("id")
        for colour, meaning in told.items():
            assert meant.setdefault(colour, meaning) == meaning
    assert len(set(meant.values())) == len(meant) == 4


def test_a_page_of_thousands_of_rows_stays_small(tmp_path, rows):
    rows = copy.deepcopy(rows)
    article, person = rows["articles"][0], rows["people"][0]
    long = "word " * 40
    rows["articles"] = [{**article, "id": f"a{n}", "title": long, "text": long * 90, "authors": [f"p{n}", f"p{n + 1}"],
                         "published_edtf": f"{n + 1:04d}-05"} for n in range(3000)]  # fmt: skip
    rows["people"] = [{**person, "id": f"p{n}", "name": f"P {n}"} for n in range(3001)]
    size = len(page_of(tmp_path, rows).encode())
    assert size < 250_000
    assert (
        len(table_of(tmp_path.joinpath(report.NAME).read_text(), "Posts by year of publication")) == LONGEST_TABLE + 1
    )


def test_an_event_stands_at_its_own_place_in_time(tmp_path, rows):
    rows = copy.deepcopy(rows)
    event = next(row for row in rows["articles"] if row["kind"] == "event")
    event.update(event_start=datetime(2019, 7, 3, 16, 30, tzinfo=UTC), event_end=datetime(2019, 7, 4, 19, tzinfo=UTC))
    listed = table_of(page_of(tmp_path, rows), "Events in order of time, in the time of their place")
    assert listed[1][:3] == [event["title"], "2019-07-03 17:30 to 2019-07-04 20:00", "Europe/London"]


def test_what_changed_is_told_record_by_record(tmp_path, rows):
    after = copy.deepcopy(rows)
    gone = after["articles"].pop()
    after["articles"][0]["title"] = "A better title"
    after["articles"][1]["content_digest"] = "0" * 64
    after["changes"] = changes(rows, after)
    page = page_of(tmp_path, after, rows)
    assert "0" * 64 not in page
    assert [line[1:] for line in table_of(page, "What happened to records")[1:]] == [
        ["articles", "read otherwise", "title"],
        ["articles", "removed", ""],
    ]
    told = table_of(page, "Articles, projects and pages that changed, field by field")
    assert ["A better title", "changed", "title", rows["articles"][0]["title"], "A better title"] in told
    assert [gone["title"], "removed", "", "", ""] in told
    assert "first version" in section_of(page_of(tmp_path, rows), "changes")
    assert "No record differs" in section_of(page_of(tmp_path, rows, rows), "changes")


def test_an_incomplete_crawl_is_said_to_be_one(tmp_path, rows):
    assert "saw everything" in section_of(page_of(tmp_path, rows, crawls=[CRAWL]), "crawl")
    bad = {**CRAWL, "crawl_id": "20261123T102600Z", "complete": False, "incomplete_because": ["3 pages could not be had"],
           "failed": [{"url": "https://jamandjustice-rjc.org/x", "kind": "news", "reason": "timeout"}]}  # fmt: skip
    page = page_of(tmp_path, rows, crawls=[CRAWL, bad])
    assert "not complete: 3 pages could not be had." in section_of(page, "crawl")
    assert "Took 25 minutes" in re.sub("([a-z])([0-9])", r"\1 \2", section_of(page, "crawl"))
    assert table_of(page, "Addresses that could not be had")[1] == [
        "https://jamandjustice-rjc.org/x",
        "news",
        "timeout",
    ]
    assert table_of(page, "Answers by HTTP status, the newest crawl")[1:] == [["200", "5"], ["404", "2"]]


def test_captures_tell_of_a_crawl_without_a_record(tmp_path, rows):
    page = page_of(tmp_path, rows)
    assert table_of(page, "Answers by HTTP status, all captures")[1:] == [["200", str(len(rows["captures"]))]]


@pytest.mark.parametrize("record", [{}, {"statuses": "odd", "started": 7, "bytes": None, "failed": None}])
def test_a_damaged_record_of_a_crawl_stops_nothing(tmp_path, rows, record):
    assert "not complete" in section_of(page_of(tmp_path, rows, crawls=[record]), "crawl")


def test_an_empty_version_has_a_report(tmp_path):
    assert "No article." in page_of(tmp_path, {name: [] for name in TABLES})


def test_a_hostile_text_stays_a_text(tmp_path, make_harvest):
    before, rows = rows_of(make_harvest(4)), rows_of(spoil(make_harvest(4)))
    rows["changes"] = changes(before, rows)
    odd = {**CRAWL, "complete": False, "incomplete_because": [SCRIPT], "statuses": {SCRIPT: 1}}
    page = page_of(tmp_path, rows, before, [odd])
    shown = html.fromstring(page).text_content()
    for text in (SCRIPT, FORMULA, TURNED, CLOSING, NAME):
        assert text in shown
    safe(page)


def safe(page):
    """Nothing that runs, loads or styles but the one style sheet that the policy names."""
    tree = html.fromstring(page)
    allowed = {"html", "head", "meta", "link", "title", "style", "body", "a", "header", "p", "h1", "h2", "strong", "ul",
               "li", "nav", "main", "section", "div", "table", "caption", "thead", "tbody", "tr", "th", "td", "bdi",
               "figure", "figcaption", "span", "i", "b", "details", "summary", "dl", "dt", "dd", "footer", "svg", "rect", "pre", "code", "wbr"}  # fmt: skip
    elements = [element for element in tree.iter() if isinstance(element.tag, str)]
    assert {element.tag for element in elements} <= allowed
    assert not [name for element in elements for name in element.attrib if name == "style" or name.startswith("on")]
    addresses = {element.get("href") for element in elements if element.get("href")}
    assert all(re.match("https?://|#[a-z]+$|data:,$|[A-Za-z][A-Za-z0-9_.-]+$", each) for each in addresses), addresses
    ids = [element.get("id") for element in elements if element.get("id")]
    assert len(ids) == len(set(ids))
    (style,) = [element.text for element in elements if element.tag == "style"]
    (policy,) = [e.get("content") for e in elements if e.get("http-equiv") == "Content-Security-Policy"]
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert policy.startswith("default-src 'none'; ")
    assert f"style-src 'sha256-{digest}';" in policy
    assert "script-src 'none'" in policy


@settings(max_examples=share(0.3))
@given(text=st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=40).map(lambda t: f"{t}<&\"'"))
def test_any_text_at_all_makes_a_page_that_holds_it(tmp_path_factory, rows, text):
    rows = copy.deepcopy(rows)
    rows["articles"][0]["title"] = rows["people"][0]["name"] = rows["themes"][0]["label"] = text
    rows["articles"][-1].update(kind="event", title=text, event_start=datetime(2020, 2, 29, tzinfo=UTC))
    page = page_of(tmp_path_factory.mktemp("any"), rows)
    wanted = printable(text).replace("\r\n", "\n").replace("\r", "\n")
    assert wanted in html.fromstring(page).text_content()
    safe(page)


WRITE = """
import pickle, sys
from pathlib import Path
from jjscrape.release.report import writing as report
from jjscrape.site import load_site
rows, crawls = pickle.loads(Path(sys.argv[1]).read_bytes())
report.write(Path(sys.argv[2]), load_site("jamandjustice"), "2026.11.22", rows, {}, crawls)
"""


@pytest.mark.crawl
def test_it_has_the_same_bytes_in_every_zone_language_and_process(tmp_path, rows):
    import pickle

    (tmp_path / "rows").write_bytes(pickle.dumps((rows, [CRAWL])))
    made = []
    for number, (zone, language) in enumerate([("UTC", "C"), ("Asia/Kathmandu", "de_DE.UTF-8"), ("EST5EDT", "tr_TR")]):
        folder = tmp_path / str(number)
        folder.mkdir()
        told = {**os.environ, "TZ": zone, "LANG": language, "LC_ALL": language, "PYTHONHASHSEED": str(number)}
        subprocess.run([sys.executable, "-c", WRITE, tmp_path / "rows", folder], check=True, env=told)
        made.append((folder / report.NAME).read_bytes())
    assert made[0] == made[1] == made[2]


def test_the_order_of_rows_and_records_does_not_matter_to_the_counts(tmp_path, rows):
    page = page_of(tmp_path, rows)
    turned = {name: found[::-1] if name != "themes" else found for name, found in rows.items()}
    assert page_of(tmp_path, turned) == page


def test_long_tables_say_what_they_leave_out(tmp_path, rows):
    rows = copy.deepcopy(rows)
    person = rows["people"][0]
    rows["people"] = [{**person, "id": f"p{n}", "name": f"P {n:04d}"} for n in range(LONGEST_TABLE + 5)]
    page = page_of(tmp_path, rows)
    assert len(table_of(page, "Articles by author")) == LONGEST_TABLE + 1
    assert "5 more rows in people.csv" in section_of(page, "authors")


ARTICLE = st.fixed_dictionaries(
    {
        "kind": st.sampled_from(tally.KINDS),
        "published": st.none() | st.datetimes(timezones=st.just(UTC)),
        "published_edtf": st.none() | st.sampled_from(["2018", "2019-06", "2019-21", "2020-02-29T10:00:00Z", "199X"]),
        "themes": st.lists(st.sampled_from("abcd")),
    }
)


@given(st.lists(ARTICLE))
def test_every_post_is_counted_once_and_every_pair_is_in_both_themes(articles):
    years, counts = tally.by_year(articles)
    assert sum(counts.values()) == len(articles)
    assert {year for year, _ in counts if year is not None} <= set(years)
    assert sum(tally.by_month(articles).values()) <= sum(n for (year, _), n in counts.items() if year)
    themes, pairs = tally.theme_counts(articles, []), tally.theme_pairs(articles)
    for (a, b), n in pairs.items():
        assert a < b
        assert n == sum({a, b} <= set(row["themes"]) for row in articles)
        assert n <= min(sum(themes[theme, kind] for kind in tally.KINDS) for theme in (a, b))


@given(st.integers(1, 10_000).flatmap(lambda whole: st.tuples(st.integers(0, whole), st.just(whole))))
def test_nought_and_a_hundred_per_cent_mean_what_they_say(counts):
    part, whole = counts
    assert (percent(part, whole) == 0) is (part == 0)
    assert (percent(part, whole) == 100) is (part == whole)


@given(st.integers(1, 500).flatmap(lambda most: st.tuples(st.integers(1, most), st.integers(1, most), st.just(most))))
def test_a_larger_number_is_never_paler(numbers):
    a, b, most = [*sorted(numbers[:2]), numbers[2]]
    assert 1 <= chart.shade(a, most) <= chart.shade(b, most) <= chart.SHADES == chart.shade(most, most)


COUNTS = st.lists(st.lists(st.integers(0, 10**6), min_size=4, max_size=4), min_size=1, max_size=9)


@given(COUNTS, st.booleans())
def test_a_bar_is_as_long_as_its_parts_which_touch_and_fit_the_chart(counts, upright):
    labels, told = [str(n) for n in range(len(counts))], [["told"] * 4] * len(counts)
    drawn = chart.columns(labels, counts, told, pale=True) if upright else chart.bars(labels, counts, told)
    for bar, row in zip(drawn.bars, counts, strict=True):
        ends = [0, *(part.start + part.length for part in bar.parts)]
        assert [part.start for part in bar.parts] == ends[:-1]
        assert ends[-1] == bar.total == sum(row) <= drawn.longest
        assert [part.length for part in bar.parts] == [count for count in row if count]
    assert drawn.longest == max(*map(sum, counts), 1)
    assert all(part.pale is (upright and bar is drawn.bars[-1]) for bar in drawn.bars for part in bar.parts)


@given(st.integers(1, 366).flatmap(lambda first: st.tuples(st.just(first), st.integers(first, 366))))
def test_an_event_s_mark_lies_within_its_year_and_covers_its_days(days):
    ((_, (mark,)),) = chart.year_lines(["2020"], [(0, *days, "told")]).lines
    assert 0 <= mark.start <= days[0] - 1
    assert days[1] <= mark.start + mark.length <= chart.YEAR
    assert mark.length == max(days[1] - days[0] + 1, chart.SHORTEST)


def test_a_matrix_has_each_cell_in_its_place():
    drawn = chart.matrix(["a", "b"], ["x", "y", "z"], [(1, 2, 3, "7", "b and z: 7"), (0, 0, 0, "0", "none")])
    assert drawn.columns == ["x", "y", "z"]
    cell = chart.Shaded(3, "7", "b and z: 7")
    assert drawn.rows == [("a", [chart.Shaded(0, "0", "none"), None, None]), ("b", [None, None, cell])]


@given(st.text())
def test_a_label_is_one_short_line_without_marks_that_turn_it(text):
    made = label(text)
    assert 0 < len(made) <= 44
    assert not set(made) & set("\n\r\t\u202e\u2066\u200b\x00")


def test_only_addresses_of_the_web_are_links():
    assert Link("a", "https://example.org/").safe == "https://example.org/"
    assert [
        Link("a", href).safe for href in (None, "javascript:alert(1)", "data:,", "//x", "http://[", "JAVASCRIPT:x")
    ] == [None] * 6
