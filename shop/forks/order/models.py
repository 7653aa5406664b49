"""Orders that keep, line by line, what was paid in money and what in points."""

from decimal import Decimal

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from oscar.apps.order.abstract_models import (
    AbstractLine,
    AbstractOrder,
    AbstractOrderDiscount,
)

from shop.forks.catalogue.naming import Name, name_in, text_of
from shop.measures.content import Content, Unit
from shop.tax.amounts import Portion
from shop.users.email_field import EmailAddressField


class OrderStatus(models.TextChoices):
    AWAITING_PAYMENT = "awaiting-payment", _("Awaiting payment")
    CONFIRMED = "confirmed", _("Confirmed")
    READY = "ready", _("Ready to be picked up")
    SHIPPED = "shipped", _("Shipped")
    DELIVERED = "delivered", _("Delivered")
    CANCELLED = "cancelled", _("Cancelled")
    LAPSED = "lapsed", _("Lapsed unpaid")


# An order that ended like this sold nothing, owes nothing and awaits nothing.
CAME_TO_NOTHING = (OrderStatus.CANCELLED, OrderStatus.LAPSED)


class PaymentMethod(models.TextChoices):
    ON_DELIVERY = "on-delivery", _("Pay on delivery")
    BANK_TRANSFER = "bank-transfer", _("Bank transfer")
    ONLINE = "online", _("Card, Alipay or WeChat Pay")


