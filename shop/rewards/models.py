"""The offer's two halves, which Oscar stores and this shop defines."""

from shop.rewards.offer import PointsBenefit, PointsRequested

__all__ = ["PointsBenefit", "PointsRequested"]
