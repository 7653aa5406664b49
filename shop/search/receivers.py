"""What changes is indexed again by a worker, after the commit."""

from collections.abc import Callable, Collection
from typing import Any

from django.db import transaction
from django.db.models.signals import m2m_changed, post_delete, post_save
from django.dispatch import receiver
from oscar.apps.catalogue.models import AttributeOption, ProductAttributeValue

from shop.forks.catalogue.models import Category, Product
from shop.forks.partner.models import StockRecord
from shop.search import documents, tasks


@receiver(post_save, sender=Product)
def product_saved(instance: Product, raw: bool, **_: Any) -> None:
    """What is hidden is found no more from this moment on, whatever the worker does."""
    if not raw:
        if not instance.is_public:
            documents.forget(instance.pk)
        _ask(tasks.index_product.delay, instance.pk)


@receiver(post_delete, sender=Product)
def product_deleted(instance: Product, **_: Any) -> None:
    """A variant was found by its parent; what stood alone goes with its document."""
    if instance.parent_id:
        _ask(tasks.index_product.delay, instance.parent_id)


@receiver([post_save, post_delete], sender=StockRecord)
def stocked(
    instance: StockRecord,
    raw: bool = False,
    update_fields: Collection[str] | None = None,
    **_: Any,
) -> None:
    """Goods are found by their article number, and not by how many there are."""
    if not raw and (update_fields is None or "partner_sku" in update_fields):
        _ask(tasks.index_product.delay, instance.product_id)


@receiver([post_save, post_delete], sender=ProductAttributeValue)
def attribute_changed(
    instance: ProductAttributeValue, raw: bool = False, **_: Any
) -> None:
    if not raw:
        _ask(tasks.index_product.delay, instance.product_id)


@receiver(m2m_changed, sender=Product.categories.through)
@receiver([post_save, post_delete], sender=Product.categories.through)
def shelved(
    instance: Any, action: str = "post_save", raw: bool = False, **_: Any
) -> None:
    if raw or not action.startswith("post_"):
        return
    if isinstance(instance, Product):
        _ask(tasks.index_product.delay, instance.pk)
    elif isinstance(instance, Product.categories.through):
        _ask(tasks.index_product.delay, instance.product_id)


@receiver(post_save, sender=Category)
def category_saved(instance: Category, raw: bool, created: bool, **_: Any) -> None:
    """Goods are found by the names of what they are in, and of what is above (F19)."""
    if not (raw or created):
        _ask(tasks.index_category.delay, instance.pk)


@receiver(post_save, sender=AttributeOption)
def option_saved(instance: AttributeOption, raw: bool, created: bool, **_: Any) -> None:
    if not (raw or created):
        _ask(tasks.index_option.delay, instance.pk)


def _ask(worker: Callable[[int], Any], pk: int) -> None:
    # Without a broker the index waits for `index_products`; the change stands.
    def ask_worker() -> None:
        worker(pk)

    transaction.on_commit(ask_worker, robust=True)
