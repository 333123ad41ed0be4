"""Mutation testing: `python benchmarks/mutate.py jjscrape/release/diff.py tests/release/test_diff.py ...`.

The first arguments that are not tests are the modules; each mutant is one small change in one of them: a comparison,
an operator, a constant, a condition, a statement left out. A child process imports the mutant instead of the module and
runs the tests; the mutant is killed if one of them fails, or if they take ten times as long as without it. Docstrings,
annotations and what only type checkers import are left alone. Prints the score, and every survivor.
"""

from __future__ import annotations

import argparse
import ast
import importlib.abc
import importlib.util
import os
import random
import signal
import sys
import time
from copy import deepcopy
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

COMPARED = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.In: ast.NotIn, ast.NotIn: ast.In,
}  # fmt: skip
COMBINED = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Add, ast.Div: ast.Mult, ast.BitOr: ast.BitAnd,
    ast.BitAnd: ast.BitOr, ast.Mod: ast.Mult, ast.FloorDiv: ast.Mult, ast.BitXor: ast.BitAnd,
}  # fmt: skip
FAILED_TO_COLLECT = 2


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


def mutants(path: Path) -> list[tuple[str, str]]:
    """Return each mutant of a module as what was changed, and its source."""
    tree, found = ast.parse(path.read_text("utf-8")), []
    for parent, name, place in list(places(tree)):
        node = getattr(parent, name) if place is None else getattr(parent, name)[place]
        for new in changes(deepcopy(node)):
            put(parent, name, place, ast.copy_location(new, node))
            told = f"{path}:{node.lineno if hasattr(node, 'lineno') else '?'}: {short(node)} -> {short(new)}"
            found.append((told, ast.unparse(ast.fix_missing_locations(tree))))
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

    def __init__(self, module: str, path: Path, source: str) -> None:
        self.module, self.path, self.source = module, path, source

    def find_spec(self, name: str, path: object = None, target: object = None) -> object:
        del path, target
        return importlib.util.spec_from_loader(name, self, origin=str(self.path)) if name == self.module else None

    def exec_module(self, module: object) -> None:
        exec(compile(self.source, str(self.path), "exec"), module.__dict__)


def child(path: Path, source: str, tests: list[str]) -> int:
    """Start a process that runs the tests on a mutant; it ends with 0 where they pass."""
    if process := os.fork():
        return process
    import pytest  # noqa: PLC0415  (here, so that every mutant is imported anew)

    null = os.open(os.devnull, os.O_WRONLY)
    os.dup2(null, 1)
    os.dup2(null, 2)
    sys.meta_path.insert(0, Mutated(".".join(path.with_suffix("").parts), path, source))
    try:
        code = pytest.main(["-x", "-q", "-p", "no:cacheprovider", "-W", "ignore", *tests])
    except BaseException:  # noqa: BLE001
        code = FAILED_TO_COLLECT
    os._exit(int(code) and 1)


def survive(todo: list[tuple[Path, str, str]], tests: list[str], patience: float, workers: int) -> list[str]:
    """Return what was changed in the mutants that no test noticed."""
    running: dict[int, tuple[str, float]] = {}
    left, todo = [], todo[::-1]
    while todo or running:
        while todo and len(running) < workers:
            path, told, source = todo.pop()
            running[child(path, source, tests)] = (told, time.monotonic())
        for process, (told, began) in list(running.items()):
            done, status = os.waitpid(process, os.WNOHANG)
            if not done and time.monotonic() - began > patience:
                os.kill(process, signal.SIGKILL)
                done, status = os.waitpid(process, 0)
            if done:
                del running[process]
                if status == 0:
                    left.append(told)
                    print(f"survived\t{told}", flush=True)
        time.sleep(0.02)
    return left


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("paths", nargs="+", help="modules, then tests")
    parser.add_argument("--sample", type=int, help="try so many mutants only, chosen by chance from all")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    parser.add_argument("-k", default="", help="only these tests, as pytest has it")
    options = parser.parse_args()
    tests = [path for path in options.paths if path.startswith("tests")]
    tests += ["-k", options.k] if options.k else []
    made = [
        (Path(path), *mutant)
        for path in options.paths
        if not path.startswith("tests")
        for mutant in mutants(Path(path))
    ]
    if options.sample:
        made = random.Random(1).sample(made, min(options.sample, len(made)))
    sys.path.insert(0, ".")
    began, first = time.monotonic(), made[0][0]
    if os.waitpid(child(first, first.read_text("utf-8"), tests), 0)[1]:
        sys.exit("the tests fail without any mutant")
    patience = 10 * (time.monotonic() - began) + 10
    left = survive(made, tests, patience, options.workers)
    killed = len(made) - len(left)
    print(f"{killed} of {len(made)} mutants killed: {killed / len(made):.1%}")


if __name__ == "__main__":
    main()
