"""How a run went as a text file for Prometheus, which node_exporter's textfile collector picks up (`*.prom`)."""

from __future__ import annotations

import shutil
from datetime import datetime
from typing import TYPE_CHECKING

from jjscrape import files

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from jjscrape.operate.rhythm import Told
    from jjscrape.run_record import RunRecord


def write_metrics(path: Path, site: str, data: Path, ended: datetime, told: Told, record: RunRecord | None) -> None:
    """Write the file in one step, so that a collector never reads half of one."""
    code = told.failing.code if told.failing else 0
    lines = [
        *gauge("jjscrape_run_success", "Whether the newest run did what it should.", {"": float(code == 0)}, site),
        *gauge("jjscrape_run_exit_code", "Its exit code.", {"": code}, site),
        *gauge("jjscrape_run_end_timestamp_seconds", "When it ended.", {"": ended.timestamp()}, site),
        *gauge(
            "jjscrape_failing_runs",
            "How many runs in a row ended by this cause.",
            {told.failing.cause or "other": told.failing.times} if told.failing else {"": 0},
            site,
            "cause",
        ),
        *gauge("jjscrape_pages_unavailable", "Pages the newest crawl could not have.", {"": len(told.pages)}, site),
        *gauge("jjscrape_archive_bytes", "Size of the archive.", {"": size_of(data)}, site),
        *gauge("jjscrape_disk_free_bytes", "Room left on the disk of the data folder.", {"": free_at(data)}, site),
    ]
    if told.succeeded:
        moment = datetime.fromisoformat(told.succeeded).timestamp()
        lines += gauge(
            "jjscrape_last_success_timestamp_seconds", "When a run last did what it should.", {"": moment}, site
        )
    if record:
        lines += [
            *gauge("jjscrape_crawl_requests", "Requests of the newest crawl.", {"": record.requests}, site),
            *gauge("jjscrape_crawl_bytes", "Bytes it received.", {"": record.bytes}, site),
            *gauge("jjscrape_crawl_failures", "Addresses it could not have.", {"": record.failures}, site),
            *gauge("jjscrape_crawl_seconds", "How long it took.", {"": record.seconds or 0}, site),
            *gauge("jjscrape_crawl_answers", "Its answers by status.", record.statuses, site, "status"),
        ]
    files.write_text(path, "\n".join(lines) + "\n")


def gauge(name: str, about: str, values: Mapping[str, float], site: str, label: str = "") -> list[str]:
    """The lines of one metric, by the value of a label besides the site's."""
    lines = [f"# HELP {name} {about}", f"# TYPE {name} gauge"]
    for value, number in values.items():
        more = f',{label}="{escaped(value)}"' if label and value else ""
        lines.append(f'{name}{{site="{escaped(site)}"{more}}} {number:.17g}')
    return lines


def escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")


def size_of(data: Path) -> int:
    """Bytes of the archive's files."""
    return sum(path.stat().st_size for path in (data / "archive").rglob("*") if path.is_file())


def free_at(data: Path) -> int:
    """Bytes that are free where a folder is, or will be."""
    return shutil.disk_usage(next(folder for folder in (data, *data.absolute().parents) if folder.is_dir())).free
