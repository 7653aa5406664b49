"""Order numbers: not to be guessed, and short enough to read over the phone (S03)."""

import secrets

from shop.typed.numbers import ALPHABET, GROUP_LENGTH, GROUPS


def new_number() -> str:
    """Draw a number from 32¹⁰; a fresh one for every attempt to place an order."""
    return "-".join(
        "".join(secrets.choice(ALPHABET) for _place in range(GROUP_LENGTH))
        for _group in range(GROUPS)
    )
