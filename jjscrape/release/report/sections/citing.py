"""How to cite the version."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jjscrape.release.report.grid import Section

if TYPE_CHECKING:
    from jjscrape.release.report.beside import Beside


def citing(beside: Beside) -> Section | None:
    """The citation in words and for BibTeX, with the hash that names exactly these rows."""
    if not beside.citation:
        return None
    return Section(
        id="cite",
        heading="Cite it",
        lead=[beside.citation],
        blocks=[("BibTeX", beside.bibtex)],
        facts=[("Content hash (sha256 of the rows)", beside.content_sha256)],
    )
