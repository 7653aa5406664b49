"""What the home page puts in front: what is new, what is bought."""

from django.db.models import Count, Q
from django.db.models.functions import Coalesce

from shop.forks.order.models import Line
from shop.requests import ShopRequest
from shop.storefront.tiles import Tile, listed, tiles, tiles_of

SHOWN = 8
# Popular is what turns up most among the latest lines of orders: a bounded look.
LATEST_LINES = 500


def front_tiles(request: ShopRequest) -> tuple[list[Tile], list[Tile]]:
    """Return the newest and the most bought products."""
    newest = tiles(request, listed().order_by("-created_at", "-product_id")[:SHOWN])
    return newest, tiles_of(request, _bought(beside=newest))


def _bought(*, beside: list[Tile]) -> list[int]:
    """The ids of browsable products by how often they were bought, variants too.

    Counted from the lines: asked of the products, an OR of their own lines and
    their variants' would read every line ever written.
    """
    latest = Line.objects.order_by("-id").values("pk")[:LATEST_LINES]
    on_sale = Q(product__parent=None, product__is_public=True)
    on_sale |= Q(product__parent__is_public=True)
    bought = (
        Line.objects.filter(on_sale, pk__in=latest)
        .annotate(shown=Coalesce("product__parent", "product"))
        .order_by()
        .values("shown")
        .annotate(times=Count("pk"))
        .order_by("-times", "shown")
        .exclude(shown__in=[tile.product_id for tile in beside])
    )
    return list(bought.values_list("shown", flat=True)[:SHOWN])
