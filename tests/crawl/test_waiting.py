"""What waits on the disk comes back as it was, in order; an address that was met is told again."""

from __future__ import annotations

from itertools import pairwise
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from queuelib.queue import FifoDiskQueue
from scrapy import Request
from scrapy.settings import Settings

from jjscrape.crawl.met import Met
from jjscrape.crawl.planning import Step
from jjscrape.crawl.scheduler import DiskScheduler
from jjscrape.crawl.summary import Finish
from jjscrape.crawl.waiting import MetAlready, Visit, packed, unpacked, visit_of
from jjscrape.pages.markup.outlinks import Rel
from jjscrape.site import Kind

if TYPE_CHECKING:
    from pathlib import Path

STEP = Step("http://x/a", Kind.NEWS, Rel.LINK, 40)


class Spider:
    def __init__(self) -> None:
        self.known: dict[str, list[Visit | Request]] = {}
        self.walked: list[str] = []

    def parse(self) -> None: ...

    def failed(self) -> None: ...

    def other(self) -> None: ...

    def request(self, step: Step, *, depth: int = 0, **more: Any) -> Request:
        told = {"step": step, "start": False, "lost": False}
        asked = {"callback": self.parse, "errback": self.failed, "cb_kwargs": told, "meta": {"depth": depth}, **more}
        return Request(step.url, priority=step.priority, **asked)

    def request_for(self, visit: Visit) -> Request:
        return self.request(visit.step, depth=visit.depth)

    def walk(self, visit: Visit | Request) -> list[Visit | Request] | None:
        if isinstance(visit, Request):
            return None
        if visit.step.url in self.known:
            self.walked.append(visit.step.url)
        return self.known.get(visit.step.url)


def scheduler(spider: Spider, folder: Path | None) -> DiskScheduler:
    again = SimpleNamespace(schedule=lambda: None)
    engine = SimpleNamespace(
        scraper=SimpleNamespace(slot=SimpleNamespace(is_idle=lambda: True)), _slot=SimpleNamespace(nextcall=again)
    )
    settings = Settings({"JOBDIR": str(folder) if folder else None})
    stats = SimpleNamespace(set_value=lambda *_: None)
    made = DiskScheduler.from_crawler(SimpleNamespace(settings=settings, engine=engine, stats=stats))  # type: ignore[arg-type]
    made.open(spider)  # type: ignore[arg-type]
    return made


@pytest.mark.parametrize(
    "more",
    [
        {},
        {"headers": {"X-Number": "1"}},
        {"meta": {"depth": 3, "max_retry_times": 1, "redirect_urls": ["http://x/b"]}},
        {"dont_filter": True},
        {"method": "HEAD"},
        {"flags": ["archived"]},
        {"cb_kwargs": {"step": STEP, "start": True, "lost": False}},
    ],
)
def test_a_request_comes_back_as_it_was(more: dict[str, Any]) -> None:
    spider = Spider()
    request = spider.request(STEP, **more)
    assert (visit_of(request, spider) is None) == bool(more)
    found = unpacked(packed(request, spider), spider)
    assert isinstance(found, Request)
    assert found.to_dict(spider=spider) == request.to_dict(spider=spider)  # type: ignore[arg-type]


@given(
    st.builds(
        Visit,
        st.builds(Step, st.text(), st.sampled_from(Kind), st.sampled_from(Rel), st.integers(0, 100)),
        st.integers(0, 10**6),
        st.booleans(),
    )
)
def test_a_visit_comes_back_as_it_was(visit: Visit) -> None:
    found = unpacked(packed(visit, Spider()), Spider())
    assert found == visit
    assert isinstance(found, Visit)
    assert (type(found.step.kind), type(found.step.rel)) == (Kind, Rel)


