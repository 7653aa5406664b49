"""What the living page of the design system shows: every component in every state."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from shop.components.icons import ICONS
from shop.forks.catalogue.models import Tint
from shop.prices.prior import Prior
from shop.storefront.facets import Facet, Facets, Value
from shop.storefront.tiles import Badge, Tile
from shop.storefront.variants import Matrix, Row, Stock, Variant

COLOURS = [
    "paper",
    "raised",
    "sunk",
    "ink",
    "quiet",
    "line",
    "edge",
    "accent",
    "points",
    "points-soft",
    "danger",
    "danger-soft",
    "caution",
    "caution-soft",
]


class SampleForm(forms.Form):
    name = forms.CharField(label=pgettext_lazy("of a person", "Name"))
    email = forms.EmailField(
        label=gettext_lazy("E-mail"),
        help_text=gettext_lazy("For the confirmation, nothing else."),
    )
    phone = forms.CharField(label=gettext_lazy("Phone"), required=False)
    country = forms.ChoiceField(
        label=gettext_lazy("Country"), choices=[("DE", gettext_lazy("Germany"))]
    )
    news = forms.BooleanField(
        label=gettext_lazy("Tell me about new things"), required=False
    )


def samples(request: HttpRequest) -> dict[str, Any]:
    wrong = SampleForm({"email": "mei@", "country": "DE"}, auto_id="wrong_%s")
    wrong.is_valid()
    return {
        "colours": COLOURS,
        "tints": Tint.choices,
        "icons": sorted(ICONS),
        "drawings": ["search", "orders", "points", "lost"],
        "form": SampleForm(),
        "wrong_form": wrong,
        "tiles": _tiles(),
        "matrices": [_chips(), _table()],
        "page": Paginator(range(60), 20).get_page(2),
        "facets": _facets(),
        **_numbers(),
        **_progress(),
    }


def _tiles() -> list[Tile]:
    name = _("Jasmine tea, loose, from the spring harvest of a small garden")
    states = [
        (_("Linen towel"), Decimal("18.00"), Badge(_("New"), "new"), True),
        (name, Decimal("12.50"), Badge(_("3 left"), "low"), True),
        (_("Breakfast bowl"), Decimal("24.00"), None, False),
        (_("Olive oil soap"), Decimal("6.90"), Badge(_("Sold out"), "plain"), False),
    ]
    return [
        Tile(
            place=number,
            product_id=number,
            title=title,
            url="#cards",
            picture="",
            tint=Tint.values[number * 2],
            price=price,
            is_from=not badge,
            earns=int(price),
            badge=badge,
            can_be_added=can_be_added,
        )
        for number, (title, price, badge, can_be_added) in enumerate(states)
    ]


def _facets() -> Facets:
    numbers = (44, 12, 7)
    values = [
        Value(
            "sample",
            f"sample-{count}",
            label,
            label,
            "#facets-part",
            count == 12,
            count,
        )
        for label, count in zip(
            (_("50 g"), _("100 g"), _("250 g")), numbers, strict=True
        )
    ]
    return Facets([Facet(_("Size"), values)], values[1:2], "#facets-part")


def _variant(number: int, *, gone: bool = False, chosen: bool = False) -> Variant:
    sizes = [_("50 g"), _("100 g"), _("250 g")]
    price = Decimal("6.50") * (number + 1)
    return Variant(
        product_id=number,
        axes={},
        label=sizes[number % 3],
        price=price,
        earns=int(price),
        is_available=not gone,
        is_chosen=chosen,
        stock=Stock("plenty", _("In stock, ready to ship")),
    )


def _chips() -> Matrix:
    first = _variant(0, chosen=True)
    others = [_variant(1), _variant(2, gone=True)]
    rows = [Row(one.label, [one]) for one in (first, *others)]
    return Matrix(_("Weight"), [], rows, first)


def _table() -> Matrix:
    first = _variant(3, chosen=True)
    rows = [
        Row(_("Oat"), [first, _variant(4)]),
        Row(_("Clay"), [_variant(5, gone=True), None]),
    ]
    return Matrix(_("Colour × size"), [_("Small"), _("Large")], rows, first)


def _numbers() -> dict[str, Any]:
    return {
        "prior": Prior(Decimal("15.00"), 16, timezone.now()),
        "price": Decimal("12.50"),
        "total": Decimal("58.35"),
        "goods": Decimal("61.00"),
        "rows": [
            {"label": _("Goods"), "amount": Decimal("61.00")},
            {"label": _("3 for 2 on soap"), "amount": -6, "kind": "discount"},
            {
                "label": _("Points"),
                "note": _("155 points used"),
                "amount": Decimal("-1.55"),
                "kind": "points",
            },
            {"label": _("Delivery"), "amount": Decimal("4.90")},
            {"label": _("incl. VAT 7 %"), "amount": Decimal("3.50"), "kind": "muted"},
        ],
    }


def _progress() -> dict[str, Any]:
    now = timezone.now()
    day = timedelta(days=1)
    return {
        "now": now,
        "steps": [
            {"label": _("Address"), "url": "#steps", "state": "done"},
            {"label": _("Delivery"), "state": "current"},
            {"label": _("Payment"), "state": "next"},
            {"label": _("Review"), "state": "next"},
        ],
        "events": [
            {"label": _("Ordered"), "at": now - 3 * day, "state": "done"},
            {"label": _("Paid"), "at": now - 2 * day, "state": "done"},
            {"label": _("Shipped"), "at": now, "state": "current"},
            {"label": _("Delivered"), "state": "next"},
        ],
        "lots": [
            {"points": 120, "on": now + 12 * day, "kind": "matures", "share": 20},
            {"points": 640, "on": now + 90 * day, "kind": "expires", "share": 100},
            {"points": 480, "on": now + 300 * day, "kind": "expires", "share": 75},
        ],
        "tabs": [
            {"label": _("All"), "url": "#tabs", "active": True},
            {"label": _("Earned"), "url": "#tabs", "active": False},
            {"label": _("Used"), "url": "#tabs", "active": False},
        ],
        "chips": [
            {"label": _("In stock"), "url": "#chips", "active": True},
            {"label": _("On offer"), "url": "#chips", "active": False},
        ],
    }
