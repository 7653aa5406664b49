"""F20: what is in use cannot be deleted, and the page says where it is used."""

import re

import pytest
from django.db import connection, transaction
from django.db.models import CASCADE, PROTECT, SET_NULL, ProtectedError
from django.db.utils import IntegrityError
from django.urls import reverse
from oscar.apps.offer.abstract_models import AbstractCondition
from oscar.apps.order.abstract_models import AbstractLine
from oscar.apps.wishlists.models import WishList

from shop.audit.models import Entry
from shop.forks.catalogue.models import (
    AttributeOption,
    AttributeOptionGroup,
    Category,
    Option,
    Product,
    ProductClass,
)
from shop.forks.dashboard import in_use
from shop.forks.deleting import GOES_ALONG, name_of, references
from shop.forks.offer.models import Benefit, Condition, ConditionalOffer, Range
from shop.forks.partner.models import Partner
from tests.factories import (
    make_basket,
    make_category,
    make_mark,
    make_offer,
    make_product,
    make_user,
    make_variant,
    make_voucher,
    place,
)

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.filterwarnings("ignore:Using Category"),  # Oscar 4.2 on treebeard 7
]


def test_every_reference_protects_or_is_named_with_its_reason():
    lets_go = {
        name_of(field)
        for field in references()
        if field.remote_field.on_delete is not PROTECT
    }
    assert lets_go == set(GOES_ALONG), lets_go ^ set(GOES_ALONG)
    assert not in_use.unknown_sorts()


def test_oscar_would_let_more_go():
    """The control: which of its references do not protect as they are written."""
    assert AbstractCondition._meta.get_field("range").remote_field.on_delete is CASCADE
    assert AbstractLine._meta.get_field("product").remote_field.on_delete is SET_NULL


