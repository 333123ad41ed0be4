"""Where one cell's value comes from, as data and as text."""

from __future__ import annotations

import unicodedata
from dataclasses import asdict, dataclass
from typing import Any, NamedTuple

_NOT_SHOWN = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})
_PRINTED_PASSAGES = 5
_PRINTED_EVIDENCE = 8


class Cell(NamedTuple):
    """A cell of a version. `record_id` is the key of its row; parts of a longer key are joined by a tab."""

    table: str
    record_id: str
    field: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A string, and where it stands: `begin` and `end` count bytes, both None where it is not there.

    `found` is what stands there, which may differ from `raw` in spaces, entities and tags.
    """

    raw: str
    begin: int | None = None
    end: int | None = None
    before: str = ""
    found: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What one capture says. `missing` tells why its bytes can't be shown; None where they can.

    The bytes of its passages are those of the decoded body, or, where `part` is `head`, of the archive record's header
    followed by the head of the HTTP answer.
    """

    says: str
    capture_id: str
    url: str
    captured_at: str
    warc_file: str
    warc_offset: int
    warc_record_id: str
    raw: str | None = None
    part: str = "body"
    passages: tuple[Passage, ...] = ()
    missing: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Origin:
    """Where one cell's value comes from. `value` is as in the CSV file, None where the cell is empty.

    `raw` is the string that the rule read. `empty` says why there is no value. `follows` are the cells that it was made
    from, and `also` the other tables that have a row of this name.
    """

    version: str
    table: str
    record_id: str
    field: str
    value: str | None
    rule: str
    raw: str | None
    evidence: tuple[Evidence, ...]
    empty: str | None = None
    follows: tuple[Cell, ...] = ()
    also: tuple[str, ...] = ()

    @property
    def sought(self) -> int:
        """How many strings were looked for in the archive's bytes."""
        return sum(len(evidence.passages) for evidence in self.evidence)

    @property
    def found(self) -> int:
        """How many of them stand there."""
        return sum(passage.begin is not None for evidence in self.evidence for passage in evidence.passages)

    def as_dict(self) -> dict[str, Any]:
        return {**asdict(self), "follows": [cell._asdict() for cell in self.follows]}

    def __repr__(self) -> str:
        key = visible(self.record_id.replace("\t", ", "))
        lines = [
            f"{self.table} {key}, {self.field} (version {self.version})",
            f"value    {_cut(self.value) if self.value is not None else '(empty)'}",
            *([f"empty    {visible(self.empty)}"] if self.empty else []),
            f"rule     {visible(self.rule)}",
            f"raw      {_cut(self.raw) if self.raw is not None else '(none)'}",
            *(f"follows  {cell.table} {visible(cell.record_id.replace(chr(9), ', '))}, {cell.field}"
              for cell in self.follows[:_PRINTED_EVIDENCE]),
        ]  # fmt: skip
        if more := len(self.follows[_PRINTED_EVIDENCE:]):
            lines.append(f"         and {more} more; --json has all")
        if self.also:
            lines.append(f"also     a row of {', '.join(self.also)}; name the table to ask for that one")
        for evidence in self.evidence[:_PRINTED_EVIDENCE]:
            lines += ["", *_evidence_lines(evidence)]
        if more := len(self.evidence[_PRINTED_EVIDENCE:]):
            lines += ["", f"and {more} captures more; --json has all"]
        return "\n".join(lines)


def _evidence_lines(evidence: Evidence) -> list[str]:
    lines = [
        f"from     {visible(evidence.says)}",
        f"capture  {visible(evidence.url)} at {evidence.captured_at}",
        f"record   <{visible(evidence.warc_record_id)}> in {evidence.warc_file} at byte {evidence.warc_offset}",
    ]
    if evidence.missing:
        lines.append(f"bytes    {visible(evidence.missing)}")
    for passage in evidence.passages[:_PRINTED_PASSAGES]:
        if passage.begin is None:
            lines.append(f"bytes    not there as such: {_cut(passage.raw)}")
            continue
        lines.append(f"bytes    {passage.begin} to {passage.end} of the {evidence.part}:")
        text = f"…{passage.before}⟦{passage.found}⟧{passage.after}…"
        lines += [f"         {visible(line)}" for line in text.splitlines() if line.strip()]
    if more := len(evidence.passages[_PRINTED_PASSAGES:]):
        lines.append(f"bytes    and {more} passages more; --json has all")
    return lines


def _cut(text: str) -> str:
    line = " ⏎ ".join(text.splitlines())
    return visible(line if len(line) <= 400 else f"{line[:400]}…")  # noqa: PLR2004


def visible(text: str) -> str:
    """Replace control and invisible characters by escapes as in JSON, so that a terminal does not act on them."""
    return "".join(
        char if char == "\t" or unicodedata.category(char) not in _NOT_SHOWN else f"\\u{ord(char):04x}" for char in text
    )
