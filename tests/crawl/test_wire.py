"""What the archive holds is what went over the wire: compared with the log of a server of our own."""

from __future__ import annotations

import base64
import datetime as dt
import ipaddress
import ssl
from urllib.parse import urlsplit

import pytest
from misbehaving_server import ANSWERS, BIG, TEXT, MisbehavingServer
from wire_run import crawl

from jjscrape.archive.digest import label, matches
from jjscrape.archive.http import head_length, split_interim
from jjscrape.archive.reader import Archive
from jjscrape.archive.warcfile import records

pytestmark = pytest.mark.crawl

NOT_ANSWERED = ("cut-", "no-answer", "too-large", "bad-name", "robots", "moved", "missing")
ANSWERED = [
    *[case for case in ANSWERS if not case.startswith(NOT_ANSWERED)],
    "before",
]
PARTIAL = {"cut-length": "disconnect", "cut-chunks": "disconnect", "cut-head": "disconnect", "too-large": "length"}
PARTIAL |= {"slow": "time"}
PAYLOADS = {
    "plain": TEXT,
    "chunked": b"hello world",
    "trailers": b"hello",
    "gzip": TEXT,
    "br": TEXT,
    "zstd": TEXT,
    "big": BIG,
    "surplus": b"exact",
    "http10": b"until the end",
    "head": b"",
    "status-304": b"",
    "hints": b"x",
}


@pytest.fixture(scope="module")
def tls(tmp_path_factory):
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    day = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    names = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    builder = builder.serial_number(1).not_valid_before(day).not_valid_after(day.replace(year=2126))
    signed = builder.add_extension(names, critical=False).sign(key, hashes.SHA256())
    file = tmp_path_factory.mktemp("tls") / "server.pem"
    plain = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    file.write_bytes(key.private_bytes(*plain) + signed.public_bytes(serialization.Encoding.PEM))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    return context


@pytest.fixture(scope="module")
def world(tmp_path_factory, tls):
    """One crawl over every case, by http, https, an http proxy and a tunnel."""
    with (
        MisbehavingServer() as http,
        MisbehavingServer(tls=tls) as https,
        MisbehavingServer() as proxy,
        MisbehavingServer(tunnel_to=https.port) as tunnel,
    ):
        plain = f"http://127.0.0.1:{http.port}/"
        asked = [{"url": plain + case} for case in [*ANSWERED, "stale", *PARTIAL, "no-answer", "bad-name"]]
        for request in asked:
            if request["url"].endswith("/post"):
                request |= {"method": "POST", "body": base64.b64encode(b"a=1&b=2" * 99).decode()}
            if request["url"].endswith("/head"):
                request["method"] = "HEAD"
            if request["url"].endswith("/too-large"):
                request["meta"] = {"download_maxsize": 1000}
            if request["url"].endswith("/slow"):
                request["meta"] = {"download_timeout": 4}
        over = {"meta": {"proxy": f"http://127.0.0.1:{proxy.port}"}}
        through = {"meta": {"proxy": f"http://127.0.0.1:{tunnel.port}"}}
        secure = f"https://127.0.0.1:{https.port}/"
        asked += [{"url": secure + case} for case in ("tls/plain", "tls/chunked", "tls/cut-length")]
        asked += [{"url": "http://site.test/far/plain?q=1"} | over, {"url": secure + "inside/chunked"} | through]
        # A pause, so that a connection that a server closed is known to be closed: what it swallows is not sent again.
        run = crawl(tmp_path_factory.mktemp("wire"), asked, DOWNLOAD_DELAY=0.05, RANDOMIZE_DOWNLOAD_DELAY=False)
        yield World(run, asked, [http, https, proxy, tunnel])


class World:
    def __init__(self, run, asked, servers):
        self.run = run
        self.archive = Archive([run.folder])
        self.captures = {capture.url.split("?")[0]: capture for capture in self.archive.captures()}
        self.results = {asked[number]["url"].split("?")[0]: result for number, result in run.results.items()}
        self.servers = servers
        self.stored, urls = {}, {}
        [file] = self.archive.files
        for record in records(file.path, pytest.fail):
            url = record.get("WARC-Target-URI") or urls.get(record.get("WARC-Concurrent-To"))
            urls[record.get("WARC-Record-ID")] = url
            self.stored.setdefault(url, []).append((record, record.read()))

    def about(self, ending):
        """The log's entry, the capture, what the spider saw, and the stored (record, block) pairs."""
        [url] = [url for url in self.results if urlsplit(url).path == "/" + ending]
        entries = [entry for server in self.servers for entry in server.logged(ending)]
        stored = [
            pair for target, pairs in self.stored.items() if target and target.split("?")[0] == url for pair in pairs
        ]
        return entries, self.captures.get(url), self.results[url], stored


