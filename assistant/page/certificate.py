"""A certificate made on this machine, so that browsers of the house's tablets give Lantern their microphone.

(The only file that knows `cryptography`.)
"""

from __future__ import annotations

import datetime as dt
import ipaddress
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.errors import ServiceError, StorageError

if TYPE_CHECKING:
    from cryptography import x509

_DAYS = 397
"""The longest that browsers take."""

_DAYS_LEFT = 7
"""A certificate that ends sooner is made anew."""


@dataclass(frozen=True, slots=True)
class Certificate:
    """Two files for an HTTPS server."""

    chain: Path
    key: Path
    fingerprint: str
    """SHA-256 in pairs of hexadecimal digits, for a careful grown-up to compare."""


def certificate_for(names: Sequence[str], folder: Path) -> Certificate:
    """Return the certificate in `folder` for host names and addresses; make one where there is none that fits.

    Raises ServiceError where the packages for it are missing, StorageError where the folder can't be written.
    """
    try:
        from cryptography import x509
        from cryptography.hazmat.primitives import hashes
    except ImportError as problem:
        raise ServiceError('for other devices Lantern needs HTTPS: `pip install "lantern-voice[lan]"`') from problem

    chain, key = folder / "certificate.pem", folder / "key.pem"
    try:
        if not _fits(chain, names) or not key.is_file():
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            _make(names, chain, key)
        certificate = x509.load_pem_x509_certificate(chain.read_bytes())
    except OSError as problem:
        raise StorageError(f"{folder}: the certificate can't be kept: {problem.strerror}") from problem
    return Certificate(chain, key, certificate.fingerprint(hashes.SHA256()).hex(":").upper())


def _fits(chain: Path, names: Sequence[str]) -> bool:
    from cryptography import x509

    if not chain.is_file():
        return False
    try:
        certificate = x509.load_pem_x509_certificate(chain.read_bytes())
    except ValueError:
        return False
    known = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    lasts = certificate.not_valid_after_utc - dt.datetime.now(tz=dt.timezone.utc)
    return list(known) == [_general_name(name) for name in names] and lasts > dt.timedelta(days=_DAYS_LEFT)


def _make(names: Sequence[str], chain: Path, key: Path) -> None:
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

    private = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Lantern at home")])
    now = dt.datetime.now(tz=dt.timezone.utc)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(private.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(hours=1))
        .not_valid_after(now + dt.timedelta(days=_DAYS))
        .add_extension(x509.SubjectAlternativeName([_general_name(name) for name in names]), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .sign(private, hashes.SHA256())
    )
    # The key is private before a byte of it is written.
    key.touch(mode=0o600)
    key.chmod(0o600)
    key.write_bytes(
        private.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    chain.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))


def _general_name(name: str) -> x509.GeneralName:
    from cryptography import x509

    try:
        return x509.IPAddress(ipaddress.ip_address(name))
    except ValueError:
        return x509.DNSName(name)
