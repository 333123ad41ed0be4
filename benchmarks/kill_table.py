"""How many broken archives each validator notices: `jjscrape verify`, `gzip -t`, `warcio check`, `wacz validate`.

    python benchmarks/kill_table.py [--wacz COMMAND] [--ours-only]

prints the kill table of docs/verify.md; `--checks` prints its table of checks. A mutant is killed where the tool ends
with another exit code than 0, and says something that it does not say of the sound folder. A tool is shown the files
that are its business: gzip and warcio the WARC files, py-wacz the WACZ. py-wacz is no dependency; name its command
(`--wacz FOLDER/bin/wacz`) after `pip install wacz` into an environment of its own.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from mutation import mutants
from mutation.mutant import FAMILIES, PARTS
from sound_archive import make

from jjscrape.verify.checks import CHECKS
from jjscrape.verify.verification import verify

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mutation.mutant import Mutant

PLACE = re.compile(r"offset \d+ |/\S+")
TOOLS = ("gzip -t", "warcio check", "wacz validate")


def broken(mutant: Mutant, sound: Path, folder: Path) -> Path:
    """A copy of the sound folder's part with the mutant's fault, made of hard links where nothing was changed."""
    shutil.copytree(sound, folder, copy_function=os.link, symlinks=True)
    mutant.make(folder)
    return folder


def ours(mutant: Mutant, folder: Path) -> list[str]:
    """The names of the faults that `jjscrape verify` sees. Nothing is known of the folder from before."""
    target = folder
    if mutant.part in ("WARC", "CDXJ"):
        (folder / "archive.wacz").unlink()
        shutil.rmtree(folder / "datasets")
    elif mutant.part == "WACZ":
        target = folder / "archive.wacz"
    else:
        target = folder / "datasets"
    return [fault.name for fault in verify([target], log=False).faults]


class Others:
    """The other tools, each run on the sound folder first, so that only what it says beyond that counts."""

    def __init__(self, sound: Path, wacz: str | None) -> None:
        self._wacz = wacz
        self._said_of_sound = {
            tool: self._said(tool, sound) for tool in TOOLS if tool != "wacz validate" or wacz is not None
        }

    def alarms_on_sound(self) -> list[str]:
        return [tool for tool, said in self._said_of_sound.items() if said]

    def kill(self, mutant: Mutant, folder: Path) -> Iterator[str]:
        for tool in shown(mutant.part, self._wacz):
            if self._said(tool, folder) - self._said_of_sound[tool]:
                yield tool

    def _said(self, tool: str, folder: Path) -> set[str]:
        """What a tool says of a folder, where it ends with another exit code than 0; places left out."""
        warcs = [str(path) for path in sorted((folder / "archive").rglob("*.warc.gz"))]
        command = {
            "gzip -t": ["gzip", "-t", *warcs],
            "warcio check": [sys.executable, "-m", "warcio.cli", "check", *warcs],
            "wacz validate": [self._wacz or "", "validate", "-f", str(folder / "archive.wacz")],
        }[tool]
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
        if not done.returncode:
            return set()
        lines = (PLACE.sub("", line).strip() for line in (done.stdout + done.stderr).splitlines())
        return {line for line in lines if line and ".warc.gz" not in line} or {f"exit code {done.returncode}"}


def table(found: list[Mutant], killed: dict[str, set[str]], wacz: str | None) -> Iterator[str]:
    """Rows by part and family; a dash where a tool has no business, or was not there."""
    real = [mutant for mutant in found if not mutant.equivalent]
    yield "| broken | how | mutants | `jjscrape verify` | `gzip -t` | `warcio check` | `wacz validate` |"
    yield "| --- | --- | ---: | ---: | ---: | ---: | ---: |"
    for part in PARTS:
        for family in FAMILIES:
            mine = [m.name for m in real if (m.part, m.family) == (part, family)]
            if mine:
                yield row(part, family, mine, killed, shown(part, wacz))
    yield row("**all**", "", [m.name for m in real], killed, TOOLS if wacz else TOOLS[:2], real)


def shown(part: str, wacz: str | None) -> tuple[str, ...]:
    return {"WARC": TOOLS[:2], "WACZ": TOOLS[2:] if wacz else ()}.get(part, ())


def row(
    part: str,
    family: str,
    names: list[str],
    killed: dict[str, set[str]],
    tools: tuple[str, ...],
    every: list[Mutant] | None = None,
) -> str:
    cells = [part, family, str(len(names)), rate(names, killed["ours"])]
    for tool in TOOLS:
        of = names if every is None else [m.name for m in every if tool in shown(m.part, "wacz")]
        cells.append(rate(of, killed[tool]) if tool in tools else "-")
    return f"| {' | '.join(cells)} |"


def rate(names: list[str], killed: set[str]) -> str:
    return f"{sum(name in killed for name in names)}/{len(names)}"


def checks_table() -> Iterator[str]:
    """The checks, as docs/verify.md lists them."""
    yield "| check | a sound file | where it is not so |"
    yield "| --- | --- | --- |"
    family = ""
    for name, check in CHECKS.items():
        if check.family != family:
            family = check.family
            yield f"| **{family}** | | |"
        yield f"| {name} | {check.asks} | {check.remedy} |"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--wacz", default=shutil.which("wacz"), help="py-wacz's command")
    parser.add_argument("--checks", action="store_true", help="print the table of checks and stop")
    parser.add_argument("--ours-only", action="store_true", help="leave the other tools out")
    told = parser.parse_args()
    if told.checks:
        print("\n".join(checks_table()))
        return
    killed: dict[str, set[str]] = {"ours": set(), **{tool: set() for tool in TOOLS}}
    names: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as temporary:
        sound = Path(temporary) / "sound"
        make(sound)
        found = mutants(sound)
        others = None if told.ours_only else Others(sound, told.wacz)
        for number, mutant in enumerate(found):
            folder = broken(mutant, sound, Path(temporary) / str(number))
            for tool in others.kill(mutant, folder) if others else ():
                killed[tool].add(mutant.name)
            said = ours(mutant, folder)
            names.update(set(said))
            if said:
                killed["ours"].add(mutant.name)
            shutil.rmtree(folder)
    print("\n".join(table(found, killed, told.wacz)))
    if not told.wacz and not told.ours_only:
        print("\npy-wacz was not there: `pip install wacz` into an environment of its own, and name its command.")
    for tool in others.alarms_on_sound() if others else ():
        print(f"\n`{tool}` finds faults in the sound files, too; only what it says beyond that is counted.")
    print("\nNo faults, because nothing that anybody relies on is changed:\n")
    for reason in dict.fromkeys(mutant.equivalent for mutant in found if mutant.equivalent):
        print(f"- {reason}: " + "; ".join(mutant.name for mutant in found if mutant.equivalent == reason))
    survivors = [mutant.name for mutant in found if not mutant.equivalent and mutant.name not in killed["ours"]]
    for name in survivors:
        print(f"survived: {name}", file=sys.stderr)
    for mutant in found:
        if mutant.equivalent and mutant.name in killed["ours"]:
            print(f"killed, though it is said to be no fault: {mutant.name}", file=sys.stderr)
    print(f"{len(found)} mutants; {len(names)} checks found something", file=sys.stderr)
    sys.exit(bool(survivors))


if __name__ == "__main__":
    main()
