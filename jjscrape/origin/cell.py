"""One cell's story, as data and as text."""

from __future__ import annotations

import unicodedata
from dataclasses import asdict, dataclass
from typing import Any

_NOT_SHOWN = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A string, and where it stands: `begin` and `end` count bytes of the decoded body, None where it is not there.

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
    """What one capture says. `missing` tells why its bytes can't be shown; None where they can."""

    says: str
    capture_id: str
    url: str
    captured_at: str
    warc_file: str
    warc_offset: int
    warc_record_id: str
    raw: str | None = None
    passages: tuple[Passage, ...] = ()
    missing: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Origin:
    """One cell's story. `value` is as in the CSV file, None where the cell is empty; `raw` as the rule read it."""

    version: str
    table: str
    record_id: str
    field: str
    value: str | None
    rule: str
    raw: str | None
    evidence: tuple[Evidence, ...]

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)

    def __repr__(self) -> str:
        lines = [
            f"{self.table} {self.record_id}, {self.field} (version {self.version})",
            f"value    {_cut(self.value) if self.value is not None else '(empty)'}",
            f"rule     {self.rule}",
            f"raw      {_cut(self.raw) if self.raw is not None else '(none)'}",
        ]
        for evidence in self.evidence:
            lines += ["", *_evidence_lines(evidence)]
        return "\n".join(lines)


def _evidence_lines(evidence: Evidence) -> list[str]:
    lines = [
        f"from     {visible(evidence.says)}",
        f"capture  {visible(evidence.url)} at {evidence.captured_at}",
        f"record   <{evidence.warc_record_id}> in {evidence.warc_file} at byte {evidence.warc_offset}",
    ]
    if evidence.missing:
        lines.append(f"bytes    {visible(evidence.missing)}")
    for passage in evidence.passages:
        if passage.begin is None:
            lines.append(f"bytes    not there as such: {_cut(passage.raw)}")
            continue
        lines.append(f"bytes    {passage.begin} to {passage.end} of the body:")
        text = f"…{passage.before}⟦{passage.found}⟧{passage.after}…"
        lines += [f"         {visible(line)}" for line in text.splitlines() if line.strip()]
    return lines


def _cut(text: str) -> str:
    line = " ⏎ ".join(text.splitlines())
    return visible(line if len(line) <= 400 else f"{line[:400]}…")  # noqa: PLR2004


def visible(text: str) -> str:
    """Spell out characters that a terminal would obey and a reader would not see."""
    return "".join(
        char if char == "\t" or unicodedata.category(char) not in _NOT_SHOWN else f"\\u{ord(char):04x}" for char in text
    )
