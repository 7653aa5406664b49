"""What a check of the books looks at, in its order."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Examined(models.TextChoices):
    ACCOUNTS = "accounts", _("Points accounts")
    ORDERS = "orders", _("Orders of members")
    DOCUMENTS = "documents", _("Invoices and credit notes")
    RETURNS = "returns", _("Requested returns")
    STOCK = "stock records", _("Stock records")
    MONEY = "payments", _("Payments")
    GUARDS = "guards", _("Rights and guards")
    DEEDS = "log entries", _("Entries of the log")