class Order(AbstractOrder):
    """One purchase. `total_incl_tax` is what is owed in money, shipping included.

    `points_discount` is the discount that `points_redeemed` points gave; it is
    part of the difference between the lines' prices and the total.
    """

    guest_email = EmailAddressField(_("Guest email address"), blank=True)
    language = models.CharField(_("language"), max_length=10, default="en")
    # Whom the invoice is for, where that is a business (shop/tax/ids.py).
    company = models.CharField(
        _("company"), max_length=120, blank=True, default="", db_default=""
    )
    tax_id = models.CharField(
        _("VAT or tax ID"), max_length=30, blank=True, default="", db_default=""
    )
    # What of the delivery is taxed at which rate, as it was when it was ordered.
    shipping_vat = models.JSONField(
        _("delivery by VAT rate"), default=list, db_default=[], blank=True
    )
    # What its offers asked for then (shop/orders/offer_terms.py).
    offer_terms = models.JSONField(
        _("terms of offers"), default=list, db_default=[], blank=True
    )
    # What the cheapest parcel to its address cost then; None where it was not kept.
    ordinary_delivery = models.DecimalField(
        _("cheapest delivery"), max_digits=12, decimal_places=2, null=True, blank=True
    )
    # The tier that its shopper held then (shop/rewards/tiers.py), and what it took off
    # the delivery.
    tier = models.ForeignKey(
        "loyalty.Tier",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
        verbose_name=_("tier"),
    )
    tier_saved = models.DecimalField(
        _("saved on delivery by the tier"),
        max_digits=12,
        decimal_places=2,
        default=0,
        db_default=0,
    )
    # The wordings it was placed under, as its shopper saw them (shop/texts).
    terms_version = models.ForeignKey(
        "texts.Version",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
        verbose_name=_("terms"),
    )
    returns_version = models.ForeignKey(
        "texts.Version",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
        verbose_name=_("withdrawal"),
    )
    payment_method = models.CharField(
        _("payment method"), max_length=20, choices=PaymentMethod.choices
    )
    payment_due_at = models.DateTimeField(_("payment due"), null=True, blank=True)
    paid_at = models.DateTimeField(_("paid"), null=True, blank=True)
    # What somebody on the staff saw arrive, and by what it can be found again.
    amount_seen = models.DecimalField(
        _("amount that was seen"),
        max_digits=12,
        decimal_places=2,
        null=True,
        blank=True,
    )
    payment_reference = models.CharField(
        _("reference of the payment"),
        max_length=140,
        default="",
        db_default="",
        blank=True,
    )
    shipped_at = models.DateTimeField(_("shipped"), null=True, blank=True)
    ready_at = models.DateTimeField(_("ready"), null=True, blank=True)
    delivered_at = models.DateTimeField(_("delivered"), null=True, blank=True)
    cancelled_at = models.DateTimeField(_("cancelled"), null=True, blank=True)
    points_redeemed = models.PositiveBigIntegerField(_("points used"), default=0)
    points_discount = models.DecimalField(
        _("points discount"), max_digits=12, decimal_places=2, default=0
    )
    # Of a voucher that was made of points, for goods or for delivery.
    voucher_points = models.PositiveBigIntegerField(
        _("points of a voucher"), default=0, db_default=0
    )

    class Meta(AbstractOrder.Meta):
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=OrderStatus.values), name="order_status_known"
            ),
            # A basket becomes one order, whatever is submitted twice (S02).
            models.UniqueConstraint(fields=["basket"], name="order_one_per_basket"),
            # A discount by points exists exactly where points were used (L10).
            models.CheckConstraint(
                condition=Q(points_redeemed=0, points_discount=0)
                | Q(points_redeemed__gt=0, points_discount__gt=0, user__isnull=False),
                name="order_points_have_their_discount",
            ),
            models.CheckConstraint(
                condition=Q(voucher_points=0) | Q(user__isnull=False),
                name="order_voucher_is_a_members",
            ),
            models.CheckConstraint(
                condition=Q(total_incl_tax__gte=0), name="order_total_not_negative"
            ),
            # Nothing is saved by a tier that nobody held.
            models.CheckConstraint(
                condition=Q(tier_saved=0) | Q(tier_saved__gt=0, tier__isnull=False),
                name="order_saved_by_its_tier",
            ),
        ]
        indexes = [
            models.Index(
                fields=["payment_due_at"],
                condition=Q(status="awaiting-payment"),
                name="order_awaiting_payment",
            ),
            models.Index(
                fields=["paid_at"],
                condition=Q(paid_at__isnull=False),
                name="order_paid",
            ),
            models.Index(
                fields=["status", "-date_placed", "-id"], name="order_by_status"
            ),
            models.Index(fields=["user", "-date_placed", "-id"], name="order_of_user"),
        ]
        permissions = [
            ("mark_paid", _("Can mark an order paid")),
            ("mark_shipped", _("Can mark an order shipped")),
            ("mark_ready", _("Can mark an order ready to be picked up")),
            ("mark_delivered", _("Can mark an order delivered")),
            ("cancel_order", _("Can cancel an order")),
            ("take_back", _("Can take back pieces of an order")),
            ("give_goodwill", _("Can give money back out of goodwill")),
        ]

    @property
    def email(self) -> str:
        """Where mail about this order goes."""
        return self.user.email if self.user_id else self.guest_email

    @property
    def shipping_portions(self) -> tuple[Portion, ...]:
        """What delivery cost, by VAT rate; together `shipping_incl_tax`."""
        return tuple(map(Portion.from_json, self.shipping_vat))


