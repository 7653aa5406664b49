"""A product that changes is indexed again by a worker, after the commit."""

from typing import Any

from django.db import transaction
from django.db.models.signals import m2m_changed, post_save
from django.dispatch import receiver
from oscar.apps.catalogue.models import ProductAttributeValue

from shop.forks.catalogue.models import Product
from shop.search import tasks


@receiver(post_save, sender=Product)
def product_saved(instance: Product, raw: bool, **_: Any) -> None:
    if not raw:
        _index(instance.pk)


@receiver(post_save, sender=ProductAttributeValue)
def attribute_saved(instance: ProductAttributeValue, raw: bool, **_: Any) -> None:
    if not raw:
        _index(instance.product_id)


@receiver(m2m_changed, sender=Product.categories.through)
def shelved(instance: Any, action: str, **_: Any) -> None:
    if action.startswith("post_") and isinstance(instance, Product):
        _index(instance.pk)


def _index(product_id: int) -> None:
    # Without a broker the index waits for `index_products`; the change stands.
    def ask_worker() -> None:
        tasks.index_product.delay(product_id)

    transaction.on_commit(ask_worker, robust=True)
