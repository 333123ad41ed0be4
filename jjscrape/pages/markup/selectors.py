"""CSS selectors in layers. A page that lacks a name which a selector asks for is not searched for it."""

from __future__ import annotations

from functools import cache
from typing import cast

from cssselect import parser
from lxml import etree
from lxml.cssselect import CSSSelector

Element = etree._Element  # noqa: SLF001  (lxml has no public name for it)

_HOLD_NAMES = ("class", "id", "property", "itemprop", "typeof", "rel", "role")
"""The attributes whose words count as names."""
_VALUES = [etree.XPath(f"descendant-or-self::*/@{name}", smart_strings=False) for name in _HOLD_NAMES]
_IS_WORD = {"=", "~="}


def names_in(root: Element) -> frozenset[str]:
    """Return a page's names: its tags, and the words of the attributes that classes, ids and terms of RDFa stand in."""
    values = {value for of in _VALUES for value in cast("list[str]", of(root))}
    return frozenset({element.tag for element in root.iter(etree.Element)}.union(" ".join(values).split()))


def names_asked(css: str) -> frozenset[str]:
    """Return the names that a page must have for a selector to match anything on it."""
    return frozenset(_asked(parser.parse(css)[0].parsed_tree))


def _asked(tree: parser.Tree) -> set[str]:
    match tree:
        case parser.Element():
            return {tree.element} if tree.element else set()
        case parser.CombinedSelector():
            return _asked(tree.selector) | _asked(tree.subselector)
        case parser.Class():
            return {tree.class_name} | _asked(tree.selector)
        case parser.Hash():
            return {tree.id} | _asked(tree.selector)
        case parser.Attrib() if tree.attrib in _HOLD_NAMES and tree.operator in _IS_WORD and tree.value:
            return {*(tree.value.value or "").split()} | _asked(tree.selector)
    return _asked(tree.selector)


class Selector:
    """CSS selectors in layers: the first that matches anything wins, and its rule says which one it was."""

    __slots__ = ("_layers", "name")

    def __init__(self, name: str, **layers: str) -> None:
        self.name = name
        self._layers = [
            (rule.replace("_", "-"), [(css.strip(), names_asked(css)) for css in selectors.split(",")])
            for rule, selectors in layers.items()
        ]

    def all(self, scope: Element, names: frozenset[str] | None = None) -> tuple[list[Element], str]:
        """Return the matching elements in document order and the rule that found them; ([], "") if none did.

        `names` are the page's, or more. Without them everything is searched for, with the same answer.
        """
        for rule, layer in self._layers:
            wanted = [css for css, asked in layer if names is None or asked <= names]
            if wanted and (elements := cast("list[Element]", _compiled(", ".join(wanted))(scope))):
                return elements, rule
        return [], ""

    def first(self, scope: Element, names: frozenset[str] | None = None) -> Element | None:
        elements, _ = self.all(scope, names)
        return elements[0] if elements else None


@cache
def _compiled(css: str) -> CSSSelector:
    return CSSSelector(css)
