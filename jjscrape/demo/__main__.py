"""`python -m jjscrape.demo`: serve the demo site until interrupted."""

from __future__ import annotations

import argparse
import sys
import threading

from jjscrape.demo import DemoSite, serve


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m jjscrape.demo", description="Serve the demo site on 127.0.0.1.")
    parser.add_argument("--port", type=int, default=8901, help="port to listen on; 0 takes a free one (default 8901)")
    parser.add_argument("--style", choices=("zurb", "core"), default="zurb", help="markup style (default zurb)")
    parser.add_argument("--articles", type=int, help="how many news items, blog posts and events there are")
    parser.add_argument("--crawl-delay", type=float, help="seconds that robots.txt asks crawlers to wait")
    parser.add_argument("--no-churn", action="store_true", help="render a page to the same bytes each time")
    options = parser.parse_args()
    site = DemoSite(options.style, options.articles, not options.no_churn, options.crawl_delay)
    try:
        with serve(site, options.port) as serving:
            sys.stderr.write(f"serving {serving.url}/ in {options.style} markup; Ctrl-C ends it\n")
            sys.stderr.flush()
            threading.Event().wait()
    except KeyboardInterrupt:
        sys.stderr.write("ended\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
