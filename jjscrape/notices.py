"""Whom to tell of runs that fail, and how: the table `[notify]` of a site file or of a settings file."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Mapping

EVERY: Final = 4
"""The same failure is told the first time, and then each time that it has happened so often again."""
SMTP: Final = "localhost:25"
_LOOPBACK: Final = frozenset({"127.0.0.1", "localhost", "::1"})
_KEYS: Final = frozenset({"command", "webhook", "mail", "from", "smtp", "user", "every"})


class NoticeError(ValueError):
    """A setting of `[notify]` that can't be used; the message says what can."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Notices:
    """Ways to tell. `command` is run with the message as JSON on its standard input; `webhook` gets the same by POST.

    `mail` are addresses to write to, by way of the server `smtp` (host:port), where we are `user` if it wants a name.
    """

    command: tuple[str, ...] = ()
    webhook: str = ""
    mail: tuple[str, ...] = ()
    sender: str = ""
    smtp: str = SMTP
    user: str = ""
    every: int = EVERY


def read_notices(settings: Mapping[str, Any]) -> Notices:
    """Read `[notify]`.

    Raises:
        NoticeError: a setting that is none, or of the wrong type, or an address that would be told in the clear.
    """
    if unknown := sorted(settings.keys() - _KEYS):
        raise NoticeError(f"unknown setting {unknown[0]!r}; it may be one of {', '.join(sorted(_KEYS))}")
    every = settings.get("every", EVERY)
    if type(every) is not int or every < 1:
        raise NoticeError(f"every is {every!r}; give it a whole number from 1")
    found = Notices(
        command=_words(settings, "command"),
        webhook=_word(settings, "webhook"),
        mail=_words(settings, "mail"),
        sender=_word(settings, "from"),
        smtp=_word(settings, "smtp") or SMTP,
        user=_word(settings, "user"),
        every=every,
    )
    if found.webhook and not _is_safe(found.webhook):
        raise NoticeError(f"webhook is {found.webhook!r}; give an address that begins with https://")
    if found.mail and not found.sender:
        raise NoticeError("mail is given without from; name the address that the mail shall come from")
    if not found.smtp.rpartition(":")[2].isdecimal():
        raise NoticeError(f"smtp is {found.smtp!r}; give a host and a port, like mail.example.org:587")
    return found


def load_notices(path: str) -> Notices:
    """Read the table from a file of its own.

    Raises:
        NoticeError: the file can't be read, or is not usable.
    """
    try:
        data = tomllib.loads(Path(path).read_text("utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise NoticeError(f"the file of notices {path} can't be read: {error}; mend it") from error
    section = data.get("notify")
    if not isinstance(section, dict):
        raise NoticeError(f"the file of notices {path} has no table [notify]; add one")
    try:
        return read_notices(section)
    except NoticeError as error:
        raise NoticeError(f"{path}, [notify]: {error}") from error


def _is_safe(url: str) -> bool:
    """What is told goes encrypted, or does not leave this machine."""
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError:
        return False
    return bool(host) and (parts.scheme == "https" or (parts.scheme == "http" and host in _LOOPBACK))


def _word(settings: Mapping[str, Any], key: str) -> str:
    value = settings.get(key, "")
    if not isinstance(value, str):
        raise NoticeError(f"{key} is {value!r}; give it a text in quotes")
    return value


def _words(settings: Mapping[str, Any], key: str) -> tuple[str, ...]:
    value = settings.get(key, [])
    words = [value] if isinstance(value, str) else value
    if not isinstance(words, list) or not all(isinstance(word, str) and word for word in words):
        raise NoticeError(f'{key} is {value!r}; give it a text, or a list of texts, like ["..."]')
    return tuple(words)
