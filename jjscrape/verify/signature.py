"""The signature of a WACZ (wacz-auth 0.1.0): whether it was made over the manifest's hash, and who made it.

An anonymous signature comes with a bare ECDSA key; one for a domain comes with the certificate of that domain, the
certificates above it, and a time stamp. Nothing is asked on the network, so that whom to trust stays a person's choice.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from datetime import UTC, datetime
from importlib.util import find_spec
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final, NamedTuple

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey
    from cryptography.x509 import Certificate

CHECKABLE: Final = find_spec("cryptography") is not None
"""It comes with the extra `signatures`."""


class Signed(NamedTuple):
    """What a signature says: `wrong` is a fault, if there is one; else `habit` names a note, which `detail` ends."""

    wrong: str | None = None
    habit: str = "wacz-signature"
    detail: str = ""


class _WrongError(ValueError):
    """A signature that can't be right."""


def signature_of(said: dict[str, Any]) -> Signed:
    """Judge `signedData` in what datapackage-digest.json holds."""
    if not CHECKABLE:
        return Signed(detail="install it with the extra `signatures`, as in `pip install 'jjscrape[signatures]'`")
    signed = said["signedData"]
    try:
        if not isinstance(signed, dict):
            raise _WrongError("signedData is no object")  # noqa: TRY301
        if signed.get("hash") != said["hash"]:
            raise _WrongError(f"it is over another hash, {str(signed.get('hash'))[:80]}")  # noqa: TRY301
        return _of_domain(signed) if "domainCert" in signed else _anonymous(signed)
    except _WrongError as error:
        return Signed(wrong=str(error))


def _anonymous(signed: dict[str, Any]) -> Signed:
    from cryptography.hazmat.primitives.serialization import load_der_public_key  # noqa: PLC0415  (an extra)

    if "publicKey" not in signed:
        raise _WrongError("there is neither a publicKey nor a domainCert to check it with")
    data = _decoded(signed, "publicKey")
    try:
        key = load_der_public_key(data)
    except Exception as error:  # whatever the library raises of bytes that are no key
        raise _WrongError(f"its publicKey is no key that is known ({type(error).__name__})") from error
    fingerprint = f"the key's SHA-256 is {hashlib.sha256(data).hexdigest()}"
    if (unchecked := _check(signed, key)) is not None:
        return Signed(detail=unchecked)
    return Signed(habit="wacz-signed", detail=fingerprint)


def _of_domain(signed: dict[str, Any]) -> Signed:
    chain = _certificates(signed, "domainCert")
    if (unchecked := _check(signed, chain[0].public_key())) is not None:
        return Signed(detail=unchecked)
    names = _names(chain[0])
    domain = str(signed.get("domain"))
    if domain.lower() not in names:
        raise _WrongError(f"it is signed for {domain[:80]}, and its certificate names {', '.join(names) or 'nobody'}")
    _expect_issued(chain, "domainCert")
    _expect_valid(chain[0], signed.get("created"))
    if "crossSignedCert" in signed:
        crossed = _certificates(signed, "crossSignedCert")
        if crossed[0].public_key() != chain[0].public_key():
            raise _WrongError("its crossSignedCert is of another key than its domainCert")
        _expect_issued(crossed, "crossSignedCert")
    stamped = "it has no time stamp"
    if "timeSignature" in signed:
        _decoded(signed, "timeSignature")
        stamped = "its time stamp was not checked"
    return Signed(
        habit="wacz-signed-domain",
        detail=f"signed for {domain}, certificate of {chain[-1].issuer.rfc4514_string()}; {stamped}",
    )


def _check(signed: dict[str, Any], key: object) -> str | None:
    """None where the signature is right; why it can't be checked where its key is of another kind.

    Raises:
        _WrongError: it is not that of the hash with this key.
    """
    from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm  # noqa: PLC0415
    from cryptography.hazmat.primitives.asymmetric import ec  # noqa: PLC0415
    from cryptography.hazmat.primitives.hashes import SHA256  # noqa: PLC0415

    signature = _decoded(signed, "signature")
    if not isinstance(key, ec.EllipticCurvePublicKey):
        return f"its key is a {type(key).__name__.strip('_')}, and wacz-auth knows ECDSA alone"
    try:
        key.verify(_der(signature, key), signed["hash"].encode("utf-8", "replace"), ec.ECDSA(SHA256()))
    except UnsupportedAlgorithm:
        return f"the curve {key.curve.name} of its key is not known here"
    except InvalidSignature:
        raise _WrongError("it is not a signature of the manifest's hash with the key that it names") from None
    return None


def _der(signature: bytes, key: EllipticCurvePublicKey) -> bytes:
    """Browsers write the two numbers of a signature side by side, other programs as DER."""
    from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature  # noqa: PLC0415

    size = (key.key_size + 7) // 8
    if len(signature) != 2 * size:
        return signature
    return encode_dss_signature(int.from_bytes(signature[:size], "big"), int.from_bytes(signature[size:], "big"))


def _decoded(signed: dict[str, Any], name: str) -> bytes:
    try:
        data = base64.b64decode(signed[name], validate=True)
    except (KeyError, TypeError, ValueError, binascii.Error):
        raise _WrongError(f"its {name} is no base64") from None
    if not data:
        raise _WrongError(f"its {name} is empty")
    return data


def _certificates(signed: dict[str, Any], name: str) -> list[Certificate]:
    from cryptography.x509 import load_pem_x509_certificates  # noqa: PLC0415

    try:
        found = load_pem_x509_certificates(signed[name].encode())
        found[0].public_key()
    except Exception as error:  # whatever the library raises of bytes that are no certificate
        raise _WrongError(f"its {name} holds no certificates that can be read ({type(error).__name__})") from error
    return found


def _names(certificate: Certificate) -> list[str]:
    """Whom a certificate is for, in lower case."""
    from cryptography import x509  # noqa: PLC0415

    common = certificate.subject.get_attributes_for_oid(x509.NameOID.COMMON_NAME)
    found = [str(name.value).lower() for name in common]
    try:
        others = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except (x509.ExtensionNotFound, ValueError):
        return found
    return sorted({*found, *(name.lower() for name in others.get_values_for_type(x509.DNSName))})


def _expect_issued(chain: list[Certificate], name: str) -> None:
    for one, above in pairwise(chain):
        try:
            one.verify_directly_issued_by(above)
        except Exception as error:  # another name, another key, or a kind of key it can't check
            raise _WrongError(
                f"in its {name}, {one.subject.rfc4514_string()} is not issued by {above.subject.rfc4514_string()}"
            ) from error


def _expect_valid(certificate: Certificate, created: object) -> None:
    try:
        moment = datetime.fromisoformat(str(created))
    except ValueError:
        raise _WrongError(f"it was created at {str(created)[:40]!r}, which is no date") from None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    if not certificate.not_valid_before_utc <= moment <= certificate.not_valid_after_utc:
        raise _WrongError(f"it was created at {created}, when its certificate was not valid")
