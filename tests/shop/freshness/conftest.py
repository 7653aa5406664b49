"""A small shop that is looked at by nobody in particular."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone, translation

from shop.forks.catalogue.models import Product
from shop.search.documents import index_product
from tests.factories import make_category, make_mark, make_offer, make_product


@pytest.fixture
def tea(db) -> Product:
    """What is on every public page; it has been there for long."""
    make_category("tea")
    tea = make_product("12.00", title="Sencha", categories=["tea"], stock=50)
    make_mark(tea, ("Origin", "产地"), ("Uji", "宇治"))
    make_offer("Percentage", "10")
    Product.objects.update(date_created=timezone.now() - timedelta(days=90))
    index_product(tea.pk)
    return tea


class Visitor(Client):
    """Whoever comes for the first time."""

    def fresh(self, path: str, **headers: str):
        """Ask without any cookie."""
        self.cookies.clear()
        return self.get(path, headers=headers)


@pytest.fixture
def visitor() -> Visitor:
    return Visitor()


def addresses(tea: Product) -> list[str]:
    category = tea.categories.get()
    with translation.override("zh-hans"):
        in_chinese = tea.get_absolute_url()
    return [
        "/en/",
        "/en/catalogue/",
        "/en/catalogue/?sort=price",
        category.get_absolute_url(),
        tea.get_absolute_url(),
        "/en/search/?q=sencha",
        "/en/points/how-it-works/",
        "/zh-hans/",
        in_chinese,
    ]
