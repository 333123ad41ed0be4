"""A search for nothing is no search: Datasette would hand it to SQLite, which calls it a mistake of syntax."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

_EMPTY = b"_search="


def without_empty_search(application: Any) -> Callable[..., Awaitable[None]]:
    """Hand a request on without a search box that was left empty."""

    async def asked(scope: Any, receive: Any, send: Any) -> None:
        query = scope.get("query_string") or b""
        if _EMPTY in query.split(b"&"):
            scope = {**scope, "query_string": b"&".join(part for part in query.split(b"&") if part != _EMPTY)}
        await application(scope, receive, send)

    return asked
