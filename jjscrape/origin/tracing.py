"""From the cells of a version to the captures they were read from, and to their bytes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jjscrape.items import SEPARATOR
from jjscrape.origin.bodies import Bodies
from jjscrape.origin.cell import Evidence, Origin
from jjscrape.origin.dataset import Dataset
from jjscrape.origin.lookup import Named, find, key_of
from jjscrape.origin.stories import changes
from jjscrape.origin.stories.by_table import STORIES
from jjscrape.release.cells import to_cell
from jjscrape.schema import TABLES, Type

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from jjscrape.origin.dataset import Row
    from jjscrape.origin.story import Claim, Story
    from jjscrape.release.write import Rows


class Tracer:
    """Traces cells of one version. It keeps what it read, so that many cells are traced in one go."""

    def __init__(
        self,
        read: Callable[[str], Rows],
        archive: Path | None,
        version: str,
        before: Callable[[], Dataset | None] = lambda: None,
    ) -> None:
        """Prepare to trace; nothing is read yet.

        Args:
            read: gives the rows of a table of the version; none of one that it lacks.
            archive: folder or file with the captures; None where there is none, and no bytes can be shown.
            version: what the version is called.
            before: gives the version before, for its `changes`; None where there is none.
        """
        self.dataset = Dataset(read, version)
        self._bodies = Bodies(archive)
        self._before = before
        self._previous: list[Dataset | None] = []

    def trace(self, record: str | Sequence[str], field: str, table: str | None = None) -> Origin:
        """Trace one cell of the row that is named by its key, its address or values of its columns.

        Raises:
            LookupError: there is no such row or field, or several rows fit.
        """
        return self._origin(find(self.dataset, record, table, field), field)

    def cells(self, table: str) -> Iterator[Origin]:
        """Trace every cell of a table, row by row.

        Raises:
            LookupError: there is no such table.
        """
        if table not in TABLES:
            raise LookupError(f"there is no table {table!r}; the tables are {', '.join(TABLES)}")
        for row in self.dataset.rows(table):
            for field in row:
                yield self._origin(Named(table, row), field)

    def _origin(self, named: Named, field: str) -> Origin:
        table, row, also = named
        story = self._story(table, row, field)
        evidence = (self._evidence(claim) for claim in dict.fromkeys(story.claims))
        return Origin(
            version=self.dataset.version,
            table=table,
            record_id=key_of(table, row),
            field=field,
            value=to_cell(row[field], TABLES[table].described(field).type) or None,
            rule=story.rule,
            raw=story.raw,
            evidence=tuple(piece for piece in evidence if piece),
            empty=story.empty,
            follows=story.follows,
            also=also,
        )

    def _story(self, table: str, row: Row, field: str) -> Story:
        if table != "changes":
            return STORIES[table](self.dataset, table, row, field)
        return changes.story(self.dataset, self.previous, row, field, lambda v, t, r, f: STORIES[t](v, t, r, f))

    @property
    def previous(self) -> Dataset | None:
        """The version before, which the rows of `changes` are compared with."""
        if not self._previous:
            self._previous.append(self._before())
        return self._previous[0]

    def _evidence(self, claim: Claim) -> Evidence | None:
        capture = self.dataset.capture(claim.capture_id)
        if capture is None and self._previous and self._previous[0]:
            capture = self._previous[0].capture(claim.capture_id)
        if capture is None:
            return None
        body, missing = self._bodies.of(capture, claim.part) if claim.strings else (None, None)
        return Evidence(
            says=claim.says,
            capture_id=capture["id"],
            url=capture["url"],
            captured_at=to_cell(capture["captured_at"], Type.TIMESTAMP),
            warc_file=capture["warc_file"],
            warc_offset=capture["warc_offset"],
            warc_record_id=capture["warc_record_id"],
            raw=SEPARATOR.join(claim.strings) or None,
            part=claim.part,
            passages=body.each(claim.strings, claim.field) if body else (),
            missing=missing,
        )
