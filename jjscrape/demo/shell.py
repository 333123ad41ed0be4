"""What stands around every page's content: the template, the menu, the search form and the footer's logos."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from string import Template
from typing import TYPE_CHECKING

from jjscrape.demo.view import attribute

if TYPE_CHECKING:
    from jjscrape.demo.view import View

MENU = (
    ("/about-jam-and-justice", "About Jam and Justice"),
    ("/", "Home"),
    ("/news-events-and-blog", "News, events and blog"),
    ("/our-projects", "Our projects"),
    ("/coalitions", "Coalitions"),
    ("/media", "Media"),
    ("/publications-jam-and-justice", "Publications from Jam and Justice"),
    ("/downloads", "Downloads"),
    ("/search", "Search"),
)
FOOTER_LOGOS = (
    '<p><img src="/sites/default/files/inline/footer-logos.png" alt="footer logos" width="64" height="24" /></p>'
)


@cache
def template(name: str) -> Template:
    return Template(files("jjscrape.demo").joinpath(name).read_text(encoding="utf-8"))


def search_form(view: View, classes: str = "form-text") -> str:
    return (
        f'<form action="{attribute(view.target)}" method="post" id="search-block-form" accept-charset="UTF-8"><div>'
        '<div class="container-inline">\n      <h2 class="element-invisible">Search form</h2>\n'
        '    <div class="form-item form-type-textfield form-item-search-block-form">\n'
        '  <label class="element-invisible" for="edit-search-block-form--2">Search </label>\n'
        f' <input title="Enter the terms you wish to search for." class="{classes}" type="text" '
        'id="edit-search-block-form--2" name="search_block_form" value="" size="15" maxlength="128" />\n</div>\n'
        '<input type="submit" id="edit-submit" name="op" value="Search" class="form-submit" />\n'
        f'<input type="hidden" name="form_build_id" value="form-{view.token("search form")[:43]}" />\n'
        '<input type="hidden" name="form_id" value="search_block_form" />\n</div>\n</div></form>'
    )
