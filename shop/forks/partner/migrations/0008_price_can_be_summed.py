from decimal import Decimal

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("partner", "0007_drop_prices_beyond_sums")]

    operations = [
        migrations.AddConstraint(
            model_name="stockrecord",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("price__isnull", True),
                    ("price__lte", Decimal("9999999.99")),
                    _connector="OR",
                ),
                name="stockrecord_price_can_be_summed",
                violation_error_message="A price has at most seven digits.",
            ),
        ),
    ]
