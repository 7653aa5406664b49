"""Codes of vouchers as people type them."""

from typing import Any

from django.db.models import QuerySet, Value
from django.db.models.functions import Replace
from oscar.apps.voucher.models import Voucher

from shop.typed.signs import compact


def alike(code: str, *, among: QuerySet[Voucher]) -> QuerySet[Voucher, Any]:
    """The vouchers whose code has the same signs.

    Blanks and dashes help to read a code, and are no part of it.
    """
    signs = Replace(Replace("code", Value(" ")), Value("-"))
    typed = compact(code).replace("-", "")
    return among.annotate(signs=signs).filter(signs=typed).order_by("pk")


def find(code: str, *, among: QuerySet[Voucher]) -> Voucher | None:
    """The voucher that somebody means; where two differ in a dash, the one typed."""
    meant = compact(code)
    return min(
        alike(code, among=among),
        key=lambda voucher: compact(voucher.code) != meant,
        default=None,
    )
