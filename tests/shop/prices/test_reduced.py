"""What a page says a price is, and is reduced from, is what a basket takes."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone
from oscar.apps.voucher.models import Voucher

from shop.forks.offer.models import ConditionalOffer, Range
from shop.freshness import epochs
from shop.prices.models import OfferChange, RangeShrunk
from shop.rewards.display import points_for_basket
from shop.storefront.machines import merchant_files
from tests.factories import (
    apply_offers,
    make_basket,
    make_category,
    make_offer,
    make_product,
    make_variant,
    make_voucher,
)

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def tea():
    return make_product("9.85", title="Green tea", categories=["tea"])


@pytest.fixture
def opens(monkeypatch):
    """Offers begin in an hour; a shopper comes in two."""
    now = timezone.now()

    def opened():
        monkeypatch.setattr(timezone, "now", lambda: now + 2 * HOUR)
        epochs.forget()

    opened.start = now + HOUR
    return opened


def page(client, product, **asked):
    return client.get(product.get_absolute_url(), asked)


def card(client):
    return client.get("/en/catalogue/").text


def test_page_card_machines_and_basket_say_the_same(client, tea, opens):
    make_offer("Percentage", 10, start_datetime=opens.start)
    before = page(client, tea)
    assert before.context["page"].price == Decimal("9.85")
    assert "30 days" not in card(client)

    opens()

    basket = apply_offers(make_basket([(tea, 1)]))
    # A tenth is 0.985, and half a cent is taken off as a whole one.
    assert basket.total_incl_tax == Decimal("8.86")
    shown = page(client, tea)
    assert shown.context["page"].price == basket.total_incl_tax
    assert shown.context["page"].earns.points == points_for_basket(basket)
    assert '<del data-shows="was">€9.85</del>' in shown.text
    # 10.05 % less: never rounded up to what it is not.
    assert ">−10 %<" in shown.text
    assert '"price": "8.86"' in shown.text
    assert "StrikethroughPrice" in shown.text
    listed = card(client)
    assert "€8.86" in listed
    assert "<del" in listed


def test_points_are_promised_of_what_is_paid(client, opens):
    tea = make_product("22.00", title="Pu-erh")
    make_offer("Fixed", "1.00", start_datetime=opens.start)
    opens()

    earns = page(client, tea).context["page"].earns.points

    assert earns == points_for_basket(apply_offers(make_basket([(tea, 1)]))) == 21


@pytest.mark.parametrize(
    ("kind", "fields"),
    [
        ("Absolute", {}),
        ("Shipping percentage", {}),
        ("Percentage", {"max_global_applications": 9}),
        ("Percentage", {"max_user_applications": 1}),
        ("Percentage", {"max_discount": 50}),
        ("Percentage", {"status": ConditionalOffer.SUSPENDED}),
    ],
)
def test_what_not_everybody_gets_reduces_no_price(client, tea, kind, fields):
    make_offer(kind, 5, **fields)

    assert page(client, tea).context["page"].price == Decimal("9.85")


def test_neither_do_vouchers_and_offers_on_many(client, tea):
    make_offer("Percentage", 10, voucher=make_voucher(usage=Voucher.MULTI_USE))
    three = make_offer("Percentage", 10)
    three.condition.value = 3
    three.condition.save()

    assert page(client, tea).context["page"].price == Decimal("9.85")


def test_what_costs_this_since_ever_is_reduced_from_nothing(client):
    """It was never sold for more than with the offer."""
    make_offer("Percentage", 10)

    shown = page(client, make_product("9.85", title="New"))

    assert shown.context["page"].price == Decimal("8.86")
    assert shown.context["page"].prior is None
    assert "<del" not in card(client)


def test_an_earlier_offer_counts_even_when_it_is_gone(client, tea, opens, monkeypatch):
    """It cost less within the 30 days: a new name for the offer strikes nothing."""
    first = make_offer("Percentage", 10, start_datetime=opens.start)
    second_begins = opens.start + timedelta(days=3)
    later = second_begins + HOUR
    make_offer("Percentage", 10, start_datetime=second_begins)
    first.end_datetime = opens.start + HOUR
    first.save()
    monkeypatch.setattr(timezone, "now", lambda: later)
    epochs.forget()

    shown = page(client, tea).context["page"]

    assert shown.price == Decimal("8.86")
    assert shown.prior is None


def test_an_offer_of_one_category_leaves_others_alone(client, tea, opens):
    soap = make_product("9.85", title="Soap", categories=["soap"])
    apart = make_product(
        "9.85", title="Apart", categories=["tea"], is_discountable=False
    )
    offer = make_offer("Percentage", 10, start_datetime=opens.start)
    teas = Range.objects.create(name="Teas")
    teas.included_categories.add(make_category("tea"))
    for part in (offer.condition, offer.benefit):
        part.range = teas
        part.save()
    opens()

    prices = [page(client, one).context["page"].price for one in (tea, soap, apart)]

    assert prices == [Decimal("8.86"), Decimal("9.85"), Decimal("9.85")]
    assert card(client).count("<del") == 1
    assert card(client).count("€9.85") == 3


def test_each_variant_says_its_own(client, opens):
    tea = make_product(title="Oolong")
    _small, large = (make_variant(tea, price) for price in ("10.00", "20.00"))
    make_offer("Percentage", 25, start_datetime=opens.start)
    opens()

    shown = page(client, tea, variant=large.pk).text

    assert 'data-price="€7.50"' in shown
    assert 'data-was="€10.00"' in shown
    assert '<del data-shows="was">€20.00</del>' in shown
    # From 7.50, which is not reduced from one price.
    assert "€7.50" in card(client)
    assert "<del" not in card(client)


def test_variants_at_one_price_are_reduced_together(client, opens):
    tea = make_product(title="Oolong")
    for _turn in range(2):
        make_variant(tea, "10.00")
    make_offer("Percentage", 25, start_datetime=opens.start)
    opens()

    assert "€10.00</del>" in card(client)


@pytest.mark.parametrize(
    ("first", "other", "price"),
    [
        ({}, {}, "6.89"),
        ({"exclusive": True}, {}, "8.86"),
        ({}, {"exclusive": True}, "8.86"),
        ({"priority": 0}, {"exclusive": True}, "7.88"),
    ],
)
def test_several_offers_take_what_they_take_in_a_basket(
    client, tea, opens, first, other, price
):
    make_offer(
        "Percentage", 10, **{"priority": 2, "start_datetime": opens.start} | first
    )
    make_offer(
        "Percentage", 20, **{"priority": 1, "start_datetime": opens.start} | other
    )
    opens()

    shown = page(client, tea).context["page"]

    basket = apply_offers(make_basket([(tea, 1)]))
    assert shown.price == basket.total_incl_tax == Decimal(price)
    # Where the lesser one is applied nothing is struck: it might have cost less.
    assert (shown.prior is None) == (price == "8.86")


@pytest.mark.parametrize("is_named", [True, False])
def test_offers_that_name_partners_add_to_them_alone(client, tea, opens, is_named):
    one, other, third = (
        make_offer("Percentage", 10, priority=nth, start_datetime=opens.start)
        for nth in (3, 2, 1)
    )
    one.combinations.add(other if is_named else third)
    opens()

    shown = page(client, tea).context["page"].price

    assert shown == apply_offers(make_basket([(tea, 1)])).total_incl_tax


@pytest.mark.parametrize(
    ("kind", "value", "how"),
    [
        ("Percentage", 50, {"max_user_applications": 1000}),
        ("Percentage", 50, {"max_global_applications": 10**6}),
        ("Absolute", 3, {}),
        ("Fixed price", 5, {}),
        ("Percentage", 50, {"condition": ("Value", "0.01")}),
    ],
)
def test_what_it_cost_by_an_odd_offer_counts_as_well(
    client, tea, opens, monkeypatch, kind, value, how
):
    """Whoever came could have it: what it is reduced from is no more than that."""
    condition = how.pop("condition", None)
    odd = make_offer(kind, value, start_datetime=opens.start, **how)
    if condition:
        odd.condition.type, odd.condition.value = condition
        odd.condition.save()
    later = opens.start + timedelta(days=3)
    make_offer("Percentage", 10, start_datetime=later)
    odd.end_datetime = opens.start + HOUR
    odd.save()
    monkeypatch.setattr(timezone, "now", lambda: later + HOUR)
    epochs.forget()

    shown = page(client, tea).context["page"]

    assert shown.price == Decimal("8.86")
    assert shown.prior is None


def test_goods_taken_out_of_an_offer_were_in_it(client, tea, opens, monkeypatch):
    first = make_offer("Percentage", 50, start_datetime=opens.start)
    some = Range.objects.create(name="Some")
    some.add_product(tea)
    for part in (first.condition, first.benefit):
        part.range = some
        part.save()
    later = opens.start + timedelta(days=3)
    monkeypatch.setattr(timezone, "now", lambda: later)
    some.remove_product(tea)
    make_offer("Percentage", 10, start_datetime=later - HOUR)
    first.delete()
    epochs.forget()

    shown = page(client, tea).context["page"]

    assert shown.price == Decimal("8.86")
    assert RangeShrunk.objects.filter(range_id=some.pk).exists()


def test_the_merchant_centre_is_told_what_is_paid(tea, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    make_offer("Percentage", 10)

    merchant_files.write(at=timezone.now())

    assert "<g:price>8.86 EUR</g:price>" in merchant_files.path_of("en").read_text()


def test_the_history_notes_what_changes_and_no_use(tea):
    offer = make_offer("Percentage", 10)
    ConditionalOffer.objects.filter(pk=offer.pk).update(num_applications=5)
    offer.benefit.value = 20
    offer.benefit.save()
    pk = offer.pk
    offer.delete()

    noted = OfferChange.objects.filter(offer_id=pk).order_by("pk")
    assert [change.percent for change in noted] == [10, 20, None]


def test_a_lost_range_takes_no_page_down(client, tea):
    offer = make_offer("Percentage", 10)
    goods = offer.condition.range
    offer.delete()
    goods.delete()

    assert page(client, tea).context["page"].price == Decimal("9.85")
