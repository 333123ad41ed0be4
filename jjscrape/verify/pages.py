"""The pages of a WACZ against its index."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

from jjscrape.archive.foreign import parse_json
from jjscrape.archive.surt import surt
from jjscrape.verify.fault import Fault, fault

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

_NEAR: Final = timedelta(days=1)
"""A browser notes when it had loaded a page, which is later than the page's own capture."""


def page_faults(lines: Iterable[bytes], name: str, captured: Mapping[str, set[str]]) -> Iterator[Fault]:
    """`captured` holds, by SURT key, the 14-digit times of the captures; `name` is how to call the file."""
    offset, ids = 0, set()
    for number, raw in enumerate(lines):
        try:
            page = parse_json(raw)
            if not isinstance(page, dict):
                raise TypeError("no object")  # noqa: TRY301
            if number == 0:
                if not str(page["format"]).startswith("json-pages-"):
                    yield fault("pages-line", name, offset, f"the first line names the format {page['format']!r}")
            else:
                url, moment = str(page["url"]), _moment(page["ts"])
                yield from _against_index(url, moment, name, offset, captured)
                if "id" in page and page["id"] in ids:
                    yield fault("pages-twice", name, offset, f"another page has the id {page['id']}, too")
                ids.add(page.get("id"))
        except (ValueError, KeyError, TypeError) as error:
            yield fault("pages-line", name, offset, f"not a line of pages ({type(error).__name__}: {error})")
        offset += len(raw)
    if not offset:
        yield fault("pages-line", name, 0, "the file is empty")


def _moment(text: object) -> datetime:
    moment = datetime.fromisoformat(str(text))
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _against_index(
    url: str, moment: datetime, name: str, offset: int, captured: Mapping[str, set[str]]
) -> Iterator[Fault]:
    stamps = captured.get(surt(url))
    if not stamps:
        yield fault("page-uncaptured", name, offset, f"no index has {url}")
        return
    if not any(_near(stamp, moment) for stamp in stamps):
        yield fault("page-time", name, offset, f"the nearest capture of {url} is not of {moment:%Y-%m-%d}")


def _near(stamp: str, moment: datetime) -> bool:
    try:
        captured = datetime.strptime(stamp, "%Y%m%d%H%M%S").replace(tzinfo=UTC)
    except ValueError:
        return True  # said of the index
    return abs(captured - moment) <= _NEAR
