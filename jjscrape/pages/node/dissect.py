"""A node, or an entry of a list, taken apart into its parts, step by step.

Fields are known by the classes that Drupal's modules print, then by RDFa, then by where a line stands: what lies
between the date and the text of an event is its place, a line of links to themes is its tags.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING

from jjscrape.pages.markup.clutter import NEVER_TEXT, OTHERS, Part, part_of, tops
from jjscrape.pages.markup.fields import fields_of
from jjscrape.pages.markup.marks import Mark, mark, mark_of
from jjscrape.pages.markup.running import words_running
from jjscrape.pages.markup.soup import remove, text_of, within
from jjscrape.pages.node.boxes import is_box, is_form_block, leads_to_articles
from jjscrape.pages.node.bylines import read_bylines
from jjscrape.pages.node.context import NodeContext
from jjscrape.pages.node.documents import read_documents
from jjscrape.pages.node.event_date import read_event_date
from jjscrape.pages.node.field_names import CAPTION_NAMES, TITLE_NAMES
from jjscrape.pages.node.images import read_images
from jjscrape.pages.node.line_steps import read_lines
from jjscrape.pages.node.links import read_links
from jjscrape.pages.node.own_fields import outside_parts, own_fields
from jjscrape.pages.node.place import read_place
from jjscrape.pages.node.references import read_references
from jjscrape.pages.node.steps import Step
from jjscrape.pages.node.tags import read_tags
from jjscrape.pages.node.text import is_nested, text_fields
from jjscrape.pages.node.text_question import TextQuestion
from jjscrape.pages.node.whole import Found, text_of_page
from jjscrape.pages.node.wording import DATE_IN, SUBMITTED_LINE
from jjscrape.pages.notes import ASIDE

if TYPE_CHECKING:
    from collections.abc import Mapping

    from jjscrape.pages.markup.fields import Field
    from jjscrape.pages.markup.soup import Element
    from jjscrape.pages.node.context import NodeScope
    from jjscrape.pages.node.parts import Node

_LINE_LENGTH = 200
_WORDS_OF_ASIDE = 20
_QUOTED = 60
_NO_WRITING = Part.SHARE | Part.HIDDEN | Part.COMMENT | Part.LABEL | Part.LINKS
_NO_WRITING_TAGS = {"nav", "form", "button", "select"}


def dissect(scope: NodeScope) -> Node:
    """Read the parts of a node or of an entry in a list. Takes the tree below the element apart."""
    parts = _parts_of(scope)
    fields = _fields_of(scope, parts)
    body = text_of_page(scope, TextQuestion(scope.element, parts, text_fields(fields)), _text_by_structure)
    if body.scope is scope.element:
        return _dissected(scope, body, parts, fields)
    wider = replace(scope, element=body.scope)
    parts = _parts_of(wider)
    return _dissected(wider, body, parts, _fields_of(wider, parts))


def _text_by_structure(scope: NodeScope) -> str:
    parts = _parts_of(scope)
    return _dissected(scope, Found(scope.element), parts, _fields_of(scope, parts)).body.text


def _dissected(scope: NodeScope, body: Found, parts: Mapping[Element, int], fields: list[Field]) -> Node:
    context = NodeContext(
        **vars(scope),
        survey=parts,
        fields=own_fields(scope, fields, body.bodies),
        bodies=body.bodies,
        by_extractor=body.by_extractor,
        verbatim=body.verbatim,
    )
    context.node.body_rule = body.rule
    for step in STEPS:
        step.take(context)
    return context.node


def _parts_of(scope: NodeScope) -> Mapping[Element, int]:
    survey = scope.page.survey.below(scope.element)
    # Whatever stands in an entry of a list is the entry's.
    return {e: part & ~OTHERS for e, part in survey.items()} if scope.is_teaser else survey


def _fields_of(scope: NodeScope, parts: Mapping[Element, int]) -> list[Field]:
    outside = outside_parts(wrapped=scope.wrapped, is_teaser=scope.is_teaser)
    return [f for f in fields_of(parts) if not f.part & outside]


def _mark_others(context: NodeContext) -> None:
    node = context.node
    outermost = tops(context.survey, OTHERS, keep=context.held)
    node.others = [e for e in outermost if not context.in_text(e) or part_of(e) & Part.VIEW or is_form_block(e)]
    node.others += [e for body in context.bodies for e in body.iterdescendants() if is_box(context, e)]
    for element in node.others:
        mark(element, Mark.RELATED)
    _tell_of_asides(context)


def _tell_of_asides(context: NodeContext) -> None:
    """Name the asides whose words run on, and that neither the site file leaves out nor other posts fill."""
    if context.is_teaser or context.pinned_text is not None:
        return
    for element in context.node.others:
        if element.tag != "aside" or within(element, context.left_out) or not _is_in_node(context, element):
            continue
        words = words_running(element, context.page.survey.below(element))
        if words >= _WORDS_OF_ASIDE and not leads_to_articles(context, element):
            context.page.soup.problems.append(f"{ASIDE} ({words} words: {text_of(element)[:_QUOTED]})")


def _is_in_node(context: NodeContext, element: Element) -> bool:
    """Tell an aside of the text from the page's own: around no node's element only an article's is surely such."""
    if context.wrapped:
        return True
    return any(above.tag == "article" for above in element.iterancestors())


