"""What to know before anything is read into the numbers: what the gate, the pages and the crawl leave in doubt."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from jjscrape.counts import many
from jjscrape.release.report.grid import FileLink, Grid, Section
from jjscrape.run_record import RunRecord

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from jjscrape.release.report.grid import Cell

NAMED = 5
"""Rows that a line names."""
_OUTCOMES = {
    "refused": "Not published, for the check {} spoke against it: ",
    "accepted": "A person let it pass although the check {} spoke against it: ",
    "warned": "",
}


def notes(quality: Mapping[str, Any], crawls: list[dict[str, Any]]) -> Section | None:
    """What was said against this version; None where there is nothing. `quality` is what quality.json holds."""
    rows = [*_judged(quality), *_of_records(quality), *_of_archive(quality), *_of_crawls(crawls)]
    if not rows:
        return None
    return Section(
        id="notes",
        heading="Read this first",
        lead=["What speaks against taking everything here as it stands."],
        grids=[Grid.cut("What to know", ["What to know", "Where to look"], rows, "quality.json")],
    )


def _judged(quality: Mapping[str, Any]) -> Iterator[list[Cell]]:
    for outcome, words in _OUTCOMES.items():
        for check in quality.get("checks") or []:
            if check["outcome"] == outcome:
                named = check.get("rows") or []
                told = f": {'; '.join(named[:NAMED])}{'; …' if len(named) > NAMED else ''}" if named else ""
                yield [f"{words.format(check['check'])}{check['reason']}{told}.", _told(f"check {check['check']}")]


def _of_records(quality: Mapping[str, Any]) -> Iterator[list[Cell]]:
    for field, count in sorted((quality.get("disagreements") or {}).items()):
        words = many(
            count, "record stands on a page that contradicts its", "records stand on pages that contradict their"
        )
        yield [f"{words} {field}.", _told("problems")]
    unread = quality.get("unread") or []
    if kept := sum(bool(answer["kept"]) for answer in unread):
        words = many(kept, "page whose newest capture is no page is", "pages whose newest capture is no page are")
        yield [f"{words} as an older capture has {'it' if kept == 1 else 'them'}.", _told("unread")]
    if lost := len(unread) - kept:
        yield [
            f"{many(lost, 'address has', 'addresses have')} no capture that is a page, and so no row.",
            _told("unread"),
        ]
    for field, count in sorted((quality.get("kept") or {}).items()):
        words = many(count, "record keeps", "records keep")
        yield [f"{words} {field} as an older capture states it; the newest does not.", _told("kept")]
    if problems := len(quality.get("problems") or {}):
        yield [
            f"{many(problems, 'record has', 'records have')} something that the page did not settle.",
            _told("problems"),
        ]


def _of_archive(quality: Mapping[str, Any]) -> Iterator[list[Cell]]:
    records = quality.get("records") or {}
    if faults := len(records.get("faults") or []):
        yield [f"{many(faults, 'record')} of the archive left out as damaged or incomplete.", _told("records")]
    if unread := len(records.get("unread_files") or []):
        yield [f"{many(unread, 'file')} of the archive in a form that can't be read.", _told("records")]
    for sentence in quality.get("misdated") or []:
        yield [sentence, _told("misdated")]


def _of_crawls(crawls: list[dict[str, Any]]) -> Iterator[list[Cell]]:
    for record in [RunRecord.of(told) for told in crawls][-1:]:
        where = FileLink("How the crawl went", "#crawl")
        if not record.complete:
            yield ["The newest crawl is not complete.", where]
        if record.failed:
            yield [f"{many(len(record.failed), 'address', 'addresses')} that the newest crawl could not have.", where]


def _told(where: str) -> FileLink:
    return FileLink(f"quality.json, {where}", "quality.json")
