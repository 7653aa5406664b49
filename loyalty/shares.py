"""The shares of a posting as its column keeps them: pure.

Kept are the facts from which a share is reckoned again and told, beside those that
the ledger adds: how much of what was `asked` a campaign could not give `because` of
what, and from which `slots` of its budget it came.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from loyalty.arithmetic.awards import Award, Granted, Share
from loyalty.arithmetic.tiers import TIER

Stored = Sequence[Mapping[str, Any]]


def stored(award: Award, *, at: datetime) -> list[dict[str, Any]] | None:
    """Return what the posting of an award keeps of its shares.

    None where the rule alone gave something: its posting says all of that anyway.
    `at` is when it is posted, in the programme's zone: it counts for that month.
    """
    if not award.added:
        return None
    return [_stored(share, at) for share in award.shares]


def _stored(share: Share, at: datetime) -> dict[str, Any]:
    kept = {
        "source": share.source,
        "version": share.version,
        "points": share.points,
        "base": str(share.base),
    }
    if share.tier is not None:
        return kept | {
            "names": dict(share.tier.names),
            "rate": str(share.tier.multiplier),
        }
    if share.campaign is None:
        return kept
    return kept | {
        "names": dict(share.campaign.names),
        "amount": share.campaign.amount,
        "rate": str(share.campaign.rate),
        "month": f"{at:%Y-%m}",
    }


def taken(shares: Iterable[tuple[Granted, int]]) -> list[dict[str, Any]]:
    """Return what the posting of a revocation keeps: how much is taken of which."""
    return [
        {"source": share.source, "version": share.version, "points": points}
        for share, points in shares
        if points
    ]


def points(shares: Stored | None, *, otherwise: int) -> int:
    """Return what a posting gave in all: without shares, as much as was asked for."""
    return otherwise if shares is None else sum(share["points"] for share in shares)


def granted(
    shares: Stored, revocations: Iterable[Stored | None]
) -> tuple[Granted, ...]:
    """Return what was given by each source, and what these revocations left of it."""
    gone: Counter[tuple[str, int]] = Counter()
    for revocation in revocations:
        for share in revocation or ():
            gone[share["source"], share["version"]] += share["points"]
    return tuple(
        Granted(
            source=share["source"],
            version=share["version"],
            points=share["points"],
            kept=share["points"] - gone[share["source"], share["version"]],
            rate=Decimal(share["rate"]) if share["source"] == TIER else Decimal(1),
        )
        for share in shares
    )
