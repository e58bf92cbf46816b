"""A person's key file: all private keys of one owner under a passphrase."""

from comity.errors import CannotOpen, WrongPassphrase
from comity.seal.canonical import Fields, b64, decode, encode
from comity.seal.keys import SUITE, KeySet, check_suite
from comity.seal.master import Hardness, derive_key, unwrap, wrap


def protect(keys: KeySet, passphrase: str, hardness: Hardness) -> bytes:
    """Write the keys under a passphrase, with the Argon2id parameters beside them."""
    head = {"suite": SUITE, "protection": hardness.to_plain()}
    sealed = wrap(derive_key(passphrase, hardness), keys.to_secret(), encode(head))
    return encode({**head, "keys": b64(sealed)})


def unlock(data: bytes, passphrase: str) -> KeySet:
    """Read the keys with the passphrase.

    Raises: WrongPassphrase, MalformedMessage, UnknownSuite.
    """
    fields = Fields(decode(data), "key file", ("suite", "protection", "keys"))
    check_suite(fields.number("suite"))
    hardness = Hardness.from_plain(fields.any("protection"))
    head = encode({"suite": fields.number("suite"), "protection": hardness.to_plain()})
    try:
        secret = unwrap(derive_key(passphrase, hardness), fields.binary("keys"), head)
    except CannotOpen:
        raise WrongPassphrase("The key file does not open with this passphrase; type it again.") from None
    return KeySet.from_secret(secret)
