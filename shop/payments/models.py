"""Money in and money out, with the ceilings kept by the database."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from shop.payments.port import Concern, DisputeState, RefundState


class Payment(models.Model):
    """What one order owes and what was captured for it, in the order's currency.

    `refunded` counts refunds that are promised or paid out; it never exceeds
    `captured`, so points can never leave as money (L12).
    """

    order = models.OneToOneField(
        "order.Order", on_delete=models.PROTECT, related_name="payment"
    )
    method = models.CharField(_("method"), max_length=20)
    currency = models.CharField(_("currency"), max_length=3)
    amount = models.DecimalField(_("amount"), max_digits=12, decimal_places=2)
    captured = models.DecimalField(
        _("captured"), max_digits=12, decimal_places=2, default=0
    )
    refunded = models.DecimalField(
        _("refunded"), max_digits=12, decimal_places=2, default=0
    )
    created_at = models.DateTimeField(_("created"))
    captured_at = models.DateTimeField(_("captured at"), null=True, blank=True)

    class Meta:
        verbose_name = _("payment")
        verbose_name_plural = _("payments")
        constraints = [
            models.CheckConstraint(
                condition=Q(amount__gte=0), name="payment_amount_not_negative"
            ),
            models.CheckConstraint(
                condition=Q(captured__gte=0, captured__lte=F("amount")),
                name="payment_captured_at_most_owed",
            ),
            models.CheckConstraint(
                condition=Q(refunded__gte=0, refunded__lte=F("captured")),
                name="payment_refunded_at_most_captured",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.method} {self.amount} {self.currency}"


class PaymentAttempt(models.Model):
    """One page of a payment service on which an order can be paid.

    An order has at most one that is open and at most one that paid it (S02).
    `key` is what the service calls it by; `received` is what the service says has
    arrived, and `refunded` what goes back of it, whatever for.
    """

    class State(models.TextChoices):
        OPEN = "open", _("Can be paid")
        PAID = "paid", pgettext_lazy("payment attempt", "Paid")
        LATE = "late", _("Paid too late")
        WRONG = "wrong", _("Wrong amount")
        FAILED = "failed", pgettext_lazy("payment attempt", "Failed")
        EXPIRED = "expired", pgettext_lazy("payment attempt", "Expired")

    order = models.ForeignKey(
        "order.Order", on_delete=models.PROTECT, related_name="payment_attempts"
    )
    provider = models.CharField(_("payment service"), max_length=20)
    key = models.CharField(_("key"), max_length=60, unique=True)
    session_id = models.CharField(_("session"), max_length=255, blank=True)
    url = models.TextField(_("address"), blank=True)
    charge = models.CharField(_("charge"), max_length=255, blank=True)
    currency = models.CharField(_("currency"), max_length=3)
    amount = models.DecimalField(_("amount"), max_digits=12, decimal_places=2)
    received = models.DecimalField(
        _("received"), max_digits=12, decimal_places=2, default=0
    )
    refunded = models.DecimalField(
        _("refunded"), max_digits=12, decimal_places=2, default=0
    )
    # Another currency than the one agreed may come; empty while nothing else has.
    received_currency = models.CharField(
        _("currency received"), max_length=3, blank=True
    )
    state = models.CharField(
        _("state"), max_length=7, choices=State.choices, default=State.OPEN
    )
    created_at = models.DateTimeField(_("created"))
    expires_at = models.DateTimeField(_("expires"))
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)

    class Meta:
        verbose_name = _("payment attempt")
        verbose_name_plural = _("payment attempts")
        constraints = [
            models.UniqueConstraint(
                fields=["order"],
                condition=Q(state="open"),
                name="payment_attempt_one_open",
            ),
            models.UniqueConstraint(
                fields=["order"],
                condition=Q(state="paid"),
                name="payment_attempt_one_paid",
            ),
            models.UniqueConstraint(
                fields=["provider", "session_id"],
                condition=~Q(session_id=""),
                name="payment_attempt_session_once",
            ),
            models.CheckConstraint(
                condition=Q(amount__gt=0), name="payment_attempt_amount_positive"
            ),
            models.CheckConstraint(
                condition=Q(refunded__gte=0, refunded__lte=F("received")),
                name="payment_attempt_refunded_at_most_received",
            ),
        ]
        indexes = [
            models.Index(
                fields=["charge"],
                condition=~Q(charge=""),
                name="payment_attempt_charge",
            ),
            models.Index(fields=["state", "-id"], name="payment_attempt_by_state"),
        ]

    def __str__(self) -> str:
        return f"{self.order_id}: {self.amount} {self.currency}, {self.state}"

    @property
    def currency_in(self) -> str:
        """The currency of what was received, in which it goes back."""
        return self.received_currency or self.currency

    @property
    def can_be_sent_back(self) -> bool:
        """Whether wrong money is here of which nothing has gone back."""
        return self.state == self.State.WRONG and self.received > self.refunded


class RefundElsewhere(models.Model):
    """Money that went back by the service's own hand: nobody here asked for it."""

    attempt = models.ForeignKey(
        PaymentAttempt, on_delete=models.PROTECT, related_name="refunds_elsewhere"
    )
    refund_id = models.CharField(_("refund"), max_length=255)
    amount = models.DecimalField(_("amount"), max_digits=12, decimal_places=2)
    currency = models.CharField(_("currency"), max_length=3)
    state = models.CharField(
        _("state"), max_length=9, choices=[(one, one) for one in RefundState]
    )
    seen_at = models.DateTimeField(_("seen"))

    class Meta:
        verbose_name = _("refund made elsewhere")
        verbose_name_plural = _("refunds made elsewhere")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["attempt", "refund_id"], name="refund_elsewhere_once"
            ),
            models.CheckConstraint(
                condition=Q(amount__gt=0), name="refund_elsewhere_positive"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.refund_id}: {self.amount} {self.currency}"


