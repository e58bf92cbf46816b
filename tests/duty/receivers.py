"""A real mail server and a real webhook on this machine, and certificates that they show."""

import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID


def certificate(folder: Path, name: str = "127.0.0.1") -> tuple[Path, Path]:
    """Write a certificate for an address that signs itself, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "loopback")])
    start = datetime.now(UTC) - timedelta(days=1)
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(start)
        .not_valid_after(start + timedelta(days=30))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address(name))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    paths = folder / "server.pem", folder / "server.key"
    paths[0].write_bytes(made.public_bytes(serialization.Encoding.PEM))
    paths[1].write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return paths


def shows(folder: Path) -> ssl.SSLContext:
    """Return what a server shows: the certificate in a folder."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "server.pem", folder / "server.key")
    return context


@dataclass
class Mailbox:
    """What came to a mail server; it refuses recipients whose address begins with `refused`."""

    mails: list[bytes] = field(default_factory=list)
    to: list[str] = field(default_factory=list)
    over_tls: list[bool] = field(default_factory=list)
    came: threading.Condition = field(default_factory=threading.Condition)

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, server: Any, session: Any, envelope: Any, address: str, options: Any
    ) -> str:
        if address.startswith("refused"):
            return "550 no such person"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(  # noqa: N802 - aiosmtpd's name
        self, server: Any, session: Any, envelope: Any
    ) -> str:
        with self.came:
            self.mails.append(envelope.original_content)
            self.to += envelope.rcpt_tos
            self.over_tls.append(session.ssl is not None)
            self.came.notify_all()
        return "250 OK"

    def wait(self, count: int) -> None:
        with self.came:
            assert self.came.wait_for(lambda: len(self.mails) >= count, 60)


def _free_port() -> int:
    import socket

    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@contextmanager
def mail_server(
    folder: Path | None = None, *, starttls: bool = True, user: str = "", password: str = ""
) -> Iterator[tuple[int, Mailbox]]:
    """Run a mail server: with the certificate in a folder by STARTTLS, or without any TLS."""
    box, options = Mailbox(), {}

    def check(server: Any, session: Any, envelope: Any, mechanism: str, data: Any) -> AuthResult:
        good = isinstance(data, LoginPassword) and (data.login, data.password) == (
            user.encode(),
            password.encode(),
        )
        return AuthResult(success=good, handled=False)

    if folder is not None and starttls:
        options |= {"tls_context": shows(folder), "require_starttls": True}
    if user:
        options |= {"authenticator": check, "auth_required": True}
    controller = Controller(box, hostname="127.0.0.1", port=_free_port(), **options)
    controller.start()
    try:
        yield controller.port, box
    finally:
        controller.stop()


@dataclass
class Posts:
    """What came to a webhook, with the headers; it answers as it is told."""

    answer: int = 204
    location: str = ""
    bodies: list[bytes] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)
    came: threading.Event = field(default_factory=threading.Event)


@contextmanager
def webhook(folder: Path | None = None) -> Iterator[tuple[str, Posts]]:
    """Run a webhook, over TLS with the certificate in a folder, or bare; gives host and port."""
    posts = Posts()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            posts.bodies.append(self.rfile.read(int(self.headers["Content-Length"])))
            posts.headers.append(dict(self.headers))
            posts.paths.append(self.path)
            self.send_response(posts.answer)
            if posts.location:
                self.send_header("Location", posts.location)
            self.send_header("Content-Length", "0")
            self.end_headers()
            posts.came.set()

        def log_message(self, *words: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    if folder is not None:
        server.socket = shows(folder).wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"127.0.0.1:{server.server_address[1]}", posts
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
