"""Everything the demo consists of, in the order in which it can be made."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from itertools import islice

from django.db.models import Q
from rich.progress import Progress

from loyalty import earning, expiry, redemption
from shop.demo import (
    backlog,
    campaigns,
    crowd,
    ladder,
    life,
    missions,
    offers,
    parcels,
    photographs,
    restocking,
    shelving,
    synonyms,
    taxes,
    texts,
    wares,
)
from shop.demo.accounts import DOMAIN
from shop.forks.order.models import Order
from shop.rewards import expiring
from shop.search import documents
from shop.search.models import SearchDocument
from shop.users.models import User

# So many orders take their course through the use cases; the rest is written.
LIVED = 400


@dataclass(frozen=True)
class Sizes:
    products: int = 129
    members: int = 60
    orders: int = 110


def seed(
    *, sizes: Sizes, at: datetime, seed: int, progress: Progress
) -> dict[str, int]:
    """Add what is missing up to `sizes`; return how much was added of what."""
    bar = partial(_bar, progress)
    _open_the_shop()
    products = shelving.stock_shelves(
        wares.wares(sizes.products, seed=seed),
        at=at,
        seed=seed,
        advance=bar("Products", sizes.products),
    )
    pictured = list(islice(wares.wares(sizes.products, seed=seed), len(_written())))
    shots = [shot for ware in pictured for shot in photographs.shots(ware)]
    pictures = photographs.photograph(pictured, advance=bar("Pictures", len(shots)))
    deals = offers.make_offers(at=at)
    accounts = crowd.make_accounts(at=at)
    manager = User.objects.get(email=f"manager@{DOMAIN}")
    synonyms.say_what_words_mean(by=manager, at=at)
    _run_a_programme()
    texts.write_texts(by=manager, at=at)
    members = crowd.make_members(
        sizes.members, at=at, seed=seed, advance=bar("Members", sizes.members)
    )
    orders = _orders(sizes.orders, at, seed, bar("Orders", sizes.orders))
    # What sold is known now, and counts.
    if products or orders or not SearchDocument.objects.exists():
        documents.index_all()
    if orders:
        restocking.watch_best_sellers(at=at)
    _book_due(at)
    return {
        "products": products,
        "pictures": pictures,
        "offers": deals,
        "accounts": accounts,
        "members": members,
        "orders": orders,
    }


def _open_the_shop() -> None:
    crowd.make_countries()
    parcels.draw_zones()
    parcels.open_points()
    parcels.take_carriers_on()
    taxes.write_rates()


def _run_a_programme() -> None:
    campaigns.run_some()
    ladder.raise_one()
    missions.run_some()


def _written() -> list[wares.Ware]:
    return [ware for shelf in wares.shelves() for ware in shelf.wares]


def _orders(wanted: int, at: datetime, seed: int, advance: Callable[..., None]) -> int:
    demo = Q(user__email__endswith=DOMAIN) | Q(guest_email__endswith=DOMAIN)
    have = Order.objects.filter(demo).count()
    advance(min(have, wanted))
    lived = min(wanted, LIVED) if have == 0 else 0
    if lived:
        life.live_through(lived, now=at, seed=seed, advance=advance)
    written = max(0, wanted - max(have, lived))
    if written:
        backlog.fill_backlog(written, now=at, seed=seed + have, advance=advance)
    return lived + written


def _book_due(at: datetime) -> None:
    """Leave what the jobs would have booked in the time the demo looks back on."""
    redemption.lapse_holds(at=at)
    earning.book_maturities(at=at)
    expiry.expire_due(at=at)
    expiring.tell(at=at)
    ladder.look_at_members(at=at)


def _bar(progress: Progress, name: str, total: int) -> Callable[..., None]:
    task = progress.add_task(name, total=total)

    def advance(count: int = 1) -> None:
        progress.advance(task, count)

    return advance
