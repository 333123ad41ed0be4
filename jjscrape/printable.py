"""Text that others wrote, made fit for a terminal: it is shown, and does nothing there.

A title, a file's name in an archive or a server's reason phrase may hold what terminals obey: escape sequences that
clear the screen, set its title or fill the clipboard, and marks that turn the order of letters, so that a name reads as
another. Files keep such text as it is; what a person reads goes through here.
"""

from __future__ import annotations

import re

# Controls but for tab and line feed, what ends a line or a paragraph, marks that turn the order, halves of pairs.
_ACTS = "\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff"
# What takes no room: two ids that differ in it alone would look the same. Joiners stay, they make words and emoji.
_UNSEEN = "\u00ad\u180e\u200b\u2060-\u2064\ufeff"
_SHOWN = re.compile(f"[{_ACTS}{_UNSEEN}]")


def printable(text: str) -> str:
    """Return text of several lines with what acts, or can't be seen, written as JSON writes it.

    The escape is a backslash and u001b then. So JSON stays JSON and means what it meant.
    """
    return _SHOWN.sub(lambda character: f"\\u{ord(character[0]):04x}", text)


def line(text: str) -> str:
    """Return text as one line: a line feed in it could put words into the program's mouth."""
    return printable(text).replace("\n", "\\n")
