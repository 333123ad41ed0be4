"""Runs the checks that a dataset must pass before it becomes a version."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from jjscrape.harvested import Tally
from jjscrape.policy import CHECKS
from jjscrape.release.gate import losses, newest_crawl, shapes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from jjscrape.crawled import Crawled
    from jjscrape.harvested import PinUse
    from jjscrape.policy import Policy
    from jjscrape.release.gate.losses import Finding
    from jjscrape.release.write import Rows

SHOWN = 10
"""How many rows a refusal names."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """A check that failed: why, and rows that show it."""

    check: str
    reason: str
    rows: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What the checks look at. `before` is empty for a first version; both crawls are None where nothing is known."""

    rows: Mapping[str, Rows]
    before: Mapping[str, Rows]
    crawled: Crawled | None = None
    crawled_before: Crawled | None = None
    tally: Tally = field(default_factory=Tally)
    pins: tuple[PinUse, ...] = ()
    in_doubt: Mapping[str, list[str]] = field(default_factory=dict)
    """By field, the records whose pages say of it what contradicts the value."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """One check's outcome: passed, warned, accepted (a person overruled it) or refused."""

    check: str
    outcome: str
    threshold: float | None
    refusal: Refusal | None = None

    def to_json(self) -> dict[str, Any]:
        reason = {"reason": self.refusal.reason, "rows": list(self.refusal.rows)} if self.refusal else {}
        return {"check": self.check, "outcome": self.outcome, "threshold": self.threshold, **reason}


_RULES: dict[str, Callable[[Facts, float], Finding | None]] = {
    "crawl-complete": lambda facts, _: newest_crawl.incomplete(facts.crawled),
    "pages-missed": lambda facts, most: newest_crawl.missed(facts.crawled, most),
    "has-articles": lambda facts, least: losses.too_few(facts.rows, least),
    "one-table-each": lambda facts, _: shapes.in_two_tables(facts.rows),
    "references": lambda facts, _: shapes.dangling(facts.rows),
    "rows-lost": lambda facts, most: losses.lost(facts.rows, facts.before, most),
    "rows-grown": lambda facts, most: losses.grown(facts.rows, facts.before, most),
    "nulls": lambda facts, most: losses.blanked(facts.rows, facts.before, most),
    "vocabulary": lambda facts, most: shapes.new_tags(facts.rows, facts.before, most),
    "unknown-tags": lambda facts, _: shapes.new_tags(facts.rows, facts.before, 0),
    "close-names": lambda facts, _: shapes.close_people(facts.rows, facts.before),
    "duplicates": lambda facts, most: shapes.duplicates(facts.rows, most),
    "templates": lambda facts, least: newest_crawl.redesigned(facts.crawled, facts.crawled_before, least),
    "errors": lambda facts, most: newest_crawl.errors(facts.crawled, most),
    "left-out": lambda facts, most: losses.left_out(facts.tally, most),
    "witnesses": lambda facts, most: shapes.contradicted(facts.in_doubt, facts.rows, most),
    "pins": lambda facts, _: shapes.idle_pins(facts.pins),
    "problems": lambda facts, most: newest_crawl.problems(facts.crawled, most),
}


def judge(
    facts: Facts, policy: Policy, accepted: frozenset[str] = frozenset(), checks: Iterable[str] = tuple(CHECKS)
) -> list[Verdict]:
    """Return the outcome of every check, in the order of the list. `schema` passed, or there would be no rows."""
    verdicts = []
    for name in checks:
        threshold = policy.threshold(name)
        finding = _RULES[name](facts, threshold or 0.0) if name in _RULES else None
        refusal = Refusal(name, finding[0], tuple(sorted(finding[1])[:SHOWN])) if finding else None
        verdicts.append(
            Verdict(check=name, outcome=outcome(refusal, policy, accepted), threshold=threshold, refusal=refusal)
        )
    return verdicts


def outcome(refusal: Refusal | None, policy: Policy, accepted: frozenset[str]) -> str:
    if refusal is None:
        return "passed"
    if refusal.check not in policy.stops:
        return "warned"
    return "accepted" if refusal.check in accepted else "refused"


def refusals(verdicts: Iterable[Verdict], outcome: str = "refused") -> list[Refusal]:
    """Return what the checks with an outcome found."""
    return [verdict.refusal for verdict in verdicts if verdict.refusal and verdict.outcome == outcome]
