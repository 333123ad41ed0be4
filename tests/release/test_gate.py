"""What must not be published is refused by name, and nothing else is."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jjscrape.crawled import Crawled, Template
from jjscrape.policy import CHECKS, Policy, PolicyError, documented, overruled, read_policy
from jjscrape.release.gate import shapes
from jjscrape.release.gate.judging import Facts, judge, refusals
from jjscrape.release.gate.newest_crawl import templates_of
from jjscrape.release.tables import tables

DOCS = Path(__file__).parents[2] / "docs"


@pytest.fixture
def rows(make_harvest):
    return {name: list(made) for name, made in tables(make_harvest(9)).items()}


def found(rows, before=None, *, policy=None, accepted=(), **crawls):
    facts = Facts(rows=rows, before=before or {}, **crawls)
    return judge(facts, policy or Policy(), frozenset(accepted))


def refused(*args, **more):
    return {refusal.check: refusal for refusal in refusals(found(*args, **more))}


def edited(rows, name, count, start=0, **cells):
    return {**rows, name: [{**r, **cells} if start <= n < start + count else r for n, r in enumerate(rows[name])]}


def test_every_check_is_judged_in_the_order_of_the_list(rows):
    assert [verdict.check for verdict in found(rows)] == list(CHECKS)
    assert {verdict.outcome for verdict in found(rows, rows, crawled=Crawled(id="a"))} == {"passed"}
    assert refusals(found(rows), "passed") == []


@pytest.mark.parametrize(
    ("table", "column", "cell"),
    [
        ("articles", "capture_id", "none"),
        ("articles", "themes", ["sheffield", "none"]),
        ("authorships", "person_id", "none"),
        ("provenance", "capture_id", "none"),
    ],
)
def test_a_cell_that_points_nowhere_is_refused(rows, table, column, cell):
    first, *rest = rows[table]
    (refusal,) = refused({**rows, table: [{**first, column: cell}, *rest]}).values()
    assert (refusal.check, refusal.rows) == ("references", ("none",))
    assert f"1 value of {table}.{column} is not in" in refusal.reason


def test_no_live_article_at_all_is_refused(rows):
    assert refused({**rows, "articles": []})["has-articles"].reason == "0 articles are live, at least 1 should be"
    assert "has-articles" in refused(edited(rows, "articles", 10, status="gone"))
    assert "has-articles" not in refused(edited(rows, "articles", 9, status="gone"))


def test_a_record_stands_in_one_table(rows):
    key = rows["articles"][0]["id"]
    refusal = refused({**rows, "pages": [*rows["pages"], {**rows["pages"][0], "id": key}]})["one-table-each"]
    assert (refusal.reason, refusal.rows) == ("1 record stands in two tables", (key,))


@pytest.mark.parametrize(
    ("gone", "threshold", "stopped"),
    [(2, 0.0, False), (3, 0.2, True), (3, 0.3, False), (3, 0.29, True), (10, 1.0, True), (0, 0.0, False)],
)
def test_more_than_a_share_lost_is_refused(rows, gone, threshold, stopped):
    policy = read_policy({"rows-lost": threshold})
    withdrawn = edited(rows, "articles", gone, status="gone")
    assert ("rows-lost" in refused(withdrawn, rows, policy=policy)) is stopped
    missing = {**rows, "articles": rows["articles"][gone:]}
    assert ("rows-lost" in refused(missing, rows, policy=policy)) is stopped


def test_a_loss_names_what_is_lost_and_others_do_not_make_it_good(rows):
    other = [{**row, "id": f"new/{row['id']}"} for row in rows["articles"][:4]]
    refusal = refused({**rows, "articles": rows["articles"][4:] + other}, rows)["rows-lost"]
    assert refusal.reason == "4 of 10 articles are not live any more"
    assert refusal.rows == tuple(row["id"] for row in rows["articles"][:4])
    assert "rows-lost" in refused({**rows, "projects": []}, rows)
    assert "rows-lost" not in refused({**rows, "projects": []}, {**rows, "projects": []})


def test_what_is_wrong_in_several_tables_is_told_of_each(rows):
    pages = [{**rows["pages"][0], "id": f"page-{number}", "title": f"Page {number}"} for number in range(3)]
    before = {**rows, "pages": pages}
    lost = refused({**rows, "articles": rows["articles"][3:], "pages": []}, before)["rows-lost"]
    assert lost.reason == "3 of 10 articles are not live any more; 3 of 3 pages are not live any more"
    blank = edited(edited(before, "articles", 3, text=None), "articles", 3, byline_raw=None)
    told = refused(blank, before)["nulls"].reason
    assert told == (
        "articles.text is empty in 3 of 9 rows that had a value; "
        "articles.byline_raw is empty in 3 of 9 rows that had a value"
    )
    twins = edited(edited(before, "articles", 3, title="One", text="One."), "pages", 3, title="One")
    told = refused(twins)["duplicates"].reason
    assert told == (
        "3 of 10 articles have the title and text of another one; 3 of 3 pages have the title and text of another one"
    )
    many = [{**rows["articles"][0], "id": f"blog/new-{number:02}", "text": str(number)} for number in range(21)]
    grown = {v.check: v for v in found({**rows, "articles": rows["articles"] + many}, rows)}["rows-grown"]
    assert grown.refusal.rows == tuple(row["id"] for row in many[:10])
    assert grown.refusal.reason == "21 articles are new, beside 10 before"


def test_what_was_gone_before_is_no_loss(rows):
    before = edited(rows, "articles", 9, status="gone")
    assert refused(before, before) == {}


@pytest.mark.parametrize(("new", "outcome"), [(20, "passed"), (21, "warned")])
def test_sudden_growth_is_a_warning(rows, new, outcome):
    more = [{**rows["articles"][0], "id": f"blog/new-{number}", "text": str(number)} for number in range(new)]
    verdicts = {v.check: v.outcome for v in found({**rows, "articles": rows["articles"] + more}, rows)}
    assert verdicts["rows-grown"] == outcome
    assert refused({**rows, "articles": rows["articles"] + more}, rows) == {}
    strict = read_policy({"stop": ["rows-grown"]})
    stopped = refused({**rows, "articles": rows["articles"] + more}, rows, policy=strict)
    assert ("rows-grown" in stopped) is (outcome == "warned")
    lenient = read_policy({"stop": ["rows-grown"], "rows-grown": 2.1})
    assert refused({**rows, "articles": rows["articles"] + more}, rows, policy=lenient) == {}
    assert refused({**rows, "articles": rows["articles"] + more}, policy=strict) == {}


@pytest.mark.parametrize(("empty", "stopped"), [(2, False), (3, True)])
def test_a_field_that_is_empty_all_at_once_is_refused(rows, empty, stopped):
    blank = edited(rows, "articles", empty, byline_raw=None)
    assert ("nulls" in refused(blank, rows)) is stopped
    assert refused(blank, rows, policy=read_policy({"nulls": 0.34})) == {}
    unlisted = edited(rows, "articles", empty, authors=[])
    assert ("nulls" in refused(unlisted, rows)) is stopped
    assert refused(blank, blank) == {}
    assert refused(blank, rows, policy=read_policy({"nulls": empty / 9})) == {}
    if stopped:
        refusal = refused(blank, rows)["nulls"]
        assert refusal.reason == "articles.byline_raw is empty in 3 of 9 rows that had a value"
        assert refusal.rows == tuple(f"{row['id']} byline_raw" for row in rows["articles"][:3])


@pytest.mark.parametrize(("tags", "stopped"), [(10, False), (11, True)])
def test_many_new_tags_outside_the_vocabulary_are_refused(rows, tags, stopped):
    new = [{**rows["themes"][0], "id": f"tag-{number:02}", "kind": None} for number in range(tags)]
    known = {**rows, "themes": [*rows["themes"], *new]}
    assert ("vocabulary" in refused(known, rows)) is stopped
    assert refused(known, known) == {}
    assert refused({**rows, "themes": [*rows["themes"], *({**t, "kind": "topic"} for t in new)]}, rows) == {}


@pytest.mark.parametrize(("same", "stopped"), [(2, False), (3, True)])
def test_rows_that_say_the_same_are_refused(rows, same, stopped):
    twins = edited(rows, "articles", same, title="One  Title", text="One text.")
    assert ("duplicates" in refused(twins)) is stopped
    assert refused(twins, policy=read_policy({"duplicates": 0.3})) == {}
    assert refused(edited(rows, "articles", same, title="One title", text=None)) == {}
    assert refused(edited(rows, "articles", same, title="One title")) == {}


def crawl(**more):
    return Crawled(**{"id": "20261122T102600Z", **more})


def test_a_crawl_that_is_not_complete_is_refused(rows):
    assert "crawl-complete" in refused(rows, crawled=crawl(complete=False))
    assert refused(rows, crawled=crawl()) == {}


@pytest.mark.parametrize(
    ("errors", "answers", "stopped"), [(4, 4, False), (5, 19, True), (5, 20, False), (6, 20, True)]
)
def test_many_errors_are_refused(rows, errors, answers, stopped):
    urls = tuple(f"https://a/{number}" for number in range(errors))
    assert ("errors" in refused(rows, crawled=crawl(errors=urls, answers=answers))) is stopped


@pytest.mark.parametrize(("faulty", "pages", "stopped"), [(2, 2, False), (3, 5, True), (3, 6, False), (4, 6, True)])
def test_many_pages_that_can_not_be_read_are_refused(rows, faulty, pages, stopped):
    urls = tuple(f"https://a/{number}" for number in range(faulty))
    assert ("problems" in refused(rows, crawled=crawl(faulty=urls, pages=pages))) is stopped


def template(names, pages=3):
    return crawl(templates={"blog": Template(pages=pages, classes=frozenset(names))})


@pytest.mark.parametrize(
    ("was", "now", "stopped"),
    [("abcd", "abcd", False), ("abcd", "ab", False), ("abcd", "a", True), ("ab", "cd", True), ("ab", "abcde", True)],
)
def test_a_redesign_is_refused(rows, was, now, stopped):
    found = refused(rows, crawled=template(now), crawled_before=template(was))
    assert ("templates" in found) is stopped
    assert refused(rows, crawled=template(now, 2), crawled_before=template(was)) == {}
    assert refused(rows, crawled=template(now), crawled_before=template(was, 2)) == {}
    assert refused(rows, crawled=template(now)) == refused(rows, crawled_before=template(was)) == {}
    assert refused(rows, crawled=crawl(), crawled_before=template(was)) == {}


def test_a_redesign_names_the_classes_that_are_missing(rows):
    refusal = refused(rows, crawled=template("a"), crawled_before=template("acb"))["templates"]
    assert refusal.reason == "blog pages share 1 of 3 class names with those of the version before"
    assert refusal.rows == ("blog .b", "blog .c")


def test_fingerprints_come_back_from_the_file_they_are_kept_in():
    kept = template("abc").to_json()
    assert templates_of({"crawled": kept}).templates == template("abc").templates
    assert templates_of({"crawled": None}) is templates_of({}) is None


def test_a_person_may_overrule_a_check_by_name(rows):
    bad = crawl(complete=False)
    verdicts = {v.check: v for v in found(rows, crawled=bad, accepted=["crawl-complete"])}
    assert verdicts["crawl-complete"].outcome == "accepted"
    told = verdicts["crawl-complete"].to_json()
    assert told["reason"].startswith("the crawl 2026")
    assert (told["check"], told["outcome"], told["threshold"]) == ("crawl-complete", "accepted", None)
    assert refused(rows, crawled=bad, accepted=["crawl-complete"]) == {}
    lost = edited(rows, "articles", 10, status="gone")
    assert refused(lost, crawled=bad, accepted=["crawl-complete"]).keys() == {"has-articles"}


def test_a_check_may_be_made_a_warning(rows):
    bad = crawl(complete=False)
    verdicts = {v.check: v.outcome for v in found(rows, crawled=bad, policy=read_policy({"warn": ["crawl-complete"]}))}
    assert verdicts["crawl-complete"] == "warned"


def test_no_more_than_ten_rows_are_named(rows):
    urls = tuple(f"https://a/{number:02}" for number in range(30, 10, -1))
    assert refused(rows, crawled=crawl(errors=urls, answers=30))["errors"].rows == tuple(sorted(urls)[:10])


def test_names_that_are_no_checks_are_answered_with_those_that_are():
    with pytest.raises(PolicyError, match="no check is called 'rows'; the checks are schema, crawl-complete"):
        overruled(["templates", "rows"])
    with pytest.raises(PolicyError, match="schema can't be overruled"):
        overruled(["schema"])
    assert overruled(["nulls", "templates", "nulls"]) == {"nulls", "templates"}


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"rows": 1}, "unknown setting 'rows'; it may be one of duplicates"),
        ({"references": 1}, "unknown setting 'references'"),
        ({"nulls": "much"}, "nulls is 'much'; give it a number from 0"),
        ({"nulls": True}, "nulls is True"),
        ({"nulls": -0.1}, "nulls is -0.1"),
        ({"nulls": float("nan")}, "nulls is nan"),
        ({"stop": "nulls"}, "stop is 'nulls'; give it a list of checks"),
        ({"warn": [1]}, r"warn is \[1\]"),
        ({"warn": ["rows"]}, "warn has 'rows'; the checks are schema"),
        ({"warn": ["nulls"], "stop": ["nulls"]}, "nulls stands in stop and in warn"),
        ({"warn": ["schema"]}, "schema can't be in warn"),
    ],
)
def test_a_wrong_setting_is_named(settings, said):
    with pytest.raises(PolicyError, match=said):
        read_policy(settings)


@given(st.dictionaries(st.sampled_from([n for n, _ in Policy().thresholds]), st.floats(0, 100) | st.integers(0, 100)))
def test_thresholds_are_those_that_were_set(settings):
    policy = read_policy(settings)
    for name, default in Policy().thresholds:
        assert policy.threshold(name) == settings.get(name, default)
    assert policy.stops == Policy().stops
    assert policy.threshold("references") is None


def test_the_document_is_made_from_the_list():
    assert (DOCS / "gate.md").read_text("utf-8") == documented()


def test_names_that_look_alike_are_told_once_and_stop_nothing():
    def people(*names):
        return {"people": [{"name": name} for name in names], "themes": []}

    found = shapes.close_people(people("Rita Sitas", "Rike Sitas", "Ann Roe"), {})
    assert found == ("1 pair of names may be one person", ["Rike Sitas / Rita Sitas"])
    assert shapes.close_people(people("Rita Sitas", "Rike Sitas"), people("Rita Sitas", "Rike Sitas")) is None
    assert shapes.close_people(people("Vicky Habermehl", "Vicky Simpson", "Ann Roe"), {}) is None
    assert "close-names" not in Policy().stops


def test_a_threshold_of_nothing_is_one(rows):
    assert "rows-lost" in refused(
        {**rows, "articles": rows["articles"][3:]}, rows, policy=read_policy({"rows-lost": 0})
    )
    assert "rows-lost" not in refused(
        {**rows, "articles": rows["articles"][2:]}, rows, policy=read_policy({"rows-lost": 0})
    )
    assert "has-articles" not in refused({**rows, "articles": []}, policy=read_policy({"has-articles": 0}))


def test_what_a_check_found_is_written_with_its_rows(rows):
    verdicts = {verdict.check: verdict.to_json() for verdict in found(rows, crawled=crawl(complete=False))}
    assert verdicts["schema"] == {"check": "schema", "outcome": "passed", "threshold": None}
    assert verdicts["nulls"] == {"check": "nulls", "outcome": "passed", "threshold": 0.2}
    assert verdicts["crawl-complete"] == {
        "check": "crawl-complete",
        "outcome": "refused",
        "threshold": None,
        "reason": "the crawl 20261122T102600Z did not see the whole site; run.json beside its files says why",
        "rows": ["20261122T102600Z"],
    }


def test_one_new_tag_and_one_name_like_another_are_warnings(rows):
    tag = {**rows["themes"][0], "id": "tag", "kind": None}
    person = {**rows["people"][0], "id": "ada-exemple", "name": "Ada Exemple"}
    told = found({**rows, "themes": [*rows["themes"], tag], "people": [*rows["people"], person]}, rows)
    warned = {refusal.check: refusal for refusal in refusals(told, "warned")}
    assert warned.keys() == {"unknown-tags", "close-names"}
    assert warned["unknown-tags"].reason == "1 tag outside the vocabulary is new"
    assert warned["unknown-tags"].rows == ("tag",)
    assert warned["close-names"].rows == ("Ada Example / Ada Exemple",)
    assert refusals(told) == []


def test_growth_and_lost_references_are_told_of_each_table(rows):
    def many(name):
        return [{**rows[name][0], "id": f"new/{name}-{n}", "text": f"{n}", "title": f"{n}"} for n in range(21)]

    after = {**rows, "pages": rows["pages"] + many("pages"), "projects": rows["projects"] + many("projects")}
    (grown,) = (verdict.refusal for verdict in found(after, rows) if verdict.check == "rows-grown")
    assert grown.reason == "21 projects are new, beside 1 before; 21 pages are new, beside 1 before"
    bad = edited(edited(rows, "articles", 2, capture_id="none"), "pages", 1, capture_id="nowhere")
    refusal = refused(bad)["references"]
    assert refusal.reason == (
        "1 value of articles.capture_id is not in captures.id; 1 value of pages.capture_id is not in captures.id"
    )
    assert refusal.rows == ("none", "nowhere")


def test_a_file_that_was_not_fetched_refers_to_no_capture(rows):
    assert rows["documents"]
    assert refused(edited(rows, "documents", 1, capture_id=None)) == {}


def test_rows_in_pairs_are_doubles_and_are_named(rows):
    twins = edited(edited(rows, "articles", 2, text="A", title="A"), "articles", 2, 2, text="B", title="B")
    refusal = refused(twins)["duplicates"]
    assert refusal.reason == "4 of 10 articles have the title and text of another one"
    assert refusal.rows == tuple(row["id"] for row in rows["articles"][:4])


@pytest.mark.parametrize(("many", "outcome"), [(2, "passed"), (3, "passed"), (4, "warned")])
def test_contradicted_titles_on_many_pages_are_a_warning(rows, many, outcome):
    ids = [row["id"] for row in rows["articles"]][:many]
    found = next(
        v for v in judge(Facts(rows=rows, before={}, in_doubt={"title": ids}), Policy()) if v.check == "witnesses"
    )
    assert found.outcome == outcome
    if found.refusal:
        total = sum(len(rows[name]) for name in ("articles", "projects", "pages"))
        assert found.refusal.reason == f"something contradicts the title of {many} of {total} records"
        assert set(found.refusal.rows) == set(ids)
