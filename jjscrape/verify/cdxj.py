"""A CDXJ index against the WARC files it is about, in both directions."""

from __future__ import annotations

from typing import IO, TYPE_CHECKING, Any, Final

from jjscrape.archive.field_values import format_date, parse_date
from jjscrape.archive.foreign import parse_json
from jjscrape.archive.foreign import stamp as digits
from jjscrape.archive.index import NOT_MODIFIED
from jjscrape.archive.request import GET, Asked, Requests, with_method
from jjscrape.archive.surt import surt
from jjscrape.verify.fault import Fault, fault
from jjscrape.verify.habits import note
from jjscrape.verify.references import plain_digest
from jjscrape.verify.warc import CAPTURES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from jjscrape.verify.warc import Checked, Seen

_NEEDED: Final = ("url", "filename", "offset")
_OURS: Final = ("url", "mime", "digest", "offset", "filename", "date", "id")
_FIRST_TIME, _LAST_TIME = 4, 17  # digits, from a year to milliseconds
Place = tuple[str, int]


class Index:
    """Lines are read one by one; what is kept is the place each names, and the times of every address.

    `captured` holds, by SURT key, the 14-digit times of the captures.
    """

    def __init__(self, name: str, files: Iterable[Checked], remedy: str | None = None) -> None:
        """`name` is how to call the index; `files` are all those it is about; `remedy` stands in for the usual one."""
        self._name = name
        self._remedy = remedy
        self._files = {file.source.key: file for file in files}
        self._by_base: dict[str, list[str]] = {}
        for key in self._files:
            self._by_base.setdefault(key.rsplit("/", 1)[-1], []).append(key)
        self._records: dict[Place, list[Seen]] = {}
        for key, file in self._files.items():
            for seen in file.seen:
                self._records.setdefault((key, seen.offset), []).append(seen)
        self._requests = Requests()
        for key, file in self._files.items():
            for seen in file.seen:
                asked = Asked(seen.method) if seen.method else None
                place = (key, seen.offset, seen.id)
                self._requests.see(seen.kind, place, (seen.url, seen.date), seen.concurrent, asked)
        self._shared: dict[Place, dict[tuple[str, str], Seen]] = {}
        self._listed: set[Place] = set()
        self.captured: dict[str, set[str]] = {}
        self.notes: set[str] = set()

    def check(self, stream: IO[bytes]) -> Iterator[Fault]:
        """Every line against its record, then every capture against the lines."""
        offset, before = 0, b""
        for raw in stream:
            if raw.startswith(b" CDX"):
                return  # the older format with columns
            if not raw.startswith(b"!"):
                if raw <= before:
                    what = "this line is there twice" if raw == before else "this line sorts before the one above it"
                    yield self._fault("cdxj-order", offset, what)
                if not raw.endswith(b"\n"):
                    yield self._fault("cdxj-line", offset, "the last line has no end")
                for name, what in self._line(raw.rstrip(b"\r\n")):
                    yield self._fault(name, offset, what)
                before = raw
            offset += len(raw)

    def unlisted(self) -> Iterator[Fault]:
        """Captures that no line names; to be asked when all indexes of an archive were checked.

        What only confirms another capture may be left out: readers that knew of it would show an empty page.
        """
        for key, file in self._files.items():
            for seen in file.seen:
                confirms = seen.kind == "revisit" and seen.status == NOT_MODIFIED
                if seen.kind in CAPTURES and not confirms and (key, seen.offset) not in self._listed:
                    what = f"the {seen.kind} of {seen.url} is not in {self._name}"
                    yield fault("cdxj-unlisted", file.source.name, seen.offset, what, self._remedy)

    def _line(self, raw: bytes) -> Iterator[tuple[str, str]]:
        try:
            key, stamp, body = raw.decode("utf-8").split(" ", 2)
            values = parse_json(body)
            needed = [str(values[name]) for name in _NEEDED]
            place = (self._resolved(needed[1], ours="id" in values), int(needed[2]))
        except (ValueError, KeyError, TypeError, OverflowError) as error:
            yield "cdxj-line", f"not a line of CDXJ ({type(error).__name__}: {error})"
            return
        if not (stamp.isascii() and stamp.isdigit() and _FIRST_TIME <= len(stamp) <= _LAST_TIME):
            yield "cdxj-line", f"{stamp!r} is no time"
        if "id" in values and (missing := [name for name in _OURS if name not in values]):
            yield "cdxj-line", f"it has no {missing[0]}"
        self.captured.setdefault(key, set()).add(stamp[:14])
        if place[0] is None:
            yield "cdxj-file", f"there is no file {needed[1]}"
            return
        at = (place[0], place[1])
        records = self._records.get(at)
        if records is None:
            yield "cdxj-record", f"no whole record starts at byte {at[1]} of {at[0]}"
            return
        if at in self._listed and len(records) == 1:
            yield "cdxj-order", f"another line is about the same record, at byte {at[1]} of {at[0]}"
        self._listed.add(at)
        seen = self._meant(at, records, values)
        asked = self._requests.of((at[0], seen.offset, seen.id), seen.concurrent)
        yield from _differences(seen, key, stamp, values, asked.method if asked else GET, self.notes)

    def _meant(self, at: Place, records: list[Seen], values: dict[str, Any]) -> Seen:
        """The record that a line is about, of those in one gzip member: by its identifier, else by its address."""
        if at not in self._shared:
            self._shared[at] = {("url", seen.url): seen for seen in reversed(records)}
            self._shared[at] |= {("id", seen.id): seen for seen in reversed(records)}
        shared = self._shared[at]
        return shared.get(("id", str(values.get("id")))) or shared.get(("url", str(values["url"]))) or records[0]

    def _resolved(self, filename: str, *, ours: bool) -> str | None:
        """The file an index means; other programs' indexes have its bare name, or another path to it."""
        if filename in self._files:
            return filename
        same = [] if ours else self._by_base.get(filename.rsplit("/", 1)[-1], [])
        return same[0] if len(same) == 1 else None

    def _fault(self, name: str, offset: int, what: str) -> Fault:
        return fault(name, self._name, offset, what, self._remedy)


