"""A build scored against a truth file: per field how many values are right, wrong and missing, and which."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from jjscrape.datafolder import DATASETS
from jjscrape.evaluation.measure import plain, share, word_f1
from jjscrape.evaluation.report import table
from jjscrape.evaluation.sheet import ALIKE, Miss, shown
from jjscrape.evaluation.truth_file import FIELDS, LISTS, Build, path_of, read_truth
from jjscrape.normalise import themes
from jjscrape.normalise.people import persons
from jjscrape.normalise.people.names import name_at
from jjscrape.outcome import Exit, Stop
from jjscrape.release.read import read_version
from jjscrape.release.store.versions import read_catalog

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from jjscrape.evaluation.truth_file import Truth

_DAY = len("2018-06-11")
_COLUMNS = ["field", "n", "right", "wrong", "missing", "to see"]


@dataclass(slots=True)
class Count:
    """One field. `n` are the values a person judged and that can be compared: right, wrong or missing.

    `unsettled` were called wrong without saying what is right, and have changed since: they want another look.
    """

    right: int = 0
    wrong: int = 0
    missing: int = 0
    unsettled: int = 0

    @property
    def n(self) -> int:
        return self.right + self.wrong + self.missing


@dataclass(slots=True)
class Score:
    counts: dict[str, Count] = field(default_factory=dict)
    misses: list[Miss] = field(default_factory=list)

    def lines(self) -> list[str]:
        rows = [
            [name, *map(str, (count.n, count.right, count.wrong, count.missing, count.unsettled))]
            for name, count in self.counts.items()
        ]
        return table(_COLUMNS, rows)


def score(truth: Mapping[str, Truth], build: Build) -> Score:
    """Hold a build against what a person said of its records."""
    result = Score({name: Count() for name in FIELDS if any(name in t or name in t["wrong"] for t in truth.values())})
    for url, judgement in truth.items():
        record = build.find(url)
        for name, count in result.counts.items():
            got = build.value(*record, name) if record else None
            if name in judgement["wrong"]:
                if same(name, got, judgement["wrong"][name]):
                    count.wrong += 1
                    result.misses.append(Miss(url, name, shown(got), "something else"))
                else:
                    count.unsettled += 1
            elif name in judgement:
                if same(name, got, judgement[name]):
                    count.right += 1
                    continue
                if not got and got is not False:
                    count.missing += 1
                else:
                    count.wrong += 1
                result.misses.append(Miss(url, name, shown(got), shown(judgement[name])))
    return result


def same(name: str, got: Any, want: Any) -> bool:
    """Whether two values say the same: lists without their order, persons under one name, texts but for a few words."""
    if not got and got is not False:
        return not want and want is not False
    if want is None or want in ("", []):
        return False
    if name in LISTS:
        return sorted(_part(name, part) for part in got) == sorted(_part(name, part) for part in want)
    match name:
        case "text":
            return word_f1(got, want) >= ALIKE
        case "published":
            return bool(str(got).startswith(str(want)) or _instant(got) == _instant(want))
        case "event_start" | "event_end":
            day = min(len(got), len(str(want))) <= _DAY  # an all-day event's, whatever hour and zone a person gave it
            return bool(got[:_DAY] == str(want)[:_DAY] if day else _instant(got) == _instant(want))
        case "event_all_day":
            return got is want
        case _:
            return plain(str(got)) == plain(str(want))


def _part(name: str, part: Any) -> str:
    """One entry of a list, as it is compared. A document may stand with its label, by address on any host."""
    if name == "documents":
        url = part.get("url") if isinstance(part, dict) else part[0] if isinstance(part, list) and part else part
        return path_of(str(url)).removeprefix("/")
    if name == "themes":
        return themes.theme_id(str(part))
    titled = name_at(str(part), 0)
    return persons.identify(titled.name if titled else str(part)).id


def _instant(text: Any) -> datetime | str:
    """A time in UTC, which one without an offset is taken to be in; what is none stays a text."""
    try:
        at = datetime.fromisoformat(str(text))
    except ValueError:
        return str(text)
    return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)


def judge_build(gold: Path, data: Path, floors: Sequence[str], report: Callable[[list[str]], None]) -> None:
    """Score the newest version in `data`, and tell the table and the misses. A floor is `FIELD=SHARE`.

    Raises:
        Stop: the truth file or a floor can't be read, nothing was published, or a field is below its floor.
    """
    least = dict(map(_floor, floors))
    truth = read_truth(gold)
    catalog = read_catalog(data / DATASETS)
    if not catalog:
        raise Stop(Exit.USAGE, f"nothing was published in {data / DATASETS}; `jjscrape run` or `jjscrape build` does")
    result = score(truth, Build(read_version(data / DATASETS / catalog[-1].id)))
    report([f"Version {catalog[-1].id}, {len(truth)} records of {gold}", "", *result.lines()])
    if result.misses:
        report(["", "Not as wanted:", *(f"- {miss}" for miss in result.misses)])
    below = []
    for name, floor in least.items():
        count = result.counts.get(name, Count())
        if count.n == 0 or count.right / count.n < floor:
            below.append(f"{name} {f'{share(count.right, count.n)}' if count.n else 'was never judged'} < {floor}")
    if below:
        raise Stop(Exit.FAULTY, f"below the floor: {'; '.join(below)}; mend the reading, or lower --floor")


def _floor(text: str) -> tuple[str, float]:
    name, _, figure = text.partition("=")
    try:
        least = float(figure)
    except ValueError:
        least = -1.0
    if name not in FIELDS or not 0 <= least <= 1:
        raise Stop(Exit.USAGE, f"--floor {text!r} is no floor; give a field and a share, like title=0.95")
    return name, least
