from datetime import UTC, datetime

import pytest

from jjscrape.items import Article, CaptureRef, DateCandidate, FeedEntry, Page, Project
from jjscrape.pipelines.dates import DatesPipeline

CAPTURE = CaptureRef("urn:uuid:1", "https://example.org/x", datetime(2026, 11, 22, tzinfo=UTC))


def article(kind="blog", **fields):
    return Article(id="blog/x", url="https://example.org/blog/x", capture=CAPTURE, kind=kind, **fields)


def run(item):
    return DatesPipeline().process_item(item)


def traces(item):
    return {t.field: (t.rule, t.raw) for t in item.traces}


def test_a_stamp_fills_every_publication_field_and_says_where_it_comes_from():
    stamp = "2018-06-29T18:40:00+01:00"
    item = run(article(published_candidates=[DateCandidate(stamp, "metadata", "dates.rdf-created", machine=True)]))
    assert item.published == datetime(2018, 6, 29, 17, 40, tzinfo=UTC)
    assert (item.published_edtf, item.published_source, item.published_raw) == (stamp, "metadata", stamp)
    assert traces(item)["published"] == ("dates.rdf-created; stated", stamp)
    assert item.problems == []


def test_the_date_in_a_byline_is_a_candidate_that_stamps_go_before():
    lines = ["Author Bertie Russell, 29th June 2018", "A day of talk."]
    item = run(article(byline_lines=lines))
    assert (item.published, item.published_edtf) == (datetime(2018, 6, 29, tzinfo=UTC), "2018-06-29")
    assert (item.published_source, item.published_raw) == ("byline", "29th June 2018")
    assert item.authors == []  # those are for the next pipeline
    stamped = article(
        byline_lines=lines, published_candidates=[DateCandidate("2018-06-30", "metadata", "x", machine=True)]
    )
    assert run(stamped).published_source == "metadata"


def test_a_page_without_a_date_has_none():
    item = run(article(byline_lines=["On Friday 5 July 2019 we met.", "By Ann Roe"], text="Published 3 May 2018"))
    assert item.published is item.published_edtf is item.published_source is item.published_raw is None
    assert item.traces == []


def test_a_date_that_cannot_be_trusted_is_a_problem_and_no_value():
    item = run(article(byline_lines=["By Ann Roe, 05/06/2019"]))
    assert item.published is None
    assert "two ways" in item.problems[0]


def test_an_event_has_times_in_utc_a_zone_and_where_the_zone_comes_from():
    item = run(
        article(
            "event",
            event_raw="Monday, June 11, 2018 - 12:00 to 13:30",
            event_machine_start="2018-06-11T12:00:00+01:00",
            event_machine_end="2018-06-11T13:30:00+01:00",
            place="Manchester Central Library",
        )
    )
    assert item.event_start == datetime(2018, 6, 11, 11, tzinfo=UTC)
    assert item.event_end == datetime(2018, 6, 11, 12, 30, tzinfo=UTC)
    assert (item.event_all_day, item.event_timezone, item.event_timezone_source) == (False, "Europe/London", "place")
    assert traces(item)["event_start"] == ("dates.event-machine; stated", "Monday, June 11, 2018 - 12:00 to 13:30")
    assert traces(item)["event_timezone"] == ("dates.zone-of-place", "Manchester Central Library")
    assert item.published is None


def test_an_event_of_a_day_keeps_its_day():
    item = run(article("event", event_raw="Wednesday, April 5, 2017 (All day)"))
    assert item.event_start == datetime(2017, 4, 5, tzinfo=UTC)
    assert item.event_all_day is True
    assert item.event_end is None


def test_a_summary_that_names_a_place_abroad_leaves_the_zone_open_and_the_times_on_the_site_s_clocks():
    line = "Monday, February 12, 2018 - 09:00 to 20:00"
    told = {"summary": "The last in a series of workshops held in Brussels."}
    item = run(article("event", event_raw=line, **told))
    assert item.event_start == datetime(2018, 2, 12, 9, tzinfo=UTC)
    assert item.event_timezone is item.event_timezone_source is None
    assert "Brussels" in item.problems[0]
    assert "event_timezone" not in traces(item)
    # A stamp states the instant, and is no guess; on which clocks the event is, it doesn't say.
    stamped = run(article("event", event_raw=line, event_machine_start="2018-02-12T09:00:00+00:00", **told))
    assert (stamped.event_start, stamped.event_all_day) == (datetime(2018, 2, 12, 9, tzinfo=UTC), False)
    assert stamped.event_timezone is stamped.event_timezone_source is None
    for known in ({"place": "Town Hall, Leeds"}, {"place": "Room 3"}):
        item = run(article("event", event_raw=line, **known, **told))
        assert (item.event_start, item.problems) == (datetime(2018, 2, 12, 9, tzinfo=UTC), [])
    assert run(article("event", event_raw=line, summary="A day in Sheffield.")).problems == []


def test_a_day_and_an_hour_that_are_the_same_abroad_stay():
    whole = run(article("event", event_raw="Monday, February 12, 2018", title="A day in Brussels"))
    assert (whole.event_start, whole.event_all_day) == (datetime(2018, 2, 12, tzinfo=UTC), True)
    assert whole.event_timezone is None
    dublin = run(article("event", event_raw="Monday, February 12, 2018 - 09:00", title="A day in Dublin"))
    assert dublin.event_start == datetime(2018, 2, 12, 9, tzinfo=UTC)


