"""A ciphertext that AES-256-GCM opens under two keys: the known attack on ciphers that do not commit.

With one block C and no associated data the tag is E(J0) xor C·H² xor L·H; asking the same tag of both
keys gives one linear equation in C over GF(2¹²⁸) (NIST SP 800-38D, section 6.3).
"""

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

_POLYNOMIAL = 0xE1 << 120
_ONE_BLOCK = 128


def times(left: int, right: int) -> int:
    product = 0
    for bit in range(127, -1, -1):
        if left >> bit & 1:
            product ^= right
        right = (right >> 1) ^ (_POLYNOMIAL if right & 1 else 0)
    return product


def inverse(value: int) -> int:
    result, power = 1 << 127, value
    for _ in range(127):
        power = times(power, power)
        result = times(result, power)
    return result


def _block(key: bytes, block: bytes) -> int:
    encryptor = Cipher(algorithms.AES(key), modes.ECB()).encryptor()
    return int.from_bytes(encryptor.update(block), "big")


def collide(one: bytes, other: bytes, nonce: bytes) -> bytes:
    """Return a block and tag that open under both keys, to two different texts."""
    h1, h2 = _block(one, bytes(16)), _block(other, bytes(16))
    e1, e2 = (_block(key, nonce + b"\0\0\0\1") for key in (one, other))
    block = times(e1 ^ e2 ^ times(_ONE_BLOCK, h1 ^ h2), inverse(times(h1, h1) ^ times(h2, h2)))
    tag = e1 ^ times(block, times(h1, h1)) ^ times(_ONE_BLOCK, h1)
    return block.to_bytes(16, "big") + tag.to_bytes(16, "big")
