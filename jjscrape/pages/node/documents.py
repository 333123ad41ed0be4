"""The files that a node links to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jjscrape.items import Document
from jjscrape.pages.ladder import Ladder, Rule
from jjscrape.pages.markup.clutter import OTHERS, Part, part_of
from jjscrape.pages.markup.marks import Mark, mark, mark_of
from jjscrape.pages.markup.soup import fold, squash, text_of
from jjscrape.pages.node.field_names import FILE_NAMES, FILE_TYPES, FILES
from jjscrape.pages.node.wording import FILE_ENDING, IMAGE_ENDING
from jjscrape.site import Kind

if TYPE_CHECKING:
    from jjscrape.pages.markup.fields import Field
    from jjscrape.pages.markup.soup import Element
    from jjscrape.pages.node.context import NodeContext
    from jjscrape.site import Site

_NOT_THE_NODES = Part.COMMENT | Part.CHROME | Part.SHARE | OTHERS


def read_documents(context: NodeContext) -> None:
    """Mark what only lists files, and collect file links anywhere in the node; an entry of a list is read for none."""
    _mark_file_fields(context)
    if context.is_teaser:
        return
    for documents, _ in DOCUMENTS.answers(context):
        context.node.documents += documents


def _mark_file_fields(context: NodeContext) -> None:
    for field in context.fields:
        if _is_of_files(field):
            mark(field.element, Mark.FILE_FIELD)
    for holder in context.marked_by(FILES)[0]:
        table = holder.tag == "table"
        if (table and not _lists_attachments(holder)) or mark_of(holder):
            continue
        if not any(mark_of(above) is Mark.FILE_FIELD for above in holder.iterancestors()):
            mark(holder, Mark.FILE_FIELD if table else Mark.FILES)


def _is_of_files(field: Field) -> bool:
    if field.type in FILE_TYPES:
        return True
    return bool(FILE_NAMES.search(field.name)) and not field.bare and not field.type.startswith("text")


def _lists_attachments(table: Element) -> bool:
    return any(fold(text_of(head)).startswith("attachment") for head in table.iterdescendants("th"))


def _linked_files(context: NodeContext) -> list[Document]:
    site, documents = context.page.site, dict[str, Document]()
    for element, part in context.survey.items():
        if element.tag != "a" or part & (_NOT_THE_NODES & ~OTHERS):
            continue
        if part & OTHERS and not _lists_files_alone(context, element):
            continue
        url = context.page.soup.absolute(element.get("href"))
        if url and url not in documents and is_document(site, url):
            label = text_of(element) or squash(element.get("title")) or None
            documents[url] = Document(id=site.key(url) or url, url=url, label=label, found_on="")
    return list(documents.values())


def _lists_files_alone(context: NodeContext, link: Element) -> bool:
    """Tell whether the view around a link inside the node does nothing but list files: then they are the node's."""
    outermost = None
    for above in link.iterancestors():
        if above is context.element:
            break
        if part_of(above) & OTHERS:
            outermost = above
    if outermost is None or part_of(outermost) & (OTHERS & ~Part.VIEW) or not context.wrapped:
        return False
    urls = [context.page.soup.absolute(other.get("href")) for other in outermost.iterdescendants("a")]
    return all(url and is_document(context.page.site, url) for url in urls)


DOCUMENTS: Ladder[NodeContext, list[Document]] = Ladder(
    "documents", "", (Rule("link", "every link to a file for reading, by its ending or its folder", _linked_files),)
)


def is_document(site: Site, url: str) -> bool:
    """Return whether an address is a file for reading: by its ending, or by standing in Drupal's files folder."""
    path = url.partition("?")[0].partition("#")[0]
    if IMAGE_ENDING.search(path):
        return False
    return bool(FILE_ENDING.search(path)) or site.kind(url) is Kind.FILE
