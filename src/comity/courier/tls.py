"""TLS between two nodes: each shows one certificate, and each trusts the very ones that it pinned.

No host name is checked: a name adds nothing where exactly one certificate is trusted, and a node is the
same wherever it stands. Neither side believes any authority, nor the system's.
"""

import ssl
from dataclasses import dataclass, field
from pathlib import Path

from comity.errors import ConfigInvalid
from comity.seal.tls import to_pem


@dataclass(frozen=True, slots=True, kw_only=True)
class TlsFile:
    """Where a node's own key for its line lies, encrypted, and the password that opens it."""

    file: Path
    password: bytes = field(repr=False)


def client_context(own: TlsFile, pinned: bytes) -> ssl.SSLContext:
    """Return what a courier speaks to one partner with: its own certificate, and trust in the pinned one."""
    context = _context(ssl.PROTOCOL_TLS_CLIENT, own)
    trust(context, pinned)
    return context


def server_context(own: TlsFile) -> ssl.SSLContext:
    """Return what a door speaks with: nobody comes in without a certificate that was pinned (`trust`)."""
    return _context(ssl.PROTOCOL_TLS_SERVER, own)


def trust(context: ssl.SSLContext, pinned: bytes) -> None:
    """Trust one certificate from now on; a context forgets none."""
    context.load_verify_locations(cadata=to_pem(pinned).decode())


def _context(protocol: int, own: TlsFile) -> ssl.SSLContext:
    context = ssl.SSLContext(protocol)
    context.minimum_version = ssl.TLSVersion.TLSv1_3
    context.check_hostname = False
    context.verify_mode = ssl.CERT_REQUIRED
    context.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN  # what is pinned is trusted by itself
    try:
        context.load_cert_chain(own.file, password=own.password)
    except (OSError, ssl.SSLError):
        raise ConfigInvalid(
            f"{own.file} is missing or does not open under this master key. "
            "Make the key of the line anew: `comity node line --renew`."
        ) from None
    return context
