"""Say how much is in a piece: what its price per kilogram is reckoned from."""

from datetime import datetime

from django.db import transaction

from shop.audit.record import record
from shop.forks.catalogue.models import Product
from shop.measures.content import Content
from shop.users.models import User
from shop.users.permission import require

PERMISSION = "catalogue.change_product"


class ContentChanged(Exception):
    """It is not what was seen: somebody else has said otherwise; `now` is what."""

    def __init__(self, now: Content | None):
        super().__init__(now)
        self.now = now


@transaction.atomic
def hold(
    *,
    sku: str,
    content: Content | None,
    seen: Content | None,
    actor: User,
    said_at: datetime,
) -> Product:
    """Let a piece of this article number hold `content`, if it holds what was seen.

    Raises Product.DoesNotExist and ContentChanged.
    """
    require(actor, PERMISSION)
    product = Product.objects.select_for_update(no_key=True, of=("self",)).get(
        stockrecords__partner_sku=sku
    )
    before = product.content
    if before == content:
        return product
    if before != seen:
        raise ContentChanged(before)
    product.net_quantity = content.quantity if content else None
    product.net_unit = content.unit if content else ""
    product.save(update_fields=["net_quantity", "net_unit", "date_updated"])
    record(
        actor=actor,
        action="goods.hold-content",
        subject=f"stock:{sku}",
        recorded_at=said_at,
        before={"content": written(before)},
        after={"content": written(content)},
    )
    return product


def written(content: Content | None) -> str:
    """As a form sends it along, and the log says it: 50 g."""
    if content is None:
        return ""
    return f"{content.quantity.normalize():f} {content.unit.value}"
