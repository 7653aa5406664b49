from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("partner", "0004_drop_negative_prices")]

    operations = [
        migrations.AddConstraint(
            model_name="stockrecord",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("price__isnull", True), ("price__gte", 0), _connector="OR"
                ),
                name="stockrecord_price_not_negative",
                violation_error_message="A price cannot be negative.",
            ),
        ),
    ]
