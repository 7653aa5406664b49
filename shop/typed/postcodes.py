"""Postcodes as they are written on a letter, country by country.

The shapes, and which countries have none, are those of Google's address data
(https://chromium-i18n.appspot.com/ssl-address, CC BY 4.0), read in November 2026: a
`#` is a figure, a `@` a letter, a `*` either; the rest stands as it is.
"""

import re
from itertools import cycle
from string import ascii_uppercase

from loyalty.typed import plain
from shop.typed.signs import letters_and_figures

BRITISH = ("@# #@@", "@## #@@", "@@# #@@", "@@## #@@", "@#@ #@@", "@@#@ #@@")
FOUR, FIVE = ("####",), ("#####",)
AMERICAN = ("#####", "#####-####")
ALIKE: dict[tuple[str, ...], str] = {
    # None at all: what is typed there anyway is left as it is.
    (): "AE AG AO AQ AW BF BI BJ BO BQ BS BV BW BZ CD CF CG CI CK CM CW DJ DM ER FJ GA "
    "GD GH GM GQ GY HK JM KI KM KN LC LY ML MO MR MS MW NR NU PA PS QA RW SB SC SL SR "
    "SS ST SX SY TD TF TG TK TL TO TT TV UG VU WS YE ZW",
    ("###",): "FO GN IS LS MG OM PG",
    ("###", "####"): "BH",
    FOUR: "AF AL AM AT AU AZ BD BE BG CC CH CV CX CY DK ET GE GL GW HM HT HU LI LR LU "
    "MD MK MZ NE NF NO NZ PH PY SI SJ SV TN VE ZA",
    FIVE: "AX BA BL BT CU DE DO DZ EE EG EH ES FI FR GF GP GT HN HR ID IQ IT JO KE KR "
    "KW LA LK LT MA MC ME MF MM MN MQ MU MV MX MY NA NC NI NP PE PF PK PM RE SA SD SM "
    "SN TH TR UA UM UY VA WF XK YT ZM",
    ("#####", "####"): "CR TZ",
    ("#####", "######"): "KH RS VN",
    ("#####", "#######"): "IL",
    ("######",): "BY CN CO EC IN KG KZ NG RO RU SG TJ TM UZ",
    ("#######",): "CL",
    ("### ##",): "CZ GR SE SK",
    ("###-####",): "JP",
    ("##-###",): "PL",
    ("####-###",): "PT",
    ("#####-###",): "BR",
    ("#####-#####",): "IR",
    ("#### ####", "####"): "LB",
    ("###", "#####", "######"): "TW",
    ("#### @@",): "NL",
    ("@#@ #@#",): "CA",
    ("@## ****", "@#@ ****"): "IE",
    ("####", "@####@@@"): "AR",
    ("@@@ ####", "@@@ ##"): "MT",
    ("@@ **",): "BM",
    ("@@####",): "BN",
    ("@@ #####",): "SO",
    ("@###",): "SZ",
    ("AD###",): "AD",
    ("AI-####",): "AI",
    ("BB#####",): "BB",
    ("KY#-####",): "KY",
    ("LV-####",): "LV",
    ("VC####",): "VC",
    ("VG####",): "VG",
    ("GX11 1AA",): "GI",
    (*BRITISH, "BFPO ###", "BFPO ####"): "GB",
    BRITISH: "GG IM JE",
    AMERICAN: "AS FM GU MH MP PR PW US VI",
}
SHAPES = {
    country: shapes for shapes, alike in ALIKE.items() for country in alike.split()
}
# What people put before the figures, as one did for letters from abroad: the signs of
# https://unece.org/distinguishing-signs-vehicles-international-traffic.
SIGNS = {
    "AT": "A", "BE": "B", "CH": "CH", "DE": "D", "DK": "DK", "EE": "EST", "ES": "E",
    "FI": "FIN", "FR": "F", "HU": "H", "IT": "I", "LI": "FL", "LU": "L", "NO": "N",
    "PT": "P", "RO": "RO", "RU": "RUS", "SE": "S", "SI": "SLO", "SM": "RSM", "VA": "V",
}  # fmt: skip
KINDS = {"#": "[0-9]", "@": "[A-Z]", "*": "[0-9A-Z]"}


class NotAPostcode(ValueError):
    """The country writes its postcodes in another way."""


def read(text: str, *, country: str) -> str:
    """Return a postcode as its country writes it, or raise NotAPostcode.

    Of a country that has none, or whose postcodes are not known, what was typed.
    """
    if not SHAPES.get(country):
        return plain(text).upper()
    typed = signs(text, country=country)
    for shape in SHAPES[country]:
        begun = re.match("[A-Z]*", shape)
        for tried in (typed, f"{begun[0] if begun else ''}{typed}"):
            if _pattern(shape).fullmatch(tried):
                return _spaced(tried, shape)
    raise NotAPostcode(text)


def are_needed(country: str) -> bool:
    """Whether mail to a country needs a postcode: some have none."""
    return SHAPES.get(country) != ()


def signs(text: str, *, country: str) -> str:
    """Return letters and figures alone, without the sign of the country before them."""
    typed = letters_and_figures(text)
    own = {country, SIGNS.get(country, country)}
    letters = re.match("[A-Z]*(?=[0-9])", typed)
    is_sign = letters and letters[0] in own
    return typed[letters.end() :] if letters and is_sign else typed


def example(country: str) -> str:
    """What a postcode of a country looks like; empty where that is not known."""
    shape, *_others = SHAPES.get(country) or ("",)
    figures, letters = cycle("1234567890"), cycle(ascii_uppercase)
    drawn = {"#": figures, "*": figures, "@": letters}
    return "".join(next(drawn[kind]) if kind in drawn else kind for kind in shape)


def _pattern(shape: str) -> re.Pattern[str]:
    return re.compile(
        "".join(KINDS.get(kind, kind) for kind in re.sub("[ -]", "", shape))
    )


def _spaced(typed: str, shape: str) -> str:
    left = iter(typed)
    return "".join(kind if kind in " -" else next(left) for kind in shape)
