"""What the table of rates lacks: for `migrate` and `check --database default`."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Tags, Warning, register
from django.db import DEFAULT_DB_ALIAS, connection
from django.utils import timezone

from shop.tax import reading
from shop.tax.models import Rate


@register(Tags.database)
def home_has_a_rate(
    databases: Sequence[str] | None = None, **_options: Any
) -> list[CheckMessage]:
    """Nothing can be priced without one. Only a warning: staff add it in the shop."""
    if DEFAULT_DB_ALIAS not in (databases or ()):
        return []
    if Rate._meta.db_table not in connection.introspection.table_names():
        return []
    if reading.rates(at=timezone.now()).cover_home:
        return []
    return [
        Warning(
            f"{settings.SHOP_COUNTRY}, the country of the shop, has no standard VAT"
            " rate today: no product can be shown or sold.",
            hint="Add its standard rate on the staff page “VAT”, from today on, or"
            " set SHOP_COUNTRY to a country that has one.",
            id="tax.W001",
        )
    ]
