"""The rooms of the house and the arrows between them. A newcomer reads them here; a wrong import fails here."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[1]
FOLDERS = {
    "jjscrape": ROOT / "jjscrape",
    "jjscrape.spiders": ROOT / "spiders",
    "jjscrape.pipelines": ROOT / "pipelines",
}

# What each room may import of the project besides itself. A room is a package, or a module beside the packages.
# Read it from the bottom of the house upwards: a room imports only from rooms that stand before it.
ARROWS: dict[str, set[str]] = {
    # the ground: what things are
    "version": set(),
    "clock": set(),
    "outcome": set(),
    "signals": {"outcome"},
    "failures": {"outcome"},
    "logs": set(),
    "notices": set(),
    "files": set(),
    "run_record": {"files"},
    "printable": set(),
    "counts": set(),
    "replayed": set(),
    "reach": set(),
    "sites": set(),
    "policy": set(),
    "pins": set(),
    "witnesses": set(),
    "robots_groups": set(),
    "site": {"files", "policy", "pins", "notices"},
    "items": set(),
    "schema": set(),
    "settings": {"version"},
    "cache": set(),
    "software": {"version"},
    "workers": set(),
    "freed": set(),
    "shelf": set(),
    "datafolder": {"clock", "outcome", "failures"},
    "crawled": {"site", "run_record"},
    # one capture at a time
    "archive": {"cache", "clock", "files", "version", "run_record"},
    "harvested": {"counts", "items", "crawled", "archive"},
    "normalise": {"items", "witnesses"},
    "pages": {"items", "pins", "witnesses", "site", "normalise"},
    "pipelines": {"items", "schema", "pins", "normalise"},
    # crawling
    "crawl": {
        "counts", "version", "clock", "files", "outcome", "failures", "logs", "printable", "reach", "items", "robots_groups", "site", "settings", "cache", "software",
        "archive", "normalise", "pages",
    },
    "spiders": {"crawl", "items", "site"},
    # building and publishing
    "harvest": {
        "items", "robots_groups", "run_record", "pins", "site", "cache", "shelf", "crawled", "archive", "harvested", "normalise",
        "pages", "pipelines",
    },
    "release": {
        "counts", "version", "clock", "files", "items", "pins", "witnesses", "policy", "run_record", "schema", "site", "datafolder",
        "freed", "shelf", "crawled", "archive", "harvested", "normalise",
    },
    # the site that ships with the project, and how well it is read
    "demo": set(),
    "evaluation": {
        "version", "outcome", "files", "items", "schema", "site", "datafolder", "archive", "normalise", "pages",
        "pipelines", "release", "harvest", "demo",
    },
    # what commands do
    "origin": {"files", "items", "schema", "archive", "release"},
    "load": {"schema", "datafolder", "release", "origin"},
    "explore": {"outcome", "schema", "replayed", "release"},
    "review": {
        "outcome", "files", "items", "pins", "site", "datafolder", "archive", "harvest", "release", "evaluation", "origin", "load",
    },
    "verify": {"counts", "clock", "files", "schema", "datafolder", "archive", "release"},
    "importing": {
        "version", "clock", "files", "outcome", "reach", "site", "settings", "datafolder", "archive", "harvest",
    },
    "operate": {
        "counts", "replayed", "version", "clock", "files", "outcome", "failures", "notices", "run_record", "items", "schema", "settings", "site",
        "datafolder", "cache", "software", "workers", "freed", "shelf", "crawled", "archive", "harvested", "pages", "harvest", "release",
        "crawl", "demo", "importing", "verify", "signals",
    },
    # doors
    "": {"version", "load"},
    "cli": {
        "counts", "version", "clock", "outcome", "failures", "logs", "notices", "printable", "policy", "schema", "settings", "site", "datafolder", "archive", "harvest", "release",
        "evaluation", "load", "verify", "importing", "explore", "review", "operate", "signals",
    },
    "entry": {"signals", "cli"},
    "__main__": {"entry"},
}  # fmt: skip

NETWORK = {"scrapy", "twisted", "socket", "ssl", "http", "urllib.request", "requests", "asyncio", "subprocess"}
# What a room may not import of anybody's.
BARRED: dict[str, set[str]] = {
    "pages": {*NETWORK, "time", "os", "random"},
    "normalise": {*NETWORK, "time", "os", "random"},
    "items": NETWORK,
    "site": NETWORK,
    "schema": NETWORK,
    "archive": NETWORK,
    "release": NETWORK,
    "harvest": NETWORK,
    "load": NETWORK,
    "origin": NETWORK,
    "verify": NETWORK,
}
CLOCKS = {
    "datetime.now",
    "datetime.utcnow",
    "datetime.today",
    "date.today",
    "time.time",
    "time.localtime",
    "time.gmtime",
}
CLOCK, ENVIRONMENT = "jjscrape.clock", "jjscrape.settings"
VAGUE = re.compile(r"(^|_)(utils?|helpers?|managers?|common|handlers?|misc)(_|$)")


@cache
def modules() -> dict[str, Path]:
    found = {}
    for prefix, folder in FOLDERS.items():
        for path in folder.rglob("*.py"):
            parts = path.relative_to(folder).with_suffix("").parts
            name = ".".join([prefix, *parts]).removesuffix(".__init__")
            if name != "jjscrape._version":  # written at each install, one line
                found[name] = path
    return found


@cache
def tree(name: str) -> ast.Module:
    return ast.parse(modules()[name].read_text(encoding="utf-8"))


def room(name: str) -> str:
    return name.removeprefix("jjscrape").lstrip(".").partition(".")[0]


def imported(node: ast.AST, module: str) -> list[str]:
    """What one statement imports, by full name; `from a import b` gives a.b where b is a module, else a."""
    match node:
        case ast.Import(names):
            return [alias.name for alias in names]
        case ast.ImportFrom(source, names, level):
            package = module if modules()[module].name == "__init__.py" else module.rpartition(".")[0]
            base = ".".join(package.split(".")[: len(package.split(".")) - level + 1]) if level else ""
            full = ".".join(filter(None, [base, source]))
            return [inner if (inner := f"{full}.{alias.name}") in modules() or not inner.startswith("jjscrape") else full
                    for alias in names]  # fmt: skip
    return []


def imports(module: str) -> set[str]:
    """Everything a module imports, at its start, for type checkers only, or in a function."""
    return {name for node in ast.walk(tree(module)) for name in imported(node, module)}


def is_in(name: str, packages: set[str]) -> bool:
    return any(name == package or name.startswith(f"{package}.") for package in packages)


def test_every_room_has_its_arrows_written_down():
    assert {room(name) for name in modules()} == ARROWS.keys()


def test_the_table_is_in_order_so_that_there_is_no_circle_of_rooms():
    below: set[str] = set()
    for name, arrows in ARROWS.items():
        assert arrows <= below, f"{name}: {sorted(arrows - below)} stand further down the table"
        below.add(name)


def test_a_module_imports_only_what_its_room_may():
    stray = {}
    for module in modules():
        here, found = room(module), imports(module)
        other = {name for name in found & modules().keys() if room(name) not in ARROWS[here] | {here}}
        stray[module] = other | {name for name in found if is_in(name, BARRED.get(here, set()))}
    assert {module: names for module, names in stray.items() if names} == {}


def test_nobody_imports_by_the_names_of_the_top_folders():
    tops = {"spiders", "pipelines", "datasets", "tests"}
    assert [module for module in modules() if any(is_in(name, tops) for name in imports(module))] == []


def names_used(module: str) -> set[str]:
    """Dotted names in a module, as written: `datetime.now`, `os.environ`."""
    return {ast.unparse(node) for node in ast.walk(tree(module)) if isinstance(node, ast.Attribute)}


def test_only_one_place_reads_the_clock():
    """A span of time may be measured (time.monotonic), but what time it is comes from one place."""
    readers = {}
    for module in modules():
        used = {name for name in names_used(module) if name in CLOCKS or name.removeprefix("datetime.") in CLOCKS}
        readers[module] = used | (imports(module) & CLOCKS)
    assert {module for module, used in readers.items() if used} == {CLOCK}


def test_only_one_place_reads_the_environment():
    readers = {
        module
        for module in modules()
        if {name for name in names_used(module) | imports(module) if name.startswith(("os.environ", "os.getenv"))}
    }
    assert readers <= {ENVIRONMENT}


def test_modules_do_not_import_each_other_in_circles():
    """For a type or late neither: two that know of each other are one idea, or a third one is missing between them."""
    graph = {module: {name for name in imports(module) if name in modules()} for module in modules()}
    done: set[str] = set()

    def visit(module: str, path: tuple[str, ...]) -> None:
        assert module not in path, " -> ".join((*path[path.index(module) :], module))
        if module not in done:
            for target in sorted(graph[module] - {module}):
                visit(target, (*path, module))
            done.add(module)

    for module in graph:
        visit(module, ())


def test_a_module_s_name_says_what_it_is_for():
    assert not [name for name in modules() if any(VAGUE.search(part) for part in name.split("."))]
