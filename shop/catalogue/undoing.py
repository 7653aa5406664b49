"""Take back the last change of goods, unless something else has come in between."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_noop

from shop.audit.models import Entry
from shop.catalogue import changing
from shop.catalogue.changing import Change, lock, subject
from shop.forks.catalogue.models import Product
from shop.users.models import User
from shop.users.permission import require

CAN_BE_UNDONE = "product.change"
UNDONE = gettext_noop("The change before was taken back")


class NotTheLast(Exception):
    """Somebody has changed it since."""


def last_change(product: Product) -> Entry | None:
    """What can be taken back of a product and its variants."""
    keys = [product.pk, *product.children.values_list("pk", flat=True)]
    entries = Entry.objects.filter(subject__in=map(subject, keys))
    last = entries.select_related("actor").order_by("-pk").first()
    return last if last and last.action == CAN_BE_UNDONE else None


@transaction.atomic
def undo(
    *, product_id: int, entry_id: int, actor: User, undone_at: datetime
) -> list[Product]:
    """Bring back what was before an entry of the log, if it is the last one.

    Pieces that orders took since are not brought back: the count goes back by as many
    as it was changed. Raises NotTheLast, and what `changing.change` does.
    """
    require(actor, changing.PERMISSION)
    product = lock([product_id]).get(product_id)
    if product is None:
        raise Product.DoesNotExist
    entry = last_change(product)
    if entry is None or entry.pk != entry_id:
        raise NotTheLast
    changed = int(entry.subject.partition(":")[2])
    back = Change(product_id=changed, seen=entry.after, wanted=entry.before)
    return changing.change(
        changes=[back], actor=actor, changed_at=undone_at, reason=UNDONE
    )
