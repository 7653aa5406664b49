"""What Oscar's pages show: goods and offers, and of each kind one that nothing uses.

Where a shop has goods they are taken from there: those have pictures.
"""

from datetime import timedelta

from django.utils import timezone
from oscar.apps.voucher.models import VoucherSet

from shop.forks.catalogue.models import (
    AttributeOptionGroup,
    Category,
    Option,
    Product,
    ProductClass,
)
from shop.forks.offer.models import Range
from tests.factories import (
    make_colours,
    make_offer,
    make_product,
    make_variant,
    make_voucher,
)

Keys = dict[str, object]


def on_oscars_pages() -> Keys:
    """The keys of all, by what the walk calls them.

    What is written otherwise in another language is asked for in that language.
    """
    product = _product()
    return _goods(product) | _kinds(product) | _offers(product)


def _product() -> Product:
    alone = Product.objects.browsable().filter(structure=Product.STANDALONE)
    return alone.filter(images__isnull=False).first() or make_product()


def _parent() -> Product:
    several = Product.objects.browsable().filter(structure=Product.PARENT)
    return several.first() or make_variant(make_product()).parent


def _goods(product: Product) -> Keys:
    parent, sold_out = _parent(), make_product("9.00", stock=0, title="Sold out")
    category = product.get_categories().first()
    lonely = Category.objects.add_root(instance=Category(name="Lonely", slug="lonely"))
    return {
        "product": product.pk,
        "product slug": lambda: product.slug,
        "parent": parent.pk,
        "parent slug": lambda: parent.slug,
        "child": parent.children.first().pk,
        "sold out": sold_out.pk,
        "sold out slug": lambda: sold_out.slug,
        "lonely product": make_product("9.00", title="Lonely").pk,
        "category": category.pk,
        "category path": lambda: category.full_slug,
        "lonely category": lonely.pk,
    }


def _kinds(product: Product) -> Keys:
    groups = AttributeOptionGroup.objects
    used = groups.exclude(product_attributes=None)
    if not used.exists():
        make_colours(("Red", "红色"))
    option = {"name": "Engraving", "type": "text"}
    kind = product.get_product_class()
    return {
        "class": kind.pk,
        "class slug": kind.slug,
        "lonely class": ProductClass.objects.create(name="Lonely").pk,
        "option": Option.objects.create(code="one", **option).pk,
        "lonely option": Option.objects.create(code="other", **option).pk,
        "attribute-option-group": used.first().pk,
        "lonely attribute-option-group": groups.create(name="Lonely", code="lonely").pk,
    }


def _offers(product: Product) -> Keys:
    some, lonely = (Range.objects.create(name=name) for name in ("Some", "Lonely"))
    some.add_product(product)
    voucher = make_voucher("WALK")
    make_offer("Percentage", 10, voucher=voucher)
    return {
        "range": some.pk,
        "lonely range": lonely.pk,
        "offer": make_offer("Absolute", 5, priority=1).pk,
        "lonely offer": make_offer("Absolute", 5).pk,
        "voucher": voucher.pk,
        "lonely voucher": make_voucher("LONELY").pk,
        "voucher-set": _coupons("Coupons").pk,
        "lonely voucher-set": _coupons("Lonely").pk,
    }


def _coupons(name: str) -> VoucherSet:
    begins = timezone.now()
    coupons = VoucherSet.objects.create(
        name=name,
        code_length=12,
        count=3,
        start_datetime=begins,
        end_datetime=begins + timedelta(days=30),
    )
    make_offer("Percentage", 5, voucher=coupons.vouchers.first())
    return coupons