def test_dates_are_on_the_clocks_of_the_site_s_zone():
    new_york = DatesPipeline("America/New_York")
    line = "Thursday, October 22, 2015 - 9:00am to 4:30pm"
    item = new_york.process_item(article("event", event_raw=line))
    assert (item.event_start, item.event_end) == (
        datetime(2015, 10, 22, 13, tzinfo=UTC), datetime(2015, 10, 22, 20, 30, tzinfo=UTC),
    )  # fmt: skip
    assert (item.event_timezone, item.event_timezone_source) == ("America/New_York", "site")
    at_home = new_york.process_item(article("event", event_raw=line, place="Town Hall, Leeds"))
    assert (at_home.event_start, at_home.event_timezone) == (datetime(2015, 10, 22, 8, tzinfo=UTC), "Europe/London")
    stamped = new_york.process_item(article("event", event_machine_start="2015-10-22T09:00:00-04:00"))
    assert (stamped.event_start, stamped.event_timezone) == (item.event_start, "America/New_York")
    printed = DateCandidate("Tue, 02/13/2018 - 08:39", "metadata", "x")
    post = new_york.process_item(article(published_candidates=[printed]))
    assert (post.published_edtf, post.published) == (
        "2018-02-13T08:39:00-05:00", datetime(2018, 2, 13, 13, 39, tzinfo=UTC),
    )  # fmt: skip


def test_the_day_of_a_capture_is_the_site_s():
    late = CaptureRef("urn:uuid:1", "https://example.org/x", datetime(2018, 6, 28, 23, 30, tzinfo=UTC))
    candidates = [DateCandidate("29 June 2018", "byline", "x")]
    for zone, there_yet in (("Europe/London", True), ("America/New_York", False), ("Asia/Tokyo", True)):
        item = Article(id="x", url="x", kind="blog", capture=late, published_candidates=list(candidates))
        assert bool(DatesPipeline(zone).process_item(item).published) is there_yet, zone


@pytest.mark.parametrize("raw", ["Soon", "05/06/2019 - 13:00"])
def test_an_event_line_that_cannot_be_read_is_a_problem(raw):
    item = run(article("event", event_raw=raw))
    assert item.event_start is None
    assert item.event_timezone is None
    assert raw in item.problems[0]


def test_only_an_event_has_event_times():
    assert run(article("news", event_raw="Friday, March 20, 2020 - 13:00")).event_start is None


def test_a_feed_entry_gets_its_instant():
    entry = FeedEntry(
        feed_url="https://example.org/rss.xml", target_id="blog/x", target_url="https://example.org/blog/x",
        published_raw="Fri, 29 Jun 2018 18:40:00 +0100", capture=CAPTURE,
    )  # fmt: skip
    assert run(entry).published == datetime(2018, 6, 29, 17, 40, tzinfo=UTC)
    entry.published_raw = "Thu, 01 Jan 1970 00:00:00 +0000"
    assert run(entry).published is None


def test_running_twice_changes_nothing_more():
    item = article("event", event_raw="Friday, March 20, 2020 - 13:00", byline_lines=["By Ann Roe, May 2018"])
    run(item)
    before = (item.published_edtf, item.event_start, list(item.traces), list(item.published_candidates))
    run(item)
    assert (item.published_edtf, item.event_start, item.traces, item.published_candidates) == before


@pytest.mark.parametrize("item", [Project(id="p", url="u"), Page(id="p", url="u"), {"title": "x"}, None])
def test_other_items_pass_untouched(item):
    before = repr(item)
    assert run(item) is item
    assert repr(item) == before


PRINTED, STAMP = "3 March 2017", "2019-06-20T13:39:00+00:00"


@pytest.mark.parametrize(
    ("candidates", "byline", "said"),
    [
        ([(PRINTED, False), (STAMP, True)], [], "dcterms '2019-06-20T13:39:00+00:00'"),
        ([(STAMP, True), (PRINTED, False)], [], "dcterms '2019-06-20T13:39:00+00:00', line '3 March 2017'"),
        ([(STAMP, True)], ["By Ann Roe, 3 March 2017", "A day of talk."], "byline '3 March 2017'"),
        ([("2017-03-03T23:30:00-05:00", True), (PRINTED, False)], [], None),  # the same evening
        ([("2017-03-03T00:30:00+00:00", True), ("2 March 2017", False)], [], None),  # the day in another zone
        ([("2017-03", True), (PRINTED, False)], [], None),
        ([("2017-03", True), ("3 April 2017", False)], [], "line '3 April 2017'"),
        ([(STAMP, True), ("03/06/2017", False)], [], None),  # of which nobody knows the day
    ],
)
def test_a_stamp_and_a_printed_day_that_are_not_one_are_a_problem(candidates, byline, said):
    known = [DateCandidate(raw, "metadata", f"dates.{'dcterms' if m else 'line'}", m) for raw, m in candidates]
    item = run(article(published_candidates=known, byline_lines=byline))
    assert item.published is not None
    told = [problem for problem in item.problems if problem.startswith("published: the page's dates disagree")]
    assert bool(told) == (said is not None)
    assert said is None or said in told[0]


def test_what_a_pin_chose_is_settled():
    known = [DateCandidate(PRINTED, "metadata", "pin .on")]
    item = run(article(published_candidates=known, byline_lines=["By Ann Roe, 4 May 2018", "A day of talk."]))
    assert (item.published_edtf, item.problems) == ("2017-03-03", [])
