"""Takes the pictures of the docs: the page of a version and the explorer, from the site that ships with the project.

    python benchmarks/pictures.py DIR

DIR is a data folder made by `make demo`. It needs Chromium and playwright, as the tests in a browser do.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "tests"))
DOCS = ROOT / "docs"
ARTICLE = "news~2Fnew-policy-brief-co-production-climate-politics"
EXPLORED = {
    "explore-front": "",
    "explore-articles": "dataset/articles",
    "explore-row": f"dataset/articles/{ARTICLE}",
    "explore-query": "dataset/where_a_word_stands?word=co-production",
}


def take(page: Any, name: str, width: int, height: int, top: int = 0) -> None:
    clip = {"x": 0, "y": top, "width": width, "height": height}
    page.screenshot(path=DOCS / f"{name}.png", full_page=True, clip=clip)
    print(f"{name}.png", (DOCS / f"{name}.png").stat().st_size, "bytes")


def of_the_page(browser: Any, address: str) -> None:
    with browser.at(address) as visit:
        take(visit.page, "report", 1100, 1050)
    with browser.at(address, scheme="dark") as visit:
        top = visit.page.locator("#published").bounding_box()["y"]
        take(visit.page, "report-dark", 1100, 900, int(top))
    with browser.at(address, width=360) as visit:
        take(visit.page, "report-phone", 360, 1400)
    with browser.at(address, width=680) as visit:
        visit.page.emulate_media(media="print")
        take(visit.page, "report-print", 680, 960)


def of_the_explorer(browser: Any, data: str) -> None:
    command = [sys.executable, "-m", "jjscrape", "explore", "--data", data, "--port", "0", "--no-open"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        address = process.stdout.readline().strip()
        for name, path in EXPLORED.items():
            with browser.at(address + path) as visit:
                take(visit.page, name, 1100, 760)
        process.terminate()


def main() -> None:
    import browsing  # noqa: PLC0415

    data = sys.argv[1]
    with browsing.browser() as browser:
        of_the_page(browser, (Path(data) / "datasets" / "latest" / "report.html").resolve().as_uri())
        of_the_explorer(browser, data)


if __name__ == "__main__":
    main()
