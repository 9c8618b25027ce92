"""Certificates of servers on loopback, under an authority of their own."""

import os
import ssl
from datetime import UTC, datetime
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

FAR = datetime(2045, 1, 1, tzinfo=UTC)  # certificates are valid for long: tests move the clock


def make_certificates(
    folder: Path, name: str = "localhost", until: datetime = FAR
) -> ssl.SSLContext:
    """A certificate authority in `ca.pem`, and a server's context for a name under it."""
    authority = ec.generate_private_key(ec.SECP256R1())
    issuer = named("Peerapp test authority")
    write(folder / "ca.pem", certificate(issuer, issuer, authority, authority, is_ca=True))
    key = ec.generate_private_key(ec.SECP256R1())
    write(folder / "server.pem", certificate(named(name), issuer, key, authority, until=until))
    secret = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    write(folder / "server.key", secret)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "server.pem", folder / "server.key")
    return context


def write(file: Path, data: bytes) -> None:
    file.write_bytes(data)
    os.chmod(file, 0o644)  # noqa: PTH101


def named(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])


def certificate(
    subject: x509.Name,
    issuer: x509.Name,
    key: ec.EllipticCurvePrivateKey,
    signed_with: ec.EllipticCurvePrivateKey,
    is_ca: bool = False,
    until: datetime = FAR,
) -> bytes:
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(datetime(2020, 1, 1, tzinfo=UTC))
        .not_valid_after(until)
        .add_extension(x509.BasicConstraints(ca=is_ca, path_length=None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(signed_with.public_key()),
            critical=False,
        )
    )
    if is_ca:
        usage = x509.KeyUsage(
            digital_signature=True,
            key_cert_sign=True,
            crl_sign=True,
            content_commitment=False,
            key_encipherment=False,
            data_encipherment=False,
            key_agreement=False,
            encipher_only=False,
            decipher_only=False,
        )
        builder = builder.add_extension(usage, critical=True)
    else:
        [name] = subject.get_attributes_for_oid(NameOID.COMMON_NAME)
        names: list[x509.GeneralName] = [x509.DNSName(str(name.value))]
        if name.value == "localhost":
            names.append(x509.IPAddress(ip_address("127.0.0.1")))
        builder = builder.add_extension(x509.SubjectAlternativeName(names), critical=False)
    signed = builder.sign(signed_with, hashes.SHA256())
    return signed.public_bytes(serialization.Encoding.PEM)
