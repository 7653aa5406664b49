"""Places of the EU that its VAT does not reach, by country and postcode: pure.

Source: Directive 2006/112/EC, article 6: territories outside the customs union (2) or
within it (1) to which the Directive does not apply. Monaco counts as France, the
sovereign base areas as Cyprus (article 7). Postcodes are those of the national posts.
"""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SOURCE = "2006/112/EC"


@dataclass(frozen=True, kw_only=True)
class Territory:
    """A place outside; all of `country` where no beginnings of postcodes are named."""

    country: str
    name: str | Promise
    article: str
    postcodes: Sequence[str] = ()

    @property
    def source(self) -> str:
        return f"{SOURCE}, {self.article}"

    def holds(self, *, country: str, postcode: str) -> bool:
        if country != self.country:
            return False
        return not self.postcodes or postcode.startswith(tuple(self.postcodes))


def _outside_customs(country: str, name: Promise, *postcodes: str) -> Territory:
    return Territory(
        country=country, name=name, article="6(2)", postcodes=tuple(postcodes)
    )


def _within_customs(country: str, name: Promise, *postcodes: str) -> Territory:
    return Territory(
        country=country, name=name, article="6(1)", postcodes=tuple(postcodes)
    )


TERRITORIES = (
    _outside_customs("DE", _("Heligoland"), "27498"),
    _outside_customs("DE", _("Büsingen"), "78266"),
    _outside_customs("ES", _("Ceuta"), "51"),
    _outside_customs("ES", _("Melilla"), "52"),
    _outside_customs("IT", _("Livigno"), "23041"),
    _within_customs("ES", _("Canary Islands"), "35", "38"),
    _within_customs("IT", _("Campione d’Italia"), "22061"),
    _within_customs("GR", _("Mount Athos"), "63086", "63087"),
    _within_customs("FI", _("Åland Islands"), "22"),
    _within_customs("AX", _("Åland Islands")),
    _within_customs(
        "FR", _("French overseas departments"), "971", "972", "973", "974", "976"
    ),
    _within_customs("GP", _("Guadeloupe")),
    _within_customs("MQ", _("Martinique")),
    _within_customs("GF", _("French Guiana")),
    _within_customs("RE", _("Réunion")),
    _within_customs("YT", _("Mayotte")),
    _within_customs("MF", _("Saint Martin")),
)


def outside(*, country: str, postcode: str) -> Territory | None:
    """The place outside to which a postcode belongs, however it was written."""
    # All of these countries have postcodes of digits: D-27 498 is 27498.
    digits = "".join(
        sign for sign in unicodedata.normalize("NFKC", postcode) if sign.isdecimal()
    )
    return next(
        (
            territory
            for territory in TERRITORIES
            if territory.holds(country=country, postcode=digits)
        ),
        None,
    )
