"""The pictures of a node, and the one that leads it."""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING

from jjscrape.items import Image
from jjscrape.pages.ladder import Ladder, Rule
from jjscrape.pages.markup.clutter import NEVER_TEXT, OTHERS, Part
from jjscrape.pages.markup.marks import Mark, mark, mark_of
from jjscrape.pages.markup.soup import is_element, squash, text_of, tokens, within
from jjscrape.pages.node.derivatives import original
from jjscrape.pages.node.field_names import CAPTION_NAMES, IMAGE_NAMES, IMAGE_TYPES, TAG_TYPES

if TYPE_CHECKING:
    from jjscrape.pages.markup.fields import Field
    from jjscrape.pages.markup.soup import Element
    from jjscrape.pages.node.context import NodeContext
    from jjscrape.pages.node.parts import Node

_ICON = re.compile(
    r"(?:^|/)(?:ics|ical|icons?|rss|feed|print|printer|pdf|mail|e-?mail|facebook|twitter|linkedin|share|button|spacer|pixel"
    r"|arrow|bullet|blank|transparent)[-_\w]*\.(?:gif|png|svg)(?:\?|$)",
    re.IGNORECASE,
)
_OF_SOMEBODY = re.compile(
    r"(?i)(?:^|[-_])(?:authors?|bio|biography|byline|avatar|portrait|headshot|user-?picture|profile|logos?|sponsors?)(?:$|[-_])"
)
"""Classes of what shows who wrote or paid. That a field is of people, such as speakers, says nothing such."""
_PIXELS = re.compile(r"\s*([0-9]{1,6})\s*")
_DECORATION = re.compile(
    r"(?i)(?:^|[-_.])(?:logo|avatar|headshot|portrait|spacer|placeholder|separator|divider|clear|default-user)(?:$|[-_.\d])"
)
_ICON_SIDE = 48
_PARAGRAPH = 80
"""A paragraph so long is text already, where no field holds the text."""
_NEAR = 24
"""Among how many elements around a picture its caption is looked for."""
_SET_APART = frozenset({"blockquote", "cite", "small"})
"""Elements that set words apart from running text: alone in a box with a picture, they say what it shows."""
_AROUND_PICTURE = frozenset({"a", "picture", "span"})
_LONGEST_CAPTION = 300


def read_images(context: NodeContext) -> None:
    """Collect the pictures, choose the lead, and mark what holds nothing but pictures."""
    node, image_fields = context.node, [f for f in context.fields if _is_of_images(f)]
    holders = {f.element for f in image_fields}
    seen: set[str] = set()
    lead: Element | None = None
    before_text = True
    for element, part in context.survey.items():
        before_text = before_text and not _begins_text(element, context.bodies)
        in_field = element.tag == "img" and within(element, holders)
        image = _image(context, element) if element.tag == "img" and _is_shown(element, part, in_field) else None
        if image is None:
            continue
        if image.url not in seen:
            seen.add(image.url)
            node.images.append(image)
        if node.lead is None and (in_field or before_text) and _may_lead(context, element, in_field=in_field):
            lead, node.lead = element, image
    _mark_pictures(context, image_fields, lead)


def _is_of_images(field: Field) -> bool:
    named = field.type in IMAGE_TYPES or IMAGE_NAMES.search(field.name) or "image" in tokens(field.element)
    return bool(named) and field.type not in TAG_TYPES


def _begins_text(element: Element, bodies: tuple[Element, ...]) -> bool:
    return element in bodies or (element.tag == "p" and not bodies and len(text_of(element)) > _PARAGRAPH)


def _mark_pictures(context: NodeContext, image_fields: list[Field], lead: Element | None) -> None:
    for field in image_fields:
        if not context.in_text(field.element) and mark_of(field.element) is None and not field.bare:
            mark(field.element, Mark.IMAGE)
    if lead is not None and not context.in_text(lead):
        figure = next(lead.iterancestors("figure"), None)
        if figure is not None:
            mark(figure, Mark.IMAGE)


def _is_shown(element: Element, part: int, in_field: bool) -> bool:
    """Tell the node's own pictures from others' and from icons.

    A gallery that a module draws inside the node's own field of pictures is the node's.
    """
    drawn = in_field and not part & (NEVER_TEXT | Part.TEASER | Part.BLOCK)
    return (drawn or not part & (NEVER_TEXT | OTHERS)) and not _is_icon(element)