def named(stream: IO[bytes], key: str) -> Iterator[tuple[int, str]]:
    """What an index says is in a WARC file, by offset; lines that can't be read are left out."""
    for raw in stream:
        try:
            values = parse_json(raw.decode("utf-8").split(" ", 2)[2])
            if values["filename"] == key:
                yield int(values["offset"]), f"the capture of {values['url']}"
        except (ValueError, KeyError, TypeError, IndexError, OverflowError):
            continue


def _differences(
    seen: Seen, key: str, stamp: str, values: dict[str, Any], method: str, notes: set[str]
) -> Iterator[tuple[str, str]]:
    """A POST is indexed under an address that holds what was posted.

    Programs spell that in their own ways, so that the key is looked at in our own indexes alone.
    """
    ours = "id" in values
    url, mime = seen.url, seen.mime
    try:
        moment = parse_date(seen.date)
    except ValueError:
        return  # said of the record
    if ours and seen.shown is not None:
        url, mime, moment = seen.shown.url, seen.shown.media_type, seen.shown.captured_at
    expected, posted = surt(url), "method" in values or "requestBody" in values
    if ours:
        indexed_method = str(values.get("method") or GET)
        if indexed_method != method:
            yield "cdxj-value", f"method is {indexed_method}, that of the request is {method}"
        expected = surt(with_method(url, Asked(indexed_method, str(values.get("requestBody") or ""))))
    if ours or not posted:
        if values["url"] != url:
            yield "cdxj-value", f"url is {values['url']}, the record is of {url}"
        if key != expected and (ours or key.partition(")")[0] != expected.partition(")")[0]):
            yield "cdxj-value", f"the key is {key}, that of {url} is {expected}"
    time = f"{digits(moment)}{moment.microsecond // 1000:03}"
    if not time.startswith(stamp):
        yield "cdxj-value", f"the time is {stamp}, that of the record {time}"
    mime = "warc/revisit" if seen.kind == "revisit" else mime or "unk"
    expected_values = {
        "mime": mime,
        "status": "" if seen.status is None else str(seen.status),
        "digest": seen.digest or "-",
    }
    expected_values |= {"length": "" if seen.length is None else str(seen.length)}
    if ours:
        expected_values |= {"date": format_date(moment), "id": seen.id}
    for name, right in expected_values.items():
        given = values.get(name)
        if seen.kind in CAPTURES and not _same(name, given, right, ours=ours):
            if name == "length" and not ours and seen.ends is not None and str(given) == str(seen.ends):
                notes.add(note("index-length"))
                continue
            yield "cdxj-value", f"{name} is {given}, the record's is {right or 'not there'}"


def _same(name: str, given: object, right: str, *, ours: bool) -> bool:
    if ours:
        return (given or "") == right
    if given is None or given in ("-", ""):
        return True
    if name == "digest":
        return right == "-" or plain_digest(str(given)) == plain_digest(right)
    if name == "mime":
        return given == "unk" or str(given).partition(";")[0].strip().lower() == right
    return not right or str(given) == right
