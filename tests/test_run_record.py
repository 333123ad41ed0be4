"""run.json as it is written and read: of any version, damaged or not."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jjscrape.crawl.summary import CrawlSummary, Failed, Finish
from jjscrape.run_record import FORMAT, NAME, Outcome, RecordError, RunRecord, read

AT = datetime(2026, 11, 22, 10, 26, tzinfo=UTC)
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


def test_what_a_crawl_counted_is_there_under_the_same_names(tmp_path):
    summary = CrawlSummary(crawl_id="c", site="s", spider="site", started=AT, finished=AT)
    summary.statuses["200"], summary.finish_reason = 3, Finish.ROBOTS
    summary.failed.append(Failed("http://a/", "news", "HTTP 503"))
    record = RunRecord.of(summary.to_json())
    assert record.finish_reason == "robots"
    assert record.more == {}, "a key of the crawl's summary is missing in the model"
    record.outcome = Outcome(code=4, cause="dns", sentence="x")
    record.write(tmp_path)
    again = read(tmp_path)
    assert again is not None
    assert (again.format, again.answers, again.seconds, again.outcome) == (FORMAT, 3, 0, record.outcome)
    assert again.failed == [{"url": "http://a/", "kind": "news", "reason": "HTTP 503"}]


def test_one_of_the_first_version_and_one_of_a_newer_one_are_read():
    assert RunRecord.of({"requests": 3}).format == 1
    newer = RunRecord.of({"format": 9, "moon": "full", "outcome": {"code": 0, "tide": 1}})
    assert newer.to_json()["moon"] == "full"
    assert newer.outcome == Outcome()


@given(st.dictionaries(st.sampled_from([*RunRecord.__dataclass_fields__, "other"]), ANYTHING))
def test_nothing_in_it_stops_who_reads_it(told):
    record = RunRecord.of(json.loads(json.dumps(told)))
    json.dumps(record.to_json())
    assert (record.answers, record.seconds) == (record.answers, record.seconds)
    assert RunRecord.of(record.to_json()).statuses == record.statuses


@pytest.mark.parametrize("text", ["", "[]", "{", "[" * 100_000])
def test_a_damaged_one_is_named(text, tmp_path):
    (tmp_path / NAME).write_text(text)
    with pytest.raises(RecordError, match=r"run\.json can't be read"):
        read(tmp_path)
    assert read(tmp_path / "nowhere") is None
