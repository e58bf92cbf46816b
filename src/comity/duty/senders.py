"""What carries a notice out of the house: a mail over SMTP, or a signed post to a webhook.

A notice says reference and urgency, and of a demonstration that it is one. Neither way follows a link,
a redirect or an address that is not configured, and neither waits long. Whatever goes wrong is raised;
the desk notes it as a failed attempt.
"""

import hashlib
import hmac
import json
import logging
import smtplib
import ssl
from collections.abc import Callable, Mapping
from datetime import datetime
from email import policy
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path

import httpx2

from comity.config import Config, Smtp, Webhook
from comity.errors import ConfigInvalid
from comity.exchange.notices import Notice
from comity.model.duty import Contact, Way, host_of
from comity.seal.canonical import write_instant

Sender = Callable[[Contact, Notice, datetime], None]
"""Hands a notice over, or raises."""

TIMEOUT = 10.0
"""Seconds that a mail server or a webhook gets for each answer."""

LEAST_KEY = 32
DEMO = "DEMO: "
"""How a notice of a demonstration node begins: whoever is woken by it knows before reading on."""

TIMESTAMP, SIGNATURE, NOTICE = "Comity-Timestamp", "Comity-Signature", "Comity-Notice"


def senders(config: Config) -> Mapping[Way, Sender]:
    """Return the ways that a node's configuration opens.

    Raises: ConfigInvalid where a file that it names cannot be used.
    """
    found: dict[Way, Sender] = {}
    if config.smtp is not None:
        found[Way.SMTP] = Mail(config.smtp, config.home, demo=config.demo)
    if config.webhook is not None:
        found[Way.WEBHOOK] = Hook(config.webhook, config.home, demo=config.demo)
    return found


class Mail:
    """Notices by mail: STARTTLS or TLS, with the server's certificate checked."""

    def __init__(self, smtp: Smtp, home: Path, *, demo: bool) -> None:
        self._smtp = smtp
        self._demo = demo
        self._tls = None if smtp.unsafe_plaintext else _trust(home, smtp.ca)
        self._password = _secret(home / smtp.password_file).decode().strip() if smtp.user else ""

    def __call__(self, contact: Contact, notice: Notice, now: datetime) -> None:
        """Hand one mail to the server.

        Raises: OSError and its branches, smtplib's among them.
        """
        with self._connect() as server:
            if self._smtp.user:
                server.login(self._smtp.user, self._password)
            server.send_message(self.mail(contact, notice, now))

    def mail(self, contact: Contact, notice: Notice, now: datetime) -> EmailMessage:
        """Write the mail: reference and urgency."""
        mail = EmailMessage(policy=policy.SMTP)
        mail["From"] = self._smtp.sender
        mail["To"] = contact.to
        mail["Subject"] = f"{DEMO if self._demo else ''}{notice.urgency}: {notice.reference}"
        mail["Date"] = format_datetime(now)
        mail["Message-ID"] = f"<{notice.id}@{self._domain}>"
        mail["Auto-Submitted"] = "auto-generated"
        lines = f"Reference: {notice.reference}\nUrgency: {notice.urgency}\n"
        mail.set_content(
            f"{DEMO}nobody is in danger, everybody is invented.\n{lines}" if self._demo else lines
        )
        return mail

    @property
    def _domain(self) -> str:
        return self._smtp.sender.partition("@")[2]

    def _connect(self) -> smtplib.SMTP:
        where, port, name = self._smtp.host, self._smtp.port, self._domain
        if self._tls is None:
            return smtplib.SMTP(where, port, name, TIMEOUT)
        if self._smtp.security == "tls":
            return smtplib.SMTP_SSL(where, port, name, timeout=TIMEOUT, context=self._tls)
        server = smtplib.SMTP(where, port, name, TIMEOUT)
        try:
            server.starttls(context=self._tls)
        except BaseException:
            server.close()
            raise
        return server


class Hook:
    """Notices to webhooks: at configured hosts, over TLS, signed with HMAC-SHA256."""

    def __init__(self, webhook: Webhook, home: Path, *, demo: bool) -> None:
        self._webhook = webhook
        self._mark = {"demo": True} if demo else {}
        self._key = _secret(home / webhook.key_file)
        if len(self._key) < LEAST_KEY:
            raise ConfigInvalid(
                f"{home / webhook.key_file} has less than {LEAST_KEY} bytes. Make a longer key."
            )
        for library in ("httpx2", "httpcore2"):  # what they log names the address
            logging.getLogger(library).setLevel(logging.WARNING)
        self._client = httpx2.Client(
            verify=_trust(home, webhook.ca), follow_redirects=False, timeout=TIMEOUT, trust_env=False
        )

    def __call__(self, contact: Contact, notice: Notice, now: datetime) -> None:
        """Post one notice.

        Raises: OSError for an address that is not configured or an answer other than 2xx; httpx2's errors.
        """
        plain = not contact.to.startswith("https://")
        if host_of(contact.to) not in self._webhook.hosts or (plain and not self._webhook.unsafe_plain_http):
            raise PermissionError("The webhook is at no host that comity.toml names, or not over TLS.")
        said = {"reference": notice.reference, "urgency": notice.urgency, **self._mark}
        body = json.dumps(said).encode()
        at = write_instant(now)
        headers = {
            "Content-Type": "application/json",
            NOTICE: notice.id,
            TIMESTAMP: at,
            SIGNATURE: sign(self._key, at, notice.id, body),
        }
        with self._client.stream("POST", contact.to, content=body, headers=headers) as answer:
            if not answer.is_success:  # what else it answers is not read
                raise ConnectionError(f"The webhook answered {answer.status_code}.")


def sign(key: bytes, at: str, id: str, body: bytes) -> str:
    """Return a webhook's signature: HMAC-SHA256 over timestamp, id and body, each on a line of its own."""
    said = b"\n".join((at.encode(), id.encode(), body))
    return "v1=" + hmac.new(key, said, hashlib.sha256).hexdigest()


def _trust(home: Path, ca: str) -> ssl.SSLContext:
    """Return what a server's certificate is checked against: one file, or the system's authorities.

    Raises: ConfigInvalid.
    """
    try:
        context = ssl.create_default_context(cafile=str(home / ca) if ca else None)
    except OSError:
        raise ConfigInvalid(
            f"{home / ca} holds no certificates that can be read. Name another file."
        ) from None
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context


def _secret(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as failed:
        raise ConfigInvalid(f"{file} cannot be read ({failed.strerror}). Put the secret there.") from None
