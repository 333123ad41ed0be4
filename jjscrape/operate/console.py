"""What a person is told: progress while it runs, and a summary when it is done."""

from __future__ import annotations

import contextlib
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

from jjscrape.counts import agreeing, many
from jjscrape.operate.amounts import shown

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from jjscrape.harvested import Tally
    from jjscrape.importing.bring import Imported
    from jjscrape.operate.packing import Packing
    from jjscrape.operate.pruning import Pruning
    from jjscrape.release.publish import Publication
    from jjscrape.release.store.remote import Copied
    from jjscrape.release.store.versions import Version
    from jjscrape.run_record import RunRecord

SHOWN = ("articles", "projects", "pages", "themes", "people", "documents", "captures")
LISTED = 10
"""Answers that are named; quality.json of a version names all."""


@contextlib.contextmanager
def watching(what: str) -> Iterator[Bar | None]:
    """Show a bar with an estimate where a person is watching; give nothing to call where none is."""
    if not sys.stderr.isatty():
        yield None
        return
    # Slow to import, and only a terminal needs it.
    from rich.console import Console  # noqa: PLC0415
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn  # noqa: PLC0415

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task(what, total=None)
        yield Bar(lambda done, total: progress.update(task, completed=done, total=total), progress.stop)


@dataclass(frozen=True, slots=True)
class Bar:
    """What shows how many of how many are done, and how to take it away before the end."""

    update: Callable[[int, int], None]
    stop: Callable[[], None]

    def __call__(self, done: int, total: int) -> None:
        self.update(done, total)


def crawled(record: RunRecord, archive: Path) -> list[str]:
    pages, same = record.statuses.get("200", 0), record.statuses.get("304", 0)
    other = record.answers - pages - same
    confirmed = f", {same} unchanged" if same else ""
    took = f"{record.seconds or 0} s"
    lines = [
        f"Crawled   {record.origin}: {pages} pages and files{confirmed}, {other} other answers in {took}",
        f"Archive   {archive}",
    ]
    if record.not_due:
        which = many(len(record.not_due), "known address, which is", "known addresses, which are")
        lines.append(f"Not due   {which} looked at again later; --full asks for all")
    if record.lost:
        which = many(len(record.lost), "known address", "known addresses")
        lines.append(f"Asked     {which} that nothing links to any more")
    lines += [f"Trap      {sentence}" for sentence in record.traps]
    if record.failures:
        lines.append(
            f"Failed    {many(record.failures, 'address', 'addresses')}; run.json in the archive names "
            f"{agreeing(record.failures, 'it', 'them')}"
        )
    return lines


def published(publication: Publication, datasets: Path) -> list[str]:
    version = publication.version
    if version is None:
        return []
    counts = "   ".join(f"{name} {publication.rows[name]}" for name in SHOWN)
    state = f"version {version.id}" if publication.new else f"nothing had changed since version {version.id}"
    noted = [("Warning", refusal) for refusal in publication.warned]
    noted += [("Accepted", refusal) for refusal in publication.accepted]
    return [
        *(f"Misdated  {sentence}" for sentence in publication.misdated),
        *left_out(publication.tally),
        *(f"Unread    {answer}" for answer in publication.unread[:LISTED]),
        *([f"Unread    {len(publication.unread) - LISTED} more"] if len(publication.unread) > LISTED else []),
        *(f"Warning   {sentence}" for sentence in publication.noted),
        *(f"Pin       {use}" for use in publication.pins if use.met),
        *(f"{word:<9} {refusal.check}: {refusal.reason} ({', '.join(refusal.rows)})" for word, refusal in noted),
        f"Dataset   {datasets / version.id} ({state})",
        f"Rows      {counts}",
        f"Hash      {version.content_sha256}",
    ]


def pruned(found: Pruning) -> list[str]:
    """Each thing that goes with its reason, then the crawls that stay with theirs, then the sum."""
    word = "Gone" if found.done else "May go"
    lines = [f"{word:<9} {one.path}, {shown(one.size)}: {one.why}" for one in found.going]
    lines += [f"Stays     {name}: {why}" for name, why in sorted(found.staying.items())]
    if not found.going:
        return [*lines, "Nothing may go."]
    last = f"{shown(found.size)} are free now" if found.done else f"{shown(found.size)} would be free; --yes removes it"
    return [*lines, f"Together  {last}"]


def imported(done: Imported) -> str:
    known = f", {done.known} there already" if done.known else ""
    return f"Imported  {done.source}: {done.captures} captures{known}{f' -> {done.folder}' if done.folder else ''}"


def packed(done: Packing) -> list[str]:
    contents = done.contents
    return [
        f"WACZ      {done.path} ({done.size} bytes)",
        f"Holds     {contents.files} WARC files, {contents.captures} captures, {contents.pages} pages",
        f"SHA-256   {done.sha256}",
        *([f"Bag       {done.bag}"] if done.bag else []),
    ]


def copied(done: Copied, target: str) -> list[str]:
    return [
        f"Copied    {', '.join(done.versions)} to {target}",
        f"Files     {done.sent} sent ({done.size} bytes), {done.already_there} were there",
        f"Latest    {done.latest}",
    ]


HASH = 12
"""Characters of a hash that tell versions apart to a person."""


def aligned(versions: Iterable[Version]) -> list[str]:
    """A line a version for a person at a terminal: columns stand below each other, within 80 characters."""
    rows = [("version", "articles", "changed rows", "captured until, UTC", "content hash")]
    for v in versions:
        until = v.captured_until[:16].replace("T", " ")
        rows.append((v.id, str(v.rows["articles"]), str(sum(v.changes.values())), until, v.content_sha256[:HASH]))
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return [
        f"{name:<{widths[0]}}  {articles:>{widths[1]}}  {changed:>{widths[2]}}  {until:<{widths[3]}}  {content}"
        for name, articles, changed, until, content in rows
    ]


def listed(versions: Iterable[Version]) -> list[str]:
    """The same for programs, with whole hashes and times: parted by tabs."""
    rows = [["version", "published", "captured until", "articles", "projects", "changes", "content sha256"]]
    for v in versions:
        changes = ", ".join(f"{count} {kind}" for kind, count in v.changes.items()) or "-"
        articles, projects = str(v.rows["articles"]), str(v.rows["projects"])
        rows.append([v.id, v.published_at, v.captured_until, articles, projects, changes, v.content_sha256])
    return ["\t".join(row) for row in rows]


def left_out(tally: Tally) -> list[str]:
    more = len(tally.faults) - LISTED
    return [
        *([f"Left out  {tally.in_words}, of {tally.records} records"] if tally.left_out else []),
        *(f"Damaged   {fault}" for fault in tally.faults[:LISTED]),
        *([f"Damaged   {more} more"] if more > 0 else []),
        *(f"Unread    {path}: an archive in a form that can't be read" for path in tally.unread_files),
    ]
