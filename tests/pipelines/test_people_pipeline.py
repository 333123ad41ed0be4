import pytest

from jjscrape.items import Article, Project
from jjscrape.pipelines.people import PeoplePipeline


def run(*lines, kind="blog"):
    item = Article(id="blog/x", url="https://example.org/blog/x", kind=kind, byline_lines=list(lines))
    assert PeoplePipeline().process_item(item) is item
    return item


def test_authors_stand_in_order_under_the_person_their_name_stands_for():
    item = run("Authors: Dr Bert Russell & Alice Toomer McAlpine, 21st November 2018", "It rained.")
    assert [(a.name, a.name_raw, a.position, a.person_id) for a in item.authors] == [
        ("Bertie Russell", "Dr Bert Russell", 1, "bertie-russell"),
        ("Alice Toomer-McAlpine", "Alice Toomer McAlpine", 2, "alice-toomer-mcalpine"),
    ]
    assert item.byline_raw == "Authors: Dr Bert Russell & Alice Toomer McAlpine, 21st November 2018"
    assert item.byline_confidence == "explicit"
    assert [(t.field, t.rule, t.raw) for t in item.traces] == [("authors", "people.author; explicit", item.byline_raw)]


def test_prose_is_marked_as_such():
    item = run("GMCA officer Anne Lythgoe reflects on a visit.")
    assert item.byline_confidence == "prose"
    assert item.authors[0].confidence == "prose"
    assert item.authors[0].affiliation == "Greater Manchester Combined Authority"


def test_no_byline_leaves_every_field_empty():
    item = run("Prof Beth Perry says: it rained.", "Project lead: Katie Finney")
    assert item.authors == []
    assert item.byline_raw is item.byline_confidence is None
    assert item.traces == []


def test_a_speaker_is_not_the_author_of_an_event():
    assert run("Ann Roe, Urban Institute", "Come along.", kind="event").authors == []
    assert run("By Ann Roe, Urban Institute", kind="event").authors[0].name == "Ann Roe"


def test_a_post_without_a_byline_is_its_submitter_s_if_the_account_is_a_person_s():
    item = Article(id="blog/x", url="u", kind="blog", submitted_by="Bert Russell", byline_lines=["It rained."])
    PeoplePipeline().process_item(item)
    assert [(a.name, a.confidence) for a in item.authors] == [("Bertie Russell", "prose")]
    assert (item.byline_raw, item.byline_confidence) == ("Bert Russell", "prose")


@pytest.mark.parametrize(
    ("kind", "account", "line", "authors"),
    [
        ("blog", "rjcadmin", "It rained.", []),
        ("blog", "Urban Institute", "It rained.", []),
        ("blog", "Marguerite Olde...", "It rained.", []),
        ("blog", "Alice Toomer-Mc...", "It rained.", ["Alice Toomer-McAlpine"]),
        ("blog", "Ann Roe", "By Bao Nguyen", ["Bao Nguyen"]),
        ("event", "Ann Roe", "Come along.", []),
    ],
)
def test_an_account_is_no_author_where_a_byline_speaks_or_no_person_does(kind, account, line, authors):
    item = Article(id="blog/x", url="u", kind=kind, submitted_by=account, byline_lines=[line])
    assert [a.name for a in PeoplePipeline().process_item(item).authors] == authors


@pytest.mark.parametrize("item", [Project(id="p", url="u", text="By Ann Roe"), {"byline_lines": ["By Ann Roe"]}, None])
def test_other_items_pass_untouched(item):
    before = repr(item)
    assert PeoplePipeline().process_item(item) is item
    assert repr(item) == before