class Line(AbstractLine):
    """Some pieces of one product. `line_price_incl_tax` is what was paid in money."""

    # What the goods were called in each language when they were bought. `title` is
    # that in the buyer's, in which documents and mail speak.
    names = models.JSONField(_("names"), default=dict, db_default={}, blank=True)
    vat_rate = models.DecimalField(_("VAT rate"), max_digits=4, decimal_places=2)
    # What a piece held then.
    net_quantity = models.DecimalField(
        _("net content"), max_digits=9, decimal_places=3, null=True, blank=True
    )
    net_unit = models.CharField(
        _("unit"),
        max_length=5,
        choices=Unit.choices,
        blank=True,
        default="",
        db_default="",
    )
    points_redeemed = models.PositiveBigIntegerField(_("points used"), default=0)
    points_discount = models.DecimalField(
        _("points discount"), max_digits=12, decimal_places=2, default=0
    )
    voucher_points = models.PositiveBigIntegerField(
        _("points of a voucher"), default=0, db_default=0
    )
    # Part of what offers took off.
    voucher_discount = models.DecimalField(
        _("discount by a voucher from points"),
        max_digits=12,
        decimal_places=2,
        default=0,
        db_default=0,
    )
    # What the product counted as when it was bought: the slugs of its categories.
    labels = ArrayField(models.CharField(max_length=255), default=list, blank=True)
    # The offers that it counted for, by key, whether or not they took something off.
    counts_for = ArrayField(
        models.BigIntegerField(),
        verbose_name=_("counts for offers"),
        default=list,
        db_default=[],
        blank=True,
    )
    returned_quantity = models.PositiveIntegerField(_("pieces taken back"), default=0)
    # The worth of the pieces taken back. What went back of it in money is less where
    # goodwill had gone before.
    refunded = models.DecimalField(
        _("refunded"), max_digits=12, decimal_places=2, default=0
    )
    goodwill = models.DecimalField(
        _("goodwill"), max_digits=12, decimal_places=2, default=0, db_default=0
    )
    points_restored = models.PositiveBigIntegerField(_("points restored"), default=0)

    class Meta(AbstractLine.Meta):
        constraints = [
            # What is paid is divided by the pieces.
            models.CheckConstraint(
                condition=Q(quantity__gte=1), name="line_has_pieces"
            ),
            models.CheckConstraint(
                condition=Q(returned_quantity__lte=F("quantity")),
                name="line_returned_at_most_bought",
            ),
            models.CheckConstraint(
                condition=Q(refunded__gte=0, refunded__lte=F("line_price_incl_tax")),
                name="line_refunded_at_most_paid",
            ),
            models.CheckConstraint(
                condition=Q(goodwill__gte=0, goodwill__lte=F("line_price_incl_tax")),
                name="line_goodwill_at_most_paid",
            ),
            models.CheckConstraint(
                condition=Q(points_restored__lte=F("points_redeemed")),
                name="line_restored_at_most_redeemed",
            ),
            models.CheckConstraint(
                condition=Q(voucher_points=0, voucher_discount=0)
                | Q(voucher_points__gt=0, voucher_discount__gt=0),
                name="line_voucher_has_its_discount",
            ),
        ]

    @property
    def paid_by_points(self) -> Decimal:
        """What points gave off it, of the balance and of a voucher."""
        return self.points_discount + self.voucher_discount

    @property
    def content(self) -> Content | None:
        return Content.of(self.net_quantity, self.net_unit)

    @property
    def name(self) -> Name:
        """What the goods were called, in the active language."""
        return name_in(self.names, otherwise=self.title)

    @property
    def left(self) -> int:
        """The pieces that have not come back."""
        return self.quantity - self.returned_quantity

    @property
    def cash_kept(self) -> Decimal:
        """What was paid in money for the pieces that have not come back."""
        return self.line_price_incl_tax - self.refunded

    @property
    def money_gone_back(self) -> Decimal:
        """What went back for this line: goodwill, and for pieces what was left."""
        return min(self.refunded + self.goodwill, self.line_price_incl_tax)


class OrderDiscount(AbstractOrderDiscount):
    """What an offer gave; `offer_name` is its name in the buyer's language."""

    offer_names = models.JSONField(
        _("names of the offer"), default=dict, db_default={}, blank=True
    )

    @property
    def name(self) -> str:
        """What the offer was called, in the active language."""
        return text_of(self.offer_names) or self.offer_name


# Oscar's remaining models, registered after ours so that it leaves those out.
from oscar.apps.order.models import (  # noqa: E402, F401  re-exported
    BillingAddress,
    CommunicationEvent,
    LineAttribute,
    LinePrice,
    OrderLineDiscount,
    OrderNote,
    OrderStatusChange,
    PaymentEvent,
    PaymentEventQuantity,
    PaymentEventType,
    ShippingAddress,
    ShippingEvent,
    ShippingEventQuantity,
    ShippingEventType,
    Surcharge,
)
