"""The addresses a member keeps; nobody else's can be read or changed."""

from django.db import transaction
from django.db.models import QuerySet
from oscar.apps.address.models import UserAddress

from shop.orders.placing.purchase import Address
from shop.users.models import User


def kept_by(owner: User) -> QuerySet[UserAddress]:
    """All of a member's addresses, the default and then the newest first."""
    return (
        UserAddress.objects.filter(user=owner)
        .select_related("country")
        .order_by("-is_default_for_shipping", "-pk")
    )


def find(*, owner: User, address_id: int) -> UserAddress:
    """One of the owner's; raises UserAddress.DoesNotExist for anybody else's."""
    return UserAddress.objects.get(pk=address_id, user=owner)


@transaction.atomic
def keep(
    *, owner: User, address: Address, instead_of: UserAddress | None = None
) -> UserAddress:
    """Keep an address, new or `instead_of` one of the owner's; known ones stay one."""
    kept = instead_of or UserAddress(user=owner)
    kept.title = ""
    kept.first_name, kept.last_name = address.first_name, address.last_name
    kept.line1, kept.line2, kept.line3 = address.line1, address.line2, ""
    kept.line4, kept.state = address.city, address.state
    kept.postcode, kept.country_id = address.postcode, address.country
    kept.phone_number = address.phone
    User.objects.select_for_update().get(pk=owner.pk)
    others = UserAddress.objects.filter(user=owner).exclude(pk=kept.pk)
    if same := others.filter(hash=kept.generate_hash()).first():
        if instead_of is not None:
            instead_of.delete()
        same.phone_number = address.phone
        kept = same
    if not others.filter(is_default_for_shipping=True).exists():
        kept.is_default_for_shipping = True
    kept.save()
    return kept


def forget(*, owner: User, address_id: int) -> None:
    """Orders that went there keep their own copy. Raises as `find` does."""
    find(owner=owner, address_id=address_id).delete()


def make_default(*, owner: User, address_id: int) -> None:
    """Offer this address first from now on; no other is. Raises as `find` does."""
    kept = find(owner=owner, address_id=address_id)
    kept.is_default_for_shipping = True
    kept.save()


def as_address(kept: UserAddress) -> Address:
    """Return a kept address as a purchase takes it."""
    return Address(
        first_name=kept.first_name,
        last_name=kept.last_name,
        line1=kept.line1,
        line2=", ".join(filter(None, [kept.line2, kept.line3])),
        city=kept.line4,
        state=kept.state,
        postcode=kept.postcode,
        country=kept.country_id,
        phone=str(kept.phone_number or ""),
    )
