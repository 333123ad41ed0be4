"""What recorders do that no reader is harmed by: a note with a name, never a fault."""

from __future__ import annotations

from typing import Final

HABITS: Final[dict[str, str]] = {
    "redirect-body": "redirects have no body, though their head announces one: a browser gives none (Browsertrix, "
    "ArchiveWeb.page)",
    "coded-length": "bodies were freed of their content coding, and their head still has the coded length (Hanzo's "
    "crawler, extensions of Chrome)",
    "chunks-removed": "the chunk framing was taken off bodies whose header still announces it (Webrecorder's tools)",
    "digest-over-chunks": "payload digests are over the chunk framing, too, not over the payload (wget, Heritrix)",
    "revisit-block-digest": "block digests of revisits are of nothing, not of the head that is stored (wget)",
    "request-unended": "heads of requests lack the empty line at their end (Save Page Now)",
    "page-unended": "pages that only the end of the connection ends lack their `</html>`: cut, or written so",
    "head-broke-off": "answers broke off within their head, as their records say (servers that are slow, or never end)",
    "no-http": "answers that their records call truncated have no status line, or lines that are no header",
    "nul-in-header": "there are NUL bytes in header lines, which servers sent so: the block digests vouch for it",
    "no-header-line": "there are lines in heads that are no header lines, which servers sent so: the block digests "
    "vouch for it",
    "no-length": "a Content-Length is no number, which servers sent so: the block digests vouch for it",
    "version-case": "the version, a type or a date is in other letters than usual, which the grammar allows",
    "version-draft": "the file is of a draft before WARC 1.0 (Heritrix 2 and early 3, wget of 2009)",
    "draft-ids": "identifiers of a draft before WARC 1.0 stand without angle brackets (Heritrix 2)",
    "ids-longer": "identifiers have more behind their UUID, which makes them other URIs (records numbered by hand)",
    "type-extension": "there are records of types of the recorder's own, which ISO 28500 allows",
    "arc-version-block": "the ARC file begins without the block that tells its version (files cut from others)",
    "gzip-blocks": "the file was compressed in blocks, with an empty one at the end (bgzip)",
    "segments": "records go on in others (ISO 28500, clause 7): lengths and digests are of all of them together",
    "revisit-chain": "revisits refer to other revisits, which lead to what they are revisits of (pywb, warcprox)",
    "exchange-dates": "requests and answers of one exchange have dates some seconds apart (wpull)",
    "index-length": "lengths in the index leave out the line ends behind a record (cdxj-indexer, py-wacz, warcio)",
    "wacz-profile": "the manifest does not name its profile or version (Browsertrix)",
    "wacz-digest": "there is no datapackage-digest.json, so that nothing vouches for the manifest (Browsertrix)",
    "wacz-signature": "the WACZ is signed; the signature was not checked, only the digests under it",
    "wacz-signed": "the signature is right; its key names nobody, so compare it with what the signer has published",
    "wacz-signed-domain": "the signature is right; whether to trust its certificate was not asked of anybody",
}


def note(name: str) -> str:
    return f"{name}: {HABITS[name]}"
