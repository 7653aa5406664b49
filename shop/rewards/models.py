"""The halves of two offers, which Oscar stores and this shop defines."""

from shop.rewards.offer import PointsBenefit, PointsRequested
from shop.rewards.voucher_offer import VoucherBenefit, VoucherRequested

__all__ = ["PointsBenefit", "PointsRequested", "VoucherBenefit", "VoucherRequested"]
