"""What staff do on Oscar's pages, as the log calls it (shop/dashboard.py).

The log keeps what their forms send: fields of the models, known by Oscar's words for
them, and whatever else is on the page.
"""

from django.db.models import Model
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from shop.forks.catalogue.models import Category, Product, ProductClass
from shop.forks.offer.models import Benefit, Condition, ConditionalOffer, Range
from shop.forks.partner.models import StockRecord
from shop.kinds import Words, actions

CHANGES: dict[str, tuple[tuple[type[Model], ...], Words]] = {
    "catalogue-product": ((Product, StockRecord), _("Product changed")),
    "catalogue-product-bulk-action": ((), _("Several products changed")),
    "catalogue-product-create": ((Product, StockRecord), _("Product added")),
    "catalogue-product-create-child": ((Product, StockRecord), _("Variant added")),
    "catalogue-product-delete": ((), _("Product deleted")),
    "catalogue-category-create": ((Category,), _("Category added")),
    "catalogue-category-create-child": ((Category,), _("Category added")),
    "catalogue-category-update": ((Category,), _("Category changed")),
    "catalogue-category-delete": ((), _("Category deleted")),
    "catalogue-class-create": ((ProductClass,), _("Product type added")),
    "catalogue-class-update": ((ProductClass,), _("Product type changed")),
    "catalogue-class-delete": ((), _("Product type deleted")),
    "catalogue-attribute-option-group-create": ((), _("Attribute choices added")),
    "catalogue-attribute-option-group-update": ((), _("Attribute choices changed")),
    "catalogue-attribute-option-group-delete": ((), _("Attribute choices deleted")),
    "catalogue-option-create": ((), _("Product option added")),
    "catalogue-option-update": ((), _("Product option changed")),
    "catalogue-option-delete": ((), _("Product option deleted")),
    "range-create": ((Range,), _("Range added")),
    "range-update": ((Range,), _("Range changed")),
    "range-delete": ((), _("Range deleted")),
    "range-products": ((), _("Products of a range changed")),
    "range-reorder": ((), _("Products of a range put in order")),
    "offer-metadata": ((ConditionalOffer,), _("Offer written")),
    "offer-condition": ((Condition,), _("Condition of an offer changed")),
    "offer-benefit": ((Benefit,), _("Incentive of an offer changed")),
    "offer-restrictions": ((ConditionalOffer,), _("Limits of an offer changed")),
    "offer-detail": ((), _("Offer suspended or taken up again")),
    "offer-delete": ((), _("Offer deleted")),
    "voucher-create": ((), _("Voucher added")),
    "voucher-update": ((), _("Voucher changed")),
    "voucher-delete": ((), _("Voucher deleted")),
    "voucher-set-create": ((), _("Set of vouchers added")),
    "voucher-set-update": ((), _("Set of vouchers changed")),
    "voucher-set-delete": ((), _("Set of vouchers deleted")),
}

for name, (models, label) in CHANGES.items():
    fields = {
        field.name: (field.verbose_name, "on")
        for model in models
        for field in model._meta.concrete_fields
        if isinstance(field.verbose_name, Promise)
    }
    actions.declare_open(f"dashboard.{name}", label, **fields)
