"""Ready schedules for a data folder: a line for cron, units for systemd, a workflow for GitHub Actions.

Once a week, at a time that the folder's name decides, so that many operators do not all ask at once.
"""

from __future__ import annotations

import shlex
import sys
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING

from jjscrape.outcome import Exit, Stop

if TYPE_CHECKING:
    from pathlib import Path

KINDS = ("cron", "systemd", "github")
DAYS = ("Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat")


@dataclass(frozen=True, slots=True)
class Time:
    """A minute of the week, in the machine's own time zone; `day` counts from Sunday as cron does."""

    day: int
    hour: int
    minute: int


def schedule(kind: str, data: Path, site: str) -> str:
    """Return the text of a schedule. `data` is named by its absolute path, this program by its own.

    Raises:
        Stop: there is no such kind of schedule.
    """
    folder = data.absolute()
    if kind not in KINDS:
        raise Stop(Exit.USAGE, f"no schedule is called {kind!r}; there are {', '.join(KINDS)}")
    if not str(folder).isprintable():
        raise Stop(Exit.USAGE, f"{str(folder)!r} holds a character that no schedule can; choose another --data")
    at = quiet_time(str(folder))
    if kind == "github":
        return _github(at, site)
    words = [sys.executable, "-m", "jjscrape", "run", site, "--data", str(folder)]
    return _cron(at, words, folder) if kind == "cron" else _systemd(at, words, folder)


def quiet_time(name: str) -> Time:
    """Return a time between one and five in the morning, the same for the same name."""
    drawn = sha256(name.encode("utf-8", "surrogateescape")).digest()
    return Time(drawn[0] % 7, 1 + drawn[1] % 4, drawn[2] % 60)


def _cron(at: Time, words: list[str], folder: Path) -> str:
    log = folder / "run.log"
    # To cron an unescaped % is the end of the command.
    command = f"{shlex.join(words)} >> {shlex.quote(str(log))}".replace("%", r"\%")
    return (
        "# For `crontab -e`. Errors go to standard error, which cron mails to MAILTO; a run that finds another one at\n"
        "# work ends with exit code 5 and changes nothing.\n"
        f"{at.minute} {at.hour} * * {at.day} {command}\n"
    )


def _systemd(at: Time, words: list[str], folder: Path) -> str:
    command = " ".join(_unit_word(word) for word in words)
    return f"""\
# ~/.config/systemd/user/jjscrape.service
[Unit]
Description=jjscrape: crawl, archive and publish into {str(folder).replace("%", "%%")}
Wants=network-online.target
After=network-online.target

[Service]
Type=oneshot
ExecStart={command}
# SIGINT lets a crawl end in order; the next run goes on from there.
KillSignal=SIGINT
TimeoutStopSec=120
Nice=10

# ~/.config/systemd/user/jjscrape.timer
[Unit]
Description=jjscrape once a week

[Timer]
OnCalendar={DAYS[at.day]} *-*-* {at.hour:02}:{at.minute:02}:00
Persistent=true
RandomizedDelaySec=30min

[Install]
WantedBy=timers.target

# Then: systemctl --user daemon-reload && systemctl --user enable --now jjscrape.timer
# What the last run said: journalctl --user -u jjscrape.service
"""


def _unit_word(word: str) -> str:
    """Quote one argument as systemd reads a command line: % and $ stand for themselves when doubled."""
    escaped = word.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%").replace("$", "$$")
    return escaped if escaped and not any(char.isspace() or char in "'\"\\;" for char in word) else f'"{escaped}"'


def _github(at: Time, site: str) -> str:
    return f"""\
# .github/workflows/jjscrape.yml of a repository that holds this project's files and keeps the data in data/.
# GitHub takes no file above 100 MB: an archive that grows beyond that wants a machine of its own.
name: jjscrape
on:
  schedule:
    - cron: "{at.minute} {at.hour} * * {at.day}"
  workflow_dispatch:
permissions:
  contents: write
concurrency: jjscrape
jobs:
  run:
    runs-on: ubuntu-latest
    timeout-minutes: 180
    steps:
      - uses: actions/checkout@v4
      - uses: actions/setup-python@v5
        with:
          python-version: "3.12"
      - run: python -m pip install .
      - run: jjscrape run {shlex.quote(site)} --data data
      # Also after a run that failed: what was fetched is part of the archive.
      - if: always()
        run: |
          git config user.name jjscrape
          git config user.email jjscrape@users.noreply.github.com
          git add --force data
          git diff --cached --quiet || git commit -m "Crawl of $(date -u +%Y-%m-%d)"
          git push
"""