def test_the_database_lets_nothing_go_by_itself():
    """Whoever deletes by SQL is refused as well."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT conname FROM pg_constraint WHERE contype = 'f'"
            " AND confdeltype NOT IN ('a', 'r')"
        )
        assert cursor.fetchall() == []
    offer = make_offer("Percentage", 10)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        with pytest.raises(IntegrityError):
            cursor.execute(
                "DELETE FROM offer_range WHERE id = %s", [offer.condition.range_id]
            )


def used_range():
    return make_offer("Percentage", 10).condition.range, "offer-detail"


def used_offer():
    offer, voucher = make_offer("Percentage", 10), make_voucher()
    voucher.offers.set([offer])
    return offer, "voucher-update"


def range_that_names(**what):
    some = Range.objects.create(name="Some")
    for name, row in what.items():
        getattr(some, name).add(row)
    return some


def category_of_a_range():
    category = make_category("tea")
    range_that_names(included_categories=category)
    return category, "range-update"


def category_that_a_range_leaves_out():
    category = make_category("tea")
    range_that_names(excluded_categories=category)
    return category, "range-update"


def category_with_goods():
    make_product(categories=["tea"])
    return Category.objects.get(), "staff:product"


def category_with_others_below():
    tea = make_category("tea")
    make_category("green", parent=tea)
    return Category.objects.get(pk=tea.pk), "staff:category"


def product_in_a_basket():
    product = make_product()
    make_basket([(product, 1)])
    return product, "In shoppers’ baskets"


def product_in_an_order():
    product = make_product()
    return product, place(make_basket([(product, 1)])).number


def product_on_a_wish_list():
    product = make_product()
    WishList.objects.create(owner=make_user()).add(product)
    return product, "On wish lists"


def product_of_a_range():
    product = make_product()
    Range.objects.create(name="Some").add_product(product)
    return product, "range-update"


def parent_of_a_variant_in_a_basket():
    parent = make_product()
    make_basket([(make_variant(parent), 1)])
    return parent, "In shoppers’ baskets"


def kind_with_goods():
    make_product()
    return ProductClass.objects.get(), "staff:product"


def kind_of_a_range():
    kind = ProductClass.objects.create(name="Books")
    range_that_names(classes=kind)
    return kind, "range-update"


def option_of_a_kind():
    option = Option.objects.create(name="Engraving", code="engraving")
    make_product().product_class.options.add(option)
    return option, "catalogue-class-update"


def choices_that_goods_have():
    variant = make_variant(make_product())
    make_mark(variant, ("Colour", "颜色"), ("Forest", "松绿"))
    return AttributeOptionGroup.objects.get(), "staff:product"


PAGES = {
    Range: "dashboard:range-delete",
    ConditionalOffer: "dashboard:offer-delete",
    Category: "staff:remove-category",
    Product: "staff:remove-product",
    ProductClass: "dashboard:catalogue-class-delete",
    Option: "dashboard:catalogue-option-delete",
    AttributeOptionGroup: "dashboard:catalogue-attribute-option-group-delete",
}


LINKS = (
    "staff:category",
    "catalogue-class-update",
    "staff:product",
    "offer-detail",
    "range-update",
    "voucher-update",
)


@pytest.mark.parametrize(
    "used",
    [
        used_range,
        used_offer,
        category_of_a_range,
        category_that_a_range_leaves_out,
        category_with_goods,
        category_with_others_below,
        product_in_a_basket,
        product_in_an_order,
        product_on_a_wish_list,
        product_of_a_range,
        parent_of_a_variant_in_a_basket,
        kind_with_goods,
        kind_of_a_range,
        option_of_a_kind,
        choices_that_goods_have,
    ],
)
def test_what_is_in_use_stays_and_says_where(managing, used):
    row, where = used()
    url = reverse(PAGES[type(row)], args=[row.pk])
    before = Entry.objects.count()

    shown, refused = managing.get(url), managing.post(url)

    assert shown.status_code == 200
    assert "cannot be deleted" in shown.text
    if where in LINKS:
        name = where if ":" in where else f"dashboard:{where}"
        link = reverse(name, args=[1]).rpartition("1")[0]
        assert re.search(rf'<(dd|li)>\s*<a href="{link}', shown.text)
    else:
        assert where in shown.text
    assert refused.status_code == 409
    assert type(row)._base_manager.filter(pk=row.pk).exists()
    assert Entry.objects.count() == before


def test_an_offer_takes_its_halves_along_and_frees_its_range(managing):
    offer = make_offer("Percentage", 10)
    product_range = offer.condition.range

    url = reverse("dashboard:offer-delete", args=[offer.pk])
    assert managing.post(url).status_code == 302

    assert not Benefit.objects.filter(pk=offer.benefit_id).exists()
    assert not Condition.objects.filter(pk=offer.condition_id).exists()
    url = reverse("dashboard:range-delete", args=[product_range.pk])
    assert managing.post(url).status_code == 302
    assert not Range.objects.filter(pk=product_range.pk).exists()


@pytest.mark.parametrize("used", [product_in_an_order, category_with_goods, used_range])
def test_no_other_way_deletes_it(used):
    row, _where = used()
    for delete in (row.delete, type(row).objects.filter(pk=row.pk).delete):
        with pytest.raises(ProtectedError), transaction.atomic():
            delete()


def test_people_and_partners_with_a_history_stay():
    buyer = make_user()
    place(make_basket([(make_product(), 1)], owner=buyer))
    for row in (buyer, Partner.objects.get()):
        with pytest.raises(ProtectedError), transaction.atomic():
            row.delete()


def test_a_choice_that_goods_have_stays():
    variant = make_variant(make_product())
    make_mark(variant, ("Colour", "颜色"), ("Forest", "松绿"))
    with pytest.raises(ProtectedError), transaction.atomic():
        AttributeOption.objects.get().delete()


@pytest.mark.parametrize("model", [ProductClass, AttributeOptionGroup, Option])
def test_what_nobody_uses_goes(managing, model):
    row = model.objects.create(name="Unused")
    url = reverse(PAGES[model], args=[row.pk])
    assert managing.post(url).status_code == 302
    assert not model.objects.exists()
