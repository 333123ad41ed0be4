"""The joins that need more than one page."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from itertools import permutations

import pytest

from jjscrape.items import Author, CaptureRef, FeedEntry, Link, Teaser
from jjscrape.release.diff import row_key
from jjscrape.release.tables import tables
from jjscrape.release.write import content_hash, ordered
from jjscrape.schema import COMPARED, TABLES, Type

HOME = "https://jamandjustice-rjc.org"
FEED = CaptureRef("feed", "https://jamandjustice-rjc.org/rss.xml", datetime(2026, 11, 22, 12, tzinfo=UTC))


def of(rows, name, key):
    (found,) = [row for row in rows[name] if row["id"] == key]
    return found


def teaser(target, **more):
    given = {"list_id": "news", "role": "posts", "page": 0, "position": 0, "capture": FEED}
    return Teaser(**given | {"target_id": target, "target_url": f"https://jamandjustice-rjc.org/{target}"} | more)


@pytest.fixture
def harvest(make_harvest):
    return make_harvest()


def test_every_table_fits_the_schema(harvest):
    rows = tables(harvest)
    assert rows.keys() == TABLES.keys() - {"changes"}
    for name, made in rows.items():
        assert ordered(TABLES[name], made), name


def test_every_reference_leads_somewhere(harvest):
    rows = tables(harvest)
    followed = 0
    for name, made in rows.items():
        for column in TABLES[name].columns:
            if column.references:
                table, _, key = column.references.partition(".")
                known = {row[key] for row in rows[table]}
                for row in made:
                    cell = row[column.name]
                    leads_to = set(cell if column.type is Type.STRINGS else [cell]) - {None}
                    assert leads_to <= known, (name, column.name)
                    followed += len(leads_to)
    assert followed > len(rows["captures"])


def test_themes_are_the_union_of_tags_and_listings(harvest):
    rows = tables(harvest)
    assert of(rows, "articles", "blog/post-1")["themes"] == ["democracy-and-engagement"]
    assert of(rows, "articles", "event/meeting")["themes"] == ["sheffield"]
    sources = {(row["record_id"], row["theme_id"]): row["source"] for row in rows["theme_memberships"]}
    assert sources["blog/post-1", "democracy-and-engagement"] == ["listing"]
    assert sources["event/meeting", "sheffield"] == ["tag"]


def test_themes_stand_in_the_order_of_the_vocabulary_and_strangers_last(harvest):
    harvest.articles[0].themes = ["zebra", "sheffield", "apple"]
    assert of(tables(harvest), "articles", "blog/post-0")["themes"] == [
        "democracy-and-engagement", "sheffield", "apple", "zebra",
    ]  # fmt: skip


def test_a_tag_outside_the_vocabulary_is_kept_as_printed(harvest):
    found = of(tables(harvest), "themes", "something-else")
    assert (found["label"], found["kind"]) == ("Something Else", None)
    assert of(tables(harvest), "themes", "sheffield")["kind"] == "place"


def test_a_related_block_gives_a_post_its_project_and_nothing_else(harvest):
    rows = tables(harvest)
    assert of(rows, "articles", "blog/post-0")["projects"] == ["space-x"]
    assert of(rows, "articles", "blog/post-1")["projects"] == []
    # The related teaser carried the project's theme; only a theme listing may give it.
    harvest.teasers = [t for t in harvest.teasers if t.role == "related"]
    assert of(tables(harvest), "articles", "blog/post-0")["themes"] == []


def test_only_records_of_the_dataset_are_members_and_projects(harvest):
    harvest.teasers.append(teaser("blog/elsewhere", theme_id="sheffield"))
    harvest.articles[1].project_ids = ["space-x", "no-such-project"]
    rows = tables(harvest)
    assert "blog/elsewhere" not in {row["record_id"] for row in rows["theme_memberships"]}
    assert of(rows, "articles", "blog/post-1")["projects"] == ["space-x"]


def test_a_feed_dates_what_has_no_date_of_its_own(harvest):
    rows = tables(harvest)
    post = of(rows, "articles", "blog/post-0")
    assert post["published"] == datetime(2018, 6, 29, 9, 30, tzinfo=UTC)
    assert (post["published_source"], post["published_raw"]) == ("feed", "Fri, 29 Jun 2018 09:30:00 +0000")
    assert of(rows, "articles", "blog/post-1")["published"] is None
    (trace,) = [r for r in rows["provenance"] if (r["record_id"], r["field"]) == ("blog/post-0", "published")]
    assert (trace["rule"], trace["raw"]) == ("feed.pubDate", "Fri, 29 Jun 2018 09:30:00 +0000")


def test_metadata_stands_above_a_feed_and_a_feed_above_a_byline(harvest):
    when = datetime(2018, 1, 1, tzinfo=UTC)
    for source, expected in (("metadata", when), ("byline", datetime(2018, 6, 29, 9, 30, tzinfo=UTC))):
        post = harvest.articles[0]
        post.published, post.published_edtf, post.published_source, post.published_raw = when, "2018-01-01", source, "x"
        assert of(tables(harvest), "articles", "blog/post-0")["published"] == expected


def test_a_feed_entry_finds_its_article_by_key_or_node(harvest):
    harvest.entries = [
        FeedEntry(feed_url="f", target_id=target, target_url="u", node_id=node, published_raw=raw, capture=FEED)
        for target, node, raw in (
            ("blog/post-1", None, "Sat, 30 Jun 2018 09:30:00 +0000"),
            ("node/102", 102, "Sun, 01 Jul 2018 09:30:00 +0000"),
            ("node/999", 999, "Mon, 02 Jul 2018 09:30:00 +0000"),
            ("blog/post-0", None, "yesterday"),
        )
    ]
    days = [row["published"] and row["published"].day for row in tables(harvest)["articles"]]
    assert days == [None, 30, 1, None]


def test_a_listing_position_is_counted_over_the_pages_of_the_main_listing(harvest):
    harvest.teasers += [teaser("event/meeting", list_id="blog", page=1, position=0), teaser("blog/post-2")]
    found = {row["id"]: row["listing_position"] for row in tables(harvest)["articles"]}
    assert found == {"blog/post-0": 0, "blog/post-1": 1, "blog/post-2": 2, "event/meeting": 3}


def test_people_are_named_once_whatever_the_spelling(harvest):
    harvest.articles[0].authors = [
        Author("Bert Russell", "Dr Bert Russell", 1),
        Author("Ada Example", "Ada Example", 2),
    ]
    harvest.articles[1].authors = [Author("Bertie Russell", "Bertie Russell", 1, affiliation="A University")]
    rows = tables(harvest)
    bert = next(row for row in rows["people"] if "Russell" in row["name"])
    assert bert["articles"] == ["blog/post-0", "blog/post-1"]
    assert (bert["name"], bert["also_printed_as"]) == ("Bertie Russell", ["Dr Bert Russell"])
    assert bert["affiliations"] == ["A University"]
    assert of(rows, "articles", "blog/post-0")["authors"] == [bert["id"], "ada-example"]
    made = [
        (r["article_id"], r["position"], r["name_raw"]) for r in rows["authorships"] if r["person_id"] == bert["id"]
    ]
    assert made == [("blog/post-0", 1, "Dr Bert Russell"), ("blog/post-1", 1, "Bertie Russell")]


def test_a_project_s_other_names_come_from_listings(harvest):
    harvest.teasers.append(teaser("space-x", role="projects", title="SPACE X"))
    assert of(tables(harvest), "projects", "space-x")["also_known_as"] == ["The Other Name"]


def test_a_link_leads_to_a_record_only_if_it_is_there(harvest):
    found = [
        (r["target_url"], r["target_id"], r["text"])
        for r in tables(harvest)["links"]
        if r["source_id"] == "blog/post-0"
    ]
    assert found == [
        ("https://jamandjustice-rjc.org/space-x", "space-x", "a project"),
        ("https://example.org/", None, None),
    ]
    harvest.articles[0].links = [
        Link("https://jamandjustice-rjc.org/sites/default/files/a.pdf", "a", "document", "sites/default/files/a.pdf")
    ]
    assert tables(harvest)["links"][0]["target_id"] == "sites/default/files/a.pdf"


def test_a_summary_comes_from_the_longest_teaser_where_the_page_sets_none_apart(harvest):
    harvest.teasers += [teaser("blog/post-0", summary="Short. And more."), teaser("blog/post-1", summary="Other")]
    harvest.articles[2].summary = "Own"
    found = {row["id"]: row["summary"] for row in tables(harvest)["articles"]}
    assert found == {
        "blog/post-0": "Short. And more.",
        "blog/post-1": "Short.",
        "blog/post-2": "Own",
        "event/meeting": None,
    }


def test_a_document_is_one_row_with_all_the_places_that_link_to_it(harvest):
    (first,) = harvest.documents
    harvest.documents += [
        replace(first, found_on="blog/post-1", label=None),
        replace(first, found_on="blog/post-0", label="B"),
    ]
    (row,) = tables(harvest)["documents"]
    assert row["found_on"] == ["about", "blog/post-0", "blog/post-1"]
    assert (row["label"], row["bytes"], row["status"]) == ("A report", 4, "archived")


def test_provenance_names_no_empty_cell_and_only_captures_that_are_there(harvest):
    harvest.articles[1].trace("published", "dates.nothing", None)
    rows = tables(harvest)
    cells = {(name, row_key(TABLES[name], row)): row for name in COMPARED for row in rows[name]}
    captures = {row["id"] for row in rows["captures"]}
    assert {"articles", "projects", "themes"} <= {row["table"] for row in rows["provenance"]}
    for row in rows["provenance"]:
        assert cells[row["table"], row["record_id"]][row["field"]] not in (None, []), row
        assert row["capture_id"] in captures


def raws(rows, table, record_id, field):
    return [
        (row["rule"], row["raw"])
        for row in rows["provenance"]
        if (row["table"], row["record_id"], row["field"]) == (table, record_id, field)
    ]


def test_what_only_a_listing_says_names_the_listing(harvest):
    harvest.teasers.append(
        replace(teaser("space-x", list_id="all"), title="A Third Name", capture=harvest.teasers[0].capture)
    )
    harvest.articles[1].summary, harvest.articles[1].project_ids = None, ["space-x"]
    harvest.documents = [replace(harvest.documents[0], capture=harvest.pages[0].capture)]
    rows = tables(harvest)
    listing = {c["id"]: c["url"].rpartition("/")[2] for c in rows["captures"]}
    assert raws(rows, "articles", "blog/post-1", "projects") == [("reference.field", "space-x")]
    assert raws(rows, "articles", "blog/post-0", "projects") == [("listing.related", f"{HOME}/blog/post-0")]
    assert raws(rows, "articles", "blog/post-1", "summary") == [("listing.summary", "Short.")]
    assert raws(rows, "articles", "blog/post-2", "listing_position") == [("listing.position", f"{HOME}/blog/post-2")]
    assert sorted(raws(rows, "projects", "space-x", "also_known_as")) == [
        ("listing.title", "A Third Name"), ("listing.title", "The Other Name"),
    ]  # fmt: skip
    said = {(row["table"], row["field"]): listing[row["capture_id"]] for row in rows["provenance"]}
    assert said["articles", "listing_position"] == "blog"
    assert said["themes", "url"] == "democracy-and-engagement"
    assert said["documents", "found_on"] == "about"


def test_a_byline_that_only_a_listing_prints_names_the_listing(harvest):
    post, listing = harvest.articles[0], harvest.teasers[0].capture
    harvest.teasers[0] = replace(harvest.teasers[0], summary="Short.\nBy Ada Example")
    post.byline_lines, post.byline_raw = ["By Ada Example"], "By Ada Example"
    post.trace("authors", "people.by; explicit", "By Ada Example")
    assert authors_capture(harvest, post.id) == listing.id
    post.text += "\nBy Ada Example"
    assert authors_capture(harvest, post.id) == post.capture.id


def authors_capture(harvest, record_id):
    (row,) = [r for r in tables(harvest)["provenance"] if (r["record_id"], r["field"]) == (record_id, "authors")]
    return row["capture_id"]


def test_a_tag_s_provenance_is_the_label_that_was_printed(harvest):
    harvest.articles[0].theme_labels, harvest.articles[0].themes = ["SHEFFIELD"], ["sheffield"]
    rows = tables(harvest)
    assert ("themes.tags", "SHEFFIELD") in raws(rows, "theme_memberships", "blog/post-0\tsheffield", "theme_id")


def test_the_order_of_a_harvest_makes_no_difference(make_harvest):
    heard = set()
    for order in permutations(range(4)):
        harvest = make_harvest()
        harvest.articles = [harvest.articles[number] for number in order]
        harvest.teasers.sort(key=lambda t, o=order: (o[t.position % 4], t.list_id))
        heard.add(content_hash({name: ordered(TABLES[name], made) for name, made in tables(harvest).items()}))
    assert len(heard) == 1


def test_the_teasers_are_not_gone_through_for_each_record(make_harvest):
    class Counted(list):
        times = 0

        def __iter__(self):
            self.times += 1
            return super().__iter__()

    def times(articles):
        harvest = make_harvest(articles)
        harvest.teasers = Counted(harvest.teasers)
        tables(harvest)
        return harvest.teasers.times

    assert times(20) == times(3)