@pytest.mark.parametrize("case", [*ANSWERED, "tls/plain", "tls/chunked", "far/plain", "inside/chunked"])
def test_the_archive_holds_the_bytes_of_the_servers_log_both_ways(world, case):
    entries, capture, result, stored = world.about(case)
    sent = bytes(entries[-1].response)
    blocks = {record.kind: block for record, block in stored}
    interim, final = split_interim(sent)
    assert blocks["request"] == entries[-1].request
    assert blocks["response"] == final.removesuffix(b"surplus")
    assert blocks.get("metadata", b"") == interim
    assert not capture.truncated
    assert result["capture"] == [capture.record_id, capture.url, str(capture.captured_at)]
    assert result["status"] == capture.status
    assert all(matches(block, record.get("WARC-Block-Digest")) for record, block in stored)
    assert {record.get("WARC-IP-Address") for record, _ in stored if record.kind != "metadata"} == {"127.0.0.1"}


@pytest.mark.parametrize("case", ANSWERED)
def test_the_body_read_back_is_what_the_spider_saw(world, case):
    _, capture, result, _ = world.about(case)
    assert world.archive.body(capture) == base64.b64decode(result["body"])
    if case in PAYLOADS:
        assert world.archive.body(capture) == PAYLOADS[case]


@pytest.mark.parametrize(("case", "payload"), [("chunked", b"hello world"), ("trailers", b"hello"), ("head", b"")])
def test_payload_digests_leave_the_framing_out(world, case, payload):
    _, capture, _, _ = world.about(case)
    assert capture.payload_digest == label(payload)


@pytest.mark.parametrize("case", ["gzip", "br", "zstd"])
def test_payload_digests_keep_the_content_coding(world, case):
    entries, capture, _, _ = world.about(case)
    sent = bytes(entries[0].response)
    assert capture.payload_digest == label(sent[head_length(sent) :])


@pytest.mark.parametrize(("case", "reason"), [*PARTIAL.items(), ("tls/cut-length", "disconnect")])
def test_what_came_of_a_failed_exchange_is_kept_and_marked(world, case, reason):
    entries, capture, result, stored = world.about(case)
    [block] = [block for record, block in stored if record.kind == "response"]
    [record] = [record for record, block in stored if record.kind == "response"]
    assert "error" in result
    assert capture.truncated
    assert record.get("WARC-Truncated") == reason
    assert block
    assert bytes(entries[0].response).startswith(block)
    if reason == "disconnect":
        assert block == bytes(entries[0].response)


def test_a_whole_response_that_scrapy_refuses_is_stored_as_whole(world):
    entries, capture, result, stored = world.about("bad-name")
    assert result["error"] == "DownloadFailedError"
    assert {record.kind: block for record, block in stored}["response"] == bytes(entries[0].response)
    assert not capture.truncated


def test_no_answer_at_all_is_counted_only(world):
    _, capture, result, stored = world.about("no-answer")
    assert (capture, stored, result["capture"]) == (None, [], None)
    assert world.run.stats["archive/unanswered"] == 2  # and what an idle connection swallowed


def test_a_request_that_an_idle_connection_swallowed_is_not_sent_again_in_silence(world):
    """Twisted would, and neither the delay, the count of requests nor the archive would know of it."""
    entries, capture, result, stored = world.about("stale")
    assert [bytes(entry.response) for entry in entries] == [b""]
    assert entries[0].connection == world.about("before")[0][0].connection
    assert (capture, stored, result["capture"]) == (None, [], None)


def test_connections_were_reused(world):
    """Else the tap was never tried on a second exchange over one connection."""
    numbers = [world.about(case)[0][0].connection for case in ("plain", "in-pieces", "chunked", "trailers", "cookies")]
    assert len(set(numbers)) == 1


def test_nothing_was_rebuilt(world):
    """The contract with Scrapy's and Twisted's private names: when they change, this is the first to say so."""
    assert "archive/rebuilt" not in world.run.stats
    assert "rebuilt heads" not in world.run.said


def test_the_stats_count_records_and_bytes(world):
    [file] = world.archive.files
    count = sum(map(len, world.stored.values()))
    assert world.run.stats["archive/records"] == count
    assert world.run.stats["archive/bytes"] == file.path.stat().st_size
    assert world.run.stats["archive/truncated"] == len(PARTIAL) + 1
    assert world.run.stats["files when the crawl was over"] == [file.name] == ["crawl-00000.warc.gz"]
    assert world.archive.problems == []
