"""What staff do on Oscar's pages, as the log calls it (shop/dashboard.py).

The log keeps what their forms send: fields of the models, known by Oscar's words for
them, and whatever else is on the page.
"""

from django.conf import settings
from django.db.models import Model
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from modeltranslation.fields import TranslationField
from oscar.apps.voucher.models import Voucher, VoucherSet

from shop.forks.catalogue.models import (
    AttributeOption,
    AttributeOptionGroup,
    Category,
    Option,
    Product,
    ProductAttribute,
    ProductCategory,
    ProductClass,
    ProductImage,
    ProductRecommendation,
)
from shop.forks.offer.models import Benefit, Condition, ConditionalOffer, Range
from shop.forks.partner.models import StockRecord
from shop.kinds import Words, actions

GOODS = (Product, StockRecord, ProductCategory, ProductImage, ProductRecommendation)
OFFER = (ConditionalOffer, Condition, Benefit)
CHOICES = (AttributeOptionGroup, AttributeOption)
Changes = dict[str, tuple[tuple[type[Model], ...], Words]]
# What was done on pages of Oscar's that there are no more: the log keeps it.
FORMER: Changes = {
    "catalogue-product": (GOODS, _("Product changed")),
    "catalogue-product-create": (GOODS, _("Product added")),
    "catalogue-product-create-child": (GOODS, _("Variant added")),
    "catalogue-product-delete": ((), _("Product deleted")),
    "catalogue-category-create": ((Category,), _("Category added")),
    "catalogue-category-create-child": ((Category,), _("Category added")),
    "catalogue-category-update": ((Category,), _("Category changed")),
    "catalogue-category-delete": ((), _("Category deleted")),
    "catalogue-category-list": ((), _("Categories shown or hidden")),
    "catalogue-category-detail-list": ((), _("Categories shown or hidden")),
}
CHANGES: Changes = {
    "catalogue-product-bulk-action": ((), _("Several products changed")),
    "catalogue-class-create": (
        (ProductClass, ProductAttribute),
        _("Product type added"),
    ),
    "catalogue-class-update": (
        (ProductClass, ProductAttribute),
        _("Product type changed"),
    ),
    "catalogue-class-delete": ((), _("Product type deleted")),
    "catalogue-attribute-option-group-create": (CHOICES, _("Attribute choices added")),
    "catalogue-attribute-option-group-update": (
        CHOICES,
        _("Attribute choices changed"),
    ),
    "catalogue-attribute-option-group-delete": ((), _("Attribute choices deleted")),
    "catalogue-option-create": ((Option,), _("Product option added")),
    "catalogue-option-update": ((Option,), _("Product option changed")),
    "catalogue-option-delete": ((), _("Product option deleted")),
    "range-create": ((Range,), _("Range added")),
    "range-update": ((Range,), _("Range changed")),
    "range-delete": ((), _("Range deleted")),
    "range-products": ((), _("Products of a range changed")),
    "range-reorder": ((), _("Products of a range put in order")),
    "offer-metadata": (OFFER, _("Offer written")),
    "offer-condition": (OFFER, _("Condition of an offer changed")),
    "offer-benefit": (OFFER, _("Incentive of an offer changed")),
    "offer-restrictions": (OFFER, _("Limits of an offer changed")),
    "offer-detail": ((), _("Offer suspended or taken up again")),
    "offer-delete": ((), _("Offer deleted")),
    "voucher-create": ((Voucher,), _("Voucher added")),
    "voucher-update": ((Voucher,), _("Voucher changed")),
    "voucher-delete": ((), _("Voucher deleted")),
    "voucher-set-create": ((VoucherSet, Voucher), _("Set of vouchers added")),
    "voucher-set-update": ((VoucherSet, Voucher), _("Set of vouchers changed")),
    "voucher-set-delete": ((), _("Set of vouchers deleted")),
}

# What is on their forms and no column of what they write, or is better said.
BESIDE: dict[str, Words] = {
    "DELETE": _("Taken away"),
    "ORDER": _("Place in the list"),
    "action": _("What was done"),
    "combinations": _("Can be combined with"),
    "custom_benefit": _("Custom incentive"),
    "custom_condition": _("Custom condition"),
    "file_upload": _("File"),
    "id": _("Row"),
    "increase_by_amount": _("Increase by amount"),
    "increase_by_percentage": _("Increase by percentage"),
    # Oscar's words for these say in Chinese something about the globe and programs.
    "max_basket_applications": _("How often in one basket"),
    "max_global_applications": _("How often in all"),
    "max_user_applications": _("How often for one person"),
    "new_price": _("New price"),
    "offers": _("Offers"),
    "partners": _("Partners"),
    "product": _("Product"),
    "query": _("Article numbers or barcodes"),
    "select_all_children": _("All variants"),
    "select_all_parents": _("All products with variants"),
    "select_all_standalones": _("All products without variants"),
    "selected_category": _("Category"),
    "selected_product": _("Product"),
    "selected_products": _("Products"),
    "suspend": _("Suspended"),
    "treebeard_position": _("Place"),
    "treebeard_ref_node": _("Beside or below"),
    "unsuspend": _("Taken up again"),
    "upload_type": _("Kind of list"),
    "usage": _("Usage"),
}
LANGUAGES = dict(settings.LANGUAGES)


def words_of(models: tuple[type[Model], ...]) -> dict[str, Words]:
    """What the columns of some models are called, and the lists they have."""
    found: dict[str, Words] = {}
    for model in models:
        for field in [*model._meta.concrete_fields, *model._meta.many_to_many]:
            label: Words = field.verbose_name
            if isinstance(field, TranslationField):
                original, language = field.translated_field, LANGUAGES[field.language]
                label = format_lazy("{} ({})", original.verbose_name, language)
            if isinstance(label, Promise):
                found[field.name] = label
    return found


for name, (models, label) in (FORMER | CHANGES).items():
    facts = {field: (words, "on") for field, words in words_of(models).items()}
    beside = {field: (words, "on") for field, words in BESIDE.items()}
    actions.declare_open(f"dashboard.{name}", label, **facts | beside)
