"""What is claimed of a cell before any byte is looked at: the rule, and which capture should show what."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from jjscrape.origin.cell import Cell

Part = Literal["body", "head"]


@dataclass(frozen=True, slots=True)
class Claim:
    """What one capture says. `strings` should stand in its body or head, in this order; `field` says where on a page.

    None of them where the capture shows something that it does not print.
    """

    says: str
    capture_id: str
    strings: tuple[str, ...] = ()
    field: str = ""
    part: Part = "body"


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    rule: str
    raw: str | None = None
    claims: tuple[Claim, ...] = ()
    follows: tuple[Cell, ...] = ()
    empty: str | None = None


def lines(text: str | None) -> tuple[str, ...]:
    """The lines of a text, which a page prints one by one."""
    return tuple(line for line in (text or "").splitlines() if line.strip())
