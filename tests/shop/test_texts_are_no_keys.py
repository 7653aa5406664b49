"""F19: what people can edit is not what the shop knows things by."""

from datetime import timedelta
from decimal import Decimal
from importlib import import_module

import pytest
from django.apps import apps
from django.db import IntegrityError, transaction
from django.utils import timezone

from loyalty import policy
from shop.forks.catalogue.models import AttributeOption, Category, GivenCode
from shop.rewards import display, labels
from shop.search import documents, tasks
from shop.search.models import SearchDocument
from shop.storefront.categories import read_tree
from tests.factories import (
    make_category,
    make_mark,
    make_product,
    make_staff,
    make_variant,
)

pytestmark = pytest.mark.django_db
PRICE = Decimal("20.00")


@pytest.fixture
def cards():
    """Gift cards, which earn nothing."""
    cards = make_category("gift-cards")
    policy.publish_rule(
        actor=make_staff("loyalty.publish_rule"),
        published_at=timezone.now() - timedelta(minutes=1),
        excluded_labels=[cards.code],
    )
    return cards


def earned_in(category):
    """By what orders are written with, and by what the pages of goods show."""
    product = make_product()
    product.categories.set([Category.objects.get(pk=category.pk)])
    bought = labels.for_products([product])[product.pk]
    assert bought == read_tree().labels([category.pk])
    return display.points_for(price=PRICE, labels=bought)


def test_goods_of_a_renamed_category_still_earn_nothing(cards):
    cards.slug, cards.name_en = "presents", "Presents"
    cards.save()
    assert earned_in(cards) == 0


def test_another_category_of_that_slug_earns(cards):
    other = Category(name="Gift cards", slug="gift-cards")
    tea = make_category("tea")
    Category.objects.add_child(tea, instance=other)
    assert other.slug == cards.slug
    assert earned_in(other) == 20


@pytest.mark.parametrize("leave", ["rename", "delete"])
def test_nor_does_one_that_takes_the_slug_over(cards, leave):
    if leave == "rename":
        cards.slug = "presents"
        cards.save()
    else:
        cards.delete()
    assert earned_in(make_category("gift-cards")) == 20


def test_a_code_stays(cards):
    for change in (
        lambda: Category.objects.filter(pk=cards.pk).update(code="tea"),
        lambda: Category.objects.filter(pk=cards.pk).update(code=""),
    ):
        with pytest.raises(IntegrityError, match="stays"), transaction.atomic():
            change()


@pytest.mark.parametrize(
    ("slugs", "codes"),
    [
        (["tea", "cards", "tea-2"], ["tea", "cards", "tea-2"]),
        (["tea", "tea", "tea-2"], ["tea", "tea-3", "tea-2"]),
    ],
)
def test_codes_of_before_are_slugs_of_that_day(slugs, codes):
    """Where two had one slug, the first keeps it."""
    migration = import_module("shop.forks.catalogue.migrations.0010_codes_from_slugs")
    assert migration.codes_of(slugs) == codes


def test_every_code_was_given_once():
    make_category("tea")
    assert GivenCode.objects.filter(code="tea").exists()
    assert apps.get_model("catalogue", "GivenCode") is GivenCode


# -- Search -------------------------------------------------------------------------


@pytest.fixture
def worker(monkeypatch, django_capture_on_commit_callbacks):
    """Does at once what is asked of it."""
    for task in (tasks.index_product, tasks.index_category, tasks.index_option):
        monkeypatch.setattr(task, "delay", task)
    return lambda: django_capture_on_commit_callbacks(execute=True)


def is_found(word):
    return SearchDocument.objects.filter(words=word).exists()


def test_goods_are_found_by_the_new_name_of_a_category_above(worker):
    drinks = make_category("drinks")
    tea = make_category("tea", parent=drinks)
    product = make_product(categories=["tea"])
    documents.index_product(product.pk)
    assert is_found("drinks")

    with worker():
        drinks = Category.objects.get(pk=drinks.pk)
        drinks.name_en = "Beverages"
        drinks.save()

    assert is_found("beverages")
    assert not is_found("drinks")
    assert tea.code == "tea"


def test_goods_are_found_by_the_new_name_of_a_choice(worker):
    parent = make_product()
    make_mark(make_variant(parent), ("Colour", "颜色"), ("Forest", "松绿"))
    documents.index_product(parent.pk)
    assert is_found("forest")

    with worker():
        option = AttributeOption.objects.get()
        option.option_en = "Crimson"
        option.save()

    assert is_found("crimson")
    assert not is_found("forest")
