"""How VAT IDs of the EU and Chinese tax IDs are written: pure, and asks nobody.

A well-written ID is not a valid one: only the tax offices know those. The formats
are those of the Commission's VIES, https://ec.europa.eu/taxation_customs/vies, and
of GB 32100-2015 for the unified social credit codes of China, and of the Código Fiscal
de la Federación for the RFC of Mexico.
"""

import re
from collections.abc import Callable

from loyalty.typed import plain
from shop.typed.signs import compact

# What follows the letters of the country.
EU_FORMATS = {
    "AT": r"U\d{8}",
    "BE": r"[01]?\d{9}",
    "BG": r"\d{9,10}",
    "CY": r"\d{8}[A-Z]",
    "CZ": r"\d{8,10}",
    "DE": r"\d{9}",
    "DK": r"\d{8}",
    "EE": r"\d{9}",
    "EL": r"\d{9}",
    "ES": r"[A-Z]\d{7}[0-9A-Z]|\d{8}[A-Z]",
    "FI": r"\d{8}",
    "FR": r"[0-9A-HJ-NP-Z]{2}\d{9}",
    "HR": r"\d{11}",
    "HU": r"\d{8}",
    "IE": r"\d{7}[A-W][A-I]?|\d[A-Z+*]\d{5}[A-W]",
    "IT": r"\d{11}",
    "LT": r"\d{9}|\d{12}",
    "LU": r"\d{8}",
    "LV": r"\d{11}",
    "MT": r"\d{8}",
    "NL": r"\d{9}B\d{2}",
    "PL": r"\d{10}",
    "PT": r"\d{9}",
    "RO": r"\d{2,10}",
    "SE": r"\d{10}01",
    "SI": r"\d{8}",
    "SK": r"\d{10}",
    "XI": r"\d{9}|\d{12}|GD\d{3}|HA\d{3}",
}
# Greece has letters of its own for it, whatever people write.
LETTERS = {"GR": "EL"}
CREDIT_CODE = re.compile(r"[0-9A-HJ-NPQRTUWXY]{2}\d{6}[0-9A-HJ-NPQRTUWXY]{10}")
CREDIT_DIGITS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
# IDs of countries outside the EU that may begin like one of the EU. A name, a day:
# BEN9501023I0 is Mexican, not Belgian.
OTHERS = {"MX": re.compile(r"[A-ZÑ&]{3,4}\d{6}[0-9A-Z]{2}[0-9A]", re.ASCII)}
# Of countries whose IDs we do not know.
ANY = re.compile(r"[0-9A-ZÑ&/.-]{4,30}")


class NotATaxId(Exception):
    """Nobody has this ID."""


class BadlyWritten(NotATaxId):
    """It is not written as those of its country are."""


class WrongCheckDigit(NotATaxId):
    """A digit of it is wrong, or two have changed places."""


def read(written: str, *, country: str) -> str:
    """Return a tax ID of a business in `country` as it is printed.

    An ID says itself where it comes from: a business from anywhere may buy from
    anywhere. Where it does not, it must be from a country whose IDs we do not know.
    Raises BadlyWritten and WrongCheckDigit.
    """
    seen = plain(written).upper()
    signs = re.sub(r"[.-]", "", compact(written))
    if country in OTHERS and OTHERS[country].fullmatch(signs):
        return signs
    known = LETTERS.get(country, country) in EU_FORMATS or country == "CN"
    letters, digits = LETTERS.get(signs[:2], signs[:2]), signs[2:]
    # Elsewhere a business may happen to begin with the letters of a country.
    if letters in EU_FORMATS and (known or _is_eu(letters, digits)):
        return _eu(letters, digits)
    if CREDIT_CODE.fullmatch(signs):
        if not _credit_code(signs):
            raise WrongCheckDigit(signs)
        return signs
    if known or not ANY.fullmatch(signs):
        raise BadlyWritten(written)
    return seen


def _is_eu(letters: str, digits: str) -> bool:
    return re.fullmatch(EU_FORMATS[letters], digits, re.ASCII) is not None


def _eu(letters: str, digits: str) -> str:
    if not _is_eu(letters, digits):
        raise BadlyWritten(letters + digits)
    if letters == "BE":  # the oldest ones are printed without their 0
        digits = digits.zfill(10)
    if letters in EU_CHECKS and not EU_CHECKS[letters](digits):
        raise WrongCheckDigit(letters + digits)
    return letters + digits


def _mod_11_10(digits: str) -> bool:
    """ISO 7064, MOD 11,10."""
    product = 10
    for digit in digits[:-1]:
        product = ((int(digit) + product) % 10 or 10) * 2 % 11
    return (11 - product) % 10 == int(digits[-1])


def _luhn(digits: str) -> bool:
    doubled = (int(digit) * 2 for digit in digits[-2::-2])
    plain = (int(digit) for digit in digits[::-2])
    return (sum(sum(divmod(digit, 10)) for digit in doubled) + sum(plain)) % 10 == 0


def _belgian(digits: str) -> bool:
    return 97 - int(digits[:-2]) % 97 == int(digits[-2:])


def _luxembourgish(digits: str) -> bool:
    return int(digits[:-2]) % 89 == int(digits[-2:])


def _credit_code(code: str) -> bool:
    total = sum(
        CREDIT_DIGITS.index(sign) * pow(3, place, 31)
        for place, sign in enumerate(code[:-1])
    )
    return CREDIT_DIGITS[-total % 31] == code[-1]


EU_CHECKS: dict[str, Callable[[str], bool]] = {
    "BE": _belgian,
    "DE": _mod_11_10,
    "HR": _mod_11_10,
    "IT": _luhn,
    "LU": _luxembourgish,
}
