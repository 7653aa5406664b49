"""A guest's basket becomes part of the member's."""

from django.db import transaction

from shop.forks.basket.models import Basket
from shop.users.models import User


@transaction.atomic
def adopt(*, basket_id: int | None, owner: User) -> int:
    """Move what a guest chose into the basket of who has just signed in.

    Returns how many pieces were waiting in the member's basket from an earlier
    visit. Of a product in both baskets, the larger number stays.
    """
    guest = (
        Basket.objects.select_for_update()
        .filter(pk=basket_id, owner=None, status=Basket.OPEN)
        .first()
    )
    if guest is None:
        return 0
    own, _created = Basket.open.get_or_create(owner=owner)
    own = Basket.objects.select_for_update().get(pk=own.pk)
    waiting = sum(line.quantity for line in own.lines.all())
    own.merge(guest, add_quantities=False)
    return waiting
