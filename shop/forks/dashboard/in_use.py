"""Where something is used that therefore cannot be deleted (F20)."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db.models import Model
from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from shop.forks.catalogue.models import Category
from shop.forks.deleting import SHOWN, uses_of

TEMPLATE = "dashboard/in_use.html"
Words = str | Promise


@dataclass(frozen=True)
class Use:
    """One sort of use: what it is called, some of them as links, how many there are."""

    label: Words
    links: list[tuple[str, str]]
    count: int

    @property
    def more(self) -> int:
        return self.count - len(self.links)


def _product(of: Callable[[Any], Any] = lambda row: row) -> Callable[..., Any]:
    return _page("staff:product", of)


def _page(name: str, of: Callable[[Any], Any] = lambda row: row) -> Callable[..., Any]:
    """What a row is shown as, and the page where it can be changed."""

    def link(row: Any) -> tuple[str, str]:
        shown = of(row)
        if shown is None:
            return str(row), ""
        address = name if ":" in name else f"dashboard:{name}"
        return str(shown), reverse(address, args=[shown.pk])

    return link


def _plain(row: Any) -> tuple[str, str]:
    return str(row), ""


def _order(of: Callable[[Any], Any]) -> Callable[..., Any]:
    def link(row: Any) -> tuple[str, str]:
        number = of(row).number
        return number, reverse("staff:order", args=[number])

    return link


# Each sort of use: what it is called, and where it is.
SORTS: dict[str, tuple[Words, Callable[[Any], tuple[str, str]]]] = {
    "basket.Basket_vouchers": (_("In shoppers’ baskets"), _plain),
    "basket.Line": (_("In shoppers’ baskets"), _plain),
    "basket.LineAttribute": (_("In shoppers’ baskets"), _plain),
    "catalogue.Category": (_("Categories"), _page("staff:category")),
    "catalogue.Option": (_("Product options"), _page("catalogue-option-update")),
    "catalogue.Product": (_("Products"), _product()),
    "catalogue.ProductAttribute": (
        _("Product types"),
        _page("catalogue-class-update", lambda row: row.product_class),
    ),
    "catalogue.ProductAttributeValue": (
        _("Products"),
        _product(lambda row: row.product),
    ),
    "catalogue.ProductAttributeValue_value_multi_option": (
        _("Products"),
        _product(lambda row: row.productattributevalue.product),
    ),
    "catalogue.ProductCategory": (
        _("Products"),
        _product(lambda row: row.product),
    ),
    "catalogue.ProductClass_options": (
        _("Product types"),
        _page("catalogue-class-update", lambda row: row.productclass),
    ),
    "catalogue.ProductRecommendation": (
        _("Products that recommend it"),
        _product(lambda row: row.primary),
    ),
    "catalogue.Product_product_options": (
        _("Products"),
        _product(lambda row: row.product),
    ),
    "offer.Benefit": (
        _("Offers"),
        _page("offer-detail", lambda row: row.offers.first()),
    ),
    "offer.Condition": (
        _("Offers"),
        _page("offer-detail", lambda row: row.offers.first()),
    ),
    "offer.ConditionalOffer": (_("Offers"), _page("offer-detail")),
    "offer.RangeProduct": (_("Ranges"), _page("range-update", lambda row: row.range)),
    "order.Line": (_("Orders"), _order(lambda row: row.order)),
    "order.LineAttribute": (_("Orders"), _order(lambda row: row.line.order)),
    "order.Order": (_("Orders"), _order(lambda row: row)),
    "partner.StockRecord": (
        _("Products"),
        _product(lambda row: row.product),
    ),
    "reviews.ProductReview": (_("Reviews"), _plain),
    "voucher.VoucherApplication": (_("Orders"), _order(lambda row: row.order)),
    "voucher.Voucher_offers": (
        _("Vouchers"),
        _page("voucher-update", lambda row: row.voucher),
    ),
    "wishlists.Line": (_("On wish lists"), _plain),
} | {
    f"offer.Range_{which}": (_("Ranges"), _page("range-update", lambda row: row.range))
    for which in (
        "classes",
        "excluded_categories",
        "excluded_products",
        "included_categories",
    )
}


def uses(row: Model) -> list[Use]:
    """What keeps a row from being deleted."""
    found = [
        (model, list(model._base_manager.filter(pk__in=keys)), count)
        for model, keys, count in uses_of(row)
    ]
    if isinstance(row, Category) and (
        below := list(Category.objects.get_children(row))
    ):
        found.append((Category, below[:SHOWN], len(below)))
    return _told(found)


def uses_among(rows: Iterable[Model]) -> list[Use]:
    """The same, of what the database was about to lose."""
    by_model: dict[type[Model], list[Model]] = defaultdict(list)
    for row in rows:
        by_model[type(row)].append(row)
    return _told((model, some[:SHOWN], len(some)) for model, some in by_model.items())


def page(request: HttpRequest, shown: list[Use], *, status: int) -> TemplateResponse:
    return TemplateResponse(request, TEMPLATE, {"uses": shown}, status=status)


def _told(found: Iterable[tuple[type[Model], list[Model], int]]) -> list[Use]:
    links: dict[str, dict[tuple[str, str], None]] = defaultdict(dict)
    counts: Counter[str] = Counter()
    for model, rows, count in found:
        label, link = _sort(model)
        counts[label] += count
        if link is not _plain:
            links[label] |= dict.fromkeys(map(link, rows))
    return [
        Use(label, list(links[label])[:SHOWN], count) for label, count in counts.items()
    ]


def _sort(model: type[Model]) -> tuple[str, Callable[[Any], tuple[str, str]]]:
    label, link = SORTS.get(
        model._meta.label, (model._meta.verbose_name_plural, _plain)
    )
    return capfirst(str(label)), link


def unknown_sorts() -> set[str]:
    """Names in SORTS that no table has."""
    known = {model._meta.label for model in apps.get_models(include_auto_created=True)}
    return set(SORTS) - known
