"""What happened, for ever, and who has still to hear of it."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Happening(models.Model):
    """Written in the transaction of its cause; append-only, as the log is."""

    kind = models.CharField(_("kind"), max_length=60)
    subject = models.CharField(_("subject"), max_length=120)
    facts = models.JSONField(_("facts"))
    # One happening per kind and cause, however often the cause is repeated.
    reference = models.CharField(_("reference"), max_length=120)
    happened_at = models.DateTimeField(_("happened"))
    recorded_at = models.DateTimeField(_("recorded"))

    class Meta:
        verbose_name = _("happening")
        verbose_name_plural = _("happenings")
        default_permissions = ("view",)
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "reference"], name="happenings_once_per_cause"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject}"

    @property
    def key(self) -> str:
        """What the subject is known by, without its kind: a number, say."""
        return self.subject.partition(":")[2]


class Hearing(models.Model):
    """One listener has not heard one happening yet; gone once it has."""

    happening = models.ForeignKey(
        Happening, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    subject = models.CharField(_("subject"), max_length=120)
    listener = models.CharField(_("listener"), max_length=40)
    due_at = models.DateTimeField(_("due"))
    tries = models.PositiveIntegerField(_("tries"), default=0)
    last_error = models.TextField(_("last error"), blank=True)

    class Meta:
        verbose_name = _("hearing")
        verbose_name_plural = _("hearings")
        default_permissions = ("view",)
        constraints = [
            models.UniqueConstraint(
                fields=["listener", "subject", "happening"],
                name="happenings_heard_in_order",
            )
        ]
        indexes = [models.Index(fields=["due_at", "id"], name="happenings_due")]

    def __str__(self) -> str:
        return f"{self.listener}: {self.happening_id}"
