"""Voucher codes in a basket."""

from datetime import datetime

from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.utils.translation import gettext as _
from oscar.apps.voucher.models import Voucher

from shop import days
from shop.forks.basket.models import Basket
from shop.forks.offer.codes import find
from shop.rewards.asking_for_vouchers import (
    VoucherRefused,
    find_by_code,
    request_voucher,
)
from shop.users.models import User

Shopper = User | AnonymousUser | None


@transaction.atomic
def redeem(*, basket: Basket, code: str, at: datetime, shopper: Shopper = None) -> str:
    """Put a voucher into the basket; again changes nothing. Returns its code.

    One that the `shopper` made of points is wished for (asking_for_vouchers.py), and
    is nobody else's. Raises VoucherRefused.
    """
    if basket.pk is None:
        raise VoucherRefused(_("Please put something in first."))
    voucher = find(code, among=Voucher.objects.all())
    if voucher is None:
        return _redeem_own(basket, code, at, shopper)
    _require_usable(voucher, basket, at)
    basket.vouchers.add(voucher)
    basket.reset_offer_applications()
    return str(voucher.code)


def _redeem_own(basket: Basket, code: str, at: datetime, shopper: Shopper) -> str:
    own = find_by_code(code=code, member=shopper, at=at)
    if own is None or not isinstance(shopper, User):
        raise VoucherRefused(_("We do not know this code. Is there a typing mistake?"))
    request_voucher(basket=basket, member=shopper, version=own.version, at=at)
    return own.shown_code


def _require_usable(voucher: Voucher, basket: Basket, at: datetime) -> None:
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
