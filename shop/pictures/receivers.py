"""A new picture gets its renditions from a worker, after the commit."""

from typing import Any

from django.db import transaction
from django.db.models.signals import post_save
from django.dispatch import receiver
from oscar.apps.catalogue.models import ProductImage

from shop.forks.catalogue.models import Category
from shop.pictures import tasks


@receiver(post_save, sender=ProductImage)
@receiver(post_save, sender=Category)
def make_renditions(instance: ProductImage | Category, raw: bool, **_: Any) -> None:
    picture = instance.image if isinstance(instance, Category) else instance.original
    if not picture or raw:
        return

    # Without a broker the page shows the original; `make_renditions` catches up.
    def ask_worker() -> None:
        tasks.make_renditions.delay(picture.name)

    transaction.on_commit(ask_worker, robust=True)
