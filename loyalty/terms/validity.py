"""From when and until when points count."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class ValidityTerms:
    """How long points wait after delivery, how long they last then, and their grace.

    `grace_days` are for points that come back after a return and had expired.
    """

    version: int
    return_window_days: int
    expiry_months: int
    grace_days: int
