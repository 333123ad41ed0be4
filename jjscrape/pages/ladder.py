"""Ladders of rules: in which ways a field may be read off a page, the surest first.

To add a rule, write a function that returns None where it has nothing to say, and give it a line in the field's table.
`docs/rules.md` is printed from these tables.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

Asked = TypeVar("Asked")
"""What a rule looks at: a page, a node, one element, one line."""
Answer = TypeVar("Answer")


@dataclass(frozen=True, slots=True)
class Rule(Generic[Asked, Answer]):
    """One way to read a field. `name` stands in provenance, so it never changes; `reads` says what it looks at."""

    name: str
    reads: str
    ask: Callable[[Asked], Answer | None]


@dataclass(frozen=True, slots=True)
class Ladder(Generic[Asked, Answer]):
    """The rules for one field in the order in which they are asked.

    Provenance names a rule as `prefix.name`; with an empty prefix the field leaves no trace of its rule. `all_count`
    says that the answers of all rules are taken, where otherwise the first one's is.
    """

    field: str
    prefix: str
    rules: tuple[Rule[Asked, Answer], ...]
    all_count: bool = False

    def trace_name(self, rule: str) -> str:
        """Return a rule's name as it stands in provenance."""
        return f"{self.prefix}.{rule}"

    def answers(self, asked: Asked) -> Iterator[tuple[Answer, str]]:
        """Yield each rule's answer with the rule's name, in order; a rule is asked when its turn comes."""
        for rule in self.rules:
            answer = rule.ask(asked)
            if answer is not None:
                yield answer, rule.name

    def first(self, asked: Asked) -> tuple[Answer, str] | None:
        """Return the first answer and the name of the rule that gave it; None if no rule has one."""
        for rule in self.rules:
            answer = rule.ask(asked)
            if answer is not None:
                return answer, rule.name
        return None


__all__ = ["Ladder", "Rule"]
