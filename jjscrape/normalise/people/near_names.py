"""Which of many names are near one another, without comparing each with each.

Two names are near by their family and initial, or by their letters. For the latter: names of `n` letters in all that
are alike to the share `NEAR` differ in at most `(1 - NEAR) * n` letters, wherever these stand. So if the alphabet is
dealt into a few groups more than that, the names have the very same letters in at least so few of the groups, and meet
where names are filed under the letters of every so many groups.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from itertools import combinations
from typing import TYPE_CHECKING

from jjscrape.normalise.people.persons import NEAR, close_names, identify
from jjscrape.normalise.text import slug

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_SAME_GROUPS = 3
"""Fewer, and names meet that have little in common; more, and each is filed in too many places."""


def near_names(names: Iterable[str], new: Iterable[str]) -> dict[str, list[str]]:
    """Return for each of the new names what `close_names` finds among all names."""
    together: dict[str, set[str]] = {name: set() for name in new}
    everybody = dict.fromkeys([*names])
    for filed in _files(list(everybody)):
        for name in filed:
            if name in together:
                together[name].update(filed)
    return {name: close_names(name, sorted(others)) for name, others in together.items()}


def _files(names: list[str]) -> Iterator[list[str]]:
    """Yield names in groups, so that any two that are near stand in one group at least."""
    people = {name: identify(name).name for name in names}
    families: dict[tuple[str, str], list[str]] = defaultdict(list)
    for name, person in people.items():
        families[person.split()[-1].casefold(), person[0].casefold()].append(name)
    yield from families.values()
    slugs = {name: slug(person) for name, person in people.items()}
    letters_in_all = Counter("".join(slugs.values())).most_common()
    by_differences: dict[int, list[str]] = defaultdict(list)
    for name, letters in slugs.items():
        for differences in _differences(len(letters)):
            by_differences[differences].append(name)
    for differences, alike in by_differences.items():
        count = differences + _SAME_GROUPS
        group_of = _dealt(letters_in_all, count)
        files: dict[tuple[tuple[int, str], ...], list[str]] = defaultdict(list)
        for name in alike:
            groups = [""] * count
            for letter in sorted(slugs[name]):
                groups[group_of[letter]] += letter
            for chosen in combinations(enumerate(groups), _SAME_GROUPS):
                files[chosen].append(name)
        yield from files.values()


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
