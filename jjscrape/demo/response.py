"""An HTTP answer as a value."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus


@dataclass(frozen=True, slots=True)
class Response:
    """`headers` keep their order. Without a Content-Length among them the body is to be sent in chunks."""

    status: int
    reason: str
    headers: list[tuple[str, str]]
    body: bytes

    def header(self, name: str) -> str | None:
        return next((value for key, value in self.headers if key.lower() == name.lower()), None)


def answer(status: int, headers: list[tuple[str, str]], body: bytes = b"") -> Response:
    return Response(status, HTTPStatus(status).phrase, headers, body)
