"""One page, parsed and surveyed once, and handed on to whatever reads it."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from jjscrape.pages.markup.clutter import Survey
from jjscrape.pages.markup.soup import Soup
from jjscrape.pages.node.title import PAGE_TITLE, TitleQuestion

if TYPE_CHECKING:
    from jjscrape.pages.head import Address
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

    @cached_property
    def survey(self) -> Survey:
        """What every element of the body is or stands in."""
        return Survey.of(self.soup.body)

    @cached_property
    def title_and_rule(self) -> tuple[str | None, str]:
        """The page's title and the rule that found it; (None, "") if the page has none."""
        return PAGE_TITLE.first(TitleQuestion(self.soup, self.survey, self.site)) or (None, "")

    @property
    def title(self) -> str | None:
        return self.title_and_rule[0]

    def read_as(self, kind: Kind) -> ParsedPage:
        """Return the same page, to be read as what its address did not say."""
        return self._with_survey(self.survey, kind=kind)

    def copied(self) -> ParsedPage:
        """Return the same page with a tree of its own."""
        soup = Soup(self.soup.source, deepcopy(self.soup.root))
        return self._with_survey(self.survey.carried_over(self.soup.body, soup.body), soup=soup)

    def _with_survey(self, survey: Survey, **changes: Any) -> ParsedPage:
        page = replace(self, **changes)
        page.__dict__["survey"] = survey
        return page
