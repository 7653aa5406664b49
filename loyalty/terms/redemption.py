"""What points take off an order."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class RedemptionTerms:
    """The discount that points give, and how many of them an order takes."""

    version: int
    points_per_unit_of_discount: int
    min_points_per_order: int
    max_points_per_order: int | None
    max_share_percent: int
