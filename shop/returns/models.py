"""What shoppers ask to send back, and what staff found in the parcels."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class Reason(models.TextChoices):
    CHANGED_MIND = "changed-mind", _("I changed my mind")
    DAMAGED = "damaged", _("It arrived damaged")
    FAULTY = "faulty", _("It does not work as it should")
    DIFFERENT = "different", _("It looked different in the shop")
    WRONG = "wrong", _("I was sent something else")
    OTHER = "other", _("Another reason")


class Refusal(models.TextChoices):
    USED = "used", _("Used more than trying it takes")
    DAMAGED = "damaged", _("Damaged after it had arrived")
    INCOMPLETE = "incomplete", _("Parts of it are missing")
    STRANGE = "strange", _("Not from this order")
    OTHER = "other", _("Another reason")


class Withdrawal(models.Model):
    """A shopper's word that a contract is off, as it was given: kept as proof.

    `pieces` are the goods it names. Goods that are under way or delivered come back
    on a return request; an order that has not left is cancelled instead.
    """

    order = models.ForeignKey(
        "order.Order", on_delete=models.PROTECT, related_name="withdrawals"
    )
    # One for each form: a second click declares nothing more.
    reference = models.CharField(_("reference"), max_length=40)
    name = models.CharField(_("name"), max_length=255)
    email = models.EmailField(_("e-mail"))
    pieces = models.JSONField(_("goods"))
    declared_at = models.DateTimeField(_("declared"))

    class Meta:
        verbose_name = _("withdrawal")
        verbose_name_plural = _("withdrawals")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["order", "reference"], name="withdrawal_once_per_form"
            ),
        ]

    def __str__(self) -> str:
        return self.reference


class ReturnRequest(models.Model):
    """Pieces of one order that its shopper wants to send back."""

    class State(models.TextChoices):
        REQUESTED = "requested", _("Requested")
        SENT = "sent", _("On its way back")
        PART = "part", _("Received in part")
        SETTLED = "settled", _("Settled")
        REFUSED = "refused", _("Refused")
        CANCELLED = "cancelled", _("Cancelled")

    OPEN = (State.REQUESTED, State.SENT, State.PART)

    # Not to be guessed, and short enough for the phone; all begin with an R.
    number = models.CharField(_("number"), max_length=11, unique=True)
    order = models.ForeignKey(
        "order.Order", on_delete=models.PROTECT, related_name="return_requests"
    )
    reference = models.CharField(_("reference"), max_length=40)
    # Shown at a pick-up point by who hands the parcel in.
    drop_off_code = models.CharField(_("drop-off code"), max_length=8, unique=True)
    withdrawal = models.OneToOneField(
        Withdrawal,
        on_delete=models.PROTECT,
        related_name="request",
        null=True,
        blank=True,
    )
    state = models.CharField(
        _("state"), max_length=9, choices=State.choices, default=State.REQUESTED
    )
    requested_at = models.DateTimeField(_("requested"))
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)

    class Meta:
        verbose_name = _("return request")
        verbose_name_plural = _("return requests")
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=("requested", "sent", "part"), ended_at=None)
                | Q(
                    state__in=("settled", "refused", "cancelled"),
                    ended_at__isnull=False,
                ),
                name="return_request_ends_once",
            ),
            models.UniqueConstraint(
                fields=["order", "reference"], name="return_request_once_per_form"
            ),
        ]
        indexes = [
            models.Index(
                fields=["requested_at"],
                condition=Q(ended_at=None),
                name="return_request_open",
            ),
        ]
        permissions = [("receive_return", _("Can receive or refuse returned goods"))]

    def __str__(self) -> str:
        return self.number

    @property
    def is_open(self) -> bool:
        return self.ended_at is None

    @property
    def is_withdrawal(self) -> bool:
        return self.withdrawal_id is not None

    @property
    def can_be_cancelled(self) -> bool:
        """Whether nothing of it has been received yet."""
        return self.state in (self.State.REQUESTED, self.State.SENT)


class RequestedLine(models.Model):
    """How many pieces of one line were asked for, and what became of them.

    Pieces are received, refused, or given up because they are no longer to come.
    The database lets no line be asked for beyond what of it has not come back
    (migration 0002).
    """

    request = models.ForeignKey(
        ReturnRequest, on_delete=models.PROTECT, related_name="lines"
    )
    line = models.ForeignKey(
        "order.Line", on_delete=models.PROTECT, related_name="requested_lines"
    )
    quantity = models.PositiveIntegerField(_("pieces"))
    received = models.PositiveIntegerField(_("received"), default=0)
    refused = models.PositiveIntegerField(_("refused"), default=0)
    given_up = models.PositiveIntegerField(_("given up"), default=0)
    # A withdrawal needs none.
    reason = models.CharField(
        _("reason"), max_length=12, choices=Reason.choices, blank=True
    )
    words = models.CharField(_("words"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("requested line")
        verbose_name_plural = _("requested lines")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["request", "line"], name="requested_line_once"
            ),
            models.CheckConstraint(
                condition=Q(quantity__gt=0), name="requested_line_quantity_positive"
            ),
            models.CheckConstraint(
                condition=Q(quantity__gte=F("received") + F("refused") + F("given_up")),
                name="requested_line_ends_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} × {self.line_id}"

    @property
    def open(self) -> int:
        """The pieces that are still to come."""
        return self.quantity - self.received - self.refused - self.given_up


class Receipt(models.Model):
    """What one opening of a parcel came to; `returned` settles what was received."""

    request = models.ForeignKey(
        ReturnRequest, on_delete=models.PROTECT, related_name="receipts"
    )
    turn = models.PositiveSmallIntegerField(_("turn"))
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    returned = models.OneToOneField(
        "orders.Return",
        on_delete=models.PROTECT,
        related_name="receipt",
        null=True,
        blank=True,
    )
    words = models.CharField(_("words for the shopper"), max_length=500, blank=True)
    received_at = models.DateTimeField(_("received"))

    class Meta:
        verbose_name = _("receipt")
        verbose_name_plural = _("receipts")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["request", "turn"], name="receipt_turn_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.request_id}-{self.turn}"


class ReceiptLine(models.Model):
    """What was found of one line: received, refused and why, back on the shelf."""

    receipt = models.ForeignKey(Receipt, on_delete=models.PROTECT, related_name="lines")
    line = models.ForeignKey(
        RequestedLine, on_delete=models.PROTECT, related_name="receipt_lines"
    )
    received = models.PositiveIntegerField(_("received"), default=0)
    refused = models.PositiveIntegerField(_("refused"), default=0)
    restocked = models.BooleanField(_("put back into stock"), default=False)
    refusal = models.CharField(
        _("reason of the refusal"), max_length=10, choices=Refusal.choices, blank=True
    )

    class Meta:
        verbose_name = _("received line")
        verbose_name_plural = _("received lines")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["receipt", "line"], name="receipt_line_once"
            ),
            models.CheckConstraint(
                condition=Q(received__gt=0) | Q(refused__gt=0),
                name="receipt_line_of_something",
            ),
            models.CheckConstraint(
                condition=Q(refused=0, refusal="") | Q(refused__gt=0) & ~Q(refusal=""),
                name="receipt_line_refused_for_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.received}/{self.refused} × {self.line_id}"
