"""Tells somebody who isn't there: by a command, a webhook or a mail. That it fails changes nothing of the run."""

from __future__ import annotations

import json
import smtplib
import subprocess
import urllib.request
from dataclasses import asdict, dataclass
from email.message import EmailMessage
from typing import TYPE_CHECKING, Final

from jjscrape.settings import given
from jjscrape.version import VERSION

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from jjscrape.notices import Notices

PATIENCE: Final = 30
"""Seconds that telling may take, each way of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """What is told. `event` is failure, refusal or recovery; `since` when the runs began to fail (UTC, ISO 8601).

    `times` is how often this happened in a row; `cause` and `code` are those of the table of failures.
    """

    event: str
    site: str
    data: str
    cause: str
    code: int
    sentence: str
    since: str
    times: int
    time: str

    @property
    def text(self) -> str:
        """One line for a person."""
        if self.event == "recovery":
            return f"jjscrape {self.site}: runs well again; it failed since {self.since[:10]}: {self.sentence}"
        often = f" ({self.times} times in a row, since {self.since[:10]})" if self.times > 1 else ""
        return f"jjscrape {self.site}: {self.event}{often}: {self.sentence}"

    def to_json(self) -> str:
        """Every field, and the line under `text`, where chat services look for it."""
        return json.dumps({**asdict(self), "text": self.text}, ensure_ascii=False)


def notify(notices: Notices, message: Message) -> Iterator[str]:
    """Tell it every way that is set, and give a sentence for each that failed."""
    ways: list[tuple[object, str, Callable[[Notices, Message], None]]] = [
        (notices.command, "the command for notices", _by_command),
        (notices.webhook, "the webhook", _by_webhook),
        (notices.mail, f"mail by {notices.smtp}", _by_mail),
    ]
    for wanted, name, tell in ways:
        if not wanted:
            continue
        try:
            tell(notices, message)
        except (OSError, ValueError, subprocess.SubprocessError, smtplib.SMTPException) as error:
            told = str(error) or type(error).__name__
            yield f"{name} could not be used ({told}), so nobody was told of the {message.event} that way; see [notify]"


def _by_command(notices: Notices, message: Message) -> None:
    done = subprocess.run(  # noqa: S603  (the operator's own command, without a shell)
        notices.command,
        input=message.to_json(),
        text=True,
        encoding="utf-8",
        capture_output=True,
        timeout=PATIENCE,
        check=False,
    )
    if done.returncode:
        said = (done.stderr or done.stdout).strip().splitlines()
        raise ValueError(f"exit code {done.returncode}{': ' + said[-1][:200] if said else ''}")


def _by_webhook(notices: Notices, message: Message) -> None:
    headers = {"Content-Type": "application/json", "User-Agent": f"jjscrape/{VERSION}"}
    if token := given("JJSCRAPE_WEBHOOK_TOKEN"):
        headers["Authorization"] = f"Bearer {token}"
    request = urllib.request.Request(  # noqa: S310  (https, or this machine: settled when the setting was read)
        notices.webhook, message.to_json().encode(), headers, method="POST"
    )
    # Redirects are not followed: they could lead the token elsewhere.
    with urllib.request.build_opener(_NoRedirect).open(request, timeout=PATIENCE):
        pass


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: object) -> None:
        return None


def _by_mail(notices: Notices, message: Message) -> None:
    mail = EmailMessage()
    mail["Subject"] = f"jjscrape {message.site}: {message.event}".replace("\n", " ")
    mail["From"], mail["To"] = notices.sender, ", ".join(notices.mail)
    mail.set_content(f"{message.text}\n\n{message.to_json()}\n")
    host, _, port = notices.smtp.rpartition(":")
    with smtplib.SMTP(host, int(port), timeout=PATIENCE) as server:
        server.ehlo()
        if server.has_extn("starttls"):
            server.starttls()
            server.ehlo()
        if notices.user:
            server.login(notices.user, given("JJSCRAPE_SMTP_PASSWORD"))
        server.send_message(mail)
