"""Signed WACZ files: a right signature is a note that says whose it is, a wrong one a fault."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import json
import sys
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa, utils
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

sys.path.insert(0, str(Path(__file__).parents[2] / "benchmarks"))

from mutation.mutant import WACZ
from mutation.package import packed, unpacked

from jjscrape.verify import signature
from jjscrape.verify.verification import verify

P384 = ec.generate_private_key(ec.SECP384R1())
OTHER = ec.generate_private_key(ec.SECP384R1())
ABOVE = ec.generate_private_key(ec.SECP256R1())
CREATED = "2026-03-01T10:00:00Z"
DAY = dt.datetime(2026, 2, 1, tzinfo=dt.UTC)


def text(data):
    return base64.b64encode(data).decode()


def spki(key):
    return text(key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo))


def sign(key, message):
    return key.sign(message.encode(), ec.ECDSA(hashes.SHA256()))


def side_by_side(der, size=48):
    return b"".join(number.to_bytes(size, "big") for number in utils.decode_dss_signature(der))


def certificate(name, key, issuer=None, by=None, *, also=None):
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    building = x509.CertificateBuilder(
        issuer_name=x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, issuer or name)]),
        subject_name=subject,
        public_key=key.public_key(),
        serial_number=7,
        not_valid_before=DAY,
        not_valid_after=DAY + dt.timedelta(days=90),
    )
    if also:
        building = building.add_extension(x509.SubjectAlternativeName([x509.DNSName(also)]), critical=False)
    return building.sign(by or key, hashes.SHA256()).public_bytes(Encoding.PEM).decode()


ROOT = certificate("Own root", ABOVE)
LEAF = certificate("archive.example", P384, "Own root", ABOVE)


def anonymous(digest, key=P384, signer=None, **more):
    signed = side_by_side(sign(signer or key, digest), (key.key_size + 7) // 8)
    return {"hash": digest, "created": CREATED, "signature": text(signed), "publicKey": spki(key)} | more


def of_domain(digest, **more):
    return {
        "hash": digest,
        "created": CREATED,
        "signature": text(sign(P384, digest)),
        "domain": "archive.example",
        "domainCert": LEAF + "\n" + ROOT,
        "timeSignature": text(b"a time stamp"),
        "timestampCert": ROOT,
    } | more


@pytest.fixture
def judged(made, tmp_path):
    """The faults and notes of the sound WACZ with `signedData` made by a function of its manifest's hash."""

    def judge(make):
        found = unpacked(made / WACZ)
        digest = f"sha256:{hashlib.sha256(found['datapackage.json']).hexdigest()}"
        told = {"path": "datapackage.json", "hash": digest, "signedData": make(digest)}
        found["datapackage-digest.json"] = json.dumps(told).encode()
        (tmp_path / "signed.wacz").write_bytes(packed(found))
        report = verify([tmp_path / "signed.wacz"])
        return [fault.name for fault in report.faults], report.notes

    return judge


RIGHT = {
    "numbers side by side": (anonymous, "wacz-signed"),
    "DER": (lambda d: anonymous(d, signature=text(sign(P384, d))), "wacz-signed"),
    "another curve": (lambda d: anonymous(d, key=ABOVE), "wacz-signed"),
    "a domain": (of_domain, "wacz-signed-domain"),
    "a domain by its other name": (
        lambda d: of_domain(d, domainCert=certificate("Some name", P384, also="Archive.example")),
        "wacz-signed-domain",
    ),
    "a cross-signed domain": (
        lambda d: of_domain(d, crossSignedCert=certificate("archive.example", P384, "Own root", ABOVE) + ROOT),
        "wacz-signed-domain",
    ),
    "a key of another kind": (lambda d: anonymous(d, publicKey=spki(rsa.generate_private_key(65537, 2048))), "wacz-signature"),
}  # fmt: skip


@pytest.mark.parametrize("name", RIGHT)
def test_what_can_be_right_is_a_note(judged, name):
    make, habit = RIGHT[name]
    faults, notes = judged(make)
    assert faults == []
    assert [note.partition(":")[0] for note in notes] == [habit]


WRONG = {
    "another key's signature": lambda d: anonymous(d, signer=OTHER),
    "a signature of something else": lambda d: anonymous(d, signature=text(side_by_side(sign(P384, "sha256:0")))),
    "a hash that was changed": lambda d: anonymous("sha256:" + "0" * 64),
    "no hash": lambda d: anonymous(d) | {"hash": None},
    "a key of another curve": lambda d: anonymous(d, publicKey=spki(ABOVE)),
    "no base64": lambda d: anonymous(d, signature="?" * 128),
    "nothing": lambda d: anonymous(d, signature=""),
    "a number": lambda d: anonymous(d, signature=7),
    "three bytes": lambda d: anonymous(d, signature="AAAA"),
    "zeros": lambda d: anonymous(d, signature=text(bytes(96))),
    "no key": lambda d: {name: value for name, value in anonymous(d).items() if name != "publicKey"},
    "a key that is none": lambda d: anonymous(d, publicKey="BBBB"),
    "a list": lambda d: [d],
    "another domain": lambda d: of_domain(d, domain="elsewhere.example"),
    "a domain with another key": lambda d: of_domain(d, signature=text(sign(OTHER, d))),
    "a certificate that is none": lambda d: of_domain(d, domainCert="-----BEGIN CERTIFICATE-----\nAA\n"),
    "certificates that are not of one chain": lambda d: of_domain(d, domainCert=LEAF + certificate("Own root", OTHER)),
    "certificates of other names": lambda d: of_domain(d, domainCert=LEAF + certificate("A stranger", ABOVE)),
    "before the certificate": lambda d: of_domain(d, created="2025-03-01T10:00:00Z"),
    "at no date": lambda d: of_domain(d, created="yesterday"),
    "a time stamp of no bytes": lambda d: of_domain(d, timeSignature="?"),
    "a cross-signed certificate of another key": lambda d: of_domain(d, crossSignedCert=ROOT),
}  # fmt: skip


@pytest.mark.parametrize("name", WRONG)
def test_what_is_wrong_is_a_fault(judged, name):
    assert judged(WRONG[name])[0] == ["signature"]


def test_it_is_said_whose_signature_it_is_and_what_was_not_asked(judged):
    _, (note,) = judged(of_domain)
    assert "signed for archive.example, certificate of CN=Own root; its time stamp was not checked" in note
    _, (note,) = judged(lambda d: {n: v for n, v in of_domain(d).items() if not n.startswith("time")})
    assert note.rpartition(": ")[0].endswith("it has no time stamp)")
    _, (note,) = judged(anonymous)
    assert hashlib.sha256(base64.b64decode(spki(P384))).hexdigest() in note


def test_without_the_library_it_is_said_that_nothing_was_checked(judged, monkeypatch):
    monkeypatch.setattr(signature, "CHECKABLE", False)
    faults, (note,) = judged(lambda d: anonymous(d, signer=OTHER))
    assert faults == []
    assert note.startswith("wacz-signature: ")
    assert "pip install 'jjscrape[signatures]'" in note
