"""Objects that may be more than memory holds: put away on the disk in the order they come, and made anew when read."""

from __future__ import annotations

import gc
import heapq
import os
import pickle
import tempfile
import weakref
from collections.abc import ItemsView, Mapping, Sequence
from contextlib import contextmanager, suppress
from itertools import chain, islice
from typing import TYPE_CHECKING, Any, Final, TypeVar, overload

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path
    from typing import IO

T = TypeVar("T")
Left = tuple[int | None, list[int], list[Any], int]

IN_MEMORY: Final = 1000
"""Objects that are held as they are; only beyond that many the disk is used."""
_TOGETHER: Final = 100
"""Objects that are read from the disk at one time."""


class Shelf(Sequence[T]):
    """What was appended, in that order. One that was put away is another object each time it is read.

    The file has no name, and goes with the shelf or with the process, however that ends.
    """

    def __init__(self, objects: Iterable[T] = (), folder: Path | None = None, *, large: bool = False) -> None:
        """`folder` is where the file lies; the system's folder for such files if none is given or it is no folder.

        Of `large` objects no more are held as they are than are read at one time.
        """
        self._folder = folder
        self._most = _TOGETHER if large else IN_MEMORY
        self._file: IO[bytes] | None = None
        self._places: list[int] = []
        self._at_hand: list[T] = []
        for each in objects:
            self.append(each)

    def append(self, each: T) -> None:
        """Add an object that pickle can take.

        Raises:
            OSError: the disk is full.
        """
        self._at_hand.append(each)
        if len(self._at_hand) >= self._most:
            for begin in range(0, len(self._at_hand), _TOGETHER):
                self._put_away(self._at_hand[begin : begin + _TOGETHER])
            self._at_hand = []

    def __len__(self) -> int:
        return len(self._places) * _TOGETHER + len(self._at_hand)

    def __iter__(self) -> Iterator[T]:
        return self.between(0, len(self))

    def __eq__(self, other: object) -> bool:
        """As lists are equal, whichever of both is one."""
        if not isinstance(other, Shelf | list):
            return NotImplemented
        return len(self) == len(other) and all(one == another for one, another in zip(self, other, strict=True))

    __hash__ = None  # type: ignore[assignment]

    @overload
    def __getitem__(self, index: int) -> T: ...
    @overload
    def __getitem__(self, index: slice) -> list[T]: ...
    def __getitem__(self, index: int | slice) -> T | list[T]:
        if isinstance(index, slice):
            begin, end, step = index.indices(len(self))
            return list(self.between(begin, end))[::step] if step > 0 else [self[n] for n in range(begin, end, step)]
        place = range(len(self))[index]
        return next(self.between(place, place + 1))

    def between(self, begin: int, end: int) -> Iterator[T]:
        """Those from one place to before another."""
        for batch in range(begin // _TOGETHER, min(-(-end // _TOGETHER), len(self._places))):
            first = batch * _TOGETHER
            yield from islice(self._read(batch), max(begin - first, 0), max(end - first, 0))
        first = len(self._places) * _TOGETHER
        yield from islice(self._at_hand, max(begin - first, 0), max(end - first, 0))

    def held(self) -> Sequence[T]:
        """The same, as a list where none was put away."""
        return self if self._places else self._at_hand

    def left(self) -> Left:
        """What it takes to go on with it in the program that takes the place of this one in its process."""
        descriptor = None if self._file is None else self._file.fileno()
        return descriptor, self._places, self._at_hand, self._most

    @classmethod
    def taken_up(cls, left: Left) -> Shelf[Any]:
        """The shelf that another program left in this process, with its file open."""
        descriptor, places, at_hand, most = left
        shelf = cls()
        shelf._places, shelf._at_hand, shelf._most = places, at_hand, most
        if descriptor is not None:
            os.set_inheritable(descriptor, False)
            shelf._hold(os.fdopen(descriptor, "r+b"))
        return shelf

    def _hold(self, file: IO[bytes]) -> None:
        self._file = file
        weakref.finalize(self, file.close)

    def _put_away(self, batch: list[T]) -> None:
        if self._file is None:
            self._hold(nameless(self._folder))
        assert self._file is not None
        place = self._file.seek(0, os.SEEK_END)
        try:
            pickle.dump(batch, self._file, pickle.HIGHEST_PROTOCOL)
            self._file.flush()
        except OSError:
            with suppress(OSError):
                self._file.close()  # else what could not be written would be tried again, and told of, at the end
            raise
        self._places.append(place)

    def _read(self, batch: int) -> list[T]:
        assert self._file is not None
        self._file.seek(self._places[batch])
        with _looking_for_no_circles():
            read: list[T] = pickle.load(self._file)  # noqa: S301  (this process wrote it)
        return read


@contextmanager
def _looking_for_no_circles() -> Iterator[None]:
    """Else Python would go through all it holds for circles of objects, again and again, for a third of the time."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


class Shelved(Mapping[str, T]):
    """Large objects by their names, in the order they came; their names alone are held in memory."""

    def __init__(self, folder: Path | None = None) -> None:
        self._shelf: Shelf[T] = Shelf(folder=folder, large=True)
        self._places: dict[str, int] = {}

    def put(self, name: str, each: T) -> None:
        """Add an object under a name that has none yet."""
        assert name not in self._places
        self._places[name] = len(self._shelf)
        self._shelf.append(each)

    def __getitem__(self, name: str) -> T:
        return self._shelf[self._places[name]]

    def __len__(self) -> int:
        return len(self._places)

    def __iter__(self) -> Iterator[str]:
        return iter(self._places)

    def items(self) -> ItemsView[str, T]:
        return _Together(self)

    def pairs(self) -> Iterator[tuple[str, T]]:
        """Names and objects in their order, so many read together as lie together."""
        return zip(self._places, self._shelf, strict=True)


class _Together(ItemsView[str, T]):
    _mapping: Shelved[T]

    def __iter__(self) -> Iterator[tuple[str, T]]:
        return self._mapping.pairs()


def nameless(folder: Path | None) -> IO[bytes]:
    """A file that goes with the process, in a folder if it can be there, else among the system's own."""
    if folder is not None:
        with suppress(OSError):
            return tempfile.TemporaryFile(dir=folder)
    return tempfile.TemporaryFile()


def stored(objects: Iterable[T], folder: Path | None = None) -> Sequence[T]:
    """All of them, in their order: as a list where they are few, else on a shelf."""
    remaining = iter(objects)
    first = list(islice(remaining, IN_MEMORY))
    return Shelf(chain(first, remaining), folder) if len(first) == IN_MEMORY else first


def in_order(objects: Iterable[T], key: Callable[[T], Any], folder: Path | None = None) -> Sequence[T]:
    """Sort more objects than memory holds; those of one key stay in the order they came in."""
    remaining = iter(objects)
    run = sorted(islice(remaining, IN_MEMORY), key=key)
    following = sorted(islice(remaining, IN_MEMORY), key=key)
    if not following:
        return run
    shelf = Shelf(run, folder)
    begins, last = [0], key(run[-1])
    while following:
        if key(following[0]) < last:
            begins.append(len(shelf))
        last = key(following[-1])
        for each in following:
            shelf.append(each)
        following = sorted(islice(remaining, IN_MEMORY), key=key)
    if len(begins) == 1:
        return shelf
    ends = [*begins[1:], len(shelf)]
    runs = [shelf.between(begin, end) for begin, end in zip(begins, ends, strict=True)]
    return Shelf(heapq.merge(*runs, key=key), folder)
