"""The texts of the shop: terms, privacy, imprint and their like, each in versions."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Page(models.TextChoices):
    """What the shop has texts about, in the order in which pages name them.

    The value is part of the address, and of what orders keep.
    """

    ABOUT = "about", _("About us")
    CONTACT = "contact", _("Contact")
    FAQ = "faq", _("Questions and answers")
    DELIVERY = "delivery", _("Delivery and its cost")
    RETURNS = "returns", _("Returns and withdrawal")
    TERMS = "terms", _("Terms")
    PRIVACY = "privacy", _("Privacy")
    IMPRINT = "imprint", _("Imprint")


# Under which an order is placed, and which it keeps.
AGREED = (Page.TERMS, Page.RETURNS)


# The managers of translated models are made while Django starts: mypy knows none.
class Version(models.Model):  # type: ignore[django-manager-missing]
    """One wording of a page in Markdown, in force from a moment until the next.

    Rows are added, never changed and never taken away: orders point at them. Each is
    written on one `earlier`, so that of two people who write at once one is told.
    """

    page = models.CharField(_("page"), max_length=20, choices=Page.choices)
    body = models.TextField(_("text"), blank=True)
    valid_from = models.DateTimeField(_("valid from"))
    written_at = models.DateTimeField(_("written"))
    earlier = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("text of the shop")
        verbose_name_plural = _("texts of the shop")
        ordering = ["page", "-valid_from", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(page__in=Page.values), name="text_page_known"
            ),
            models.CheckConstraint(
                condition=models.Q(valid_from__gte=models.F("written_at")),
                name="text_not_in_the_past",
            ),
            models.UniqueConstraint(
                fields=["page", "earlier"],
                nulls_distinct=False,
                name="text_follows_one",
            ),
        ]
        indexes = [
            models.Index(fields=["page", "-valid_from", "-id"], name="text_in_force")
        ]

    def __str__(self) -> str:
        return f"{self.page} {self.valid_from}"
