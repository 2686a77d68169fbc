"""Certificates that an authority of our own vouches for."""

import subprocess
from pathlib import Path

from tests.programs import need


def certify(folder: Path, host: str) -> None:
    """Make ca.pem, and cert.pem and key.pem that the authority signed for `host`, such as IP:127.0.0.1."""
    new = ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"]
    _openssl(folder, *new, "-keyout", "ca.key", "-out", "ca.pem", "-subj", "/CN=ours")
    signed = ["-CA", "ca.pem", "-CAkey", "ca.key", "-addext", f"subjectAltName={host}"]
    _openssl(folder, *new, *signed, "-keyout", "key.pem", "-out", "cert.pem", "-subj", "/CN=server")


def _openssl(folder: Path, *arguments: str) -> None:
    subprocess.run([need("openssl"), *arguments], cwd=folder, check=True, capture_output=True)
