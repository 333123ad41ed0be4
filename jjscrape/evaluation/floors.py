"""The pins of an evaluation: the digest of the gold, and the floors, below which no figure may fall."""

from __future__ import annotations

import json
import tomllib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from jjscrape.files import write_text
from jjscrape.outcome import Exit, Stop

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

Figures = dict[str, dict[str, float]]
"""Field → figure → value."""

_HEAD = """\
# The gold that readings are compared with, and the floors that they may not fall below.
# `jjscrape evaluate --update` writes this file: it pins the gold as it is, and raises floors to what was reached.
# A floor is lowered by `--lower CORPUS/FIELD --why "…"` only, and the reason is kept at the end of this file.
# `n` is how many places of a field the gold has, which may not shrink unnoticed either.
"""


@dataclass(slots=True)
class Corpus:
    """One set of gold. `reader` names what judges it, `source` is a path from this file's folder, or a style."""

    name: str
    reader: str
    source: str
    sha256: str
    floors: Figures = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Lowered:
    """A floor that was lowered: `was` and `now` are the field's figures before and after."""

    field: str
    was: Mapping[str, float]
    now: Mapping[str, float]
    why: str


@dataclass(slots=True)
class Floors:
    corpora: list[Corpus]
    lowered: list[Lowered] = field(default_factory=list)


def read_floors(path: Path) -> Floors:
    """Read the pins.

    Raises:
        Stop: the file isn't there or isn't such a file.
    """
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
        corpora = [Corpus(name=name, **entry) for name, entry in data["corpus"].items()]
        return Floors(corpora, [Lowered(**entry) for entry in data.get("lowered", [])])
    except FileNotFoundError:
        sentence = f"{path} isn't there; evaluate in a checkout of the project, or name the file with --gold"
        raise Stop(Exit.USAGE, sentence) from None
    except (tomllib.TOMLDecodeError, KeyError, TypeError, AttributeError, UnicodeDecodeError) as error:
        raise Stop(Exit.USAGE, f"{path} is no file of floors: {error!r}") from None


def write_floors(path: Path, floors: Floors) -> None:
    lines = [_HEAD]
    for corpus in floors.corpora:
        lines += [f"[corpus.{corpus.name}]"]
        lines += [f"{key} = {quoted(getattr(corpus, key))}" for key in ("reader", "source", "sha256")]
        lines += [f"[corpus.{corpus.name}.floors]"]
        lines += [f"{quoted(name)} = {inline(figures)}" for name, figures in corpus.floors.items()]
        lines += [""]
    for entry in floors.lowered:
        lines += ["[[lowered]]", f"field = {quoted(entry.field)}", f"was = {inline(entry.was)}"]
        lines += [f"now = {inline(entry.now)}", f"why = {quoted(entry.why)}", ""]
    write_text(path, "\n".join(lines).rstrip("\n") + "\n")


def quoted(text: str) -> str:
    """A basic string of TOML; JSON's escapes are all among its own, but for DEL."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def inline(figures: Mapping[str, float]) -> str:
    return "{ " + ", ".join(f"{quoted(name)} = {value!r}" for name, value in figures.items()) + " }"


def below(corpus: Corpus, reached: Figures) -> list[str]:
    """Return a sentence for every figure that fell, is gone, or has no floor yet."""
    faults = []
    for name in dict.fromkeys((*corpus.floors, *reached)):
        pinned, figures = corpus.floors.get(name), reached.get(name)
        if pinned is None:
            faults.append(f"{corpus.name}/{name} has no floor")
        elif figures is None:
            faults.append(f"{corpus.name}/{name} is no longer measured")
        else:
            faults += [
                f"{corpus.name}/{name} {figure} {figures.get(figure, 'none')} < {floor}"
                for figure, floor in pinned.items()
                if fell(figure, figures, floor)
            ]
    return faults


def fell(figure: str, figures: Mapping[str, float], floor: float) -> bool:
    """Tell whether a figure is under its floor. Where no value was given there is no precision to lose."""
    if figure == "precision" and figure not in figures:
        return False
    return figures.get(figure, 0.0) < floor


def raised(corpus: Corpus, reached: Figures, lower: Mapping[str, str]) -> tuple[Figures, list[Lowered]]:
    """Return the floors as they are to be: at what was reached. `lower` holds the reason for each field that may fall.

    Raises:
        Stop: a floor would fall that may not.
    """
    may = {name for name in corpus.floors if f"{corpus.name}/{name}" in lower}
    held = Corpus(corpus.name, "", "", "", {n: f for n, f in corpus.floors.items() if n not in may})
    if fallen := below(held, {n: f for n, f in reached.items() if n in held.floors}):
        remedy = 'mend the reading, or say --lower CORPUS/FIELD --why "…"'
        raise Stop(Exit.FAULTY, f"no floor was changed: {'; '.join(fallen)}; {remedy}")
    noted = [
        Lowered(f"{corpus.name}/{name}", was, reached.get(name, {}), lower[f"{corpus.name}/{name}"])
        for name, was in corpus.floors.items()
        if name in may and (name not in reached or any(fell(f, reached[name], floor) for f, floor in was.items()))
    ]
    kept: dict[str, Any] = {}
    for name, figures in reached.items():
        # A precision that can't be told at present keeps its floor.
        silent = {f: v for f, v in corpus.floors.get(name, {}).items() if f == "precision" and f not in figures}
        kept[name] = {**figures, **({} if name in may else silent)}
    return kept, noted
