"""When the books were checked, and what came of it."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from shop.books.examined import Examined
from shop.components.numbers import figure


class ReconciliationRun(models.Model):
    """One check of all books: asked for, under way, and then finished once.

    `examined` counts what was looked at, by its name in `Examined`; `first` holds
    the first differences as text. `error` says why a run ended before its end.
    """

    asked_at = models.DateTimeField(_("asked for"))
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("asked for by"),
    )
    started_at = models.DateTimeField(_("started"), null=True)
    finished_at = models.DateTimeField(_("finished"), null=True)
    examined = models.JSONField(_("examined"), default=dict)
    differences = models.PositiveIntegerField(_("differences"), default=0)
    first = models.JSONField(_("first differences"), default=list)
    error = models.TextField(_("error"), blank=True)

    class Meta:
        verbose_name = _("check of the books")
        verbose_name_plural = _("checks of the books")
        default_permissions = ("view",)
        permissions = [
            ("check_books", _("Can have the books checked")),
            ("download_digest", _("Can download digests of the ledger")),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(finished_at__isnull=True)
                | Q(finished_at__gte=models.F("started_at")),
                name="run_finishes_after_it_starts",
            ),
            # Two checks at once would find the same.
            models.UniqueConstraint(
                models.ExpressionWrapper(
                    Q(finished_at__isnull=True), output_field=models.BooleanField()
                ),
                condition=Q(finished_at__isnull=True),
                name="run_one_at_a_time",
            ),
        ]
        indexes = [models.Index(fields=["-asked_at"], name="run_newest")]

    def __str__(self) -> str:
        return f"{self.asked_at:%Y-%m-%d %H:%M}"

    @property
    def is_clean(self) -> bool:
        return bool(self.finished_at) and not self.differences and not self.error

    @property
    def counts(self) -> list[tuple[str, int]]:
        """What was looked at, in words, and how many of it."""
        return [
            (str(name.label), self.examined.get(name.value, 0)) for name in Examined
        ]

    @property
    def progress(self) -> str:
        """The counts in one line."""
        return " · ".join(f"{label} {figure(count)}" for label, count in self.counts)
