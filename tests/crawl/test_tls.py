"""Where TLS fails the crawl ends: what answers over http in its stead may be anybody's."""

from __future__ import annotations

import datetime as dt
import ipaddress
import json
import socket
import ssl
import threading
from contextlib import contextmanager, suppress

import pytest
from commands import jjscrape
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from misbehaving_server import MisbehavingServer
from odd_site import Answer, crawl, moved, odd_site, page, site_file

from jjscrape.outcome import Exit

pytestmark = pytest.mark.crawl

LOOPBACK = x509.IPAddress(ipaddress.ip_address("127.0.0.1"))


def certificate(folder, name, *, until=2126, host=LOOPBACK):
    """A certificate that signs itself, with its key; who trusts it has it in SSL_CERT_FILE."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    builder = x509.CertificateBuilder().subject_name(subject).issuer_name(subject).public_key(key.public_key())
    builder = builder.serial_number(x509.random_serial_number()).not_valid_before(
        dt.datetime(2020, 1, 1, tzinfo=dt.UTC)
    )
    builder = builder.not_valid_after(dt.datetime(until, 1, 1, tzinfo=dt.UTC))
    builder = builder.add_extension(x509.SubjectAlternativeName([host]), critical=False)
    builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
    pem = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    signed = builder.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)
    file = folder / f"{name}.pem"
    file.write_bytes(key.private_bytes(*pem) + signed)
    return file


def context(file):
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    made.load_cert_chain(file)
    return made


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    folder = tmp_path_factory.mktemp("certificates")
    found = {
        "fits": certificate(folder, "fits"),
        "expired": certificate(folder, "expired", until=2021),
        "another-host": certificate(folder, "another-host", host=x509.DNSName("elsewhere.test")),
    }
    trusted = folder / "trusted.pem"
    trusted.write_bytes(b"".join(file.read_bytes() for file in found.values()))
    return found | {"trusted": trusted}


@contextmanager
def closing_server():
    """Takes a connection and closes it without a word."""
    listening = socket.create_server(("127.0.0.1", 0))

    def serve():
        with suppress(OSError):
            while True:
                connection, _ = listening.accept()
                connection.close()

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield listening.getsockname()[1]
    finally:
        with suppress(OSError):
            listening.shutdown(socket.SHUT_RDWR)
        listening.close()
        thread.join(5)


def run(tmp_path, site, *more, trusted=None):
    """`jjscrape run` as an operator has it: exit code, standard error, run.json."""
    trust = {"SSL_CERT_FILE": str(trusted)} if trusted else {}
    done = jjscrape("run", site, "--data", tmp_path / "data", "--delay", 0, *more, **trust)
    (told,) = (tmp_path / "data" / "archive").glob("*/run.json")
    return done.returncode, done.stderr, json.loads(told.read_text())


def answers():
    return {"/": page("/news/a"), "/news/a": page()}


@pytest.mark.parametrize("fault", ["untrusted", "expired", "another-host"])
def test_a_certificate_that_does_not_fit_ends_the_run(tmp_path, files, fault):
    file = files["fits" if fault == "untrusted" else fault]
    with MisbehavingServer(tls=context(file)) as secure, odd_site(answers()) as plain:
        origin = f"https://127.0.0.1:{secure.port}"
        site = site_file(tmp_path, [origin, plain.url])
        trusted = None if fault == "untrusted" else files["trusted"]
        code, talk, told = run(tmp_path, site, trusted=trusted)
    assert code == Exit.UNREACHABLE
    assert plain.asked == []
    assert secure.log == []
    sentence = talk.splitlines()[-1]
    assert sentence.startswith(f"jjscrape: {origin} can't be trusted, TLS failed: ")
    assert "certificate" in sentence
    assert "--base-url http://" in sentence
    assert (told["finish_reason"], told["complete"], list(told["out_of_reach"])) == ("tls", False, [origin])
    assert not (tmp_path / "data" / "datasets").exists()


def test_a_certificate_that_fits_is_trusted(tmp_path, files):
    with MisbehavingServer(tls=context(files["fits"])) as secure:
        origin = f"https://127.0.0.1:{secure.port}"
        site = site_file(tmp_path, [origin], ["/plain"])
        code, talk, told = run(tmp_path, site, trusted=files["trusted"])
    assert (told["finish_reason"], told["origin"], told["out_of_reach"]) == ("finished", origin, {})
    assert secure.logged("plain")
    assert code != Exit.UNREACHABLE, talk


@pytest.mark.parametrize("fault", ["closes", "no-tls"])
def test_a_handshake_that_fails_ends_the_crawl(tmp_path, fault):
    with odd_site(answers()) as plain, closing_server() as closing:
        port = closing if fault == "closes" else plain.port
        summary, _, talk = crawl(tmp_path, site_file(tmp_path, [f"https://127.0.0.1:{port}", plain.url]))
    assert summary["finish_reason"] == "tls"
    assert "TLS failed" in summary["out_of_reach"][f"https://127.0.0.1:{port}"]
    assert "TLS failed" in talk
    assert plain.asked == []


@pytest.mark.parametrize("named", ["first", "base-url"])
def test_http_that_the_operator_named_is_asked(tmp_path, files, named):
    with MisbehavingServer(tls=context(files["fits"])) as secure, odd_site(answers()) as plain:
        origin = f"https://127.0.0.1:{secure.port}"
        if named == "first":
            summary, _, _ = crawl(tmp_path, site_file(tmp_path, [plain.url, origin]))
        else:
            summary, _, _ = crawl(tmp_path, site_file(tmp_path, [origin]), base_url=plain.url)
    assert (summary["finish_reason"], summary["origin"], summary["out_of_reach"]) == ("finished", plain.url, {})


def test_another_https_address_of_the_site_may_take_over_and_http_may_not(tmp_path, files):
    """Where www. has a certificate of its own; here the second is not there at all, and the third is http."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        gone = f"https://127.0.0.1:{free.getsockname()[1]}"
    with MisbehavingServer(tls=context(files["fits"])) as secure, odd_site(answers()) as plain:
        origin = f"https://127.0.0.1:{secure.port}"
        summary, _, _ = crawl(tmp_path, site_file(tmp_path, [origin, gone, plain.url]))
    assert summary["finish_reason"] == "tls"
    assert set(summary["out_of_reach"]) == {origin, gone}
    assert "refused" in summary["out_of_reach"][gone]
    assert plain.asked == []


def test_a_site_that_moves_to_https_that_can_t_be_trusted_is_not_crawled_on(tmp_path, files):
    with MisbehavingServer(tls=context(files["fits"])) as secure:
        origin = f"https://127.0.0.1:{secure.port}"
        found = {"/": moved(f"{origin}/"), "/robots.txt": Answer("", 404)}
        with odd_site(found) as plain:
            summary, _, _ = crawl(tmp_path, site_file(tmp_path, [plain.url, origin]))
    assert (summary["finish_reason"], list(summary["out_of_reach"])) == ("tls", [origin])
    assert [path for path in plain.paths if path != "/robots.txt"] == ["/"]


def test_http_that_takes_over_from_an_https_that_is_not_there_is_told_in_the_summary(tmp_path):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        gone = f"https://127.0.0.1:{free.getsockname()[1]}"
    with odd_site(answers()) as plain:
        summary, _, _ = crawl(tmp_path, site_file(tmp_path, [gone, plain.url]))
    assert (summary["finish_reason"], summary["origin"]) == ("finished", plain.url)
    assert "refused" in summary["out_of_reach"][gone]
