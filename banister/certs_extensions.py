"""What a certificate may be used for, as RFC 5280 and strict clients (Python 3.13, Apple) ask for it."""

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID

Extension = tuple[x509.ExtensionType, bool]
"""One of them, and whether who does not know it must refuse the certificate."""


def authority_extensions(key: ec.EllipticCurvePublicKey) -> list[Extension]:
    """Let it sign certificates of servers, and no further authority."""
    return [
        (x509.BasicConstraints(ca=True, path_length=0), True),
        (_usage(signs_certificates=True), True),
        (x509.SubjectKeyIdentifier.from_public_key(key), False),
    ]


def server_extensions(
    key: ec.EllipticCurvePublicKey, authority: ec.EllipticCurvePublicKey, names: list[x509.GeneralName]
) -> list[Extension]:
    """Let it be a server under these names, and nothing else."""
    return [
        (x509.BasicConstraints(ca=False, path_length=None), True),
        (_usage(signs_certificates=False), True),
        (x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), False),
        (x509.SubjectAlternativeName(names), False),
        (x509.SubjectKeyIdentifier.from_public_key(key), False),
        (x509.AuthorityKeyIdentifier.from_issuer_public_key(authority), False),
    ]


def _usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_certificates,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )
