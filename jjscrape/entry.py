"""The first lines of every command: signals end it in good order from here on, while all it needs is imported."""

from __future__ import annotations

from jjscrape import signals


def main() -> None:
    """Run the command line; the process ends with one of the exit codes of `Exit`, whatever signal comes when."""
    signals.listen()
    try:
        from jjscrape.cli import main as command

        command()
    finally:
        signals.listen_no_more()
        signals.settled()
