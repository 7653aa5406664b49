"""Order numbers: not to be guessed, and short enough to read over the phone (S03)."""

import secrets

# Crockford's base 32: without I, L, O and U, which are misread or misheard.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
GROUPS, GROUP_LENGTH = 2, 5


def new_number() -> str:
    """Draw a number from 32¹⁰; a fresh one for every attempt to place an order."""
    return "-".join(
        "".join(secrets.choice(ALPHABET) for _place in range(GROUP_LENGTH))
        for _group in range(GROUPS)
    )


def read_number(text: str) -> str:
    """Return the number someone wrote down, whatever its case, spaces and dashes.

    Letters that are not in the alphabet are read as the figures they look like.
    """
    figures = "".join(text.upper().split()).replace("-", "")
    figures = figures.translate(str.maketrans("ILO", "110"))
    return "-".join(
        figures[start : start + GROUP_LENGTH]
        for start in range(0, len(figures), GROUP_LENGTH)
    )
