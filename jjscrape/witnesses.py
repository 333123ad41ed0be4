"""What is said where a page's witnesses of one value disagree, so that such sentences can be counted by field.

A title, a text or a date may stand on a page several times: printed, in the head, in data for programs. The surest
witness is believed, and a problem names another that says otherwise.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

TITLE_ALONE: Final = "title: the head calls the page otherwise"
"""No witness bears the printed title out."""
TITLE_BORNE_OUT: Final = "title: not all that the page says of it agrees"
TEXT_OUTSIDE: Final = "text: more words stand outside it than in it"
TEXT_ELSEWHERE: Final = "text: a generic extractor takes another part of the page for it, or much more"
TEXT_STATED: Final = "text: the page's JSON-LD holds another one"
DATES: Final = "published: the page's dates disagree"
BORNE_OUT: Final = (TITLE_BORNE_OUT, TEXT_STATED)
"""Of these the value stands, and nothing could not be read."""
_BEGINNINGS: Final = (TITLE_ALONE, TITLE_BORNE_OUT, TEXT_OUTSIDE, TEXT_ELSEWHERE, TEXT_STATED, DATES)


def field_of(problem: str) -> str | None:
    """Return the field whose witnesses a problem says to disagree; None where it says something else."""
    return problem.partition(":")[0] if problem.startswith(_BEGINNINGS) else None


def in_doubt(problems: Iterable[tuple[str, Iterable[str]]]) -> dict[str, list[str]]:
    """Return, by field, the ids of the records whose witnesses of it disagree; `problems` are those of each record."""
    found: dict[str, list[str]] = defaultdict(list)
    for record_id, told in problems:
        for field in sorted({field for problem in told if (field := field_of(problem))}):
            found[field].append(record_id)
    return dict(sorted(found.items()))