def _may_lead(context: NodeContext, element: Element, *, in_field: bool) -> bool:
    """Tell a picture of what a node is about from an author's portrait, a logo and what fills a space."""
    for above in element.iterancestors():
        if above is context.element:
            break
        if any(_OF_SOMEBODY.search(token) for token in tokens(above)):
            return False
    own = [*tokens(element), element.get("id") or ""]
    if any(_OF_SOMEBODY.search(token) for token in own):
        return False
    file = (element.get("src") or "").partition("?")[0].rpartition("/")[2]
    if not in_field and _DECORATION.search(file):
        return False
    sides = [match for side in ("width", "height") if (match := _PIXELS.fullmatch(element.get(side, "")))]
    return not (len(sides) == 2 and all(int(side[1]) <= _ICON_SIDE for side in sides))  # noqa: PLR2004


def _is_icon(element: Element) -> bool:
    source = element.get("src") or ""
    if not source or source.startswith("data:") or "/modules/file/icons/" in source or _ICON.search(source):
        return True
    if "file-icon" in tokens(element):
        return True
    return any(element.get(side, "").strip() in {"0", "1", "16"} for side in ("width", "height"))


def _image(context: NodeContext, element: Element) -> Image | None:
    url = context.page.soup.absolute(element.get("src"))
    if not url:
        return None
    return image_at(url, element)


def image_at(url: str, element: Element | None) -> Image:
    """Return the picture at an address, with what is told of it by its element, if it has one."""
    if element is None:
        return Image(url, original(url))
    caption = CAPTION.first(element)
    return Image(
        url,
        original(url),
        alt=_alternative(element),
        caption=caption[0] if caption else None,
        printed_caption=_caption_beside(element),
    )


def _caption_beside(picture: Element) -> str | None:
    return _called_caption(picture) or _only_words_beside(picture)


def _called_caption(picture: Element) -> str | None:
    for above in islice(picture.iterancestors(), 4):
        if above.tag == "figure":
            return text_of(next(above.iterdescendants("figcaption"), None)) or None
        if above.tag in {"article", "body", "section"} or "node" in tokens(above):
            return None
        near = [e for e in islice(above.iterdescendants(), _NEAR) if is_element(e)]
        if sum(e.tag == "img" for e in near) > 1:  # a gallery: no caption is this picture's for sure
            return None
        called = next((e for e in near if any(CAPTION_NAMES.search(t) for t in tokens(e))), None)
        if called is not None and (caption := text_of(called)):
            return caption
    return None


def _only_words_beside(picture: Element) -> str | None:
    """The words right behind a picture, where they are set apart, the two fill a box, and the text comes after it.

    A quote in a text has the text around it. One that is all there is behind a picture may be the whole post.
    """
    shown = picture
    while (box := shown.getparent()) is not None and box.tag in _AROUND_PICTURE:
        shown = box
    behind = next((e for e in shown.itersiblings() if is_element(e) and e.tag != "br"), None)
    if box is None or behind is None or behind.tag not in _SET_APART:
        return None
    words = text_of(behind)
    if not words or len(words) > _LONGEST_CAPTION or text_of(box) != words:
        return None
    after = (e for e in islice(box.itersiblings(), _NEAR) if is_element(e))
    return words if any(len(text_of(e)) > len(words) for e in after) else None


def _alternative(picture: Element) -> str | None:
    return squash(picture.get("alt")) or None


def _tooltip(picture: Element) -> str | None:
    return squash(picture.get("title")) or None


CAPTION: Ladder[Element, str] = Ladder(
    "image_caption",
    "image",
    (
        Rule(
            "caption",
            "the figure's caption, what a class near the picture calls its caption, or a quote or small print that "
            "fills the picture's box with it",
            _caption_beside,
        ),
        Rule("caption", "the text in place of the picture (`alt`)", _alternative),
        Rule("caption", "the picture's `title`", _tooltip),
    ),
)


def _lead(node: Node) -> Image | None:
    return node.lead


LEAD: Ladder[Node, Image] = Ladder(
    "image_url",
    "image",
    (Rule("lead", "the first picture in a field of pictures, or before the text begins; never an icon", _lead),),
)
