"""A new picture gets its renditions from a worker, after the commit."""

from functools import partial
from typing import Any

from django.db import transaction
from django.db.models.signals import post_save
from django.dispatch import receiver

from shop.forks.catalogue.models import Category, ProductImage
from shop.pictures import tasks


@receiver(post_save, sender=ProductImage)
@receiver(post_save, sender=Category)
def make_renditions(instance: ProductImage | Category, raw: bool, **_: Any) -> None:
    picture = instance.image if isinstance(instance, Category) else instance.original
    if picture and not raw:
        # Without a broker the page shows the original; `make_renditions` catches up.
        transaction.on_commit(
            partial(tasks.make_renditions.delay, picture.name), robust=True
        )
