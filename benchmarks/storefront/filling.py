"""Goods for this shop: `python -m benchmarks.storefront.filling NUMBER OFFERS URL`.

The database is DATABASE_URL, and URL the same for its superuser: PostgreSQL makes most
of the rows itself, as for the tests of plans.
"""

import sys

import django
import psycopg

django.setup()

from tests.plans.sized.filling import Filling, Size  # noqa: E402  after setup


def fill(*, products: int, offers: int, url: str) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        Filling(connection, Size(products=products)).fill_goods(offers=offers)


if __name__ == "__main__":
    products, offers, url = sys.argv[1:]
    fill(products=int(products), offers=int(offers), url=url)
