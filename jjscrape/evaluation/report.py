"""What an evaluation found, as tables in Markdown."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from jjscrape.evaluation.peers import GENERIC, ReaderScore

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from jjscrape.evaluation.floors import Floors
    from jjscrape.evaluation.sheet import Sheet

NOT_RUN = f"{GENERIC} isn't installed, so this peer was not run: `pip install 'jjscrape[evaluate]'` brings it."
_FIELD = ["corpus", "field", "n", "precision", "recall", "exact"]
_TEXT = ["corpus", "field", "n", "mean F1", "min F1"]
_PEER = [
    "corpus", "read by", "pages", "text F1, mean", "text F1, min", "title exact", "date right", "date wrong",
    "no date",
]  # fmt: skip


@dataclass(slots=True)
class Report:
    """`sheets` and `peers` are by the name of the corpus; `faults` are sentences that name what is under its floor.

    `generic` is the version of the generic extractor that was run, None where there was none.
    """

    pins: Floors
    sheets: dict[str, Sheet]
    peers: dict[str, dict[str, ReaderScore]]
    faults: list[str]
    generic: str | None

    def own_table(self) -> list[str]:
        """Return the tables of the own reading, in Markdown."""
        fields: list[list[str]] = []
        texts: list[list[str]] = []
        for corpus, sheet in self.sheets.items():
            for name, figures in sheet.figures().items():
                into, columns = (texts, _TEXT) if name in sheet.overlaps else (fields, _FIELD)
                into.append([corpus, name, *(shown(figures.get(column)) for column in columns[2:])])
        return [*table(_FIELD, fields), "", *table(_TEXT, texts)]

    def peer_table(self) -> list[str]:
        """Return what others make of the same pages, in Markdown."""
        note = f"Beside the own pages: {GENERIC} {self.generic}, and all text of the `<body>` with the `<title>`."
        rows = [[corpus, name, *worth.cells()] for corpus, read in self.peers.items() for name, worth in read.items()]
        return [note if self.generic else NOT_RUN, "", *table(_PEER, rows)]

    def misses(self, most: int = 40) -> list[str]:
        """Return where readings aren't what was wanted."""
        misses = [f"{corpus}: {miss}" for corpus, sheet in self.sheets.items() for miss in sheet.misses]
        return misses[:most] + ([f"… and {len(misses) - most} more"] if len(misses) > most else [])


def shown(value: float | None) -> str:
    if value is None:
        return "–"  # noqa: RUF001  (a dash for what can't be told)
    return f"{value:.4f}" if isinstance(value, float) else str(value)


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    """Return a table in Markdown with aligned columns; the first two are names, the others figures."""
    cells = [list(head), *map(list, rows)]
    widths = [max(len(row[k]) for row in cells) for k in range(len(head))]
    rule = ["-" * w if k < 2 else "-" * (w - 1) + ":" for k, w in enumerate(widths)]  # noqa: PLR2004
    padded = [[c.ljust(w) if k < 2 else c.rjust(w) for k, (c, w) in enumerate(zip(row, widths, strict=True))]  # noqa: PLR2004
              for row in [cells[0], rule, *cells[1:]]]  # fmt: skip
    return [f"| {' | '.join(row)} |" for row in padded]
