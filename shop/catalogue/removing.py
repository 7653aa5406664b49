"""Delete goods that nothing refers to (F20)."""

from datetime import datetime

from django.db import transaction

from shop.audit.record import record
from shop.catalogue.changing import lock, subject
from shop.forks.catalogue.models import Product
from shop.forks.deleting import uses_of
from shop.users.models import User
from shop.users.permission import require

PERMISSION = "catalogue.delete_product"


class InUse(Exception):
    """Something refers to it: it can be taken off sale, and stays."""


@transaction.atomic
def remove(*, product_id: int, actor: User, removed_at: datetime) -> None:
    """Delete a product with its variants. Raises Product.DoesNotExist and InUse."""
    require(actor, PERMISSION)
    product = lock([product_id]).get(product_id)
    if product is None:
        raise Product.DoesNotExist
    if uses_of(product):
        raise InUse
    titles = {"title_en": product.title_en, "title_zh_hans": product.title_zh_hans}
    product.delete()
    record(
        actor=actor,
        action="product.remove",
        subject=subject(product_id),
        recorded_at=removed_at,
        before={name: text for name, text in titles.items() if text},
    )
