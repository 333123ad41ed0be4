"""One crawl in this process, for tests: SITE RESULT.json OPTIONS, and the summary goes into RESULT.json."""

import json
import sys
from pathlib import Path

from jjscrape.crawl.process import crawl
from jjscrape.site import load_site

if __name__ == "__main__":
    options = json.loads(sys.argv[3])
    if "archive_dir" in options:
        options["archive_dir"] = Path(options["archive_dir"])
    site = load_site(sys.argv[1])
    if base_url := options.pop("base_url", None):
        site = site.at(base_url)
    summary = crawl(site, **options)
    Path(sys.argv[2]).write_text(json.dumps(summary.to_json()))
