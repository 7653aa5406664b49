"""Signs that stand for something else than words: what is left of them."""

import re
import unicodedata

from loyalty.typed import plain

# Dashes that Unicode does not count among them: minus, bullet, and the long sign of
# Japanese keyboards.
OTHER_DASHES = frozenset("\u02d7\u2043\u2212\u2796\u30fc")


def compact(text: str) -> str:
    """Return signs in capitals, without blanks, with one kind of dash and figure."""
    capitals = plain(plain(text).replace(" ", "").upper())
    return re.sub("-+", "-", "".join(map(_plainest, capitals)))


def letters_and_figures(text: str) -> str:
    """Return only the letters and figures, in capitals."""
    return "".join(filter(str.isalnum, compact(text)))


def _plainest(sign: str) -> str:
    kind = unicodedata.category(sign)
    if kind == "Pd" or sign in OTHER_DASHES:
        return "-"
    return str(unicodedata.decimal(sign)) if kind == "Nd" else sign
