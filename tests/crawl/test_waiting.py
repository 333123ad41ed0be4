"""Requests that wait on the disk come back as they were, in order; an address that was met is told again."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scrapy import Request

from jjscrape.crawl.met import Met
from jjscrape.crawl.planning import Step
from jjscrape.crawl.waiting import MetAlready, WaitingRequests
from jjscrape.pages.markup.outlinks import Rel
from jjscrape.site import Kind

if TYPE_CHECKING:
    from pathlib import Path


class Spider:
    def parse(self) -> None: ...

    def failed(self) -> None: ...

    def other(self) -> None: ...


def waiting(folder: Path, spider: Spider) -> WaitingRequests:
    return WaitingRequests.from_crawler(SimpleNamespace(spider=spider), str(folder / "queue"))  # type: ignore[arg-type]


def test_a_request_comes_back_as_it_was_and_in_its_turn(tmp_path: Path) -> None:
    spider = Spider()
    queue = waiting(tmp_path, spider)
    step = Step("http://x/a", Kind.NEWS, Rel.LINK, 40)
    put = [
        Request(
            f"http://x/{number}",
            callback=spider.parse,
            errback=spider.failed,
            headers={"X-Number": str(number)},
            meta={"depth": number, "max_retry_times": 1},
            cb_kwargs={"step": step, "start": False},
            priority=number,
            dont_filter=bool(number),
        )
        for number in range(3)
    ]
    for request in put:
        queue.push(request)
    assert len(queue) == 3
    assert queue.peek().to_dict(spider=spider) == put[0].to_dict(spider=spider)
    assert [queue.pop().to_dict(spider=spider) for _ in put] == [request.to_dict(spider=spider) for request in put]
    assert queue.pop() is None
    queue.close()


@pytest.mark.parametrize("meta", [{}, {"lambda": lambda: 0}])
def test_a_request_that_another_process_could_not_take_up_is_left_to_the_memory(tmp_path: Path, meta: dict) -> None:
    spider = Spider()
    queue = waiting(tmp_path, spider)
    callback = spider.parse if meta else spider.other
    with pytest.raises(ValueError, match="http://x/a"):
        queue.push(Request("http://x/a", callback=callback, errback=spider.failed, meta=meta))
    queue.close()


def test_the_order_of_parameters_makes_no_other_address() -> None:
    met = MetAlready()
    assert not met.request_seen(Request("http://x/a?b=1&c=2"))
    assert met.request_seen(Request("http://x/a?c=2&b=1"))
    assert not met.request_seen(Request("http://x/a?b=1&c=2", method="HEAD"))


@given(st.lists(st.text(max_size=3)), st.lists(st.text(max_size=3)))
def test_what_was_met_is_a_set_of_texts(first: list[str], second: list[str]) -> None:
    met = Met()
    assert met.update(first) == bool(first)
    assert all(text in met for text in first)
    assert met.update(second) == bool(set(second) - set(first))
    assert len(met) == len({*first, *second})
    assert not met.add(second[0]) if second else met.add("another text")
