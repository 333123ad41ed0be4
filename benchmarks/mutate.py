"""Mutation testing: `python benchmarks/mutate.py jjscrape/release/diff.py tests/release/test_diff.py ...`.

The arguments that are not tests are the modules; each mutant is one small change in one of them: a comparison, an
operator, a constant, a condition, a statement left out. Docstrings, annotations and what only type checkers import are
left alone. A child process imports the mutant instead of the module and runs those of the tests that import it, the
ones that kill most for their time first; the mutant is killed if one fails, or if they take much longer than without
it. Property tests try the same examples each time. Prints every mutant with the seconds it took, a table, and the
survivors.

`--out FILE` keeps what became of each mutant as a line of JSON; a mutant found there isn't tried again, a survivor only
with `--retry`, so a run can be stopped and taken up, and a new test tried on the survivors alone.
"""

from __future__ import annotations

import argparse
import ast
import contextlib
import hashlib
import importlib
import importlib.abc
import importlib.util
import json
import os
import random
import resource
import signal
import sys
import time
from collections import Counter
from copy import deepcopy
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from importlib.machinery import ModuleSpec

COMPARED = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.In: ast.NotIn, ast.NotIn: ast.In,
}  # fmt: skip
COMBINED = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Add, ast.Div: ast.Mult, ast.BitOr: ast.BitAnd,
    ast.BitAnd: ast.BitOr, ast.Mod: ast.Mult, ast.FloorDiv: ast.Mult, ast.BitXor: ast.BitAnd,
}  # fmt: skip
PROJECT = "jjscrape"
BORROWED = sys.stdlib_module_names - {"antigravity", "this"} | {"hypothesis", "_pytest", "dateparser", "regex", "lxml"}
NO_TESTS = 5
MEMORY = 8 << 30


def changes(node: ast.AST) -> Iterator[ast.AST]:
    """Yield what may stand in the place of a node."""
    match node:
        case ast.Compare(ops=[op]) if type(op) in COMPARED:
            yield replaced(node, ops=[COMPARED[type(op)]()])
        case ast.BinOp(op=op) if type(op) in COMBINED:
            yield replaced(node, op=COMBINED[type(op)]())
        case ast.BoolOp(op=ast.And()):
            yield replaced(node, op=ast.Or())
        case ast.BoolOp(op=ast.Or()):
            yield replaced(node, op=ast.And())
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            yield operand
        case ast.Constant(value=bool(value)):
            yield ast.Constant(not value)
        case ast.Constant(value=int(value) | float(value)):
            yield ast.Constant(value + 1)
        case ast.Constant(value=str(value)) if value:
            yield ast.Constant(f"X{value}")
        case ast.IfExp(test=test):
            yield replaced(node, test=ast.UnaryOp(ast.Not(), test))
        case ast.If(test=test) | ast.While(test=test) if not isinstance(test, ast.Compare | ast.BoolOp | ast.UnaryOp):
            yield replaced(node, test=ast.UnaryOp(ast.Not(), test))
        case ast.comprehension(ifs=[_, *_]):
            yield replaced(node, ifs=[])
        case ast.Continue():
            yield ast.Break()
        case ast.Return(value=ast.expr()) if not (isinstance(node.value, ast.Constant) and node.value.value is None):
            yield ast.Return(ast.Constant(None))
        case ast.AugAssign() | ast.Expr(value=ast.Call()):
            yield ast.Pass()


def replaced(node: ast.AST, **parts: object) -> ast.AST:
    made = type(node)(**{name: getattr(node, name) for name in node._fields} | parts)
    return ast.copy_location(made, node)


def places(tree: ast.AST) -> Iterator[tuple[ast.AST, str, int | None]]:
    """Yield every node that may change, as its parent, field and place in that field."""
    for name, value in ast.iter_fields(tree):
        if name in {"annotation", "returns", "type_params", "decorator_list"}:
            continue
        for place, child in enumerate(value) if isinstance(value, list) else [(None, value)]:
            if not isinstance(child, ast.AST) or typing_only(child) or documents(child):
                continue
            yield tree, name, place
            if not isinstance(child, ast.JoinedStr):
                yield from places(child)


def typing_only(node: ast.AST) -> bool:
    return isinstance(node, ast.Import | ast.ImportFrom) or (
        isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"
    )


def documents(node: ast.AST) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


@dataclass(frozen=True)
class Mutant:
    path: Path
    change: str
    source: str

    @property
    def digest(self) -> str:
        return hashlib.sha256(f"{self.path}\n{self.source}".encode()).hexdigest()[:16]

    @property
    def module(self) -> str:
        return ".".join(self.path.with_suffix("").parts)


