"""Small makers of what tests need. Money may be given as text: "12.50".

Anything not said takes a plain value; nothing is made twice where one is enough.
"""

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from django.contrib.auth.models import Permission
from oscar.apps.address.models import Country
from oscar.apps.voucher.models import Voucher

from loyalty import earning, enrolment, merging, why
from loyalty.models import Posting
from shop.delivery import tariffs
from shop.delivery.models import Band, Carrier, Method, PickupPoint, Zone
from shop.forks.basket.models import Basket
from shop.forks.catalogue.models import (
    AttributeOption,
    AttributeOptionGroup,
    Category,
    Product,
    ProductAttribute,
    ProductAttributeValue,
    ProductClass,
)
from shop.forks.offer.applicator import Applicator
from shop.forks.offer.models import Benefit, Condition, ConditionalOffer, Range
from shop.forks.order.models import Order
from shop.forks.partner.models import Partner, StockRecord
from shop.forks.partner.strategy import Selector
from shop.identity.roles import give_role
from shop.orders.placing import ordering, pricing
from shop.orders.placing.purchase import Address, Purchase
from shop.rewards.desk import giving
from shop.tax.models import Rate, TaxCategory
from shop.texts import reading
from shop.users.models import User

NOW = datetime(2025, 3, 14, 12, 0, tzinfo=UTC)
BERLIN = Address(
    first_name="Ada",
    last_name="Fischer",
    line1="Marktstraße 1",
    city="Berlin",
    postcode="10115",
    country="DE",
)
PASSWORD = "a sunny morning"
_numbers = itertools.count(1)


class AnyQuote(str):
    """That of a shopper who agrees to whatever the goods cost.

    Who only needs an order need not price it twice, which is a third of the work.
    """

    __hash__ = str.__hash__

    def __eq__(self, other: object) -> bool:
        return True


def make_category(slug: str = "food", parent: Category | None = None) -> Category:
    """Return the category of that slug, made if it is missing."""
    if existing := Category.objects.filter(slug=slug).first():
        return existing
    category = Category(name=slug.title(), slug=slug)
    if parent:
        return Category.objects.add_child(parent, instance=category)
    return Category.objects.add_root(instance=category)


def make_product_class(vat_rate: str | int = 19, *, track_stock=True) -> ProductClass:
    return ProductClass.objects.get_or_create(
        name=f"VAT {vat_rate}{'' if track_stock else ', untracked'}",
        tax_category=make_tax_category(vat_rate),
        track_stock=track_stock,
    )[0]


def make_tax_category(vat_rate: str | int) -> TaxCategory:
    """The category that is taxed at so many percent in Germany, from the beginning."""
    percent = Decimal(vat_rate)
    rate = Rate.objects.filter(country="DE", percent=percent).first()
    if rate is None:
        code = f"rate-{vat_rate}".replace(".", "-")
        rate = make_rate(
            "DE", percent, TaxCategory.objects.create(code=code, name=f"{vat_rate} %")
        )
    return rate.category


def make_rate(
    country: str,
    percent: str | int | Decimal,
    category: TaxCategory | str = "standard",
    *,
    valid_from: date = date(2020, 1, 1),
) -> Rate:
    """A rate that holds for all that tests do, unless said otherwise."""
    return Rate.objects.create(
        country=country,
        category_id=getattr(category, "pk", category),
        percent=Decimal(percent),
        valid_from=valid_from,
    )


def make_product(
    price: str | Decimal = "10.00",
    *,
    stock: int = 100,
    vat_rate: str | int = 19,
    max_points_share: int = 100,
    categories: Iterable[str] = ("food",),
    title: str = "",
    **fields,
) -> Product:
    """A product on sale, with one stock record."""
    number = next(_numbers)
    product = Product.objects.create(
        title=title or f"Product {number}",
        slug=f"product-{number}",
        product_class=make_product_class(vat_rate),
        max_points_share=max_points_share,
        **fields,
    )
    product.categories.set([make_category(slug) for slug in categories])
    make_stock(product, price, stock)
    return product


def make_variant(parent: Product, price: str | Decimal = "10.00", *, stock=100):
    """A variant of `parent`, which becomes a parent if it is not one."""
    if not parent.is_parent:
        parent.stockrecords.all().delete()
        parent.structure = Product.PARENT
        parent.save()
    variant = Product.objects.create(
        parent=parent,
        structure=Product.CHILD,
        title=f"{parent.title} variant {next(_numbers)}",
        slug=f"variant-{next(_numbers)}",
    )
    make_stock(variant, price, stock)
    return variant


