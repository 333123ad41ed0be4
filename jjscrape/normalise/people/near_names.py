"""Which of many names are near one another, without comparing each with each.

Two names are near by their family and initial, or by their letters. For the latter: names of `n` letters in all that
are alike to the share `NEAR` have all but `(1 - NEAR) * n` letters in common, in one order. So if the alphabet is dealt
into a few groups more than that, no letter of at least so few of the groups is among the others, and the names meet
where names are filed under what is left of them when all other letters are left out.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

from jjscrape.normalise.people.persons import NEAR, close_names, identify
from jjscrape.normalise.text import slug

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

_SAME_GROUPS = 3
"""Fewer, and names meet that have little in common; more, and each is filed in too many places."""


@dataclass(frozen=True, slots=True)
class _Filed:
    """A name, its letters in all, and a bit for each of them: the first `a`, the second `a`, the first `b`, and on."""

    name: str
    letters: str
    bits: int

    def may_be_near(self, other: _Filed) -> bool:
        """Tell in a moment: names that have too few letters in common, in whatever order, are not alike."""
        common = (self.bits & other.bits).bit_count()
        return 2.0 * common / ((len(self.letters) + len(other.letters)) or 1) >= NEAR


def near_names(names: Iterable[str], new: Iterable[str]) -> dict[str, list[str]]:
    """Return for each of the new names what `close_names` finds among all names."""
    together: dict[str, set[str]] = {name: set() for name in new}
    people = {name: identify(name).name for name in names}
    for family in _families(people):
        for name in together.keys() & family:
            together[name].update(family)
    for alike in _files(_with_bits(people)):
        for one in alike:
            if one.name in together:
                together[one.name].update(other.name for other in alike if one.may_be_near(other))
    return {name: close_names(name, sorted(others)) for name, others in together.items()}


def _families(people: Mapping[str, str]) -> Iterable[list[str]]:
    """Return the names of each family and initial."""
    families: dict[tuple[str, str], list[str]] = defaultdict(list)
    for name, person in people.items():
        families[person.split()[-1].casefold(), person[0].casefold()].append(name)
    return families.values()


def _with_bits(people: Mapping[str, str]) -> list[_Filed]:
    bits: dict[tuple[str, int], int] = {}
    filed = []
    for name, person in people.items():
        letters, times = slug(person), Counter[str]()
        mine = 0
        for letter in letters:
            times[letter] += 1
            mine |= bits.setdefault((letter, times[letter]), 1 << len(bits))
        filed.append(_Filed(name, letters, mine))
    return filed


def _files(names: list[_Filed]) -> Iterator[list[_Filed]]:
    """Yield names in groups, so that any two that are alike by their letters stand in one group at least."""
    letters_in_all = Counter("".join(one.letters for one in names)).most_common()
    by_differences: dict[int, list[_Filed]] = defaultdict(list)
    for one in names:
        for differences in _differences(len(one.letters)):
            by_differences[differences].append(one)
    for differences, alike in by_differences.items():
        count = differences + _SAME_GROUPS
        group_of = _dealt(letters_in_all, count)
        for chosen in combinations(range(count), _SAME_GROUPS):
            others = {ord(letter): None for letter, group in group_of.items() if group not in chosen}
            files: dict[str, list[_Filed]] = defaultdict(list)
            for one in alike:
                files[one.letters.translate(others)].append(one)
            yield from (together for together in files.values() if len(together) > 1)


def _dealt(letters: list[tuple[str, int]], count: int) -> dict[str, int]:
    """Deal letters, the most frequent first, each to the group with the least of them so far."""
    held, group_of = [0] * count, {}
    for letter, times in letters:
        group_of[letter] = group = held.index(min(held))
        held[group] += times
    return group_of


def _differences(length: int) -> range:
    """In how many letters a name of so many and one that is near to it can differ, whatever the other one's length."""
    least, most = length * NEAR / (2 - NEAR), length * (2 - NEAR) / NEAR
    return range(int((1 - NEAR) * (length + least) - 1e-9), int((1 - NEAR) * (length + most) + 1e-9) + 1)
