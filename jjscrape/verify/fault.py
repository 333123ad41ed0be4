"""What verification finds."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from jjscrape.verify.checks import CHECKS

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(frozen=True, slots=True)
class Fault:
    """`offset` counts bytes in `file` (of a WACZ's inner file: in that), None where the whole file is meant."""

    name: str
    file: str
    offset: int | None
    what: str
    remedy: str

    def __str__(self) -> str:
        place = self.file if self.offset is None else f"{self.file}:{self.offset}"
        return _on_one_line(f"{place}: {self.name}: {self.what}; {self.remedy}")


def _on_one_line(text: str) -> str:
    """Names and values are others' words: what turns or ends a line is spelt out."""
    return text if text.isprintable() else "".join(c if c.isprintable() else repr(c)[1:-1] for c in text)


def fault(name: str, file: str, offset: int | None, what: str, remedy: str | None = None) -> Fault:
    """A fault with the remedy that its check names, or a better one."""
    return Fault(name, file, offset, what, remedy or CHECKS[name].remedy)


def in_order(faults: Iterable[Fault]) -> list[Fault]:
    """By file and offset, each once; what is said of a whole file comes first."""
    return sorted(dict.fromkeys(faults), key=lambda f: (f.file, -1 if f.offset is None else f.offset, f.name, f.what))


@dataclass(slots=True)
class Report:
    """How verification went.

    `checked` names the files and version folders that were read. `notes` are sentences about what is sound but worth
    knowing. `repairs` says what was mended; the faults are those that are left.
    """

    checked: list[str] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    repairs: list[str] = field(default_factory=list)
