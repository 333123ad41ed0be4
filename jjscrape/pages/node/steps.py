"""A step of reading a node, with the reason why it comes where it comes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

Read = TypeVar("Read")


@dataclass(frozen=True, slots=True)
class Step(Generic[Read]):
    """`why` says why the step comes there, in a sentence; `take` reads, and notes what it found in what is read."""

    name: str
    why: str
    take: Callable[[Read], None]


__all__ = ["Step"]
