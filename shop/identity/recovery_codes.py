"""Codes for who has lost their second factor: values in, values out.

Each has eighty bits from the machine's own source of chance, so that its plain hash
tells nobody what it is.
"""

import hashlib
import secrets

from shop.typed.numbers import ALPHABET, read_figures

COUNT = 10
GROUPS, GROUP_LENGTH = 4, 4


def new_codes() -> list[str]:
    """Ten codes, as they are printed."""
    return [_new_code() for _number in range(COUNT)]


def hash_of(code: str) -> str:
    """What is kept of a code, however it was typed."""
    return hashlib.sha256(read_figures(code).encode()).hexdigest()


def _new_code() -> str:
    return "-".join(
        "".join(secrets.choice(ALPHABET) for _sign in range(GROUP_LENGTH))
        for _group in range(GROUPS)
    )