def make_mark(
    product: Product, name: tuple[str, str], value: tuple[str, str]
) -> ProductAttributeValue:
    """Let `product` be told from others by what `name` is of it, in both languages."""
    group, _made = AttributeOptionGroup.objects.get_or_create(
        code=name[0].lower(), name=name[0]
    )
    attribute, _made = ProductAttribute.objects.get_or_create(
        product_class=product.get_product_class(),
        code=name[0].lower(),
        defaults={
            "type": ProductAttribute.OPTION,
            "option_group": group,
            "name": name[0],
            "name_en": name[0],
            "name_zh_hans": name[1],
        },
    )
    option, _made = AttributeOption.objects.get_or_create(
        group=group,
        option_en=value[0],
        defaults={"option": value[0], "option_zh_hans": value[1]},
    )
    return ProductAttributeValue.objects.create(
        product=product, attribute=attribute, value_option=option
    )


def make_colours(*colours: tuple[str, str], title=("Casserole", "炖锅")):
    """A pot in so many colours: its variants, which have no titles of their own."""
    pot = make_product("89.00", title=title[0], title_zh_hans=title[1])
    variants = []
    for colour in colours:
        variant = make_variant(pot, "89.00")
        variant.title = variant.title_en = ""
        variant.save()
        make_mark(variant, ("Colour", "颜色"), colour)
        variants.append(variant)
    return variants


def make_stock(product: Product, price: str | Decimal, stock: int) -> StockRecord:
    partner, _made = Partner.objects.get_or_create(code="house", name="House")
    return StockRecord.objects.create(
        product=product,
        partner=partner,
        partner_sku=f"SKU-{next(_numbers)}",
        price=Decimal(price),
        price_currency="EUR",
        num_in_stock=stock,
    )


def make_user(email: str = "", **fields) -> User:
    """A person who can sign in with PASSWORD."""
    email = email or f"person{next(_numbers)}@example.com"
    return User.objects.create_user(email, PASSWORD, **fields)


def make_member(points: int = 0, *, email: str = "", at=NOW, **fields) -> User:
    """A member with so many points to spend, valid for a year."""
    member = make_user(email, **fields)
    enrolment.enrol(member=member, enrolled_at=at - timedelta(days=1))
    if points:
        earning.accrue(
            member=member,
            points=points,
            reference=f"test-{next(_numbers)}",
            accrued_at=at - timedelta(days=1),
            expires_at=at + timedelta(days=365),
            pending=False,
            why=why.welcome(),
            actor=make_giver(),
        )
    return member


def make_giver() -> User:
    """Who gives members their points, the same one always."""
    email = "giver@example.com"
    found = User.objects.filter(email=email).first()
    return found or make_staff("loyalty.adjust_points", email=email)


def announce_gifts(*, at=NOW) -> None:
    """Say in the log what `make_member` gave, as the books ask for it."""
    given = Posting.objects.filter(kind="accrual", reference__startswith="test-")
    for reference, points in given.values_list("reference", "available_after"):
        giving.announce_gift(
            actor=make_giver(),
            reference=reference,
            points=points,
            announced_at=at,
            reason="",
        )


def make_proposal(surviving: User, *, points: int = 60, at=NOW):
    """A proposal to close another account, with points on it, into that of a member."""
    return merging.propose_merge(
        closing=make_member(points, at=at),
        surviving=surviving,
        reason="The same person",
        actor=make_staff("loyalty.merge_accounts"),
        proposed_at=at,
    )


def make_staff(*permissions: str, email: str = "") -> User:
    """A member of staff who may do what is named, such as "order.mark_paid"."""
    person = make_user(email)
    person.is_staff = True
    person.save()
    found = {
        f"{permission.content_type.app_label}.{permission.codename}": permission
        for permission in Permission.objects.filter(
            codename__in=[permission.partition(".")[2] for permission in permissions]
        ).select_related("content_type")
    }
    # Row by row: the log would tell of rights that are given in any other way.
    through = User.user_permissions.through
    through.objects.bulk_create(
        through(user=person, permission=found[permission]) for permission in permissions
    )
    return User.objects.get(pk=person.pk)


def make_colleague(role: str) -> User:
    """Staff of the demo, who may go on without a second step where it runs."""
    person = make_user(f"colleague{next(_numbers)}@demo.example")
    give_role(person=person, role=role)
    return person


def make_order_desk() -> User:
    """Somebody who may do everything with orders."""
    return make_staff(
        "order.view_order",
        "order.mark_paid",
        "order.mark_shipped",
        "order.mark_ready",
        "order.mark_delivered",
        "order.cancel_order",
        "order.take_back",
        "order.give_goodwill",
        "payments.pay_out_refund",
        "outbox.retry_message",
    )


def make_country(code: str = "DE") -> Country:
    return Country.objects.get_or_create(
        iso_3166_1_a2=code,
        defaults={"printable_name": code, "name": code, "is_shipping_country": True},
    )[0]


