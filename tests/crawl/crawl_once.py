"""One crawl for a test, in a process of its own: its job is JSON, and its summary will be."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from jjscrape.crawl.process import crawl
from jjscrape.site import load_site


def main() -> None:
    """Read the file of the job (site, options), and write the summary to the other file."""
    job = json.loads(Path(sys.argv[1]).read_text())
    site, options = load_site(job["site"]), job["options"]
    if base_url := options.pop("base_url", None):
        site = site.at(base_url)
    if "archive_dir" in options:
        options["archive_dir"] = Path(options["archive_dir"])
    Path(sys.argv[2]).write_text(json.dumps(crawl(site, **options).to_json()))
