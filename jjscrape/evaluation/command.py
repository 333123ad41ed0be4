"""The command `evaluate`: judge each corpus, print the figures, pin them as floors."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from jjscrape.evaluation import corpora, document
from jjscrape.evaluation.floors import Floors, below, raised, read_floors, write_floors
from jjscrape.evaluation.peers import compare, installed
from jjscrape.evaluation.report import Report
from jjscrape.outcome import Exit, Stop

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path


def evaluate(floors: Path, *, repin: bool = False) -> Report:
    """Judge every corpus that `floors` names. Nothing is written, and faults are in the report.

    `repin` judges gold that has changed since it was pinned, and puts its new digest into the report's pins.

    Raises:
        Stop: the gold isn't there, or it isn't what was pinned.
    """
    pins = read_floors(floors)
    now = {corpus.name: corpora.digest(corpus, floors.parent) for corpus in pins.corpora}
    changed = [corpus.name for corpus in pins.corpora if corpus.sha256 != now[corpus.name]]
    if changed and not repin:
        sentence = f"the gold has changed since it was pinned: {', '.join(changed)}"
        raise Stop(Exit.FAULTY, f"{sentence}; look at what changed, and pin it with `jjscrape evaluate --update`")
    pins.corpora = [replace(corpus, sha256=now[corpus.name]) for corpus in pins.corpora]
    sheets = {corpus.name: corpora.judge(corpus, floors.parent) for corpus in pins.corpora}
    generic = installed()
    peers = {
        name: compare(sheet.pages, generically=generic is not None) for name, sheet in sheets.items() if sheet.pages
    }
    faults = [fault for corpus in pins.corpora for fault in below(corpus, sheets[corpus.name].figures())]
    return Report(pins, sheets, peers, faults, generic)


def pin(report: Report, floors: Path, lower: Mapping[str, str]) -> None:
    """Write the digests as they are, and the floors raised to what was reached. `lower` is field → reason.

    Raises:
        Stop: a floor would fall that may not, or `lower` names none; nothing was written.
    """
    known = {f"{corpus.name}/{name}" for corpus in report.pins.corpora for name in corpus.floors}
    if unknown := sorted(set(lower) - known):
        raise Stop(Exit.USAGE, f"--lower has {unknown[0]!r}, and no floor is called so; say CORPUS/FIELD")
    made, noted = [], list(report.pins.lowered)
    for corpus in report.pins.corpora:
        figures, fallen = raised(corpus, report.sheets[corpus.name].figures(), lower)
        made.append(replace(corpus, floors=figures))
        noted += fallen
    write_floors(floors, Floors(made, noted))


def judge_and_show(
    floors: Path,
    show: Callable[[list[str]], None],
    *,
    update: bool = False,
    lower: Sequence[str] = (),
    why: str = "",
    write: Path | None = None,
) -> None:
    """Evaluate and show the tables and the misses; with `update` pin, with `write` put the tables into that page.

    Raises:
        Stop: the gold isn't what was pinned, a figure is below its floor, or the options contradict each other.
    """
    if lower and not (update and why.strip()):
        raise Stop(Exit.USAGE, '--lower goes with --update and --why "the reason", which is kept')
    report = evaluate(floors, repin=update)
    show([*report.own_table(), "", *report.peer_table()])
    if missed := report.misses():
        show(["", "Not as wanted:", *(f"- {line}" for line in missed)])
    if update:
        pin(report, floors, dict.fromkeys(lower, why.strip()))
    if write:
        document.write(write, report)
    if report.faults and not update:
        sentence = f"below the floor: {'; '.join(report.faults)}"
        raise Stop(Exit.FAULTY, f"{sentence}; mend the reading, or pin what was reached with --update")
