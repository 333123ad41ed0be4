"""What stands beside a list without being of it, and choices in forms that are no themes."""

from datetime import UTC, datetime

import pytest

from jjscrape.items import Teaser, Theme
from jjscrape.pages import Source, extract
from jjscrape.site import load_site

HOST = "https://jamandjustice-rjc.org/"
HTML = {"content-type": "text/html; charset=utf-8"}


def read(path, content):
    body = f'<html><body class="page-our-projects"><div id="content"><h1>Sheffield</h1>{content}</div></body></html>'
    source = Source(HOST + path, body.encode(), datetime(2026, 11, 22, tzinfo=UTC), HTML)
    items = extract(source, load_site("jamandjustice")).items
    return [t for t in items if isinstance(t, Teaser)], [t.label for t in items if isinstance(t, Theme)]


def row(key, title):
    return f'<div class="views-row"><h3><a href="/news/{key}">{title}</a></h3><p>Words of {title}.</p></div>'


def view(*rows):
    return f'<div class="view"><div class="view-content">{"".join(rows)}</div></div>'


@pytest.mark.parametrize(
    ("heading", "theme_id"),
    [("Recent posts", None), ("Latest", None), ("News from here", "sheffield"), ("Latest in Sheffield", "sheffield")],
)
def test_what_is_new_on_the_site_is_not_a_theme_s_list(heading, theme_id):
    block = f'<div class="block block-views"><h2>{heading}</h2>{view(row("figs", "Figs"))}</div>'
    teasers, _ = read("our-projects/sheffield", view(row("pears", "Pears")) + block)
    assert [(t.target_id, t.theme_id) for t in teasers] == [("news/pears", "sheffield"), ("news/figs", theme_id)]


@pytest.mark.parametrize(
    ("form", "labels"),
    [
        ('<select name="created_month"><option value="3">Rivers</option></select>', []),
        ('<select name="field_themes_tid"><option value="3">Rivers</option></select>', ["Rivers"]),
        ('<div class="language-switcher"><select name="tid"><option value="3">Cymraeg</option></select></div>', []),
        ('<ul class="language-switcher-locale"><li><label class="option">Cymraeg</label></li></ul>', []),
        ('<form><label class="option">Rivers</label></form>', ["Rivers"]),
    ],
)
def test_only_a_choice_of_terms_names_themes(form, labels):
    _, themes = read("our-projects", form + view(row("pears", "Pears")))
    assert themes == labels


@pytest.mark.parametrize(
    ("entry", "title"),
    [
        ('<figure><img src="/a.jpg"><figcaption><h4>Photo: K. Lowe</h4></figcaption></figure><h3><a href="/news/pears">Pears</a></h3>', "Pears"),
        ('<a href="/news/pears"><span class="image-caption">By the mill</span></a><a href="/news/pears">Pears</a>', "Pears"),
        ('<a href="/news/pears"><span class="headline">By the mill</span></a><p>Pears</p>', "By the mill"),
    ],
)  # fmt: skip
def test_a_caption_is_no_title(entry, title):
    teasers, _ = read("news", f'<div class="views-row">{entry}</div>')
    assert [t.title for t in teasers] == [title]
