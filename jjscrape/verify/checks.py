"""Every check by its name: what it asks for, and what to do where it finds a fault."""

from __future__ import annotations

from typing import Final, NamedTuple

REPAIR: Final = "`jjscrape verify --repair`"
_AGAIN: Final = "restore the file from a copy, or capture the page again"
_RECORDER: Final = "tell the maker of the program that wrote it; nothing here can mend it"
_REINDEX: Final = f"{REPAIR} rebuilds the index"
_REPACK: Final = "pack the WACZ again from its WARC files"
_REPUBLISH: Final = "restore the version from a copy, or build it again from the archive with `jjscrape build`"


class Check(NamedTuple):
    """`asks` is what a sound file has; `remedy` is what to do where it hasn't."""

    family: str
    asks: str
    remedy: str


CHECKS: Final[dict[str, Check]] = {
    "path-missing": Check("Paths", "What is named on the command line is there", "check the path"),
    "path-unknown": Check("Paths", "It is a WARC or WACZ file", "name one of these, or a folder"),
    "unreadable": Check("Paths", "The file can be opened and read", "mend its permissions or the disk"),
    "form-unread": Check(
        "Paths",
        "It is no archive in a form that is not read: .lz4, .bz2, .xz, HAR, MHTML and the like",
        "unpack it, compress it with gzip, and name that; what is in it was not looked at",
    ),
    "warc-torn": Check(
        "gzip members",
        "The file ends where a record ends",
        f"{REPAIR} cuts the torn tail; every whole record stays",
    ),
    "warc-zeros": Check(
        "gzip members",
        "No zero bytes are behind the last record; a power cut leaves such",
        f"{REPAIR} cuts them; every record is whole",
    ),
    "gzip-damaged": Check("gzip members", "Every gzip member decompresses, and its CRC-32 is right", _AGAIN),
    "gzip-shared": Check(
        "gzip members",
        "Every record is a gzip member of its own, so that an index can point at it",
        "write the file anew with `jjscrape archive recompress`",
    ),
    "gzip-split": Check(
        "gzip members",
        "A record lies in one gzip member, so that an index can point at it",
        "write the file anew with `jjscrape archive recompress`",
    ),
    "gzip-empty": Check(
        "gzip members", "There are no gzip members without a record, and no bytes between records", _RECORDER
    ),
    "warc-empty": Check("gzip members", "The file holds a record", "remove it, or restore it from a copy"),
    "warc-open": Check(
        "gzip members",
        "A file has its final name; `.open` is what a killed process leaves",
        f"{REPAIR} gives it its final name",
    ),
    "warc-record": Check("Mandatory fields", "A record starts with a WARC version where one is due", _AGAIN),
    "warc-version": Check("Mandatory fields", "The version is 1.0 or 1.1, or a draft before them", _RECORDER),
    "header-line": Check("Mandatory fields", "Every header line is a field, in UTF-8, ended by CRLF", _RECORDER),
    "field-missing": Check("Mandatory fields", "The fields that the record's type must have are there", _RECORDER),
    "field-repeated": Check("Mandatory fields", "No field but WARC-Concurrent-To is given twice", _RECORDER),
    "field-forbidden": Check(
        "Mandatory fields",
        "No field stands in a record of a type that shall not have it (ISO 28500, clause 5)",
        _RECORDER,
    ),
    "field-value": Check(
        "Mandatory fields", "Dates, addresses, types and reasons have the form that ISO 28500 gives them", _RECORDER
    ),
    "type-unknown": Check(
        "Mandatory fields",
        "The record's type is one of the eight of ISO 28500, or another word that is no misspelt one of these",
        _RECORDER,
    ),
    "record-id": Check("Record ids", "WARC-Record-ID is a URI in angle brackets", _RECORDER),
    "record-id-twice": Check(
        "Record ids", "No two records have the same id", "remove the file that was copied in twice, or tell its maker"
    ),
    "record-length": Check(
        "Lengths", "The block has as many bytes as Content-Length says, and CR LF CR LF ends it", _AGAIN
    ),
    "block-digest": Check("Digests", "The block has the digest that WARC-Block-Digest records", _AGAIN),
    "payload-digest": Check(
        "Digests",
        "The payload has the digest that WARC-Payload-Digest records, with or without its chunk framing",
        _AGAIN,
    ),
    "digest-form": Check("Digests", "A digest names a known algorithm and has a value of its length", _RECORDER),
    "http-head": Check("HTTP syntax", "A response starts with a status line, a request with a request line", _AGAIN),
    "http-header": Check("HTTP syntax", "Every header line has a name and a colon", _AGAIN),
    "http-msgtype": Check("HTTP syntax", "Content-Type's msgtype is the record's type", _RECORDER),
    "http-length": Check(
        "HTTP syntax",
        "The body has the bytes its HTTP Content-Length announces, or the record says that it is truncated",
        "capture the page again",
    ),
    "http-chunks": Check(
        "HTTP syntax",
        "A chunked body goes to its last chunk and no further, or the record says that it is truncated",
        "capture the page again",
    ),
    "segment-missing": Check(
        "Revisit targets",
        "Where a record is in segments, all are there, and as long as the last one says",
        "bring in the file that holds the others with `jjscrape import`, or name it as well",
    ),
    "revisit-target": Check(
        "Revisit targets",
        "The record that a revisit refers to is there, with that address and that date",
        "bring in the file that holds it with `jjscrape import`, or name it as well",
    ),
    "revisit-digest": Check(
        "Revisit targets", "A revisit has the payload digest of the record it refers to", "capture the page again"
    ),
    "concurrent-target": Check(
        "Revisit targets", "The record that WARC-Concurrent-To names is there", "restore the file from a copy"
    ),
    "concurrent-differs": Check("Revisit targets", "Records of one exchange have the same address and date", _RECORDER),
    "warcinfo-target": Check(
        "Revisit targets", "The record that WARC-Warcinfo-ID names is there", "restore the file from a copy"
    ),
    "crawl-count": Check(
        "Revisit targets",
        "A crawl's folder holds as many records and bytes as its run.json says",
        "restore the crawl's folder from a copy",
    ),
    "cdxj-missing": Check("CDXJ", "A data folder's archive has an index", _REINDEX),
    "cdxj-line": Check("CDXJ", "A line is a key, a time and a JSON object with what is needed to find it", _REINDEX),
    "cdxj-order": Check("CDXJ", "Lines are sorted by their bytes, and none is there twice", _REINDEX),
    "cdxj-file": Check("CDXJ", "The file that a line names is there", _REINDEX),
    "cdxj-record": Check("CDXJ", "A record starts at the offset that a line names", _REINDEX),
    "cdxj-value": Check("CDXJ", "What a line says of a record is what the record says", _REINDEX),
    "cdxj-unlisted": Check("CDXJ", "Every response, revisit and resource has a line", _REINDEX),
    "cdxj-blocks": Check("CDXJ", "A compressed index has its blocks where its secondary index says", _REINDEX),
    "pages-line": Check(
        "Pages", "A line is a JSON object with `url` and `ts`; the first one names the format", _REPACK
    ),
    "pages-twice": Check("Pages", "No two pages have the same id", _REPACK),
    "page-uncaptured": Check("Pages", "The address of every page is in the CDXJ", _REPACK),
    "page-time": Check("Pages", "A page's time is that of a capture of it, within a day", _REPACK),
    "zip-damaged": Check("WACZ", "It is a ZIP file, and every entry can be read and has its CRC-32", _AGAIN),
    "zip-entry": Check(
        "WACZ",
        "The entries' own headers say what the directory says; names are unique, relative, and not encrypted",
        _REPACK,
    ),
    "zip-gap": Check("WACZ", "There are no bytes that belong to no entry", _REPACK),
    "zip-mode": Check("WACZ", "WARC files and compressed indexes are stored, not compressed again", _REPACK),
    "wacz-layout": Check(
        "WACZ",
        "There are datapackage.json, a WARC file, an index and pages/pages.jsonl, and no strangers in their folders",
        _REPACK,
    ),
    "datapackage": Check(
        "WACZ",
        "datapackage.json has resources, and profile and version where it has them; the main page was captured",
        _REPACK,
    ),
    "resource-missing": Check("WACZ", "Every resource is in the ZIP, and every file in the ZIP is a resource", _REPACK),
    "resource-bytes": Check("WACZ", "A resource has as many bytes as datapackage.json says", _AGAIN),
    "resource-hash": Check("WACZ", "A resource has the hash that datapackage.json says", _AGAIN),
    "datapackage-digest": Check("WACZ", "datapackage.json has the hash in datapackage-digest.json", _REPACK),
    "signature": Check(
        "WACZ",
        "A signature, where there is one, is that of the manifest's hash with the key or certificate beside it",
        "get the WACZ anew from whoever signed it; what is in it is as its digests say",
    ),
    "catalog": Check("Releases", "catalog.json can be read and names its newest version", "restore it from a copy"),
    "version-missing": Check("Releases", "Every version in the catalog is there", _REPUBLISH),
    "version-unlisted": Check(
        "Releases", "Every version folder is in the catalog", "none needed: the next run clears it away"
    ),
    "latest": Check("Releases", "`latest` names the newest version", "none needed: the next run mends it"),
    "sums-line": Check("Releases", "A line of SHA256SUMS is a digest and a file name, once each", _REPUBLISH),
    "sums-changed": Check("Releases", "SHA256SUMS is the file that was published with the version", _REPUBLISH),
    "file-missing": Check("Releases", "Every file in SHA256SUMS is there", _REPUBLISH),
    "file-changed": Check("Releases", "A file has the digest that SHA256SUMS says", _REPUBLISH),
    "file-unlisted": Check("Releases", "Every file of a version is in SHA256SUMS", "remove it"),
    "content-hash": Check(
        "Releases", "The tables have the rows and the content hash that the catalog says", _REPUBLISH
    ),
    "fixity-log": Check("Fixity", "Every line of the fixity log can be read", "restore the log from a copy"),
    "fixity-changed": Check("Fixity", "A file has the bytes it had when it was last known good", _AGAIN),
    "fixity-missing": Check("Fixity", "A file that was known good is still there", "restore it from a copy"),
}
