"""Numbers of orders and returns, and codes read out at a counter.

They are written in Crockford's base 32, whose letters are neither misread nor misheard.
"""

import re

from loyalty.typed import plain
from shop.typed.signs import letters_and_figures

# Without I, L, O and U.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
GROUPS, GROUP_LENGTH = 2, 5
LENGTH = GROUPS * GROUP_LENGTH
# Letters that are not in the alphabet are the figures they look like.
LOOK_ALIKES = str.maketrans("ILOU", "110V")


def read_figures(text: str) -> str:
    """Return the figures of a code, whatever stands between them."""
    seen = letters_and_figures(text).translate(LOOK_ALIKES)
    return "".join(sign for sign in seen if sign in ALPHABET)


def read_number(text: str) -> str:
    """Return the number that someone wrote down, as it is printed.

    Words before it, as in "Order no. …", are passed over. What has not as many
    figures as a number is no number, and read as its figures.
    """
    apart = re.split(r"[^\w]+|_", plain(text.replace("№", "#")))
    words = list(map(read_figures, apart))
    figures = "".join(words)
    for first in range(len(words)):
        if len(rest := "".join(words[first:])) == LENGTH:
            figures = rest
    if len(figures) != LENGTH:
        return figures
    return "-".join(
        figures[start : start + GROUP_LENGTH]
        for start in range(0, LENGTH, GROUP_LENGTH)
    )


def pattern(text: str) -> str:
    """Return a regular expression that finds numbers by some of their figures.

    Empty where the text cannot be a part of a number.
    """
    if "-" in (number := read_number(text)):
        return number
    figures = read_figures(text)
    is_part = len(figures) == len(letters_and_figures(text)) <= LENGTH
    return "-?".join(figures) if is_part else ""
