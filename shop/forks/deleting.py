"""What goes along when something is deleted; all else keeps what it needs (F20).

Oscar lets a range take its offers along, a product its place in baskets, a voucher
the record of its use. Here a reference protects what it refers to, unless it is named
with its reason: in Oscar's tables, in ours, and in those that join two.
"""

from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Any

from django.apps import apps
from django.db.models import CASCADE, PROTECT, SET_NULL, Field, Model, Q

PART = "a part of it: it says nothing by itself"
OWN = "of this person alone, and about nobody else"
SAID = "what it says of itself, such as the choices of a list"
REMADE = "made again from what is kept elsewhere"
LOOK = "that somebody looked at it; counts nothing"

GOES_ALONG = {
    "address.UserAddress.user": OWN,
    "analytics.ProductRecord.product": LOOK,
    "analytics.UserProductView.product": LOOK,
    "analytics.UserProductView.user": LOOK,
    "analytics.UserRecord.user": LOOK,
    "analytics.UserSearch.user": LOOK,
    "basket.Basket.owner": OWN,
    "basket.Basket_vouchers.basket": PART,
    "basket.Line.basket": PART,
    "basket.LineAttribute.line": PART,
    "catalogue.AttributeOption.group": PART,
    "catalogue.Product.parent": PART,
    "catalogue.ProductAttribute.product_class": PART,
    "catalogue.ProductAttributeValue.product": PART,
    "catalogue.ProductAttributeValue_value_multi_option.productattributevalue": PART,
    "catalogue.ProductCategory.product": SAID,
    "catalogue.ProductClass_options.productclass": SAID,
    "catalogue.ProductImage.product": PART,
    "catalogue.ProductRecommendation.primary": SAID,
    "catalogue.Product_product_options.product": SAID,
    "communication.Email.user": OWN,
    "communication.Notification.recipient": OWN,
    "customer.ProductAlert.user": OWN,
    "delivery.Band.zone": PART,
    "notices.ExpiryTold.member": OWN,
    "notices.Unwanted.person": OWN,
    "offer.ConditionalOffer_combinations.from_conditionaloffer": SAID,
    "offer.ConditionalOffer_combinations.to_conditionaloffer": SAID,
    "offer.RangeProduct.range": SAID,
    "offer.RangeProductFileUpload.range": SAID,
    "offer.Range_classes.range": SAID,
    "offer.Range_excluded_categories.range": SAID,
    "offer.Range_excluded_products.range": SAID,
    "offer.Range_included_categories.range": SAID,
    "partner.PartnerAddress.partner": PART,
    "partner.Partner_users.partner": SAID,
    "partner.Partner_users.user": OWN,
    "partner.StockAlert.stockrecord": PART,
    "partner.StockRecord.product": PART,
    "payment.Bankcard.user": OWN,
    "shipping.OrderAndItemCharges_countries.orderanditemcharges": SAID,
    "shipping.WeightBand.method": PART,
    "shipping.WeightBased_countries.weightbased": SAID,
    "shop_search.Reading.word": PART,
    "shop_search.SearchDocument.product": REMADE,
    "tax.Business.owner": OWN,
    "users.RecoveryCodes.user": OWN,
    "users.User_groups.user": OWN,
    "users.User_user_permissions.user": OWN,
    "voucher.Voucher.voucher_set": PART,
    "voucher.Voucher_offers.voucher": SAID,
    "wishlists.Line.wishlist": PART,
    "wishlists.WishList.owner": OWN,
    "wishlists.WishListSharedEmail.wishlist": PART,
}
OURS = ("loyalty", "oscar", "shop")


def name_of(field: Field) -> str:
    return f"{field.model._meta.label}.{field.name}"


def references() -> Iterable[Any]:
    """Every reference in the shop's tables and Oscar's; other packages' are theirs."""
    models = apps.get_models(include_auto_created=True)
    fields = chain.from_iterable(model._meta.local_fields for model in models)
    return (
        field
        for field in fields
        if field.remote_field is not None
        and field.model.__module__.partition(".")[0] in OURS
        and not field.model._meta.proxy
    )


def protect() -> None:
    """Let what Oscar wrote protect what it refers to unless it is in GOES_ALONG.

    So do tables that join two, which nobody writes; our own models say it themselves.
    """
    for field in references():
        written = field.model.__module__.startswith(("oscar.", "shop.forks."))
        lets_go = field.remote_field.on_delete in (CASCADE, SET_NULL)
        named = name_of(field) in GOES_ALONG
        if lets_go and not named and (written or field.model._meta.auto_created):
            field.remote_field.on_delete = PROTECT


SHOWN = 5
Use = tuple[type[Model], list[int], int]


def uses_of(row: Model) -> list[Use]:
    """What keeps a row from being deleted: each model, some of its keys, how many.

    Also what keeps a part of it, such as a variant in somebody's basket.
    """
    found: dict[type[Model], Q] = {}
    for model, where in _uses(type(row), [row.pk]):
        # Counted once, however many references it has to what would go.
        found[model] = found.get(model, Q(pk__in=[])) | where
    return [
        (model, list(rows.order_by("-pk").values_list("pk", flat=True)[:SHOWN]), many)
        for model, where in found.items()
        if (many := (rows := model._base_manager.filter(where)).count())
    ]


def _uses(model: type[Model], keys: list[int]) -> Iterator[tuple[type[Model], Q]]:
    for relation in model._meta.get_fields(include_hidden=True):
        if not relation.auto_created or relation.concrete or relation.many_to_many:
            continue
        field = relation.field  # type: ignore[union-attr]
        on_delete = getattr(field.remote_field, "on_delete", None)
        where = Q(**{f"{field.name}__in": keys})
        if on_delete is PROTECT:
            yield field.model, where
        elif on_delete is CASCADE:
            along = field.model._base_manager.filter(where)
            if parts := list(along.values_list("pk", flat=True)):
                yield from _uses(field.model, parts)
