"""What records say of one another, over all the WARC files of an archive."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final, NamedTuple

from jjscrape.archive.digest import plain
from jjscrape.archive.field_values import parse_date
from jjscrape.archive.foreign import parse_json, stamp
from jjscrape.verify.fault import Fault, fault
from jjscrape.verify.habits import note
from jjscrape.verify.parts import segment_faults

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from jjscrape.verify.warc import Checked, Seen

_NEAR: Final = timedelta(minutes=1)
_EXCHANGE: Final = ("request", "response", "revisit")
_IDENTICAL: Final = "identical-payload-digest"


class Wrong(NamedTuple):
    """`missing`: it may be no more than that the record is in another file."""

    what: str
    missing: bool = False


class Records:
    """The records of an archive by their identifiers, and the captures by their digests and by address and date."""

    def __init__(self, files: Iterable[Checked]) -> None:
        self.files = list(files)
        self.by_id: dict[str, Seen] = {}
        self._digests: set[str] = set()
        self.chained = False
        self.apart = False
        self._moments: dict[tuple[str, str], list[Seen]] = {}
        for file in self.files:
            for seen in file.seen:
                self.by_id.setdefault(seen.id, seen)
                if seen.kind in ("response", "resource") and seen.digest:
                    self._digests.add(plain_digest(seen.digest))
                if seen.kind in ("response", "resource", "revisit"):
                    self._moments.setdefault((seen.url, _second(seen.date)), []).append(seen)

    def target(self, revisit: Seen) -> Seen | Wrong | None:
        """What a revisit refers to, or how that goes wrong; None where only a digest says it, and that is here.

        A revisit may refer to another one, as long as it comes to what both are revisits of.
        """
        target, met = self._named(revisit), {revisit.id}
        while isinstance(target, type(revisit)) and target.kind == "revisit":
            self.chained = True
            if target.id in met:
                return Wrong("revisits refer to each other, and to nothing else")
            met.add(target.id)
            target = self._named(target)
        return target

    def _named(self, revisit: Seen) -> Seen | Wrong | None:
        identifier, url, date = revisit.refers
        if identifier is not None:
            target = self.by_id.get(identifier)
            if target is None:
                return Wrong(f"the record it refers to, {identifier}, is not here", missing=True)
            if target.kind not in ("response", "resource", "revisit"):
                return Wrong(f"the record it refers to is a {target.kind} record")
            if url is not None and url != target.url:
                return Wrong(f"it refers to a capture of {url}, but that record is one of {target.url}")
            if date is not None and not same_moment(date, target.date):
                return Wrong(f"it refers to a capture of {date}, but that record is of {target.date}")
            return target
        if url is not None or date is not None:
            url = url or revisit.url
            then = [s for s in self._moments.get((url, _second(date or "")), []) if same_moment(s.date, date or "")]
            # An address may have been captured twice in one second: a date to the second can mean either.
            then = [s for s in then if s is not revisit]
            then.sort(key=lambda s: s.kind == "revisit")
            alike = [s for s in then if s.digest and plain_digest(s.digest) == plain_digest(revisit.digest or "")]
            missing = Wrong(f"there is no capture of {url} at {date}, which it refers to", missing=True)
            return next(iter([*alike, *then]), missing)
        if revisit.digest and plain_digest(revisit.digest) in self._digests:
            return None
        return Wrong("it names no record that it refers to, and none has its payload digest", missing=True)


def reference_faults(records: Records, *, whole: bool) -> tuple[list[Fault], set[str]]:
    """Faults and notes. Where the files are not a `whole` archive, records that are elsewhere are no fault."""
    faults: list[Fault] = []
    elsewhere: list[Fault] = []
    to_head: set[str] = set()
    for file in records.files:
        for seen in file.seen:
            faults += _twice(records, seen, file.source.name)
            for name, what, missing in _dangling(records, seen):
                (elsewhere if missing else faults).append(fault(name, file.source.name, seen.offset, what))
            if seen.method == "HEAD":
                to_head.update(seen.concurrent)
            elif any(_method(records, other) == "HEAD" for other in seen.concurrent):
                to_head.add(seen.id)
    faults += [seen.short for file in records.files for seen in file.seen if seen.short and seen.id not in to_head]
    parted, short = segment_faults(records.files)
    notes = {note("revisit-chain")} if records.chained else set()
    notes |= {note("segments")} if parted else set()
    notes |= {note("exchange-dates")} if records.apart else set()
    if whole:
        return faults + short + elsewhere, notes
    elsewhere += short
    return faults, notes | (
        {f"{len(elsewhere)} records refer to others that are not in this file"} if elsewhere else set()
    )


def count_fault(summary: bytes, name: str, files: Iterable[Checked]) -> Fault | None:
    """Compare the WARC files of one crawl with the numbers in its run.json; `name` is how to call that file."""
    try:
        run = parse_json(summary)
        recorded = run["archive"] if "archive" in run else {}  # noqa: SIM401  (it may be no object)
        numbers = {unit: int(recorded[unit]) for unit in ("records", "bytes") if unit in recorded}
    except (ValueError, KeyError, TypeError, OverflowError) as error:
        return fault("crawl-count", name, None, f"run.json can't be read: {error}")
    files = list(files)
    counted = {"records": sum(len(file.seen) for file in files), "bytes": sum(file.size for file in files)}
    for unit, number in numbers.items():
        if number != counted[unit]:
            return fault("crawl-count", name, None, f"the crawl wrote {number} {unit}, {counted[unit]} are there")
    return None


def plain_digest(labelled: str) -> str:
    """A digest in one spelling, for comparing two of them; other tools' indexes leave the label out."""
    return plain(labelled)


