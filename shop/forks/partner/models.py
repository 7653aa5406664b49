"""Stock that cannot be sold twice."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from oscar.apps.partner.abstract_models import AbstractStockRecord


class StockRecord(AbstractStockRecord):
    """A product's price and stock. What is allocated never exceeds the stock (S01)."""

    class Meta(AbstractStockRecord.Meta):
        permissions = [("correct_stock", "Can correct how many pieces there are")]
        constraints = [
            models.CheckConstraint(
                condition=Q(num_allocated__isnull=True)
                | Q(num_allocated__gte=0, num_allocated__lte=F("num_in_stock")),
                name="stockrecord_never_oversold",
                violation_error_message="More is promised to orders than is in stock.",
            ),
            models.CheckConstraint(
                condition=Q(price__isnull=True) | Q(price__gte=0),
                name="stockrecord_price_not_negative",
                violation_error_message=_("A price cannot be negative."),
            ),
        ]


# Oscar's remaining models, registered after ours so that it leaves those out.
from oscar.apps.partner.models import (  # noqa: E402, F401  re-exported
    Partner,
    PartnerAddress,
    StockAlert,
)
