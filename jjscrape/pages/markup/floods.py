"""What no page that people made holds, and what takes a parser's time or memory with its square: cut beforehand."""

from __future__ import annotations

import re
from itertools import islice
from typing import Final, cast

from lxml import etree

LONGEST: Final = 30_000
"""Elements of a page that are read."""
_MOST_TAGS = 10 * LONGEST
"""What stands behind so many is cut before it is parsed, as a tree takes many times the memory of its markup."""
_LONG_TAG = 2048
"""Characters; a shorter tag holds no attributes that are too many."""
_MOST_ATTRIBUTES = 1000
"""libxml2 looks each of a tag's attributes up among those before it."""
_LONGEST_NAMES = 10_000
"""Characters of one element's class names."""
_MOST_NAMES = 1_000_000
"""Characters of all of a page's."""
_CLASSES = etree.XPath("//@class", smart_strings=False)
_QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'")
_BETWEEN = re.compile(r"[\s/=\"']+")
_NAME = re.compile(r"/?[A-Za-z][\w:-]{0,40}")


def end_of_tags(text: str) -> int | None:
    """Where a page has had more tags than any real one; None where it ends before."""
    if text.count("<") <= _MOST_TAGS:
        return None
    return next(islice(re.finditer("<", text), _MOST_TAGS, None)).start()


def without_attribute_floods(text: str) -> str:
    """Take the attributes from a tag that has more than any real one; the very same text where none has."""
    pieces = text.split("<")
    if max(map(len, pieces)) <= _LONG_TAG:
        return text
    for number, piece in enumerate(pieces):
        if len(piece) > _LONG_TAG and (name := _NAME.match(piece)):
            tag = _QUOTED.sub(" ", piece).partition(">")[0]
            if len(tag) > _LONG_TAG and len(_BETWEEN.findall(tag)) > _MOST_ATTRIBUTES:
                rest = piece.find(">")
                pieces[number] = name[0] + (piece[rest:] if rest >= 0 else "")
    return "<".join(pieces)


def cut_class_names(root: etree._Element) -> bool:
    """Cut the names of classes, each of which many rules are tried on, to what a page may have; tell if some were."""
    lengths = list(map(len, cast("list[str]", _CLASSES(root))))
    if sum(lengths) <= _MOST_NAMES and max(lengths, default=0) <= _LONGEST_NAMES:
        return False
    cut, size = False, 0
    for element in root.iter(etree.Element):
        names = element.get("class") or ""
        left = min(_LONGEST_NAMES, max(0, _MOST_NAMES - size))
        size += len(names)
        if len(names) > left:
            element.set("class", names[:left].rpartition(" ")[0])
            cut = True
    return cut
