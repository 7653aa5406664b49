"""Stock that cannot be sold twice."""

from decimal import Decimal

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from oscar.apps.partner.abstract_models import AbstractStockRecord

# As many pieces as a basket takes of it still fit the column of an order's total.
DEAREST = Decimal("9999999.99")


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
            models.CheckConstraint(
                condition=Q(price__isnull=True) | Q(price__lte=DEAREST),
                name="stockrecord_price_can_be_summed",
                violation_error_message=_("A price has at most seven digits."),
            ),
        ]


# Oscar's remaining models, registered after ours so that it leaves those out.
from oscar.apps.partner.models import (  # noqa: E402, F401  re-exported
    Partner,
    PartnerAddress,
    StockAlert,
)
