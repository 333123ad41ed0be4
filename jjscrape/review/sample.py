"""Which records a person is shown: every template of the site by as few pages as show it, doubtful ones first."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from jjscrape.archive.copies import distinct
from jjscrape.harvest.reading import normalise, read
from jjscrape.items import Record
from jjscrape.pins import is_pin

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from jjscrape.archive.capture import Capture
    from jjscrape.archive.reader import Archive
    from jjscrape.evaluation.truth_file import Build
    from jjscrape.site import Site

_UNSURE = ("; read", "prose")
"""How a rule's name ends, or is called, that decided something a page leaves open."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A record with its page. `shape` are its kind and the class names of its page; `doubts` are sentences."""

    table: str
    row: dict[str, Any]
    kind: str
    capture: Capture
    shape: frozenset[str] = field(repr=False)
    doubts: tuple[str, ...] = ()


def candidates(
    archive: Archive,
    build: Build,
    notes: Iterable[dict[str, Any]],
    site: Site,
    progress: Callable[[int, int], None] | None = None,
) -> list[Candidate]:
    """Read the page of every record of a build anew, for its shape and for what was doubtful in it.

    `notes` are the build's rows of provenance. A record whose capture isn't in the archive is left out.
    """
    captures = {capture.id: capture for capture in distinct(archive, archive.captures())}
    unsure: dict[str, list[str]] = {}
    for note in notes:
        # A pin's name holds a selector, in which the words may stand as well; and a person was sure of it.
        if not is_pin(note["rule"]) and any(word in note["rule"] for word in _UNSURE):
            unsure.setdefault(note["record_id"], []).append(f"{note['field']}: {note['rule']}")
    records = [(table, row) for table, row in build.records() if row["capture_id"] in captures]
    reviewable = []
    for done, (table, row) in enumerate(records, 1):
        capture = captures[row["capture_id"]]
        page = read(archive, capture, site, project=table == "projects", classes=True)
        items = [normalise(item, site) for item in page.extraction.items if isinstance(item, Record)]
        problems = [*page.extraction.problems, *(problem for item in items for problem in item.problems)]
        kind = build.value(table, row, "kind")
        shape = frozenset({f"kind:{kind}", *(f"{kind}:{name}" for name in page.classes)})
        doubts = tuple(dict.fromkeys([*problems, *unsure.get(row["id"], ())]))
        reviewable.append(Candidate(table, row, kind, capture, shape, doubts))
        if progress:
            progress(done, len(records))
    return reviewable


def drawn(known: Iterable[Candidate], size: int) -> list[Candidate]:
    """Choose so many: each next one shows most of what no chosen page shows yet; of like ones the more doubtful.

    A class name that only one page of its kind has names that page, and is no part of a template. The order is that of
    a review: the doubtful ones come first, then in the order chosen.
    """
    remaining = sorted(known, key=lambda c: (-len(c.doubts), c.row["id"]))
    pages = Counter(c.kind for c in remaining)
    counted = Counter(name for c in remaining for name in c.shape)
    shown = {name for c in remaining for name in c.shape if counted[name] == 1 < pages[c.kind]}
    chosen: list[Candidate] = []
    while remaining and len(chosen) < size:
        best = max(remaining, key=lambda c: len(c.shape - shown))  # the first of several, which is the most doubtful
        remaining.remove(best)
        chosen.append(best)
        shown |= best.shape
    return sorted(chosen, key=lambda c: not c.doubts)
