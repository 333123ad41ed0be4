"""Runs `wire_crawl.py` and gathers what it says."""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from pathlib import Path

from commands import call


@dataclass
class Run:
    folder: Path
    results: dict[int, dict]
    stats: dict
    said: str


def prepare(folder: Path, requests: list[dict], settings: dict, sabotage: str = "") -> list[str]:
    """The command line of a crawl that archives into `folder/archive` unless the settings say otherwise."""
    folder.mkdir(parents=True, exist_ok=True)
    plan, result = folder / "plan.json", folder / "result.jsonl"
    settings = {"JJSCRAPE_ARCHIVE_DIR": str(folder / "archive")} | settings
    plan.write_text(json.dumps({"settings": settings, "requests": requests, "sabotage": sabotage}))
    return [sys.executable, str(Path(__file__).with_name("wire_crawl.py")), str(plan), str(result)]


def crawl(folder: Path, requests: list[dict], *, sabotage: str = "", quiet: bool = True, **settings) -> Run:
    """Run a crawl to its end; results by the request's number. `quiet`: no traceback may show."""
    command = prepare(folder, requests, settings, sabotage)
    done = call("wire_crawl:main", *command[2:])
    assert done.returncode == 0, done.stderr
    assert not quiet or "Traceback" not in done.stderr, done.stderr
    result = Path(command[-1])
    lines = [json.loads(line) for line in result.read_text().splitlines()]
    stats = lines.pop()["stats"]
    return Run(folder / "archive", {line["number"]: line for line in lines}, stats, done.stderr)
