"""F18: a form writes only what its reader changed, and is told what others did."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.db.models import F
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from oscar.apps.voucher.models import Voucher, VoucherSet

from shop.audit.models import Entry
from shop.catalogue import changing
from shop.forks.catalogue.models import Product
from shop.forks.offer.models import ConditionalOffer, Range
from tests.factories import (
    make_category,
    make_offer,
    make_product,
    make_variant,
    make_voucher,
)
from tests.shop.staff.filling import errors, filled, goods_form, send

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.filterwarnings("ignore:Using Category"),  # Oscar 4.2 on treebeard 7
]


@pytest.fixture
def product():
    return make_product("10.00", title="Cup", stock=18)


def page_of(product):
    return reverse("staff:product", args=[product.pk])


def sell(product, pieces):
    product.stockrecords.update(num_in_stock=F("num_in_stock") - pieces)


def in_stock(product):
    return product.stockrecords.get().num_in_stock


def save_after_selling(client, product, **changes):
    """Opened at 18, three sold and sent, saved."""
    sent = goods_form(client, product) | changes
    sell(product, 3)
    return client.post(page_of(product), sent)


def test_an_old_form_does_not_bring_sold_stock_back(managing, product):
    page = save_after_selling(managing, product, meta_title_en="Cups of clay")

    assert page.status_code == 302, errors(page)
    assert in_stock(product) == 15
    product.refresh_from_db()
    assert product.meta_title_en == "Cups of clay"
    entry = Entry.objects.get()
    assert entry.before == {"meta_title_en": ""}
    assert entry.after == {"meta_title_en": "Cups of clay"}


def test_control_without_merging_it_does(managing, product, monkeypatch):
    def believed(*, wanted, **_known):
        return dict(wanted), []

    monkeypatch.setattr(changing, "merge", believed)
    save_after_selling(managing, product, meta_title_en="Cups of clay")
    assert in_stock(product) == 18


def test_a_variant_is_no_other(managing):
    variant = make_variant(make_product(title="Casserole"), stock=18)
    save_after_selling(managing, variant, title_en="Large")
    assert in_stock(variant) == 15


def test_nor_are_variants_in_their_table(managing):
    one = make_variant(make_product(title="Casserole"), stock=18)
    url = reverse("staff:product-variants", args=[one.parent_id])
    page = managing.get(url)
    sent = filled(page) | {"seen": page.context["token"]}
    for row in page.context["rows"]:
        sent |= {field.html_name: field.value() for field in row.form}
    sell(one, 3)
    assert managing.post(url, sent | {f"{one.pk}-price": "7"}).status_code == 302
    stock = one.stockrecords.get()
    assert (stock.num_in_stock, stock.price) == (15, 7)
    # Two prices for one variant: both are shown, and none is written.
    page = managing.post(url, sent | {f"{one.pk}-price": "8"})
    assert page.status_code == 409
    assert "7.00" in page.text
    assert one.stockrecords.get().price == 7


def test_pieces_that_came_in_are_added_to_what_is_left(managing, product):
    page = save_after_selling(managing, product, in_stock="30")

    assert page.status_code == 302, errors(page)
    assert in_stock(product) == 15 + 12
    entry = Entry.objects.get()
    assert (entry.before, entry.after) == ({"in_stock": 15}, {"in_stock": 27})


def test_fewer_than_are_promised_are_refused_whatever_the_form_showed(
    managing, product
):
    sent = goods_form(managing, product) | {"in_stock": "4"}
    product.stockrecords.update(num_allocated=5)
    assert managing.post(page_of(product), sent).status_code == 422
    assert in_stock(product) == 18


def test_a_form_that_was_refused_goes_on_from_what_is(managing, product):
    page = save_after_selling(managing, product, max_points_share="101")
    assert page.status_code == 422
    sell(product, 2)
    sent = goods_form(managing, product) | {
        "seen": page.context["token"],
        "in_stock": page.context["form"]["in_stock"].value(),
        "max_points_share": "10",
    }
    again = managing.post(page_of(product), sent)

    assert again.status_code == 302, errors(again)
    assert in_stock(product) == 13


def two_write(managing, product, theirs="Mug", mine="Beaker", **more):
    sent = goods_form(managing, product) | {"title_en": mine} | more
    Product.objects.filter(pk=product.pk).update(title_en=theirs)
    return managing.post(page_of(product), sent)


def test_who_changes_what_another_changed_is_shown_both(managing, product):
    page = two_write(managing, product, meta_title_en="Of clay")

    assert page.status_code == 409
    assert all(title in page.text for title in ("Cup", "Mug", "Beaker"))
    assert Product.objects.get().title_en == "Mug"
    assert not Entry.objects.exists()
    # What was typed besides is not lost.
    assert page.context["form"]["meta_title_en"].value() == "Of clay"


@pytest.mark.parametrize("title", ["Beaker", "Mug"])
def test_and_chooses_which_shall_hold(managing, product, title):
    page = two_write(managing, product, in_stock="20")
    sell(product, 3)
    sent = goods_form(managing, product) | {
        field.html_name: field.value()
        for field in page.context["form"]
        if field.value() is not None
    }
    sent |= {"seen": page.context["token"], "title_en": title}

    answer = managing.post(page_of(product), sent)

    assert answer.status_code == 302, errors(answer)
    assert Product.objects.get().title_en == title
    assert in_stock(product) == 17


def test_two_who_write_the_same_agree(managing, product):
    assert two_write(managing, product, mine="Mug").status_code == 302


@pytest.mark.parametrize("token", [None, "", "forged"])
def test_a_form_that_does_not_say_what_it_showed_writes_nothing(
    managing, product, token
):
    sent = goods_form(managing, product) | {"seen": token, "title_en": "Mug"}
    sell(product, 3)
    if token is None:
        del sent["seen"]

    page = managing.post(page_of(product), sent)

    assert page.status_code == 409
    assert in_stock(product) == 15
    assert Product.objects.get().title_en == "Cup"


def test_a_token_is_of_one_page(managing, product):
    other = make_product(title="Jug", stock=3)
    sent = goods_form(managing, product)
    assert managing.post(page_of(other), sent).status_code == 409


def test_a_category_taken_away_meanwhile_stays_away(managing, product):
    tea = make_category("tea")
    product.categories.add(tea)
    sent = goods_form(managing, product)
    product.categories.remove(tea)

    page = managing.post(page_of(product), sent | {"title_en": "Beaker"})

    assert page.status_code == 302
    assert tea not in product.categories.all()


def test_an_offer_a_range_and_a_voucher_are_no_other(managing):
    """Each: opened, one thing changed by somebody else, another one saved."""
    offer = make_offer("Percentage", 10)
    offer_id, voucher = offer.pk, make_voucher("SUN")
    kept = [
        ("offer-metadata", offer, {"name_en": "Spring"}, {"name_zh_hans": "春"}),
        ("offer-restrictions", offer, {"priority": 7}, {"max_user_applications": 2}),
        ("offer-benefit", offer.benefit, {"value": 20}, {"max_affected_items": 3}),
        ("offer-condition", offer.condition, {"value": 4}, {"type": "Value"}),
        (
            "range-update",
            Range.objects.create(name="Some"),
            {"description": "Theirs"},
            {"name": "Mine"},
        ),
        (
            "voucher-update",
            voucher,
            {"name": "Theirs"},
            {"usage": Voucher.ONCE_PER_CUSTOMER},
        ),
    ]
    voucher.offers.set([offer])
    ConditionalOffer.objects.filter(pk=offer_id).update(offer_type="Voucher")
    for name, row, theirs, mine in kept:
        pk = offer_id if name.startswith("offer") else row.pk
        url = reverse(f"dashboard:{name}", args=[pk])
        sent = filled(managing.get(url)) | mine | {"save": ""}
        type(row)._base_manager.filter(pk=row.pk).update(**theirs)

        page = managing.post(url, sent)

        assert page.status_code == 302, (name, errors(page))
        written = type(row)._base_manager.values(*theirs, *mine).get(pk=row.pk)
        assert written == theirs | mine, name


def test_a_step_of_an_offer_keeps_no_draft_of_what_there_is(managing):
    """Walked on from the first step, saved at the last, hours later."""
    offer = make_offer("Percentage", 10)
    first = reverse("dashboard:offer-metadata", args=[offer.pk])
    assert send(managing, first).status_code == 302
    ConditionalOffer.objects.filter(pk=offer.pk).update(name_en="Summer")
    last = reverse("dashboard:offer-restrictions", args=[offer.pk])
    assert send(managing, last, priority="3").status_code == 302
    offer.refresh_from_db()
    assert (offer.name_en, offer.priority) == ("Summer", 3)


def test_vouchers_of_a_set_keep_how_often_they_were_used(managing):
    """Its page saves every one of them as a whole."""
    now = timezone.now()
    vouchers = VoucherSet.objects.create(
        name="Spring",
        count=1,
        code_length=8,
        start_datetime=now,
        end_datetime=now + timedelta(days=9),
    )
    offer = make_offer("Percentage", 10)
    ConditionalOffer.objects.update(offer_type="Voucher")
    one = make_voucher("SUN")
    one.offers.set([offer])
    Voucher.objects.filter(pk=one.pk).update(voucher_set=vouchers)
    url = reverse("dashboard:voucher-set-update", args=[vouchers.pk])
    sent = filled(managing.get(url)) | {"description": "For the spring"}
    Voucher.objects.filter(pk=one.pk).update(num_orders=3)

    page = managing.post(url, sent)

    assert page.status_code == 302, errors(page)
    one.refresh_from_db()
    assert one.num_orders == 3
    vouchers.refresh_from_db()
    assert vouchers.description == "For the spring"


def test_the_rows_of_a_page_are_locked_in_one_order(managing, product):
    """Goods first, then their stock, before either is read."""
    sent = goods_form(managing, product) | {"price": "9"}
    with CaptureQueriesContext(connection) as asked:
        managing.post(page_of(product), sent)
    locked = [q["sql"] for q in asked if "FOR NO KEY UPDATE" in q["sql"]]
    tables = [re.search(r'FROM "(\w+)"', sql)[1] for sql in locked]
    assert tables == ["catalogue_product", "partner_stockrecord"]


def test_a_moment_that_nobody_changed_keeps_its_seconds(managing):
    """Forms show moments to the minute."""
    begun = timezone.now().replace(second=42, microsecond=123456)
    voucher, offer = make_voucher("SUN"), make_offer("Percentage", 10)
    voucher.offers.set([offer])
    ConditionalOffer.objects.update(offer_type="Voucher", start_datetime=begun)
    Voucher.objects.update(start_datetime=begun)
    for name, row in (("voucher-update", voucher), ("offer-restrictions", offer)):
        url = reverse(f"dashboard:{name}", args=[row.pk])
        field = "name" if row is voucher else "max_user_applications"
        assert send(managing, url, **{field: "7"}).status_code == 302
        row.refresh_from_db()
        assert row.start_datetime == begun
