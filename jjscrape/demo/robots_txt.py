"""robots.txt with Drupal 7's stock rules, or with none that let a crawler in."""

from __future__ import annotations

from typing import Literal

RobotsMode = Literal["normal", "disallow", "error"]

FOLDERS = ("includes", "misc", "modules", "profiles", "scripts", "themes")
WITH_ASSETS = ("misc", "modules", "profiles", "themes")
ASSETS = ("css", "js", "gif", "jpg", "jpeg", "png")
PATHS = (
    "admin/", "comment/reply/", "filter/tips/", "node/add/", "search/", "user/register/", "user/password/",
    "user/login/", "user/logout/", "user/",
)  # fmt: skip


def robots_txt(mode: RobotsMode, crawl_delay: float | None) -> str:
    if mode == "disallow":
        return "User-agent: *\nDisallow: /\n"
    lines = ["# Rules for crawlers of this demonstration site.", "", "User-agent: *"]
    if crawl_delay is not None:
        lines.append(f"Crawl-delay: {crawl_delay:g}")
    lines += [f"Allow: /{folder}/*.{kind}{end}" for folder in WITH_ASSETS for kind in ASSETS for end in ("$", "?")]
    lines += [f"Disallow: /{folder}/" for folder in FOLDERS]
    lines += [f"Disallow: /{path}" for path in PATHS]
    lines += [f"Disallow: /?q={path}" for path in PATHS]
    return "\n".join(lines) + "\n"
