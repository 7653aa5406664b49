"""What the table of rates lets nobody write, and what staff may."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.conf import settings
from django.core import checks
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, IntegrityError, transaction
from django.utils import timezone

from shop.audit.models import Entry
from shop.tax import changing, reading
from shop.tax.models import Rate, TaxCategory
from tests.factories import NOW, make_rate, make_staff

pytestmark = pytest.mark.django_db
TODAY = date(2025, 3, 14)


@pytest.fixture
def clerk():
    return make_staff("tax.change_rate")


def add(actor, **facts):
    facts = {
        "country": "AT",
        "category": "standard",
        "percent": Decimal(20),
        "valid_from": TODAY,
    } | facts
    return changing.add_rate(**facts, actor=actor, added_at=NOW)


def test_a_new_shop_has_all_its_rates_at_home():
    rates = reading.rates(at=NOW)
    found = {code: rates.of(code) for code in ("standard", "reduced", "zero")}

    assert settings.SHOP_COUNTRY == "DE"
    assert found == {"standard": 19, "reduced": 7, "zero": 0}


def test_a_rate_holds_from_its_day_on(django_assert_num_queries):
    make_rate("DE", 20, valid_from=TODAY)

    with django_assert_num_queries(2):  # the epoch, and the rates once for it
        assert reading.rates(at=NOW).of("standard") == 20
    with django_assert_num_queries(1):
        assert reading.rates(at=NOW).of("standard") == 20
    assert reading.rates(at=NOW - timedelta(days=1)).of("standard") == 19
    # The day begins in Berlin, an hour before that of UTC.
    eve = NOW.replace(day=13, hour=23, minute=30)
    assert reading.rates(at=eve).of("standard") == 20


@pytest.mark.parametrize(
    "wrong",
    [{"percent": "-0.01"}, {"country": "de"}, {"country": "D"}],
)
def test_the_database_refuses_what_is_no_rate(wrong):
    facts = {"country": "AT", "percent": "20"} | wrong
    with pytest.raises(IntegrityError), transaction.atomic():
        make_rate(**facts)


def test_a_country_has_one_rate_a_day_for_a_category(clerk):
    add(clerk)

    with pytest.raises(changing.RateTaken):
        add(clerk, percent=Decimal(21))
    with pytest.raises(IntegrityError), transaction.atomic():
        make_rate("AT", 21, valid_from=TODAY)


def test_the_past_can_neither_be_written_nor_removed_nor_changed(clerk):
    with pytest.raises(changing.BeginsInThePast):
        add(clerk, valid_from=TODAY - timedelta(days=1))
    rate = make_rate("AT", 20, valid_from=TODAY)
    with pytest.raises(changing.HasBegun):
        changing.remove_rate(rate_id=rate.pk, actor=clerk, removed_at=NOW)
    for forbidden in (
        lambda: Rate.objects.filter(pk=rate.pk).delete(),
        lambda: Rate.objects.filter(pk=rate.pk).update(percent=1),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            forbidden()
    assert Rate.objects.get(pk=rate.pk).percent == 20


def test_not_even_the_owner_changes_a_past_rate(owner_connection):
    with pytest.raises(Exception, match="past rates stay"):
        owner_connection.execute("UPDATE tax_rate SET percent = 1")


def test_a_coming_rate_can_be_removed_and_both_are_logged(clerk):
    tomorrow = timezone.localdate() + timedelta(days=2)
    now = timezone.now()
    rate = changing.add_rate(
        country="AT",
        category="standard",
        percent=Decimal("20.00"),
        valid_from=tomorrow,
        actor=clerk,
        added_at=now,
    )
    changing.remove_rate(rate_id=rate.pk, actor=clerk, removed_at=now)

    assert not Rate.objects.filter(country="AT").exists()
    facts = {"percent": "20", "valid_from": tomorrow.isoformat()}
    added, removed = Entry.objects.order_by("pk")
    assert (added.action, added.before, added.after) == ("tax.add-rate", {}, facts)
    assert (removed.action, removed.before) == ("tax.remove-rate", facts)
    assert added.subject == removed.subject == "vat-rate:AT standard"


def test_a_country_has_its_standard_rate_before_any_other(clerk):
    with pytest.raises(changing.StandardMissing):
        add(clerk, category="reduced")
    assert not Rate.objects.filter(country="AT").exists()

    standard = add(clerk, valid_from=TODAY + timedelta(days=900))
    with pytest.raises(changing.StandardMissing):
        add(clerk, category="reduced", valid_from=TODAY + timedelta(days=899))
    add(clerk, category="reduced", valid_from=TODAY + timedelta(days=900))
    with pytest.raises(changing.StandardMissing):
        changing.remove_rate(rate_id=standard.pk, actor=clerk, removed_at=NOW)
    assert Rate.objects.filter(country="AT").count() == 2


def test_a_new_category_has_its_rate_at_home_at_once(clerk):
    category = changing.add_category(
        texts={"name_en": "Books", "name_zh_hans": "图书"},
        percent=Decimal(5),
        actor=clerk,
        added_at=NOW,
    )

    assert reading.rates(at=NOW).of(category.pk) == 5
    with pytest.raises(changing.CategoryTaken):
        changing.add_category(
            texts={"name_en": "Books", "name_zh_hans": None},
            percent=Decimal(5),
            actor=clerk,
            added_at=NOW,
        )
    assert TaxCategory.objects.get(pk="books").name_zh_hans == "图书"


def test_s15_looking_is_not_changing():
    """S15."""
    reader = make_staff("tax.view_rate")
    rate = make_rate("AT", 20, valid_from=timezone.localdate() + timedelta(days=9))

    for change in (
        lambda: add(reader),
        lambda: changing.remove_rate(rate_id=rate.pk, actor=reader, removed_at=NOW),
        lambda: changing.add_category(
            texts={"name_en": "X"}, percent=Decimal(1), actor=reader, added_at=NOW
        ),
    ):
        with pytest.raises(PermissionDenied):
            change()


def of_rates() -> list[checks.CheckMessage]:
    found = checks.run_checks(tags=["database"], databases=["default"])
    return [one for one in found if one.id.startswith("tax.")]


def test_a_check_says_what_to_do_where_home_has_no_rate(settings):
    """It warns only: `migrate` must go on, and staff add the rate in the shop."""
    assert of_rates() == []

    settings.SHOP_COUNTRY = "AT"
    (warning,) = of_rates()

    assert (warning.id, warning.is_serious(level=checks.ERROR)) == ("tax.W001", False)
    assert "AT, the country of the shop" in warning.msg
    assert "staff page “VAT”" in warning.hint
    make_rate("AT", 20)
    assert of_rates() == []


def test_checks_that_ask_no_database_ask_nothing(settings, django_assert_num_queries):
    settings.SHOP_COUNTRY = "AT"

    with django_assert_num_queries(0):
        assert "tax.W001" not in {found.id for found in checks.run_checks()}
