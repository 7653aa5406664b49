"""Mail that leaves after the transaction that caused it."""

from django.db import models
from django.db.models import Q
from django.db.models.fields.json import KeyTransform
from django.utils.translation import gettext_lazy as _


class Message(models.Model):
    """One mail to send: written with its cause, sent by a worker, retried (S04)."""

    class State(models.TextChoices):
        DUE = "due", _("To be sent")
        SENT = "sent", _("Sent")
        FAILED = "failed", _("Given up")

    kind = models.CharField(_("kind"), max_length=60)
    recipient = models.EmailField(_("recipient"))
    language = models.CharField(_("language"), max_length=10)
    context = models.JSONField(_("context"), default=dict)
    # One message per kind and cause, however often the cause is repeated.
    reference = models.CharField(_("reference"), max_length=120, unique=True)
    state = models.CharField(
        _("state"), max_length=6, choices=State.choices, default=State.DUE
    )
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    last_error = models.TextField(_("last error"), blank=True)
    created_at = models.DateTimeField(_("created"))
    due_at = models.DateTimeField(_("due"))
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)

    class Meta:
        verbose_name = _("outgoing message")
        verbose_name_plural = _("outgoing messages")
        indexes = [
            models.Index(
                fields=["due_at"], condition=Q(state="due"), name="outbox_due"
            ),
            models.Index(fields=["-created_at"], name="outbox_newest"),
            models.Index(
                fields=["state", "-created_at", "-id"], name="outbox_by_state"
            ),
            # What was mailed about an order.
            models.Index(KeyTransform("number", "context"), name="outbox_about"),
        ]
        permissions = [("retry_message", _("Can send a message again"))]

    def __str__(self) -> str:
        return f"{self.kind} → {self.recipient}"
