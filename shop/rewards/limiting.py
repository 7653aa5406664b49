"""Hand the limits that the settings name to the ledger, which keeps to them."""

from typing import Any

from django.conf import settings
from django.db import connections

from loyalty.limits import Limits, set_limits


def set_after_migrate(*, using: str, **_signal: Any) -> None:
    if "loyalty_limit" in connections[using].introspection.table_names():
        limits = {role: Limits(*said) for role, said in settings.POINTS_LIMITS.items()}
        set_limits(limits=limits, using=using)