def mutants(path: Path) -> list[Mutant]:
    tree, found = ast.parse(path.read_text("utf-8")), []
    for parent, name, place in list(places(tree)):
        node = getattr(parent, name) if place is None else getattr(parent, name)[place]
        for new in changes(deepcopy(node)):
            put(parent, name, place, ast.copy_location(new, node))
            told = f"{path}:{node.lineno if hasattr(node, 'lineno') else '?'}: {short(node)} -> {short(new)}"
            found.append(Mutant(path, told, ast.unparse(ast.fix_missing_locations(tree))))
            put(parent, name, place, node)
    return found


def put(parent: ast.AST, name: str, place: int | None, node: ast.AST) -> None:
    if place is None:
        setattr(parent, name, node)
    else:
        getattr(parent, name)[place] = node


def short(node: ast.AST) -> str:
    return " ".join(ast.unparse(node).split())[:70]


class Mutated(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Imports one module from another source."""

    def __init__(self, mutant: Mutant) -> None:
        self.mutant = mutant

    def find_spec(self, fullname: str, path: object = None, target: object = None) -> ModuleSpec | None:
        del path, target
        mine = fullname == self.mutant.module
        return importlib.util.spec_from_loader(fullname, self, origin=str(self.mutant.path)) if mine else None

    def exec_module(self, module: object) -> None:
        exec(compile(self.mutant.source, str(self.mutant.path), "exec"), module.__dict__)


@dataclass
class Watch:
    """A pytest plugin: runs the tests that fail soonest first, and says which failed and how long each took."""

    examples: int
    seconds: dict[str, float] = field(default_factory=dict)
    kills: Counter[str] = field(default_factory=Counter)
    failed: str | None = None

    def pytest_collection(self) -> None:
        """Property tests try the same examples on each mutant, so that nothing is killed by luck; no shrinking."""
        import hypothesis  # noqa: PLC0415

        hypothesis.settings.register_profile(
            "mutants", derandomize=True, database=None, deadline=None, max_examples=self.examples,
            phases=[hypothesis.Phase.explicit, hypothesis.Phase.generate],
        )  # fmt: skip
        hypothesis.settings.load_profile("mutants")

    def pytest_collection_modifyitems(self, items: list[Any]) -> None:
        items.sort(key=lambda item: self.seconds.get(item.nodeid, 0) / (1 + self.kills[item.nodeid]))

    def pytest_runtest_logreport(self, report: Any) -> None:
        self.seconds[report.nodeid] = self.seconds.get(report.nodeid, 0) + report.duration
        if report.failed and not self.failed:
            self.failed = report.nodeid


def start(tests: Sequence[str], watch: Watch, mutant: Mutant | None = None, cpu: int = 0) -> tuple[int, int]:
    """Start a process that runs the tests; return its id and a pipe in which it leaves what it found, as JSON.

    It must not have imported a module of the project before, so that each that imports a mutant does so anew.
    """
    read, write = os.pipe()
    if process := os.fork():
        os.close(write)
        return process, read
    os.close(read)
    null = os.open(os.devnull, os.O_WRONLY)
    os.dup2(null, 1)
    os.dup2(null, 2)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    if cpu:
        resource.setrlimit(resource.RLIMIT_CPU, (cpu, cpu))
    if mutant:
        sys.meta_path.insert(0, Mutated(mutant))
    code = 1
    with contextlib.suppress(BaseException):
        code = pytest.main(["-x", "-q", "--tb=no", "-p", "no:cacheprovider", "-W", "ignore", *tests], plugins=[watch])
    found = {"code": int(code), "failed": watch.failed or "collection"}
    if not mutant:
        found |= {"seconds": watch.seconds, "modules": sorted(sys.modules)}
    with os.fdopen(write, "w") as pipe:
        json.dump(found, pipe)
    os._exit(0)


def first_run(files: list[str], only: list[str], watch: Watch) -> dict[str, list[str]]:
    """Run each file of tests by itself; return the modules that it imports. Keeps here what is not the project's."""
    reached: dict[str, list[str]] = {}
    for file in files:
        process, pipe = start([file, *only], watch)
        with os.fdopen(pipe) as told:
            text = told.read()
        os.waitpid(process, 0)
        found = json.loads(text or '{"code": 1}')
        if found["code"] not in {0, NO_TESTS}:
            sys.exit(f"{file} fails without any mutant")
        watch.seconds |= found["seconds"]
        reached[file] = [name for name in found["modules"] if name.split(".")[0] == PROJECT]
        for name in found["modules"]:
            if name.split(".")[0] in BORROWED:
                with contextlib.suppress(Exception):
                    importlib.import_module(name)
    return reached


@dataclass
class Fate:
    """What became of a mutant; `by` is the test that failed first, or why the tests did not end."""

    digest: str
    change: str
    fate: str
    by: str | None
    seconds: float


def fates(todo: list[tuple[Mutant, list[str]]], watch: Watch, workers: int) -> Iterator[Fate]:
    """Try each mutant with its tests."""
    running: dict[int, tuple[Mutant, int, float, float]] = {}
    left = todo[::-1]
    while left or running:
        while left and len(running) < workers:
            mutant, tests = left.pop()
            usual = sum(seconds for test, seconds in watch.seconds.items() if test.split("::")[0] in tests)
            process, pipe = start(tests, watch, mutant, cpu=int(4 * usual + 10))
            running[process] = (mutant, pipe, time.monotonic(), 10 * usual + 20)
        for process, (mutant, pipe, began, patience) in list(running.items()):
            done, status = os.waitpid(process, os.WNOHANG)
            took = time.monotonic() - began
            if not done and took > patience:
                os.kill(process, signal.SIGKILL)
                done, status = os.waitpid(process, 0)
            if done:
                del running[process]
                with os.fdopen(pipe) as told:
                    found = json.loads(told.read() or "{}")
                killed = status != 0 or found.get("code") != 0
                by = found.get("failed", "took too long") if killed else None
                watch.kills[by or ""] += killed
                yield Fate(mutant.digest, mutant.change, "killed" if killed else "survived", by, round(took, 2))
        time.sleep(0.01)


def known(path: Path | None) -> dict[str, Fate]:
    """What an earlier run found, by the digest of the mutant; the last line counts."""
    rows = [Fate(**json.loads(line)) for line in path.read_text("utf-8").splitlines()] if path and path.exists() else []
    return {row.digest: row for row in rows}


def table(made: list[Mutant], done: dict[str, Fate]) -> Iterator[str]:
    yield "| module | mutants | killed | score |\n|---|--:|--:|--:|"
    modules = [str(path) for path in dict.fromkeys(mutant.path for mutant in made)]
    for name in [*modules, "all"]:
        mine = [done[m.digest].fate for m in made if name in {str(m.path), "all"} and m.digest in done]
        killed = mine.count("killed")
        yield f"| {name} | {len(mine)} | {killed} | {killed / max(len(mine), 1):.1%} |"


def test_files(paths: list[str]) -> list[str]:
    return [
        str(file)
        for path in paths
        for file in ([Path(path)] if path.endswith(".py") else Path(path).rglob("test_*.py"))
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("paths", nargs="+", help="modules and tests")
    parser.add_argument("--sample", type=int, help="try so many mutants only, chosen by chance from all")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--examples", type=int, default=100, help="of each property test that does not say how many")
    parser.add_argument("--out", type=Path, help="lines of JSON to keep the results in and to resume from")
    parser.add_argument("--retry", action="store_true", help="try the survivors of an earlier run again")
    parser.add_argument("-k", default="", help="only these tests, as pytest has it")
    options = parser.parse_args()
    only = ["-k", options.k] if options.k else []
    files = sorted(test_files([path for path in options.paths if path.startswith("tests")]))
    made = [mutant for path in options.paths if not path.startswith("tests") for mutant in mutants(Path(path))]
    if options.sample:
        made = random.Random(1).sample(made, min(options.sample, len(made)))
    done = known(options.out)
    sys.path.insert(0, ".")
    watch = Watch(options.examples)
    reached = first_run(files, only, watch)
    todo = []
    for mutant in made:
        if mutant.digest in done and not (options.retry and done[mutant.digest].fate == "survived"):
            continue
        tests = [file for file in files if mutant.module in reached[file]]
        if not tests:
            sys.exit(f"no test imports {mutant.module}")
        todo.append((mutant, [*tests, *only]))
    for n, fate in enumerate(fates(todo, watch, options.workers), 1):
        done[fate.digest] = fate
        print(f"{n}/{len(todo)}\t{fate.seconds:.1f} s\t{fate.fate}\t{fate.change}\t{fate.by or ''}", flush=True)
        if options.out:
            with options.out.open("a", encoding="utf-8") as out:
                out.write(json.dumps(asdict(fate)) + "\n")
    print(*table(made, done), sep="\n")
    print(*(f"survived\t{done[m.digest].change}" for m in made if done[m.digest].fate == "survived"), sep="\n")


if __name__ == "__main__":
    main()
