"""Every page that reads, of a shop of size: who asks for it, and where."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import reverse

from shop.forks.catalogue.models import Category, Product
from shop.forks.offer.models import ConditionalOffer, Range
from shop.forks.order.models import Order
from shop.returns.models import ReturnRequest
from shop.users.models import User

VISITOR, MEMBER, BUYER, STAFF = "visitor", "member", "buyer", "staff"


@dataclass(frozen=True)
class Page:
    """Who asks for what: a visitor, the busy member, a buyer with a basket, staff."""

    who: str
    path: str

    def __str__(self) -> str:
        return f"{self.who} {self.path}"


@dataclass(frozen=True)
class Shop:
    """What of the shop addresses name."""

    busy: User
    shelf: Category
    alone: Product
    parent: Product

    @classmethod
    def read(cls) -> "Shop":
        products = Product.objects.order_by("-pk")
        return cls(
            busy=User.objects.get(email="busy@nonpareil.example"),
            shelf=Category.objects.get(slug="shelf-1"),
            alone=products.filter(structure=Product.STANDALONE)[0],
            parent=products.filter(structure=Product.PARENT)[0],
        )

    def latest(self, **which: object) -> Order:
        return Order.objects.filter(**which).order_by("-pk")[0]


# -- The storefront and the search ------------------------------------------------

LISTS = (
    "",
    "page=2",
    "page=50",
    "sort=price",
    "sort=-price",
    "sort=name",
    "price=0",
    "price=1",
    "stock=1",
    "offers=1",
    "stock=1&price=1&sort=price",
)
SEARCHES = (
    "teapot",
    "Teapot Round",
    "bowl 4011",
    "SKU-4011-A",
    "taepot",
    "茶壶",
    "nothing",
)


def storefront(shop: Shop) -> Iterator[Page]:
    yield Page(VISITOR, reverse("home"))
    yield Page(VISITOR, "/zh-hans/")
    for path in (reverse("catalogue:index"), shop.shelf.get_absolute_url()):
        for asked in LISTS:
            yield Page(VISITOR, f"{path}?{asked}")
    for product in (shop.alone, shop.parent):
        yield Page(VISITOR, product.get_absolute_url())
    for words in SEARCHES:
        yield Page(VISITOR, reverse("search:search", query={"q": words}))
        yield Page(VISITOR, reverse("search:suggestions", query={"q": words}))
    # It says that no worker beats, for which it asks what it asks anyway.
    yield Page(VISITOR, "/healthz")
    yield Page(VISITOR, reverse("points:how"))
    yield Page(VISITOR, reverse("texts:text", args=["terms"]))
    yield Page(VISITOR, reverse("texts:text", args=["delivery"]))


# -- One's own --------------------------------------------------------------------


def own(shop: Shop) -> Iterator[Page]:
    for name in ("basket:summary", "checkout:index", "checkout:review"):
        yield Page(BUYER, reverse(name))
    for name in (
        "customer:summary",
        "customer:order-list",
        "customer:address-list",
        "customer:profile-view",
        "customer:security",
        "points:statement",
        "points:tier",
    ):
        yield Page(MEMBER, reverse(name))
    orders = reverse("customer:order-list")
    for number in (2, 100, 200, 10**9):
        yield Page(MEMBER, f"{orders}?page={number}")
    statement = reverse("points:statement")
    for asked in ("page=2", "page=100", "only=added", "only=taken", "on={day}"):
        yield Page(MEMBER, f"{statement}?{asked}")
    number = shop.latest(user=shop.busy).number
    for name in ("order", "return-ask", "withdraw"):
        yield Page(MEMBER, reverse(f"customer:{name}", args=[number]))


# -- Staff ------------------------------------------------------------------------

ORDER_WORDS = (
    "G0001-31676",
    "31676",
    "g77@guests.example",
    "m4711@members.example",
    "Clara",
    "10115",
    "Teapot",
    "SKU-4011-A",
    "RR",
    "Jonas Teapot",
)
DAYS = "first={day}&last={day}"


def staff(shop: Shop) -> Iterator[Page]:
    lists = {
        "today": (),
        "orders": (
            *(f"text={words}" for words in ORDER_WORDS),
            "status=delivered",
            "status=awaiting-payment",
            "status=cancelled",
            DAYS,
            *_sorted("number", "date_placed", "points_redeemed", "total_incl_tax"),
            "page=100",
            "page=8000",
        ),
        "pickup": (),
        "returns": ("text=R9000-07919", "text=g7", "state=requested"),
        "products": (
            "text=Teapot",
            "text=SKU-4011-A",
            "category=shelf-1",
            "state=draft",
            "stock=none",
            "page=100",
        ),
        "stock": ("text=Teapot", "text=SKU-4011-A", "level=sold-out", "level=all"),
        "payments": (),
        "refunds": ("paid_out=1", *_sorted("created_at", "amount")),
        "vat": (),
        "books": (),
        "members": (
            "text=m4711",
            "text=Clara",
            "text=G0001-31676",
            "text=A0001-31676",
            *_sorted("email", "date_joined"),
            "page=1000",
        ),
        "colleagues": (),
        "adjustments": (),
        "merges": (),
        "given": (),
        "outstanding": (),
        "rule": (),
        "delivery": (),
        "outbox": (
            "text=g77@guests.example",
            "text=G0001-31676",
            "state=sent",
            "state=failed",
            "page=1000",
            *_sorted("created_at"),
        ),
        "log": ("subject=G0001-31676", "person=person", DAYS, "page=1000"),
    }
    for name, asked in lists.items():
        yield Page(STAFF, reverse(f"staff:{name}"))
        for query in asked:
            yield Page(STAFF, f"{reverse(f'staff:{name}')}?{query}")
    for name in (
        "new-zone",
        "new-point",
        "new-method",
        "new-carrier",
        "new-rate",
        "new-tax-category",
        "publish-rule",
    ):
        yield Page(STAFF, reverse(f"staff:{name}"))
    yield from _of_member(shop)
    yield from _of_orders(shop)
    yield from _of_goods(shop)


def _of_member(shop: Shop) -> Iterator[Page]:
    page = reverse("staff:member", args=[shop.busy.pk])
    for asked in ("", "page=2", "page=100", "on={day}"):
        yield Page(STAFF, f"{page}?{asked}")
    for name in ("adjust", "extend", "propose-merge"):
        yield Page(STAFF, reverse(f"staff:{name}", args=[shop.busy.pk]))


def _of_orders(shop: Shop) -> Iterator[Page]:
    for status in ("delivered", "cancelled", "confirmed"):
        number = shop.latest(status=status).number
        yield Page(STAFF, reverse("staff:order", args=[number]))
        yield Page(STAFF, reverse("staff:delivery-note", args=[number]))
    number = shop.latest(status="delivered").number
    for name in ("take-back", "goodwill"):
        yield Page(STAFF, reverse(f"staff:{name}", args=[number]))
    asked = ReturnRequest.objects.order_by("-pk")[0]
    yield Page(STAFF, reverse("staff:return", args=[asked.number]))
    yield Page(STAFF, reverse("staff:receive-return", args=[asked.number]))
    record = shop.alone.stockrecords.get().pk
    yield Page(STAFF, reverse("staff:correct-stock", args=[record]))


def _of_goods(shop: Shop) -> Iterator[Page]:
    for name in ("new-product", "categories", "new-category"):
        yield Page(STAFF, reverse(f"staff:{name}"))
    for name in ("category", "remove-category"):
        yield Page(STAFF, reverse(f"staff:{name}", args=[shop.shelf.pk]))
    for product in (shop.alone, shop.parent):
        for name in ("product", "product-variants", "preview-product"):
            yield Page(STAFF, reverse(f"staff:{name}", args=[product.pk]))
    yield Page(STAFF, reverse("staff:remove-product", args=[shop.alone.pk]))


def _sorted(*paths: str) -> Iterator[str]:
    for path in paths:
        yield f"order={path}"
        yield f"order=-{path}"


FILES = (
    "orders",
    "pickup",
    "returns",
    "products",
    "stock",
    "payments",
    "differences",
    "refunds",
    "rates",
    "coming-rates",
    "books",
    "digests",
    "members",
    "colleagues",
    "adjustments",
    "merges",
    "given",
    "outstanding",
    "rule",
    "prices",
    "points",
    "methods",
    "carriers",
    "outbox",
    "log",
)


def files(shop: Shop) -> Iterator[Page]:
    """Of the files everything that is asked for is read, and sent while it is."""
    for name in FILES:
        yield Page(STAFF, reverse(f"staff:{name}-file"))
    yield Page(STAFF, reverse("staff:postings-file", args=[shop.busy.pk]))


# -- Oscar's own ------------------------------------------------------------------


def dashboards(shop: Shop) -> Iterator[Page]:
    for name in (
        "catalogue-product-list",
        "catalogue-class-list",
        "catalogue-option-list",
        "catalogue-attribute-option-group-list",
        "stock-alert-list",
        "range-list",
        "offer-list",
        "voucher-list",
        "voucher-set-list",
    ):
        yield Page(STAFF, reverse(f"dashboard:{name}"))
    products = reverse("dashboard:catalogue-product-list")
    for asked in ("page=2", "title=Teapot", "upc=4011", "sort=title"):
        yield Page(STAFF, f"{products}?{asked}")
    some = Range.objects.order_by("pk")[0].pk
    for name in ("range-update", "range-products"):
        yield Page(STAFF, reverse(f"dashboard:{name}", args=[some]))
    offer = ConditionalOffer.objects.order_by("-pk")[0].pk
    for name in ("offer-detail", "offer-metadata", "offer-condition", "offer-benefit"):
        yield Page(STAFF, reverse(f"dashboard:{name}", args=[offer]))
