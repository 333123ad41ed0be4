"""What a robots.txt says to this project, read as RFC 9309 has it.

Protego knows the rules; before it sees them, what it takes otherwise than the RFC is put right: which group is meant
for us, and bytes that are not the UTF-8 that is asked for. What can't be read is told, since a rule that was passed
over in silence is a rule that was broken.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from protego import Protego

AGENT = "jjscrape"
"""The product token by which a robots.txt addresses us."""
PARSE_LIMIT = 500 * 1024
"""Bytes of a robots.txt that are read (RFC 9309, 2.5)."""

_AGENT_LINE = re.compile(r"\s*user[- ]?agent\s*(?::|\s)\s*(.*)", re.IGNORECASE)
_DELAY_LINE = re.compile(r"\s*crawl[- ]delay\s*(?::|\s)\s*(.*)", re.IGNORECASE)
_RULE_LINE = re.compile(r"\s*(?:allow|di[a-z]*l[oa]w)\s*(?::|\s)", re.IGNORECASE)
"""With the misspellings that Protego takes for `Disallow`."""
_OF_THE_SITE = re.compile(r"\s*(?:site-?maps?|host)\s*(?::|\s)", re.IGNORECASE)
_SECONDS = re.compile(r"(\d+(?:[.,]\d*)?|[.,]\d+)\s*(?:s|secs?|seconds?)?\.?", re.IGNORECASE | re.ASCII)
_NAME_ENDS = re.compile(r"[/\s,;()]")
_ANOTHER = "another/agent"
"""Stands for every agent that is not us; no product token has a slash."""
_MARKS = ((b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))


@dataclass(frozen=True, slots=True)
class Robots:
    """The rules of a robots.txt. `notes` tells, in sentences, what could not be read as it stands."""

    rules: Protego = field(repr=False)
    notes: tuple[str, ...] = ()


def read_robots(body: bytes, agent: str = AGENT) -> Robots:
    """Read the first 500 KiB of a robots.txt. `rules` answer for `agent` alone, which is a product token.

    A group is ours if its `User-agent` line names the token, in whatever case and whatever follows it behind a slash or
    a space, as in the User-Agent lines of a server's log; a longer or shorter name is somebody else's.
    """
    notes = []
    if len(body) > PARSE_LIMIT:
        notes.append(f"it has more than {PARSE_LIMIT} bytes, of which the first {PARSE_LIMIT} count")
    text = _text(body[:PARSE_LIMIT], notes)
    if len(body) > PARSE_LIMIT:
        # At a line's end: half a rule could mean something else.
        text = text[: max(text.rfind("\n"), text.rfind("\r")) + 1]
    groups = _Groups(agent)
    lines = [groups.read(line.partition("#")[0]) for line in text.splitlines()]
    return Robots(Protego.parse("\n".join(lines)), (*notes, *groups.notes()))


def _text(body: bytes, notes: list[str]) -> str:
    """Decode; bytes that are not UTF-8 become percent-encoded, as the addresses that they are in are asked for."""
    coding = next((name for mark, name in _MARKS if body.startswith(mark)), None)
    if coding is None and (half := len(body) // 2) and b"\0" in body:
        # Text in UTF-16 has a NUL beside every ASCII character, on the one side or the other.
        sides = (("utf-16-le", body[1::2]), ("utf-16-be", body[::2]))
        coding = next((name for name, side in sides if side.count(0) * 2 > half), None)
    if coding:
        notes.append("it is in UTF-16, not in UTF-8, and was read as such")
        return body.decode(coding, "replace").removeprefix("\ufeff")
    text = body.removeprefix(b"\xef\xbb\xbf").decode("utf-8", "surrogateescape")
    if "\0" in text:
        notes.append("it has NUL bytes, which were left out")
        text = text.replace("\0", "")
    if re.search("[\udc80-\udcff]", text):
        notes.append("it has bytes that are not UTF-8; they stand for themselves in the rules")
    return re.sub("[\udc80-\udcff]", lambda byte: f"%{ord(byte[0]) - 0xDC00:02X}", text)


class _Groups:
    """Reads a robots.txt line by line, and keeps what of the lines that are meant for us can't be read."""

    def __init__(self, agent: str) -> None:
        self._agent = agent
        self._group: set[str] = set()
        self._begins = False
        self._known: set[str] = set()
        self._faults: list[tuple[frozenset[str], str]] = []
        self._strange = False

    def read(self, line: str) -> str:
        """Return the line as Protego is to see it: agents as `agent`, `*` or another, delays as numbers."""
        if named := _AGENT_LINE.fullmatch(line):
            if not self._begins:
                self._group = set()
            self._begins = True
            self._group.add(name := self._named(named[1]))
            self._known.add(name)
            return f"User-agent: {name}"
        asked = _DELAY_LINE.fullmatch(line)
        if asked is None and not _RULE_LINE.match(line):
            self._strange = self._strange or not (line.isspace() or not line or _OF_THE_SITE.match(line))
            # Other lines must not part agents that share a group (RFC 9309, 2.2.4), as they would do for Protego.
            return "" if self._begins else line
        self._begins = False
        if not self._group:
            self._strange = True
        if asked is None or not asked[1].strip():
            return line
        seconds = _SECONDS.fullmatch(asked[1].strip())
        if seconds is None:
            self._faults.append((frozenset(self._group), asked[1].strip()))
            return ""
        return f"Crawl-delay: {seconds[1].replace(',', '.')}"

    def notes(self) -> list[str]:
        ours = self._agent if self._agent in self._known else "*"
        meant = [text for group, text in self._faults if ours in group]
        notes = [f"its Crawl-delay {text[:60]!r} is no number of seconds" for text in meant]
        if self._strange and not self._known:
            notes.append("no line of it names an agent, so that it holds no rule")
        return notes

    def _named(self, value: str) -> str:
        name = _NAME_ENDS.split(value.strip(), maxsplit=1)[0]
        if name == "*":
            return name
        # Asterisks at the ends are no part of a product token, but owners write them.
        return self._agent if name.strip("*").lower() == self._agent.lower() else _ANOTHER
