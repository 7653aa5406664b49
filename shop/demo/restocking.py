"""What sells best is watched more closely: some of it is low, with a pace to read."""

from datetime import datetime

from shop.inventory import levels

WATCHED = 5


def watch_best_sellers(*, at: datetime) -> int:
    """Let a few best sellers be low with what is left of them; returns how many."""
    best = levels.goods(level=levels.Level.ALL, at=at).filter(
        low_stock_threshold=None, available__gt=0, sold__gt=0
    )
    watched = list(best.order_by("-sold", "pk")[:WATCHED])
    for stock in watched:
        stock.low_stock_threshold = _next_ten(max(stock.available, stock.sold))
        stock.save(update_fields=["low_stock_threshold"])
    return len(watched)


def _next_ten(pieces: int) -> int:
    """A round number above, as people choose one."""
    return (pieces // 10 + 1) * 10
