"""Voucher codes in a basket."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from oscar.apps.voucher.models import Voucher

from shop import days
from shop.forks.basket.models import Basket
from shop.forks.offer.codes import find


class VoucherRefused(Exception):
    """The code cannot be used here; the message says why, in the reader's language."""


@transaction.atomic
def redeem(*, basket: Basket, code: str, at: datetime) -> Voucher:
    """Put a voucher into the basket; again changes nothing. Raises VoucherRefused."""
    if basket.pk is None:
        raise VoucherRefused(_("Please put something in first."))
    voucher = find(code, among=Voucher.objects.all())
    if voucher is None:
        raise VoucherRefused(_("We do not know this code. Is there a typing mistake?"))
    if at < voucher.start_datetime:
        raise VoucherRefused(_("This voucher cannot be used yet."))
    if at > days.through(voucher.end_datetime):
        raise VoucherRefused(_("This voucher is no longer valid."))
    if basket.owner is None and voucher.usage == Voucher.ONCE_PER_CUSTOMER:
        raise VoucherRefused(_("Please sign in to use this voucher."))
    if not _is_unused(voucher, basket):
        raise VoucherRefused(_("This voucher has already been used."))
    if not any(offer.is_condition_satisfied(basket) for offer in voucher.offers.all()):
        raise VoucherRefused(_("What this voucher asks for is not in your basket yet."))
    basket.vouchers.add(voucher)
    basket.reset_offer_applications()
    return voucher


def remove(*, basket: Basket, code: str) -> None:
    """Take a voucher out of the basket; one that is not in it is no mistake."""
    if basket.pk is None:
        return
    if voucher := find(code, among=basket.vouchers.all()):
        basket.vouchers.remove(voucher)
    basket.reset_offer_applications()


def is_idle(voucher: Voucher, *, basket: Basket) -> bool:
    """Whether it takes nothing off a basket whose offers were applied."""
    return all(each["voucher"] != voucher for each in basket.offer_applications)


def _is_unused(voucher: Voucher, basket: Basket) -> bool:
    used = voucher.applications.all()
    if voucher.usage == Voucher.ONCE_PER_CUSTOMER:
        used = used.filter(user=basket.owner)
    return voucher.usage == Voucher.MULTI_USE or not used.exists()
