"""The key that digests are signed with, and the one they are checked with."""

import hashlib
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)
from cryptography.hazmat.primitives.serialization import (
    load_pem_private_key,
    load_pem_public_key,
)
from django.conf import settings


class NoKey(Exception):
    """The key cannot be read, or is not an Ed25519 key."""


def private_key() -> Ed25519PrivateKey | None:
    """Return the key of LEDGER_SIGNING_KEY, a path or PEM; None when there is none.

    Raises NoKey: who names a key does not want unsigned digests.
    """
    named = settings.LEDGER_SIGNING_KEY
    if not named:
        return None
    try:
        pem = (
            named.replace("\\n", "\n").encode()
            if "BEGIN" in named
            else Path(named).read_bytes()
        )
        key = load_pem_private_key(pem, password=None)
    except (OSError, ValueError, TypeError) as error:
        raise NoKey(f"LEDGER_SIGNING_KEY: {error}") from error
    if not isinstance(key, Ed25519PrivateKey):
        raise NoKey("LEDGER_SIGNING_KEY: not an Ed25519 key")
    return key


def read_public_key(path: Path) -> Ed25519PublicKey:
    """Read a public key in PEM. Raises NoKey."""
    try:
        key = load_pem_public_key(path.read_bytes())
    except (OSError, ValueError) as error:
        raise NoKey(f"{path}: {error}") from error
    if not isinstance(key, Ed25519PublicKey):
        raise NoKey(f"{path}: not an Ed25519 key")
    return key


def name_of(key: Ed25519PublicKey) -> str:
    """What a digest calls the key that it was signed with."""
    return hashlib.sha256(key.public_bytes_raw()).hexdigest()


def is_valid(signature: str, *, message: str, key: Ed25519PublicKey) -> bool:
    try:
        key.verify(bytes.fromhex(signature), message.encode())
    except (InvalidSignature, ValueError):
        return False
    return True