def make_zone(
    countries: Sequence[str], *, postcodes: Sequence[str] = (), **prices: str
) -> Zone:
    """A zone in which each method named costs so much: standard="4.90"."""
    zone = Zone.objects.create(
        name=" ".join(countries), countries=countries, postcodes=postcodes
    )
    for code, price in prices.items():
        method, _made = Method.objects.get_or_create(code=code, defaults={"name": code})
        Band.objects.create(zone=zone, method=method, price=Decimal(price))
    return zone


def make_carrier(name: str = "Pigeon Post", **fields) -> Carrier:
    """A carrier whose parcels are followed at an address made up for tests."""
    address = "https://pigeon.example/follow?parcel={number}"
    facts = {"follow_address": address} | fields
    return Carrier.objects.get_or_create(name=name, defaults=facts)[0]


def make_point(name: str = "Corner shop", **fields) -> PickupPoint:
    """A pick-up point that is open on working days."""
    working_days = ["10:00–18:00"] * 5 + ["", ""]
    return PickupPoint.objects.create(
        name=name,
        **{
            "street": "Marktplatz 2",
            "postcode": "10115",
            "city": "Berlin",
            "hours": working_days,
        }
        | fields,
    )


def make_basket(
    lines: Iterable[tuple[Product, int]] = (),
    *,
    owner: User | None = None,
    points: int = 0,
) -> Basket:
    """An open basket with `lines`, of which `points` are to be used."""
    basket = Basket.objects.create(owner=owner, points_requested=points)
    basket.strategy = Selector().strategy()
    for product, quantity in lines:
        basket.add_product(product, quantity)
    return basket


def make_purchase(basket: Basket, *, at=NOW, **fields) -> Purchase:
    """A purchase that agrees to what the basket costs at `at`."""
    fields = {
        "email": basket.owner.email if basket.owner else "guest@example.com",
        "language": "en",
        "delivery_code": "standard",
        "payment_method": "bank-transfer",
        "address": BERLIN,
        "agreed": reading.agreed(at=at).mark,
    } | fields
    if fields["delivery_code"] == "pickup":
        fields["address"] = None
        if "pickup_point" not in fields:
            fields["pickup_point"] = make_point().pk
    if "quote" not in fields:
        read = pricing.read_basket(basket_id=basket.pk, shopper=basket.owner, at=at)
        purchase = Purchase(quote="", **fields)
        way = tariffs.current().way(purchase.delivery_code, to=purchase.destination)
        totals = pricing.price(basket=read, at=at, way=way)
        return replace(purchase, quote=totals.quote)
    return Purchase(**fields)


def place(basket: Basket, *, at=NOW, **fields) -> Order:
    """Place an order for the basket; `fields` are those of the purchase."""
    make_country("DE")
    fields = {"quote": AnyQuote()} | fields
    return ordering.place_order(
        basket=basket,
        shopper=basket.owner,
        purchase=make_purchase(basket, at=at, **fields),
        placed_at=at,
    )


def apply_offers(basket: Basket) -> Basket:
    """Apply the offers of now to a basket, as a page would."""
    basket.reset_offer_applications()
    Applicator().apply(basket, user=basket.owner)
    return basket


def make_offer(
    kind: str,
    value: str | Decimal | int | None,
    *,
    voucher: Voucher | None = None,
    **fields,
) -> ConditionalOffer:
    """An offer on all products from the first piece on, alone or with a voucher.

    `kind` is one of Benefit's: "Percentage", "Absolute", "Shipping percentage" ….
    """
    everything, _made = Range.objects.get_or_create(
        name="Everything", includes_all_products=True
    )
    shipping = kind.startswith("Shipping")
    offer = ConditionalOffer.objects.create(
        name=f"Offer {next(_numbers)}",
        offer_type=ConditionalOffer.VOUCHER if voucher else ConditionalOffer.SITE,
        condition=Condition.objects.create(
            range=everything, type=Condition.COUNT, value=1
        ),
        benefit=Benefit.objects.create(
            range=None if shipping else everything,
            type=kind,
            value=None if value is None else Decimal(value),
        ),
        **{"exclusive": False, "max_basket_applications": 1} | fields,
    )
    if voucher:
        voucher.offers.add(offer)
    return offer


def make_voucher(code: str = "SUN", usage: str = Voucher.MULTI_USE) -> Voucher:
    """A voucher that is valid for years around NOW and around today."""
    return Voucher.objects.create(
        name=f"Voucher {code}",
        code=code,
        usage=usage,
        start_datetime=NOW - timedelta(days=365),
        end_datetime=NOW + timedelta(days=36500),
    )
