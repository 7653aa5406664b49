"""What the home page puts in front: what is new, what is bought."""

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import Coalesce

from shop.forks.catalogue.models import Product
from shop.forks.order.models import Line
from shop.storefront.tiles import with_parts

SHOWN = 8
# Popular is what turns up most among the latest lines of orders: a bounded look.
LATEST_LINES = 500


def front_products() -> tuple[list[Product], list[Product]]:
    """Return the newest and the most bought products, loaded together."""
    browsable = Product.objects.browsable()
    newest = list(
        browsable.order_by("-date_created", "-id").values_list("pk", flat=True)[:SHOWN]
    )
    popular = list(_bought().exclude(shown__in=newest)[:SHOWN])
    loaded = with_parts(Product.objects.all()).in_bulk([*newest, *popular])
    return [loaded[pk] for pk in newest], [loaded[pk] for pk in popular]


def _bought() -> QuerySet[Line, int]:
    """The ids of browsable products by how often they were bought, variants too.

    Counted from the lines: asked of the products, an OR of their own lines and
    their variants' would read every line ever written.
    """
    latest = Line.objects.order_by("-id").values("pk")[:LATEST_LINES]
    on_sale = Q(product__parent=None, product__is_public=True)
    on_sale |= Q(product__parent__is_public=True)
    return (
        Line.objects.filter(on_sale, pk__in=latest)
        .annotate(shown=Coalesce("product__parent", "product"))
        .order_by()
        .values("shown")
        .annotate(times=Count("pk"))
        .order_by("-times", "shown")
        .values_list("shown", flat=True)
    )
