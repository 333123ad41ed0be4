"""What the archive holds, capture by capture."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from jjscrape.archive.capture import Capture

_CELLS: Final[dict[str, Callable[[Capture], Any]]] = {
    "id": lambda capture: capture.id,
    "url": lambda capture: capture.url,
    "captured_at": lambda capture: capture.captured_at,
    "status": lambda capture: capture.status,
    "media_type": lambda capture: capture.media_type,
    "payload_digest": lambda capture: capture.payload_digest,
    "warc_file": lambda capture: capture.warc_file,
    "warc_offset": lambda capture: capture.warc_offset,
    "warc_record_id": lambda capture: (
        f"urn:uuid:{capture.record_id}" if ":" not in capture.record_id else capture.record_id
    ),
}


class CaptureRow(Mapping[str, Any]):
    """A row that is a view of its capture: of an old archive there are more of these than of all other rows."""

    __slots__ = ("_capture",)

    def __init__(self, capture: Capture) -> None:
        self._capture = capture

    def __getitem__(self, name: str) -> Any:
        return _CELLS[name](self._capture)

    def __iter__(self) -> Iterator[str]:
        return iter(_CELLS)

    def __len__(self) -> int:
        return len(_CELLS)


def capture_row(capture: Capture) -> dict[str, Any]:
    return dict(CaptureRow(capture))