class Dispute(models.Model):
    """Money of a payment that the shopper's bank asks back, or has taken.

    `changes` counts how often its state did.
    """

    attempt = models.ForeignKey(
        PaymentAttempt, on_delete=models.PROTECT, related_name="disputes"
    )
    dispute_id = models.CharField(_("dispute"), max_length=255)
    amount = models.DecimalField(_("amount"), max_digits=12, decimal_places=2)
    currency = models.CharField(_("currency"), max_length=3)
    state = models.CharField(
        _("state"), max_length=4, choices=[(one, one) for one in DisputeState]
    )
    seen_at = models.DateTimeField(_("seen"))
    changes = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("dispute")
        verbose_name_plural = _("disputes")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["attempt", "dispute_id"], name="dispute_once"
            ),
            models.CheckConstraint(condition=Q(amount__gt=0), name="dispute_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.dispute_id}: {self.amount} {self.currency}, {self.state}"


class WebhookEvent(models.Model):
    """Something a payment service told: kept before anything is done about it.

    `about` names what it concerns, a session or a refund of that service, and `kind`
    is its own word for what happened. What is true is asked for: news may come late,
    twice or out of order.
    """

    provider = models.CharField(_("payment service"), max_length=20)
    event_id = models.CharField(_("event"), max_length=255)
    concerns = models.CharField(
        _("concerns"), max_length=7, default=Concern.OTHER.value
    )
    kind = models.CharField(_("kind"), max_length=100)
    about = models.CharField(_("about"), max_length=255)
    received_at = models.DateTimeField(_("received"))
    due_at = models.DateTimeField(_("due"), null=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    last_error = models.TextField(_("last error"), blank=True)

    class Meta:
        verbose_name = _("news of a payment service")
        verbose_name_plural = _("news of payment services")
        constraints = [
            models.UniqueConstraint(
                fields=["provider", "event_id"], name="webhook_event_once"
            )
        ]
        indexes = [
            models.Index(
                fields=["due_at"],
                condition=Q(due_at__isnull=False),
                name="webhook_event_due",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.about}"


class Reconciliation(models.Model):
    """On what orders and a payment service did not agree when last compared.

    `problem` says why they could not be compared since.
    """

    provider = models.CharField(_("payment service"), max_length=20, primary_key=True)
    checked_at = models.DateTimeField(_("compared"), null=True)
    differences = models.JSONField(_("differences"), default=list)
    problem = models.TextField(_("problem"), blank=True)

    class Meta:
        verbose_name = _("comparison with a payment service")
        verbose_name_plural = _("comparisons with payment services")

    def __str__(self) -> str:
        return f"{self.provider}: {len(self.differences)} differences"


class Settled(models.Model):
    """A difference that people have settled outside the shop's books."""

    provider = models.CharField(_("payment service"), max_length=20, blank=True)
    what = models.CharField(_("difference"), max_length=40)
    subject = models.CharField(_("subject"), max_length=255)
    reason = models.TextField(_("reason"))
    settled_at = models.DateTimeField(_("settled"))
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("settled by"),
    )

    class Meta:
        verbose_name = _("settled difference")
        verbose_name_plural = _("settled differences")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["provider", "what", "subject"], name="settled_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.what}: {self.subject}"


class Refund(models.Model):
    """Money that goes back to the shopper for one cause, promised and then paid.

    What came through a payment service goes back through it: `attempt` says which
    way, and a worker sends it. The rest is paid out by staff.
    """

    class State(models.TextChoices):
        PROMISED = "promised", _("To be paid out")
        REQUESTED = "requested", _("Under way")
        SUCCEEDED = "succeeded", _("Paid out")
        FAILED = "failed", pgettext_lazy("refund", "Failed")

    payment = models.ForeignKey(
        Payment, on_delete=models.PROTECT, related_name="refunds"
    )
    amount = models.DecimalField(_("amount"), max_digits=12, decimal_places=2)
    # The return or cancellation that caused it: one refund per cause.
    reference = models.CharField(_("reference"), max_length=120, unique=True)
    created_at = models.DateTimeField(_("created"))
    paid_out_at = models.DateTimeField(_("paid out"), null=True, blank=True)
    state = models.CharField(
        _("state"), max_length=9, choices=State.choices, default=State.PROMISED
    )
    attempt = models.ForeignKey(
        PaymentAttempt,
        on_delete=models.PROTECT,
        related_name="refunds",
        null=True,
        blank=True,
    )
    # What the payment service calls it, and the key under which it was asked for.
    provider_id = models.CharField(_("refund"), max_length=255, blank=True)
    key = models.CharField(_("key"), max_length=60, blank=True)
    # What of it had left before, by the service's own hand or by a lost dispute.
    elsewhere = models.DecimalField(
        _("gone before"), max_digits=12, decimal_places=2, default=0, db_default=0
    )
    tries = models.PositiveSmallIntegerField(_("tries"), default=0)
    last_error = models.TextField(_("last error"), blank=True)
    # When a worker sends it, or asks what became of it.
    due_at = models.DateTimeField(_("due"), null=True, blank=True)

    class Meta:
        verbose_name = _("refund")
        verbose_name_plural = _("refunds")
        constraints = [
            models.CheckConstraint(
                condition=Q(amount__gt=0), name="refund_amount_positive"
            ),
            models.CheckConstraint(
                condition=Q(elsewhere__gte=0, elsewhere__lte=F("amount")),
                name="refund_elsewhere_at_most_all",
            ),
            models.CheckConstraint(
                condition=Q(state="succeeded", paid_out_at__isnull=False)
                | (~Q(state="succeeded") & Q(paid_out_at__isnull=True)),
                name="refund_succeeded_once_paid_out",
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_at"],
                condition=Q(due_at__isnull=False),
                name="refund_due",
            )
        ]
        permissions = [("pay_out_refund", _("Can mark a refund as paid out"))]

    def __str__(self) -> str:
        return f"{self.reference}: {self.amount}"

    @property
    def currency(self) -> str:
        return self.attempt.currency_in if self.attempt else self.payment.currency
