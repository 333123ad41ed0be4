"""How to cite a version in BibTeX: with its version and content hash, so that it can be had again."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jjscrape.release.metadata.about import About

_ESCAPED = {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"} | {
    mark: f"\\{mark}" for mark in "{}&%$#_"
}


def bibtex(about: About) -> str:
    key = f"{about.site.name}-{about.version}"
    fields = {
        "author": " and ".join(f"{{{escaped(name)}}}" for name in about.creators),
        "title": f"{{{escaped(about.title)}}}",
        "year": str(about.until.year),
        "version": about.version,
        "publisher": escaped(about.site.publisher),
        "url": about.homepage,
        "note": f"Captures up to {about.day}; content sha256:{about.content_sha256}",
    }
    lines = [f"  {name} = {{{value}}}," for name, value in fields.items() if value]
    return "\n".join([f"@dataset{{{''.join(c for c in key if c.isalnum() or c in '.-')},", *lines, "}"])


def escaped(text: str) -> str:
    """Write a text so that TeX prints it as it is, on one line."""
    return "".join(_ESCAPED.get(mark, mark) for mark in " ".join(text.split()))
