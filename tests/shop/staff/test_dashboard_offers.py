"""The offers dashboard: texts in both languages, and one offer that it leaves alone."""

from importlib import import_module

import pytest
from django.apps import apps
from django.db import IntegrityError, transaction
from django.urls import reverse

from shop.forks.offer.models import Benefit, Condition, ConditionalOffer, Range
from tests.factories import make_offer
from tests.shop.staff.filling import errors, send


def everything() -> Range:
    return Range.objects.create(name="All", includes_all_products=True)


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_an_offer_is_written_in_both_languages(managing, language):
    steps = [
        ("metadata", {"name_en": "Spring", "offer_type": "Site"}),
        ("benefit", {"type": "Absolute", "value": "5"}),
        ("condition", {"type": "Value", "value": "20"}),
        ("restrictions", {"priority": "0"}),
    ]
    product_range = everything()
    for step, data in steps:
        url = reverse(f"dashboard:offer-{step}").replace("/en/", f"/{language}/")
        sent = data | {"range": product_range.pk, "max_basket_applications": "1"}
        page = managing.post(url, sent)
        assert page.status_code == 302, errors(page)

    offer = ConditionalOffer.objects.get(name_en="Spring")
    assert not offer.name_zh_hans

    url = reverse("dashboard:offer-metadata", args=[offer.pk])
    url = url.replace("/en/", f"/{language}/")
    texts = {"name_zh_hans": "春日优惠", "description_zh_hans": "满二十减五"}
    assert send(managing, url, save="", **texts).status_code == 302
    offer.refresh_from_db()
    assert (offer.name_en, offer.name_zh_hans) == ("Spring", "春日优惠")
    assert offer.description_zh_hans == "满二十减五"
    assert not offer.description_en


KINDS = [kind for kind, _label in Benefit.TYPE_CHOICES if kind != Benefit.MULTIBUY]
PERCENTAGES = [Benefit.PERCENTAGE, Benefit.SHIPPING_PERCENTAGE]


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        *((kind, "-5") for kind in KINDS),
        *((kind, "") for kind in KINDS),
        *((kind, "100.01") for kind in PERCENTAGES),
    ],
)
def test_an_offer_takes_off_no_more_than_there_is(managing, kind, value):
    """F17: a negative value, a percentage above 100, a fixed price without a price."""
    managing.post(
        reverse("dashboard:offer-metadata"), {"name_en": "Odd", "offer_type": "Site"}
    )
    on_goods = kind in (Benefit.PERCENTAGE, Benefit.FIXED, Benefit.FIXED_UNIT)
    data = {"type": kind, "value": value}
    if on_goods:
        data["range"] = everything().pk

    page = managing.post(reverse("dashboard:offer-benefit"), data)

    assert page.status_code == 422
    assert set(errors(page)) <= {"value", "__all__"}
    offer = make_offer(kind, 10)
    with pytest.raises(IntegrityError, match="benefit"), transaction.atomic():
        Benefit.objects.filter(pk=offer.benefit_id).update(value=value or None)


@pytest.mark.parametrize("kind", ["Count", "Value", "Coverage"])
@pytest.mark.parametrize("value", ["-1", "", "0"])
def test_an_offer_asks_for_something(managing, kind, value):
    """F17"""
    for step, data in [
        ("metadata", {"name_en": "Odd", "offer_type": "Site"}),
        ("benefit", {"type": "Absolute", "value": "5", "range": everything().pk}),
    ]:
        assert (
            managing.post(reverse(f"dashboard:offer-{step}"), data).status_code == 302
        )

    page = managing.post(
        reverse("dashboard:offer-condition"),
        {"type": kind, "value": value, "range": Range.objects.get().pk},
    )

    assert page.status_code == 422


def test_odd_offers_from_before_are_suspended(committed_db, owner_connection):
    """F17"""
    for half in ("benefit", "condition"):
        owner_connection.execute(
            f"ALTER TABLE offer_{half} DROP CONSTRAINT {half}_value_not_negative"
        )
    owner_connection.execute(
        "ALTER TABLE offer_benefit DROP CONSTRAINT benefit_at_most_all_of_it"
    )
    good = make_offer("Percentage", 10)
    odd = {
        make_offer("Percentage", 120): 100,
        make_offer("Absolute", -5): 0,
        make_offer("Fixed price", None): 0,
    }
    never = make_offer("Absolute", 5)
    Condition.objects.filter(pk=never.condition_id).update(value=-1)

    import_module("shop.forks.offer.migrations.0004_mend_values").mend(apps, None)

    suspended = ConditionalOffer.objects.filter(status=ConditionalOffer.SUSPENDED)
    assert set(suspended) == {*odd, never}
    for offer, value in odd.items():
        assert Benefit.objects.get(pk=offer.benefit_id).value == value
    good.benefit.refresh_from_db()
    assert good.benefit.value == 10
    assert Condition.objects.get(pk=never.condition_id).value == 0


def test_an_offer_is_suspended_and_deleted(managing, db):
    """Any but the one for points."""
    offer = make_offer("Percentage", 10)
    url = reverse("dashboard:offer-detail", args=[offer.pk])
    assert managing.post(url, {"suspend": ""}).status_code == 302
    offer.refresh_from_db()
    assert offer.is_suspended

    url = reverse("dashboard:offer-delete", args=[offer.pk])
    assert managing.post(url).status_code == 302
    assert not ConditionalOffer.objects.filter(pk=offer.pk).exists()


class TestThePointsOffer:
    """Staff can neither see nor change it: without it, points pay for nothing."""

    @pytest.fixture(params=["points", "voucher-from-points"])
    def points(self, db, request):
        return ConditionalOffer.objects.get(slug=request.param)

    def test_it_is_not_listed(self, managing, points):
        page = managing.get(reverse("dashboard:offer-list"))
        assert points not in page.context["offers"]

    @pytest.mark.parametrize(
        "page",
        ["detail", "metadata", "benefit", "condition", "restrictions", "delete"],
    )
    def test_it_has_no_pages(self, managing, points, page):
        url = reverse(f"dashboard:offer-{page}", args=[points.pk])
        assert managing.get(url).status_code == 404
        for data in ({}, {"suspend": ""}, {"save": "", "name_en": "Mine"}):
            assert managing.post(url, data).status_code == 404
        unchanged = ConditionalOffer.objects.get(pk=points.pk)
        assert (unchanged.status, unchanged.name_en) == (points.status, points.name_en)

    def test_its_halves_are_not_for_other_offers(self, managing, points):
        managing.post(
            reverse("dashboard:offer-metadata"),
            {"name_en": "Mine", "offer_type": "Site"},
        )
        data = {"custom_benefit": points.benefit_id}
        page = managing.post(reverse("dashboard:offer-benefit"), data)
        assert page.status_code == 422
        assert "type" in errors(page)
        assert points.benefit.name not in page.content.decode()

        data = {"type": "Absolute", "value": "5", "range": everything().pk}
        managing.post(reverse("dashboard:offer-benefit"), data)
        data = {"custom_condition": points.condition_id}
        page = managing.post(reverse("dashboard:offer-condition"), data)
        assert page.status_code == 422
        assert "type" in errors(page)
        assert not Condition.objects.exclude(
            proxy_class__startswith="shop.rewards."
        ).exists()
