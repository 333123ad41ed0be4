"""What extraction returns."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from jjscrape.pages.notes import NOTES
from jjscrape.witnesses import BORNE_OUT

if TYPE_CHECKING:
    from collections.abc import Mapping

    from jjscrape.items import Item
    from jjscrape.pins import Pin
    from jjscrape.site import Kind


@dataclass(slots=True)
class Extraction:
    """What one answer holds. `problems` are sentences that name a rule; `record_id` is the canonical key of the page.

    An answer that holds nothing usable has no items and a problem that says why. It is `refused` if it is no page at
    all, but an error in place of one or half of one, so that nothing follows from what it lacks. `nodeless` is set
    where a page stands at the address of a record and is none, such as a listing: it has no record but its teasers,
    and a problem names it, although nothing was misread.
    """

    kind: Kind
    record_id: str | None = None
    items: list[Item] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    refused: bool = False
    nodeless: str | None = None
    pins: Mapping[Pin, bool] = field(default_factory=dict)
    """Each pin that was asked for on this page, and whether it chose anything."""

    @property
    def faulty(self) -> bool:
        """Whether something could not be read.

        That a page is no record, a text in pieces, or one witness against others is no fault.
        """
        faults = [problem for problem in self.problems if not problem.startswith((*NOTES, *BORNE_OUT))]
        return len(faults) > (self.nodeless is not None)

    def refuse(self, problem: str) -> None:
        self.items = []
        self.problems.append(problem)
        self.refused = True