def same_moment(date: str, other: str) -> bool:
    """Whether two WARC dates are the same, as far as the coarser of them says."""
    try:
        first, second = parse_date(date), parse_date(other)
    except ValueError:
        return date == other
    if "." in date and "." in other:
        return first == second
    return first.replace(microsecond=0) == second.replace(microsecond=0)


def _near(date: str, other: str) -> bool:
    try:
        return abs(parse_date(date) - parse_date(other)) <= _NEAR
    except ValueError:
        return False


def _second(date: str) -> str:
    try:
        return stamp(parse_date(date))
    except ValueError:
        return date


def _method(records: Records, identifier: str) -> str | None:
    seen = records.by_id.get(identifier)
    return seen.method if seen else None


def _twice(records: Records, seen: Seen, name: str) -> Iterator[Fault]:
    if seen.named and seen.id and records.by_id[seen.id] is not seen:
        yield fault("record-id-twice", name, seen.offset, f"another record has the id {seen.id}, too")


def _dangling(records: Records, seen: Seen) -> Iterator[tuple[str, str, bool]]:
    """The check, what is wrong, and whether it is only that a record is not here."""
    if seen.kind == "revisit" and (seen.profile is None or seen.profile.endswith(_IDENTICAL) or any(seen.refers)):
        target = records.target(seen)
        if isinstance(target, Wrong):
            yield "revisit-target", target.what, target.missing
        elif seen.digest and target and target.digest and plain_digest(seen.digest) != plain_digest(target.digest):
            yield "revisit-digest", f"its payload digest is {seen.digest}, that of its target {target.digest}", False
    for identifier in seen.concurrent:
        other = records.by_id.get(identifier)
        if other is None:
            yield "concurrent-target", f"the record {identifier} of the same exchange is not here", True
        elif seen.kind in _EXCHANGE and other.kind in _EXCHANGE:
            if seen.url != other.url:
                yield "concurrent-differs", f"its address is {seen.url}, that of its exchange {other.url}", False
            if not same_moment(seen.date, other.date) and _near(seen.date, other.date):
                records.apart = True
            elif not same_moment(seen.date, other.date):
                yield "concurrent-differs", f"its date is {seen.date}, that of its exchange {other.date}", False
    if seen.warcinfo is not None and seen.warcinfo not in records.by_id:
        yield "warcinfo-target", f"the warcinfo record {seen.warcinfo} is not here", True
