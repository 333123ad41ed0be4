"""Crawls for tests, each in a process of its own, forked from this one, which has paid for the imports.

Reads a job per line (JSON: site, folder, options) and answers with the pid of the process that does it. The folder
receives out, err and, at the end, summary.json and exit.
"""

import json
import os
import signal
import sys
import traceback
from pathlib import Path

import scrapy.crawler
import scrapy.downloadermiddlewares.httpcompression
import scrapy.extensions.feedexport  # noqa: F401

from jjscrape.crawl.process import crawl
from jjscrape.site import load_site


def work(site_name: str, folder: Path, options: dict) -> None:
    site = load_site(site_name)
    if base_url := options.pop("base_url", None):
        site = site.at(base_url)
    if "archive_dir" in options:
        options["archive_dir"] = Path(options["archive_dir"])
    summary = crawl(site, **options)
    (folder / "summary.json").write_text(json.dumps(summary.to_json()))


def child(job: dict) -> None:
    folder, code = Path(job["folder"]), 1
    for stream, name in ((sys.stdout, "out"), (sys.stderr, "err")):
        stream.flush()
        os.dup2(os.open(folder / name, os.O_WRONLY | os.O_CREAT | os.O_TRUNC), stream.fileno())
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    try:
        work(job["site"], folder, job["options"])
        code = 0
    except BaseException:  # noqa: BLE001  (the test shall see it)
        traceback.print_exc()
    sys.stdout.flush()
    sys.stderr.flush()
    (folder / "exit.part").write_text(str(code))
    (folder / "exit.part").rename(folder / "exit")
    os._exit(code)


if __name__ == "__main__":
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    for line in sys.stdin:
        if pid := os.fork():
            sys.stdout.write(f"{pid}\n")
            sys.stdout.flush()
        else:
            child(json.loads(line))