@pytest.mark.parametrize("on_disk", [True, False])
def test_the_highest_priority_comes_first_and_then_what_came_first(tmp_path: Path, on_disk: bool) -> None:
    spider = Spider()
    waiting = scheduler(spider, tmp_path if on_disk else None)
    steps = [Step(f"http://x/{number}", Kind.NEWS, Rel.LINK, number % 2) for number in range(6)]
    assert all(waiting.enqueue_request(spider.request(step, depth=2)) for step in steps)
    assert not waiting.enqueue_request(spider.request(steps[0]))
    assert waiting.enqueue_request(spider.request(steps[0], dont_filter=True))
    assert waiting.enqueue_request(spider.request(steps[0], dont_filter=True, callback=spider.other))
    assert len(waiting) == 8
    assert any(tmp_path.iterdir()) == on_disk
    found = [waiting.next_request() for _ in range(8)]
    assert [request.url[-1] for request in found if request] == ["0", *"135", *"024", "0"]
    assert found[0] is not None
    assert found[0].callback == spider.other
    assert {request.meta["depth"] for request in found[1:-1] if request} == {2}
    assert waiting.next_request() is None
    assert not waiting.has_pending_requests()
    waiting.close("finished")


def test_what_the_archive_knows_is_gone_through_on_the_way_to_what_has_to_be_asked_for(tmp_path: Path) -> None:
    """Addresses that it leads to wait in their turn, each once; after some of them others have theirs."""
    spider = Spider()
    waiting = scheduler(spider, tmp_path)
    steps = [Step(f"http://x/{number}", Kind.NEWS, Rel.LINK, 40) for number in range(100)]
    for step, following in pairwise(steps):
        spider.known[step.url] = [Visit(following, 1), Visit(steps[0], 1)]
    spider.known[steps[10].url].append(spider.request(STEP, dont_filter=True))
    waiting.enqueue_request(spider.request(steps[0]))
    first = waiting.next_request()
    assert first is not None
    assert (first.url, len(spider.walked)) == (STEP.url, 12)
    assert waiting.next_request() is None
    assert waiting.has_pending_requests()
    last = waiting.next_request()
    assert last is not None
    assert (last.url, len(spider.walked)) == (steps[-1].url, 99)
    waiting.close("finished")


def test_an_address_that_the_disk_does_not_give_back_ends_the_crawl(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def torn(_: object) -> bytes:
        raise OSError("the disk is broken")

    spider, ends = Spider(), list[str]()
    waiting = scheduler(spider, tmp_path)
    guard = SimpleNamespace(summary=SimpleNamespace(left=0, archive_error=""), stop=ends.append)
    waiting._crawler.get_extension = lambda _: guard  # type: ignore[assignment, method-assign, return-value]
    waiting.enqueue_request(spider.request(STEP))
    monkeypatch.setattr(FifoDiskQueue, "pop", torn)
    assert waiting.next_request() is None
    assert (ends, guard.summary.left) == ([Finish.ARCHIVE], 1)
    assert guard.summary.archive_error == "disk-error"
    waiting.close("archive")


@pytest.mark.parametrize("meta", [{}, {"lambda": lambda: 0}])
def test_a_request_that_can_not_be_written_is_told(meta: dict[str, Any]) -> None:
    spider = Spider()
    callback = spider.parse if meta else spider.other
    with pytest.raises(ValueError, match="http://x/a"):
        packed(Request("http://x/a", callback=callback, errback=spider.failed, meta=meta), spider)


def test_the_order_of_parameters_makes_no_other_address() -> None:
    met = MetAlready()
    assert met.is_new("http://x/a?b=1&c=2")
    assert not met.is_new("http://x/a?c=2&b=1")
    assert met.is_new("http://x/a?b=1&c=2", "HEAD")


@given(st.lists(st.text(max_size=3)), st.lists(st.text(max_size=3)))
def test_what_was_met_is_a_set_of_texts(first: list[str], second: list[str]) -> None:
    met = Met()
    assert met.update(first) == bool(first)
    assert all(text in met for text in first)
    assert met.update(second) == bool(set(second) - set(first))
    assert len(met) == len({*first, *second})
    assert not met.add(second[0]) if second else met.add("another text")
