"""`banister certs`: TLS for an installation that no public authority vouches for."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from banister.certs import Certificates, certify
from banister.plainly import told_plainly

out = Console()


def certs(
    folder: Annotated[Path, typer.Option("--out", help="The folder of the files; run again with it to renew.")],
    host: Annotated[list[str], typer.Option(help="A DNS name or IP address that clients connect to; repeatable.")],
    days: Annotated[int, typer.Option(min=1, max=825, help="How long the server's certificate holds.")] = 365,
) -> None:
    """Make a private CA, once, and a server certificate for broker and HTTP; again: renew the certificate."""
    with told_plainly():
        made = certify(folder, host, days, datetime.now(UTC))
        out.print(_said(made, host[0]), highlight=False, markup=False, soft_wrap=True)


def _said(made: Certificates, host: str) -> str:
    folder, named = made.folder, f"[{host}]" if ":" in host else host
    authority = "made" if made.new_authority else "kept as it was"
    return f"""\
{folder}/ca.crt      the CA, {authority}; until {made.authority_until:%Y-%m-%d}: every client needs this file
{folder}/ca.key      its key: nobody needs it but the next run; keep it away from the servers, and in the backup
{folder}/server.crt  the server's certificate; until {made.server_until:%Y-%m-%d}: run this again before then
{folder}/server.key  its key: readable by its owner only; give it to the user that the broker runs as

NATS, in the mqtt block of nats.conf:
    tls {{ cert_file: "{folder}/server.crt", key_file: "{folder}/server.key" }}
Mosquitto, under its listener in mosquitto.conf:
    certfile {folder}/server.crt
    keyfile {folder}/server.key
HTTP: give the same two files to the proxy in front of the API.
Clients:
    BANISTER_MQTT_URL=mqtts://USER@{named}:8883?ca={folder}/ca.crt
After a renewal restart the broker and the proxy, or have them read their files again; clients need nothing."""
