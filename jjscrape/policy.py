"""What is checked before a version is published, and how strictly: the one list of checks, with their defaults.

A site file's `[gate]` sets thresholds by the names of checks; its `stop` and `warn` say which of them stop a version.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping


PINS = "pins"
"""The check that looks at the site file rather than at the rows."""
_FOLLOWS = {"crawl-complete": "pages-missed"}
"""Who lets an incomplete crawl pass does not mind the pages it missed."""


class PolicyError(ValueError):
    """A setting of `[gate]` that can't be used; the message says what can."""


@dataclass(frozen=True, slots=True)
class Check:
    """One check. A `threshold` of None can't be set. What can't be overruled would leave nothing to publish."""

    name: str
    description: str
    threshold: float | None = None
    stops: bool = True
    overrulable: bool = True


CHECKS: dict[str, Check] = {
    check.name: check
    for check in (
        Check("schema", "Every row fits its table: types, keys, closed vocabularies", overrulable=False),
        Check(
            "crawl-complete",
            "The newest crawl that got any page came to its end, and had every listing and start page it asked for",
        ),
        Check(
            "pages-missed",
            "Of the pages that this crawl asked for, at most this share could not be had, retries included, nor "
            "all of one kind (up to three are no matter; each stays as it was; who overrules crawl-complete overrules "
            "this too)",
            threshold=0.05,
        ),
        Check("has-articles", "So many articles are live, at least", threshold=1),
        Check("one-table-each", "No record stands in two tables"),
        Check("references", "Every cell that refers to a row refers to one that is there"),
        Check(
            "rows-lost",
            "Of the articles, projects or pages that were live in the version before, at most this share is not live "
            "any more (fewer than three may be lost in any case, if any are left)",
            threshold=0.25,
        ),
        Check(
            "rows-grown",
            "There are at most this many times more live articles, projects or pages than in the version before "
            "(up to twenty new ones are no matter)",
            threshold=1.0,
            stops=False,
        ),
        Check(
            "nulls",
            "Of the records that had a value in a field in the version before and are still live, at most this share "
            "has none any more (fewer than three are no matter)",
            threshold=0.2,
        ),
        Check(
            "vocabulary",
            "At most so many tags outside the vocabulary are there that the version before did not have",
            threshold=10,
        ),
        Check("unknown-tags", "Every tag that is new is in the vocabulary; others are kept as they are", stops=False),
        Check(
            "close-names",
            "No new name of a person looks like another's: if both are one person, people.toml should say so",
            stops=False,
        ),
        Check(
            "duplicates",
            "At most this share of live articles, projects or pages has the title and text of another one "
            "(fewer than three are no matter)",
            threshold=0.05,
        ),
        Check(
            "templates",
            "The class names that pages of one kind have in common are those of the version before, at least to this "
            "share of all of both: a site that was redesigned may be read wrongly",
            threshold=0.5,
        ),
        Check(
            "errors",
            "At most this share of the newest crawl's answers was an error, 4xx or 5xx (fewer than five are no matter)",
            threshold=0.25,
        ),
        Check(
            "left-out",
            "Of all captures of the archive, at most this share was left out by a fault: damaged, without a date or an "
            "address, a segment missing, a body that can't be read (fewer than five are no matter)",
            threshold=0.25,
        ),
        Check(
            "witnesses",
            "Of the records, at most this share has a title, a text or a date of publication that something else on "
            "their pages contradicts (fewer than three are no matter)",
            threshold=0.25,
            stops=False,
        ),
        Check(
            PINS,
            "Every pin of the site file chose something on a page of its kind; one that chose nothing is written for "
            "another page, or the site has changed",
            stops=False,
        ),
        Check(
            "problems",
            "At most this share of the newest crawl's pages had something that could not be read",
            threshold=0.5,
        ),
    )
}


