"""One page, parsed and surveyed once, and handed on to whatever reads it."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from jjscrape.pages.markup.clutter import Survey
from jjscrape.pages.markup.soup import Soup
from jjscrape.pages.node.title import TitleQuestion
from jjscrape.pages.node.title_witnesses import Title, title_of
from jjscrape.pages.pinned import NO_PINS, Pins
from jjscrape.site import LISTINGS

if TYPE_CHECKING:
    from jjscrape.pages.address import Address
    from jjscrape.site import Kind, Site


@dataclass(frozen=True, eq=False)
class ParsedPage:
    """A page of the site. `kind` is what it is, `address` where it says that it belongs.

    Reading a node or an entry of a list takes the tree apart: what must be read twice is read of a copy.
    """

    soup: Soup
    site: Site
    address: Address
    kind: Kind
    pins: Pins = NO_PINS
    """What the site file says of pages that are read like this one."""

    @cached_property
    def survey(self) -> Survey:
        """What every element of the body is or stands in."""
        return Survey.of(self.soup.body)

    @cached_property
    def witnessed_title(self) -> Title:
        """The page's title with the rule that found it, and what is wrong with it."""
        if self.kind not in LISTINGS and (pinned := self.pins.ask(self.soup.root, "title")):
            return Title(pinned.values[0], pinned.rule)
        return title_of(TitleQuestion(self.soup, self.survey, self.site))

    @property
    def title(self) -> str | None:
        return self.witnessed_title.text

    def read_as(self, kind: Kind) -> ParsedPage:
        """Return the same page, to be read as what its address did not say."""
        return self._with_survey(self.survey, kind=kind)

    def pinned(self, *tables: str) -> ParsedPage:
        """Return the same page, to be read with the pins for such tables."""
        pins = tuple(pin for pin in self.site.pins if pin.table in tables)
        return self._with_survey(self.survey, pins=Pins(pins)) if pins else self

    def copied(self) -> ParsedPage:
        """Return the same page with a tree of its own."""
        soup = Soup(self.soup.source, deepcopy(self.soup.root))
        return self._with_survey(self.survey.carried_over(self.soup.body, soup.body), soup=soup)

    def _with_survey(self, survey: Survey, **changes: Any) -> ParsedPage:
        page = replace(self, **changes)
        page.__dict__["survey"] = survey
        return page