def _mark_heading_and_captions(context: NodeContext) -> None:
    node = context.node
    for field in context.fields:
        if field.matches(TITLE_NAMES) and not node.heading and not is_nested(field):
            node.heading = field.text() or None
            mark(field.element, Mark.TITLE)
        elif field.matches(CAPTION_NAMES):
            mark(field.element, Mark.CAPTION)


def _remove_clutter(context: NodeContext) -> None:
    node = context.node
    for element in tops(context.survey, NEVER_TEXT, keep=context.held):
        if element is context.element or (context.in_text(element) and _may_be_written(element)):
            continue
        is_node = context.wrapped and not context.is_teaser
        if is_node and not node.submitted and part_of(element) & Part.CHROME:
            node.submitted = _submitted_line(element)
        remove(element)


def _may_be_written(element: Element) -> bool:
    """Return whether clutter inside a text's own field may be its author's, such as a class `menu` or `sidebar`."""
    return not part_of(element) & _NO_WRITING and element.tag not in _NO_WRITING_TAGS


def _submitted_line(footer: Element) -> str | None:
    """The line of authorship in a node's own footer, if one stands there without a class of its own."""
    lines = (text_of(e) for e in islice(footer.iterdescendants("p", "div", "span", "small"), 12))
    return next((t for t in lines if len(t) < _LINE_LENGTH and SUBMITTED_LINE.match(t) and DATE_IN.search(t)), None)


def _remove_others(context: NodeContext) -> None:
    for element in (*context.node.others, *context.left_out):
        remove(element)


def _mark_text(context: NodeContext) -> None:
    for body in context.bodies:
        if body is not context.element and not mark_of(body):
            mark(body, Mark.BODY)


def _put_pinned(context: NodeContext) -> None:
    if context.pinned_text is not None:
        context.node.body = context.pinned_text


STEPS: tuple[Step[NodeContext], ...] = (
    Step("images", "First: what holds pictures is taken before a class may call it the date.", read_images),
    Step(
        "event date", "Before the references, which leave marked fields alone; hides calendar links.", read_event_date
    ),
    Step("place", "Before the references too: a place may be a reference to a node.", read_place),
    Step("tags", "Before the references: a field that leads to nothing but themes holds tags.", read_tags),
    Step("references", "Only of fields that no step above has marked.", read_references),
    Step("bylines", "While labels and classes still stand: they say whose line it is.", read_bylines),
    Step("others", "Its mark replaces any above: what a view inside the node prints is another's.", _mark_others),
    Step("heading", "Behind the others: of a field that is both, the mark is the title's.", _mark_heading_and_captions),
    Step("documents", "The last to read fields: its mark replaces any other on a field of files.", read_documents),
    Step(
        "clutter",
        "The first to take the tree apart: until here, classes and labels say what is what.",
        _remove_clutter,
    ),
    Step("remove others", "Once nothing is read from elements any more.", _remove_others),
    Step("mark text", "Behind all other marks: the text's field keeps one it has.", _mark_text),
    Step("lines", "The text, and what only lines tell; everything known is marked or gone by now.", read_lines),
    Step("pinned text", "Behind the lines, which tell more than the text; its links are the text's.", _put_pinned),
    Step("links", "Of the text as it is, without the lines that were something else.", read_links),
)
"""The order in which a node is read, each step with the reason why it comes there."""