@dataclass(frozen=True, slots=True)
class Policy:
    """The thresholds in force, and the checks that stop publication; all others only warn."""

    thresholds: tuple[tuple[str, float], ...] = tuple(
        (check.name, check.threshold) for check in CHECKS.values() if check.threshold is not None
    )
    stops: frozenset[str] = frozenset(check.name for check in CHECKS.values() if check.stops)

    def threshold(self, name: str) -> float | None:
        return dict(self.thresholds).get(name)


def read_policy(settings: Mapping[str, Any]) -> Policy:
    """Read `[gate]`.

    Raises:
        PolicyError: a setting that is none, or of the wrong type.
    """
    policy = Policy()
    thresholds = dict(policy.thresholds)
    for name, value in settings.items():
        if name in {"stop", "warn"}:
            continue
        if name not in thresholds:
            raise PolicyError(f"unknown setting {name!r}; it may be one of {', '.join(sorted(thresholds))}, stop, warn")
        if type(value) not in {int, float} or not value >= 0:
            raise PolicyError(f"{name} is {value!r}; give it a number from 0")
        thresholds[name] = float(value)
    stop, warn = (_names(settings, word) for word in ("stop", "warn"))
    warn |= {_FOLLOWS[name] for name in warn & _FOLLOWS.keys()} - stop
    if both := sorted(stop & warn):
        raise PolicyError(f"{both[0]} stands in stop and in warn; leave it out of one")
    if fixed := sorted(name for name in warn if not CHECKS[name].overrulable):
        raise PolicyError(f"{fixed[0]} can't be in warn: without it there is nothing to publish")
    return replace(policy, thresholds=tuple(thresholds.items()), stops=(policy.stops | stop) - warn)


def _names(settings: Mapping[str, Any], word: str) -> frozenset[str]:
    value = settings.get(word, [])
    if not isinstance(value, list) or not all(isinstance(name, str) for name in value):
        raise PolicyError(f'{word} is {value!r}; give it a list of checks, like ["templates"]')
    if unknown := sorted(set(value) - CHECKS.keys()):
        raise PolicyError(f"{word} has {unknown[0]!r}; the checks are {', '.join(CHECKS)}")
    return frozenset(value)


def overruled(names: Collection[str]) -> frozenset[str]:
    """Return the checks a person overrules.

    Raises:
        PolicyError: a name that is no check, or one that can't be overruled.
    """
    for name in names:
        if name not in CHECKS:
            raise PolicyError(f"no check is called {name!r}; the checks are {', '.join(CHECKS)}")
        if not CHECKS[name].overrulable:
            raise PolicyError(f"{name} can't be overruled: without it there is nothing to publish")
    return frozenset(names) | {_FOLLOWS[name] for name in names if name in _FOLLOWS}


def documented() -> str:
    """Return the list of checks as Markdown."""
    lines = [
        "# What is checked before a version is published",
        "",
        "A crawl may go wrong in ways that no error shows. So a new dataset is compared with rules, and with the",
        "version before, and becomes a version only if nothing speaks against it. A refusal ends the command with exit",
        "code 3, names each check with rows that show it, keeps what was refused in `DIR/candidate` for a look, and",
        "leaves the version before as the newest.",
        "",
        "`jjscrape run --accept CHECK` (or `build`; once for each check) lets a person overrule one by name. That is",
        "recorded in the catalog and in the version's `quality.json` and `CHANGELOG.md`.",
        "`problems` in `quality.json` names, by record, what could not be settled, such as a byline that names nobody.",
        "",
        "| check | what must hold | threshold | if it does not |",
        "| --- | --- | ---: | --- |",
    ]
    for check in CHECKS.values():
        threshold = "" if check.threshold is None else f"{check.threshold:g}"
        outcome = ("refused" if check.overrulable else "refused, always") if check.stops else "a warning"
        lines.append(f"| {check.name} | {check.description} | {threshold} | {outcome} |")
    lines += [
        "",
        "The site file sets thresholds by name, and which checks stop a publication:",
        "",
        "```toml",
        "[gate]",
        "rows-lost = 0.1",
        'stop = ["rows-grown"]',
        'warn = ["templates"]',
        "```",
        "",
    ]
    return "\n".join(lines)
