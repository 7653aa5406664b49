"""One task in one shop: `python -m benchmarks.storefront.tasks SHOP TASK '{"…": 1}'`.

The database is DATABASE_URL; the last line written is the result, as JSON. What only
one of the shops has is asked of it alone.
"""

import importlib
import json
import sys
from collections.abc import Callable
from typing import Any


def prepare(shop: Any) -> None:
    """An empty shop, before it gets the goods."""
    shop.open_shop()


def index(_shop: Any) -> None:
    """Let Oscar's Whoosh read the goods."""
    from django.core.management import call_command  # noqa: PLC0415  once set up

    call_command("rebuild_index", interactive=False, verbosity=0)


def goods(_shop: Any) -> dict[str, Any]:
    """The same product in either shop, and its category."""
    from django.utils import translation  # noqa: PLC0415  once Django is set up
    from oscar.core.loading import get_model  # noqa: PLC0415  the same

    Product = get_model("catalogue", "Product")
    alone = Product.objects.filter(structure=Product.STANDALONE).order_by("pk")
    product = alone[alone.count() // 2]
    with translation.override("en"):
        return {
            "product": product.get_absolute_url(),
            "product_id": product.pk,
            "title": product.title,
            "category": product.categories.get().get_absolute_url(),
        }


def baskets(_shop: Any, *, number: int, lines: int) -> list[str]:
    """So many visitors' baskets of so many lines, by what their cookie says.

    Two goods of each shelf that has an offer, as far as there are.
    """
    from oscar.apps.basket.middleware import BasketMiddleware  # noqa: PLC0415  same
    from oscar.core.loading import get_model  # noqa: PLC0415  once Django is set up

    basket, line = get_model("basket", "Basket"), get_model("basket", "Line")
    products = _offered(lines)
    records = {one.pk: one.stockrecords.get() for one in products}
    made = basket.objects.bulk_create([basket() for _one in range(number)])
    line.objects.bulk_create(
        [
            line(
                basket=each,
                product=product,
                stockrecord=records[product.pk],
                line_reference=f"{product.pk}_{records[product.pk].pk}",
                quantity=1,
                price_currency="EUR",
                price_excl_tax=records[product.pk].price,
                price_incl_tax=records[product.pk].price,
            )
            for each in made
            for product in products
        ]
    )
    signed = BasketMiddleware(lambda _request: None).get_basket_hash
    return [signed(each.pk) for each in made]


def _offered(number: int) -> list[Any]:
    """Goods by turns of the shelves that have an offer."""
    from oscar.core.loading import get_model  # noqa: PLC0415  once Django is set up

    Product = get_model("catalogue", "Product")
    shelves = get_model("catalogue", "Category").objects.filter(includes__isnull=False)
    each = [
        Product.objects.filter(structure=Product.STANDALONE, categories=shelf).order_by(
            "pk"
        )[: -(-number // len(shelves))]
        for shelf in shelves.order_by("pk")
    ]
    return [product for some in zip(*each, strict=True) for product in some][:number]


def members(_shop: Any, *, number: int, points: int) -> list[str]:
    """So many members with points, signed in, by what their cookie says."""
    from django.test import Client  # noqa: PLC0415  once Django is set up
    from django.utils import timezone  # noqa: PLC0415  the same

    from tests.factories import make_member  # noqa: PLC0415  the same

    cookies = []
    for nth in range(number):
        member = make_member(points, email=f"m{nth}@stores.example", at=timezone.now())
        client = Client(SERVER_NAME="127.0.0.1")
        client.force_login(member)
        cookies.append(client.cookies["sessionid"].value)
    return cookies


TASKS: dict[str, Callable[..., Any]] = {
    task.__name__: task for task in (prepare, index, goods, baskets, members)
}


def main() -> None:
    shop, task, options = sys.argv[1:]
    known = importlib.import_module(f"benchmarks.offers.{shop}")
    result = TASKS[task](known, **json.loads(options))
    sys.stdout.write(f"{json.dumps(result)}\n")


if __name__ == "__main__":
    main()
