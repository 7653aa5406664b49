"""What the home page puts in front: what is new, what is bought."""

from django.db.models import Count, Q

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
    latest = Line.objects.order_by("-id").values("pk")[:LATEST_LINES]
    bought = Q(line__in=latest) | Q(children__line__in=latest)
    popular = list(
        browsable.filter(bought)
        .exclude(pk__in=newest)
        .annotate(times=Count("pk"))
        .order_by("-times", "pk")
        .values_list("pk", flat=True)[:SHOWN]
    )
    loaded = with_parts(Product.objects.all()).in_bulk([*newest, *popular])
    return [loaded[pk] for pk in newest], [loaded[pk] for pk in popular]
